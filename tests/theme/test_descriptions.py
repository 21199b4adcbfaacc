"""What machines read of a story: descriptions without footnotes, organisations as authors, videos with a thumbnail only."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.articles import body
from newsgen.articles.article import parse_article
from newsgen.check.findings import check_story
from newsgen.model.body_text import excerpt, words_of
from newsgen.model.picture import Picture
from newsgen.search.search_document import search_document
from newsgen.site.settings_file import read
from tests.support import SETTINGS, Site, story
from tests.support.growth import is_linear
from tests.support.page import read as read_page
from tests.support.pictures import png

PNG = png(7, 5)
NOTES = "أقر المجلس الموازنة[^1] بعد جلسة[^b] طويلة[^1].\n\n[^1]: محضر الجلسة.\n[^b]: سبع ساعات."
WORDS = "أقر المجلس الموازنة بعد جلسة طويلة."


def words(markdown: str, *, notes: bool = False) -> str:
    parts = body.render(markdown, first_line=1, prefix="").parts
    return " ".join(text for text in words_of(parts, notes=notes) if text)


def graph(site: Site, page: str) -> dict[str, Any]:
    text = (site.output / page).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found is not None
    node: dict[str, Any] = json.loads(found[1])["@graph"][0]
    return node


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


@pytest.mark.parametrize(
    ("markdown", "wanted"),
    [
        (NOTES, WORDS),
        ("نص[^1]\n\n[^1]: حاشية\n\n    فقرة ثانية\n\n    ![صورة](a.png)\n\n    بعدها\n\nالنهاية", "نص النهاية"),
        ("نص[^1]\n\n[^1]: حاشية\n\n    <div>في عنصر</div>\n\nبعد", "نص بعد"),
        ("نص[^1]\n\n///Footnotes Go Here///\n\nبعد\n\n[^1]: هنا", "نص بعد"),
        ("## عنوان[^1]\n\nنص[^1]\n\n[^1]: هنا", "عنوان نص"),
        ("- بند[^1]\n- بند\n\n[^1]: هنا", "بند بند"),
        ("| أ[^1] | ب |\n|---|---|\n| 1 | 2 |\n\n[^1]: هنا", "أ ب 1 2"),
        ("المساحة 5 م<sup>2</sup> والرابط [↩](/a/)", "المساحة 5 م2 والرابط ↩"),
        ("نص\n\n<div>عنصر</div>\n\nبعد", "نص عنصر بعد"),
        ("**[^1]** نص[^٢]\n\n[^1]: هنا\n[^٢]: هناك", "نص"),
        ("سطر<br>ثان<br/>ثالث", "سطر ثان ثالث"),
        ("<ul><li>واحد</li><li>اثنان</li></ul>\n\nنص", "واحد اثنان نص"),
        ("<p>أولى</p><p>ثانية</p>", "أولى ثانية"),
        ("<table><tr><td>أ</td><td>ب</td></tr></table>", "أ ب"),
        ("<blockquote>قول</blockquote>قائل", "قول قائل"),
        ("ال**ميناء** و*ال*سفن", "الميناء والسفن"),
        ("", ""),
    ],
)
def test_words_without_footnotes(markdown: str, wanted: str) -> None:
    assert words(markdown) == wanted


def test_words_with_the_notes_but_without_signs() -> None:
    assert words(NOTES, notes=True) == f"{WORDS} محضر الجلسة. سبع ساعات."


@given(st.text(max_size=400))
def test_an_excerpt_is_short_and_begins_the_text(text: str) -> None:
    from html import escape

    plain = " ".join(text.split())
    found = excerpt([Picture("a.png"), f"<p>{escape(text)}</p>"])
    assert len(found) <= 165
    assert found == plain or plain.startswith(found.removesuffix("…"))


def test_many_footnotes_take_linear_time() -> None:
    part = '<div class="footnote">' * 2_000 + '<a class="footnote-ref">' * 2_000
    assert list(words_of([part, "بعد"])) == ["", ""]
    assert list(words_of(['<a class="footnote-ref">' * 2_000])) == [""]
    for piece in ('<div class="footnote">', '<a class="footnote-ref">'):
        assert is_linear(lambda text: list(words_of([text, "بعد"])), piece)


def test_a_page_describes_itself_without_footnotes(site: Site) -> None:
    site.story("a", body=NOTES)
    assert site.build().published
    page = read_page((site.output / "2026/05/01/a/index.html").read_text(encoding="utf-8"))
    metas = [meta.attributes for meta in page.all("meta")]
    told = {meta.get("name") or meta.get("property"): meta.get("content") for meta in metas}
    assert told["description"] == told["og:description"] == WORDS
    assert graph(site, "2026/05/01/a/index.html")["description"] == WORDS


def test_live_entries_and_contents_without_footnotes(site: Site) -> None:
    site.story("a", kind="live", body=f"## 09:00 أول\n\n{NOTES}")
    site.story("b", kind="explainer", body="## كيف؟[^1] {#how}\n\nنص\n\n## متى؟ {#when}\n\nنص\n\n[^1]: هنا")
    assert site.build().published
    assert graph(site, "2026/05/01/a/index.html")["liveBlogUpdate"][0]["articleBody"] == WORDS
    page = read_page((site.output / "2026/05/01/b/index.html").read_text(encoding="utf-8"))
    assert [link.text for link in page.first("nav", class_="contents").all("a")] == ["كيف؟", "متى؟"]


def test_the_search_index_holds_notes_without_signs() -> None:
    settings, _ = read(SETTINGS.encode())
    assert settings is not None
    article = parse_article("content/a.md", story(body=NOTES.replace("[^b]", "[^77]")).encode(), settings).article
    assert article is not None
    document = search_document(article, settings)
    assert "محضر" in document
    assert not {"77", "\u21aa", "\u21a9"} & set(re.split("[ <>]", document))
    assert " 1 " not in document


def test_the_arrow_back_is_no_emoji_and_points_the_way_of_the_page() -> None:
    text = "".join(part for part in body.render(NOTES, first_line=1, prefix="").parts if isinstance(part, str))
    assert re.findall('footnote-backref"[^>]*>(.*?)</a>', text) == ["\u21aa\ufe0e"] * 3


VIDEO = "[فيلم](https://www.youtube.com/watch?v=abcdefghijk){: .video}\n\nنص."


@pytest.mark.parametrize(
    ("fields", "objects", "found"),
    [
        ({"kind": "video", "body": VIDEO}, 0, 1),
        ({"kind": "video", "body": VIDEO, "image": "{caption: كلام فقط}"}, 0, 1),
        ({"kind": "video", "body": VIDEO, "image": "{src: p.png, alt: صورة}"}, 1, 0),
        ({"kind": "video", "body": VIDEO + "\n\n" + VIDEO, "image": "{src: p.png, alt: صورة}"}, 2, 0),
        ({"kind": "video", "body": "نص."}, 0, 0),
        ({"kind": "video", "body": "`{: .video}`"}, 0, 0),
        ({"body": VIDEO}, 0, 0),
        ({"kind": "video", "body": "[فيلم](/a.mp4){.video}"}, 0, 1),
    ],
)
def test_a_video_is_described_with_its_thumbnail_or_told(
    site: Site, fields: dict[str, Any], objects: int, found: int
) -> None:
    site.write("content/p.png", PNG)
    site.story("a", **fields)
    assert site.build().published
    videos = graph(site, "2026/05/01/a/index.html").get("video", [])
    assert len(videos) == objects
    assert all({"name", "thumbnailUrl", "uploadDate"} <= video.keys() for video in videos)
    settings, _ = read(SETTINGS.encode())
    assert settings is not None
    findings = check_story("content/a.md", story(**fields).encode(), settings)
    told = [(problem.line, problem.column) for problem in findings if problem.code == "picture-video"]
    assert told == [(5, 7)] * found


def test_authors_and_sources_that_are_organisations(site: Site) -> None:
    site.story("a", authors=["هالة", "وكالة السنونو"], sources=["وكالة السنونو", "محضر"])
    site.story("b", sources=["وكالة السنونو"], date="2026-05-02 10:00")
    site.story("c", authors=["هالة"], sources=["محضر"], date="2026-05-03 10:00")
    assert site.build().published

    def told(page: str) -> tuple[list[str], list[str]]:
        node = graph(site, page)
        return [one["@type"] for one in node["author"]], [one["name"] for one in node.get("sourceOrganization", [])]

    first, second = "2026/05/01/a/index.html", "2026/05/02/b/index.html"
    assert told(first) == (["Person", "Person"], [])
    site.write("content/authors/agency.yml", "name: وكالة السنونو\nkind: organization\n")
    report = site.build()
    assert told(first) == (["Person", "Organization"], ["وكالة السنونو"])
    assert told(second) == (["NewsMediaOrganization"], ["وكالة السنونو"])
    assert "2026/05/03/c/index.html" not in [path for path, _ in report.explained]
    site.write("content/authors/agency.yml", "name: وكالة السنونو\nkind: organization\nbio: نبذة\n")
    assert first not in [path for path, _ in site.build().explained], "only what an author is shows on stories"
    site.write("content/authors/agency.yml", "name: وكالة السنونو\n")
    assert site.build().published
    assert told(first) == (["Person", "Person"], [])
    site.write("content/authors/agency.yml", "name: وكالة السنونو\nkind: company\n")
    assert [problem.line for problem in site.build().problems] == [2]
