"""A build: observe, read, index, plan, render, publish."""

import time
from dataclasses import replace

import msgspec

from ..base.lock import locked
from ..base.problems import N_, FatalProblems, warning
from ..record.failures import FAILURES, is_damage
from ..record.recovery import is_sound
from ..site.layout import RECORD, state_folder
from .run import Listener, Options, Report, Run, check_places, opened, ordered
from .stages import (
    index,
    keep_idle,
    may_go_on,
    nothing_changed,
    observe,
    plan,
    publish,
    read,
    refused,
    render,
    sources_to_hold,
    unchanged,
    work_apart,
)


def build(options: Options, listener: Listener | None = None) -> Report:
    """Make the output what the inputs say.

    Errors in the sources do not raise: the report says that nothing is published. A build of the same output that runs
    already is waited for. Where the record is damaged, everything is built again, with a warning. Raises FatalProblems
    when there is no site to build or no way to write, and OSError where the system refuses to write the record.
    """
    check_places(options)
    listener = listener or Listener()
    began = time.perf_counter()
    state = state_folder(options.site, options.output)
    with locked(state / "lock", waiting=listener.waiting):
        try:
            with opened(options, listener) as run:
                report = published(run)
        except Exception as failure:
            if isinstance(failure, FAILURES):
                if not is_damage(failure):
                    raise OSError(f"{state / RECORD}: {failure}") from failure
            elif isinstance(failure, (FatalProblems, OSError)) or is_sound(state / RECORD):
                raise
            with opened(options, listener, anew=True) as run:
                report = published(run)
            report = replace(report, problems=ordered((*report.problems, _DAMAGED)))
    return replace(report, seconds=round(time.perf_counter() - began, 3))


def published(run: Run) -> Report:
    """Build; as long as only some sources prevent publication, hold them back and build again. Returns the last report.

    After a publication, ``idle.txt`` lets the next build see quickly that nothing changed.
    """
    report = stages(run)
    while report.to_hold:
        run = msgspec.structs.replace(run, held={**run.held, **report.to_hold})
        report = stages(run)
    if report.published:
        keep_idle(run)
    return report


def stages(run: Run) -> Report:
    """Run the six stages once: only the first ones where nothing changed or errors forbid more. The pages stream."""
    observed = observe(run)
    if nothing_changed(run, observed):
        return unchanged(run)
    work_apart(run, observed)
    sources = read(run, observed)
    indexed = index(run, observed, sources)
    if not may_go_on(run, indexed.problems, indexed.held):
        return refused(run, indexed.problems, to_hold=sources_to_hold(run, indexed, indexed.problems))
    planned = plan(run, sources, indexed)
    pages = render(run, sources, planned)
    return publish(run, observed, sources, indexed, pages)


_DAMAGED = warning(
    "record-damaged",
    N_("The record of earlier builds was damaged; everything was built again."),
    N_("If this happens again, have the disk checked."),
)
