"""What a reader meets: nothing refused, nothing jumps, times that are true, every width, the keyboard, the theme."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.newsrooms import PAGES, SAMPLE
from tests.browser.server import Served
from tests.browser.waits import drawn, until
from tests.support.cases import every, sampled

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

ARTICLE = PAGES["article"]
SHIFT = 0.01


# ------------------------------------------------------------------ the policy


@pytest.mark.ci
def test_the_policy_refuses_nothing(open_page: Open, served: Served) -> None:
    page = open_page(served("/"))
    for kind, address in PAGES.items():
        page.goto(served(address))
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 10
        assert page.evaluate("typeof newsgenDates") == "function"
        assert page.evaluate("seen.refused") == [], kind


def test_the_watch_sees_what_is_refused_and_who_else_is_asked(faulty: Any, served: Served) -> None:
    page = faulty(served(ARTICLE))
    page.evaluate("""() => {
      const p = document.createElement("p")
      p.innerHTML = "<b style='color: red'>x</b>"
      document.body.append(p)
      const image = new Image(); image.src = "https://example.invalid/pixel.png"; document.body.append(image)
    }""")
    until(page, "seen.refused.length > 1")
    told = " ".join(faulty.close())
    assert "style-src" in told
    assert "img-src" in told


# ------------------------------------------------------------------ nothing jumps


@pytest.mark.ci
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_on_any_kind_of_page(open_page: Open, sample: Served, width: int) -> None:
    page = open_page(sample("/"), width=width)  # and the fonts are in the cache
    for kind, address in SAMPLE.items():
        page.goto(sample(address))
        page.evaluate("document.fonts.ready.then(() => true)")
        # The box of a section's first story has nothing in it until it is fetched: it comes far below what is being read.
        expect(page.locator(".latest-box[hidden]")).to_have_count(0)
        drawn(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)
        drawn(page)
        assert page.evaluate("seen.shift") < SHIFT, (kind, page.evaluate("seen.moved"))


@pytest.mark.parametrize(("kind", "width"), every(6, [(kind, width) for kind in SAMPLE for width in (360, 1280)]))
def test_what_late_scripts_show_has_its_place(open_page: Open, sample: Served, kind: str, width: int) -> None:
    page = open_page(sample("/"), width=width)
    sample.slow = lambda path: 0.4 if path.endswith(".js") else 0.0
    try:
        page.goto(sample(SAMPLE[kind]))
    finally:
        sample.slow = lambda path: 0.0
    page.evaluate("document.fonts.ready.then(() => true)")
    drawn(page)
    assert page.evaluate("seen.shift") < SHIFT, page.evaluate("seen.moved")


@pytest.mark.ci
@pytest.mark.parametrize("width", every(3, [360, 768, 1280]))
def test_a_picture_has_its_size_before_it_comes(open_page: Open, sample: Served, width: int) -> None:
    sizes = "[...document.querySelectorAll('.body img, .story-lead img')].map(i => [i.offsetWidth, i.offsetHeight])"
    sample.slow = lambda path: 1.0 if path.startswith("/media/") else 0.0
    try:
        page = open_page(sample("/"), width=width)
        page.goto(sample(SAMPLE["gallery"]), wait_until="domcontentloaded")
        before = page.evaluate(sizes)
        for picture in page.locator(".body img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
        moved = [
            abs(a - b)
            for one, other in zip(page.evaluate(sizes), before, strict=True)
            for a, b in zip(one, other, strict=True)
        ]
        assert max(moved) <= 1, "the height of a file is a whole number, so that its shape differs by half a pixel"
    finally:
        sample.slow = lambda path: 0.0
    assert any(high > wide for wide, high in before), "one of them is tall"
    assert all(wide and high for wide, high in before)


@pytest.mark.parametrize("kind", every(4, SAMPLE))
@pytest.mark.ci
def test_late_fonts_move_little(open_page: Open, sample: Served, kind: str) -> None:
    """What stands in has their height and nearly their width: a line may break elsewhere, a page does not jump."""
    sample.slow = lambda path: 0.4 if path.endswith(".woff2") else 0.0
    try:
        page = open_page(sample(SAMPLE[kind]), width=360)
    finally:
        sample.slow = lambda path: 0.0
    drawn(page)
    assert page.evaluate("document.fonts.check('700 20px \"Newsgen Head\"')")
    assert page.evaluate("seen.shift") < 0.1, page.evaluate("seen.moved")


def test_the_watch_sees_what_moves(open_again: Open, served: Served) -> None:
    page = open_again(served(ARTICLE))
    page.evaluate("document.querySelector('.masthead').insertAdjacentHTML('beforebegin', '<p>x</p>'.repeat(9))")
    until(page, f"seen.shift > {SHIFT}")


# ------------------------------------------------------------------ times

MOMENT = datetime(2026, 5, 20, 21, 30, tzinfo=UTC)
"""In Amman it is already the 21st."""


@pytest.mark.parametrize("zone", every(2, ["America/New_York", "Asia/Tokyo"]))
def test_times_are_relative_where_that_is_true(open_page: Open, served: Served, zone: str) -> None:
    page = open_page(served("/"), now=MOMENT, timezone_id=zone)
    assert page.locator("[data-today]").inner_text() == "الخميس 21 May / May 2026"
    lead = page.locator("[data-id='s/everything'] time").first
    assert lead.inner_text() == "منذ 14 ساعة"
    assert lead.get_attribute("title") == "20 مايو 2026"
    assert lead.get_attribute("datetime") == "2026-05-20T10:30:00+03:00"
    long = page.locator("[data-id='s/long'] time").first
    assert long.inner_text() == "منذ يومين"
    old = page.locator("[data-id='s/orchard'] time").first
    assert old.inner_text() == "3 مارس 2026", "what is long ago has its date"
    assert not old.get_attribute("title")


def test_without_the_script_times_are_dates(open_again: Open, served: Served) -> None:
    page = open_again(served(ARTICLE), script=False)
    assert page.locator("[data-today]").inner_text() == "الأربعاء 20 May / May 2026", "the article's own day"
    assert "منذ" not in page.locator("body").inner_text()


def test_an_articles_own_date_stays(open_again: Open, served: Served) -> None:
    page = open_again(served(ARTICLE), now=MOMENT)
    assert page.locator(".stamp time").first.inner_text() == "الأربعاء 20 مايو 2026"
    assert page.locator("[data-today]").inner_text() == "الخميس 21 May / May 2026"


# ------------------------------------------------------------------ every width

WIDE = """() => {
  const root = document.documentElement, wide = []
  if (root.scrollWidth > root.clientWidth) wide.push(`the page is ${root.scrollWidth} wide`)
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect()
    if (box.width > 1 && (box.left < -1 || box.right > root.clientWidth + 1) && !e.closest(".table, .sprite, .told, .skip"))
      wide.push(`${e.tagName} ${e.className.baseVal ?? e.className} ${box.left} ${box.right}`)
  }
  return wide
}"""


@pytest.mark.parametrize("kind", every(2, [
    "article", "long title", "home", "section", "plain", "topic of years", "topic of three", "author", "month", "day",
    "archive", "many topics", "few places", "corrections", "withdrawn", "missing",
]))  # fmt: skip
def test_no_page_is_wider_than_the_screen(open_again: Open, served: Served, kind: str) -> None:
    page = open_again(served(PAGES[kind]))
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDE) == [], width
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(WIDE) == [], "text twice as large"
    page.locator(".menu summary").click()
    assert page.evaluate(WIDE) == [], "with the menu open"


GAPS = """() => {
  const edge = (selector, side) => document.querySelector(selector).getBoundingClientRect()[side]
  const parts = [...document.querySelectorAll(".story-end > *")].map(e => e.getBoundingClientRect())
  return [edge(".story-end", "top") - edge(".body > :last-child", "bottom"), ...parts.slice(1).map((p, i) => p.top - parts[i].bottom)]
}"""


def test_a_short_story_beside_a_long_sidebar_is_not_pulled_apart(open_again: Open, sample: Served) -> None:
    page = open_again(sample("/2026/11/10/pavements/"))
    heights = [page.locator(part).bounding_box() for part in (".body", ".aside")]
    assert heights[0] and heights[1]  # noqa: PT018
    assert heights[1]["height"] > heights[0]["height"] + 300, "the sidebar is much longer"
    assert max(page.evaluate(GAPS)) <= 72


SMALL = """() => [...document.querySelectorAll("body *")].filter(e =>
  [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 14
).map(e => e.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll("body *")].filter(e => {
  const s = getComputedStyle(e)
  return s.overflow != "visible" && s.display != "none" && e.innerText?.trim() && !e.closest(".told, .skip, .table")
    && parseFloat(s.lineHeight) < 1.45 * parseFloat(s.fontSize)
}).map(e => e.outerHTML.slice(0, 80))"""


@sampled(3)
@pytest.mark.parametrize("kind", SAMPLE)
def test_letters_are_large_enough_and_not_cut(open_again: Open, sample: Served, kind: str) -> None:
    page = open_again(sample(SAMPLE[kind]), width=360)
    assert page.evaluate(SMALL) == []
    assert page.evaluate(CUT) == []


# ------------------------------------------------------------------ the keyboard

CONTROLS = """() => [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({ visibilityProperty: true })).map((e, i) => (e.dataset.control = i, i))"""
FOCUSED = """() => {
  const e = document.activeElement
  if (e === document.body) return null
  if (e.matches("video")) return "the browser's own"
  const s = getComputedStyle(e), box = e.getBoundingClientRect()
  const ring = s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 2
  return { control: +(e.dataset.control ?? -1), ring: ring && box.width > 0, name: e.outerHTML.slice(0, 90) }
}"""


@pytest.mark.parametrize(("kind", "width"), every(2, [("article", 1280), ("home", 360)]))
def test_the_keyboard_reaches_every_control(open_again: Open, served: Served, kind: str, width: int) -> None:
    page = open_again(served(PAGES[kind]), width=width)
    page.wait_for_load_state("networkidle")  # the fetched box of the latest has its own controls
    expect(page.locator(".breaking")).to_be_visible()
    wanted = page.evaluate(CONTROLS)
    assert len(wanted) > 20
    reached = []
    for _ in range(len(wanted) + 15):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            break
        if isinstance(found, str):
            continue
        assert found["ring"], f"no ring around {found['name']}"
        reached.append(found["control"])
    assert reached == wanted, "all of them, in the order of the page"


def test_the_skip_link_leads_to_the_content(open_again: Open, served: Served) -> None:
    page = open_again(served("/"))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.inner_text() == "انتقل إلى المحتوى"
    box = skip.bounding_box()
    assert box
    assert box["height"] >= 40
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "n-main"


def test_escape_closes_the_menu(open_again: Open, served: Served) -> None:
    page = open_again(served("/"), width=360)
    summary = page.locator(".menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu-panel a").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".menu-panel a").first.is_visible()
    assert summary.evaluate("e => e === document.activeElement")


# ------------------------------------------------------------------ how it looks to whom

PAPER = "getComputedStyle(document.body).backgroundColor"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(15, 20, 22)"


def test_the_theme_follows_the_device_until_the_reader_says_otherwise(open_page: Open, served: Served) -> None:
    page = open_page(served("/"), color_scheme="light")
    switch = page.get_by_role("button", name="المظهر الداكن")
    assert (page.evaluate(PAPER), switch.get_attribute("aria-pressed")) == (WHITE, "false")
    switch.click()
    assert (page.evaluate(PAPER), switch.get_attribute("aria-pressed")) == (BLACK, "true")
    page.goto(served(ARTICLE))
    assert page.evaluate(PAPER) == BLACK, "kept from page to page"
    colours = page.locator("meta[name=theme-color]").evaluate_all("all => all.map(m => m.content)")
    assert colours == ["#0f1416", "#0f1416"]
    switch.click()
    assert page.evaluate(PAPER) == WHITE
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAPER) == BLACK, "back to the device's"
    assert not page.evaluate("localStorage.getItem('newsgen-theme')")


def test_the_menu_of_a_telephone_sets_each_theme(open_page: Open, served: Served) -> None:
    page = open_page(served("/"), width=360, color_scheme="dark")
    assert not page.locator(".theme").is_visible()
    page.locator(".menu summary").click()
    pressed = page.locator(".menu-theme [aria-pressed=true]")
    assert pressed.all_inner_texts() == ["كالجهاز"]
    page.get_by_role("button", name="فاتح").click()
    assert (page.evaluate(PAPER), pressed.all_inner_texts()) == (WHITE, ["فاتح"])
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="كالجهاز").click()
    page.emulate_media(color_scheme="dark")
    assert (page.evaluate(PAPER), pressed.all_inner_texts()) == (BLACK, ["كالجهاز"])


def test_a_browser_without_storage_is_served_too(open_page: Open, served: Served) -> None:
    denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    page = open_page(served("/"), before=denied)
    page.get_by_role("button", name="المظهر الداكن").click()
    assert page.evaluate(PAPER) == BLACK


def test_who_wants_less_motion_gets_none(open_page: Open, served: Served) -> None:
    moving = "e => getComputedStyle(e).transitionDuration != '0s'"
    lasting = f"[...document.querySelectorAll('a, button, summary')].filter({moving}).length"
    assert open_page(served(ARTICLE), reduced_motion="reduce").evaluate(lasting) == 0
    assert open_page(served(ARTICLE), reduced_motion="no-preference").evaluate(lasting) > 0


def test_forced_colours_leave_every_control_visible(open_page: Open, served: Served) -> None:
    page = open_page(served(ARTICLE), forced_colors="active")
    dot = "getComputedStyle(document.querySelector('.section-name'), '::before').backgroundColor"
    assert page.evaluate(dot) == page.evaluate("getComputedStyle(document.body).color")
    strokes = page.locator(".rail .icon").evaluate_all("all => all.map(e => getComputedStyle(e).stroke)")
    assert strokes
    assert all(stroke not in ("none", page.evaluate(PAPER)) for stroke in strokes)


def test_only_pictograms_that_point_are_mirrored(open_again: Open, served: Served) -> None:
    page = open_again(served("/"))
    scales = page.locator("svg.icon").evaluate_all(
        "all => all.map(e => [e.querySelector('use').getAttribute('href'), getComputedStyle(e).scale])"
    )
    assert {name for name, scale in scales if scale != "none"} == {"#n-i-more"}
    assert {scale for name, scale in scales if name == "#n-i-more"} == {"-1 1"}


def test_an_article_prints_without_what_paper_cannot_do(open_page: Open, served: Served) -> None:
    page = open_page(served(ARTICLE), color_scheme="dark")
    page.emulate_media(media="print")
    for gone in (".navigation", ".rail", ".aside", ".share", ".skip", ".theme"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".body", ".sources", ".corrections", ".story-lead img", ".stamp"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.body')).color") == "rgb(0, 0, 0)"
