"""Feeds: RSS 0.9 to 2.0, RSS 1.0, Atom, JSON Feed; own samples, what is broken, and any JSON."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import feed
from newsgen.importers.item import Item, Kind, Note, State, Term
from tests.importers.reading import codes, everything, items, notes, one, written

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
FIRST = "<guid isPermaLink='false'>id-1</guid><title>عنوان</title><link>https://old.example/a</link><pubDate>Sun, 01 Mar 2026 10:00:00 +0300</pubDate>"


def rss(*entries: str, head: str = "<language>ar</language>", version: str = "2.0") -> str:
    body = "\n".join(f"<item>{entry}</item>" for entry in entries)
    return f'<?xml version="1.0"?><rss version="{version}" {SPACES}><channel><title>صحيفة</title>{head}{body}</channel></rss>'


def test_rss_2(tmp_path: Path) -> None:
    text = rss(
        FIRST
        + "<description>خلاصة قصيرة</description><content:encoded><![CDATA[<p>نص <b>قوي</b> &amp; تام</p>]]></content:encoded>"
        "<dc:creator>هالة</dc:creator><category>سياسة</category><category domain='x'>مياه</category><source url='x'>وكالة</source>"
        "<media:group><media:content url='/s.jpg' medium='image' width='10'/><media:content url='/l.jpg' medium='image' width='90' height='60'/></media:group>"
        "<media:description>تعليق</media:description><media:credit>مصوّر</media:credit>"
        "<enclosure url='https://old.example/f.mp3' type='audio/mpeg' length='1'/><enclosure url='https://old.example/r.pdf' type='application/pdf'/>",
        head="<link>https://old.example/</link><language>ar</language>",
    )
    found = one(feed.read, written(tmp_path, a_xml=text))
    assert (found.id, found.kind, found.title, found.address) == ("id-1", Kind.STORY, "عنوان", "https://old.example/a")
    assert found.standfirst == "خلاصة قصيرة"
    assert (
        '<p><a class="audio" href="https://old.example/f.mp3">f.mp3</a></p>\n<p>نص <b>قوي</b> &amp; تام</p>'
        in found.body
    )
    assert found.body.endswith('<p><a href="https://old.example/r.pdf">r.pdf</a></p>')
    assert found.authors == ("هالة",)
    assert ([term.name for term in found.sections], [term.name for term in found.tags]) == (["سياسة"], ["مياه"])
    assert found.sources == ("وكالة",)
    assert found.image
    assert (found.image.src, found.image.caption, found.image.credit) == ("https://old.example/l.jpg", "تعليق", "مصوّر")
    assert found.published
    assert found.published.isoformat() == "2026-03-01T10:00:00+03:00"
    assert found.language == "ar"
    assert not found.notes


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        (f'<rss version="0.91"><channel><item>{FIRST.partition("</guid>")[2]}<description>نص</description></item></channel></rss>', "https://old.example/a"),
        ('<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd"><rss version="0.91"><channel>'
         "<item><title>caf&eacute;</title><link>https://old.example/a</link><description>نص</description></item></channel></rss>", "https://old.example/a"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
         '<channel><title>x</title></channel><item rdf:about="https://old.example/a"><title>ع</title><link>https://old.example/a</link>'
         "<description>نص</description><dc:date>2026-03-01T10:00:00Z</dc:date><dc:subject>موضوع</dc:subject></item></rdf:RDF>", "https://old.example/a"),
        ('<feed xmlns="http://purl.org/atom/ns#" version="0.3"><entry><id>tag:x</id><title mode="escaped">ع</title><issued>2026-03-01T10:00:00Z</issued>'
         '<content type="text/html" mode="escaped">&lt;p&gt;نص&lt;/p&gt;</content></entry></feed>', "tag:x"),
    ],
)  # fmt: skip
def test_older_forms(tmp_path: Path, text: str, identifier: str) -> None:
    found = one(feed.read, written(tmp_path, a_xml=text))
    assert found.id == identifier
    assert found.body == "<p>نص</p>"
    assert feed.recognises(text.encode())


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://old.example/" xml:lang="ar"><title>x</title><author><name>كلهم</name></author>
<entry><id>tag:1</id><title type="html">ع &amp;amp; ن</title><link href="/a.html"/><link rel="enclosure" type="image/png" href="i.png"/>
<published>2026-03-01T10:00:00+03:00</published><updated>2026-03-02T10:00:00+03:00</updated><author><name>هالة</name><email>hala@old.example</email></author>
<category term="x" label="سياسة"/>{content}</entry></feed>"""


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص<br/>ثان</p></div></content>',
            "<p>نص<br>ثان</p>",
        ),
        ('<content type="html">&lt;p&gt;نص &amp;amp; ثان&lt;/p&gt;</content>', "<p>نص &amp; ثان</p>"),
        ('<content type="html"><![CDATA[<p>نص</p>]]></content>', "<p>نص</p>"),
        ("<content>نص &lt; ثان</content>", "<p>نص &lt; ثان</p>"),
        ('<content type="text">أ\n\nب</content>', "<p>أ</p>\n<p>ب</p>"),
    ],
)
def test_atom(tmp_path: Path, content: str, body: str) -> None:
    found = one(feed.read, written(tmp_path, a_xml=ATOM.format(content=content)))
    assert (found.title, found.body, found.address) == ("ع & ن", body, "https://old.example/a.html")
    assert found.authors == ("هالة",)
    assert found.image
    assert found.image.src == "https://old.example/i.png"
    assert found.updated
    assert found.language == "ar"
    assert "@" not in everything(feed.read, tmp_path)


def test_json_feed(tmp_path: Path) -> None:
    form = {
        "version": "https://jsonfeed.org/version/1.1", "title": "x", "language": "ar",
        "items": [
            {"id": 1, "url": "https://old.example/1", "title": "أ", "content_html": "<p>نص</p>", "summary": "خلاصة", "image": "https://old.example/i.jpg",
             "date_published": "2026-03-01T10:00:00Z", "authors": [{"name": "هالة", "url": "mailto:hala@old.example"}], "tags": ["سياسة", "مياه"],
             "attachments": [{"url": "https://old.example/a.mp3", "mime_type": "audio/mpeg", "title": "صوت"}]},
            {"id": "2", "content_text": "أ < ب", "date_modified": "2026-03-01T10:00:00Z", "author": {"name": "سامي"}},
            {"title": "بلا معرّف"},
        ],
    }  # fmt: skip
    first, second = items(feed.read, written(tmp_path, a_json=form))
    assert (first.id, first.standfirst, first.authors, first.language) == ("1", "خلاصة", ("هالة",), "ar")
    assert first.body.startswith('<p><a class="audio" href="https://old.example/a.mp3">صوت</a></p>')
    assert (second.title, second.body, second.authors) == ("أ < ب", "<p>أ &lt; ب</p>", ("سامي",))
    assert codes(feed.read, tmp_path) == ["import-headline", "import-no-id"]
    assert "@" not in everything(feed.read, tmp_path)


def test_a_summary_alone_is_a_brief(tmp_path: Path) -> None:
    found = one(
        feed.read,
        written(tmp_path, a_xml=rss(FIRST + "<description>&lt;p&gt;خلاصة [&amp;hellip;]&lt;/p&gt;</description>")),
    )
    assert (found.kind, found.body, found.standfirst) == (Kind.BRIEF, "<p>خلاصة [&hellip;]</p>", "")
    assert "import-excerpt" in notes(found)


def test_a_long_description_is_the_text(tmp_path: Path) -> None:
    found = one(
        feed.read,
        written(tmp_path, a_xml=rss(FIRST + f"<description><![CDATA[<p>{'كلمة ' * 200}</p>]]></description>")),
    )
    assert found.kind is Kind.STORY


@pytest.mark.parametrize(
    ("author", "name"),
    [("hala@old.example (هالة السنديان)", ("هالة السنديان",)), ("hala@old.example", ()), ("هالة", ("هالة",)), ("&lt;b&gt;هالة&lt;/b&gt; hala@old.example", ("هالة",))],
)  # fmt: skip
def test_authors_without_addresses(tmp_path: Path, author: str, name: tuple[str, ...]) -> None:
    found = one(
        feed.read, written(tmp_path, a_xml=rss(FIRST + f"<description>نص</description><author>{author}</author>"))
    )
    assert found.authors == name


def test_the_same_item_in_many_files_counts_once(tmp_path: Path) -> None:
    old = rss(FIRST + "<description>قديم</description>")
    new = rss(FIRST.replace("01 Mar", "02 Mar") + "<description>جديد</description>")
    for first, second in ((old, new), (new, old)):
        assert one(feed.read, written(tmp_path, a_xml=first, b_xml=second)).body == "<p>جديد</p>"
        assert codes(feed.read, tmp_path) == ["import-superseded"]


@pytest.mark.parametrize("date", ["", "<pubDate>أمس</pubDate>", "<pubDate>32 Foo 2026</pubDate>"])
def test_no_date_makes_a_draft(tmp_path: Path, date: str) -> None:
    text = rss(f"<guid>1</guid><title>ع</title><description>ن</description>{date}")
    found = one(feed.read, written(tmp_path, a_xml=text))
    assert (found.state, found.published) == (State.DRAFT, None)
    assert "import-date-unread" in notes(found)


BROKEN = {
    "open": "<guid>b</guid><title>x",
    "wrong end": "<guid>b</guid><title>x</b>",
    "open cdata": "<guid>b</guid><description><![CDATA[x</description>",
    "attribute": "<guid a='1' a='2'>b</guid>",
    "no id": "<title>x</title>",
    "nothing": "<guid>b</guid>",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_item_costs_itself(tmp_path: Path, broken: str) -> None:
    second = FIRST.replace("id-1", "id-2") + "<description><![CDATA[ن </item><item> ص]]></description>"
    written(tmp_path, a_xml=rss(FIRST + "<description>ن</description>", BROKEN[broken], second))
    assert [found.id for found in items(feed.read, tmp_path)] == ["id-1", "id-2"]
    assert len(codes(feed.read, tmp_path)) == 1


def test_prefixes_that_nobody_declared(tmp_path: Path) -> None:
    text = f"<rss version='2.0'><channel><item>{FIRST}<content:encoded>&lt;p&gt;نص&lt;/p&gt;</content:encoded><zz:a b:c='1'/></item></channel></rss>"
    assert one(feed.read, written(tmp_path, a_xml=text)).body == "<p>نص</p>"
    assert codes(feed.read, tmp_path) == ["import-repaired"]


def test_signs_that_break_the_format(tmp_path: Path) -> None:
    text = rss(
        "<guid>1</guid><title>أ & ب&nbsp;ج</title><link>https://old.example/?a=1&b=2</link><description>ن\x0c</description>"
    )
    found = one(feed.read, written(tmp_path, a_xml=text))
    assert (found.title, found.address) == ("أ & ب ج", "https://old.example/?a=1&b=2")
    assert "import-repaired" in codes(feed.read, tmp_path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<rss version='2.0'>", True),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', True),
        (b'<a:feed xmlns:a="http://www.w3.org/2005/Atom">', True),
        (b'{"version": "https://jsonfeed.org/version/1", ', True),
        (b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1"', True),
        (b'<rss xmlns:wp="http://wordpress.org/export/1.2/">', False),
        (b"<newsItem>", False),
        (b"<html><p>rss", False),
        (b"{}", False),
    ],
)
def test_recognises(head: bytes, expected: bool) -> None:
    assert feed.recognises(head) is expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("name url title mime_type".split()), inner, max_size=3)
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    "url title content_html content_text summary image date_published date_modified authors author tags attachments language".split()
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(keys, values, max_size=8))
def test_any_json_gives_an_answer(tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("f")
    written(
        folder,
        a_json={
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{**fields, "id": "1"}, {"id": "2", "title": "ع"}],
        },
    )
    found = list(feed.read([folder]).items())
    assert all(isinstance(thing, Item | Note) for thing in found)
    assert any(isinstance(thing, Item) and thing.id == "2" for thing in found)


KIND = "http://schemas.google.com/blogger/2008/kind#"
ENTRY = (
    "<entry><id>tag:{n}</id><published>2020-05-31T23:30:00+03:00</published><title>{title}</title><content type='html'>{title} نص</content>"
    "<link rel='alternate' href='https://river.example.org/{n}.html'/>{more}</entry>"
)  # fmt: skip


def blogger(*entries: tuple[str, str]) -> str:
    """An export of Blogger: entries by their title, each with further elements."""
    spaces = (
        "xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'"
        " xmlns:blogger='http://schemas.google.com/blogger/2018'"
    )
    return (
        f"<feed {spaces}>"
        + "".join(ENTRY.format(n=n, title=t, more=more) for n, (t, more) in enumerate(entries))
        + "</feed>"
    )


def of_kind(name: str) -> str:
    return f"<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}{name}'/>"


@pytest.mark.parametrize("form", ["2008", "2018"])
def test_of_an_export_of_blogger_only_posts_and_pages_are_stories(tmp_path: Path, form: str) -> None:
    def said(kind: str, status: str = "LIVE") -> str:
        if form == "2018":
            return f"<blogger:type>{kind.upper()}</blogger:type><blogger:status>{status}</blogger:status>"
        return of_kind(kind) + ("<app:control><app:draft>yes</app:draft></app:control>" if status == "DRAFT" else "")

    term = "<category scheme='http://www.blogger.com/atom/ns#' term='سياسة'/>"
    data = blogger(
        ("خبر", said("post") + term), ("مسودة", said("post", "DRAFT")), ("صفحة", said("page")), ("تعليق قارئ", said("comment")),
        ("إعداد", said("settings")), ("رد", "<thr:in-reply-to ref='x'/>"),
    )  # fmt: skip
    folder = written(tmp_path, a_xml=data)
    assert [(one.title, one.kind, one.state) for one in items(feed.read, folder)] == [
        ("خبر", Kind.STORY, State.PUBLISHED), ("مسودة", Kind.STORY, State.DRAFT), ("صفحة", Kind.PAGE, State.PUBLISHED),
    ]  # fmt: skip
    assert items(feed.read, folder)[0].sections == (Term("سياسة"),)
    assert codes(feed.read, folder).count("import-no-story") == 3


def test_a_post_in_the_trash_of_blogger_is_listed(tmp_path: Path) -> None:
    trashed = "<blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status>"
    folder = written(tmp_path, a_xml=blogger(("سر", trashed)))
    assert one(feed.read, folder).state is State.TRASHED
    assert "سر" not in everything(feed.read, folder)
