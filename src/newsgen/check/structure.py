"""Markdown that does something else than its writer meant: lists and tables that are none, notes that lead nowhere."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..articles.blocks import begins_table
from ..articles.comments import without_comments
from ..base.problems import Problem
from ..site.fences import Fences
from ..site.settings import Settings
from .rules import RULES
from .story import Story

_CODE_SPAN = re.compile(r"(?<!`)(`++)[^`\n]*+\1(?!`)")
_NUMBERED = re.compile(r" *([0-9\u0660-\u0669\u06f0-\u06f9]{1,4})[.)] +[^ ]")
_MARKED = re.compile(r" *[•▪◦●‣·] *[^ ]")
_LIST_OR_NOTE = re.compile(r" *(?:[-*+] |[0-9\u0660-\u0669\u06f0-\u06f9]{1,9}[.)] |\[\^[^\]]*\]:|: )")
_ROW = re.compile(r" *\|.*\| *$")
_DELIMITERS = re.compile(r" *(?=[^|]*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_NOTE = re.compile(r"\[\^([^\]\n]*)\](:?)")
_ID = re.compile(r"\{(?=[^{}\n]*\}):?[^{}\n#]*#([^\s{}#.]+)|<[a-z][^<>\n]* id *= *[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_CODE_SIGN = re.compile(r"[{}();=<>$\\\[\]|]")


class _Piece(NamedTuple):
    """A part of a body that is rendered by itself: its lines without code, and the line of the file where it begins."""

    lines: list[str]
    first_line: int


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield what the rules ``markdown-…`` find in a body."""
    text, _ = without_comments(story.halves.body, story.halves.body_line)
    lines = text.expandtabs(4).split("\n")
    fences = Fences(lines)
    i = 0
    while i < len(lines):
        fence = fences.at(i)
        if fence is None:
            if fences.opens(i) and "~" not in lines[i].strip().lstrip("~"):
                yield RULES["markdown-fence"].found().at("", story.halves.body_line + i, 1)
            lines[i] = _CODE_SPAN.sub(lambda match: " " * len(match[0]), lines[i])
            i += 1
        else:
            lines[i : fence.end + 1] = [""] * (fence.end + 1 - i)
            i = fence.end + 1
    live = isinstance(story.document.value, dict) and story.document.value.get("kind") == "live"
    yield from _blocks(lines, story.halves.body_line)
    for piece in _entries(lines, story.halves.body_line) if live else (_Piece(lines, story.halves.body_line),):
        yield from _notes(piece)
        yield from _ids(piece)


def _entries(lines: list[str], first_line: int) -> Iterator[_Piece]:
    """The introduction and the entries of live coverage."""
    starts = [0, *(i for i, line in enumerate(lines) if line.startswith("##") and not line.startswith("###"))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _Piece(lines[start:end], first_line + start)


def _blocks(lines: list[str], first_line: int) -> Iterator[Problem]:
    """Findings for lists, tables and code that are none: one for each block."""
    nested = False  # in a list or note, where indentation has a meaning
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and lines[end].strip():
            end += 1
        block = lines[i:end]
        if block:
            nested = nested if block[0].startswith(" ") else False
            code = 0 if not nested and _looks_like_code(block) else -1
            nested = nested or any(map(_LIST_OR_NOTE.match, block))
            for rule, offset in (("list", _no_list(block)), ("table", _no_table(block)), ("indented", code)):
                if offset >= 0:
                    line = block[offset]
                    found = RULES[f"markdown-{rule}"].found(excerpt=line.strip()[:40])
                    yield found.at("", first_line + i + offset, len(line) - len(line.lstrip()) + 1)
        i = end + 1


def _no_list(block: list[str]) -> int:
    """The index of the first of two lines that look like a list and are part of a paragraph; -1 where none are.

    They have bullets that Markdown does not know, or go on counting below a line of text.
    """
    in_list = False
    for i, (line, below) in enumerate(pairwise(block)):
        if _MARKED.match(line) and _MARKED.match(below):
            return i
        number, following = _NUMBERED.match(line), _NUMBERED.match(below)
        counts = number and following and int(following[1]) == int(number[1]) + 1 > 2
        if counts and i and not in_list:
            return i
        in_list = in_list or _LIST_OR_NOTE.match(line) is not None
    return -1


def _no_table(block: list[str]) -> int:
    """The index of a line that looks like a row of a table, in a block without one; -1 where there is none."""
    if any(begins_table(line.lstrip(" "), below) for line, below in pairwise(block)):
        return -1
    for i, line in enumerate(block):
        if _DELIMITERS.match(line) or (i + 1 < len(block) and _ROW.match(line) and _ROW.match(block[i + 1])):
            return i
    return -1


def _looks_like_code(block: list[str]) -> bool:
    """Whether all lines of a block are indented as code used to be, and look like it: without Arabic letters."""
    indented = all(line.startswith("    ") for line in block)
    text = "".join(block)
    return indented and not _ARABIC.search(text) and _CODE_SIGN.search(text) is not None


def _notes(piece: _Piece) -> Iterator[Problem]:
    """A finding for each footnote without a definition, without a reference, or with two definitions."""
    references: dict[str, tuple[int, int]] = {}
    definitions: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(piece.lines, start=piece.first_line):
        for match in _NOTE.finditer(line):
            label, place = " ".join(unicodedata.normalize("NFC", match[1]).split()), (number, match.start() + 1)
            defines = bool(match[2]) and not line[: match.start()].strip(" >")
            if defines and label in definitions:
                yield RULES["markdown-footnote"].found(label=label).at("", *place)
            (definitions if defines else references).setdefault(label, place)
    for label, place in references.items():
        if label not in definitions:
            yield RULES["markdown-footnote"].found(label=label).at("", *place)
    for label, place in definitions.items():
        if label not in references:
            yield RULES["markdown-footnote"].found(label=label).at("", *place)


def _ids(piece: _Piece) -> Iterator[Problem]:
    """A finding for each id that an earlier element of the same text has."""
    seen: set[str] = set()
    for number, line in enumerate(piece.lines, start=piece.first_line):
        for match in _ID.finditer(line):
            name = match[1] or match[2]
            if name in seen:
                yield RULES["markdown-id"].found(id=name).at("", number, match.start() + 1)
            seen.add(name)
