"""Folding: the form under which spellings of one word meet, for search, sorting and identity, never for display."""

from __future__ import annotations

import re
import unicodedata

from .letters import INVISIBLE, MARKS, TATWEEL, unshape

_DROP = dict.fromkeys(map(ord, MARKS + TATWEEL + INVISIBLE), "")
_SAME = {
    **dict.fromkeys(map(ord, "أإآٱٲٳ"), "ا"),
    **dict.fromkeys(map(ord, "ىیې"), "ي"),
    **dict.fromkeys(map(ord, "کڪ"), "ك"),
    **dict.fromkeys(map(ord, "ةۀەہ"), "ه"),
    **{ord(d): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, d in enumerate(row)},
}
_TABLE: dict[int, str] = _DROP | _SAME
_SEATS = {ord("ؤ"): "و", ord("ئ"): "ي"}
_ONLY_ASCII = re.compile(r"[\x20-\x7e]*")


def fold(text: str, *, seats: bool = False) -> str:
    """The text without what writers leave out or vary.

    Presentation forms become letters, tashkeel, Quranic marks, tatweel and invisible characters go, أ إ آ ٱ become ا,
    ى becomes ي, ة becomes ه, Persian ye and kaf the Arabic ones, digits ASCII, Latin letters lower case. With
    ``seats``, ؤ and ئ lose their hamza too. Folding twice changes nothing.
    """
    if _ONLY_ASCII.fullmatch(text):
        return text.lower()
    text = unicodedata.normalize("NFC", unshape(text)).translate(_TABLE)
    if seats:
        text = text.translate(_SEATS)
    # What stood apart may compose now that a mark between is gone, and a lower-case letter may have no composed form.
    text = unicodedata.normalize("NFC", text.lower())
    return text if not _again(text) else fold(text, seats=seats)


def _again(text: str) -> bool:
    return text.translate(_TABLE) != text
