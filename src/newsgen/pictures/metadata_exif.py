"""Read what EXIF says in words, and whether it names a position (CIPA DC-008, Exif 2.32)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from .metadata_charset import decoded
from .metadata_value import Metadata, moment, one_line

_MAX_ENTRIES = 1000
_LONGEST = 1 << 16
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8, 13: 4, 129: 1}
"""The bytes of a value of each type."""

_DESCRIPTION, _ARTIST, _COPYRIGHT, _EXIF_PART, _POSITION_PART = 0x10E, 0x13B, 0x8298, 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_LATITUDE, _LONGITUDE = 2, 4

_NO_CAPTIONS = frozenset(
    ("default", "dcim", "digital camera", "exif_jpeg_picture", "konica minolta digital camera", "minolta digital camera",
     "olympus digital camera", "samsung", "screenshot", "sony dsc", "untitled")
)  # fmt: skip
"""Descriptions that cameras and systems write into every picture."""


class _Entry(NamedTuple):
    """A value of a directory: its offset and its size in the block, and the offset of its field."""

    start: int
    size: int
    field: int


def read(block: bytes) -> Metadata:
    """The metadata of an EXIF block that begins with its TIFF header; empty where it is damaged. Raises nothing."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return Metadata()
    main = dict(_entries(block, order, 4))
    part = dict(_entries(block, order, main[_EXIF_PART].field)) if _EXIF_PART in main else {}
    position = dict(_entries(block, order, main[_POSITION_PART].field)) if _POSITION_PART in main else {}

    def texts(entries: dict[int, _Entry], tag: int) -> list[str]:
        """The texts of a value. Only a copyright has two: the photographer's, and the editor's."""
        if tag not in entries:
            return []
        start, size, _ = entries[tag]
        return [one_line(decoded(text)) for text in block[start : start + size].split(b"\0", 2)[:2]]

    def text(entries: dict[int, _Entry], tag: int) -> str:
        return next(iter(texts(entries, tag)), "")

    caption = text(main, _DESCRIPTION)
    taken = text(part, _TAKEN)
    return Metadata(
        caption="" if caption.casefold() in _NO_CAPTIONS else caption,
        creator=text(main, _ARTIST),
        copyright=one_line("; ".join(filter(None, texts(main, _COPYRIGHT)))),
        taken=moment(taken + text(part, _OFFSET)) or moment(taken),
        has_position=not {_LATITUDE, _LONGITUDE}.isdisjoint(position),
    )


def _entries(block: bytes, order: str, pointer: int) -> Iterator[tuple[int, _Entry]]:
    """The entries, by tag, of the directory to which the number at ``pointer`` leads.

    One that leads out of the block, or is longer than ``_LONGEST``, is left out.
    """
    try:
        (start,) = struct.unpack_from(order + "L", block, pointer)
        (count,) = struct.unpack_from(order + "H", block, start)
        for i in range(min(count, _MAX_ENTRIES)):
            at = start + 2 + 12 * i
            tag, kind, number = struct.unpack_from(order + "HHL", block, at)
            size = _SIZES.get(kind, 0) * number
            place = at + 8
            if size > 4:
                (place,) = struct.unpack_from(order + "L", block, place)
            if 0 < size <= min(_LONGEST, len(block) - place):
                yield tag, _Entry(place, size, at + 8)
    except struct.error:  # the block ends within the directory
        return
