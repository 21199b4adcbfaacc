"""Kinds of story: their label, their layout, and what search engines and feeds are told of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsgen.model.article import KIND_NAMES
from tests.browser.newsrooms import picture
from tests.support import SETTINGS, Site
from tests.support.page import Element, read

FILM = '[النول يعمل](https://youtu.be/aB3_x-9 "في الفناء"){: .video}\n\nنص القصة.\n'
BODIES = {
    "video": FILM,
    "gallery": 'مقدمة.\n\n![أول](a.webp "واحد")\n\n![ثان](a.webp)\n\n![ثالث](a.webp)\n\nبين.\n\n![رابع](a.webp)\n',
    "explainer": "نص.\n\n## ما هو *المدّ*؟ {#what}\n\nنص.\n\n## بلا عنوان\n\n## ولماذا؟ {#why}\n\nنص.\n",
    "live": "## 08:00 خبر\n\nنص.\n",
}
TYPES = {"story": "NewsArticle", "brief": "NewsArticle", "video": "NewsArticle", "gallery": "NewsArticle",
         "opinion": "OpinionNewsArticle", "explainer": "BackgroundNewsArticle", "live": "LiveBlogPosting"}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    settings = SETTINGS.replace("name: ثقافة", "name: رأي")
    site = Site(tmp_path_factory.mktemp("kinds") / "site", plain=False, settings=settings)
    site.write("content/a.webp", picture(160, 90, "#3c6e71"))
    for day, kind in enumerate(TYPES, 1):
        site.story(kind, f"قصة {kind}", date=f"2026-05-{day:02} 08:00", kind=kind, body=BODIES.get(kind, "نص القصة.\n"),
                   image="{src: a.webp, alt: رسم}", authors=["هالة"], kicker="" if day % 2 else "كلمة")  # fmt: skip
    site.story("column", "مقال", date="2026-05-20 08:00", kind="opinion", section="culture")
    report = site.build()
    assert report.published
    assert report.problems == ()
    return site


def page(site: Site, kind: str) -> Element:
    file = next(site.output.glob(f"2026/05/*/{kind}/index.html"))
    return read(file.read_text(encoding="utf-8"))


def graph(site: Site, kind: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = json.loads(page(site, kind).first("script", type="application/ld+json").text)[
        "@graph"
    ]
    return nodes


@pytest.mark.parametrize("kind", TYPES)
def test_search_engines_are_told_the_kind(site: Site, kind: str) -> None:
    node = graph(site, kind)[0]
    assert node["@type"] == TYPES[kind]
    assert node["headline"] == f"قصة {kind}"
    assert {"datePublished", "dateModified", "author", "publisher", "image"} <= node.keys()


def test_a_film_and_a_gallery_are_told_of(site: Site) -> None:
    (video,) = graph(site, "video")[0]["video"]
    assert video == {
        "@type": "VideoObject",
        "name": "النول يعمل",
        "description": "في الفناء",
        "uploadDate": "2026-05-03T08:00:00+03:00",
        "url": "https://youtu.be/aB3_x-9",
        "thumbnailUrl": video["thumbnailUrl"],
    }
    assert video["thumbnailUrl"].startswith("https://example.org/media/")
    gallery = next(node for node in graph(site, "gallery") if node["@type"] == "ImageGallery")
    assert len(gallery["associatedMedia"]) == 4
    assert gallery["isPartOf"]["@id"] == graph(site, "gallery")[0]["@id"]


@pytest.mark.parametrize("kind", TYPES)
def test_the_page_and_the_cards_say_the_kind(site: Site, kind: str) -> None:
    name = "مباشر" if kind == "live" else KIND_NAMES.get(kind, "")  # type: ignore[call-overload]
    head = page(site, kind).first("header", class_="story-head")
    assert name in head.text
    home = read((site.output / "politics/index.html").read_text(encoding="utf-8"))
    cards = [e for e in home.all() if e.attributes.get("data-id") == kind]
    assert cards
    assert [e.text for card in cards for e in card.all("span", class_="kind")] == [name] * len(cards) * bool(name)


def test_a_section_is_not_said_twice(site: Site) -> None:
    home = read((site.output / "index.html").read_text(encoding="utf-8"))
    card = next(e for e in home.all("article") if e.attributes.get("data-id") == "column")
    assert list(card.all("span", class_="kind")) == []


def test_each_kind_has_its_layout(site: Site) -> None:
    video = page(site, "video")
    assert video.first("div", class_="story-lead").first("a", class_="video-link")
    assert len(list(video.all("a", class_="video-link"))) == 1, "the film stands once"
    gallery = page(site, "gallery")
    assert [len(list(row.all("figure"))) for row in gallery.all("ol", class_="gallery")] == [3, 1]
    assert "4 صور" in gallery.first("ul", class_="stamp").text
    ways = [(a.attributes["href"], a.text) for a in page(site, "explainer").first("nav", class_="contents").all("a")]
    assert ways == [("#what", "ما هو المدّ؟"), ("#بلا-عنوان", "بلا عنوان"), ("#why", "ولماذا؟")]
    assert "مدة القراءة" not in page(site, "brief").text


@pytest.mark.parametrize("kind", TYPES)
def test_only_pages_that_need_a_sheet_load_it(site: Site, kind: str) -> None:
    sheets = [link.attributes["href"].rpartition("/")[2] for link in page(site, kind).all("link", rel="stylesheet")]
    own = {"story": [], "live": ["live.css"], "gallery": ["kinds.css", "gallery.css"]}.get(kind, ["kinds.css"])
    assert sheets == ["newsgen.css", *own]
    scripts = [
        script.attributes["src"].rpartition("/")[2]
        for script in page(site, kind).all("script")
        if "src" in script.attributes
    ]
    assert scripts == ["dates.js", "newsgen.js", *{"live": ["live.js"], "gallery": ["gallery.js"]}.get(kind, [])]


def test_feeds_file_stories_by_their_kind(site: Site) -> None:
    feed = json.loads((site.output / "feed.json").read_text(encoding="utf-8"))
    tags = {item["title"]: item["tags"] for item in feed["items"]}
    assert "شرح" in tags["قصة explainer"]
    assert "تغطية" in tags["قصة live"], "whether it goes on is not said: it would change the feed"
    assert tags["قصة story"] == ["سياسة"]
