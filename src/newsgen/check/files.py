"""Check or mend all files, one by one: in this process, or in a pool where there are many."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..base.problems import Problem
from ..base.unexpected import unexpected
from ..build.reading import bytes_of
from ..executor.workforce import Workforce, as_it_is, over
from ..site.settings import Settings
from .findings import story_findings
from .mending import mended
from .story import Ignore, parse_story


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in one file, ignored ones included, and the rules that the file ignores."""

    path: str
    problems: tuple[Problem, ...] = ()
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """A file's bytes before and after mending."""

    path: str
    before: bytes
    after: bytes


Progress = Callable[[int], None]
"""A callback with the number of files that are done."""

Shared = tuple[Path, Settings, frozenset[str]]
"""What every worker needs: the site's folder, its settings, the rules to mend."""

T = TypeVar("T")


def checked(site: Path, paths: list[str], settings: Settings, workers: int, progress: Progress) -> Iterator[Checked]:
    """The findings in each file, in the order of ``paths``."""
    yield from _each(_check, paths, workers, progress, (site, settings, frozenset()))


def to_mend(
    site: Path, paths: list[str], settings: Settings, rules: Iterable[str], workers: int, progress: Progress
) -> Iterator[Mended]:
    """The files that change when the findings of ``rules`` are mended, without the rules that a file ignores."""
    for file in _each(_mend, paths, workers, progress, (site, settings, frozenset(rules))):
        if file is not None:
            yield file


def _each(
    work: Callable[[Shared, list[str]], list[T]], paths: list[str], workers: int, progress: Progress, shared: Shared
) -> Iterator[T]:
    for done, (_, result) in enumerate(over(Workforce(workers), as_it_is, shared, work, paths), 1):
        progress(done)
        yield result


def _check(shared: Shared, paths: list[str]) -> list[Checked]:
    site, settings, _ = shared
    return [_checked(site, path, settings) for path in paths]


def _checked(site: Path, path: str, settings: Settings) -> Checked:
    data = bytes_of(site, path)
    try:
        story = None if isinstance(data, Problem) else parse_story(path, data)
        return Checked(path) if story is None else Checked(path, tuple(story_findings(story, settings)), story.ignores)
    except Exception as failure:
        return Checked(path, (unexpected(failure).as_warning().at(path),))


def _mend(shared: Shared, paths: list[str]) -> list[Mended | None]:
    site, settings, rules = shared
    found: list[Mended | None] = []
    for path in paths:
        before = bytes_of(site, path)
        story = None if isinstance(before, Problem) else parse_story(path, before)
        if story is None or isinstance(before, Problem):
            found.append(None)
            continue
        wanted = rules.difference(ignore.rule for ignore in story.ignores)
        after = mended(before, settings, wanted.__contains__)
        found.append(Mended(path, before, after) if after != before else None)
    return found
