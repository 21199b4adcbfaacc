"""The box of the latest: an old page that nobody rewrote shows what is new, and nothing jumps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..support import Site
from . import newsrooms
from .newsrooms import PAGES
from .server import serve

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

ARTICLE = PAGES["article"]
NEW = "قصة أحدث من كل ما سبقها، وعنوانها طويل حتى يملأ سطرين كاملين في العمود الجانبي الضيق ويفيض عنهما"
IDS = "all => all.map(li => li.dataset.id)"
BOX = "document.querySelector('.latest-box').getBoundingClientRect().height"


def page_of(site: Site) -> Path:
    return site.output / ARTICLE.strip("/") / "index.html"


def grown(folder: Path, delivery: str) -> tuple[Site, bytes]:
    """A newsroom after a newer story came; and the old article's bytes from before."""
    sidebar = {"related": 2, "latest": 3, "delivery": delivery}
    site = newsrooms.small(folder, sidebar=sidebar, base_url="https://example.org/news/")
    before = page_of(site).read_bytes()
    site.story("s/newer", NEW, section="town", date="2026-06-01 11:00")
    report = site.build()
    assert report.published
    paths = report.written
    assert delivery == "none" or "fragments/latest/town.html" in paths
    assert ARTICLE.strip("/") + "/index.html" not in paths
    return site, before


@pytest.mark.parametrize("delivery", ["fetch", "ssi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_old_page_shows_the_newest_story(open_page: Open, tmp_path: Path, delivery: str, width: int) -> None:
    site, before = grown(tmp_path / "site", delivery)
    assert page_of(site).read_bytes() == before, "the old page was not written again"
    slow = {"/news/fragments/latest/town.html": 0.5}
    with serve(site.output, "/news", lambda path: slow.get(path, 0.0)) as served:
        page = open_page(served(ARTICLE), width=width, before=SCROLL)
        items = page.locator(".latest-box li")
        expect(items.first).to_contain_text("قصة أحدث")
        height = page.evaluate(BOX)
        ids = items.evaluate_all(IDS)
        related = page.locator(".related [data-id]").evaluate_all(IDS)
        assert ids[0] == "s/newer"
        assert len(ids) == 3
        assert "s/everything" not in ids, "not the story itself"
        assert related == ["s/long", "s/words"]
        assert not set(ids) & set(related), "none that the sidebar has already"
        assert items.first.locator("a").get_attribute("href") == "/news/2026/06/01/newer/"
        page.wait_for_timeout(150)
        assert page.evaluate(BOX) == height
        assert page.evaluate("seen.shift") < 0.01, page.evaluate("seen.moved")


SCROLL = """
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".latest-box")
  scrollTo(0, box.getBoundingClientRect().top + scrollY - innerHeight / 3)
  window.heights = [box.getBoundingClientRect().height]
  new ResizeObserver(() => heights.push(box.getBoundingClientRect().height)).observe(box)
})
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_box_keeps_its_height_when_long_headlines_come(open_page: Open, tmp_path: Path, width: int) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    for number in (1, 2):
        site.story(f"s/newer-{number}", f"{NEW} {number}", section="town", date=f"2026-06-01 11:3{number}")
    assert site.build().published
    with serve(site.output, "/news", lambda path: 0.5 if "fragments" in path else 0.0) as served:
        page = open_page(served(ARTICLE), width=width, before=SCROLL)
        expect(page.locator(".latest-box li").nth(2)).to_contain_text("قصة أحدث")
        page.wait_for_timeout(150)
        heights = page.evaluate("heights")
        assert max(heights) - min(heights) < 1, heights
        assert page.evaluate("seen.shift") < 0.01, page.evaluate("seen.moved")


def test_without_the_script_the_box_has_what_was_baked(open_page: Open, tmp_path: Path) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    with serve(site.output, "/news") as served:
        ids = open_page(served(ARTICLE), script=False).locator(".latest-box li").evaluate_all(IDS)
        assert ids == ["s/marked", "s/short", "s/town-8"], "earlier ones, which stay true"


def test_the_servers_include_needs_no_script(open_page: Open, tmp_path: Path) -> None:
    site, _ = grown(tmp_path / "site", "ssi")
    with serve(site.output, "/news") as served:
        page = open_page(served(ARTICLE), script=False)
        assert page.locator(".latest-box li").first.locator("a").inner_text() == NEW
        assert "#include" not in page.content()


@pytest.mark.parametrize("fault", ["gone", "empty"])
def test_what_is_baked_stays_when_the_fragment_does_not_come(faulty: Any, tmp_path: Path, fault: str) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    fragment = site.output / "fragments/latest/town.html"
    fragment.write_bytes(b"")
    if fault == "gone":
        fragment.unlink()
    with serve(site.output, "/news") as served:
        page = faulty(served(ARTICLE))
        page.wait_for_timeout(200)
        assert page.locator(".latest-box li").evaluate_all(IDS) == ["s/marked", "s/short", "s/town-8"]
        assert page.locator(".latest-box").is_visible()


def test_a_box_that_was_empty_appears(open_page: Open, tmp_path: Path) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    with serve(site.output, "/news") as served:
        page = open_page(served("/2026/03/03/orchard/"))
        assert page.locator(".latest-box").is_hidden(), "there is no other story in its section"
        site.story("s/orchard-2", "المشمش ينضج", section="orchards", date="2026-06-01 10:00")
        assert site.build().published
        page.reload()
        expect(page.locator(".latest-box")).to_be_visible()
        assert page.locator(".latest-box li").evaluate_all(IDS) == ["s/orchard-2"]
