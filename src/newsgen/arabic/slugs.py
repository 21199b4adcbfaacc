"""Slugs: a story's name in its address, readable, bounded, the same on every file system."""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

from .digits import from_digits
from .letters import INVISIBLE, MARKS, TATWEEL

_DROP = dict.fromkeys(map(ord, MARKS + TATWEEL + INVISIBLE), "")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
SHORTEST_LIMIT = 32


def slug(text: str, max_bytes: int = 120) -> str:
    """The text as lower-case words joined by hyphens, cut after a whole word, within ``max_bytes`` of UTF-8.

    Arabic stays as it is written, hamzas included, without marks and tatweel, which python-slugify alone would split
    words at; digits are ASCII. The limit bounds the percent-encoded form at three times as many characters, and the
    default leaves room for a date and a suffix in the 255 bytes of a file name. A first word that alone exceeds the
    limit is cut between letters. A text without a letter or digit gets "خبر-" and eight digits of its checksum. Names
    that Windows reserves (con, aux) are prefixed. Two texts may share a slug: it is not an identity.
    """
    if max_bytes < SHORTEST_LIMIT:
        raise ValueError(f"a slug needs room for {SHORTEST_LIMIT} bytes, not {max_bytes}")
    from slugify import slugify

    plain = unicodedata.normalize("NFKC", _SURROGATES.sub(" ", text).translate(_DROP))
    plain = from_digits(plain.translate(_DROP))
    words = [word for word in slugify(plain, allow_unicode=True).split("-") if word]
    name = _join(words, max_bytes)
    if not name:
        return f"خبر-{crc32(text.encode('utf-8', 'surrogatepass')):08x}"
    return f"خبر-{name}" if _RESERVED.fullmatch(name) else name


def _join(words: list[str], limit: int) -> str:
    kept: list[str] = []
    size = -1
    for word in words:
        size += 1 + len(word.encode())
        if size > limit:
            break
        kept.append(word)
    if not kept and words:
        return words[0].encode()[:limit].decode("utf-8", "ignore")
    return "-".join(kept)
