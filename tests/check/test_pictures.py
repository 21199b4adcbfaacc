"""What ``newsgen check`` says of pictures: where each rule begins and ends, what switches it off, and what it costs."""

from __future__ import annotations

import functools
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsgen.check import picture_files
from newsgen.cli import command_line
from tests.pictures.recordings import box, film, text
from tests.support import SETTINGS, Site
from tests.support.cases import sampled
from tests.support.pictures import png

CREDIT = "credit: هالة"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def found(site: Site, capsys: pytest.CaptureFixture[str], only: str = "picture") -> list[tuple[str, str, int]]:
    """(code, file, line) of the findings of the rules of pictures."""
    command_line.main(
        ["check", "--site", str(site.root), "--now", "2026-06-01T12:00", "--lang", "en", "--json", "--only", only]
    )
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [(problem["code"], problem["file"], problem["line"]) for problem in problems]


def lead(site: Site, width: int, height: int, more: str = CREDIT) -> None:
    site.write("content/a.png", png(width, height))
    site.story("one", image=f"{{src: a.png, alt: مركب, {more}}}" if more else "{src: a.png, alt: مركب}")


def saved(image: Image.Image, format: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **more)
    return out.getvalue()


# sizes


@sampled(3)
@pytest.mark.parametrize(
    ("size", "settings", "code"),
    [
        ((1200, 800), "", ""), ((1199, 800), "", "picture-preview"), ((728, 500), "", "picture-preview"), ((727, 500), "", "picture-enlarged"),
        ((300, 200), "", "picture-enlarged"), ((600, 700), "", "picture-preview"), ((600, 600), "", "picture-enlarged"),
        ((1210, 800), "check: {lead_width: 1205}\n", ""), ((3000, 2000), "check: {lead_width: 2400}\n", ""), ((2300, 2000), "check: {lead_width: 2400}\n", "picture-preview"),
        ((600, 400), "check: {text_width: 0}\n", "picture-preview"), ((600, 400), "check: {text_width: 0, lead_width: 0}\n", ""),
        ((900, 600), "pictures: {since: 2026-05-02}\n", "picture-preview"), ((900, 600), "pictures: {resizer: '/r/{width}/{address}'}\n", "picture-preview"),
    ],
)  # fmt: skip
def test_the_width_of_the_picture_at_the_top(
    site: Site, capsys: pytest.CaptureFixture[str], size: tuple[int, int], settings: str, code: str
) -> None:
    """The picture's own width counts, not that of the largest file that is made of it."""
    site.write("site.yml", SETTINGS + settings)
    lead(site, *size)
    assert found(site, capsys) == ([(code, "content/one.md", 5)] if code else [])


@pytest.mark.parametrize(
    ("width", "settings", "count"), [(750, "", 0), (728, "", 0), (727, "", 1), (2500, "check: {text_width: 2400}\n", 0)]
)
def test_the_width_of_a_picture_in_the_text(
    site: Site, capsys: pytest.CaptureFixture[str], width: int, settings: str, count: int
) -> None:
    site.write("site.yml", SETTINGS + settings)
    site.write("content/a.png", png(width, 400))
    site.story("one", body="نص.\n\n![مركب](a.png)")
    assert found(site, capsys) == [("picture-small", "content/one.md", 8)] * count


@pytest.mark.parametrize(
    ("size", "count"), [((168, 200), 0), ((167, 200), 1), ((400, 100), 1), ((600, 160), 1), ((800, 800), 0)]
)
def test_the_size_of_a_portrait(
    site: Site, capsys: pytest.CaptureFixture[str], size: tuple[int, int], count: int
) -> None:
    site.story("one")
    site.write("content/authors/hala.png", png(*size))
    site.write("content/authors/hala.yml", "name: هالة\nimage:\n  src: hala.png\n  alt: هالة\n")
    assert found(site, capsys) == [("picture-small", "content/authors/hala.yml", 3)] * count


# crops


@sampled(5)
@pytest.mark.parametrize(
    ("size", "more", "settings", "count"),
    [
        ((1600, 900), "", "", 0), ((1200, 1800), "", "", 0), ((1500, 1500), "", "", 0), ((2400, 1000), "", "", 0), ((1080, 1920), "", "", 1), ((3000, 1000), "", "", 1),
        ((1080, 1920), "focus: [0.5, 0.2]", "", 0), ((1080, 1920), "focus: [0.5, 0.4]", "", 0), ((1080, 1920), "", "check: {crop_percent: 0}\n", 0),
        ((1600, 900), "", "check: {crop_percent: 60}\n", 1), ((1080, 1920), "", "pictures: {since: 2026-05-02}\n", 0), ((400, 2000), "", "", 0),
    ],
)  # fmt: skip
def test_crops_that_cut_most_of_a_picture(
    site: Site, capsys: pytest.CaptureFixture[str], size: tuple[int, int], more: str, settings: str, count: int
) -> None:
    site.write("site.yml", SETTINGS + settings)
    lead(site, *size, f"{CREDIT}, {more}" if more else CREDIT)
    assert found(site, capsys, "picture-crop") == [("picture-crop", "content/one.md", 5)] * count


def test_a_focus_in_the_text_of_another_story_changes_nothing(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    lead(site, 1080, 1920)
    site.story("two", image=f"{{src: a.png, alt: مركب, {CREDIT}, focus: [0.1, 0.1]}}")
    assert found(site, capsys, "picture-crop") == [("picture-crop", "content/one.md", 5)]


@pytest.mark.parametrize(
    ("mode", "format", "count"),
    [
        ("RGB", "PNG", 0),
        ("L", "PNG", 0),
        ("RGBA", "PNG", 1),
        ("LA", "PNG", 1),
        ("RGBA", "WEBP", 1),
        ("RGB", "WEBP", 0),
        ("RGB", "JPEG", 0),
    ],
)
def test_transparent_pictures_at_the_top(
    site: Site, capsys: pytest.CaptureFixture[str], mode: str, format: str, count: int
) -> None:
    name = f"a.{format.lower().replace('jpeg', 'jpg')}"
    site.write(f"content/{name}", saved(Image.new(mode, (1280, 720)), format))
    site.story("one", image=f"{{src: {name}, alt: شعار, {CREDIT}}}")
    site.story("two", body=f"![شعار]({name})")
    assert found(site, capsys) == [("picture-transparent", "content/one.md", 5)] * count


# credits


@pytest.mark.parametrize(
    ("image", "settings", "count"),
    [
        ("{src: a.png, alt: مركب}", "", 1), ("a.png", "", 1), ("{src: a.png, alt: مركب, credit: هالة}", "", 0), ("{src: a.png, alt: مركب}", "check: {credit: false}\n", 0),
        ("{caption: كلام بلا صورة}", "", 0), ("{src: 'https://a.example/a.png', width: 1600, height: 900, alt: مركب}", "policy: {image: ['https://a.example']}\n", 1),
        ("{src: a.png, alt: مركب, caption: تصوير هالة}", "", 1),
    ],
)  # fmt: skip
def test_pictures_without_a_credit(
    site: Site, capsys: pytest.CaptureFixture[str], image: str, settings: str, count: int
) -> None:
    site.write("site.yml", SETTINGS + settings)
    site.write("content/a.png", png(1600, 900))
    site.story("one", image=image)
    site.story("other", body="![مركب](a.png)")
    assert found(site, capsys, "picture-credit") == [("picture-credit", "content/one.md", 5)] * count


def test_the_credit_and_the_focus_of_a_sidecar_count(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    lead(site, 1080, 1920, "")
    assert [code for code, *_ in found(site, capsys)] == ["picture-credit", "picture-crop", "picture-preview"]
    subprocess.run(["git", "init", "-q", str(site.root)], check=True)
    (site.root.parent / "originals").mkdir()
    site.write("site.yml", SETTINGS + "media: {store: ../originals}\n")
    assert command_line.main(["media", "--site", str(site.root), "add", str(site.root / "content/a.png")]) == 0
    sidecar = site.root / "content/a.png.yml"
    kept = [line for line in sidecar.read_text().splitlines() if not line.startswith(("credit:", "focus:"))]
    sidecar.write_text("\n".join([*kept, "credit: هالة", "focus: [0.3, 0.2]", ""]))
    capsys.readouterr()
    assert [code for code, *_ in found(site, capsys)] == ["picture-preview"]


# git


def gps(*, degrees: bool = True) -> Image.Exif:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 57.0, 6.0), 3: "E", 4: (35.0, 56.0, 0.0)} if degrees else {29: "2026:05:01"}
    return exif


def noise() -> Image.Image:
    """A picture of some 800 kB."""
    return Image.effect_noise((900, 900), 100)


@pytest.fixture
def repository(site: Site) -> Site:
    site.story("one")
    site.write(".gitignore", "/public\n/.newsgen\n/content/private/\n")
    subprocess.run(["git", "init", "-q", str(site.root)], check=True)
    return site


GREY = functools.partial(Image.new, "RGB", (9, 9))


@sampled(4)
@pytest.mark.parametrize(
    ("name", "make", "count"),
    [
        ("a.jpg", lambda: saved(GREY(), "JPEG", exif=gps()), 1), ("a.JPEG", lambda: saved(GREY(), "JPEG", exif=gps()), 1),
        ("a.jpg", lambda: saved(GREY(), "JPEG", exif=gps(degrees=False)), 0), ("a.jpg", lambda: saved(GREY(), "JPEG"), 0),
        ("a.png", lambda: saved(noise(), "PNG", exif=gps()), 1), ("a.webp", lambda: saved(noise().convert("RGB"), "WEBP", exif=gps(), lossless=True), 1),
        ("a.avif", lambda: saved(GREY(), "AVIF", exif=gps(), speed=10), 1), ("a.jpg", lambda: b"", 0), ("a.jpg", lambda: b"\xff\xd8\xff\xe1\xff\xff", 0),
        ("a.jpg", lambda: b"\xff\xd8" + b"\xff" * 1_000_000, 0),
        ("a.mp4", lambda: film(box(b"udta", text(b"\xa9xyz", b"+31.9+035.9/"))), 1), ("a.m4a", lambda: film(box(b"udta", box(b"loci", b"+31.9+035.9/"))), 1),
        ("a.MOV", lambda: film(box(b"udta", text(b"\xa9xyz", b"+31.9+035.9/"))), 1), ("a.mp4", lambda: b"", 0), ("a.mp3", lambda: b"ID3" + bytes(99), 0),
    ],
)  # fmt: skip
def test_pictures_in_git_that_say_where_they_were_taken(
    repository: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    make: Callable[[], bytes],
    count: int,
) -> None:
    data = make()
    repository.write(f"static/{name}", data)
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("no pixel is decoded"))
    assert found(repository, capsys, "picture-position") == [("picture-position", f"static/{name}", 0)] * count


def test_only_files_that_git_has_or_would_take_count(repository: Site, capsys: pytest.CaptureFixture[str]) -> None:
    data = saved(Image.new("RGB", (9, 9)), "JPEG", exif=gps())
    for path in ("static/a.jpg", "static/مركب.jpg", "static/[a].jpg", "content/private/b.jpg", "content/c.jpg"):
        repository.write(path, data)
    subprocess.run(["git", "-C", str(repository.root), "add", "content/c.jpg"], check=True)
    found_in = ["content/c.jpg", "static/[a].jpg", "static/a.jpg", "static/مركب.jpg"]
    assert [file for _, file, _ in found(repository, capsys, "picture-position")] == found_in
    (repository.root / ".git").rename(repository.root / "away")
    assert found(repository, capsys, "picture-position") == []


def test_without_git_nothing_is_in_it(
    repository: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("static/a.jpg", bytes(6_000_000))
    assert [code for code, *_ in found(repository, capsys)] == ["picture-heavy"]
    monkeypatch.setenv("PATH", "")
    assert found(repository, capsys) == []


def test_a_site_in_a_folder_of_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    site.write("static/a.jpg", bytes(6_000_000))
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert found(site, capsys) == [("picture-heavy", "static/a.jpg", 0)]
    (tmp_path / ".gitignore").write_text("/site/static\n")
    assert found(site, capsys) == []


@sampled(3)
@pytest.mark.parametrize(
    ("name", "size", "settings", "attributes", "count"),
    [
        ("a.jpg", 5_000_001, "", "", 1), ("a.jpg", 5_000_000, "", "", 0), ("a.mp4", 6_000_000, "", "", 1), ("a.MP3", 6_000_000, "", "", 1), ("a.pdf", 6_000_000, "", "", 0),
        ("a.jpg", 6_000_000, "check: {git_megabytes: 6}\n", "", 0), ("a.jpg", 6_000_000, "check: {git_megabytes: 0}\n", "", 0),
        ("a.jpg", 6_000_000, "", "*.jpg filter=lfs diff=lfs merge=lfs -text\n", 0), ("a.jpg", 6_000_000, "", "*.png filter=lfs\n", 1), ("a.jpg", 6_000_000, "", "*.jpg -filter\n", 1),
    ],
)  # fmt: skip
def test_files_that_are_too_heavy_for_git(
    repository: Site,
    capsys: pytest.CaptureFixture[str],
    name: str,
    size: int,
    settings: str,
    attributes: str,
    count: int,
) -> None:
    repository.write("site.yml", SETTINGS + settings)
    repository.write(".gitattributes", attributes)
    repository.write(f"static/{name}", bytes(size))
    assert found(repository, capsys, "picture-heavy") == [("picture-heavy", f"static/{name}", 0)] * count


def test_the_remedy_names_the_command(repository: Site, capsys: pytest.CaptureFixture[str]) -> None:
    repository.write("static/a b.jpg", bytes(6_000_000))
    command_line.main(["check", "--site", str(repository.root), "--now", "2026-06-01T12:00", "--lang", "en"])
    told = capsys.readouterr().err
    assert "6.0 MB" in told
    assert "newsgen media add 'static/a b.jpg'" in told


def test_of_a_photograph_only_the_beginning_is_read(repository: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(saved(Image.new("RGB", (9, 9)), "JPEG") + bytes(50_000_000))
    import tracemalloc

    tracemalloc.start()
    assert not picture_files._has_position(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * picture_files.HEAD
