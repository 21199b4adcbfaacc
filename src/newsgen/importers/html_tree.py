"""Parse HTML as it lies in archives to a tree in which inline elements hold no blocks.

The tokens are those of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html), and so are the end tags that
it implies. Of misnested formatting it keeps the effect: the words of each block have the marks that a browser shows. Every
step is linear in the length of the text, and depth is bounded.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 60
"""The deepest nesting of blocks; the tags of deeper ones are left out, and their content stays."""

MAX_MARKS = 24
"""The most inline elements that are open at one place; the tags of more are left out, and their words stay."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
VOID = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())
RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text without tags or entities."""
ATOMS = frozenset("audio button canvas map math object picture select svg template video".split())
"""Inline elements that are one thing: marks from outside do not reach into them."""
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
"""Marks that a browser carries on into the next block where they were not closed."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "colgroup"})
_CELLS = frozenset({"td", "th", "caption"})
_KEEP_P = frozenset({"body", "caption", "col", "colgroup", "head", "html", "legend", "optgroup", "option", "tbody", "td",
                     "tfoot", "th", "thead", "tr"})  # fmt: skip
_CLOSES = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "thead": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
}
"""For a start tag: the open elements that it closes, and those beyond which it closes none."""

_NAME = re.compile(r"[a-zA-Z][^\s/><]*")
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*+=\s*+(?:\"([^\"]*+)(\"|\Z)|'([^']*+)('|\Z)|([^\s>\"'][^\s>]*+|(?=>))))?"
)
_TAG_END = re.compile(r"[\s/]*(>)")
_COMMENT_END = re.compile(r"--!?>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BROKEN_TAG = re.compile(r"</?([a-zA-Z][^\s/><]*)[^<>]*>")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name and attributes in small letters, and its children, elements and texts, in order.

    Values and texts are without entities. Nobody changes an element after ``parse`` has returned.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The value of an attribute; empty where there is none."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        """The words of the attribute ``class``."""
        return self.get("class").split()

    def elements(self) -> "Iterator[Element]":
        """All elements below this one, in the order of their start tags."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]

    def text(self) -> str:
        """All text below this element, spaces as written."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                waiting += reversed(node.children)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed text. ``root`` is a ``div`` that holds all of it.

    ``hidden`` is the number of characters behind a comment that is not closed: browsers never show them, and neither
    are they in the tree. ``deep`` says that tags were left out because of ``MAX_DEPTH``.
    """

    root: Element
    hidden: int = 0
    deep: bool = False


def parse(text: str) -> Tree:
    """Parse a fragment of HTML, or a whole page. Any text gives a tree; no reference in it is followed."""
    builder = _Builder()
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", " "))
    hidden = _tokens(text, builder)
    for element in (builder.root, *builder.root.elements()):
        element.children[:] = list(_joined(element.children))
    return Tree(builder.root, hidden, builder.deep)


def _joined(children: list[Element | str]) -> Iterator[Element | str]:
    """The children with one text in the place of several that follow each other."""
    texts: list[str] = []
    for child in children:
        if isinstance(child, str):
            texts.append(child)
            continue
        if texts:
            yield "".join(texts)
            texts.clear()
        yield child
    if texts:
        yield "".join(texts)


def _tokens(text: str, builder: "_Builder") -> int:
    """Give the builder the tags and texts in order; return how many characters an unclosed comment hides."""
    at, end, broken = 0, len(text), False
    last_close = text.rfind(">")
    while at < end:
        start = text.find("<", at)
        if start < 0:
            builder.text(html.unescape(text[at:]))
            break
        if start > at:
            builder.text(html.unescape(text[at:start]))
        following = text[start + 1 : start + 2]
        at = start + 1
        if text.startswith("<!--", start):
            if text.startswith((">", "->"), start + 4):
                at = text.index(">", start + 4) + 1
                continue
            closing = _COMMENT_END.search(text, start + 4)
            if closing is None:
                return end - start - 4
            at = closing.end()
        elif following in ("!", "?") or (following == "/" and not text[start + 2 : start + 3].isalpha()):
            closed = text.find(">", start) if start < last_close else -1
            if closed < 0:
                builder.text("<")
            else:
                at = closed + 1
        elif following.isascii() and (following.isalpha() or following == "/"):
            if start > last_close:
                builder.text("<")
                continue
            if (
                broken
            ):  # a tag that never ends was found: tags end before the next < now, else each would be sought to the end
                match = _BROKEN_TAG.match(text, start)
                if match is None:
                    builder.text("<")
                    continue
                name, at, attributes = match[1], match.end(), _attributes(text, match.end(1), match.end())[0]
            else:
                name_match = _NAME.match(text, start + (2 if following == "/" else 1))
                if name_match is None:
                    builder.text("<")
                    continue
                name = name_match[0]
                attributes, at = _attributes(text, name_match.end(), end)
                if not at:
                    broken, at = True, start
                    continue
            name = name.lower()
            if following == "/":
                builder.end(name)
                continue
            builder.start(name, attributes)
            if name in RAW or name in ("textarea", "title"):
                at = _raw(text, name, at, builder)
            elif name in ("pre", "listing") and text.startswith("\n", at):
                at += 1
        else:
            builder.text("<")
    return 0


def _attributes(text: str, at: int, end: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag from behind its name, and the offset behind its ``>``: 0 where the text ends before."""
    found: dict[str, str] = {}
    while True:
        closing = _TAG_END.match(text, at, end)
        if closing:
            return found, closing.end()
        match = _ATTRIBUTE.match(text, at, end)
        if match is None or match[3] == "" or match[5] == "":
            return found, 0
        value = next((group for group in (match[2], match[4], match[6]) if group is not None), "")
        if len(found) < 100:
            found.setdefault(match[1].lower(), html.unescape(value))
        at = match.end()


def _raw(text: str, name: str, at: int, builder: "_Builder") -> int:
    """Give the builder the content of a raw element and its end; return the offset behind it."""
    closing = re.compile(rf"</{name}(?=[\s/>])[^<>]*>", re.IGNORECASE).search(text, at)
    stop = closing.start() if closing else len(text)
    content = text[at:stop]
    builder.text(content if name in RAW else html.unescape(content))
    builder.end(name)
    return closing.end() if closing else len(text)


@dataclass(slots=True)
class _Mark:
    """An inline element that is open, also where it is not in the stack at the moment: ``depth`` is that of its block."""

    element: Element
    depth: int


class _Builder:
    """Builds the tree. ``stack`` holds the open blocks and atoms; ``inline`` the open marks below the last of them."""

    def __init__(self) -> None:
        self.root = Element("div")
        self.stack: list[Element] = [self.root]
        self.inline: list[Element] = []  # the open inline elements below stack[-1]
        self.marks: list[_Mark] = []  # those that words shall have; ``inline`` is made equal to them when words come
        self.kept_marks: list[list[_Mark]] = []  # those outside of each open cell or atom
        self.deep = False
        self.skipped: dict[str, int] = {}  # start tags left out because of the depth, by name

    def text(self, words: str) -> None:
        if not words:
            return
        if words.isspace():
            if self.stack[-1].tag in _TABLE_PARTS and not self.inline:
                return
            self._close_ended()
        else:
            self._carry_on()
        self._append(words)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "image":
            tag = "img"
        if tag in ("html", "body", "head"):
            return
        if tag in BLOCKS:
            self._start_block(tag, attributes)
            return
        if tag in ATOMS or tag in RAW:
            self._open(Element(tag, attributes))
            return
        if tag in VOID:
            self._carry_on()
            self._append(Element(tag, attributes))
            return
        if tag == "a" and any(mark.element.tag == "a" for mark in self.marks):
            self.end("a")
        if len(self.marks) >= MAX_MARKS:
            return
        self._carry_on()
        element = Element(tag, attributes)
        self._append(element)
        self.inline.append(element)
        self.marks.append(_Mark(element, len(self.stack)))

    def end(self, tag: str) -> None:
        if tag == "br":
            self.start("br", {})
        elif tag in BLOCKS or tag in ATOMS or tag in RAW:
            self._end_block(tag)
        else:
            for at in range(len(self.marks) - 1, -1, -1):
                if self.marks[at].element.tag == tag:
                    del self.marks[at]
                    break

    def _append(self, node: Element | str) -> None:
        if self.inline:
            self.inline[-1].children.append(node)
        else:
            self._place(node)

    def _close_ended(self) -> int:
        """Close the marks that words shall have no more; return how many are open."""
        same = 0
        for mark, element in zip(self.marks, self.inline, strict=False):
            if mark.element is not element:
                break
            same += 1
        del self.inline[same:]
        return same

    def _carry_on(self) -> None:
        """Have exactly the marks open that words shall have here."""
        same = self._close_ended()
        for mark in self.marks[same:]:
            copy = Element(mark.element.tag, {k: v for k, v in mark.element.attributes.items() if k != "id"})
            self._append(copy)
            self.inline.append(copy)
            mark.element = copy

    def _start_block(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in _KEEP_P:
            self._close_paragraph()
        if tag in _CLOSES:
            closed, bounds = _CLOSES[tag]
            for at in range(len(self.stack) - 1, 0, -1):
                name = self.stack[at].tag
                if name in closed:
                    self._pop_to(at)
                    break
                if (
                    name in bounds
                    or name in ATOMS
                    or (tag not in ("td", "th", "tr", "tbody", "thead", "tfoot") and name in _CELLS)
                ):
                    break
        elif tag == "table" and self.stack[-1].tag in _TABLE_PARTS:
            self._end_block("table")
        elif tag in _HEADINGS and self.stack[-1].tag in _HEADINGS:
            self._pop_to(len(self.stack) - 1)
        if tag in ("td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup", "col"):
            if not any(element.tag == "table" for element in self.stack):
                tag = "div"
            elif tag in ("td", "th") and self.stack[-1].tag in ("table", "tbody", "thead", "tfoot"):
                self._open(Element("tr"))
        if tag in VOID:
            self.inline.clear()
            self._place(Element(tag, attributes))
        else:
            self._open(Element(tag, attributes))

    def _open(self, element: Element) -> None:
        if len(self.stack) > MAX_DEPTH:
            self.deep = True
            self.skipped[element.tag] = self.skipped.get(element.tag, 0) + 1
            self.inline.clear()
            return
        if element.tag in ATOMS or element.tag in RAW:
            if element.tag not in BLOCKS:
                self._carry_on()
                self._append(element)
            else:
                self.inline.clear()
                self._place(element)
        else:
            self.inline.clear()
            self._place(element)
        self.stack.append(element)
        if element.tag in _CELLS or element.tag in ATOMS or element.tag in RAW:
            self.kept_marks.append(self.marks)
            self.marks = []
            self.inline = []

    def _place(self, node: Element | str) -> None:
        top = self.stack[-1]
        fits = isinstance(node, Element) and node.tag in _TABLE_PARTS | _CELLS | {"col"}
        if top.tag in _TABLE_PARTS and not fits:
            parent, index = self._beside_table()
            parent.children.insert(index, node)
        else:
            top.children.append(node)

    def _beside_table(self) -> tuple[Element, int]:
        """The place before the open table, where what cannot be in a table goes."""
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].tag == "table":
                parent = self.stack[at - 1]
                for index in range(len(parent.children) - 1, -1, -1):
                    if parent.children[index] is self.stack[at]:
                        return parent, index
        return self.stack[0], len(self.stack[0].children)

    def _close_paragraph(self) -> None:
        for at in range(len(self.stack) - 1, 0, -1):
            name = self.stack[at].tag
            if name == "p":
                self._pop_to(at)
                return
            if name in _CELLS or name in ATOMS or name == "table":
                return

    def _end_block(self, tag: str) -> None:
        if self.skipped.get(tag):
            self.skipped[tag] -= 1
            self.inline.clear()
            return
        for at in range(len(self.stack) - 1, 0, -1):
            name = self.stack[at].tag
            if name == tag or (tag in _HEADINGS and name in _HEADINGS):
                self._pop_to(at)
                return
            if (name in _CELLS and tag not in _TABLE_PARTS | _CELLS) or name in ATOMS:
                return

    def _pop_to(self, at: int) -> None:
        """Close the open elements from the one at this place of the stack on."""
        for element in reversed(self.stack[at:]):
            if element.tag in _CELLS or element.tag in ATOMS or element.tag in RAW:
                self.marks = self.kept_marks.pop()
        del self.stack[at:]
        self.inline = []
        self.marks = [m for m in self.marks if m.depth <= at or m.element.tag in FORMATTING]
