"""The second half of the grammar of foreign runs: which parts of a stretch readers take for one run.

``bidi_table.ROWS`` names the kinds of runs with examples, which the tests try in a browser.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from .bidi_groups import (
    DATE_LENGTHS,
    FIGURES,
    ONE_SPACE,
    PHONE_PART,
    TO_ASCII,
    YEAR,
    groups_of_one_number,
    is_fixed,
)
from .bidi_table import MONTHS, UNITS
from .bidi_tokens import CURRENCY, DASHES, RTL_LETTER, SPACE, Kind, Unit
from .character_classes import LATIN

_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:[A-Za-z]|[A-Z][a-z]{1,2})\.[A-Z](?:[a-z]{1,2})?|(?<![A-Za-z])[A-Za-z]\.[A-Za-z]"
    r"|(?<![A-Za-z])(?:Inc|Ltd|Co|Corp|Jr|Sr|Dr|Mr|Mrs|Ms|Prof|St|Mt|Ft|No|vs|Bros|Gen|Sen"
    r"|Rep|Gov|Col|Lt|Sgt|Capt|Rev|Hon|Ave|Blvd|Dept|Est|etc|Vol|Univ|Assn|Intl|Plc|Cie|GmbH))$"
)
_BEFORE_FIGURE = re.compile(r"(?<![A-Za-z])(?:[Nn]os?|[Vv]ol|[Aa]rt|[Ff]igs?|[Cc]h|pp?|[Ee]xt|Rs|[Tt]el)$")
"""Words that are abbreviations where a full stop and figures follow: No. 1, p. 5."""
_ZONE_OR_HALF = re.compile(r"(?:GMT|UTC|[AaPp]M|[ap]m|[ap]\.m\.?)[-+−–][0-9]")
"""What follows an hour and goes on with figures: 10:30 GMT+3, 10 a.m.-5 p.m."""
_LETTER = re.compile(LATIN)
_OPERATOR = re.compile(rf"{SPACE}*(?P<sign>[{DASHES}/.:+×÷=*~→x]){SPACE}*")
_DEGREES = "°′″"
_DASH = re.compile(f"[{DASHES}~→]")
_BETWEEN_LATIN = re.compile(rf"[^\"'«»“”„‟‘’‚‹›()\[\]{{}}،{RTL_LETTER}]{{1,8}}")
_SIGN_AROUND = re.compile(rf"[{CURRENCY}%‰٪°+\-−±~≈<>≤≥\sCF]")
_PLAIN_FIGURE = re.compile("[0-9]+(?:[.,][0-9]+)*")
_SMALL = re.compile(r"[a-z]+(?:/[a-z]+)?")
_AFTER_OPENING = re.compile(rf"(?:[\"'«“‘‹(\[]|:{SPACE}){SPACE}*$")


class Joined(NamedTuple):
    """A foreign run: its offsets, whether it has a Latin letter, and whether its groups stand from left to right always.

    Without ``fixed`` figures in Arabic-Indic digits read from right to left: a range, an amount.
    """

    start: int
    end: int
    latin: bool
    fixed: bool


def joined(text: str, units: list[Unit]) -> list[Joined]:
    """Join the parts of one stretch of ``text`` to runs, in order.

    ``units`` are those that ``units_of`` returns for the stretch. Each of them is in one run, apart from its own brackets.
    """
    runs: list[Joined] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.kind in (Kind.LATIN, Kind.BRACKETED_LATIN, Kind.QUOTED):
            run, at = _latin(text, units, at, unit.start)
        else:
            run, at = _figures(text, units, at)
        runs.append(run)
    return runs


def _latin(text: str, units: list[Unit], at: int, start: int) -> tuple[Joined, int]:
    """The phrase that begins with the Latin unit number ``at``, and the number of the unit after it."""
    first = at
    while at + 1 < len(units) and _continues(text, units, at):
        at += 1
    last = units[at]
    end = last.end
    if at == first and start == last.start and last.kind in (Kind.QUOTED, Kind.BRACKETED_LATIN):
        inner = text[start + 1 : end - 1]
        start += 1 + len(inner) - len(inner.lstrip())
        end -= 1 + len(inner) - len(inner.rstrip())
    elif last.kind is Kind.LATIN and text.startswith(".", end) and text[last.start].isalpha():
        end += _ABBREVIATION.search(text, max(start, end - 6), end) is not None
    return Joined(start, end, True, True), at + 1


def _continues(text: str, units: list[Unit], at: int) -> bool:
    """Whether the unit after the number ``at`` belongs to the same Latin phrase."""
    here, there = units[at], units[at + 1]
    gap = text[here.end : there.start]
    if here.kind is Kind.LATIN and gap.startswith(". ") and _is_abbreviated(text, here, there):
        gap = gap[1:]
    near = not gap or ONE_SPACE.fullmatch(gap) is not None
    if there.kind is Kind.QUOTED or here.kind is Kind.QUOTED:
        if not near or not gap:
            return near
        if here.kind is Kind.QUOTED:  # A quotation is a part of the phrase only between two words of it.
            return (
                at > 0 and units[at - 1].kind is Kind.LATIN and there.kind is Kind.LATIN and _near(text, units, at - 1)
            )
        return (
            here.kind is Kind.LATIN
            and at + 2 < len(units)
            and units[at + 2].kind is Kind.LATIN
            and _near(text, units, at + 1)
        )
    if near and not (gap and here.kind is Kind.BRACKETED_LATIN):
        return True
    if here.kind is Kind.BRACKETED_LATIN:
        return there.kind is Kind.LATIN and (near or _BETWEEN_LATIN.fullmatch(gap) is not None)
    if (there.kind is Kind.LATIN and here.kind is not Kind.BRACKETED) or not any(map(str.isspace, gap)):
        return _BETWEEN_LATIN.fullmatch(gap) is not None
    if _is_operation(text, units, at) or _is_year_of_date(text, units, at):
        return True
    more = here.kind is Kind.LATIN and at + 2 < len(units) and _has_unit(text, units, at + 1)
    return more and (_OPERATOR.fullmatch(gap) is not None or (gap == ", " and text[there.end - 1] in _DEGREES))


def _is_abbreviated(text: str, here: Unit, there: Unit) -> bool:
    """Whether the full stop after ``here`` is that of an abbreviation in the middle of a phrase: No. 1, Apple Inc. (AAPL)."""
    abbreviation = _BEFORE_FIGURE if there.kind in FIGURES else _ABBREVIATION
    return abbreviation.search(text, max(here.start, here.end - 6), here.end) is not None


def _is_year_of_date(text: str, units: list[Unit], at: int) -> bool:
    """Whether the unit after the number ``at`` is the year of an English date: July 4, 2021."""
    here, there = units[at], units[at + 1]
    return (
        at > 0
        and text[here.end : there.start] == ", "
        and here.end - here.start <= 5
        and text[units[at - 1].start : units[at - 1].end] in MONTHS
        and YEAR.fullmatch(text, there.start, there.end) is not None
    )


def _near(text: str, units: list[Unit], at: int) -> bool:
    return ONE_SPACE.fullmatch(text, units[at].end, units[at + 1].start) is not None


def _figures(text: str, units: list[Unit], at: int) -> tuple[Joined, int]:
    """The run that begins with the figures number ``at``, and the number of the unit after it."""
    start, first = units[at].start, at
    groups = groups_of_one_number(text, units, at)
    fixed = groups > 1
    at += max(groups, 1) - 1
    single = at
    while at + 1 < len(units) and _is_operation(text, units, at):
        at += 1
    more = at > single and at + 1 < len(units) and units[at + 1].kind in FIGURES
    if more and _OPERATOR.fullmatch(text, units[at].end, units[at + 1].start):
        at = single  # 7 - 10 / 2023: not as a whole, so not at all
    if at + 1 < len(units) and (_has_unit(text, units, at) or _begins_title(text, units, first, at)):
        return _latin(text, units, at + 1, start)
    end = units[at].end
    if first == at and units[at].kind is Kind.BRACKETED and text[start] != "+":
        start, end = start + 1, end - 1
    return Joined(start, end, False, fixed or is_fixed(text[start:end])), at + 1


def _is_operation(text: str, units: list[Unit], at: int) -> bool:
    """Whether a sign between the figures number ``at`` and the next makes them a range, a score, a date or a sum."""
    here, there = units[at], units[at + 1]
    left, right = (text[unit.start : unit.end].translate(TO_ASCII) for unit in (here, there))
    if there.kind not in (Kind.DIGITS, Kind.NUMBER):
        return False
    gap = text[here.end : there.start]
    if right[0] in "-−" and ONE_SPACE.fullmatch(gap):  # 5 -10
        return here.kind is Kind.DIGITS and right[1:].isdigit() and _is_range(left, right[1:])
    found = _OPERATOR.fullmatch(gap)
    if not found:
        return False
    sign = found["sign"]
    if here.kind is Kind.LATIN and not left[-1].isdigit():  # x = 5, y + 2
        return sign == "=" or (len(left) == 1 and left.islower() and sign in "+×÷")
    if here.kind is Kind.LATIN:
        left = re.split(r"\D", left)[-1]
    area = left.strip("()[]")
    if area.startswith("0") and area.isdigit() and PHONE_PART.fullmatch(right) and len(area + right) >= 7:
        return sign in "-–/"  # 06 - 5555555, (06)-555-5555
    if _DASH.match(sign):
        return _is_range(left, right) or _is_part_of_date(text, units, at, sign)
    if sign in "+×÷=*x":
        return sign != "x" or gap != "x"
    if sign == "/":
        return (
            _is_short(left, right)
            or _is_season(left, right)
            or _is_part_of_date(text, units, at, "/")
            or (len(left) == len(right) == 4)
        )
    if sign == ":":
        return _is_short(left, right) and bool(ONE_SPACE.match(gap))
    return _is_part_of_date(text, units, at, sign)


def _is_short(left: str, right: str) -> bool:
    return left.isdigit() and right.isdigit() and len(left) <= 2 and len(right) <= 2


def _is_season(left: str, right: str) -> bool:
    """Whether figures are a year and the last two digits of the next one."""
    return left.isdigit() and right.isdigit() and len(left) == 4 and f"{int(left) + 1}"[2:] == right


def _is_range(left: str, right: str) -> bool:
    """Whether figures with a dash between them are a range or a score.

    They are of two digits at most, alike, or the next is no shorter; or they are the points of a match: 102 - 98.
    """
    a, b = (_SIGN_AROUND.sub("", part) for part in (left, right))
    if not (_PLAIN_FIGURE.fullmatch(a) and _PLAIN_FIGURE.fullmatch(b)):
        return re.sub("[0-9]+", "0", a) == re.sub("[0-9]+", "0", b)
    first, second = (re.sub("[.,][0-9]{1,2}$", "", part).replace(",", "").replace(".", "") for part in (a, b))
    if len(first) <= 2 and len(second) <= 2:
        return True
    if len(first) == 4 and len(second) == 2:
        return _is_season(first, second)
    if len(first) == 3 and len(second) == 2:
        return int(first) < 200 and int(second) >= 50
    return 0 <= len(second) - len(first) <= 1


def _is_part_of_date(text: str, units: list[Unit], at: int, sign: str) -> bool:
    """Whether the units ``at`` and the next stand in three groups of a date with ``sign`` between them, spaces or none."""
    for first in (at - 1, at):
        if first < 0 or first + 2 >= len(units):
            continue
        three = units[first : first + 3]
        gaps = [text[a.end : b.start].strip() for a, b in pairwise(three)]
        lengths = [unit.end - unit.start for unit in three if unit.kind is Kind.DIGITS]
        if gaps == [sign, sign] and lengths in DATE_LENGTHS:
            return True
    return False


def _has_unit(text: str, units: list[Unit], at: int) -> bool:
    """Whether the unit of measure of the figures number ``at`` follows after a space."""
    here, there = units[at], units[at + 1]
    if there.kind is not Kind.LATIN or here.kind is Kind.BRACKETED or not _near(text, units, at):
        return False
    word = text[there.start : there.end]
    if word in MONTHS:
        return here.end - here.start <= 5 and not YEAR.fullmatch(text, here.start, here.end)
    if _ZONE_OR_HALF.match(word) or (text[here.end - 1] in _DEGREES and word in ("N", "S", "E", "W")):
        return True
    if all(part.rstrip("23²³") in UNITS for part in word.split("/")):
        return True
    return _SMALL.fullmatch(word) is not None and not (
        here.kind is Kind.DIGITS and YEAR.fullmatch(text, here.start, here.end)
    )


def _begins_title(text: str, units: list[Unit], first: int, at: int) -> bool:
    """Whether the figures are the first word of a Latin phrase: where a sentence or quotation begins with them."""
    if first != at or units[at + 1].kind is not Kind.LATIN or not _near(text, units, at):
        return False
    figure = units[at]
    if figure.kind is Kind.DIGITS and YEAR.fullmatch(text, figure.start, figure.end):
        return False
    before = text[max(0, figure.start - 4) : figure.start]
    return (figure.start <= 4 and not before.strip()) or _AFTER_OPENING.search(before) is not None
