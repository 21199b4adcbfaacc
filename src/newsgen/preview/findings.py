"""Find warnings and house-style problems of all stories in the background, for the desk.

A story takes some milliseconds, an archive of 10,000 about a minute. So the newest stories come first, and builds take
precedence. Only the number of findings of each story is kept; their texts are found again for the stories that are shown.
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
"""The number of findings of one story whose texts are shown."""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The number of findings in a story, in the two lists of ``find_problems``.

    ``source`` is the digest of the story's bytes in the record when it was queued for checking.
    """

    source: bytes
    warnings: int
    style: int


@dataclass(frozen=True, slots=True)
class StoryVersion:
    """A story's path and the digest of its bytes at the preview's last build."""

    path: str
    source: bytes


class Findings:
    """Counts of findings by path, from a background thread. A saved story keeps its old count until it is checked."""

    def __init__(self, site: Path, builder: Builder) -> None:
        self._site, self._builder = site, builder
        self._counts: dict[str, FindingCounts] = {}
        self._waiting: dict[str, StoryVersion] = {}
        self._more = threading.Condition()
        self._settings: Settings | None = None
        self._thread: threading.Thread | None = None
        self.words = lru_cache(maxsize=256)(self._words)

    def check_stories(self, stories: Iterable[StoryVersion], settings: Settings) -> None:
        """Replace the queue with these stories, in this order, and return at once.

        Stories that were checked in this version are skipped. Other settings than the last ones drop all counts. The
        first call starts the background thread.
        """
        with self._more:
            if settings != self._settings:
                self._settings = settings
                self._counts.clear()
                self.words.cache_clear()
            self._waiting = {story.path: story for story in stories if self._known(story.path, story.source) is None}
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="findings")
                self._thread.start()
            self._more.notify()

    def _known(self, path: str, source: bytes) -> FindingCounts | None:
        count = self._counts.get(path)
        return count if count is not None and count.source == source else None

    def count(self, path: str) -> FindingCounts | None:
        """Return a story's counts, perhaps from before its last save; None until a check with these settings."""
        return self._counts.get(path)

    @property
    def remaining(self) -> int:
        """The number of stories that wait to be checked."""
        return len(self._waiting)

    def _run(self) -> None:
        while True:
            with self._more:
                while not self._waiting:
                    self._more.wait()
                story = next(iter(self._waiting.values()))
                settings = self._settings
            self._builder.idle.wait()
            assert settings is not None
            warnings, style = find_problems(self._site, story.path, settings)
            with self._more:
                if settings is self._settings:
                    self._counts[story.path] = FindingCounts(story.source, len(warnings), len(style))
                    if self._waiting.get(story.path) == story:
                        del self._waiting[story.path]

    def _words(self, path: str, source: bytes, settings: Settings) -> tuple[Problem, ...]:
        """Return the first ``SHOWN`` findings of a story as it is on disk now, warnings first.

        ``path``, ``source`` and ``settings`` are the key of the cache around this method; ``source`` selects no
        version.
        """
        warnings, style = find_problems(self._site, path, settings)
        return tuple((*warnings, *style))[:SHOWN]


def find_problems(site: Path, path: str, settings: Settings) -> tuple[list[Problem], list[Problem]]:
    """Return the problems from reading a story, and what ``check_story`` finds beyond them.

    The second list has the findings of all rules that need one file only, not just of house style. Ignores in site.yml
    do not count. Errors from reading become warnings. A file that cannot be opened has one problem, which stays an
    error.
    """
    data = bytes_of(site, path)
    if isinstance(data, Problem):
        return [data], []
    found = [problem.as_warning() for problem in parse_article(path, data, settings).problems]
    reported = {(problem.code, problem.line, problem.column) for problem in found}
    style = [p for p in check_story(path, data, settings) if (p.code, p.line, p.column) not in reported]
    return found, style
