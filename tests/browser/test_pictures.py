"""Of a picture's files the browser takes the smallest that suffices for its place, on every kind of page and screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.picture_newsroom import PAGES, pictured
from tests.browser.server import Served, serve
from tests.support.cases import at_night, every, first

pytestmark = pytest.mark.browser

FEW = (1, 2, 4)
"""Numbers of stories for which the home page has another layout."""

ALL = """() => {
  const images = [...document.querySelectorAll("main img")]
  for (const image of images) image.loading = "eager"
  return images.every(image => image.currentSrc && image.complete)
}"""
"""Whether each picture of the page has chosen its file; those far below the window do so now."""

CHOSEN = """() => [...document.querySelectorAll("main img")].filter(image => image.checkVisibility()).map(image => {
  const sources = [...image.parentElement.querySelectorAll(":scope > source")].filter(one => matchMedia(one.media || "all").matches)
  const set = (sources[0] ?? image).srcset.split(",").map(one => one.trim().split(" "))
  const { width, height } = image.getBoundingClientRect()
  const tall = !!image.closest(".figure-tall")
  return { set, width, height, tall, chosen: new URL(image.currentSrc).pathname, place: image.closest("[class]").className }
})"""
"""Each picture that the page shows: the files that it offers on this screen, the size of its place, and the file that was chosen."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(pictured(tmp_path_factory.mktemp("pictures") / "site").output) as served:
        yield served


def drawn(route: Route) -> None:
    """Answer with a drawing of the size that the address says."""
    width, height = route.request.url.rpartition("/")[2].partition("-")[0].split("x")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"/>'
    route.fulfill(content_type="image/svg+xml", body=svg)


@contextmanager
def reader(browser: Browser, width: int, density: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=density)
    page = context.new_page()
    page.route("**/media/**", drawn)
    yield page
    context.close()


def faults(page: Page, density: int) -> list[Any]:
    """The pictures that have another file than the smallest that suffices, or one of another shape than their place."""
    found = []
    page.wait_for_function(ALL)
    pictures = page.evaluate(CHOSEN)
    assert pictures
    for one in pictures:
        files = {int(width.removesuffix("w")): address for address, width in one["set"]}
        enough = [width for width in sorted(files) if width >= one["width"] * density - 0.5]
        wanted = files[enough[0] if enough else max(files)]
        size = one["chosen"].rpartition("/")[2].partition("-")[0].split("x")
        shape, place = int(size[0]) / int(size[1]), one["width"] / one["height"]
        if one["chosen"] != wanted or not (one["tall"] or 0.98 < shape / place < 1.02):
            found.append((one["place"], round(one["width"]), round(place, 2), one["chosen"], wanted))
    return found


@pytest.mark.parametrize(
    ("width", "density"),
    [
        *first(0, [(360, 2), (768, 3), (1280, 1)]),
        *at_night([(360, 1), (360, 3), (768, 1), (768, 2), (1280, 2), (1280, 3)]),
    ],
)
def test_the_smallest_file_that_suffices(browser: Browser, served: Served, width: int, density: int) -> None:
    with reader(browser, width, density) as page:
        for kind, address in PAGES.items():
            page.goto(served(address))
            assert faults(page, density) == [], kind


@pytest.mark.parametrize("scheme", every(2, ["dark", "light"]))
def test_a_transparent_picture_stands_on_a_light_ground(browser: Browser, served: Served, scheme: Any) -> None:
    with reader(browser, 360, 1) as page:
        page.emulate_media(color_scheme=scheme)
        page.goto(served(PAGES["author"]))
        grounds = "all => all.map(image => getComputedStyle(image).backgroundColor)"
        assert page.locator("main img.see-through").evaluate_all(grounds) == ["rgb(255, 255, 255)"]
        others = page.locator("main img:not(.see-through)").evaluate_all(grounds)
        assert set(others) == {"rgba(0, 0, 0, 0)"}


@pytest.mark.ci
@pytest.mark.parametrize("stories", FEW)
def test_a_home_page_of_few_stories(browser: Browser, tmp_path_factory: pytest.TempPathFactory, stories: int) -> None:
    site = pictured(tmp_path_factory.mktemp("few") / "site", stories)
    with serve(site.output) as served:
        for width, density in product((360, 768, 1280), (1, 2, 3)):
            with reader(browser, width, density) as page:
                page.goto(served("/"))
                assert faults(page, density) == [], (width, density)
