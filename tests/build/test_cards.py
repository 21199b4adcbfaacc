"""Share cards in a build: each visible story since ``cards.since`` has the card that its page names, and no other is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, features

from newsgen.pictures.card_making import CardMaking, make_cards
from tests.support import NOW, SETTINGS, Site, codes, tree
from tests.support.cases import sampled

CARDS = "cards: {since: 2026-05-01}\n"
FONTS = Path(__file__).parents[2] / "static/assets/fonts"
LATER = "2026-06-02 06:00"


def jpeg(colour: str = "#336699", size: tuple[int, int] = (1600, 1200)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("NEWSGEN_RENDITIONS", str(tmp_path / "renditions"))
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + CARDS)
    site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00")
    site.story("old", title="خبر قديم", date="2026-04-30 10:00")
    return site


def built(site: Site, **more: Any) -> dict[str, bytes]:
    """The output after a build, which is the same as that of a clean one."""
    report = site.build(**more)
    assert report.published, report.problems
    return tree(site.output)


def same_as_clean(site: Site, files: dict[str, bytes], **more: Any) -> None:
    shutil.rmtree(site.root / "clean", ignore_errors=True)
    report = site.build(site.root / "clean", **more)
    assert report.published, report.problems
    assert files == tree(site.root / "clean")
    shutil.rmtree(site.root / "clean")


def cards(files: dict[str, bytes]) -> set[str]:
    return {path for path in files if re.fullmatch(r"media/[0-9a-f]{20}/card-\d+\.jpg", path)}


def shared(files: dict[str, bytes], page: str) -> str:
    """The og:image of a story's page; empty without."""
    (text,) = (data.decode() for path, data in files.items() if path.endswith(f"/{page}/index.html"))
    found = re.search('property="og:image" content="https://example.org/([^"]*)"', text)
    return found[1] if found else ""


def test_a_story_s_page_names_its_card(site: Site) -> None:
    files = built(site)
    (path,) = cards(files)
    assert shared(files, "one") == path
    assert not shared(files, "old").endswith("jpg")
    with Image.open(BytesIO(files[path])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    page = files["2026/05/10/one/index.html"].decode()
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="فاز \u20682-1\u2069 أمس">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    same_as_clean(site, files)


STEPS: dict[str, Callable[[Site], object]] = {
    "another headline": lambda site: site.story("one", title="خسر 2-1 أمس", date="2026-05-10 10:00"),
    "another section": lambda site: site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00", section="sport"),
    "another kind": lambda site: site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00", kind="brief"),
    "another text": lambda site: site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00", body="آخر"),
    "withdrawn": lambda site: site.story("one", date="2026-05-10 10:00", status="withdrawn", note="خطأ"),
    "a draft": lambda site: site.story("one", date="2026-05-10 10:00", status="draft"),
    "under embargo": lambda site: site.story("one", date=LATER),
    "deleted": lambda site: (site.root / "content/one.md").unlink(),
    "the same headline twice": lambda site: site.story("two", title="فاز 2-1 أمس", date="2026-05-12 10:00"),
    "older than since": lambda site: site.story("one", date="2026-04-10 10:00"),
    "a picture": lambda site: (
        site.write("content/a.jpg", jpeg()),
        site.story("one", date="2026-05-10 10:00", image="{src: a.jpg, alt: صورة}"),
    ),
    "an earlier since": lambda site: site.write("site.yml", SETTINGS + "cards: {since: 2020-01-01}\n"),
    "no cards": lambda site: site.write("site.yml", SETTINGS),
    "dark": lambda site: site.write("site.yml", SETTINGS + "cards: {since: 2026-05-01, ground: dark}\n"),
    "another accent": lambda site: site.write("site.yml", SETTINGS + CARDS + 'look: {accent: "#8a1c5b"}\n'),
    "another name": lambda site: site.write("site.yml", (SETTINGS + CARDS).replace("title: صحيفة", "title: جريدة")),
}


@sampled(5)
@pytest.mark.parametrize("name", STEPS)
def test_a_change_gives_what_a_clean_build_gives_and_so_does_the_way_back(site: Site, name: str) -> None:
    first = built(site)
    content = {path: (site.root / path).read_text(encoding="utf-8") for path in ("content/one.md", "site.yml")}
    STEPS[name](site)
    second = built(site)
    same_as_clean(site, second)
    assert {shared(second, page) for page in ("one", "two", "old") if any(f"/{page}/" in p for p in second)} >= cards(
        second
    )
    for path, text in content.items():
        site.write(path, text)
    (site.root / "content/two.md").unlink(missing_ok=True)
    assert built(site).keys() >= first.keys()
    same_as_clean(site, tree(site.output))


@sampled(2)
@pytest.mark.parametrize(
    ("name", "count"),
    [("another text", 0), ("another headline", 1), ("the same headline twice", 0), ("deleted", 0), ("dark", 1)],
)
def test_a_change_draws_what_it_needs(site: Site, monkeypatch: pytest.MonkeyPatch, name: str, count: int) -> None:
    built(site)
    drawn: list[CardMaking] = []
    monkeypatch.setattr(
        "newsgen.build.cards.make_cards", lambda tools, items: drawn.extend(items) or make_cards(tools, items)
    )
    STEPS[name](site)
    built(site)
    assert len(drawn) == count


def test_a_card_serves_all_stories_with_its_headline(site: Site) -> None:
    site.story("two", title="فاز 2-1 أمس", date="2026-05-12 10:00")
    assert len(cards(built(site))) == 1
    (site.root / "content/one.md").unlink()
    files = built(site)
    assert cards(files) == {shared(files, "two")}
    (site.root / "content/two.md").unlink()
    assert not cards(built(site))


def test_time_alone_brings_a_card(site: Site) -> None:
    site.story("later", title="خبر الغد", date=LATER)
    assert len(cards(built(site))) == 1
    files = built(site, now=NOW + timedelta(days=2))
    assert len(cards(files)) == 2
    same_as_clean(site, files, now=NOW + timedelta(days=2))
    assert len(cards(built(site))) == 1


def test_the_store_keeps_cards(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    files = built(site)
    shutil.rmtree(site.output)
    monkeypatch.setattr("newsgen.pictures.card_making.draw", None)
    assert built(site) == files
    same_as_clean(site, files)


@sampled(3)
@pytest.mark.parametrize("harm", ["deleted", "damaged", "store emptied", "store damaged"])
def test_what_was_lost_comes_back(site: Site, harm: str) -> None:
    files = built(site)
    (path,) = cards(files)
    stored = [file for file in (site.root.parent / "renditions").rglob("*.jpg.*")]
    assert len(stored) == 1
    if harm == "store emptied":
        shutil.rmtree(site.root.parent / "renditions")
    elif harm == "store damaged":
        stored[0].write_bytes(b"x")
    if harm == "deleted":
        (site.output / path).unlink()
    else:
        (site.output / path).write_bytes(b"x")
    (site.output / ".newsgen").unlink()
    assert built(site) == files


@pytest.mark.ci
def test_with_all_a_picture_has_the_newsroom_s_name(site: Site) -> None:
    site.write("site.yml", SETTINGS + "cards: {since: 2026-05-01, for: all}\n")
    site.write("content/a.jpg", jpeg())
    site.story("one", date="2026-05-10 10:00", image="{src: a.jpg, alt: صورة}")
    files = built(site)
    (path,) = cards(files)
    assert shared(files, "one") == path
    assert 'og:image:alt" content="صورة"' in files["2026/05/10/one/index.html"].decode()
    with Image.open(BytesIO(files[path])) as picture:
        assert picture.size == (1200, 630)
        assert picture.getpixel((100, 500)) != picture.getpixel((1196, 4))
    same_as_clean(site, files)
    site.write("content/a.jpg", jpeg("#aa3311"))
    again = built(site)
    assert cards(again) != {path}
    same_as_clean(site, again)
    site.write("site.yml", SETTINGS + CARDS)
    files = built(site)
    assert not cards(files)
    assert shared(files, "one").endswith(".jpg")
    same_as_clean(site, files)


def test_the_newsroom_s_own_font(site: Site) -> None:
    (arabic,) = (file for file in FONTS.glob("text-*.woff2") if "latin" not in file.name)
    (light,) = FONTS.glob("head-500-*.woff2")
    theme = built(site)
    site.write("static/f/head.woff2", arabic.read_bytes())
    site.write("site.yml", SETTINGS + CARDS + "look: {head_font: {src: /f/head.woff2}}\n")
    first = built(site)
    assert cards(first) != cards(theme)
    same_as_clean(site, first)
    site.write("static/f/head.woff2", light.read_bytes())
    second = built(site)
    assert cards(second) == cards(first)
    assert [second[path] for path in cards(second)] != [first[path] for path in cards(first)]
    same_as_clean(site, second)
    site.write("static/f/head.woff2", arabic.read_bytes())
    assert built(site) == first


@pytest.mark.parametrize("font", [None, b"no font"])
def test_a_font_that_is_missing_or_damaged_stops_the_build(site: Site, font: bytes | None) -> None:
    site.write("site.yml", SETTINGS + CARDS + "look: {head_font: {src: /f/head.woff2}}\n")
    if font is not None:
        site.write("static/f/head.woff2", font)
    report = site.build()
    assert not report.published
    assert [(p.code, p.file) for p in report.problems if p.level == "error"] == [("card-font", "site.yml")]


def test_without_raqm_nothing_is_published(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != "raqm")
    site.story("two", title="خبر آخر", date="2026-05-12 10:00")
    report = site.build()
    assert not report.published
    assert [(p.code, p.file) for p in report.problems if p.level == "error"] == [("no-raqm", "site.yml")]


def test_a_picture_that_cannot_be_decoded_is_told_at_its_story(site: Site) -> None:
    site.write("site.yml", SETTINGS + "cards: {since: 2026-05-01, for: all}\n")
    site.write("content/a.jpg", jpeg()[:700])
    site.story("one", date="2026-05-10 10:00", image="{src: a.jpg, alt: صورة}")
    report = site.build()
    assert not report.published
    assert {(p.code, p.file) for p in report.problems if p.level == "error"} == {
        ("picture-undecodable", "content/one.md")
    }


def test_the_preview_draws_none(site: Site) -> None:
    report = site.build(site.root / "preview", pictures_later=True)
    assert report.published
    assert not cards(tree(site.root / "preview"))


def test_many_cards_by_workers(site: Site) -> None:
    for number in range(12):
        site.story(f"n{number}", title=f"خبر رقم {number}", date="2026-05-11 10:00")
    files = built(site, jobs=2)
    assert len(cards(files)) == 13
    same_as_clean(site, files, jobs=1)
    assert codes(site.build()) == []


def test_a_picture_of_the_text_comes_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands for the story, with its own JPEG or on a card; whatever a link does not show is not published."""
    monkeypatch.setenv("NEWSGEN_RENDITIONS", str(tmp_path / "renditions"))
    site = Site(tmp_path / "site", settings=SETTINGS + CARDS)
    site.write(
        "templates/article.html",
        '{% set s = share_image(article) %}{% if s %}<meta property="og:image" content="{{ absolute(s.file.address) }}">{% endif %}',
    )
    site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00")
    site.write("content/a.jpg", jpeg(size=(1210, 640)))
    settings = {
        "none": SETTINGS, "without": SETTINGS + CARDS,
        "all": SETTINGS + "cards: {since: 2026-05-01, for: all}\n",
    }  # fmt: skip
    bodies = {"picture": "نص.\n\n![رصيف](a.jpg)", "words": "نص."}
    wanted = {("without", "words"): "headline", ("all", "words"): "headline", ("all", "picture"): "picture",
              ("none", "picture"): "jpeg", ("without", "picture"): "jpeg", ("none", "words"): ""}  # fmt: skip
    headline = next(iter(cards(built(site))))
    for which, body in [("without", "picture"), ("all", "picture"), ("all", "words"), ("none", "picture"),
                        ("without", "words"), ("all", "picture"), ("without", "picture"), ("none", "words")]:  # fmt: skip
        site.write("site.yml", settings[which])
        site.story("one", title="فاز 2-1 أمس", date="2026-05-10 10:00", body=bodies[body])
        files = built(site)
        same_as_clean(site, files)
        link = shared(files, "one")
        crops = {path for path in files if "1200x630" in path}
        found = (
            "jpeg" if link in crops else "headline" if link == headline else "picture" if link in cards(files) else ""
        )
        assert found == wanted[which, body], (which, body)
        assert cards(files) == ({link} if found in ("headline", "picture") else set())
        assert crops == ({link} if found == "jpeg" else set())
