"""The first half of the grammar of foreign runs: words, figures, quotations and brackets in a stretch of text.

A stretch is text without right-to-left letters. ``bidi_grammar`` joins its parts to runs.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

from .character_classes import BIDI_CONTROLS, DIGITS, DIRECTION_MARKS, LATIN, MARK, TATWEEL

RTL_LETTER = (
    r"\u0590-\u0608\u060b\u060d-\u065f\u066d-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
    r"\U0001e800-\U0001efff"
)
"""The blocks of right-to-left scripts without digits, the signs of figures, and the Arabic comma; for use in a class."""
ARABIC_INDIC = "\u0660-\u0669"
DIGIT = f"[{DIGITS}]"
SPACE = "[ \t\u00a0\u2000-\u200a\u202f\u205f]"
CURRENCY = "".join(
    ["\u20a0-\u20cf"]  # Unicode keeps this block for currency signs, also those that Python does not know yet
    + [
        re.escape(chr(code))
        for code in (0x24, 0xA2, 0xA3, 0xA4, 0xA5, 0x58F, 0x9F2, 0x9F3, 0x9FB, 0xAF1, 0xBF9, 0xE3F, 0x17DB, 0xA838, 0xFE69,
                     0xFF04, 0xFFE0, 0xFFE1, 0xFFE5, 0xFFE6, *range(0x11FDD, 0x11FE1), 0x1E2FF)
    ]
)  # fmt: skip
"""Every currency sign of Unicode (category Sc) that is no right-to-left letter, as ﷼ and ؋ are; for use in a class."""
DASHES = "\\-\u2010-\u2015\u2212"

_WORD = rf"(?:[^\W{RTL_LETTER}]|[\u0300-\u036f\u20d0-\u20ff])"
_INNER = rf"[.,:;/\\&'’@#%‰٪\u066b\u066c°=~*×÷+{DASHES}{CURRENCY}!?·•|…→←^<>≤≥≈\u00ad\u200b-\u200d\u2060\ufeff⁺⁻]"
_SIGNS = r"[+\-−±~≈<>≤≥=×]"
_IN_ADDRESS = rf"[^\s<>\"«»“”،{BIDI_CONTROLS}]"
_TOKEN = re.compile(
    rf"""
      (?P<address>(?:https?://|ftp://|www\.|(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,5}}[a-z]{{2,}}/)
        {_IN_ADDRESS}*(?:[{DIRECTION_MARKS}]+{_IN_ADDRESS}+)*)
    | (?P<word>
        (?P<lead>
            (?:--|[~.]{{0,2}}[/\\]{{1,2}}\.?|~|\*?\.)(?={LATIN})          # .NET ~/.a *.pdf --help
          | (?P<dial>[*\#]{{1,3}}(?={DIGIT}))                              # *100# #100*
          | [@\#№§](?={_WORD})                                            # @user #Trump
          | {_SIGNS}{{0,3}}[{CURRENCY}]{SPACE}?{_SIGNS}?(?={DIGIT})       # $50 -$50 $ 50
          | [{CURRENCY}](?={_WORD})
          | (?:\+/-|{_SIGNS}{{1,3}})(?={DIGIT})                           # -5 +/-5
        )?
        {_WORD}+(?:{_INNER}{{1,3}}{_WORD}+)*
        (?:(?:
            (?(dial)[*\#]{{1,2}}|\+\+?)
          | [%‰٪°\#™®©′″⁺⁻]{{1,2}}(?:[+\-−](?=[\s.,،؛؟:;!?…)\]»"”’'›]|$))?            # 50% 35° 5%-
          | (?<=[0-9{ARABIC_INDIC}\u06f0-\u06f9]){SPACE}?                   # 50$ 50 $ 80 $/bbl 50 % 5 °C
            (?:[{CURRENCY}](?:/{_WORD}+)?|[%‰٪]|°[CF]?)
          | (?<=[\s"'«“(\[+A-DO][A-DO])[-−](?=[\s.,،؛؟:;!?…)\]»"”’'›]|$)              # BBB-
        )(?!{_WORD}))?
      )
    | (?P<open>[(\[{{])
    | (?P<close>[)\]}}])
    | (?P<quote>["'«»“”„‟‘’‚‹›])
    | (?P<comma>،)
    | (?P<other>[^{RTL_LETTER}{BIDI_CONTROLS}])
    """,
    re.VERBOSE,
)
_LETTER = re.compile(LATIN)
_PLUS_BEFORE = re.compile(rf"(?<!{LATIN})(?<![0-9+)\]}}])\+$")
_PLURAL_OWNER = re.compile(rf"s['’] (?={LATIN})[^'‘’‚›»”\n{RTL_LETTER}]{{1,60}}(?<!\s)['’](?!\w)")
"""An apostrophe after s in a quotation that a later one closes: 'The Beatles' Help!'"""
_DEGREES = re.compile("°[CF]$")
_FREE_LEAD = re.compile(rf"[@\#№§{CURRENCY}]")
_PREFIX = re.compile(rf"(?:^|[^{RTL_LETTER}\w])(?:[وف]|[وف]?[بلك])$")
_LONG_PREFIX = re.compile(rf"(?:^|[^{RTL_LETTER}\w])[وف]?(?:[بك]?ال|لل)$")
_INVISIBLE_IN_PREFIX = re.compile(f"[{MARK}{TATWEEL}]")
_MODELS = {"ف": frozenset("4 5 14 15 16 18 22 35 117".split()), "ب": frozenset("1 2 17 29 52".split())}
"""Aircraft whose Latin letter Arabic newsrooms write as one of the prefixes: ف-16 is F-16, and no minus sixteen."""
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENED_BY = {close: open_ for open_, close in _PAIRS.items()}
_FAMILY = {sign: family for family in ('"“”„‟', "'‘’‚", "«»", "‹›") for sign in family}
_OPENERS, _CLOSERS = "«“‘‹„‚", "»”’›"
_STOPS = ".,;:!?]}'’،؛؟"


class Kind(Enum):
    """What a part is: LATIN has a letter, DIGITS is one group of digits, NUMBER has signs too.

    BRACKETED is a number in brackets, with them and with a + before them. QUOTED and BRACKETED_LATIN are quotations and
    brackets without any right-to-left letter but with a Latin one, with their marks.
    """

    LATIN = 1
    DIGITS = 2
    NUMBER = 3
    BRACKETED = 4
    QUOTED = 5
    BRACKETED_LATIN = 6


class Unit(NamedTuple):
    """A part of a stretch: the text between the offsets ``start`` and ``end``, which has no space outside quotations."""

    start: int
    end: int
    kind: Kind


def units_of(text: str, at: int) -> tuple[list[Unit], int]:
    """Return the parts of the stretch that begins at the offset ``at``, in order, and the offset where it ends."""
    units: list[Unit] = []
    marks: list[
        tuple[str, int, int, int]
    ] = []  # sign or family, offset, number of units before it, number of Latin ones
    latin = 0
    last_comma = -1
    match = _TOKEN.match(text, at)
    while match:
        start, end = match.span()
        name = match.lastgroup
        if name == "word":
            unit = _word(text, match)
            end = unit.end
            if unit.start < unit.end:
                latin += unit.kind is Kind.LATIN
                units.append(unit)
        elif name == "address":
            end = _address_end(text, start, end)
            units.append(Unit(start, end, Kind.LATIN))
            latin += 1
        elif name == "open":
            marks.append((text[start], start, len(units), latin))
        elif name == "comma":
            last_comma = start
        elif name in ("close", "quote"):
            sign, opened = text[start], None
            if name == "close":
                opened = _pop(marks, _OPENED_BY[sign])
            elif _closes(text, start, marks):
                opened = _pop(marks, _FAMILY[sign])
            elif _opens(text, start):
                marks.append((_FAMILY[sign], start, len(units), latin))
            if opened and opened[1] > last_comma:
                _, begin, first, before = opened
                if latin > before:
                    del units[first:]
                    kind = Kind.QUOTED if name == "quote" else Kind.BRACKETED_LATIN
                    units.append(Unit(begin, end, kind))
                    latin = before + 1
                elif (
                    name == "close"
                    and len(units) == first + 1
                    and units[first].end - units[first].start == end - begin - 2
                ):
                    free = first == 0 or units[first - 1].end < begin  # no unit has the + at its end
                    signed = free and _PLUS_BEFORE.search(text, max(0, begin - 2), begin) is not None  # +(962)
                    units[first] = Unit(begin - signed, end, Kind.BRACKETED)
                elif end == begin + 2 and units and units[-1].end == begin and units[-1].kind is Kind.LATIN:
                    units[-1] = Unit(units[-1].start, end, Kind.LATIN)  # main()
        at = end
        match = _TOKEN.match(text, at)
    return units, at


def _pop(marks: list[tuple[str, int, int, int]], sign: str) -> tuple[str, int, int, int] | None:
    """Take the innermost open mark of a sign or family off ``marks``, with all inside it; None where there is none."""
    for n in range(len(marks) - 1, max(-1, len(marks) - 9), -1):
        if marks[n][0] == sign:
            found = marks[n]
            del marks[n:]
            return found
    return None


def _closes(text: str, at: int, marks: list[tuple[str, int, int, int]]) -> bool:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if not any(mark[0] == _FAMILY[sign] for mark in marks[-8:]):
        return False
    if sign in _CLOSERS and before.isspace():
        return not after.isalnum()
    if before.isspace() or (sign in "'’" and (after.isalnum() or _PLURAL_OWNER.match(text, at - 1))):
        return False
    return not (before in _OPENERS and sign in _OPENERS)


def _opens(text: str, at: int) -> bool:
    sign, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not after or (after.isspace() and sign not in _OPENERS):
        return False
    return not before.isdigit() and not _LETTER.match(before)


def _word(text: str, match: re.Match[str]) -> Unit:
    """The unit of a token: without signs that belong to the Arabic word before it."""
    start, end = match.span()
    lead = match["lead"]
    if lead:
        free = _FREE_LEAD.search(lead)
        if not _may_lead(text, start, match.end("lead"), end):
            start = match.start() + free.start() if free else match.end("lead")
    if start and text[start] == "_" and text[start - 1] != " ":
        while start < end and (text[start] == "_" or text[start : start + 1].isdigit()):  # #كأس_2022
            start += 1
    elif text[start] in "#@" and text[end - 1] == "_" and end < len(text) and text[end].isalpha():
        start = end  # #2030_رؤية
    piece = text[start:end]
    if piece.isdecimal():
        return Unit(start, end, Kind.DIGITS)
    return Unit(start, end, Kind.LATIN if _LETTER.search(_DEGREES.sub("", piece)) else Kind.NUMBER)


def _may_lead(text: str, start: int, signed: int, end: int) -> bool:
    """Whether the signs between ``start`` and ``signed`` belong to the word after them: not those of an Arabic word before."""
    before = text[start - 1 : start] if start else ""
    if not before or before.isspace() or before in "([{«\"'“‘‹„،؛:/|+*" or before in BIDI_CONTROLS:
        return True
    if before == "\ufffc" or unicodedata.bidirectional(before) not in ("AL", "R", "NSM"):
        return before == "\ufffc" or not (before.isalnum() or before in ")]}»”’%_")
    if text[signed : signed + 1] and not text[signed].isdigit() and text[start] not in "+-−±.":
        return False
    word = text[max(0, start - 16) : start]
    letters = _INVISIBLE_IN_PREFIX.sub("", word)
    if word.endswith(TATWEEL):
        return (_PREFIX.search(letters) or _LONG_PREFIX.search(letters)) is not None
    if not _PREFIX.search(letters):
        return False
    return text[start] != "-" or text[signed:end] not in _MODELS.get(letters[-1:], frozenset())


def _address_end(text: str, start: int, end: int) -> int:
    """The end of an address without the punctuation of the sentence, and without a bracket that it does not open."""
    surplus = text.count(")", start, end) - text.count("(", start, end)
    while end > start and (text[end - 1] in _STOPS or (text[end - 1] == ")" and surplus > 0)):
        end -= 1
        surplus -= text[end] == ")"
    return end
