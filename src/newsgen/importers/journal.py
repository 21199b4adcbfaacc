"""What earlier imports wrote: for each item its file and the digest of its bytes, so that nobody's edits are overwritten."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ..base.plain_path import is_plain_path
from ..site.layout import CONTENT

VERSION = 1
FILE = "import.db"
"""The journal's name in the folder ``.newsgen`` of a site."""

WATCH_LOCK = "watch.lock"
"""The name, in the same folder, of the lock file that a watch of folders holds as long as it runs."""

_MOST_RUNS = 2**40

_SCHEMA = """
CREATE TABLE items (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, digest BLOB NOT NULL, before BLOB NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX paths ON items (path);
"""
_LATER = """
CREATE TABLE IF NOT EXISTS versions (id TEXT PRIMARY KEY, made TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS arrived ON arrivals (digest);
"""
"""Tables that a journal without them gets, and keeps what it has."""


class Entry(NamedTuple):
    """What the last import wrote for an item: ``path`` from the site's folder, and the digest of the file's bytes, as
    ``base.digest.of_bytes`` makes it.

    ``before`` is the digest of what the file held until then: a run that was killed may have left it there.
    """

    path: str
    digest: bytes
    before: bytes


class Arrival(NamedTuple):
    """A file of a watched folder that was imported: its size in bytes, its time of change in nanoseconds, its digest."""

    size: int
    mtime: int
    digest: bytes


@contextmanager
def _system_errors() -> Iterator[None]:
    """Raise what SQLite says of the disk or of permissions as an OSError."""
    try:
        yield
    except sqlite3.OperationalError as failure:
        raise OSError(str(failure)) from failure


def _is_sound(path: object, digest: object, before: object) -> bool:
    """Whether the values are those of an entry. The path of a tampered one could lead out of the site."""
    plain = is_plain_path(path) and path.startswith(f"{CONTENT}/")
    return plain and isinstance(digest, bytes) and isinstance(before, bytes)


class Journal:
    """The journal of a site, for a ``with`` block. One that is damaged, or of another version, is begun anew.

    All methods raise OSError where the file cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _system_errors():
            try:
                self._connect(file)
                run = self._next_run()
            except sqlite3.DatabaseError as failure:
                if isinstance(failure, sqlite3.OperationalError) and "no such" not in str(failure):
                    raise
                file.unlink(missing_ok=True)
                self._connect(file)
                run = self._next_run()
        self.run: int = run
        """The number of this run; each is greater than those before."""

    def _next_run(self) -> int:
        (last,) = self._db.execute(
            "SELECT max(seen) FROM items WHERE typeof(seen) = 'integer' AND seen < ?", (_MOST_RUNS,)
        ).fetchone()
        return (last or 0) + 1

    def _connect(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            tables = [name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            self._db.execute("BEGIN IMMEDIATE")
            for name in tables:
                self._db.execute(f'DROP TABLE "{name}"')
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            self._db.execute("COMMIT")
        for statement in filter(str.strip, _LATER.split(";")):
            self._db.execute(statement)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def get(self, identifier: str) -> Entry | None:
        """What was written for an item; None where nothing was, or where the entry is none that an import writes."""
        row = self._db.execute("SELECT path, digest, before FROM items WHERE id = ?", (identifier,)).fetchone()
        return Entry(*row) if row and _is_sound(*row) else None

    def owner(self, path: str) -> str:
        """The id of the item whose file this is; empty where it is nobody's."""
        row = self._db.execute("SELECT id FROM items WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else ""

    def put(self, entries: Iterable[tuple[str, Entry]]) -> None:
        """Record entries, all or none of them, as seen in this run. They are safe when the call returns."""
        with _system_errors():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "path = excluded.path, digest = excluded.digest, before = excluded.before, seen = excluded.seen",
                ((identifier, *entry, self.run) for identifier, entry in entries),
            )
            self._db.execute("COMMIT")

    def not_seen(self, origins: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The ids and paths of items that this run did not see, in order, of those whose id begins with one of ``origins``."""
        for origin in sorted(set(origins)):
            with closing(self._db.cursor()) as cursor:
                cursor.execute(
                    "SELECT id, path FROM items WHERE seen < ? AND substr(id, 1, ?) = ? ORDER BY id",
                    (self.run, len(origin), origin),
                )
                yield from ((str(identifier), str(path)) for identifier, path in cursor)

    def version(self, identifier: str) -> str:
        """The moment of the newest version of an item that an import has seen, as ``put_version`` was given it; else empty."""
        row = self._db.execute("SELECT made FROM versions WHERE id = ?", (identifier,)).fetchone()
        return str(row[0]) if row else ""

    def put_versions(self, versions: Iterable[tuple[str, str]]) -> None:
        """Record the moments of items' versions, all or none of them. Texts that sort in the order of time."""
        with _system_errors():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT INTO versions VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET made = max(made, excluded.made)",
                versions,
            )
            self._db.execute("COMMIT")

    def arrivals(self) -> dict[str, Arrival]:
        """The files of watched folders that were imported, by their absolute paths."""
        rows = self._db.execute("SELECT path, size, mtime, digest FROM arrivals")
        return {str(path): Arrival(*arrival) for path, *arrival in rows}

    def put_arrivals(self, files: Iterable[tuple[str, Arrival]], gone: Iterable[str] = ()) -> None:
        """Record files that were imported, and forget those that are ``gone``, all or none of them."""
        with _system_errors():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("DELETE FROM arrivals WHERE path = ?", ((path,) for path in gone))
            self._db.executemany("INSERT OR REPLACE INTO arrivals VALUES (?, ?, ?, ?)", ((p, *a) for p, a in files))
            self._db.execute("COMMIT")
