"""Which pictures and files are used by stories, plain pages, authors' profiles, and whatever else names a file."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import msgspec

from ..model.picture import Showing
from ..site.layout import DATA, STATIC
from .view import View

PLAIN, AUTHORS = "pages/", "authors/"
"""What the id of a plain page or an author begins with among the users of pictures. No story's id begins so, since no
story lies in these folders."""

SHOWS = "/show/"
"""What the id of a show begins with among the users of pictures."""

OTHERS = "/"
"""What the id of any other user begins with: a template, a settings file or a file of ``static/``, by its path. None of
these lies in a folder ``show``."""


CARD = "card:"
"""What the source of a share card's use begins with, before the address of the card's folder: a card has no file."""


class Use(NamedTuple):
    """A use of a file: its path in the sources, and the address of the folder that holds what is published of it.

    The address is empty for a file of ``static/`` of which nothing is made, which keeps its path, and for a data file.
    ``since`` is the moment, in
    microseconds since 1970, before which readers do not see the use in a visible story. ``showing`` says what is published
    of a picture; None for a use without an address, and for a share card, whose source begins with ``CARD``.
    """

    source: str
    address: str = ""
    since: int = 0
    showing: Showing | None = None


class Shown(NamedTuple):
    """What readers see of the pictures of one folder: the source file, of several the first by path, and each way in which
    a source that readers see shows it."""

    source: str
    showings: tuple[Showing, ...]


SEEN_AUTHOR = (
    "(EXISTS (SELECT 1 FROM facets WHERE facet = 'author:' || {id} AND published <= :until AND draft <= :drafts)"
    " OR NOT EXISTS (SELECT 1 FROM facets WHERE facet = 'author:' || {id}))"
)
"""The condition, in SQL, on which readers see the profile of the author whose id is the expression ``id``; a
column needs its table."""

_SEEN_SHOW = (
    f"EXISTS (SELECT 1 FROM facets WHERE facet = 'show:' || substr(u.id, {len(SHOWS) + 1}) AND published <= :until"
    " AND draft <= :drafts)"
)
SEEN_USE = (
    f"(CASE WHEN substr(u.id, 1, {len(SHOWS)}) = '{SHOWS}' THEN {_SEEN_SHOW}"
    f" ELSE substr(u.id, 1, 1) = '{OTHERS}' END OR substr(u.id, 1, {len(PLAIN)}) = '{PLAIN}'"
    f" OR (substr(u.id, 1, {len(AUTHORS)}) = '{AUTHORS}' AND {SEEN_AUTHOR.format(id=f'substr(u.id, {len(AUTHORS) + 1})')})"
    " OR (a.published <= :until AND a.draft <= :drafts AND NOT a.withdrawn AND u.since <= :until))"
)
"""The condition on which readers see the use ``u``, joined with the story ``a``."""


class Media:
    """The uses of files. A file of ``static/`` is copied unless it has uses and readers see none of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, user: str, uses: Iterable[Use]) -> None:
        """Add files to those of a user. Its others stay; ``drop`` deletes them.

        Several uses of one file are kept as one: that which readers see first, with the purposes of all.
        """
        merged: dict[str, Use] = {}
        for use in uses:
            merged[use.source] = _merged(merged[use.source], use) if use.source in merged else use
        self._db.executemany(
            "INSERT OR REPLACE INTO uses VALUES (?, ?, ?, ?, ?)",
            [
                (use.source, user, use.address, use.since, msgspec.json.encode(use.showing) if use.showing else b"")
                for use in merged.values()
            ],
        )

    def drop(self, user: str) -> None:
        """Delete all uses by one user: a story's id, or ``PLAIN``, ``AUTHORS``, ``SHOWS`` or ``OTHERS`` with an id."""
        self._db.execute("DELETE FROM uses WHERE id = ?", (user,))

    def all_of(self, user: str) -> list[Use]:
        """All files that a user uses."""
        rows = self._db.execute("SELECT source, address, since, showing FROM uses WHERE id = ?", (user,))
        return [Use(source, address, since, _showing(data)) for source, address, since, data in rows]

    def of(self, user: str) -> list[tuple[str, str]]:
        """(address, source) of the pictures of which a user brings files into the output."""
        rows = self._db.execute("SELECT address, source FROM uses WHERE id = ? AND address <> ''", (user,))
        return rows.fetchall()

    def static_of(self, user: str) -> list[str]:
        """The paths below ``static/`` of the files that a user names there, whether they exist or not."""
        rows = self._db.execute("SELECT source FROM uses WHERE id = ?", (user,))
        return [row[0].removeprefix(STATIC + "/") for row in rows if row[0].startswith(STATIC + "/")]

    def data_of(self, user: str) -> list[str]:
        """The paths, with ``content/data/``, of the data files that a user's boxes show, whether the files exist or not.

        ``user`` is an id as in ``drop``, no path.
        """
        rows = self._db.execute("SELECT source FROM uses WHERE id = ?", (user,))
        return [row[0] for row in rows if row[0].startswith(DATA)]

    def is_seen(self, source: str, view: View) -> bool:
        """Whether readers see a use of the file ``source``."""
        rows = self._db.execute(
            f"SELECT EXISTS (SELECT 1 FROM uses u LEFT JOIN articles a USING (id) WHERE u.source = :source AND {SEEN_USE})",
            {"source": source, "until": view.until, "drafts": int(view.drafts)},
        )
        return bool(rows.fetchone()[0])

    def users(self, source: str) -> list[str]:
        """The paths of the files of stories, plain pages, profiles and shows that use the file ``source``.

        Stories that are not visible count too.
        """
        rows = self._db.execute(
            "SELECT path FROM articles JOIN uses USING (id) WHERE source = ?"
            " UNION SELECT path FROM plain p JOIN uses u ON u.id = ? || p.id WHERE source = ?"
            " UNION SELECT path FROM profiles p JOIN uses u ON u.id = ? || p.id WHERE source = ?"
            " UNION SELECT path FROM shows s JOIN uses u ON u.id = ? || s.id WHERE source = ?",
            (source, PLAIN, source, AUTHORS, source, SHOWS, source),
        )
        return [row[0] for row in rows]

    def beginning(self, path: str) -> list[str]:
        """The files with uses whose paths begin with ``path``, which ends with a full stop."""
        end = path[:-1] + chr(ord(path[-1]) + 1)
        rows = self._db.execute("SELECT DISTINCT source FROM uses WHERE source >= ? AND source < ?", (path, end))
        return [row[0] for row in rows]

    def ids(self, source: str) -> list[str]:
        """The ids of the users of the file ``source``, those of drafts that the record does not hold included."""
        rows = self._db.execute("SELECT id FROM uses WHERE source = ? ORDER BY id", (source,))
        return [row[0] for row in rows]

    def shown(self, address: str, view: View) -> Shown | None:
        """What readers see of the pictures of the folder at an address; None where they see nothing of it."""
        rows = self._db.execute(
            f"SELECT u.source, u.showing FROM uses u LEFT JOIN articles a USING (id) WHERE u.address = :address AND {SEEN_USE}"
            " ORDER BY u.source, u.showing",
            {"address": address, "until": view.until, "drafts": int(view.drafts)},
        ).fetchall()
        showings = (showing for showing in map(_showing, dict.fromkeys(row[1] for row in rows)) if showing is not None)
        return Shown(rows[0][0], tuple(showings)) if rows else None

    def showings(self) -> list[Showing]:
        """Each way in which a source shows a picture, whether readers see it or not."""
        rows = self._db.execute("SELECT DISTINCT showing FROM uses WHERE length(showing) > 0 ORDER BY showing")
        return [msgspec.json.decode(row[0], type=Showing) for row in rows]

    def is_held(self, source: str, view: View) -> bool:
        """Whether a file of ``static/`` (a path from the site's folder) has uses, and readers see none of them."""
        rows = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM uses WHERE source = :source) AND NOT EXISTS"
            f" (SELECT 1 FROM uses u LEFT JOIN articles a USING (id) WHERE u.source = :source AND {SEEN_USE})",
            {"source": source, "until": view.until, "drafts": int(view.drafts)},
        )
        return bool(rows.fetchone()[0])

    def card_folders(self) -> list[str]:
        """The addresses of the folders of all share cards, whether readers see their stories or not."""
        rows = self._db.execute(
            "SELECT DISTINCT address FROM uses WHERE source >= ? AND source < ? ORDER BY address",
            (CARD, CARD + "\U0010ffff"),
        )
        return [row[0] for row in rows]

    def addresses(self) -> list[str]:
        """The addresses of the folders of all used pictures, whether readers see a use or not."""
        rows = self._db.execute("SELECT DISTINCT address FROM uses WHERE address <> '' ORDER BY address")
        return [row[0] for row in rows]


def _showing(data: bytes) -> Showing | None:
    return msgspec.json.decode(data, type=Showing) if data else None


def _merged(one: Use, other: Use) -> Use:
    """Two uses of a file by one user as one."""
    first, second = (other, one) if other.since < one.since else (one, other)
    if first.showing is None or second.showing is None:
        return first
    purposes = tuple(sorted({*first.showing.purposes, *second.showing.purposes}))
    cropped = second.showing if "text" in first.showing.purposes else first.showing
    return first._replace(showing=replace(first.showing, focus=cropped.focus, purposes=purposes))
