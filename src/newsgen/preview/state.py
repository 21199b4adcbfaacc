"""The state of the preview after a build: its problems, and the stories that readers do not see yet."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..base import digest
from ..base.lock import locked
from ..base.problems import Problem
from ..build.run import Options
from ..model.article import Summary
from ..model.timestamps import microseconds, of_microseconds
from ..record.record import Record
from ..record.view import FAR, View
from ..site.layout import RECORD, state_folder, theme
from ..site.settings import Settings


@dataclass(frozen=True, slots=True)
class Quote:
    """The line of a problem in three parts: the text before its character, that character, and the text after it.

    Long parts are shortened with …. Where the problem names no character, all of the line is in ``before``.
    """

    before: str
    at: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem, and the line that it names, as it was just after the build; see ``quote_problem`` for None."""

    problem: Problem
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A story that the preview shows and the site does not yet: a draft, or one under embargo."""

    draft: bool
    published: datetime
    path: str


@dataclass(frozen=True, slots=True)
class State:
    """The preview after a build.

    ``token`` changes whenever a page would show something else. ``built`` says whether there is any page to show.
    ``faults`` are the errors of the last build, and addresses that will collide later. ``unpublished`` has the stories
    by address, and stays as it was when a build publishes nothing. ``settings`` are the last valid ones, None before
    any.
    """

    token: str = ""
    built: bool = False
    faults: tuple[Fault, ...] = ()
    unpublished: Mapping[str, Unpublished] = field(default_factory=dict)
    settings: Settings | None = None
    now: datetime | None = None
    """The moment of ``--now``; None means the current time."""


def token(build_id: str, faults: tuple[Fault, ...], unpublished: Mapping[str, Unpublished]) -> str:
    """Return a digest of a build's id, faults and addresses of unpublished stories, equal in all processes."""
    return digest.of_parts(build_id.encode(), repr(faults).encode(), repr(sorted(unpublished)).encode()).hex()


def unpublished(record: Record, now: datetime) -> dict[str, Unpublished]:
    """Return the stories of the record that readers do not see at ``now``, by address."""
    present = microseconds(now)
    found = {}
    for identifier in sorted({*record.stories.drafts(), *record.timeline.between(present, FAR)}):
        stored = record.stories.get(identifier)
        if stored is not None and is_unpublished(stored.summary, present):
            card = stored.summary.card
            found[card.address] = Unpublished(stored.summary.draft, card.published, stored.path)
    return found


def is_unpublished(summary: Summary, present: int) -> bool:
    """Return whether readers do not see a story yet. ``present`` is in microseconds since 1970."""
    return summary.draft or microseconds(summary.card.published) > present


def read_record(options: Options, settings: Settings, now: datetime) -> tuple[dict[str, Unpublished], datetime | None]:
    """Read the preview's record: its unpublished stories, and the moment of the next change by time alone.

    That moment is None where nothing is to come. ``options`` are those of the preview's build. Waits for the lock of
    the record; raises what ``record.failures.FAILURES`` names when the record is damaged.
    """
    folder = state_folder(options.site, options.output)
    with locked(folder / "lock"):
        record = Record(folder / RECORD)
        try:
            view = View(microseconds(now), drafts=options.drafts)
            due = next(iter(record.timeline.coming(view)), None)
            return unpublished(record, now), of_microseconds(due[1], settings.zone) if due else None
        finally:
            record.close()


MOST_BYTES = 2**20
AROUND = 70  # characters of a long line that are shown on each side of a problem


def quote_problem(site: Path, problem: Problem) -> Quote | None:
    """Return the line that a problem names, as its file has it now.

    None when the problem names no line, or when the file cannot be read, lies outside the site and the theme, or has no
    such line in its first ``MOST_BYTES``.
    """
    if not problem.line or not problem.file:
        return None
    root = theme() if problem.file.startswith("newsgen:") else site
    try:
        file = (root / problem.file.removeprefix("newsgen:")).resolve()
        if not file.is_relative_to(root.resolve()) or not file.is_file():
            return None
        with file.open("rb") as opened:
            lines = opened.read(MOST_BYTES).decode("utf-8-sig", "replace").splitlines()
    except (OSError, ValueError):
        return None
    if problem.line > len(lines):
        return None
    return quote_line(lines[problem.line - 1], problem.column)


def quote_line(line: str, column: int) -> Quote:
    """Cut a line at a column (from 1; 0 means none) and shorten it. The letter there keeps its combining marks."""
    if column < 1:
        return Quote(with_ellipsis(line[: 2 * AROUND], line[2 * AROUND :]), "", "")
    start = column - 1
    end = start + 1
    while end < len(line) and unicodedata.combining(line[end]):
        end += 1
    before, after = line[:start], line[end:]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    return Quote(before, line[start:end], with_ellipsis(after[:AROUND], after[AROUND:]))


def with_ellipsis(kept: str, rest: str) -> str:
    return kept + "…" if rest else kept
