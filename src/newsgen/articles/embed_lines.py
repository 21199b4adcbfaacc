"""Where a text names posts and players of other sites, by the lines of its Markdown, for programs that edit or check a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..site.fences import outside_fences
from ..site.providers import shown_at
from .comments import comments_in

_BARE = re.compile(r" {0,3}<?(https?://[^\s<>\"]+?)>?[ \t]*")
_QUOTED = re.compile(r"^ {0,3}>[^\n]*(?:\n {0,3}>[^\n]*)*", re.MULTILINE)
_SOURCE = re.compile(r"^[ \t]*>?[ \t]*(?:[—–]|--)[^\n]*?(?:\]\(<?|<)(https?://[^\s)>]+)[)>]?[^\n]*$", re.MULTILINE)


_MARKED = re.compile(r"\{:?[^{}\n]*\.embed\b")


@dataclass(frozen=True, slots=True)
class BareLine:
    """A line that is nothing but an address: its number from 0 among the lines of the text, and the address."""

    number: int
    address: str


def bare_lines(text: str) -> Iterator[BareLine]:
    """Yield the lines of a Markdown text that are nothing but a web address. Code, comments, lists and quotations are left
    out."""
    if "://" not in text:
        return
    lines = _without_comments(text).split("\n")
    for number in outside_fences(lines):
        match = _BARE.fullmatch(lines[number])
        if match:
            yield BareLine(number, match[1])


def _without_comments(text: str) -> str:
    """The text with as many lines, and a sign that no address begins with for each comment."""
    pieces, end = [], 0
    for start, stop in comments_in(text):
        stop = stop if stop >= 0 else len(text)
        pieces += [text[end:start], "\ufffc", "\n" * text.count("\n", start, stop)]
        end = stop
    return "".join([*pieces, text[end:]])


def quotations_of_posts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the quotations of posts stand in a Markdown text, as offsets.

    Their words, names and dates are somebody else's, so no rule of style applies to them.
    """
    if "://" not in text or ">" not in text:
        return
    for quote in _QUOTED.finditer(text):
        sources = list(_SOURCE.finditer(quote[0]))
        shown = shown_at(sources[-1][1]) if sources else None
        if (shown and shown.is_said) or (
            sources and _MARKED.search(text, sources[-1].start() + quote.start(), quote.end() + 80)
        ):
            yield quote.span()
