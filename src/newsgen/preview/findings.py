"""What is worth mending in stories that do build: warnings and house style, found in the background for the desk.

A story takes some milliseconds, an archive of 10,000 about a minute. So the newest come first, a build goes before them,
and of each story only the number of findings is kept; their words are found again for those that are looked at.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..articles.article import parse_article
from ..base.problems import Problem
from ..build.reading import bytes_of
from ..check.findings import check_story
from ..site.settings import Settings
from .builder import Builder

SHOWN = 12
"""Findings of one story whose words are shown; their number is told in full."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings a story has. ``source`` is the digest of the bytes that they were found in."""

    source: bytes
    warnings: int
    style: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A story to look through."""

    path: str
    source: bytes


class Findings:
    """Counts by path. They lag behind a save until the story's turn comes."""

    def __init__(self, site: Path, builder: Builder) -> None:
        self._site, self._builder = site, builder
        self._counts: dict[str, Count] = {}
        self._waiting: dict[str, Wanted] = {}
        self._more = threading.Condition()
        self._settings: Settings | None = None
        self._thread: threading.Thread | None = None
        self.words = lru_cache(maxsize=256)(self._words)

    def look_through(self, stories: Iterable[Wanted], settings: Settings) -> None:
        """Look through these stories in this order, those apart that were looked through as they are."""
        with self._more:
            if settings != self._settings:
                self._settings = settings
                self._counts.clear()
                self.words.cache_clear()
            self._waiting = {story.path: story for story in stories if self._known(story.path, story.source) is None}
            if self._thread is None:
                self._thread = threading.Thread(target=self._follow, daemon=True, name="findings")
                self._thread.start()
            self._more.notify()

    def _known(self, path: str, source: bytes) -> Count | None:
        count = self._counts.get(path)
        return count if count is not None and count.source == source else None

    def count(self, path: str) -> Count | None:
        """A story's count, perhaps that before its last save; None before it was looked through."""
        return self._counts.get(path)

    @property
    def left(self) -> int:
        """How many stories wait for their turn."""
        return len(self._waiting)

    def _follow(self) -> None:
        while True:
            with self._more:
                while not self._waiting:
                    self._more.wait()
                story = next(iter(self._waiting.values()))
                settings = self._settings
            self._builder.idle.wait()
            assert settings is not None
            warnings, style = look(self._site, story.path, settings)
            with self._more:
                if settings is self._settings:
                    self._counts[story.path] = Count(story.source, len(warnings), len(style))
                    if self._waiting.get(story.path) == story:
                        del self._waiting[story.path]

    def _words(self, path: str, source: bytes, settings: Settings) -> tuple[Problem, ...]:
        """The first findings of a story; ``source`` and ``settings`` say which answer may be given twice."""
        warnings, style = look(self._site, path, settings)
        return tuple((*warnings, *style))[:SHOWN]


def look(site: Path, path: str, settings: Settings) -> tuple[list[Problem], list[Problem]]:
    """The warnings of a story's reading, and its findings of style."""
    data = bytes_of(site, path)
    if isinstance(data, Problem):
        return [data], []
    found = [problem.as_warning() for problem in parse_article(path, data, settings).problems]
    told = {(problem.code, problem.line, problem.column) for problem in found}
    style = [p for p in check_story(path, data, settings) if (p.code, p.line, p.column) not in told]
    return found, style
