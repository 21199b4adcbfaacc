"""Read the kind and the size of a picture from the first bytes of its file, within bounds of time and memory.

Only the formats of ``layout.PICTURES`` are known, and only by the bytes that each begins with. Whatever else a header says
is not believed: every offset is checked, and the walk through the parts of a file ends after ``MAX_STEPS``.
"""

import struct
from dataclasses import dataclass
from typing import Literal

from . import iso_boxes

Format = Literal["JPEG", "PNG", "WebP", "AVIF", "GIF"]

SUFFIXES: dict[Format, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WebP": (".webp",), "AVIF": (".avif",), "GIF": (".gif",),
}  # fmt: skip
"""The suffixes that a file of each format may have."""

MAX_STEPS = 10_000
"""The most segments of a JPEG that are looked at. A photograph has fewer than a hundred."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the beginning of a picture file says: its format, and its width and height in pixels.

    They are as stored, before any rotation that the file asks for. Either may be 0 or huge in a damaged file.
    """

    format: Format
    width: int
    height: int


def read_header(data: bytes) -> Header | None:
    """The header of a picture file; None where the bytes are of no known format, give no size, or end too early.

    ``data`` may be the beginning of the file, if it reaches as far as the size.
    """
    try:
        return _read(data)
    except struct.error:  # the bytes end before the size
        return None


def _read(data: bytes) -> Header | None:
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Header("PNG", *struct.unpack_from(">LL", data, 16)) if data[8:16] == b"\0\0\0\rIHDR" else None
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Header("GIF", *struct.unpack_from("<HH", data, 6))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp":
        return _avif(data)
    return None


_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The JPEG markers of a frame, whose segment holds the size."""

_ALONE = {0x01, *range(0xD0, 0xD8)}
"""The JPEG markers without a segment."""


def _jpeg(data: bytes) -> Header | None:
    at = 2
    for _ in range(MAX_STEPS):
        if data[at : at + 1] != b"\xff":
            return None
        at += 1
        (marker,) = struct.unpack_from("B", data, at)
        if marker == 0xFF:  # a fill byte
            continue
        at += 1
        if marker in _ALONE:
            continue
        if marker in (0xD9, 0xDA):  # the end, or the pixels: no frame came before them
            return None
        (length,) = struct.unpack_from(">H", data, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            return Header("JPEG", width, height)
        if length < 2:
            return None
        at += length
    return None


def _webp(data: bytes) -> Header | None:
    chunk = data[12:16]
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return Header("WebP", width & 0x3FFF, height & 0x3FFF)
    if chunk == b"VP8L" and data[20:21] == b"\x2f":
        (bits,) = struct.unpack_from("<L", data, 21)
        return Header("WebP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8X" and len(data) >= 30:
        return Header("WebP", int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    return None


def _avif(data: bytes) -> Header | None:
    """The header with the size of the primary item: the first ``ispe`` among its properties.

    None where the file is no AVIF or has no such size. Raises struct.error where the bytes end too early.
    """
    kind = iso_boxes.first(data, 0, len(data), b"ftyp")
    if kind is None or not {b"avif", b"avis"} & iso_boxes.brands(data, kind)[1]:
        return None
    item = iso_boxes.primary(data)
    if item is None:
        return None
    for number, box in enumerate(iso_boxes.boxes(data, item.store.start, item.store.end), 1):
        if box.type == b"ispe" and number in item.numbers:
            return Header("AVIF", *struct.unpack_from(">LL", data, box.start + 4))
    return None
