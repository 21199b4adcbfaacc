"""Following live coverage: what is new is offered, nothing that is read moves, and the asking comes to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newsgen import arabic
from tests.articles.test_live import OVER, long_coverage
from tests.browser.conftest import Reader
from tests.browser.server import serve
from tests.support import NOW, SETTINGS, Site
from tests.support.cases import every, sampled

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


@pytest.mark.ci
def test_more_than_a_fragment_holds_opens_the_page_anew(open_page: Open, tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 2)
    with serve(site.output) as served:
        page = follow(open_page, served(ADDRESS))
        write(site, 40)
        until_asked(page, 1)
        page.get_by_role("button", name="38 تحديثًا جديدًا").click()
        expect(page.locator("[data-entry]")).to_have_count(40)


@pytest.mark.ci
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


@pytest.mark.ci
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


# What was edited, deleted or moved while a reader looks


def entry(minute: int, title: str = "", mark: str = "", words: str = "") -> str:
    """An entry of 08:``minute``, ``e{minute}`` unless ``mark`` says otherwise, long enough to scroll."""
    name = mark or f"{{#e{minute}}}"
    return f"## 08:{minute:02} {title or f'خبر {minute}'} {name}\n\n{words or 'نص الخبر. ' * 80}\n"


def publish(site: Site, *entries: str, introduction: str = "", **fields: object) -> None:
    """Publish the coverage with these entries, the newest first."""
    keys = {"kind": "live", "live_until": f"{OVER:%Y-%m-%d %H:%M}"} | fields
    site.story("storm", str(keys.pop("headline", "عاصفة الساحل")), date="2026-06-01 08:00",
               body="\n".join((introduction, *entries)), **keys)  # fmt: skip
    assert site.build().published


def coverage(root: Path, *entries: str, introduction: str = "", **fields: object) -> Site:
    site = Site(root, plain=False, settings=SETTINGS)
    publish(site, *entries, introduction=introduction, **fields)
    return site


SPOKEN = """
addEventListener("DOMContentLoaded", () => {
  spoken = []
  for (const region of document.querySelectorAll("main [role=status], main [aria-live]"))
    new MutationObserver(() => region.textContent && spoken.push(region.textContent)).observe(
      region, { childList: true, characterData: true, subtree: true })
})
"""
"""Notes each sentence of the live regions of the page's main part."""


def listen(open_page: Open, address: str, **more: object) -> Page:
    return open_page(address, clock=NOW, before=WATCH_ASKING + SPOKEN, **more)


def shown(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-entry]").evaluate_all(IDS)
    return found


def top(page: Page, selector: str) -> float:
    return float(page.evaluate(f"document.querySelector('{selector}').getBoundingClientRect().top"))


@pytest.mark.parametrize("width", every(2, [360, 1280]))
def test_what_was_edited_or_deleted_is_put_right_and_nothing_moves(open_page: Open, tmp_path: Path, width: int) -> None:
    texts = [entry(i) for i in range(9, -1, -1)]
    site = coverage(tmp_path / "site", *texts)
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS), width=width)
        page.locator("#e4").scroll_into_view_if_needed()
        page.wait_for_timeout(200)  # entries get their own height, not an estimate, as they come into view
        before = top(page, "#e4")
        texts[1] = entry(8, "خبر صُحّح", words="نص طويل جدًّا. " * 300)
        texts[3] = entry(6, words="نص قصير.")
        del texts[2]
        publish(site, *texts)
        until_asked(page, 1)
        expect(page.locator("#e8 .live-title")).to_have_text("خبر صُحّح")
        assert shown(page) == ["e9", "e8", "e6", "e5", "e4", "e3", "e2", "e1", "e0"]
        assert abs(top(page, "#e4") - before) < 1
        page.wait_for_timeout(200)
        assert abs(top(page, "#e4") - before) < 1, "nor a moment later"
        assert page.evaluate("seen.shift") < 0.01, page.evaluate("seen.moved")
        assert page.evaluate("spoken") == ["تحديثان معدّلان، وتحديث محذوف"]
        expect(page.locator(".live-offer button")).to_be_hidden()
        until_asked(page, 3)
        assert page.evaluate("spoken.length") == 1, "it is said once"


@pytest.mark.ci
def test_an_entry_edited_twice_is_put_right_twice(open_page: Open, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(2), entry(1), entry(0))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        for asked, title in enumerate(("مقتل خمسة", "مقتل أربعة", "خبر 1"), 1):
            publish(site, entry(2), entry(1, title if title != "خبر 1" else "مقتل ثلاثة"), entry(0))
            until_asked(page, asked)
        expect(page.locator("#e1 .live-title")).to_have_text("مقتل ثلاثة")
        assert page.evaluate("spoken") == ["تحديث معدّل"] * 3


def test_new_edited_and_deleted_are_one_sentence_and_the_stamp_moves(open_page: Open, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(2), entry(1), entry(0, mark="{#e0 .key}"))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        publish(site, entry(20), entry(12), entry(11), entry(2, "خبر آخر"), entry(0, "الأول", mark="{#e0 .key}"))
        until_asked(page, 1)
        assert page.evaluate("spoken") == ["3 تحديثات جديدة، وتحديثان معدّلان، وتحديث محذوف"]
        assert shown(page) == ["e2", "e0"], "what is new waits"
        expect(page.locator(".stamp")).to_contain_text("08:20")
        expect(page.locator(".live-events")).to_contain_text("الأول")
        publish(site, entry(20, "عشرون"), entry(12), entry(2, "خبر آخر"), entry(0, "الأول", mark="{#e0 .key}"))
        until_asked(page, 2)
        page.get_by_role("button", name="تحديثان جديدان").click()
        assert shown(page) == ["e20", "e12", "e2", "e0"], "what waits is put right, too"
        expect(page.locator("#e20 .live-title")).to_have_text("عشرون")
        assert page.evaluate("spoken.length") == 1


def test_an_entry_of_the_future_comes_at_its_moment_and_goes_when_it_is_put_off(
    open_page: Open, tmp_path: Path
) -> None:
    later = "## 13:00 موعد {#later .key}\n\nنص لاحق.\n"
    site = coverage(tmp_path / "site", later, entry(2), entry(1))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        assert shown(page) == ["e2", "e1"]
        assert "موعد" not in page.content()
        assert site.build(now=NOW + timedelta(hours=1)).published
        until_asked(page, 1)
        assert page.evaluate("spoken") == ["تحديث جديد"]
        page.get_by_role("button", name="تحديث جديد").click()
        assert shown(page) == ["later", "e2", "e1"]
        expect(page.locator(".live-events")).to_contain_text("موعد")
        site.story("storm", "عاصفة الساحل", date="2026-06-01 08:00", kind="live", live_until=f"{OVER:%Y-%m-%d %H:%M}",
                   body="\n".join((later.replace("13:00", "15:00"), entry(2), entry(1, "خبر معدّل"))))  # fmt: skip
        assert site.build(now=NOW + timedelta(hours=1)).published
        until_asked(page, 2)
        assert shown(page) == ["e2", "e1"]
        expect(page.locator(".live-events")).to_be_hidden()


@pytest.mark.ci
def test_key_events_name_only_what_the_page_holds(open_page: Open, tmp_path: Path) -> None:
    key, other = entry(0, mark="{#e0 .key}"), entry(1, mark="{#e1 .key}")
    site = coverage(tmp_path / "site", entry(2), other, key)
    links = ".live-events a"
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        publish(site, entry(9, mark="{#e9 .key}"), entry(2, mark="{#e2 .key .pinned}"), key)
        until_asked(page, 1)
        hrefs = "all => all.map(link => link.getAttribute('href'))"
        assert page.locator(links).evaluate_all(hrefs) == ["#e2", "#e0"]
        expect(page.locator("#e2")).to_contain_text("مثبّت")
        page.locator(".live-offer button").click()
        assert page.locator(links).evaluate_all(hrefs) == ["#e9", "#e2", "#e0"]
        assert shown(page) == ["e2", "e9", "e0"]
        publish(site, entry(9), entry(2), entry(0))
        until_asked(page, 2)
        expect(page.locator(".live-events")).to_be_hidden()
        assert shown(page) == ["e9", "e2", "e0"]


@pytest.mark.ci
def test_entries_without_ids_keep_who_they_are(open_page: Open, tmp_path: Path) -> None:
    """Of three entries of one minute the oldest goes, so that the ids of the others change; one moves to another day."""
    first, second, third = (entry(5, title, mark=" ") for title in ("أول", "ثان", "ثالث"))
    site = coverage(tmp_path / "site", entry(9, "أخير", mark=" "), third, second, first)
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        page.evaluate(
            "for (const e of document.querySelectorAll('[data-entry]')) e.was = e.querySelector('h2').textContent"
        )
        publish(site, third, second, "# 2026-05-31\n", entry(9, "أخير", mark=" "))
        until_asked(page, 1)
        assert shown(page) == ["2026-06-01-0805-2", "2026-06-01-0805", "2026-05-31-0809"]
        was = "all => all.map(e => e.was + e.querySelector('h2').textContent)"
        assert page.locator("[data-entry]").evaluate_all(was) == ["ثالثثالث", "ثانثان", "أخيرأخير"]
        assert page.locator(".live-offer button").is_hidden(), "an entry that moved is not new"


@pytest.mark.ci
def test_older_entries_and_the_words_around_come_from_the_page(open_page: Open, tmp_path: Path) -> None:
    texts = [entry(i, words="نص.") for i in range(40, -1, -1)]
    site = coverage(tmp_path / "site", *texts, introduction="مقتل خمسين.\n")
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        texts[39] = entry(1, "خبر صُحّح", words="نص.")
        del texts[38]
        publish(site, *texts, introduction="مقتل خمسة.\n")
        until_asked(page, 1)
        page.wait_for_timeout(300)
        expect(page.locator("#e1 .live-title")).to_have_text("خبر صُحّح")
        expect(page.locator("#e2")).to_have_count(0)
        expect(page.get_by_text("مقتل خمسة.")).to_be_visible()
        assert page.evaluate("spoken") == ["تحديث معدّل، وتحديث محذوف، وعُدّل نص القصة"]
        asked = len(served.asked)
        until_asked(page, 3)
        assert ADDRESS not in served.asked[asked:], "the page is asked for no more"
        publish(site, *texts, introduction="مقتل خمسة.\n", headline="عنوان آخر",
                corrections='[{at: 2026-06-01 09:00, text: "الضحايا خمسة."}]')  # fmt: skip
        until_asked(page, 4)
        page.wait_for_timeout(300)
        expect(page.locator("h1")).to_have_text("عنوان آخر")
        expect(page.locator(".corrections")).to_contain_text("الضحايا خمسة.")
        assert page.title().startswith("عنوان آخر")


@pytest.mark.ci
def test_focus_and_open_details_stay_in_an_entry_that_changes(open_page: Open, tmp_path: Path) -> None:
    words = "نص أول.\n\nفيه [رابط](/about/) واحد.\n\nنص أخير."
    site = coverage(tmp_path / "site", entry(2), entry(1, words=words), entry(0))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        page.locator("#e1 summary").click()
        page.locator("#e1 .body a").focus()
        before = top(page, "#e1 .body a")
        publish(site, entry(2), entry(1, words="تمهيد جديد.\n\n" + words.replace("أخير", "آخر")), entry(0))
        until_asked(page, 1)
        expect(page.locator("#e1 .body")).to_contain_text("تمهيد جديد.")
        expect(page.locator("#e1 .body a")).to_be_focused()
        expect(page.locator("#e1 .live-share a").first).to_be_visible()
        assert abs(top(page, "#e1 .body a") - before) < 1
        publish(site, entry(2), entry(1, words="لا رابط هنا."), entry(0))
        until_asked(page, 2)
        expect(page.locator("#e1")).to_be_focused()


@pytest.mark.ci
def test_the_entry_that_is_read_goes_and_its_neighbours_stay(open_page: Open, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", *(entry(i) for i in range(7, -1, -1)))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS), width=360)
        page.evaluate("scrollBy(0, document.querySelector('#e3').getBoundingClientRect().top - 200)")
        publish(site, *(entry(i) for i in (7, 6, 5, 4, 2, 1, 0)))
        until_asked(page, 1)
        assert -200 < page.evaluate("document.querySelector('#e4').getBoundingClientRect().bottom") < 800
        assert shown(page) == ["e7", "e6", "e5", "e4", "e2", "e1", "e0"]


@pytest.mark.ci
def test_a_player_goes_on_in_an_entry_that_changes(faulty: Reader, tmp_path: Path) -> None:
    host = "https://www.youtube-nocookie.com"
    film = "[فيلم المطر](https://youtu.be/aB3_x-9){: .video}"
    site = Site(tmp_path / "site", plain=False, settings=f"{SETTINGS}policy: {{frame: [{host}]}}\n")
    publish(site, entry(1, words=f"نص.\n\n{film}"), entry(0))
    with serve(site.output, frames=host) as served:
        page = listen(faulty, served(ADDRESS))
        page.context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(body="<title>film</title>"))
        page.locator("#e1 a[data-frame]").click()
        page.evaluate("document.querySelector('iframe').playing = true")
        publish(site, entry(1, words=f"تمهيد.\n\nنص آخر.\n\n{film}"), entry(0, words=film))
        until_asked(page, 1)
        expect(page.locator("#e1 .body")).to_contain_text("تمهيد.")
        assert page.evaluate("document.querySelector('iframe').playing")
        page.locator("#e0 a[data-frame]").click()
        expect(page.locator("#e0 iframe")).to_be_visible()


@pytest.mark.ci
def test_a_player_that_an_entry_brings_opens_too(faulty: Reader, tmp_path: Path) -> None:
    """The page had none, and so neither its script nor its style."""
    host = "https://www.youtube-nocookie.com"
    site = Site(tmp_path / "site", plain=False, settings=f"{SETTINGS}embeds: [youtube]\n")
    publish(site, entry(0))
    with serve(site.output, frames=host) as served:
        page = listen(faulty, served(ADDRESS))
        page.context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(body="<title>film</title>"))
        assert "embeds.js" not in page.content()
        publish(site, entry(1, words="https://youtu.be/aB3_x-9"), entry(0))
        until_asked(page, 1)
        page.locator(".live-offer button").click()
        page.wait_for_function("document.querySelector('link[href*=\"embeds.css\"]')?.sheet")
        page.locator("#e1 a[data-frame]").click()
        expect(page.locator("#e1 iframe")).to_be_visible()
        assert page.evaluate("seen.refused") == []


# What became of it: the end, a withdrawal, another address, nothing at all


def test_a_withdrawn_story_says_so_and_asks_no_more(faulty: Reader, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", *(entry(i) for i in range(4, -1, -1)))
    with serve(site.output) as served:
        page = listen(faulty, served(ADDRESS))
        page.locator("#e2").scroll_into_view_if_needed()
        before = top(page, "#e2")
        publish(site, entry(0), status="withdrawn", note="خطأ في الخبر.")
        until_asked(page, 1)
        expect(page.locator(".live-state")).to_have_text("سُحبت هذه القصة", use_inner_text=True)
        assert abs(top(page, "#e2") - before) < 1
        assert page.evaluate("spoken") == ["سُحبت هذه القصة"]
        for _ in range(3):
            pass_time(page, 600)
        assert page.evaluate("asked.length") == 1
        page.get_by_role("button", name="سُحبت هذه القصة").click()
        expect(page.get_by_text("خطأ في الخبر.")).to_be_visible()


def answer(page: Page, pattern: str, **answered: Any) -> None:
    page.context.route(pattern, lambda route: route.fulfill(**answered))


PORTAL = "<!doctype html><title>Wi-Fi</title><link rel=canonical href=http://portal.example/><h1>Sign in</h1>"
HTML = "text/html"


@sampled(3)
@pytest.mark.parametrize(
    ("status", "body", "state"),
    every(3, [
        (200, PORTAL, "مباشر"),
        (503, "<h1>Service Unavailable</h1>", "مباشر"),
        (403, "<h1>Forbidden</h1>", "مباشر"),
        (404, PORTAL, "أُزيلت هذه القصة"),
        (410, "<h1>Gone</h1>", "أُزيلت هذه القصة"),
        (200, '<body class="page-redirect"><h1>أُزيلت</h1>', "أُزيلت هذه القصة"),
        (200, '<link rel=canonical href=/x/><body class="page-redirect"><h1>انتقلت</h1>', "انتقلت هذه القصة إلى عنوان آخر"),
        (200, '<link rel=canonical href="https://example.org/2026/06/01/storm/"><p>نص</p>', "صدرت نسخة أحدث من هذه الصفحة"),
    ]),
)  # fmt: skip
def test_only_an_answer_of_this_site_ends_the_coverage(
    faulty: Reader, tmp_path: Path, status: int, body: str, state: str
) -> None:
    site = coverage(tmp_path / "site", entry(0))
    with serve(site.output) as served:
        page = listen(faulty, served(ADDRESS))
        for pattern in ("**/fragments/live/**", f"**{ADDRESS}"):
            answer(page, pattern, status=status, body=body, content_type=HTML)
        until_asked(page, 1)
        page.wait_for_timeout(300)
        expect(page.locator(".live-state")).to_have_text(state, use_inner_text=True)
        assert shown(page) == ["e0"]
        if state == "مباشر":
            page.context.unroute_all()
            publish(site, entry(0, "مصحّح"))
            until_asked(page, 2)
            expect(page.locator("#e0 .live-title")).to_have_text("مصحّح")


@pytest.mark.ci
def test_a_host_that_has_lost_all_files_ends_nothing(faulty: Reader, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(0))
    with serve(site.output) as served:
        page = listen(faulty, served(ADDRESS))
        answer(page, "**/*", status=404, body="<h1>NoSuchBucket</h1>", content_type=HTML)
        until_asked(page, 2)
        expect(page.locator(".live-state")).to_have_text("مباشر", use_inner_text=True)


def test_an_address_that_leads_elsewhere_says_so(faulty: Reader, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(0))
    site.story("other", "قصة أخرى", date="2026-06-01 09:00", aliases=[ADDRESS])
    with serve(site.output) as served:
        page = listen(faulty, served(ADDRESS))
        (site.root / "content/storm.md").unlink()
        assert site.build().published
        until_asked(page, 1)
        expect(page.locator(".live-state")).to_have_text("انتقلت هذه القصة إلى عنوان آخر", use_inner_text=True)
        page.get_by_role("button", name="انتقلت هذه القصة إلى عنوان آخر").click()
        expect(page.get_by_role("heading", name="قصة أخرى")).to_be_visible()


# Caches, networks and clocks


@sampled(2)
@pytest.mark.parametrize("dated", [True, False])
def test_an_older_copy_turns_nothing_back(open_page: Open, tmp_path: Path, dated: bool) -> None:
    site = coverage(tmp_path / "site", entry(1, "مقتل خمسين"), entry(0))
    file = site.output / f"fragments/live{ADDRESS.rstrip('/')}.html"
    copies = {"old": file.read_text(encoding="utf-8")}
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        publish(site, entry(2), entry(1, "مقتل خمسة"))
        copies["new"] = file.read_text(encoding="utf-8")
        headers = {name: {"last-modified": day} if dated else {} for name, day in (
            ("old", "Mon, 01 Jun 2099 08:00:00 GMT"), ("new", "Mon, 01 Jun 2099 08:01:00 GMT"))}  # fmt: skip
        kinds = iter(["new", "old", "old", "new", "old"])
        page.context.route("**/fragments/live/**", lambda route: route.fulfill(
            body=copies[kind := next(kinds)], content_type=HTML, headers=headers[kind]))  # fmt: skip
        for asked in range(1, 6):
            until_asked(page, asked)
            expect(page.locator("#e1 .live-title")).to_have_text("مقتل خمسة")
            assert shown(page) == ["e1"]
        assert page.evaluate("spoken") == ["تحديث جديد، وتحديث معدّل، وتحديث محذوف"]


@pytest.mark.ci
def test_what_an_editor_takes_back_is_believed_when_it_stays(open_page: Open, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(0, "أول"))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        publish(site, entry(0, "ثان"))
        until_asked(page, 1)
        publish(site, entry(0, "أول"))
        until_asked(page, 2)
        expect(page.locator("#e0 .live-title")).to_have_text("ثان")
        until_asked(page, 6)
        expect(page.locator("#e0 .live-title")).to_have_text("أول")


def test_a_page_that_is_seen_again_asks_once(open_page: Open, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(0))
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        page.evaluate("away = true; document.dispatchEvent(new Event('visibilitychange'))")
        page.clock.fast_forward(3_600_000)
        publish(site, entry(30), entry(0, "مصحّح"))
        page.evaluate("away = false; for (let i = 0; i < 3; i++) document.dispatchEvent(new Event('visibilitychange'))")
        pass_time(page, 1)
        assert page.evaluate("asked.length") == 1
        expect(page.locator("#e0 .live-title")).to_have_text("مصحّح")
        assert page.evaluate("spoken") == ["تحديث جديد، وتحديث معدّل"]


@pytest.mark.ci
def test_a_network_that_comes_back_is_used_soon(faulty: Reader, tmp_path: Path) -> None:
    site = coverage(tmp_path / "site", entry(0))
    with serve(site.output) as served:
        page = listen(faulty, served(ADDRESS))
        page.context.set_offline(True)
        for _ in range(4):
            page.clock.run_for(300_000)
            page.wait_for_timeout(50)
        publish(site, entry(0, "مصحّح"))
        before = page.evaluate("asked.length")
        page.context.set_offline(False)
        page.wait_for_function("navigator.onLine")
        for _ in range(31):  # 30 seconds after the last attempt at most; without the event it would be 480
            page.wait_for_timeout(100)
            page.clock.run_for(1000)
            if page.evaluate("asked.length") > before:
                break
        expect(page.locator("#e0 .live-title")).to_have_text("مصحّح")
        assert page.evaluate("asked.length") == before + 1


@pytest.mark.ci
def test_fragments_of_other_templates_add_and_take_nothing_away(open_page: Open, tmp_path: Path) -> None:
    """A site's own template, or a copy of before, has no numbers."""
    site = coverage(tmp_path / "site", entry(1), entry(0))
    site.write("templates/fragments/live.html", """\
{% from "components/live.html" import live_entries, live_events %}
<div data-count="{{ article.entries|length }}"{{ "" if context.live else " data-over" }}>
{{ live_events(article.entries) -}}{{ live_entries(article.entries, article.card, most=20)|replace('data-entry="', 'data-entry data-x="')|safe -}}
</div>""")  # fmt: skip
    with serve(site.output) as served:
        page = listen(open_page, served(ADDRESS))
        publish(site, entry(3), entry(2), entry(1))
        until_asked(page, 1)
        page.get_by_role("button", name="تحديثان جديدان").click()
        assert shown(page) == ["e3", "e2", "e1", "e0"]


@pytest.mark.parametrize("thing", ["edited", "deleted"])
def test_each_counted_noun_has_the_words_of_python(open_page: Open, tmp_path: Path, thing: str) -> None:
    site = coverage(tmp_path / "site", entry(0))
    with serve(site.output) as served:
        forms = f"document.querySelector('[data-and]').dataset.{thing}.split('|')"
        said = open_page(served(ADDRESS)).evaluate(f"[...Array(121).keys()].map(n => newsgenDates.count(n, {forms}))")
        assert said[1:] == [arabic.counted(n, f"{thing} update", arabic.House()) for n in range(1, 121)]
