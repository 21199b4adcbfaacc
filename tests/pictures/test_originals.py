"""Originals without what is private: equal pixels, nothing private left, and a Problem where a file cannot be followed."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from newsgen.base.problems import Problem
from newsgen.pictures import iso_boxes
from newsgen.pictures.containers import SOS, Part, gif_blocks, jpeg_segments, png_chunks, webp_chunks
from newsgen.pictures.header import Format, read_header
from newsgen.pictures.originals import without_private
from newsgen.pictures.traits import read_traits
from tests.pictures.files import (
    FORMATS,
    SECRET,
    WITH_PRIVATE,
    XMP,
    box,
    chunk,
    drawing,
    exif,
    files,
    riff_chunk,
    saved,
    segment,
    srgb,
)
from tests.pictures.test_traits import HOSTILE, damaged
from tests.support.cases import sampled

Shown = list[tuple[bytes, object, object, object]]


def shown(data: bytes) -> Shown:
    """What Pillow shows of a file: each picture's pixels and time, the profile of colours and the number of rounds."""
    with Image.open(io.BytesIO(data)) as image:
        return [(frame.convert("RGBA").tobytes(), frame.info.get("duration"), frame.info.get("icc_profile"), frame.info.get("loop"))
                for frame in ImageSequence.Iterator(image)]  # fmt: skip


def cleaned(data: bytes) -> bytes:
    header = read_header(data)
    assert header is not None
    clean = without_private(data, header.format)
    assert isinstance(clean, bytes)
    return clean


@pytest.mark.parametrize("name", files())
def test_only_what_is_private_goes(name: str) -> None:
    data = files()[name]
    for given_data in (data, WITH_PRIVATE[name.split()[0]](data)):
        clean = cleaned(given_data)
        assert SECRET not in clean
        assert XMP not in clean
        assert shown(clean) == shown(data)
        assert read_traits(clean) == read_traits(data)
        assert cleaned(clean) == clean
        with Image.open(io.BytesIO(clean)) as image:
            assert set(image.getexif()) <= {0x0112, 0x013B, 0x8298}
            assert not image.info.pop("xmp", b"").strip(b" ")  # an AVIF keeps the room
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "exif", "icc_profile", "adobe", "adobe_transform",
                                       "progressive", "progression", "transparency", "loop", "background", "duration", "timestamp", "interlace",
                                       "version", "extension", "bbox", "default_image", "disposal", "blend"}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in files() if not name.startswith("AVIF")])
def test_nothing_is_left_of_a_file_without_its_end(name: str) -> None:
    """An AVIF may end early where nothing that it needs is cut."""
    data = files()[name]
    for end in (len(data) // 2, len(data) - 3):
        assert isinstance(without_private(data[:end], FORMATS[name.split()[0]]), Problem)


def test_a_gif_without_its_end_mark_gets_one() -> None:
    data = files()["GIF animated"]
    assert cleaned(data[:-1]) == cleaned(data)


def test_the_wrong_format_is_a_problem() -> None:
    found = without_private(files()["PNG RGB"], "JPEG")
    assert isinstance(found, Problem)
    assert found.code == "picture-undecodable"


@given(damaged())
@settings(max_examples=400, deadline=None)
def test_damaged_files_are_cleaned_or_a_problem(data: bytes) -> None:
    for name in FORMATS.values():
        clean = without_private(data, name)
        if isinstance(clean, bytes):
            assert without_private(clean, name) == clean


@given(st.sampled_from(sorted(files())), st.data())
@settings(max_examples=200, deadline=None)
def test_what_lies_between_the_parts_never_passes(name: str, draw: st.DataObject) -> None:
    """A secret between any two parts: the file is a Problem, or the secret is gone."""
    data, format = files()[name], name.split()[0]
    parts = _borders(data, FORMATS[format])
    at = draw.draw(st.sampled_from(parts))
    clean = without_private(data[:at] + SECRET + data[at:], FORMATS[format])
    assert isinstance(clean, Problem) or SECRET not in clean


def _borders(data: bytes, format: Format) -> list[int]:
    """Where one part of a file ends and the next begins, but behind a JPEG's scan, which may hold any bytes."""
    if format == "AVIF":
        return [b.head for b in iso_boxes.boxes(data, 0, len(data)) if b.type != b"mdat"] + [len(data)]
    walks: dict[Format, Callable[[bytes], Iterator[Part]]] = {
        "JPEG": jpeg_segments, "PNG": png_chunks, "WebP": webp_chunks, "GIF": gif_blocks,
    }  # fmt: skip
    parts = list(walks[format](data))
    return [after.start for part, after in pairwise(parts) if format != "JPEG" or part.kind != SOS] + [
        parts[0].start,
        len(data),
    ]


@given(
    st.sampled_from(sorted(WITH_PRIVATE)),
    st.integers(1, 40),
    st.integers(1, 40),
    st.binary(max_size=200),
    st.integers(1, 8),
)
@settings(max_examples=60, deadline=None)
def test_any_picture_keeps_its_pixels(format: str, width: int, height: int, noise: bytes, turn: int) -> None:
    image = (
        Image.frombytes("L", (20, 10), noise.ljust(200, b"\x80"))
        .resize((width, height))
        .convert("P" if format == "GIF" else "RGB")
    )
    data = saved(image, format) if format == "GIF" else saved(image, format, exif=exif(turn))
    clean = cleaned(WITH_PRIVATE[format](data))
    assert SECRET not in clean
    assert shown(clean) == shown(data)


# JPEG


def test_jfifs_own_thumbnail_goes() -> None:
    data = saved(drawing(), "JPEG")
    body = data[6:18] + b"\2\2" + SECRET[:12]
    with_thumbnail = data[:2] + segment(0xE0, body) + data[20:]
    assert SECRET[:12] not in cleaned(with_thumbnail)
    assert cleaned(with_thumbnail) == cleaned(data)


def test_data_behind_adobes_mark_goes_and_its_colours_stay() -> None:
    data = files()["JPEG CMYK"]
    at = data.index(b"Adobe")
    longer = data[: at - 4] + segment(0xEE, data[at : at + 12] + SECRET) + data[at + 12 :]
    assert SECRET not in cleaned(longer)
    assert shown(cleaned(longer)) == shown(data)


def test_fill_bytes_and_comments_between_scans_go() -> None:
    data = files()["JPEG progressive"]
    first = data.index(b"\xff\xda")
    scan = data.index(b"\xff\xc4", first)
    filled = data[:scan] + b"\xff\xff\xff" + segment(0xFE, SECRET)[1:] + data[scan:]
    assert SECRET not in cleaned(filled)
    assert shown(cleaned(filled)) == shown(data)


def test_a_profile_in_several_pieces_stays_whole() -> None:
    profile = srgb() + bytes(70_000)
    data = saved(drawing(), "JPEG", icc_profile=profile)
    assert Image.open(io.BytesIO(cleaned(data))).info["icc_profile"] == profile


def test_a_motion_photo_is_a_photo() -> None:
    data = files()["JPEG turned 6"]
    assert cleaned(data + box(b"ftyp", b"mp42") + SECRET * 100) == cleaned(data)


# PNG


def test_a_screenshot_that_was_cropped_in_place_loses_its_rest() -> None:
    """The older, larger file lies behind the end of the new one."""
    small, large = saved(drawing(size=(20, 10)), "PNG"), saved(drawing(size=(300, 200)), "PNG")
    assert cleaned(small + large[len(small) :]) == cleaned(small)


def test_an_unknown_chunk_that_is_needed_is_a_problem() -> None:
    data = saved(drawing(), "PNG")
    assert isinstance(without_private(data[:33] + chunk(b"CgBI", b"\0\0\0\0") + data[33:], "PNG"), Problem)


# WebP


def test_private_chunks_inside_an_animation_go() -> None:
    data = files()["WEBP RGB animated"]
    at = data.index(b"ANMF")
    length = struct.unpack_from("<L", data, at + 4)[0]
    body = data[at + 8 : at + 8 + length] + riff_chunk(b"SEcr", SECRET)
    changed = data[12:at] + riff_chunk(b"ANMF", body) + data[at + 8 + length + length % 2 :]
    changed = b"RIFF" + struct.pack("<L", len(changed) + 4) + b"WEBP" + changed
    assert SECRET not in cleaned(changed)
    assert shown(cleaned(changed)) == shown(data)


def test_flags_and_sizes_agree_with_what_is_left() -> None:
    clean = cleaned(WITH_PRIVATE["WEBP"](files()["WEBP RGBA animated"]))
    assert struct.unpack_from("<L", clean, 4)[0] + 8 == len(clean)
    assert not clean[20] & 0x04
    assert bool(clean[20] & 0x08) == (b"EXIF" in clean)


# GIF


@pytest.mark.parametrize("name", [b"NETSCAPE2.0", b"ANIMEXTS1.0"])
def test_a_gif_goes_on_looping(name: bytes) -> None:
    data = saved(drawing("P"), "GIF", save_all=True, append_images=[drawing("P", shift=9)], loop=3)
    data = data.replace(b"NETSCAPE2.0", name)
    extended = data.replace(name + b"\3\1\3\0\0", name + b"\3\1\3\0\x05\2" + SECRET[:4] + b"\0")
    assert len(extended) > len(data)
    assert SECRET[:4] not in cleaned(extended)
    assert cleaned(extended) == cleaned(data)
    assert name in cleaned(data)


# AVIF


def test_bytes_that_no_item_owns_become_zeros() -> None:
    data = saved(drawing(), "AVIF", speed=10, max_threads=1)
    at = data.index(b"mdat")
    assert at + 4 < len(data)
    size = struct.unpack_from(">L", data, at - 4)[0]
    hidden = data[: at - 4] + struct.pack(">L", size + len(SECRET)) + data[at : at - 4 + size] + SECRET
    assert SECRET not in cleaned(hidden)
    assert shown(cleaned(hidden)) == shown(data)


def test_credit_that_has_no_room_is_left_out() -> None:
    block = Image.Exif()
    block[0x0131] = SECRET.decode()
    data = cleaned(saved(drawing(), "AVIF", speed=10, max_threads=1, exif=block.tobytes()))
    assert SECRET not in data
    assert cleaned(data) == data


def test_a_track_of_sound_is_a_problem() -> None:
    data = files()["AVIF RGB animated"]
    assert b"pict" in data
    at = data.rindex(b"pict")
    assert isinstance(without_private(data[:at] + b"soun" + data[at + 4 :], "AVIF"), Problem)


def test_times_of_a_sequence_become_zeros() -> None:
    clean = cleaned(files()["AVIF RGB animated"])
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = clean.index(name) + 4
        assert clean[at + 4 : at + (20 if clean[at] else 12)].strip(b"\0") == b""


@sampled(4)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name: str) -> None:
    data = HOSTILE[name]
    begin = time.process_time()
    for format in FORMATS.values():
        without_private(data, format)
    assert time.process_time() - begin < 4
