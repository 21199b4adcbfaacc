"""The second half of the grammar of foreign runs: which parts of a stretch readers take for one run.

``bidi_table.ROWS`` names the kinds of runs with examples, which the tests try in a browser.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from .bidi_table import MAX_GROUPS, SHAPES, UNITS, Shape
from .bidi_tokens import ARABIC_INDIC, CURRENCY, DASHES, RTL_LETTER, SPACE, Kind, Unit
from .character_classes import LATIN

_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:[A-Za-z]|[A-Z][a-z]{1,2})\.[A-Z]|(?<![A-Za-z])[A-Za-z]\.[A-Za-z]"
    r"|(?<![A-Za-z])(?:Inc|Ltd|Co|Corp|Jr|Sr|Dr|Mr|Mrs|Ms|Prof|St|Mt|Ft|No|vs|Bros|Gen|Sen"
    r"|Rep|Gov|Col|Lt|Sgt|Capt|Rev|Hon|Ave|Blvd|Dept|Est|etc|Vol|Univ|Assn|Intl|Plc|Cie|GmbH))$"
)
_LETTER = re.compile(LATIN)
_FIGURES = (Kind.DIGITS, Kind.NUMBER, Kind.BRACKETED)
_ONE_SPACE = re.compile(f"{SPACE}+")
_OPERATOR = re.compile(rf"{SPACE}*(?P<sign>[{DASHES}/.:+×÷=*~→x]){SPACE}*")
_DASH = re.compile(f"[{DASHES}~→]")
_BETWEEN_LATIN = re.compile(rf"[^\"'«»“”„‟‘’‚‹›()\[\]{{}}،{RTL_LETTER}]{{1,8}}")
_SIGN_AROUND = re.compile(rf"[{CURRENCY}%‰٪°+\-−±~≈<>≤≥\sCF]")
_YEAR = re.compile("(?:1[3-9]|20)[0-9]{2}")
_PLAIN_FIGURE = re.compile("[0-9]+(?:[.,][0-9]+)*")
_PHONE_PART = re.compile(r"(?:\+|00)?[0-9]+(?:[-./][0-9]+)*")
_SMALL = re.compile(r"[a-z]+(?:/[a-z]+)?")
_AFTER_OPENING = re.compile(rf"(?:[\"'«“‘‹(\[]|:{SPACE}){SPACE}*$")
_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
ANY_ARABIC_INDIC = re.compile(f"[{ARABIC_INDIC}]")


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
    near = not gap or _ONE_SPACE.fullmatch(gap) is not None
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
    if _is_operation(text, units, at):
        return True
    more = here.kind is Kind.LATIN and at + 2 < len(units) and _has_unit(text, units, at + 1)
    return more and _OPERATOR.fullmatch(gap) is not None


def _near(text: str, units: list[Unit], at: int) -> bool:
    return _ONE_SPACE.fullmatch(text, units[at].end, units[at + 1].start) is not None


def _figures(text: str, units: list[Unit], at: int) -> tuple[Joined, int]:
    """The run that begins with the figures number ``at``, and the number of the unit after it."""
    start, first = units[at].start, at
    groups = _groups(text, units, at)
    fixed = groups > 1
    at += max(groups, 1) - 1
    single = at
    while at + 1 < len(units) and _is_operation(text, units, at):
        at += 1
    more = at > single and at + 1 < len(units) and units[at + 1].kind in _FIGURES
    if more and _OPERATOR.fullmatch(text, units[at].end, units[at + 1].start):
        at = single  # 7 - 10 / 2023: not as a whole, so not at all
    if at + 1 < len(units) and (_has_unit(text, units, at) or _begins_title(text, units, first, at)):
        return _latin(text, units, at + 1, start)
    end = units[at].end
    if first == at and units[at].kind is Kind.BRACKETED:
        start, end = start + 1, end - 1
    return Joined(start, end, False, fixed or _is_fixed(text[start:end])), at + 1


def _groups(text: str, units: list[Unit], at: int) -> int:
    """How many units from the number ``at`` on are one number by ``SHAPES``: 0 for none, else two or more."""
    chain: list[str] = []
    for n in range(at, min(len(units), at + MAX_GROUPS)):
        unit = units[n]
        if unit.kind not in _FIGURES:
            break
        if n > at and (gap := text[units[n - 1].end : unit.start]) and not _ONE_SPACE.fullmatch(gap):
            break
        written = text[unit.start : unit.end].translate(_ASCII)
        group = written.strip("()[]{}")
        if not _PHONE_PART.fullmatch(group) or (n > at and group.startswith("+")):
            break
        chain.append(written)
    if len(chain) > 12 and _has_shape(chain):
        return len(chain)
    return next((length for length in range(min(len(chain), 12), 1, -1) if _has_shape(chain[:length])), 0)


def _has_shape(chain: list[str]) -> bool:
    groups = [written.strip("()[]{}") for written in chain]
    lengths = [sum(map(str.isdigit, group)) for group in groups]
    bracketed = [n for n, written in enumerate(chain) if written[0] in "([{"]
    prefixed = groups[0].startswith(("+", "0"))
    if bracketed:  # one group in brackets, at the first or second place, and not a year or a remark
        if bracketed[0] > 1 or len(bracketed) > 1 or bracketed[0] == len(chain) - 1:
            return False
        if not prefixed and (_YEAR.fullmatch(groups[bracketed[0]]) or sum(lengths) < 8):
            return False
    elif _YEAR.fullmatch(groups[0]) and (len(chain) < 4 or min(lengths) < 4 or all(map(_YEAR.fullmatch, groups))):
        return False
    return any(_fits(shape, groups[0], lengths) for shape in SHAPES)


def _fits(shape: Shape, first: str, lengths: list[int]) -> bool:
    if len(lengths) < len(shape.lengths) or sum(lengths) < shape.digits or not first.startswith(shape.begins):
        return False
    if len(lengths) > len(shape.lengths) and not shape.more:
        return False
    bounds = [*shape.lengths, *[shape.lengths[-1]] * (len(lengths) - len(shape.lengths))]
    return all(least <= length <= most for length, (least, most) in zip(lengths, bounds, strict=True))


def _is_operation(text: str, units: list[Unit], at: int) -> bool:
    """Whether a sign between the figures number ``at`` and the next makes them a range, a score, a date or a sum."""
    here, there = units[at], units[at + 1]
    left, right = (text[unit.start : unit.end].translate(_ASCII) for unit in (here, there))
    if there.kind not in (Kind.DIGITS, Kind.NUMBER) or (here.kind is Kind.LATIN and not left[-1].isdigit()):
        return False
    gap = text[here.end : there.start]
    if right[0] in "-−" and _ONE_SPACE.fullmatch(gap):  # 5 -10
        return here.kind is Kind.DIGITS and right[1:].isdigit() and _is_range(left, right[1:])
    found = _OPERATOR.fullmatch(gap)
    if not found:
        return False
    sign = found["sign"]
    if here.kind is Kind.LATIN:
        left = re.split(r"\D", left)[-1]
    if left.startswith("0") and left.isdigit() and right.isdigit() and len(left + right) >= 7:  # 06 - 5555555
        return sign in "-–/"
    if _DASH.match(sign):
        return _is_range(left, right) or _is_part_of_date(text, units, at, sign)
    if sign in "+×÷=*x":
        return sign != "x" or gap != "x"
    if sign == "/":
        return _is_short(left, right) or _is_part_of_date(text, units, at, "/") or (len(left) == len(right) == 4)
    if sign == ":":
        return _is_short(left, right) and bool(_ONE_SPACE.match(gap))
    return _is_part_of_date(text, units, at, sign)


def _is_short(left: str, right: str) -> bool:
    return left.isdigit() and right.isdigit() and len(left) <= 2 and len(right) <= 2


def _is_range(left: str, right: str) -> bool:
    """Whether figures with a dash between them are a range or a score: of two digits at most, alike, or the next no shorter."""
    a, b = (_SIGN_AROUND.sub("", part) for part in (left, right))
    if not (_PLAIN_FIGURE.fullmatch(a) and _PLAIN_FIGURE.fullmatch(b)):
        return re.sub("[0-9]+", "0", a) == re.sub("[0-9]+", "0", b)
    first, second = (re.sub("[.,][0-9]{1,2}$", "", part).replace(",", "").replace(".", "") for part in (a, b))
    if len(first) <= 2 and len(second) <= 2:
        return True
    if len(first) == 4 and len(second) == 2:
        return (int(first) + 1) % 100 == int(second)
    return 0 <= len(second) - len(first) <= 1


def _is_part_of_date(text: str, units: list[Unit], at: int, sign: str) -> bool:
    """Whether the units ``at`` and the next stand in three groups of a date with ``sign`` between them, spaces or none."""
    for first in (at - 1, at):
        if first < 0 or first + 2 >= len(units):
            continue
        three = units[first : first + 3]
        gaps = [text[a.end : b.start].strip() for a, b in pairwise(three)]
        lengths = [unit.end - unit.start for unit in three if unit.kind is Kind.DIGITS]
        if gaps == [sign, sign] and lengths in _DATE_LENGTHS:
            return True
    return False


_DATE_LENGTHS = [[a, b, c] for a in (1, 2) for b in (1, 2) for c in (2, 4)] + [
    [4, b, c] for b in (1, 2) for c in (1, 2)
]


def _has_unit(text: str, units: list[Unit], at: int) -> bool:
    """Whether the unit of measure of the figures number ``at`` follows after a space."""
    here, there = units[at], units[at + 1]
    if there.kind is not Kind.LATIN or here.kind is Kind.BRACKETED or not _near(text, units, at):
        return False
    word = text[there.start : there.end]
    if all(part.rstrip("23²³") in UNITS for part in word.split("/")):
        return True
    return _SMALL.fullmatch(word) is not None and not (
        here.kind is Kind.DIGITS and _YEAR.fullmatch(text, here.start, here.end)
    )


def _begins_title(text: str, units: list[Unit], first: int, at: int) -> bool:
    """Whether the figures are the first word of a Latin phrase: where a sentence or quotation begins with them."""
    if first != at or units[at + 1].kind is not Kind.LATIN or not _near(text, units, at):
        return False
    figure = units[at]
    if figure.kind is Kind.DIGITS and _YEAR.fullmatch(text, figure.start, figure.end):
        return False
    before = text[max(0, figure.start - 4) : figure.start]
    return (figure.start <= 4 and not before.strip()) or _AFTER_OPENING.search(before) is not None


def _is_fixed(run: str) -> bool:
    """Whether figures in Arabic-Indic digits read from left to right all the same: a telephone, a short code, a date."""
    if not ANY_ARABIC_INDIC.search(run):
        return True
    plain = run.translate(_ASCII).replace(" ", "")
    if plain[0] in "*#" or plain[-1] == "#":
        return True
    parts = re.split(f"[{DASHES}/.]", plain.lstrip("+"))
    if [len(part) for part in parts] in _DATE_LENGTHS and all(map(str.isdigit, parts)):
        return True
    number = re.sub("[-/.()]", "", plain.lstrip("+"))
    return number.isdigit() and len(number) >= 7 and (plain[0] in "+0" or len(parts) > 2)
