"""``newsgen next``: show when time alone will change the site, so that a build is due."""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ...base.messages import isolated, printable, translate
from ...base.problems import N_
from ..arguments import add_build_arguments, build_options
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ...record.record import Record
    from ...record.timeline import Event
    from ...record.view import View

REASONS: dict["Event", str] = {
    "published": N_("is published"),
    "breaking": N_("is no longer breaking news"),
    "live": N_("is no longer live"),
    "update": N_("shows that it was updated"),
    "correction": N_("shows a correction"),
    "entry": N_("shows an entry of live coverage"),
}
"""What readers see happen to a story."""
OTHERWISE = N_("changes")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument("--json", action="store_true", help=N_("print one JSON object"))
    parser.add_argument(
        "--due", action="store_true", help=N_("print nothing; exit code 0 if a build is due now, else 1")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Print the stories that time alone changed since the last build, then those that it changes next, and when.

    Edited sources do not make a build due. Problems name the addresses that two sources want, now or when a story
    comes. Exit code 0, or 1 when the sources have errors. ``--due`` prints nothing but errors, and exits with 1 also
    when nothing is due now, as before the first build.
    """
    from ...build.dry_run import UNREADABLE, address_problems, updated_record
    from ...record.failures import FAILURES

    try:
        wanted = build_options(options)
        with updated_record(wanted) as updated:
            if updated.prepared is None:
                print_problems(updated.problems, lang)
                return FAILED
            prepared, record = updated.prepared, updated.record
            zone = updated.prepared.inputs.settings.zone
            overdue = () if record.fresh else tuple(_changes(record, prepared.before, zone, prepared.after.until))
            coming = tuple(_changes(record, prepared.after, zone))
            problems = () if options.due else address_problems(updated, wanted)
    except FAILURES:
        print_problems([UNREADABLE], lang)
        return FAILED
    if options.due:
        return DONE if overdue else FAILED
    print_problems(problems, lang)
    _print(Timetable(overdue, coming), lang, as_json=options.json)
    return DONE


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a story at a time. ``path`` is that of its file."""

    at: datetime
    path: str
    event: "Event"

    @property
    def why(self) -> str:
        """The reason in the JSON output: the event's name, or ``other`` for one without a reason of its own."""
        return self.event if self.event in REASONS else "other"


@dataclass(frozen=True, slots=True)
class Timetable:
    """Changes by time alone: ``overdue`` since the last build, ``coming`` at the next time at which there are any."""

    overdue: tuple[Change, ...]
    coming: tuple[Change, ...]


def _changes(record: "Record", view: "View", zone: "ZoneInfo", until: int | None = None) -> Iterator[Change]:
    """The changes after the time of a view, until another time (microseconds since 1970); without it, those at the
    first time at which there are any."""
    from ...model.timestamps import of_microseconds

    first = None
    for event, moment, identifier in record.timeline.coming(view):
        first = moment if first is None else first
        if moment > (first if until is None else until):
            return
        story = record.stories.get(identifier)
        yield Change(of_microseconds(moment, zone), story.path if story else identifier, event)


def _print(timetable: Timetable, lang: str, *, as_json: bool) -> None:
    overdue, coming = timetable.overdue, timetable.coming
    if as_json:
        fields = {
            "overdue": [{"file": change.path, "why": change.why, "at": change.at.isoformat()} for change in overdue],
            "next": coming[0].at.isoformat() if coming else None,
            "stories": [{"file": change.path, "why": change.why} for change in coming],
        }
        print(json.dumps(fields, ensure_ascii=False))
        return
    if overdue:
        print(translate(lang, N_("Due since the last build:")))
        _print_changes(overdue, lang)
    if not coming:
        print(translate(lang, N_("Nothing else is due.") if overdue else N_("Nothing is due.")))
        return
    print(coming[0].at.isoformat())
    _print_changes(coming, lang)


def _print_changes(changes: Iterable[Change], lang: str) -> None:
    for change in changes:
        print(f"  {isolated(printable(change.path), lang)}: {translate(lang, REASONS.get(change.event, OTHERWISE))}")
