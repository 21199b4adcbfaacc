"""Find the metadata in a picture file: the bytes of its EXIF, IPTC-IIM and XMP, and the text chunks of a PNG.

Nothing that a file says of itself is believed: every length is checked, every walk is bounded (``containers``, ``iso_boxes``),
and no block is larger than ``LARGEST``.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from .containers import SOS, Damaged, Part, jpeg_segments, png_chunks, webp_chunks
from .iso_boxes import MAX_STEPS, Box, boxes, first

LARGEST = 1 << 20
"""The most bytes of one kind of metadata that are looked at. What is longer counts as absent."""


@dataclass(frozen=True, slots=True)
class MetadataBlocks:
    """The metadata of a file as bytes, empty where it has none.

    ``exif`` begins with a TIFF header, ``iptc`` is the content of Photoshop's resource 0x0404, ``xmp`` an XML text. ``words``
    are the text chunks of a PNG by their keywords.
    """

    exif: bytes = b""
    iptc: bytes = b""
    xmp: bytes = b""
    words: tuple[tuple[str, str], ...] = ()


def metadata_blocks(data: bytes) -> MetadataBlocks:
    """The metadata of a picture file; none where its format is unknown. Of several blocks of one kind the first counts.

    In a damaged file the blocks before the damage count.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return _of_jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _of_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _of_webp(data)
    if data[4:8] == b"ftyp":
        try:
            return _of_avif(data)
        except (struct.error, IndexError):  # the bytes end within a box
            pass
    return MetadataBlocks()


_EXIF, _XMP, _PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"


def _parts(walk: Iterator[Part]) -> Iterator[Part]:
    """The parts before the damage, if any."""
    with suppress(Damaged):
        yield from walk


def _of_jpeg(data: bytes) -> MetadataBlocks:
    exif, xmp, photoshop = b"", b"", b""
    for part in _parts(jpeg_segments(data)):
        if part.kind == SOS:  # nothing but pixels follows
            break
        content = data[part.body : part.body_end] if part.kind in (b"\xe1", b"\xed") else b""
        if content.startswith(_EXIF):
            exif = exif or content[len(_EXIF) :]
        elif content.startswith(_XMP):
            xmp = xmp or content[len(_XMP) :]
        elif content.startswith(_PHOTOSHOP) and len(photoshop) < LARGEST:
            photoshop += content[len(_PHOTOSHOP) :]  # a resource may go on in the next segment
    return MetadataBlocks(exif, _resource(photoshop), xmp)


def _resource(photoshop: bytes) -> bytes:
    """The content of Photoshop's resource 0x0404, which is IPTC-IIM (Adobe Photoshop File Formats, Image Resource Blocks)."""
    at = 0
    for _ in range(MAX_STEPS):
        if photoshop[at : at + 4] != b"8BIM" or at + 7 > len(photoshop):
            return b""
        (number,) = struct.unpack_from(">H", photoshop, at + 4)
        name = photoshop[at + 6] + 1
        at += 6 + name + name % 2
        if at + 4 > len(photoshop):
            return b""
        (size,) = struct.unpack_from(">L", photoshop, at)
        at += 4
        if number == 0x0404:
            return photoshop[at : at + size]
        at += size + size % 2
    return b""


def _of_png(data: bytes) -> MetadataBlocks:
    exif, xmp = b"", b""
    words: list[tuple[str, str]] = []
    for part in _parts(png_chunks(data)):
        if part.body_end - part.body > LARGEST or part.kind not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt"):
            continue
        content = data[part.body : part.body_end]
        if part.kind == b"eXIf":
            exif = exif or content
        elif len(words) < _MOST_WORDS:
            keyword, text = _chunk_text(part.kind, content)
            if keyword == "XML:com.adobe.xmp":
                xmp = xmp or text.encode("utf-8", "replace")
            else:
                words.append((keyword, text[:LARGEST_TEXT]))
    return MetadataBlocks(exif, b"", xmp, tuple(words))


_MOST_WORDS = 100
LARGEST_TEXT = 1 << 16
"""The most characters of a text chunk that are kept."""


def _chunk_text(kind: bytes, content: bytes) -> tuple[str, str]:
    """The keyword and the text of a text chunk (PNG, Third Edition, 11.3.3); an empty text where it is damaged."""
    name, _, rest = content.partition(b"\0")
    keyword = name.decode("latin-1")
    if kind == b"tEXt":
        return keyword, rest.decode("latin-1")
    if kind == b"zTXt":
        return keyword, _unpacked(rest[1:]).decode("latin-1")
    packed, rest = rest[:1] == b"\1", rest[2:]
    text = rest.partition(b"\0")[2].partition(b"\0")[2]  # after the language and the translated keyword
    return keyword, (_unpacked(text) if packed else text).decode("utf-8", "replace")


def _unpacked(packed: bytes) -> bytes:
    """The bytes that zlib packed, at most ``LARGEST``: what is longer or damaged is empty."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, LARGEST + 1)
    except zlib.error:
        return b""
    return found if len(found) <= LARGEST else b""


def _of_webp(data: bytes) -> MetadataBlocks:
    exif, xmp = b"", b""
    for part in _parts(webp_chunks(data)):
        if part.body_end - part.body <= LARGEST:
            if part.kind == b"EXIF":
                exif = exif or data[part.body : part.body_end].removeprefix(_EXIF)
            elif part.kind == b"XMP ":
                xmp = xmp or data[part.body : part.body_end]
    return MetadataBlocks(exif, b"", xmp)


def _of_avif(data: bytes) -> MetadataBlocks:
    """The items ``Exif`` and ``mime`` (application/rdf+xml) of an AVIF (ISO/IEC 14496-12, 8.11; HEIF, annex A)."""
    meta = first(data, 0, len(data), b"meta")
    names = meta and first(data, meta.start + 4, meta.end, b"iinf")
    places = meta and first(data, meta.start + 4, meta.end, b"iloc")
    if not names or not places:
        return MetadataBlocks()
    wanted = dict(_items(data, names))
    exif, xmp = b"", b""
    for item, start, size in _places(data, places, frozenset(wanted)):
        content = data[start : start + size]
        if wanted[item] == b"Exif":
            (before,) = struct.unpack_from(">L", content)
            exif = exif or content[4 + before :]
        else:
            xmp = xmp or content
    return MetadataBlocks(exif, b"", xmp)


def _items(data: bytes, box: Box) -> Iterator[tuple[int, bytes]]:
    """The number and the type of each item with metadata, from ``iinf``."""
    begin = box.start + (6 if data[box.start] == 0 else 8)
    for entry in boxes(data, begin, box.end):
        at, stop = entry.start, entry.end
        if entry.type != b"infe" or at >= stop or data[at] < 2:
            continue
        wide = data[at] > 2
        (item,) = struct.unpack_from(">L" if wide else ">H", data, at + 4)
        at += 10 if wide else 8  # behind the number and the protection
        sort, names = data[at : at + 4], data[at + 4 : stop].split(b"\0")
        if sort == b"Exif" or (sort == b"mime" and len(names) > 1 and names[1] == b"application/rdf+xml"):
            yield item, sort


def _places(data: bytes, box: Box, wanted: frozenset[int]) -> Iterator[tuple[int, int, int]]:
    """The offset and the size of each wanted item of one piece, from ``iloc``; others, and items that lie in ``idat``, are
    left out."""
    version, sizes, more = data[box.start], data[box.start + 4], data[box.start + 5]
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    wide = 4 if version == 2 else 2  # bytes of an item's number

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size])

    at = box.start + 6
    count = number(at, wide)
    at += wide
    for _ in range(min(count, MAX_STEPS)):
        item = number(at, wide)
        method = number(at + wide, 2) & 15 if version else 0
        at += wide + (2 if version else 0) + 2
        base = number(at, base_size)
        pieces = number(at + base_size, 2)
        piece = at + base_size + 2
        at = piece + pieces * (index_size + offset_size + length_size)
        if at > box.end:
            return
        if item in wanted and pieces == 1 and method == 0:
            offset = number(piece + index_size, offset_size)
            size = number(piece + index_size + offset_size, length_size)
            if size <= LARGEST:
                yield item, base + offset, size
