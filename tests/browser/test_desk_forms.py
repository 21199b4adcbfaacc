"""The forms of a story's page in Chromium: what is typed is kept until the server has it, and the rest of the page is saved first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import complaints, person
from tests.desk.running import LIVE, Running, running_desk
from tests.support import story

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")

COVERAGE = "content/coverage.md"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        text = story("تغطية", kind="live", authors=["سلمى"], body="## 09:00 بداية\n\nنص.")
        (desk.site / COVERAGE).write_text(text, encoding="utf-8")
        yield desk


def opened(browser: Browser, running: Running, name: str, path: str, width: int) -> Page:
    page = person(browser, running, "karim" if name == "karim" else "salma", width)
    page.goto(f"{running.origin}/_/story?path={path}")
    expect(page.locator(".block").first).to_be_visible()
    return page


def text_of(running: Running, path: str) -> str:
    return (Path(running.site) / path).read_text(encoding="utf-8")


def test_an_update_from_a_phone(browser: Browser, running: Running) -> None:
    page = opened(browser, running, "salma", COVERAGE, 360)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    form = page.locator("form.update")
    sizes = form.locator("input:not([type=hidden]), textarea, button, .check").evaluate_all("all => all.map((one) => [one.type || '', one.offsetHeight, parseFloat(getComputedStyle(one).fontSize)])")  # fmt: skip
    assert all(height >= 44 and font >= 16 for kind, height, font in sizes if kind != "checkbox"), sizes
    headline = form.locator("[name=headline]")
    headline.fill("عاد التيار")
    headline.press("Enter")
    expect(form.locator("[name=text]")).to_be_focused()
    page.keyboard.type("الشبكة تعمل.")
    page.context.route("**/_/update", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(form.locator(".said.stop")).to_contain_text("أرسله مرة أخرى")
    page.reload()
    expect(form.locator("[name=text]")).to_have_value("الشبكة تعمل.")
    expect(form.locator(".said")).to_have_text("ما كتبته هنا من قبل لم يُرسل بعد.")
    assert complaints(page) == []
    page.context.unroute("**/_/update")
    form.locator("[name=key]").check()
    form.locator("[name=text]").press("Control+Enter")
    expect(form.locator(".said.good")).to_contain_text("صار التحديث في التغطية")
    expect(headline).to_be_focused()
    expect(headline).to_have_value("")
    assert not form.locator("[name=key]").is_checked()
    expect(page.locator(".block textarea").first).to_have_value(first_heading(running))
    page.reload()
    expect(page.locator(".block").first).to_be_visible()
    expect(form.locator("[name=text]")).to_have_value("")
    assert text_of(running, COVERAGE).count(" عاد التيار {.key}\n\nالشبكة تعمل.\n") == 1
    page.close()


def first_heading(running: Running) -> str:
    """The first line of the coverage's text: the heading of the update that was sent."""
    return next(line for line in text_of(running, COVERAGE).split("\n") if line.startswith(("# ", "## ")))


def test_a_correction_and_a_withdrawal_save_what_is_typed_elsewhere_first(browser: Browser, running: Running) -> None:
    page = opened(browser, running, "karim", LIVE, 1280)
    page.locator(".block textarea").first.fill("نص منقّح.")
    page.click(".afterwards summary >> nth=0")
    page.fill("form[data-new] [name=text]", "الصحيح 12.")
    page.press("form[data-new] [name=text]", "Control+Enter")
    expect(page.locator(".there")).to_contain_text("الصحيح 12.")
    assert "نص منقّح." in text_of(running, LIVE)
    assert "    text: الصحيح 12.\n" in text_of(running, LIVE)
    assert complaints(page) == []
    page.click(".there summary")
    page.fill(".there [name=text]", "الصحيح 13، لا 12.")
    page.click(".there .own-form button >> nth=0")
    expect(page.locator(".there p").first).to_contain_text("الصحيح 13، لا 12.")
    assert complaints(page) == []
    page.click(".there summary")
    page.click(".there button[name=delete]")
    expect(page.locator(".there")).to_have_count(0)
    assert "corrections" not in text_of(running, LIVE)
    page.click(".withdrawal summary")
    assert complaints(page) == []
    page.fill("form[data-form=withdraw] [name=note]", "خطأ في الأرقام.")
    page.press("form[data-form=withdraw] [name=note]", "Control+Enter")
    page.wait_for_timeout(300)
    assert "withdrawn" not in text_of(running, LIVE), "the keys that send an update withdraw nothing"
    page.click("form[data-form=withdraw] button")
    expect(page.locator("#withdrawn-label")).to_be_visible()
    expect(page.locator(".alert blockquote")).to_have_text("خطأ في الأرقام.")
    assert "status: withdrawn\n" in text_of(running, LIVE)
    expect(page.locator(".block").first).to_be_visible()
    assert complaints(page) == []
    page.click("form[data-form=publish-again] button")
    expect(page.locator("#withdrawn-label")).to_have_count(0)
    assert "note:" not in text_of(running, LIVE)
    page.close()


def test_the_tools_of_the_text_show_on_a_phone_that_there_are_more(browser: Browser, running: Running) -> None:
    page = opened(browser, running, "karim", LIVE, 360)
    page.click("#plain")
    look = (
        "one => [one.scrollWidth > one.clientWidth, getComputedStyle(one).backgroundImage.split('gradient').length - 1]"
    )
    assert page.locator(".toolbar").evaluate(look) == [True, 4]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(".toolbar").evaluate(look) == [False, 0]
    page.close()
