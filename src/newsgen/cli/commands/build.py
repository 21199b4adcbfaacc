"""``newsgen build``: build the site."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.lock import is_locked
from ...base.messages import problem_as_json, translate
from ...base.problems import N_, FatalProblems
from ...site.layout import IMPORT_LOCK, PUBLIC, STATE
from ..arguments import UsageError, add_build_arguments, build_options, output_folder, system_error
from ..exit_codes import DONE, FAILED, PARTIAL, USAGE
from ..parser import Parser
from ..progress import ProgressBar
from ..terminal import print_problems

if TYPE_CHECKING:
    from ...build.run import Report


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help=N_("number of processes (default: one per processor)")
    )
    parser.add_argument(
        "--finder", choices=("walk", "git"), default="walk",
        help=N_("how to find changed files: look at every file, or ask git (default: walk)"),
    )  # fmt: skip
    parser.add_argument(
        "--changed", type=argparse.FileType(encoding="utf-8"), metavar="FILE",
        help=N_("look only at the paths that this file lists, one per line (-: standard input)"),
    )  # fmt: skip
    parser.add_argument(
        "--executor", default="", metavar="dask://HOST:PORT",
        help=N_("read and render on the workers of this Dask scheduler"),
    )  # fmt: skip
    parser.add_argument("--keep-good", action="store_true", help=N_("publish the rest when some stories have errors"))
    parser.add_argument("--clean", action="store_true", help=N_("build everything from scratch"))
    parser.add_argument("--explain", action="store_true", help=N_("say why each page was rendered"))
    parser.add_argument("--json", action="store_true", help=N_("print one JSON object; implies --quiet"))
    parser.add_argument(
        "--progress", action="store_true", help=N_("print each step on standard error, as JSON in a line")
    )
    parser.add_argument("--quiet", action="store_true", help=N_("print only problems"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Build and print a summary. Exit code 0, 1 when nothing was published, 3 when sources with errors were held back.

    Exit code 2 when ``--jobs`` is out of range. With ``--json`` FatalProblems is caught and printed: exit code 1, or 2
    for a UsageError. Without it, both are raised. A new output other than ``public/`` gets a ``.gitignore`` of its own.
    """
    if options.jobs < 0 or options.jobs > 256:
        print(translate(lang, N_("--jobs must be a number from 1 to 256.")), file=sys.stderr)
        return USAGE
    output = output_folder(options)
    new = not output.exists()
    try:
        report = _build(options, lang)
    except FatalProblems as failure:
        if not options.json:
            raise
        _print_json(_failed(failure), lang)
        return USAGE if isinstance(failure, UsageError) else FAILED
    kept = report.published and new and _keep_from_git(options.site, output)
    if options.json:
        _print_json(report, lang)
    else:
        print_problems(report.problems, lang)
        if options.explain:
            from .why import reasons

            for path, reason in report.explained:
                print(f"{path}: {reasons(lang, reason)}")
        if not options.quiet:
            print(_summary(report, lang))
            if is_locked(options.site / STATE / IMPORT_LOCK):
                print(
                    translate(
                        lang, N_("An import is running; this is what it has written so far. Build again when it ends.")
                    )
                )
            if kept:
                text = N_("{folder}/.gitignore keeps git from committing this folder; delete that file if it should.")
                print(translate(lang, text, folder=output))
    if not report.published:
        return FAILED
    return PARTIAL if report.held else DONE


def _keep_from_git(site: Path, output: Path) -> bool:
    """Write a ``.gitignore`` that ignores a new output, so that tomorrow's pages are not committed by mistake.

    False, and nothing is written, for ``public/``, about which the site's own ``.gitignore`` decides, and where neither
    the site nor a git repository holds the output.
    """
    place, root = output.resolve(), site.resolve()
    held = root in place.parents or any((folder / ".git").exists() for folder in place.parents)
    file = output / ".gitignore"
    if not held or place == root / PUBLIC or file.exists():
        return False
    file.write_text("# newsgen\n*\n", encoding="utf-8")
    return True


def _build(options: argparse.Namespace, lang: str) -> "Report":
    from ...build.build import build
    from ...build.run import Listener

    with ProgressBar(lang, quiet=options.quiet or options.json, lines=options.progress) as bar:
        try:
            return build(build_options(options), Listener(bar.progress, bar.waiting))
        except OSError as failure:
            raise FatalProblems(system_error(failure)) from failure


def _failed(failure: FatalProblems) -> "Report":
    from ...build.run import Report

    return Report(False, failure.problems)


def _summary(report: "Report", lang: str) -> str:
    if not report.published:
        return translate(lang, N_("Nothing was published. What was published before stays as it was."))
    text = translate(
        lang,
        N_(
            "Stories: {articles}, pages: {pages}; rendered: {rendered}, written: {written}, deleted: {deleted};"
            " seconds: {seconds}."
        ),
        articles=report.articles, pages=report.pages, rendered=report.rendered, written=len(report.written),
        deleted=len(report.deleted), seconds=f"{report.seconds:.1f}",
    )  # fmt: skip
    if report.held:
        text += "\n" + translate(
            lang, N_("Files with errors: {count}. Their last good version, if any, stays published."),
            count=len(report.held),
        )  # fmt: skip
    return text


def _print_json(report: "Report", lang: str) -> None:
    fields = {
        "articles": report.articles,
        "pages": report.pages,
        "read": report.read,
        "rendered": report.rendered,
        "written": len(report.written),
        "deleted": len(report.deleted),
        "unchanged": report.unchanged,
        "bytes_written": report.bytes_written,
        "written_paths": report.written,
        "deleted_paths": report.deleted,
        "problems": [problem_as_json(problem, lang) for problem in report.problems],
        "held": report.held,
        "published": report.published,
        "seconds": report.seconds,
        "build_id": report.build_id,
    }
    print(json.dumps(fields, ensure_ascii=False))
