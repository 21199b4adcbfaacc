"""The list of stories, from the record of the desk's own preview: what each person may see of it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..arabic import fold
from ..base.lock import locked
from ..base.problems import FatalProblems
from ..record.failures import FAILURES
from ..record.record import Record
from ..site.layout import RECORD, state_folder

PATIENCE = 0.3
"""Seconds that a request waits for a build of the preview."""


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story in the list. ``folded`` is what a search compares; ``status`` is that of the front matter."""

    path: str
    address: str
    title: str
    section: str
    status: str
    published: datetime
    authors: tuple[str, ...]
    folded: str
    digest: bytes

    def status_at(self, now: datetime) -> str:
        """``published``, ``embargoed``, ``draft`` or ``withdrawn``. A draft of the future is a ``draft``."""
        return "embargoed" if self.status == "published" and self.published > now else self.status

    def is_own_draft(self, name: str) -> bool:
        """Whether it is a draft that names this author."""
        return self.status == "draft" and name in self.authors


class StoryList:
    """All stories of the record, drafts included, newest first. Those that did not change are read once."""

    def __init__(self, site: Path, output: Path, builds: Callable[[], int]) -> None:
        self._folder = state_folder(site, output)
        self._builds = builds
        self._lock = threading.Lock()
        self._known: dict[str, ListedStory] = {}
        self._order: list[ListedStory] = []
        self._read_at = -1

    def all(self) -> list[ListedStory]:
        """The stories as the last build read them; while a build runs, those of the one before. Any thread may ask."""
        with self._lock:
            builds = self._builds()
            if builds != self._read_at and self._refresh():
                self._read_at = builds
            return self._order

    def _refresh(self) -> bool:
        """Read what changed, and return whether that was done: not while a build runs, nor from a damaged record."""
        try:
            with locked(self._folder / "lock", patience=PATIENCE):
                record = Record(self._folder / RECORD)
                try:
                    self._known = _stories(record, self._known)
                finally:
                    record.close()
        except (*FAILURES, FatalProblems):
            return False
        self._order = sorted(self._known.values(), key=lambda story: (story.published, story.path), reverse=True)
        return True


def _stories(record: Record, known: dict[str, ListedStory]) -> dict[str, ListedStory]:
    found: dict[str, ListedStory] = {}
    for identifier, digest in record.stories.digests().items():
        old = known.get(identifier)
        if old is not None and old.digest == digest:
            found[identifier] = old
        elif (stored := record.stories.get(identifier)) is not None:
            summary, card = stored.summary, stored.summary.card
            authors = tuple(author.name for author in summary.authors)
            folded = fold(" ".join((card.title, stored.path, *authors)))
            found[identifier] = ListedStory(
                stored.path,
                card.address,
                card.title,
                card.section,
                summary.status,
                card.published,
                authors,
                folded,
                digest,
            )
    return found
