"""``newsgen index``: build the search index of the built site."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.messages import translate
from ...base.problems import N_, FatalProblems
from ...site.layout import SEARCH_STATE, state_folder
from ..arguments import add_output_arguments, now, output_folder, read_settings, system_error
from ..exit_codes import DONE
from ..parser import Parser
from ..progress import print_waiting

if TYPE_CHECKING:
    from ...search.run import IndexReport
    from ...site.settings import Settings


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_output_arguments(parser)
    parser.add_argument(
        "--now", metavar="ISO",
        help=N_("leave out stories published after this time (default: the time of the last build)"),
    )  # fmt: skip


def run(options: argparse.Namespace, lang: str) -> int:
    """Update the index and print a summary. Exit code 0. Raises FatalProblems where nothing is built, or the index fails."""
    site, time = options.site, now(options)
    settings = read_settings(site, options.base_url)
    try:
        report = update_index(site, output_folder(options), settings, time, lambda: print_waiting(lang))
    except OSError as failure:
        raise FatalProblems(system_error(failure)) from failure
    _print(report, lang)
    return DONE


def update_index(
    site: Path, output: Path, settings: "Settings", now: datetime, waiting: Callable[[], None]
) -> "IndexReport":
    """Write the index into the output, up to date with the last build; delete it where the settings have no search.

    It leaves out stories published after ``now`` or after that build. ``waiting`` is called once when another build
    holds the output. Raises FatalProblems where there is no build, its record cannot be read, there is neither search
    nor index, or the indexer fails.
    """
    from ...build.run import UNREADABLE
    from ...model.timestamps import microseconds
    from ...record.failures import FAILURES
    from ...search.run import index

    try:
        return index(settings, output, state_folder(site, output), microseconds(now), waiting)
    except FAILURES:
        raise FatalProblems(UNREADABLE) from None


def needs_index(site: Path, output: Path, settings: "Settings") -> bool:
    """Whether a site has a search, or still has the index of a search that was switched off."""
    from ...search.run import read_state

    left = read_state(state_folder(site, output) / SEARCH_STATE)
    return settings.search != "none" or bool(left and left.files)


def _print(report: "IndexReport", lang: str) -> None:
    text = N_(
        "Stories in the index: {stories}; half-years indexed: {made}; files written: {written} ({size} KB),"
        " deleted: {deleted}."
    )
    print(translate(lang, text, stories=report.stories, made=len(report.indexed), written=len(report.written),
              size=-(-report.bytes_written // 1000), deleted=len(report.deleted)))  # fmt: skip
