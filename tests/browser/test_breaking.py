"""Breaking news: on fronts from the first byte, on every other page when it comes, and nothing moves; pinned stories."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import newsrooms
from tests.browser.newsrooms import LONG, PAGES
from tests.browser.server import Served, serve
from tests.browser.waits import drawn
from tests.support import Site
from tests.support.cases import every
from tests.support.page import Element, read

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

SHIFT = 0.01
OTHERS = {kind: PAGES[kind] for kind in ("article", "topic of years", "month", "archive", "missing", "plain")}
"""Pages that are no fronts; among them short ones, whose foot stands in the window."""
GEOMETRY = """() => { const box = document.querySelector(".breaking").getBoundingClientRect()
  const above = document.querySelector(".masthead").getBoundingClientRect().bottom
  return { top: box.top, bottom: box.bottom, height: box.height, above, below: document.querySelector("main").getBoundingClientRect().top } }"""


def page_of(site: Site, address: str) -> Element:
    name = address.strip("/")
    file = site.output / (name if name.endswith(".html") else f"{name}/index.html".lstrip("/"))
    return read(file.read_text(encoding="utf-8"))


def bars(page: Element) -> list[Element]:
    return list(page.all("div", class_="breaking"))


def test_fronts_carry_it_and_other_pages_ask(small: Site) -> None:
    for kind in ("home", "section", "empty section"):
        (bar,) = bars(page_of(small, PAGES[kind]))
        assert "data-breaking" not in bar.attributes
        assert [li.attributes["data-id"] for li in bar.all("li")] == ["s/long", "s/words"]
        assert LONG in bar.text
    for kind, address in OTHERS.items():
        (bar,) = bars(page_of(small, address))
        assert bar.attributes["data-breaking"] == "/news/fragments/breaking.html", kind
        assert "hidden" in bar.attributes
        assert not list(bar.all("li"))
    fragment = read((small.output / "fragments/breaking.html").read_text(encoding="utf-8"))
    assert [e.tag for e in fragment.children if isinstance(e, Element)] == ["li", "li"]


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.mark.parametrize(("kind", "width"), every(5, [(kind, width) for kind in OTHERS for width in (360, 1280)]))
def test_it_comes_and_nothing_moves(open_page: Open, small: Site, gate: threading.Event, kind: str, width: int) -> None:
    def slow(path: str) -> float:
        if path.endswith("/fragments/breaking.html"):
            gate.wait(20)
        return 0.0

    with serve(small.output, "/news", slow) as served:
        page = open_page(served(OTHERS[kind]), width=width)
        bar = page.locator(".breaking")
        expect(bar).to_be_hidden()
        drawn(page)
        page.evaluate("seen.shift = 0; seen.moved = []")
        height = page.evaluate("document.documentElement.scrollHeight")
        gate.set()
        expect(bar).to_be_visible()
        expect(bar.locator("li")).to_have_count(1)
        page.wait_for_timeout(150)
        drawn(page)
        assert page.evaluate("seen.shift") < SHIFT, page.evaluate("seen.moved")
        assert page.evaluate("document.documentElement.scrollHeight") == height
        box = page.evaluate(GEOMETRY)
        assert box["above"] <= box["top"] < box["bottom"] <= box["below"], "it lies over nothing"
        assert 48 <= box["height"] < 80, "two lines at most"


def test_it_is_a_named_region_that_is_announced(open_again: Open, served: Served) -> None:
    page = open_again(served(PAGES["article"]))
    region = page.get_by_role("region", name="عاجل")
    expect(region).to_be_visible()
    assert region.evaluate("e => e.parentNode.getAttribute('role')") == "status"
    expect(region.locator("a")).to_have_attribute("href", "/news/2026/05/18/long/")
    front = open_again(served("/"))
    assert front.get_by_role("region", name="عاجل").evaluate("e => !e.closest('[role=status], [aria-live]')")


def test_a_story_does_not_announce_itself(open_again: Open, served: Served) -> None:
    page = open_again(served(PAGES["long title"]))
    expect(page.locator(".breaking li")).to_have_attribute("data-id", "s/words")


@pytest.mark.ci
def test_nothing_is_said_when_nothing_breaks(faulty: Any, open_page: Open, tmp_path: Path) -> None:
    site = newsrooms.small(tmp_path / "site", base_url="https://example.org/news/")
    for name in ("long", "words"):
        file = site.root / f"content/s/{name}.md"
        file.write_text(file.read_text(encoding="utf-8").replace("breaking_until", "#"), encoding="utf-8")
    assert site.build().published
    assert bars(page_of(site, "/")) == []
    with serve(site.output, "/news") as served:
        page = open_page(served(PAGES["article"]))
        page.wait_for_timeout(200)
        assert page.locator(".breaking").is_hidden()
        (site.output / "fragments/breaking.html").unlink()
        page = faulty(served(PAGES["article"]))
        page.wait_for_timeout(200)
        assert page.locator(".breaking").is_hidden()


@pytest.mark.parametrize("delivery", every(2, ["ssi", "none"]))
def test_other_deliveries(open_page: Open, tmp_path: Path, delivery: str) -> None:
    site = newsrooms.small(tmp_path / "site", sidebar={"delivery": delivery}, base_url="https://example.org/news/")
    assert len(bars(page_of(site, "/"))) == 1
    assert len(bars(page_of(site, PAGES["article"]))) == (delivery == "ssi")
    with serve(site.output, "/news") as served:
        page = open_page(served(PAGES["article"]), script=False)
        assert page.locator(".breaking li").count() == (2 if delivery == "ssi" else 0)
        if delivery == "ssi":
            (site.output / "fragments/breaking.html").write_bytes(b"")
            page.reload()
            assert page.locator(".breaking").is_hidden()
        assert not [path for path in served.asked if "/fragments/" in path]


@pytest.mark.parametrize(
    ("kind", "width"), every(3, [("home", 360), ("home", 1280), ("article", 360), ("article", 1280)])
)
def test_the_keyboard_sees_where_it_is(open_again: Open, served: Served, kind: str, width: int) -> None:
    page = open_again(served(PAGES[kind]), width=width, color_scheme="dark")
    link = page.locator(".breaking a").first
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    outline = link.evaluate("e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineColor] }")
    assert outline == ["solid", "rgb(255, 255, 255)"]
    assert link.evaluate("e => e.closest('li').getBoundingClientRect().height") >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == width


# ------------------------------------------------------------------ put first by an editor


def test_the_editors_choice_has_the_largest_place(small: Site) -> None:
    """Its home page begins with a story that has no picture, its harbour with one of years ago."""
    home = page_of(small, "/")
    lead = home.first("article", class_="card-lead")
    assert lead.attributes["data-id"] == "s/words"
    assert "card-plain" in lead.attributes["class"]
    opener = page_of(small, "/harbour/").first("article", class_="card-opener")
    assert opener.attributes["data-id"] == "s/old-3"
    shown = [e.attributes["data-id"] for e in home.first("div", class_="front").all("article")]
    assert len(shown) == len(set(shown)) == 4


def test_without_one_the_newest_with_a_picture_has_it(tmp_path: Path) -> None:
    site = newsrooms.small(tmp_path / "site")
    (site.root / "content/front.yml").unlink()
    site.story("s/newest", "أحدث قصة بلا صورة", section="town", date="2026-06-01 11:00")
    assert site.build().published
    for address, look in (("/", "card-lead"), ("/town/", "card-opener")):
        card = page_of(site, address).first("article", class_=look)
        assert card.attributes["data-id"] == "s/everything"


@pytest.mark.parametrize("width", [600, 900, 1280])
def test_a_choice_without_a_picture_leaves_no_hole(open_again: Open, served: Served, width: int) -> None:
    page = open_again(served("/"), width=width)
    lead, seconds = (page.locator(s).bounding_box() for s in (".card-lead", ".seconds"))
    assert lead is not None
    assert seconds is not None
    assert seconds["y"] - (lead["y"] + lead["height"]) < 40


def test_copying_a_link_leaves_the_bar_as_it_is(open_page: Open, served: Served) -> None:
    page = open_page(served(PAGES["article"]), permissions=["clipboard-read", "clipboard-write"])
    link = page.locator(".breaking a")
    expect(link).to_be_visible()
    page.locator(".rail [data-share=copy]").click()
    expect(page.locator("body > .told")).to_have_text("نُسخ الرابط")
    expect(link).to_have_text(LONG)
