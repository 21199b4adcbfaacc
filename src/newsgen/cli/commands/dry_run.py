"""The record as the next build would have it, for commands that look and change nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from ...base.lock import locked
from ...base.problems import N_, FatalProblems, Problem, error
from ...build.build import Listener, Options, Prepared, check_places, make, open_state, ordered, prepare, take_stock
from ...build.publish import Publisher, address_vanished
from ...observe.sources import observe
from ...record.record import FAILURES, Record, View
from ...site.layout import CONTENT, state_folder, theme


@dataclass(frozen=True, slots=True)
class Looked:
    """The record with the sources as they are now. ``prepared`` is None where the problems forbid a build."""

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]


@contextmanager
def looking(options: Options) -> Iterator[Looked]:
    """Bring the record up to date, and take it back at the end. Raises what ``record.FAILURES`` names."""
    state = state_folder(options.site, options.output)
    with locked(state / "lock"):
        record, trusted = open_state(replace(options, clean=False), state)
        try:
            changes = observe(options.site, theme(), record, clock_ns=time.time_ns())
            problems = list(changes.problems)
            prepared = prepare(options, record, changes, problems, trusted, Listener())
            yield Looked(record, prepared, tuple(problems))
        finally:
            with suppress(*FAILURES):
                record.rollback()
            record.close()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A build up to the moment of publication. ``prepared`` is None where settings or templates cannot be used; ``sources``
    are the paths of all files in ``content/``."""

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]


@contextmanager
def rehearsing(options: Options, listener: Listener) -> Iterator[Rehearsed]:
    """Do everything that a build does but publish, with all sources read again, so that all that there is to say is said;
    errors end nothing. The record is taken back at the end. Raises what ``record.FAILURES`` names,
    and FatalProblems where no build could begin."""
    check_places(options)
    options = replace(options, keep_good=True, clean=False)
    state = state_folder(options.site, options.output)
    with locked(state / "lock", waiting=listener.waiting):
        record, trusted = open_state(options, state)
        try:
            changes = observe(options.site, theme(), record, clock_ns=time.time_ns())
            found = {*record.sources_under(CONTENT), *changes.changed}.difference(changes.vanished)
            problems = list(changes.problems)
            prepared = take_stock(options, record, changes, problems, trusted, listener, again=True)
            if prepared is not None:
                publisher = Publisher(record, options.output, prepared.index.after, compare=False, rehearsal=True)
                try:
                    make(options, record, state, prepared, publisher, problems, listener)
                except FatalProblems as failure:
                    problems += failure.problems
                problems += [*publisher.vanished(), *_lost_before(record, prepared.index.after), *publisher.nowhere()]
            yield Rehearsed(record, prepared, ordered(problems), tuple(sorted(found)))
        finally:
            with suppress(*FAILURES):
                record.rollback()
            record.close()


def _lost_before(record: Record, view: View) -> Iterator[Problem]:
    """The addresses that answered once and do not, whenever that was; not those of stories that will be back."""
    for address, identifier in record.vanished():
        story = record.story(identifier)
        if story is None or view.shows(story.position[0], story.summary.draft):
            yield address_vanished(address).at(story.path if story else "")


UNREADABLE = error(
    "record-unreadable", N_("The record of earlier builds cannot be read."), N_("Run “newsgen build” first.")
)
