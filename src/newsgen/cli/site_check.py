"""Everything that ``newsgen check`` finds in a site, and the files that it can fix: values, without a terminal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import Problem, has_errors
from ..build.dry_run import rehearsed_build
from ..build.run import UNREADABLE, Listener, Options, ordered
from ..check.files import Mended, checked, is_own, to_mend
from ..check.findings import check_site
from ..check.ignores import unused_ignores, without_ignored
from ..check.rules import BUILD, RULES
from ..check.site import Site
from ..check.story import is_checked
from ..executor.pool import cores
from ..record.failures import FAILURES
from ..site.folders import walk_below
from ..site.launch import CODES, before_launch
from ..site.layout import CONTENT
from ..site.settings import Settings
from ..site.settings_file import read
from ..site.yamltext import parse
from .arguments import read_site_yml
from .exit_codes import DONE, FAILED, FINDINGS


@dataclass(frozen=True, slots=True)
class Filter:
    """The codes to report: all where ``only`` is empty; ``build`` in it stands for every problem of the build itself."""

    only: frozenset[str] = frozenset()

    def includes(self, problem: Problem) -> bool:
        """Whether to report this problem."""
        return not self.only or problem.code in self.only or (BUILD in self.only and problem.code not in RULES)

    @property
    def fixable(self) -> frozenset[str]:
        """The rules among them whose findings ``--fix`` mends, as far as they have one right answer."""
        return frozenset(code for code, rule in RULES.items() if rule.fixes and (not self.only or code in self.only))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found: the problems that its filter includes. ``files`` is the number of stories and plain pages.

    ``files`` is 0 when the check could not begin. ``fixable`` is the number of problems that ``--fix`` would take away.
    ``notes`` say what keeps the site from readers (``site.launch``); they are no problems, and count nowhere.
    """

    problems: tuple[Problem, ...]
    files: int
    fixable: int = 0
    notes: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where an error is among the problems, 4 where there are only warnings and findings, else 0.

        With a filter, 4 or 0 does not mean that a build would succeed: errors that it leaves out do not count.
        """
        return FAILED if has_errors(self.problems) else FINDINGS if self.problems else DONE


def check(options: Options, wanted: Filter, listener: Listener) -> CheckResult:
    """Check the whole site, and return the problems that ``wanted`` includes and no ignore drops.

    It changes neither sources nor pages, but finishes or discards what a killed build left. Waits for a build that
    runs. Where the record cannot be read, ``UNREADABLE`` is the only problem, whatever is wanted. Raises FatalProblems
    where no build can begin, for example without a site.
    """
    data = read_site_yml(options.site)
    settings, _ = read(data, base_url=options.base_url)
    try:
        with rehearsed_build(options, listener) as rehearsed:
            problems = list(rehearsed.problems)
            if settings is not None:
                problems += before_launch(settings, data)
            fixable = 0
            paths = [path for path in rehearsed.sources if is_checked(path)]
            if settings is not None:
                ignores, rules = {}, wanted.fixable
                progress = _progress(listener, len(paths))
                for file in checked(options.site, paths, settings, rules, _workers(options), progress):
                    problems += file.problems
                    fixable += file.fixable
                    if file.ignores:
                        ignores[file.path] = file.ignores
                if rehearsed.prepared is not None:
                    prepared = rehearsed.prepared
                    sources = {name: template.source for name, template in prepared.inputs.templates.items()}
                    problems += check_site(
                        Site(options.site, settings, rehearsed.record, prepared.after, prepared.held, sources)
                    )
                filtered = without_ignored(problems, settings, ignores)
                problems = list(filtered.problems)
                if rehearsed.prepared is not None:
                    site_yml = parse(data.decode(errors="replace"))
                    problems += unused_ignores(settings, ignores, filtered.used, site_yml)
    except FAILURES:
        return CheckResult((UNREADABLE,), 0)
    included = ordered(problem for problem in problems if wanted.includes(problem))
    notes = tuple(problem for problem in included if problem.code in CODES)
    return CheckResult(tuple(p for p in included if p not in notes), len(paths), fixable, notes)


def fixable_files(options: Options, settings: Settings, wanted: Filter, listener: Listener) -> list[Mended]:
    """The files that the safe fixes of the ``wanted`` rules would change, with their bytes before and after.

    Nothing is written. Files outside the site's folder, to which links lead, are left out.
    """
    paths = list(_own_files(options.site))
    return list(
        to_mend(options.site, paths, settings, wanted.fixable, _workers(options), _progress(listener, len(paths)))
    )


def _own_files(site: Path) -> Iterator[str]:
    """The stories and plain pages inside the site's folder; a link that leads out of it is not ours to write through."""
    for file in sorted(Path(above) / name for above, _, names in walk_below(str(site / CONTENT)) for name in names):
        path = file.relative_to(site).as_posix()
        if is_checked(path) and "/." not in path and file.is_file() and is_own(site, path):
            yield path


def _workers(options: Options) -> int:
    return options.jobs or cores()


def _progress(listener: Listener, total: int) -> Callable[[int], None]:
    return lambda done: listener.progress("check", done, total)
