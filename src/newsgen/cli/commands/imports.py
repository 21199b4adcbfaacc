"""``newsgen import``: import stories of other systems, and captured pages. Importing twice changes nothing.

(A module named ``import`` could not be imported.)
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.atomic_write import written_atomically
from ...base.messages import isolated, printable, translate
from ...base.problems import N_, FatalProblems, error
from ..arguments import UsageError, output_folder, parse_time, read_settings
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..progress import ProgressBar, print_waiting
from ..terminal import paint

if TYPE_CHECKING:
    from ...importers.codes import Code
    from ...importers.import_map import ImportMap
    from ...importers.report import Group, Report
    from ...importers.run import Import

FORMATS = ("wordpress", "ninjs", "newsml", "feed", "ghost", "markdown", "page")
"""The formats that ``--as`` names, as ``importers.recognise`` has them."""

_OTHER_IMPORT = N_("Another import of this site is running; waiting for it.")

LEVELS: dict[str, str] = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}
_MOST_GROUPS = {"error": 10, "warning": 5, "info": 1}
"""The texts of one code that are printed, by its level; ``--json`` has more."""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help=N_("exports, folders of them, or text files of captured pages"),
    )
    parser.add_argument(
        "--as", dest="format", choices=FORMATS, help=N_("format of the sources, instead of recognising it")
    )
    parser.add_argument("--media", metavar="DIR", help=N_("folder with a copy of the old site's files, or its address"))
    parser.add_argument("--map", type=Path, metavar="FILE", help=N_("decisions about the archive: import.yml"))
    parser.add_argument("--declare", action="store_true", help=N_("add unknown categories to site.yml as sections"))
    parser.add_argument(
        "--verify", action="store_true", help=N_("import nothing: say what answers at each old address")
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help=N_("folder of the pages, for --verify (default: public)")
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help=N_("import the files that arrive in folders, as drafts, until it is stopped"),
    )
    parser.add_argument("--dry-run", action="store_true", help=N_("write nothing"))
    parser.add_argument("--json", action="store_true", help=N_("print the report as JSON"))
    parser.add_argument("--section", metavar="ID", help=N_("section of the main story of captured pages"))
    parser.add_argument("--captured", metavar="ISO", help=N_("date and time when the page was captured"))
    parser.add_argument(
        "--force", action="store_true", help=N_("overwrite stories that were edited since their import")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Import the sources and print a report.

    Exit code 0, or 1 when something could not be imported or an edited story was not overwritten. Raises FatalProblems
    where the settings or the map have errors, and UsageError for a wrong argument.
    """
    from ...importers import report as outcomes
    from ...importers.import_map import DROP, ImportMap
    from ...importers.run import Import, run_import

    site: Path = options.site
    settings = read_settings(site)
    chosen = _read_map(options.map) if options.map else ImportMap()
    if chosen.default and chosen.default not in settings.sections_by_id:
        raise UsageError(_UNKNOWN_DEFAULT.at(str(options.map)))
    unknown = [to for to in chosen.sections.values() if to != DROP and to not in settings.sections_by_id]
    if unknown and not options.declare:  # with it, a category of the archive may become that section
        raise UsageError(
            error("unknown-section", N_("“{name}” is no section of this site."), _SECTION_HINT, name=unknown[0]).at(
                str(options.map)
            )
        )
    media = options.media or ""
    if media and "://" not in media and not Path(media).is_dir():
        raise UsageError(error("no-file", N_("There is no folder “{name}”."), N_("Correct the name."), name=media))
    wanted = Import(
        site=site,
        settings=settings,
        paths=tuple(options.files),
        map=chosen,
        format=options.format or "",
        media=None if not media or "://" in media else Path(media),
        served=media if "://" in media else "",
        section=options.section,
        captured=parse_time(options.captured, site) if options.captured else None,
        force=options.force,
        declare=options.declare,
        dry=options.dry_run,
    )
    if options.watch:
        return _watch(wanted, options, lang)
    if options.verify:
        return _verify(wanted, output_folder(options), lang, as_json=options.json)
    with ProgressBar(lang, quiet=options.json) as bar:
        found = run_import(
            wanted, lambda done: bar.progress("import", done, 0), waiting=lambda: print_waiting(lang, _OTHER_IMPORT)
        )
    if options.json:
        import json

        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        for path in found.written:
            print(path)
        print_report(found, lang, dry=wanted.dry)
    counts = found.counts
    failed = counts[outcomes.KEPT] or counts[outcomes.FAILED] or found.codes("error")
    return FAILED if failed else DONE


def _watch(wanted: "Import", options: argparse.Namespace, lang: str) -> int:
    """Import what arrives in folders until the process is asked to end, and print a report of each batch."""
    from ..import_watch import Stop, check_folders, watch

    if options.verify or options.dry_run:
        other = "--verify" if options.verify else "--dry-run"
        raise UsageError(
            error("options", N_("--watch and {other} exclude each other."), N_("Leave one of them out."), other=other)
        )
    check_folders(wanted.site, wanted.paths)

    def tell(found: "Report") -> None:
        if options.json:
            import json

            print(json.dumps(found.as_json(), ensure_ascii=False), flush=True)
            return
        for path in found.written:
            print(path)
        print_report(found, lang)
        sys.stdout.flush()

    stop = Stop()
    with stop.listening():
        watch(wanted, lambda: read_settings(wanted.site), tell, lang, stop)
    return DONE


_SECTION_HINT = N_("Write the id of a section.")
_UNKNOWN_DEFAULT = error("unknown-section", N_("“default” is no section of this site."), _SECTION_HINT)


def _read_map(file: Path) -> "ImportMap":
    from ...base.plain_file import open_plain
    from ...importers.import_map import MAX_BYTES, read_map

    try:
        with open_plain(file, links=True) as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError:
        raise FatalProblems(
            error("unreadable", N_("This file cannot be read."), N_("Check its name and its permissions.")).at(
                str(file)
            )
        ) from None
    found, problems = read_map(data, str(file))
    if found is None:
        raise FatalProblems(*problems)
    return found


def _verify(wanted: "Import", output: Path, lang: str, *, as_json: bool) -> int:
    """Print what answers at the old addresses, and write the host's map. Exit code 1 where nothing answers at an address of
    a story, a page or a list; the pages of files that nobody shows any more count apart."""
    from ...site.layout import STATE
    from ..old_addresses import FILE_PAGES, HOST_LEADS, MAP, NOTHING, PAGE_LEADS, SAME, verify

    if wanted.dry:
        found = verify(wanted, output, lambda line: None)
    else:
        with written_atomically(wanted.site / STATE / MAP) as stream:
            found = verify(wanted, output, lambda line: stream.write(line.encode()))
    counts = found.counts
    if as_json:
        import json

        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        print_notes(found, lang)
        for count, message in (
            (counts.total(), N_("Old addresses: {count}.")),
            (counts[SAME], N_("They are the new ones: {count}.")),
            (counts[PAGE_LEADS], N_("A page leads on: {count}.")),
            (counts[HOST_LEADS], N_("The host must lead on, by .newsgen/import.map: {count}.")),
            (counts[FILE_PAGES], N_("Pages of files where nothing answers: {count}.")),
            (counts[NOTHING], N_("Nothing answers: {count}.")),
        ):
            print(translate(lang, message, count=count))
    return FAILED if counts[NOTHING] else DONE


def print_report(found: "Report", lang: str, *, dry: bool = False) -> None:
    """Print the notes on standard error, those of one kind together, and the summary on standard output; ``dry`` says
    that nothing was written."""
    print_notes(found, lang)
    for line in summary(found, lang, dry=dry):
        print(line)


def print_notes(found: "Report", lang: str) -> None:
    """Print the notes on standard error, those of one kind together, the gravest last."""
    for code in reversed(found.codes()):
        groups = found.sorted_groups(code)
        most = _MOST_GROUPS[code.level]
        for group in groups[:most]:
            print(_note_line(code, group, lang), file=sys.stderr)
        hint = _hint(code, groups, lang) if code.hint and groups else ""
        more = len(groups) - most
        if more > 0:
            rest = found.totals[code] - sum(group.count for group in groups[:most])
            print("    " + translate(lang, N_("… and {count} more of this kind"), count=rest), file=sys.stderr)
        if hint:
            print("    " + hint, file=sys.stderr)


def _hint(code: "Code", groups: Sequence["Group"], lang: str) -> str:
    """What to do about the notes of one code. Where that is a line to add to a file, the lines of all groups, each once."""
    values = dict(groups[0].values)
    lines = dict.fromkeys(line for group in groups if (line := dict(group.values).get("line")))
    if len(lines) < 2:
        return translate(lang, code.hint, **values)
    place = "§"  # stands for the lines, because a value stands on one line
    below = "".join(f"\n      {printable(line)}" for line in lines) + "\n   "
    return translate(lang, code.hint, **{**values, "line": place}).replace(isolated(place, lang), below)


def _note_line(code: "Code", group: "Group", lang: str) -> str:
    level = translate(lang, LEVELS[code.level])
    text = translate(lang, code.text, **{"count": str(group.count), **dict(group.values)})
    place = isolated(group.places[0], lang) + ": " if group.places else ""
    times = f" (×{group.count})" if group.count > 1 else ""
    return f"{paint(place, 'place', sys.stderr)}{level}: {text}{times}"


def summary(found: "Report", lang: str, *, dry: bool = False) -> list[str]:
    """The lines that an editor-in-chief reads: what came or, of a ``dry`` run, would come, what did not, and what needs
    somebody."""
    from ...importers import report as outcomes

    counts = found.counts
    lines = []
    if counts[outcomes.READ]:
        lines.append(translate(lang, N_("Items read: {count}."), count=counts[outcomes.READ]))
    lines.append(
        translate(
            lang,
            N_("Nothing was written. Stories to write: {written}, unchanged: {unchanged}.")
            if dry
            else N_("Stories written: {written}, unchanged: {unchanged}."),
            written=counts[outcomes.WRITTEN],
            unchanged=counts[outcomes.UNCHANGED],
        )
    )
    for outcome, message in (
        (outcomes.KEPT, N_("Files that were not overwritten: {count}.")),
        (outcomes.REFUSED, N_("No stories, or not for readers: {count}.")),
        (outcomes.FAILED, N_("Not imported, because something is missing or broken: {count}.")),
    ):
        if counts[outcome]:
            lines.append(translate(lang, message, count=counts[outcome]))
    warnings = sum(found.totals[code] for code in found.codes("warning"))
    if warnings:
        kinds = len(found.codes("warning"))
        lines.append(
            translate(lang, N_("For an editor to look at: {count}, of {kinds} kinds."), count=warnings, kinds=kinds)
        )
    return lines
