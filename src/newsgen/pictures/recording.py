"""The kind and the length of a film or of recorded sound, from a few parts of its file. Nothing is decoded.

Only formats that browsers play are known, and only by the bytes that each begins with. Every offset is checked, and a walk
through the parts of a file ends after ``header.MAX_STEPS``.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Literal

from .header import MAX_STEPS
from .iso_boxes import box_at

RecordingFormat = Literal["MP4", "WebM", "MP3", "M4A", "Ogg", "Opus", "WAV", "FLAC"]

RECORDING_SUFFIXES: dict[RecordingFormat, tuple[str, ...]] = {
    "MP4": (".mp4", ".m4a"), "WebM": (".webm",), "MP3": (".mp3",), "M4A": (".m4a", ".mp4"), "Ogg": (".ogg",),
    "Opus": (".opus", ".ogg"), "WAV": (".wav",), "FLAC": (".flac",),
}  # fmt: skip
"""The suffixes that a file of each format may have."""

MEDIA_TYPES: dict[str, str] = {
    "MP4": "audio/mp4", "WebM": "audio/webm", "MP3": "audio/mpeg", "M4A": "audio/x-m4a", "Ogg": "audio/ogg",
    "Opus": "audio/ogg", "WAV": "audio/wav", "FLAC": "audio/flac",
}  # fmt: skip
"""The media type of each format as sound. M4A's is the one that podcast directories ask for
(https://podcasters.apple.com/support/893)."""


def media_type_of(address: str) -> str:
    """The media type of recorded sound at an address, from its suffix; empty where it has none of ``RECORDING_SUFFIXES``."""
    path = address.partition("?")[0].partition("#")[0].lower()
    found = (format for format, suffixes in RECORDING_SUFFIXES.items() if path.endswith(suffixes[0]))
    return next((MEDIA_TYPES[format] for format in found), "")


_HEAD, _TAIL = 1 << 16, 1 << 17
_LONGEST = 10 * 24 * 3600.0
"""The longest length that is believed, in seconds."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The format of a film or of sound, and its length in seconds, to a tenth; 0 where that is not easily known."""

    format: RecordingFormat
    seconds: float = 0.0


def read_recording(file: BinaryIO, size: int) -> Recording | None:
    """The kind and length of an open file of ``size`` bytes; None where it is none that browsers play.

    Reads some 500 KB of it, at most. Raises OSError where the file cannot be read.
    """
    file.seek(0)
    head = file.read(_HEAD)
    try:
        found = _kind(head)
    except (struct.error, IndexError):
        found = None
    if found is None:
        return None
    try:
        seconds = _length(found, head, file, size)
    except (struct.error, ZeroDivisionError, OverflowError, IndexError):  # the file is damaged or cut
        seconds = 0.0
    return Recording(found, round(seconds, 1) if 0 < seconds <= _LONGEST else 0.0)


def _kind(head: bytes) -> RecordingFormat | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"M4A ", b"M4B "):
            return "M4A"
        is_film = brand[:3] in (b"iso", b"mp4", b"avc", b"M4V", b"das", b"MSN", b"f4v", b"3gp", b"cmf")
        return "MP4" if is_film else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "WebM" if b"\x42\x82\x84webm" in head[:100] else None
    if head.startswith(b"OggS"):
        packet = head[27 + head[26] :] if len(head) > 27 else b""
        return "Opus" if packet.startswith(b"OpusHead") else "Ogg" if packet.startswith(b"\x01vorbis") else None
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "WAV"
    if head.startswith(b"fLaC"):
        return "FLAC"
    if head.startswith(b"ID3") or _mp3_frame(head, 0) is not None:
        return "MP3"
    return None


def _length(kind: RecordingFormat, head: bytes, file: BinaryIO, size: int) -> float:
    if kind in ("MP4", "M4A"):
        return _of_mp4(file, size)
    if kind == "WebM":
        return _of_webm(head)
    if kind == "WAV":
        return _of_wav(head, size)
    if kind == "FLAC":
        return _of_flac(head)
    if kind == "MP3":
        return _of_mp3(file, size)
    return _of_ogg(kind, head, file, size)


def _of_mp4(file: BinaryIO, size: int) -> float:
    """From ``mvhd`` (ISO/IEC 14496-12, 8.2.2), wherever ``moov`` lies."""
    start, end = 0, size
    for _ in range(MAX_STEPS):
        if start + 8 > end:
            break
        file.seek(start)
        box = box_at(file.read(16), start, end)
        if box is None:
            break
        if box.type == b"moov":
            start, end = box.start, box.end
            continue
        if box.type == b"mvhd":
            file.seek(box.start)
            fields = file.read(32)
            scale, duration = struct.unpack_from(
                ">LQ" if fields[0] == 1 else ">LL", fields, 20 if fields[0] == 1 else 12
            )
            return float(duration / scale)
        start = box.end
    return 0.0


def _of_webm(head: bytes) -> float:
    """From ``Duration`` and ``TimestampScale`` of ``Info`` (RFC 9559, 5.1.2), if it lies near the beginning."""
    at, end = 0, len(head)
    scale, duration = 1_000_000, 0.0
    for _ in range(MAX_STEPS):
        if at >= end:
            break
        number, at = _varint(head, at, keep_mark=True)
        size, at = _varint(head, at)
        if number in (0x18538067, 0x1549A966):  # Segment, Info: go inside
            continue
        content = head[at : at + size] if size <= 8 else b""
        if number == 0x2AD7B1:
            scale = int.from_bytes(content)
        elif number == 0x4489:
            (duration,) = struct.unpack(">f" if size == 4 else ">d", content)
        elif number in (0x1654AE6B, 0x1F43B675):  # Tracks, Cluster: behind Info
            break
        at += size
    return duration * scale / 1e9


def _varint(data: bytes, at: int, *, keep_mark: bool = False) -> tuple[int, int]:
    """A number of variable length (RFC 8794, 4), and the offset behind it. Raises struct.error where it does not fit."""
    (first,) = struct.unpack_from("B", data, at)
    width = 9 - first.bit_length()
    if width > 8 or at + width > len(data):
        raise struct.error
    value = int.from_bytes(data[at : at + width])
    return (value if keep_mark else value & ((1 << 7 * width) - 1)), at + width


def _of_wav(head: bytes, whole: int) -> float:
    """From the rate and the size of the sound. One that was recorded live says no size: then it goes on to the end."""
    at, rate = 12, 0
    for _ in range(MAX_STEPS):
        kind, size = struct.unpack_from("<4sL", head, at)
        if kind == b"fmt ":
            (rate,) = struct.unpack_from("<L", head, at + 16)
        elif kind == b"data":
            rest = whole - at - 8
            return float((size if 0 < size <= rest else rest) / rate)
        at += 8 + size + size % 2
    return 0.0


_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """The header of an MP3 frame: samples a second, samples of the frame, its bytes, and where ``Xing`` would begin."""

    rate: int
    samples: int
    size: int
    xing: int


def _mp3_frame(data: bytes, at: int) -> _Frame | None:
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:  # layer III
        return None
    version, bits, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return None
    mono, padded = data[at + 3] >> 6 == 3, data[at + 2] >> 1 & 1
    first = version == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    samples, hertz = 1152 if first else 576, _RATES[version][rate]
    size = samples // 8 * _BITS[3 if first else 2][bits] * 1000 // hertz + padded
    return _Frame(hertz, samples, size, at + 4 + side)


def _first_frame(data: bytes) -> int:
    """The offset of the first frame that another one follows, or that ends the data; -1 where there is none."""
    for at in range(min(len(data), _SEARCHED)):
        frame = _mp3_frame(data, at)
        if frame is not None and (at + frame.size + 4 > len(data) or _mp3_frame(data, at + frame.size) is not None):
            return at
    return -1


_SEARCHED, _WALKED = 1 << 16, 1 << 18
_MOST_TAGS = 4


def _of_mp3(file: BinaryIO, size: int) -> float:
    """From the number of frames in a ``Xing``, ``Info`` or ``VBRI`` header; else from the mean size of the first frames.

    https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header, https://id3.org/id3v2.4.0-structure
    """
    start = 0
    for _ in range(_MOST_TAGS):
        file.seek(start)
        tag = file.read(10)
        if len(tag) < 10 or not tag.startswith(b"ID3"):
            break
        a, b, c, d = (byte & 0x7F for byte in tag[6:10])
        footer = 10 if tag[5] & 0x10 else 0
        start += 10 + (a << 21 | b << 14 | c << 7 | d) + footer
    file.seek(start)
    data = file.read(_WALKED)
    at = _first_frame(data)
    frame = _mp3_frame(data, at) if at >= 0 else None
    if frame is None:
        return 0.0
    count = _counted_frames(data, at, frame)
    if count:
        return float(count * frame.samples / frame.rate)
    file.seek(max(0, size - 128))
    end = size - 128 if file.read(3) == b"TAG" else size
    walked, frames = at, 0
    while (one := _mp3_frame(data, walked)) is not None and one.size:
        walked += one.size
        frames += 1
    return (end - start - at) * frames / (walked - at) * frame.samples / frame.rate


def _counted_frames(data: bytes, at: int, frame: _Frame) -> int:
    """The number of frames that the first one says; 0 where it says none."""
    if data[frame.xing : frame.xing + 4] in (b"Xing", b"Info") and data[frame.xing + 7] & 1:
        return int(struct.unpack_from(">L", data, frame.xing + 8)[0])
    vbri = at + 36
    return int(struct.unpack_from(">L", data, vbri + 14)[0]) if data[vbri : vbri + 4] == b"VBRI" else 0


def _of_flac(head: bytes) -> float:
    """From ``STREAMINFO``, the first block (RFC 9639, 8.2)."""
    fields = int.from_bytes(head[18:26])
    return float((fields & (1 << 36) - 1) / (fields >> 44))


def _of_ogg(kind: RecordingFormat, head: bytes, file: BinaryIO, size: int) -> float:
    """From the position of the last page (RFC 3533, 6)."""
    packet = 27 + head[26]
    rate, before = 48_000, 0
    if kind == "Opus":
        (before,) = struct.unpack_from("<H", head, packet + 10)
    else:
        (rate,) = struct.unpack_from("<L", head, packet + 12)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    (position,) = struct.unpack_from("<q", tail, tail.rindex(b"OggS") + 6) if b"OggS" in tail else (0,)
    return float((position - before) / rate)
