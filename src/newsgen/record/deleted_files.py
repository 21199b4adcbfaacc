"""The files that builds wrote once and deleted since."""

import sqlite3
from collections.abc import Iterable


class DeletedFiles:
    """Paths at which the output must have nothing. An older copy of the output that is put back has files there."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Store deleted files: (path, digest of the bytes; empty if it is unknown)."""
        self._db.executemany("INSERT OR REPLACE INTO deleted VALUES (?, ?)", files)

    def drop(self, path: str) -> None:
        """Delete a path at which an output is again."""
        self._db.execute("DELETE FROM deleted WHERE path = ?", (path,))

    def all(self) -> list[tuple[str, bytes]]:
        """(path, digest) of every deleted file."""
        return self._db.execute("SELECT path, digest FROM deleted ORDER BY path").fetchall()
