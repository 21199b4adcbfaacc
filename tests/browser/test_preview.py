"""``newsgen serve`` in a real browser: a save shows, a fault is told over the last good page, the desk follows."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import newsrooms
from tests.browser.test_access import violations
from tests.browser.waits import evaluate
from tests.support import Site, story, tree
from tests.support.cases import every
from tests.support.preview import PATIENCE, Preview, preview

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

STORY = "/news/2026/05/02/short/"
WAIT = PATIENCE * 1000
PANEL = "newsgen-preview .panel"
CARET = """() => {
  const mark = document.querySelector("newsgen-preview").shadowRoot.querySelector("mark")
  const { left, right } = mark.getBoundingClientRect()
  const range = document.createRange()
  range.selectNodeContents(mark)
  const glyph = range.getBoundingClientRect()
  range.setStart(mark.nextSibling, 0)
  range.setEnd(mark.nextSibling, 1)
  return { left, right, glyph: glyph.left, width: glyph.width, text: mark.textContent, after: range.getBoundingClientRect().left }
}"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    site = newsrooms.small(tmp_path_factory.mktemp("preview") / "site", base_url="https://example.org/news/")
    site.story("s/draft", "مسودة لم تكتمل بعد", section="town", date="2026-05-31 10:00", status="draft")
    site.story("s/later", "قصة تنتظر موعدها", section="town", date="2199-05-31 10:00")
    with preview(site.root) as started:
        started.shows("/news/", "مسودة لم تكتمل بعد")
        yield started


def short(running: Preview) -> str:
    return (running.root / "content/s/short.md").read_text(encoding="utf-8")


def wait_for(page: Page, selector: str, count: int) -> None:
    expect(page.locator(selector)).to_have_count(count, timeout=WAIT)


def test_a_save_shows_in_the_open_page(open_page: Open, running: Preview) -> None:
    page = open_page(running(STORY))
    with running.holding("content/s/short.md", short(running) + "\nفقرة حُفظت للتو.\n"):
        expect(page.get_by_text("فقرة حُفظت للتو.")).to_be_visible(timeout=WAIT)


def test_a_broken_story_shows_a_panel_until_it_is_mended(open_page: Open, running: Preview) -> None:
    page = open_page(running(STORY))
    title = page.locator("h1").inner_text()
    wait_for(page, PANEL, 0)
    wrong = short(running).replace("---\n", "---\nstandfrist: خطأ في المفتاح\n", 1)
    with running.holding("content/s/short.md", wrong):
        wait_for(page, PANEL, 1)
        panel = page.locator(PANEL)
        expect(panel).to_be_visible(timeout=WAIT)
        expect(panel).to_have_attribute("role", "alert", timeout=WAIT)
        expect(panel).to_have_css("direction", "rtl", timeout=WAIT)
        for told in (
            "content/s/short.md",
            "السطر 2، الحرف 1",
            "لا يوجد حقل باسم",
            "هل تقصد",
            "standfrist: خطأ في المفتاح",
        ):
            assert told in re.sub("[\u2066-\u2069]", "", panel.inner_text()), told
        expect(page.locator("h1")).to_have_text(title, timeout=WAIT)  # the last good page, below the panel
        with running.holding("templates/foot_extra.html", "{% if %}"):
            both = ["content/s/short.md", "templates/foot_extra.html"]
            expect(panel.locator(".place bdi")).to_have_text(both, timeout=WAIT)
        expect(panel.locator(".place bdi")).to_have_text(["content/s/short.md"], timeout=WAIT)
        panel.locator("summary").first.click()
        expect(panel.locator("details").first).not_to_have_attribute("open", "", timeout=WAIT)
    wait_for(page, PANEL, 0)


@pytest.mark.parametrize(
    ("line", "at"),
    every(3, [
        ("standfrist: خطأ في المفتاح", "s"),
        ("جملة عربية فيها [رابط](javascript:alert) وبعده كلام and some Latin words ثم عربية.", "j"),
        ("An English line with كلام عربي ثم [x](javascript:alert) and more.", "j"),
    ]),
)  # fmt: skip
def test_the_caret_stands_under_its_letter(open_page: Open, running: Preview, line: str, at: str) -> None:
    front = line.startswith("standfrist")
    text = story("قصة فيها خطأ", section="town", date="2026-05-05 10:00", body="" if front else line)
    with running.holding("content/s/caret.md", text.replace("---\n", f"---\n{line}\n", 1) if front else text):
        page = open_page(running("/news/"))
        expect(page.locator(PANEL)).to_contain_text("content/s/caret.md", timeout=WAIT)
        seen = evaluate(page, CARET)
    assert seen["text"] == at
    assert abs(seen["left"] - seen["glyph"]) < 1
    assert 4 < seen["width"] < 30, "one letter, wherever its line's direction puts it"
    assert seen["after"] > seen["left"], "Latin goes on to the right in any line"
    wait_for(page, PANEL, 0)


def test_nothing_hostile_runs_in_the_panel_or_on_the_desk(open_page: Open, running: Preview) -> None:
    hostile = "<img src=x onerror=window.hit=1></template></newsgen-preview><script>window.hit=1</script>"
    name = "content/s/<img src=x onerror=window.hit=1>.md"
    with running.holding(name, story("عنوان", section="town").replace("---\n", f"---\n{hostile}: x\n", 1)):
        for address in ("/news/", "/desk/"):
            page = open_page(running(address))
            told = page.locator(PANEL if address == "/news/" else "#next")
            expect(told).to_contain_text("<img src=x onerror=window.hit=1>.md", timeout=WAIT)
            assert evaluate(page, "window.hit === undefined")
    wait_for(page, "#next [role=alert]", 0)


def test_drafts_have_a_badge_here_and_are_nowhere_in_a_build(open_page: Open, running: Preview) -> None:
    page = open_page(running("/news/2026/05/31/draft/"))
    expect(page.locator("newsgen-preview .bar strong")).to_have_text("مسودة", timeout=WAIT)
    page = open_page(running("/news/2199/05/31/later/"))
    expect(page.locator("newsgen-preview .bar strong")).to_contain_text("تحت الحظر حتى", timeout=WAIT)
    page = open_page(running("/news/"))
    link = page.locator("main a", has_text="مسودة لم تكتمل بعد").first
    expect(link.locator(".newsgen-badge")).to_have_text("مسودة", timeout=WAIT)
    later = page.locator("main a", has_text="قصة تنتظر موعدها").first
    expect(later.locator(".newsgen-badge")).to_have_text("تحت الحظر", timeout=WAIT)
    site = Site.__new__(Site)
    site.root = running.root
    assert site.build().published
    built = tree(site.output)
    assert not any(
        "draft" in path or "later" in path or "newsgen-preview" in data.decode(errors="replace")
        for path, data in built.items()
    )
    assert not any("لم تكتمل بعد" in data.decode(errors="replace") for data in built.values())
    assert not (site.output / "desk").exists()


@pytest.mark.ci
def test_the_desk_filters_and_follows_what_is_typed_meanwhile(open_page: Open, running: Preview) -> None:
    page = open_page(running("/desk/"))
    assert evaluate(
        page, "[document.documentElement.lang, document.dir, document.title.startsWith('مكتب التحرير')]"
    ) == ["ar", "rtl", True]
    page.get_by_label("الحال").select_option("draft")
    expect(page.locator(".stories h2")).to_have_text(["مسودة لم تكتمل بعد"], timeout=WAIT)
    page.get_by_label("ابحث في العناوين والملفات").fill("مسودة")
    second = {"section": "town", "date": "2026-05-31 11:00", "status": "draft"}
    with running.holding("content/s/draft2.md", story("مسودة ثانية", **second)):
        expect(page.locator(".stories h2")).to_have_text(["مسودة ثانية", "مسودة لم تكتمل بعد"], timeout=WAIT)
        assert page.get_by_label("ابحث في العناوين والملفات").input_value() == "مسودة"
        running.save("content/s/draft2.md", story("مسودة, فيها خطأ", **second))
        details = page.locator(".stories li", has_text="فيها خطأ").locator("details")
        expect(details).to_have_count(1, timeout=WAIT)
        details.locator("summary").click()
        expect(details).to_contain_text("أسلوب", timeout=WAIT)
    expect(page.locator(".stories h2")).to_have_text(["مسودة لم تكتمل بعد"], timeout=WAIT)


@pytest.mark.parametrize(("width", "colours"), every(2, [(360, "dark"), (1280, "light")]))
def test_the_panel_and_the_desk_have_no_barrier(faulty: Open, running: Preview, width: int, colours: Any) -> None:
    """(axe itself writes styles into pages with shadow trees, which the policy refuses.)"""
    open_page = faulty
    with running.holding("content/s/wrong.md", "---\ntitle: [\n---\n"):
        page = open_page(running("/news/"), width=width, color_scheme=colours)
        expect(page.locator(PANEL)).to_contain_text("content/s/wrong.md", timeout=WAIT)
        assert [found for found in violations(page) if "newsgen-preview" in found] == []
        page = open_page(running("/desk/"), width=width, color_scheme=colours)
        expect(page.locator("#next")).to_contain_text("content/s/wrong.md", timeout=WAIT)
        assert violations(page) == []
        assert evaluate(page, "document.documentElement.scrollWidth <= innerWidth")
    wait_for(page, "#next [role=alert]", 0)


FOREIGN = """<!doctype html><html><body><script>
const draft = ADDRESS
const tries = {
  fetch: fetch(draft).then(a => a.text()),
  opaque: fetch(draft, { mode: "no-cors" }).then(a => a.status || a.text().then(t => t || Promise.reject())),
  script: new Promise((yes, no) => { const s = document.createElement("script"); s.onload = yes; s.onerror = no; s.src = draft; document.body.append(s) }),
  image: new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = ICON }),
  socket: new Promise((yes, no) => { const s = new WebSocket(SOCKET); s.onopen = yes; s.onerror = no }),
  frame: new Promise((yes, no) => {
    const f = document.createElement("iframe")
    f.onload = () => { try { f.contentDocument.body.textContent.includes("مسودة") ? yes() : no() } catch { no() } }
    f.src = draft
    document.body.append(f)
  }),
}
window.read = Promise.allSettled(Object.values(tries)).then(all => Object.keys(tries).filter((_, i) => all[i].status === "fulfilled"))
</script></body></html>"""


def test_a_page_of_another_origin_cannot_read_drafts(faulty: Open, running: Preview) -> None:
    page_text = (
        FOREIGN.replace("ADDRESS", json.dumps(running("/news/2026/05/31/draft/")))
        .replace("ICON", json.dumps(running("/news/assets/v1/icon.svg")))
        .replace("SOCKET", json.dumps(running("/livereload").replace("http:", "ws:")))
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page_text.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        page = faulty(f"http://127.0.0.1:{server.server_port}/")
        assert page.evaluate("window.read") == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
