"""Find the passages of a body that name another language than Arabic: house style has no say in them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_LANG = re.compile(r"""(?<![\w-])lang\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>}]+))""", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?P<code>``[^\n]*?``|`[^`\n]*`)"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:[^<>\n]|\n(?![ \t]*\n))*)>|(?P<list>\{:?[ \t]*[^{}\n]*\})",
    re.DOTALL,
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLANK = re.compile(r"\n(?:[ \t>]*\n)+")
_LONGEST = 2000
"""So many characters before an attribute list, in its line, are looked at."""

_OWN_LINE = re.compile(r"[ \t>]*$")


def _is_other(attributes: str) -> bool | None:
    """Whether attributes name another language than Arabic; None where they name none."""
    found = _LANG.search(attributes)
    if found is None:
        return None
    language = next((value for value in found.groups() if value is not None), "").strip().lower()
    return re.split("[-_]", language)[0] not in ("ar", "ara", "arb")


def spans_of_other_languages(body: str) -> Iterator[Span]:
    """Yield the parts of a body whose ``lang`` is not Arabic: offsets of start and end, in order of their end.

    ``body`` is Markdown in which comments and fenced code are masked.

    It may be set by HTML, whatever the elements inside say but for those that are Arabic again, or by an attribute list
    for the element before it. An element that is never closed ends with its paragraph. Spans may overlap.
    """
    if "lang" not in body.lower():
        return
    elements: list[_Element] = []
    blocks = [0, *(blank.end() for blank in _BLANK.finditer(body))]
    for token in _TOKEN.finditer(body):
        if token["list"]:
            if _is_other(token["list"]):
                yield _of_attribute_list(body, token.start(), blocks), token.end()
        elif token["tag"]:
            tag = token["tag"].lower()
            if token["close"]:
                yield from _closed(elements, tag, token.end())
            elif tag not in _VOID and not token["attributes"].endswith("/"):
                yield from _opened(elements, _Element(tag, _is_other(token["attributes"]), token.start()))
    for start in {element.start for element in elements if element.other}:
        blank = _BLANK.search(body, start)
        yield start, blank.start() if blank else len(body)


@dataclass(slots=True)
class _Element:
    """An open element: whether its own ``lang`` is another language than Arabic (None where it has none), and where the part
    of its text that is not yielded yet begins."""

    tag: str
    other: bool | None
    start: int


_DEEPEST = 100
"""An end tag closes an element at most so deep below the innermost one."""


def _around(elements: list[_Element]) -> _Element | None:
    """The innermost of the last open elements that has a language of its own."""
    return next((element for element in elements[: -_DEEPEST - 1 : -1] if element.other is not None), None)


def _opened(elements: list[_Element], new: _Element) -> Iterator[Span]:
    """Push an element. Where Arabic begins inside another language, the part before it ends."""
    around = _around(elements)
    if new.other is False and around is not None and around.other:
        yield around.start, new.start
    elements.append(new)


def _closed(elements: list[_Element], tag: str, end: int) -> Iterator[Span]:
    """Pop an element with those that were left open inside it; the language around an Arabic one goes on at ``end``."""
    last = len(elements) - 1
    at = next((i for i in range(last, max(-1, last - _DEEPEST), -1) if elements[i].tag == tag), None)
    if at is None:
        return
    closed = elements[at:]
    del elements[at:]
    yield from ((element.start, end) for element in closed if element.other)
    around = _around(elements)
    if around is not None and around.other and any(element.other is False for element in closed):
        around.start = end


def _of_attribute_list(body: str, start: int, blocks: list[int]) -> int:
    """Where the element begins to which the attribute list at ``start`` belongs. ``blocks`` are where the blocks begin."""
    line = max(body.rfind("\n", 0, start) + 1, start - _LONGEST)
    before = body[line:start]
    if _OWN_LINE.fullmatch(before):  # of the block above it
        return blocks[bisect_left(blocks, max(line, 1)) - 1]
    if before[-1] in " \t|" and not before.lstrip("> \t").startswith("#"):
        return line + before.rfind("|", 0, len(before.rstrip())) + 1  # of a cell; else of the line
    if before[-1] in " \t":
        return line  # of a heading
    return line + _inline_start(before)


_CLOSING_MARKS = re.compile(r"(\*+|_+|~+|`+)$")


def _inline_start(before: str) -> int:
    """Where the inline element that ends a line's part begins: emphasis, code, a link, a picture, HTML."""
    if marks := _CLOSING_MARKS.search(before):
        opening = before.rfind(marks[0], 0, marks.start())
        return max(opening, 0)
    if before.endswith((")", "]")):
        bracket = before.rfind("](") if before.endswith(")") else before.rfind("][")
        opening = before.rfind("[", 0, bracket) if bracket > 0 else before.rfind("[")
        return max(opening, 0)
    if before.endswith(">"):
        return max(before.rfind("<", 0, before.rfind("<")), 0)
    return max(before.rfind(" ") + 1, 0)
