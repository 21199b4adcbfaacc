"""Headers of pictures: the sizes that an independent decoder reads, and hostile ones within bounds of time and memory."""

import io
import struct
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from newsgen.base.problems import Problem
from newsgen.pictures.header import read_header
from newsgen.pictures.measure import MAX_BYTES, measure
from tests.support import Site, tree

ImageFile.MAXBLOCK = 1 << 18  # Pillow before 12 writes a header into a buffer of this size
SAVED: list[tuple[str, dict[str, Any]]] = [("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"exif": b"Exif\0\0" + bytes(60_000), "comment": b"x" * 60_000}),
         ("PNG", {}), ("GIF", {}), ("WebP", {}), ("WebP", {"lossless": True}), ("WebP", {"exif": b"Exif\0\0" + bytes(20)}), ("AVIF", {})]  # fmt: skip


def saved(format: str, size: tuple[int, int], **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, format, **options)
    return out.getvalue()


@pytest.mark.parametrize(("format", "options"), SAVED)
@pytest.mark.parametrize("size", [(1, 1), (317, 211), (3000, 40)])
def test_the_size_is_the_decoders(format: str, options: dict[str, object], size: tuple[int, int]) -> None:
    data = saved(format, size, **options)
    header = read_header(data)
    assert header is not None
    assert (header.format, header.width, header.height) == (format, *size)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(content), kind) + content


def hostile_avif(items: int) -> bytes:
    """A list of places with many extents, before a size that no item has."""
    places = b"".join(struct.pack(">HHHH", i & 0xFFFF, 0, 0, 65535) for i in range(items))
    iloc = box(b"iloc", bytes([1, 0, 0, 0, 0, 0]) + struct.pack(">H", items & 0xFFFF) + places)
    properties = box(b"iprp", box(b"ipco", box(b"ispe", bytes(4) + struct.pack(">LL", 10, 10))))
    return box(b"ftyp", b"avif" + bytes(4)) + box(b"meta", bytes(4) + iloc + properties)


def avif_of(ipma: bytes) -> bytes:
    """A file whose primary item is 1, with a size and the given owners of it."""
    properties = box(b"iprp", box(b"ipco", box(b"ispe", bytes(4) + struct.pack(">LL", 10, 9))) + box(b"ipma", ipma))
    return box(b"ftyp", b"avif" + bytes(4)) + box(b"meta", bytes(4) + box(b"pitm", bytes(4) + b"\0\1") + properties)


HOSTILE = {
    "many extents": hostile_avif(60_000),
    "many boxes": box(b"ftyp", b"avif") + box(b"free", b"") * 300_000,
    "a box of no length": box(b"ftyp", b"avif") + struct.pack(">L4sQ", 1, b"meta", 0) * 100_000,
    "many owners": avif_of(struct.pack(">LL", 0, 2**32 - 1) + b"\0\2\0" * 500_000),
    "owners of nothing": avif_of(struct.pack(">LL", 0, 1) + b"\0\1\xff"),
    "many brands": box(b"ftyp", b"mif1" * 500_000),
    "fill bytes": b"\xff\xd8" + b"\xff" * 2_000_000,
    "empty segments": b"\xff\xd8" + b"\xff\xe0\0\2" * 500_000,
    "a segment without end": b"\xff\xd8\xff\xe0\0\0" * 10,
    "another format": b"P6 " + b"1" * 1_000_000,
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="9"/>',
    "a TIFF": b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHLL", 256, 4, 1, 10) + struct.pack("<HHLL", 257, 4, 1, 10),
    "a BMP": b"BM" + bytes(16) + struct.pack("<ll", 10, 10) + bytes(40),
    "no sides": struct.pack("<6sHH", b"GIF89a", 0, 0),
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".avif"])
def test_a_hostile_header_is_a_problem_and_costs_nothing(name: str, suffix: str) -> None:
    data = HOSTILE[name]
    tracemalloc.start()
    begin = time.process_time()
    found = measure(f"content/p{suffix}", data)
    seconds, (_, peak) = time.process_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, Problem)
    assert found.code == "not-a-picture"
    assert peak < 2_000_000
    assert seconds < 2


def test_a_size_belongs_to_the_primary_item() -> None:
    assert read_header(avif_of(struct.pack(">LL", 0, 1) + b"\0\1\1\1")) is not None
    assert read_header(avif_of(struct.pack(">LL", 0, 1) + b"\0\2\1\1")) is None
    assert read_header(avif_of(struct.pack(">LL", 1, 2) + b"\0\2\0" + b"\0\1\1\x80\1")) is not None


def test_a_suffix_of_another_format_is_a_problem_that_names_it() -> None:
    found = measure("content/p.jpg", saved("WebP", (4, 3)))
    assert isinstance(found, Problem)
    assert found.code == "picture-suffix"
    assert dict(found.values) == {"name": "p.jpg", "format": "WebP", "suffix": ".webp"}


def test_a_huge_file_is_not_read_whole() -> None:
    found = measure("content/p.gif", saved("GIF", (4, 3)) + bytes(MAX_BYTES))
    assert isinstance(found, Problem)
    assert found.code == "picture-too-large"


@given(st.sampled_from([saved(format, (40, 30), **options) for format, options in SAVED]), st.data())
@settings(max_examples=150, deadline=None)
def test_cut_and_changed_files_never_raise(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, min(len(data), 600)))
    put = draw.draw(st.binary(max_size=12))
    end = draw.draw(st.sampled_from([len(data), at, at + len(put) + 3]))
    read_header((data[:at] + put + data[at + len(put) :])[:end])


def test_a_drawing_under_a_pictures_name_holds_only_its_story_back(tmp_path: Path) -> None:
    """The record keeps all other stories, and everything is as before when the file is gone."""
    site = Site(tmp_path / "site")
    for i in range(3):
        site.story(f"s{i}")
    site.build()
    before = tree(site.output)
    site.write("content/logo.png", HOSTILE["an SVG"])
    site.story("a", image="{src: logo.png, alt: x}")
    report = site.build(keep_good=True)
    assert report.published
    assert [problem.code for problem in report.problems] == ["not-a-picture"]
    assert report.articles == 3
    (site.root / "content/a.md").unlink()
    (site.root / "content/logo.png").unlink()
    site.build()
    assert tree(site.output) == before
