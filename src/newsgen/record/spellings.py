"""How stories spell the names of topics, authors and places: which spellings share an address."""

import sqlite3

from ..model.article import Named, Summary
from ..model.facets import NamedKind
from ..model.placement import written_names


class Spellings:
    """The spellings of each topic, author and place, and how many stories write each, visible or not. A withdrawn story
    counts nowhere."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, summary: Summary) -> None:
        """Count a story's names. ``stories.put`` calls this."""
        self._db.executemany(
            "INSERT INTO spellings VALUES (?, ?, ?, 1)"
            " ON CONFLICT (kind, id, name) DO UPDATE SET stories = stories + 1",
            _rows(summary),
        )

    def remove(self, summary: Summary) -> None:
        """No longer count a story's names. ``summary`` must be the one with which they were added."""
        rows = _rows(summary)
        self._db.executemany("UPDATE spellings SET stories = stories - 1 WHERE kind = ? AND id = ? AND name = ?", rows)
        self._db.executemany("DELETE FROM spellings WHERE kind = ? AND id = ? AND name = ? AND stories = 0", rows)

    def all(self) -> dict[tuple[NamedKind, Named], int]:
        """Each spelling of all topics, authors and places, with the number of its stories."""
        rows = self._db.execute("SELECT kind, id, name, stories FROM spellings")
        return {(kind, Named(identifier, name)): count for kind, identifier, name, count in rows}

    def of(self, kind: NamedKind, identifier: str) -> dict[str, int]:
        """Each spelling of a topic, author or place, with the number of its stories; the most frequent first."""
        rows = self._db.execute(
            "SELECT name, stories FROM spellings WHERE kind = ? AND id = ? ORDER BY stories DESC, name",
            (kind, identifier),
        )
        return dict(rows.fetchall())


def _rows(summary: Summary) -> list[tuple[NamedKind, str, str]]:
    return [(kind, named.id, named.name) for kind, named in written_names(summary)]
