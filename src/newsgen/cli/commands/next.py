"""``newsgen next``: when the next build is due by itself."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ...base.messages import isolated, printable, translate
from ...base.problems import N_
from ...build.build import Options
from ...model.queries import ALL, BREAKING, LIVE
from ...model.timestamps import of_microseconds
from ...record.record import FAILURES, Record, View
from ..terminal import tell
from .dry_run import UNREADABLE, looking

REASONS = {
    ALL: N_("is published"),
    BREAKING: N_("is breaking news no more"),
    LIVE: N_("is live no more"),
}
OTHERWISE = N_("changes")


@dataclass(frozen=True, slots=True)
class Due:
    """A story that changes of itself at a moment; ``why`` is ``published``, ``breaking``, ``live`` or ``other``."""

    at: datetime
    path: str
    facet: str

    @property
    def why(self) -> str:
        return {ALL: "published", BREAKING: "breaking", LIVE: "live"}.get(self.facet, "other")


@dataclass(frozen=True, slots=True)
class Timetable:
    """What moments have passed since the last build, ``overdue``, and what the next moment brings."""

    overdue: tuple[Due, ...]
    coming: tuple[Due, ...]


def next_build(options: Options, lang: str, *, as_json: bool, silent: bool) -> int:
    """Print the next moment at which a build would publish or retire something, and the stories; before that, what a
    build would do now already. Exit code 0, or 1 when the sources have errors; ``silent`` prints nothing, and 1 means
    too that nothing is due now."""
    try:
        with looking(options) as looked:
            if looked.prepared is None:
                tell(looked.problems, lang)
                return 1
            index = looked.prepared.index
            zone = looked.prepared.inputs.settings.zone
            overdue = () if looked.record.fresh else tuple(_due(looked.record, index.before, zone, index.after.until))
            coming = tuple(_due(looked.record, index.after, zone))
    except FAILURES:
        tell([UNREADABLE], lang)
        return 1
    if silent:
        return 0 if overdue else 1
    _print(Timetable(overdue, tuple(due for due in coming if due.at == coming[0].at)), lang, as_json=as_json)
    return 0


def _due(record: Record, view: View, zone: ZoneInfo, until: int | None = None) -> Iterator[Due]:
    """What changes of itself after a view's moment, until another one or its first moment."""
    first = None
    for facet, moment, identifier in record.coming(view):
        first = moment if first is None else first
        if moment > (first if until is None else until):
            return
        story = record.story(identifier)
        yield Due(of_microseconds(moment, zone), story.path if story else identifier, facet)


def _print(timetable: Timetable, lang: str, *, as_json: bool) -> None:
    overdue, coming = timetable.overdue, timetable.coming
    if as_json:
        told = {
            "overdue": [{"file": due.path, "why": due.why, "at": due.at.isoformat()} for due in overdue],
            "next": coming[0].at.isoformat() if coming else None,
            "stories": [{"file": due.path, "why": due.why} for due in coming],
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    if overdue:
        print(translate(lang, N_("Due now, since the last build:")))
        _stories(overdue, lang)
    if not coming:
        print(translate(lang, N_("Nothing is due later.") if overdue else N_("Nothing is due.")))
        return
    print(coming[0].at.isoformat())
    _stories(coming, lang)


def _stories(found: Iterable[Due], lang: str) -> None:
    for due in found:
        print(f"  {isolated(printable(due.path), lang)}: {translate(lang, REASONS.get(due.facet, OTHERWISE))}")
