"""The few values of an EXIF block that newsgen keeps: orientation, photographer and copyright (EXIF 3.0, part 4.6)."""

import struct
from dataclasses import dataclass

MAX_ENTRIES = 1_000
"""The most entries of a block that are looked at. Cameras write some twenty."""

MAX_CREDIT = 500
"""The most bytes of a photographer or a copyright that are kept."""

_ORIENTATION, _ARTIST, _COPYRIGHT = 0x0112, 0x013B, 0x8298
_ASCII, _SHORT = 2, 3


@dataclass(frozen=True, slots=True)
class Exif:
    """What is kept of a block. ``orientation`` is 1 to 8; the texts are without NUL and control characters, or empty.

    They are bytes, because the standard asks for ASCII and cameras and editors write UTF-8 and other encodings.
    """

    orientation: int = 1
    artist: bytes = b""
    copyright: bytes = b""


NOTHING = Exif()
"""What a picture without an EXIF block says."""


def read(block: bytes) -> Exif:
    """Read a block from its byte order (``II`` or ``MM``) on; ``Exif\\0\\0`` may stand before it. It may be the whole file's
    rest. Whatever is damaged or missing is as if it were not said. Never raises.
    """
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return NOTHING
    orientation, texts = 1, {_ARTIST: b"", _COPYRIGHT: b""}
    try:
        (at,) = struct.unpack_from(order + "L", block, 4)
        (count,) = struct.unpack_from(order + "H", block, at)
        for i in range(min(count, MAX_ENTRIES)):
            tag, kind, number, value = struct.unpack_from(order + "HHLL", block, at + 2 + 12 * i)
            if tag == _ORIENTATION and kind == _SHORT and number == 1:
                (asked,) = struct.unpack_from(order + "H", block, at + 2 + 12 * i + 8)
                orientation = asked if 1 <= asked <= 8 else 1
            elif tag in texts and kind == _ASCII:
                begin = value if number > 4 else at + 2 + 12 * i + 8
                texts[tag] = _clean(block[begin : begin + min(number, 2 * MAX_CREDIT)])
    except struct.error:  # the block ends too early: what came before counts
        pass
    return Exif(orientation, texts[_ARTIST], texts[_COPYRIGHT])


def _clean(text: bytes) -> bytes:
    """A text without control characters. The copyrights of photographer and editor, parted by a NUL, become one line."""
    parts = (bytes(c for c in part if c >= 32 and c != 127).strip(b" ") for part in text.split(b"\0"))
    whole = b"; ".join(part for part in parts if part)
    cut = whole[:MAX_CREDIT]
    if len(whole) > MAX_CREDIT and _is_utf8(whole[:MAX_CREDIT]):
        cut = cut.decode("utf-8", "ignore").encode()
    return cut.strip(b" ")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as bad:
        return bad.end == len(text)  # cut within the last character
    return True


def write(exif: Exif) -> bytes:
    """A block with these values alone, from its byte order on, without ``Exif\\0\\0``; empty where there is nothing to say.

    ``read(write(exif))`` is ``exif``.
    """
    entries = [struct.pack(">HHLHH", _ORIENTATION, _SHORT, 1, exif.orientation, 0)] if exif.orientation != 1 else []
    texts = [(tag, text) for tag, text in ((_ARTIST, exif.artist), (_COPYRIGHT, exif.copyright)) if text]
    if not entries and not texts:
        return b""
    at = 8 + 2 + 12 * (len(entries) + len(texts)) + 4
    behind = b""
    for tag, text in texts:
        text += b"\0"
        if len(text) <= 4:
            entries.append(struct.pack(">HHL4s", tag, _ASCII, len(text), text))
            continue
        entries.append(struct.pack(">HHLL", tag, _ASCII, len(text), at + len(behind)))
        behind += text + b"\0" * (len(text) % 2)
    return b"MM\0*" + struct.pack(">LH", 8, len(entries)) + b"".join(entries) + bytes(4) + behind
