"""``newsgen check``: report everything that a build would reject or warn about, and what an editor should see first."""

import argparse
import difflib
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.atomic_write import write_atomically
from ...base.messages import hint_of, message_of, problem_as_json, translate
from ...base.problems import N_, FatalProblems, error
from ..arguments import UsageError, add_build_arguments, build_options, read_settings
from ..exit_codes import DONE
from ..parser import Parser
from ..progress import ProgressBar, print_waiting
from ..terminal import confirm, paint, print_problems

if TYPE_CHECKING:
    from ...build.run import Listener
    from ...check.files import Mended
    from ..site_check import CheckResult, Filter


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument(
        "--only", action="append", default=[], metavar="RULE", help=N_("report only this rule; can be repeated")
    )
    parser.add_argument("--fix", action="store_true", help=N_("apply the safe fixes, after showing them"))
    parser.add_argument("--yes", action="store_true", help=N_("write without asking"))
    parser.add_argument("--json", action="store_true", help=N_("print one JSON object"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Offer the safe fixes with ``--fix``, then report what is left.

    Exit code 0 when nothing is left, 1 when there are errors, 4 when there are only warnings and findings. With
    ``--only`` just the chosen rules count. FatalProblems is reported like other problems; only UsageError is raised.
    """
    from ..site_check import CheckResult, check

    wanted = _filter(options.only)
    try:
        fixed = _fix(options, wanted, lang) if options.fix else []
        with _listener(options, lang) as listener:
            result = check(build_options(options), wanted, listener)
    except UsageError:
        raise
    except FatalProblems as failure:
        result, fixed = CheckResult(failure.problems, 0), []
    return _report(result, fixed, lang, as_json=options.json)


def _filter(names: Sequence[str]) -> "Filter":
    """The filter for rules, or for the first words of their names; without names, for all problems.

    Raises UsageError where there is no such rule.
    """
    from ...check.rules import RULES, chosen
    from ..site_check import Filter

    only: set[str] = set()
    for name in names:
        rules = chosen(name)
        if not rules:
            families = dict.fromkeys(code.partition("-")[0] for code in RULES)
            raise UsageError(
                error("no-rule", N_("There is no rule “{name}”."), N_("Choose one of: {choices}."), name=name,
                      choices=", ".join(["build", *families]))
            )  # fmt: skip
        only |= rules
    return Filter(frozenset(only))


@contextmanager
def _listener(options: argparse.Namespace, lang: str) -> Iterator["Listener"]:
    from ...build.run import Listener

    with ProgressBar(lang, quiet=options.json) as bar:
        yield Listener(bar.progress, lambda: print_waiting(lang))


# fixes


def _fix(options: argparse.Namespace, wanted: "Filter", lang: str) -> list[str]:
    """Show the safe fixes, and write them when the user agrees. Returns the paths of the files that were written.

    With ``--json`` nothing is shown or asked, and only ``--yes`` writes. A file that somebody saved meanwhile stays as
    it is. Raises FatalProblems where the settings cannot be read.
    """
    from ..site_check import fixable_files

    settings = read_settings(options.site)
    with _listener(options, lang) as listener:
        files = fixable_files(build_options(options), settings, wanted, listener)
    if files and not options.json:
        print("\n".join(line for file in files for line in _diff(file)))
    question = translate(lang, N_("Write these changes into the files?"))
    if files and (options.yes or (not options.json and confirm(question, lang, yes=options.yes))):
        return [file.path for file in files if _write(options.site, file)]
    return []


_INVISIBLE = ("Cc", "Cf", "Co", "Zl", "Zp")
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _diff(file: "Mended") -> Iterator[str]:
    """Yield the lines of a unified diff in which invisible characters and unusual spaces show as their code points."""
    before, after = (_visible(data.decode(errors="replace")).split("\n") for data in (file.before, file.after))
    for line in difflib.unified_diff(before, after, f"a/{file.path}", f"b/{file.path}", lineterm="", n=1):
        kind = {"-": "removed", "+": "added", "@": "head"}.get(line[:1])
        yield paint(line, kind, sys.stdout) if kind else line


def _visible(text: str) -> str:
    return "".join(
        f"<U+{ord(char):04X}>"
        if (unicodedata.category(char) in _INVISIBLE and char != "\n") or char in _SPACES
        else char
        for char in text
    )


def _write(site: Path, file: "Mended") -> bool:
    """Replace a file, or the file that a link inside the site leads to, and return True.

    False, and nothing is written, where its bytes are not ``file.before`` any more.
    """
    target = (site / file.path).resolve()
    if target.read_bytes() != file.before:
        return False
    write_atomically(target, file.after)
    return True


# the report


def _report(result: "CheckResult", fixed: Sequence[str], lang: str, *, as_json: bool) -> int:
    """Print the result and return its exit code."""
    if as_json:
        print(json.dumps(_as_json(result, fixed, lang), ensure_ascii=False))
        return result.exit_code
    if fixed:
        print(translate(lang, N_("Files fixed: {count}."), count=len(fixed)))
    if result.exit_code == DONE:
        print(translate(lang, N_("Stories and pages: {files}. Nothing to fix."), files=result.files))
    else:
        print_problems(result.problems, lang, codes=True)
        print(_summary(result, lang))
    if result.notes:
        print(translate(lang, N_("Before the site opens:")))
    for note in result.notes:
        print(f"  {message_of(note, lang)} {hint_of(note, lang)}")
    return result.exit_code


def _summary(result: "CheckResult", lang: str) -> str:
    """The numbers of errors, warnings and files with problems; the number for each code; what ``--fix`` would mend."""
    errors = sum(problem.level == "error" for problem in result.problems)
    files = len({problem.file for problem in result.problems if problem.file})
    text = translate(
        lang, N_("Errors: {errors}, warnings: {warnings}, in {files} files."),
        errors=errors, warnings=len(result.problems) - errors, files=files,
    )  # fmt: skip
    counted = Counter(problem.code for problem in result.problems).most_common()
    text += "\n" + ", ".join(f"{code} {count}" for code, count in sorted(counted, key=lambda pair: (-pair[1], pair[0])))
    if result.fixable:
        text += "\n" + translate(lang, N_("“newsgen check --fix” fixes {count} of them."), count=result.fixable)
    return text


def _as_json(result: "CheckResult", fixed: Sequence[str], lang: str) -> dict[str, object]:
    errors = sum(problem.level == "error" for problem in result.problems)
    return {
        "files": result.files,
        "errors": errors,
        "warnings": len(result.problems) - errors,
        "problems": [problem_as_json(problem, lang) for problem in result.problems],
        "notes": [problem_as_json(note, lang) for note in result.notes],
        "fixable": result.fixable,
        "fixed": list(fixed),
    }
