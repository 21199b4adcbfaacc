"""The foot of every page leads to the plain pages, or to what the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.pages.kinds import KINDS
from tests.support import SETTINGS, Site
from tests.support.page import read

TEMPLATES = Path(__file__).parents[2] / "templates"


def foot(site: Site, page: str = "index.html") -> list[tuple[str, str]]:
    """The links of the third group, with their addresses."""
    groups = list(read((site.output / page).read_text(encoding="utf-8")).first("footer").all("nav"))
    return [(a.text, a.attributes["href"]) for group in groups[2:] for a in group.all("a")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False)
    site.story("a")
    site.write("content/pages/about.md", "---\ntitle: من نحن 2-1\n---\nنص.\n")
    site.write("content/pages/zone/inner.md", "---\ntitle: في العمق\n---\nنص.\n")
    assert site.build().published
    return site


def test_plain_pages_are_linked_by_themselves(site: Site) -> None:
    expected = [("من نحن 2-1", "/about/")]
    assert foot(site) == expected
    assert foot(site, "404.html") == expected
    assert foot(site, "about/index.html") == expected


def test_a_page_that_comes_changes_its_name_or_goes_changes_every_foot(site: Site) -> None:
    site.write("content/pages/contact.md", "---\ntitle: اتصل بنا\n---\nنص.\n")
    written = set(site.build().written)
    assert {"index.html", "404.html", "about/index.html", "politics/index.html"} <= written
    assert not [p for p in written if p.endswith((".xml", ".json", ".css", ".js")) and "sitemap" not in p]
    assert foot(site)[1] == ("اتصل بنا", "/contact/")
    site.write("content/pages/contact.md", "---\ntitle: اتصل بنا\n---\nنص آخر.\n")
    assert set(site.build().written) == {"contact/index.html"}, "only its text differs"
    site.write("content/pages/contact.md", "---\ntitle: راسلنا\n---\nنص آخر.\n")
    assert "index.html" in site.build().written
    assert foot(site)[1] == ("راسلنا", "/contact/")
    (site.root / "content/pages/contact.md").unlink()
    assert "index.html" in site.build().written
    assert foot(site) == [("من نحن 2-1", "/about/")]
    site.write("content/pages/zone/other.md", "---\ntitle: أعمق\n---\nنص.\n")
    assert "index.html" not in site.build().written, "a page in a folder stands in no foot"


def test_the_foot_is_bounded(site: Site) -> None:
    for number in range(20):
        site.write(f"content/pages/p{number:02}.md", f"---\ntitle: صفحة {number}\n---\nنص.\n")
    site.build()
    assert len(foot(site)) == 12
    site.write("content/pages/p19.md", "---\ntitle: خارج الحد\n---\nنص.\n")
    assert set(site.build().written) == {"p19/index.html"}


def test_the_settings_choose(site: Site) -> None:
    site.write("site.yml", SETTINGS + "footer: [{name: خارج, url: 'https://example.org/x'}, {section: sport}]\n")
    site.build()
    assert [address for _, address in foot(site)] == ["https://example.org/x", "/sport/"]
    site.write("content/pages/contact.md", "---\ntitle: اتصل بنا\n---\nنص.\n")
    assert "index.html" not in site.build().written
    site.write("site.yml", SETTINGS + "footer: []\n")
    site.build()
    assert foot(site) == []


def test_the_kinds_with_a_foot_are_those_of_the_frame() -> None:
    extends = {kind.name for kind in KINDS if 'extends "base.html"' in (TEMPLATES / kind.template).read_text("utf-8")}
    assert {kind.name for kind in KINDS if kind.framed} == extends
