"""The size that the AV1 stream of an AVIF file declares, which a decoder believes (AV1 Bitstream & Decoding Process, 5.5)."""

from .avif_items import items
from .avif_private import samples
from .containers import Damaged
from .iso_boxes import boxes, primary

MAX_BEGIN = 4096
"""The bytes of a stream among which the sequence's header is looked for."""

MIN_TILE = 1_000_000
"""The pixels that a piece of a picture may always have, though the pieces at its edges reach beyond it."""

MAX_UNITS = 100
"""The most units at the beginning of a stream among which the sequence's header is looked for. It is the first or second."""


def fits(data: bytes, size: tuple[int, int]) -> bool:
    """Whether the coded items of an AVIF file, and the first picture of a sequence, are not larger than ``size`` in pixels.

    A primary item that is coded in one piece has exactly that size. Raises Damaged where an item has no header,
    struct.error where the file ends within a number.
    """
    item = primary(data)
    for one in items(data):
        if one.type == b"av01":
            found = _size(b"".join(data[start : min(end, start + MAX_BEGIN)] for start, end in one.spans[:4]))
            if item and one.number == item.item and found != size:
                return False
            if found[0] * found[1] > max(size[0] * size[1], MIN_TILE):
                return False
    tracks = list(samples(data, list(boxes(data, 0, len(data)))))[:1]
    return all(_size(data[start : min(end, start + MAX_BEGIN)]) == size for start, end in tracks)


def _size(stream: bytes) -> tuple[int, int]:
    """The largest width and height of the pictures of a stream, from the header of its sequence."""
    at = 0
    for _ in range(MAX_UNITS):
        if at >= len(stream):
            break
        head = stream[at]
        kind, extended, sized = head >> 3 & 15, head >> 2 & 1, head >> 1 & 1
        at += 1 + extended
        length = len(stream) - at
        if sized:
            length, at = _leb128(stream, at)
        if kind == 1:
            return _sequence_size(_Bits(stream[at : at + min(length, MAX_BEGIN)]))
        at += length
    raise Damaged


def _leb128(stream: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = 0
    for i in range(8):
        byte = stream[at + i] if at + i < len(stream) else 0
        value |= (byte & 0x7F) << (7 * i)
        if not byte & 0x80:
            return value, at + i + 1
    raise Damaged


class _Bits:
    """Reads numbers of so many bits. Raises Damaged behind the end."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data), 8 * len(data)

    def read(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise Damaged
        return self._value >> self._left & (1 << count) - 1


def _sequence_size(bits: _Bits) -> tuple[int, int]:
    bits.read(4)  # seq_profile, still_picture
    if bits.read(1):  # reduced_still_picture_header
        bits.read(5)
    else:
        decoder_model = 0
        if bits.read(1):  # timing_info_present_flag
            bits.read(64)
            if bits.read(1):  # equal_picture_interval
                _uvlc(bits)
            decoder_model = bits.read(1)
            if decoder_model:
                delay = bits.read(5) + 1
                bits.read(32 + 5 + 5)
        display_delay = bits.read(1)
        for _ in range(bits.read(5) + 1):  # operating points
            bits.read(12)
            if bits.read(5) > 7:
                bits.read(1)
            if decoder_model and bits.read(1):
                bits.read(2 * delay + 1)
            if display_delay and bits.read(1):
                bits.read(4)
    wide, high = bits.read(4) + 1, bits.read(4) + 1
    return bits.read(wide) + 1, bits.read(high) + 1


def _uvlc(bits: _Bits) -> None:
    zeros = 0
    while not bits.read(1):
        zeros += 1
        if zeros > 32:
            raise Damaged
    bits.read(zeros)
