"""Fronts on a hard day: what is the largest, what stands on one line, where nothing is; measured on the site of tools/hard_site.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Route
from tools.hard_site import SECTIONS, make

from newsgen.build.build import build
from newsgen.build.run import Options
from tests.browser.server import Served, serve
from tests.support.cases import every
from tests.support.page import Element, read

pytestmark = pytest.mark.browser

SOME = ("city", "money", "people", "arts", "science", "opinion", "health", "sport", "schools", "travel")
"""Sections of ten stories, of one, and what lies between."""
NUMBERS = {"/travel/": 1, "/schools/": 2, "/health/": 3, "/city/": 10, "/": 61}
"""Fronts with their numbers of stories."""
ARTICLE = "/2026/11/28/city-1/"

BOXES = """selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => {
  const { x, y, width, height, bottom } = e.getBoundingClientRect()
  return { x, y: y + scrollY, width, height, bottom: bottom + scrollY }
})"""
ROWS = """selector => [...document.querySelectorAll(selector)].map(row => [...row.querySelectorAll(":scope > .card, :scope > .column > .card-card")]
  .map(card => Object.fromEntries([".label", ".headline", ".standfirst", ".meta"].map(part => [part, card.querySelector(part)?.getBoundingClientRect()])
    .filter(([, box]) => box).map(([part, box]) => [part, [box.y, box.bottom]]))))"""
"""Of each row its cards: where the parts of each begin and end."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("hard") / "site"
    make(root)
    now = datetime(2026, 11, 28, 23, 30, tzinfo=ZoneInfo("Asia/Amman"))
    report = build(Options(root, root / "public", now, jobs=1, pictures_later=True))
    assert report.published, report.problems
    with serve(root / "public") as served:
        yield served


def _blank(route: Route) -> None:
    """A blank picture of the size that its address says; the small one's address says none."""
    found = re.search(r"/(\d+)x(\d+)-", route.request.url)
    width, height = found.groups() if found else ("150", "100")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"/>'
    route.fulfill(content_type="image/svg+xml", body=svg)


@pytest.fixture(scope="module")
def look(browser: Browser, site: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site; the pages of one width and theme share a window."""
    windows: dict[tuple[int, str], Page] = {}

    def look(address: str, width: int = 1280, theme: Any = "light") -> Page:
        page = windows.get((width, theme))
        if page is None:
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
            page = windows[width, theme] = context.new_page()
            page.route("**/media/**", _blank)
        page.goto(site(address))
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield look
    for page in windows.values():
        page.context.close()


def html(site: Served, address: str) -> Element:
    return read((site.output / address.strip("/") / "index.html").read_text(encoding="utf-8"))


def classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()


# ------------------------------------------------------------------ what HTML tells


def test_opinion_speaks_in_its_own_voice_and_news_in_its_own(site: Served) -> None:
    home = html(site, "/")
    (band,) = home.all("section", class_="block-opinion")
    for card in home.all("article", class_="card"):
        opinion = card.attributes["data-id"].startswith("opinion-")
        assert ("card-opinion" in classes(card)) == opinion
    names = [card.first("p", class_="label").text for card in band.all("article")]
    assert "نوال الغدير" in names
    assert all(name and "رأي" not in name for name in names)
    portraits = [card for card in band.all("article") if list(card.all("img"))]
    assert [card.first("p", class_="label").text for card in portraits] == ["نوال الغدير"] * len(portraits)
    assert portraits


def test_no_label_repeats_its_section_and_no_card_has_two_chips(site: Served) -> None:
    for section, (name, _) in SECTIONS.items():
        page = html(site, f"/{section}/")
        for card in page.all("article"):
            assert len(list(card.all("span", class_="kind"))) <= 1
            for label in card.all("p", class_="label"):
                assert name not in label.text
                assert section != "opinion" or "رأي" not in label.text
    chips = {chip.text for chip in html(site, "/pictures/").all("span", class_="kind")}
    assert chips == {"صور", "فيديو"}, "a section of two kinds does not say which"


@pytest.mark.ci
def test_every_page_has_the_date_line_or_its_place(site: Served) -> None:
    for file in site.output.rglob("*.html"):
        if "fragments" not in file.parts:
            page = read(file.read_text(encoding="utf-8"))
            assert len(list(page.all("p", data_today=""))) == (
                0 if "page-redirect" in file.read_text("utf-8") else 1
            ), file


def test_the_menu_of_a_telephone_has_search_and_three_themes(site: Served) -> None:
    menu = html(site, "/").first("details", class_="menu")
    assert menu.first("form", role="search").attributes["action"] == "/search/"
    buttons = [button.attributes["value"] for button in menu.all("button", data_theme_switch="")]
    assert buttons == ["device", "light", "dark"]


def test_a_row_has_pictures_above_all_its_headlines_or_above_none(site: Served) -> None:
    for address in ("/", *(f"/{section}/" for section in SOME)):
        for row in html(site, address).all("div"):
            if "aligned" in classes(row) or "columns" in classes(row):
                plain = {
                    "card-plain" in classes(card) for card in row.all("article") if "card-line" not in classes(card)
                }
                assert len(plain) == 1, (address, classes(row))
            if "cards" in classes(row):
                assert len({bool(list(card.all("p", class_="standfirst"))) for card in row.all("article")}) == 1


# ------------------------------------------------------------------ what only a browser tells


@pytest.mark.parametrize("width", every(4, [1280, 360, 768, 1600]))
def test_the_first_story_has_the_largest_picture(look: Callable[..., Page], width: int) -> None:
    for address in NUMBERS:
        page = look(address, width)
        areas = [box["width"] * box["height"] for box in page.evaluate(BOXES, ".card-picture")]
        assert areas[0] == max(areas), address
        assert areas.count(areas[0]) == 1 or width < 900, address
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_front_of_fifteen_sections_is_not_endless(look: Callable[..., Page]) -> None:
    page = look("/")
    assert page.locator(".section-name").count() > 14
    assert page.evaluate("document.documentElement.scrollHeight") < 6000


@pytest.mark.parametrize("width", every(3, [1280, 768, 1600]))
@pytest.mark.ci
def test_rows_stand_on_one_line(look: Callable[..., Page], width: int) -> None:
    checked = 0
    for address in ("/", *(f"/{section}/" for section in SOME)):
        for row in look(address, width).evaluate(ROWS, ".aligned, .columns:not(.columns-2, .columns-rows)"):
            for part in (".headline", ".standfirst", ".meta"):
                for one, other in pairwise(box for card in row if (box := card.get(part))):
                    same_line = one[0] == pytest.approx(other[0], abs=1)
                    assert same_line or other[0] > one[1] + 20, (address, part, row)
                    checked += same_line
            for one, other in pairwise(box for card in row if (box := card.get(".label"))):
                assert one[1] == pytest.approx(other[1], abs=1) or other[0] > one[1] + 20, (address, row)
    assert checked > 20


@pytest.mark.ci
def test_no_two_neighbours_have_one_grid_and_no_column_is_empty(look: Callable[..., Page]) -> None:
    page = look("/")
    grids = page.evaluate(
        "[...document.querySelectorAll('.block')].map(e => getComputedStyle(e.querySelector(':scope > :is(.cards, .split, .ledger) > .card:first-child') ?? e)"
        ".gridTemplateColumns + ' ' + e.className.replace('block-turned', '').replace('block-ledger', ''))"
    )
    assert len(grids) > 6
    assert all(one != other for one, other in pairwise(grids)), grids
    for name in ("schools", "travel", "inquiry", "pictures"):
        (own,) = page.evaluate(BOXES, f"[aria-labelledby=n-{name}]")
        beside = [box for box in page.evaluate(BOXES, ".column") if box["y"] == own["y"]]
        assert len(beside) > 1, name
    lead, seconds, latest = (
        page.evaluate(BOXES, f".front {part}")[0]
        for part in ("> .card-lead .meta", ".seconds > :last-child .meta", ".latest > :last-child")
    )
    ends = [lead["bottom"], seconds["bottom"], latest["bottom"]]
    assert max(ends) - min(ends) < 200, ends
    for row in page.locator(".columns, .split, .ledger").all():
        ends = row.evaluate(
            "e => [...e.children].map(c => Math.max(...[...c.querySelectorAll('.meta, .card-picture')].map(m => m.getBoundingClientRect().bottom)))"
        )
        assert max(ends) - min(ends) < 160, (row.get_attribute("class"), ends)


@pytest.mark.ci
def test_a_long_headline_beside_a_picture_makes_neither_larger(look: Callable[..., Page]) -> None:
    page = look("/")
    before = page.evaluate(BOXES, ".ledger .card-picture")
    page.evaluate(
        "document.querySelectorAll('.ledger .card-large .headline a').forEach(e => e.textContent = 'كلمة '.repeat(40))"
    )
    assert before
    for one, other in zip(before, page.evaluate(BOXES, ".ledger .card-picture"), strict=True):
        assert (one["width"], one["height"]) == (other["width"], other["height"])
    for row in page.locator(".ledger").all():
        assert row.evaluate(
            "e => Math.max(...[...e.querySelectorAll('.meta')].map(m => m.getBoundingClientRect().bottom)) <= e.getBoundingClientRect().bottom + 1"
        )


@pytest.mark.ci
def test_voices_are_set_in_their_faces(look: Callable[..., Page]) -> None:
    for address in ("/", "/opinion/", "/city/"):
        faces = look(address).evaluate(
            "[...document.querySelectorAll('main :is(article, li)[data-id]')].map(e => [e.dataset.id, "
            "getComputedStyle(e.querySelector('.headline, a')).fontFamily.includes('Newsgen Text')])"
        )
        assert faces
        assert [name for name, text in faces if text != name.startswith("opinion-")] == [], address


@pytest.mark.ci
def test_small_pictures_are_never_enlarged_beyond_twice(look: Callable[..., Page]) -> None:
    for width in (360, 768, 1280):
        boxes = look("/arts/", width).evaluate(BOXES, "img.little")
        assert boxes
        assert all(box["width"] <= 300.5 and box["height"] <= 200.5 for box in boxes), (width, boxes)
        story = look("/2026/11/28/arts-0/", width).evaluate(BOXES, ".story-lead img")
        assert [box for box in story if box["width"] > 300.5] == []


@pytest.mark.ci
def test_a_panorama_keeps_a_height_on_a_telephone(look: Callable[..., Page]) -> None:
    (box,) = look("/2026/11/28/travel-0/", 360).evaluate(BOXES, ".story-lead img")
    assert box["height"] >= 150
    (box,) = look("/2026/11/28/travel-0/", 1280).evaluate(BOXES, ".story-lead img")
    assert box["width"] / box["height"] == pytest.approx(6, rel=0.02)


@pytest.mark.parametrize("width", every(4, [360, 320, 768, 1280]))
def test_a_long_title_has_two_lines_and_its_dot_with_it(look: Callable[..., Page], width: int) -> None:
    page = look("/", width)
    lines, dot, start = page.evaluate("""() => {
      const mark = document.querySelector(".masthead .wordmark"), range = document.createRange()
      range.selectNodeContents(mark.querySelector("a"))
      const lines = [...range.getClientRects()].filter(box => box.width > 20)
      const tall = mark.getBoundingClientRect()
      return [new Set(lines.map(box => Math.round(box.y))).size, tall.height, lines.at(-1).bottom - tall.y]
    }""")
    assert lines <= (1 if width > 900 else 2)
    assert dot - start < 24, "the dot has no line of its own"


@pytest.mark.parametrize("width", every(2, [360, 1280]))
def test_breaking_news_stands_in_the_place_that_is_kept_for_it(look: Callable[..., Page], width: int) -> None:
    page = look(ARTICLE, width)
    page.wait_for_selector(".breaking li")
    (bar,), (place,) = page.evaluate(BOXES, ".breaking"), page.evaluate(BOXES, ".breaking-late")
    (main,) = page.evaluate(BOXES, "main")
    assert page.locator(".breaking").evaluate("e => getComputedStyle(e).position") == "static"
    assert bar["height"] == place["height"]
    assert bar["bottom"] <= main["y"]
    page.evaluate("document.querySelector('.breaking').hidden = true")
    assert page.evaluate(BOXES, "main")[0]["y"] == main["y"]
