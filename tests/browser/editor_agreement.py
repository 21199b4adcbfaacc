"""Compare what the block editor shows and writes with what newsgen's Markdown engine makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from playwright.sync_api import Page

from newsgen.articles.body import render

SCRIPT = """({ stories, insertions, most }) => stories.map(({ blocks, live }) => {
  const { mount, schema, readBlock } = window.newsgenEditor;
  const words = new Proxy({}, { get: (_, name) => String(name) });
  const references = blocks.some((block) => block.kind === "reference");
  const place = document.createElement("div");
  const editor = mount(place, {
    pieces: blocks.map((block, index) => ({ index, kind: block.kind, source: block.source, written: block.source })),
    editable: true, words, lang: "ar", story: { live, references }, kinds: (index) => blocks[index].kind, kindName: (kind) => kind,
    pictureAddress: () => "data:,", changed: () => {}, notice: () => {}, findingView: () => document.createElement("i"),
  });
  const { view } = editor;
  const opened = view.state;
  const pieces = editor.pieces();
  const untouched = pieces.length === blocks.length && pieces.every((piece, n) => piece.index === n && piece.source === blocks[n].source);
  const cards = [];
  const shown = [];
  opened.doc.forEach((node, at, n) => { if (node.type.name === "card") cards.push(n); });
  if (insertions.length) {
    const places = [];
    opened.doc.descendants((node, at) => { if (node.isTextblock) places.push([at + 1, node.content.size]); return !node.isTextblock; });
    places.forEach(([start, size], k) => {
      for (let n = 0; n < insertions.length; n += 1) {
        if ((n + k) % Math.max(1, Math.ceil(places.length * insertions.length / most))) continue;
        const at = start + [0, size, Math.floor(size / 2)][(n + k) % 3];
        view.updateState(opened);
        const tr = view.state.tr.insertText(insertions[n], at);
        if ((n + k) % 4 === 0) tr.addMark(at, at + insertions[n].length, schema.marks[["strong", "em", "strike", "link"][(n >> 2) % 4]].create({ href: "/a_b/(c)/" }));
        view.dispatch(tr);
        const changed = editor.pieces().filter((piece) => piece.source !== piece.written);
        const index = view.state.doc.resolve(at).index(0);
        const dom = view.dom.children[index];
        shown.push({ insertion: insertions[n], changed, html: dom.outerHTML });
      }
    });
  }
  editor.destroy();
  return { untouched, cards, shown };
})"""

KEPT = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "br", "hr"}
MARKS = {"strong", "em", "del", "a", "code"}
_BARE = re.compile(r"(https?://|www\.|[\w.-]+@)")


class _Outline(HTMLParser):
    """The elements of some HTML, and each character with its marks, without what differs by design: isolation, ids, classes
    but that of a pull quote, and the links that addresses become by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.hidden = self.items = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        kind = found.get("class") or ""
        if "chip-source" in kind or tag == "sup":
            self.hidden += 1
        elif tag in MARKS:
            self.marks.append(f"a {found.get('href')}" if tag == "a" else tag)
        elif tag == "p" and self.items:
            self.out.append((" ", ""))
        elif tag in KEPT and "ProseMirror" not in kind:
            self.items += tag == "li"
            self.out.append((f"<{tag}{' pull' if 'pull' in kind else ''}>", ""))

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag in ("span", "sup"):
            self.hidden -= 1
        elif tag in MARKS and self.marks:
            self.marks.pop()
        elif tag in KEPT and tag not in ("br", "hr") and not (tag == "p" and self.items):
            self.items -= tag == "li"
            self.out.append((f"</{tag}>", ""))

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        bare = data.strip("\u2066\u2067\u2068\u2069")
        marks = [one for one in self.marks if not (one.startswith("a ") and _BARE.match(bare) and "/a_b/" not in one)]
        for character in re.sub("[\u2066-\u2069]", "", data):
            space = character in " \t\n\u00a0"
            self.out.append((" ", "") if space else (character, " ".join(sorted(set(marks)))))


def outline(html: str) -> str:
    """The elements and words of some HTML, comparable: marks stand in braces before the words that have them."""
    parser = _Outline()
    parser.feed(html)
    text, last = "", ""
    for piece, marks in parser.out:
        if piece != " " and marks != last:
            text += "{" + marks + "}"
            last = marks
        text += piece
    text = re.sub(r"[ ]+", " ", text)
    text = re.sub(r"[ ]*((?:\{\})?</?(?:p|h\d|ul|ol|li|blockquote|br|hr)(?: pull)?>)[ ]*", r"\1", text)
    text = re.sub(r"[ ]*(\{[^{}]*\})[ ]*", lambda m: (" " if m[0] != m[1] else "") + m[1], text)
    text = re.sub(r"[ ]*((?:\{\})?</?(?:p|h\d|ul|ol|li|blockquote|br|hr)(?: pull)?>)[ ]*", r"\1", text)
    text = re.sub(r"(?<=<p>)— ?", "", text)  # the page draws the dash before who is quoted
    return text.strip()


def disagreements(
    page: Page, stories: Sequence[dict[str, Any]], insertions: Sequence[str], most: int = 1500
) -> tuple[list[str], int, int]:
    """What the editor gets wrong in some stories (each with ``blocks`` and ``live``); the number of cards, and of edits tried.

    In each story, the words of ``insertions`` are put at beginnings, ends and middles, with and without marks: about ``most``
    of these edits."""
    answers = page.evaluate(SCRIPT, {"stories": list(stories), "insertions": list(insertions), "most": most})
    wrong, cards, tried = [], 0, 0
    for number, answer in enumerate(answers):
        cards += len(answer["cards"])
        if not answer["untouched"]:
            wrong.append(f"story {number} changes when it is opened")
        for case in answer["shown"]:
            tried += 1
            if not case["changed"] and not case["insertion"].strip():
                continue  # spaces that no page shows
            if len(case["changed"]) != 1 or case["changed"][0]["index"] < 0:
                wrong.append(f"{case['insertion']!r}: {case['changed']}")
                continue
            source = case["changed"][0]["source"]
            # what stands beside a block is no part of it: a footnote's text makes its sign one
            notes = "".join(f"\n\n[^{name}]: x" for name in dict.fromkeys(re.findall(r"(?<!\\)\[\^([^\]]+)\]", source)))
            plain = source.removesuffix(" {.transcript}")  # what is below it becomes a box
            body = render(f"قبل.\n\n{plain}\n\nبعد.{notes}", first_line=1, prefix="")
            html = "".join(part for part in body.parts if isinstance(part, str))
            page_says = (
                outline(html.partition('<div class="footnote')[0])
                .removeprefix("<p>قبل.</p>")
                .removesuffix("<p>بعد.</p>")
            )
            page_says = page_says.removesuffix("<hr>").removesuffix("<p>بعد.</p>")
            if page_says != outline(case["html"]):
                wrong.append(
                    f"{case['insertion']!r} in {source!r}:\n  page   {page_says}\n  editor {outline(case['html'])}"
                )
    return wrong, cards, tried
