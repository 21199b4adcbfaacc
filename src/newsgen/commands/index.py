"""``newsgen index``: the index of the search, brought up to date with the last build."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ..build import state_folder
from ..messages import say
from ..moments import microseconds
from ..problems import N_, Unusable
from ..record import FAILURES
from ..search.run import index
from ..settings import Settings
from .looking import UNREADABLE


def index_site(
    site: Path, output: Path, settings: Settings, now: datetime, lang: str, waiting: Callable[[], None]
) -> int:
    """Index and say what was done. Exit code 0. Raises Unusable."""
    try:
        report = index(settings, output, state_folder(site, output), microseconds(now), waiting)
    except FAILURES:
        raise Unusable(UNREADABLE) from None
    text = N_(
        "Stories to be found: {stories}; half-years indexed: {made}; files written: {written} ({size} KB),"
        " deleted: {deleted}."
    )
    print(say(lang, text, stories=report.stories, made=len(report.made), written=len(report.written),
              size=-(-report.bytes_written // 1000), deleted=len(report.deleted)))  # fmt: skip
    return 0
