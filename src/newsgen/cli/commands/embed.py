"""``newsgen embed``: write into stories what the posts that they name say, before somebody deletes the posts."""

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.atomic_write import write_atomically
from ...base.messages import translate
from ...base.problems import N_, Problem, error, has_errors, warning
from ..exit_codes import DONE, FAILED, FINDINGS
from ..parser import Parser
from ..terminal import paint, print_problems

if TYPE_CHECKING:
    from ...embeds.oembed import Ask


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=N_("a story: its file, from the site's folder or as it is")
    )
    parser.add_argument("--dry-run", action="store_true", help=N_("show what would be written, and write nothing"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Ask the services of posts and players about each address that stands alone on a line of the files, and write the answers
    in their places.

    Exit code 0 when every address has its words, 4 when some have none, 1 when there is no such file or it cannot be written.
    """
    from ...embeds.oembed import ask

    return embed(options.site, options.files, ask, lang, dry_run=options.dry_run)


def embed(site: Path, names: list[str], ask: "Ask", lang: str, *, dry_run: bool) -> int:
    """``run`` with the function that asks. Each file is written in one step, unless somebody saved it meanwhile."""
    problems, done = [], 0
    for name in names:
        file = next((file for file in (site / name, Path(name)) if file.is_file()), None)
        if file is None:
            problems.append(_NO_FILE.at(name))
            continue
        count, found = _fill(file, name, ask, dry_run=dry_run)
        done += count
        problems += found
    print_problems(problems, lang)
    words = (
        N_("Posts and players that would be written: {count}.")
        if dry_run
        else N_("Posts and players written: {count}.")
    )
    print(translate(lang, words, count=done))
    return FAILED if has_errors(problems) else FINDINGS if problems else DONE


def _fill(file: Path, name: str, ask: "Ask", *, dry_run: bool) -> tuple[int, list[Problem]]:
    """Write into one file, showing the difference; returns how many addresses got words, and what is wrong."""
    from ...embeds.writing import filled

    before = file.read_bytes()
    after, found = filled(before, ask)
    problems = [(one.problem or _NO_WORDS).at(name, one.line, 1) for one in found if not one.markdown]
    if after == before:
        return 0, problems
    print("\n".join(_diff(name, before, after)))
    if not dry_run and file.read_bytes() != before:
        return 0, [*problems, _SAVED.at(name)]
    if not dry_run:
        write_atomically(file.resolve(), after)
    return sum(bool(one.markdown) for one in found), problems


_NO_FILE = error("no-file", N_("There is no such file."), N_("Write its path: content/2026/11/story.md."))
_NO_WORDS = warning(
    "embed-no-words",
    N_("The answer of the service holds no words."),
    N_("Write the quotation by hand; docs/embeds.md shows how."),
)
_SAVED = error(
    "embed-saved", N_("Somebody saved this file meanwhile; nothing was written."), N_("Run the command again.")
)


def _diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = (data.decode(errors="replace").splitlines() for data in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="", n=0):
        style = {"-": "removed", "+": "added", "@": "head"}.get(line[:1])
        yield paint(line, style, sys.stdout) if style else line
