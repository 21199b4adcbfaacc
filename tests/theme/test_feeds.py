"""Feeds: valid for their readers, and every field as the story has it, whatever it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import feedparser
import jinja2
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsgen import arabic
from newsgen.articles import body
from newsgen.build.run import Report
from newsgen.model.article import Article, Card, Named, Part, Summary
from newsgen.model.picture import Picture
from newsgen.pages.addresses import Listing
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme import feeds, functions, templates
from tests import support
from tests.support import Site, tree
from tests.support import page as support_page
from tests.support.pictures import png

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas/json-feed.json").read_text(encoding="utf-8"))
AMMAN = ZoneInfo("Asia/Amman")
FORMATS = {
    "rss": ("feeds/rss.xml", "feed.xml"),
    "atom": ("feeds/atom.xml", "atom.xml"),
    "json": ("feeds/feed.json", "feed.json"),
}
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
SETTINGS = """\
title: صحيفة "التجربة" & <شركاؤها>
tagline: أخبار المدينة
base_url: https://example.org/news/
timezone: Asia/Amman
sections:
  - {id: politics, name: سياسة & حكم}
  - {id: sport, name: رياضة}
publisher: {name: مؤسسة التجربة}
"""


ALL = Listing("all", "", "صحيفة", "/")


@dataclass(frozen=True)
class Facts:
    address: str


@dataclass(frozen=True)
class Context:
    listing: Listing
    summaries: tuple[Summary, ...]


def settings_from(text: str = SETTINGS) -> Settings:
    found, problems = read(text.encode())
    assert found is not None, problems
    return found


SITE = settings_from()
PICTURE = Picture("/media/صورة أولى.jpg", 1200, 800, 'بديل "نص" <b>', "تعليق & شرح: 2 - 1", "رويترز <AFP>")


def summary(title: str = "عنوان", number: int = 1, **more: Any) -> Summary:
    own = {name: more.pop(name) for name in ("tags", "authors", "updated") if name in more}
    card = Card(
        id=f"politics/{number}",
        address=f"/2026/05/01/قصة-{number}/",
        title=title,
        kicker="",
        section="politics",
        place=None,
        kind="story",
        standfirst="خلاصة القصة.",
        published=datetime(2026, 5, 1, 10, tzinfo=AMMAN) - timedelta(hours=number),
        image=None,
    )
    return Summary(replace(card, **more), "published", **own)


def article(of: Summary, *parts: Part) -> Article:
    return Article(of, of.card.published, parts or ("<p>نص القصة.</p>",))


@pytest.fixture(scope="session")
def environment(theme: Path) -> Callable[[Settings], jinja2.Environment]:
    sources, problems = templates.load(theme / "nothing", theme)
    assert problems == ()

    return lambda settings: functions.environment(sources, settings)


Write = Callable[..., bytes]


@pytest.fixture(scope="session")
def write(environment: Callable[[Settings], jinja2.Environment]) -> Write:
    made = {SITE.base_url: environment(SITE)}

    def writes(
        format: str,
        summaries: Sequence[Summary],
        articles: Sequence[Article] = (),
        listing: Listing = ALL,
        settings: Settings = SITE,
    ) -> bytes:
        name, file = FORMATS[format]
        template = (made[SITE.base_url] if settings is SITE else environment(settings)).get_template(name)
        page = Facts(listing.address + file)
        context = Context(listing, tuple(summaries))
        return template.render(page=page, context=context, articles=tuple(articles), article=None, plain=None).encode()

    return writes


def absolute(address: str, settings: Settings = SITE) -> str:
    """The address as the HTML pages write it."""
    return functions.Functions(settings).absolute(address)


def parsed(data: bytes) -> feedparser.FeedParserDict:
    """As a reader's program takes it, without its own cleaning of HTML."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def as_xml(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def checked(data: bytes) -> Any:
    value = json.loads(data)
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(value)
    return value


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def html_of(markup: str) -> _Words:
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return reader


def shown(markup: str) -> str:
    """What a reader sees of HTML that should be a text and nothing else."""
    reader = html_of(markup)
    assert reader.tags == []
    return "".join(reader.words)


FULL = summary(
    "عنوان القصة: 2 - 1",
    updated=datetime(2026, 5, 3, 8, 30, tzinfo=AMMAN),
    tags=(Named("المياه", "المياه"), Named("ردم", "ردم & حفر")),
    authors=(Named("هالة", "هالة السنديان"), Named("مازن", "مازن <المجداف>")),
    image=PICTURE,
    standfirst="خلاصة: 46 مليون & <أكثر>.",
)
BARE = summary("قصة بلا شيء", 2, standfirst="")


# every field


def test_rss_as_a_reader_takes_it(write: Write) -> None:
    listing = Listing("section", "politics", "سياسة", "/politics/", "شؤون الحكم")
    found = parsed(write("rss", (FULL, BARE), listing=listing))
    channel = found.feed
    assert found.version == "rss20"
    assert channel.title == SITE.title + " - سياسة"
    assert channel.link == absolute("/politics/")
    assert shown(channel.subtitle) == "شؤون الحكم"
    assert channel.language == "ar"
    assert channel.updated == "Sun, 03 May 2026 08:30:00 +0300"
    (own,) = [link for link in channel.links if link.rel == "self"]
    assert (own.href, own.type) == (absolute("/politics/feed.xml"), "application/rss+xml")
    full, bare = found.entries
    assert full.title == FULL.card.title
    assert full.link == full.id == absolute(FULL.card.address)
    assert full.guidislink is False  # what feedparser says of a guid beside a link
    assert full.published == "Fri, 01 May 2026 09:00:00 +0300"
    assert [a.name for a in full.authors] == ["هالة السنديان", "مازن <المجداف>"]
    assert [tag.term for tag in full.tags] == ["سياسة & حكم", "المياه", "ردم & حفر"]
    assert shown(full.summary) == FULL.card.standfirst
    (media,) = full.media_content
    assert media["url"] == absolute(PICTURE.address)
    assert (media["medium"], media["type"], media["width"], media["height"]) == ("image", "image/jpeg", "1200", "800")
    (credit,) = full.media_credit
    assert credit["content"] == PICTURE.credit
    assert full.enclosures == []
    assert [content.value for content in full.content] == [PICTURE.caption]  # so feedparser takes a media:description
    assert (bare.title, bare.get("summary", ""), bare.get("authors", [])) == ("قصة بلا شيء", "قصة بلا شيء", [])
    assert "media_content" not in bare
    item = as_xml(write("rss", (FULL,))).find("channel/item")
    assert item is not None
    assert item.findtext("media:content/media:description", namespaces=NAMES) == PICTURE.caption
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "true"


def test_atom_as_a_reader_takes_it(write: Write) -> None:
    listing = Listing("topic", "المياه", "المياه", "/topics/المياه/")
    data = write("atom", (FULL, BARE), listing=listing)
    found = parsed(data)
    feed = found.feed
    assert found.version == "atom10"
    assert feed.title == SITE.title + " - المياه"
    assert feed.subtitle == SITE.tagline
    assert feed.id == absolute("/topics/المياه/atom.xml")
    assert feed.link == absolute("/topics/المياه/")
    assert feed.title_detail.language == "ar"
    assert feed.author == "مؤسسة التجربة"
    assert feed.updated == "2026-05-03T08:30:00+03:00"
    assert {link.rel: link.href for link in feed.links} == {"self": feed.id, "alternate": feed.link}
    full, bare = found.entries
    assert (full.title, full.title_detail.type) == (FULL.card.title, "text/plain")
    assert full.link == full.id == absolute(FULL.card.address)
    assert full.published == "2026-05-01T09:00:00+03:00"
    assert full.updated == "2026-05-03T08:30:00+03:00"
    assert [a.name for a in full.authors] == ["هالة السنديان", "مازن <المجداف>"]
    assert [a.href for a in full.authors] == [absolute("/authors/هالة/"), absolute("/authors/مازن/")]
    assert [(tag.term, tag.scheme, tag.label) for tag in full.tags] == [
        ("politics", absolute("/"), "سياسة & حكم"),
        ("المياه", absolute("/topics/"), "المياه"),
        ("ردم", absolute("/topics/"), "ردم & حفر"),
    ]
    assert full.summary_detail.type == "text/html"
    assert shown(full.summary) == FULL.card.standfirst
    assert "content" not in full
    assert [a.name for a in bare.authors] == ["مؤسسة التجربة"]
    assert bare.published == bare.updated == "2026-05-01T08:00:00+03:00"
    assert shown(bare.summary) == "قصة بلا شيء", "never without words: the title, where there is nothing else"


def test_json_feed(write: Write) -> None:
    data = write("json", (FULL, BARE))
    assert data.endswith(b"}\n")
    assert data.count(b"\n") == 1
    value = checked(data)
    items = value.pop("items")
    assert value == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": SITE.title,
        "home_page_url": "https://example.org/news/",
        "feed_url": "https://example.org/news/feed.json",
        "description": SITE.tagline,
        "language": "ar",
        "authors": [{"name": "مؤسسة التجربة"}],
    }
    assert items[0] == {
        "id": absolute(FULL.card.address),
        "url": absolute(FULL.card.address),
        "title": FULL.card.title,
        "summary": FULL.card.standfirst,
        "content_text": FULL.card.standfirst,
        "image": absolute(PICTURE.address),
        "date_published": "2026-05-01T09:00:00+03:00",
        "date_modified": "2026-05-03T08:30:00+03:00",
        "authors": [
            {"name": "هالة السنديان", "url": absolute("/authors/هالة/")},
            {"name": "مازن <المجداف>", "url": absolute("/authors/مازن/")},
        ],
        "tags": ["سياسة & حكم", "المياه", "ردم & حفر"],
    }
    assert items[1] == {
        "id": absolute(BARE.card.address),
        "url": absolute(BARE.card.address),
        "title": "قصة بلا شيء",
        "content_text": "قصة بلا شيء",
        "date_published": "2026-05-01T08:00:00+03:00",
        "tags": ["سياسة & حكم"],
    }


def test_a_feed_of_all_has_the_title_of_the_site(write: Write) -> None:
    assert parsed(write("rss", ())).feed.title == SITE.title
    assert parsed(write("atom", ())).feed.title == SITE.title
    nameless = settings_from("title: صحيفة\nbase_url: https://a.org/\ntimezone: UTC\nsections: [{id: a, name: أ}]\n")
    value = checked(write("json", (), settings=nameless))
    assert (value["description"], value["authors"]) == ("صحيفة", [{"name": "صحيفة"}])


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_feed_is_valid(write: Write, format: str) -> None:
    data = write(format, ())
    if format == "json":
        assert checked(data)["items"] == []
        return
    found = parsed(data)
    assert found.entries == []
    assert found.feed.get("updated") == (None if format == "rss" else "1970-01-01T00:00:00+00:00")


def test_a_tag_that_is_called_like_the_section_is_said_once(write: Write) -> None:
    story = summary(tags=(Named("سياسة-وحكم", "سياسة & حكم"),))
    assert [tag.term for tag in parsed(write("rss", (story,))).entries[0].tags] == ["سياسة & حكم"]
    assert checked(write("json", (story,)))["items"][0]["tags"] == ["سياسة & حكم"]


def test_a_text_figure_is_no_picture(write: Write) -> None:
    story = summary(image=Picture(caption="صورة لم تصل"))
    assert "media_content" not in parsed(write("rss", (story,))).entries[0]
    assert "image" not in checked(write("json", (story,)))["items"][0]


def test_a_picture_s_alternative_text_where_there_is_no_caption(write: Write) -> None:
    story = summary(image=replace(PICTURE, caption="", credit="", address="/a.unknown"))
    media = as_xml(write("rss", (story,))).find("channel/item/media:content", NAMES)
    assert media is not None
    assert media.findtext("media:description", namespaces=NAMES) == PICTURE.alt
    assert media.find("media:credit", NAMES) is None
    assert media.get("type") is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/a.jpg", "image/jpeg"),
        ("/a.JPEG", "image/jpeg"),
        ("/a.webp", "image/webp"),
        ("/a.avif", "image/avif"),
        ("/a", ""),
    ],
)
def test_types_of_pictures(address: str, told: str) -> None:
    assert feeds.media_type(address) == told


# moments


def test_an_update_before_publication_counts_for_nothing(write: Write) -> None:
    story = summary(updated=datetime(2020, 1, 1, tzinfo=UTC))
    (entry,) = parsed(write("atom", (story,))).entries
    assert entry.updated == entry.published
    assert "date_modified" not in checked(write("json", (story,)))["items"][0]


def test_a_feed_changed_when_any_of_its_stories_did(write: Write) -> None:
    newest = summary("أحدث", 0)
    old = summary("أقدم", 5, updated=datetime(2026, 5, 9, tzinfo=UTC))
    assert parsed(write("atom", (newest, old))).feed.updated == "2026-05-09T00:00:00+00:00"
    assert parsed(write("rss", (newest, old))).feed.updated == "Sat, 09 May 2026 00:00:00 +0000"


@pytest.mark.parametrize(
    ("moment", "rfc822", "rfc3339"),
    [
        (datetime(2026, 5, 1, 9, 5, 7, 999, AMMAN), "Fri, 01 May 2026 09:05:07 +0300", "2026-05-01T09:05:07+03:00"),
        (datetime(2026, 1, 2, tzinfo=UTC), "Fri, 02 Jan 2026 00:00:00 +0000", "2026-01-02T00:00:00+00:00"),
        (datetime(2026, 1, 2, tzinfo=timezone(-timedelta(hours=3, minutes=30))), "Fri, 02 Jan 2026 00:00:00 -0330", "2026-01-02T00:00:00-03:30"),
        # before standard time, in Amman at +02:23:44
        (datetime(1900, 1, 2, 3, tzinfo=AMMAN), "Tue, 02 Jan 1900 00:36:16 +0000", "1900-01-02T00:36:16+00:00"),
        (datetime(1900, 1, 2, 3, tzinfo=timezone(-timedelta(seconds=90))), "Tue, 02 Jan 1900 03:01:30 +0000", "1900-01-02T03:01:30+00:00"),
    ],
)  # fmt: skip
def test_moments(moment: datetime, rfc822: str, rfc3339: str) -> None:
    assert feeds.rfc822(moment) == rfc822
    assert feeds.rfc3339(moment) == rfc3339


# the whole text


def whole(write: Write, article: Article, settings: Settings = SITE) -> str:
    """The story's text; the three formats give the same."""
    one = (article.summary,)
    rss = as_xml(write("rss", one, (article,), settings=settings)).findtext(
        "channel/item/content:encoded", namespaces=NAMES
    )
    atom = as_xml(write("atom", one, (article,), settings=settings)).find("a:entry/a:content", NAMES)
    (item,) = checked(write("json", one, (article,), settings=settings))["items"]
    assert atom is not None
    assert atom.get("type") == "html"
    assert rss == atom.text == item["content_html"]
    assert "content_text" not in item
    return cast(str, rss)


def test_the_whole_text(write: Write) -> None:
    text = whole(write, article(FULL, "<p>أولى.</p>", replace(PICTURE, address="/media/b.png"), "<p>ثانية ]]&gt;.</p>"))
    reader = html_of(text)
    assert reader.tags[0] == ("div", {"dir": "rtl", "lang": "ar"})
    assert [tag for tag, _ in reader.tags] == [
        "div", "figure", "img", "figcaption", "small", "p", "figure", "img", "figcaption", "small", "p",
    ]  # fmt: skip
    lead, inside = (attributes for tag, attributes in reader.tags if tag == "img")
    assert lead["src"] == absolute(PICTURE.address)
    assert inside["src"] == absolute("/media/b.png")
    assert (lead["width"], lead["height"], lead["alt"]) == ("1200", "800", arabic.isolate(PICTURE.alt))
    words = arabic.strip_controls("".join(reader.words))
    assert f"{PICTURE.caption} ({PICTURE.credit})" in words
    assert "ثانية ]]>." in words
    (entry,) = parsed(write("rss", (FULL,), (article(FULL),))).entries
    assert entry.content[0].type == "text/html"
    assert shown(entry.summary) == FULL.card.standfirst


def test_a_text_figure_keeps_its_words(write: Write) -> None:
    text = whole(write, article(summary(), "<p>نص.</p>", Picture(caption="صورة لم تصل"), Picture()))
    assert "<figure><figcaption>صورة لم تصل</figcaption></figure>" in text
    assert "<img" not in text
    assert text.count("<figure>") == 1


@pytest.mark.parametrize("format", FORMATS)
def test_a_story_without_text_has_its_standfirst(write: Write, format: str) -> None:
    story = replace(article(FULL), body=())
    assert write(format, (FULL,), (story,)) == write(format, (FULL,))


MARKDOWN = """\
[مقال](/about/) و[خارجي](https://e.org/x?a=1&b=2#ج "عنوان href=") و[بريد](mailto:a@b.org) و[نسبي](other/#x)

نص بحاشية[^1] و[قسم](#قسم) و[استعلام](?q=1) و[مستضيف](//cdn.example.net/a) و[عربي](/سياسة/) و[مرمّز](/%D8%A3/)

[^1]: الحاشية.
"""


def test_addresses_in_a_text_are_whole(write: Write) -> None:
    made = body.render(MARKDOWN, first_line=1, prefix=SITE.prefix)
    story = article(summary(), *made.parts)
    base = absolute(story.card.address)
    text = whole(write, story)
    found = [attributes["href"] for tag, attributes in html_of(text).tags if tag == "a"]
    assert found[:4] == [
        "https://example.org/news/about/",
        "https://e.org/x?a=1&b=2#ج",
        "mailto:a@b.org",
        base + "other/#x",
    ]
    assert all(href is not None and (":" in href[:8]) for href in found)
    assert base + "#%D9%82%D8%B3%D9%85" in found
    assert base + "?q=1" in found
    assert "https://cdn.example.net/a" in found
    assert "https://example.org/news/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/" in found
    assert "https://example.org/news/%D8%A3/" in found
    notes = [href for href in found if href and "#fn" in href]
    assert len(notes) == 2
    assert all(href.startswith(base + "#fn") for href in notes)
    assert 'title="عنوان href="' in text


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ('<a href="/x" title=" href=">م</a>', '<a href="https://h.org/x" title=" href=">م</a>'),
        ('<a title="a > b" href="#x">م</a>', '<a title="a > b" href="https://h.org/s/#x">م</a>'),
        ('<a href="/a?b&amp;c=&quot;">م</a>', '<a href="https://h.org/a?b&amp;c=%22">م</a>'),
        ('<a href="http://[x">م</a>', '<a href="http://[x">م</a>'),
        ('<a href="//[x">م</a>', '<a href="//[x">م</a>'),
        ("<p>href=&quot;/x&quot; &lt;a href=\"/x\"&gt;</p>", "<p>href=&quot;/x&quot; &lt;a href=\"/x\"&gt;</p>"),
        ('<a href="HTTPS://X.org/أ">م</a>', '<a href="HTTPS://X.org/أ">م</a>'),
    ],
)  # fmt: skip
def test_only_addresses_change(written: str, there: str) -> None:
    assert feeds._with_absolute_addresses(written, "https://h.org/s/") == there


# whatever it holds

HOSTILE = (
    "]]>", "]]]]>>", "<![CDATA[ x ]]>", "</script><script>alert(1)</script>", "<b>غامق</b>", "&amp;", "&", "&#x202e;", "&lt;",
    '"مقتبس" و\'مفرد\'', "«أقواس»", "a < b > c", "<!-- تعليق -->", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "سطر\u2028فاصل\u2029آخر", "😀 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\U0001f1f8\U0001f1fe", "\u202eمقلوب\u202c", "\u2067عزل\u2069 \u2066a", "نص\u200f!\u200e",
    "\u061cع", "تحكم\x00\x01\x08\x0b\x0c\x1f", "\x7f\x80\x85\x9f", "\ufffe\uffff", "\ufffd", "\ufeffبداية", "ــ تـطـويل", "مُشَكَّلٌ تَمَامًا",
    "tab\there", "خط\r\nجديد\rو\n", "  فراغ  في  الطرفين  ", "\xa0فراغ ثابت\xa0", "\\u003c \\n \\", "{{ 7 * 7 }} {% raw %}", "%s %(x)s {0}",
    "../../etc/passwd", "javascript:alert(1)", "نتيجة 2 - 1 و+963 11 222", "C++ و.NET", "١٢٣ ۱۲۳ 123", "\U0010ffff\U0001fffe", "\u200b\u200c\u200d",
    "a" * 2000,
)  # fmt: skip


def expected(text: str) -> str:
    """A source's text as every format gives it: no bidi controls, and nothing that XML 1.0 forbids."""
    text = arabic.strip_controls(text)
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def everywhere(write: Write, text: str) -> None:
    """The text as each of a story's fields and as a listing's name, through each format and back."""
    wanted = expected(text)
    named = (Named("t", text),)
    picture = Picture("/a.png", 1, 1, text, text, text)
    story = summary("x" + text, standfirst="x" + text, tags=named, authors=named, image=picture)
    listing = Listing("topic", "t", text, "/topics/t/", "x" + text)
    full = (article(story, "<p>x</p>"),)
    for articles in ((), full):
        channel = as_xml(write("rss", (story,), articles, listing)).find("channel")
        assert channel is not None
        assert channel.findtext("title") == f"{SITE.title} - {wanted}"
        assert shown(channel.findtext("description") or "") == "x" + wanted
        item = channel.find("item")
        assert item is not None
        assert item.findtext("title") == "x" + wanted
        assert shown(item.findtext("description") or "") == "x" + wanted
        assert (item.findtext("dc:creator", namespaces=NAMES) or "") == wanted
        assert [c.text or "" for c in item.findall("category")] == list(dict.fromkeys(["سياسة & حكم", wanted]))
        assert (item.findtext("media:content/media:credit", namespaces=NAMES) or "") == wanted
        assert (item.findtext("media:content/media:description", namespaces=NAMES) or "") == wanted

        feed = as_xml(write("atom", (story,), articles, listing))
        assert feed.findtext("a:title", namespaces=NAMES) == f"{SITE.title} - {wanted}"
        assert feed.findtext("a:subtitle", namespaces=NAMES) == "x" + wanted
        assert feed.findtext("a:entry/a:title", namespaces=NAMES) == "x" + wanted
        assert (feed.findtext("a:entry/a:author/a:name", namespaces=NAMES) or "") == wanted
        assert [c.get("label") for c in feed.findall("a:entry/a:category", NAMES)] == ["سياسة & حكم", wanted]
        assert shown(feed.findtext("a:entry/a:summary", namespaces=NAMES) or "") == "x" + wanted

        value = json.loads(write("json", (story,), articles, listing))
        (item,) = value["items"]
        assert (value["title"], value["description"]) == (f"{SITE.title} - {wanted}", "x" + wanted)
        assert item["title"] == item["summary"] == "x" + wanted
        assert item["authors"][0]["name"] == wanted
        assert item["tags"] == list(dict.fromkeys(["سياسة & حكم", wanted]))
        if articles:
            reader = html_of(item["content_html"])
            assert [tag for tag, _ in reader.tags][:3] == ["div", "figure", "img"]
            assert {tag for tag, _ in reader.tags} <= {"div", "figure", "img", "figcaption", "small", "p"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(write: Write, text: str) -> None:
    everywhere(write, text)


@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text(write: Write, text: str) -> None:
    everywhere(write, text)


@given(pieces=st.lists(st.sampled_from(HOSTILE[:-1]), max_size=5))
def test_any_mixture_of_hostile_texts(write: Write, pieces: list[str]) -> None:
    everywhere(write, "".join(pieces))


@pytest.mark.parametrize("text", HOSTILE)
def test_feedparser_agrees(write: Write, text: str) -> None:
    """But for the spaces around a title; and it takes C1 controls for letters of Windows, which sources do not hold."""
    story = summary("قصة " + re.sub("[\x80-\x9f]", "", text))
    wanted = expected(story.card.title).strip()
    assert parsed(write("atom", (story,))).entries[0].title == wanted
    assert parsed(write("rss", (story,))).entries[0].title == wanted


@given(
    markup=st.lists(st.sampled_from(("]]>", "<p>a</p>", "]", "]>", "<![CDATA[", "\r", "\x00", "&amp;", "ع"))).map(
        "".join
    )
)
def test_cdata_holds_anything(markup: str) -> None:
    element = as_xml(f"<x>{feeds.cdata(markup)}</x>".encode())
    assert (element.text or "") == markup.replace("\x00", "").replace("\r", "\n")


@given(text=st.text())
def test_a_line_stays_a_line(text: str) -> None:
    line = feeds.text_line(text)
    assert line.splitlines() in ([], [line])
    assert line == line.strip()


# the documentation


def test_the_settings_in_the_documentation() -> None:
    """Each example fits site.yml; the first one is the defaults."""
    documentation = (Path(__file__).parents[2] / "docs/feeds.md").read_text(encoding="utf-8")
    first, *more = re.findall(r"^```yaml\n(.*?)^```$", documentation, re.MULTILINE | re.DOTALL)
    assert settings_from(SETTINGS + first).feeds == SITE.feeds
    assert settings_from(SETTINGS + "".join(more)).security is not None


# built


FEEDS = [f"{folder}{file}" for folder in ("", "politics/", "sport/", "culture/") for _, file in FORMATS.values()]
MORE = """\
feeds: {items: 2, topics: true, authors: true}
"""


def newsroom(folder: Path, settings: str = "") -> Site:
    """Three stories in two sections, with a topic, an author and a picture."""
    site = Site(folder, plain=False, settings=support.SETTINGS + settings)
    site.write("static/a.png", png(3, 2))
    site.story("politics/budget", "الموازنة: 2 - 1", date="2026-05-30 10:00", tags=["المياه"], authors=["هالة السنديان"],
               image="{src: /a.png, alt: بديل, caption: تعليق, credit: رويترز}", standfirst="خلاصة.",
               updated="2026-05-31 09:00")  # fmt: skip
    site.story("politics/older", "أقدم", date="2026-04-02 10:00", tags=["المياه"], body="[رابط](/about/)")
    site.story("sport/match", "مباراة", section="sport", date="2026-05-31 20:00")
    return site


def outputs(report: Report) -> set[str]:
    assert report.problems == ()
    assert report.published
    return set(report.written)


def canonical(site: Site, address: str) -> str:
    """The address that the page at an address calls its own."""
    file = site.output / unquote(urlsplit(address).path).lstrip("/") / "index.html"
    return support_page.read(file.read_text(encoding="utf-8")).first("link", rel="canonical").attributes["href"]


def entries(site: Site, path: str) -> list[tuple[str, str]]:
    """Title and address of each story of a feed, whatever its format; the file is valid."""
    data = (site.output / path).read_bytes()
    if path.endswith("json"):
        return [(item["title"], item["url"]) for item in checked(data)["items"]]
    return [(entry.title, entry.link) for entry in parsed(data).entries]


def test_feeds_are_where_they_should_be(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    built = {path for path in tree(site.output) if path.endswith(("feed.xml", "atom.xml", "feed.json"))}
    assert built == set(FEEDS)
    for path in FEEDS:
        titles = [title for title, _ in entries(site, path)]
        assert (
            titles
            == {
                "": ["مباراة", "الموازنة: 2 - 1", "أقدم"],
                "politics": ["الموازنة: 2 - 1", "أقدم"],
                "sport": ["مباراة"],
                "culture": [],
            }[path.rpartition("/")[0]]
        )


def test_feeds_agree_with_the_pages(tmp_path: Path) -> None:
    site = newsroom(tmp_path, MORE)
    outputs(site.build())
    paths = [path for path in tree(site.output) if path.endswith(("feed.xml", "atom.xml", "feed.json"))]
    assert len(paths) == len(FEEDS) + 2 * len(FORMATS)
    for path in paths:
        found = entries(site, path)
        assert len(found) <= 2
        for _, address in found:
            assert canonical(site, address) == address
    feed = parsed((site.output / "topics/المياه/atom.xml").read_bytes()).feed
    assert canonical(site, feed.link) == feed.link == "https://example.org/topics/%D8%A7%D9%84%D9%85%D9%8A%D8%A7%D9%87/"
    assert feed.id == feed.link + "atom.xml"
    assert feed.title == "صحيفة التجربة - المياه"
    (author,) = {
        a.href
        for e in parsed((site.output / "politics/atom.xml").read_bytes()).entries
        for a in e.authors
        if "href" in a
    }
    assert canonical(site, author) == author


def test_every_link_of_a_page_to_a_feed_leads_to_one(tmp_path: Path) -> None:
    site = newsroom(tmp_path, MORE)
    outputs(site.build())
    told = set()
    for file in site.output.rglob("*.html"):
        for link in support_page.read(file.read_text(encoding="utf-8")).all("link", rel="alternate"):
            path = unquote(link.attributes["href"]).lstrip("/")
            told.add(path)
            head = (site.output / path).read_bytes()[:200]
            assert {
                "application/rss+xml": b"<rss",
                "application/atom+xml": b"<feed",
                "application/feed+json": b'{"version',
            }[link.attributes["type"]] in head
    assert told == {path for path in tree(site.output) if path.endswith(("feed.xml", "atom.xml", "feed.json"))}


def test_only_the_formats_that_the_settings_name(tmp_path: Path) -> None:
    site = newsroom(tmp_path, "feeds: {formats: [atom]}\n")
    outputs(site.build())
    found = {path for path in tree(site.output) if path.endswith(("feed.xml", "atom.xml", "feed.json"))}
    assert found == {path for path in FEEDS if path.endswith("atom.xml")}


def test_an_edited_text_makes_its_page_alone(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    site.story("sport/match", "مباراة", section="sport", date="2026-05-31 20:00", body="نص آخر.")
    assert outputs(site.build()) == {"2026/05/31/match/index.html"}


def test_an_edited_text_makes_the_full_text_feeds_that_hold_it(tmp_path: Path) -> None:
    site = newsroom(tmp_path, "feeds: {items: 2, full_text: true, topics: true}\n")
    outputs(site.build())
    site.story("sport/match", "مباراة", section="sport", date="2026-05-31 20:00", body="نص آخر.")
    files = [file for _, file in FORMATS.values()]
    holding = {folder + file for folder in ("", "sport/") for file in files}
    assert outputs(site.build()) == {"2026/05/31/match/index.html", *holding}
    assert "نص آخر." in (site.output / "feed.xml").read_text(encoding="utf-8")
    site.story("politics/older", "أقدم", date="2026-04-02 10:00", tags=["المياه"], body="ليس في خلاصة الموقع.")
    holding = {folder + file for folder in ("politics/", "topics/المياه/") for file in files}
    assert outputs(site.build()) == {"2026/04/02/older/index.html", *holding}
    before = tree(site.output)
    outputs(site.build(tmp_path / "clean"))
    assert {path: data for path, data in before.items() if path != ".newsgen"} == {
        path: data for path, data in tree(tmp_path / "clean").items() if path != ".newsgen"
    }


def test_full_text_below_a_path(tmp_path: Path) -> None:
    site = newsroom(tmp_path, "feeds: {full_text: true}\n")
    site.write("site.yml", site.settings.replace("https://example.org/", "https://example.org/news/"))
    outputs(site.build())
    full, older = checked((site.output / "politics/feed.json").read_bytes())["items"]
    assert 'src="https://example.org/news/a.png"' in full["content_html"]
    assert full["image"] == "https://example.org/news/a.png"
    assert "<figcaption>تعليق <small>(رويترز)</small></figcaption>" in full["content_html"]
    assert full["date_modified"] == "2026-05-31T09:00:00+03:00"
    assert 'href="https://example.org/news/about/"' in older["content_html"]


def test_a_withdrawn_story_leaves_the_feeds(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    site.story("sport/match", "مباراة", section="sport", date="2026-05-31 20:00", status="withdrawn", note="سُحبت.")
    outputs(site.build())
    for path in FEEDS:
        assert "مباراة" not in [title for title, _ in entries(site, path)]


DESCRIBED = {
    "standfirst": ({"standfirst": "مقدمة"}, "مقدمة"),
    "body": ({"body": "أقر المجلس[^1] الموازنة.\n\n[^1]: محضر."}, "أقر المجلس الموازنة."),
    "body after a picture": ({"body": "![صورة](p.png)\n\nبعد الصورة"}, "بعد الصورة"),
    "caption": ({"body": "", "image": "{src: p.png, alt: بديل, caption: شرح}"}, "شرح"),
    "alternative text": ({"body": "", "image": "{src: p.png, alt: بديل}"}, "بديل"),
    "title": ({"body": ""}, "عنوان"),
    "only a footnote": ({"body": "[^1]\n\n[^1]: محضر."}, "عنوان"),
    "entities": ({"body": "أ < ب & ج"}, "أ < ب & ج"),
    "long": ({"body": "كلمة " * 60}, "كلمة " * 30 + "كلمة…"),
}


@pytest.mark.parametrize("case", DESCRIBED)
def test_every_item_of_a_full_text_feed_has_a_description(tmp_path: Path, case: str) -> None:
    fields, wanted = DESCRIBED[case]
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "feeds: {full_text: true}\n")
    site.write("content/p.png", png(7, 5))
    site.story("a", **fields)
    assert site.build().published
    rss = etree.parse(site.output / "feed.xml")
    (item,) = rss.findall("channel/item")
    assert shown(item.findtext("description") or "") == wanted
    names = [str(child.tag) for child in item]
    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    assert content not in names or names.index("description") < names.index(content)
    atom = etree.parse(site.output / "atom.xml")
    assert shown(atom.findtext("a:entry/a:summary", namespaces=NAMES) or "") == wanted
