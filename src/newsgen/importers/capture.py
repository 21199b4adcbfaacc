"""A captured page as values: its recognised elements, each with the line where it stands."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..arabic import fold

_SPACES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_CONTROLS = "".join(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)))
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_TRIM = _SPACES + _CONTROLS + _INVISIBLE
_DASH = re.compile(r"\s+[-–—ـ]\s+")
_INLINE_SOURCES = re.compile(r"(?:المصادر|المصدر)[ \u00a0]?:\s*(\S.*)")
_ASIDE = frozenset(
    map(fold, ("يمين", "يسار", "وسط", "الوسط", "إلى اليمين", "إلى اليسار", "يمينا", "يسارا", "من اليمين"))
)
_CREDIT = re.compile(r"[\s\u00a0]*\(([^()]{2,80})\)[\s\u00a0]*\.?$")


def bare(text: str) -> str:
    """Strip spaces, control characters and invisible characters from both ends; those inside stay."""
    return text.strip(_TRIM)


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption from the credit in parentheses at its end; return both without the parentheses.

    A number, a side ("on the right") and more than eight words are no credit, and neither are parentheses that are the
    whole caption. Without a credit the caption is returned as it is, with an empty text.
    """
    match = _CREDIT.search(caption, max(0, len(caption) - 100))
    if match is None:
        return caption, ""
    credit = bare(match[1])
    if not re.search(r"[^\W\d_]", credit) or len(credit.split()) > 8 or fold(credit) in _ASIDE or not match.start():
        return caption, ""
    return caption[: match.start()], credit


def inline_sources(text: str) -> str:
    """Return what follows the label in a line like "المصدر: …", as one text; empty for any other line."""
    match = _INLINE_SOURCES.fullmatch(text)
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the captured text, unchanged, with its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or subhead of the story's body."""

    kind: Literal["paragraph", "subhead"]
    line: Line


@dataclass(frozen=True, slots=True)
class PageCard:
    """One related story as the page shows it.

    ``head`` is its line with section and place; ``ago`` is its relative time as (n, unit).
    """

    head: Line | None = None
    time: Line | None = None
    ago: tuple[int, str] | None = None
    alt: Line | None = None
    caption: Line | None = None
    headline: Line | None = None
    summary: tuple[Line, ...] = ()
    buttons: tuple[Line, ...] = ()

    @property
    def section(self) -> str:
        """The section's name as the page writes it, before the dash of the head line; empty without a head line."""
        return _DASH.split(bare(self.head.text), 1)[0] if self.head else ""

    @property
    def place(self) -> str:
        """The place's name as the page writes it, after the dash of the head line; empty if there is no dash."""
        parts = _DASH.split(bare(self.head.text), 1) if self.head else []
        return parts[1] if len(parts) > 1 else ""

    @property
    def credit(self) -> str:
        """The credit at the end of ``caption``, without parentheses; empty if there is none. ``alt`` does not count."""
        return split_credit(bare(self.caption.text))[1] if self.caption else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the card, in the page's order."""
        single = (self.head, self.time, self.alt, self.caption, self.headline)
        return tuple(sorted((*(x for x in single if x), *self.summary, *self.buttons), key=lambda x: x.number))


@dataclass(frozen=True, slots=True)
class Capture:
    """The elements of a page.

    ``header`` is the date line at the top of the page, ``dated`` the story's own date line; ``header_date`` and
    ``story_date`` are their days. ``trail`` are the lines above the headline that name its section. ``sources_mark`` is
    the line that is only a label of sources, ``share`` the button that ends the story, ``closing`` a closing button at
    the end of the page. ``unplaced`` are the lines that were not recognised. ``refused`` is the reason why a text was
    not read: empty, or ``too-large``; then all else is empty.
    """

    header: Line | None = None
    header_date: date | None = None
    trail: tuple[Line, ...] = ()
    headline: Line | None = None
    dated: Line | None = None
    story_date: date | None = None
    lead: Line | None = None
    body: tuple[Block, ...] = ()
    sources_mark: Line | None = None
    sources: tuple[Line, ...] = ()
    share: Line | None = None
    cards: tuple[PageCard, ...] = ()
    closing: Line | None = None
    unplaced: tuple[Line, ...] = ()
    refused: Literal["", "too-large"] = ""

    @property
    def placed(self) -> tuple[Line, ...]:
        """All recognised lines, in the page's order."""
        single = (self.header, self.headline, self.dated, self.lead, self.sources_mark, self.share, self.closing)
        lines = [x for x in single if x]
        lines += [*self.trail, *self.sources, *(b.line for b in self.body), *(x for c in self.cards for x in c.lines)]
        return tuple(sorted(lines, key=lambda x: x.number))
