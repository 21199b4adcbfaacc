"""Dates: weekday and month names by country, and the pattern language for a newsroom's dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from .counting import figure
from .digits import ARABIC_INDIC
from .hijri import format_hijri
from .house_style import House

LONG = "{day} {month} {year}"
WITH_WEEKDAY = "{weekday} {day} {month} {year}"
SHORT = "{day}/{month_number}/{year}"
HEADER = "{weekday} {day} {month_en_short} / {month_en} {year}"
WITH_HIJRI = "{day} {month} {year} - {hijri}"

TOKENS = ("weekday", "day", "month", "month_number", "month_en", "month_en_short", "year", "hijri")

ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_CLOSERS = ")]»،؛"


@lru_cache(maxsize=64)
def months(house: House) -> tuple[str, ...]:
    """Return the twelve month names from January on, in the house's choice (CLDR's wide names).

    Dual months join the Syrian name and the name of the plain ``ar`` locale with a slash, which CLDR lacks: pan-Arab
    broadcasters write both, so that readers of the Mashreq and of the Nile understand the date.
    """
    if house.months == "region":
        return cldr_months(house.locale)
    first, second = ("ar_SY", "ar") if house.months == "levant/egypt" else ("ar", "ar_SY")
    return tuple(f"{a}/{b}" for a, b in zip(cldr_months(first), cldr_months(second), strict=True))


@lru_cache(maxsize=64)
def cldr_months(locale: str) -> tuple[str, ...]:
    from babel import Locale

    names = Locale.parse(locale).months["format"]["wide"]
    return tuple(str(names[n]) for n in range(1, 13))


@lru_cache(maxsize=64)
def weekdays(house: House) -> tuple[str, ...]:
    """Return the seven weekday names from Monday on, as ``date.weekday()`` counts; Monday in the house's spelling."""
    from babel import Locale

    names = Locale.parse(house.locale).days["format"]["wide"]
    return (house.monday, *(str(names[n]) for n in range(1, 7)))


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[tuple[str, str | None], ...]:
    """Split a pattern into pairs of literal text and the token after it, or None. Raises ValueError for an unknown token."""
    unknown = validate_pattern(pattern)
    if unknown:
        raise ValueError(f"unknown in the date pattern {pattern!r}: {', '.join(unknown)}; known: {', '.join(TOKENS)}")
    parts: list[tuple[str, str | None]] = []
    at = 0
    for match in _BRACES.finditer(pattern):
        parts.append((pattern[at : match.start()], match[1]))
        at = match.end()
    parts.append((pattern[at:], None))
    return tuple(parts)


@lru_cache(maxsize=64)
def _without_hijri(pattern: str) -> str:
    """Remove the Hijri token, and the text that ties it to its neighbours, for days that the Hijri tables do not cover."""
    while True:
        before, token, after = pattern.partition("{hijri}")
        if not token:
            return pattern
        kept = before[: before.rfind("}") + 1]
        after = after.lstrip(_CLOSERS) if kept else after[after.find("{") :] if "{" in after else ""
        pattern = kept + after


def validate_pattern(pattern: str) -> tuple[str, ...]:
    """Return what stands in braces and is no token, and unpaired braces, in order; () for a valid pattern."""
    found = ((match[1], match[0]) for match in _BRACES.finditer(pattern))
    return tuple(whole if name is None else name for name, whole in found if name not in TOKENS)


def format_date(day: date, pattern: str, house: House) -> str:
    """Write a day by a pattern, in the house's names and digits.

    Tokens: {weekday} {day} {month} {month_number} {month_en} {month_en_short} {year} {hijri}. For a day outside the
    Hijri tables {hijri} is left out, with the text that ties it to the token before it, or to the next if it is the
    first. Raises ValueError for anything else in braces and for an unpaired brace; ``validate_pattern`` finds both.
    """
    out: list[str] = []
    for literal, token in _parts(pattern):
        out.append(literal)
        if token is None:
            break
        if token == "day":
            out.append(figure(day.day, house))
        elif token == "month":
            out.append(months(house)[day.month - 1])
        elif token == "year":
            out.append(figure(day.year, house))
        elif token == "weekday":
            out.append(weekdays(house)[day.weekday()])
        elif token == "month_number":
            out.append(figure(day.month, house))
        elif token == "month_en":
            out.append(ENGLISH[day.month - 1])
        elif token == "month_en_short":
            out.append(ENGLISH[day.month - 1][:3])
        else:
            hijri = format_hijri(day, house)
            if hijri is None:
                return format_date(day, _without_hijri(pattern), house)
            out.append(hijri)
    return "".join(out)


def clock(moment: datetime, house: House) -> str:
    """Write the time of day in 24 hours, in the house's digits: 14:05. The moment's own zone counts."""
    plain = f"{moment.hour:02}:{moment.minute:02}"
    if house.digits == "arab":
        return "".join(ARABIC_INDIC[int(c)] if c != ":" else c for c in plain)
    return plain
