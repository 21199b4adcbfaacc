"""``pictures`` in site.yml: the formats of smaller pictures, from which day they are made, and who makes them."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..base.problems import N_
from .schema import Form, Line, fault

PictureSuffix = Literal["webp", "avif"]

RESIZER_FIELDS = ("width", "height", "address", "url", "digest", "suffix", "x", "y")
"""What the pattern of a resizer may name."""


def _day(value: object) -> object:
    """A date as site.yml writes it, YYYY-MM-DD. Raises ``bad-date`` for another text."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise fault("bad-date", N_("“{value}” is not a date."), N_("Write it like 2026-11-22."), value=value) from None


def _resizer(value: str) -> str:
    if not value:
        return value
    fields = re.findall(r"\{([^}]*)\}", value)
    named = bool({"address", "url", "digest"} & set(fields)) and "width" in fields
    plain = re.sub(r"\{[^}]*\}", "", value)
    if not named or not set(fields) <= set(RESIZER_FIELDS) or not re.fullmatch(r"(https://[^\s/{}]+)?/[!-~]*", plain):
        raise fault(
            "bad-resizer", N_("“{value}” cannot be the address of a resizer."),
            N_("Write it like “https://img.example.org/{{width}}x{{height}}/{{address}}”."), value=value,
        )  # fmt: skip
    return value


class Pictures(Form):
    """The pictures that a build makes from the newsroom's own: their formats, from which day on, and where they are made."""

    formats: Annotated[tuple[PictureSuffix, ...], Field(min_length=1)] = ("webp",)
    since: Annotated[date | None, BeforeValidator(_day)] = None
    resizer: Annotated[Line, AfterValidator(_resizer)] = ""
