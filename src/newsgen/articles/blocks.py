"""Rewrite the blocks of a Markdown text, as CommonMark sees them, in the form that the Markdown engine understands.

The engine wants four spaces for each level of a list, empty lines around lists, tables and code, and code without options.
Editors write what CommonMark and GitHub take. https://spec.commonmark.org/0.31.2/#blocks-and-inlines
"""

import html
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..arabic.character_classes import DIGITS, LEADING_MARKS
from ..site.fences import Fences

Store = Callable[[str], str]
"""Keep a piece of HTML, and return the placeholder that stands for it in the Markdown."""

BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
VOID_TAGS = {"base", "basefont", "col", "frame", "hr", "link", "param", "track"}
_HTML_START = re.compile(rf"</?(?:{BLOCK_TAGS}|pre|script|style|textarea)(?=[ />]|$)", re.IGNORECASE)
_VERBATIM = re.compile(r"<(pre|script|style|textarea)(?=[ />]|$)", re.IGNORECASE)
_HTML_TAG = re.compile(rf"<(/?)({BLOCK_TAGS})(?=[ />\n]|$)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*(>|$)", re.IGNORECASE)
_MARKDOWN_INSIDE = re.compile(
    rf"<({BLOCK_TAGS})((?: [^<>]*)?) markdown(?:=(?:\"(\w*)\"|'(\w*)'|(\w+)))?(?=[ />])([^<>]*)>", re.IGNORECASE
)
"""A tag with kramdown's attribute ``markdown``, on one line."""

_BULLET = re.compile(r"([-*+]) +(?=[^ ])")
_NUMBER = re.compile(rf"([{DIGITS}]{{1,3}})([.)]) +(?=[^ ])")
"""The number of a list item has three digits at most, so that no year begins a list."""
_RULE = re.compile(r"(?:\*(?: *\*){2,}|-(?: *-){2,}|_(?: *_){2,}) *$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_NOTE = re.compile(r"\[\^[^\]]*\]:|: {1,3}[^ ]")
_MARKED_START = re.compile(
    rf"( *+)(?:[{LEADING_MARKS}][{LEADING_MARKS} ]*+)?([-*+>|]|#{{1,6}}"
    rf"|[{DIGITS}]{{1,3}}[.)])(?:[{LEADING_MARKS}]+(?= ))?"
)
_LABEL = re.compile(r"(?:\[\^[^\]]*\])?: *")
_BLOCK_START = re.compile(rf"{_BULLET.pattern}|{_NUMBER.pattern}|{_HEADING.pattern}|[>\x02]")
"""The beginning of a line that may begin another block than a paragraph, HTML apart."""
_DELIMITERS = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_CELL_END = re.compile(r"(?<!\\)\|")
_CLOSED_REFERENCE = re.compile(r"\A(\[[^\[\]]+\]: *)<([^<>]*)>")

_CLOSED_BY_EMPTY_LINE = ("quote", "quote end", "table", "leaf")
"""What the engine takes the next line for a part of, unless an empty line is between."""


@dataclass(slots=True)
class Container:
    """A list item or a note that is open: what belongs to it, by indentation in columns.

    ``mark`` is the column of its marker, ``inside`` that of its text. ``apart`` says that an empty line was in it.
    """

    kind: str
    mark: int
    inside: int
    apart: bool = False

    def holds(self, indent: int, kind: str = "") -> bool:
        """Whether a line with this indentation belongs to it. ``kind`` is that of the item that the line begins."""
        if self.kind == "note":
            return indent >= self.inside
        numbers = self.kind == kind == "ol"
        return indent >= min(self.inside, self.mark + (3 if numbers else 2))


def rewritten(lines: list[str], store: Store) -> list[str]:
    """The lines of a text, in which tabs are expanded, for the engine; ``store`` keeps its code and HTML blocks."""
    return Rewriting(_without_code(lines, store), store).run()


def without_direction_marks(line: str) -> str:
    """A line without the invisible direction marks around its first sign, which would keep a list or heading from being one.

    Word processors put them there. Marks in the words of the line stay, and so do those before a word.
    """
    match = _MARKED_START.match(line)
    return f"{match[1]}{match[2]}{line[match.end() :]}" if match else line


def _without_code(lines: list[str], store: Store) -> list[str]:
    """The lines with one placeholder in the place of each fenced code."""
    fences = Fences(lines)
    if not fences.any:
        return lines
    out: list[str] = []
    i = 0
    while i < len(lines):
        fence = fences.at(i)
        if fence is None:
            out.append(lines[i])
            i += 1
            continue
        code = html.escape("\n".join(fence.code), quote=True) + ("\n" if fence.code else "")
        identifier = re.search(r"\{[^{}]*?#([^\s{}#.]+)[^{}]*\}$", fence.info)
        name = f' id="{html.escape(identifier[1])}"' if identifier else ""
        out.append(fence.lead + store(f"<pre{name}><code>{code}</code></pre>"))
        i = fence.end + 1
    return out


@dataclass(slots=True)
class Rewriting:
    """Rewrites some lines, which are those of a text or of one quotation in it."""

    lines: Iterable[str]
    store: Store
    stack: list[Container] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    before: str = "blank"
    """The previous line: ``blank``, ``text`` of an open paragraph, ``quote`` with one at its end, ``quote end``, ``table``,
    ``heading``, or ``leaf``, a block that nothing continues."""
    rest: deque[str] = field(default_factory=deque)
    open_tags: dict[str, int] = field(default_factory=dict)
    """How many elements of each name are open in which the text is Markdown."""
    never_closed: set[str] = field(default_factory=set)
    """The names of verbatim elements that no line after the present one closes."""

    def run(self) -> list[str]:
        self.begin()
        while self.rest:
            self.step()
        return self.out

    def begin(self) -> None:
        """Put the lines into ``rest``. To be called once, before ``step``."""
        self.rest.extend(map(without_direction_marks, self.lines))

    def step(self) -> None:
        """Rewrite the first line of ``rest``, and those of its block that only the block's end delimits."""
        line = self.rest.popleft()
        body = line.lstrip(" ")
        if not body:
            self._empty()
        else:
            self._line(body, len(line) - len(body))

    def _line(self, body: str, indent: int) -> None:
        """Rewrite one line, which is not empty, or a block that begins with it."""
        if self.open_tags and self._closes_inside(body, indent):
            return
        if body[0].isalpha():  # as most lines begin, and no block does
            self._text(body, indent)
        elif _RULE.match(body):
            self._rule(body, indent)
        elif body.startswith(">"):
            self._quote(body, indent)
        elif body.startswith("\x02"):  # fenced code
            self._leaf(body, indent)
        elif _HTML_START.match(body) and self.before != "table":
            self._html(body, indent)
        elif _HEADING.match(body):
            self._interrupt(indent)
            self._put(body)
            self.before = "heading"
        elif not self._item(body, indent):
            self._text(body, indent)

    def _empty(self) -> None:
        self.out.append("")
        self.before = "blank"
        for container in self.stack:
            container.apart = True

    def _put(self, body: str) -> None:
        self.out.append("    " * len(self.stack) + body)

    def _separate(self) -> None:
        """Have an empty line before what comes next."""
        if self.before != "blank":
            self._empty()

    def _close(self, indent: int, kind: str = "") -> Container | None:
        """Close what a line with this indentation does not belong to, and return the outermost of it."""
        closed = None
        while self.stack and not self.stack[-1].holds(indent, kind):
            closed = self.stack.pop()
        return closed

    def _interrupt(self, indent: int) -> None:
        """Close what does not hold a block that begins here; where the engine would not see it, put an empty line."""
        closed = self._close(indent)
        if closed or self.stack or self.before in _CLOSED_BY_EMPTY_LINE:
            self._separate()

    def _rule(self, body: str, indent: int) -> None:
        if self.before == "table":
            self._text(body, indent)
            return
        self._interrupt(indent)
        self._put(body)
        self.before = "text" if _UNDERLINE.match(body) else "leaf"

    def _leaf(self, placeholder: str, indent: int) -> None:
        self._close(indent)
        self._separate()
        self._put(placeholder)
        self.before = "leaf"

    def _quote(self, body: str, indent: int) -> None:
        """Rewrite a quotation: this line and those after it that begin with ``>``."""
        self._interrupt(indent)
        quoted = [body[1:].removeprefix(" ")]
        while self.rest and self.rest[0].lstrip(" ").startswith(">"):
            next_indent = len(self.rest[0]) - len(self.rest[0].lstrip(" "))
            if self.stack and not self.stack[-1].holds(next_indent):
                break
            quoted.append(self.rest.popleft().lstrip(" ")[1:].removeprefix(" "))
        for line in Rewriting(quoted, self.store).run():
            self._put(f"> {line}".rstrip(" ") if not line else f"> {line}")
        self.before = "quote" if quoted[-1].strip() else "quote end"

    def _item(self, body: str, indent: int) -> bool:
        """Rewrite the first line of a list item; false where the line begins none."""
        bullet, number = _BULLET.match(body), _NUMBER.match(body)
        marker = bullet or number
        if marker is None:
            return False
        kind = "ul" if bullet else "ol"
        levels = list(self.stack)
        closed = self._close(indent, kind)
        sibling = closed if closed is not None and closed.kind == kind else None
        inner = closed is None and self.stack and self.stack[-1].kind != "note" and not self.stack[-1].apart
        if self.before == "text" and sibling is None and not inner and not _may_interrupt(marker):
            self.stack = levels
            return False
        if self.before != "blank" and sibling is None:
            parent = self.stack[-1] if self.stack else None
            if parent is None or closed is not None or parent.apart or parent.kind == "note" or self.before != "text":
                self._separate()
        elif self.before in _CLOSED_BY_EMPTY_LINE or (sibling and sibling.apart):
            self._separate()
        width = marker.end() - marker.start()
        content = body[marker.end() :]
        self._put(f"{marker[0].rstrip(' ')} {content}")
        padding = len(marker[0].rstrip(" ")) + 1 if width - len(marker[0].rstrip(" ")) > 4 else width
        self.stack.append(Container(kind, indent, indent + padding))
        self.before = "leaf" if content.startswith("\x02") else "text"
        return True

    def _text(self, body: str, indent: int) -> None:
        if self.before == "table":
            self._put(body)
            return
        if self.rest and begins_table(body, self.rest[0]):
            self._close(indent)
            self._separate()
            self._put(body)
            self._put(self.rest.popleft().strip(" "))
            self.before = "table"
            return
        if (
            body[0] in "[:"
            and _NOTE.match(body)
            and (body[0] == "[" or not self.stack or self.stack[-1].kind == "note" or self.stack[-1].apart)
        ):
            self._note(body, indent)
            return
        if self.before in ("text", "quote"):
            if not self._is_term(indent):  # the paragraph goes on, wherever the line begins
                self._continue(body)
                return
            self._separate()
        self._close(indent)
        if self.before in _CLOSED_BY_EMPTY_LINE:
            self._separate()
        if body[0] == "[":
            body = _CLOSED_REFERENCE.sub(lambda m: m[1] + (m[2].strip().replace(" ", "%20") or "<>"), body)
        self._put(body)
        self.before = "text"

    def _is_term(self, indent: int) -> bool:
        """Whether a line right below a definition or list item is the next term: outside it, and above a definition."""
        below = self.rest[0] if self.stack and self.rest else ""
        return below.startswith(": ") and not self.stack[0].holds(indent)

    def _note(self, body: str, indent: int) -> None:
        """Write the first line of a footnote or definition.

        What belongs to it is four spaces further in, or under the first word of a definition. Where a footnote begins with
        another block than a paragraph, that block is written from the line below.
        """
        behind_list = self.stack and self.stack[-1].kind != "note"
        if self._close(indent) and behind_list:
            self._separate()
        label = _LABEL.match(body)
        first = body[label.end() :] if label else body
        apart = body[0] == "[" and (not first or _BLOCK_START.match(first) is not None)
        self._put(body[: len(body) - len(first)].rstrip(" ") if apart else body)
        column = self.stack[-1].inside if self.stack else 0
        width = 4 if body[0] == "[" else min(4, len(body) - len(first))
        self.stack.append(Container("note", column, column + width))
        self.before = "blank" if apart else "text"
        if apart:  # further items stand below the first one, or six columns in at most
            self._again(first, min(indent + len(body) - len(first), column + 6))
        elif item := _BULLET.match(first) or _NUMBER.match(
            first
        ):  # of a definition: the engine sees its first item there
            self.stack.append(
                Container("ol" if item[1].isdigit() else "ul", column + width, column + width + item.end())
            )

    def _continue(self, body: str) -> None:
        """Write a line that continues a paragraph, so that the engine takes it for nothing else."""
        if self.stack and (number := _NUMBER.match(body)):
            body = f"{number[1]}\\{body[number.end(1) :]}"
        if not _UNDERLINE.match(body):
            self.out.append(body)
        elif self.before == "quote":
            self._separate()
            self._put(body)
            self.before = "text"
        else:
            self._put(body)

    def _html(self, body: str, indent: int) -> None:
        """Keep an HTML block: to the next empty line, as in CommonMark, or to where its last element is closed."""
        self._close(indent)
        self._separate()
        inside = _MARKDOWN_INSIDE.match(body)
        if inside:
            tag = f"<{inside[1]}{inside[2]}{inside[6]}>"
            self._put(self.store(tag))
            self.before = "leaf"
            if (inside[3] or inside[4] or inside[5] or "") != "0":
                name = inside[1].lower()
                self.open_tags[name] = self.open_tags.get(name, 0) + 1
                self._again(body[inside.end() :], indent)
                return
            body = tag + body[inside.end() :]
            self.out.pop()
        kept, left = self._verbatim(body) if _VERBATIM.match(body) else self._balanced(body)
        self._put(self.store(re.sub(r"\A(</?[A-Za-z0-9]+)\n", r"\1 ", kept)))
        self.before = "leaf"
        self._again(left, indent)

    def _again(self, left: str, indent: int) -> None:
        """Read the rest of a line as a line of its own."""
        if left.strip(" "):
            self.rest.appendleft(" " * indent + left.lstrip(" "))

    def _verbatim(self, body: str) -> tuple[str, str]:
        """The element that begins here, with empty lines in it, and what follows it; without an end, its paragraph."""
        match = _VERBATIM.match(body)
        name = match[1].lower() if match else ""
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE)
        taken = [body]
        for i, line in enumerate(() if name in self.never_closed else (body, *self.rest)):
            closing = end.search(line)
            if closing:
                taken += [self.rest.popleft() for _ in range(i)]
                return "\n".join([*taken[:-1], line[: closing.end()]]), line[closing.end() :]
        self.never_closed.add(name)
        return self._balanced(body)

    def _balanced(self, body: str) -> tuple[str, str]:
        """The HTML block that begins here, and the rest of the line in which its elements are closed."""
        taken: list[str] = []
        depth = 0
        line = body
        while True:
            for tag in _HTML_TAG.finditer(line):
                if tag[1]:
                    depth -= 1
                elif tag[2].lower() not in VOID_TAGS and not tag[0].endswith("/>"):
                    depth += 1
                if depth <= 0 and tag[3]:
                    return "\n".join([*taken, line[: tag.end()]]), line[tag.end() :]
            taken.append(line)
            if not self.rest or not self.rest[0].strip(" "):
                return "\n".join(taken), ""
            line = self.rest.popleft()

    def _closes_inside(self, body: str, indent: int) -> bool:
        """Whether the line closes an element in which the text is Markdown; then it is taken apart."""
        names = "|".join(self.open_tags)
        closing = re.search(rf"</({names})\s*>", body, re.IGNORECASE)
        if closing is None:
            return False
        if closing.start():
            self._again(body[closing.start() :], indent)
            self._line_before(body[: closing.start()], indent)
            return True
        name = closing[1].lower()
        self.open_tags[name] -= 1
        if not self.open_tags[name]:
            del self.open_tags[name]
        self._leaf(self.store(closing[0]), indent)
        self._again(body[closing.end() :], indent)
        return True

    def _line_before(self, body: str, indent: int) -> None:
        held, self.open_tags = self.open_tags, {}
        self._line(body, indent)
        self.open_tags = {name: held.get(name, 0) + self.open_tags.get(name, 0) for name in {**held, **self.open_tags}}


def _may_interrupt(marker: re.Match[str]) -> bool:
    """Whether an item with this marker begins a list right below a line of a paragraph.

    As in CommonMark, a number does only where it is 1. Nor does a plus before a digit, as of a telephone number.
    """
    if marker[1] == "+":
        return not marker.string[marker.end()].isdigit()
    return marker[1] in ("-", "*") or int(marker[1]) == 1


def begins_table(line: str, below: str) -> bool:
    """Whether a line is the header of a table: the line below it has its delimiters, for as many cells."""
    below = below.strip(" ")
    return "|" in line and "|" in below and _DELIMITERS.match(below) is not None and _cells(line) == _cells(below)


def _cells(row: str) -> int:
    """The number of cells in a row of a table, without regard to code."""
    inner = row.strip(" ").removeprefix("|")
    return len(_CELL_END.split(inner)) - (1 if inner.endswith("|") and not inner.endswith("\\|") else 0)
