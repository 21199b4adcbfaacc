"""The addresses of stories: their own, and the old ones that their front matter names (aliases)."""

import sqlite3
from collections.abc import Iterable, Iterator

from ..model.address import address_key, odd_suffix
from ..model.timestamps import Span
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

    def put_aliases(self, identifier: str, aliases: Iterable[str], published: int, *, draft: bool) -> None:
        """Add old addresses to those of a story. Those stored before stay; ``drop_aliases`` deletes them.

        ``published`` is in microseconds since 1970; it and ``draft`` are those of the story.
        """
        rows = [(alias, identifier, published, int(draft), odd_suffix(alias)) for alias in aliases]
        self._db.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?, ?, ?)", rows)

    def drop_aliases(self, identifier: str) -> None:
        """Delete all old addresses of a story."""
        self._db.execute("DELETE FROM aliases WHERE id = ?", (identifier,))

    def alias(self, source: str, view: View) -> tuple[str, str, str] | None:
        """(id, path of the file, its own address) of the visible story that has exactly this old address.

        Of several visible ones the first by id; None if there is none.
        """
        for identifier, path, summary, published, draft in self._db.execute(
            "SELECT a.id, path, summary, a.published, a.draft FROM aliases l JOIN articles a ON a.id = l.id"
            " WHERE source = ? ORDER BY a.id",
            (source,),
        ):
            if view.shows(published, bool(draft)):
                return identifier, path, decode_summary(summary).card.address
        return None

    def aliases(self, view: View, span: Span | None = None) -> Iterator[tuple[str, str]]:
        """(old address, id) of visible stories, those of the newest stories first; with ``span`` those of stories that were
        published in it. An address comes once for each of its stories.

        The loop must not store or drop stories: it reads them row by row.
        """
        first, end = span or (-(1 << 63), (1 << 63) - 1)
        yield from self._db.execute(
            "SELECT source, id FROM aliases WHERE published >= ? AND published < ? AND published <= ? AND draft <= ?"
            " ORDER BY published DESC, source, id",
            (first, end, view.until, int(view.drafts)),
        )

    def newest_alias(self, view: View, before: int | None = None) -> int | None:
        """The moment of the newest visible story with an old address, published before a moment; None where there is none."""
        row = self._db.execute(
            "SELECT published FROM aliases WHERE published <= ? AND draft <= ? ORDER BY published DESC LIMIT 1",
            (view.until if before is None else min(view.until, before - 1), int(view.drafts)),
        ).fetchone()
        return row[0] if row else None

    def like(self, source: str) -> list[tuple[str, str, int, bool]]:
        """(old address, id, moment, draft) of every story with this old address, whatever the case of its Latin letters.

        Stories that are not visible count too.
        """
        rows = self._db.execute(
            "SELECT source, id, published, draft FROM aliases WHERE lower(source) = lower(?) ORDER BY source, id",
            (source,),
        )
        return [(one, identifier, moment, bool(draft)) for one, identifier, moment, draft in rows]

    def odd_aliases(self, view: View, most: int) -> list[str]:
        """Old addresses of visible stories that end with a suffix (``odd_suffix``): of the first ``most`` suffixes by the
        alphabet the newest ``most`` ones each."""
        found: list[str] = []
        for suffix in _suffixes(self._db, "aliases", most):
            rows = self._db.execute(
                "SELECT source FROM aliases WHERE suffix = ? AND suffix != '' AND published <= ? AND draft <= ?"
                " ORDER BY published DESC, source LIMIT ?",
                (suffix, view.until, int(view.drafts), most),
            )
            found += [row[0] for row in rows]
        return found


def _suffixes(db: sqlite3.Connection, table: str, most: int) -> Iterator[str]:
    """The first ``most`` different suffixes in a table, each by one look into its index."""
    last = ""
    for _ in range(most):
        (last,) = db.execute(f"SELECT min(suffix) FROM {table} WHERE suffix > ? AND suffix != ''", (last,)).fetchone()
        if last is None:
            return
        yield last
