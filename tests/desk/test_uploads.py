"""Pictures that browsers send: by content, within bounds, beside the story and nowhere else, by those who may."""

from __future__ import annotations

import http.client
import io
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from newsgen.base.problems import Problem
from newsgen.desk.uploads import MOST_PICTURE, checked_picture, picture_name, read_picture, store_picture
from tests.desk.running import LIVE, OTHER, OWN, Running, running_desk

pytest.importorskip("argon2")


def picture(format: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (120, 30, 30)).save(out, format, **more)
    return out.getvalue()


def iptc(*records: tuple[int, str]) -> bytes:
    """A JPEG with these records of IPTC-IIM, in UTF-8."""
    written = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for number, text in records:
        data = text.encode()
        written += b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(data)) + data
    block = b"8BIM\x04\x04\0\0" + struct.pack(">L", len(written)) + written + b"\0" * (len(written) % 2)
    segment = b"Photoshop 3.0\0" + block
    data = picture()
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and has none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ZIP = b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_format_is_taken_as_it_is(format: str) -> None:
    data = picture(format)
    assert checked_picture(data) == (data, {"WEBP": "WebP"}.get(format, format))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0", SVG, b"<html>", b"%PDF-1.7\n", ZIP, b"BM" + b"\0" * 60, picture("GIF"), picture("TIFF"), picture("BMP"),
        b"\xff\xd8\xff", picture()[:200], picture("PNG")[:-9], picture("WEBP")[:-9], picture("AVIF")[:60],
        b"GIF89a/*" + SVG, b"\x89PNG\r\n\x1a\n" + SVG, b"RIFF\x10\0\0\0WEBP" + SVG, SVG + picture(), b"\xef\xbb\xbf" + picture(),
        png_of(60_000, 60_000), png_of(100_000, 10), png_of(0, 10), b"\0" * (MOST_PICTURE + 1),
    ],
    ids=lambda data: repr(data[:12]) + str(len(data)),
)  # fmt: skip
def test_everything_else_is_refused(data: bytes) -> None:
    assert isinstance(checked_picture(data), Problem)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("tail", [ZIP, SVG, b"<script>", b"\0", b"\xff\xd8\xff", b"\0\0\0\x10mdzt" + b"\0" * 8])
def test_what_is_appended_to_a_picture_is_left_behind(format: str, tail: bytes) -> None:
    data = picture(format)
    found = checked_picture(data + tail)
    assert not isinstance(found, Problem)
    assert found[0] == data


def test_the_server_makes_the_name() -> None:
    data = picture()
    assert picture_name("library.md", data, "JPEG").startswith("library-")
    assert picture_name("افتتاح المكتبة.md", data, "JPEG").startswith("افتتاح-المكتبة-")
    assert picture_name("../../x.md", data, "JPEG").startswith("x-")
    assert picture_name("….md", data, "PNG").startswith("picture-")
    long = picture_name("ط" * 120 + ".md", data, "AVIF")
    assert len(long.encode()) < 90
    assert long.endswith(".avif")


def test_the_same_picture_is_one_file_and_another_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    first, again, other = (store_picture(tmp_path, OWN, data) for data in (picture(), picture(), picture(size=(9, 9))))
    assert first == again
    assert not isinstance(first, Problem)
    assert not isinstance(other, Problem)
    assert first.src != other.src
    assert (first.width, first.height) == (60, 40)
    assert sorted(file.name for file in (tmp_path / "content").iterdir()) == sorted((first.src, other.src))
    assert (tmp_path / "content" / first.src).read_bytes() == picture()


def test_the_words_of_a_picture_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    found = store_picture(tmp_path, OWN, iptc((120, "الميناء عند الفجر"), (110, "وكالة الساحل"), (80, "سلمى")))
    assert not isinstance(found, Problem)
    assert (found.caption, found.credit) == ("الميناء عند الفجر", "وكالة الساحل")


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "content/linked").symlink_to(outside)
    with pytest.raises(OSError, match=r"."):
        store_picture(site, "content/linked/a.md", picture())
    assert list(outside.iterdir()) == []
    name = picture_name("a.md", picture(), "JPEG")
    (outside / "victim").write_bytes(b"own")
    (site / "content" / name).symlink_to(outside / "victim")
    with pytest.raises(OSError, match=r"."):
        store_picture(site, "content/a.md", picture())
    assert (outside / "victim").read_bytes() == b"own"


def test_only_pictures_of_the_site_are_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in ("content/a", "static/files", "content/.hidden"):
        (site / name).mkdir(parents=True)
    for name in (
        "content/a/b.jpg",
        "static/files/c.jpg",
        "content/my pic.jpg",
        "content/.hidden/d.jpg",
        "e.jpg",
        "content/f.svg",
    ):
        (site / name).write_bytes(picture())
    (tmp_path / "g.jpg").write_bytes(picture())
    (site / "content/h.jpg").write_bytes(SVG)
    (site / "content/i.jpg").symlink_to(tmp_path / "g.jpg")
    story = "content/a/story.md"
    for src in ("b.jpg", "../a/b.jpg", "/files/c.jpg", "../my%20pic.jpg", "../my pic.jpg"):
        assert read_picture(site, story, src) == (picture(), "image/jpeg"), src
    for src in ("", "none.jpg", "../../e.jpg", "../../../g.jpg", "/../e.jpg", "//e.jpg", "../.hidden/d.jpg", "../f.svg", "../h.jpg",
                "../i.jpg", "story.md", "%2e%2e/%2e%2e/e.jpg", "b.jpg\0", "\udcff.jpg"):  # fmt: skip
        assert read_picture(site, story, src) is None, src


# the server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def test_who_may_send_and_see_a_picture(running: Running) -> None:
    address = f"/_/api/picture?path={OWN}"
    status, _, text = running.ask("POST", address, picture("PNG"), user="salma")
    assert status == 200
    src = json.loads(text)["src"]
    for user, wanted in (("salma", 200), ("karim", 200)):
        status, headers, _ = running.ask("GET", f"{address}&src={quote(src)}", user=user)
        assert (status, headers["Content-Type"]) == (wanted, "image/png")
        assert headers["X-Content-Type-Options"] == "nosniff"
    before = sorted((running.site / "content").iterdir())
    for path in (OTHER, LIVE):
        assert running.ask("POST", f"/_/api/picture?path={path}", picture("WEBP"), user="salma")[0] == 403
        assert running.ask("GET", f"/_/api/picture?path={path}&src={quote(src)}", user="salma")[0] == 403
    assert running.ask("POST", address, picture("WEBP"))[0] == 401
    assert (
        running.ask("POST", address, picture("WEBP"), user="salma", headers={"Origin": "https://other.example"})[0]
        == 403
    )
    assert running.ask("POST", address, picture("WEBP"), user="salma", headers={"X-Desk-Token": "0"})[0] == 403
    assert running.ask("POST", "/_/api/picture?path=../x.md", picture("WEBP"), user="karim")[0] == 404
    assert sorted((running.site / "content").iterdir()) == before


def test_a_refused_picture_says_why_and_a_huge_one_is_not_read(running: Running) -> None:
    status, _, text = running.ask("POST", f"/_/api/picture?path={OWN}", SVG, user="karim")
    assert status == 422
    assert "JPEG" in json.loads(text)["message"]
    comment = b"\xff\xfe\xff\xff" + b"x" * 65533
    large = picture()[:2] + comment * 150 + picture()[2:]  # larger than any other request may be
    status, _, text = running.ask("POST", f"/_/api/picture?path={OWN}", large, user="karim")
    assert status == 200
    assert (running.site / "content" / json.loads(text)["src"]).read_bytes() == large
    assert status_of(running, b"\0" * (MOST_PICTURE + 2**20)) in (400, 413)


def test_a_picture_that_comes_slowly_holds_nobody_up(running: Running) -> None:
    data = picture()
    data = data[:2] + (b"\xff\xfe\xff\xff" + b"x" * 65533) * 200 + data[2:]
    slow = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    slow.putrequest("POST", f"/_/api/picture?path={OWN}", skip_host=True)
    for name, value in (
        ("Host", f"localhost:{running.port}"), ("Cookie", f"__Host-desk={running.cookies['karim']}"), ("Origin", running.origin),
        ("X-Desk-Token", running.tokens["karim"]), ("Content-Length", str(len(data))),
    ):  # fmt: skip
        slow.putheader(name, value)
    slow.endheaders()
    for start in range(0, len(data), 2**22):
        assert running.ask("GET", f"/_/api/story?path={OWN}", user="salma")[0] == 200
        slow.send(data[start : start + 2**22])
    answer = slow.getresponse()
    assert answer.status == 200
    assert (running.site / "content" / json.loads(answer.read())["src"]).read_bytes() == data
    slow.close()


def status_of(running: Running, data: bytes) -> int:
    """What the server answers to a picture; 413 where it hangs up before it has read it all."""
    try:
        return running.ask("POST", f"/_/api/picture?path={OWN}", data, user="karim")[0]
    except OSError:
        return 413


def test_links_are_found_by_words_of_headlines(running: Running) -> None:
    def found(user: str, words: str) -> list[str]:
        return [
            one["title"]
            for one in json.loads(running.ask("GET", f"/_/api/links?q={quote(words)}", user=user)[2])["stories"]
        ]

    assert found("salma", "منشوره") == ["منشورة"]  # folded
    assert found("salma", "سر كريم") == []
    assert found("karim", "سر كريم") == ["سر كريم"]
    assert found("karim", "لا شيء كهذا") == []
    assert found("karim", " ") == []
    assert running.ask("GET", "/_/api/links?q=x")[0] == 302
