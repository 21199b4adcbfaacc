"""Walk through the boxes of an ISO media file, as AVIF is one (ISO/IEC 14496-12), within bounds of time.

Every function raises struct.error where the bytes end within a number that it needs.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_STEPS = 10_000
"""The most boxes or entries of a list that one walk looks at. A photograph has fewer than a hundred."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its type, where its head begins (a size, then the type), and where its content begins and ends in the file."""

    type: bytes
    head: int
    start: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets, ``MAX_STEPS`` at most. The walk ends before a box that does not fit."""
    for _ in range(MAX_STEPS):
        box = box_at(data[start : start + 16], start, end) if start + 8 <= end else None
        if box is None:
            return
        yield box
        start = box.end


def box_at(head: bytes, at: int, end: int) -> Box | None:
    """The box that begins at an offset of a file with the bytes ``head``, 16 where there are so many; None where it does not
    fit before the offset ``end``."""
    size, kind = struct.unpack_from(">L4s", head)
    content = at + 8
    if size == 1:
        (size,) = struct.unpack_from(">Q", head, 8)
        content += 8
    stop = end if size == 0 else at + size
    return Box(kind, at, content, stop) if content <= stop <= end else None


def first(data: bytes, start: int, end: int, kind: bytes) -> Box | None:
    """The first box of a type between two offsets; None where there is none."""
    return next((box for box in boxes(data, start, end) if box.type == kind), None)


def brands(data: bytes, box: Box) -> tuple[bytes, frozenset[bytes]]:
    """The major brand of the box ``ftyp``, and it with the compatible ones, 256 at most.

    Between them stands a version, which is taken for a brand and does no harm.
    """
    content = data[box.start : min(box.end, box.start + 1024)]
    return content[:4], frozenset(content[at : at + 4] for at in range(0, len(content), 4))


@dataclass(frozen=True, slots=True)
class Primary:
    """The primary item of a file: its number, the box ``ipco`` with all items' properties, and which are its own, from 1."""

    item: int
    store: Box
    numbers: tuple[int, ...]


def primary(data: bytes) -> Primary | None:
    """The primary item with the properties that ``ipma`` gives to it; None where the file names none."""
    meta = first(data, 0, len(data), b"meta")
    item = meta and first(data, meta.start + 4, meta.end, b"pitm")
    properties = meta and first(data, meta.start + 4, meta.end, b"iprp")
    if not item or not properties:
        return None
    store = first(data, properties.start, properties.end, b"ipco")
    owners = first(data, properties.start, properties.end, b"ipma")
    if store is None or owners is None:
        return None
    (wide,) = struct.unpack_from("?", data, item.start)  # version 1 has longer numbers
    (number,) = struct.unpack_from(">L" if wide else ">H", data, item.start + 4)
    return Primary(number, store, _properties_of(data, owners, number))


def _properties_of(data: bytes, owners: Box, item: int) -> tuple[int, ...]:
    """The numbers, from 1, of the properties that ``ipma`` gives to an item, in its order; empty where it gives none."""
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
            return tuple(int.from_bytes(data[at + i * size : at + (i + 1) * size]) & mask for i in range(number))
        at += number * size
    return ()
