"""``newsgen stats``: how many stories there are, by what a newsroom counts."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from ...base.messages import translate
from ...base.problems import N_
from ...build.build import Options
from ...record.record import FAILURES, Stored, View
from ..terminal import table, tell
from .dry_run import UNREADABLE, looking
from .list import STATUSES, status_of

MOST = 10  # authors, topics and places that the terminal shows; --json has them all
MONTHS = 12

HEADS = {
    "status": N_("status"),
    "section": N_("section"),
    "month": N_("month"),
    "author": N_("author"),
    "topic": N_("topic"),
    "place": N_("place"),
}
"""What is counted, in the order in which it is told."""


def stats(options: Options, lang: str, *, as_json: bool) -> int:
    """Print the counts: small tables, or one JSON object. Exit code 0, or 1 when the sources have errors."""
    try:
        with looking(options) as looked:
            if looked.prepared is None:
                tell(looked.problems, lang)
                return 1
            counted = count(looked.record.every_story(), looked.prepared.index.after)
    except FAILURES:
        tell([UNREADABLE], lang)
        return 1
    if as_json:
        print(json.dumps({kind: dict(counts) for kind, counts in counted.items()}, ensure_ascii=False))
        return 0
    for kind, counts in counted.items():
        names = STATUSES if kind == "status" else {}
        rows = [
            (translate(lang, names[name]) if name in names else name, str(number))
            for name, number in _shown(kind, counts)
        ]
        if rows:
            print(
                "\n".join(table((translate(lang, HEADS[kind]), translate(lang, N_("stories"))), rows, lang, None))
                + "\n"
            )
    print(translate(lang, N_("Stories: {count}."), count=sum(counted["status"].values())))
    return 0


def count(stories: Iterable[Stored], view: View) -> dict[str, Counter[str]]:
    """Every story by its status; the published ones by section, month, author, topic and place."""
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in HEADS}
    for stored in stories:
        summary, status = stored.summary, status_of(stored, view)
        counted["status"][status] += 1
        if status == "published":
            card = summary.card
            counted["section"][card.section] += 1
            counted["month"][f"{card.published:%Y-%m}"] += 1
            counted["author"].update(author.name for author in summary.authors)
            counted["topic"].update(tag.name for tag in summary.tags)
            counted["place"].update([card.place.name] if card.place else [])
    return counted


def _shown(kind: str, counts: Counter[str]) -> Iterator[tuple[str, int]]:
    if kind == "month":
        yield from sorted(counts.items(), reverse=True)[:MONTHS]
    else:
        most = None if kind in ("status", "section") else MOST
        yield from sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
