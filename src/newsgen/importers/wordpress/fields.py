"""What plug-ins keep in a post's own fields: words beside the body, and texts for search engines and networks."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from ..item import Note, note
from . import codes
from .text import plain

_SEO = re.compile(
    r"_yoast_wpseo_(?:title|metadesc|canonical|(?:opengraph|twitter)-(?:title|description))"
    r"|rank_math_(?:title|description|canonical_url|(?:facebook|twitter)_(?:title|description))"
    r"|_aioseop?_(?:title|description|(?:og|twitter)_(?:title|description))"
    r"|_seopress_(?:titles_(?:title|desc)|social_(?:fb|twitter)_(?:title|desc)|robots_canonical)|_genesis_(?:title|description)"
)
_VARIABLE = re.compile(r"%%?[\w-]+(?:\(\w+\))?%%?|#[a-z_]+")
_READ = frozenset({"footnotes", "enclosure"})
"""Fields without a mark before their name that the body's conversion reads."""

_MACHINES = (
    "_oembed", "_wp", "_elementor", "_menu_item", "_edit", "_yoast", "rank_math", "_aioseo", "_seopress", "_genesis", "_wc",
    "_et_", "_vc", "_form", "_mail", "_fl_", "_billing", "_shipping", "_customer", "_order", "_encloseme", "_pingme",
    "_thumbnail", "cap-",
)  # fmt: skip
_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3]{2}")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_OF_A_MACHINE = re.compile(r"[aOsbid]:[0-9]|[{\[]|https?://\S+$|<(?:script|iframe|svg)\b")
_MOST = 20


def of_map(meta: Mapping[str, str], kinds: Mapping[str, str], kind: str) -> Iterator[str]:
    """The texts of the fields that the map says to be of a kind, in the order of the fields."""
    return (value for key, value in meta.items() if kinds.get(key) == kind and value.strip())


def html_of(meta: Mapping[str, str], kinds: Mapping[str, str]) -> Iterator[str]:
    """The HTML of the fields that the map adds to the body; what holds no markup is text."""
    return (value if "<" in value else escape(value, quote=False) for value in of_map(meta, kinds, "body"))


def notes_of(meta: Mapping[str, str], kinds: Mapping[str, str], used: frozenset[str]) -> Iterator[Note]:
    """What the fields hold that no story shows. ``kinds`` are the map's, ``used`` names fields that the import reads.

    A field that an editor of the old site did not fill with words is not told: a setting, a number, an address.
    """
    told = set[str]()
    for key, value in meta.items():
        if key in kinds or key in used or key in _READ or "@" in key or len(told) >= _MOST:
            continue
        if _SEO.fullmatch(key):
            if _VARIABLE.sub("", value).strip(" -|·«»"):
                told.add(key)
                yield note(codes.SEO_LEFT, name=key)
        elif not key.startswith(_MACHINES) and _has_words(value, hidden=key.startswith("_")):
            name = re.sub(r"_[0-9]+(?=_|$)", "_0", key)[:60]
            if name not in told:
                told.add(name)
                yield note(codes.FIELD_LEFT, name=name)


def _has_words(value: str, *, hidden: bool) -> bool:
    """Whether a value is a text for readers: Arabic, or five words and no field of a program."""
    if len(value) < 4 or _OF_A_MACHINE.match(value):
        return False
    if _ARABIC.search(value):
        return True
    return not hidden and len(_WORDS.findall(plain(value))) >= 5
