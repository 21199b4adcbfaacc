"""``newsgen list``: list stories, shows or data files."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...base.messages import translate
from ...base.problems import N_, error
from ..arguments import UsageError, add_build_arguments, build_options, parse_time
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import paint, print_problems, table, terminal_width

if TYPE_CHECKING:
    from ...model.article import Summary
    from ...record.record import Record
    from ...record.stories import Stored
    from ...record.view import View

STATUSES = {
    "published": N_("published"),
    "embargoed": N_("under embargo"),
    "draft": N_("draft"),
    "withdrawn": N_("withdrawn"),
}
"""The name of each status."""

STAGES = {"idea": N_("Idea"), "draft": N_("In writing"), "review": N_("In review"), "ready": N_("Ready")}
"""The name of each stage of work. A draft that names none is in the second."""

HEAD = (N_("published at"), N_("status"), N_("section"), N_("headline"), N_("file"))


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument(
        "--what", default="stories", choices=("stories", "shows", "data"), help=N_("what to list (default: stories)")
    )
    parser.add_argument("--section", default="", metavar="ID", help=N_("stories of this section"))
    parser.add_argument("--tag", default="", metavar="TAG", help=N_("stories with this tag"))
    parser.add_argument("--place", default="", metavar="PLACE", help=N_("stories from this place, by its id or name"))
    parser.add_argument("--author", default="", metavar="NAME", help=N_("stories by this author"))
    parser.add_argument("--since", default="", metavar="DAY", help=N_("stories of this day and later"))
    parser.add_argument("--until", default="", metavar="DAY", help=N_("stories of this day and earlier"))
    parser.add_argument("--status", default="", choices=tuple(STATUSES), help=N_("stories with this status"))
    parser.add_argument("--stage", default="", choices=tuple(STAGES), help=N_("stories in this stage of work"))
    parser.add_argument("--json", action="store_true", help=N_("print one JSON array"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Print the stories, newest first, or shows or data files by id: a table that fits the terminal, or one JSON array.

    They are those of the sources as they are now. Exit code 0, or 1 when the sources have errors or the record cannot be read.
    Raises UsageError for an option about stories where others are listed.
    """
    from ...build.current_record import current_record
    from ...build.run import UNREADABLE
    from ...record.failures import FAILURES

    wanted = _filter(options)
    if options.what != "stories" and wanted != Filter():
        raise UsageError(_STORIES_ALONE)
    try:
        with current_record(build_options(options)) as current:
            if not current.can_be_built:
                print_problems(current.problems, lang)
                return FAILED
            if options.what != "stories":
                return _list_others(options, current.record, lang)
            found = list(_matching(current.record, current.after, wanted))
    except FAILURES:
        print_problems([UNREADABLE], lang)
        return FAILED
    if options.json:
        print(json.dumps([_as_json(*one) for one in found], ensure_ascii=False))
        return DONE
    _print_table(HEAD, [_row(stored, _state(status, stage, lang)) for stored, status, stage in found], lang)
    print(translate(lang, N_("Stories: {count}."), count=len(found)))
    return DONE


def _list_others(options: argparse.Namespace, record: "Record", lang: str) -> int:
    from ..inventory import COUNTED, HEADS, listed, row_of

    found = listed(options.what, record)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return DONE
    _print_table(HEADS[options.what], [row_of(one) for one in found], lang)
    print(translate(lang, COUNTED[options.what], count=len(found)))
    return DONE


def _print_table(head: Sequence[str], rows: Sequence[tuple[str, ...]], lang: str) -> None:
    if rows:
        first, *lines = table([translate(lang, title) for title in head], rows, lang, terminal_width(sys.stdout))
        print("\n".join([paint(first, "head", sys.stdout), *lines]))


_STORIES_ALONE = error(
    "options",
    N_("Only stories have a section, a tag, a place, an author, a day and a status."),
    N_("Leave --what out."),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """The stories to list; an empty field admits all. ``since`` and ``until`` are ISO dates, both included."""

    section: str = ""
    tag: str = ""
    place: str = ""
    author: str = ""
    status: str = ""
    stage: str = ""
    since: str = ""
    until: str = ""

    def includes(self, summary: "Summary", status: str, stage: str) -> bool:
        """Whether to list a story. ``status`` is what ``status_of`` says, since a summary knows of no embargo; ``stage`` what
        ``stage_of`` says."""
        from ...arabic import fold

        card = summary.card
        day = card.published.date().isoformat()
        return (
            self.section in ("", card.section)
            and self.status in ("", status)
            and self.stage in ("", stage)
            and (not self.place or (card.place is not None and self.place in (card.place.id, card.place.name)))
            and (not self.tag or fold(self.tag) in {fold(name) for tag in summary.tags for name in (tag.id, tag.name)})
            and (not self.author or fold(self.author) in {fold(author.name) for author in summary.authors})
            and (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
        )


def _filter(options: argparse.Namespace) -> Filter:
    since, until = (
        f"{parse_time(day, options.site):%Y-%m-%d}" if day else "" for day in (options.since, options.until)
    )
    return Filter(
        options.section, options.tag, options.place, options.author, options.status, options.stage, since, until
    )


def status_of(stored: "Stored", view: "View") -> str:
    """The status of a story at the time of the view: a key of ``STATUSES``. A draft of the future is a draft."""
    if stored.summary.status != "published":
        return stored.summary.status
    return "published" if stored.position[0] <= view.until else "embargoed"


def stage_of(stored: "Stored", stages: Mapping[str, str]) -> str:
    """How far a draft is: one of ``STAGES``; empty for what is no draft. ``stages`` is that of ``record.stories``."""
    return stages.get(stored.summary.card.id, "draft") if stored.summary.draft else ""


def _state(status: str, stage: str, lang: str) -> str:
    """A status in words, with the stage of a draft that is in another than the usual one."""
    words = translate(lang, STATUSES[status])
    return words if stage in ("", "draft") else f"{words} ({translate(lang, STAGES[stage])})"


def _row(stored: "Stored", status: str) -> tuple[str, ...]:
    card = stored.summary.card
    return f"{card.published:%Y-%m-%d %H:%M}", status, card.section, card.title, stored.path


def _matching(record: "Record", view: "View", wanted: Filter) -> Iterator[tuple["Stored", str, str]]:
    stages = record.stories.stages()
    for stored in record.stories.all():
        status, stage = status_of(stored, view), stage_of(stored, stages)
        if wanted.includes(stored.summary, status, stage):
            yield stored, status, stage


def _as_json(stored: "Stored", status: str, stage: str) -> dict[str, object]:
    summary, card = stored.summary, stored.summary.card
    return {
        "file": stored.path,
        "id": card.id,
        "title": card.title,
        "status": status,
        "stage": stage or None,
        "published": card.published.isoformat(),
        "section": card.section,
        "place": card.place.name if card.place else None,
        "tags": [tag.name for tag in summary.tags],
        "authors": [author.name for author in summary.authors],
        "address": card.address,
    }
