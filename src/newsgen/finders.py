"""Where changes may be: in every folder (walking), or where somebody says so who watched."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .record import Record
from .sources import REDIRECTS, SETTINGS, TREES


@dataclass(frozen=True, slots=True)
class Found:
    """The folders to look into, by their paths from the site's folder; None means all. ``note`` is what the same finder
    wants to be told at the next build, once this one is published."""

    folders: frozenset[str] | None = None
    note: bytes = b""


Finder = Callable[[Path, Record], Found]
"""From the site's folder and the record to where changes may be."""


def walk(site: Path, record: Record) -> Found:
    """Everywhere. Right whatever happened; takes as long as the archive is large."""
    return Found()


def listed(paths: Iterable[str]) -> Finder:
    """In the folders of these paths, absolute or from the site's folder, and in what lies below those that are folders.

    It is trusted: a change that it does not name stays unseen until the next build that walks.
    """
    named = tuple(paths)

    def find(site: Path, record: Record) -> Found:
        root = os.path.abspath(site)
        relative = {os.path.relpath(os.path.join(root, path), root).replace(os.sep, "/") for path in named}
        return Found(frozenset(folder for path in relative if _is_ours(path) for folder in (path, _above(path))))

    return find


def _is_ours(path: str) -> bool:
    return path.partition("/")[0] in (*TREES, SETTINGS, REDIRECTS)


def _above(path: str) -> str:
    return str(PurePosixPath(path).parent).removeprefix(".")
