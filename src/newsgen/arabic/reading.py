"""Parse the dates and relative times that newsrooms print, for importers."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .counting import NOW, nouns
from .dates import ENGLISH, cldr_months, weekdays
from .folding import fold
from .hijri import from_hijri, hijri_months
from .house_style import TERRITORIES, House

LONGEST = 120
"""The maximum length of a text that is parsed. A longer text is a sentence; the bound also limits the work on hostile input."""

# Words for units that the press uses and CLDR lacks, and frequent spellings of months.
_MORE_UNITS = {
    "year": "عام عاما عامين عامان أعوام سنتان سنوات",
    "month": "شهور",
    "second": "ثوان ثواني",
    "minute": "دقايق",
}
_MORE_MONTHS = {
    2: "فبرائر", 4: "إبريل ابريل نيسان", 6: "يونية", 7: "يولية", 8: "اغسطس", 10: "اكتوبر", 12: "كانون الاول",
}  # fmt: skip

_RELATIVE = re.compile(r"(?:منذ|قبل)(?: حوالي| نحو)? (?:([0-9]{1,6}) ?)?([^\W\d_]+)(?: (واحده?))?")
_FIGURE = re.compile(r"\d")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})")


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, int | None]]:
    """Map folded nouns to their unit and, where the noun itself gives the number (dual), that number."""
    table: dict[str, tuple[str, int | None]] = {}
    for unit, noun in nouns().items():
        for form in (noun.few, noun.many, noun.other, *_MORE_UNITS.get(unit, "").split()):
            table[fold(form)] = (unit, 2 if form.endswith(("ين", "ان")) and form not in ("ثوان",) else None)
        table[fold(noun.one.split()[0])] = (unit, None)
        table[fold(noun.dual)] = table[fold(noun.dual_genitive)] = (unit, 2)
    return table


def parse_relative(text: str) -> tuple[int, str] | None:
    """Return the number and the unit of a text that is a relative time and nothing else: "منذ 8 دقائق" → (8, "minute").

    None for any other text, and for one longer than ``LONGEST``. The units are those of ``UNITS``, second to year. The
    preposition is منذ or قبل; حوالي or نحو may follow it. Figures are read in both digit systems, also before a wrong form
    (قبل 5 دقيقة). Without a figure a dual means two, and a singular or a plural means one. "الآن" gives (0, "second").
    """
    if len(text) > LONGEST:
        return None
    folded = " ".join(fold(text).split())
    if folded == fold(NOW):
        return 0, "second"
    match = _RELATIVE.fullmatch(folded)
    if match is None or match[2] not in _units():
        return None
    unit, count = _units()[match[2]]
    if match[1]:
        return int(match[1]), unit
    if count is not None:
        return (count, unit) if not match[3] else None
    return 1, unit


@lru_cache(maxsize=1)
def _month_numbers() -> dict[str, int]:
    """Map the folded month names of all Arab countries and of English to their numbers."""
    table: dict[str, int] = {}
    for locale in ("ar", *(f"ar_{territory}" for territory in TERRITORIES)):
        for n, name in enumerate(cldr_months(locale), 1):
            table[fold(name)] = n
    for n, names in _MORE_MONTHS.items():
        table |= {fold(name): n for name in names.split() if fold(name) not in ("كانون", "الاول")}
    for n, name in enumerate(ENGLISH, 1):
        table[name.lower()] = table[name[:3].lower()] = n
    table["sept"] = 9
    return table


@lru_cache(maxsize=1)
def _noise() -> frozenset[str]:
    """Return folded words that may stand in a date without changing it: weekdays, "م", "الموافق"."""
    days = {fold(name) for name in weekdays(House())} | {"الاثنين", "يوم", "م", "الموافق", "of"}
    english = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return frozenset(days | set(english) | {name[:3] for name in english})


def parse_date(text: str) -> date | None:
    """Return the day that a date line names, or None if the text is anything else.

    It reads the month names of all Arab countries, alone or in pairs, English ones (24 Sep / September 2021), both
    digit systems, a weekday in front, a Hijri date beside the Gregorian one or alone, and figures alone: the day first
    (30/7/2021) or the year first (2021-07-30), never the month. Beside a Gregorian date the Hijri one is ignored. It
    returns None for contradicting month names, days that do not exist, a Gregorian year without four digits, a time of
    day, words that do not belong to a date, and a text longer than ``LONGEST``. It does not check the weekday, because
    papers misprint it.
    """
    if len(text) > LONGEST or not _FIGURE.search(text):
        return None
    folded = fold(text).strip()
    if match := _ISO.fullmatch(folded):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(folded):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    tokens = [token for token in _TOKEN.findall(folded) if token not in _noise()]
    tokens, hijri = _split_hijri(tokens)
    if not tokens:
        return hijri
    return _gregorian(tokens)


def _gregorian(tokens: list[str]) -> date | None:
    named, figures, at = set(), [], 0
    while at < len(tokens):
        token = tokens[at]
        pair = " ".join(tokens[at : at + 2])
        if pair in _month_numbers():
            named.add(_month_numbers()[pair])
            at += 1
        elif token in _month_numbers():
            named.add(_month_numbers()[token])
        elif token.isdigit() and len(token) <= 4:
            figures.append(token)
        else:
            return None
        at += 1
    if len(named) != 1 or len(figures) != 2 or len(figures[1]) != 4 or len(figures[0]) > 2:
        return None
    return _day(int(figures[1]), named.pop(), int(figures[0]))


def _split_hijri(tokens: list[str]) -> tuple[list[str], date | None]:
    """Return the tokens without the Hijri date among them, and the day of that date or None."""
    names = {fold(name): n for n, name in enumerate(hijri_months(), 1)} | {"ربيع الثاني": 4, "جمادي الثانيه": 6}
    for at in range(len(tokens) - 2):
        for width in (2, 1):
            name = " ".join(tokens[at + 1 : at + 1 + width])
            end = at + 1 + width
            if name in names and end < len(tokens) and tokens[at].isdigit() and tokens[end].isdigit():
                day = from_hijri(int(tokens[end]), names[name], int(tokens[at]))
                era = end + 1 < len(tokens) and tokens[end + 1] == "ه"
                return tokens[:at] + tokens[end + 1 + era :], day
    return tokens, None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
