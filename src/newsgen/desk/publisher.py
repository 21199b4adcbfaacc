"""Build the site after saves that matter and when a story is due, then deploy it: one thing at a time."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..model.timestamps import microseconds, of_microseconds
from ..record.recovery import PublishedSource, changed_by_time, next_moment, published_source
from ..record.view import View
from ..site.layout import PUBLIC, RECORD, state_folder
from ..site.settings_desk import DeskSettings
from .command import Answer, run
from .deploys import Deploy, Deploys
from .file_kind import FileKind, kind_of
from .saving import source_bytes
from .since import Since
from .story_file import StoryFile, open_story

GATHER = timedelta(seconds=1)
"""How long changes are gathered before a build."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
"""How long a deploy that failed waits before it is tried again: twice as long each time."""

LONGEST_WAIT = timedelta(hours=1)
"""The longest time between two looks at the clock, which may be set meanwhile."""


class Phase(StrEnum):
    """What the publisher does now."""

    IDLE = "idle"
    WAITING = "waiting"
    """It waits for a build of somebody else."""
    BUILDING = "building"
    DEPLOYING = "deploying"


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem in plain words, with the file and line where it is."""

    file: str
    line: int
    message: str
    hint: str
    level: str = "error"


@dataclass(frozen=True, slots=True)
class Built:
    """The last build. ``published`` is false where the output stayed as it was; ``held`` are files with errors."""

    at: datetime
    published: bool
    held: frozenset[str]
    faults: tuple[Fault, ...]
    build: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """The last deploy. Where it is not ``done``, ``again`` is when it is tried again."""

    at: datetime
    done: bool
    faults: tuple[Fault, ...]
    again: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class PublisherState:
    """The way to the site as it is now. ``building`` are the changed paths in the running build or deploy, ``unsent`` those
    that are built and not deployed; None stands for any path. ``behind`` says that changes wait for a build.
    ``sent`` is the moment of the last deploy that was done, ``due`` the next moment at which time alone changes the site.
    ``failure`` is a fault of newsgen's own, empty for none."""

    on: bool = False
    target: str = ""
    phase: Phase = Phase.IDLE
    since: datetime | None = None
    step: tuple[str, int, int] | None = None
    behind: bool = False
    building: frozenset[str] | None = frozenset()
    unsent: frozenset[str] | None = frozenset()
    built: Built | None = None
    deployed: Deployed | None = None
    sent: datetime | None = None
    due: datetime | None = None
    failure: str = ""


class Publisher:
    """Builds the output of a site again and again, and deploys it; ``start`` gives it a thread.

    ``state`` is replaced as a whole, so any thread may read it. ``wanted`` gives the settings of the desk, None before they
    are known. ``fixed_now`` is the time of every build in place of the clock's, as ``--now`` gives it.
    """

    def __init__(
        self,
        site: Path,
        *,
        wanted: Callable[[], DeskSettings | None],
        now: Callable[[], datetime],
        lang: str,
        fixed_now: datetime | None = None,
    ) -> None:
        self.state = PublisherState()
        self.since = Since(site)
        self._deploys = Deploys(site)
        self._site, self._wanted, self._now, self._lang, self._fixed = site, wanted, now, lang, fixed_now
        self._record = state_folder(site, site / PUBLIC) / RECORD
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._state_lock = threading.Lock()
        self._changed: set[str] | None = None
        """Paths that changed since the last build began; None means that any may have changed, as when the desk begins."""
        self._build_now = True
        self._deploy_now = False

    def start(self) -> None:
        """Begin with a build, in a thread that ends with the process."""
        threading.Thread(target=self._always, daemon=True, name="publisher").start()

    def sources_changed(self, paths: frozenset[str] | None) -> None:
        """Note that sources changed, and return at once; None means that any may have. Any thread may call this."""
        matter = None if paths is None else {path for path in paths if self._matters(path)}
        if matter is not None and not matter:
            return
        with self._lock:
            self._changed = None if matter is None or self._changed is None else self._changed | matter
            self._build_now = True
        self._set(behind=True)
        self._wake.set()

    def build_soon(self) -> None:
        """Build although nothing is known to have changed."""
        self.sources_changed(None)

    def deploy_soon(self) -> None:
        """Deploy now, also where the last deploy failed a moment ago."""
        self._deploy_now = True
        self._wake.set()

    def story(self, path: str) -> PublishedSource | None:
        """What the output knows of a story, plain page or profile; None where it does not know its file."""
        return published_source(self._record, path)

    def latest(self, story: PublishedSource | None) -> datetime | None:
        """A moment at which the page of a source, as it is now, was certainly where readers see it; it may have been before.

        Without a target that is when the system last changed the page's file. With one it is when the first known deploy was
        done that began after this. None where neither is known.
        """
        if story is None or not story.has_page:
            return None
        try:
            page = (self._site / PUBLIC / story.page).stat()
        except OSError:
            return None
        changed = datetime.fromtimestamp(max(page.st_ctime, page.st_mtime), UTC)  # st_ctime is a birth on Windows
        if not self.state.target:
            return changed
        found = self._deploys.first_after(self.state.target, changed)
        return found.done if found is not None else None

    def _set(self, **changes: Any) -> None:
        """Change fields of ``state``. The thread of the builds and those that report changes do so at once."""
        with self._state_lock:
            self.state = replace(self.state, **changes)

    def _matters(self, path: str) -> bool:
        """Whether a change of a source can change the site: not where a story is a draft, and was none that readers see."""
        built = self.state.built
        if kind_of(path) is not FileKind.STORY or (built is not None and path in built.held):
            return True
        with suppress(OSError):
            data = source_bytes(self._site, path)
            file = open_story(data) if data is not None else None
            if data is None or (isinstance(file, StoryFile) and file.values.get("status") == "draft"):
                known = self.story(path)
                return known is not None and known.has_page
        return True

    # the thread

    def _always(self) -> None:
        while True:
            self._wake.wait(self._pause().total_seconds())
            if self._wake.is_set():
                self._wake.clear()
                threading.Event().wait(GATHER.total_seconds())
            try:
                self.go_on()
            except Exception as failure:  # a fault of newsgen's own: told on the page, and tried again
                self._set(phase=Phase.IDLE, failure=repr(failure), behind=True)
                self._build_now = True
                threading.Event().wait(FIRST_PAUSE.total_seconds())

    def _pause(self) -> timedelta:
        """How long nothing is to be done."""
        if self._wanted() is None:
            return GATHER
        now, state = self._now(), self.state
        again = state.deployed.again if state.deployed is not None else None
        moments = [moment for moment in (state.due if self._fixed is None else None, again) if moment is not None]
        if self._build_now:
            moments.append(now)
        return max(timedelta(0), min([LONGEST_WAIT, *(moment - now for moment in moments)]))

    def go_on(self) -> None:
        """Do what is to be done now: build, where something changed or is due, then deploy. What fails is in ``state``."""
        wanted = self._wanted()
        if wanted is None:
            return
        self._set(on=wanted.build, target=wanted.deploy)
        if not wanted.build:
            return
        self._set(failure="")
        now, state = self._now(), self.state
        due = state.due is not None and state.due <= now and self._fixed is None
        if self._build_now or due:
            self._build()
        deployed = self.state.deployed
        unsent = self.state.unsent is None or bool(self.state.unsent)
        again = deployed is not None and deployed.again is not None and deployed.again <= self._now()
        waits = deployed is not None and deployed.again is not None and not again
        built = self.state.built
        if (
            wanted.deploy
            and built is not None
            and built.published
            and (self._deploy_now or again or (unsent and not waits))
        ):
            self._deploy(wanted.deploy)

    def _build(self) -> None:
        with self._lock:
            changed, self._changed, self._build_now = self._changed, set(), False
        if changed is not None:
            changed |= self._coming()
        paths = None if changed is None else frozenset(changed)
        self._enter(Phase.BUILDING, building=paths, behind=False)
        at = self._now()
        answer = self._run(["build", "--keep-good", "--progress", *self._time()])
        built = _built(answer, at, self._lang)
        self._set(phase=Phase.IDLE, since=None, step=None, built=built, due=self._next() if built.published else None)
        if not built.published:
            with self._lock:  # what was in it stays unbuilt
                self._changed = None if paths is None or self._changed is None else self._changed | paths
            self._set(behind=True, building=frozenset(), due=self._now() + FIRST_PAUSE * 10)
            return
        before = self.state.unsent
        together = None if paths is None or before is None else before | paths
        self._set(building=frozenset(), unsent=together)
        if not self.state.target:
            self._arrived()

    def _deploy(self, target: str) -> None:
        self._deploy_now = False
        self._enter(Phase.DEPLOYING, building=self.state.unsent)
        before, began = self.state.deployed, self._now()
        answer = self._run(["deploy", target, "--progress"])
        now = self._now()
        done = answer.code in (0, 3)  # 3: everything was sent, and some addresses are not purged yet
        failures = 0 if done else (before.failures if before is not None else 0) + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(max(0, failures - 1), 10))
        found = Deployed(now, done, _faults(answer, self._lang), None if answer.code == 0 else now + pause, failures)
        self._set(phase=Phase.IDLE, since=None, step=None, building=frozenset(), deployed=found,
            sent=now if done else self.state.sent)  # fmt: skip
        if done:
            with suppress(OSError):
                self._deploys.note(Deploy(target, began, now))
            self._arrived()

    def _arrived(self) -> None:
        """Note of every changed story, plain page and profile since when it is on the site as it is now."""
        paths, held = self.state.unsent, self.state.built.held if self.state.built is not None else frozenset()
        self._set(unsent=frozenset())
        now = self._now()
        for path in paths or ():
            known = self.story(path) if kind_of(path) is not None else None
            if known is not None and known.has_page and path not in held:
                with suppress(OSError):
                    self.since.note(path, known.source.hex(), now)

    def _enter(self, phase: Phase, *, building: frozenset[str] | None, behind: bool | None = None) -> None:
        self._set(phase=phase, since=self._now(), step=None, building=building,
            behind=self.state.behind if behind is None else behind)  # fmt: skip

    def _run(self, arguments: list[str]) -> Answer:
        phase = self.state.phase

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "waiting":
                self._set(phase=Phase.WAITING)
            else:
                self._set(phase=phase, step=(stage, done, total))

        try:
            return run(self._site, self._lang, arguments, progress)
        except OSError as failure:
            return Answer(1, {"problems": [{"level": "error", "message": str(failure)}]})

    def _time(self) -> list[str]:
        return [] if self._fixed is None else ["--now", self._fixed.isoformat()]

    def _next(self) -> datetime | None:
        """The next moment at which time alone changes the site."""
        found = next_moment(self._record, View(microseconds(self._fixed or self._now()), drafts=False))
        return of_microseconds(found, UTC) if found is not None else None

    def _coming(self) -> set[str]:
        """The stories that time alone has changed since the last build."""
        built = self.state.built
        if built is None or self._fixed is not None:
            return set()
        return set(changed_by_time(self._record, microseconds(built.at), microseconds(self._now())))


def _built(answer: Answer, at: datetime, lang: str) -> Built:
    held = answer.printed.get("held", [])
    return Built(
        at,
        bool(answer.printed.get("published")),
        frozenset(str(path) for path in held),
        _faults(answer, lang),
        str(answer.printed.get("build_id", "")),
    )


def _faults(answer: Answer, lang: str) -> tuple[Fault, ...]:
    """The errors that a command printed; where it failed without any, that it was ended."""
    found: Sequence[Mapping[str, Any]] = answer.printed.get("problems", [])
    faults = tuple(
        Fault(
            str(one.get("file", "")), int(one.get("line", 0)), str(one.get("message", "")), str(one.get("hint", "")),
            str(one.get("level", "error")),
        )
        for one in found
        if one.get("level") == "error"
    )  # fmt: skip
    if not faults and not answer.printed:
        from ..base.messages import translate
        from .site_words import REASONS

        return (Fault("", 0, translate(lang, REASONS["stopped"]), ""),)
    return faults
