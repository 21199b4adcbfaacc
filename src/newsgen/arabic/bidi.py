"""Text direction: find the parts of an Arabic sentence that need isolation, so that readers see them as they were written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from .bidi_grammar import Joined, joined
from .bidi_groups import ANY_ARABIC_INDIC
from .bidi_levels import keeps_order
from .bidi_tokens import ARABIC_INDIC, DIGIT, RTL_LETTER, units_of
from .character_classes import BIDI_CONTROLS, ISOLATES, LATIN, POP_ISOLATE

FSI, PDI = "\u2068", "\u2069"

_FIRST = re.compile(rf"[^{RTL_LETTER}{BIDI_CONTROLS} \n.,:;!?\"'()«»“”،…\xa0–—-]")
"""The characters for which a stretch is looked at. One negated class skips Arabic words in a thirtieth of a pattern's time."""
_BEFORE_FIRST = frozenset(" .,:;!?\"'()«»“”،…\xa0–—-")
_PLAIN = re.compile(
    rf"(?:[0-9]+(?:[.,:/][0-9]+)*[.,:;!? )»”\"،]*|[A-Za-z]+(?: [A-Za-z]+)*[ )»”\"]*[,:]?[ ]?)(?:$|(?=[{RTL_LETTER}]))"
)
"""A stretch that holds one figure, or Latin words without any sign: nothing in it can move."""
_BEFORE_PLAIN = frozenset(" («“")
_ANY_LEFT = re.compile(rf"{LATIN}|{DIGIT}")
_LETTER = re.compile(LATIN)
_RIGHT = re.compile(rf"[{RTL_LETTER}]")
_PARAGRAPH = re.compile(r"([\n\r\x1c-\x1e\x85\u2029])")
"""The characters that end a bidi paragraph and all isolates in it."""
_CONTROL = re.compile(f"[{BIDI_CONTROLS}]")
_FIGURE_THEN_MORE = re.compile(f"([{ARABIC_INDIC}]+)(?=.)", re.DOTALL)
_BETWEEN_FIGURES = re.compile(f"(?<=[{ARABIC_INDIC}])[^{ARABIC_INDIC}]+(?=[{ARABIC_INDIC}])")
_OF_ISOLATION = re.compile(f"[{ISOLATES}{POP_ISOLATE}]|(?<=[{ARABIC_INDIC}])\u200e")
_KEEPS_FIGURES = frozenset(".,:/\xa0\u202f،")
"""The signs of class CS: one of them between Arabic-Indic digits makes one number of both sides."""
LONG = 24
"""The length above which no run is "ltr": style sheets keep "ltr" runs on one line."""
LRM = "\u200e"

ISOLATING_TAGS = {
    "ltr": ('<bdi dir="ltr">', "</bdi>"),
    "auto": ("<bdi>", "</bdi>"),
    "override": ('<bdo dir="ltr">', "</bdo>"),
}
"""The tags around a run, by the directions of ``bidi_runs``."""

Run = tuple[str, str | None]
Spans = Sequence[tuple[int, int]]


def bidi_runs(text: str) -> tuple[Run, ...]:
    """Split a text into runs, each with a direction.

    ``ISOLATING_TAGS`` has the tags of each; None is no isolation. "auto" runs have a Latin letter before any other, so that
    browsers find the same direction; among them is every such run of more than ``LONG`` characters. "override" runs have
    groups of Arabic-Indic digits, which isolation alone does not keep in order, or are longer than ``LONG`` and without
    letters.

    ``bidi_table.ROWS`` lists what is one run. It needs isolation, always as a whole, in two cases. First, if the Unicode
    bidirectional algorithm (https://www.unicode.org/reports/tr9/), in a right-to-left paragraph, shows any of its characters
    out of left-to-right order after an Arabic letter or at the start of a paragraph: ranges, telephone numbers, percentages,
    C++, "Apple Inc.". Plain words and numbers (Apple, 1,234.5, 30/7/2021, 08:30) do not need it. Second, if it is Latin and
    only signs stand between it and another run, which it would drag to its right: the names in «Apple، Google», «CNN: 5».

    Arabic-Indic figures are isolated only where they read from left to right: telephones, accounts, dates, thousands with
    spaces. Ranges and amounts in these digits read from right to left in every context. A run longer than
    ``bidi_levels.LONGEST`` is always isolated.

    Text that already stands between isolates is left alone. The runs around it are those of the text without these isolates;
    what an isolate holds of a run is taken out of it. So a text that ``isolate`` returned has nothing more to isolate.

    The joined runs are the text. Runs with None can follow each other, because each paragraph is split by itself. An
    empty text gives one empty run.
    """
    if not _ANY_LEFT.search(text):
        return ((text, None),)
    if _PARAGRAPH.search(text):
        lines = _PARAGRAPH.split(text)
        return tuple(run for line in lines for run in bidi_runs(line) if run[0])
    if POP_ISOLATE in text:
        bare = _without_isolates(text)
        spans = [
            (bare.offsets[a], bare.offsets[b - 1] + 1, direction)
            for a, b, direction in _spans(bare.text, bare.isolated)
        ]
    else:
        spans = _spans(text, ())
    runs: list[Run] = []
    at = 0
    for start, end, direction in spans:
        if start > at:
            runs.append((text[at:start], None))
        runs.append((text[start:end], direction))
        at = end
    if at < len(text) or not runs:
        runs.append((text[at:], None))
    return tuple(runs)


def isolate(text: str) -> str:
    """Put U+2068 … U+2069 around the runs that need isolation, for places that cannot hold a tag.

    First-strong isolates suffice: the first letter of a run is left-to-right, or the run has no letter. Both resolve to
    left-to-right. Groups of Arabic-Indic digits get a left-to-right mark (U+200E) after each but the last.
    """
    runs = bidi_runs(text)
    if all(direction is None for _, direction in runs):
        return text
    return "".join(run if direction is None else f"{FSI}{marked(run, direction)}{PDI}" for run, direction in runs)


def marked(run: str, direction: str) -> str:
    """A run of ``bidi_runs``, or a part of it, for a place without tags, where isolates stand around it.

    In an "override" run a left-to-right mark (U+200E) after each group of Arabic-Indic digits but the last stands for the
    override. Other runs stay as they are.
    """
    return _FIGURE_THEN_MORE.sub(rf"\1{LRM}", run) if direction == "override" else run


class _Bare(NamedTuple):
    """A paragraph without its paired isolates, and without the left-to-right marks that ``marked`` puts between them.

    ``offsets`` has the place in the paragraph of each character of ``text``. ``isolated`` has the span in ``text`` of what
    each outermost pair of isolates holds, in order; a span may be empty.
    """

    text: str
    offsets: list[int]
    isolated: list[tuple[int, int]]


def _without_isolates(text: str) -> _Bare:
    offsets: list[int] = []
    isolated = []
    at = 0
    for start, end in _isolated_spans(text):
        offsets += range(at, start)
        begin = len(offsets)
        offsets += (n for n in range(start + 1, end) if not _OF_ISOLATION.match(text, n))
        isolated.append((begin, len(offsets)))
        at = end + 1
    offsets += range(at, len(text))
    return _Bare("".join([text[n] for n in offsets]), offsets, isolated)


def _spans(text: str, isolated: Spans) -> list[tuple[int, int, str]]:
    """Return the spans to isolate with their directions, in order. Nothing in the spans ``isolated`` is among them.

    A text with a Latin letter and without right-to-left letters or controls is one run, apart from the white space around it.
    Any other is split into phrases.
    """
    stretches = _stretches(text)
    if not _RIGHT.search(text):
        core = text.strip()
        if _LETTER.search(core) and not _CONTROL.search(core):
            start = text.index(core)
            stretches = iter([[Joined(start, start + len(core), True, True)]])
    spans: list[tuple[int, int, str]] = []
    for runs in stretches:
        parts: Sequence[Joined | None] = runs
        if isolated:
            parts = [part for run in runs for part in _bare_parts(text, run, isolated)]
        spans += _spans_in_stretch(text, parts)
    return spans


def _stretches(text: str) -> Iterator[list[Joined]]:
    """The runs of each stretch in which something may move."""
    at = 0
    while first := _FIRST.search(text, at):
        start = first.start()
        plain = _PLAIN.match(text, start)
        if plain and (start == at or text[start - 1] in _BEFORE_PLAIN):
            at = plain.end()
            continue
        begin = start
        while begin > at and text[begin - 1] in _BEFORE_FIRST:
            begin -= 1
        units, at = units_of(text, begin)
        yield joined(text, units)


def _bare_parts(text: str, run: Joined, isolated: Spans) -> Iterator[Joined | None]:
    """The parts of a run that stand outside the spans ``isolated``, each a run of its own, and None for each such span.

    Signs between a part and a span belong to neither: "5 - 10" with an isolated 10 has the part "5".
    """
    at = run.start
    for n in range(bisect_left(isolated, run.start, key=itemgetter(1)), len(isolated)):
        start, end = isolated[n]
        if start >= run.end:
            break
        if end <= run.start:
            continue
        yield from _part(text, run, at, start)
        yield None
        at = end
    if at < run.end:
        yield from _part(text, run, at, run.end)


def _part(text: str, run: Joined, start: int, end: int) -> Iterator[Joined]:
    """The run between two offsets of a longer one, where there is any."""
    if (start, end) == (run.start, run.end):
        yield run
        return
    piece = text[start:end]
    found = joined(piece, units_of(piece, 0)[0])
    if found:
        latin = any(part.latin for part in found)
        yield Joined(start + found[0].start, start + found[-1].end, latin, run.fixed or found[0].fixed)


def _spans_in_stretch(text: str, runs: Sequence[Joined | None]) -> Iterator[tuple[int, int, str]]:
    """The spans to isolate in one stretch: runs that would lose their order, and Latin runs that would drag what follows.

    Bare Latin text makes a figure or a Latin word after it, with only signs between, stand to its right: «CNN: 5». None is a
    run that is isolated already.
    """
    dragged = False
    last = len(runs) - 1
    while last > 0 and runs[last] is None:
        last -= 1
    for n, part in enumerate(runs):
        if part is None:
            dragged = False
            continue
        start, end, latin, fixed = part
        run = text[start:end]
        drags = latin and n < last
        if (latin or fixed or not ANY_ARABIC_INDIC.search(run)) and (
            drags or (latin and dragged) or not keeps_order(run)
        ):
            yield start, end, _direction(run)
        dragged = drags


def _direction(run: str) -> str:
    """The direction of an isolated run.

    "override" where digits of both sides of a sign are Arabic-Indic: the algorithm moves them even between isolates; and for
    a run of more than LONG characters without letters, which may need two lines.
    """
    if not _KEEPS_FIGURES.issuperset(_BETWEEN_FIGURES.findall(run)) and not _RIGHT.search(run):
        return "override"
    first = _LETTER.search(run)
    if len(run) > LONG and not first and not _RIGHT.search(run):
        return "override"
    if first and len(run) > LONG and not _RIGHT.search(run, 0, first.start()):
        return "auto"
    words = first and first.start() == 0 and (run[-1].isalnum() or run[-1] in ".!?)") and not _RIGHT.search(run)
    return "auto" if words else "ltr"


def _isolated_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans between outermost paired isolates."""
    spans, open_ = [], []
    for match in re.finditer(f"[{ISOLATES}{POP_ISOLATE}]", text):
        if match[0] != POP_ISOLATE:
            open_.append(match.start())
        elif open_:
            start = open_.pop()
            if not open_:
                spans.append((start, match.start()))
    return spans
