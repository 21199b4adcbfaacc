"""The lists that stories belong to (facets), in the order (moment of publication, id)."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.article import Summary
from ..model.facets import ALL, BREAKING
from ..model.placement import Position, facet_entries
from ..model.timestamps import Span
from .codec import decode_summary
from .sums import Sums
from .view import FAR, View


class Stretch(NamedTuple):
    """The stories of a facet from the position ``first`` up to the position ``end``, which is not in it.

    Neither need be the position of a story. Without both, all stories of the facet.
    """

    facet: str
    first: Position = (-FAR, "")
    end: Position = (FAR, "")


class Lists:
    """The positions of stories in each facet: (moment in microseconds since 1970, id).

    The moment is that of publication, but of the correction in ``corrected``, and of the end in ``breaking`` and
    ``live``. A withdrawn story stands in ``withdrawn`` alone. A limit of -1 means all positions.
    """

    def __init__(self, db: sqlite3.Connection, sums: Sums) -> None:
        self._db = db
        self._sums = sums

    def add(self, identifier: str, summary: Summary) -> None:
        """Add a story to its facets. It must not stand in them already; ``stories.put`` calls this."""
        draft = int(summary.draft)
        self._db.executemany(
            "INSERT INTO facets VALUES (?, ?, ?, ?)",
            [(facet, moment, identifier, draft) for facet, moment in facet_entries(summary)],
        )
        self._sums.listed += not summary.withdrawn

    def remove(self, identifier: str, summary: Summary) -> None:
        """Take a story out of its facets. ``summary`` must be the one with which it was added."""
        self._db.executemany(
            "DELETE FROM facets WHERE facet = ? AND published = ? AND id = ?",
            [(facet, moment, identifier) for facet, moment in facet_entries(summary)],
        )
        self._sums.listed -= not summary.withdrawn

    def latest(self, facet: str, limit: int, view: View) -> list[Position]:
        """The newest visible positions of a facet, newest first."""
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND published <= ? AND draft <= ?"
            " ORDER BY published DESC, id DESC LIMIT ?",
            (facet, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def older(self, facet: str, before: Position, limit: int, view: View) -> list[Position]:
        """The visible positions of a facet before a position, the nearest first."""
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND (published, id) < (?, ?) AND published <= ?"
            " AND draft <= ? ORDER BY published DESC, id DESC LIMIT ?",
            (facet, *before, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def newer(self, facet: str, after: Position, limit: int, view: View) -> list[Position]:
        """The visible positions of a facet after a position, the nearest first."""
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND (published, id) > (?, ?) AND published <= ?"
            " AND draft <= ? ORDER BY published, id LIMIT ?",
            (facet, *after, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def during(self, facet: str, span: Span, limit: int, view: View) -> list[Position]:
        """The visible positions of a facet in a span of time, newest first. The end of the span is not in it."""
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND published >= ? AND published < ? AND published <= ?"
            " AND draft <= ? ORDER BY published DESC, id DESC LIMIT ?",
            (facet, *span, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def stretches(self, facet: str, length: int, view: View) -> Iterator[Stretch]:
        """Yield stretches of ``length`` visible stories, oldest first; the last one has the rest.

        Together they are the whole facet. There is one at least. ``length`` is at least 1. The loop may change stories: each
        step is one look into the index.
        """
        stretch = Stretch(facet)
        while True:
            row = self._db.execute(
                "SELECT published, id FROM facets WHERE facet = ? AND (published, id) >= (?, ?) AND published <= ?"
                " AND draft <= ? ORDER BY published, id LIMIT 1 OFFSET ?",
                (facet, *stretch.first, view.until, int(view.drafts), length),
            ).fetchone()
            if row is None:
                yield stretch
                return
            yield stretch._replace(end=row)
            stretch = stretch._replace(first=row)

    def count_during(self, facet: str, span: Span, view: View) -> int:
        """How many visible stories of a facet stand in a span of time. The end of the span is not in it."""
        rows = self._db.execute(
            "SELECT count(*) FROM facets WHERE facet = ? AND published >= ? AND published < ? AND published <= ?"
            " AND draft <= ?",
            (facet, *span, view.until, int(view.drafts)),
        )
        return int(rows.fetchone()[0])

    def count(self, view: View) -> int:
        """How many stories lists may show: those that are visible and not withdrawn.

        It is quick, since it subtracts the hidden ones, which are few, from a stored sum.
        """
        later = "SELECT count(*) FROM facets WHERE facet = ? AND published > ?"
        drafts = "SELECT count(*) FROM articles WHERE draft AND NOT withdrawn AND +published <= ?"  # + keeps to articles_draft
        hidden = self._db.execute(later, (ALL, view.until)).fetchone()[0]
        if not view.drafts:
            hidden += self._db.execute(drafts, (view.until,)).fetchone()[0]
        return int(self._sums.listed - hidden)

    def breaking(self, view: View) -> list[str]:
        """Ids of the stories whose time as breaking news ends after the view's ``now``, the soonest end first.

        Some may not be published yet. Drafts are among them only if the view shows drafts.
        """
        rows = self._db.execute(
            "SELECT id FROM facets WHERE facet = ? AND published > ? AND draft <= ? ORDER BY published, id",
            (BREAKING, view.now, int(view.drafts)),
        )
        return [row[0] for row in rows]

    def members(self, facet: str) -> list[str]:
        """The ids of all stories of a facet, visible or not, by id."""
        return [
            row[0] for row in self._db.execute("SELECT DISTINCT id FROM facets WHERE facet = ? ORDER BY id", (facet,))
        ]

    def facets(self, kind: str) -> Iterator[str]:
        """Yield every facet of a kind, such as ``topic:x`` for ``topic``, that any story has, visible or not.

        The loop may change stories, but it sees no snapshot: each step is one look into the index as it then is.
        """
        last, end = kind + ":", kind + ";"
        while True:
            row = self._db.execute(
                "SELECT min(facet) FROM facets WHERE facet > ? AND facet < ?", (last, end)
            ).fetchone()
            if row[0] is None:
                return
            last = row[0]
            yield last

    def summary(self, identifier: str, view: View) -> Summary | None:
        """A story's summary, or None if lists may not show it: it is not visible, or withdrawn, or there is none."""
        row = self._db.execute(
            "SELECT summary, published, draft FROM articles WHERE id = ? AND NOT withdrawn", (identifier,)
        ).fetchone()
        return decode_summary(row[0]) if row and view.shows(row[1], bool(row[2])) else None

    def summaries(self, identifiers: Sequence[str], view: View) -> dict[str, Summary | None]:
        """The summary of each of these ids; None for one that lists may not show or that no story has.

        There is one query for all.
        """
        rows = self._db.execute(
            "SELECT id, summary, published, draft FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?)) AND NOT withdrawn",
            (json.dumps(identifiers),),
        )
        found: dict[str, Summary | None] = dict.fromkeys(identifiers)
        for identifier, summary, published, draft in rows:
            if view.shows(published, bool(draft)):
                found[identifier] = decode_summary(summary)
        return found
