"""The profiles of authors."""

import sqlite3
from collections.abc import Iterable

from ..model.article import Named, Profile
from .codec import decode_profile, encode
from .media import AUTHORS, SEEN_AUTHOR, Media, Use
from .view import View


class Authors:
    """Authors' profiles by the author's id."""

    def __init__(self, db: sqlite3.Connection, media: Media) -> None:
        self._db = db
        self._media = media

    def get(self, identifier: str) -> Profile | None:
        """An author's profile, or None if there is none."""
        row = self._db.execute("SELECT profile FROM profiles WHERE id = ?", (identifier,)).fetchone()
        return decode_profile(row[0]) if row else None

    def seen(self, identifier: str, view: View) -> Profile | None:
        """An author's profile, or None if there is none, or if all stories of the author are hidden in the view.

        The profile of an author without stories is seen; withdrawn ones do not count.
        """
        row = self._db.execute(
            f"SELECT profile FROM profiles WHERE id = :id AND {SEEN_AUTHOR.format(id='profiles.id')}",
            {"id": identifier, "until": view.until, "drafts": int(view.drafts)},
        ).fetchone()
        return decode_profile(row[0]) if row else None

    def organizations(self) -> list[Named]:
        """The authors with a profile that are organisations, by id, hidden ones included."""
        rows = self._db.execute("SELECT id, profile FROM profiles WHERE kind = 'organization' ORDER BY id")
        return [Named(identifier, decode_profile(profile).name) for identifier, profile in rows]

    def paths(self) -> list[tuple[str, str]]:
        """(id, path of the file) of all profiles, by id."""
        return self._db.execute("SELECT id, path FROM profiles ORDER BY id").fetchall()

    def put(self, path: str, profile: Profile, uses: Iterable[Use]) -> None:
        """Store a profile in place of the author's former one, with the files that it uses.

        ``path`` is that of its file. Raises sqlite3.IntegrityError if another author's profile has it.
        """
        self.drop(profile.id)
        self._db.execute("INSERT INTO profiles VALUES (?, ?, ?, ?)", (profile.id, path, encode(profile), profile.kind))
        self._media.put(AUTHORS + profile.id, uses)

    def drop(self, identifier: str) -> None:
        """Delete an author's profile and the uses of its pictures."""
        self._db.execute("DELETE FROM profiles WHERE id = ?", (identifier,))
        self._media.drop(AUTHORS + identifier)
