"""Collation: the order in which readers look for an Arabic name in a list."""

from __future__ import annotations

import re
import unicodedata

from .character_classes import INVISIBLE, MARKS, TATWEEL, replacer
from .folding import fold

# Letters that are not in code-point order, or that CLDR's Arabic collation sorts under another letter.
_primary = replacer(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ی": "ي", "ة": "ت", "ک": "ك",
        "پ": "ب\ue000", "چ": "ج\ue000", "ژ": "ز\ue000", "ڤ": "ف\ue000", "ڨ": "ق\ue000", "گ": "ك\ue000", "ڭ": "ك\ue001",
        **{chr(c): chr(0xE100 + c) for c in range(ord("a"), ord("z") + 1)},
    }
)  # fmt: skip
_bare = replacer(dict.fromkeys(MARKS + TATWEEL + INVISIBLE, ""))
_ACCENTED = re.compile("[\u00c0-\u024f]")
_ARTICLE = re.compile(r"[^\w]*ال(?=\w{2})")
# Names that begin with ا and ل but not with the article (most lack a hamza).
_LIST = """
    الله اللهم الياس اليسا اليسار الين الينا اليكس اليزابيث الكسندر الكسندرا الفريد البرت البرتو الان الاء الفونس
    الما المانيا البانيا التون الهام الف
"""
_NO_ARTICLE = frozenset(_LIST.split())
_NOT_WORD = re.compile(r"[\W_]+")


def sort_key(text: str) -> tuple[str, str, str]:
    """Return a key for ``sorted``: letters first, then marks and hamzas, then the text itself, so that no two texts tie.

    It follows CLDR's Arabic collation: hamza on a seat, marks and tatweel do not count at first, ة sorts as ت, ى as ي,
    Arabic before Latin, digits before letters. It differs where the libraries of the Arab world differ: the article ال
    at the start of a name is ignored, so that القاهرة stands under ق; and punctuation counts as a space. Some frequent
    names whose ال is no article (الله, البانيا) keep it.
    """
    plain = unicodedata.normalize("NFC", text)
    head = _ARTICLE.match(plain)
    name = plain
    if head and _NOT_WORD.split(plain[head.end() - 2 :], 1)[0] not in _NO_ARTICLE:
        name = plain[head.end() :]
    # Folding comes last, because it would merge some letters (ة) in another way than collation does.
    words = _NOT_WORD.sub(" ", _bare(_unaccented(name).lower())).strip()
    return fold(_primary(words)), plain, text


def _unaccented(text: str) -> str:
    """Remove accents from Latin letters, so that É sorts under E. Arabic hamzas stay composed for the table above."""
    return _ACCENTED.sub(lambda m: unicodedata.normalize("NFD", m[0])[0], text)
