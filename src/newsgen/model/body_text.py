"""The words of a rendered body, for whatever shows no HTML: descriptions, structured data, the search index."""

import html
import re
from collections.abc import Iterable, Iterator

from .article import Part

MOST = 160
"""The most characters of an excerpt that is cut."""
LEEWAY = 5
"""So many characters more are not cut."""

_TAG = re.compile("<[^>]*>")
_LINE = re.compile(
    r"</?(?:br|p|div|li|[uod]l|d[dt]|h[1-6r]|t[rdh]|table|blockquote|pre|figure|figcaption|section|details|summary)\b[^>]*>"
)
"""A tag of an element that begins or ends a line."""
_REFERENCE = re.compile('<a (?=[^>]*class="footnote-(?:ref|backref)")[^>]*>(?:(?!</?a[ >]).)*</a>', re.DOTALL)
_DIV = re.compile(r"<(/?)div\b[^>]*>")
_NOTES = '<div class="footnote">'


def words_of(parts: Iterable[Part], *, notes: bool = False) -> Iterator[str]:
    """Yield the words of each text between the pictures of a body, on one line, without tags; some may be empty.
    Words on two lines stay two.

    Numbers of footnotes and the arrows back are left out, and without ``notes`` the footnotes themselves.
    """
    depth = 0  # of open elements in and below the footnotes, which a picture in one of them divides
    for part in parts:
        if isinstance(part, str):
            if notes or (not depth and _NOTES not in part):
                text = part
            else:
                text, depth = _without_notes(part, depth)
            yield " ".join(html.unescape(_TAG.sub("", _LINE.sub(" ", without_references(text)))).split())


_TRANSCRIPT = re.compile('<details class="transcript"(?: id="([^"]*)")?')


def transcript_id(parts: Iterable[Part]) -> str | None:
    """The id of the first transcript of a recording in a body (``articles.transcripts``), empty where it has none; None for a
    body without a transcript."""
    found = (_TRANSCRIPT.search(part) for part in parts if isinstance(part, str))
    first = next((match for match in found if match is not None), None)
    return None if first is None else first[1] or ""


def without_references(markup: str) -> str:
    """The HTML of a body without the numbers of footnotes and the arrows back to them."""
    return _REFERENCE.sub("", markup) if "footnote-" in markup else markup


def _without_notes(part: str, depth: int) -> tuple[str, int]:
    """A text without the footnotes, and the depth in them at its end."""
    kept: list[str] = []
    begin = 0
    for tag in _DIV.finditer(part):
        if depth:
            depth += -1 if tag[1] else 1
            begin = tag.end()
        elif tag[0] == _NOTES:
            kept.append(part[begin : tag.start()])
            depth = 1
    if not depth:
        kept.append(part[begin:])
    return " ".join(kept), depth


def excerpt(parts: Iterable[Part]) -> str:
    """The beginning of a body: its first text that has words, cut between two words after MOST characters; else empty."""
    text = next((words for words in words_of(parts) if words), "")
    return text if len(text) <= MOST + LEEWAY else text[: MOST - 1].rsplit(" ", 1)[0] + "…"
