"""``newsgen next``: show when time alone will change the site, so that a build is due."""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.messages import isolated, printable, translate
from ...base.problems import N_
from ...site.layout import SETTINGS
from ..arguments import add_build_arguments, build_options
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ...base.problems import Problem
    from ...build.current_record import CurrentRecord
    from ...build.run import Options
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
    from ...build.current_record import current_record
    from ...build.run import UNREADABLE
    from ...record.failures import FAILURES

    try:
        wanted = build_options(options)
        with current_record(wanted) as current:
            if not current.can_be_built:
                print_problems(current.problems, lang)
                return FAILED
            record, zone = current.record, _zone(current, wanted.site)
            overdue = () if record.fresh else tuple(_changes(record, current.before, zone, current.after.until))
            coming = tuple(_changes(record, current.after, zone))
            problems = () if options.due else _address_problems(current, wanted)
    except FAILURES:
        print_problems([UNREADABLE], lang)
        return FAILED
    if options.due:
        return DONE if overdue else FAILED
    print_problems(problems, lang)
    _print(Timetable(overdue, coming), lang, as_json=options.json)
    return DONE


def _address_problems(current: "CurrentRecord", wanted: "Options") -> tuple["Problem", ...]:
    """The addresses that two sources want, now or when a story comes.

    Where nothing changed since the last build, which found none, only a story under embargo can come to want one.
    """
    updated = current.updated
    if updated is None and not any(current.record.stories.coming(current.after, 1)):
        return ()
    from ...build.dry_run import address_problems, brought_up_to_date

    return address_problems(updated or brought_up_to_date(current.run, current.observed), wanted)


def _zone(current: "CurrentRecord", site: Path) -> "ZoneInfo":
    """The site's time zone. Of settings that are as at the last build, that line is read alone: they were found in order."""
    from zoneinfo import ZoneInfo

    if current.updated is not None and current.updated.prepared is not None:
        return current.updated.prepared.inputs.settings.zone
    from ...site.yamltext import parse

    value = parse((site / SETTINGS).read_text(encoding="utf-8-sig")).value
    return ZoneInfo(value["timezone"].strip())


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
