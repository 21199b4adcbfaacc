"""What of a text a share card can draw: the characters of its font, and what stands for others."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ..arabic.character_classes import JOINERS, LETTER, MARK, TATWEEL, unshape
from ..arabic.controls import strip_controls
from .card_fonts import COVERED

MAX_MARKS = 3
"""The most marks that stay on one letter. Correct tashkeel has no more: shadda, a vowel, a small alef."""

_LIKE = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u202f": "\xa0", "\u2007": "\xa0"}
"""Characters that look like another one: such a change is not counted as a loss."""
_SPACE = re.compile(r"[^\S\xa0]+")
_TOO_MANY = re.compile(rf"([{MARK}]{{{MAX_MARKS}}})[{MARK}]+")
_LONELY_MARK = re.compile(rf"(?<![{LETTER}{MARK}{TATWEEL}])[{MARK}]+")
_LONELY_JOINER = re.compile(rf"(?<![{LETTER}{MARK}{TATWEEL}])[{JOINERS}]|[{JOINERS}](?![{LETTER}{TATWEEL}])")
_LONELY_TATWEEL = re.compile(rf"(?<![^\s\xa0]){TATWEEL}+(?![^\s\xa0])")
_EMPTY_PAIR = re.compile(r"«[ \xa0]*»|“[ \xa0]*”|\"[ \xa0]*\"|\([ \xa0]*\)|\[[ \xa0]*\]|\{[ \xa0]*\}")


@dataclass(frozen=True, slots=True)
class CardText:
    """A text as a card draws it, and ``lost``: each character that the card leaves out or writes without its accent, once, in
    the order of the text."""

    text: str
    lost: str = ""


def card_text(text: str) -> CardText:
    """The text of a card: one line, in characters that ``card_fonts.COVERED`` lists, and ZWNJ and ZWJ between Arabic letters.

    Presentation forms become letters. A tatweel that stands alone is a dash, and becomes one. A letter of the Latin script
    whose accent the font lacks stands without it (ğ: g). Other characters that the font lacks are left out: emoji, and the
    letters of other scripts. So are bidi controls and other invisible characters, and quotation marks and brackets that have
    become empty; these do not count as lost. The text is empty where nothing remains.
    """
    clean = unicodedata.normalize("NFC", unshape(strip_controls(text)))
    parts: list[str] = []
    lost: dict[str, None] = {}
    for char in clean:
        shown = _shown(char)
        parts.append(shown)
        if shown != char and not _is_silent(char):
            lost[char] = None
    out = _TOO_MANY.sub(r"\1", _LONELY_JOINER.sub("", _LONELY_MARK.sub("", "".join(parts))))
    out = _LONELY_TATWEEL.sub("–", out)
    while (fewer := _EMPTY_PAIR.sub("", out)) != out:
        out = fewer
    return CardText(_SPACE.sub(" ", out).strip(" \xa0"), "".join(lost))


def _shown(char: str) -> str:
    """What a card draws for one character: itself, characters like it, or nothing."""
    if _covers(ord(char)) or char in JOINERS:
        return char
    if char.isspace():
        return _LIKE.get(char, " ")
    if char in _LIKE:
        return _LIKE[char]
    kept = "".join(c for c in unicodedata.normalize("NFKD", char) if _covers(ord(c)) and c.isprintable())
    return kept if kept.strip() else ""


def _is_silent(char: str) -> bool:
    """Whether a reader misses nothing: spaces, invisible characters, and those with a stand-in of the same look."""
    return (
        char.isspace() or char in _LIKE or unicodedata.category(char) in ("Cf", "Cc") or 0xFE00 <= ord(char) <= 0xFE0F
    )


def _covers(code: int) -> bool:
    return any(low <= code <= high for low, high in _ranges())


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    pairs = (part.partition("-") for part in COVERED.split())
    return tuple((int(low, 16), int(high, 16)) for low, _, high in pairs)
