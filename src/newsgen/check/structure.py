"""Markdown that does something else than its writer meant: lists and tables that are none, notes that lead nowhere."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..arabic.character_classes import DIGITS, LEADING_MARKS
from ..articles.attribute_lists import parse
from ..articles.blocks import begins_table, without_direction_marks
from ..articles.comments import without_comments
from ..articles.footnote_labels import label_of
from ..base.problems import Problem
from ..site.fences import Fences
from ..site.settings import Settings
from ..site.text import position
from .rules import RULES
from .story import Story

_CODE_SPAN = re.compile(r"(?<!`)(`++)[^`\n]*+\1(?!`)")
_SPAN = "\ufffc"
"""What stands for each character of a code span: no space, since a line that begins with one is not indented, and no sign."""
_NUMBERED = re.compile(rf" *([{DIGITS}]{{1,4}})[.)] +[^ ]")
_HARD_BREAK = re.compile(r"(?:(?<!\\)(?:\\\\)*\\|  )$")
_MARKED = re.compile(r" *(?:[•▪◦●‣·○■–—] *[^ ]|-(?=[^\W\d_])|\*(?=[^\W\d_])[^*]*$)")
"""A bullet that Markdown does not know, or one without the space behind it."""
_COUNTED = re.compile(rf" *[(\[]?([{DIGITS}]{{1,3}})(?: *[-–—]|[/:.)\]]) *[^ {DIGITS}]")
"""A number as people count with, in forms that Markdown knows and others: ``1-``, ``1/``, ``(1)``, ``1.`` without a space."""
_LETTERED = re.compile(r" *\(?([\u0621-\u064aa-z])(?:[.)/]| *[-–—]) *[^ ]")
_ALPHABETS = "أبجدهوزحطي أبتثجحخدذرز ابتثجحخدذرز abcdefghij"
_LIST_OR_NOTE = re.compile(rf" *(?:[-*+] |[{DIGITS}]{{1,9}}[.)] |\[\^[^\]]*\]:|: )")
_ROW = re.compile(r" *\|.*\| *$")
_DELIMITERS = re.compile(r" *(?=[^|]*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_NOTE = re.compile(r"(?<!\\)\[\^((?:[^\]\n]|\n(?! *\n)){0,300})\](:?)")
"""A footnote's label, which may go on in the next line, but not in the next paragraph."""
_ID = re.compile(r"(?<!\\)\{([^{}\n]*+)\}|<[a-z][^<>\n]* id *= *[\"']?([^\s\"'<>]+)", re.IGNORECASE)
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
            lines[i] = _CODE_SPAN.sub(lambda match: _SPAN * len(match[0]), lines[i])
            i += 1
        else:
            lines[i : fence.end + 1] = [fence.lead.rstrip()] + [""] * (fence.end - i)
            i = fence.end + 1
    live = isinstance(story.document.value, dict) and story.document.value.get("kind") == "live"
    yield from _blocks([without_direction_marks(line).lstrip(LEADING_MARKS) for line in lines], story.halves.body_line)
    for piece in _entries(lines, story.halves.body_line) if live else (_Piece(lines, story.halves.body_line),):
        yield from _notes(piece)
        yield from _ids(piece)


def _entries(lines: list[str], first_line: int) -> Iterator[_Piece]:
    """The introduction of live coverage, and of each entry the headline, which has no footnotes, and the text."""
    starts = [i for i, line in enumerate(lines) if line.startswith("##") and not line.startswith("###")]
    yield _Piece(lines[: starts[0] if starts else len(lines)], first_line)
    for start, end in pairwise([*starts, len(lines)]):
        yield _Piece(lines[start : start + 1], first_line + start)
        yield _Piece(lines[start + 1 : end], first_line + start + 1)


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

    They have bullets, numbers or letters that begin no list in Markdown, or go on counting below a line of text. Lines that end
    in a hard break stand on the page as they are written, as those of an imported text do.
    """
    in_list = False
    for i, (line, below) in enumerate(pairwise(block)):
        if _HARD_BREAK.search(line):
            continue
        marked = _MARKED.match(below) and (_MARKED.match(line) or line.lstrip().startswith("- "))
        if marked or _counts_without_list(line, below):
            return i
        number, following = _NUMBERED.match(line), _NUMBERED.match(below)
        counts = number and following and int(following[1]) == int(number[1]) + 1 > 2
        if counts and i and not in_list:
            return i
        in_list = in_list or _LIST_OR_NOTE.match(line) is not None
    return -1


def _counts_without_list(line: str, below: str) -> bool:
    """Whether two lines count, by numbers or letters, in a form that is no list in Markdown."""
    if (number := _COUNTED.match(line)) and (following := _COUNTED.match(below)):
        known = _NUMBERED.match(line) and _NUMBERED.match(below)
        return not known and int(following[1]) == int(number[1]) + 1
    letter, following = _LETTERED.match(line), _LETTERED.match(below)
    return letter is not None and following is not None and letter[1] + following[1] in _ALPHABETS


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
    text = "\n".join(piece.lines)
    references: dict[str, int] = {}
    definitions: dict[str, int] = {}
    wrong: list[tuple[str, int]] = []
    for match in _NOTE.finditer(text):
        label = label_of(match[1])
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        defines = bool(match[2]) and not before.strip(" >")
        if defines and label in definitions:
            wrong.append((label, match.start()))
        (definitions if defines else references).setdefault(label, match.start())
    wrong += [(label, place) for label, place in references.items() if label not in definitions]
    wrong += [(label, place) for label, place in definitions.items() if label not in references]
    for label, place in wrong:
        yield RULES["markdown-footnote"].found(label=label).at("", *position(text, place, piece.first_line))


def _ids(piece: _Piece) -> Iterator[Problem]:
    """A finding for each id that an earlier element of the same text has."""
    seen: set[str] = set()
    for number, line in enumerate(piece.lines, start=piece.first_line):
        for match in _ID.finditer(line):
            names = [match[2]] if match[2] else [value for key, value in parse(match[1]) if key == "id"]
            for name in names:
                if name in seen:
                    yield RULES["markdown-id"].found(id=name).at("", number, match.start() + 1)
                seen.add(name)
