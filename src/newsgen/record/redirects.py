"""The entries of redirects.yml."""

import sqlite3
from collections.abc import Iterable

from ..model.address import odd_suffix


class Redirects:
    """Old addresses with their targets, and the line of redirects.yml that says so."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace(self, entries: Iterable[tuple[str, str, int, str]]) -> None:
        """Store (source, target, line, leads) of each entry in the file's order, and delete all former ones.

        ``leads`` is the target as an old address would be, empty for one on another host: ``leading_to`` finds it.
        """
        self._db.execute("DELETE FROM redirects")
        rows = [(one, to, line, seq, leads, odd_suffix(one)) for seq, (one, to, line, leads) in enumerate(entries)]
        self._db.executemany("INSERT INTO redirects VALUES (?, ?, ?, ?, ?, ?)", rows)

    def all(self, limit: int = -1) -> list[tuple[str, str, int]]:
        """(source, target, line) of the entries, the last of the file first; a limit of -1 means all."""
        rows = self._db.execute("SELECT source, target, line FROM redirects ORDER BY seq DESC LIMIT ?", (limit,))
        return rows.fetchall()

    def leading_to(self, source: str) -> list[str]:
        """The old addresses of the entries whose target is exactly this old address."""
        return [row[0] for row in self._db.execute("SELECT source FROM redirects WHERE leads = ?", (source,))]

    def like(self, source: str) -> bool:
        """Whether an entry has this old address, whatever the case of its Latin letters."""
        return (
            self._db.execute("SELECT 1 FROM redirects WHERE lower(source) = lower(?)", (source,)).fetchone() is not None
        )

    def odd(self, most: int) -> list[str]:
        """The old addresses of the last ``most`` entries that end with a suffix (``odd_suffix``), the last first."""
        rows = self._db.execute("SELECT source FROM redirects WHERE suffix != '' ORDER BY seq DESC LIMIT ?", (most,))
        return [row[0] for row in rows]

    def get(self, source: str) -> tuple[str, int] | None:
        """(target, line) of exactly this old address, or None if the file does not name it.

        The target may itself be an old address.
        """
        row = self._db.execute("SELECT target, line FROM redirects WHERE source = ?", (source,)).fetchone()
        return (row[0], row[1]) if row else None
