"""The desk's block editor in Chromium: what it does not touch stays, what it writes is what the page shows, by keyboard and finger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from newsgen.desk.pages import static
from newsgen.desk.story_file import StoryFile, open_story
from tests.browser.editor_agreement import disagreements
from tests.browser.needs import axe
from tests.desk.running import PASSWORD, Running, running_desk
from tests.support import story

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")

ROOT = Path(__file__).parents[2]
WHOLE = "content/whole.md"
TEXT = """فقرة فيها **كلمة غامقة** و*أخرى* و[رابط](/2026/05/01/live/ "عنوان").
سطر ثانٍ في الفقرة نفسها.

## عنوان فرعي {#details}

- بند أول
  - بند داخله
- بند ثانٍ

3) ثالث
4) رابع

> كلام منقول.
>
> — قائله

جملة تُرى من بعيد.
{: .pull}

| الباب | 2026 |
|---|---:|
| المياه | 12.0 |

كتاب طُبع مرتين[^1]، و*Le Monde*{: lang=fr}.

[^1]: الثانية في 1938.

<!-- لمن يراجع -->

<p lang="en" dir="ltr">The swallows came back.</p>

نص بعد ذلك."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        (desk.site / WHOLE).write_bytes(story("القصة كلها", authors=["كريم"], body=TEXT).encode())
        yield desk


@pytest.fixture(scope="module")
def state(browser: Browser, running: Running) -> Any:
    """The cookie of a person who has logged in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{running.origin}/_/login")
    page.fill("[name=name]", "karim")
    page.fill("[name=password]", PASSWORD)
    page.click("form button")
    expect(page.locator("h1")).to_be_visible()
    return context.storage_state()


def opened(browser: Browser, running: Running, state: Any, path: str, width: int = 1280, **more: Any) -> Page:
    """A page with a story in the editor. Whatever the browser refuses for the page's policy fails the test."""
    page = browser.new_context(storage_state=state, viewport={"width": width, "height": 800}, **more).new_page()
    page.on("pageerror", lambda failure: pytest.fail(str(failure)))
    page.goto(f"{running.origin}/_/story?path={quote(path)}")
    expect(page.locator(".ProseMirror")).to_be_visible()
    return page


def new_story(running: Running, name: str, body: str = "") -> str:
    path = f"content/{name}.md"
    (running.site / path).write_bytes(story(name, authors=["كريم"], status="draft", body=body).encode())
    return path


def saved_text(page: Page, running: Running, path: str) -> str:
    """The text of a story's file after a save by the keyboard."""
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_class("saved")
    return (Path(running.site) / path).read_text(encoding="utf-8").split("---\n", 2)[2].strip()


def edits(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("allEdits()")
    return found


def test_opening_edits_nothing_and_one_paragraph_is_one_edit(browser: Browser, running: Running, state: Any) -> None:
    page = opened(browser, running, state, WHOLE)
    assert edits(page) == []
    page.get_by_text("نص بعد ذلك.").click()
    page.keyboard.press("End")
    page.keyboard.type(" وزيادة")
    assert edits(page) == [{"do": "replace", "block": 11, "source": "نص بعد ذلك. وزيادة"}]
    page.keyboard.press("Control+z")
    assert edits(page) == []


def test_a_story_written_by_the_keyboard_alone(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "keyboard")
    page = opened(browser, running, state, path, bypass_csp=True)
    page.locator(".ProseMirror").focus()
    page.keyboard.type('قال: "نعم", ثم سكت; أليس كذلك?')
    page.keyboard.press("Enter")
    page.keyboard.type("## عنوان")
    page.keyboard.press("Enter")
    page.keyboard.type("كلمة ")
    page.keyboard.press("Control+b")
    page.keyboard.type("غامقة")
    page.keyboard.press("Control+b")
    page.keyboard.type(" هنا.")
    page.keyboard.press("Enter")
    page.keyboard.type("- واحد")
    page.keyboard.press("Enter")
    page.keyboard.type("اثنان")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("> منقول")
    page.keyboard.press("Alt+F10")
    expect(page.locator(".toolbar select")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tool.strong")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()
    text = saved_text(page, running, path)
    assert text == ("قال: «نعم»، ثم سكت؛ أليس كذلك؟\n\n## عنوان\n\nكلمة **غامقة** هنا.\n\n- واحد\n- اثنان\n\n> منقول")
    page.keyboard.type(" أيضًا")  # the caret stays where it was
    assert saved_text(page, running, path).endswith("> منقول أيضًا")
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in found] == []


def test_a_replaced_sign_is_undone_by_backspace(browser: Browser, running: Running, state: Any) -> None:
    page = opened(browser, running, state, new_story(running, "signs"))
    page.locator(".ProseMirror").focus()
    page.keyboard.type("نعم,")
    page.keyboard.press("Backspace")
    page.keyboard.type(' C++, "yes"? 1,200')
    assert edits(page)[0]["source"] == "نعم, C++, «yes»؟ 1,200"


WORDS = ("زيادة", "*", "* ", "**", "_x_", "[a](b)", "<b>", "&amp;", "{: .pull}", "1. ", "٣. ", "# ", "\\", "\\*", "`", "``", "```", "~~", "~~x~~",
         "!", "| a |", "https://a.b/c_d_e", "- ", "+ ", ">", "> ", ": ", "=", "---", "[^1]", "{#id}", "www.x.org", "a*b*c", "C#", "#وسم",
         "[x]: y", "<!-- x -->", "&copy;", "[", "]", "(", "](", "![", "\u00a0", "  ", "2 * 3", "<", "& ", "desk@example.org", "[م]")  # fmt: skip
"""Words that mean something in Markdown, or nearly; the editor means nothing by them."""


def as_opened(data: bytes) -> dict[str, Any]:
    file = open_story(data)
    assert isinstance(file, StoryFile)
    blocks = [{"kind": block.kind.value, "source": block.source} for block in file.blocks]
    return {"live": file.values.get("kind") == "live", "blocks": blocks}


def test_what_the_editor_shows_is_what_the_page_shows(browser: Browser) -> None:
    """Opening edits nothing; any words at any place are one edit, whose source the engine renders as the editor shows it."""
    page = browser.new_page()
    page.set_content('<html lang="ar" dir="rtl"><body></body></html>')
    page.add_script_tag(content=(static("editor.js") or b"").decode())
    whole = as_opened(story("كلها", body=TEXT).encode())
    wrong, cards, tried = disagreements(page, [whole], WORDS)
    assert wrong == []
    assert cards == 3  # the table, the footnote's text and the HTML
    assert tried > 400
    samples = [as_opened(file.read_bytes()) for file in sorted((ROOT / "content").rglob("*.md"))]
    wrong, _, _ = disagreements(page, samples, WORDS, 30)
    assert wrong == []
