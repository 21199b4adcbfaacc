"""Following live coverage: what is new is offered, nothing that is read moves, and the asking comes to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsgen import arabic
from tests.articles.test_live import OVER, long_coverage
from tests.browser.server import serve
from tests.support import NOW, SETTINGS, Site
from tests.support.cases import every

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

ADDRESS = "/2026/06/01/storm/"
PLACE = "[document.querySelector('#e0').getBoundingClientRect().top, scrollY]"
IDS = "all => all.map(entry => entry.id)"
WATCH_ASKING = """
Object.assign(window, { asked: [], answered: [], away: false })
Object.defineProperty(document, "hidden", { get: () => away })
const real = window.fetch
window.fetch = (address, ...more) => {
  const asking = real(address, ...more)
  if (!String(address).includes("/fragments/live/")) return asking
  asked.push(Date.now())
  return asking.then(answer => {
    const text = answer.text.bind(answer)
    answer.text = () => {
      const whole = text()
      whole.then(() => answered.push(Date.now()))
      return whole
    }
    return answer
  })
}
"""
"""Notes every question and every answer that the page's script has taken in, by the page's own clock."""


def write(site: Site, entries: int) -> None:
    """A live story of so many entries, ``e0`` the oldest; long enough to scroll."""
    texts = [
        f"## 08:{i:02} خبر {i} {{#e{i}{' .key' if i == 0 else ''}}}\n\n" + "نص الخبر. " * 80 for i in range(entries)
    ]
    site.story("storm", "عاصفة الساحل", date="2026-06-01 08:00", kind="live", live_until=f"{OVER:%Y-%m-%d %H:%M}",
               body="\n\n".join(reversed(texts)) + "\n")  # fmt: skip
    assert site.build().published


def newsroom(root: Path, entries: int) -> Site:
    site = Site(root, plain=False, settings=SETTINGS)
    write(site, entries)
    return site


def follow(open_page: Open, address: str, **more: object) -> Page:
    return open_page(address, clock=NOW, before=WATCH_ASKING, **more)


def pass_time(page: Page, seconds: int) -> None:
    """Let time pass on the page; whatever it asks meanwhile is answered and taken in."""
    page.clock.run_for(seconds * 1000)
    patience = time.monotonic() + 30
    while page.evaluate("asked.length > answered.length"):
        assert time.monotonic() < patience, "no answer came"
        page.wait_for_timeout(10)


def until_asked(page: Page, times: int) -> None:
    for _ in range(200):
        if page.evaluate("answered.length") >= times:
            return
        pass_time(page, 15)
    raise AssertionError(f"asked {page.evaluate('asked.length')} times")


@pytest.mark.parametrize("width", every(2, [360, 1280]))
def test_new_entries_are_offered_and_nothing_moves(open_page: Open, tmp_path: Path, width: int) -> None:
    site = newsroom(tmp_path / "site", 4)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS), width=width)
        page.locator("#e0").scroll_into_view_if_needed()
        before = page.evaluate(PLACE)
        assert before[1] > 300
        write(site, 7)
        until_asked(page, 1)
        offer = page.get_by_role("button", name="3 تحديثات جديدة")
        expect(offer).to_be_visible()
        assert page.evaluate("seen.shift") < 0.01, page.evaluate("seen.moved")
        assert page.evaluate(PLACE) == before
        assert page.locator("[data-entry]").count() == 4, "nothing is put in before the reader says so"
        offer.click()
        expect(page.locator("#e6")).to_be_focused()
        expect(page.locator("#e6")).to_be_in_viewport()
        assert page.locator("[data-entry]").evaluate_all(IDS) == ["e6", "e5", "e4", "e3", "e2", "e1", "e0"]
        expect(offer).to_be_hidden()


def test_more_than_a_fragment_holds_opens_the_page_anew(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        write(site, 40)
        until_asked(page, 1)
        page.get_by_role("button", name="38 تحديثًا جديدًا").click()
        expect(page.locator("[data-entry]")).to_have_count(40)


def test_when_nothing_comes_it_asks_ever_more_rarely(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        until_asked(page, 7)
        asked, answered = page.evaluate("asked"), page.evaluate("answered")
        waits = [(later - earlier) / 1000 for later, earlier in zip(asked[1:7], answered, strict=False)]
        assert [wait >= least for wait, least in zip(waits, [30, 60, 120, 240, 480, 480], strict=True)] == [True] * 6
        write(site, 3)
        until_asked(page, 8)
        expect(page.get_by_role("button", name="تحديث جديد")).to_be_visible()
        until_asked(page, 9)
        asked, answered = page.evaluate("asked"), page.evaluate("answered")
        assert (asked[8] - answered[7]) / 1000 < 240, "news makes it ask often again"


def test_a_hidden_page_asks_nothing(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        until_asked(page, 1)
        page.evaluate("away = true; document.dispatchEvent(new Event('visibilitychange'))")
        asked = page.evaluate("asked.length")
        for _ in range(10):
            pass_time(page, 600)
        assert page.evaluate("asked.length") == asked
        page.evaluate("away = false; document.dispatchEvent(new Event('visibilitychange'))")
        pass_time(page, 1)
        assert page.evaluate("asked.length") == asked + 1, "and at once when it is seen again"


def test_when_it_is_over_it_says_so_and_asks_no_more(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        assert site.build(now=OVER).published
        until_asked(page, 1)
        expect(page.get_by_text("انتهت التغطية المباشرة")).to_be_visible()
        expect(page.locator(".live-on")).to_be_hidden()
        for _ in range(5):
            pass_time(page, 600)
        assert page.evaluate("asked.length") == 1
        assert "live.js" not in open_page(served(ADDRESS)).content()


def test_a_network_that_fails_is_borne(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        page.evaluate(
            "() => { const real = fetch; failed = 0; fetch = () => { failed++; fetch = real; return Promise.reject() } }"
        )
        until_asked(page, 1)
        assert page.evaluate("failed") == 1
        assert page.locator("[data-entry]").count() == 2


def test_the_words_count_as_python_does(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 1)
    with serve(site.output) as served:
        forms = "document.querySelector('[data-forms]').dataset.forms.split('|')"
        said = open_page(served(ADDRESS)).evaluate(f"[...Array(221).keys()].map(n => newsgenDates.count(n, {forms}))")
        assert said[1:] == [arabic.counted(n, "update", arabic.House()) for n in range(1, 221)]


def test_without_the_script_it_is_complete(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 3)
    with serve(site.output) as served:
        page = open_page(served(ADDRESS), script=False)
        assert page.locator("[data-entry]:visible").count() == 3
        expect(page.locator(".live-offer button")).to_be_hidden()
        page.locator("#e1 summary").click()
        expect(page.locator("#e1 .live-share a").first).to_be_visible()


def test_of_five_hundred_entries_only_those_near_are_laid_out(open_page: Open, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS)
    site.story("storm", "عاصفة الساحل", date="2026-06-01 08:00", kind="live", body=long_coverage())
    assert site.build().published
    shown = "all => all.filter(e => e.querySelector('p').checkVisibility({ contentVisibilityAuto: true })).length"
    with serve(site.output) as served:
        page = open_page(served(ADDRESS), width=360)
        entries = page.locator("[data-entry]")
        assert entries.count() == 500
        assert 0 < entries.evaluate_all(shown) < 60
        page.locator(".live-events a").last.click()
        expect(entries.nth(492).locator(".live-title")).to_be_in_viewport()
        assert entries.evaluate_all(shown) < 120
