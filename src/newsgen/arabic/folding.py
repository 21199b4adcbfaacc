"""Folding: one form for all spellings of a word, for search, sorting and identity, never for display."""

from __future__ import annotations

import re
import unicodedata

from .character_classes import INVISIBLE, MARKS, TATWEEL, replacer, unshape
from .digits import ARABIC_INDIC, PERSIAN

_TABLE = {
    **dict.fromkeys(MARKS + TATWEEL + INVISIBLE, ""),
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیې", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۀەہ", "ه"),
    **{digit: str(n) for row in (ARABIC_INDIC, PERSIAN) for n, digit in enumerate(row)},
}
_merge = replacer(_TABLE)
_unseat = replacer({"ؤ": "و", "ئ": "ي"})
_MARKS = frozenset(MARKS)
_UNSEEN = frozenset(TATWEEL + INVISIBLE)
_ONLY_ASCII = re.compile(r"[\x20-\x7e]*")


def fold(text: str, *, seats: bool = False) -> str:
    """Return the text without what writers leave out or vary.

    Presentation forms become letters; tashkeel, Quranic marks, tatweel and invisible characters are removed; أ إ آ ٱ
    become ا, ى becomes ي, ة becomes ه; Persian ye and kaf become Arabic; digits become ASCII; Latin letters become
    lower case. With ``seats``, ؤ and ئ lose their hamza too. Spaces, line ends and punctuation stay. Folding a folded
    text changes nothing.
    """
    if _ONLY_ASCII.fullmatch(text):
        return text.lower()
    text = _merge(unicodedata.normalize("NFC", unshape(text)))
    if seats:
        text = _unseat(text)
    # Characters may compose after a mark between them is removed, and a lower-case letter may have no composed form.
    text = unicodedata.normalize("NFC", text.lower())
    return _unseat(_merge(text)) if seats else _merge(text)


def letter_marks(text: str) -> tuple[frozenset[str], ...]:
    """The marks (tashkeel, Quranic signs) of each character of a text that is no mark itself, in its order.

    Presentation forms count as their letters. Tatweel and invisible characters are left out. Two texts that fold alike
    are of different words when they have marks that contradict each other, as عِلم and عَلَم do.
    """
    marks: list[set[str]] = []
    for char in unicodedata.normalize("NFC", unshape(text)):
        if char in _MARKS:
            if marks:
                marks[-1].add(char)
        elif char not in _UNSEEN:
            marks.append(set())
    return tuple(frozenset(found) for found in marks)
