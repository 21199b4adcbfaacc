"""The names of topics, authors and places, as their indexes print them."""

import sqlite3

from ..model.article import Named
from ..model.facets import NamedKind


class Names:
    """The name of every topic, author and place that a visible story has, and of every author with a profile."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_kind(self, kind: NamedKind) -> list[Named]:
        """All names of a kind, by id."""
        rows = self._db.execute("SELECT id, name FROM names WHERE kind = ? ORDER BY id", (kind,))
        return [Named(*row) for row in rows]

    def put(self, kind: NamedKind, identifier: str, name: str | None) -> bool:
        """Store a name, or delete it if ``name`` is None. Returns whether this changes anything."""
        row = self._db.execute("SELECT name FROM names WHERE kind = ? AND id = ?", (kind, identifier)).fetchone()
        if (row[0] if row else None) == name:
            return False
        if name is None:
            self._db.execute("DELETE FROM names WHERE kind = ? AND id = ?", (kind, identifier))
        else:
            self._db.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", (kind, identifier, name))
        return True
