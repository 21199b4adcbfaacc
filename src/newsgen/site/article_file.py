"""Split an article file into its front matter and its body."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from ..base.problems import N_, Problem, error
from .merge_conflict import conflict
from .schema import NOT_UTF8, decode
from .text import without_controls

MAX_BYTES = 2 * 1024 * 1024
"""The largest article file. A long read has 60 KB."""

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)

_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Split:
    """The front matter and the body of an article file without invisible controls, and the line where each begins."""

    front: str
    front_line: int
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


EMPTY = error("empty", N_("This file is empty."), N_("Write a story in it, or delete it."))

BINARY = error(
    "binary",
    N_("This is not a text file."),
    N_("Write the story again as plain text, or move this file out of the folder."),
)

UTF16 = error("utf-16", N_("This file is UTF-16 text."), NOT_UTF8.hint)

TOO_LARGE = error("too-large", N_("This file is larger than {limit} MB."), N_("Split it, or move what is not text out of it."),
                  limit=MAX_BYTES // 2**20)  # fmt: skip

NO_FRONT = error(
    "no-front-matter",
    N_("The file does not begin with a line “---” and its keys."),
    N_("Begin the file with a line “---”, then “title: …”, then a line “---”."),
)

OPEN_FRONT = error(
    "open-front-matter",
    N_("The second line “---” is missing after the keys."),
    N_("Put a line “---” after the last key."),
)


def split(data: bytes) -> tuple[Split | None, Problem | None]:
    """The halves of an article file and None; or None and the one error that makes the file unreadable.

    The front matter is not parsed. Line ends become ``\\n``. The problems carry no path; warnings are in
    ``Split.problems``.
    """
    if len(data) > MAX_BYTES:
        return None, TOO_LARGE
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None, UTF16
    if b"\0" in data:
        return None, UTF16 if _looks_like_utf16(data[:2000]) else BINARY
    text = decode(data)
    if isinstance(text, Problem):
        return None, text
    if not text.strip():
        return None, EMPTY
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, problems = without_controls(text)
    refusal = conflict(text)
    if refusal:
        return None, refusal
    lead = len(text) - len(text.lstrip("\n"))
    ends = fences(text)
    if isinstance(ends, Problem):
        return None, ends.at("", lead + 1, 1)
    front_line = lead + 2
    front = text[ends[0] : ends[1]]
    body_line = front_line + front.count("\n") + 1
    body = text[ends[2] :]
    return Split(front, front_line, body, body_line, tuple(problems)), None


def fences(text: str) -> tuple[int, int, int] | Problem:
    """The offsets where the front matter begins and ends and where the body begins; else the problem with the fences.

    The front matter lies between the fences, without them. The lines of ``text`` must end in ``\\n``. The problem has
    no position.
    """
    opening = _FENCE.match(text, len(text) - len(text.lstrip("\n")))
    if opening is None:
        return NO_FRONT
    closing = _END.search(text, opening.end() + 1)
    if closing is None:
        return OPEN_FRONT
    return opening.end() + 1, closing.start(), min(closing.end() + 1, len(text))


def _looks_like_utf16(head: bytes) -> bool:
    """Whether zero bytes occur at even or at odd offsets only: ASCII letters in UTF-16 without a byte-order mark."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return (even == 0) != (odd == 0) and even + odd > 4
