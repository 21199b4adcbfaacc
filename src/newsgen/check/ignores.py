"""What a newsroom asks to leave alone, in a file's own front matter or by files' names in site.yml, always with a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ..base.problems import Problem
from ..site.layout import SETTINGS
from ..site.settings import Settings
from ..site.yamltext import Document
from .rules import RULES, WARNINGS
from .story import Ignore

_OWN = frozenset({"ignore-unused", "ignore-unknown"})


@dataclass(slots=True)
class Ignores:
    """All of them; ``without`` notes which of them had anything to ignore."""

    settings: Settings
    of_files: dict[str, tuple[Ignore, ...]]
    _used: set[tuple[str, str]] = field(default_factory=set)

    def without(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems that nobody ignores. Errors cannot be."""
        for problem in problems:
            if problem.level == "error" or not self._ignores(problem):
                yield problem

    def _ignores(self, problem: Problem) -> bool:
        if any(ignore.rule == problem.code for ignore in self.of_files.get(problem.file, ())):
            self._used.add((problem.file, problem.code))
            return True
        for i, entry in enumerate(self.settings.check.ignore):
            if entry.rule == problem.code and fnmatchcase(problem.file, entry.file):
                self._used.add((SETTINGS, str(i)))
                return True
        return False

    def left_over(self, site_yml: Document) -> Iterator[Problem]:
        """A finding for each that ignored nothing."""
        for path, ignores in self.of_files.items():
            for ignore in ignores:
                if (path, ignore.rule) not in self._used:
                    yield _of_no_use(ignore.rule).at(path, ignore.line, ignore.column)
        for i, entry in enumerate(self.settings.check.ignore):
            if (SETTINGS, str(i)) not in self._used:
                place = site_yml.mark(("check", "ignore", i, "rule"))
                yield _of_no_use(entry.rule).at(SETTINGS, *place)


def _of_no_use(rule: str) -> Problem:
    known = {*RULES, *WARNINGS} - _OWN
    return RULES["ignore-unused" if rule in known else "ignore-unknown"].found(rule=rule)
