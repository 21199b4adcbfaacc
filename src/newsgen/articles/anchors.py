"""The names of places in a page: which ids an element may have, and how a link to one is spelled."""

import re
import unicodedata

MAX_ANCHOR = 80
"""Characters (code points) of an id at most."""

_JOINERS = "\u200c\u200d"
_NOT_PLAIN = re.compile(rf"[^\w:.{_JOINERS}-]")


def is_mark(character: str) -> bool:
    """Whether a character is a combining mark, which belongs to the letter before it: tashkeel, Hebrew points, accents."""
    return unicodedata.category(character)[0] == "M"


def joins_word(character: str) -> bool:
    """Whether a character is part of a word: a letter, digit, underscore, combining mark or joiner (U+200C, U+200D).

    False for an empty text.
    """
    return bool(character) and (character.isalnum() or character in "_" + _JOINERS or is_mark(character))


def is_anchor(name: str) -> bool:
    """Whether an element may have this id.

    It has 1 to ``MAX_ANCHOR`` characters: letters, digits, combining marks, joiners and ``_ : . -``. HTML allows more,
    but no spaces (https://html.spec.whatwg.org/multipage/dom.html#global-attributes).
    """
    return 0 < len(name) <= MAX_ANCHOR and all(map(is_mark, _NOT_PLAIN.findall(name)))


def as_anchor(words: str, limit: int) -> str:
    """An id made of words: NFC, a hyphen for each run of other characters, ``limit`` characters at most; may be empty."""
    name = unicodedata.normalize("NFC", words)
    name = _NOT_PLAIN.sub(lambda match: match[0] if is_mark(match[0]) else " ", name)
    return "-".join(name.split())[:limit]


def normalised_link(href: str) -> str:
    """A link with its fragment in NFC, as ids are, so that it finds an id whose marks were typed in another order."""
    if "#" not in href:
        return href
    address, fragment = href.split("#", 1)
    return f"{address}#{unicodedata.normalize('NFC', fragment)}"
