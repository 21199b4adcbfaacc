"""``check`` in site.yml: the limits of ``newsgen check`` and what it ignores."""

from typing import Annotated

from pydantic import Field

from ..base.palette import COLUMN
from .schema import Form, Text


class Ignore(Form):
    """A rule that ``newsgen check`` ignores in some files, and the reason.

    ``file`` is a pattern for paths from the site's folder, in which ``*`` stands for anything, slashes too.
    """

    file: Text
    rule: Text
    reason: Text


class Check(Form):
    """The limits of ``newsgen check``; 0, or false, turns a rule off. docs/checks.md gives the source of each limit."""

    headline_card: Annotated[int, Field(ge=0, le=1000)] = 84
    headline_search: Annotated[int, Field(ge=0, le=1000)] = 70
    same_title_days: Annotated[int, Field(ge=0, le=10000)] = 30
    lead_width: Annotated[int, Field(ge=0, le=10000)] = 1200
    text_width: Annotated[int, Field(ge=0, le=10000)] = COLUMN
    crop_percent: Annotated[int, Field(ge=0, le=100)] = 35
    credit: bool = True
    git_megabytes: Annotated[int, Field(ge=0, le=10000)] = 5
    ignore: tuple[Ignore, ...] = ()
