"""Cut a large PNG into strips of rows, each a small PNG of its own, so that nobody holds all pixels at once.

A row's bytes follow from those of the row above it (W3C PNG, third edition, 9). So each strip but the first begins with the
last row of the strip before, as it came out of the decoder.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

from .containers import Damaged, png_chunks

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""The bytes of a pixel of 8 bits a channel by the type of its colours."""

_CHUNK = 1 << 20


def can_be_cut(data: bytes) -> bool:
    """Whether a PNG has 8 bits a channel, and rows in their order. Others are decoded as a whole only."""
    return len(data) > 28 and data[24] == 8 and data[25] in _CHANNELS and data[28] == 0


def strips(data: bytes, rows: int, last_row: Callable[[], bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield PNG files of ``rows`` rows each, the last perhaps of fewer, and for each the number of rows to leave out at its
    top: 0 or 1.

    ``data`` is a PNG that ``can_be_cut``. ``last_row`` gives the pixels of the last row of the strip that was yielded before.
    Raises Damaged or zlib.error where the file is damaged or has fewer rows than it says.
    """
    width, height = struct.unpack_from(">LL", data, 16)
    size = 1 + width * _CHANNELS[data[25]]
    parts = [part for part in png_chunks(data) if part.kind not in (b"IHDR", b"IEND")]
    others = b"".join(data[part.start : part.end] for part in parts if part.kind != b"IDAT")
    rest = _inflated(data, [(part.body, part.body_end) for part in parts if part.kind == b"IDAT"])
    kept = bytearray()
    for top in range(0, height, rows):
        count = min(rows, height - top)
        while len(kept) < count * size:
            more = next(rest, b"")
            if not more:
                raise Damaged
            kept += more
        above = b"\0" + last_row() if top else b""
        pixels = above + kept[: count * size]
        del kept[: count * size]
        skipped = 1 if top else 0
        head = struct.pack(">LL", width, count + skipped) + data[24:29]
        chunks = (_chunk(b"IHDR", head), others, _chunk(b"IDAT", zlib.compress(pixels, 0)), _chunk(b"IEND", b""))
        yield data[:8] + b"".join(chunks), skipped


def _inflated(data: bytes, bodies: list[tuple[int, int]]) -> Iterator[bytes]:
    """The rows as they are compressed together, a part at a time."""
    inflater = zlib.decompressobj()
    for start, end in bodies:
        if zlib.crc32(data[start - 4 : end]) != int.from_bytes(data[end : end + 4]):
            raise Damaged
        waiting = data[start:end]
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
