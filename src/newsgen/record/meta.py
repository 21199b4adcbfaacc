"""The record's single values, by key. No module outside of this package spells a key."""

import sqlite3

SCHEMA_VERSION = "schema"
OUTPUTS_SUM = "set"
COUNTS = "counts"
BASIS = "basis"
NOW = "until"
DRAFTS = "drafts"
EMBARGOED = "embargoed"
TOTALS = "totals"
CLOSURES = "closures"
CODE = "code"
FINDER = "finder"
CHANGED_FILES = "changes"
INHERITED_STORIES = "had"
INHERITED_BUILD = "former"
PINS = "pins"
LATE = "late"


class Meta:
    """The table of single values. Modules of this package offer each of them by name and type."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, key: str) -> bytes | None:
        """The value of a key, or None if it was never stored."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: str, value: bytes) -> None:
        """Store a value in place of the former one."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
