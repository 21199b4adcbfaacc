"""Take what is private out of a picture file without decoding it: the pixels, the colours and the motion stay as they are.

A file is taken apart and put together again from a list of what may stay, so that nothing unknown passes: position, serial
numbers, maker notes, thumbnails, comments, XMP, IPTC, and whatever is appended behind the picture's end. Of an EXIF block
the orientation, the photographer and the copyright are written anew. Bytes that a decoder skips inside of the compressed
pixels cannot be seen from here; encoders write none.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable

from ..base.problems import N_, Problem, error
from . import exif
from .avif_private import without_private_items
from .containers import EOI, Damaged, Part, gif_blocks, jpeg_segments, png_chunks, webp_chunks
from .header import Format
from .traits import read_traits


def without_private(data: bytes, format: Format, name: str = "") -> bytes | Problem:
    """The file of a picture without what is private in it. Equal pixels; the result is left unchanged by a second call.

    ``format`` is what ``read_header`` found. A file that is cut off, damaged or put together in a way that cannot be
    followed is an error without a position (``picture-undecodable``), never bytes: what is not understood may be private.
    The error names the file, where ``name`` is given; else whoever gives it the file's path as its position does.
    """
    traits = read_traits(data)
    if traits is None or traits.format != format:
        return _damaged(name)
    orientation = 1 if format == "AVIF" else traits.orientation  # there it is a property, and stays
    try:
        return _CLEANERS[format](data, exif.write(exif.Exif(orientation, traits.artist, traits.copyright)))
    except Damaged:
        return _damaged(name)


def _damaged(name: str) -> Problem:
    if name:
        return error("picture-undecodable",
                     N_("“{name}” is cut off or damaged: what is private in it cannot be taken out."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    return error("picture-undecodable", N_("The picture is damaged: what is private in it cannot be taken out."),
                 N_("Open it in a picture editor and save it again."))  # fmt: skip


# JPEG: ITU-T T.81, annex B; T.871 for JFIF

_NEEDED = {*range(0xC0, 0xD0)} - {0xC8} | {0xDA, 0xDB, 0xDC, 0xDD}
"""Frames, tables and scans of pixels."""


def _jpeg(data: bytes, kept: bytes) -> bytes:
    """Pieces that may stay: JFIF's head without its thumbnail, the profile of colours, and Adobe's way to store colours."""
    begin = b""
    pieces: list[bytes] = []
    for part in jpeg_segments(data):
        body = data[part.body : part.body_end]
        if part.kind == b"\xe0" and body.startswith(b"JFIF\0") and len(body) >= 14 and not begin and not pieces:
            begin = _segment(part.kind, body[:12] + b"\0\0")
        elif part.kind == b"\xe2" and body.startswith(b"ICC_PROFILE\0"):
            pieces.append(_segment(part.kind, body))
        elif part.kind == b"\xee" and body.startswith(b"Adobe") and len(body) >= 12:
            pieces.append(_segment(part.kind, body[:12]))
        elif part.kind[0] in _NEEDED:
            pieces.append(_segment(part.kind, body) + data[part.body_end : part.end])
    exif_piece = _segment(b"\xe1", b"Exif\0\0" + kept) if kept else b""
    return b"\xff\xd8" + begin + exif_piece + b"".join(pieces) + b"\xff" + EOI


def _segment(marker: bytes, body: bytes) -> bytes:
    return b"\xff" + marker + struct.pack(">H", len(body) + 2) + body


# PNG: W3C PNG, third edition

_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
                       b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT"))  # fmt: skip
_ANIMATION = frozenset((b"acTL", b"fcTL", b"fdAT"))


def _png(data: bytes, kept: bytes) -> bytes:
    pieces, block = [data[:8]], _chunk(b"eXIf", kept) if kept else b""
    for part in png_chunks(data):
        if part.kind in (b"IDAT", b"IEND") and block:
            pieces.append(block)
            block = b""
        if part.kind in _PNG_KEPT:
            pieces.append(data[part.start : part.end])
        elif not part.kind[0] & 0x20:  # nobody can show the picture who does not know this chunk
            raise Damaged
    return b"".join(pieces)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def still_png(data: bytes) -> bytes:
    """A PNG without the chunks of an animation, so that its first picture alone is left. Raises Damaged."""
    chunks = list(png_chunks(data))
    if not any(part.kind in _ANIMATION for part in chunks):
        return data
    return data[:8] + b"".join(data[part.start : part.end] for part in chunks if part.kind not in _ANIMATION)


# WebP: RFC 9649

_ICC, _ALPHA, _EXIF, _MOVES = 0x20, 0x10, 0x08, 0x02
"""The flags of the chunk ``VP8X``. That of XMP is not among them."""


def _webp(data: bytes, kept: bytes) -> bytes:
    parts = list(webp_chunks(data))
    if not parts or parts[0].kind not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise Damaged
    if parts[0].kind != b"VP8X":
        return _riff(_webp_chunks(data, parts[:1], {parts[0].kind}))
    pieces = _webp_chunks(data, parts[1:], {b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"})
    head = data[parts[0].body : parts[0].body_end]
    if len(head) < 10:
        raise Damaged
    flags = head[0] & (_ICC | _ALPHA | _MOVES) | (_EXIF if kept else 0)
    return _riff([_riff_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + head[4:10]), *pieces,
                  *([_riff_chunk(b"EXIF", kept)] if kept else [])])  # fmt: skip


def _webp_chunks(data: bytes, parts: Iterable[Part], wanted: set[bytes]) -> list[bytes]:
    pieces = []
    for part in parts:
        if part.kind not in wanted:
            continue
        body = data[part.body : part.body_end]
        if part.kind == b"ANMF":  # a picture of an animation: 16 bytes of place and time, then chunks
            if len(body) < 16:
                raise Damaged
            inner = _riff([body[16:]])
            body = body[:16] + b"".join(_webp_chunks(inner, webp_chunks(inner), {b"ALPH", b"VP8 ", b"VP8L"}))
        pieces.append(_riff_chunk(part.kind, body))
    return pieces


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<L", len(body)) + body + b"\0" * (len(body) % 2)


def _riff(pieces: list[bytes]) -> bytes:
    content = b"WEBP" + b"".join(pieces)
    return b"RIFF" + struct.pack("<L", len(content)) + content


# GIF: GIF89a

_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def _gif(data: bytes, _kept: bytes) -> bytes:
    """A GIF has no EXIF. The extensions that stay are the control of a picture and the number of rounds."""
    pieces = []
    first = len(data)
    for part in gif_blocks(data):
        first = min(first, part.start)
        body = data[part.body : part.body_end]
        if part.kind in (b",", b";"):
            pieces.append(data[part.start : part.end] or b";")
        elif part.kind == b"!\xf9":
            if len(body) < 6 or body[0] != 4:
                raise Damaged
            pieces.append(part.kind + body[:5] + b"\0")
        elif part.kind == b"!\xff" and body.startswith(_LOOPS) and body[12:14] == b"\3\1" and len(body) >= 17:
            pieces.append(part.kind + body[:16] + b"\0")
    return data[:first] + b"".join(pieces)


_CLEANERS: dict[Format, Callable[[bytes, bytes], bytes]] = {
    "JPEG": _jpeg, "PNG": _png, "WebP": _webp, "GIF": _gif, "AVIF": without_private_items,
}  # fmt: skip
