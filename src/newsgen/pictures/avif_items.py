"""The items of an AVIF file: pictures, EXIF, XMP, each with the places of its bytes (ISO/IEC 14496-12, 8.11)."""

import struct
from dataclasses import dataclass

from . import iso_boxes
from .containers import Damaged
from .iso_boxes import MAX_STEPS

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its number, its type (``av01``, ``Exif``, …), and the spans of the file that hold its bytes, in their order."""

    number: int
    type: bytes
    name: Span
    spans: tuple[Span, ...]


def items(data: bytes) -> tuple[Item, ...]:
    """The items that the file's box ``meta`` describes. ``name`` is where an item's name stands, without its NUL.

    Raises Damaged where the boxes cannot be followed, a span lies outside of the file, or there are too many.
    """
    try:
        meta = iso_boxes.first(data, 0, len(data), b"meta")
        if meta is None:
            return ()
        kinds = iso_boxes.first(data, meta.start + 4, meta.end, b"iinf")
        places = iso_boxes.first(data, meta.start + 4, meta.end, b"iloc")
        own = iso_boxes.first(data, meta.start + 4, meta.end, b"idat")
        spans = _spans(data, places, own) if places else {}
        return tuple(
            Item(number, kind, name, spans.pop(number, ()))
            for number, kind, name in (_kinds(data, kinds) if kinds else ())
        )
    except struct.error:
        raise Damaged from None


def _kinds(data: bytes, box: iso_boxes.Box) -> list[tuple[int, bytes, Span]]:
    """The number, type and name of each item. Raises Damaged for an entry of an old form or that is no ``infe``."""
    found: list[tuple[int, bytes, Span]] = []
    (version,) = struct.unpack_from("B", data, box.start)
    at = box.start + (6 if version == 0 else 8)
    (count,) = struct.unpack_from(">H" if version == 0 else ">L", data, box.start + 4)
    for entry in iso_boxes.boxes(data, at, box.end):
        (form,) = struct.unpack_from("B", data, entry.start)
        if entry.type != b"infe" or form not in (2, 3):
            raise Damaged
        number, kind = struct.unpack_from(">H2x4s" if form == 2 else ">L2x4s", data, entry.start + 4)
        name = entry.start + (12 if form == 2 else 14)
        end = data.find(b"\0", name, entry.end)
        found.append((number, kind, (name, entry.end if end < 0 else end)))
        at = entry.end
    if len(found) != count or at != box.end or len({number for number, _, _ in found}) != count:
        raise Damaged
    return found


def _spans(data: bytes, box: iso_boxes.Box, own: iso_boxes.Box | None) -> dict[int, tuple[Span, ...]]:
    """The spans of each item by its number, of which ``iloc`` gives the places in the file or in the box ``idat``."""
    version, sizes, more = struct.unpack_from(">B3xBB", data, box.start)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version in (1, 2) else 0
    if version > 2 or not {offset_size, length_size, base_size, index_size} <= {0, 4, 8}:
        raise Damaged
    at = box.start + 6
    (count,) = struct.unpack_from(">L" if version == 2 else ">H", data, at)
    at += 4 if version == 2 else 2
    found: dict[int, tuple[Span, ...]] = {}
    steps, rest = MAX_STEPS, len(data)
    for _ in range(count):
        (number,) = struct.unpack_from(">L" if version == 2 else ">H", data, at)
        at += 4 if version == 2 else 2
        method = 0
        if version:
            (method,) = struct.unpack_from(">H", data, at)
            method &= 15
            at += 2
        (reference,) = struct.unpack_from(">H", data, at)
        base = _integer(data, at + 2, base_size)
        at += 2 + base_size
        (extents,) = struct.unpack_from(">H", data, at)
        at += 2
        steps -= 1 + extents
        if steps < 0 or at > box.end or reference or method > 1 or (method == 1 and own is None) or number in found:
            raise Damaged  # bytes in another file, or in another item, are not for a picture of a page
        begin, stop = (own.start, own.end) if method == 1 and own else (0, len(data))
        spans = []
        for _ in range(extents):
            start = begin + base + _integer(data, at + index_size, offset_size)
            length = _integer(data, at + index_size + offset_size, length_size)
            at += index_size + offset_size + length_size
            end = start + length if length else stop  # a length of 0 is the rest
            rest -= end - start
            if not begin <= start <= end <= stop or rest < 0:
                raise Damaged  # no two items share bytes, so all of them have fewer than the file
            spans.append((start, end))
        found[number] = tuple(spans)
    if at > box.end:
        raise Damaged
    return found


def _integer(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise Damaged
    return int.from_bytes(data[at : at + size])
