"""The profiles of authors."""

import sqlite3
from collections.abc import Iterable

from ..model.article import Profile
from .codec import decode_profile, encode
from .media import AUTHORS, Media


class Authors:
    """Authors' profiles by the author's id."""

    def __init__(self, db: sqlite3.Connection, media: Media) -> None:
        self._db = db
        self._media = media

    def get(self, identifier: str) -> Profile | None:
        """An author's profile, or None if there is none."""
        row = self._db.execute("SELECT profile FROM profiles WHERE id = ?", (identifier,)).fetchone()
        return decode_profile(row[0]) if row else None

    def paths(self) -> list[tuple[str, str]]:
        """(id, path of the file) of all profiles, by id."""
        return self._db.execute("SELECT id, path FROM profiles ORDER BY id").fetchall()

    def put(self, path: str, profile: Profile, uses: Iterable[tuple[str, str]]) -> None:
        """Store a profile in place of the author's former one, with (source, address) of its pictures.

        ``path`` is that of its file. Raises sqlite3.IntegrityError if another author's profile has it.
        """
        self.drop(profile.id)
        self._db.execute("INSERT INTO profiles VALUES (?, ?, ?)", (profile.id, path, encode(profile)))
        self._media.put(AUTHORS + profile.id, uses)

    def drop(self, identifier: str) -> None:
        """Delete an author's profile and the uses of its pictures."""
        self._db.execute("DELETE FROM profiles WHERE id = ?", (identifier,))
        self._media.drop(AUTHORS + identifier)
