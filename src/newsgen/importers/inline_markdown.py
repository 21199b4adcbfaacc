"""Write the words of a paragraph as Markdown: text, marks such as emphasis and links, code, line breaks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple

from .markdown_signs import address, attribute, collapsed, escaped, line, title

BREAK = "\n"
"""The words of a piece that is a line break. No other piece holds a line end."""


LINK = 0
"""The rank of links among marks: outside of all others."""


class Mark(NamedTuple):
    """What is said of some words. Marks nest by ``rank``, the smallest outside, then by name.

    ``tag`` is ``a``, ``code``, ``strong``, ``em``, ``del``, or another inline element that newsgen allows. ``attributes`` are
    those to write; of a link ``href`` and ``title``.
    """

    rank: int
    tag: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, all with the same marks, in their order. ``ready`` says that they are Markdown and need no escape."""

    words: str
    marks: tuple[Mark, ...] = ()
    ready: bool = False


class Where(NamedTuple):
    """Where the words will stand: ``one_line`` allows no line end, and in a ``cell`` of a table ``|`` is a mark."""

    one_line: bool = False
    cell: bool = False


PARAGRAPH, HEADING, CELL = Where(), Where(one_line=True), Where(one_line=True, cell=True)

_DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}
_EDGE = re.compile(r"[\s*~_`<\\]")


def paragraphs(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Divide pieces where two line breaks follow each other, as writers of HTML separate paragraphs. None is empty."""
    words: list[Piece] = []
    breaks = 0
    for piece in pieces:
        if piece.words == BREAK:
            breaks += 1
        elif piece.words.strip():
            if breaks > 1:
                yield from _not_empty(words)
                words = []
            breaks = 0
        words.append(piece)
    yield from _not_empty(words)


def _not_empty(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    if any(piece.words.strip() for piece in pieces):
        yield tuple(pieces)


def written(pieces: Sequence[Piece], where: Where = PARAGRAPH) -> str:
    """The pieces as Markdown, without spaces at the ends; several lines where they hold breaks. White space is collapsed;
    nothing but spaces gives an empty text."""
    if len(pieces) == 1 and not (pieces[0].marks or pieces[0].ready):
        words = collapsed(pieces[0].words).strip(" ")
        return "" if words.isspace() or not words else _one(words, where)
    spaced = list(_spaced(_collapsed(pieces)))
    if not any(piece.words.strip() for piece in spaced):
        return ""
    text = _nested(spaced, 0, where, has_breaks=any(piece.words == BREAK for piece in spaced))
    if where.one_line:
        return text
    return "\n".join(line(part) for part in text.split("\n"))


def _one(words: str, where: Where) -> str:
    """Words without marks, on one line."""
    text = escaped(words)
    if where.cell:
        return text.replace("|", "\\|")
    return text if where.one_line else line(text)


def _collapsed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with single spaces between words, and none at the beginning, at the end and around breaks."""
    out: list[Piece] = []
    space: Piece | None = None
    for piece in pieces:
        if piece.words == BREAK:
            if out:
                out.append(piece)
            space = None
            continue
        words = piece.words if piece.ready else collapsed(piece.words)
        core = words.strip(" ")
        begins = not out or out[-1].words == BREAK
        if not begins and (space is not None or words[:1] == " "):
            marks = (space or piece).marks
            space = Piece(" ", marks)
        if core:
            if space is not None:
                out.append(space)
            out.append(Piece(core, piece.marks, piece.ready))
            space = Piece(" ", piece.marks) if words[-1:] == " " else None
    while out and out[-1].words == BREAK:
        out.pop()
    return iter(out)


def _spaced(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with those marks for each space and break that the words on both sides share, the outermost first."""
    all_pieces = list(pieces)
    following: list[tuple[Mark, ...]] = []
    marks: tuple[Mark, ...] = ()
    for piece in reversed(all_pieces):
        following.append(marks)
        if piece.words not in (" ", BREAK):
            marks = piece.marks
    before: tuple[Mark, ...] = ()
    for piece, after in zip(all_pieces, reversed(following), strict=True):
        if piece.words in (" ", BREAK):
            shared = (a for a, b in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
            yield Piece(piece.words, tuple(mark for mark in shared if mark.tag != "code"))
        else:
            before = piece.marks
            yield piece


def _nested(pieces: Sequence[Piece], level: int, where: Where, has_breaks: bool) -> str:
    """Write pieces that share their first ``level`` marks."""
    out: list[str] = []
    groups = [
        (mark, list(group))
        for mark, group in groupby(pieces, lambda p: p.marks[level] if level < len(p.marks) else None)
    ]
    written_groups = [
        (mark, _leaves(group, where, has_breaks) if mark is None else _inner(mark, group, level, where, has_breaks))
        for mark, group in groups
    ]
    for index, (mark, inner) in enumerate(written_groups):
        if mark is None or mark.tag == "code":
            out.append(inner)
            continue
        before = out[-1][-1:] if out else ""
        below = written_groups[index + 1][1] if index + 1 < len(written_groups) else ""
        out.append(_marked(mark, inner, before, below[:1]))
    return "".join(out)


def _inner(mark: Mark, group: Sequence[Piece], level: int, where: Where, has_breaks: bool) -> str:
    if mark.tag == "code":
        return _code("".join(piece.words.replace(BREAK, " ") for piece in group), where)
    return _nested(group, level + 1, where, has_breaks)


def _leaves(pieces: Iterable[Piece], where: Where, has_breaks: bool) -> str:
    parts: list[str] = []
    texts: list[str] = []
    for piece in (*pieces, None):
        if piece is not None and not piece.ready and piece.words != BREAK:
            texts.append(piece.words)
            continue
        if texts:
            text = escaped("".join(texts))
            parts.append(text.replace("|", "\\|") if where.cell or has_breaks else text)
            texts.clear()
        if piece is not None:
            parts.append(_break(where) if piece.words == BREAK else piece.words)
    return "".join(parts)


def _break(where: Where) -> str:
    if where.cell:
        return "<br>"
    return " " if where.one_line else "\\\n"


def _marked(mark: Mark, inner: str, before: str, after: str) -> str:
    """Words inside a mark. ``before`` and ``after`` are the signs around it, which may make a delimiter ambiguous."""
    if not inner:
        return inner
    if mark.tag == "a":
        values = dict(mark.attributes)
        tip = f' "{title(values["title"])}"' if values.get("title") else ""
        label = inner.replace("\\]:", "\\]&#58;")  # "]:" would make a line a reference
        return f"[{label}]({address(values['href'])}{tip})"
    delimiter = _DELIMITERS.get(mark.tag)
    if delimiter and not mark.attributes:
        sign = delimiter[0]
        clear = not _EDGE.match(inner[0]) and not _EDGE.match(inner[-1]) and inner[-2:-1] != "\\"
        # Behind a line break, Python-Markdown takes a lone ~ for an end that fits nothing, and looks for no other.
        lone = sign == "~" and sign in inner
        if clear and not lone and sign not in (before, after) and before != "\\":
            return f"{delimiter}{inner}{delimiter}"
    written_attributes = "".join(f' {name}="{attribute(value)}"' for name, value in mark.attributes)
    return f"<{mark.tag}{written_attributes}>{inner}</{mark.tag}>"


def _code(words: str, where: Where) -> str:
    """Code in a line: between backticks where that is certain, else as an element."""
    words = collapsed(words)
    if not words.strip():
        return words
    if "`" in words or "\\" in words or "|" in words or "]:" in words or words != words.strip():
        text = escaped(words)
        return f"<code>{text.replace('|', chr(92) + '|') if where.cell else text}</code>"
    return f"`{words}`"
