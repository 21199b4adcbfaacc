"""Tell where the picture in a file ends: phones append films, and attackers other files, which programs may find there."""

from . import iso_boxes
from .containers import Damaged, gif_blocks, jpeg_segments, png_chunks, webp_chunks
from .header import Format


def picture_end(data: bytes, format: Format) -> int | None:
    """The offset behind the last byte of the picture in a file; None where its structure cannot be followed to an end.

    ``format`` is what ``header.read_header`` found. No pixel is decoded: what lies in the parts of the picture itself is
    not looked at.
    """
    try:
        if format == "JPEG":
            return max(part.end for part in jpeg_segments(data))
        if format == "PNG":
            return max(part.end for part in png_chunks(data))
        if format == "WebP":
            return max((part.end for part in webp_chunks(data)), default=None)
        if format == "GIF":
            return max(part.end for part in gif_blocks(data))
    except Damaged:
        return None
    return max((box.end for box in iso_boxes.boxes(data, 0, len(data)) if box.type in _TOP), default=None)


_TOP = {b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip", b"pdin", b"uuid", b"styp", b"sidx", b"moof"}
"""The boxes that stand at the top of an AVIF (ISO/IEC 14496-12, table 1)."""
