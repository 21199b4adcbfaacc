"""The record as the sources are now, for commands that only look: as the last build left it where nothing changed since.

Nothing of a build's later stages is imported then, which is most of what such a command would do.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from ..base.lock import locked
from ..base.problems import Problem
from ..record.failures import FAILURES
from ..record.record import Record
from ..record.view import View
from ..site.layout import state_folder
from .run import Listener, Options, Run, check_places, opened
from .stages import Observed, observe

if TYPE_CHECKING:
    from .dry_run import UpdatedRecord


class CurrentRecord(msgspec.Struct, frozen=True):
    """A record that holds the sources as they are now. It can be used only inside the ``with`` block.

    ``before`` is the view of the last build. ``updated`` is None where nothing changed since then; else the record was
    brought up to date, and ``updated`` tells whether a build could follow.
    """

    run: Run
    observed: Observed
    before: View
    updated: "UpdatedRecord | None" = None

    @property
    def record(self) -> Record:
        return self.run.record

    @property
    def after(self) -> View:
        """The view of this moment."""
        return self.run.after

    @property
    def can_be_built(self) -> bool:
        """Whether the sources have no error that would stop a build."""
        return self.updated is None or self.updated.prepared is not None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the sources that changed since the last build."""
        return () if self.updated is None else self.updated.problems


@contextmanager
def current_record(options: Options) -> Iterator[CurrentRecord]:
    """Open the record of an output; bring it up to date, and roll it back at the end, where a source, the code or the
    site's address differs from the last build. The option ``clean`` is ignored.

    Raises FatalProblems where there is no site or another build does not end, and the exceptions in ``FAILURES`` where
    the record cannot be read.
    """
    check_places(options)
    state = state_folder(options.site, options.output)
    with locked(state / "lock"), opened(replace(options, clean=False), Listener()) as run:
        try:
            before, observed, updated = run.before, observe(run), None
            if not _holds_sources(run, observed):
                from .dry_run import brought_up_to_date

                updated = brought_up_to_date(run, observed)
            yield CurrentRecord(run, observed, before, updated)
        finally:
            with suppress(*FAILURES):
                run.record.rollback()


def _holds_sources(run: Run, observed: Observed) -> bool:
    """Whether the record holds what a build would read now; it does not say that the output does."""
    record, changes = run.record, observed.changes
    basis = record.last_build.basis
    return (
        not record.fresh
        and basis is not None
        and (basis.code, basis.base_url) == (run.code, run.options.base_url)
        and not (changes.changed or changes.vanished or changes.problems)
    )
