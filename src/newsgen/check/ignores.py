"""Ignored findings: by a file's front matter, or by file name in site.yml, always with a reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..base.problems import Problem
from ..site.layout import SETTINGS
from ..site.settings import Settings
from ..site.yamltext import Document
from .rules import RULES, WARNINGS
from .story import Ignore

_OWN = frozenset({"ignore-unused", "ignore-unknown"})

Entry = tuple[str, str]
"""An ignore: the file that contains it, and its rule; in site.yml, its index (from 0, as text) instead of the rule."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """The problems that nothing ignores, and the ignores that matched at least one problem."""

    problems: tuple[Problem, ...]
    used: frozenset[Entry]


def without_ignored(
    problems: Iterable[Problem], settings: Settings, by_file: Mapping[str, tuple[Ignore, ...]]
) -> Filtered:
    """Drop the warnings that their own file or site.yml ignores. Errors cannot be ignored.

    ``by_file`` has the ignores of each file's front matter by path. Where both ignore a problem, only the file's own
    ignore counts as used.
    """
    kept = []
    used = set()
    for problem in problems:
        entry = None if problem.level == "error" else _matching(problem, settings, by_file)
        if entry is None:
            kept.append(problem)
        else:
            used.add(entry)
    return Filtered(tuple(kept), frozenset(used))


def ignored_by_site(path: str, settings: Settings) -> frozenset[str]:
    """The rules that site.yml ignores in the file at a path."""
    return frozenset(entry.rule for entry in settings.check.ignore if fnmatchcase(path, entry.file))


def _matching(problem: Problem, settings: Settings, by_file: Mapping[str, tuple[Ignore, ...]]) -> Entry | None:
    """The first ignore that matches a problem, those of its own file before those of site.yml; None without any."""
    if any(ignore.rule == problem.code for ignore in by_file.get(problem.file, ())):
        return problem.file, problem.code
    for i, entry in enumerate(settings.check.ignore):
        if entry.rule == problem.code and fnmatchcase(problem.file, entry.file):
            return SETTINGS, str(i)
    return None


def unused_ignores(
    settings: Settings, by_file: Mapping[str, tuple[Ignore, ...]], used: frozenset[Entry], site_yml: Document
) -> Iterator[Problem]:
    """Yield a finding for each ignore that is not ``used``: ``ignore-unknown`` where there is no such rule.

    ``used`` is ``Filtered.used`` of all problems of the site: after a choice of rules, every other ignore would seem
    unused.
    """
    for path, ignores in by_file.items():
        for ignore in ignores:
            if (path, ignore.rule) not in used:
                yield _unused(ignore.rule).at(path, ignore.line, ignore.column)
    for i, entry in enumerate(settings.check.ignore):
        if (SETTINGS, str(i)) not in used:
            yield _unused(entry.rule).at(SETTINGS, *site_yml.mark(("check", "ignore", i, "rule")))


def _unused(rule: str) -> Problem:
    known = {*RULES, *WARNINGS} - _OWN
    return RULES["ignore-unused" if rule in known else "ignore-unknown"].found(rule=rule)
