"""Traits of pictures: those that Pillow reads of a table of files; hostile files never raise and cost little."""

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from newsgen.pictures import exif
from newsgen.pictures.exif import Exif
from newsgen.pictures.traits import read_traits
from tests.pictures.files import FORMATS, box, chunk, drawing, files, riff_chunk, saved


@pytest.mark.parametrize("name", files())
def test_the_traits_are_the_decoders(name: str) -> None:
    data = files()[name]
    traits = read_traits(data)
    assert traits is not None
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert traits.format == FORMATS[name.split()[0]]
        assert traits.orientation == image.getexif().get(0x0112, 1)
        assert traits.animated == getattr(image, "is_animated", False)
        assert traits.transparent == image.has_transparency_data
        assert (traits.width, traits.height) == ImageOps.exif_transpose(image).size
    credited = "turned" in name or name in ("WEBP profile", "AVIF RGB XMP", "AVIF RGBA XMP")
    if credited:
        assert traits.artist == b"Layla Haddad"
        assert traits.copyright.decode() == "(c) Layla Haddad 2026"


@pytest.mark.parametrize("angle", [None, 0, 1, 2, 3])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_an_avif_is_turned_and_mirrored_as_the_decoder_does(angle: int | None, axis: int | None) -> None:
    """Pillow writes each orientation with turns and mirrors of its own choice, so here they are changed."""
    orientation = {(False, False): 1, (True, False): 6, (False, True): 2, (True, True): 5}[
        angle is not None, axis is not None
    ]
    data = saved(drawing(), "AVIF", exif=_oriented(orientation), speed=10, max_threads=1)
    for name, value in ((b"irot", angle), (b"imir", axis)):
        assert data.count(name) == (value is not None)
        if value is not None:
            data = data[: data.index(name) + 4] + bytes([value]) + data[data.index(name) + 5 :]
    traits = read_traits(data)
    assert traits is not None
    with Image.open(io.BytesIO(data)) as image:
        assert traits.orientation == image.getexif().get(0x0112, 1)


def _oriented(orientation: int) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


def test_exif_behind_the_pixels_and_behind_the_frame_counts() -> None:
    png = saved(drawing(), "PNG")
    later = png[:-12] + chunk(b"eXIf", exif.write(Exif(6))) + png[-12:]
    assert (found := read_traits(later)) is not None
    assert found.orientation == 6


def test_a_small_first_picture_lets_the_ground_through() -> None:
    data = bytearray(saved(drawing("P"), "GIF"))
    data[6] += 10  # a wider screen
    assert (found := read_traits(bytes(data))) is not None
    assert found.transparent


def test_one_picture_is_no_animation() -> None:
    png = saved(drawing(), "PNG")
    assert (found := read_traits(png[:33] + chunk(b"acTL", b"\0\0\0\1\0\0\0\0") + png[33:])) is not None
    assert not found.animated
    assert (found := read_traits(saved(drawing("P"), "GIF", save_all=True))) is not None
    assert not found.animated


TEXTS = st.binary(max_size=700)


@given(st.integers(1, 8), TEXTS, TEXTS, st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_is_kept_of_exif_is_kept_again(orientation: int, artist: bytes, copyright: bytes, cut: bool) -> None:
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x013B], block[0x8298] = artist, copyright
    data = block.tobytes()
    kept = exif.read(data[: len(data) // 2] if cut else data)
    assert exif.read(exif.write(kept)) == kept
    assert len(kept.artist) <= exif.MAX_CREDIT
    assert b"\0" not in kept.artist + kept.copyright
    if kept != exif.NOTHING:
        with Image.open(io.BytesIO(saved(drawing(), "JPEG", exif=b"Exif\0\0" + exif.write(kept)))) as image:
            assert image.getexif().get(0x0112, 1) == kept.orientation


def test_two_copyrights_become_one_line() -> None:
    block = Image.Exif()
    block[0x8298] = b"\xd9\x84\xd9\x8a\xd9\x84\xd9\x89\0News Agency\0"
    assert exif.read(block.tobytes()).copyright.decode() == "ليلى; News Agency"


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_no_exif(data: bytes) -> None:
    exif.read(data)
    exif.read(b"II*\0\x08\0\0\0" + data)
    exif.read(b"Exif\0\0MM\0*\0\0\0\x08" + data)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of the table that is cut, changed in some places, or has a passage twice."""
    data = bytearray(draw(st.sampled_from(sorted(files().values()))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data) - 1))
        data[at] = (
            draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFE, 0xFF]))
            if draw(st.booleans())
            else data[at] ^ 1 << draw(st.integers(0, 7))
        )
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data)))
        data[at:at] = data[draw(st.integers(0, at)) : at]
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@given(damaged())
@settings(max_examples=400, deadline=None)
def test_damaged_files_never_raise(data: bytes) -> None:
    read_traits(data)


@given(st.sampled_from([data[:40] for data in files().values()]), st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes_behind_a_beginning_never_raise(begin: bytes, rest: bytes) -> None:
    read_traits(begin + rest)


HOSTILE = {
    "a GIF of empty blocks": saved(drawing("P"), "GIF")[:781] + b"!\xfe\0" * 5_000_000,
    "a GIF of pieces of one byte": saved(drawing("P"), "GIF")[:781] + b"!\xfe" + b"\1x" * 8_000_000,
    "a PNG of empty chunks": saved(drawing(), "PNG")[:33] + chunk(b"teXt", b"") * 1_000_000,
    "a JPEG of empty segments": saved(drawing(), "JPEG")[:-2] + b"\xff\xfe\0\2" * 3_000_000,
    "a JPEG of fill bytes": saved(drawing(), "JPEG")[:20] + b"\xff" * 10_000_000,
    "a JPEG of stuffed pixels": saved(drawing(), "JPEG")[:-2] + b"\xff\0" * 8_000_000,
    "a JPEG of restarts": saved(drawing(), "JPEG")[:-2] + b"\xff\xd0" * 8_000_000,
    "a WebP of empty chunks": b"RIFF\xff\xff\xff\0WEBPVP8X\x0a\0\0\0\x08\0\0\0" + b"\x3c\0\0\x24\0\0" + riff_chunk(b"none", b"") * 2_097_000,
    "an AVIF of boxes": saved(drawing(), "AVIF", exif=_oriented(6)) + box(b"free", b"") * 1_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name: str) -> None:
    begin = time.process_time()
    read_traits(HOSTILE[name])
    assert time.process_time() - begin < 2
