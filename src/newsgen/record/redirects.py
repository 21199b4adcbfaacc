"""The entries of redirects.yml."""

import sqlite3
from collections.abc import Iterable


class Redirects:
    """Old addresses with their targets, and the line of redirects.yml that says so."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace(self, entries: Iterable[tuple[str, str, int]]) -> None:
        """Store (source, target, line) of each entry in the file's order, and delete all former ones."""
        self._db.execute("DELETE FROM redirects")
        rows = [(source, target, line, seq) for seq, (source, target, line) in enumerate(entries)]
        self._db.executemany("INSERT INTO redirects VALUES (?, ?, ?, ?)", rows)

    def all(self, limit: int = -1) -> list[tuple[str, str, int]]:
        """(source, target, line) of the entries, the last of the file first; a limit of -1 means all."""
        rows = self._db.execute("SELECT source, target, line FROM redirects ORDER BY seq DESC LIMIT ?", (limit,))
        return rows.fetchall()

    def get(self, source: str) -> tuple[str, int] | None:
        """(target, line) of exactly this old address, or None if the file does not name it.

        The target may itself be an old address.
        """
        row = self._db.execute("SELECT target, line FROM redirects WHERE source = ?", (source,)).fetchone()
        return (row[0], row[1]) if row else None
