"""When stories appear or change by time alone."""

import sqlite3
from collections.abc import Iterator

from ..model.facets import ALL, BREAKING, CORRECTED, LIVE, WITHDRAWN
from ..model.placement import NEWS_PERIOD
from .view import FAR, View

_TIMED = (ALL, WITHDRAWN, CORRECTED, BREAKING, LIVE)
"""The facets whose moments change how a story looks when they pass."""


class Timeline:
    """The moments of all stories: publication, corrections, the ends of breaking news and of live coverage."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def between(self, after: int, until: int) -> list[str]:
        """Ids of the stories, drafts included, with any moment of theirs in (after, until], in microseconds since 1970.

        The moment may be the end of breaking news as well as publication. Empty if ``after`` is not less than
        ``until``.
        """
        rows = self._db.execute(
            "SELECT DISTINCT id FROM facets WHERE facet IN (?, ?, ?, ?, ?) AND published > ? AND published <= ?",
            (*_TIMED, after, until),
        )
        return [row[0] for row in rows]

    def coming(self, view: View) -> Iterator[tuple[str, int, str]]:
        """(facet, moment, id) of every moment after the view's ``now``, the soonest first.

        Drafts count if the view shows them. The facet tells what happens then: ``all`` publication, ``breaking`` and
        ``live`` the end. A view that shows stories under embargo gets their publication too. The loop must not change
        stories.
        """
        rows = self._db.execute(
            "SELECT facet, published, id FROM facets WHERE facet IN (?, ?, ?, ?, ?) AND published > ? AND draft <= ?"
            " ORDER BY published, facet, id",
            (*_TIMED, view.now, int(view.drafts)),
        )
        return ((facet, moment, identifier) for facet, moment, identifier in rows)

    def unchanged_span(self, now: int) -> tuple[int, int]:
        """The interval [low, high) around ``now`` in which the output cannot change by time alone, in microseconds since
        1970: no story appears, changes, or grows too old for the news sitemap.

        Drafts count as if they were shown, so the true interval may be longer. A side without any moment reaches to
        ``FAR``.
        """

        def nearest(bound: str, order: str, moment: int) -> list[int]:
            question = f"SELECT {bound}(published) FROM facets WHERE facet = ? AND published {order} ?"
            rows = [self._db.execute(question, (facet, moment)).fetchone() for facet in _TIMED]
            return [row[0] for row in rows if row[0] is not None]

        low = [
            *nearest("max", "<=", now),
            *(moment + NEWS_PERIOD + 1 for moment in nearest("max", "<=", now - NEWS_PERIOD)),
        ]
        high = [
            *nearest("min", ">", now),
            *(moment + NEWS_PERIOD for moment in nearest("min", ">=", now - NEWS_PERIOD)),
        ]
        return max(low, default=-FAR), min(high, default=FAR)
