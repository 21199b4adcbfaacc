"""The list of stories, from the record of the desk's own preview: rows in memory, filtered for each person and question."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from ..arabic import fold
from ..base.lock import locked
from ..base.problems import FatalProblems
from ..model.placement import written_names
from ..preview.builder import Builder
from ..record.failures import FAILURES
from ..record.record import Record
from ..site.layout import RECORD, state_folder
from .known_names import KnownNames, Spelling, known_names, without
from .page_list import ListedPage, listed_pages

PATIENCE = 0.3
"""Seconds that a request waits for a build of the preview."""


MOST_PLACED = 100
"""The most changed stories that are put into their places one by one; of more, all stories are sorted again."""


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story in the list. ``status`` is that of the front matter; ``stage`` that of a draft, and empty for others.
    ``folded`` and ``folded_authors`` are what a search compares. ``hidden_names`` are the topics, authors and place of a
    story that readers did not see when it was read; empty for others."""

    path: str
    address: str
    title: str
    section: str
    kind: str
    status: str
    stage: str
    published: datetime
    authors: tuple[str, ...]
    folded: str
    folded_authors: str
    digest: bytes
    hidden_names: tuple[Spelling, ...] = ()

    def status_at(self, now: datetime) -> str:
        """``published``, ``embargoed``, ``draft`` or ``withdrawn``. A draft of the future is a ``draft``."""
        return "embargoed" if self.status == "published" and self.published > now else self.status

    @property
    def is_open_to_authors(self) -> bool:
        """Whether its authors see it on the desk, whatever their role: a draft, or published live coverage."""
        return self.status == "draft" or (self.kind == "live" and self.status == "published")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person looks for; an empty field admits all. ``words`` is a part of the headline, the file or an author's name,
    ``person`` of an author's name. ``since`` and ``until`` are days, both included."""

    words: str = ""
    person: str = ""
    section: str = ""
    status: str = ""
    stage: str = ""
    since: date | None = None
    until: date | None = None

    def among(self, stories: Sequence[ListedStory], now: datetime) -> Sequence[ListedStory]:
        """The stories that match, in their order. A test that admits all is not made: there may be 100,000 stories."""
        if self.stage:
            stories = [story for story in stories if story.stage == self.stage]
        if self.section:
            stories = [story for story in stories if story.section == self.section]
        if self.status:
            stories = [story for story in stories if story.status_at(now) == self.status]
        if person := fold(self.person).strip():
            stories = [story for story in stories if person in story.folded_authors]
        for word in fold(self.words).split():
            stories = [story for story in stories if word in story.folded]
        if self.since is not None or self.until is not None:
            first, last = self.since or date.min, self.until or date.max
            stories = [story for story in stories if first <= story.published.date() <= last]
        return stories


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All stories as one build has read them, newest first, and the pages that are no stories."""

    stories: Sequence[ListedStory] = ()
    by_path: Mapping[str, ListedStory] = field(default_factory=dict)
    own_of: Mapping[str, Sequence[ListedStory]] = field(default_factory=dict)
    """The drafts and the published live coverage of each author, by the name as stories write it, newest first: what a
    reporter sees."""
    drafts: Sequence[ListedStory] = ()
    names: KnownNames = field(default_factory=dict)
    """The topics, authors and places of all stories that are not withdrawn."""
    names_of_readers: KnownNames = field(default_factory=dict)
    """Those of the stories that readers see."""
    pages: Mapping[str, ListedPage] = field(default_factory=dict)
    """Plain pages and profiles by path, in the order of their list."""

    def address_of(self, path: str) -> str:
        """The address, in the preview, of the page that a file gives; empty where there is none."""
        listed = self.by_path.get(path) or self.pages.get(path)
        return listed.address if listed is not None else ""

    def to_come(self, now: datetime) -> Iterator[ListedStory]:
        """The stories whose moment is still to come, drafts among them, the soonest last."""
        for story in self.stories:
            if story.published <= now:
                return
            yield story


def stages_of(stories: Sequence[ListedStory]) -> Mapping[str, int]:
    """How many stories there are in each stage that any of them is in."""
    return Counter(story.stage for story in stories if story.stage)


class StoryList:
    """All stories of the record, drafts included. Those that did not change are read once."""

    def __init__(self, site: Path, builder: Builder, *, now: Callable[[], datetime]) -> None:
        self._folder = state_folder(site, builder.output)
        self._builder = builder
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, ListedStory] = {}
        self._snapshot = Snapshot()
        self._read_at = -1
        self._is_followed = False
        """Whether the builder's thread has read its last build by ``refresh``, as it will the next."""
        self._spellings: tuple[Mapping[Spelling, int], ...] = ({}, {})

    def now(self) -> Snapshot:
        """The stories as the last build read them; while a build runs, those of before. Any thread may ask.

        Nobody who asks waits for a build, nor for another thread that reads the record; and nobody reads it where the
        builder's thread does.
        """
        if not self._is_followed and self._builder.builds != self._read_at and self._builder.idle.is_set():
            self._take_over()
        return self._snapshot

    def refresh(self) -> None:
        """Read what the last build has changed, in the builder's thread after each build: some 100 ms of 100,000 stories."""
        self._is_followed = self._take_over()

    def _take_over(self) -> bool:
        """Read what the last build has changed, and return whether the list is as that build left it."""
        builds = self._builder.builds
        if builds != self._read_at and self._lock.acquire(blocking=False):
            try:
                if self._read():
                    self._read_at = builds
            finally:
                self._lock.release()
        return builds == self._read_at

    def _read(self) -> bool:
        """Read what changed, and return whether that was done: not while a build runs, nor from a damaged record."""
        try:
            with locked(self._folder / "lock", patience=PATIENCE):
                record = Record(self._folder / RECORD)
                try:
                    now = self._now()
                    known = _stories(record, self._known, now)
                    spellings = record.spellings.all()
                    pages = listed_pages(record)
                finally:
                    record.close()
        except (*FAILURES, FatalProblems):
            return False
        self._snapshot = self._snapshot_of(known, spellings, pages, now)
        self._known = known
        return True

    def _snapshot_of(
        self,
        known: Mapping[str, ListedStory],
        spellings: Mapping[Spelling, int],
        pages: Mapping[str, ListedPage],
        now: datetime,
    ) -> Snapshot:
        """These stories and pages, and their names: those of before where no story has another name."""
        hidden = (s for story in known.values() if story.status_at(now) != "published" for s in story.hidden_names)
        both = spellings, without(spellings, hidden)
        old = self._snapshot.names, self._snapshot.names_of_readers
        names = [
            had if same == before and had else known_names(same)
            for same, before, had in zip(both, self._spellings, old, strict=True)
        ]
        self._spellings = both
        stories = updated(self._snapshot, self._known, known)
        return replace(stories, pages=pages, names=names[0], names_of_readers=names[1])


def updated(before: Snapshot, old: Mapping[str, ListedStory], new: Mapping[str, ListedStory]) -> Snapshot:
    """The snapshot of ``new``. ``before`` is that of ``old``: a story that did not change is the same object in both.

    A few that changed are put into their places, for a build after a save changes one of 100,000.
    """
    came = [identifier for identifier, story in new.items() if old.get(identifier) is not story]
    gone = [old[identifier] for identifier in (*(old.keys() - new.keys()), *(one for one in came if one in old))]
    if len(came) + len(gone) > MOST_PLACED:
        return _snapshot(sorted(new.values(), key=_age, reverse=True))
    stories, by_path = list(before.stories), dict(before.by_path)
    for story in gone:
        del stories[_place(stories, story)], by_path[story.path]
    for story in map(new.__getitem__, came):
        stories.insert(_place(stories, story), story)
        by_path[story.path] = story
    return _snapshot(stories, by_path)


def _age(story: ListedStory) -> tuple[datetime, str]:
    return story.published, story.path


def _place(stories: Sequence[ListedStory], story: ListedStory) -> int:
    """Where a story stands or belongs among stories that are sorted, newest first."""
    age, start, end = _age(story), 0, len(stories)
    while start < end:
        middle = (start + end) // 2
        if _age(stories[middle]) > age:
            start = middle + 1
        else:
            end = middle
    return start


def _snapshot(stories: Sequence[ListedStory], by_path: Mapping[str, ListedStory] | None = None) -> Snapshot:
    drafts = [story for story in stories if story.status == "draft"]
    own_of: defaultdict[str, list[ListedStory]] = defaultdict(list)
    for story in stories:
        if story.is_open_to_authors:
            for name in story.authors:
                own_of[name].append(story)
    return Snapshot(stories, by_path or {story.path: story for story in stories}, dict(own_of), drafts)


def _stories(record: Record, known: dict[str, ListedStory], now: datetime) -> dict[str, ListedStory]:
    found: dict[str, ListedStory] = {}
    stages = record.stories.stages()
    for identifier, digest in record.stories.digests().items():
        old = known.get(identifier)
        if old is not None and old.digest == digest and old.stage == _stage(old.status, stages, identifier):
            found[identifier] = old
        elif (stored := record.stories.get(identifier)) is not None:
            summary, card = stored.summary, stored.summary.card
            authors = tuple(author.name for author in summary.authors)
            is_hidden = summary.status != "published" or card.published > now
            found[identifier] = ListedStory(
                path=stored.path,
                address=card.address,
                title=card.title,
                section=card.section,
                kind=card.kind,
                status=summary.status,
                stage=_stage(summary.status, stages, identifier),
                published=card.published,
                authors=authors,
                folded=fold("\n".join((card.title, stored.path, *authors))),
                folded_authors=fold("\n".join(authors)),
                digest=digest,
                hidden_names=written_names(summary) if is_hidden else (),
            )
    return found


def _stage(status: str, stages: Mapping[str, str], identifier: str) -> str:
    return stages.get(identifier, "draft") if status == "draft" else ""
