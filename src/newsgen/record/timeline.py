"""When stories appear, gain something or change by time alone."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from ..model.facets import ALL, BREAKING, LIVE, WITHDRAWN, Facet
from .view import FAR, View

if TYPE_CHECKING:
    from ..model.horizon import Gain, GainAt

    Event = Gain | Literal["published", "withdrawn", "breaking", "live"]
    """What happens to a story at a moment: it is published, also as withdrawn; its time as breaking news or as live coverage
    ends; or it gains something."""

NEWS_PERIOD = 48 * 3600 * 1_000_000
"""How long a story stays in the news sitemap after publication, in microseconds (Google: two days)."""

_TIMED = (ALL, WITHDRAWN, BREAKING, LIVE)
"""The facets whose moments change how a story looks when they pass."""

_EVENTS: dict[Facet, "Event"] = {ALL: "published", WITHDRAWN: "withdrawn", BREAKING: "breaking", LIVE: "live"}


class Timeline:
    """The moments of all stories: publication, the ends of breaking news and of live coverage, updates, corrections, entries.

    The gains of a story (``model.horizon``) are stored here; its other moments come from its facets.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, identifier: str, gains: "Iterable[GainAt]") -> None:
        """Add the gains of a story, which must have none here. ``stories.put`` calls this."""
        self._db.executemany("INSERT INTO gains VALUES (?, ?, ?)", [(identifier, *gain) for gain in gains])

    def drop(self, identifier: str) -> None:
        """Delete the gains of a story."""
        self._db.execute("DELETE FROM gains WHERE id = ?", (identifier,))

    def entries(self, identifier: str) -> tuple[int, ...]:
        """The moments of a story's live entries after its publication, in order, in microseconds since 1970."""
        rows = self._db.execute("SELECT at FROM gains WHERE id = ? AND what = 'entry' ORDER BY at", (identifier,))
        return tuple(row[0] for row in rows)

    def horizon(self, identifier: str, view: View) -> int | None:
        """A story's horizon (``model.horizon``) in a view that shows the story, in microseconds since 1970.

        None where nothing of the story is to come, and where there is no such story.
        """
        passed, last = self._db.execute(
            "SELECT max(at) FILTER (WHERE at <= ?), max(at) FROM gains WHERE id = ?", (view.until, identifier)
        ).fetchone()
        if last is None or last <= view.until:
            return None
        if passed is not None:
            return int(passed)
        row = self._db.execute("SELECT published FROM articles WHERE id = ?", (identifier,)).fetchone()
        return int(row[0]) if row else None

    def between(self, after: int, until: int, *, entries: bool = True) -> list[str]:
        """Ids of the stories, drafts included, with any moment of theirs in (after, until], in microseconds since 1970.

        The moment may be the end of breaking news as well as publication; those of live entries count only with
        ``entries``. Empty if ``after`` is not less than ``until``.
        """
        rows = self._db.execute(
            "SELECT id FROM facets WHERE facet IN (?, ?, ?, ?) AND published > ? AND published <= ?"
            " UNION SELECT id FROM gains WHERE at > ? AND at <= ? AND (? OR what <> 'entry')",
            (*_TIMED, after, until, after, until, entries),
        )
        return [row[0] for row in rows]

    def outgrows_news(self, earlier: int, later: int) -> bool:
        """Whether a story grows too old for the news sitemap between two moments, in microseconds since 1970."""
        return earlier != later and bool(self.between(earlier - NEWS_PERIOD - 1, later - NEWS_PERIOD))

    def coming(self, view: View) -> "Iterator[tuple[Event, int, str]]":
        """(event, moment, id) of every moment after the view's ``now``, the soonest first.

        Drafts count if the view shows them. A view that shows stories under embargo gets their publication too. The loop
        must not change stories.
        """
        rows = self._db.execute(
            "SELECT facet, published AS at, id FROM facets WHERE facet IN (?, ?, ?, ?) AND published > ? AND draft <= ?"
            " UNION ALL SELECT what, at, id FROM gains JOIN articles USING (id) WHERE at > ? AND draft <= ?"
            " ORDER BY at, 1, id",
            (*_TIMED, view.now, int(view.drafts), view.now, int(view.drafts)),
        )
        return ((_EVENTS.get(what, what), moment, identifier) for what, moment, identifier in rows)

    def unchanged_span(self, now: int) -> tuple[int, int]:
        """The interval [low, high) around ``now`` in which the output cannot change by time alone, in microseconds since
        1970: no story appears, changes, gains something, or grows too old for the news sitemap.

        Drafts count as if they were shown, so the true interval may be longer. A side without any moment reaches to
        ``FAR``.
        """

        def nearest(bound: str, order: str, moment: int) -> list[int]:
            question = f"SELECT {bound}(published) FROM facets WHERE facet = ? AND published {order} ?"
            rows = [self._db.execute(question, (facet, moment)).fetchone() for facet in _TIMED]
            return [row[0] for row in rows if row[0] is not None]

        def nearest_gain(bound: str, order: str) -> list[int]:
            row = self._db.execute(f"SELECT {bound}(at) FROM gains WHERE at {order} ?", (now,)).fetchone()
            return [row[0]] if row[0] is not None else []

        low = [
            *nearest("max", "<=", now),
            *nearest_gain("max", "<="),
            *(moment + NEWS_PERIOD + 1 for moment in nearest("max", "<=", now - NEWS_PERIOD)),
        ]
        high = [
            *nearest("min", ">", now),
            *nearest_gain("min", ">"),
            *(moment + NEWS_PERIOD for moment in nearest("min", ">=", now - NEWS_PERIOD)),
        ]
        return max(low, default=-FAR), min(high, default=FAR)
