"""Import agencies' copy as it arrives in folders: the option ``--watch`` of imports."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from ..base.lock import locked
from ..base.messages import translate
from ..base.problems import N_, FatalProblems, Problem, error
from ..importers.arrivals import Arrivals
from ..importers.journal import FILE, WATCH_LOCK, Journal
from ..importers.report import Report
from ..importers.run import BUSY, Import, run_import
from ..importers.source_files import is_medium
from ..site.layout import STATE, TREES
from ..site.settings import Settings
from .arguments import UsageError
from .terminal import print_problems

INTERVAL = 1.0
"""Seconds between two looks at the folders; ten times as long as a look takes, where that is more."""


class _Asked(BaseException):
    """Ends a pause when a signal asks the process to end."""


@dataclass(slots=True)
class Stop:
    """Whether the process was asked to end. A batch that is being imported is finished first."""

    asked: bool = False
    _pauses: bool = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be asked by SIGTERM and SIGINT (Ctrl-C) for the length of a ``with`` block. For the main thread only."""
        former = {name: signal.signal(name, self._on_signal) for name in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for name, handler in former.items():
                signal.signal(name, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self._pauses:
            raise _Asked

    def pause(self, seconds: float) -> None:
        """Wait, at most until the process is asked to end."""
        try:
            self._pauses = True
            if not self.asked:
                time.sleep(seconds)
        except _Asked:
            pass
        finally:
            self._pauses = False


def check_folders(site: Path, folders: tuple[Path, ...]) -> None:
    """Raise UsageError where a path is no folder, or where a watched folder and one of the site's sources are in another."""
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                error(
                    "no-folder",
                    N_("--watch wants a folder, and “{name}” is none."),
                    N_("Name the folder into which the agency delivers."),
                    name=str(folder),
                )
            )
        for tree in TREES:
            own, there = (site / tree).resolve(), folder.resolve()
            if there.is_relative_to(own) or own.is_relative_to(there):
                raise UsageError(
                    error(
                        "own-folder",
                        N_("The folder “{name}” holds the site's own files, or is among them."),
                        N_("Let the agency deliver into a folder of its own."),
                        name=str(folder),
                    )
                )


_WATCHED = error(
    "import-locked",
    N_("Another watch of folders for this site is running."),
    N_("Stop it, and name all folders in one command."),
)


def watch(
    wanted: Import, renewed: Callable[[], Settings], tell: Callable[[Report], object], lang: str, stop: Stop
) -> None:
    """Import what arrives in the folders ``wanted.paths`` until ``stop`` is asked, and ``tell`` of each batch.

    ``renewed`` reads the settings anew for each batch; while they are broken, or while another import of the site runs,
    nothing is imported. Raises FatalProblems where another process watches for this site, and OSError where the site cannot
    be written.
    """
    only = locked(wanted.site / STATE / WATCH_LOCK, patience=0, held=_WATCHED)
    with only, Journal(wanted.site / STATE / FILE) as journal:
        arrivals = Arrivals(wanted.paths, journal)
        print(translate(lang, N_("Watching for copy. Stop with Ctrl-C.")), file=sys.stderr, flush=True)
        said = ""
        while not stop.asked:
            began = time.monotonic()
            try:
                arrived = arrivals.arrived(began)
                settings = renewed() if arrived else wanted.settings
                failure: OSError | FatalProblems | None = None
            except (OSError, FatalProblems) as failed:
                arrived, settings, failure = [], wanted.settings, failed
            if copy := tuple(path for path in arrived if not is_medium(path)):
                found = _unless_busy(replace(wanted, paths=copy, settings=settings, arriving=True))
                if isinstance(found, FatalProblems):
                    arrived, failure = [], found
                else:
                    tell(found)
            if failure and str(failure) != said:
                print_problems(_problems(failure), lang)
            said = str(failure) if failure else ""
            if arrived:
                arrivals.imported(arrived)
            else:
                stop.pause(max(INTERVAL, 10 * (time.monotonic() - began)))


def _unless_busy(wanted: Import) -> Report | FatalProblems:
    """The report of an import; the problem where another one of the site runs. Its copy comes again at the next look."""
    try:
        return run_import(wanted, patience=0)
    except FatalProblems as failure:
        if BUSY not in failure.problems:
            raise
        return failure


def _problems(failure: OSError | FatalProblems) -> tuple[Problem, ...]:
    if isinstance(failure, FatalProblems):
        return tuple(failure.problems)
    return (
        error(
            "unreadable",
            N_("This folder cannot be read: {reason}"),
            N_("It is looked at again and again. Check its name and its permissions."),
            reason=str(failure.strerror or failure),
        ).at(str(failure.filename or "")),
    )
