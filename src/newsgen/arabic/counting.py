"""Counted nouns: Arabic's six plural categories, units of time, and phrases such as "eight minutes ago"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from .digits import ARABIC_INDIC
from .house_style import House

UNITS = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_592_000,
    "year": 31_536_000,
}
"""The units and their length in seconds, as CLDR and Babel count: a month has 30 days, a year 365."""

NOW = "الآن"
"""CLDR's phrase for "0 seconds ago". It stands for everything under a minute, because a page is not updated every second."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The forms of one counted noun. ``few``, ``many`` and ``other`` follow a figure; the others stand without one."""

    one: str
    dual: str
    """Nominative, standing alone: دقيقتان."""
    dual_genitive: str
    """After a preposition: دقيقتين."""
    few: str
    many: str
    other: str


THINGS = {
    "update": Noun(
        one="تحديث جديد",
        dual="تحديثان جديدان",
        dual_genitive="تحديثين جديدين",
        few="تحديثات جديدة",
        many="تحديثًا جديدًا",
        other="تحديث جديد",
    ),
    "edited update": Noun(
        one="تحديث معدّل",
        dual="تحديثان معدّلان",
        dual_genitive="تحديثين معدّلين",
        few="تحديثات معدّلة",
        many="تحديثًا معدّلًا",
        other="تحديث معدّل",
    ),
    "deleted update": Noun(
        one="تحديث محذوف",
        dual="تحديثان محذوفان",
        dual_genitive="تحديثين محذوفين",
        few="تحديثات محذوفة",
        many="تحديثًا محذوفًا",
        other="تحديث محذوف",
    ),
    "picture": Noun(one="صورة واحدة", dual="صورتان", dual_genitive="صورتين", few="صور", many="صورة", other="صورة"),
}
"""Other things that pages count, with the adjective that belongs to them."""


def category(n: int) -> str:
    """Return CLDR's plural category of a whole number in Arabic. Raises ValueError for a negative number."""
    if n < 0:
        raise ValueError(f"nothing is counted {n} times")
    if n < 3:
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


@lru_cache(maxsize=1)
def nouns() -> dict[str, Noun]:
    """Return the forms of each unit of ``UNITS`` by its name, from CLDR's patterns for the past and for durations.

    All callers share the dictionary, so they do not change it.
    There are two differences from CLDR. Babel's data has ``ثوانِ`` for 3 to 10 seconds ago, where the indefinite noun needs
    tanwin (ثوانٍ, as CLDR itself writes for the future). And one unit alone is "دقيقة واحدة", as it is after a preposition,
    because the bare "دقيقة" of CLDR reads as a label and not as a count.
    """
    from babel.dates import format_timedelta
    from babel.units import format_unit

    def past(n: int, unit: str) -> str:
        # No value reaches this threshold, so the unit is the granularity; `granularity` has a Literal type.
        phrase = format_timedelta(
            timedelta(seconds=-n * UNITS[unit]),
            granularity=unit,  # type: ignore[arg-type]
            threshold=1e12,
            add_direction=True,
            locale="ar",
        )
        noun = phrase.removeprefix("قبل ").removeprefix(f"{n} ")
        return noun.replace("ثوانِ", "ثوانٍ")

    def standing(unit: str) -> str:
        # CLDR inherits the long durations of days, weeks and months from the short ones; Babel does not.
        long = format_unit(2, f"duration-{unit}", length="long", locale="ar")
        return long if "2" not in long else format_unit(2, f"duration-{unit}", length="short", locale="ar")

    return {
        unit: Noun(
            one=past(1, unit),
            dual=standing(unit),
            dual_genitive=past(2, unit),
            few=past(3, unit),
            many=past(11, unit),
            other=past(100, unit),
        )
        for unit in UNITS
    }


def figure(n: int, house: House) -> str:
    """Write a whole number in the house's digits, without grouping. The number is not negative."""
    plain = str(n)
    return "".join(ARABIC_INDIC[int(d)] for d in plain) if house.digits == "arab" else plain


def noun_of(unit: str) -> Noun:
    """Return the forms of a unit of time or another counted thing. Raises ValueError for an unknown one."""
    if unit in THINGS:
        return THINGS[unit]
    try:
        return nouns()[unit]
    except KeyError:
        raise ValueError(f"{unit!r} is none of {', '.join((*UNITS, *THINGS))}") from None


def _form(n: int, unit: str, house: House, *, alone: bool) -> str:
    kind = category(n)
    noun = noun_of(unit)
    if kind == "one":
        return noun.one
    if kind == "two":
        return noun.dual if alone else noun.dual_genitive
    word = noun.few if kind == "few" else noun.many if kind == "many" else noun.other
    return f"{figure(n, house)} {word}"


def counted(n: int, unit: str, house: House) -> str:
    """Write n units or things standing alone, in the nominative.

    Examples: دقيقة واحدة, دقيقتان, 8 دقائق, 11 دقيقة; 3 تحديثات جديدة.
    One and two have no figure; zero has one. Raises ValueError for a negative number and an unknown unit.
    """
    return _form(n, unit, house, alone=True)


def relative(n: int, unit: str, house: House) -> str:
    """Write a time n units ago, with the house's preposition: منذ دقيقتين, منذ 8 دقائق.

    Raises ValueError for a negative number and an unknown unit.
    """
    return f"{house.preposition} {_form(n, unit, house, alone=False)}"


def since(then: datetime, now: datetime, house: House) -> str:
    """Write how long ago ``then`` was, in the largest unit that has passed in full, rounded down.

    Under a minute it is "الآن". The page's script uses the same thresholds from the same table. Raises ValueError when ``then``
    is after ``now``.
    """
    seconds = (now - then) // timedelta(seconds=1)
    if seconds < 0:
        raise ValueError(f"{then.isoformat()} is after {now.isoformat()}")
    for unit, size in reversed(UNITS.items()):
        if seconds >= size and unit != "second":
            return relative(seconds // size, unit, house)
    return NOW
