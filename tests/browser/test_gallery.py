"""A gallery in a real browser: one picture at a time, by keys, fingers and buttons; the way back closes it, and focus comes home."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.embed_newsroom import PICTURES, newsroom
from tests.browser.server import Served, serve
from tests.browser.test_access import violations
from tests.browser.waits import until
from tests.support import Site
from tests.support.cases import every, sampled

pytestmark = pytest.mark.browser

GALLERY = "/2026/05/01/gallery/"
MANY = len(PICTURES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return newsroom(tmp_path_factory.mktemp("gallery") / "site", "language: {digits: arab}\n")


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[Served]:
    with serve(site.output) as served:
        yield served


def counted(page: Page) -> str:
    return page.locator(".lightbox-count").inner_text()


def opened(page: Page, at: int = 0) -> Page:
    page.locator(".gallery-open").nth(at).click()
    expect(page.locator("dialog.lightbox")).to_be_visible()
    return page


def test_keys_follow_the_direction_of_the_page(open_page: Callable[..., Page], served: Served) -> None:
    page = opened(open_page(served(GALLERY)), 1)
    assert counted(page) == "٢ من ٥"
    found = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight", "ArrowRight", "End", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        found.append(counted(page)[0])
    assert found == ["٣", "٢", "١", "١", "٥", "٥", "١"]
    expect(page.locator(".lightbox-words")).to_have_text("تعليق ٠، وفيه كلام".replace("٠", "0"))
    assert page.locator(".lightbox-back").get_attribute("aria-disabled") == "true"
    page.locator(".lightbox-on").click()
    assert counted(page)[0] == "٢"


def test_focus_comes_in_stays_and_goes_home(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page(served(GALLERY))
    page.locator(".gallery-open").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lightbox-on")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, header, footer')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.lightbox")).to_be_hidden()
    assert page.evaluate("document.activeElement === document.querySelectorAll('.gallery-open')[2]")


@sampled(3)
@pytest.mark.parametrize("way", ["back", "Escape", "button", "outside"])
def test_the_way_back_closes_it_and_leaves_one_history(
    open_page: Callable[..., Page], served: Served, way: str
) -> None:
    page = open_page(served("/2026/05/01/plain/"))
    page.goto(served(GALLERY))
    opened(page)
    page.keyboard.press("ArrowLeft")
    if way == "back":
        page.evaluate("history.back()")
    elif way == "Escape":
        page.keyboard.press("Escape")
    elif way == "button":
        page.locator(".lightbox-close").click()
    else:
        page.locator(".lightbox-stage").evaluate("e => e.click()")
    expect(page.locator("dialog.lightbox")).to_be_hidden()
    until(page, "history.state?.picture === undefined")
    assert page.url == served(GALLERY)
    page.go_back()
    page.wait_for_url(served("/2026/05/01/plain/"))


@pytest.mark.ci
def test_forward_and_reload_show_it_again(open_page: Callable[..., Page], served: Served) -> None:
    page = opened(open_page(served(GALLERY)), 3)
    page.evaluate("history.back()")
    expect(page.locator("dialog.lightbox")).to_be_hidden()
    page.evaluate("history.forward()")
    expect(page.locator("dialog.lightbox")).to_be_visible()
    assert counted(page) == "٤ من ٥"
    page.reload()
    expect(page.locator("dialog.lightbox")).to_be_visible()
    page.keyboard.press("Escape")
    until(page, "history.state?.picture === undefined")
    expect(page.locator("dialog.lightbox")).to_be_hidden()


SWIPE = """([dx, dy, fingers]) => {
  const stage = document.querySelector(".lightbox-stage");
  const touch = (x, y, identifier = 0) => new Touch({ identifier, target: stage, clientX: x, clientY: y });
  const begin = Array.from({ length: fingers }, (_, i) => touch(200, 300, i)), end = [touch(200 + dx, 300 + dy)];
  stage.dispatchEvent(new TouchEvent("touchstart", { touches: begin, changedTouches: begin, bubbles: true, cancelable: true }));
  stage.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: end, bubbles: true }));
}"""


@sampled(3)
@pytest.mark.parametrize(
    ("move", "shown"),
    [((120, 5, 1), "٣"), ((-120, 5, 1), "١"), ((20, 0, 1), "٢"), ((120, 200, 1), "٢"), ((120, 0, 2), "٢")],
)
def test_a_finger_takes_the_picture_along(
    open_page: Callable[..., Page], served: Served, move: object, shown: str
) -> None:
    page = opened(open_page(served(GALLERY), width=360, has_touch=True), 1)
    page.evaluate(SWIPE, move)
    assert counted(page)[0] == shown
    assert page.locator(".lightbox-stage").evaluate("e => getComputedStyle(e).touchAction") == "pan-y pinch-zoom"
    assert "user-scalable" not in page.content()


def test_the_largest_file_that_fits_comes_when_it_is_shown(open_page: Callable[..., Page], served: Served) -> None:
    served.asked.clear()
    page = open_page(served(GALLERY), width=1280)
    page.wait_for_timeout(200)
    before = set(served.asked)
    opened(page)
    page.wait_for_function("document.querySelector('.lightbox-stage img').complete")
    until(page, lambda: len({path for path in served.asked if "/media/" in path} - before) >= 1)
    name = page.locator(".lightbox-stage img").evaluate("e => e.currentSrc.match(/([0-9]+)x/)[1]")
    assert int(name) >= 900, "larger than in the column"
    assert not [path for path in set(served.asked) - before if "2400" in path], "not that of the fourth"
    until(
        page, lambda: [path for path in set(served.asked) - before if "/900x1400" in path or "/736x1145" in path]
    )  # its neighbour
    box = page.locator(".lightbox-stage img").bounding_box()
    assert box is not None
    assert box["height"] <= 800
    assert box["width"] / box["height"] == pytest.approx(1.6, rel=0.02)


def test_a_little_picture_is_not_enlarged(open_page: Callable[..., Page], served: Served) -> None:
    page = opened(open_page(served(GALLERY)), MANY - 1)
    box = page.locator(".lightbox-stage img").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(300, abs=1)


@pytest.mark.parametrize(
    ("width", "colours"), every(2, [(360, "dark"), (1280, "light"), (360, "light"), (1280, "dark")])
)
def test_no_barrier(open_page: Callable[..., Page], served: Served, width: int, colours: str) -> None:
    page = opened(open_page(served(GALLERY), width=width, color_scheme=colours, reduced_motion="reduce"), 3)
    assert violations(page) == []
    assert page.locator(".lightbox-stage > *").evaluate("e => getComputedStyle(e).animationName") == "none"
    assert page.evaluate(
        "[...document.querySelectorAll('.lightbox *')].every(e => e.getBoundingClientRect().right <= innerWidth + 1)"
    )


def test_without_a_script_it_is_the_column_that_it_was(faulty: Callable[..., Page], served: Served) -> None:
    page = faulty(served(GALLERY), script=False)
    assert page.locator(".gallery img").count() == MANY
    assert page.locator(".gallery-open, dialog.lightbox").count() == 0


def test_opening_moves_nothing_on_the_page(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page(served(GALLERY), width=360)
    assert page.evaluate("seen.shift") < 0.01
