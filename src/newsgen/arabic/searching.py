"""Searching: a text as the words that a reader's question meets it by, the same here and in the reader's browser."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .character_classes import INVISIBLE, LETTER, unshape_one
from .folding import fold

WORDS = rf"[0-9a-z\u00df-\u024f]+|[\u0370-\u052f]+|[{LETTER}]+"
"""Ranges and no classes, so that Python and JavaScript read the same; a clitic may stand before a figure (و2021)."""
PREFIXES = ("ال", "و", "ب", "ل")
LEAST = 3
"""Letters that remain of a word: بحر stays, وبحر does not."""
LONGEST = 40
"""A longer run of letters is no word and is left out."""

_WORD = re.compile(WORDS)


def search_terms(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without the prefixes ال و ب ل, in their order.

    Prefixes go as long as three letters remain, whether they are prefixes or the word's own letters: so whatever stands
    before a word of three letters or more, it becomes the same. وزارة becomes زاره, and so do الوزارة and بالوزارة.
    """
    return tuple(_bare(word) for word in _WORD.findall(fold(text, seats=True)) if len(word) <= LONGEST)


def _bare(word: str) -> str:
    while True:
        for prefix in PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= LEAST:
                word = word[len(prefix) :]
                break
        else:
            return word


def search_tables() -> dict[str, Any]:
    """What the script needs to do the same, ready for JSON.

    ``u`` presentation forms and ``f`` single characters with what becomes of them, each as two rows joined by |; ``w`` the
    pattern of words, ``p`` the prefixes, ``n`` and ``x`` the least and the most letters of a word.
    """
    shaped = {char: unshape_one(char) for char in map(chr, (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)))}
    shaped = {char: letters for char, letters in shaped.items() if letters != char}
    # What NFKC does alike in both, but for tashkeel that stands alone, need not be sent.
    odd = {c: t for c, t in shaped.items() if t != unicodedata.normalize("NFKC", c)}
    kept = "".join(c for c in map(chr, (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)))
                   if c not in shaped and unicodedata.normalize("NFKC", c) != c)  # fmt: skip
    folded = {c: fold(c, seats=True) for c in map(chr, range(0x0600, 0x0900)) if _plain(c)}
    folded |= {c: "" for c in INVISIBLE}
    folded = {c: t for c, t in folded.items() if t != c}
    return {
        "o": "|".join(("".join(odd), *odd.values())),
        "k": kept,
        "f": "|".join(("".join(folded), *folded.values())),
        "w": WORDS,
        "p": list(PREFIXES),
        "n": LEAST,
        "x": LONGEST,
    }


def _plain(char: str) -> bool:
    return unicodedata.normalize("NFC", char) == char
