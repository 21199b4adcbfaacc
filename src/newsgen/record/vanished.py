"""Addresses that were published and answer no more, and the stories that were deleted. A new record inherits both."""

import sqlite3
from collections.abc import Iterable


class Vanished:
    """What ``newsgen moved`` needs to propose redirects. No page depends on it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, address: str, identifier: str) -> None:
        """Store an address that answers no more, with the id of its story, or an empty id for another page."""
        self._db.execute("INSERT OR REPLACE INTO vanished VALUES (?, ?)", (address, identifier))

    def drop(self, address: str) -> None:
        """Take an address off the list, because it answers again."""
        self._db.execute("DELETE FROM vanished WHERE address = ?", (address,))

    def all(self) -> list[tuple[str, str]]:
        """(address, id) of every address that was published and answers no more."""
        return self._db.execute("SELECT address, id FROM vanished ORDER BY address").fetchall()

    def put_stories(self, stories: Iterable[tuple[str, str, int]]) -> None:
        """Store deleted stories: (id, title, moment of publication in microseconds since 1970)."""
        self._db.executemany("INSERT OR REPLACE INTO departed VALUES (?, ?, ?)", stories)

    def drop_story(self, identifier: str) -> None:
        """Take a story off the list of deleted ones, because it exists again."""
        self._db.execute("DELETE FROM departed WHERE id = ?", (identifier,))

    def story(self, identifier: str) -> tuple[str, int] | None:
        """(title, moment of publication in microseconds since 1970) of a deleted story, or None if it is unknown."""
        row = self._db.execute("SELECT title, published FROM departed WHERE id = ?", (identifier,)).fetchone()
        return (row[0], row[1]) if row else None

    def forget_stories(self) -> None:
        """Forget the deleted stories none of whose addresses is stored as vanished."""
        self._db.execute("DELETE FROM departed WHERE id NOT IN (SELECT id FROM vanished)")
