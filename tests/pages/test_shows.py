"""Shows: their pages and podcast feeds, as a feed reader reads them and as directories demand."""

from __future__ import annotations

import io
import re
import uuid
import xml.etree.ElementTree as etree
from pathlib import Path

import feedparser
import pytest
from PIL import Image

from newsgen.site.podcast_categories import CATEGORIES
from newsgen.site.podcast_guid import podcast_guid
from tests.pictures.recordings import mp3, ogg
from tests.support import SETTINGS, Site, codes, tree
from tests.support.page import read as html

SHOW = """\
name: حديث الميناء
description: حديث أسبوعي & طويل <عن> البحر
author: بريد السنونو
owner: {name: مازن المجداف, email: desk@example.org}
category: News
subcategory: Daily News
artwork: {src: cover.png, alt: غلاف البرنامج}
links: [{name: Apple Podcasts, url: "https://podcasts.apple.com/x"}]
copyright: © بريد السنونو
"""
FEED = "shows/harbour/feed.xml"
ITUNES, PODCAST = "{http://www.itunes.com/dtds/podcast-1.0.dtd}", "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"


def cover(side: int = 1500, height: int = 0, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, height or side)).save(out, "PNG")
    return out.getvalue()


def episode(site: Site, number: int, **more: object) -> None:
    fields: dict[str, object] = {
        "kind": "audio", "sound": "/sound/a.mp3", "show": "harbour", "episode": number, "authors": ["هالة السنديان"],
        "date": f"2026-04-{number % 28 + 1:02} 10:00", "standfirst": f"عن <البحر> & أهله {number}",
        "body": "مقدمة\n\n## النص {.transcript}\n\n[00:01] هالة: نعم",
    }  # fmt: skip
    site.story(f"e{number}", f"الحلقة {number} & «ختام»", **{**fields, **more})


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False)
    site.write("static/sound/a.mp3", mp3(4000))
    site.write("content/shows/harbour.yml", SHOW)
    site.write("content/shows/cover.png", cover())
    for number in (1, 2, 3):
        episode(site, number, season=1)
    return site


def feed(site: Site) -> str:
    return (site.output / FEED).read_text("utf-8")


def titles(site: Site) -> list[str]:
    return [str(entry.title)[:8] for entry in feedparser.parse(feed(site)).entries]


def complaints(site: Site, text: str) -> list[str]:
    """What directories would refuse a feed for.

    The requirements of the Podcast Standards Project
    (https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification, “Required channel elements”, “Required item
    elements”) and Apple's (https://podcasters.apple.com/support/823, /support/896 on artwork, /support/893 on files).
    """
    root = etree.fromstring(text)
    (channel,) = root
    found = [] if root.get("version") == "2.0" else ["version"]
    for name in ("title", "link", "description", "language", ITUNES + "author", ITUNES + "explicit", PODCAST + "guid"):
        element = channel.find(name)
        found += [] if element is not None and (element.text or "").strip() else [name]
    link = channel.find(ATOM + "link")
    found += (
        []
        if link is not None and link.get("rel") == "self" and link.get("href", "").startswith("https://")
        else ["self"]
    )
    category = channel.find(ITUNES + "category")
    below = category.find(ITUNES + "category") if category is not None else None
    if category is None or category.get("text") not in CATEGORIES:
        found.append("category")
    elif below is not None and below.get("text") not in CATEGORIES[category.get("text", "")]:
        found.append("subcategory")
    image = channel.find(ITUNES + "image")
    path = (image.get("href", "") if image is not None else "").removeprefix("https://example.org/")
    if not path or not (site.output / path).is_file():
        found.append("image")
    else:
        with Image.open(site.output / path) as picture:
            wrong = picture.width != picture.height or not 1400 <= picture.width <= 3000
            found += ["image size"] if wrong or picture.mode != "RGB" or picture.format not in ("JPEG", "PNG") else []
    owner = channel.find(f"{ITUNES}owner/{ITUNES}email")
    found += [] if owner is not None and "@" in (owner.text or "") else ["owner"]
    found += [] if channel.findtext(ITUNES + "explicit") in ("true", "false") else ["explicit"]
    guids = []
    for item in channel.findall("item"):
        for name in ("title", "guid", "pubDate", "description", ITUNES + "duration", ITUNES + "explicit"):
            found += [] if (item.findtext(name) or "").strip() else [f"item {name}"]
        guids.append(item.findtext("guid"))
        enclosure = item.find("enclosure")
        facts = {} if enclosure is None else enclosure.attrib
        file = site.output / facts.get("url", "").removeprefix("https://example.org/")
        if not file.is_file() or facts.get("length") != str(file.stat().st_size):
            found.append("enclosure length")
        found += [] if facts.get("type") in ("audio/mpeg", "audio/x-m4a") else ["enclosure type"]
        found += [] if item.findtext(ITUNES + "episodeType") in ("full", "trailer", "bonus") else ["episodeType"]
        found += [] if (item.findtext(ITUNES + "duration") or "0").isdecimal() else ["duration"]
        found += [] if len((item.findtext("description") or "").encode()) <= 10_000 else ["description too long"]
    found += [] if len(set(guids)) == len(guids) else ["guid twice"]
    return found


def test_a_feed_that_directories_take(site: Site) -> None:
    report = site.build()
    assert codes(report) == []
    assert complaints(site, feed(site)) == []


def test_a_feed_reader_reads_it(site: Site) -> None:
    site.build()
    found = feedparser.parse(feed(site))
    assert not found.bozo
    about = found.feed
    assert (about.title, about.subtitle) == ("حديث الميناء", "حديث أسبوعي & طويل <عن> البحر")
    assert (about.language, about.link) == ("ar", "https://example.org/shows/harbour/")
    assert about.publisher_detail.email == "desk@example.org"
    assert etree.fromstring(feed(site))[0].findtext(ITUNES + "author") == "بريد السنونو"
    assert [tag.term for tag in about.tags] == ["News", "Daily News"]
    newest = found.entries[0]
    assert [entry.itunes_episode for entry in found.entries] == ["3", "2", "1"]
    assert (newest.title, newest.summary) == ("الحلقة 3 & «ختام»", "عن <البحر> & أهله 3")
    assert (newest.itunes_season, newest.itunes_episodetype, newest.itunes_duration) == ("1", "full", "104")
    (enclosure,) = newest.enclosures
    assert (enclosure.href, enclosure.type) == ("https://example.org/sound/a.mp3", "audio/mpeg")
    assert newest.id == newest.link == "https://example.org/2026/04/04/e3/"
    assert '<details class="transcript"' in newest.content[0].value or "00:01" in newest.content[0].value


def test_transcripts_persons_and_seasons_of_the_podcast_namespace(site: Site) -> None:
    site.write("static/sound/a.ar.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nنص\n")
    site.build()
    (item, *_) = etree.fromstring(feed(site)).iter("item")
    assert [one.attrib for one in item.findall(PODCAST + "transcript")] == [
        {"url": "https://example.org/sound/a.ar.vtt", "type": "text/vtt", "language": "ar", "rel": "captions"},
        {"url": "https://example.org/2026/04/04/e3/#transcript", "type": "text/html", "language": "ar"},
    ]
    assert [(one.text, one.get("href", "")[:28]) for one in item.findall(PODCAST + "person")] == [
        ("هالة السنديان", "https://example.org/authors/")
    ]
    assert (item.findtext(PODCAST + "season"), item.findtext(PODCAST + "episode")) == ("1", "3")
    channel = etree.fromstring(feed(site))[0]
    assert channel.findtext(PODCAST + "locked") == "yes"


def test_the_guid_follows_the_rule() -> None:
    """The example of https://podcasting2.org/docs/podcast-namespace/tags/guid, and Python's own UUID."""
    assert podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    space = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    for address in (
        "https://example.org/shows/a/feed.xml",
        "http://example.org/x///",
        "https://example.org/%D8%A3/feed.xml",
    ):
        assert podcast_guid(address) == str(uuid.uuid5(space, address.partition("://")[2].rstrip("/")))


def guid(site: Site, path: str = FEED) -> str:
    return str(etree.fromstring((site.output / path).read_text("utf-8"))[0].findtext(PODCAST + "guid"))


def test_a_show_with_another_name_keeps_its_guid(site: Site) -> None:
    site.build()
    before = guid(site)
    site.write("content/shows/harbour.yml", SHOW.replace("حديث الميناء", "أحاديث المرفأ"))
    site.build()
    assert guid(site) == before
    assert "أحاديث المرفأ" in (site.output / "2026/04/04/e3/index.html").read_text("utf-8")


def test_a_show_in_another_file_keeps_its_guid_where_the_file_says_it(site: Site) -> None:
    site.build()
    before = guid(site)
    (site.root / "content/shows/harbour.yml").unlink()
    site.write("content/shows/port.yml", SHOW + f"guid: {before.upper()}\n")
    for number in (1, 2, 3):
        episode(site, number, show="port")
    report = site.build()
    assert guid(site, "shows/port/feed.xml") == before
    assert not (site.output / "shows/harbour").exists()
    (told,) = report.problems
    assert (told.code, told.level, told.file) == ("show-vanished", "warning", "content/shows/harbour.yml")
    assert before in dict(told.values).values()
    site.write("redirects.yml", "redirects:\n  - {from: /shows/harbour/feed.xml, to: /shows/port/feed.xml}\n")
    assert codes(site.build()) == []


@pytest.mark.parametrize(
    "more",
    [
        {"publish_at": "2026-07-01 10:00"},
        {"status": "draft"},
        {"status": "withdrawn", "note": "سُحبت"},
        {"show": "other"},
    ],
)
def test_what_leaves_the_feed(site: Site, more: dict[str, object]) -> None:
    site.build()
    assert titles(site) == ["الحلقة 3", "الحلقة 2", "الحلقة 1"]
    episode(site, 3, **more)
    site.build()
    assert titles(site) == ["الحلقة 2", "الحلقة 1"]
    assert "الحلقة 3" not in (site.output / "shows/harbour/index.html").read_text("utf-8")
    episode(site, 3)
    site.build()
    assert titles(site) == ["الحلقة 3", "الحلقة 2", "الحلقة 1"]


def test_a_show_without_a_visible_episode_is_not_there(site: Site) -> None:
    for number in (1, 2, 3):
        episode(site, number, publish_at="2026-07-01 10:00")
    site.story("x")
    report = site.build()
    assert report.published
    paths = tree(site.output)
    assert not [path for path in paths if path.startswith(("shows/", "sound/"))]
    assert not [path for path in paths if path.startswith("media/")], "its cover is a secret too"
    assert "shows" not in (site.output / "sitemaps/pages.xml").read_text("utf-8")


def test_a_show_comes_after_its_episodes(site: Site) -> None:
    (site.root / "content/shows/harbour.yml").unlink()
    report = site.build()
    assert [(p.code, p.level, p.file, p.line) for p in report.problems] == [
        ("unknown-show", "warning", f"content/e{number}.md", 7) for number in (1, 2, 3)
    ]
    assert not (site.output / "shows").exists()
    site.write("content/shows/harbour.yml", SHOW)
    assert codes(site.build()) == []
    assert complaints(site, feed(site)) == []
    assert "حديث الميناء" in (site.output / "2026/04/04/e3/index.html").read_text("utf-8")
    (site.root / "content/shows/harbour.yml").unlink()
    site.build()
    assert not (site.output / "shows").exists()
    assert "حديث الميناء" not in (site.output / "2026/04/04/e3/index.html").read_text("utf-8")


def test_the_list_of_shows(site: Site) -> None:
    site.write("content/shows/art.yml", "name: ألوان\ndescription: عن الرسم\n")
    site.build()
    page = html((site.output / "shows/index.html").read_text("utf-8"))
    names = [link.text for item in page.first("ul", class_="shows").all("h2") for link in item.all("a")]
    assert names == ["حديث الميناء"], "a show without an episode has no page"
    episode(site, 4, show="art")
    site.build()
    page = html((site.output / "shows/index.html").read_text("utf-8"))
    assert [link.text for item in page.first("ul", class_="shows").all("h2") for link in item.all("a")] == [
        "ألوان",
        "حديث الميناء",
    ]
    sitemap = (site.output / "sitemaps/pages.xml").read_text("utf-8")
    assert re.findall(r"example\.org(/shows/[^<]*)<", sitemap) == ["/shows/", "/shows/art/", "/shows/harbour/"]


def test_months_of_a_show(site: Site) -> None:
    site.write("site.yml", SETTINGS + "front: {section: 1}\n")
    episode(site, 1, date="2026-02-01 10:00")
    site.build()
    paths = sorted(path for path in tree(site.output) if path.startswith("shows/harbour/"))
    assert paths == [
        f"shows/harbour/{name}" for name in ("2026/02/index.html", "2026/04/index.html", "feed.xml", "index.html")
    ]
    month = (site.output / "shows/harbour/2026/02/index.html").read_text("utf-8")
    assert '<a href="/shows/">البرامج</a>' in month
    assert "حديث الميناء" in month


def test_the_feed_is_bounded(site: Site) -> None:
    site.write("site.yml", SETTINGS + "feeds: {episodes: 2}\n")
    site.build()
    assert titles(site) == ["الحلقة 3", "الحلقة 2"]


@pytest.mark.parametrize("more", ["", "feeds: {full_text: true}\n"])
def test_a_transcript_that_changes_reaches_the_feed(site: Site, more: str) -> None:
    site.write("site.yml", SETTINGS + more)
    site.build()
    episode(site, 1, season=1, body="بلا نص")
    report = site.build()
    assert FEED in report.written
    assert feed(site).count("#transcript") == 2


def test_an_episode_of_another_system(site: Site) -> None:
    site.write("site.yml", SETTINGS + "policy: {media: [https://cdn.example.org]}\n")
    sound = '{src: "https://cdn.example.org/a b.mp3?x=1&y=2", length: 10:00, bytes: 77}'.replace("a b", "a%20b")
    episode(site, 3, sound=sound, episode_guid="tag:old,2019:7")
    site.build()
    (item, *_) = etree.fromstring(feed(site)).iter("item")
    enclosure, identifier = item.find("enclosure"), item.find("guid")
    assert enclosure is not None
    assert identifier is not None
    assert enclosure.attrib == {
        "url": "https://cdn.example.org/a%20b.mp3?x=1&y=2",
        "length": "77",
        "type": "audio/mpeg",
    }
    assert (identifier.text, identifier.attrib) == ("tag:old,2019:7", {"isPermaLink": "false"})


@pytest.mark.parametrize(
    ("data", "side", "code"),
    [
        (cover(1400), 1400, []), (cover(3200), 3000, []), (cover(2000, 1500), 1500, []), (cover(1500, mode="RGBA"), 1500, []),
        (cover(1399), 0, ["artwork-small"]), (cover(3000, 1000), 0, ["artwork-small"]), (cover(200), 0, ["artwork-small"]),
    ],
)  # fmt: skip
def test_covers(site: Site, data: bytes, side: int, code: list[str]) -> None:
    site.write("content/shows/cover.png", data)
    report = site.build()
    assert codes(report) == code
    assert complaints(site, feed(site)) == ([] if side else ["image"])
    found = re.findall(r'<itunes:image href="[^"]*/(\d+)x(\d+)[^"]*\.jpg"', feed(site))
    assert found == ([(str(side), str(side))] if side else [])


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("name: حديث الميناء\n", ""), "missing", 1), (("category: News", "category: Newz"), "unknown-category", 5),
        (("Daily News", "Comedy Fiction"), "unknown-category", 6), (("desk@example.org", "desk"), "bad-email", 4),
        (("cover.png", "none.png"), "no-picture", 7), (("copyright:", "copyrigth:"), "unknown-key", 9),
        (("copyright: ©", "guid: ©"), "bad-guid", 9), (("copyright: ©", "language: عربي"), "bad-language", 9),
        (("https://podcasts", "javascript://podcasts"), "bad-link", 8), (("copyright: ©", "type: x"), "not-a-choice", 9),
    ],
)  # fmt: skip
def test_mistakes(site: Site, change: tuple[str, str], code: str, line: int) -> None:
    site.write("content/shows/harbour.yml", SHOW.replace(*change))
    assert [(p.code, p.file, p.line) for p in site.build().problems] == [(code, "content/shows/harbour.yml", line)]


def test_a_file_below_the_folder_of_shows_is_none(site: Site) -> None:
    site.write("content/shows/old/harbour.yml", "not: a show")
    assert codes(site.build()) == []


def test_shows_with_arabic_ids_and_under_a_path(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS.replace("example.org/", "example.org/أخبار/"))
    site.write("static/sound/a.mp3", mp3(4000))
    site.write("content/shows/حديث-المساء.yml", "name: حديث المساء\ndescription: نص\n")
    episode(site, 1, show="حديث-المساء")
    report = site.build()
    assert codes(report) == []
    path = "shows/حديث-المساء/feed.xml"
    text = (site.output / path).read_text("utf-8")
    (link,) = re.findall('<atom:link rel="self" href="([^"]*)"', text)
    assert link.isascii()
    assert guid(site, path) == podcast_guid(link)
    assert not feedparser.parse(text).bozo


def test_a_story_in_the_folder_of_shows_is_a_story(site: Site) -> None:
    site.story("shows/harbour")
    assert site.build().published
    assert (site.output / "2026/05/01/harbour/index.html").is_file()


def test_a_page_at_the_address_of_shows_is_a_collision(site: Site) -> None:
    site.write("content/pages/shows.md", "---\ntitle: برامج\n---\nنص\n")
    assert codes(site.build()) == ["same-output"]


@pytest.mark.parametrize("size", [20, 60])
def test_one_more_episode_costs_a_handful(tmp_path: Path, size: int) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS + "front: {section: 5}\nfeeds: {episodes: 10}\n")
    site.write("static/sound/a.mp3", mp3(40))
    site.write("content/shows/harbour.yml", "name: حديث الميناء\ndescription: نص\n")
    for number in range(size):
        episode(site, number, date=f"2026-{number // 28 + 1:02}-{number % 28 + 1:02} 10:00")
    site.build()
    episode(site, size, date="2026-05-20 10:00")
    report = site.build()
    shows = [path for path in report.written if path.startswith("shows/")]
    assert len([path for path in shows if not path.endswith(("harbour/index.html", "feed.xml"))]) <= 1, shows
    assert "shows/index.html" not in shows
    assert len(report.written) <= 22, report.written
    assert report.read <= 3


def test_sound_that_directories_do_not_take_is_no_error(site: Site) -> None:
    site.write("static/sound/b.ogg", ogg())
    episode(site, 3, sound="/sound/b.ogg")
    site.build()
    assert complaints(site, feed(site)) == ["enclosure type"]
