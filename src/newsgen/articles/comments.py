"""Take HTML comments out of Markdown, before anything else reads it: an editor's note never reaches the page."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from ..base.problems import N_, Problem, error
from ..site.fences import Fences
from ..site.text import position

_TOKEN = re.compile(r"\\[\\`<]|`+|<!--")
_END = re.compile(r"--!?>")
_RUN = re.compile("`+")
_BLANK = re.compile(r"\n[ \t]*(?=\n|\Z)")


def without_comments(text: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """The text without its comments, with as many lines as before; and an error where a comment is not closed.

    Comments in code stay, for there they are text, and so does what follows an unclosed ``<!--``. A backslash before
    ``<!--`` makes it text. Where the comment was alone on a line, an empty line stays, so that the paragraphs around
    it stay apart. The error carries a line of the file, in which the text begins at ``first_line``, and no path.
    https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state says where a comment ends.
    """
    kept: list[str] = []
    place = 0
    for start, ending in comments_in(text):
        if ending < 0:
            return "".join((*kept, text[place:])), (_OPEN.at("", *position(text, start, first_line)),)
        before = text[place:start]
        if text[ending : ending + 1] in ("", "\n") or text[ending:].partition("\n")[0].isspace():
            before = before.rstrip(" \t")  # else two spaces would become a line break
        kept.append(before + "\n" * text.count("\n", start, ending))
        place = ending
    return "".join((*kept, text[place:])), ()


def comments_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the comments of a Markdown text in order: offsets of start and end, -1 for the end of one that is not closed.

    What looks like one in code is none, and neither is anything behind a comment that is not closed.
    """
    if "<!--" not in text:
        return
    scan = _Scan(text)
    ending = 0
    while ending >= 0 and (start := scan.next_comment(ending)) >= 0:
        ending = _end_of_comment(text, start)
        yield start, ending


def _end_of_comment(text: str, start: int) -> int:
    """The offset after the comment that begins at ``start``; -1 where it is not closed."""
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return start + len(short)
    ending = _END.search(text, start + len("<!--"))
    return ending.end() if ending else -1


class _Scan:
    """Finds the comments of a text in turn: those that are not in fenced code or in a code span."""

    def __init__(self, text: str) -> None:
        self._text = text
        lines = text.split("\n")
        self._fences = Fences(lines)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._blanks = [match.start() for match in _BLANK.finditer(text)]
        self._runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def next_comment(self, place: int) -> int:
        """The offset of the next ``<!--`` from ``place`` on that begins a comment; -1 where there is none."""
        text = self._text
        while place < len(text):
            line = bisect_right(self._starts, place) - 1
            if place == self._starts[line] and (fence := self._fences.at(line)):
                place = self._starts[fence.end + 1]
                continue
            stop = min(self._starts[line + 1], len(text))
            token = _TOKEN.search(text, place, stop)
            if token is None:
                place = stop
            elif token[0] == "<!--":
                return token.start()
            else:
                place = self._after(token)
        return -1

    def _after(self, token: re.Match[str]) -> int:
        """The offset where to go on after an escaped mark, a code span, or a run of ` that opens none."""
        if token[0].startswith("\\"):
            # An escaped < makes no comment.
            return token.end()
        length = len(token[0])
        runs = self._runs.get(length, [])
        later = bisect_right(runs, token.start())
        blank = bisect_right(self._blanks, token.start())
        paragraph_end = self._blanks[blank] if blank < len(self._blanks) else len(self._text)
        return runs[later] + length if later < len(runs) and runs[later] < paragraph_end else token.end()


_OPEN = error(
    "open-comment",
    N_("The comment that begins here is not closed."),
    N_("Write “-->” where it ends; where “<!--” is meant as text, put it between ` marks."),
)
