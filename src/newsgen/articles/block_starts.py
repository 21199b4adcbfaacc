"""Tell where the blocks of a Markdown text begin, as the engine sees them: paragraphs, headings, lists, tables and so on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from ..site.fences import Fences
from .blocks import BLOCK_TAGS, VOID_TAGS, Container, Rewriting


class BlockKind(StrEnum):
    """What a block at the top level of a text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    RULE = "rule"
    HTML = "html"
    DEFINITIONS = "definitions"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class BlockStart:
    """The first line of a block, by its index from 0, and the block's kind."""

    line: int
    kind: BlockKind


_CODE = "\x02\x03"
"""A placeholder for HTML or code, as the engine's own begin."""

_REFERENCE = re.compile(r" {0,3}(?:\[[^\[\]]*\]:|\*\[[^\]]*\][ ]?:)")
_LISTS = ("ol", "ul")


@dataclass(slots=True)
class _Found:
    """A block whose end is not reached: its beginning, the kind of its latest part, and whether HTML begins in it."""

    line: int
    kind: BlockKind
    latest: BlockKind
    html: bool


def block_starts(lines: Sequence[str]) -> list[BlockStart]:
    """The blocks at the top level of a text, in order. ``lines`` are its lines without ends, from which comments are taken.

    A block goes on to the line before the next one's first, blank lines apart. What the engine reads as one is one: a
    list with blank lines between its items, quotations that follow each other, terms with their definitions, HTML up to
    where its elements are closed. Blocks are told apart at blank lines and around headings only, so what touches
    otherwise is one block here, of the kind that its first line begins. Takes linear time.
    """
    collapsed, numbers = _without_code(lines)
    run = Rewriting(collapsed, lambda _: _CODE)
    run.begin()
    found: list[_Found] = []
    reached, vanished = -1, False
    while run.rest:
        at = len(collapsed) - len(run.rest)
        line = run.rest[0].lstrip(" ")
        outer, before, inside = run.stack[0] if run.stack else None, run.before, bool(run.open_tags)
        run.step()
        if not line or inside or at <= reached:
            continue
        reached = at
        if line.isspace():  # no-break spaces: a paragraph that vanishes, so that the engine may join what is around it
            vanished = True
            continue
        kind = _kind(line, run)
        html = kind is BlockKind.HTML or line[0] == "<"
        if found and (vanished or _goes_on(outer, before, run, kind, found[-1].latest)):
            block = found[-1]
            block.latest, block.html = kind, block.html or html
            if kind is BlockKind.DEFINITIONS and block.kind is BlockKind.PARAGRAPH:
                block.kind = kind
        else:
            found.append(_Found(numbers[at], kind, kind, html))
        vanished = False
    return [BlockStart(block.line, block.kind) for block in _with_closed_html(_with_joined_definitions(found), lines)]


def _goes_on(outer: Container | None, before: str, run: Rewriting, kind: BlockKind, latest: BlockKind) -> bool:
    """Whether a line belongs to the block above it.

    ``outer`` and ``before`` are the outermost container and the line before it, ``run`` is the state after it, ``kind``
    what it would begin, and ``latest`` what the line above belongs to.
    """
    now = run.stack[0] if run.stack else None
    if outer is not None and now is outer:
        return True
    if kind is BlockKind.DEFINITIONS:  # the term is above
        return True
    if before not in ("blank", "heading") and kind is not BlockKind.HEADING:
        return True
    if before == "heading":
        return False
    if outer is not None and now is not None and outer.kind == now.kind and now.kind in _LISTS:
        return True
    return kind is latest is BlockKind.QUOTE


def _kind(line: str, run: Rewriting) -> BlockKind:
    """What a line begins, from its text and the state after it."""
    outermost = run.stack[0].kind if run.stack else ""
    if outermost in _LISTS:
        return BlockKind.LIST
    if outermost == "note":
        return BlockKind.FOOTNOTE if line[0] == "[" else BlockKind.DEFINITIONS
    if run.before == "heading":
        return BlockKind.HEADING
    if run.before == "table":
        return BlockKind.TABLE
    if line[0] == ">":
        return BlockKind.QUOTE
    if line.startswith(_CODE):
        return BlockKind.CODE
    if run.before == "leaf":
        return BlockKind.HTML if line[0] == "<" else BlockKind.RULE
    if _RULE.fullmatch(line):
        return BlockKind.RULE
    return BlockKind.REFERENCE if _REFERENCE.match(line) else BlockKind.PARAGRAPH


_RULE = re.compile(r"-(?: *-){2,} *")


def _with_joined_definitions(found: list[_Found]) -> list[_Found]:
    """The blocks, where definitions that follow each other are one list, as in the engine."""
    joined: list[_Found] = []
    for block in found:
        if block.kind is BlockKind.DEFINITIONS and joined and joined[-1].latest is BlockKind.DEFINITIONS:
            joined[-1].latest, joined[-1].html = block.latest, joined[-1].html or block.html
        else:
            joined.append(block)
    return joined


_TAG = re.compile(rf"<(/?)({BLOCK_TAGS}|pre|script|style|textarea)(?=[ />]|$)[^<>]*?(/?)>", re.IGNORECASE)


def _with_closed_html(found: list[_Found], lines: Sequence[str]) -> list[_Found]:
    """The blocks, where one in which HTML begins goes on to the end of that which closes its element."""
    if not any(block.html for block in found):
        return found
    ends = [block.line for block in found[1:]] + [len(lines)]
    opened = [_opened(lines[block.line : end]) for block, end in zip(found, ends, strict=True)]
    before = [0, *accumulate(opened)]
    least = [*accumulate(reversed(before[1:]), min)][::-1]  # of the sums from each block on
    kept: list[_Found] = []
    i = 0
    while i < len(found):
        kept.append(found[i])
        level = before[i]
        if found[i].html and opened[i] > 0 and i + 1 < len(found) and least[i + 1] <= level:
            while before[i + 1] > level:
                i += 1
        i += 1
    return kept


def _opened(lines: Sequence[str]) -> int:
    """How many more elements some lines open than they close."""
    return sum(
        -1 if tag[1] else 0 if tag[3] or tag[2].lower() in VOID_TAGS else 1
        for line in lines
        if "<" in line
        for tag in _TAG.finditer(line)
    )


def _without_code(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """The lines as the engine reads them, with tabs expanded and one line in the place of each fenced code; and the index of
    each in ``lines``."""
    expanded = [line.expandtabs(4) for line in lines]
    plain = [line if line.strip(" ") else "" for line in expanded]
    fences = Fences(plain)
    out, numbers = [], []
    i = 0
    while i < len(plain):
        fence = fences.at(i)
        out.append(plain[i] if fence is None else fence.lead + _CODE)
        numbers.append(i)
        i = i + 1 if fence is None else fence.end + 1
    return out, numbers
