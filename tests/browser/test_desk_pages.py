"""Plain pages and profiles in Chromium: begun by a form, edited by fields and blocks, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import complaints
from tests.desk.running import AUTHOR, PASSWORD, Running, running_desk

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def person(browser: Browser, running: Running, name: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
    page.goto(f"{running.origin}/_/login")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("form button")
    page.click(".lists a[href$=pages]")
    expect(page.locator(".stories li").first).to_be_visible()
    return page


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def saved(page: Page) -> None:
    page.click("#save")
    expect(page.locator("#state")).to_have_class("saved")


def test_a_profile_is_edited_by_its_fields(browser: Browser, running: Running) -> None:
    page = person(browser, running, "karim", 1280)
    assert complaints(page) == []
    page.click(".stories a[href$='karim.yml']")
    file = Path(running.site) / AUTHOR
    before = file.read_text(encoding="utf-8")
    expect(page.locator("#keys .role input")).to_have_value("محرر")
    expect(page.locator("#save")).to_be_disabled()
    assert not page.locator("#blocks").inner_text()
    assert complaints(page) == []
    page.fill("#keys .bio textarea", "يكتب عن الميناء.")
    page.click("fieldset.links > button")
    page.fill(".links-name input", "بريده")
    page.fill(".links-url input", "javascript:1")
    expect(page.locator("#findings .error")).to_have_count(1)
    page.reload()  # what is not saved is kept, rows of links too
    expect(page.locator(".links-url input")).to_have_value("javascript:1")
    page.fill(".links-url input", "mailto:k@example.org")
    saved(page)
    added = "bio: يكتب عن الميناء.\nlinks:\n  - name: بريده\n    url: mailto:k@example.org\n"
    assert file.read_text(encoding="utf-8") == before + added
    assert complaints(page) == []
    page.click(".link-row button")
    saved(page)
    assert file.read_text(encoding="utf-8") == before + "bio: يكتب عن الميناء.\n"
    odd = file.read_text(encoding="utf-8") + "links: نص\nimage: none.webp\n"
    file.write_text(odd, encoding="utf-8")
    page.reload()  # what the rows cannot show is left alone
    expect(page.locator("#keys .links input")).to_be_disabled()
    page.select_option("#keys .kind select", "organization")
    saved(page)
    assert file.read_text(encoding="utf-8") == odd.replace("# محرر\n", "# محرر\nkind: organization\n")
    page.context.close()


def test_a_page_is_begun_and_written_on_a_telephone(browser: Browser, running: Running) -> None:
    page = person(browser, running, "huda", 360)
    assert fits(page)
    page.click("details.new summary >> nth=0")
    page.fill("[name=title] >> nth=0", "اتصل بنا")
    page.fill("textarea[name=text]", "هاتف التحرير.")
    assert complaints(page) == []
    page.click("details.new >> nth=0 >> button")
    expect(page.locator("#keys .title textarea")).to_have_value("اتصل بنا")
    assert fits(page)
    text = page.locator("#blocks [contenteditable=true]").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("البريد.")
    saved(page)
    file = Path(running.site) / "content/pages/اتصل-بنا.md"
    assert file.read_text(encoding="utf-8") == "---\ntitle: اتصل بنا\n---\n\nهاتف التحرير.\n\nالبريد.\n"
    assert page.get_by_role("button", name="اقرأ أيضًا").count() == 0, "pages show no cards of stories"
    assert complaints(page) == []
    page.context.close()


def test_a_reporter_reads(browser: Browser, running: Running) -> None:
    page = person(browser, running, "salma", 360)
    assert page.locator("details.new").count() == 0
    page.click(".stories a[href$='about.md']")
    expect(page.locator("#notice")).to_contain_text("المحررون")
    expect(page.locator("#keys .title textarea")).to_be_disabled()
    assert not page.locator("#frame").is_visible()
    assert complaints(page) == []
    page.context.close()
