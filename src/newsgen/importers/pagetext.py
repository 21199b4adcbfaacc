"""Recognise the elements of a captured news page's visible text, line by line. Every line is placed or reported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, takewhile
from typing import Literal

from ..arabic import fold, parse_date, parse_relative
from .capture import Block, Capture, Line, PageCard, bare, inline_sources

LIMIT = 5_000_000  # bytes; a captured page has about 5,000
LONGEST_LINE = 50_000  # characters; a longer line is not a paragraph, and is reported
SHORT_LINE = 80  # characters; a longer line is not a label, a date or a card's heading
SUBHEAD_WORDS = 12
MOST_CARDS = 200  # a page has a handful; further cards are reported and not imported
HEAD_LINES = 7  # header, section trail, headline and date are among this many first lines

_SHARE_STORY = frozenset(map(fold, ("شارك القصة", "شارك هذه القصة", "شارك الخبر", "شارك المقال")))
_BUTTON = frozenset(map(fold, ("شارك", "مشاركة", "share")))
_CLOSING = frozenset(map(fold, ("close", "إغلاق", "أغلق")))
_SOURCES = frozenset(map(fold, ("المصادر", "المصدر")))
_SENTENCE_END = re.compile(r"[.؟!…?][\"»”')\]]*$")
_NO_SUBHEAD_END = re.compile(r"[.،؛,;:!…)][\"»”']*$")
_DIGIT = re.compile(r"\d")
_LIST_START = re.compile(r"[-•*–—·]|\d+\s*[-.)]")


def parse(text: str) -> Capture:
    """Recognise a captured page. Never raises; takes time in proportion to the text's length.

    A text of more than ``LIMIT`` bytes is not read: the capture is empty, and its ``refused`` is ``too-large``.
    """
    if len(text) > LIMIT or len(text.encode("utf-8", "surrogatepass")) > LIMIT:
        return Capture(refused="too-large")
    rows = _rows(text)
    oversized = [r for r in rows if len(r.bare) > LONGEST_LINE]
    rows = [r for r in rows if len(r.bare) <= LONGEST_LINE] if oversized else rows
    closing = rows.pop().line if rows and rows[-1].word in _CLOSING else None
    at = next((i for i, r in enumerate(rows) if r.word in _SHARE_STORY), None)
    share = rows.pop(at).line if at is not None else None
    head = _head(rows)
    starts = _card_starts(rows, head.size)
    if at is None or at <= head.size:  # a share button above the story does not end it
        at = starts[0] if starts else len(rows)
    story = _story(rows[head.size : at])
    cards, stray = _cards(rows, at, [i for i in starts if i >= at])
    return Capture(
        header=_line(head.header),
        header_date=head.header.day if head.header else None,
        trail=tuple(r.line for r in head.trail),
        headline=_line(head.headline),
        dated=_line(head.dated),
        story_date=head.dated.day if head.dated else None,
        lead=_line(story.lead),
        body=tuple(story.body),
        sources_mark=_line(story.mark),
        sources=tuple(r.line for r in story.sources),
        share=share,
        cards=cards,
        closing=closing,
        unplaced=tuple(sorted((r.line for r in (*story.unplaced, *stray, *oversized)), key=lambda x: x.number)),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is not blank, with the features that recognition uses.

    ``word`` is the folded text of a short line without its last colon or full stop, ``day`` its date, ``ago`` its
    relative time; a longer line has none of them. ``before`` and ``after`` say whether a blank line, or the text's
    edge, precedes and follows it.
    """

    line: Line
    bare: str
    word: str
    day: date | None
    ago: tuple[int, str] | None
    before: bool
    after: bool

    @property
    def ended(self) -> bool:
        """Whether the line ends like a sentence. Two dots at the end belong to a headline."""
        return bool(_SENTENCE_END.search(self.bare, max(0, len(self.bare) - 6))) and not self.bare.endswith("..")

    @property
    def running(self) -> bool:
        """Whether the line reads as running text: a whole sentence, or too long for a subhead or a name."""
        return self.ended or not _few_words(self.bare, SUBHEAD_WORDS)


def _few_words(text: str, most: int) -> bool:
    return len(text.split(None, most)) <= most


def _line(row: _Row | None) -> Line | None:
    return row.line if row else None


def _rows(text: str) -> list[_Row]:
    texts = re.split(r"\r\n|\r|\n", text)
    bares = ["", *map(bare, texts), ""]
    rows = []
    for number, whole in enumerate(texts, 1):
        stripped = bares[number]
        if not stripped:
            continue
        short = len(stripped) <= SHORT_LINE
        rows.append(
            _Row(
                Line(number, whole),
                stripped,
                fold(stripped.rstrip(" :.")).strip().lower() if short else "",
                parse_date(stripped) if short and _DIGIT.search(stripped) else None,
                parse_relative(stripped) if short else None,
                not bares[number - 1],
                not bares[number + 1],
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class _Head:
    header: _Row | None
    trail: Sequence[_Row]
    headline: _Row | None
    dated: _Row | None
    size: int  # rows


def _head(rows: Sequence[_Row]) -> _Head:
    top = _opening(rows)
    header = top[0] if top and top[0].day else None
    i = 1 if header else 0
    at = next((n for n in range(i, len(top)) if top[n].day), None)
    if at is None or at == i:
        dated = None if at is None else top[i]
        rest = _undated(top[i + 1 :] if dated else top[i:])
        return _Head(header, rest.trail, rest.headline, dated, i + bool(dated) + rest.size)
    return _Head(header, top[i : at - 1], top[at - 1], top[at], at + 1)


def _opening(rows: Sequence[_Row]) -> list[_Row]:
    """Return the first lines, which can be a date, a trail or a headline.

    They are at most ``HEAD_LINES``, and end before a sentence, a label or the beginning of a card.
    """
    top: list[_Row] = []
    for n, row in enumerate(rows[:HEAD_LINES]):
        sentence = row.bare.endswith(".") and row.ended
        begins_card = n + 1 < len(rows) and rows[n + 1].ago and not row.after and _few_words(row.bare, 6)
        if sentence or begins_card or row.ago or len(row.bare) > 200 or row.word in _SOURCES | _BUTTON:
            break
        top.append(row)
    return top


def _undated(rows: Sequence[_Row]) -> _Head:
    """Find the trail and the headline when no date line follows them."""
    names = list(takewhile(lambda row: _few_words(row.bare, 20), rows))
    for i, (first, second) in enumerate(pairwise(names)):
        if fold(first.bare[:300]) == fold(second.bare[:300]):
            return _Head(None, names[: i + 1], second, None, i + 2)
    if not names:
        return _Head(None, (), None, None, 0)
    if len(names) > 1 and (_few_words(names[0].bare, 3) or re.search(r"[/<>›»|]", names[0].bare)):
        return _Head(None, names[:1], names[1], None, 2)
    return _Head(None, (), names[0], None, 1)


@dataclass(slots=True)
class _Story:
    lead: _Row | None = None
    body: list[Block] = field(default_factory=list)
    mark: _Row | None = None
    sources: list[_Row] = field(default_factory=list)
    unplaced: list[_Row] = field(default_factory=list)


def _story(rows: Sequence[_Row]) -> _Story:
    story = _Story()
    mark = max(
        (i for i, r in enumerate(rows) if r.word in _SOURCES or (r.word and inline_sources(r.bare))), default=len(rows)
    )
    text = []
    for i, row in enumerate(rows):
        if i == mark:
            if row.word in _SOURCES:
                story.mark = row
            else:
                story.sources.append(row)
        elif row.word in _BUTTON or row.word in _CLOSING or row.word in _SHARE_STORY or row.ago:
            story.unplaced.append(row)
        elif i > mark and not row.running:
            story.sources.append(row)
        else:
            text.append(row)
    if text:
        story.lead = text[0]
    for i in range(1, len(text)):
        following = text[i + 1] if i + 1 < len(text) else None
        kind: Literal["subhead", "paragraph"] = (
            "subhead" if _is_subhead(text[i - 1], text[i], following) else "paragraph"
        )
        story.body.append(Block(kind, text[i].line))
    return story


def _is_subhead(previous: _Row, row: _Row, following: _Row | None) -> bool:
    """Return whether a line is a subhead: short, and alone between two runs of text. Two short lines together are a list."""
    return (
        following is not None
        and row.before
        and row.after
        and previous.running
        and following.running
        and len(row.bare) <= SHORT_LINE
        and _few_words(row.bare, SUBHEAD_WORDS)
        and not _NO_SUBHEAD_END.search(row.bare)
        and not _LIST_START.match(row.bare)
    )


def _card_starts(rows: Sequence[_Row], first: int) -> list[int]:
    """Return the indexes in ``rows``, from ``first`` on, at which cards begin.

    A card begins at the line above a relative time, or at the first line of a block with a share button.
    """
    starts: list[int] = []
    top = first  # the first line of the present block of lines
    pressed = -1  # the block of the last button
    waiting = False  # a card has begun, and its button has not come yet
    for i in range(first, len(rows)):
        if rows[i].before:
            top = i
        if rows[i].ago:
            above = i - 1 >= first and _can_head(rows[i - 1]) and (not rows[i].before or rows[i - 1].before)
            starts.append(i - 1 if above else i)
            waiting = True
        elif rows[i].word in _BUTTON:
            if not waiting and pressed != top and _can_head(rows[top]):
                starts.append(top)
            pressed, waiting = top, False
    return starts


def _can_head(row: _Row) -> bool:
    return 0 < len(row.bare) <= 60 and not row.ended and not row.ago and row.word not in _BUTTON | _CLOSING | _SOURCES


def _cards(rows: Sequence[_Row], at: int, starts: Sequence[int]) -> tuple[tuple[PageCard, ...], list[_Row]]:
    stray = list(rows[at : starts[0] if starts else len(rows)])
    cards = []
    ends = [*starts[1:], len(rows)][:MOST_CARDS]
    for start, end in zip(starts, ends, strict=False):
        card, left = _card(rows[start:end])
        cards.append(card)
        stray += left
    return tuple(cards), stray + list(rows[ends[-1] if ends else len(rows) :])


def _card(rows: Sequence[_Row]) -> tuple[PageCard, list[_Row]]:
    head = None if rows[0].ago else rows[0]
    time = next((r for r in rows[:2] if r.ago), None)
    rest = [r for r in rows if r is not head and r is not time]
    pressed = next((i for i, r in enumerate(rest) if r.word in _BUTTON), None)
    if pressed is None:  # without a button, a blank line separates the caption from the summary
        pressed = next((i for i, r in enumerate(rest) if r.before), len(rest))
    captions = rest[:pressed]
    words = [r for r in rest[pressed:] if r.word not in _BUTTON | _CLOSING | _SHARE_STORY and not r.ago]
    titled = len(words) > 1 and not words[0].running and words[1].running
    summary = [r for i, r in enumerate(words[titled:]) if i == 0 or r.running]
    card = PageCard(
        head=_line(head),
        time=_line(time),
        ago=time.ago if time else None,
        alt=captions[0].line if captions else None,
        caption=captions[1].line if len(captions) > 1 else None,
        headline=words[0].line if titled else None,
        summary=tuple(r.line for r in summary),
        buttons=tuple(r.line for r in rest[pressed:] if r.word in _BUTTON | _CLOSING | _SHARE_STORY),
    )
    known = {x.number for x in card.lines}
    return card, [r for r in rows if r.line.number not in known]
