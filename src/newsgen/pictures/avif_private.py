"""Take what is private out of an AVIF file in place: the file keeps its size, so every offset in it stays right.

Boxes and items that a picture does not need become empty space. In a still picture, so does whatever lies between
the bytes of its items. (ISO/IEC 14496-12, 23008-12; AVIF 1.1)
"""

from __future__ import annotations

import bisect
import struct
import sys
from collections.abc import Iterator

from . import iso_boxes
from .avif_items import Item, Span, items
from .containers import Damaged
from .iso_boxes import Box

_PICTURES = frozenset((b"av01", b"grid", b"iovl", b"iden", b"tmap"))
"""The types of items that make a picture: coded ones and what is put together from them."""

_KEPT: dict[bytes, frozenset[bytes]] = {
    b"": frozenset((b"ftyp", b"meta", b"mdat", b"moov")),
    b"meta": frozenset((b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"grpl")),
    b"iprp": frozenset((b"ipco", b"ipma")),
    b"ipco": frozenset((b"ispe", b"pixi", b"av1C", b"colr", b"pasp", b"clap", b"irot", b"imir", b"auxC", b"a1op", b"lsel",
                        b"a1lx", b"clli", b"mdcv", b"cclv", b"amve", b"rloc", b"iscl", b"free")),
    b"moov": frozenset((b"mvhd", b"trak")),
    b"trak": frozenset((b"tkhd", b"tref", b"edts", b"mdia")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf")),
    b"minf": frozenset((b"vmhd", b"nmhd", b"dinf", b"stbl")),
    b"stbl": frozenset((b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"sdtp",
                        b"sbgp", b"sgpd")),
}  # fmt: skip
"""What a box may hold, by its type; at the top of the file by an empty one. All else becomes ``free``, full of zeros.

Other boxes are kept whole: they are numbers.
"""

_TIMES = frozenset((b"mvhd", b"tkhd", b"mdhd"))
"""Boxes that begin with when the file was made and changed."""


_EMPTY = b"MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""An EXIF block that says nothing."""


def without_private_items(data: bytes, kept: bytes) -> bytes:
    """An AVIF file with the EXIF block ``kept`` in place of its own, as far as it has the room, and nothing private else.

    Bytes behind the last box are dropped. Raises Damaged where the structure cannot be followed.
    """
    try:
        top = list(iso_boxes.boxes(data, 0, len(data)))
        found = items(data)
        pictures = [span for item in found if item.type in _PICTURES for span in item.spans]
        needed = _merged([*pictures, *samples(data, top)])
        private = _merged([span for item in found if item.type not in _PICTURES for span in item.spans])
        holders, strange = _holders(data, top), list(_strange(data, top, b""))
        blanks = [*_gaps(holders, needed), *_texts(data, top), *((box.start, box.end) for box in strange)]
    except struct.error:
        raise Damaged from None
    spans = needed + private
    if not all(_within(span, holders) for span in spans) or len(_merged(spans)) < len(spans):
        raise Damaged  # bytes that are private, and pixels or structure too
    out = bytearray(data[: max((box.end for box in top), default=0)])
    for start, end in blanks:
        out[start:end] = bytes(end - start)
    for box in strange:
        out[box.head + 4 : box.head + 8] = b"free"
    for item in found:
        start, end = item.name
        out[start:end] = b" " * (end - start)
        if item.type not in _PICTURES:
            if any(
                start < other_end and other_start < end
                for start, end in item.spans
                for other_start, other_end in needed
            ):
                raise Damaged  # bytes that are private, and pixels too
            _fill(out, item, kept)
    return bytes(out)


def _fill(out: bytearray, item: Item, kept: bytes) -> None:
    """Write what an item that is no picture may say: EXIF in its place, spaces for XMP and all else."""
    room = sum(end - start for start, end in item.spans)
    content = b" " * room
    if item.type == b"Exif":
        content = next((b"\0\0\0\0" + block for block in (kept, _EMPTY) if block and len(block) + 4 <= room), b"")
        content = content.ljust(room, b"\0")
    for start, end in item.spans:
        out[start:end], content = content[: end - start], content[end - start :]


def _merged(spans: list[Span]) -> list[Span]:
    """The same bytes in spans that are in order and do not overlap."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _children(data: bytes, box: Box) -> list[Box]:
    """The boxes in a box. Raises Damaged where they leave a rest of it."""
    start = box.start + (4 if box.type == b"meta" else 0)
    inner = list(iso_boxes.boxes(data, start, box.end))
    if (inner[-1].end if inner else start) != box.end:
        raise Damaged
    return inner


def _strange(data: bytes, inside: list[Box], parent: bytes) -> Iterator[Box]:
    """The boxes, at any depth, that a picture does not need. Of two ``ftyp``, ``meta`` or ``moov`` the first counts."""
    seen = set()
    for box in inside:
        if box.type not in _KEPT[parent] or (box.type in seen and box.type not in _SEVERAL):
            yield box
        elif box.type in _KEPT:
            yield from _strange(data, _children(data, box), box.type)
        seen.add(box.type)


_SEVERAL = _KEPT[b"ipco"] | {b"mdat", b"trak", b"ipma", b"sbgp", b"sgpd"}
"""The boxes that may stand beside another of their type."""


def _holders(data: bytes, top: list[Box]) -> list[Span]:
    """Where the bytes of items may lie: the content of ``mdat`` boxes, and of the box ``idat`` in ``meta``."""
    meta = next((box for box in top if box.type == b"meta"), None)
    inner = _children(data, meta) if meta else []
    return sorted((box.start, box.end) for box in (*top, *inner) if box.type in (b"mdat", b"idat"))


def _within(span: Span, holders: list[Span]) -> bool:
    at = bisect.bisect_right(holders, (span[0], sys.maxsize)) - 1
    return at >= 0 and span[1] <= holders[at][1]


def _gaps(holders: list[Span], needed: list[Span]) -> Iterator[Span]:
    """What lies in the holders between the needed bytes, each of which lies in one of them."""
    for begin, stop in holders:
        at = begin
        for start, end in needed[bisect.bisect_left(needed, (begin, 0)) : bisect.bisect_left(needed, (stop, 0))]:
            yield at, start
            at = end
        yield at, max(at, stop)


def _texts(data: bytes, top: list[Box]) -> Iterator[Span]:
    """Names of handlers, and the times of making and changing."""
    for box in top:
        if box.type in (b"meta", b"moov", b"trak", b"mdia"):
            yield from _texts(data, _children(data, box))
        elif box.type == b"hdlr":
            yield min(box.start + 24, box.end), box.end
        elif box.type in _TIMES:
            (version,) = struct.unpack_from("B", data, box.start)
            yield box.start + 4, min(box.start + (20 if version else 12), box.end)


def samples(data: bytes, top: list[Box]) -> Iterator[Span]:
    """The bytes of the pictures of a sequence, chunk by chunk; ``top`` are the file's boxes.

    Raises Damaged where a track is of another kind: sound, or text.
    """
    for track in (t for box in top if box.type == b"moov" for t in _children(data, box) if t.type == b"trak"):
        media = _only(data, track, b"mdia")
        handler = _only(data, media, b"hdlr")
        if data[handler.start + 8 : handler.start + 12] not in (b"pict", b"auxv"):
            raise Damaged
        yield from _samples_of(data, _only(data, _only(data, media, b"minf"), b"stbl"))


def _only(data: bytes, box: Box, kind: bytes) -> Box:
    found = [inner for inner in _children(data, box) if inner.type == kind]
    if len(found) != 1:
        raise Damaged
    return found[0]


MAX_SAMPLES = 100_000
"""The most pictures of a sequence: an hour at 25 a second has 90,000."""


def _samples_of(data: bytes, table: Box) -> Iterator[Span]:
    kinds = {box.type: box for box in _children(data, table)}
    if not {b"stsz", b"stsc"} <= kinds.keys() or not {b"stco", b"co64"} & kinds.keys():
        raise Damaged
    sizes, runs = kinds[b"stsz"].start, kinds[b"stsc"].start
    places, wide = (kinds[b"co64"].start, True) if b"co64" in kinds else (kinds[b"stco"].start, False)
    same, count = struct.unpack_from(">LL", data, sizes + 4)
    (chunks,) = struct.unpack_from(">L", data, places + 4)
    (number_of_runs,) = struct.unpack_from(">L", data, runs + 4)
    if max(count, chunks, number_of_runs) > MAX_SAMPLES:
        raise Damaged
    sample, run, in_chunk, following = 0, 0, 0, 1
    for chunk in range(1, chunks + 1):
        while chunk == following and run < number_of_runs:  # a run of chunks that hold as many samples each
            first, in_chunk = struct.unpack_from(">LL", data, runs + 8 + 12 * run)
            run += 1
            following = struct.unpack_from(">L", data, runs + 8 + 12 * run)[0] if run < number_of_runs else 0
            if first != chunk:
                raise Damaged
        start = end = struct.unpack_from(">Q" if wide else ">L", data, places + 8 + (8 if wide else 4) * (chunk - 1))[0]
        if sample + in_chunk > count:
            raise Damaged
        for number in range(sample, sample + in_chunk):
            end += same or struct.unpack_from(">L", data, sizes + 12 + 4 * number)[0]
        sample += in_chunk
        if end > len(data):
            raise Damaged
        yield start, end
    if sample != count:
        raise Damaged
