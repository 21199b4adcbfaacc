"""The text of live coverage: an introduction, then entries with a time, below headings like ``## 14:05 Headline {#id .key}``.

A line ``# 2026-11-22`` gives the day of the entries below it. All entries are written either from the newest down, as the
page shows them, or from the oldest down: with both in one text, a mistyped hour would go unnoticed.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from ..arabic import from_digits
from ..arabic.character_classes import LEADING_MARKS
from ..base.problems import N_, Problem, error
from ..model.article import Part
from ..site.fences import outside_fences
from ..site.timestamps import parse_moment
from .anchors import is_anchor
from .sanitise import RESERVED_ID_PREFIX

MAX_ENTRIES = 2000
"""Entries of one story: with more, its page is too heavy for a phone."""

_HEADING_LINE = re.compile(rf"[ {LEADING_MARKS}]{{0,3}}(#{{1,6}})[{LEADING_MARKS}]*(?:[^\S\n][\s{LEADING_MARKS}]*|$)")
"""The beginning of a line that is a heading, or would be one if words followed. The group is its hashes."""
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?!\d)")
_CLOSING = re.compile(r"(?<=\s)#+$")
_BRACES = re.compile(r"\{(?=[^{}]*(?:(?<=[{ :])[#.][^\s{}.]|[A-Za-z][\w-]*=)|[ :]*(?:key|pinned)[ ]*\})[^{}]*\}$")
"""The marks of an entry, or what somebody means by them: what begins like an id or a class, and the names of marks."""
_WITHOUT_SPACE = re.compile(r" {0,3}(?:(##)\d{1,2}:\d\d|(#)\d{4}-\d\d?-\d\d?\s*$)")
"""A line that was meant to be an entry's or a day's, but has no space behind its hashes."""


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry as written. ``at`` is local time in the site's zone, without offset; midnight where the time is wrong.

    ``id`` is empty where the heading gives none; entries of a ``Coverage`` have one always. ``line`` is that of the
    heading, and ``text`` the Markdown below it, which begins at ``text_line``. ``key`` marks a key event.
    """

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
    """The text of live coverage, taken apart: what stands above the first entry or day line; the entries, newest first.

    The entries stay in the order of the text where one has no valid time. Text between a day line and the next entry is
    in neither part, which is an error. With too many entries both parts are empty.
    """

    introduction: str
    entries: tuple[WrittenEntry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heading:
    """A parsed heading: its entry without text, whether its time is valid, and the columns where it says ``.pinned``."""

    entry: WrittenEntry
    has_time: bool
    pin_columns: tuple[int, ...]
    problems: tuple[Problem, ...]


def split_coverage(text: str, day: date, first_line: int) -> Coverage:
    """Take the text of live coverage apart. ``day`` is that of the entries above which no line names a day.

    ``first_line`` is the text's line in its file. All faults are in the result's ``problems``; they carry lines of the
    file, but not its path, and are in no order.
    """
    lines = text.split("\n")
    headings: list[_Heading] = []
    starts: list[int] = []  # the offsets of entry headings in lines
    cuts: list[int] = []  # the same, and those of day lines: where the text of an entry ends
    problems: list[Problem] = []
    for i in outside_fences(lines):
        line = lines[i]
        match = _HEADING_LINE.match(line)
        if match and len(match[1]) == 2:
            headings.append(_parse_heading(line, match.end(), first_line + i, day))
            problems += headings[-1].problems
            starts.append(i)
            cuts.append(i)
        elif match and len(match[1]) == 1:
            parsed = _parse_day(line, match.end(), first_line + i)
            if isinstance(parsed, Problem):
                problems.append(parsed)
            else:
                day = parsed
            cuts.append(i)
        elif without_space := _WITHOUT_SPACE.match(from_digits(line)):
            problems.append(_NO_SPACE.at("", first_line + i, without_space.end(without_space.lastindex or 0) + 1))
    problems += _repeated_pins(headings)
    problems += _loose_texts(lines, sorted({*cuts} - {*starts}), cuts, first_line)
    if len(starts) > MAX_ENTRIES:
        return Coverage(
            "", (), (*problems, _with(_TOO_LONG, most=MAX_ENTRIES).at("", first_line + starts[MAX_ENTRIES], 1))
        )
    if not starts:
        return Coverage(text, (), (*problems, _NO_ENTRY.at("", first_line, 1)))
    cuts.append(len(lines))
    entries = tuple(
        replace(heading.entry, text="\n".join(lines[start + 1 : cuts[bisect_right(cuts, start)]]))
        for heading, start in zip(headings, starts, strict=True)
    )
    if all(heading.has_time for heading in headings):
        problems += _out_of_order(entries)
        if _oldest_first(entries):
            entries = entries[::-1]
    problems += _repeated_ids(entries)
    return Coverage("\n".join(lines[: cuts[0]]), _with_ids(entries), tuple(problems))


def first_day(written_date: object) -> date:
    """The day of live entries above which no line names a day: that of the story.

    Where the story has no valid date, the day is arbitrary: the form reports the date.
    """
    try:
        moment = parse_moment(written_date) if isinstance(written_date, str) else None
    except ValueError:
        moment = None
    return (moment or datetime(2000, 1, 1)).date()


def begun_by(line: str, day: date) -> WrittenEntry | date | None:
    """What a line of live coverage begins: an entry, here without its text, or the day that it names.

    None for every other line, and for an entry or a day that is not a valid one. ``day`` is that of the lines above.
    """
    match = _HEADING_LINE.match(line)
    if match is None or len(match[1]) > 2:
        return None
    if len(match[1]) == 1:
        named = _parse_day(line, match.end(), 1)
        return None if isinstance(named, Problem) else named
    heading = _parse_heading(line, match.end(), 1, day)
    return heading.entry if heading.has_time else None


def without_headings(text: str) -> str:
    """A text in which no line begins an entry of live coverage or names a day: a backslash before the hashes of such lines."""
    lines = text.split("\n")
    for i in outside_fences(lines):
        match = _HEADING_LINE.match(lines[i])
        if (match and len(match[1]) <= 2) or _WITHOUT_SPACE.match(from_digits(lines[i])):
            lines[i] = lines[i].replace("#", "\\#", 1)
    return "\n".join(lines)


def cuts(lines: Sequence[str]) -> Iterator[int]:
    """The indexes of the lines of live coverage that begin an entry or name a day. Comments must be taken out before."""
    for i in outside_fences(lines):
        match = _HEADING_LINE.match(lines[i])
        if match and len(match[1]) <= 2:
            yield i


def _loose_texts(lines: list[str], days: list[int], cuts: list[int], first_line: int) -> Iterator[Problem]:
    """An error for each day line (of these indexes) that has text below it, which belongs to no entry."""
    for day in days:
        after = bisect_right(cuts, day)
        end = cuts[after] if after < len(cuts) else len(lines)
        for i in range(day + 1, end):
            if lines[i].strip():
                yield _LOOSE.at("", first_line + i, len(lines[i]) - len(lines[i].lstrip()) + 1)
                break


def _with(problem: Problem, **values: object) -> Problem:
    """The problem with the values of its message's fields."""
    return replace(problem, values=tuple((name, str(value)) for name, value in values.items()))


def _words(line: str, begin: int, end: int) -> tuple[str, int]:
    """The trimmed words between two offsets of a line, and their column from 1; without words, one near ``begin``."""
    words = line[begin:end].strip()
    return words, line.find(words, begin) + 1 if words else min(begin + 1, len(line)) + 1


def _parse_day(line_text: str, begin: int, line: int) -> date | Problem:
    """The day of a line such as ``# 2026-11-22``; a Problem where it is no date, or has a time other than 00:00.

    ``begin`` is the offset of its words.
    """
    words, column = _words(line_text, begin, len(line_text))
    try:
        moment = parse_moment(words)
    except ValueError:
        moment = None
    if moment is None or moment != datetime.combine(moment.date(), time()):
        return _with(_BAD_DAY, value=words[:60]).at("", line, column)
    return moment.date()


def _parse_heading(line_text: str, begin: int, line: int, day: date) -> _Heading:
    """Parse a line such as ``## 14:05 Headline {#id .key}``. Without a valid time, the entry is at the midnight of ``day``.

    ``begin`` is the offset of its words. Braces at its end that hold neither ``#…``, ``.…`` nor ``key=`` belong to the
    headline.
    """
    line_text = _CLOSING.sub("", line_text.rstrip())
    braces = _BRACES.search(line_text, max(begin, line_text.rfind("{")))
    end = braces.start() if braces else len(line_text)
    title, column = _words(line_text, begin, end)
    title = _CLOSING.sub("", title).rstrip()
    clock = _TIME.match(from_digits(title))
    at, has_time = datetime.combine(day, time()), False
    problems: list[Problem] = []
    if clock is None:
        problems.append(_with(_NO_TIME, title=title[:60]).at("", line, column))
    else:
        title = title[clock.end() :].strip()
        try:
            at, has_time = datetime.combine(day, time(int(clock[1]), int(clock[2]))), True
        except ValueError:
            problems.append(_with(_BAD_TIME, value=clock[0]).at("", line, column))
        if not title:
            problems.append(_with(_NO_TITLE, value=clock[0]).at("", line, column))
    marks = _parse_marks(line_text[end:], end, line)
    entry = WrittenEntry(at, title, marks.id, "", line, line + 1, marks.key, bool(marks.pin_columns))
    return _Heading(entry, has_time, marks.pin_columns, (*problems, *marks.problems))


class _Marks(NamedTuple):
    """What the braces after a headline say. ``key`` is a key event; ``pin_columns`` are the columns of ``.pinned``."""

    id: str
    key: bool
    pin_columns: tuple[int, ...]
    problems: tuple[Problem, ...]


def _parse_marks(braces: str, start: int, line: int) -> _Marks:
    """Parse ``{#id .key .pinned}``. ``start`` is the offset of the braces in their line. ``id`` may be empty."""
    identifier, key = "", False
    pin_columns, problems = [], []
    for match in re.finditer(r"[^\s{}:][^\s{}]*", braces):
        column = start + match.start() + 1
        mark = match[0]
        if mark == ".key":
            key = True
        elif mark == ".pinned":
            pin_columns.append(column)
        elif mark.startswith("#") and _is_id(mark[1:]):
            identifier = unicodedata.normalize("NFC", mark[1:])
        else:
            problems.append(_with(_BAD_MARK, value=mark[:60]).at("", line, column))
    return _Marks(identifier, key, tuple(pin_columns), tuple(problems))


def _is_id(name: str) -> bool:
    """Whether an entry may have this id. A colon would be that of ``with_unique_ids``."""
    return is_anchor(name) and ":" not in name and not name.startswith(RESERVED_ID_PREFIX)


def _repeated_pins(headings: list[_Heading]) -> Iterator[Problem]:
    """A problem for each ``.pinned`` after the first."""
    pins = [(heading.entry.line, column) for heading in headings for column in heading.pin_columns]
    return (_TWO_PINNED.at("", *pin) for pin in pins[1:])


def _oldest_first(entries: tuple[WrittenEntry, ...]) -> bool:
    return entries[0].at < entries[-1].at


def _out_of_order(entries: tuple[WrittenEntry, ...]) -> Iterator[Problem]:
    """A problem for each entry that breaks the order that the first and the last entry have."""
    oldest_first = _oldest_first(entries)
    for above, below in pairwise(entries):
        if above.at > below.at if oldest_first else above.at < below.at:
            when = {"time": f"{below.at:%H:%M}", "day": f"{below.at:%Y-%m-%d}"}
            yield _with(_OUT_OF_ORDER, **when).at("", below.line, 4)


def _written_ids(entries: tuple[WrittenEntry, ...]) -> dict[str, int]:
    """Each id that the headings give, with the first line that gives it."""
    lines: dict[str, int] = {}
    for entry in sorted(entries, key=lambda entry: entry.line):
        if entry.id:
            lines.setdefault(entry.id, entry.line)
    return lines


def _repeated_ids(entries: tuple[WrittenEntry, ...]) -> Iterator[Problem]:
    """A problem for each heading that gives the id of one above it."""
    first_lines = _written_ids(entries)
    for entry in sorted(entries, key=lambda entry: entry.line):
        if entry.id and first_lines[entry.id] != entry.line:
            yield _with(_SAME_ID, id=entry.id, line=first_lines[entry.id]).at("", entry.line, 1)


def _with_ids(entries: tuple[WrittenEntry, ...]) -> tuple[WrittenEntry, ...]:
    """The entries, newest first, each with an id: the written one, or its day and time.

    Entries of one minute are numbered from the oldest, so that the id of an entry stays when later ones are added.
    """
    ids = set(_written_ids(entries))
    oldest_first = []
    for entry in reversed(entries):
        identifier, count = entry.id, 1
        while not identifier or (not entry.id and identifier in ids):
            identifier = f"{entry.at:%Y-%m-%d-%H%M}" + (f"-{count}" if count > 1 else "")
            count += 1
        ids.add(identifier)
        oldest_first.append(replace(entry, id=identifier))
    return tuple(oldest_first[::-1])


_TAG = re.compile(r"""<[a-z](?:[^>"]|"[^"]*")*>""")
_ID_OR_FRAGMENT = re.compile(r' (id="|href="#)([^"]*)"')


def ids_in(parts: tuple[Part, ...]) -> set[str]:
    """The values of all ``id`` attributes in the HTML of one rendered body: the introduction or one entry."""
    texts = (part if isinstance(part, str) else part.embed.text if part.embed else "" for part in parts)
    tags = (tag for text in texts for tag in _TAG.findall(text))
    return {value for tag in tags for attribute, value in _ID_OR_FRAGMENT.findall(tag) if attribute == 'id="'}


def with_unique_ids(parts: tuple[Part, ...], entry_id: str) -> tuple[Part, ...]:
    """An entry's rendered body with ``{entry_id}::`` before each of its ids and in the links to them.

    Each entry is rendered alone, so that the ids of footnotes repeat: in each entry they begin with ``fn:1``.
    """
    own_ids = ids_in(parts)
    if not own_ids:
        return parts

    def prefixed(match: re.Match[str]) -> str:
        return f' {match[1]}{entry_id}::{match[2]}"' if match[2] in own_ids else match[0]

    def with_prefix(part: Part) -> Part:
        if isinstance(part, str):
            return _TAG.sub(lambda tag: _ID_OR_FRAGMENT.sub(prefixed, tag[0]), part)
        if part.embed is not None and part.embed.text:
            return replace(part, embed=replace(part.embed, text=str(with_prefix(part.embed.text))))
        own_link = part.link.startswith("#") and html.escape(part.link[1:]) in own_ids
        return replace(part, link=f"#{entry_id}::{part.link[1:]}") if own_link else part

    return tuple(map(with_prefix, parts))


_NO_ENTRY = error(
    "live-empty",
    N_("A live story has no entry yet."),
    N_("Write a line like “## 14:05 What happened”, and what happened below it."),
)
_TOO_LONG = error(
    "live-long", N_("A live story has more than {most} entries."), N_("Go on in a new one, and link to this one.")
)
_BAD_DAY = error("live-day", N_("“{value}” is not a day."), N_("Write it like “# 2026-11-22”, on a line of its own."))
_LOOSE = error(
    "live-loose",
    N_("This text belongs to no entry."),
    N_("Write a line like “## 14:05 What happened” above it, or move it above the day's line."),
)
_NO_SPACE = error(
    "live-space",
    N_("A space is missing behind the # of this line; it would be text of the entry above it."),
    N_("Write “## 14:05 What happened” or “# 2026-11-22”, with the space."),
)
_NO_TIME = error(
    "live-time", N_("The entry “{title}” has no time."), N_("Begin it with the time, like “## 14:05 What happened”.")
)
_BAD_TIME = error("live-time", N_("There is no time “{value}”."), N_("Write hours and minutes, from 00:00 to 23:59."))
_NO_TITLE = error("live-title", N_("The entry of {value} has no headline."), N_("Write it after the time."))
_OUT_OF_ORDER = error(
    "live-order",
    N_("The entry of {time} ({day}) is out of order."),
    N_("Correct its time, move it to its place, or say the day above it in a line like “# 2026-11-22”."),
)
_SAME_ID = error(
    "live-id", N_("The id “{id}” is already used in line {line}."), N_("Give this entry another id, or none.")
)


def id_in_introduction(identifier: str) -> Problem:
    """The error, without a position, for an entry's id that an element of the introduction has too."""
    return error("live-id", N_("The id “{id}” is already used in the introduction."), _SAME_ID.hint, id=identifier)


_BAD_MARK = error(
    "live-mark",
    N_("“{value}” is not allowed after a headline."),
    N_("Known marks: “#id” with letters, digits and hyphens, “.key” and “.pinned”."),
)
_TWO_PINNED = error("live-pinned", N_("A second entry is pinned."), N_("Keep “.pinned” on one of them."))
