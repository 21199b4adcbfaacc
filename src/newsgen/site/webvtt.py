"""What is wrong with a file of captions in WebVTT (https://www.w3.org/TR/webvtt1/#file-structure)."""

import re
from collections.abc import Iterator
from itertools import islice

from ..base.problems import N_, Problem, warning
from .schema import NOT_UTF8, decode

MAX_BYTES = 2 * 1024 * 1024
"""The largest file of captions that is looked at. Those of a film of three hours have 300 KB."""

MAX_PROBLEMS = 20
"""The most problems that are reported of one file."""

_STAMP = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMING = re.compile(rf"({_STAMP})[ \t]+-->[ \t]+({_STAMP})(?:[ \t]+\S.*)?")
_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")


def faults(data: bytes) -> Iterator[Problem]:
    """Yield what is wrong with the bytes of a file of captions (``MAX_BYTES`` + 1 of a larger one are enough).

    Each problem is a warning with line and column and without a file: browsers show no captions, or leave one out. At most
    MAX_PROBLEMS.
    """
    if len(data) > MAX_BYTES:
        yield _TOO_LARGE.at("", 1, 1)
        return
    text = decode(data)
    if isinstance(text, Problem):
        yield NOT_UTF8.as_warning().at("", text.line, text.column)
        return
    lines = re.split("\r\n|\n|\r", text)
    if not _HEADER.fullmatch(lines[0]):
        yield _NO_HEADER.at("", 1, 1)
        return
    yield from islice(_cues(lines), MAX_PROBLEMS)


def _cues(lines: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the blocks behind the header; each ends with an empty line."""
    start, cues, last = 1, 0, 0.0
    while start < len(lines):
        if not lines[start]:
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end]:
            end += 1
        block, first = lines[start:end], start + 1
        start = end
        if _BLOCK.match(block[0]) and not any("-->" in line for line in block[:2]):
            continue
        at = next((number for number, line in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            if first > 2 or cues:  # what stands right below the header belongs to it
                yield _NO_TIMES.at("", first, 1)
            continue
        cues += 1
        times = _TIMING.fullmatch(block[at].rstrip())
        if times is None:
            yield _WRONG_TIMES.at("", first + at, 1)
            continue
        begin, stop = _seconds(times[1]), _seconds(times[2])
        if stop <= begin:
            yield _BACKWARDS.at("", first + at, times.start(2) + 1)
        if begin < last:
            yield _UNSORTED.at("", first + at, 1)
        last = max(last, begin)
        for number, line in enumerate(block[at + 1 :], first + at + 1):
            if "-->" in line:
                yield _ARROW.at("", number, line.index("-->") + 1)
    if not cues:
        yield _NO_CUES.at("", 1, 1)


def _seconds(stamp: str) -> float:
    *hours, minutes, seconds = stamp.split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)


_TOO_LARGE = warning(
    "captions-syntax", N_("This file of captions is larger than {limit} MB."), N_("Keep the words alone; it is not looked at."),
    limit=MAX_BYTES // 1024 // 1024,
)  # fmt: skip
_NO_HEADER = warning(
    "captions-syntax", N_("Captions begin with the line “WEBVTT”; browsers show none of these."),
    N_("Write it as the first line, and an empty line below. A file of the kind SRT must be converted."),
)  # fmt: skip
_NO_TIMES = warning(
    "captions-syntax",
    N_("These lines have no time, so nobody sees them."),
    N_("Write the times above: 00:01.000 --> 00:03.000"),
)
_WRONG_TIMES = warning(
    "captions-syntax", N_("These are no times, so the caption is left out."),
    N_("Write them like 00:01.000 --> 00:03.000: with a point, in Western digits."),
)  # fmt: skip
_BACKWARDS = warning("captions-syntax", N_("This caption ends before it begins."), N_("Correct the second time."))
_UNSORTED = warning(
    "captions-syntax", N_("This caption begins before the one above it."), N_("Put captions in their order.")
)
_ARROW = warning(
    "captions-syntax", N_("The words of a caption cannot hold “-->”."), N_("Leave an empty line above the next times.")
)
_NO_CUES = warning(
    "captions-syntax", N_("There is no caption in this file."), N_("Write the first below the line “WEBVTT”.")
)
