"""The record as the next build would leave it, for commands that only read: every change is rolled back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from ..base.lock import locked
from ..base.problems import N_, Problem, Unusable, error
from ..build.build import Listener, Options, Prepared, check_places, make, open_state, ordered, prepare, take_stock
from ..build.publish import Publisher, address_vanished
from ..observe.sources import observe
from ..record.record import FAILURES, Record, View
from ..site.layout import CONTENT, state_folder, theme


@dataclass(frozen=True, slots=True)
class UpdatedRecord:
    """The record with the sources as they are now. ``prepared`` is None where ``problems`` stop a build."""

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]


@contextmanager
def updated_record(options: Options) -> Iterator[UpdatedRecord]:
    """Update the record from the sources, and roll it back at the end of the ``with`` block.

    Raises Unusable where there is no site, and the exceptions in ``record.FAILURES`` where the record cannot be read.
    """
    check_places(options)
    state = state_folder(options.site, options.output)
    with locked(state / "lock"):
        record, trusted = open_state(replace(options, clean=False), state)
        try:
            changes = observe(options.site, theme(), record, clock_ns=time.time_ns())
            problems = list(changes.problems)
            prepared = prepare(options, record, changes, problems, trusted, Listener())
            yield UpdatedRecord(record, prepared, tuple(problems))
        finally:
            with suppress(*FAILURES):
                record.rollback()
            record.close()


@dataclass(frozen=True, slots=True)
class RehearsedBuild:
    """A build without its publication. ``prepared`` is None where settings or templates have errors; ``sources`` are the
    paths of all files in ``content/``."""

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]


@contextmanager
def rehearsed_build(options: Options, listener: Listener) -> Iterator[RehearsedBuild]:
    """Build without publishing, and roll the record back at the end of the ``with`` block.

    It reads all sources, so that it reports the warnings of unchanged files too, and goes on after errors. Raises
    Unusable where a build could not start, and the exceptions in ``record.FAILURES`` where the record cannot be read.
    """
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
                except Unusable as failure:
                    problems += failure.problems
                problems += [*publisher.vanished(), *_lost_before(record, prepared.index.after), *publisher.nowhere()]
            yield RehearsedBuild(record, prepared, ordered(problems), tuple(sorted(found)))
        finally:
            with suppress(*FAILURES):
                record.rollback()
            record.close()


def _lost_before(record: Record, view: View) -> Iterator[Problem]:
    """Problems for addresses that an earlier build published and that are gone, except those of drafts and of stories
    under embargo: they return when the story is published again."""
    for address, identifier in record.vanished():
        story = record.story(identifier)
        if story is None or view.shows(story.position[0], story.summary.draft):
            yield address_vanished(address).at(story.path if story else "")


UNREADABLE = error(
    "record-unreadable", N_("The record of earlier builds cannot be read."), N_("Run “newsgen build” first.")
)
