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

from .source_files import Released

Bytes = bytes | mmap
"""UTF-8 without a byte order mark, in memory or mapped from a file."""

MAX_ELEMENT = 32 * 2**20
"""The largest element that ``load`` parses, in bytes."""

MAX_DEPTH = 100
"""The deepest nesting of an element that ``load`` parses."""

TOO_LARGE, TOO_DEEP, BROKEN = "too large", "too deep", "broken"
"""Why an element is refused."""

_SIGN = re.compile(rb'["\[\]{},:]')
_IN_STRING = re.compile(rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+["\n]', re.DOTALL)
"""A string ends at its line's end at the latest: JSON has no line break in a string, so a lost quotation mark costs one
element and not all that follow."""
_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+["\n])*+[\[\]{}]', re.DOTALL)
"""All up to the next bracket outside of strings, with it."""
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
    if data[at : at + 1] in (b"[", b"{"):
        yield from _from(data, begins(data, at + 1), data[at : at + 1] == b"{")


def _to_bracket(data: Bytes, at: int) -> re.Match[bytes] | None:
    return _TO_BRACKET.match(data, at)


def _from(data: Bytes, start: int, is_object: bool) -> Iterator[Span]:
    """The elements of an array or object from the one that begins at ``start`` on."""
    position, key = start, ""
    closer = b"}" if is_object else b"]"
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
            depth = 1
            while depth and (bracket := _to_bracket(data, position)):
                depth += 1 if bracket[0][-1:] in b"[{" else -1
                position = bracket.end()
            if depth:
                break
        elif found == b":" and is_object and not key and text:
            key = data[text[0] + 1 : text[1] - 1].decode("utf-8", "replace")
            start = begins(data, position)
        elif found in (b",", closer):
            if sign.start() > start:
                yield Span(key, start, sign.start())
            if found != b",":
                return
            start, key, text = begins(data, position), "", None
    if start < len(data):
        yield Span(key, start, len(data))


MAX_RESCUES = 50
"""How many elements of an array may be broken so that their brackets do not match, before the rest is given up."""


def loaded(data: Bytes, at: int, *, lines: bool = False) -> Iterator[tuple[Span, Any, str]]:
    """Yield the values of a file or array from ``at`` on: where each stands, what it holds, and why it is refused if it is.

    The reason is empty for a value that could be parsed. An element of an array whose brackets do not match ends where
    the next one seems to begin: below it at the same indentation, or else with the same first key.
    """
    rescues = 0
    released = Released(data)
    waiting = [top_level(data, at, lines=lines)]
    is_array = not lines and data[begins(data, at) : begins(data, at) + 1] == b"["
    while waiting:
        for span in waiting.pop():
            released.before(span.start)
            try:
                value = load(data, span)
            except ValueError as failure:
                reason = str(failure) if str(failure) in (TOO_LARGE, TOO_DEEP) else BROKEN
                following = (
                    _next_beginning(data, span) if is_array and rescues < MAX_RESCUES and reason != TOO_DEEP else None
                )
                if following is None:
                    yield span, None, reason
                    continue
                rescues += 1
                yield span._replace(end=following), None, BROKEN
                waiting.append(_from(data, following, False))
                break
            yield span, value, ""


_FIRST_KEY = re.compile(rb'\{\s*"[^"\\\n]{1,60}"\s*:')


def _next_beginning(data: Bytes, span: Span) -> int | None:
    """Where the element after a broken one seems to begin inside of it."""
    line = data.rfind(b"\n", 0, span.start) + 1
    before = data[line : span.start]
    if line and not before.strip() and data[span.start : span.start + 1] == b"{":
        found = data.find(b"\n" + before + b"{", span.start, span.end)
        return found + 1 + len(before) if found >= 0 else None
    first = _FIRST_KEY.match(data, span.start)
    if first is None:
        return None
    sign = re.compile(rb",\s*(?=" + re.escape(first[0]) + rb")")
    match = sign.search(data, first.end(), span.end)
    return match.end() if match else None


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
    return _without_surrogates(value) if _SURROGATE.search(text) else value


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _without_surrogates(value: Any) -> Any:
    """A value whose texts hold no half of a pair, which no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(entry) for entry in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(entry) for key, entry in value.items()}
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
    if lines or _are_lines(data, at):
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


def _are_lines(data: Bytes, at: int) -> bool:
    first = data.find(b"\n", at, at + MAX_ELEMENT)
    if first < 0 or not data[at:first].rstrip().endswith(b"}") or begins(data, first) == len(data):
        return False
    try:
        return isinstance(json.loads(data[at:first]), dict)
    except (ValueError, RecursionError):
        following = begins(data, first)
        return data[following : following + 1] == b"{"


def _end(data: Bytes, at: int) -> int:
    """The offset behind the value whose bracket stands at ``at``; the text's end where it is not closed or has none."""
    depth = 0
    while bracket := _to_bracket(data, at):
        depth += 1 if bracket[0][-1:] in b"[{" else -1
        at = bracket.end()
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
