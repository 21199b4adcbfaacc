"""What the data files hold, which boxes of texts show."""

import sqlite3

import msgspec

from ..model.box import BoxData, data_id
from ..site.layout import FRONT
from ..site.source_kind import nfc
from .codec import encode
from .media import OTHERS, SEEN_USE
from .view import View

ASSETS = STYLE, SCRIPT, PRAYERS = "assets/v1/data.css", "assets/v1/data.js", "assets/v1/prayers.js"
"""The files of the theme's ``static/`` that boxes need: they are published only where a page loads them."""

_decode = msgspec.json.Decoder(BoxData).decode


class Boxes:
    """Data files by id: the path under ``content/data/`` without suffix, in NFC."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def ids(self) -> list[str]:
        """The ids of all data files, in their order."""
        return [row[0] for row in self._db.execute("SELECT file FROM boxes ORDER BY file")]

    def files(self) -> list[str]:
        """The paths of all data files under ``content/``, in NFC, in the order of their ids."""
        rows = self._db.execute("SELECT path FROM boxes ORDER BY file")
        return [nfc(row[0].removeprefix("content/")) for row in rows]

    def path(self, identifier: str) -> str | None:
        """The file that a data file's id stands for, or None if there is none."""
        row = self._db.execute("SELECT path FROM boxes WHERE file = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def content(self, path: str) -> bytes:
        """The digest of the bytes that the file at a path was read from; empty where it is not stored."""
        row = self._db.execute("SELECT content FROM boxes WHERE path = ?", (path,)).fetchone()
        return bytes(row[0]) if row else b""

    def get(self, identifier: str) -> BoxData | None:
        """What the data file with an id holds; None if there is none."""
        row = self._db.execute("SELECT data FROM boxes WHERE file = ?", (identifier,)).fetchone()
        return _decode(row[0]) if row else None

    def at(self, file: str) -> BoxData | None:
        """What the data file at a path under ``content/``, in NFC, holds; None where none is stored that has its suffix too."""
        path = self.path(data_id(file))
        return self.get(data_id(file)) if path is not None and nfc(path) == "content/" + file else None

    def put(self, path: str, data: BoxData, content: bytes) -> None:
        """Store a data file in place of the former one with its id. ``content`` is the digest of its bytes."""
        row = (data_id(nfc(path)), path, nfc(path), data.kind, int(data.live_until is not None), content, encode(data))
        self._db.execute("INSERT OR REPLACE INTO boxes VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def is_asset_used(self, asset: str, view: View) -> bool:
        """Whether a page that readers see loads one of ``ASSETS``."""
        condition = {STYLE: "1", SCRIPT: f"(b.live OR u.id = '{OTHERS + FRONT}')", PRAYERS: "b.kind = 'prayers'"}[asset]
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM boxes b JOIN uses u ON u.source = b.source"
            f" LEFT JOIN articles a ON a.id = u.id WHERE {condition} AND {SEEN_USE})",
            {"until": view.until, "drafts": int(view.drafts)},
        ).fetchone()
        return bool(row[0])

    def drop(self, identifier: str) -> None:
        """Delete a data file, if there is one with this id."""
        self._db.execute("DELETE FROM boxes WHERE file = ?", (identifier,))
