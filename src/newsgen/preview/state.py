"""What the browser is to know of the last build: what is wrong, and which stories readers do not see yet."""

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
    """The line that a problem stands in: what comes before its character, that character, and what comes after."""

    before: str
    at: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem with the line that it names, as that line was when the build saw it."""

    problem: Problem
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A story that is in the preview and not yet on the site: a draft, or one whose moment has not come."""

    draft: bool
    published: datetime
    path: str


@dataclass(frozen=True, slots=True)
class State:
    """The preview after a build. ``token`` differs whenever a page that shows it would; ``built`` says whether there is
    any page to show."""

    token: str = ""
    built: bool = False
    faults: tuple[Fault, ...] = ()
    unpublished: Mapping[str, Unpublished] = field(default_factory=dict)
    settings: Settings | None = None
    now: datetime | None = None
    """The moment that ``--now`` asked for, or None: the present."""


def token(build_id: str, faults: tuple[Fault, ...], unpublished: Mapping[str, Unpublished]) -> str:
    """The same for equal states, in this process and in the next."""
    return digest.of_parts(build_id.encode(), repr(faults).encode(), repr(sorted(unpublished)).encode()).hex()


def unpublished(record: Record, now: datetime) -> dict[str, Unpublished]:
    """By address, every story that readers do not see yet."""
    present = microseconds(now)
    found = {}
    for identifier in sorted({*record.stories.drafts(), *record.timeline.between(present, FAR)}):
        stored = record.stories.get(identifier)
        if stored is not None and is_unpublished(stored.summary, present):
            card = stored.summary.card
            found[card.address] = Unpublished(stored.summary.draft, card.published, stored.path)
    return found


def is_unpublished(summary: Summary, present: int) -> bool:
    """Whether readers do not see a story yet; ``present`` in microseconds since 1970."""
    return summary.draft or microseconds(summary.card.published) > present


def looked_up(options: Options, settings: Settings, now: datetime) -> tuple[dict[str, Unpublished], datetime | None]:
    """What the record of the preview tells: its unpublished stories, and when a build is due of itself."""
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
AROUND = 70  # characters of a long line that are shown on each side


def quoted(site: Path, problem: Problem) -> Quote | None:
    """The line of a problem, or None when it names none or its file cannot be read as text."""
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
    return cut(lines[problem.line - 1], problem.column)


def cut(line: str, column: int) -> Quote:
    """A line cut at a column (from 1, 0 for none) and shortened around it; a letter keeps the marks that stand on it."""
    if column < 1:
        return Quote(shortened(line[: 2 * AROUND], line[2 * AROUND :]), "", "")
    start = column - 1
    end = start + 1
    while end < len(line) and unicodedata.combining(line[end]):
        end += 1
    before, after = line[:start], line[end:]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    return Quote(before, line[start:end], shortened(after[:AROUND], after[AROUND:]))


def shortened(kept: str, rest: str) -> str:
    return kept + "…" if rest else kept
