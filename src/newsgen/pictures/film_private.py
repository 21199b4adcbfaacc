"""What is private in a film, or in sound, of the MP4 family: found in its boxes, and blanked where it stands.

A part that is not known to be needed is published as an empty box ``free`` of the same size, so that nothing moves and no
pixel is touched (ISO/IEC 14496-12, 8.1.2; Apple's QuickTime File Format for older names). Titles, authors and copyright stay.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from .iso_boxes import MAX_STEPS, Box, box_at, boxes

_LARGEST = 64 * 1024 * 1024
"""The largest box with the description of a film that is read. A film of three hours has some 10 MB."""

_TOP = {
    b"ftyp", b"styp", b"moov", b"mdat", b"imda", b"moof", b"mfra", b"sidx", b"ssix", b"pdin", b"emsg", b"prft",
    b"wide",
}  # fmt: skip
_MOVIE = {b"mvhd", b"mvex", b"iods", b"pssh", b"trak", b"udta", b"meta", b"ctab", b"clip", b"ainf"}
_TRACK = {
    b"tkhd", b"mdia", b"edts", b"tref", b"trgr", b"tapt", b"txas", b"matt", b"clip", b"load", b"imap", b"udta", b"meta",
}  # fmt: skip
_TEXTS = {
    b"\xa9nam", b"\xa9ART", b"\xa9aut", b"\xa9alb", b"\xa9cpy", b"\xa9gen", b"\xa9day", b"\xa9dir", b"\xa9prd", b"\xa9wrt",
    b"cprt", b"titl", b"auth", b"perf", b"albm", b"yrrc", b"gnre", b"desc", b"ldes", b"dscp",
}  # fmt: skip
_USER = _TEXTS | {b"meta", b"name", b"kind", b"chpl", b"ludt", b"tsel", b"hnti", b"hinf"}
"""Boxes of user data: texts, the purpose of a track, chapters, loudness."""
_ITEMS = _TEXTS | {
    b"aART", b"trkn", b"disk", b"covr", b"keyw", b"catg", b"pcst", b"purl", b"egid", b"stik", b"pgap", b"rtng",
}  # fmt: skip
"""What players and podcasts read of a file (the list that iTunes defined)."""
_KEYS = {
    b"title", b"displayname", b"author", b"artist", b"album", b"copyright", b"director", b"producer", b"publisher", b"genre",
}  # fmt: skip
_EMPTY = {b"free", b"skip"}
"""Boxes that mean nothing. Some cameras and editors leave something in them."""
_LIST = {b"hdlr", b"keys", b"ilst"} | _EMPTY
_SPHERE = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
"""The type of a ``uuid`` box without which a film of all directions is shown flat (https://github.com/google/spatial-media)."""
_DASHBOARD = b"gps "
"""A list of offsets: cameras of cars write places between the pixels."""
_PLACES = {b"\xa9xyz", b"loci", _DASHBOARD}


@dataclass(frozen=True, slots=True)
class Blank:
    """A box that is published empty: the offset of its type, and where its content begins and ends."""

    type: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Film:
    """What is private in a film. ``blanks`` are in ascending order, and none contains another.

    ``has_position`` says that one of them is the place where it was taken. ``is_doubtful`` says that private data may remain:
    in a track of measurements, as action cameras and drones write, or in a part of the file that cannot be followed.
    """

    blanks: tuple[Blank, ...]
    has_position: bool
    is_doubtful: bool


def read_film(file: BinaryIO, size: int) -> Film | None:
    """What is private in an open file of ``size`` bytes; None for a file that does not begin as one of the MP4 family.

    Reads the heads of its boxes, and its description. Raises OSError where the file cannot be read.
    """
    file.seek(4)
    if file.read(4) not in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return None
    blanks: list[Blank] = []
    places = doubtful = False
    at = 0
    for box in _top(file, size):
        at = box.end
        if box.type not in _TOP and (box.type not in _EMPTY or box.end > box.start):
            blanks.append(Blank(box.head + 4, box.start, box.end))
            places |= box.type in _PLACES
        elif box.type == b"moov":
            found = _movie(file, box)
            blanks += found.blanks
            places |= found.has_position
            doubtful |= found.is_doubtful
    return Film(tuple(blanks), places, doubtful or at != size)


class Blanked:
    """A film as it is published: its file, read a part at a time, with empty boxes in place of what is private."""

    def __init__(self, file: BinaryIO, film: Film) -> None:
        file.seek(0)
        self._file = file
        self._blanks = film.blanks
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes, ``size`` at most; empty at the end. Raises OSError."""
        data = bytearray(self._file.read(size))
        begin, self._at = self._at, self._at + len(data)
        while self._blanks and self._blanks[0].end <= begin:
            self._blanks = self._blanks[1:]
        for blank in self._blanks:
            if blank.type >= self._at:
                break
            for start, end in ((blank.type, blank.type + 4), (blank.start, blank.end)):
                low, high = max(start, begin), min(end, self._at)
                if low < high:
                    empty = bytes(high - low) if start == blank.start else b"free"[low - start : high - start]
                    data[low - begin : high - begin] = empty
        return bytes(data)


def _top(file: BinaryIO, size: int) -> Iterator[Box]:
    """The boxes of a file, one after the other, ``MAX_STEPS`` at most. The walk ends before one that does not fit."""
    at = 0
    for _ in range(MAX_STEPS):
        file.seek(at)
        try:
            box = box_at(file.read(16), at, size)
        except struct.error:  # the file ends within its head
            return
        if box is None:
            return
        yield box
        at = box.end


def _movie(file: BinaryIO, movie: Box) -> Film:
    """What is private in the description of a film."""
    if movie.end - movie.start > _LARGEST:
        return Film((), has_position=False, is_doubtful=True)
    file.seek(movie.start)
    data = file.read(movie.end - movie.start)
    parts = _parts(data, 0, len(data))
    tracks = [box for box in parts.boxes if box.type == b"trak"]
    found = list(_of_boxes(data, parts.boxes, _MOVIE))
    doubtful = not parts.whole
    for track in tracks:
        inside = _parts(data, track.start, track.end)
        found += _of_boxes(data, inside.boxes, _TRACK)
        doubtful |= not inside.whole or _is_measured(data, track)
    found.sort(key=lambda private: private.box.head)
    blanks = (Blank(movie.start + box.head + 4, movie.start + box.start, movie.start + box.end) for box, _ in found)
    doubtful |= any(box.type == _DASHBOARD for box in parts.boxes)
    return Film(tuple(blanks), any(private.is_place for private in found), doubtful)


class _Private(NamedTuple):
    """A box that is blanked, and whether it says where the film was taken."""

    box: Box
    is_place: bool


class _Parts(NamedTuple):
    """The boxes between two offsets. They are not ``whole`` where the walk ended before the last."""

    boxes: tuple[Box, ...]
    whole: bool


def _parts(data: bytes, start: int, end: int) -> _Parts:
    found: list[Box] = []
    with suppress(struct.error):  # a long size that is cut off
        found.extend(boxes(data, start, end))
    return _Parts(tuple(found), (found[-1].end if found else start) > end - 8)  # QuickTime ends a list with four zeros


def _of_boxes(data: bytes, parts: tuple[Box, ...], needed: set[bytes]) -> Iterator[_Private]:
    for box in parts:
        if box.type in _EMPTY:
            if any(data[box.start : box.end]):  # what an editor left behind
                yield _Private(box, is_place=False)
        elif box.type not in needed:
            if box.type != b"uuid" or data[box.start : box.start + 16] != _SPHERE:
                yield _Private(box, box.type in _PLACES)
        elif box.type == b"udta":
            inside = _parts(data, box.start, box.end)
            found = list(_of_boxes(data, inside.boxes, _USER))
            yield from found if inside.whole else [_Private(box, any(private.is_place for private in found))]
        elif box.type == b"meta":
            yield from _of_meta(data, box)


def _of_meta(data: bytes, meta: Box) -> Iterator[_Private]:
    """The items that are private of a list by the names of iTunes (``mdir``) or by keys (``mdta``); any other ``meta``, or one
    that cannot be followed, as a whole."""
    start = meta.start if data[meta.start + 4 : meta.start + 8] == b"hdlr" else meta.start + 4
    inside = {box.type: box for box in _parts(data, start, meta.end).boxes}
    handler, items = inside.get(b"hdlr"), inside.get(b"ilst")
    kind = data[handler.start + 8 : handler.start + 12] if handler else b""
    listed = _parts(data, items.start, items.end) if items else _Parts((), whole=True)
    if kind not in (b"mdir", b"mdta") or not listed.whole or inside.keys() - _LIST:
        yield _Private(meta, is_place=False)
        return
    keys = _keys(data, inside.get(b"keys"))
    for item in listed.boxes:
        name = keys.get(item.type, b"").lower()
        needed = item.type in _ITEMS if kind == b"mdir" else name.rpartition(b".")[2] in _KEYS
        if not needed and item.type not in _EMPTY:
            yield _Private(item, item.type in _PLACES or b"location" in name)


def _keys(data: bytes, box: Box | None) -> dict[bytes, bytes]:
    """The names of keys by the types of the boxes that hold their values: numbers from 1."""
    names = _parts(data, box.start + 8, box.end).boxes if box else ()
    return {struct.pack(">L", number): data[name.start : name.end] for number, name in enumerate(names, 1)}


def _is_measured(data: bytes, track: Box) -> bool:
    media = {box.type: box for box in _parts(data, track.start, track.end).boxes}.get(b"mdia")
    inside = _parts(data, media.start, media.end).boxes if media else ()
    return any(box.type == b"hdlr" and data[box.start + 8 : box.start + 12] == b"meta" for box in inside)
