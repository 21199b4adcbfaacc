"""What picture files are, by the digests of their bytes: a picture that is used again is not read again."""

import sqlite3

import msgspec

from ..model.picture import Original


class Originals:
    """The measured pictures. A row depends on bytes alone, so it is true for ever; rows of unused pictures do no harm."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, digest: bytes) -> Original | None:
        """What the picture with this digest of its bytes is; None if none was measured."""
        row = self._db.execute("SELECT original FROM originals WHERE digest = ?", (digest,)).fetchone()
        return msgspec.json.decode(row[0], type=Original) if row else None

    def put(self, digest: bytes, original: Original) -> None:
        """Note what the picture with this digest of its bytes is."""
        self._db.execute("INSERT OR REPLACE INTO originals VALUES (?, ?)", (digest, msgspec.json.encode(original)))
