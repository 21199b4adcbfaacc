"""Read IPTC-IIM: the records that agencies write into their pictures (IPTC-NAA Information Interchange Model, version 4)."""

import struct
from collections.abc import Iterator

from .header import MAX_STEPS
from .metadata_charset import decoded
from .metadata_value import Metadata, moment, names, one_line

_CHARSET = (1, 90)
_DATE, _TIME, _CREATOR, _CREDIT, _COPYRIGHT, _CAPTION = (2, 55), (2, 60), (2, 80), (2, 110), (2, 116), (2, 120)
_UTF8 = b"\x1b%G"
_LARGEST = 1 << 16


def read(block: bytes) -> Metadata:
    """The metadata of an IPTC-IIM block; what is damaged counts as absent. Raises nothing."""
    found: dict[tuple[int, int], list[bytes]] = {}
    for number, content in _datasets(block):
        found.setdefault(number, []).append(content)
    is_utf8 = any(content.startswith(_UTF8) for content in found.get(_CHARSET, []))

    def texts(number: tuple[int, int]) -> list[str]:
        return [one_line(decoded(content, is_utf8=is_utf8)) for content in found.get(number, [])]

    def text(number: tuple[int, int]) -> str:
        return next(filter(None, texts(number)), "")

    day, time = text(_DATE), text(_TIME)
    return Metadata(
        caption=text(_CAPTION),
        credit=text(_CREDIT),
        creator=names(texts(_CREATOR)),
        copyright=text(_COPYRIGHT),
        taken=moment(f"{day}T{time}") or moment(day),
    )


def _datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The record and number of each dataset, and its content. The walk ends at the first that does not fit."""
    at = 0
    for _ in range(MAX_STEPS):
        if block[at : at + 1] != b"\x1c" or at + 5 > len(block):
            return
        record, number, size = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if size & 0x8000:  # the length of the length
            wide = size & 0x7FFF
            if wide > 4:
                return
            size = int.from_bytes(block[at : at + wide])
            at += wide
        if at + size > len(block):
            return
        if size <= _LARGEST:
            yield (record, number), block[at : at + size]
        at += size
