"""Renditions: the right pixels of every kind of source, equal bytes in every process, and a Problem for a hostile file."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, ImageStat

from newsgen.base.problems import Problem
from newsgen.pictures import decode as decoding
from newsgen.pictures import exif
from newsgen.pictures.encode import Target, encode, refusal, versions
from newsgen.pictures.making import Making, make
from newsgen.pictures.measure import MAX_BYTES
from newsgen.pictures.recipe import Rendition
from newsgen.pictures.store import Store
from tests.pictures.files import SECRET, SIZE, WITH_PRIVATE, chunk, drawing, files, saved, segment
from tests.pictures.files import exif as exif_block
from tests.pictures.test_traits import damaged
from tests.support.cases import sampled


def written(tmp_path: Path, data: bytes, name: str = "p.jpg") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def made(tmp_path: Path, data: bytes, *targets: Target) -> list[Image.Image]:
    found = encode(written(tmp_path, data), targets)
    assert isinstance(found, tuple), found
    return [Image.open(io.BytesIO(one)) for one in found]


def refused(tmp_path: Path, data: bytes, target: Target | None = None) -> Problem:
    found = encode(written(tmp_path, data), [target or Target(4, 3, None, "webp")])
    assert isinstance(found, Problem)
    assert found.hint
    assert not found.file
    return found


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of a channel's value, on white."""
    assert one.size == other.size
    pictures = []
    for image in (one, other):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        pictures.append(ground.convert("RGB"))
    return max(ImageStat.Stat(ImageChops.difference(*pictures)).mean)


def reference(data: bytes) -> Image.Image:
    """The picture as a reader sees it, by Pillow's own means."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        seen = ImageOps.exif_transpose(image)
        if seen.mode.startswith("I"):
            seen = seen.convert("I").point(lambda value: value / 257).convert("L")
        return seen.convert("RGBA")


def lossy(image: Image.Image, format: str) -> Image.Image:
    """What is left of a picture after it was saved in a format, so that its losses do not count as differences."""
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    if format == "jpg":
        return Image.open(io.BytesIO(saved(ground, "JPEG", quality=82)))
    whole = image if image.getchannel("A").getextrema() != (255, 255) else ground
    if format == "webp":
        return Image.open(io.BytesIO(saved(whole, "WEBP", quality=78)))
    return Image.open(io.BytesIO(saved(whole, "AVIF", quality=53, speed=8)))


@sampled(3)
@pytest.mark.parametrize("name", files())
def test_a_rendition_shows_what_its_source_shows(tmp_path: Path, name: str) -> None:
    data = files()[name]
    seen = reference(data)
    width, height = seen.size
    box = (width // 4, 3, width - 2, height * 2 // 3)
    half = (width // 2, height // 2)
    part = (box[2] - box[0], box[3] - box[1])
    targets = [Target(*size, area, format) for format in ("webp", "avif", "jpg")
               for size, area in ((half, None), (seen.size, None), (part, box))]  # fmt: skip
    for target, image in zip(targets, made(tmp_path, data, *targets), strict=True):
        assert image.format == {"webp": "WEBP", "avif": "AVIF", "jpg": "JPEG"}[target.format]
        expected = seen.resize((target.width, target.height), Image.Resampling.LANCZOS, target.box)
        assert difference(image, lossy(expected, target.format)) < 6, target
        assert image.info.get("icc_profile") is None
        if target.format == "jpg":
            assert image.mode == "RGB"
            assert image.info["progressive"]


@pytest.mark.ci
def test_a_shrunk_jpeg_is_not_shifted(tmp_path: Path) -> None:
    """Odd sizes, turned or not: an edge stands where it stood."""
    source = drawing(size=(4103, 3101)).convert("RGB")
    for turn in (1, 6):
        data = saved(source, "JPEG", quality=95, exif=exif_block(turn), subsampling=0)
        seen = reference(data)
        boxes = [None, (seen.width - 2001, seen.height - 1503, seen.width, seen.height), (7, 13, 2807, 2113)]
        targets = [Target(size, round(size * 3 / 4), box, "jpg") for size in (900, 350, 90) for box in boxes]
        for target, image in zip(targets, made(tmp_path, data, *targets), strict=True):
            expected = lossy(seen.resize(image.size, Image.Resampling.LANCZOS, target.box), "jpg")
            assert difference(image, expected) < 2, (turn, target)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 9), (16_000, 3), (3, 16_000)])
def test_the_smallest_and_the_thinnest_are_pictures_too(tmp_path: Path, format: str, size: tuple[int, int]) -> None:
    data = saved(drawing(size=size).convert("P" if format == "GIF" else "RGB"), format)
    targets = [Target(max(1, size[0] // 10), max(1, size[1] // 10), None, "webp"), Target(1, 1, (0, 0, 1, 1), "jpg")]
    assert [image.size for image in made(tmp_path, data, *targets)] == [(t.width, t.height) for t in targets]


def test_the_credit_alone_is_kept(tmp_path: Path) -> None:
    data = WITH_PRIVATE["JPEG"](saved(drawing(), "JPEG", exif=exif_block(6)))
    for format in ("webp", "avif", "jpg"):
        (image,) = made(tmp_path, data, Target(20, 30, None, format))
        assert dict(image.getexif()) == {0x013B: "Layla Haddad", 0x8298: "(c) Layla Haddad 2026"}
        assert not {"comment", "xmp", "icc_profile"} & image.info.keys()
    found = encode(tmp_path / "p.jpg", [Target(20, 30, None, "jpg")])
    assert isinstance(found, tuple)
    assert SECRET not in found[0]


def test_the_words_of_a_credit_arrive_as_they_are(tmp_path: Path) -> None:
    said = exif.Exif(6, "ليلى حدّاد".encode(), "© وكالة".encode())
    data = saved(drawing(), "JPEG", exif=b"Exif\0\0" + exif.write(said))
    for format in ("webp", "avif", "jpg"):
        found = encode(written(tmp_path, data), [Target(20, 30, None, format)])
        assert isinstance(found, tuple)
        assert said.artist in found[0]
        assert said.copyright in found[0]


def test_a_jpeg_shows_transparency_on_white(tmp_path: Path) -> None:
    source = Image.new("RGBA", (40, 30), (200, 0, 0, 0))
    (image,) = made(tmp_path, saved(source, "PNG"), Target(20, 15, None, "jpg"))
    assert ImageStat.Stat(image).mean == [255, 255, 255]


def test_a_picture_whose_pixels_are_all_opaque_has_no_alpha(tmp_path: Path) -> None:
    (image,) = made(tmp_path, saved(drawing().convert("RGBA"), "PNG"), Target(20, 15, None, "webp"))
    assert image.mode == "RGB"


def test_the_colour_of_transparent_pixels_does_not_bleed(tmp_path: Path) -> None:
    source = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    source.paste((0, 0, 255, 255), (0, 0, 33, 64))
    (image,) = made(tmp_path, saved(source, "PNG"), Target(16, 16, None, "webp"))
    reds = [image.getpixel((x, 8)) for x in range(9)]
    assert all(
        isinstance(pixel, tuple) and pixel[0] < 40 for pixel in reds if isinstance(pixel, tuple) and pixel[3] > 100
    )


# colours


def wide_gamut() -> bytes:
    """A profile whose red, green and blue are exchanged: what is not converted is plainly wrong."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">L", profile, 128)[0]
    tags = {profile[132 + 12 * i : 136 + 12 * i].decode(): 132 + 12 * i for i in range(count)}
    red, green = (bytes(profile[tags[name] + 4 : tags[name] + 12]) for name in ("rXYZ", "gXYZ"))
    profile[tags["rXYZ"] + 4 : tags["rXYZ"] + 12], profile[tags["gXYZ"] + 4 : tags["gXYZ"] + 12] = green, red
    return bytes(profile)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_converted_to_srgb(tmp_path: Path, format: str, mode: str) -> None:
    if (format, mode) == ("JPEG", "RGBA"):
        mode = "RGB"
    source = Image.new("RGBA", (40, 30), (200, 40, 20, 128)).convert(mode)
    data = saved(source, format, icc_profile=wide_gamut(), quality=95)
    for image in made(tmp_path, data, Target(20, 15, None, "webp"), Target(20, 15, None, "avif")):
        red, green, *alpha = image.getpixel((9, 9))  # type: ignore[misc]
        assert abs(red - 40) < 12
        assert abs(green - 200) < 12
        assert not alpha[1:] or abs(alpha[1] - 128) < 3


def test_srgbs_own_profile_changes_nothing(tmp_path: Path) -> None:
    plain, marked = (
        saved(drawing(), "PNG"),
        saved(drawing(), "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    )
    target = [Target(30, 20, None, "webp")]
    assert encode(written(tmp_path, plain), target) == encode(written(tmp_path, marked), target)


@pytest.mark.parametrize(
    "profile", [b"no profile", b"", wide_gamut()[:200], b"\0" * 5000, wide_gamut()[:16] + b"CMYK" + wide_gamut()[20:]]
)
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "P", "LA"])
def test_a_profile_that_does_not_fit_is_left_out_of_account(tmp_path: Path, profile: bytes, mode: str) -> None:
    data = saved(drawing(mode), "JPEG" if mode in ("RGB", "L", "CMYK") else "PNG", icc_profile=profile)
    (image,) = made(tmp_path, data, Target(30, 20, None, "jpg"))
    assert image.mode == "RGB"


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path: Path) -> None:
    (image,) = made(tmp_path, files()["PNG I;16"], Target(*SIZE, None, "jpg"))
    assert difference(image, drawing("L")) < 4


# equal bytes


TARGETS = [
    Target(48, 29, None, "webp"),
    Target(24, 14, None, "avif"),
    Target(30, 20, (3, 2, 50, 34), "jpg"),
    Target(24, 14, None, "webp"),
]
PROGRAM = """
import sys
from pathlib import Path
from newsgen.pictures.encode import Target, encode
found = encode(Path(sys.argv[1]), [Target(48, 29, None, "webp"), Target(24, 14, None, "avif"), Target(30, 20, (3, 2, 50, 34), "jpg"), Target(24, 14, None, "webp")])
import hashlib
print(*(hashlib.sha256(one).hexdigest() for one in found))
"""


def digests(found: tuple[bytes, ...] | Problem) -> str:
    assert isinstance(found, tuple)
    return " ".join(hashlib.sha256(one).hexdigest() for one in found)


@pytest.mark.parametrize("name", ["JPEG turned 1", "PNG RGBA", "AVIF RGB"])
def test_bytes_are_equal_in_every_process_thread_and_order(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, files()[name])
    here = digests(encode(path, TARGETS))
    other = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert other.stdout.strip() == here
    assert other.stderr == ""
    backwards = encode(path, TARGETS[::-1])
    assert isinstance(backwards, tuple)
    assert digests(backwards[::-1]) == here
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(digests(encode(path, TARGETS)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results) == {here}


@sampled(2)
@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_a_renditions_bytes_do_not_depend_on_what_else_is_asked_for(tmp_path: Path, name: str) -> None:
    """The preview asks for one at a time, and a build that was killed goes on with what is missing."""
    path = written(tmp_path, saved(drawing(size=(4100, 2300)), name, quality=90, compress_level=1))
    whole = [Target(w, round(w * 23 / 41), None, "webp") for w in (2600, 1200, 400, 90)]
    targets = [*whole, Target(600, 400, (500, 100, 3500, 2100), "jpg"), Target(600, 400, (500, 100, 1700, 900), "webp")]
    together = encode(path, targets)
    assert isinstance(together, tuple)
    for target, data in zip(targets, together, strict=True):
        assert encode(path, [target]) == (data,), target


def test_the_versions_are_named() -> None:
    assert versions() == versions()
    for name in ("Pillow ", "libwebp ", "libavif ", "libjpeg "):
        assert name in versions()
    assert "None" not in versions()


def test_pillow_is_imported_at_the_first_call() -> None:
    program = "import sys; from newsgen.pictures import encode, originals, traits, measure; print('PIL' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert out.stdout.strip() == "False"


def test_nothing_of_the_process_is_changed(tmp_path: Path) -> None:
    """Neither a file that warns nor a bomb changes what another thread sees."""
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, ImageFile.MAXBLOCK, list(warnings.filters))
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for data in (
            bomb("PNG", 15_000, 15_000),
            files()["JPEG turned 6"],
            files()["PNG P transparent"],
            files()["PNG animated"],
        ):
            encode(written(tmp_path, data), [Target(4, 3, None, "webp")])
    assert not seen
    assert before == (
        Image.MAX_IMAGE_PIXELS,
        ImageFile.LOAD_TRUNCATED_IMAGES,
        ImageFile.MAXBLOCK,
        list(warnings.filters),
    )


# hostile files


def bomb(format: str, width: int, height: int) -> bytes:
    """A small file that declares a large picture."""
    if format == "PNG":
        head = struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0)
        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(bytes(100_000)))
            + chunk(b"IEND", b"")
        )
    if format == "GIF":
        picture = b",\0\0\0\0" + struct.pack("<HHB", width, height, 0) + b"\2\1\x44\0;"
        return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + picture
    data = bytearray(saved(drawing(), format))
    if format == "JPEG":
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", height, width)
    elif format == "WEBP":
        at = data.index(b"\x9d\x01\x2a") + 3
        data[at : at + 4] = struct.pack("<HH", width, height)
    else:
        at = data.index(b"ispe") + 8
        data[at : at + 8] = struct.pack(">LL", width, height)
    return bytes(data)


@pytest.mark.parametrize(("format", "width", "height"), [
    ("PNG", 20_001, 10), ("PNG", 10, 20_001), ("PNG", 12_000, 12_000), ("GIF", 60_000, 60_000), ("GIF", 9_000, 9_000),
    ("JPEG", 20_000, 6_001), ("JPEG", 30_000, 100), ("WEBP", 16_000, 16_000), ("AVIF", 19_000, 19_000), ("AVIF", 2**32 - 1, 2**32 - 1),
])  # fmt: skip
def test_a_bomb_is_too_large(tmp_path: Path, format: str, width: int, height: int) -> None:
    assert refused(tmp_path, bomb(format, width, height)).code == "picture-too-large"


@pytest.mark.parametrize(("format", "width", "height"), [
    ("PNG", 4000, 4000), ("JPEG", 4000, 4000), ("WEBP", 4000, 4000), ("AVIF", 4000, 4000), ("GIF", 4000, 4000),
])  # fmt: skip
def test_a_file_that_lies_about_its_size_cannot_be_decoded(
    tmp_path: Path, format: str, width: int, height: int
) -> None:
    assert refused(tmp_path, bomb(format, width, height)).code == "picture-undecodable"


def test_two_frames_in_a_jpeg_are_refused(tmp_path: Path) -> None:
    data = saved(drawing(), "JPEG")
    at = data.index(b"\xff\xc0")
    frame = segment(0xC0, data[at + 4 : at + 19].replace(struct.pack(">HH", 37, 61), struct.pack(">HH", 9000, 9000)))
    assert refused(tmp_path, data[: at + 19] + frame + data[at + 19 :]).code == "picture-undecodable"


def test_a_picture_of_a_gif_that_leaves_its_screen_is_refused(tmp_path: Path) -> None:
    data = bytearray(bomb("GIF", 60_000, 60_000))
    data[6:10] = struct.pack("<HH", 10, 10)
    with warnings.catch_warnings(record=True) as seen:
        assert refused(tmp_path, bytes(data)).code == "picture-undecodable"
    assert not seen


def test_an_avif_whose_stream_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    large = saved(Image.new("RGB", (6000, 4200)), "AVIF", speed=10, max_threads=1)
    at = large.index(b"ispe") + 8
    data = large[:at] + struct.pack(">LL", 40, 30) + large[at + 8 :]
    assert refused(tmp_path, data).values[0][1] == "p.jpg"
    assert "size" in refused(tmp_path, data).message


def test_a_jpeg_of_many_scans_is_refused(tmp_path: Path) -> None:
    data = files()["JPEG progressive"]
    scan = data.rindex(b"\xff\xda")
    assert refused(tmp_path, data[:-2] + data[scan:-2] * 300 + data[-2:]).code == "picture-undecodable"


def test_a_progressive_jpeg_may_have_fewer_pixels(tmp_path: Path) -> None:
    data = bytearray(saved(drawing(), "JPEG", progressive=True, subsampling="4:4:4"))
    at = data.index(b"\xff\xc2") + 5
    data[at : at + 4] = struct.pack(">HH", 10_000, 9_000)
    problem = refused(tmp_path, bytes(data))
    assert problem.code == "picture-too-large"
    assert dict(problem.values)["format"] == "progressive JPEG"


def test_a_jpeg_that_cannot_be_shrunk_may_have_fewer_pixels(tmp_path: Path) -> None:
    problem = refused(tmp_path, bomb("JPEG", 10_000, 9_000), Target(1000, 1000, (0, 0, 1500, 1500), "jpg"))
    assert problem.code == "picture-too-large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"II*\0" + bytes(100),
        b"GIF89a\0\0\0\0\0\0\0;",
    ],
)
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data).code == "not-a-picture"


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    assert refused(tmp_path, saved(drawing(), "JPEG") + bytes(MAX_BYTES)).code == "picture-too-large"


@pytest.mark.parametrize("name", files())
def test_a_file_that_is_cut_off_cannot_be_decoded(tmp_path: Path, name: str) -> None:
    data = files()[name]
    kept = len(data) - len(data) // 3
    found = refused(tmp_path, data[:kept])
    assert found.code in ("picture-undecodable", "not-a-picture")
    assert dict(found.values)["name"] == "p.jpg"


@pytest.mark.parametrize("source", ["content/2026/library.jpg", "content/2026/library.jpg.yml"])
def test_a_problem_names_the_picture_as_its_stories_do(tmp_path: Path, source: str) -> None:
    data = saved(drawing(), "JPEG")
    file = written(tmp_path, data[: len(data) // 2], "8f14e45fceea167a5a36dedd4bea2543.jpg")
    (problem,) = make(Store(tmp_path / "store"), [Making(file, source, (Rendition("media/a/", 4, 3, "webp"),))])
    assert problem is not None
    assert dict(problem.values)["name"] == "library.jpg"


@given(damaged())
@settings(max_examples=250, deadline=None)
def test_a_damaged_file_is_a_problem_or_renditions(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = encode(Data(data), [Target(9, 7, None, "webp"), Target(5, 5, None, "jpg")])  # type: ignore[arg-type]
    assert isinstance(found, Problem) or len(found) == 2


class Data:
    """A file in memory, as far as ``encode`` uses a path."""

    name = "p.jpg"

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def test_a_box_outside_of_the_picture_is_the_callers_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, saved(drawing(), "JPEG"))
    for box in ((0, 0, 62, 37), (-1, 0, 10, 10), (5, 5, 5, 9), (0, 30, 10, 20)):
        with pytest.raises(ValueError, match="61 × 37"):
            encode(path, [Target(5, 5, box, "jpg")])
    assert encode(path, []) == ()


# a PNG in strips


@sampled(3)
@pytest.mark.parametrize("transparency", [False, True])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P"])
def test_a_png_in_strips_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, transparency: bool
) -> None:
    """With every filter of rows, a profile of colours, an orientation, and a last strip of one row."""
    options: dict[str, Any] = (
        {"transparency": 0 if mode in ("L", "P") else (220, 30, 40)} if transparency and "A" not in mode else {}
    )
    if mode in ("RGB", "RGBA") and not transparency:
        options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = written(tmp_path, saved(drawing(mode, (611, 257)), "PNG", exif=exif_block(6), **options))
    targets = [Target(257, 611, None, "webp"), Target(40, 95, None, "webp"), Target(90, 90, (0, 60, 257, 317), "jpg")]
    monkeypatch.setattr(decoding, "ROOM", 100)
    whole = encode(path, targets)
    monkeypatch.setattr(decoding, "STRIP", 8)
    monkeypatch.setitem(decoding.MAX_PIXELS, "PNG", 100_000)
    assert encode(path, targets[1:]) == whole[1:]  # type: ignore[index]
    refused_now = encode(path, targets[:1])
    assert isinstance(refused_now, Problem), "all of its pixels at once"
    assert refused_now.code == "picture-too-large"
    assert refusal(path, targets[1:]) is None
    assert refusal(path, targets[:1]) == refused_now


@pytest.mark.parametrize("damage", ["cut", "flipped", "rows", "interlaced", "16 bits"])
def test_a_damaged_png_in_strips_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.setitem(decoding.MAX_PIXELS, "PNG", 1000)
    monkeypatch.setattr(decoding, "ROOM", 9)
    image = drawing("I;16" if damage == "16 bits" else "RGB", (90, 70))
    data = bytearray(saved(image, "PNG"))
    if damage == "cut":
        del data[-40:-20]
    elif damage == "flipped":
        data[data.index(b"IDAT") + 90] ^= 255
    elif damage == "rows":
        data[20:24] = struct.pack(">L", 71)
        data[29:33] = struct.pack(">L", zlib.crc32(data[12:29]))
    elif damage == "interlaced":
        data[28] = 1
    path = written(tmp_path, bytes(data))
    problem = encode(path, [Target(9, 7, None, "webp")])
    assert isinstance(problem, Problem)
    assert problem.code == ("picture-too-large" if damage in ("interlaced", "16 bits") else "picture-undecodable")
    assert refusal(path, [Target(9, 7, None, "webp")]) == problem


# memory


LARGE: dict[str, Callable[[Path], None]] = {}


def large(name: str, mode: str, size: tuple[int, int], **options: Any) -> None:
    def save(path: Path) -> None:
        image = Image.effect_noise((1000, 800), 40).convert("RGB").resize(size, Image.Resampling.BILINEAR)
        if mode == "RGBA":
            image.putalpha(Image.linear_gradient("L").resize(size))
        (image.quantize(64) if mode == "P" else image.convert(mode)).save(path, **options)

    LARGE[name] = save


large("JPEG", "RGB", (11_500, 8_700), format="JPEG", quality=85)
large("JPEG progressive", "RGB", (11_500, 8_700), format="JPEG", quality=85, progressive=True)
large("JPEG CMYK", "CMYK", (11_500, 8_700), format="JPEG", quality=60)
large("PNG", "RGB", (8_600, 5_800), format="PNG", compress_level=1)
large("PNG alpha", "RGBA", (8_600, 5_800), format="PNG", compress_level=1)
large("PNG palette", "P", (8_600, 5_800), format="PNG", compress_level=1)
large("PNG in strips", "RGB", (11_500, 8_700), format="PNG", compress_level=1)
large("PNG grey in strips", "L", (11_500, 8_700), format="PNG", compress_level=1)
large("GIF", "P", (8_600, 5_800), format="GIF")
large("WebP", "RGB", (5_150, 3_490), format="WEBP", method=0)
large("WebP alpha", "RGBA", (5_150, 3_490), format="WEBP", method=0, lossless=True, quality=0)
large("AVIF", "RGB", (6_000, 4_000), format="AVIF", speed=10)
large("AVIF alpha", "RGBA", (6_000, 4_000), format="AVIF", speed=10, subsampling="4:4:4")

PEAK = """
import re, sys
from pathlib import Path
from newsgen.pictures.encode import Target, encode
from newsgen.pictures.traits import read_traits
path = Path(sys.argv[1])
traits = read_traits(path.read_bytes())
width, height = traits.width, traits.height
found = encode(path, [Target(1600, round(1600 * height / width), None, "webp"), Target(1200, 630, (0, 0, width, width * 21 // 40), "jpg"), Target(800, 450, (0, 0, width, width * 9 // 16), "avif")])
assert isinstance(found, tuple), found
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1000)
"""


@pytest.mark.nightly
@pytest.mark.parametrize("name", LARGE)
def test_the_largest_files_stay_within_400_megabytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / "large"
    LARGE[name](path)
    out = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert out.returncode == 0, out.stderr
    assert int(out.stdout) < 400
