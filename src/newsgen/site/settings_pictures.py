"""``pictures`` in site.yml: the formats of smaller pictures, from which day they are made, and who makes them."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ..base.problems import N_
from .schema import Form, Line, fault
from .settings_types import Day

PictureSuffix = Literal["webp", "avif"]

RESIZER_FIELDS = ("width", "height", "address", "url", "digest", "suffix", "x", "y")
"""What the pattern of a resizer may name."""


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
    since: Day | None = None
    resizer: Annotated[Line, AfterValidator(_resizer)] = ""
