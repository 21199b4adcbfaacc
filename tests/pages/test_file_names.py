"""Names of files: compared and published in NFC whatever the disk holds, and written so that their addresses answer."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from newsgen.articles.picture_uses import decoded_source, picture_source
from newsgen.articles.sanitise import own_address, sanitise
from newsgen.site import settings_file
from newsgen.site.settings_types import ascii_host
from tests.support import SETTINGS, Site, codes, tree
from tests.support.cases import sampled
from tests.support.pictures import png

PNG = png(7, 5)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


def test_names_of_macos(site: Site) -> None:
    """Pictures, static files, folders and stories."""
    site.write(nfd("content/أخبار/رؤية.png"), PNG)
    site.write(nfd("static/ملفّات/تقرير-رؤية.pdf"), b"%PDF")
    site.write(nfd("static/شعار-رؤية.png"), PNG)
    body = "![شرح](رؤية.png)\n\n![شعار](/شعار-رؤية.png)\n\n[وثيقة](/ملفّات/تقرير-رؤية.pdf)"
    site.write(nfd("content/أخبار/قصة-رؤية.md"), f"---\ntitle: قصة\nsection: politics\ndate: 2026-05-01\n---\n{body}\n")
    report = site.build()
    assert codes(report) == []
    found = tree(site.output)
    assert all(unicodedata.is_normalized("NFC", path) for path in found)
    assert {"ملفّات/تقرير-رؤية.pdf", "شعار-رؤية.png", "2026/05/01/قصة-رؤية/index.html"} <= found.keys()
    assert sum(path.startswith("media/") for path in found) == 1
    assert site.build().written == ()


def test_a_name_that_changes_its_form_only(site: Site) -> None:
    picture = site.write(nfd("content/رؤية.png"), PNG)
    static = site.write(nfd("static/رؤية.pdf"), b"%PDF")
    site.story("a", image="{src: رؤية.png, alt: صورة}")
    site.build()
    before = tree(site.output)
    for file in (picture, static):
        file.rename(file.with_name(unicodedata.normalize("NFC", file.name)))
    report = site.build()
    assert (codes(report), report.written, report.deleted) == ([], (), ())
    site.write("content/رؤية.png", png(7, 5, 1))
    assert len(site.build().written) > 0
    assert tree(site.output) != before
    (site.root / "static/رؤية.pdf").unlink()
    assert site.build().deleted == ("رؤية.pdf",)


@pytest.mark.parametrize("name", ["أ.pdf", "é.pdf", "آ.pdf"])
@pytest.mark.parametrize("inner", ["", "/x.txt"])
def test_two_forms_of_one_name_are_an_error(site: Site, name: str, inner: str) -> None:
    site.write(f"static/{name}{inner}", b"1")
    site.write(f"static/{nfd(name)}{inner}", b"2")
    assert codes(site.build()) == ["same-name"]


def test_a_missing_picture_is_never_said_to_be_itself(site: Site) -> None:
    site.write(nfd("content/رؤيا.png"), PNG)
    site.story("a", image="{src: رؤية.png, alt: صورة}")
    (problem,) = site.build().problems
    assert dict(problem.values)["near"] == "رؤيا.png"


@sampled(5)
@pytest.mark.parametrize(
    ("file", "written"),
    [
        ("صورة أولى.png", "صورة%20أولى.png"),
        ("صورة.png", "%D8%B5%D9%88%D8%B1%D8%A9.png"),
        ("a#1.png", "a%231.png"),
        ("a#1.png", "a#1.png"),
        ("a?.png", "a%3F.png"),
        ("50%.png", "50%25.png"),
        ("50%.png", "50%.png"),
        ("a%20b.png", "a%20b.png"),
        ("a+b&c'd.png", "a+b&c'd.png"),
        ("رؤية.png", nfd("رؤية.png")),
        ("مجلد فيه/أ.png", "مجلد%20فيه/أ.png"),
    ],
)
@pytest.mark.parametrize("tree_", ["content/", "static/"])
def test_pictures_as_they_are_written(site: Site, tree_: str, file: str, written: str) -> None:
    site.write(tree_ + file, PNG)
    slash = "/" if tree_ == "static/" else ""
    site.story("a", body=f"![شرح]({slash}{written})")
    assert codes(site.build()) == []
    (image,) = re.findall(r'<img src="([^"]+)" width="7"', (site.output / "2026/05/01/a/index.html").read_text("utf-8"))
    path = unquote(urlsplit(unescape(image)).path).lstrip("/")
    assert path in tree(site.output)
    if slash:
        assert path == file


def test_the_file_as_it_is_written_counts_before_the_decoded_one(site: Site) -> None:
    """Whichever comes or goes, the build knows: a clean one is the same."""
    site.write("content/a b.png", PNG)
    site.story("a", body="![شرح](a%20b.png)", image="{src: a b.png, alt: شرح}")
    site.build()
    literal = site.write("content/a%20b.png", png(7, 5, 2))
    site.build()
    both = tree(site.output)
    assert sum(path.startswith("media/") for path in both) == 2
    site.build(clean=True)
    assert tree(site.output) == both
    literal.unlink()
    site.build()
    assert sum(path.startswith("media/") for path in tree(site.output)) == 1


def test_what_percent_signs_may_mean() -> None:
    assert decoded_source("content/a%2e%2e/b.png") == "content/a../b.png"
    for source in (
        "content/a.png",
        "content/..%2F..%2Fx.png",
        "content/%2e%2e/%2e%2e/x.png",
        "content/%ff.png",
        "content/%00.png",
    ):
        assert decoded_source(source) is None, source
    assert picture_source(nfd("رؤية.png"), nfd("content/أخبار/قصة.md")) == "content/أخبار/رؤية.png"


ODD = "مجلة #1 50% أ+ب & 'ج' ؟.png"


def answers(site: Site, address: str, prefix: str = "") -> bool:
    """Whether a host finds a file at the address that a page writes."""
    parts = urlsplit(unescape(address))
    assert not parts.query
    path = unquote(parts.path, errors="strict").removeprefix(prefix).lstrip("/")
    return (path + "index.html" if path.endswith("/") or not path else path) in tree(site.output)


@pytest.mark.parametrize("name", ["ماذا؟", "a_b", "رؤية", "a.b"])
def test_plain_pages_with_odd_names_answer_where_they_are_written(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "navigation: [{name: أ, url: /politics/}]\n")
    site.write(nfd(f"content/pages/{name}.md"), "---\ntitle: صفحة\n---\nنص\n")
    site.story("a")
    site.build()
    text = (site.output / name / "index.html").read_text("utf-8")
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', text)
    assert answers(site, canonical)
    assert re.findall(r'<meta property="og:url" content="([^"]+)"', text) == [canonical]
    (listed,) = [
        found
        for found in re.findall("<loc>([^<]+)</loc>", (site.output / "sitemaps/pages.xml").read_text("utf-8"))
        if unescape(found) == unescape(canonical)
    ]
    assert answers(site, listed)


def test_static_pictures_with_odd_names_answer_everywhere(tmp_path: Path) -> None:
    settings = (
        SETTINGS
        + f'feeds: {{full_text: true}}\nlook: {{logo: {{src: "/{ODD}", width: 7, height: 5}}}}\npublisher: {{logo: "/{ODD}"}}\n'
    )
    site = Site(tmp_path / "site", plain=False, settings=settings)
    site.write(f"static/{ODD}", PNG)
    site.story("a", image=f'{{src: "/{ODD}", alt: صورة}}', body=f"نص\n\n![شرح](/{ODD.replace(' ', '%20')})")
    report = site.build()
    assert codes(report) == []
    found = []
    for path in ("index.html", "2026/05/01/a/index.html", "feed.xml", "atom.xml", "feed.json", "sitemaps/2026-05.xml"):
        text = (
            (site.output / path)
            .read_text("utf-8")
            .replace("\\/", "/")
            .replace("&amp;", "&")
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
        )
        here = re.findall(r"""(?:https://example\.org)?/[^"<>\\ ]*?\.png""", text)
        assert here or path == "feed.json", path
        found += [address for address in here if not address.endswith("/apple-touch-icon.png")]  # made of the logo
    assert len(found) > 8
    assert {urlsplit(address).path for address in found} == {urlsplit(found[0]).path}
    assert all(answers(site, address) for address in found)


def test_links_are_in_the_form_in_which_files_are_published() -> None:
    assert own_address(nfd("/رؤية.pdf")) == "/رؤية.pdf"
    assert own_address("/%D9%88%D9%94.pdf?a=%41#%23") == "/%D8%A4.pdf?a=%41#%23"
    assert own_address("/a%20b%ff.pdf") == "/a%20b%ff.pdf"
    assert sanitise(f'<a href="{nfd("/رؤية.pdf")}">x</a>', "/news") == '<a href="/news/رؤية.pdf">x</a>'
    assert sanitise(f'<a href="{nfd("رؤية.pdf")}">x</a>', "/news") == '<a href="رؤية.pdf">x</a>'
    other = nfd("https://example.com/رؤية.pdf")
    assert sanitise(f'<a href="{other}">x</a>', "") == f'<a href="{other}">x</a>'


def test_a_template_has_its_name_in_nfc(site: Site) -> None:
    site.write(nfd("templates/رؤية.html"), "من قالب آخر")
    site.write("templates/foot_extra.html", '{% include "رؤية.html" %}')
    site.story("a")
    assert codes(site.build()) == []
    assert "من قالب آخر" in (site.output / "index.html").read_text("utf-8")


# hosts of the site's address

ARABIC_HOST = "https://صحيفة.example/"


def test_an_arabic_domain_has_one_form(tmp_path: Path) -> None:
    settings = SETTINGS.replace("https://example.org/", ARABIC_HOST) + "feeds: {full_text: true}\nlanguage: {}\n"
    site = Site(tmp_path / "site", plain=False, settings=settings)
    site.write("redirects.yml", f"redirects:\n  - {{from: /old/, to: {ARABIC_HOST}politics/}}\n")
    site.story("a", body="نص [رابط](/archive/).")
    assert codes(site.build()) == []
    for path, content in tree(site.output).items():
        if path.endswith((".html", ".xml", ".json", ".txt")):
            text = content.decode()
            assert "صحيفة.example" not in text, path
            assert "%D8%B5%D8%AD%D9%8A%D9%81%D8%A9.example" not in text, path
    assert "xn--ogbhx3c3b.example/sitemap.xml" in (site.output / "robots.txt").read_text("utf-8")
    assert "/old/ /politics/ 301" in (site.output / "_redirects").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("https://صحيفة.example/أخبار/", "https://xn--ogbhx3c3b.example/أخبار/"),
        ("https://صحيفة.example:8443", "https://xn--ogbhx3c3b.example:8443"),
        ("https://%D8%B5%D8%AD%D9%8A%D9%81%D8%A9.example/", "https://xn--ogbhx3c3b.example/"),
        ("https://xn--ogbhx3c3b.example/", "https://xn--ogbhx3c3b.example/"),
        ("https://EXAMPLE.org/%D8%B5", "https://EXAMPLE.org/%D8%B5"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("/%D8%B5/صحيفة", "/%D8%B5/صحيفة"),
    ],
)
def test_hosts_in_ascii(written: str, plain: str) -> None:
    assert ascii_host(written) == plain


@pytest.mark.parametrize(
    "host", ["ص" * 80 + ".example", "ص..example", "بريد_السنونو.example", "ص ص.example", "%ff.example"]
)
def test_hosts_that_are_none(host: str) -> None:
    settings, problems = settings_file.read(SETTINGS.replace("https://example.org/", f"'https://{host}/'").encode())
    assert settings is None
    assert [problem.code for problem in problems] == ["bad-base-url"]
