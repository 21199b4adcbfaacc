"""Slugs: a story's name in its address, readable, bounded, and valid on every file system."""

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
_SIGN = re.compile(r"(?<=[^\W_])[+#\u266f]+")
_SIGN_WORDS = {"+": "-plus-", "#": "-sharp-", "\u266f": "-sharp-"}


def slug(text: str, max_bytes: int = 120, *, latin: bool = False, signs: bool = False) -> str:
    """Return a text as lower-case words joined by hyphens, cut after a whole word, within ``max_bytes`` of UTF-8.

    Arabic stays as it is written, hamzas included, but without marks and tatweel, at which python-slugify alone would
    split words; digits are ASCII. The percent-encoded form has at most three characters for each byte, and the default
    limit leaves room for a date and a suffix in the 255 bytes of a file name. If the first word alone exceeds the
    limit, it is cut between letters. A text without a letter or digit gives "خبر-" and eight hexadecimal digits of its
    checksum. Names that Windows reserves (con, aux) get the prefix "خبر-". Two texts may have the same slug: it is not
    an identity. With ``latin`` the words are romanised, the slug is ASCII, and the prefix is "news-". With ``signs`` the
    signs + and # right after a letter or digit are the words "plus" and "sharp", so that C, C++ and C# differ; else they
    are dropped. Raises ValueError for a limit below ``SHORTEST_LIMIT``.
    """
    if max_bytes < SHORTEST_LIMIT:
        raise ValueError(f"a slug needs room for {SHORTEST_LIMIT} bytes, not {max_bytes}")
    from slugify import slugify

    # NFKC first: it turns the presentation form of a mark into the mark, which is removed; slugify composes the rest.
    plain = unicodedata.normalize("NFKC", text)
    if signs:
        plain = _SIGN.sub(lambda match: "".join(_SIGN_WORDS[sign] for sign in match[0]), plain)
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
