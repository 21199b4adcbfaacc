"""axe on every kind of page, light and dark; a page with known faults shows that it looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.needs import axe
from tests.browser.newsrooms import PAGES, SAMPLE
from tests.browser.server import Served
from tests.browser.waits import evaluate
from tests.support.cases import every

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

RUN = """() => axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
  .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`)))"""
CONTROL = """() => {
  document.querySelector("html").removeAttribute("lang")
  document.querySelector("main").insertAdjacentHTML("beforeend", "<p id=faint>نص باهت</p><img src='data:,'><button></button>")
  document.getElementById("faint").style.color = "#999"
}"""


def violations(page: Page) -> list[str]:
    """What axe finds on a page. Its source and its run are one expression: a page of the preview may reload between two."""
    found: list[str] = evaluate(page, f"{axe().read_text(encoding='utf-8')}\n;({RUN})()")
    return found


BOTH = [
    (kind, colours)
    for number, kind in enumerate(SAMPLE)
    for colours in (("light", "dark") if number % 2 else ("dark", "light"))
]


@pytest.mark.parametrize(("kind", "colours"), every(3, BOTH))
def test_the_sample_has_no_barrier(open_again: Open, sample: Served, kind: str, colours: Any) -> None:
    page = open_again(sample(SAMPLE[kind]), color_scheme=colours)
    assert violations(page) == []


@pytest.mark.parametrize(("kind", "width", "colours"), every(3, [
    ("article", 360, "dark"), ("home", 360, "light"), ("section of one", 1280, "dark"), ("empty section", 360, "light"),
    ("topic of years", 360, "dark"), ("topic of two", 1280, "dark"), ("topic's month", 768, "light"), ("author", 360, "light"),
    ("author of nothing", 1280, "light"), ("month", 360, "dark"), ("day", 360, "light"), ("many topics", 360, "dark"),
    ("archive", 360, "light"), ("corrections", 360, "dark"), ("withdrawn", 360, "dark"), ("withdrawn", 1280, "light"),
    ("missing", 360, "dark"),
]))  # fmt: skip
def test_other_states_have_no_barrier(open_again: Open, served: Served, kind: str, width: int, colours: Any) -> None:
    assert violations(open_again(served(PAGES[kind]), width=width, color_scheme=colours)) == []


def test_the_open_dialog_and_the_open_menu_have_no_barrier(open_page: Open, served: Served) -> None:
    page = open_page(served(PAGES["article"]))
    page.locator(".related .share-button").first.click()
    assert violations(page) == []
    page = open_page(served(PAGES["home"]), width=360)
    page.locator(".menu summary").click()
    assert violations(page) == []


def test_axe_sees_faults(faulty: Open, served: Served) -> None:
    page = faulty(served(PAGES["article"]))
    page.evaluate(CONTROL)
    found = {line.partition(":")[0] for line in violations(page)}
    assert found >= {"html-has-lang", "color-contrast", "image-alt", "button-name"}


@pytest.mark.nightly
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_both_newsrooms(
    open_page: Open, served: Served, sample: Served, width: int, colours: Any
) -> None:
    found = {}
    for one in (sample, served):
        page = open_page(one("/"), width=width, color_scheme=colours)
        for file in sorted(one.output.rglob("index.html")):
            if 'http-equiv="refresh"' in file.read_text(encoding="utf-8"):
                continue  # an old address, which sends the browser on
            address = f"/{file.parent.relative_to(one.output).as_posix()}/".replace("/./", "/")
            page.goto(one(address))
            found[address] = violations(page)
    assert {address: told for address, told in found.items() if told} == {}
