"""Two people at one story in Chromium: one writes, one reads, asks, takes over; no typed word is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from newsgen.desk.presence import EXPIRY, Presence
from tests.browser.needs import axe
from tests.desk.running import OWN, PASSWORD, Running, running_desk

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def person(browser: Browser, running: Running, name: str, width: int = 1280) -> Page:
    """A page of a person who has logged in and opened the reporter's draft."""
    page = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
    page.add_init_script("localStorage.setItem('desk:plain', '1')")  # blocks as plain fields, whatever editor there is
    page.goto(f"{running.origin}/_/login")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("form button")
    page.goto(f"{running.origin}/_/story?path={OWN}")
    expect(page.locator("#blocks")).not_to_be_empty()
    return page


def beat(page: Page) -> None:
    """Let a page ask at once who is in the story, and not only after some seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def write(page: Page, words: str, block: int = 0) -> None:
    page.locator("#blocks textarea").nth(block).fill(words)


def is_locked(page: Page) -> bool:
    return bool(page.evaluate("document.getElementById('blocks').inert"))


def said(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("#presence")).to_contain_text(text)


def text_of(running: Running) -> str:
    return (Path(running.site) / OWN).read_text(encoding="utf-8")


def test_asking_and_handing_over(browser: Browser, running: Running) -> None:
    salma, karim = person(browser, running, "salma"), person(browser, running, "karim", 360)
    said(karim, "سلمى")
    assert (is_locked(salma), is_locked(karim)) == (False, True)
    assert karim.evaluate("document.documentElement.scrollWidth") == 360
    karim.evaluate(axe().read_text(encoding="utf-8"))
    assert (
        karim.evaluate("axe.run(document, { iframes: false }).then((found) => found.violations.map((one) => one.id))")
        == []
    )
    write(salma, "كلمات سلمى التي لم تُحفظ.")
    karim.get_by_role("button", name="طلب الكتابة").click()
    said(karim, "أُرسل الطلب")
    beat(salma)
    said(salma, "كريم")
    salma.get_by_role("button", name="ليس بعد").click()
    expect(salma.locator("#presence")).not_to_contain_text("طلب")
    beat(karim)
    said(karim, "ليس بعد")
    karim.get_by_role("button", name="طلب الكتابة").click()
    said(karim, "أُرسل الطلب")
    beat(salma)
    salma.get_by_role("button", name="حفظ وتسليم").click()
    said(salma, "سُلّمت", "كريم", "كل ما كتبته محفوظ")
    assert is_locked(salma)
    assert "كلمات سلمى التي لم تُحفظ." in text_of(running)
    beat(karim)
    expect(karim.locator("#blocks textarea").first).to_have_value("كلمات سلمى التي لم تُحفظ.")
    said(karim, "سلمى")
    assert not is_locked(karim)


def test_a_take_over_saves_what_was_typed_and_tells_both(browser: Browser, running: Running) -> None:
    salma, karim = person(browser, running, "salma"), person(browser, running, "karim")
    said(karim, "سلمى")
    write(salma, "الأولى من سلمى.")
    karim.get_by_role("button", name=re.compile("تولّي الكتابة من")).click()
    said(karim, "تُقفل القصة بعدها عند")
    karim.get_by_role("button", name="لا، تبقى كما هي").click()
    assert is_locked(karim)
    karim.get_by_role("button", name=re.compile("تولّي الكتابة من")).click()
    karim.get_by_role("button", name="تولّي الكتابة", exact=True).click()
    said(karim, "سلمى")
    expect(karim.locator("#blocks")).to_have_js_property("inert", False)
    write(karim, "الثانية من كريم.", 1)
    beat(salma)
    said(salma, "انتقلت الكتابة", "كريم", "كل ما كتبته محفوظ")
    assert is_locked(salma)
    karim.click("#save")
    expect(karim.locator("#state")).to_have_class("saved")
    assert text_of(running).endswith("\nالأولى من سلمى.\n\nالثانية من كريم.\n")


def test_words_of_the_same_block_are_decided_by_the_one_who_lost_it(browser: Browser, running: Running) -> None:
    """The line of the first dropped while she typed; the second has changed the same words meanwhile."""
    salma = person(browser, running, "salma")
    expect(salma.locator("#blocks")).to_have_js_property("inert", False)
    beat(salma)
    salma.context.set_offline(True)
    write(salma, "الأولى من سلمى في القطار.")
    karim = person(browser, running, "karim")
    said(karim, "سلمى")
    karim.get_by_role("button", name=re.compile("تولّي الكتابة من")).click()
    karim.get_by_role("button", name="تولّي الكتابة", exact=True).click()
    expect(karim.locator("#blocks")).to_have_js_property("inert", False)
    write(karim, "الأولى من كريم في المكتب.")
    karim.click("#save")
    expect(karim.locator("#state")).to_have_class("saved")
    salma.context.set_offline(False)
    beat(salma)
    said(salma, "انتقلت الكتابة", "لم يُحفظ")
    expect(salma.locator("#conflicts")).to_be_visible()
    salma.check("#conflicts [value=both]")
    salma.click("#conflicts > button")
    expect(salma.locator("#state")).to_have_class("saved")
    assert "سلمى في القطار." in text_of(running)
    assert "كريم في المكتب." in text_of(running)


def test_a_laptop_sleeps_a_window_closes_and_the_server_begins_anew(browser: Browser, running: Running) -> None:
    salma, karim = person(browser, running, "salma"), person(browser, running, "karim")
    said(karim, "سلمى")
    running.desk.presence = Presence()
    beat(karim)
    said(karim, "لا أحد يكتب")
    assert is_locked(karim), "nobody who read begins to write unasked"
    beat(salma)
    beat(karim)
    said(karim, "سلمى")
    assert not is_locked(salma)
    real = running.desk.now
    salma.context.set_offline(True)
    write(salma, "كتبتها والجهاز منقطع.")
    running.desk.now = lambda: real() + EXPIRY + timedelta(seconds=60)
    beat(karim)
    said(karim, "لا أحد يكتب")
    karim.get_by_role("button", name="الكتابة هنا").click()
    expect(karim.locator("#blocks")).to_have_js_property("inert", False)
    salma.context.set_offline(False)
    beat(salma)
    said(salma, "انتقلت الكتابة", "كريم", "كل ما كتبته محفوظ")
    assert "كتبتها والجهاز منقطع." in text_of(running)
    karim.close()
    beat(salma)
    said(salma, "انتقلت")
    salma.get_by_role("button", name="الكتابة هنا").click()
    expect(salma.locator("#blocks")).to_have_js_property("inert", False)


def test_a_reporter_hands_in_and_sees_why_the_rest_is_closed(browser: Browser, running: Running) -> None:
    salma = person(browser, running, "salma", 360)
    assert salma.evaluate("document.documentElement.scrollWidth") == 360
    expect(salma.get_by_role("button", name="النشر الآن")).to_be_disabled()
    expect(salma.locator("#workflow")).to_contain_text("النشر عند المحرر")
    write(salma, "تُحفظ مع التسليم.")
    salma.get_by_role("button", name="تسليم للمراجعة").click()
    expect(salma.get_by_role("button", name="استعادة لمتابعة الكتابة")).to_be_visible()
    assert "تُحفظ مع التسليم." in text_of(running)
    assert "stage: review" in text_of(running)
    karim = person(browser, running, "karim")
    said(karim, "سلمى")
    karim.get_by_role("button", name=re.compile("تولّي الكتابة من")).click()
    karim.get_by_role("button", name="تولّي الكتابة", exact=True).click()
    expect(karim.locator("#workflow")).to_have_js_property("inert", False)
    karim.get_by_role("button", name="جاهزة").click()
    expect(karim.get_by_role("button", name="جاهزة")).to_have_attribute("aria-pressed", "true")
    karim.get_by_role("button", name="النشر الآن").click()
    expect(karim.locator("#workflow")).to_be_hidden()
    assert "status: published" in text_of(running)
    assert "stage" not in text_of(running)
    beat(salma)
    said(salma, "لم تعد هذه القصة مفتوحة لك")
    assert is_locked(salma)
