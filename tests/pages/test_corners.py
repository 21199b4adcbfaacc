"""Regression tests for lists, old addresses and authors."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.build.run import Options, Report
from newsgen.cli.commands.moved import missing_redirects
from newsgen.model.article import Redirect
from newsgen.pages import redirects
from newsgen.record.addresses import Addresses
from tests.support import NOW, SETTINGS, Site, codes, tree
from tests.support.cases import sampled


def same(site: Site, **options: object) -> Report:
    """Build, and assert that a clean build elsewhere has the same output."""
    report = site.build(**options)  # type: ignore[arg-type]
    copy = Site.__new__(Site)
    copy.root, copy.clock = site.root.with_name("copy"), 0
    shutil.rmtree(copy.root, ignore_errors=True)
    shutil.copytree(site.root, copy.root, ignore=shutil.ignore_patterns(".newsgen", "public"))
    clean = copy.build(**options)  # type: ignore[arg-type]
    assert report.published == clean.published
    if report.published:
        assert tree(site.output) == tree(copy.output)
    return report


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", settings=SETTINGS + "front: {section: 1}\n")
    for month in (1, 2, 3):
        site.story(f"s{month}", f"قصة {month}", date=f"2026-0{month}-01 10:00", authors=["ليلى"])
    assert same(site).published
    return site


# authors


def test_two_profile_files_exchange_their_authors(site: Site) -> None:
    site.write("content/authors/a.yml", "name: ليلى\nrole: محررة\n")
    site.write("content/authors/b.yml", "name: سامر\nrole: مراسل\n")
    same(site)
    site.write("content/authors/a.yml", "name: سامر\nrole: مراسل\n")
    site.write("content/authors/b.yml", "name: ليلى\nrole: محررة\n")
    assert codes(same(site)) == []


def test_an_authors_months_have_the_name_of_the_profile(site: Site) -> None:
    site.write("content/authors/a.yml", "name: ليلَى\n")
    same(site)
    (site.root / "content/authors/a.yml").unlink()
    same(site)


# old addresses


@sampled(3)
@pytest.mark.parametrize(
    "old",
    [
        "/politics//",
        "/a//b/",
        "/.newsgen/",
        "/.newsgen",
        "/.newsgen-staging/x/",
        "/x/.git/",
        "/" + "ا" * 140 + "/",
        "/a/%2F/b/",
    ],
)
def test_addresses_that_no_file_can_have(site: Site, old: str) -> None:
    before = tree(site.output)
    site.write("redirects.yml", f"redirects:\n  - {{from: '{old}', to: /sport/}}\n")
    assert [(p.code, p.line) for p in site.build().problems] == [("bad-alias", 2)]
    (site.root / "redirects.yml").unlink()
    site.story("s1", "قصة 1", date="2026-01-01 10:00", authors=["ليلى"], aliases=[f"'{old}'"])
    assert [p.code for p in site.build().problems] == ["bad-alias"]
    assert tree(site.output) == before


def test_index_html_is_the_address_of_its_folder(site: Site) -> None:
    site.write("redirects.yml", "redirects:\n  - {from: /a/index.html, to: /a/}\n")
    assert codes(site.build()) == ["redirect-loop"]
    site.write("redirects.yml", "redirects:\n  - {from: /a/index.html, to: /sport/}\n  - {from: /a/, to: /sport/}\n")
    assert codes(site.build()) == ["redirect-twice"]


def test_targets_at_the_sites_own_host_are_internal(site: Site) -> None:
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: 'https://example.org/a/'}\n")
    assert codes(site.build()) == ["redirect-loop"]
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: 'https://example.org/none/'}\n")
    assert codes(site.build()) == ["redirect-nowhere"]


def test_an_address_that_differs_in_case_gets_no_file(site: Site) -> None:
    """On file systems that ignore case, a redirect page would overwrite the page."""
    site.write("redirects.yml", "redirects:\n  - {from: /Politics/, to: /politics/}\n")
    assert codes(same(site)) == []
    assert "Politics/index.html" not in tree(site.output)
    assert "/Politics/ /politics/ 301" in (site.output / "_redirects").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["http://[x/", "https://[::1"])
def test_malformed_targets(site: Site, target: str) -> None:
    site.write("redirects.yml", f"redirects:\n  - {{from: /a/, to: '{target}'}}\n")
    same(site)


def test_a_hidden_story_does_not_order_the_redirects(site: Site) -> None:
    site.story("a", date="2026-05-01 10:00", aliases=["/old/a/"])
    site.story("b", date="2026-05-02 10:00", aliases=["/old/b/"])
    same(site)
    before = (site.output / "_redirects").read_bytes()
    site.story("c", date="2026-07-02 10:00", aliases=["/old/a/"])
    same(site)
    assert (site.output / "_redirects").read_bytes() == before
    site.story("c", date="2026-07-02 10:00", aliases=["/old/b/"])
    same(site)


def test_an_embargoed_alias_over_a_page_is_an_error_at_once(site: Site) -> None:
    """The error comes at once, and not in an unattended build at the end of the embargo."""
    site.story("c", date="2026-07-02 10:00", aliases=["/2026/01/01/s1/", "/politics/"])
    report = site.build()
    assert codes(report) == ["redirect-over-page", "redirect-over-page"]
    assert {p.file for p in report.problems} == {"content/c.md"}


def test_an_alias_costs_only_where_it_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed headline of a story with an alias looks up no redirect."""
    for number in range(20):
        site.story(f"a{number}", aliases=[f"/old/{number}/"], date=f"2025-05-{number + 1:02} 10:00")
    site.build()
    looked: list[str] = []
    alias = Addresses.alias
    monkeypatch.setattr(
        Addresses, "alias", lambda self, source, view: looked.append(source) or alias(self, source, view)
    )
    site.story("a3", "عنوان آخر", aliases=["/old/3/"], date="2025-05-04 10:00")
    assert site.build().published
    assert looked == []
    site.story("a3", "عنوان آخر", aliases=["/old/3/"], date="2025-05-04 10:00", slug="moved")
    assert "old/3/index.html" in site.build().written
    assert looked


def test_redirects_are_read_again_when_the_code_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: /sport/}\n")
    same(site)
    monkeypatch.setattr(
        redirects,
        "normalized",
        lambda address, normalized=redirects.normalized: normalized(address).replace("/a/", "/x/"),
    )
    site.write("site.yml", SETTINGS + "front: {section: 2}\n")
    site.build()
    assert "x/index.html" in tree(site.output)


# what is lost is told


@pytest.mark.parametrize("lost", ["clean", "schema"])
def test_addresses_lost_with_the_record_are_reported(site: Site, lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site.story("s1", "قصة 1", date="2026-01-01 10:00", authors=["ليلى"], slug="other")
    (site.root / "content/s2.md").unlink()
    if lost == "schema":
        monkeypatch.setattr("newsgen.record.schema.VERSION", "next")
    report = site.build(clean=lost == "clean")
    assert codes(report) == ["address-vanished", "address-vanished"]
    found, problems = missing_redirects(Options(site.root, site.output, NOW))
    assert problems == []
    assert found == [Redirect("/2026/01/01/s1/", "/2026/01/01/other/"), Redirect("/2026/02/01/s2/")]


def test_plain_pages_and_sections_are_reported_too(site: Site) -> None:
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص.\n")
    same(site)
    (site.root / "content/pages/about.md").unlink()
    site.write("site.yml", (SETTINGS + "front: {section: 1}\n").replace("  - {id: culture, name: ثقافة}\n", ""))
    found, _ = missing_redirects(Options(site.root, site.output, NOW))
    assert found == [Redirect("/about/"), Redirect("/culture/")]
    assert codes(site.build()) == ["address-vanished", "address-vanished"]
    found, _ = missing_redirects(Options(site.root, site.output, NOW))
    assert found == [Redirect("/about/"), Redirect("/culture/")]


def test_the_address_of_a_held_story_in_a_chain(site: Site) -> None:
    """With --keep-good a broken story keeps its last good address, and redirects to it still work."""
    site.story("x", slug="one")
    site.story("y", slug="two")
    site.story("z", slug="three")
    site.build()
    site.story("x", slug="two")
    site.story("y", slug="three")
    report = site.build(keep_good=True)
    assert report.published
    assert set(report.held) == {"content/x.md", "content/y.md"}
    assert {"2026/05/01/one/index.html", "2026/05/01/two/index.html"} <= tree(site.output).keys()


# settings and logs


def test_two_topics_at_one_address(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS + "topics: [{name: ألف, slug: x}, {name: باء, slug: X}]\n")
    assert codes(site.build()) == ["duplicate-topic"]


def test_a_missing_logo(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "site", settings=SETTINGS + "publisher: {logo: /logo.png}\nlook: {head_font: {src: /h.woff2}}\n"
    )
    site.story("a")
    report = site.build()
    assert report.published
    assert [(p.code, p.file) for p in report.problems] == [("no-picture", "site.yml")] * 2


def test_a_future_correction_does_not_hide_a_past_one(site: Site) -> None:
    site.story("a", "مصحَّحة", corrections=["{at: 2026-05-20, text: الأول}", "{at: 2026-07-20, text: الآتي}"])
    site.build()
    log = site.output / "corrections/index.html"
    assert log.read_text(encoding="utf-8").count("مصحَّحة") == 1
    same(site, now=NOW + timedelta(days=90))
    assert log.read_text(encoding="utf-8").count("مصحَّحة") == 1
