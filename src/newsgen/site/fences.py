"""Find fenced code in Markdown lines, as CommonMark does, also inside list items and quotations."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..arabic.character_classes import DIGITS

_MARKERS = rf"[ \t>]*(?:(?:[-*+:]|[{DIGITS}]{{1,9}}[.)]|\[\^[^\]\n]{{1,80}}\]:)[ \t][ \t>]*)*"
_OPENING = re.compile(rf"({_MARKERS})(`{{3,}}(?=[^`]*$)|~{{3,}})(.*)$")
_CLOSING = re.compile(r"([ \t>]*)(`{3,}|~{3,})[ \t]*$")
_QUOTE = re.compile(r"[ \t]*>")


class Fence(NamedTuple):
    """Fenced code: the indexes of its opening and closing line, and the parts of the opening line.

    ``lead`` is what stands before the marks (indentation, ``>``, a list marker), ``info`` what stands after them:
    the language and options. ``code`` are the lines between, without the indentation and ``>`` that ``lead`` asks for.
    """

    start: int
    end: int
    lead: str
    info: str
    code: tuple[str, ...]


class Fences:
    """The fences of some lines, by the index of their opening line. Asking for all lines in turn takes linear time.

    An opening fence without a closing one is text, unlike in CommonMark, where it turns all that follows into code.
    A closing fence has at least as many marks, no more than three spaces more before it, and as many ``>``.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._closings = [
            i for i, line in enumerate(lines) if ("```" in line or "~~~" in line) and _CLOSING.match(line)
        ]
        self._unclosed: dict[str, tuple[int, int, int, int]] = {}
        self._quote_ends: dict[int, tuple[int, int]] = {}

    @property
    def any(self) -> bool:
        """Whether a line could close a fence; without one, there is no fenced code."""
        return bool(self._closings)

    def at(self, start: int) -> Fence | None:
        """The fence that the line with this index opens; None where it opens none, or one that nothing closes."""
        line = self._lines[start]
        opening = _OPENING.match(line) if self._closings and ("```" in line or "~~~" in line) else None
        if opening is None:
            return None
        lead, marks, info = opening.groups()
        quotes = lead.count(">")
        inner = lead[lead.rfind(">") + 1 :].expandtabs(4)
        indent = len(inner) - (1 if quotes and inner.startswith(" ") else 0)
        end = self._closing(start, marks, quotes, indent)
        if end < 0:
            return None
        code = tuple(_inside(text, quotes, indent) for text in self._lines[start + 1 : end])
        return Fence(start, end, lead, info.strip(), code)

    def opens(self, index: int) -> bool:
        """Whether the line with this index looks like an opening fence, closed or not."""
        return _OPENING.match(self._lines[index]) is not None

    def _closing(self, start: int, marks: str, quotes: int, indent: int) -> int:
        """The index of the line that closes such a fence; -1 where none does."""
        until, length, depth, column = self._unclosed.get(marks[0], (0, 0, 0, 0))
        if start < until and len(marks) >= length and quotes >= depth and indent <= column:
            return -1
        quote_end = self._end_of_quote(start, quotes)
        for place in range(bisect_right(self._closings, start), len(self._closings)):
            i = self._closings[place]
            if i >= quote_end:
                break
            closing = _CLOSING.match(self._lines[i])
            if closing is None or closing[2][0] != marks[0] or len(closing[2]) < len(marks):
                continue
            before = closing[1]
            inner = before[before.rfind(">") + 1 :].expandtabs(4)
            if before.count(">") == quotes and len(inner) - (quotes > 0) <= indent + 3:
                return i
        self._unclosed[marks[0]] = (quote_end, len(marks), quotes, indent)
        return -1

    def _end_of_quote(self, start: int, quotes: int) -> int:
        """The index of the first line after ``start`` with fewer ``>`` than ``quotes`` before its text."""
        if not quotes:
            return len(self._lines)
        begin, end = self._quote_ends.get(quotes, (0, 0))
        if not begin <= start < end:
            end = start + 1
            while end < len(self._lines) and _quotes(self._lines[end], quotes) == quotes:
                end += 1
            self._quote_ends[quotes] = start, end
        return end


def _quotes(line: str, most: int) -> int:
    """The number of ``>`` before the text of a line, counted up to ``most``."""
    count, place = 0, 0
    while count < most and (match := _QUOTE.match(line, place)):
        count, place = count + 1, match.end()
    return count


def _inside(line: str, quotes: int, indent: int) -> str:
    """A line of code without its ``>`` and without up to ``indent`` columns of indentation."""
    place = 0
    for _ in range(quotes):
        match = _QUOTE.match(line, place)
        place = match.end() if match else place
    if quotes and line.startswith(" ", place):
        place += 1
    text = line[place:]
    if indent and text[:1] in (" ", "\t"):
        text = text.expandtabs(4) if "\t" in text[:indent] else text
        text = text[min(indent, len(text) - len(text.lstrip(" "))) :]
    return text


def with_masked_fences(text: str, mask: str) -> str:
    """A text of the same length and lines, with ``mask``, one character, for each character of fenced code and its fences."""
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    outside = set(outside_fences(lines))
    return "\n".join(line if i in outside else mask * len(line) for i, line in enumerate(lines))


def outside_fences(lines: Sequence[str]) -> Iterator[int]:
    """Yield the indexes of the lines that are neither in fenced code nor its fences."""
    fences = Fences(lines)
    i = 0
    while i < len(lines):
        fence = fences.at(i)
        if fence is None:
            yield i
        i = i + 1 if fence is None else fence.end + 1
