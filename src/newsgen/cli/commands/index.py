"""``newsgen index``: the index of the search, brought up to date with the last build."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ...base.messages import translate
from ...base.problems import N_, FatalProblems
from ...model.timestamps import microseconds
from ...record.record import FAILURES
from ...search.run import STATE, IndexReport, index, read_state
from ...site.layout import state_folder
from ...site.settings import Settings
from .dry_run import UNREADABLE


def index_site(
    site: Path, output: Path, settings: Settings, now: datetime, lang: str, waiting: Callable[[], None]
) -> int:
    """Index and say what was done. Exit code 0. Raises FatalProblems."""
    _tell(indexed(site, output, settings, now, waiting), lang)
    return 0


def indexed(site: Path, output: Path, settings: Settings, now: datetime, waiting: Callable[[], None]) -> IndexReport:
    """Index, and say nothing. Raises FatalProblems."""
    try:
        return index(settings, output, state_folder(site, output), microseconds(now), waiting)
    except FAILURES:
        raise FatalProblems(UNREADABLE) from None


def owed(site: Path, output: Path, settings: Settings) -> bool:
    """Whether a site has a search, or still has the files of one that was switched off."""
    left = read_state(state_folder(site, output) / STATE)
    return settings.search != "none" or bool(left and left.files)


def _tell(report: IndexReport, lang: str) -> None:
    text = N_(
        "Stories to be found: {stories}; half-years indexed: {made}; files written: {written} ({size} KB),"
        " deleted: {deleted}."
    )
    print(translate(lang, text, stories=report.stories, made=len(report.indexed), written=len(report.written),
              size=-(-report.bytes_written // 1000), deleted=len(report.deleted)))  # fmt: skip
