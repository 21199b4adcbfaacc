"""Rebuild the preview after every save: one build at a time, no save lost, several saves in one build."""

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..base.problems import N_, FatalProblems, Problem, error
from ..build.build import build
from ..build.on_request import picture_on_request
from ..build.run import Options, Report
from ..model.timestamps import microseconds
from ..observe.finders import FoldersToCompare, listed
from ..record.failures import FAILURES
from ..record.record import Record
from ..record.view import View
from ..site import settings_file
from ..site.settings import Settings
from .state import Fault, State, Unpublished, quote_problem, read_record, token

ORIGIN = "http://preview.invalid"
"""The base address of the pages that a preview builds (RFC 6761: ``.invalid`` is never a real host).

The server replaces it with the host of each request, so that another port or another machine needs no rebuild.
"""

NEW_FOLDER = 0.3  # seconds; a new folder is compared again after this time, because files may precede its watch
LONGEST_WAIT = 3600.0  # seconds between two looks at the clock, which may be set meanwhile
WATCHED = b"watched"

OnBuild = Callable[[Report | None, State], None]
"""A callback in the builder's thread after each build, with the report of ``try_build`` and the new state.

When newsgen itself fails, it is called a last time, with None and the old state; ``Builder.failure`` is set then.
"""


class Builder:
    """Builds a preview again and again; the caller gives ``run`` a thread.

    ``state`` is replaced as a whole after each build, so any thread may read it. ``builds`` counts the builds that were
    published. ``failure`` is the exception that ended ``run``.
    """

    def __init__(self, options: Options, *, follow_clock: bool, on_build: OnBuild) -> None:
        self.state = State(now=None if follow_clock else options.now)
        self.failure: BaseException | None = None
        self.idle = threading.Event()
        """Set between builds; background work waits for it."""
        self.builds = 0
        self._options = options
        self._follow_clock = follow_clock
        self._on_build = on_build
        self._changes: queue.SimpleQueue[frozenset[str] | None] = queue.SimpleQueue()
        self._pending: set[str] | None = None
        """Paths that changed since the last published build; None means that any file may have changed."""
        self._prefix = ""
        self._due: datetime | None = None

    @property
    def output(self) -> Path:
        return self._options.output

    def sources_changed(self, paths: frozenset[str] | None) -> None:
        """Queue a build because these sources changed, and return at once; None means that any may have changed.

        Paths are relative to the site's folder, or absolute in the default theme. Any thread may call this.
        """
        self._changes.put(paths)

    def picture(self, path: str) -> bytes | None:
        """The bytes of a file made of a picture, at a path of the output; None where there is none, or it cannot be made.

        Any thread may call this. It takes as long as decoding the picture.
        """
        settings = self.state.settings
        if settings is None:
            return None
        now = datetime.now(UTC) if self._follow_clock else self._options.now
        view = View(microseconds(now), self._options.drafts, self._options.embargoed)
        try:
            made = picture_on_request(self._options, view, settings.pictures, path)
        except (OSError, FatalProblems):  # the file changes just now: the next build tells what is wrong
            return None
        return made if isinstance(made, bytes) else None

    def run(self) -> None:
        """Build after every report of ``sources_changed``, and when time alone changes a story.

        After ``LONGEST_WAIT`` without either it builds too. The first build waits for the first report. Errors in the
        site go into ``state``. Any other exception ends the loop: it is kept in ``failure`` and not raised, and
        ``on_build`` is called a last time.
        """
        try:
            while True:
                self._wait()
                self.build()
        except BaseException as failure:
            self.failure = failure
            self._on_build(None, self.state)

    def _wait(self) -> None:
        """Wait until a source changed, a story is due or ``LONGEST_WAIT`` is over, then collect all waiting changes."""
        left = LONGEST_WAIT
        if self._due is not None and self._follow_clock:
            left = min(LONGEST_WAIT, max(0.0, (self._due - datetime.now(UTC)).total_seconds()))
        try:
            self._collect(self._changes.get(timeout=left))
        except queue.Empty:
            return
        while not self._changes.empty():
            self._collect(self._changes.get())

    def _collect(self, paths: frozenset[str] | None) -> None:
        """Add changed paths to the next build. A new folder is queued once more, after ``NEW_FOLDER`` seconds."""
        if paths is None:
            self._pending = None
            return
        if self._pending is not None:
            self._pending |= paths
        new_folders = frozenset(
            f"{path}/" for path in paths if path[-1] != "/" and (self._options.site / path).is_dir()
        )
        if new_folders:
            again = threading.Timer(NEW_FOLDER, self._changes.put, (new_folders,))
            again.daemon = True
            again.start()

    def build(self) -> None:
        """Build now, in the calling thread, and call ``on_build``.

        A build that publishes nothing keeps the changed paths for the next one. Errors in the site raise nothing; any
        other exception is raised, without a call of ``on_build``.
        """
        self.idle.clear()
        try:
            now = datetime.now(UTC) if self._follow_clock else self._options.now
            settings = self._settings()
            options = replace(self._options, now=now, base_url=f"{ORIGIN}{self._prefix}/", finder=self._find)
            report, problems = try_build(options)
            if report is not None and report.published:
                self._pending = set(report.held)
                self.builds += 1
            self.state = self._state(options, report, problems, settings)
        finally:
            self.idle.set()
        self._on_build(report, self.state)

    def _find(self, site: Path, record: Record, present: int) -> FoldersToCompare:
        """Name the folders of the changed paths. This is the builder's ``Finder``.

        It names all folders when any file may have changed, and when the note of the last published build is not this
        finder's: no build was published yet, or that build found symbolic links in the site.
        """
        if self._pending is None or record.last_build.finder_note != WATCHED:
            return FoldersToCompare(note=WATCHED)
        return replace(listed(self._pending)(site, record, present), note=WATCHED)

    def _settings(self) -> Settings | None:
        """Read the present settings and take over their address prefix.

        None when site.yml cannot be read or is not valid; then the prefix stays as it was.
        """
        try:
            settings, _ = settings_file.read(settings_file.file_bytes(self._options.site))
        except OSError:
            return None
        if settings is not None:
            self._prefix = settings.prefix
        return settings

    def _state(
        self, options: Options, report: Report | None, problems: tuple[Problem, ...], settings: Settings | None
    ) -> State:
        site, last = options.site, self.state
        faults = tuple(
            Fault(p, quote_problem(site, p)) for p in problems if p.level == "error" or p.code == "collides-later"
        )
        stories: dict[str, Unpublished] = dict(last.unpublished)
        if report is not None and report.published and settings is not None:
            try:
                stories, self._due = read_record(options, settings, options.now)
            except FAILURES:  # the record is damaged; the next build starts a new one
                self._due = None
        return State(
            token(report.build_id if report else last.token, faults, stories),
            built=(options.output / ".newsgen").is_file(),
            faults=faults,
            unpublished=stories,
            settings=settings or last.settings,
            now=last.now,
        )


def try_build(options: Options) -> tuple[Report | None, tuple[Problem, ...]]:
    """Build, and return the report and the problems; FatalProblems and OSError become problems.

    The report is None only after these two. A build that errors in the sources refuse has a report, whose ``published``
    is false.
    """
    try:
        report = build(options)
    except FatalProblems as failure:
        return None, failure.problems
    except OSError as failure:
        return None, (
            error(
                "io",
                N_("System error: {reason}"),
                N_("Check the free disk space and the permissions of the folder."),
                reason=str(failure),
            ),
        )
    return report, report.problems
