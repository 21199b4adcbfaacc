"""Shows: programmes whose episodes are stories."""

import sqlite3
from collections.abc import Iterable

from ..model.facets import Facet
from ..model.show import Show
from .codec import decode_show, encode
from .media import SHOWS, Media, Use
from .view import View


class Shows:
    """Shows by id."""

    def __init__(self, db: sqlite3.Connection, media: Media) -> None:
        self._db = db
        self._media = media

    def get(self, identifier: str) -> Show | None:
        """A show, or None if there is none with this id."""
        row = self._db.execute("SELECT show FROM shows WHERE id = ?", (identifier,)).fetchone()
        return decode_show(row[0]) if row else None

    def ids(self) -> list[str]:
        """The ids of all shows, those without an episode included."""
        return [row[0] for row in self._db.execute("SELECT id FROM shows ORDER BY id")]

    def paths(self) -> list[tuple[str, str]]:
        """(id, path of the file) of all shows, by id."""
        return self._db.execute("SELECT id, path FROM shows ORDER BY id").fetchall()

    def path(self, identifier: str) -> str | None:
        """The file that a show was read from, or None if there is no such show."""
        row = self._db.execute("SELECT path FROM shows WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def seen(self, view: View) -> list[Show]:
        """The shows with an episode that the view shows, by id."""
        rows = self._db.execute(
            "SELECT show FROM shows WHERE EXISTS (SELECT 1 FROM facets WHERE facet = ? || shows.id AND published <= ?"
            " AND draft <= ?) ORDER BY id",
            (Facet.show(""), view.until, int(view.drafts)),
        )
        return [decode_show(row[0]) for row in rows]

    def put(self, path: str, show: Show, uses: Iterable[Use]) -> None:
        """Store a show in place of the former one with its id, with its artwork. ``path`` is that of its file."""
        self.drop(show.id)
        self._db.execute("INSERT INTO shows VALUES (?, ?, ?)", (show.id, path, encode(show)))
        self._media.put(SHOWS + show.id, uses)

    def drop(self, identifier: str) -> None:
        """Delete a show and the use of its artwork."""
        self._db.execute("DELETE FROM shows WHERE id = ?", (identifier,))
        self._media.drop(SHOWS + identifier)
