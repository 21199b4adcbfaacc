"""Split texts into search terms; the reader's browser does the same with a query."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .character_classes import INVISIBLE, LETTER, unshape_one
from .folding import fold

WORDS = rf"[0-9a-z\u00df-\u024f]+|[\u0370-\u052f]+|[{LETTER}]+"
"""The pattern of a word. It uses ranges, so that Python and JavaScript read it alike. A clitic may precede a figure (و2021)."""
PREFIXES = ("ال", "و", "ب", "ل")
MIN_LETTERS = 3
"""The least number of letters that removing a prefix leaves: بحر stays, وبحر loses its و. Shorter words stay."""
LONGEST = 40
"""The maximum length of a word. A longer run of letters is no word and is left out."""

_WORD = re.compile(WORDS)


def search_terms(text: str) -> tuple[str, ...]:
    """Return the words of a text in their order, repetitions included, folded and without the prefixes ال و ب ل.

    Words longer than ``LONGEST`` are left out.
    A prefix is removed as long as three letters remain, whether it is a prefix or part of the word. So a word of
    three letters or more gives the same term whatever prefix it has: وزارة gives زاره, and so do الوزارة and
    بالوزارة.
    """
    return tuple(_bare(word) for word in _WORD.findall(fold(text, seats=True)) if len(word) <= LONGEST)


def _bare(word: str) -> str:
    while True:
        for prefix in PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= MIN_LETTERS:
                word = word[len(prefix) :]
                break
        else:
            return word


def search_tables() -> dict[str, Any]:
    """Return the tables with which the page's script computes the same terms, ready for JSON.

    ``o`` and ``f`` are replacements of single characters, joined by |: first all characters as one text, then the
    replacement of each in the same order. ``o`` has the presentation forms whose letters differ from NFKC, ``f`` the
    characters that folding changes. ``k`` are the presentation forms that stay although NFKC would change them, as one
    text. ``w`` is the pattern of words, ``p`` the prefixes, ``n`` the number of letters that must remain when a prefix
    goes (``MIN_LETTERS``), ``x`` the maximum length of a word (``LONGEST``).
    """
    shaped = {char: unshape_one(char) for char in map(chr, (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)))}
    shaped = {char: letters for char, letters in shaped.items() if letters != char}
    # NFKC gives the same result in both languages, except for tashkeel that stands alone; only exceptions are sent.
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
        "n": MIN_LETTERS,
        "x": LONGEST,
    }


def _plain(char: str) -> bool:
    return unicodedata.normalize("NFC", char) == char
