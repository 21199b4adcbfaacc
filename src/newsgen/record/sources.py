"""The files that a site was built from, as they were: states, digests, and the listings of their folders."""

import sqlite3
from collections.abc import Iterator

import msgspec

from ..site.folders import listing_digest
from ..site.source_kind import nfc


class Stat(msgspec.Struct, frozen=True):
    """A source file's state on disk: its size in bytes, mtime and ctime in nanoseconds, and inode. ``mtime`` is -1 when the
    file was broken, or too young for its mtime to be trusted."""

    size: int
    mtime: int
    ctime: int
    inode: int

    def unsettled(self) -> "Stat":
        """Return the same state with an mtime of -1, so that the next build reads the file again."""
        return Stat(self.size, -1, self.ctime, self.inode)


class Sources:
    """The recorded source files, by folder and name. A path is relative to the site, or begins with ``theme:``.

    Paths are as they are on the disk, in whatever Unicode form; ``named`` finds them by NFC.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def stat(self, path: str) -> Stat | None:
        """A file's recorded state, or None if it is not recorded."""
        folder, _, name = path.rpartition("/")
        row = self._db.execute(
            "SELECT size, mtime, ctime, inode FROM sources WHERE folder = ? AND name = ?", (folder, name)
        ).fetchone()
        return Stat(*row) if row else None

    def named(self, path: str) -> str | None:
        """The recorded file that has this path, whatever Unicode form its name has on the disk; None if there is none.

        ``path`` is in NFC.
        """
        if self.stat(path) is not None:
            return path
        row = (
            None
            if path.isascii()
            else self._db.execute("SELECT min(path) FROM forms WHERE nfc = ?", (path,)).fetchone()
        )
        return row[0] if row else None

    def digest(self, path: str) -> bytes | None:
        """The digest of a file's bytes: empty if it was broken, None if it is not recorded."""
        folder, _, name = path.rpartition("/")
        row = self._db.execute("SELECT digest FROM sources WHERE folder = ? AND name = ?", (folder, name)).fetchone()
        return row[0] if row else None

    def put(self, path: str, stat: Stat, content: bytes) -> None:
        """Store a file's state and the digest of its bytes; an empty digest means that the file is broken."""
        folder, _, name = path.rpartition("/")
        self._db.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)",
            (folder, name, stat.size, stat.mtime, stat.ctime, stat.inode, content),
        )
        if (plain := nfc(path)) != path:
            self._db.execute("INSERT OR IGNORE INTO forms VALUES (?, ?)", (plain, path))

    def drop(self, path: str) -> None:
        """Delete a file's row."""
        folder, _, name = path.rpartition("/")
        self._db.execute("DELETE FROM sources WHERE folder = ? AND name = ?", (folder, name))
        if (plain := nfc(path)) != path:
            self._db.execute("DELETE FROM forms WHERE nfc = ? AND path = ?", (plain, path))

    def in_folder(self, folder: str) -> dict[str, Stat]:
        """The states of a folder's own files, by name; not those of the folders below it. Empty if none is recorded."""
        rows = self._db.execute("SELECT name, size, mtime, ctime, inode FROM sources WHERE folder = ?", (folder,))
        return {name: Stat(*state) for name, *state in rows}

    def beginning(self, path: str) -> list[str]:
        """The paths of the files whose paths in NFC begin with ``path``, by path as they are on the disk.

        ``path`` is in NFC, ends with a full stop, and has a folder. Each look is one range of an index.
        """
        folder, _, name = path.rpartition("/")
        end = chr(ord(name[-1]) + 1)
        rows = self._db.execute(
            "SELECT folder || '/' || name FROM sources WHERE folder = ? AND name >= ? AND name < ?",
            (folder, name, name[:-1] + end),
        )
        others = self._db.execute("SELECT path FROM forms WHERE nfc >= ? AND nfc < ?", (path, path[:-1] + end))
        return sorted(row[0] for found in (rows.fetchall(), others.fetchall()) for row in found)

    def under(self, tree: str) -> Iterator[str]:
        """The paths of all files in a folder such as ``content`` and in those below it, as they are at the call.

        The loop may change sources: it still gets these paths. An empty ``tree`` does not mean all folders.
        """
        rows = self._db.execute(
            "SELECT folder || '/' || name FROM sources WHERE folder = ? OR (folder > ? AND folder < ?)",
            (tree, tree + "/", tree + "0"),
        )
        return (row[0] for row in rows.fetchall())

    def digests(self, tree: str) -> dict[str, bytes]:
        """The digests of all files in a folder such as ``content`` and in those below it, by path; empty for broken ones."""
        rows = self._db.execute(
            "SELECT folder || '/' || name, digest FROM sources WHERE folder = ? OR (folder > ? AND folder < ?)",
            (tree, tree + "/", tree + "0"),
        )
        return dict(rows.fetchall())

    def folders(self, tree: str = "") -> Iterator[str]:
        """Yield every folder that itself holds a recorded file: ``tree`` and those below it, or all without ``tree``.

        Each step is one look into the index, so the files are not scanned. The loop sees changes made meanwhile.
        """
        row = self._db.execute("SELECT min(folder) FROM sources WHERE folder = ?", (tree,)).fetchone()
        if row[0] is not None:
            yield row[0]
        # What lies below "a" stands between "a/" and "a0"; its neighbour "a-b" stands between "a" and "a/".
        after, end = (tree + "/", tree + "0") if tree else ("", "\U0010ffff")
        while True:
            row = self._db.execute(
                "SELECT min(folder) FROM sources WHERE folder > ? AND folder < ?", (after, end)
            ).fetchone()
            if row[0] is None:
                return
            yield row[0]
            after = row[0]

    def has_folder(self, folder: str) -> bool:
        """Whether a file is recorded in this folder or below it."""
        row = self._db.execute(
            "SELECT 1 FROM sources WHERE folder = ? OR (folder > ? AND folder < ?) LIMIT 1",
            (folder, folder + "/", folder + "0"),
        ).fetchone()
        return row is not None

    def unsettled_folders(self) -> list[str]:
        """The folders with a file that was broken, or too young for its mtime to be trusted."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT folder FROM sources WHERE mtime = -1")]

    def listing(self, folder: str) -> bytes | None:
        """The stored digest of a folder's listing (``site.folders.list_folder``), or None if there is none.

        None means that the folder's files must be compared one by one.
        """
        row = self._db.execute("SELECT digest FROM listings WHERE folder = ?", (folder,)).fetchone()
        return row[0] if row else None

    def listings(self) -> dict[str, bytes]:
        """The stored digest of each folder's listing, by folder.

        A folder whose files must be compared one by one is missing here.
        """
        return dict(self._db.execute("SELECT folder, digest FROM listings"))

    def settle(self, folder: str, listing: bytes) -> None:
        """Store the digest of a folder's listing if it is that of the recorded files; else delete the stored one.

        An empty ``listing``, for a folder that is gone, deletes it too.
        """
        rows = self._db.execute("SELECT name, size, mtime, ctime, inode FROM sources WHERE folder = ?", (folder,))
        if listing and listing_digest(rows) == listing:
            self._db.execute("INSERT OR REPLACE INTO listings VALUES (?, ?)", (folder, listing))
        else:
            self._db.execute("DELETE FROM listings WHERE folder = ?", (folder,))
