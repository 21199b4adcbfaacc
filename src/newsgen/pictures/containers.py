"""Walk through the parts of a JPEG, PNG, WebP or GIF file without decoding a pixel, within bounds of time.

A walk believes no length: it raises Damaged where a part does not fit into the file, and after so many parts that nobody's
picture has them. The parts that it yields follow each other without a gap, from the file's signature to its end mark.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SEGMENTS = 10_000
"""The most segments of a JPEG. A photograph has fewer than a hundred."""

MAX_CHUNKS = 100_000
"""The most chunks of a PNG or WebP, and blocks of a GIF. An encoder that writes 8 KB a chunk needs 8,000 for 64 MB."""

MAX_SUB_BLOCKS = 1_000_000
"""The most pieces of up to 255 bytes in a GIF. One of 64 MB has 260,000."""


class Damaged(ValueError):
    """The structure of a file cannot be followed any further."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file. The whole part lies between ``start`` and ``end``, its content between ``body`` and ``body_end``.

    ``kind`` is the marker of a JPEG's segment (one byte), the type of a chunk (four bytes), or how a GIF's block begins:
    ``b","`` for a picture, ``b"!"`` and a label for an extension, ``b";"`` for the end.
    """

    kind: bytes
    start: int
    body: int
    body_end: int
    end: int


_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
"""A marker after a JPEG's pixels have begun: neither a 0xFF of the pixels, which a 0 follows, nor a restart."""

_ALONE = {0x01, *range(0xD0, 0xD8)}
"""The JPEG markers without a segment."""

SOS, EOI = b"\xda", b"\xd9"
"""The JPEG markers of a scan of pixels, and of the end."""


def jpeg_segments(data: bytes) -> Iterator[Part]:
    """The segments of a JPEG after its first two bytes, up to and with the end mark.

    The pixels that follow a scan's header belong to its part, behind ``body_end``. Raises Damaged, also where the
    file ends before its end mark.
    """
    at = 2
    for _ in range(MAX_SEGMENTS):
        start = at
        while data[at : at + 1] == b"\xff" and at - start < 1000:  # a marker may have fill bytes before it
            at += 1
        kind = data[at : at + 1]
        if at == start or not kind:
            raise Damaged
        at += 1
        if kind == EOI:
            yield Part(kind, start, at, at, at)
            return
        if kind[0] in _ALONE:
            yield Part(kind, start, at, at, at)
            continue
        length = _number(">H", data, at)
        end = at + length
        if length < 2 or end > len(data):
            raise Damaged
        body, at = at + 2, end
        if kind == SOS:
            mark = _MARKER.search(data, end)
            if mark is None:
                raise Damaged
            at = mark.start()
        yield Part(kind, start, body, end, at)
    raise Damaged


def png_chunks(data: bytes) -> Iterator[Part]:
    """The chunks of a PNG after its signature of 8 bytes, up to and with ``IEND``. ``end`` is behind the checksum.

    Raises Damaged. The checksums are not compared.
    """
    at = 8
    for _ in range(MAX_CHUNKS):
        length, kind = _number(">L", data, at), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise Damaged
        yield Part(kind, at, at + 8, end - 4, end)
        if kind == b"IEND":
            return
        at = end
    raise Damaged


def webp_chunks(data: bytes) -> Iterator[Part]:
    """The chunks of a WebP after ``RIFF``, the size and ``WEBP`` (12 bytes), up to the end that its size names.

    ``end`` is behind the byte that fills up a chunk of odd length. Raises Damaged.
    """
    at, stop = 12, 8 + _number("<L", data, 4)
    if stop > len(data) + stop % 2:  # some encoders leave out the last filling byte, which the size counts
        raise Damaged
    for _ in range(MAX_CHUNKS):
        if at >= min(stop, len(data)):
            return
        kind, length = data[at : at + 4], _number("<L", data, at + 4)
        body_end = at + 8 + length
        if body_end > min(stop, len(data)):
            raise Damaged
        end = min(body_end + length % 2, len(data))
        yield Part(kind, at, at + 8, body_end, end)
        at = end
    raise Damaged


def gif_blocks(data: bytes) -> Iterator[Part]:
    """The blocks of a GIF after its header and global table of colours, up to and with the end mark.

    ``body`` of a picture is where its position and size stand, ``body`` of an extension the length of its first piece.
    Where the file ends after a block, the end mark is an empty part. Raises Damaged, also where a block is cut.
    """
    flags = _number("B", data, 10)
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    pieces = MAX_SUB_BLOCKS
    for _ in range(MAX_CHUNKS):
        start, kind = at, data[at : at + 1]
        if at > len(data):
            raise Damaged
        if kind in (b";", b""):
            yield Part(b";", start, at + len(kind), at + len(kind), at + len(kind))
            return
        if kind == b"!":
            kind = data[at : at + 2]
            body = at = at + 2
        elif kind == b",":
            body = at + 1
            flags = _number("B", data, at + 9)
            at += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1  # and the size of the codes
        else:
            raise Damaged
        while length := _number("B", data, at):
            at += 1 + length
            pieces -= 1
            if not pieces:
                raise Damaged
        at += 1
        yield Part(kind, start, body, at, at)
    raise Damaged


def _number(form: str, data: bytes, at: int) -> int:
    try:
        number: int = struct.unpack_from(form, data, at)[0]
    except struct.error:
        raise Damaged from None
    return number
