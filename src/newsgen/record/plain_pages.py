"""Pages that are no stories, such as “about us”."""

import sqlite3
from collections.abc import Iterable

from ..model.article import Named, PlainPage
from ..model.placement import FOOTER_PAGES
from .codec import decode_plain_page, encode
from .media import PLAIN, Media, Use


class PlainPages:
    """Plain pages by id."""

    def __init__(self, db: sqlite3.Connection, media: Media) -> None:
        self._db = db
        self._media = media

    def all(self) -> list[tuple[PlainPage, bytes]]:
        """All plain pages with their digests, by id."""
        rows = self._db.execute("SELECT page, digest FROM plain ORDER BY id").fetchall()
        return [(decode_plain_page(page), content) for page, content in rows]

    def in_footer(self) -> list[Named]:
        """The answer to the query ``FooterPages``."""
        rows = self._db.execute(
            "SELECT page FROM plain WHERE instr(id, '/') = 0 ORDER BY id LIMIT ?", (FOOTER_PAGES,)
        ).fetchall()
        return [Named(page.id, page.title) for page in (decode_plain_page(row[0]) for row in rows)]

    def path(self, identifier: str) -> str | None:
        """The file that a plain page was read from, or None if there is no such page."""
        row = self._db.execute("SELECT path FROM plain WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def put(self, path: str, page: PlainPage, content: bytes, uses: Iterable[Use]) -> None:
        """Store a page in place of the former one with its id, with the files that it uses.

        ``path`` is that of its file, and ``content`` the digest that ``all`` returns with the page.
        """
        self.drop(page.id)
        self._db.execute("INSERT INTO plain VALUES (?, ?, ?, ?)", (page.id, path, encode(page), content))
        self._media.put(PLAIN + page.id, uses)

    def drop(self, identifier: str) -> None:
        """Delete a page and the uses of its pictures."""
        self._db.execute("DELETE FROM plain WHERE id = ?", (identifier,))
        self._media.drop(PLAIN + identifier)
