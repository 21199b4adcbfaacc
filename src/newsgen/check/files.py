"""Check or mend all files, one by one: in this process, or in a pool where there are many.

Nothing here writes a file.
"""

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
from .ignores import ignored_by_site
from .mending import mended
from .story import Ignore, Story, parse_story


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in one file, ignored ones included, and the rules that its front matter ignores.

    A file that cannot be read or split has neither, since the build reports it. An exception in a rule is the only
    finding of its file. ``fixable`` is the number of findings that mending the file would take away.
    """

    path: str
    problems: tuple[Problem, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    fixable: int = 0


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of a file on disk, and the different bytes that would mend it."""

    path: str
    before: bytes
    after: bytes


Progress = Callable[[int], None]
"""A callback after each file, with the number of files that are done."""

Shared = tuple[Path, Settings, frozenset[str]]
"""What every worker needs: the site's folder, its settings, the rules to mend."""

T = TypeVar("T")


def checked(
    site: Path, paths: list[str], settings: Settings, rules: Iterable[str], workers: int, progress: Progress
) -> Iterator[Checked]:
    """Yield what the rules that need one file only find in each file, in the order of ``paths``.

    ``paths`` are stories and plain pages, relative to the folder ``site``. ``rules`` are those that ``Checked.fixable``
    counts; the findings are those of all rules.
    """
    yield from _each(_check, paths, workers, progress, (site, settings, frozenset(rules)))


def to_mend(
    site: Path, paths: list[str], settings: Settings, rules: Iterable[str], workers: int, progress: Progress
) -> Iterator[Mended]:
    """Yield the files that would change if the findings of ``rules`` were mended; the files stay as they are.

    Rules that the front matter of a file or site.yml ignores are not mended in it.
    """
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
    site, settings, rules = shared
    return [_checked(site, path, settings, rules) for path in paths]


def _checked(site: Path, path: str, settings: Settings, rules: frozenset[str]) -> Checked:
    data = bytes_of(site, path)
    try:
        story = None if isinstance(data, Problem) else parse_story(path, data)
        if story is None or isinstance(data, Problem):
            return Checked(path)
        problems = tuple(story_findings(story, settings))
        fixable = _fixable(site, data, story, problems, settings, rules)
        return Checked(path, problems, story.ignores, fixable)
    except Exception as failure:
        return Checked(path, (unexpected(failure).as_warning().at(path),))


def _fixable(
    site: Path, data: bytes, story: Story, problems: tuple[Problem, ...], settings: Settings, rules: frozenset[str]
) -> int:
    """How many of a file's findings by ``rules`` would be gone after mending them: found by mending its bytes."""
    wanted = _rules_to_mend(story, settings, rules)
    before = sum(problem.code in wanted for problem in problems)
    if not before or not is_own(site, story.path):
        return 0
    after = parse_story(story.path, mended(data, settings, wanted.__contains__))
    left = story_findings(after, settings) if after is not None else problems
    return max(0, before - sum(problem.code in wanted for problem in left))


def is_own(site: Path, path: str) -> bool:
    """Whether a source lies in the site's folder, and is no link that leads out of it: only such files are mended."""
    return (site / path).resolve().is_relative_to(site.resolve())


def _rules_to_mend(story: Story, settings: Settings, rules: frozenset[str]) -> frozenset[str]:
    return rules.difference((ignore.rule for ignore in story.ignores), ignored_by_site(story.path, settings))


def _mend(shared: Shared, paths: list[str]) -> list[Mended | None]:
    site, settings, rules = shared
    found: list[Mended | None] = []
    for path in paths:
        before = bytes_of(site, path)
        story = None if isinstance(before, Problem) else parse_story(path, before)
        if story is None or isinstance(before, Problem):
            found.append(None)
            continue
        wanted = _rules_to_mend(story, settings, rules)
        after = mended(before, settings, wanted.__contains__)
        found.append(Mended(path, before, after) if after != before else None)
    return found
