"""Films and sound: kind and length from bytes written by hand, and hostile ones."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.pictures.recording import Recording, read_recording
from tests.pictures.iptc import picture
from tests.pictures.recordings import box, flac, mp3, mp3_frames, mp4, ogg, wav, webm


def read(data: bytes) -> Recording | None:
    return read_recording(io.BytesIO(data), len(data))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (mp4(), Recording("MP4", 12.5)),
        (mp4(wide=True), Recording("MP4", 12.5)),
        (mp4(before=box(b"mdat", bytes(300_000))), Recording("MP4", 12.5)),
        (mp4(before=struct.pack(">L4sQ", 1, b"mdat", 116) + bytes(100)), Recording("MP4", 12.5)),
        (mp4(brand=b"M4A "), Recording("M4A", 12.5)),
        (mp4(brand=b"mp42"), Recording("MP4", 12.5)),
        (webm(), Recording("WebM", 12.5)),
        (mp3(), Recording("MP3", 13.1)),
        (mp3(tag=False), Recording("MP3", 13.1)),
        (mp3(frames=1000, xing=True), Recording("MP3", 26.1)),
        (ogg(), Recording("Ogg", 12.5)),
        (ogg(opus=True), Recording("Opus", 12.5)),
        (wav(), Recording("WAV", 2.0)),
        (flac(), Recording("FLAC", 3.0)),
        (flac(2.5, rate=96_000), Recording("FLAC", 2.5)),
        (mp4(0), Recording("MP4", 0)),
        (mp4(4e6), Recording("MP4", 0)),
    ],
)
def test_kind_and_length(data: bytes, found: Recording) -> None:
    assert read(data) == found


XING = bytes(32) + b"Xing" + struct.pack(">LL", 1, 2000)
VBRI = bytes(32) + b"VBRI" + struct.pack(">HHHLL", 1, 0, 75, 0, 2000)
COVER = b"ID3\x04\0\0\0\x10\0\0" + bytes(16 << 14)  # a tag of 256 KB, as a cover makes it
VARYING = [4, 14, 9, 1] * 500
"""The frames of a file of 52.2 seconds whose bits vary from frame to frame."""


@pytest.mark.parametrize(
    "data",
    [
        mp3_frames(VARYING, first=XING),
        mp3_frames(VARYING, first=VBRI),
        mp3_frames(VARYING),  # nothing says that the bits vary
        COVER + mp3_frames(VARYING, first=XING),
        COVER + mp3_frames(VARYING),
        COVER + COVER + mp3_frames(VARYING),
        b"ID3\x04\0\x10\0\0\0\0" + bytes(10) + mp3_frames(VARYING),  # a tag with a footer
        mp3_frames(VARYING) + b"TAG" + bytes(125),
        b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0noise\xff\xfb" + bytes(90) + mp3_frames(VARYING),  # what looks like a frame
    ],
)  # fmt: skip
def test_sound_whose_bits_vary(data: bytes) -> None:
    found = read(data)
    assert found is not None
    assert found.format == "MP3"
    assert abs(found.seconds - 52.2) < 0.3


def test_a_wav_that_was_recorded_live() -> None:
    """It says no size, or the largest there is."""
    data = bytearray(wav(2.0))
    at = data.index(b"data") + 4
    for size in (0, 0xFFFFFFFF):
        data[at : at + 4] = struct.pack("<L", size)
        assert read(bytes(data)) == Recording("WAV", 2.0)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"text", picture(), picture("AVIF"), picture("WebP"), webm(kind=b"matroska"), mp4(brand=b"qt  "), b"RIFF1234AVI ",
     b"OggS" + bytes(60), b"%PDF-1.7"],
)  # fmt: skip
def test_what_is_none(data: bytes) -> None:
    assert read(data) is None


WHOLE = [mp4(), webm(), mp3(), ogg(), ogg(opus=True), wav(), mp3(xing=True), flac(), mp3_frames([4, 9] * 9, first=VBRI)]


@pytest.mark.parametrize("data", WHOLE)
def test_a_file_that_ends_anywhere(data: bytes) -> None:
    for length in [*range(min(len(data), 400)), len(data) - 1]:
        read(data[:length])


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=4)), max_size=6))
def test_no_bytes_make_it_fail(data: bytes, changes: list[tuple[int, bytes]]) -> None:
    changed = bytearray(data)
    for at, piece in changes:
        changed[at : at + len(piece)] = piece
    found = read(bytes(changed))
    assert found is None or 0 <= found.seconds <= 10 * 24 * 3600
