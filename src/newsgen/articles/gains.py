"""The moments of a story's file besides its publication: an update, corrections, live entries; and those that cannot be."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from ..base.problems import N_, Problem, warning
from ..model.article import Entry
from ..model.horizon import Gain
from ..site.front_matter import FrontMatter
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.yamltext import Document


class DatedGain(NamedTuple):
    """What a story gains at a moment of the site's zone, with the line and column that say so."""

    what: Gain
    at: datetime
    line: int
    column: int


def dated_gains(
    form: FrontMatter, document: Document, entries: Iterable[tuple[Entry, int]], settings: Settings
) -> tuple[DatedGain, ...]:
    """What a story gains after its publication, as its file says it. ``entries`` come with the line of their heading.

    Whatever is dated at or before the publication is left out: no reader sees the story without it.
    """
    found = [DatedGain("entry", entry.at, line, 1) for entry, line in entries]
    if form.updated is not None:
        found.append(DatedGain("update", local_time(form.updated, settings), *document.mark(("updated",))))
    for i, correction in enumerate(form.corrections):
        mark = document.mark(("corrections", i, "at"))
        found.append(DatedGain("correction", local_time(correction.at, settings), *mark))
    published = publication(form, settings) if found else None
    return tuple(gain for gain in found if published is not None and gain.at > published)


def publication(form: FrontMatter, settings: Settings) -> datetime:
    """The moment of a story's publication, in the site's zone."""
    return local_time(form.publish_at or form.date, settings)


def update_of(form: FrontMatter, settings: Settings) -> datetime | None:
    """The moment of a story's update, in the site's zone; None without one, and for one before the publication."""
    updated = local_time(form.updated, settings) if form.updated else None
    return updated if updated is not None and updated >= publication(form, settings) else None


def early_moments(form: FrontMatter, document: Document, settings: Settings) -> Iterator[Problem]:
    """Yield a warning, without a file, for each moment that cannot be so early: an update before the publication, a
    correction on a day before it, a publication before the story's own date."""
    if form.updated is None and form.publish_at is None and not form.corrections:
        return
    published = publication(form, settings)
    if form.updated is not None and update_of(form, settings) is None:
        yield _with(_EARLY_UPDATE, published).at("", *document.mark(("updated",)))
    day = min(published, local_time(form.date, settings)).date()
    for i, correction in enumerate(form.corrections):
        if local_time(correction.at, settings).date() < day:
            yield _with(_EARLY_CORRECTION, published).at("", *document.mark(("corrections", i, "at")))
    if local_time(form.date, settings) > published:
        yield _with(_LATE_DATE, published).at("", *document.mark(("date",)))


def _with(problem: Problem, published: datetime) -> Problem:
    """The problem with the moment of publication in its message."""
    return warning(problem.code, problem.message, problem.hint, moment=f"{published:%Y-%m-%d %H:%M}")


_EARLY_UPDATE = warning(
    "early-moment",
    N_("“updated” lies before the story's publication ({moment}). It is not shown."),
    N_("Correct it, or leave it out."),
)
_EARLY_CORRECTION = warning(
    "early-moment",
    N_("The correction lies before the story's publication ({moment})."),
    N_("Correct the date after “at:”."),
)
_LATE_DATE = warning(
    "early-moment",
    N_("“publish_at” publishes the story before its “date”. The page shows {moment}."),
    N_("Correct one of the two."),
)
