"""The body of a live story: an introduction, and timestamped entries below headings such as ``## 14:05 العنوان {#id .key}``.

A line ``# 2026-11-22`` says the day of the entries below it. They may be written from the newest down, as on the page, or
from the oldest down; not mixed, since a wrong hour would then go unseen.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import pairwise

from ..arabic import from_digits
from ..base.problems import N_, Problem, error
from ..model.article import Part
from ..site.timestamps import parse_moment
from .sanitise import OWN_IDS

MOST = 2000
"""Entries of one story: beyond this its page is too heavy for a phone."""

_TIME = re.compile(r"(\d{1,2}):(\d{2})(?!\d)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_ID = re.compile(r"[\w.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Section:
    """An entry as it is written. ``at`` is a time of day in the site's zone, without offset; ``text`` its Markdown, which
    begins at ``text_line``; ``line`` that of its heading."""

    at: datetime
    title: str
    id: str
    text: str
    line: int
    text_line: int
    key: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """A live body: the text above the first entry, and the entries, newest first."""

    introduction: str
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Reader:
    """What is known while the lines are read."""

    day: date
    problems: list[Problem] = field(default_factory=list)
    heads: list[tuple[Section, bool]] = field(default_factory=list)
    """Each entry without its text, and whether its time can be told."""
    pinned: bool = False

    def tell(self, problem: Problem, line: int, column: int) -> None:
        self.problems.append(problem.at("", line, column))


def coverage(text: str, day: date, first_line: int) -> Coverage:
    """Read a live body; ``day`` is that of the entries above which no line says another.

    Positions of the problems count from ``first_line``; their file is left open.
    """
    lines = text.split("\n")
    reader = _Reader(day)
    starts: list[int] = []
    cuts: list[int] = []
    for i in _outside_fences(lines):
        line = lines[i]
        if line.startswith("##") and not line.startswith("###"):
            _heading(reader, line, first_line + i)
            starts.append(i)
            cuts.append(i)
        elif line.startswith("#") and not line.startswith("##"):
            _day(reader, line, first_line + i)
            cuts.append(i)
    if len(starts) > MOST:
        reader.tell(_said(_LONG, most=MOST), first_line + starts[MOST], 1)
        return Coverage("", (), tuple(reader.problems))
    if not starts:
        reader.tell(_NO_ENTRY, first_line, 1)
        return Coverage(text, (), tuple(reader.problems))
    introduction = "\n".join(lines[: cuts[0]])
    cuts.append(len(lines))
    sections = [
        replace(
            head, text="\n".join(lines[start + 1 : cuts[bisect_right(cuts, start)]]), text_line=first_line + start + 1
        )
        for (head, _), start in zip(reader.heads, starts, strict=True)
    ]
    if all(sound for _, sound in reader.heads):
        sections = _in_order(reader, sections)
    return Coverage(introduction, tuple(_named(reader, sections)), tuple(reader.problems))


def _said(problem: Problem, **values: object) -> Problem:
    return replace(problem, values=tuple((name, str(value)) for name, value in values.items()))


def _outside_fences(lines: list[str]) -> Iterator[int]:
    """The lines that do not stand in fenced code. A fence that is never closed is none, as Markdown has it."""
    closing: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if _FENCE.fullmatch(line.rstrip()):
            closing.setdefault(line.rstrip(), []).append(i)
    i = 0
    while i < len(lines):
        opening = _FENCE.match(lines[i])
        ends = closing.get(opening[1], []) if opening else []
        end = bisect_right(ends, i)
        if end < len(ends):
            i = ends[end] + 1
        else:
            yield i
            i += 1


def _words(line: str, begin: int, end: int) -> tuple[str, int]:
    """The words in a part of a line, and their column."""
    words = line[begin:end].strip()
    return words, line.find(words, begin) + 1 if words else min(begin + 1, len(line)) + 1


def _day(reader: _Reader, written: str, line: int) -> None:
    day, column = _words(written, 1, len(written))
    try:
        moment = parse_moment(day)
    except ValueError:
        moment = None
    if moment is None or moment != datetime.combine(moment.date(), time()):
        reader.tell(_said(_BAD_DAY, value=day[:60]), line, column)
    else:
        reader.day = moment.date()


def _heading(reader: _Reader, written: str, line: int) -> None:
    written = written.rstrip()
    end = written.rfind("{") if written.endswith("}") else -1
    end = len(written) if end < 0 else end
    words, column = _words(written, 2, end)
    clock = _TIME.match(from_digits(words))
    at, sound = datetime.combine(reader.day, time()), False
    title = words
    if clock is None:
        reader.tell(_said(_NO_TIME, title=words[:60]), line, column)
    else:
        title = words[clock.end() :].strip()
        try:
            at, sound = datetime.combine(reader.day, time(int(clock[1]), int(clock[2]))), True
        except ValueError:
            reader.tell(_said(_BAD_TIME, value=clock[0]), line, column)
        if not title:
            reader.tell(_said(_NO_TITLE, value=clock[0]), line, column)
    identifier, key, pinned = _marks(reader, written[end:], end, line)
    reader.heads.append((Section(at, title, identifier, "", line, line + 1, key, pinned), sound))


def _marks(reader: _Reader, marks: str, start: int, line: int) -> tuple[str, bool, bool]:
    """The id, and whether the entry is a key event and is pinned, as the braces after the headline say."""
    identifier, key, pinned = "", False, False
    for mark in re.finditer(r"[^\s{}:][^\s{}]*", marks):
        column = start + mark.start() + 1
        word = mark[0]
        if word == ".key":
            key = True
        elif word == ".pinned":
            if reader.pinned:
                reader.tell(_TWO_PINNED, line, column)
            reader.pinned = pinned = True
        elif word.startswith("#") and _ID.fullmatch(word[1:]) and not word[1:].startswith(OWN_IDS):
            identifier = word[1:]
        else:
            reader.tell(_said(_BAD_MARK, value=word[:60]), line, column)
    return identifier, key, pinned


def _in_order(reader: _Reader, sections: list[Section]) -> list[Section]:
    """Newest first, whichever way they are written; those that run against the way of the whole are told."""
    upwards = sections[0].at < sections[-1].at
    for above, below in pairwise(sections):
        if above.at > below.at if upwards else above.at < below.at:
            reader.tell(_said(_OUT_OF_ORDER, time=f"{below.at:%H:%M}", day=f"{below.at:%Y-%m-%d}"), below.line, 4)
    return sections[::-1] if upwards else sections


def _named(reader: _Reader, sections: list[Section]) -> Iterator[Section]:
    """Each with an anchor: its own, or its day and time, counted from the oldest so that a later entry moves none."""
    lines: dict[str, int] = {}
    for section in sorted(sections, key=lambda s: s.line):
        if section.id:
            first = lines.setdefault(section.id, section.line)
            if first != section.line:
                reader.tell(_said(_SAME_ID, id=section.id, line=first), section.line, 1)
    given: dict[int, str] = {}
    for section in reversed(sections):
        identifier, count = section.id, 1
        while not identifier or (not section.id and identifier in lines):
            identifier = f"{section.at:%Y-%m-%d-%H%M}" + (f"-{count}" if count > 1 else "")
            count += 1
        given[section.line] = identifier
        lines.setdefault(identifier, section.line)
    return (replace(section, id=given[section.line]) for section in sections)


_TAG = re.compile(r"""<[a-z](?:[^>"]|"[^"]*")*>""")
_ANCHOR = re.compile(r' (id="|href="#)([^"]*)"')


def anchors(parts: tuple[Part, ...]) -> set[str]:
    """The ids in a finished body."""
    tags = (tag for part in parts if isinstance(part, str) for tag in _TAG.findall(part))
    return {name for tag in tags for what, name in _ANCHOR.findall(tag) if what == 'id="'}


def within(parts: tuple[Part, ...], entry: str) -> tuple[Part, ...]:
    """An entry's finished body with its own anchors told apart from those of other entries (footnotes begin at 1 in each)."""
    own = anchors(parts)

    def renamed(match: re.Match[str]) -> str:
        return f' {match[1]}{entry}::{match[2]}"' if match[2] in own else match[0]

    def told_apart(tag: re.Match[str]) -> str:
        return _ANCHOR.sub(renamed, tag[0])

    return tuple(_TAG.sub(told_apart, part) if own and isinstance(part, str) else part for part in parts)


_NO_ENTRY = error(
    "live-empty",
    N_("A live story has no entry yet."),
    N_("Write a line like “## 14:05 What happened”, and what happened below it."),
)
_LONG = error(
    "live-long", N_("A live story has more than {most} entries."), N_("Go on in a new one, and link to this one.")
)
_BAD_DAY = error("live-day", N_("“{value}” is not a day."), N_("Write it like “# 2026-11-22”, on a line of its own."))
_NO_TIME = error(
    "live-time", N_("The entry “{title}” has no time."), N_("Begin it with the time, like “## 14:05 What happened”.")
)
_BAD_TIME = error("live-time", N_("There is no time “{value}”."), N_("Write hours and minutes, from 00:00 to 23:59."))
_NO_TITLE = error("live-title", N_("The entry of {value} has no headline."), N_("Write it after the time."))
_OUT_OF_ORDER = error(
    "live-order",
    N_("The entry of {time} ({day}) stands out of order."),
    N_("Correct its time, move it to its place, or say the day above it in a line like “# 2026-11-22”."),
)
_SAME_ID = error(
    "live-id", N_("The id “{id}” stands already in line {line}."), N_("Give this entry another, or leave it out.")
)


def in_introduction(identifier: str) -> Problem:
    """An entry's id that the text above the entries has already."""
    return error("live-id", N_("The id “{id}” stands already in the introduction."), _SAME_ID.hint, id=identifier)


_BAD_MARK = error(
    "live-mark",
    N_("“{value}” means nothing after a headline."),
    N_("There are “#id” with letters, digits and hyphens, “.key” and “.pinned”."),
)
_TWO_PINNED = error("live-pinned", N_("A second entry is pinned."), N_("Leave “.pinned” with one of them."))
