"""The addresses of stories: their own, and the old ones that their front matter names (aliases)."""

import sqlite3
from collections.abc import Iterable

from ..model.address import address_key
from .codec import decode_summary
from .view import View


class Addresses:
    """Which story has an address: its own, or an old one (alias). Two stories may have the same one until the build
    refuses them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def stories_at(self, address: str) -> list[tuple[str, str, bool]]:
        """(id, path of the file, draft) of every story whose own address this is, whatever the case of its letters, and
        with or without a slash at the end (``model.address.address_key``).

        Stories that are not visible count too. Old addresses do not count: ``alias`` finds them.
        """
        rows = self._db.execute(
            "SELECT id, path, draft FROM articles WHERE address = ? ORDER BY id", (address_key(address),)
        )
        return [(identifier, path, bool(draft)) for identifier, path, draft in rows]

    def sharing_stories(self) -> set[str]:
        """Ids of all stories, visible or not, whose own address another story has too.

        The case of its letters does not count. It looks at the address of every story.
        """
        rows = self._db.execute(
            "SELECT id FROM articles WHERE address IN (SELECT address FROM articles GROUP BY address HAVING count(*) > 1)"
        )
        return {row[0] for row in rows}

    def put_aliases(self, identifier: str, aliases: Iterable[str]) -> None:
        """Add old addresses to those of a story. Those stored before stay; ``drop_aliases`` deletes them."""
        self._db.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(alias, identifier) for alias in aliases])

    def drop_aliases(self, identifier: str) -> None:
        """Delete all old addresses of a story."""
        self._db.execute("DELETE FROM aliases WHERE id = ?", (identifier,))

    def alias(self, source: str, view: View) -> tuple[str, str, str] | None:
        """(id, path of the file, its own address) of the visible story that has exactly this old address.

        Of several visible ones the first by id; None if there is none.
        """
        for identifier, path, summary, published, draft in self._db.execute(
            "SELECT a.id, path, summary, published, draft FROM aliases l JOIN articles a ON a.id = l.id"
            " WHERE source = ? ORDER BY a.id",
            (source,),
        ):
            if view.shows(published, bool(draft)):
                return identifier, path, decode_summary(summary).card.address
        return None

    def aliases(self, view: View) -> list[str]:
        """Every old address of a visible story, each once, those of the newest stories first."""
        rows = self._db.execute(
            "SELECT source FROM aliases l JOIN articles a ON a.id = l.id WHERE published <= ? AND draft <= ?"
            " GROUP BY source ORDER BY max(published) DESC, source",
            (view.until, int(view.drafts)),
        )
        return [row[0] for row in rows]
