"""The desk in Chromium: changes from elsewhere are merged, what is typed stays in the browser, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.needs import axe
from tests.desk.running import OWN, PASSWORD, Running, running_desk

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def person(browser: Browser, running: Running, name: str, width: int = 1280) -> Page:
    """A page of a person who has logged in and opened the reporter's draft."""
    page = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
    page.add_init_script("localStorage.setItem('desk:plain', '1')")  # test_desk_editor.py writes in the block editor
    page.goto(f"{running.origin}/_/login")
    assert complaints(page) == []
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("form button")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{running.origin}/_/story?path={OWN}")
    expect(page.locator(".block").first).to_be_visible()
    return page


def complaints(page: Page) -> list[str]:
    """What axe finds on a page."""
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { iframes: false })")
    return [f"{one['id']} {one['nodes'][0]['html']}" for one in found["violations"]]


def test_a_story_that_somebody_else_changes_on_disk(browser: Browser, running: Running) -> None:
    """Another program saves the same block: nothing is written before a person has chosen."""
    salma = person(browser, running, "salma")
    assert complaints(salma) == []
    file = Path(running.site) / OWN
    salma.locator(".block textarea").nth(0).fill("الأولى من سلمى.")
    file.write_text(file.read_text(encoding="utf-8").replace("الثانية.", "الثانية من محرر آخر."), encoding="utf-8")
    salma.click("#save")
    expect(salma.locator("#state")).to_have_class("saved")
    expect(salma.locator(".block textarea").nth(1)).to_have_value("الثانية من محرر آخر.")
    salma.locator(".block textarea").nth(1).fill("الثانية من سلمى.")
    file.write_text(file.read_text(encoding="utf-8").replace("من محرر آخر", "من كريم"), encoding="utf-8")
    salma.reload()
    expect(salma.locator(".block textarea").nth(1)).to_have_value("الثانية من سلمى.")
    salma.click("#save")
    expect(salma.locator("#conflicts")).to_be_visible()
    assert complaints(salma) == []
    salma.check("#conflicts [value=both]")
    salma.click("#conflicts > button")
    expect(salma.locator("#state")).to_have_class("saved")
    text = file.read_text(encoding="utf-8")
    assert text.endswith("\nالأولى من سلمى.\n\nالثانية من سلمى.\n\nالثانية من كريم.\n")
    salma.close()


def test_words_stay_in_the_browser_while_the_server_does_not_answer(browser: Browser, running: Running) -> None:
    page = person(browser, running, "karim")
    page.context.route(
        "**/_/api/story*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator(".block textarea").first.fill("كلمات بلا خادم.")
    page.click("#save")
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#state")).to_have_class("unsaved")
    page.context.unroute("**/_/api/story*")
    page.reload()
    expect(page.locator(".block textarea").first).to_have_value("كلمات بلا خادم.")
    page.click("#save")
    expect(page.locator("#state")).to_have_class("saved")
    assert "كلمات بلا خادم." in (Path(running.site) / OWN).read_text(encoding="utf-8")
