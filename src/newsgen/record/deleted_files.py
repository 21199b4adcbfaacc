"""The files that builds wrote once and deleted since."""

import sqlite3
from collections.abc import Iterable


class DeletedFiles:
    """Paths, relative to the output, of files that a build deleted and none wrote again.

    When somebody puts an older copy of the output back, files lie there again; the build deletes them by this list.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Add deleted files: (path, digest of the bytes that the file had; empty if it is unknown)."""
        self._db.executemany("INSERT OR REPLACE INTO deleted VALUES (?, ?)", files)

    def drop(self, path: str) -> None:
        """Take a path off the list, because an output is there again. No file is touched."""
        self._db.execute("DELETE FROM deleted WHERE path = ?", (path,))

    def all(self) -> list[tuple[str, bytes]]:
        """(path, digest) of every deleted file."""
        return self._db.execute("SELECT path, digest FROM deleted ORDER BY path").fetchall()
