"""Which pictures are used by stories, plain pages and authors' profiles."""

import sqlite3
from collections.abc import Iterable

from .view import View

PLAIN, AUTHORS = "pages/", "authors/"
"""What the id of a plain page or an author begins with among the users of pictures. No story's id begins so, since no
story lies in these folders."""


class Media:
    """The uses of pictures: (file in the sources, id of the user, address in the output). The address is empty for a
    picture of ``static/``, which is copied whether it is used or not."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, user: str, uses: Iterable[tuple[str, str]]) -> None:
        """Add pictures to those of a user: (source, address) of each. Its others stay; ``drop`` deletes them."""
        self._db.executemany(
            "INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", [(source, user, address) for source, address in uses]
        )

    def drop(self, user: str) -> None:
        """Delete all uses by one user: a story's id, or ``PLAIN`` or ``AUTHORS`` with an id."""
        self._db.execute("DELETE FROM uses WHERE id = ?", (user,))

    def all_of(self, user: str) -> list[tuple[str, str]]:
        """(source, address) of all pictures that a user shows; the address is empty for those of ``static/``."""
        return self._db.execute("SELECT source, address FROM uses WHERE id = ?", (user,)).fetchall()

    def of(self, user: str) -> list[tuple[str, str]]:
        """(address, source) of the pictures that a user brings into the output: all but those of ``static/``."""
        rows = self._db.execute("SELECT address, source FROM uses WHERE id = ? AND address <> ''", (user,))
        return rows.fetchall()

    def users(self, source: str) -> list[str]:
        """The paths of the files of stories, plain pages and profiles that use the picture ``source``.

        Stories that are not visible count too.
        """
        rows = self._db.execute(
            "SELECT path FROM articles JOIN uses USING (id) WHERE source = ?"
            " UNION SELECT path FROM plain p JOIN uses u ON u.id = ? || p.id WHERE source = ?"
            " UNION SELECT path FROM profiles p JOIN uses u ON u.id = ? || p.id WHERE source = ?",
            (source, PLAIN, source, AUTHORS, source),
        )
        return [row[0] for row in rows]

    def source(self, address: str, view: View) -> str | None:
        """The source file of the picture at an address of the output; of several, the first by path.

        None if no visible story, no plain page and no profile uses it, and for a picture of ``static/``.
        """
        row = self._db.execute(
            "SELECT min(u.source) FROM uses u LEFT JOIN articles a USING (id)"
            " WHERE u.address = ? AND (substr(u.id, 1, 6) = ? OR substr(u.id, 1, 8) = ?"
            " OR (a.published <= ? AND a.draft <= ?))",
            (address, PLAIN, AUTHORS, view.until, int(view.drafts)),
        ).fetchone()
        return row[0] if row else None

    def addresses(self) -> list[str]:
        """The addresses of all used pictures, by a visible story or not; without those of ``static/``."""
        rows = self._db.execute("SELECT DISTINCT address FROM uses WHERE address <> '' ORDER BY address")
        return [row[0] for row in rows]
