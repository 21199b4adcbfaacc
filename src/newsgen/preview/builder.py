"""Builds the preview after every save, one build at a time; no save is lost, and several together cost one build."""

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..base.problems import N_, Problem, Unusable, error
from ..build.build import Options, Report, build
from ..observe.finders import FoldersToCompare, listed
from ..record.record import FAILURES, Record
from ..site import settings as site_settings
from ..site.settings import Settings
from .state import Fault, State, Unpublished, looked_up, quoted, token

ORIGIN = "http://preview.invalid"
"""Stands in the built pages for wherever the preview is looked at; the server puts that in (RFC 6761: never a real host).
So another port, or another machine's view of this one, makes no page again."""

NEW_FOLDER = 0.3  # seconds after which a new folder is looked into once more: what came before it was watched?
LONGEST_WAIT = 3600.0  # seconds; the machine's clock may be set meanwhile
WATCHED = b"watched"

Told = Callable[[Report | None, State], None]


class Builder:
    """Builds in a thread of its own; ``state`` is always the last one's whole answer."""

    def __init__(self, options: Options, *, follow_clock: bool, told: Told) -> None:
        self.state = State(now=None if follow_clock else options.now)
        self.failure: BaseException | None = None
        self.idle = threading.Event()
        """Set between builds: what may wait, waits for it."""
        self.builds = 0
        self._options = options
        self._follow_clock = follow_clock
        self._told = told
        self._saves: queue.SimpleQueue[frozenset[str] | None] = queue.SimpleQueue()
        self._pending: set[str] | None = None
        """Paths that changed since the record's build; None: any may have, so everything is looked at."""
        self._prefix = ""
        self._due: datetime | None = None

    @property
    def output(self) -> Path:
        return self._options.output

    def saved(self, paths: frozenset[str] | None) -> None:
        """These sources changed; None: any may have."""
        self._saves.put(paths)

    def follow(self) -> None:
        """Build after every save, and when a story's moment comes, for ever. Ends only by a fault of newsgen's own."""
        try:
            while True:
                self._wait()
                self.build()
        except BaseException as failure:
            self.failure = failure
            self._told(None, self.state)

    def _wait(self) -> None:
        """Until something was saved or is due; takes in all that waits."""
        left = LONGEST_WAIT
        if self._due is not None and self._follow_clock:
            left = min(LONGEST_WAIT, max(0.0, (self._due - datetime.now(UTC)).total_seconds()))
        try:
            self._take(self._saves.get(timeout=left))
        except queue.Empty:
            return
        while not self._saves.empty():
            self._take(self._saves.get())

    def _take(self, paths: frozenset[str] | None) -> None:
        if paths is None:
            self._pending = None
            return
        if self._pending is not None:
            self._pending |= paths
        once_more = frozenset(f"{path}/" for path in paths if path[-1] != "/" and (self._options.site / path).is_dir())
        if once_more:
            again = threading.Timer(NEW_FOLDER, self._saves.put, (once_more,))
            again.daemon = True
            again.start()

    def build(self) -> None:
        """Build now, and tell what came of it."""
        self.idle.clear()
        try:
            now = datetime.now(UTC) if self._follow_clock else self._options.now
            settings = self._settings()
            options = replace(self._options, now=now, base_url=f"{ORIGIN}{self._prefix}/", finder=self._find)
            report, problems = attempt(options)
            if report is not None and report.published:
                self._pending = set(report.held)
                self.builds += 1
            self.state = self._state(options, report, problems, settings)
        finally:
            self.idle.set()
        self._told(report, self.state)

    def _find(self, site: Path, record: Record, present: int) -> FoldersToCompare:
        """Where something was saved; everywhere at first, and where links hide what belongs to whom."""
        if self._pending is None or record.meta("finder") != WATCHED:
            return FoldersToCompare(note=WATCHED)
        return replace(listed(self._pending)(site, record, present), note=WATCHED)

    def _settings(self) -> Settings | None:
        """What site.yml says now; None when it says nothing sound, and then the prefix stays as it was."""
        try:
            settings, _ = site_settings.read(site_settings.file_bytes(self._options.site))
        except OSError:
            return None
        if settings is not None:
            self._prefix = settings.prefix
        return settings

    def _state(
        self, options: Options, report: Report | None, problems: tuple[Problem, ...], settings: Settings | None
    ) -> State:
        site, last = options.site, self.state
        faults = tuple(Fault(p, quoted(site, p)) for p in problems if p.level == "error")
        stories: dict[str, Unpublished] = dict(last.unpublished)
        if report is not None and report.published and settings is not None:
            try:
                stories, self._due = looked_up(options, settings, options.now)
            except FAILURES:  # the next build begins a new record
                self._due = None
        return State(
            token(report.build_id if report else last.token, faults, stories),
            built=(options.output / ".newsgen").is_file(),
            faults=faults,
            unpublished=stories,
            settings=settings or last.settings,
            now=last.now,
        )


def attempt(options: Options) -> tuple[Report | None, tuple[Problem, ...]]:
    """A build, or why there is none."""
    try:
        report = build(options)
    except Unusable as failure:
        return None, failure.problems
    except OSError as failure:
        return None, (
            error(
                "io",
                N_("The computer refused: {reason}"),
                N_("Look at the disk's space and the folder's permissions."),
                reason=str(failure),
            ),
        )
    return report, report.problems
