"""Films: a link until a reader asks, then one frame in its place; nothing of another host before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import Reader
from tests.browser.needs import ARGUMENTS, whole_chromium
from tests.browser.newsrooms import PAGES
from tests.browser.server import Served, serve
from tests.browser.waits import drawn, until
from tests.support import Site
from tests.support.cases import every

pytestmark = pytest.mark.browser

PLAYER = "https://www.youtube-nocookie.com"
FRAME = f"{PLAYER}/embed/aB3_x-9?autoplay=1"
LINK = "a[data-frame]"


@pytest.fixture(scope="module")
def open_to_frames(small: Site) -> Iterator[Served]:
    with serve(small.output, "/news", frames=PLAYER) as served:
        yield served


@dataclass
class Hosts:
    """Stands for every other host: what was asked of them, and by whom."""

    asked: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.route(lambda url: "127.0.0.1" not in url, self.answer)

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        self.referrers.append(route.request.headers.get("referer", ""))
        route.fulfill(body="<!doctype html><title>film</title>", content_type="text/html")


def watch(reader: Callable[..., Page], open_to_frames: Served) -> tuple[Page, Hosts]:
    page, hosts = reader(open_to_frames(PAGES["article"])), Hosts()
    hosts.watch(page.context)
    page.locator(LINK).scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    assert [path for path in open_to_frames.asked if path.endswith(".webm")] == [], "nor is a file before it plays"
    return page, hosts


@pytest.fixture
def watched(faulty: Callable[..., Page], open_to_frames: Served) -> tuple[Page, Hosts]:
    return watch(faulty, open_to_frames)


@pytest.fixture(scope="module")
def whole(browser: Browser) -> Iterator[Browser]:
    """A browser that opens windows."""
    whole = browser.browser_type.launch(executable_path=whole_chromium(), args=ARGUMENTS)
    yield whole
    whole.close()


@pytest.fixture
def in_a_window(whole: Browser, open_to_frames: Served) -> Iterator[tuple[Page, Hosts]]:
    reader = Reader(whole)
    yield watch(reader, open_to_frames)
    reader.close()


def test_a_click_makes_one_frame(watched: tuple[Page, Hosts]) -> None:
    page, hosts = watched
    before = page.locator(LINK).bounding_box()
    assert page.locator("iframe").count() == 0
    assert hosts.asked == []
    page.evaluate("seen.shift = 0")
    page.locator(LINK).click()
    frame = page.locator("iframe")
    expect(frame).to_have_count(1)
    expect(page.locator(LINK)).to_have_count(0)
    assert frame.get_attribute("src") == FRAME
    assert frame.get_attribute("title") == "القوارب تعود إلى الرصيف الجديد"
    assert frame.get_attribute("allow") == "autoplay; encrypted-media; picture-in-picture; fullscreen"
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    until(page, lambda: hosts.asked)
    drawn(page)
    assert hosts.asked == [FRAME]
    assert hosts.referrers[0].count("/") == 3, "the site's origin, not the story's address"
    after = frame.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == pytest.approx(before["height"], abs=1)
    assert page.evaluate("seen.shift") < 0.01
    assert page.evaluate("seen.refused") == []


@pytest.mark.ci
@pytest.mark.parametrize("keys", ["Enter", "Control+Enter"])
def test_the_keyboard_does_the_same(in_a_window: tuple[Page, Hosts], keys: str) -> None:
    page, _ = in_a_window
    page.locator(LINK).focus()
    page.keyboard.press(keys)
    if keys == "Enter":
        expect(page.locator("iframe")).to_be_focused()
    else:
        page.wait_for_timeout(200)
        assert page.locator("iframe").count() == 0


@pytest.mark.ci
@pytest.mark.parametrize(("button", "modifier"), [("left", "Control"), ("left", "Shift"), ("middle", None)])
def test_another_window_stays_another_window(
    in_a_window: tuple[Page, Hosts], button: str, modifier: str | None
) -> None:
    page, hosts = in_a_window
    with page.context.expect_page():
        page.locator(LINK).click(button=button, modifiers=[modifier] if modifier else [])  # type: ignore[arg-type, list-item]
    assert FRAME not in hosts.asked
    assert page.locator("iframe").count() == 0
    assert page.locator(LINK).count() == 1


def test_without_the_script_it_is_a_link(faulty: Callable[..., Page], open_to_frames: Served) -> None:
    page = faulty(open_to_frames(PAGES["article"]), script=False)
    assert page.locator(LINK).get_attribute("href") == "https://youtu.be/aB3_x-9"


def test_a_host_that_the_policy_does_not_name_stays_a_link(watched: tuple[Page, Hosts]) -> None:
    page, hosts = watched
    link = page.locator("a.video-link:not([data-frame])")
    expect(link).to_contain_text("films.example.net")
    link.click()
    page.wait_for_url("https://films.example.net/harbour")
    assert hosts.asked == ["https://films.example.net/harbour"]


@pytest.mark.parametrize("width", every(3, [360, 768, 1280]))
def test_its_place_is_sixteen_to_nine(faulty: Callable[..., Page], open_to_frames: Served, width: int) -> None:
    page = faulty(open_to_frames(PAGES["article"]), width=width)
    boxes = [box.bounding_box() for box in page.locator(".video > :is(a, video)").all()]
    assert len(boxes) == 3
    for box in boxes:
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    assert page.locator(".video-play").first.evaluate("e => getComputedStyle(e.firstElementChild).scale") == "none"
