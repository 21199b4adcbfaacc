"""All files that are checked one by one: here, or over a pool when there are many."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..base.problems import Problem
from ..build.reading import bytes_of
from ..executor.workforce import Workforce, over
from ..site.settings import Settings
from .mending import mended
from .story import Ignore, findings, take_apart


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file, that which it ignores included, and what it ignores."""

    path: str
    problems: tuple[Problem, ...] = ()
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """A file's bytes as they were read and as they would be."""

    path: str
    before: bytes
    after: bytes


Progress = Callable[[int], None]
Shared = tuple[Path, Settings, frozenset[str]]
"""What a worker needs: the site's folder, its settings, the rules that are to be mended."""

T = TypeVar("T")


def checked(site: Path, paths: list[str], settings: Settings, workers: int, progress: Progress) -> Iterator[Checked]:
    """Each file with its findings, in the order of the paths."""
    yield from _each(_check, paths, workers, progress, (site, settings, frozenset()))


def to_mend(
    site: Path, paths: list[str], settings: Settings, wanted: Iterable[str], workers: int, progress: Progress
) -> Iterator[Mended]:
    """The files in which something is safe to mend by one of the ``wanted`` rules, unless the file ignores it."""
    for file in _each(_mend, paths, workers, progress, (site, settings, frozenset(wanted))):
        if file is not None:
            yield file


def _each(
    work: Callable[[list[str]], list[T]], paths: list[str], workers: int, progress: Progress, shared: Shared
) -> Iterator[T]:
    for done, (_, result) in enumerate(over(Workforce(workers), _start, shared, work, paths), 1):
        progress(done)
        yield result


_shared: Shared


def _start(shared: Shared) -> None:
    """A worker's preparation."""
    global _shared
    _shared = shared


def _check(paths: list[str]) -> list[Checked]:
    site, settings, _ = _shared
    return [_checked(site, path, settings) for path in paths]


def _checked(site: Path, path: str, settings: Settings) -> Checked:
    data = bytes_of(site, path)
    story = None if isinstance(data, Problem) else take_apart(path, data)
    return Checked(path) if story is None else Checked(path, tuple(findings(story, settings)), story.ignores)


def _mend(paths: list[str]) -> list[Mended | None]:
    site, settings, wanted = _shared
    found: list[Mended | None] = []
    for path in paths:
        before = bytes_of(site, path)
        story = None if isinstance(before, Problem) else take_apart(path, before)
        if story is None or isinstance(before, Problem):
            found.append(None)
            continue
        rules = wanted.difference(ignore.rule for ignore in story.ignores)
        after = mended(before, settings, rules.__contains__)
        found.append(Mended(path, before, after) if after != before else None)
    return found
