"""What a picture file says of itself beyond its size as stored: its orientation, whether it moves, whether one can see through.

Reads more of a file than ``header`` does, and no pixels. Nothing that a file says is believed; every walk has bounds.
"""

import struct
from dataclasses import dataclass

from . import exif, iso_boxes
from .avif_items import items
from .containers import SOS, Damaged, gif_blocks, jpeg_segments, png_chunks, webp_chunks
from .exif import Exif
from .header import Format, Header, read_header


@dataclass(frozen=True, slots=True)
class Traits:
    """What a file says of its picture. ``width`` and ``height`` are in pixels, after ``orientation`` is applied.

    ``orientation`` is 1 to 8 as EXIF numbers them: 5 to 8 swap the sides. ``animated``: browsers show more than one
    picture of the file. ``transparent``: the file may have transparent pixels; whether it has is for a decoder to say.
    """

    format: Format
    width: int
    height: int
    orientation: int
    animated: bool
    transparent: bool
    artist: bytes
    copyright: bytes


def read_traits(data: bytes) -> Traits | None:
    """The traits of a picture file; None where ``read_header`` gives None. ``data`` is the whole file.

    Of a damaged file, what stands before the damage counts. Never raises.
    """
    header = read_header(data)
    if header is None:
        return None
    said, animated, transparent = _READERS[header.format](data, header)
    width, height = header.width, header.height
    if said.orientation >= 5:
        width, height = height, width
    return Traits(header.format, width, height, said.orientation, animated, transparent, said.artist, said.copyright)


def _jpeg(data: bytes, _header: Header) -> tuple[Exif, bool, bool]:
    try:
        for part in jpeg_segments(data):
            if part.kind == b"\xe1" and data.startswith(b"Exif\0\0", part.body):
                return exif.read(data[part.body : part.body_end]), False, False
            if part.kind == SOS:
                break
    except Damaged:
        pass
    return exif.NOTHING, False, False


def _png(data: bytes, _header: Header) -> tuple[Exif, bool, bool]:
    said, animated, transparent = exif.NOTHING, False, data[25:26] in (b"\4", b"\6")
    pixels = False
    try:
        for part in png_chunks(data):
            if part.kind == b"eXIf":
                said = exif.read(data[part.body : part.body_end])
            elif part.kind == b"IDAT":
                pixels = True
            elif part.kind == b"acTL" and not pixels:
                animated = part.body_end - part.body == 8 and data[part.body : part.body + 4] > b"\0\0\0\1"
            elif part.kind == b"tRNS" and not pixels:
                transparent = True
    except Damaged:
        pass
    return said, animated, transparent


def _webp(data: bytes, _header: Header) -> tuple[Exif, bool, bool]:
    kind, said = data[12:16], exif.NOTHING
    if kind != b"VP8X":
        return said, False, kind == b"VP8L" and bool(data[24:25]) and bool(data[24] & 0x10)
    flags = data[20]
    if flags & 0x08:
        try:
            for part in webp_chunks(data):
                if part.kind == b"EXIF":
                    said = exif.read(data[part.body : part.body_end])
                    break
        except Damaged:
            pass
    return said, bool(flags & 0x02), bool(flags & 0x10)


def _gif(data: bytes, header: Header) -> tuple[Exif, bool, bool]:
    """The first picture decides on transparency: later ones show what lies below. One smaller than the screen lets through."""
    pictures, transparent = 0, False
    try:
        for part in gif_blocks(data):
            if part.kind == b",":
                pictures += 1
                left, top, width, height = struct.unpack_from("<HHHH", data, part.body)
                covered = left == top == 0 and width >= header.width and height >= header.height
                transparent = transparent or (pictures == 1 and not covered)
                if pictures == 2:
                    break
            elif part.kind == b"!\xf9" and not pictures and part.body_end - part.body >= 2 and data[part.body + 1] & 1:
                transparent = True
    except Damaged:
        pass
    return exif.NOTHING, pictures > 1, transparent


_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0")
"""The types of an auxiliary item that holds the transparency of another (ISO/IEC 23000-22, 23008-12)."""

_TURNED = {(0, None): 1, (0, 1): 2, (2, None): 3, (0, 0): 4, (1, 0): 5, (3, None): 6, (1, 1): 7, (1, None): 8,
           (2, 1): 4, (2, 0): 2, (3, 0): 7, (3, 1): 5}  # fmt: skip
"""The orientation that a quarter turn (``irot``, against the clock) and then a mirror (``imir``, its axis) come to.

Its axis 0 stands for top and bottom exchanged, 1 for left and right.
"""


def _avif(data: bytes, _header: Header) -> tuple[Exif, bool, bool]:
    """The orientation stands in ``irot`` and ``imir`` only: that of an EXIF item is for information."""
    angle, axis, transparent, animated = 0, None, False, False
    try:
        kind = iso_boxes.first(data, 0, len(data), b"ftyp")
        animated = kind is not None and iso_boxes.brands(data, kind)[0] == b"avis"
        item = iso_boxes.primary(data)
        for number, box in enumerate(iso_boxes.boxes(data, item.store.start, item.store.end) if item else (), 1):
            if box.type == b"auxC":
                transparent = transparent or data[box.start + 4 : box.end].startswith(_ALPHA)
            elif item and number in item.numbers and box.end > box.start:
                if box.type == b"irot":
                    angle = data[box.start] & 3
                elif box.type == b"imir":
                    axis = data[box.start] & 1
    except struct.error:
        pass
    credit = _avif_credit(data)
    return Exif(_TURNED[angle, axis], credit.artist, credit.copyright), animated, transparent


def _avif_credit(data: bytes) -> Exif:
    """What the item ``Exif`` says; before its block stands how many bytes to skip (ISO/IEC 23008-12, A.2.1)."""
    try:
        blocks = [b"".join(data[a:b] for a, b in item.spans[:100]) for item in items(data) if item.type == b"Exif"][:1]
    except Damaged:
        blocks = []
    for block in blocks:
        return exif.read(block[4 + int.from_bytes(block[:4]) :])
    return exif.NOTHING


_READERS = {"JPEG": _jpeg, "PNG": _png, "WebP": _webp, "GIF": _gif, "AVIF": _avif}
