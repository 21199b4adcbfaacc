"""Films and recorded sound of a few bytes, written by hand: as much of each format as says what it is and how long."""

from __future__ import annotations

import struct


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(content), kind) + content


def mp4(seconds: float = 12.5, *, brand: bytes = b"isom", wide: bool = False, before: bytes = b"") -> bytes:
    """``before`` stands between the kind and ``moov``, as the pixels of a film that was not made for the web do."""
    fields = (
        struct.pack(">QQLQ", 0, 0, 1000, round(seconds * 1000))
        if wide
        else struct.pack(">LLLL", 0, 0, 1000, round(seconds * 1000))
    )
    header = box(b"mvhd", bytes([wide, 0, 0, 0]) + fields + bytes(80))
    return box(b"ftyp", brand + bytes(4) + b"isom") + before + box(b"moov", box(b"udta", b"") + header)


def ebml(number: str, content: bytes) -> bytes:
    return bytes.fromhex(number) + struct.pack(">Q", len(content) | 1 << 56) + content


def webm(seconds: float = 12.5, *, kind: bytes = b"webm") -> bytes:
    doctype = bytes.fromhex("4282") + bytes([0x80 | len(kind)]) + kind
    head = bytes.fromhex("1a45dfa3") + bytes([0x80 | len(doctype)]) + doctype
    info = ebml("2ad7b1", (1_000_000).to_bytes(3)) + ebml("4489", struct.pack(">d", seconds * 1000))
    return head + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + ebml("ec", b"void") + ebml("1549a966", info)


def mp3(frames: int = 500, *, tag: bool = True, xing: bool = False) -> bytes:
    """128 kbit/s, 44,100 Hz, stereo: a frame is 417 bytes and 1,152 samples."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    first = frame
    if xing:
        first = frame[:36] + b"Xing" + struct.pack(">LL", 1, frames) + frame[48:]
    return (b"ID3\x04\0\0\0\0\1\0" + bytes(128) if tag else b"") + first + frame * (9 if xing else frames - 1)


def ogg(seconds: float = 12.5, *, opus: bool = False) -> bytes:
    if opus:
        packet = b"OpusHead\1\2" + struct.pack("<HL", 312, 44100) + bytes(3)
        position = round(seconds * 48_000) + 312
    else:
        packet = b"\x01vorbis" + struct.pack("<LBL", 0, 2, 22050) + bytes(14)
        position = round(seconds * 22050)

    def page(content: bytes, at: int) -> bytes:
        return b"OggS\0\2" + struct.pack("<qLLL", at, 1, 0, 0) + bytes([1, len(content)]) + content

    return page(packet, 0) + page(b"sound" * 40, position)


def wav(seconds: float = 2.0) -> bytes:
    sound = bytes(round(seconds * 16_000))
    head = (
        b"WAVEfmt "
        + struct.pack("<LHHLLHH", 16, 1, 1, 8000, 16_000, 2, 16)
        + b"LIST\3\0\0\0abc\0"
        + b"data"
        + struct.pack("<L", len(sound))
    )
    return b"RIFF" + struct.pack("<L", len(head) + len(sound)) + head + sound


# a film in parts


def text(kind: bytes, value: bytes) -> bytes:
    return box(kind, struct.pack(">HH", len(value), 0x15C7) + value)


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8) + kind + bytes(13))


def meta(kind: bytes, content: bytes, *, version: bool = True) -> bytes:
    return box(b"meta", (bytes(4) if version else b"") + handler(kind) + content)


def track(kind: bytes, more: bytes = b"") -> bytes:
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", handler(kind) + box(b"minf", b"samples")) + more)


MOVIE = box(b"mvhd", bytes(12) + struct.pack(">LL", 1000, 12_500) + bytes(80))
HEAD, PIXELS = box(b"ftyp", b"isom\0\0\0\0isom"), box(b"mdat", b"pixels" * 99)


def film(inside: bytes, *, after: bytes = b"", first: bytes = HEAD) -> bytes:
    return first + box(b"moov", MOVIE + track(b"vide") + inside) + PIXELS + after


# sound in parts


def mp3_frames(bits: list[int], *, first: bytes = b"") -> bytes:
    """Frames of 44,100 Hz, stereo, each with its index of bits (1 to 14) as MPEG 1, layer III, has it; 1,152 samples each.
    ``first`` stands in the first frame behind its header of four bytes."""
    table = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    made = [
        (bytes([0xFF, 0xFB, index << 4, 0])).ljust(144 * table[index] * 1000 // 44_100, b"\0") for index in bits
    ]  # fmt: skip
    if first:
        made[0] = made[0][:4] + first + made[0][4 + len(first) :]
    return b"".join(made)


def flac(seconds: float = 3.0, *, rate: int = 44_100) -> bytes:
    fields = rate << 44 | 1 << 41 | 15 << 36 | round(seconds * rate)
    return b"fLaC\x80\0\0\x22" + bytes(10) + fields.to_bytes(8) + bytes(16) + b"sound"
