"""Each save becomes a commit in the person's name, without making anybody wait for git."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from ..base.lock import locked
from ..base.messages import translate
from ..base.problems import FatalProblems
from ..site.layout import STATE
from ..site.settings_desk import DeskSettings
from .exchange import ExchangeState, exchange
from .git import GitError, GitFault
from .incoming import Decided
from .ledger import Entry, Ledger
from .repository import LOCK, Change, Repository, Unready, author_of
from .saving import kept_bytes, source_bytes
from .site_words import subject_of
from .story_file import version_of

RETRY = timedelta(seconds=30)
"""After this time the desk tries again what the repository refused."""

UNKNOWN = timedelta(seconds=1)
"""How often the desk looks whether its settings are known, as after the first build of the preview."""

MOST_SUBJECT = 120


class Where(StrEnum):
    """What is in trouble."""

    COMMIT = "commit"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What git refuses since a moment. ``reason`` is a GitFault or that of an Unready, ``detail`` git's own words."""

    where: Where
    reason: str
    detail: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HistoryState:
    """``waiting`` saves are not in the repository yet. ``on`` says whether commits are wanted."""

    on: bool = False
    waiting: int = 0
    trouble: Trouble | None = None
    exchange: ExchangeState | None = None


class History:
    """The history of one site: the ledger of saves, and the threads that bring them into git and to a remote.

    ``wanted`` gives the settings of the desk, None before they are known. ``changed`` is called with the paths of files
    that an exchange with the remote has changed.
    """

    def __init__(
        self,
        site: Path,
        *,
        wanted: Callable[[], DeskSettings | None],
        now: Callable[[], datetime],
        lang: str,
        changed: Callable[[frozenset[str]], object] = lambda paths: None,
    ) -> None:
        self.ledger = Ledger(site)
        self.state = HistoryState()
        self._site, self._wanted, self._now, self._lang, self._changed = site, wanted, now, lang, changed
        self._work = threading.Event()
        self._exchange_now = threading.Event()
        self._repository = threading.Lock()
        self._state = threading.Lock()
        self._decided: dict[str, Decided] = {}
        self._unwritten: list[Entry] = []

    def start(self) -> None:
        """Begin to work, in threads that end with the process."""
        threading.Thread(target=self._commit_always, daemon=True, name="history").start()
        threading.Thread(target=self._exchange_always, daemon=True, name="exchange").start()

    def saved(self, entry: Entry, *, commit: bool = True) -> bool:
        """Note a save, and return at once; its commit follows, if ``commit``.

        False where the system refuses the note, as on a full disk: it stays in memory then, and is tried again.
        """
        try:
            self.ledger.add(entry)
            if not commit:
                self.ledger.settle([entry])
        except OSError as failure:
            self._unwritten.append(entry)
            self._in_trouble(Where.COMMIT, GitFault.FAILED, str(failure))
        self._work.set()
        return entry not in self._unwritten

    def decide(self, path: str, decided: Decided) -> None:
        """Note what a person chose for a file that the last exchange could not merge, and exchange again."""
        self._decided[path] = decided
        self._exchange_now.set()

    def exchange_soon(self) -> None:
        """Exchange with the remote now, and not at the next full time."""
        self._exchange_now.set()

    # commits

    def _commit_always(self) -> None:
        while True:
            self._work.clear()
            self.commit_waiting()
            again = RETRY.total_seconds() if self.state.waiting or self.state.trouble else None
            self._work.wait(UNKNOWN.total_seconds() if self._wanted() is None else again)

    def commit_waiting(self) -> None:
        """Commit what is not in the repository yet. Raises nothing: what is in the way is in ``state``."""
        wanted = self._wanted()
        if wanted is None:
            self._set(waiting=1)
            return
        try:
            with locked(self._site / STATE / LOCK, threads=self._repository):
                while self._unwritten:
                    self.ledger.add(self._unwritten[0])
                    del self._unwritten[0]
                entries = self.ledger.unsettled()
                if wanted.history != "git":
                    self.ledger.settle(entries)
                    self._set(on=False)
                    return
                self._set(on=True, waiting=len(entries), trouble=self.state.trouble)
                repository = Repository(self._site)
                self._commit(repository, entries)
                repository.settle_index(self._now())
        except Unready as failure:
            self._in_trouble(Where.COMMIT, failure.reason, failure.detail)
        except GitError as failure:
            where = Where.COMMIT if self._left() else Where.INDEX
            self._in_trouble(where, failure.fault, failure.detail)
        except (OSError, FatalProblems) as failure:
            self._in_trouble(Where.COMMIT, GitFault.FAILED, str(failure))
        except Exception as failure:  # a fault of newsgen's own must not end the thread, and the history with it
            self._in_trouble(Where.COMMIT, GitFault.FAILED, repr(failure))
        else:
            self._set(on=True)

    def _left(self) -> int:
        with suppress(OSError):
            return len(self.ledger.unsettled()) + len(self._unwritten)
        return 1

    def _set(self, *, on: bool = True, waiting: int = 0, trouble: Trouble | None = None) -> None:
        with self._state:
            self.state = HistoryState(on, waiting, trouble, self.state.exchange)

    def _set_exchange(self, found: ExchangeState | None) -> None:
        with self._state:
            self.state = replace(self.state, exchange=found)

    def _in_trouble(self, where: Where, reason: str, detail: str) -> None:
        last = self.state.trouble
        since = last.since if last is not None and last.reason == reason else self._now()
        self._set(waiting=self._left(), trouble=Trouble(where, reason, detail, since))

    def _commit(self, repository: Repository, entries: Sequence[Entry]) -> None:
        """Commit saves in their order, each as its own version of the file, as far as that is known and follows the branch."""
        with_others: dict[str, list[Entry]] = {}
        for place, entry in enumerate(entries):
            together = [*with_others.pop(entry.path, ()), entry]
            is_last = all(later.path != entry.path for later in entries[place + 1 :])
            tip = repository.tip()
            head = repository.data(tip.commit, entry.path)
            data = self._bytes_to_commit(entry, head, is_last=is_last)
            if data is None and not is_last:
                with_others[entry.path] = together
                continue
            if data is not None and data != head:
                mode = repository.entry(tip.commit, entry.path)[0]
                change = Change(entry.path, data, mode if mode.startswith("100") else "100644")
                names = list(dict.fromkeys(one.name for one in together if one.name != entry.name))
                repository.commit(
                    tip, [change], author=author_of(entry.name), at=entry.at, message=self._message(entry, names)
                )
            self.ledger.settle(together)

    def _bytes_to_commit(self, entry: Entry, head: bytes | None, *, is_last: bool) -> bytes | None:
        """The bytes that bring a save onto the branch; None where a later save does, or the file is gone.

        A save that began with what the branch has is its own version, and so is that of a new file. Else somebody wrote into
        the file and did not commit, committed meanwhile, or a kill kept a save from being noted: then the file as it is
        goes in with the last save, for it holds what both the branch and the save have.
        """
        follows = not entry.before if head is None else version_of(head) in (entry.before, entry.version)
        data = kept_bytes(self._site, entry.version) if follows else None
        return data if data is not None or not is_last else source_bytes(self._site, entry.path)

    def _message(self, entry: Entry, others: Sequence[str]) -> str:
        title = " ".join(entry.title.split()) or entry.path
        subject = translate(self._lang, subject_of(entry.did, entry.status), title=title)
        lines = [f"Desk-Action: {action}" for action in entry.did]
        lines += [f"Desk-Status: {entry.status}"] if entry.did and entry.status else []
        lines += [f"Desk-Restored: {entry.restored}"] if entry.restored else []
        lines += [f"Co-authored-by: {author_of(name)}" for name in others]
        subject = subject.replace("\u2068", "").replace("\u2069", "")  # git's own tools show no mark of direction
        return subject[:MOST_SUBJECT] + "\n" + "".join(f"\n{line}" for line in lines) + "\n"

    # the remote

    def _exchange_always(self) -> None:
        while True:
            wanted = self._wanted()
            minutes = wanted.pull_every if wanted is not None else 0.05
            self._exchange_now.wait(60 * minutes)
            self._exchange_now.clear()
            self.exchange()

    def exchange(self) -> None:
        """Pull from the remote and push to it. Raises nothing: what is in the way, and conflicts, are in ``state``."""
        wanted = self._wanted()
        if wanted is None or wanted.history != "git" or not wanted.remote:
            self._set_exchange(None)
            return
        self.commit_waiting()
        found, paths = exchange(
            self._site, wanted.remote, self._decided, lock=self._repository, lang=self._lang, now=self._now
        )
        last = self.state.exchange
        if last is not None and found.at is None:
            found = found.after(last)
        self._decided = {
            path: one for path, one in self._decided.items() if any(path == c.path for c in found.conflicts)
        }
        self._set_exchange(found)
        if paths:
            self._changed(paths)
