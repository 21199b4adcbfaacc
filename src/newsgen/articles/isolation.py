"""Isolate the runs of another direction in sanitised HTML, where readers would else see them in the wrong order, and keep
together what no line may divide."""

import html
import re

from ..arabic import ISOLATING_TAGS, WHOLE_TAGS, bidi_runs, unbroken
from ..arabic.character_classes import DIGITS
from .sanitise import INLINE

_LATIN_OR_DIGIT = re.compile(f"[A-Za-z{DIGITS}]")
_SPLIT_TAGS = re.compile("(<[^>]*>)")
_OWN_DIRECTION = re.compile('<(code|pre|kbd|samp|bdi|bdo)\\b|<([a-z0-9]+)[^>]* (?:dir|lang)=|<sup id="fnref')
"""Elements that stay as they are. A footnote's number is one: it belongs to no figure that it follows."""
_PARAGRAPH_TAGS = frozenset(("<p>", "</p>"))
"""Most tags; they set no direction."""
_VOID = re.compile("<(br|hr)[ >/]")
_SPLIT_LINES = re.compile(rf"(<(?!/?(?:{'|'.join(sorted((INLINE | {'a'}) - {'br'}))})[ >])[^>]*>)")
"""Splits at the tags that end a line: of blocks, and ``br``."""
_OBJECT = "\ufffc"


def may_be_mixed(text: str) -> bool:
    """Whether a text without tags contains Latin letters or digits, so that runs of it may need isolation."""
    return _LATIN_OR_DIGIT.search(text) is not None


def isolate_mixed(clean: str) -> str:
    """Put runs of another direction into ``bdi`` or ``bdo`` where readers would else see them in the wrong order.

    ``clean`` is the sanitiser's output, in which every < and > of the text is escaped. Code, footnote numbers, and elements
    that set their direction themselves, stay as they are. A run may begin and end in other inline elements: it is isolated
    with them if they close in it, else by control characters (U+2066 or U+2068 … U+2069), which need not nest.
    ``arabic.unbroken`` says what stays on one line; it is kept whole where it lies in one element.
    """
    if not may_be_mixed(_SPLIT_TAGS.sub("", clean)):
        return clean
    out: list[str] = []
    depth = 0  # of open elements in and below one that sets its direction itself; 0 outside
    for n, piece in enumerate(_SPLIT_LINES.split(clean)):
        if n % 2:
            out.append(piece)
            if depth or piece not in _PARAGRAPH_TAGS:
                depth += _depth_change(piece, inside=depth > 0)
        elif depth or "<" in piece:
            line: list[tuple[str, str]] = []  # pieces and their text: "" for a tag, _OBJECT for what has a direction
            for part in _SPLIT_TAGS.split(piece):
                if part.startswith("<"):
                    change = _depth_change(part, inside=depth > 0)
                    line.append((part, _OBJECT if change and not depth else ""))
                    depth += change
                else:
                    line.append((part, "" if depth else html.unescape(part)))
            out += _isolated_line(line)
        elif _LATIN_OR_DIGIT.search(piece):
            out += _isolated_line([(piece, html.unescape(piece))])
        else:
            out.append(piece)
    return "".join(out)


def _depth_change(tag: str, *, inside: bool) -> int:
    """1 where a tag opens an element that sets its direction or lies ``inside`` such a one, -1 where it closes one."""
    if tag.startswith("</"):
        return -1 if inside else 0
    return 1 if (inside or _OWN_DIRECTION.match(tag)) and not _VOID.match(tag) else 0


def _isolated_line(line: list[tuple[str, str]]) -> list[str]:
    """The pieces of one line, with tags around the runs that need isolation."""
    written = [piece for piece, _ in line]
    text = "".join([words for _, words in line])
    if not _LATIN_OR_DIGIT.search(text):
        return written
    text = text.replace("\n", " ")
    runs = bidi_runs(text)
    if len(runs) == 1 and runs[0][1] is None and not unbroken(text):
        return written
    starts, at = [], 0
    for _, words in line:
        starts.append(at)
        at += len(words)
    marks: dict[int, list[tuple[int, str]]] = {}  # the tags to put into each piece, by offset in its text
    at = n = 0
    for run, direction in runs:
        if direction is not None:
            n = _piece_at(line, starts, at, n)
            last = _piece_at(line, starts, at + len(run) - 1, n)
            begin, end = (n, at - starts[n]), (last, at + len(run) - starts[last])
            whole = _with_their_elements(line, begin, end) if n != last else (begin, end)
            (first, offset), (final, after) = whole or (begin, end)
            opening, closing = (ISOLATING_TAGS if whole else _ISOLATING_ACROSS)[direction]
            marks.setdefault(first, []).append((offset, opening))
            marks.setdefault(final, []).append((after, closing))
        else:
            for start, stop in unbroken(run):
                n = _piece_at(line, starts, at + start, n)
                if at + stop <= starts[n] + len(line[n][1]):
                    marks.setdefault(n, []).append((at + start - starts[n], WHOLE_TAGS[0]))
                    marks[n].append((at + stop - starts[n], WHOLE_TAGS[1]))
        at += len(run)
    for n, tags in marks.items():
        written[n] = _with_tags(*line[n], tags)
    return written


def _piece_at(line: list[tuple[str, str]], starts: list[int], at: int, n: int) -> int:
    """The piece that holds the character number ``at`` of the line's text, from the piece ``n`` on."""
    while at >= starts[n] + len(line[n][1]):
        n += 1
    return n


def _with_their_elements(
    line: list[tuple[str, str]], begin: tuple[int, int], end: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A run with the elements that begin or end in it, as (piece, offset) of both ends; None if it cannot hold them whole."""
    closed = opened = 0
    for piece, _ in line[begin[0] : end[0] + 1]:
        if piece.startswith("</"):
            closed, opened = (closed, opened - 1) if opened else (closed + 1, 0)
        elif piece.startswith("<"):
            opened += 1
    first, last = begin[0], end[0]
    if (closed and begin[1]) or (opened and end[1] < len(line[last][1])):
        return None
    while closed:
        first -= 1
        if first < 0 or not line[first][0].startswith("<") or line[first][0].startswith("</") or line[first][1]:
            return None
        closed -= 1
    while opened:
        last += 1
        if last == len(line) or line[last][1]:
            return None
        if line[last][0].startswith("<"):
            opened += -1 if line[last][0].startswith("</") else 1
    return (begin if first == begin[0] else (first, 0)), (end if last == end[0] else (last, 1))


def _with_tags(piece: str, words: str, tags: list[tuple[int, str]]) -> str:
    """A piece with tags at offsets of its text; for a piece that is a tag itself 0 is before it and 1 behind it."""
    if piece.startswith("<"):
        return (
            "".join(tag for offset, tag in tags if not offset) + piece + "".join(tag for offset, tag in tags if offset)
        )
    out, at = [], 0
    for offset, tag in tags:
        out += [_escaped(words[at:offset]), tag]
        at = offset
    return "".join((*out, _escaped(words[at:])))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


_ISOLATING_ACROSS = {
    "ltr": ("\u2066", "\u2069"),
    "auto": ("\u2068", "\u2069"),
    "override": ("\u2066\u202d", "\u202c\u2069"),
}
"""In the place of ``ISOLATING_TAGS`` for a run that begins inside an element and ends outside it."""
