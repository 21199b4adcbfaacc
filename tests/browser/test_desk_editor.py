"""The desk's block editor in Chromium: what it does not touch stays, what it writes is what the page shows, by keyboard and finger."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from newsgen.desk.contract import read_request
from newsgen.desk.pages import static
from newsgen.desk.story_edit import edited
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


SIGNS = (
    ("نعم", ",", "", "،"),
    ("نعمْ", ",", " ومضى", "،"),
    ("نعم", ";", "ومضى", "؛"),
    ("قال «نعم»", ",", "", "،"),
    ("قال (رويترز)", "?", "", "؟"),
    ("كتـ", ",", "", "،"),
    ("نعم ", ",", "", None),
    ("نعم", ",", "yes", None),
    ("نعم", ",", "500", None),
    ("في 1", ",", "200", None),
    ("في ١", ",", "٢٠٠", None),
    ("Google", ",", " تعلن", None),
    ("قال Google", ",", "", None),
    ("Yes (no)", ",", "", None),
    ("", "?", "", None),
    ("", '"', "", "«"),
    ("", '"', "نعم", "«"),
    ("", '"', "Le Monde", None),
    ("قال ", '"', "", "«"),
    ("قال: «نعم", '"', "", "»"),
    ("قال (", '"', "", "«"),
    ("قال «سمعت ", '"', "", "«"),
    ("صحيفة «Le Monde", '"', "", "»"),
    ("صحيفة ", '"', "Le Monde", "«"),
    ("سنة 2026 ", '"', "", "«"),
    ("شاشة Samsung 5", '"', "", None),
    ("مجلة Time ", '"', "", "«"),
    ("كتب بالإنجليزية He said ", '"', "", None),
    ('كتب بالإنجليزية He said "yes', '"', "", None),
    ("كتب «He said yes", '"', "", "»"),
    ("He said ", '"', "", None),
    ("He said ", '"', "نعم", None),
    ("The word نعم is ", '"', "", None),
)


def test_what_a_typed_sign_becomes(browser: Browser, running: Running, state: Any) -> None:
    page = opened(browser, running, state, new_story(running, "table-of-signs"))
    ask = "([rows, signs]) => rows.map(([before, sign, after]) => window.newsgenEditor.signFor(sign, before, after, signs))"
    rows, house = [row[:3] for row in SIGNS], {"quotes": ["«", "»"], "punctuation": True}
    assert list(zip(rows, page.evaluate(ask, [rows, house]), strict=True)) == [(row[:3], row[3]) for row in SIGNS]
    curly = page.evaluate(ask, [rows, {"quotes": ["“", "”"], "punctuation": False}])
    assert curly[0] is None
    assert curly[18] == "“"
    assert set(page.evaluate(ask, [rows, {"quotes": None, "punctuation": False}])) == {None}


def test_one_step_back_gives_the_typed_sign_and_a_switch_leaves_all(
    browser: Browser, running: Running, state: Any
) -> None:
    path = new_story(running, "switched")
    page = opened(browser, running, state, path)
    page.locator(".ProseMirror").focus()
    page.keyboard.type('قال "نعم"')
    assert edits(page)[0]["source"] == "قال «نعم»"
    page.keyboard.press("Control+z")
    assert edits(page)[0]["source"] == 'قال «نعم"'
    page.keyboard.type(",")
    page.get_by_role("button", name="علامات عربية").click()
    page.keyboard.type(' ثم "لا", ومضى?')
    assert edits(page)[0]["source"] == 'قال «نعم", ثم "لا", ومضى?'
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_class("saved")
    page.reload()
    switch = page.get_by_role("button", name="علامات عربية")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("أجل, ")
    assert edits(page)[0]["source"].startswith("أجل، قال")


def test_signs_in_code_stay(browser: Browser, running: Running, state: Any) -> None:
    page = opened(browser, running, state, new_story(running, "code-signs", "كلمة `نعم` هنا"))
    page.locator(".ProseMirror").focus()
    page.evaluate("""() => {
      const { view } = editor;
      view.dispatch(view.state.tr.setSelection(view.state.selection.constructor.near(view.state.doc.resolve(8))));
    }""")
    page.keyboard.type(',"')
    assert edits(page)[0]["source"] == 'كلمة `نع,"م` هنا'


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


def photo(width: int = 640, height: int = 400) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 110)).save(out, "JPEG")
    return {"name": "IMG 0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


DROPPED = """(target, kind) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(window.photo), (one) => one.charCodeAt(0));
  data.items.add(new File([bytes], "x.jpg", { type: "image/jpeg" }));
  const box = target.getBoundingClientRect();
  const event = kind === "drop"
    ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.x + 9, clientY: box.y + 9 })
    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
}"""


@pytest.mark.parametrize("way", ["button", "drop", "paste"])
def test_a_picture_by_each_way(browser: Browser, running: Running, state: Any, way: str) -> None:
    import base64

    path = new_story(running, f"picture-{way}", "قبل.\n\nبعد.")
    page = opened(browser, running, state, path)
    page.get_by_text("قبل.").click()
    if way == "button":
        page.set_input_files(".toolbar input[type=file]", [photo()])
    else:
        page.evaluate("(data) => { window.photo = data; }", base64.b64encode(photo()["buffer"]).decode())
        page.locator(".ProseMirror > p").first.evaluate(DROPPED, way)
    expect(page.locator(".picture-card img")).to_be_visible()
    expect(page.locator(".picture-card input").first).to_be_focused()
    page.keyboard.type("ما يُرى [هنا]")
    page.keyboard.press("Enter")
    page.keyboard.type('شرح فيه "كلمة"')
    text = saved_text(page, running, path)
    name = next((running.site / "content").glob(f"picture-{way}-*.jpg")).name
    assert text == f'قبل.\n\n![ما يُرى \\[هنا\\]]({name} "شرح فيه \\"كلمة\\"")\n\nبعد.'
    page.reload()
    expect(page.locator(".picture-card img")).to_be_visible()
    assert page.evaluate("document.querySelector('.picture-card img').decode().then(() => true)")
    assert edits(page) == []


def test_the_picture_at_the_top_and_the_point_that_crops_keep(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "lead", "نص.")
    page = opened(browser, running, state, path, 390)
    page.set_input_files("#lead input[type=file]", [photo()])
    expect(page.locator("#lead .crops img")).to_have_count(3)
    page.keyboard.type("بحر هادئ")
    page.locator("#lead .whole").click(position={"x": 30, "y": 20})
    page.locator("#lead .whole").press("ArrowDown")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_class("saved")
    front = (running.site / path).read_text(encoding="utf-8")
    assert "alt: بحر هادئ" in front or 'alt: "بحر هادئ"' in front
    assert "focus: [" in front
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_link_to_a_story_is_found_by_its_headline(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "linking", "كلمة هنا.")
    page = opened(browser, running, state, path, 390)
    page.get_by_text("كلمة هنا.").dblclick(position={"x": 1, "y": 1})
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.keyboard.type("منشوره")
    expect(page.locator("dialog [role=status]")).not_to_be_empty()
    page.locator(".found-stories button").click(timeout=3000)
    assert saved_text(page, running, path) == "[كلمة هنا.](/2026/05/01/live/)"
    page.keyboard.press("Control+k")
    expect(page.locator("dialog input").first).to_have_value("/2026/05/01/live/")
    page.keyboard.press("Control+a")
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()


def test_cells_cards_and_notes_change_only_their_lines(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "cards", TEXT)
    page = opened(browser, running, state, path)
    page.locator(".cells input").nth(3).fill("13.5|ب")
    page.locator(".note-card textarea").fill("لمن يدقق --> أخيرًا")
    page.locator(".source-card:last-of-type summary").last.click()
    assert [(one["do"], one["source"]) for one in edits(page)] == [
        ("replace", "| الباب | 2026 |\n|---|---:|\n| المياه | 13.5\\|ب |"),
        ("replace", "<!-- لمن يدقق — أخيرًا -->"),
    ]


def test_markdown_for_whoever_knows_it_and_without_the_bundle(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "plain", "الأولى.\n\nالثانية.")
    page = opened(browser, running, state, path)
    page.get_by_text("الأولى.").click()
    page.keyboard.press("End")
    page.keyboard.type(" زيادة")
    page.click("#plain")
    expect(page.locator(".block textarea").first).to_have_value("الأولى. زيادة")
    page.locator(".block textarea").nth(1).fill("**الثانية** معدّلة.")
    page.click("#plain")
    expect(page.locator(".ProseMirror strong")).to_have_text("الثانية")
    assert saved_text(page, running, path) == "الأولى. زيادة\n\n**الثانية** معدّلة."
    page.context.route("**/static/editor.js", lambda route: route.abort())
    page.reload()
    page.locator(".block textarea").first.fill("بلا محرّر.")
    assert saved_text(page, running, path).startswith("بلا محرّر.")


def test_typed_words_are_kept_until_the_server_has_them(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "kept", "الأولى.\n\n## عنوان\n\nالأخيرة.")
    page = opened(browser, running, state, path)
    page.get_by_text("الأخيرة.").click()
    page.keyboard.press("End")
    page.keyboard.type(" نعم")
    page.keyboard.press("Enter")
    page.keyboard.type("فقرة جديدة")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("فقرة جديدة")).to_be_visible()
    assert saved_text(page, running, path) == "الأولى.\n\n## عنوان\n\nالأخيرة. نعم\n\nفقرة جديدة"


def test_others_changes_come_into_the_editor_with_a_save(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "merged", "الأولى.\n\nالثانية.")
    page = opened(browser, running, state, path)
    file = running.site / path
    file.write_bytes(file.read_bytes().replace("الثانية.".encode(), "الثانية من محرّر آخر.".encode()))
    page.get_by_text("الأولى.").click()
    page.keyboard.press("End")
    page.keyboard.type(" زيادة")
    assert saved_text(page, running, path) == "الأولى. زيادة\n\nالثانية من محرّر آخر."
    expect(page.get_by_text("الثانية من محرّر آخر.")).to_be_visible()
    assert edits(page) == []


def test_findings_stand_beside_the_block(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "findings", "نص سليم.\n\nنص آخر.اكتب هنا.")
    page = opened(browser, running, state, path)
    expect(page.locator(".ProseMirror > p + .beside")).to_be_visible()
    page.locator("#findings .go").first.click()
    expect(page.locator(".ProseMirror")).to_be_focused()


MENDED = "نص\u00a0سليم.\n\nذهب الى البيت, ومضى.\n\n* بند\u00a0أول\n* كتـــاب\n\n| الاسم |\n|---|\n| كتـــاب |"


@pytest.mark.parametrize("plain", [False, True], ids=["blocks", "markdown"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_finding_is_mended_by_a_click(
    browser: Browser, running: Running, state: Any, width: int, plain: bool
) -> None:
    path = new_story(running, f"mended-{width}-{plain}", MENDED)
    file = running.site / path
    file.write_text(
        file.read_text(encoding="utf-8").replace("\n---\n", "\nkicker: الى  اليوم  # ملاحظة\n---\n"), encoding="utf-8"
    )
    page = opened(browser, running, state, path, width, bypass_csp=True, has_touch=width == 360)
    if plain:
        page.locator("#plain").click()
        expect(page.locator(".ProseMirror")).to_have_count(0)
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    beside = page.locator(".block .finding, .beside .finding")
    expect(beside).to_have_count(5)
    comma = beside.filter(has_text="علامة ترقيم لاتينية").get_by_role("button")
    comma.focus()
    comma.press("Enter")
    expect(beside).to_have_count(4)
    assert edits(page) == [{"do": "replace", "block": 1, "source": "ذهب الى البيت، ومضى."}]
    page.keyboard.press("Control+z")
    assert edits(page) == []
    expect(beside).to_have_count(5)
    comma.click()
    expect(beside).to_have_count(4)
    for left in (3, 2, 1, 0):
        beside.get_by_role("button").first.click()
        expect(beside).to_have_count(left)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    key = page.locator("#keys .beside-field .finding", has_text="الهمزة").get_by_role("button")
    key.click()
    expect(page.locator("#keys .beside-field .finding", has_text="الهمزة")).to_have_count(0)
    expect(page.locator("#keys .kicker :is(input, textarea)")).to_have_value("إلى  اليوم")
    page.keyboard.press("Control+z")
    expect(page.locator("#keys .kicker :is(input, textarea)")).to_have_value("الى  اليوم")
    expect(key).to_be_visible()
    while count := page.locator("#findings .mend").count():
        page.locator("#findings .mend").first.click()
        expect(page.locator("#findings .mend")).to_have_count(count - 1)
    mended = MENDED.replace("الى", "إلى").replace("\u00a0", " ").replace(",", "،").replace("ـ", "")
    assert saved_text(page, running, path) == mended
    assert "\nkicker: إلى اليوم  # ملاحظة\n" in file.read_text(encoding="utf-8")


EVERY_KIND = """سطر **الى الأمام** أول
ثم *الى* سطر [الى هنا](/2026/05/01/live/ "الى") ثانٍ\\
وثالث الى النهاية

### الى العنوان {#details}

* الى بند
* بند  
+ الى غيره

3) الى ثالث
5) رابع

>  الى كلام
> ثم الى غيره
>
> — قائله الى

جملة الى بعيد.
{: .pull }

| الى | 2026 |
|:--|---:|
| المياه الى | 12.0 |

الى كتاب __طُبع__[^1].

[^1]: الثانية.

الى
:   معناها الى هنا

<p>الى <b>هنا</b></p>

نص &amp; الى ذلك ..."""


@pytest.mark.parametrize("plain", [False, True], ids=["blocks", "markdown"])
def test_a_mend_changes_its_words_alone_in_every_kind_of_block(
    browser: Browser, running: Running, state: Any, plain: bool
) -> None:
    path = new_story(running, f"every-kind-{plain}", EVERY_KIND)
    page = opened(browser, running, state, path)
    if plain:
        page.locator("#plain").click()
    clicks = """async () => {
      const sources = story.blocks.map((block) => block.source);
      const isWanted = (finding) => finding.code === "style-hamza" && finding.mends.length;
      for (let count = 0; ; count += 1) { // the check behind each click says what stands in the line now
        const { value } = await ask("check", { version: story.version, edits: allEdits() });
        const finding = value.findings.find(isWanted);
        if (!finding) return [count, allEdits().map((edit) => [edit.do, sources[edit.block], edit.source]), sources];
        mend(finding, null, true);
      }
    }"""
    count, changed, sources = page.evaluate(clicks)
    with_word = [source for source in sources if "الى" in source.replace('"الى"', "")]
    assert count > len(with_word) > 9
    assert {before for _, before, _ in changed} == set(with_word)
    for did, before, after in changed:
        assert (did, after) == ("replace", before.replace("الى", "إلى").replace('"إلى"', '"الى"'))


def test_what_is_mended_while_somebody_types_is_looked_for_again(
    browser: Browser, running: Running, state: Any
) -> None:
    page = opened(browser, running, state, new_story(running, "stale", "ذهب الى البيت."))
    page.route("**/_/api/check*", lambda route: route.abort())
    button = page.locator("#findings .mend")
    expect(button).to_be_visible()
    page.locator(".ProseMirror > p").click()
    page.keyboard.press("End")
    page.keyboard.type(" ومضى")
    button.click()
    expect(page.locator("#notice")).to_contain_text("تغيّر النص هناك")
    assert edits(page) == [{"do": "replace", "block": 0, "source": "ذهب الى البيت. ومضى"}]


def test_nothing_is_mended_where_somebody_else_writes(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "locked-mend", "ذهب الى البيت.")
    writer = opened(browser, running, state, path)
    expect(writer.locator("#findings .mend")).to_be_visible()
    page = opened(browser, running, state, path)
    expect(page.locator("#story")).to_have_class("writing locked")
    page.locator("#findings .mend").click()
    expect(page.locator("#notice")).to_contain_text("يكتب شخص آخر")
    assert edits(page) == []


CHANGES = """(seed) => {
  let state = seed;
  const random = (most) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % Math.max(1, most); };
  const { view } = editor;
  const { schema } = window.newsgenEditor;
  for (let n = 0; n < 1 + random(4); n += 1) {
    const { doc, tr } = view.state;
    const tops = [];
    doc.forEach((node, at) => tops.push([node, at]));
    const [node, at] = tops[random(tops.length)];
    const kind = random(6);
    if (kind === 0) tr.delete(at, at + node.nodeSize);
    else if (kind === 1 && node.isTextblock) tr.insertText(" زيادة", at + 1 + random(node.content.size));
    else if (kind === 2 && node.isTextblock && node.content.size > 2) tr.split(at + 1 + random(node.content.size));
    else if (kind === 3) tr.insert(at, schema.nodes.paragraph.create(null, schema.text("فقرة جديدة " + n)));
    else if (kind === 4) { tr.delete(at, at + node.nodeSize); tr.insert(tr.mapping.map(tops[random(tops.length)][1]), node); }
    else if (node.type === schema.nodes.paragraph && !node.attrs.pull) tr.setNodeMarkup(at, schema.nodes.heading, { key: node.attrs.key, level: 2 });
    if (tr.doc.childCount) view.dispatch(tr);
  }
  const edits = allEdits();
  return { edits, sources: pieces.filter((piece) => !piece.removed && piece.source.trim()).map((piece) => piece.source) };
}"""


def test_the_edits_of_any_changes_give_the_text_of_the_editor(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "changes", TEXT)
    page = opened(browser, running, state, path)
    file = open_story((running.site / path).read_bytes())
    assert isinstance(file, StoryFile)
    kinds = set()
    for seed in range(150):
        page.evaluate("show(story)")
        found = page.evaluate(CHANGES, seed)
        request = read_request(json.dumps({"version": file.version, "edits": found["edits"]}).encode())
        kinds |= {type(edit).__name__ for edit in request.edits}
        new = edited(file, request.edits)
        assert isinstance(new, StoryFile), (seed, found, new)
        lines = [line for line in new.body_text.split("\n") if line.strip()]
        assert lines == [line for source in found["sources"] for line in source.split("\n") if line.strip()], (
            seed,
            found,
        )
    assert kinds == {"ReplaceBlock", "InsertBlock", "RemoveBlock", "MoveBlock"}


def test_an_address_that_is_pasted_onto_words_is_their_link(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "pasted", "كلمتان هنا.")
    page = opened(browser, running, state, path)
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.locator(".ProseMirror").evaluate(
        """(target) => {
          const data = new DataTransfer();
          data.setData("text/plain", "https://example.org/a_b");
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert saved_text(page, running, path) == "[كلمتان هنا.](https://example.org/a_b)"


def test_what_was_saved_can_be_undone(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "undone", "الأولى هنا.\n\nالثانية.")
    page = opened(browser, running, state, path)
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("بينهما")
    assert [one["do"] for one in edits(page)] == ["insert"]
    assert saved_text(page, running, path) == "الأولى هنا.\n\nبينهما\n\nالثانية."
    assert edits(page) == []
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert saved_text(page, running, path) == "الأولى هنا.\n\nالثانية."
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    assert saved_text(page, running, path) == "الأولى هنا.\n\nبينهما\n\nالثانية."


def test_nothing_in_a_story_acts_in_the_editor(browser: Browser, running: Running, state: Any) -> None:
    body = '[رابط](javascript:alert(1)) و<img src=x onerror=alert(1)>\n\n[ثانٍ](javascript:alert(2))\n\n<script>alert(3)</script>\n\n!["><script>alert(4)</script>](x.jpg)'
    path = new_story(running, "hostile", body)
    page = opened(browser, running, state, path)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    assert page.locator(".ProseMirror [href^=javascript], .ProseMirror script, .ProseMirror [onerror]").count() == 0
    page.locator(".ProseMirror").evaluate(
        """(target) => {
          const data = new DataTransfer();
          data.setData("text/html", "<p>نص <a href='javascript:alert(5)'>رابط</a><img src=x onerror=alert(6)><script>alert(7)</script></p>");
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_timeout(300)
    assert "javascript" not in page.evaluate("allEdits().map((one) => one.source).join()").replace(
        "javascript:alert(1)", ""
    )


def test_videos_posts_and_cards_of_stories_come_by_a_dialog(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "cards-by-dialog")
    page = opened(browser, running, state, path)
    page.locator(".ProseMirror").focus()
    page.keyboard.type("قبل.")
    page.click(".tool.embed")
    page.keyboard.type("https://youtu.be/abc_d?t=1")
    page.keyboard.press("Enter")
    expect(page.locator("dialog [role=status]")).not_to_be_empty()
    page.keyboard.type("نشيد [المدرسة]")
    page.keyboard.press("Enter")
    expect(page.locator(".source-card")).to_contain_text("فيديو")
    page.locator(".ProseMirror > p").last.click()
    page.click(".tool.card-also")
    page.keyboard.type("منشورة")
    page.locator(".found-stories button").click()
    expect(page.locator(".source-card")).to_have_count(2)
    assert saved_text(page, running, path) == (
        "قبل.\n\n[نشيد \\[المدرسة\\]](https://youtu.be/abc_d?t=1){: .video}\n\n[منشورة](/2026/05/01/live/){: .also}"
    )


def test_a_pasted_table_stays_one(browser: Browser, running: Running, state: Any) -> None:
    path = new_story(running, "sheet")
    page = opened(browser, running, state, path)
    page.locator(".ProseMirror").evaluate(
        """(target) => {
          const data = new DataTransfer();
          data.setData("text/html", "<p>قبل</p><table><tr><th>الباب</th><th>2026</th></tr><tr><td>مياه | صرف</td><td>12</td></tr><tr><td>طرق</td></tr></table><p>بعد</p>");
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".cells input")).to_have_count(6)
    table = "| الباب | 2026 |\n| --- | --- |\n| مياه \\| صرف | 12 |\n| طرق |   |"
    assert saved_text(page, running, path) == f"قبل\n\n{table}\n\nبعد"


@pytest.mark.parametrize("width", [360, 1280])
def test_topics_authors_and_places_are_completed(browser: Browser, running: Running, state: Any, width: int) -> None:
    names: dict[str, Any] = {"tags": ["أسعار الطاقة", "C#", "C"], "authors": ["أحمد خالد"], "place": "مدينة حلب"}
    (running.site / "content/named.md").write_text(story("قصة لها أسماء", body="نص.", **names), encoding="utf-8")
    running.build()
    path = new_story(running, f"completed-{width}", "نص.")
    page = opened(browser, running, state, path, width, bypass_csp=True)
    page.locator("#more summary").click()
    offered, topics, place = (
        page.locator("#completions [role=option]"),
        page.locator(".tags textarea"),
        page.locator(".place input"),
    )
    topics.focus()
    page.keyboard.type("اسعار")
    expect(offered).to_have_text(["أسعار الطاقة1"])
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("ArrowDown")
    expect(topics).to_have_attribute("aria-activedescendant", "completion-0")
    page.keyboard.press("Enter")
    expect(topics).to_have_value("أسعار الطاقة")
    expect(offered).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(topics).to_have_value("اسعار")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Enter")
    page.keyboard.type("c#")
    expect(offered).to_have_text(["C#1"])
    offered.first.click()
    expect(topics).to_have_value("أسعار الطاقة\nC#")
    page.keyboard.press("Enter")
    page.keyboard.type("طاقه")
    page.wait_for_timeout(400)
    expect(offered).to_have_count(0)  # it is on a line of its own already
    page.keyboard.type("x")
    for _ in range(6):
        page.keyboard.press("Backspace")
    place.focus()
    page.keyboard.press("ArrowDown")
    expect(offered).to_have_text(["مدينة حلب1"])
    expect(place).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(place).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("حلب")
    expect(offered).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(place).to_have_value("مدينة حلب")
    authors = page.locator(".authors textarea")
    authors.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("احمد")
    offered.first.click()
    saved_text(page, running, path)
    written = (running.site / path).read_text(encoding="utf-8")
    assert "أسعار الطاقة" in written
    assert "C#" in written
    assert "place: مدينة حلب" in written
    assert "أحمد خالد" in written
    (running.site / path).unlink()
    running.build()
