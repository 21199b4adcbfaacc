"""``newsgen check``: everything that the build would refuse or warn of, and what an editor would want to know besides."""

import difflib
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ...base.atomic_write import write_atomically
from ...base.messages import problem_as_json, translate
from ...base.problems import N_, FatalProblems, Problem, has_errors
from ...build.build import Listener, Options, ordered
from ...check.files import Mended, checked, to_mend
from ...check.ignores import Ignores
from ...check.rules import BUILD, RULES
from ...check.site import Site, check_site, is_checked
from ...executor.pool import cores
from ...observe.sources import no_site
from ...record.record import FAILURES
from ...site.layout import CONTENT
from ...site.settings import Settings, file_bytes, read
from ...site.yamltext import parse
from ..terminal import agreed, paint, tell
from .dry_run import UNREADABLE, rehearsing

CLEAN, REFUSED, FINDINGS = 0, 1, 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: ``only`` these codes (``build`` for all of the build's own), empty for everything."""

    only: frozenset[str] = frozenset()

    def takes(self, problem: Problem) -> bool:
        return not self.only or problem.code in self.only or (BUILD in self.only and problem.code not in RULES)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a check."""

    problems: tuple[Problem, ...]
    files: int
    """How many stories and plain pages were read."""

    @property
    def code(self) -> int:
        return REFUSED if has_errors(self.problems) else FINDINGS if self.problems else CLEAN


def check(
    options: Options, wanted: Wanted, lang: str, listening: Callable[[], AbstractContextManager[Listener]],
    *, fix: bool, yes: bool, as_json: bool,
) -> int:  # fmt: skip
    """Tell everything that is found, after mending what is safe where that is asked for. Exit code 0 when there is
    nothing to mend, 1 when the build would be refused, 4 when there are warnings or findings only."""
    fixed: list[str] = []
    if fix:
        settings = _settings(options.site)
        with listening() as listener:
            found = _mendable(options, settings, wanted, listener)
        if found and not as_json:
            print("\n".join(line for file in found for line in _diff(file)))
        question = translate(lang, N_("Write this into the files?"))
        if found and (yes or (not as_json and agreed(question, lang, yes=yes))):
            fixed = [file.path for file in found if _write(options.site, file)]
    with listening() as listener:
        told = look(options, wanted, listener)
    return report(told, fixed, lang, as_json=as_json)


def report(told: Told, fixed: Sequence[str], lang: str, *, as_json: bool) -> int:
    """Print what came of a check; returns the exit code."""
    if as_json:
        print(json.dumps(_object(told, fixed, lang), ensure_ascii=False))
        return told.code
    if fixed:
        print(translate(lang, N_("Files mended: {count}."), count=len(fixed)))
    if told.code == CLEAN:
        print(translate(lang, N_("Stories and pages: {files}. Nothing to mend."), files=told.files))
        return CLEAN
    tell(told.problems, lang, codes=True)
    print(_summary(told, lang))
    return told.code


def look(options: Options, wanted: Wanted, listener: Listener) -> Told:
    """Everything that is found, by place. Changes nothing. Raises FatalProblems when there is no site."""
    data = _site_yml(options.site)
    settings, _ = read(data, base_url=options.base_url)
    try:
        with rehearsing(options, listener) as rehearsed:
            problems = list(rehearsed.problems)
            paths = [path for path in rehearsed.sources if is_checked(path)]
            if settings is not None:
                ignores = {}
                for file in checked(options.site, paths, settings, _workers(options), _progress(listener, len(paths))):
                    problems += file.problems
                    if file.ignores:
                        ignores[file.path] = file.ignores
                if rehearsed.prepared is not None:
                    inputs, index = rehearsed.prepared.inputs, rehearsed.prepared.index
                    sources = {name: template.source for name, template in inputs.templates.items()}
                    problems += check_site(
                        Site(options.site, settings, rehearsed.record, index.after, frozenset(index.held), sources)
                    )
                all_of_them = Ignores(settings, ignores)
                problems = list(all_of_them.without(problems))
                if rehearsed.prepared is not None:
                    problems += all_of_them.left_over(parse(data.decode(errors="replace")))
    except FAILURES:
        return Told((UNREADABLE,), 0)
    return Told(ordered(problem for problem in problems if wanted.takes(problem)), len(paths))


def _site_yml(site: Path) -> bytes:
    try:
        return file_bytes(site)
    except OSError:
        raise FatalProblems(no_site(site)) from None


def _settings(site: Path) -> Settings:
    settings, problems = read(_site_yml(site))
    if settings is None:
        raise FatalProblems(*problems)
    return settings


def _workers(options: Options) -> int:
    return options.jobs or cores()


def _progress(listener: Listener, total: int) -> Callable[[int], None]:
    return lambda done: listener.progress("check", done, total)


# mending


def _mendable(options: Options, settings: Settings, wanted: Wanted, listener: Listener) -> list[Mended]:
    rules = {code for code, rule in RULES.items() if rule.fixes and (not wanted.only or code in wanted.only)}
    paths = list(_own_files(options.site))
    return list(to_mend(options.site, paths, settings, rules, _workers(options), _progress(listener, len(paths))))


def _own_files(site: Path) -> Iterator[str]:
    """The stories and plain pages that really lie in the site: what a link leads to elsewhere is not ours to write."""
    root = site.resolve()
    for file in sorted((site / CONTENT).rglob("*")):
        path = file.relative_to(site).as_posix()
        if is_checked(path) and "/." not in path and file.is_file() and file.resolve().is_relative_to(root):
            yield path


_INVISIBLE = ("Cc", "Cf", "Co", "Zl", "Zp")


def _diff(file: Mended) -> Iterator[str]:
    """A unified diff as it can be read: what nobody sees is named."""
    before, after = (_visible(data.decode(errors="replace")).split("\n") for data in (file.before, file.after))
    for line in difflib.unified_diff(before, after, f"a/{file.path}", f"b/{file.path}", lineterm="", n=1):
        kind = {"-": "removed", "+": "added", "@": "head"}.get(line[:1])
        yield paint(line, kind, sys.stdout) if kind else line


def _visible(text: str) -> str:
    return "".join(
        f"<U+{ord(char):04X}>" if (unicodedata.category(char) in _INVISIBLE and char != "\n") or char in ODD else char
        for char in text
    )


ODD = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _write(site: Path, file: Mended) -> bool:
    """Replace a file, or what a link inside the site leads to, unless somebody saved it since it was read."""
    target = (site / file.path).resolve()
    if target.read_bytes() != file.before:
        return False
    write_atomically(target, file.after)
    return True


# telling


def _summary(told: Told, lang: str) -> str:
    """How many, of what, in how many files; and what can be mended at once."""
    errors = sum(problem.level == "error" for problem in told.problems)
    files = len({problem.file for problem in told.problems if problem.file})
    text = translate(
        lang, N_("Errors: {errors}, warnings: {warnings}, in {files} files."),
        errors=errors, warnings=len(told.problems) - errors, files=files,
    )  # fmt: skip
    counted = Counter(problem.code for problem in told.problems).most_common()
    text += "\n" + ", ".join(f"{code} {count}" for code, count in sorted(counted, key=lambda pair: (-pair[1], pair[0])))
    fixable = sum(problem.code in RULES and RULES[problem.code].fixes for problem in told.problems)
    if fixable:
        text += "\n" + translate(
            lang, N_("Much of it can be mended by “newsgen check --fix” ({count})."), count=fixable
        )
    return text


def _object(told: Told, fixed: Sequence[str], lang: str) -> dict[str, object]:
    errors = sum(problem.level == "error" for problem in told.problems)
    return {
        "files": told.files,
        "errors": errors,
        "warnings": len(told.problems) - errors,
        "problems": [problem_as_json(problem, lang) for problem in told.problems],
        "fixed": list(fixed),
    }
