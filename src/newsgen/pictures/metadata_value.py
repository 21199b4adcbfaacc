"""The metadata of a picture as one value, and the texts and dates in it as newsgen writes them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..site.schema import MAX_LENGTH
from ..site.text import without_controls
from ..site.timestamps import parse_moment


@dataclass(frozen=True, slots=True)
class Metadata:
    """The words of a picture file, each on one line and at most ``schema.MAX_LENGTH`` characters; empty where it has none.

    - ``caption``: what happens in the picture
    - ``alt``: alternative text for those who do not see it
    - ``credit``: the line that must stand beside it
    - ``creator``: who made it; several names are separated by commas
    - ``copyright``: the notice of whose it is
    - ``rights``: what may be done with it
    - ``taken``: when it was taken, as ``moment`` writes it
    - ``has_position``: the file says where on earth it was taken, in degrees

    Programs, serial numbers and the position itself are not kept.
    """

    caption: str = ""
    alt: str = ""
    credit: str = ""
    creator: str = ""
    copyright: str = ""
    rights: str = ""
    taken: str = ""
    has_position: bool = False


WORDS = ("caption", "alt", "credit", "creator", "copyright", "rights")
"""The fields of ``Metadata`` that hold words."""

LONGEST = 8 * MAX_LENGTH
"""The most characters of a text that are looked at, so that a hostile file costs no time."""


def one_line(text: str) -> str:
    """A text on one line: NFC, without control characters and repeated spaces, ended with … where it is longer than
    ``schema.MAX_LENGTH`` characters. One without a letter or digit is empty: programs that could not write Arabic left
    ``????`` in its place."""
    text = text[:LONGEST].encode("utf-8", "ignore").decode()  # without halves of surrogate pairs
    text = _PRIVATE.sub(" ", without_controls(_SPACES.sub(" ", text))[0])
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not any(map(str.isalnum, text)):
        return ""
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1].rstrip() + "…"


_SPACES = re.compile(r"[\x00\s]+")
_PRIVATE = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def names(texts: Iterable[str]) -> str:
    """Names in one text, each once, with commas of the script that they are in."""
    found = list(dict.fromkeys(filter(None, map(one_line, texts))))
    comma = "، " if any(_ARABIC.search(name) for name in found) else ", "
    return one_line(comma.join(found))


_ARABIC = re.compile("[\u0621-\u064a]")

_MOMENT = re.compile(
    r"(\d{4})[:-]?(\d\d)[:-]?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)


def moment(text: str) -> str:
    """A date of EXIF, IPTC or XMP as an editor writes it: ``2026-07-30``, ``2026-07-30 14:05``, with seconds where they are not
    zero, with an offset (``+03:00``) where the file gives one. Empty where it is no date or does not exist."""
    match = _MOMENT.fullmatch(text[:40].strip("\0 "))
    if match is None:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    written = f"{year}-{month}-{day}"
    if hour is not None:
        written += f" {hour}:{minute}" + (f":{second}" if second and second != "00" else "")
        if offset:
            written += "+00:00" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"
    try:
        return written if parse_moment(written) else ""
    except ValueError:
        return ""
