"""Lengths of recordings as editors write them: ``31:05``, ``1:02:05``, or a number of seconds."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from ..arabic import from_digits
from ..base.problems import N_
from .schema import fault

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)")
_SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,3})?")


def parse_duration(text: str) -> float | None:
    """The seconds of a length written ``m:ss``, ``h:mm:ss`` or as a number, in any digits; None for another text."""
    plain = from_digits(text.strip())
    if _SECONDS.fullmatch(plain):
        return float(plain)
    match = _CLOCK.fullmatch(plain)
    if match is None or (match[1] and int(match[2]) > 59):
        return None
    return float(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]))


def _duration(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    seconds = parse_duration(value)
    if seconds is None:
        raise fault("bad-length", N_("“{value}” is not a length."), N_("Write it like 31:05 or 1:02:05."))
    return seconds


Duration = Annotated[
    float,
    BeforeValidator(_duration),
    Field(ge=0, le=10 * 24 * 3600),
    WithJsonSchema({"type": ["string", "number"], "description": "31:05, or 1:02:05, or a number of seconds"}),
]
"""The length of a recording, in seconds; see ``parse_duration``."""
