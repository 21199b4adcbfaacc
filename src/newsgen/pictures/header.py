"""Read the kind and the size of a picture from the first bytes of its file, within bounds of time and memory.

Only the formats of ``layout.PICTURES`` are known, and only by the bytes that each begins with. Whatever else a header says
is not believed: every offset is checked, and the walk through the parts of a file ends after ``MAX_STEPS``.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Format = Literal["JPEG", "PNG", "WebP", "AVIF", "GIF"]

SUFFIXES: dict[Format, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WebP": (".webp",), "AVIF": (".avif",), "GIF": (".gif",),
}  # fmt: skip
"""The suffixes that a file of each format may have."""

MAX_STEPS = 10_000
"""The most segments, boxes or entries of a list that are looked at in one file. A photograph has fewer than a hundred."""


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


@dataclass(frozen=True, slots=True)
class _Box:
    """A box of an ISO media file (ISO/IEC 14496-12): its type, and where its content begins and ends in the file."""

    type: bytes
    start: int
    end: int


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes between two offsets, ``MAX_STEPS`` at most. The walk ends before a box that does not fit.

    Raises struct.error where the bytes end within a box's own header.
    """
    for _ in range(MAX_STEPS):
        if start + 8 > end:
            return
        size, kind = struct.unpack_from(">L4s", data, start)
        content = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, content)
            content += 8
        stop = end if size == 0 else start + size
        if not content <= stop <= end:
            return
        yield _Box(kind, content, stop)
        start = stop


def _first(data: bytes, start: int, end: int, kind: bytes) -> _Box | None:
    return next((box for box in _boxes(data, start, end) if box.type == kind), None)


def _avif(data: bytes) -> Header | None:
    """The header with the size of the primary item: the first ``ispe`` among the properties that ``ipma`` gives to it.

    None where the file is no AVIF or has no such size. Raises struct.error where the bytes end too early.
    """
    brands = _first(data, 0, len(data), b"ftyp")
    if brands is None or not {b"avif", b"avis"} & _brands(data[brands.start : min(brands.end, brands.start + 1024)]):
        return None
    meta = _first(data, 0, len(data), b"meta")
    primary = meta and _first(data, meta.start + 4, meta.end, b"pitm")
    properties = meta and _first(data, meta.start + 4, meta.end, b"iprp")
    if not primary or not properties:
        return None
    store = _first(data, properties.start, properties.end, b"ipco")
    owners = _first(data, properties.start, properties.end, b"ipma")
    if store is None or owners is None:
        return None
    (wide,) = struct.unpack_from("?", data, primary.start)  # version 1 has longer numbers
    (item,) = struct.unpack_from(">L" if wide else ">H", data, primary.start + 4)
    numbers = _properties_of(data, owners, item)
    for number, box in enumerate(_boxes(data, store.start, store.end), 1):
        if box.type == b"ispe" and number in numbers:
            return Header("AVIF", *struct.unpack_from(">LL", data, box.start + 4))
    return None


def _brands(content: bytes) -> set[bytes]:
    """The major brand and the compatible ones; between them stands a version, which does no harm here."""
    return {content[at : at + 4] for at in range(0, len(content), 4)}


def _properties_of(data: bytes, owners: _Box, item: int) -> frozenset[int]:
    """The numbers, from 1, of the properties that ``ipma`` gives to an item; empty where it gives none."""
    version, flags, count = struct.unpack_from(">B2xBL", data, owners.start)
    at = owners.start + 8
    size = 2 if flags & 1 else 1
    for _ in range(min(count, MAX_STEPS)):
        owner, number = struct.unpack_from(">LB" if version else ">HB", data, at)
        at += 5 if version else 3
        if at + number * size > owners.end:
            break
        if owner == item:
            mask = 0x7FFF if size == 2 else 0x7F  # without the bit for “essential”
            return frozenset(int.from_bytes(data[at + i * size : at + (i + 1) * size]) & mask for i in range(number))
        at += number * size
    return frozenset()
