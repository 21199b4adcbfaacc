"""Sharing: the dialog, copying, the device's sheet, and all of it without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.newsrooms import LONG, PAGES
from tests.browser.server import Served
from tests.support.cases import every

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

ARTICLE = PAGES["article"]
CANONICAL = "https://example.org/news/2026/05/20/everything/"
NETWORKS = ["wa.me", "t.me", "x.com", "www.facebook.com", "mailto"]
FOCUS = """() => {
  const a = document.activeElement, d = document.querySelector("dialog")
  return a === document.body ? "body" : d.contains(a) ? "dialog" : a.className
}"""
DEVICE = "navigator.share = async what => { window.shared = what }"


def hosts(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("all => all.map(a => a.hostname || 'mailto')")
    return found


@pytest.mark.parametrize("way", every(3, ["Escape", "button", "outside"]))
def test_the_dialog_opens_keeps_the_focus_and_gives_it_back(open_again: Open, served: Served, way: str) -> None:
    page = open_again(served(ARTICLE))
    button = page.locator(".related .share-button").first
    assert button.get_attribute("aria-label") == f"شارك: {LONG}"
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="شارك القصة")
    assert dialog.is_visible()
    assert page.locator(".dialog-title").inner_text() == LONG
    assert hosts(page, "dialog a") == NETWORKS
    assert "2026%2F05%2F18%2Flong" in (dialog.locator("a").first.get_attribute("href") or "")
    places = []
    for _ in range(12):
        places.append(page.evaluate(FOCUS))
        page.keyboard.press("Tab")
    assert set(places) <= {"dialog", "body"}, "body stands for the browser's own controls"
    assert places.count("dialog") >= 8
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "button":
        dialog.get_by_role("button", name="إغلاق").click()
    else:
        page.mouse.click(5, 5)
    assert not dialog.is_visible()
    assert button.evaluate("b => b === document.activeElement"), "the focus is back on the button"


def test_each_story_has_its_own_links_in_the_one_dialog(open_again: Open, served: Served) -> None:
    page = open_again(served(ARTICLE))
    found = []
    for button in page.locator(".related .share-button").all():
        button.click()
        found.append(page.locator("dialog a").first.get_attribute("href"))
        assert hosts(page, "dialog a") == NETWORKS
        page.keyboard.press("Escape")
    assert len(set(found)) == len(found) == 2


def test_copying_gives_the_canonical_address(open_page: Open, served: Served) -> None:
    page = open_page(served(ARTICLE), permissions=["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.locator(".rail").get_by_role("button", name="انسخ الرابط").click()
    told = page.locator("body > .told")
    expect(told).to_have_text("نُسخ الرابط")
    assert page.evaluate("navigator.clipboard.readText()") == CANONICAL
    page.clock.run_for(3000)
    expect(told).to_have_text("")
    page.locator(".related .share-button").first.click()
    page.locator("dialog").get_by_role("button", name="انسخ الرابط").click()
    expect(page.locator("dialog [role=status]")).to_have_text("نُسخ الرابط")
    assert page.evaluate("navigator.clipboard.readText()") == "https://example.org/news/2026/05/18/long/"


def test_the_devices_sheet_where_there_is_one(open_page: Open, served: Served) -> None:
    page = open_page(served(ARTICLE), before="Object.defineProperty(navigator, 'share', { value: undefined })")
    assert page.locator(".rail [data-share=device]").is_hidden()
    page = open_page(served(ARTICLE), before=DEVICE)
    page.locator(".rail [data-share=device]").click()
    title = "ميناء البلدة يفتح رصيفه الجديد أمام قوارب الصيد"
    assert page.evaluate("shared") == {"title": title, "url": CANONICAL}


def test_without_the_script_the_links_unfold(open_again: Open, served: Served) -> None:
    page = open_again(served(ARTICLE), script=False)
    assert hosts(page, ".rail a") == NETWORKS
    assert page.locator(".rail a").first.is_visible()
    assert page.locator("[data-share]:visible").count() == 0, "no button that does nothing"
    assert page.locator("[data-theme-switch]:visible").count() == 0
    menu = page.locator(".share-menu").first
    assert not menu.locator("a").first.is_visible()
    menu.locator("summary").click()
    assert menu.locator("a").count() == 5
    assert menu.locator("a").last.is_visible()
    assert menu.locator("a").all_inner_texts() == ["واتساب", "تلغرام", "إكس", "فيسبوك", "البريد الإلكتروني"]


TEXT = """() => {
  const main = document.querySelector("main").cloneNode(true)
  for (const e of main.querySelectorAll("time, .latest-box, .share-menu, .share-button, [data-share]")) e.remove()
  return main.textContent.split(/\\s+/).join(" ")
}"""
LINKS = """() => [...document.querySelectorAll("a")].filter(a => !a.closest(".latest-box, .breaking-late, .share-list")).map(a => a.href)"""


@pytest.mark.parametrize("kind", every(2, ["article", "home", "section", "plain"]))
def test_without_the_script_the_same_text_and_links_stand_there(open_again: Open, served: Served, kind: str) -> None:
    with_script, without = open_again(served(PAGES[kind])), open_again(served(PAGES[kind]), script=False)
    assert without.evaluate(TEXT) == with_script.evaluate(TEXT)
    assert without.evaluate(LINKS) == with_script.evaluate(LINKS)
    assert len(without.evaluate(LINKS)) > 5
    for menu in without.locator(".share-menu").all():
        links = menu.locator("a").evaluate_all("all => all.map(a => a.href)")
        label = menu.locator("summary").get_attribute("aria-label") or ""
        with_script.get_by_role("button", name=label, exact=True).click()
        assert with_script.locator("dialog a").evaluate_all("all => all.map(a => a.href)") == links
        with_script.keyboard.press("Escape")


def test_the_headline_comes_out_as_it_was(open_again: Open, served: Served) -> None:
    """The browser reads back from the link what the newsroom wrote."""
    page = open_again(served(PAGES["long title"]))
    read = page.locator(".rail a[href*='t.me']").evaluate("a => Object.fromEntries(new URL(a.href).searchParams)")
    assert read == {"text": LONG, "url": "https://example.org/news/2026/05/18/long/"}
