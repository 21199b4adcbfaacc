"""The box of the latest: an old page that nobody rewrote shows what is new, and nothing jumps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import newsrooms
from tests.browser.newsrooms import PAGES
from tests.browser.server import serve
from tests.browser.waits import drawn
from tests.support import Site
from tests.support.cases import every

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

ARTICLE = PAGES["article"]
NEW = "قصة أحدث من كل ما سبقها، وعنوانها طويل حتى يملأ سطرين كاملين في العمود الجانبي الضيق ويفيض عنهما"
BAKED = ["s/marked", "s/short", "s/town-8"]
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


@dataclass
class Slow:
    """A site whose fragments come only when they are let through."""

    gate: threading.Event = field(default_factory=threading.Event)

    def __call__(self, path: str) -> float:
        if "/fragments/" in path:
            self.gate.wait(20)
        return 0.0


def watched(page: Page) -> Page:
    """The page with its box in view, and from now on every change of it seen."""
    page.locator(".latest-box").scroll_into_view_if_needed()
    drawn(page)
    page.evaluate(WATCH_BOX)
    drawn(page)
    return page


WATCH_BOX = """() => {
  const box = document.querySelector(".latest-box")
  seen.shift = 0; seen.heights = []
  new ResizeObserver(() => seen.heights.push(box.getBoundingClientRect().height)).observe(box)
}"""


def steady(page: Page) -> None:
    page.wait_for_timeout(150)
    drawn(page)
    heights = page.evaluate("seen.heights")
    assert max(heights) - min(heights) < 1, heights
    assert page.evaluate("seen.shift") < 0.01, page.evaluate("seen.moved")


@pytest.mark.parametrize("width", every(2, [360, 1280]))
def test_an_old_page_shows_the_newest_story(open_page: Open, tmp_path: Path, width: int) -> None:
    site, before = grown(tmp_path / "site", "fetch")
    assert page_of(site).read_bytes() == before, "the old page was not written again"
    slow = Slow()
    with serve(site.output, "/news", slow) as served:
        page = watched(open_page(served(ARTICLE), width=width))
        items = page.locator(".latest-box li")
        assert items.evaluate_all(IDS) == BAKED
        slow.gate.set()
        expect(items.first).to_contain_text("قصة أحدث")
        has_the_newest(page)
        steady(page)


def has_the_newest(page: Page) -> None:
    items = page.locator(".latest-box li")
    assert items.evaluate_all(IDS) == ["s/newer", "s/marked", "s/short"]
    related = page.locator(".related [data-id]").evaluate_all(IDS)
    assert related == ["s/long", "s/words"], "newer than the last, and not said twice; nor is the story itself"
    assert items.first.locator("a").get_attribute("href") == "/news/2026/06/01/newer/"
    assert items.first.locator("a").inner_text() == NEW


@pytest.mark.parametrize("width", every(2, [360, 1280]))
@pytest.mark.ci
def test_the_box_keeps_its_height_when_long_headlines_come(open_page: Open, tmp_path: Path, width: int) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    for number in (1, 2):
        site.story(f"s/newer-{number}", f"{NEW} {number}", section="town", date=f"2026-06-01 11:3{number}")
    assert site.build().published
    slow = Slow()
    with serve(site.output, "/news", slow) as served:
        page = watched(open_page(served(ARTICLE), width=width))
        slow.gate.set()
        expect(page.locator(".latest-box li").nth(2)).to_contain_text("قصة أحدث")
        steady(page)


@pytest.mark.parametrize("width", every(2, [360, 1280]))
def test_the_server_can_put_the_newest_in(open_page: Open, tmp_path: Path, width: int) -> None:
    site, before = grown(tmp_path / "site", "ssi")
    assert page_of(site).read_bytes() == before
    with serve(site.output, "/news") as served:
        page = open_page(served(ARTICLE), width=width)
        has_the_newest(page)
        assert not [path for path in served.asked if "fragments" in path], "the reader's browser asks for nothing"
        plain = open_page(served(ARTICLE), width=width, script=False)
        assert plain.locator(".latest-box li:visible").evaluate_all(IDS)[0] == "s/newer"
        assert plain.locator(".latest-box li:visible").count() == 3, (
            "as many as there will be when the script has chosen"
        )
        assert plain.evaluate(BOX) == page.evaluate(BOX), "so that nothing moves then"
        assert "#include" not in plain.content()


def test_without_the_script_the_box_has_what_was_baked(open_page: Open, tmp_path: Path) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    with serve(site.output, "/news") as served:
        ids = open_page(served(ARTICLE), script=False).locator(".latest-box li").evaluate_all(IDS)
        assert ids == BAKED, "earlier ones, which stay true"


@pytest.mark.parametrize("fault", every(2, ["gone", "empty"]))
def test_what_is_baked_stays_when_the_fragment_does_not_come(faulty: Any, tmp_path: Path, fault: str) -> None:
    site, _ = grown(tmp_path / "site", "fetch")
    fragment = site.output / "fragments/latest/town.html"
    fragment.write_bytes(b"")
    if fault == "gone":
        fragment.unlink()
    with serve(site.output, "/news") as served:
        page = faulty(served(ARTICLE))
        page.wait_for_timeout(200)
        assert page.locator(".latest-box li").evaluate_all(IDS) == BAKED
        assert page.locator(".latest-box").is_visible()


@pytest.mark.ci
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
