"""What the data files hold, which boxes of texts show."""

import sqlite3

import msgspec

from ..model.box import BoxData, data_id
from ..site.source_kind import nfc
from .codec import encode

_decode = msgspec.json.Decoder(BoxData).decode


class Boxes:
    """Data files by id: the path under ``content/data/`` without suffix, in NFC."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def ids(self) -> list[str]:
        """The ids of all data files, in their order."""
        return [row[0] for row in self._db.execute("SELECT id FROM boxes ORDER BY id")]

    def files(self) -> list[str]:
        """The paths of all data files under ``content/``, in NFC, in the order of their ids."""
        rows = self._db.execute("SELECT path FROM boxes ORDER BY id")
        return [nfc(row[0].removeprefix("content/")) for row in rows]

    def path(self, identifier: str) -> str | None:
        """The file that a data file's id stands for, or None if there is none."""
        row = self._db.execute("SELECT path FROM boxes WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def content(self, path: str) -> bytes:
        """The digest of the bytes that the file at a path was read from; empty where it is not stored."""
        row = self._db.execute("SELECT content FROM boxes WHERE path = ?", (path,)).fetchone()
        return bytes(row[0]) if row else b""

    def get(self, identifier: str) -> BoxData | None:
        """What the data file with an id holds; None if there is none."""
        row = self._db.execute("SELECT data FROM boxes WHERE id = ?", (identifier,)).fetchone()
        return _decode(row[0]) if row else None

    def at(self, file: str) -> BoxData | None:
        """What the data file at a path under ``content/``, in NFC, holds; None where none is stored that has its suffix too."""
        path = self.path(data_id(file))
        return self.get(data_id(file)) if path is not None and nfc(path) == "content/" + file else None

    def put(self, path: str, data: BoxData, content: bytes) -> None:
        """Store a data file in place of the former one with its id. ``content`` is the digest of its bytes."""
        self._db.execute(
            "INSERT OR REPLACE INTO boxes VALUES (?, ?, ?, ?)", (data_id(nfc(path)), path, content, encode(data))
        )

    def drop(self, identifier: str) -> None:
        """Delete a data file, if there is one with this id."""
        self._db.execute("DELETE FROM boxes WHERE id = ?", (identifier,))
