"""Render the Markdown of other generators to HTML: CommonMark with tables, struck words, footnotes and lists of definitions.

Attribute lists in the forms of kramdown (``{: .class}``) and Goldmark (``## Heading {#id}``) are no text: ids stay on
headings, the rest is left out and counted. HTML in the text stays as it is; the import's tree decides what of it is kept.
"""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

if TYPE_CHECKING:
    from collections.abc import MutableMapping

MAX_NOTES = 2_000
"""The most footnotes of one text; further references stay text."""

_DEFINITION = re.compile(r"\[\^([^\s\]\[^]{1,100})\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\s\]\[^]{1,100})\]")
_HEADING_LIST = re.compile(r"(?<![ \t])[ \t]*\{:?[ \t]*([#.][^{}\n]*)\}[ \t]*\Z")
_SPAN_LIST = re.compile(
    r"(?<![ \t\n`])[ \t]*\n?[ \t]*\{:[ \t]*[#.a-zA-Z][^{}\n]*\}(?!`)"
    r"|(?<=[^`\s]`)(?:[ \t]*\n[ \t]*)?\{:[ \t]*[#.][^{}\n`]*\}(?!`)"
)
_DEFINED = re.compile(r"[:~][ \t]+(?=\S)")
_ID = re.compile(r"#([^\s.#{}]+)")
_CONTENTS = re.compile(r"^[*+-][ \t]+\S[^\n]*\n\{:[ \t]*toc[^}\n]*\}[ \t]*$", re.MULTILINE)

_NOTES, _ORDER, _LISTS = "newsgen_notes", "newsgen_order", "newsgen_lists"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of a text; how many attribute lists were left out, and how many footnotes that nothing refers to."""

    html: str
    attribute_lists: int
    unused_notes: int


def render(text: str) -> Rendered:
    """Render a text."""
    text, contents = _CONTENTS.subn("", text)
    environment: MutableMapping[str, Any] = {_NOTES: {}, _ORDER: [], _LISTS: contents}
    html = _engine().render(text, environment)
    items = []
    order: list[str] = environment[_ORDER]
    at = 0
    while at < len(order):  # a footnote may name further ones
        label = order[at]
        at += 1
        body = _engine().render(environment[_NOTES][label], environment).strip()
        back = f'<a href="#fnref:{escape(label)}" class="footnote-backref">↩</a>'
        body = body[: -len("</p>")] + f" {back}</p>" if body.endswith("</p>") else body + f"<p>{back}</p>"
        items.append(f'<li id="fn:{escape(label)}">{body}</li>')
    if items:
        html += f'<ol class="footnotes">{"".join(items)}</ol>\n'
    return Rendered(html, environment[_LISTS], len(environment[_NOTES]) - len(order))


class _Engine(MarkdownIt):
    """The parser, for which addresses are text: what they name is looked for by the name that was written."""

    def normalizeLink(self, url: str) -> str:
        """Return an address as it is written."""
        return url

    def validateLink(self, url: str) -> bool:
        """Take every address: whether a link is safe is decided, and told, where the tree is written."""
        return True


@cache
def _engine() -> MarkdownIt:
    engine = _Engine("commonmark", {"html": True}).enable(["table", "strikethrough"])
    engine.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
    engine.block.ruler.before("paragraph", "definitions", _definitions)
    engine.inline.ruler.before("link", "footnote", _footnote_reference)
    engine.core.ruler.before("inline", "attribute_lists", _attribute_lists)
    return engine


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition with the indented lines below it and the lines that continue its paragraph."""
    if state.is_code_block(start):
        return False
    first = state.bMarks[start] + state.tShift[start]
    match = _DEFINITION.match(state.src, first, state.eMarks[start])
    if not match:
        return False
    if silent:
        return True
    line, last = start + 1, start + 1
    while line < end:
        if state.isEmpty(line):
            line += 1
            continue
        indented = state.sCount[line] - state.blkIndent >= 4
        begins = state.bMarks[line] + state.tShift[line]
        lazy = line == last and not _DEFINITION.match(state.src, begins, state.eMarks[line])
        if not indented and not lazy:
            break
        line += 1
        last = line
    text = state.src[match.end() : state.eMarks[start]] + "\n"
    text += state.getLines(start + 1, last, state.blkIndent + 4, False)
    state.env[_NOTES].setdefault(match[1], text)
    state.line = last
    return True


def _definitions(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Terms of one line each, and the definitions below them, which begin with a colon: paragraphs with their further lines."""
    if silent or state.is_code_block(start):
        return False
    line = start
    while (
        line < end and not state.isEmpty(line) and state.sCount[line] == state.blkIndent and not _defined(state, line)
    ):
        line += 1
    if line == start or line - start > 4 or line >= end:
        return False
    first = line + 1 if state.isEmpty(line) else line
    if first >= end or not _defined(state, first):
        return False
    state.push("dl_open", "dl", 1)
    for term in range(start, line):
        _inline(state, "dt", state.getLines(term, term + 1, state.blkIndent, False).strip(), term)
    line = first
    while line < end and (found := _defined(state, line)):
        text = [state.src[found.end() : state.eMarks[line]]]
        begin = line
        line += 1
        while line < end and not state.isEmpty(line) and not _defined(state, line):
            text.append(state.getLines(line, line + 1, state.blkIndent, False).strip())
            line += 1
        _inline(state, "dd", "\n".join(text), begin)
        if line + 1 < end and state.isEmpty(line) and _defined(state, line + 1):
            line += 1
    state.push("dl_close", "dl", -1)
    state.line = line
    return True


def _defined(state: StateBlock, line: int) -> re.Match[str] | None:
    """The sign of a definition at the beginning of a line."""
    if state.isEmpty(line) or state.sCount[line] - state.blkIndent > 3:
        return None
    return _DEFINED.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _inline(state: StateBlock, tag: str, text: str, line: int) -> None:
    state.push(f"{tag}_open", tag, 1)
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [line, line + 1], []
    state.push(f"{tag}_close", tag, -1)


def _footnote_reference(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not match or match[1] not in state.env[_NOTES]:
        return False
    order: list[str] = state.env[_ORDER]
    if match[1] not in order:
        if len(order) >= MAX_NOTES:
            return False
        if not silent:
            order.append(match[1])
    if not silent:
        label = escapeHtml(match[1])
        number = order.index(match[1]) + 1
        token = state.push("html_inline", "", 0)
        token.content = f'<sup id="fnref:{label}"><a href="#fn:{label}" class="footnote-ref">{number}</a></sup>'
    state.pos = match.end()
    return True


def _attribute_lists(state: StateCore) -> None:
    """Take attribute lists out of headings and paragraphs before their text is parsed; keep the id of a heading."""
    for opening, token in pairwise(state.tokens):
        if token.type != "inline" or "{" not in token.content:
            continue
        if opening.type == "heading_open" and (found := _HEADING_LIST.search(token.content)):
            token.content = token.content[: found.start()]
            state.env[_LISTS] += 1
            if named := _ID.search(found[1]):
                opening.attrSet("id", named[1])
        elif "{:" in token.content:
            token.content, count = _SPAN_LIST.subn("", token.content)
            state.env[_LISTS] += count
