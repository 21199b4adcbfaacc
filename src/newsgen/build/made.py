"""A page that was made: its bytes, the file that a worker staged, or the Problem of its template."""

from collections.abc import Generator
from typing import NamedTuple

from ..base.problems import Problem
from ..model.page_name import PageName
from .staging import StagedPage

MOST_FAULTS = 100  # a fault in a template that every page uses is one fault, not ten thousand


class MadePage(NamedTuple):
    """A page of this build. ``why`` names the parts of its key that differ, as in its task. ``result`` is what came of it: its
    bytes, or those that a worker staged, or what is wrong with its template."""

    name: PageName
    path: str
    key: bytes
    why: str
    result: bytes | StagedPage | Problem


MadePages = Generator[MadePage, None, None]
"""Pages that are made as they are asked for. To close it ends the work on those that nobody asked for."""
