"""The record as the next build would have it, for commands that look and change nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from ..build import Listener, Options, Prepared, open_state, prepare, state_folder
from ..lock import locked
from ..problems import N_, Problem, error
from ..record import FAILURES, Record
from ..sources import observe, theme


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


UNREADABLE = error(
    "record-unreadable", N_("The record of earlier builds cannot be read."), N_("Run “newsgen build” first.")
)
