"""Posts and players in a real browser: nothing of another host before a click, then exactly its frame, which the policy allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect

from newsgen.site.settings_file import read
from newsgen.theme.headers import content_security_policy
from tests.browser.embed_newsroom import SOURCES, X, newsroom
from tests.browser.newsrooms import SAMPLE
from tests.browser.server import Served, serve
from tests.browser.test_access import violations
from tests.browser.waits import drawn, until
from tests.support import Site
from tests.support.cases import every

pytestmark = pytest.mark.browser

TWEET = "https://platform.twitter.com/embed/Tweet.html?id=1&dnt=true&lang=ar"
POSTS = "/2026/05/01/posts/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return newsroom(tmp_path_factory.mktemp("embeds") / "site")


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[Served]:
    """Behind the policy that this very newsroom gets."""
    settings, _ = read((site.root / "site.yml").read_bytes())
    assert settings is not None
    with serve(site.output, policy=content_security_policy(settings)) as served:
        yield served


@dataclass
class Others:
    """Stands for every other host, and keeps what was asked of them."""

    asked: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.context.route(lambda url: "127.0.0.1" not in url, self.answer)

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>x</title><button>زر</button>", content_type="text/html")


@pytest.fixture
def reading(faulty: Callable[..., Page], served: Served) -> tuple[Page, Others]:
    page, others = faulty(served(POSTS)), Others()
    others.watch(page)
    return page, others


def test_nothing_is_asked_of_others_before_a_click(reading: tuple[Page, Others]) -> None:
    page, others = reading
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".embed-post").first.hover()
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)
    assert others.asked == []
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("kind", every(5, SAMPLE))
def test_no_page_of_the_sample_asks_another_host(open_again: Callable[..., Page], sample: Served, kind: str) -> None:
    """Down to its end, with all that loads late; a reader's complaints, which fail the test, hold requests of other hosts."""
    page = open_again(sample(SAMPLE[kind]), width=360)
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize(
    ("link", "frame", "title"),
    [
        (".embed-here >> nth=0", TWEET, "منشور \u2068@safiya_n\u2069 على إكس"),
        (".embed-link", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fu%2Ft&auto_play=true&visual=false", "أصوات السوق"),
        (".video-link", "https://www.youtube-nocookie.com/embed/aB3_x-9?autoplay=1", "فيديو على يوتيوب"),
    ],
)  # fmt: skip
def test_a_click_opens_exactly_its_frame(reading: tuple[Page, Others], link: str, frame: str, title: str) -> None:
    page, others = reading
    place = page.locator(link)
    before = place.bounding_box()
    page.evaluate("seen.shift = 0")
    place.click()
    opened = page.locator("iframe")
    expect(opened).to_have_count(1)
    assert opened.get_attribute("src") == frame
    assert opened.get_attribute("title") == title
    until(page, lambda: others.asked)
    drawn(page)
    assert others.asked == [frame]
    assert page.evaluate("seen.refused") == []
    assert page.evaluate("seen.shift") < 0.01
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    after = opened.bounding_box()
    assert before is not None
    assert after is not None
    if "embed-here" not in link:
        assert after["height"] == pytest.approx(before["height"], abs=1), "its place was kept"


def test_the_words_of_a_post_stay_beside_its_frame(reading: tuple[Page, Others]) -> None:
    page, _ = reading
    page.locator(".embed-here").first.click()
    expect(page.locator(".embed-post").first).to_contain_text("عادت السنونو")
    expect(page.locator(".embed-by").first.get_by_role("link")).to_have_attribute("href", X)


def test_the_policy_refuses_a_service_that_the_settings_do_not_list(reading: tuple[Page, Others]) -> None:
    page, others = reading
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://embed.bsky.app/embed/x' }))"
    )
    page.wait_for_function("seen.refused.length")
    assert others.asked == []
    assert page.locator(".embed-post").nth(1).locator("[data-frame]").count() == 0
    assert all(source in SOURCES for source in ("https://platform.twitter.com",))


def test_a_keyboard_opens_and_skips_a_frame(reading: tuple[Page, Others]) -> None:
    page, _ = reading
    page.locator(".embed-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("iframe")).to_be_focused()
    page.locator(".embed-skip").focus()
    box = page.locator(".embed-skip").bounding_box()
    assert box is not None
    assert box["height"] >= 24
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "video-link", "what comes behind the frame"


def test_without_a_script_all_are_links(faulty: Callable[..., Page], served: Served) -> None:
    page = faulty(served(POSTS), script=False)
    assert page.locator(".embed-link").get_attribute("href") == "https://soundcloud.com/u/t"
    assert page.locator(".embed-here").first.is_hidden()
    expect(page.locator(".embed-by a").first).to_have_attribute("href", X)


@pytest.mark.parametrize(
    ("width", "colours"), every(2, [(360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")])
)
def test_no_barrier_and_nothing_too_wide(faulty: Callable[..., Page], served: Served, width: int, colours: str) -> None:
    page = faulty(served(POSTS), width=width, color_scheme=colours)
    Others().watch(page)
    assert violations(page) == []
    page.locator(".embed-here").first.click()
    page.locator(".embed-link").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_left_to_right_words_stand_left(faulty: Callable[..., Page], served: Served) -> None:
    page = faulty(served(POSTS))
    assert page.locator(".embed-post blockquote p").nth(1).evaluate(
        "e => [getComputedStyle(e).direction, getComputedStyle(e).textAlign]"
    ) == ["ltr", "start"]
    assert page.locator(".embed-post blockquote p").first.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_page_without_any_asks_for_nothing_of_it(faulty: Callable[..., Page], served: Served) -> None:
    served.asked.clear()
    faulty(served("/2026/05/01/plain/"))
    assert [path for path in served.asked if "embed" in path or "gallery" in path] == []
