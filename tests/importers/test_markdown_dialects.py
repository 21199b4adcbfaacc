"""What generators add to Markdown: boxes, links in double brackets, Zola's shortcodes, definitions; and pictures beside pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.importers import commonmark
from newsgen.importers.hugo_shortcodes import expand
from newsgen.importers.markdown_dialects import as_hugo, plain
from newsgen.importers.picture_files import is_whole
from tests.importers.test_run import contents, imports
from tests.support import Site
from tests.support.pictures import png

PAGES = {"ثان": "/b/", "ثان.md": "/b/"}


def link(name: str) -> str:
    return PAGES.get(name, "")


CASES = {
    "a box of Docusaurus": (":::tip عنوان\n\nنص\n\n:::", "\n**عنوان**\n\n\nنص\n\n", ["import-card"]),
    "a box with its title in brackets": (":::note[عنوان]\nنص\n:::", "\n**عنوان**\n\nنص\n", ["import-card"]),
    "a box of Python-Markdown": (
        '!!! note "عنوان"\n    نص\n\n    فقرة\nبعد',
        "\n**عنوان**\n\nنص\n\nفقرة\nبعد",
        ["import-card"],
    ),
    "no box": ("!!! wow", "!!! wow", []),
    "a callout": ("> [!NOTE]\n> نص", ">\n> نص", ["import-card"]),
    "a callout with a title": ("> [!warning]- عنوان\n> نص", "> **عنوان**\n>\n> نص", ["import-card"]),
    "a link": ("قال [[ثان]] و[[ثان|هنا]]", 'قال <a href="/b/">ثان</a> و<a href="/b/">هنا</a>', []),
    "a link to nothing": ("قال [[غائب#قسم|هنا]] و[[غائب]]", "قال هنا وغائب", ["import-link-unknown"]),
    "a picture": ("أ ![[صورة 1.png|300]] ب", "أ \n\n![](صورة%201.png)\n\n ب", []),
    "no link": ("[[1]](#a) [[ -f x ]] [[ ]] `[[ثان]]`", "[[1]](#a) [[ -f x ]] [[ ]] `[[ثان]]`", []),
    "code": ("```\n:::tip\n[[ثان]]\n> [!NOTE]\n```\nx", "```\n:::tip\n[[ثان]]\n> [!NOTE]\n```\nx", []),
    "HTML with Markdown": (
        '<div markdown="1" class="a">\n**نص**\n</div>',
        '<div class="a">\n\n\n**نص**\n\n\n</div>',
        [],
    ),
    "colons": ("::: {.a}\n نص ::: نص", "::: {.a}\n نص ::: نص", []),
}


@pytest.mark.parametrize(("text", "expected", "codes"), CASES.values(), ids=CASES.keys())
def test_what_is_added_to_markdown(text: str, expected: str, codes: list[str]) -> None:
    found = plain(text, link)
    assert found.text == expected
    assert [one.code.name for one in found.notes] == codes


def test_comments_of_obsidian() -> None:
    assert plain("قال %%سر\nخفي%% نص 5%% و%", link, with_comments=True).text == "قال  نص 5%% و%"
    assert plain("قال %%نص%%", link).text == "قال %%نص%%"


def test_shortcodes_of_zola() -> None:
    text = 'أ {{ youtube(id="abcdefghijk", autoplay=true) }} {% quote(author="سعاد") %}قول{% end %} {{ page.title }}'
    html, notes = expand(as_hugo(text), link)
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in html
    assert "قول" in html
    assert "quote(" not in html
    assert [one.code.name for one in notes] == ["import-shortcode"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("مصطلح\n: تعريف\nتتمة\n: آخر\n\nنص", "<dl><dt>مصطلح</dt><dd>تعريف\nتتمة</dd><dd>آخر</dd></dl><p>نص</p>"),
        ("م1\nم2\n\n: تعريف *مائل*\n\nنص", "<dl><dt>م1</dt><dt>م2</dt><dd>تعريف <em>مائل</em></dd></dl><p>نص</p>"),
        ("# عنوان\n: نص", "<h1>عنوان</h1><p>: نص</p>"),
        ("قال:\nنص", "<p>قال:\nنص</p>"),
        (": نص", "<p>: نص</p>"),
        ("نص `كود`{:.ruby}\n{: .red}", "<p>نص <code>كود</code></p>"),
        ("نص `x`\n{: .red}", "<p>نص <code>x</code></p>"),
        ("نص `{: .x}`", "<p>نص <code>{: .x}</code></p>"),
    ],
)
def test_definitions_and_attribute_lists(text: str, html: str) -> None:
    assert commonmark.render(text).html.replace(">\n", ">") == html


MATTER = "---\ntitle: خبر\ndate: 2020-05-31\n{more}---\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


def test_pictures_beside_pages_come_along(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "hugo"
    for name, more, text in (
        ("content/posts/b/index.md", "", "![أ](one.png) ![ب](/img/two.png) ![ج](gone.png) [د](/secret.txt)"),
        ("content/posts/c/index.md", "url: /custom/place.html\n", "![أ](one.png)"),
    ):
        file = folder / name
        file.parent.mkdir(parents=True)
        file.write_text(MATTER.format(more=more, text=text), encoding="utf-8")
        (file.parent / "one.png").write_bytes(png(40, 30))
    (folder / "static/img").mkdir(parents=True)
    (folder / "static/img/two.png").write_bytes(png(40, 30))
    (folder / "static/secret.txt").write_text("x", encoding="utf-8")
    (folder / "hugo.toml").write_text('baseURL = "https://river.example.org/"\n', encoding="utf-8")
    counts = imports(site, folder)
    assert counts["import-media"] == 3
    assert counts["import-picture-missing"] == 1
    copied = sorted(p.relative_to(site.root / "static").as_posix() for p in (site.root / "static").rglob("*.*"))
    assert copied == ["custom/one.png", "img/two.png", "posts/b/one.png"]
    assert "![أ](/posts/b/one.png)" in "".join(data.decode() for data in contents(site).values())


def test_damaged_pictures_are_told_and_stop_no_build(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "source"
    (folder / "static").mkdir(parents=True)
    whole = png(40, 30)
    for name, data in (("a.png", whole[:-20]), ("b.jpg", b"<html>login</html>"), ("c.png", b""), ("d.png", whole)):
        (folder / "static" / name).write_bytes(data)
    text = " ".join(f"![ص](/{name})" for name in ("a.png", "b.jpg", "c.png", "d.png"))
    (folder / "a.md").write_text(MATTER.format(more="", text=text), encoding="utf-8")
    counts = imports(site, folder)
    assert (counts["import-picture-damaged"], counts["import-picture-missing"], counts["import-media"]) == (3, 3, 1)
    assert site.build().published


@pytest.mark.parametrize(
    ("name", "data", "whole"),
    [
        ("a.webp", b"RIFF\x04\0\0\0WEBP", True),
        ("a.webp", b"RIFF\xff\0\0\0WEBP", False),
        ("a.jpg", b"\xff\xd8\xff\xe0 ... \xff\xd9 trailing", True),
        ("a.jpg", b"\xff\xd8\xff\xe0 ... ", False),
        ("a.jpg", b"\x89PNG\r\n\x1a\n....IEND", True),
        ("a.gif", b"GIF89a", True),
        ("a.pdf", b"", True),
    ],
)
def test_whether_a_picture_is_whole(tmp_path: Path, name: str, data: bytes, whole: bool) -> None:
    (tmp_path / name).write_bytes(data)
    assert is_whole(tmp_path / name) is whole
