"""The character classes that the rules of this package use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

TATWEEL = "\u0640"

MARKS = "".join(
    map(
        chr,
        (
            *range(0x0610, 0x061B),
            *range(0x064B, 0x0660),
            0x0670,
            *range(0x06D6, 0x06DD),
            *range(0x06DF, 0x06E5),
            0x06E7,
            0x06E8,
            *range(0x06EA, 0x06EE),
            *range(0x08D3, 0x08E2),
            *range(0x08E3, 0x0900),
        ),
    )
)
"""Tashkeel and Quranic signs: every mark above or below a letter."""

EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e"
"""LRE RLE PDF LRO RLO: they affect text beyond the place where they were typed."""
ISOLATES = "\u2066\u2067\u2068"
POP_ISOLATE = "\u2069"
DIRECTION_MARKS = "\u200e\u200f\u061c"
LEADING_MARKS = DIRECTION_MARKS + "\ufeff"
"""Invisible characters that word processors put at the beginnings of lines."""
BIDI_CONTROLS = EMBEDDINGS + ISOLATES + POP_ISOLATE + DIRECTION_MARKS

JOINERS = "\u200c\u200d"
INVISIBLE = BIDI_CONTROLS + JOINERS + "\u200b\u2060\ufeff\u00ad\u180e"

LETTER = r"\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
"""Arabic letters without tatweel and marks, for use inside a character class."""
DIGITS = r"0-9\u0660-\u0669\u06f0-\u06f9"
"""Western, Arabic-Indic and Persian digits."""
MARK = r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""The blocks of right-to-left scripts, including their signs and digits."""
LATIN = rf"(?:[^\W\d_{RTL}])"
"""A pattern for one letter of a left-to-right script."""

_SHAPED = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
# Signs that stand for a phrase or a currency, which no sequence of letters replaces: ﷺ, ﷻ, ﷼ and the
# honorifics, some of which NFKC would expand to a sentence.
_KEPT = frozenset(map(chr, (*range(0xFD3E, 0xFD50), 0xFDCF, *range(0xFDFA, 0xFE00))))


@lru_cache(maxsize=1024)
def unshape_one(char: str) -> str:
    """Return the letters of one presentation form. Any other character stays; so does a sign for a phrase (ﷺ, ﷼)."""
    if char in _KEPT or not _SHAPED.match(char):
        return char
    letters = unicodedata.normalize("NFKC", char)
    # The forms of tashkeel decompose to a mark on a space or tatweel, which the text did not have.
    return letters.lstrip(" " + TATWEEL) or letters if unicodedata.combining(letters[-1]) else letters


def unshape(text: str) -> str:
    """Replace presentation forms (U+FB50..FDFF, U+FE70..FEFC) by their letters. Signs for a phrase (ﷺ, ﷼) stay."""
    return _SHAPED.sub(lambda m: unshape_one(m[0]), text) if _SHAPED.search(text) else text


def replacer(table: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that replaces single characters by a table.

    Each key is one character; a value may be any text. The table has a key at least, and does not change afterwards.
    ``str.translate`` does the same, but looks up every letter outside ASCII in the table. On Arabic text that takes three times
    as long as a character class that skips the other letters.
    """
    pattern = re.compile(f"[{''.join(map(re.escape, table))}]")

    def replace(text: str) -> str:
        return pattern.sub(lambda m: table[m[0]], text)

    return replace
