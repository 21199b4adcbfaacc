"""Sound and captions in a build: what is read from files and sidecars, what follows a change, what is held back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsgen.base.problems import Problem
from newsgen.media.adding import add
from newsgen.media.cache import Cache
from newsgen.media.folder_store import FolderStore
from tests.pictures.recordings import flac, mp3, mp4, ogg, wav
from tests.support import SETTINGS, Site, codes, tree
from tests.support.page import read as html

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nنص\n"
PAGE = "2026/05/01/a/index.html"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False)
    site.write("static/sound/a.mp3", mp3(4000))
    site.story("a", kind="audio", sound="/sound/a.mp3")
    return site


def page(site: Site) -> str:
    return (site.output / PAGE).read_text("utf-8")


def facts(site: Site) -> list[str]:
    return [li.text.strip() for li in html(page(site)).first("ul", class_="sound-facts").all("li")]


@pytest.mark.parametrize(
    ("name", "data", "length", "size"),
    [
        ("a.mp3", mp3(4000), "1:44", "1.7 ميغابايت"), ("a.m4a", mp4(75, brand=b"M4A "), "1:15", "1 كيلوبايت"),
        ("a.ogg", ogg(3725), "1:02:05", "1 كيلوبايت"), ("a.opus", ogg(9, opus=True), "0:09", "1 كيلوبايت"),
        ("a.wav", wav(2), "0:02", "32 كيلوبايت"), ("a.flac", flac(61), "1:01", "1 كيلوبايت"), ("صوت 1.mp3", mp3(4000), "1:44", "1.7 ميغابايت"),
    ],
)  # fmt: skip
def test_length_and_size_come_from_the_file(tmp_path: Path, name: str, data: bytes, length: str, size: str) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.write(f"static/sound/{name}", data)
    site.story("a", kind="audio", sound=f"/sound/{name.replace(' ', '%20')}")
    report = site.build()
    assert report.published, report.problems
    assert facts(site) == [f"المدة {length}", f"نزّل الملف ({size})"]


def test_digits_of_the_house(site: Site) -> None:
    site.write("site.yml", SETTINGS + "language: {digits: arab}\n")
    site.build()
    assert facts(site) == ["المدة ١:٤٤", "نزّل الملف (١٫٧ ميغابايت)"]


def test_another_file_of_the_same_name(site: Site) -> None:
    site.build()
    site.write("static/sound/a.mp3", mp3(8000))
    assert site.build().published
    assert facts(site)[0] == "المدة 3:29"


def test_sound_in_the_media_store(site: Site, tmp_path: Path) -> None:
    """The page is the same, and stays so when the file comes back beside its sidecar."""
    site.build()
    before = page(site)
    (tmp_path / "store").mkdir()
    site.write("site.yml", SETTINGS + f"media: {{store: {json.dumps(str(tmp_path / 'store'))}}}\n")
    data = (site.root / "static/sound/a.mp3").read_bytes()
    added = add(site.root, "static/sound/a.mp3", FolderStore(tmp_path / "store"), Cache(site.root))
    assert not isinstance(added, Problem)
    assert site.build().published
    assert page(site) == before
    assert (site.output / "sound/a.mp3").read_bytes() == data
    site.write("static/sound/a.mp3", data)
    assert site.build().published
    assert page(site) == before


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "no-sound-file"),
        (b"", "not-a-recording-file"),
        (b"text", "not-a-recording-file"),
        (wav(), "picture-suffix"),
    ],
)
def test_sound_that_cannot_be_played_is_an_error_at_its_place(site: Site, data: bytes | None, code: str) -> None:
    file = site.write("static/sound/a.mp3", data or b"")
    if data is None:
        file.unlink()
    report = site.build()
    assert not report.published
    assert [(p.code, p.file, p.line) for p in report.problems] == [(code, "content/a.md", 6)]
    site.write("static/sound/a.mp3", mp3(4000))
    assert site.build().published, "the story is read again when its file is there"


def test_sound_of_a_text_that_is_not_there_is_a_link(site: Site) -> None:
    """An import may name what only the old host has."""
    site.story("a", body="نص\n\n[اسم](/up/a.mp3){: .audio}")
    report = site.build()
    assert [(p.code, p.level, p.file, p.line) for p in report.problems] == [
        ("no-sound-file", "warning", "content/a.md", 8)
    ]
    assert '<a class="sound-link" href="/up/a.mp3">اسم</a>' in page(site)
    site.write("static/up/a.mp3", mp3(4000))
    assert codes(site.build()) == []
    assert '<audio src="/up/a.mp3"' in page(site)


def test_a_draft_may_wait_for_its_sound(site: Site) -> None:
    (site.root / "static/sound/a.mp3").unlink()
    site.story("a", kind="audio", sound="/sound/a.mp3", status="draft")
    site.story("b")
    assert codes(site.build(drafts=True)) == ["no-sound-file"]
    site.write("static/sound/a.mp3", mp3(4000))
    assert codes(site.build(drafts=True)) == []
    assert facts(site)[0] == "المدة 1:44"


def test_a_length_that_nobody_can_read(site: Site) -> None:
    site.write("static/sound/a.mp3", mp3(4000)[:200])
    report = site.build()
    assert (codes(report), report.published) == (["sound-length"], True)
    assert [fact.partition(" ")[0] for fact in facts(site)] == ["نزّل"]
    site.story("a", kind="audio", sound="{src: /sound/a.mp3, length: 31:05}")
    site.build()
    assert facts(site)[0] == "المدة 31:05"


def test_sound_under_embargo_is_not_published(site: Site) -> None:
    site.story("a", kind="audio", sound="/sound/a.mp3", date="2026-05-01 10:00", publish_at="2026-07-01 10:00")
    site.story("b")
    site.write("static/sound/a.ar.vtt", VTT)
    report = site.build()
    assert report.published
    assert not [path for path in tree(site.output) if path.startswith("sound/")]


# captions


def tracks(site: Site) -> list[tuple[str, str, str, bool]]:
    found = html(page(site)).all("track")
    return [
        (t.attributes["src"], t.attributes["srclang"], t.attributes["label"], "default" in t.attributes) for t in found
    ]


@pytest.fixture
def film(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False)
    site.write("static/films/port.mp4", mp4())
    site.story("a", body="[الميناء](/films/port.mp4){: .video}")
    return site


def test_captions_beside_a_film(film: Site) -> None:
    film.build()
    assert tracks(film) == []
    film.write("static/films/port.en.vtt", VTT)
    film.build()
    assert tracks(film) == [("/films/port.en.vtt", "en", "English", True)]
    film.write("static/films/port.ar.vtt", VTT)
    film.write("static/films/port.pt-BR.vtt", VTT)
    film.write("static/films/port.xx.vtt", VTT)
    film.build()
    assert tracks(film) == [
        ("/films/port.ar.vtt", "ar", "العربية", True),
        ("/films/port.en.vtt", "en", "English", False),
        ("/films/port.pt-BR.vtt", "pt-br", "Português (BR)", False),
        ("/films/port.xx.vtt", "xx", "xx", False),
    ]
    (film.root / "static/films/port.ar.vtt").unlink()
    film.build()
    assert tracks(film)[0] == ("/films/port.en.vtt", "en", "English", True)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("port.vtt", [("/films/port.vtt", "ar", "العربية", True)]), ("port2.ar.vtt", []), ("port.part1.vtt", []),
        ("port.ar.vtt.txt", []), ("Port.ar.vtt", []), ("port.AR.VTT", [("/films/port.AR.VTT", "ar", "العربية", True)]),
    ],
)  # fmt: skip
def test_names_of_captions(film: Site, name: str, found: list[object]) -> None:
    film.write(f"static/films/{name}", VTT)
    film.build()
    assert tracks(film) == found


def test_a_film_with_a_suffix_in_capitals(film: Site) -> None:
    film.write("static/films/PORT.MP4", mp4())
    film.story("a", body="[الميناء](/films/PORT.MP4){: .video}")
    film.build()
    film.write("static/films/PORT.ar.vtt", VTT)
    film.build()
    assert [track[0] for track in tracks(film)] == ["/films/PORT.ar.vtt"]


def test_captions_of_names_with_points(film: Site) -> None:
    film.write("static/films/2026.11.20.mp4", mp4())
    film.story("a", body="[الميناء](/films/2026.11.20.mp4){: .video}")
    film.build()
    film.write("static/films/2026.11.20.ar.vtt", VTT)
    film.write("static/films/2026.11.vtt", VTT)
    film.build()
    assert [track[0] for track in tracks(film)] == ["/films/2026.11.20.ar.vtt"]


def test_a_name_that_says_its_language_counts_first(film: Site) -> None:
    film.write("static/films/port.vtt", VTT)
    film.write("static/films/port.ar.vtt", VTT)
    film.build()
    assert [track[0] for track in tracks(film)] == ["/films/port.ar.vtt"]


def test_captions_of_a_film_with_an_arabic_name_on_a_page(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS.replace("example.org/", "example.org/news/"))
    site.story("a")
    site.write("static/أفلام/ميناء.mp4", mp4())
    site.write("static/أفلام/ميناء.ar.vtt", VTT)
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\n[الميناء](/أفلام/ميناء.mp4){: .video}\n")
    site.build()
    about = html((site.output / "about/index.html").read_text("utf-8"))
    assert about.first("track").attributes["src"].startswith("/news/%D8%A3")
    assert [path for path in tree(site.output) if path.endswith(".vtt")] == ["أفلام/ميناء.ar.vtt"]


def test_captions_of_hidden_films_are_not_published(film: Site) -> None:
    film.story("a", body="[الميناء](/films/port.mp4){: .video}", status="draft")
    film.story("b")
    film.write("static/films/port.ar.vtt", VTT)
    film.build()
    assert not [path for path in tree(film.output) if path.startswith("films/")]


def test_captions_with_mistakes_are_told_with_their_line(film: Site) -> None:
    film.write("static/films/port.ar.vtt", "WEBVTT\n\n00:01,000 --> 00:02,000\nنص\n")
    report = film.build()
    assert [(p.code, p.file, p.line, p.level) for p in report.problems] == [
        ("captions-syntax", "static/films/port.ar.vtt", 3, "warning")
    ]
    assert report.published


# pages


def test_a_page_pays_only_for_what_it_has(site: Site) -> None:
    site.story("b")
    site.story("c", body="[اسم](/sound/a.mp3){: .audio}")
    site.story("d", body="## نص {.transcript}\n\nنص")
    site.build()
    loaded = {}
    for name in "abcd":
        text = (site.output / f"2026/05/01/{name}/index.html").read_text("utf-8")
        loaded[name] = [asset in text for asset in ("sound.css", "sound.js", "<audio")]
    assert loaded == {"a": [True, True, True], "b": [False] * 3, "c": [True, True, True], "d": [True, False, False]}


def test_cards_have_a_sign_and_the_length(site: Site) -> None:
    site.build()
    kinds = [mark.text for mark in html((site.output / "index.html").read_text("utf-8")).all("span", class_="kind")]
    assert set(kinds) == {"صوت 1:44"}


def test_open_graph_feeds_and_structured_data(site: Site) -> None:
    site.build()
    head = page(site)
    assert '<meta property="og:audio" content="https://example.org/sound/a.mp3">' in head
    assert '<meta property="og:audio:type" content="audio/mpeg">' in head
    data = json.loads(html(head).first("script", type="application/ld+json").text)
    (audio,) = (node["audio"] for node in data["@graph"] if "audio" in node)
    assert audio["duration"] == "PT1M44S"
    assert audio["contentUrl"] == "https://example.org/sound/a.mp3"
    size = (site.root / "static/sound/a.mp3").stat().st_size
    assert f'<enclosure url="https://example.org/sound/a.mp3" length="{size}" type="audio/mpeg"/>' in (
        site.output / "feed.xml"
    ).read_text("utf-8")
    (item,) = json.loads((site.output / "feed.json").read_text("utf-8"))["items"]
    assert item["attachments"][0]["size_in_bytes"] == size
