"""Old addresses: chains cost what their length does, and none takes a path of the site's own or of a host."""

import re
from pathlib import Path

import pytest

from newsgen.pages.redirects import parse_entries
from newsgen.record.redirects import Redirects
from tests.support import Site, tree


def chain(length: int) -> str:
    return "redirects:\n" + "".join(f"  - {{from: /old/{i}/, to: /old/{i + 1}/}}\n" for i in range(length))


def lookups(site: Site, text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a build looks an entry up in the record."""
    site.write("redirects.yml", text)
    count = 0
    get = Redirects.get

    def counted(self: Redirects, source: str) -> tuple[str, int] | None:
        nonlocal count
        count += 1
        return get(self, source)

    with monkeypatch.context() as patch:
        patch.setattr(Redirects, "get", counted)
        site.build()
    return count


def test_a_chain_costs_what_its_length_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path / "site")
    site.story("a")
    site.build()
    few, many = (lookups(site, chain(n), monkeypatch) for n in (50, 500))
    assert many < few * 12
    assert b"/old/500/" in tree(site.output)["old/0/index.html"]


def test_chains_and_circles_that_meet(tmp_path: Path) -> None:
    """Each entry of a circle, and each that leads into one, is an error; the others lead to the end."""
    site = Site(tmp_path / "site")
    site.story("a")
    lines = [
        "/x/ /y/",
        "/y/ /z/",
        "/z/ /x/",
        "/into/ /y/",
        "/one/ /two/",
        "/two/ https://example.com/",
        "/three/ /two/",
        "/self/ /self/",
    ]
    entries = [line.split() for line in lines]
    site.write("redirects.yml", "redirects:\n" + "".join(f"  - {{from: {old}, to: '{new}'}}\n" for old, new in entries))
    report = site.build()
    loops = [problem.line for problem in report.problems if problem.code == "redirect-loop"]
    assert sorted(loops) == [2, 3, 4, 5, 9]
    site.write(
        "redirects.yml", "redirects:\n" + "".join(f"  - {{from: {old}, to: '{new}'}}\n" for old, new in entries[4:7])
    )
    site.build()
    files = tree(site.output)
    assert all(b"https://example.com/" in files[f"{name}/index.html"] for name in ("one", "two", "three"))


RESERVED = [
    "/search/periods.json", "/search", "/SEARCH/x", "/search/2026-1/pagefind.js", "/_worker.js", "/%5Fworker.js", "/_Worker.js/x", "/_headers",
    "/_redirects", "/_routes.json", "/_nginx/headers.conf", "/.well-known/security.txt", "/.well-known", "/%2ewell-known/x", "/feed.xml", "/atom.xml",
    "/feed.json", "/topics/x/feed.xml", "/authors/x/atom.xml", "/sitemap.xml", "/sitemaps/2020-01.xml", "/fragments/latest/politics.html",
    "/assets/v1/dates.js", "/media/x.jpg", "/robots.txt", "/ads.txt", "/404.html",
]  # fmt: skip
FREE = [
    "/2020/05/a/",
    "/feed/",
    "/economy/feed.xml",
    "/search-old/",
    "/news/search/",
    "/a/_b/",
    "/topics/old/",
    "/old/robots.txt",
    "/mediawiki/x",
]


@pytest.mark.parametrize("address", RESERVED)
def test_a_reserved_path_is_no_old_address(tmp_path: Path, address: str) -> None:
    _, problems = parse_entries(f"redirects:\n  - {{from: '{address}', to: /}}\n".encode())
    assert [(problem.code, problem.line) for problem in problems] == [("reserved-address", 2)]
    site = Site(tmp_path / "site")
    site.story("a", aliases=[f"'{address}'"])
    (problem,) = site.build().problems
    assert (problem.code, problem.file) == ("reserved-address", "content/a.md")


@pytest.mark.parametrize("address", FREE)
def test_other_paths_may_be_old_addresses(address: str) -> None:
    entries, problems = parse_entries(f"redirects:\n  - {{from: '{address}', to: /}}\n".encode())
    assert not problems
    assert len(entries) == 1


@pytest.mark.parametrize(
    "target",
    ["/%2F%2Fevil/", "/%2f/evil/", "https://example.org//evil/", "https://example.org/%2F/evil/", "/.//evil/",
     "https://example.org///evil/", "/%5Cevil/", "/%09/evil/", "https://example.org/", "https://example.org//"],
)  # fmt: skip
def test_a_path_of_this_site_leads_to_no_other_host(tmp_path: Path, target: str) -> None:
    """Browsers take the first part of an address with two slashes, or a slash and a backslash, for a host."""
    site = Site(tmp_path / "site", plain=False)
    site.story("a")
    site.write("redirects.yml", f"redirects:\n  - {{from: /old/, to: '{target}'}}\n")
    assert site.build().published
    page = (site.output / "old/index.html").read_text("utf-8")
    hosts = (site.output / "_redirects").read_text("utf-8")
    nginx = (site.output / "_nginx/redirects/site.map").read_text("utf-8")
    leads = [*re.findall(r'0; url=([^"]*)"', page), *re.findall(r"^/old/ (\S+) 301", hosts, re.MULTILINE)]
    leads += re.findall('^"/old/" "/old/ ([^"]*)"', nginx, re.MULTILINE)
    assert len(leads) == 3
    for lead in leads:
        assert lead.startswith("/"), lead
        assert not re.match(r"/[/\\\t]", lead), lead
