"""``newsgen stats``: count stories by status, section, month, author, topic and place."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...base.messages import translate
from ...base.problems import N_
from ..arguments import add_build_arguments, build_options
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems, table
from .list import STATUSES, status_of

if TYPE_CHECKING:
    from ...record.stories import Stored
    from ...record.view import View

MOST_FREQUENT = 10  # authors, topics and places that the terminal shows; --json has all
MONTHS = 12  # that the terminal shows

HEADS = {
    "status": N_("status"),
    "section": N_("section"),
    "month": N_("month"),
    "author": N_("author"),
    "topic": N_("topic"),
    "place": N_("place"),
}
"""What the command counts, in the order of its output, with the heads of its tables."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument("--json", action="store_true", help=N_("print one JSON object"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Print the counts: small tables, or one JSON object. Exit code 0, or 1 when the sources have errors.

    The stories are those of the sources as they are now. A record that cannot be read gives exit code 1 too.
    """
    from ...build.current_record import current_record
    from ...build.run import UNREADABLE
    from ...record.failures import FAILURES

    try:
        with current_record(build_options(options)) as current:
            if not current.can_be_built:
                print_problems(current.problems, lang)
                return FAILED
            counted = count(current.record.stories.all(), current.after)
    except FAILURES:
        print_problems([UNREADABLE], lang)
        return FAILED
    if options.json:
        print(json.dumps({kind: dict(counts) for kind, counts in counted.items()}, ensure_ascii=False))
        return DONE
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
    return DONE


def count(stories: Iterable["Stored"], view: "View") -> dict[str, Counter[str]]:
    """Count all stories by status, and the published ones by section, month, author, topic and place."""
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
        limit = None if kind in ("status", "section") else MOST_FREQUENT
        yield from sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
