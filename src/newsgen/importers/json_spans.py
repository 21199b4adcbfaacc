"""Find the elements of a JSON array or object of any size without parsing it as a whole.

An export may be one array of gigabytes. Its elements are found by brackets and quotation marks alone and parsed one by
one, so memory is bounded by the largest element, and one broken element costs itself.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Any, NamedTuple

Bytes = bytes | mmap
"""UTF-8 without a byte order mark, in memory or mapped from a file."""

MAX_ELEMENT = 32 * 2**20
"""The largest element that ``load`` parses, in bytes."""

MAX_DEPTH = 100
"""The deepest nesting of an element that ``load`` parses."""

TOO_LARGE, TOO_DEEP = "too large", "too deep"
"""What ``load`` says when it refuses an element whose form may be right."""

_SIGN = re.compile(rb'["\[\]{},:]')
_IN_STRING = re.compile(rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+["\n]', re.DOTALL)
"""A string ends at its line's end at the latest: JSON has no line break in a string, so a lost quotation mark costs one
element and not all that follow."""
_SPACE = re.compile(rb"[ \t\r\n]*")


class Span(NamedTuple):
    """An element from ``start`` to ``end``, in bytes. ``key`` is its name in an object, empty in an array."""

    key: str
    start: int
    end: int


def begins(data: Bytes, at: int = 0) -> int:
    """Return the offset of the first byte from ``at`` on that is not white space."""
    match = _SPACE.match(data, at)
    return match.end() if match else at


def spans(data: Bytes, at: int = 0) -> Iterator[Span]:
    """Yield the elements of the array or object whose bracket stands at ``at``; nothing where none stands there.

    Brackets that do not match end nothing early but the element that holds them. A text that ends too early yields what
    came before, and its unfinished last element.
    """
    if data[at : at + 1] not in (b"[", b"{"):
        return
    depth, position, key = 0, at + 1, ""
    start = begins(data, position)
    is_object = data[at : at + 1] == b"{"
    text: tuple[int, int] | None = None
    while sign := _SIGN.search(data, position):
        found, position = sign[0], sign.end()
        if found == b'"':
            closing = _IN_STRING.match(data, position)
            if not closing:
                break
            text = (sign.start(), closing.end())
            position = closing.end()
        elif found in b"[{":
            depth += 1
        elif depth and found in b"]}":
            depth -= 1
        elif depth:
            continue
        elif found == b":" and is_object and not key and text:
            key = data[text[0] + 1 : text[1] - 1].decode("utf-8", "replace")
            start = begins(data, position)
        elif found in b",]}":
            if sign.start() > start:
                yield Span(key, start, sign.start())
            if found != b",":
                return
            start, key, text = begins(data, position), "", None
    if start < len(data):
        yield Span(key, start, len(data))


def member(data: Bytes, at: int, *path: str | int) -> int | None:
    """Return the offset of the value along a path of names and positions below the value at ``at``; None if absent."""
    for step in path:
        position = begins(data, at)
        for number, span in enumerate(spans(data, position)):
            if (span.key if isinstance(step, str) else number) == step:
                at = span.start
                break
        else:
            return None
    return at


def short_text(data: Bytes, at: int, *path: str) -> str:
    """Return a text of at most 200 bytes along a path, read before any list of elements; empty if absent."""
    for span in spans(data, begins(data, at)):
        if span.key == path[0] and span.end - span.start <= 200:
            try:
                value = load(data, span)
            except ValueError:
                return ""
            return short_text(data, span.start, *path[1:]) if len(path) > 1 else value if isinstance(value, str) else ""
    return ""


def load(data: Bytes, span: Span) -> Any:
    """Parse an element. Raises ValueError where it is broken, too large or nested too deeply."""
    if span.end - span.start > MAX_ELEMENT:
        raise ValueError(TOO_LARGE)
    text = data[span.start : span.end].decode("utf-8-sig", "replace")
    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if _deeper(value, MAX_DEPTH):
        raise ValueError(TOO_DEEP)
    return value


def _deeper(value: Any, limit: int) -> bool:
    level = [value]
    while level and limit:
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        limit -= 1
    return bool(level)


def top_level(data: Bytes, at: int, *, lines: bool = False) -> Iterator[Span]:
    """Yield the values of a file from ``at`` on: one, several in a row, the elements of an array, or one on each line.

    A file is taken for lines when ``lines`` is set, or when its first line holds a whole object and another follows.
    """
    at = begins(data, at)
    if data[at : at + 1] == b"[" and not lines:
        yield from spans(data, at)
        return
    first = data.find(b"\n", at)
    if lines or (first > 0 and data[at:first].rstrip().endswith(b"}") and data[begins(data, first)] == ord("{")):
        while at < len(data):
            end = data.find(b"\n", at)
            end = end if end >= 0 else len(data)
            if data[at:end].strip():
                yield Span("", at, end)
            at = end + 1
        return
    while at < len(data):
        end = _end(data, at)
        yield Span("", at, end)
        at = begins(data, end)


def _end(data: Bytes, at: int) -> int:
    """The offset behind the value whose bracket stands at ``at``; the text's end where it is not closed or has none."""
    depth = 0
    while sign := _SIGN.search(data, at):
        found, at = sign[0], sign.end()
        if found == b'"':
            closing = _IN_STRING.match(data, at)
            if not closing:
                break
            at = closing.end()
        elif found in b"[{":
            depth += 1
        elif found in b"]}":
            depth -= 1
            if depth <= 0:
                return at
    return len(data)


@dataclass(slots=True)
class LineNumbers:
    """Tells the line of offsets, counted from 1. Offsets must not go back."""

    data: Bytes
    _line: int = 1
    _at: int = 0

    def of(self, offset: int) -> int:
        """Return the line of an offset that is not before the last one asked for."""
        while (found := self.data.find(b"\n", self._at, offset)) >= 0:
            self._line, self._at = self._line + 1, found + 1
        return self._line
