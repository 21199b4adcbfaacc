"""The part of the grammar of foreign runs that is about groups of digits: telephones, accounts, thousands."""

from __future__ import annotations

import re

from .bidi_table import MAX_GROUPS, SHAPES, Shape
from .bidi_tokens import ARABIC_INDIC, CURRENCY, DASHES, DIGIT, SPACE, Kind, Unit

FIGURES = (Kind.DIGITS, Kind.NUMBER, Kind.BRACKETED)
ONE_SPACE = re.compile(f"{SPACE}+")
YEAR = re.compile("(?:1[3-9]|20)[0-9]{2}")
PHONE_PART = re.compile(r"(?:\+|00)?[0-9]+(?:[-./][0-9]+)*")
ANY_ARABIC_INDIC = re.compile(f"[{ARABIC_INDIC}]")
TO_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
DATE_LENGTHS = [[a, b, c] for a in (1, 2) for b in (1, 2) for c in (2, 4)] + [[4, b, c] for b in (1, 2) for c in (1, 2)]
"""How many digits the three groups of a date have."""
_BEFORE = rf"[+\-−±~≈<>≤≥{CURRENCY}]{{0,3}}{SPACE}?"
_AFTER = f"(?:[.,]{DIGIT}{{1,4}})?(?:{SPACE}?[{CURRENCY}%‰٪])?"
_THOUSANDS = "{0}{{1,3}}(?:{1}{0}{{3}}){{1,4}}"
_WESTERN = _BEFORE + _THOUSANDS.format("[0-9]", SPACE) + _AFTER
_EITHER = _BEFORE + _THOUSANDS.format(DIGIT, SPACE) + _AFTER
_AMOUNT = re.compile(f"(?:{_WESTERN}{SPACE}?[{DASHES}]{SPACE}?{_WESTERN}|{_EITHER})(?!{SPACE}?{DIGIT})")
"""Thousands with their signs, or a range of them. A range in Arabic-Indic digits reads from right to left, and is none."""
_PLAIN_THOUSANDS = re.compile(_THOUSANDS.format(DIGIT, SPACE))


def groups_of_one_number(text: str, units: list[Unit], at: int) -> int:
    """How many units from the number ``at`` on are one number by ``SHAPES``: 0 for none, else two or more.

    Thousands with spaces count as one number with their signs, and so does a range of them: $10 000, 5 000 - 10 000%.
    """
    amount = _AMOUNT.match(text, units[at].start)
    if amount and not _PLAIN_THOUSANDS.fullmatch(amount[0]):
        ends = [unit.end for unit in units[at : at + MAX_GROUPS]]
        if amount.end() in ends:
            return ends.index(amount.end()) + 1
    chain: list[str] = []
    for n in range(at, min(len(units), at + MAX_GROUPS)):
        unit = units[n]
        if unit.kind not in FIGURES:
            break
        if n > at and not _is_same_number(text, units[n - 1], unit):
            break
        written = text[unit.start : unit.end].translate(TO_ASCII).replace("+(", "(+")
        group = written.strip("()[]{}")
        if not PHONE_PART.fullmatch(group) or (n > at and group.startswith("+")):
            break
        chain.append(written)
    if len(chain) > 12 and _has_shape(chain):
        return len(chain)
    return next((length for length in range(min(len(chain), 12), 1, -1) if _has_shape(chain[:length])), 0)


def _is_same_number(text: str, here: Unit, there: Unit) -> bool:
    """Whether nothing, one space, or a hyphen beside a bracket stands between two groups: +962-(6)-5555555."""
    gap = text[here.end : there.start]
    if gap == "-":
        return Kind.BRACKETED in (here.kind, there.kind)
    return not gap or ONE_SPACE.fullmatch(gap) is not None


def _has_shape(chain: list[str]) -> bool:
    groups = [written.strip("()[]{}") for written in chain]
    lengths = [sum(map(str.isdigit, group)) for group in groups]
    bracketed = [n for n, written in enumerate(chain) if written[0] in "([{"]
    prefixed = groups[0].startswith(("+", "0"))
    if bracketed:  # one group in brackets, at the first or second place, and not a year or a remark
        if bracketed[0] > 1 or len(bracketed) > 1 or bracketed[0] == len(chain) - 1:
            return False
        if not prefixed and (YEAR.fullmatch(groups[bracketed[0]]) or sum(lengths) < 8):
            return False
    elif YEAR.fullmatch(groups[0]) and (len(chain) < 4 or min(lengths) < 4 or all(map(YEAR.fullmatch, groups))):
        return False
    return any(_fits(shape, groups[0], lengths) for shape in SHAPES)


def _fits(shape: Shape, first: str, lengths: list[int]) -> bool:
    if len(lengths) < len(shape.lengths) or sum(lengths) < shape.digits or not first.startswith(shape.begins):
        return False
    if len(lengths) > len(shape.lengths) and not shape.more:
        return False
    bounds = [*shape.lengths, *[shape.lengths[-1]] * (len(lengths) - len(shape.lengths))]
    return all(least <= length <= most for length, (least, most) in zip(lengths, bounds, strict=True))


def is_fixed(run: str) -> bool:
    """Whether figures in Arabic-Indic digits read from left to right all the same: a telephone, a short code, a date."""
    if not ANY_ARABIC_INDIC.search(run):
        return True
    plain = run.translate(TO_ASCII).replace(" ", "")
    if plain[0] in "*#" or plain[-1] == "#":
        return True
    parts = re.split(f"[{DASHES}/.]", plain.lstrip("+"))
    if [len(part) for part in parts] in DATE_LENGTHS and all(map(str.isdigit, parts)):
        return True
    number = re.sub("[-/.()]", "", plain.lstrip("+"))
    return number.isdigit() and len(number) >= 7 and (plain.lstrip("([")[0] in "+0" or len(parts) > 2)
