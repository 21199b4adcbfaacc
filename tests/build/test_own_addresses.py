"""A story's own address, and patterns that end with .html or without a slash: what is written, linked, refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.cli import command_line
from tests.support import NOW, SETTINGS, Site, codes, tree
from tests.support.cases import sampled

PAGE = "---\ntitle: صفحة\n---\nنص\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", settings=SETTINGS)


@pytest.mark.parametrize(
    ("written", "address", "file"),
    [
        ("/old/story.html", "/old/story.html", "old/story.html"),
        ("/old/story.htm", "/old/story.htm", "old/story.htm"),
        ("/2009/A_b.c/", "/2009/A_b.c/", "2009/A_b.c/index.html"),
        ("/%d9%86%d9%87%d8%b1/%D8%B3%D8%AF/", "/نهر/سد/", "نهر/سد/index.html"),
        ("/نهر عام/سد/", "/نهر عام/سد/", "نهر عام/سد/index.html"),
        ("/كتاب\u200cها/", "/كتاب\u200cها/", "كتاب\u200cها/index.html"),
        (f"/{'س' * 127}/", f"/{'س' * 127}/", f"{'س' * 127}/index.html"),
        ("/sport/old/", "/sport/old/", "sport/old/index.html"),
    ],
)
def test_a_story_has_its_own_address(site: Site, written: str, address: str, file: str) -> None:
    site.story("one", address=f'"{written}"', aliases=["/x/old.php"])
    site.story("two", body=f"[الأولى](<{address}>)")
    report = site.build()
    assert report.published, report.problems
    assert codes(report) == []
    pages = tree(site.output)
    assert file in pages
    link = site_link(address)
    assert link in pages["index.html"].decode()
    assert link in pages["x/old.php"].decode()
    assert link in pages["sitemaps/2026-05.xml"].decode()
    assert not any(path.startswith("2026/05/01/one") for path in pages)


def site_link(address: str) -> str:
    from urllib.parse import quote

    return quote(address, safe="/._-")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/old/story.php", "bad-address"),
        ("/old/story", "bad-address"),
        ("old/", "bad-address"),
        ("/", "bad-address"),
        ("/a/../b/", "bad-address"),
        ("/a//b/", "bad-address"),
        ("/?p=4", "bad-address"),
        ("/a/index.html", "bad-address"),
        ("/.git/x/", "bad-address"),
        ("/a:b/", "bad-address"),
        ("/%d9/", "bad-address"),
        (f"/{'س' * 128}/", "bad-address"),
        ("https://example.org/x/", "bad-address"),
        ("/media/x/", "reserved-address"),
        ("/_worker.js/", "reserved-address"),
        ("/Assets/x.html", "reserved-address"),
        ("/topics/x/feed.xml", "reserved-address"),
        ("/404.html", "reserved-address"),
    ],
)
def test_what_cannot_be_an_address(site: Site, address: str, code: str) -> None:
    site.story("one", address=f'"{address}"')
    report = site.build()
    assert [(p.code, p.file, p.line) for p in report.problems] == [(code, "content/one.md", 5)]


COLLISIONS = {
    "another story": lambda site: site.story("two", address="/OLD/x/"),
    "another story's pattern": lambda site: site.story("x", date="2026-05-02 10:00", address="/old/x/"),
    "an old address": lambda site: site.story("two", aliases=["/old/x/"]),
    "a redirect": lambda site: site.write("redirects.yml", "redirects:\n  - {from: /old/x/, to: /sport/}\n"),
    "a static file": lambda site: site.write("static/old/x/index.html", "x"),
    "a static file as its folder": lambda site: site.write("static/old/x", "x"),
    "a plain page": lambda site: site.write("content/pages/old/x.md", PAGE),
}


@sampled(3)
@pytest.mark.parametrize("what", COLLISIONS)
@pytest.mark.parametrize("embargo", [False, True])
def test_an_address_that_another_has(site: Site, what: str, embargo: bool) -> None:
    later = NOW + timedelta(days=1)
    site.story("one", address="/old/x/", date=f"{later if embargo else NOW:%Y-%m-%d %H:%M}")
    COLLISIONS[what](site)
    report = site.build()
    assert codes(report), "told at once"
    assert report.published == (embargo and "story" not in what), report.problems
    site.story("one", address="/old/y/")
    assert site.build().published


@pytest.mark.parametrize("address", ["/sport/", "/archive/2026/05/", "/topics/", "/corrections/"])
def test_an_address_of_newsgens_own_pages_is_refused(site: Site, address: str) -> None:
    site.story("one", address=address, tags=["ماء"])
    report = site.build()
    assert not report.published
    assert codes(report) == ["same-output"]


def test_the_story_keeps_its_address_whatever_the_pattern(site: Site) -> None:
    site.story("one", address="/old/one.html", id="7")
    site.story("two", id="8")
    site.story("three")
    for pattern, two in (("/{id}/", "8/index.html"), ("/{section}/{slug}.html", "politics/two.html")):
        site.write("site.yml", SETTINGS + f'address: "{pattern}"\n')
        assert site.build().published
        pages = tree(site.output)
        assert {"old/one.html", two} <= pages.keys()
    site.write("site.yml", SETTINGS + 'address: "/{id}/"\n')
    site.build()
    (number,) = (path.name for path in site.output.iterdir() if len(path.name) == 15 and path.name.isdigit())
    clean = site.root.parent / "clean"
    site.build(clean)
    assert tree(clean) == tree(site.output)
    assert number in (site.output / "index.html").read_text(encoding="utf-8")


def test_the_path_of_a_section_stands_in_addresses(site: Site) -> None:
    sections = SETTINGS.replace("{id: sport, name: رياضة}", "{id: sport, name: رياضة, path: أخبار/رياضة}")
    assert sections != SETTINGS
    site.write("site.yml", sections + 'address: "/{section}/{slug}/"\n')
    site.story("one", section="sport")
    site.story("two")
    assert site.build().published
    assert {"أخبار/رياضة/one/index.html", "politics/two/index.html", "sport/index.html"} <= tree(site.output).keys()


@pytest.fixture
def slashless(site: Site) -> Site:
    site.write("site.yml", SETTINGS + 'address: "/archives/{slug}"\n')
    site.story("one", aliases=["/archives/one/", "/old/"])
    site.story("two", body="[الأولى](/archives/one) و[الأولى](/archives/one/) و[لا شيء](/archives/none)")
    site.story("three", address="/archives/own")
    return site


def test_addresses_without_a_slash(slashless: Site) -> None:
    site = slashless
    report = site.build()
    assert report.published, report.problems
    pages = {path: data.decode(errors="replace") for path, data in tree(site.output).items()}
    assert {"archives/one.html", "archives/two.html", "archives/own.html"} <= pages.keys()
    assert "archives/one/index.html" not in pages, "the alias is the address itself"
    assert "/archives/one " in pages["index.html"]
    assert "https://example.org/archives/one<" in pages["sitemaps/2026-05.xml"]
    assert "/archives/one" in pages["old/index.html"]
    assert "archives/one.html" not in "".join(pages.values()), "no page says the file's name"
    assert "try_files $uri $uri.html $uri/ =404;" in pages["_nginx/headers.conf"]


def test_links_to_addresses_without_a_slash_are_found(slashless: Site, capsys: pytest.CaptureFixture[str]) -> None:
    command_line.main(["check", "--site", str(slashless.root), "--lang", "en", "--only", "link-broken"])
    told = "".join(capsys.readouterr())
    assert "/archives/none" in told
    assert "/archives/one" not in told


@sampled(3)
@pytest.mark.parametrize(
    "obstacle",
    [
        lambda site: site.write("content/pages/archives/one.md", PAGE),
        lambda site: site.write("redirects.yml", "redirects:\n  - {from: /archives/one, to: /sport/}\n"),
        lambda site: site.story("four", aliases=["/archives/one"]),
        lambda site: site.story("four", address="/archives/one/"),
        lambda site: site.story("four", address="/archives/one.html"),
        lambda site: site.write("static/archives/one.html", "x"),
        lambda site: site.write("static/archives/one/index.html", "x"),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_nothing_else_is_at_an_address_without_a_slash(slashless: Site, obstacle: object, first: bool) -> None:
    site = slashless
    if first:
        assert site.build().published
    obstacle(site)  # type: ignore[operator]
    report = site.build()
    assert not report.published
    assert len({problem.code for problem in report.problems}) == 1, report.problems
    held = site.build(keep_good=True)
    assert held.published
    assert held.held


def test_a_story_that_leaves_an_address_without_a_slash_is_told_once(slashless: Site) -> None:
    site = slashless
    site.build()
    site.story("one", status="draft")
    assert codes(site.build()) == [], "it is only hidden"
    site.story("one")
    site.build()
    (site.root / "content/one.md").unlink()
    report = site.build()
    assert [(p.code, dict(p.values)["address"]) for p in report.problems] == [("address-vanished", "/archives/one")]
