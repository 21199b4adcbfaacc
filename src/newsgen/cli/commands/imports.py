"""``newsgen import``: import stories from the captured text of news pages. Importing twice changes nothing.

(A module named ``import`` could not be imported.)
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.atomic_write import write_atomically
from ...base.messages import isolated, translate
from ...base.problems import N_, Problem, error, warning
from ..arguments import parse_time, read_settings
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems

if TYPE_CHECKING:
    from ...importers.notes import Note


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=N_("text files of captured pages"))
    parser.add_argument("--section", metavar="ID", help=N_("section of the main story"))
    parser.add_argument("--captured", metavar="ISO", help=N_("date and time when the page was captured"))
    parser.add_argument(
        "--force", action="store_true", help=N_("overwrite stories that were edited since their import")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Import each file. Exit code 0, or 1 when a file could not be imported or an edited story was not overwritten."""
    from ...importers.articles import Options, to_articles
    from ...importers.notes import TEXTS
    from ...importers.pagetext import LIMIT, parse

    site: Path = options.site
    captured = parse_time(options.captured, site) if options.captured else None
    settings = read_settings(site)
    written = unchanged = 0
    problems: list[Problem] = []
    for file in options.files:
        try:
            with file.open("rb") as opened:
                text = opened.read(LIMIT * 4 + 1).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as failure:
            problems.append(_UNREADABLE.at(str(file)) if isinstance(failure, OSError) else _NOT_UTF8.at(str(file)))
            continue
        imported = to_articles(
            parse(text),
            Options(
                sections=tuple((s.id, s.name) for s in settings.sections),
                places=tuple((p.id, p.name) for p in settings.places),
                zone=settings.zone,
                section=options.section,
                captured=captured,
                stem=file.stem,
                slugs=settings.slugs,
                house=settings.house,
            ),
        )
        for note in imported.notes:
            _print_note(note, file, lang)
            if note.level == "error":
                problems.append(error(note.code, TEXTS[note.code], **dict(note.values)))
        for found in imported.files:
            target = site / "content" / found.path
            data = found.text.encode()
            if target.exists() and target.read_bytes() == data:
                unchanged += 1
            elif target.exists() and not options.force:
                problems.append(_KEPT.at(f"content/{found.path}"))
            else:
                write_atomically(target, data)
                written += 1
                print(f"content/{found.path}")
    print_problems([problem for problem in problems if problem.file], lang)
    print(
        translate(lang, N_("Stories written: {written}, unchanged: {unchanged}."), written=written, unchanged=unchanged)
    )
    return FAILED if problems else DONE


_UNREADABLE = error("unreadable", N_("This file cannot be read."), N_("Check its name and its permissions."))
_NOT_UTF8 = error("not-utf8", N_("This file is not UTF-8 text."), N_("Save it again with the encoding UTF-8."))
_KEPT = warning(
    "import-kept",
    N_("This story was edited since its import; the import did not overwrite it."),
    N_("To overwrite it, import again with --force."),
)

LEVELS: dict[str, str] = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}


def _print_note(note: "Note", file: Path, lang: str) -> None:
    from ...importers.notes import HINTS, TEXTS

    place = f"{file}:{note.line}" if note.line else str(file)
    place = isolated(place, lang)
    values = dict(note.values)
    print(
        f"{place}: {translate(lang, LEVELS[note.level])}: {translate(lang, TEXTS[note.code], **values)}",
        file=sys.stderr,
    )
    if note.code in HINTS:
        print("    " + translate(lang, HINTS[note.code], **values), file=sys.stderr)
