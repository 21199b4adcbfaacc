"""``newsgen list``: the stories of the site, by what one looks for."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from ...arabic import fold
from ...base.messages import format_problem, translate
from ...base.problems import N_
from ...build.build import Options
from ...model.article import Summary
from ...record.record import FAILURES, Stored, View
from ..terminal import paint, table, width
from .dry_run import UNREADABLE, looking

STATUSES = {
    "published": N_("published"),
    "embargoed": N_("under embargo"),
    "draft": N_("draft"),
    "withdrawn": N_("withdrawn"),
}


HEAD = (N_("published at"), N_("status"), N_("section"), N_("headline"), N_("file"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stories to list; empty means all. ``since`` and ``until`` are days, both included."""

    section: str = ""
    tag: str = ""
    place: str = ""
    author: str = ""
    status: str = ""
    since: str = ""
    until: str = ""

    def takes(self, summary: Summary, status: str) -> bool:
        card = summary.card
        day = card.published.date().isoformat()
        return (
            self.section in ("", card.section)
            and self.status in ("", status)
            and (not self.place or (card.place is not None and self.place in (card.place.id, card.place.name)))
            and (not self.tag or fold(self.tag) in {fold(name) for tag in summary.tags for name in (tag.id, tag.name)})
            and (not self.author or fold(self.author) in {fold(author.name) for author in summary.authors})
            and (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
        )


def status_of(stored: Stored, view: View) -> str:
    """published, embargoed, draft or withdrawn, at the view's moment."""
    if stored.summary.status != "published":
        return stored.summary.status
    return "published" if stored.position[0] <= view.until else "embargoed"


def list_stories(options: Options, wanted: Wanted, lang: str, *, as_json: bool) -> int:
    """Print the stories, newest first: a table to the terminal's width, or one JSON array. Exit code 0, or 1 when the
    sources have errors."""
    try:
        with looking(options) as looked:
            if looked.prepared is None:
                for problem in looked.problems:
                    print("\n".join(format_problem(problem, lang)), file=sys.stderr)
                return 1
            found = list(_found(looked.record.every_story(), looked.prepared.index.after, wanted))
    except FAILURES:
        print("\n".join(format_problem(UNREADABLE, lang)), file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps([_object(stored, status) for stored, status in found], ensure_ascii=False))
        return 0
    head = [translate(lang, title) for title in HEAD]
    rows = [_row(stored, translate(lang, STATUSES[status])) for stored, status in found]
    first, *others = table(head, rows, lang, width(sys.stdout)) if rows else [""]
    if rows:
        print(paint(first, "head", sys.stdout))
    for row in others:
        print(row)
    print(translate(lang, N_("Stories: {count}."), count=len(found)))
    return 0


def _row(stored: Stored, status: str) -> tuple[str, ...]:
    card = stored.summary.card
    return f"{card.published:%Y-%m-%d %H:%M}", status, card.section, card.title, stored.path


def _found(stories: Iterator[Stored], view: View, wanted: Wanted) -> Iterator[tuple[Stored, str]]:
    for stored in stories:
        status = status_of(stored, view)
        if wanted.takes(stored.summary, status):
            yield stored, status


def _object(stored: Stored, status: str) -> dict[str, object]:
    summary, card = stored.summary, stored.summary.card
    return {
        "file": stored.path,
        "id": card.id,
        "title": card.title,
        "status": status,
        "published": card.published.isoformat(),
        "section": card.section,
        "place": card.place.name if card.place else None,
        "tags": [tag.name for tag in summary.tags],
        "authors": [author.name for author in summary.authors],
        "address": card.address,
    }
