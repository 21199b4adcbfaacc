"""``newsgen import``: captured page texts become stories. Importing twice changes nothing."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ...base.atomic_write import write_atomically
from ...base.messages import format_problem, isolated, translate
from ...base.problems import N_, Problem, error, warning
from ...importers.articles import Options, to_articles
from ...importers.notes import HINTS, TEXTS, Note
from ...importers.pagetext import LIMIT, parse
from ...site.settings import Settings


def import_files(
    site: Path, settings: Settings, files: Sequence[Path], *, section: str | None, captured: datetime | None, force: bool,
    lang: str,
) -> int:  # fmt: skip
    """Import each file. Exit code 0, or 1 when something could not be imported or was kept as an editor left it."""
    written = unchanged = 0
    problems: list[Problem] = []
    for file in files:
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
                section=section,
                captured=captured,
                stem=file.stem,
                slugs=settings.slugs,
                house=settings.house,
            ),
        )
        for note in imported.notes:
            _tell(note, file, lang)
            if note.level == "error":
                problems.append(error(note.code, TEXTS[note.code], **dict(note.values)))
        for found in imported.files:
            target = site / "content" / found.path
            data = found.text.encode()
            if target.exists() and target.read_bytes() == data:
                unchanged += 1
            elif target.exists() and not force:
                problems.append(_KEPT.at(f"content/{found.path}"))
            else:
                write_atomically(target, data)
                written += 1
                print(f"content/{found.path}")
    for problem in problems:
        if problem.file:
            print("\n".join(format_problem(problem, lang)), file=sys.stderr)
    print(
        translate(
            lang, N_("{written} stories written, {unchanged} were there already."), written=written, unchanged=unchanged
        )
    )
    return 1 if problems else 0


_UNREADABLE = error("unreadable", N_("This file cannot be read."), N_("Check its name and its permissions."))
_NOT_UTF8 = error("not-utf8", N_("This file is not UTF-8 text."), N_("Save it again with the encoding UTF-8."))
_KEPT = warning(
    "import-kept",
    N_("This story was changed since it was imported, and was left as it is."),
    N_("To overwrite it, import again with --force."),
)

LEVELS: dict[str, str] = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}


def _tell(note: Note, file: Path, lang: str) -> None:
    place = f"{file}:{note.line}" if note.line else str(file)
    place = isolated(place, lang)
    values = dict(note.values)
    print(
        f"{place}: {translate(lang, LEVELS[note.level])}: {translate(lang, TEXTS[note.code], **values)}",
        file=sys.stderr,
    )
    if note.code in HINTS:
        print("    " + translate(lang, HINTS[note.code], **values), file=sys.stderr)
