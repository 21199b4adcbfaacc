"""Read the values that PHP's ``serialize`` wrote, without creating objects.

https://www.php.net/manual/en/function.serialize.php
"""

import re
from typing import cast

Array = dict[str, object]

_MAX_DEPTH = 16
_MAX_VALUES = 20_000
_HEAD = re.compile(
    rb"N;|b:([01]);|i:(-?\d{1,20});|d:([-+.\dEeINFA]{1,40});|s:(\d{1,9}):\"|a:(\d{1,9}):\{|O:(\d{1,3}):\""
)


def unserialize(text: str) -> object:
    """Return a serialized value: None, a bool, an int, a float, a str, or a dict whose keys are str.

    An object becomes the dict of its public fields. The result is None for everything that is not a serialized value,
    for references, and above 16 levels or 20,000 values. A string whose stated length is wrong, as after a search and
    replace in the database, ends at its quotation mark before a semicolon.
    """
    try:
        return _Reader(text.encode("utf-8", "replace")).value(0)
    except (ValueError, OverflowError):
        return None


def array(text: str) -> Array:
    """Return a serialized array; empty for every other value."""
    found = unserialize(text) if text.startswith("a:") else None
    return cast("Array", found) if isinstance(found, dict) else {}


def number(value: object) -> int:
    """A whole number from 1 to 999999, which may be written as text; 0 for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    text = str(value).partition(".")[0].strip()
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def word(value: object) -> str:
    """A text as it is; empty for everything else."""
    return value.strip() if isinstance(value, str) else ""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.left = _MAX_VALUES

    def value(self, depth: int) -> object:
        self.left -= 1
        head = _HEAD.match(self.data, self.at)
        if head is None or depth > _MAX_DEPTH or self.left < 0:
            raise ValueError
        self.at = head.end()
        if head[1]:
            return head[1] == b"1"
        if head[2]:
            return int(head[2])
        if head[3]:
            return float(head[3])
        if head[4]:
            return self._string(int(head[4]))
        if head[5]:
            return self._array(int(head[5]), depth)
        if head[6]:
            name = re.compile(rb"[^\"]{0,200}\":(\d{1,9}):\{").match(self.data, self.at)
            if name is None:
                raise ValueError
            self.at = name.end()
            return self._array(int(name[1]), depth)
        return None

    def _string(self, length: int) -> str:
        end = self.at + length
        if self.data[end : end + 2] != b'";':
            end = self.data.find(b'";', self.at)
            if end < 0:
                raise ValueError
        text = self.data[self.at : end].decode("utf-8", "replace")
        self.at = end + 2
        return text

    def _array(self, count: int, depth: int) -> Array:
        found: Array = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, int | str):
                raise ValueError
            found[str(key)] = self.value(depth + 1)
        if self.data[self.at : self.at + 1] != b"}":
            raise ValueError
        self.at += 1
        return found
