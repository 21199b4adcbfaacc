"""Slugs: a story's name in its address, readable, bounded, the same on every file system."""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

from .character_classes import INVISIBLE, MARKS, TATWEEL, replacer
from .digits import ARABIC_INDIC, PERSIAN, from_digits

_bare = replacer(
    {
        **dict.fromkeys(MARKS + TATWEEL + INVISIBLE, ""),
        **{digit: str(n) for row in (ARABIC_INDIC, PERSIAN) for n, digit in enumerate(row)},
    }
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
SHORTEST_LIMIT = 32


def slug(text: str, max_bytes: int = 120, *, latin: bool = False) -> str:
    """The text as lower-case words joined by hyphens, cut after a whole word, within ``max_bytes`` of UTF-8.

    Arabic stays as it is written, hamzas included, without marks and tatweel, which python-slugify alone would split
    words at; digits are ASCII. The limit bounds the percent-encoded form at three times as many characters, and the
    default leaves room for a date and a suffix in the 255 bytes of a file name. A first word that alone exceeds the
    limit is cut between letters. A text without a letter or digit gets "خبر-" and eight digits of its checksum. Names
    that Windows reserves (con, aux) are prefixed. Two texts may share a slug: it is not an identity.
    With ``latin`` the words are romanised and the slug is ASCII.
    """
    if max_bytes < SHORTEST_LIMIT:
        raise ValueError(f"a slug needs room for {SHORTEST_LIMIT} bytes, not {max_bytes}")
    from slugify import slugify

    # NFKC first: a presentation form of a mark becomes the mark, which goes; slugify composes what then meets.
    plain = unicodedata.normalize("NFKC", text)
    if latin:
        from .romanising import romanise

        words = slugify(from_digits(romanise(plain))).split("-")
    else:
        words = slugify(_bare(plain), allow_unicode=True).split("-")
    prefix = "news" if latin else "خبر"
    name = _join(words, max_bytes)
    if not name:
        return f"{prefix}-{crc32(text.encode('utf-8', 'surrogatepass')):08x}"
    return f"{prefix}-{name}" if _RESERVED.fullmatch(name) else name


def _join(words: list[str], limit: int) -> str:
    whole = "-".join(words)
    if len(whole.encode()) <= limit:
        return whole
    cut = whole.encode()[: limit + 1].decode("utf-8", "ignore").rpartition("-")[0]
    return cut or words[0].encode()[:limit].decode("utf-8", "ignore")
