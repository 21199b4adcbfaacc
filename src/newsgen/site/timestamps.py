"""Dates and times as editors write them."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from ..arabic import from_digits
from ..base.problems import N_
from .schema import fault

_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def parse_moment(text: str) -> datetime | None:
    """Parse a date, with or without a time and an offset. A date alone means its midnight.

    Without an offset the result is naive. None where the text is not a date. Raises ValueError where the date does not
    exist or lies outside the years 1800 to 2200.
    """
    match = _MOMENT.fullmatch(from_digits(text.strip()))
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    zone = "" if offset is None else "+00:00" if offset in "Zz" else f"{offset[:3]}:{offset[-2:]}"
    moment = datetime.fromisoformat(
        f"{year}-{month:0>2}-{day:0>2}T{hour or 0:0>2}:{minute or 0:0>2}:{second or 0:0>2}{zone}"
    )
    if not 1800 <= moment.year <= 2200:
        raise ValueError(text)
    return moment


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        moment = parse_moment(value)
    except ValueError:
        raise fault(
            "impossible-date", N_("The date “{value}” does not exist."), N_("Look at the day, the month and the hour.")
        ) from None
    if moment is None:
        raise fault("bad-date", N_("“{value}” is not a date."), N_("Write it like 2026-07-30 or 2026-07-30 14:05."))
    return moment


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "description": "2026-07-30, or 2026-07-30 14:05, or with an offset: 2026-07-30T14:05+03:00"}
    ),
]
"""A date or a moment in front matter; see ``parse_moment``."""
