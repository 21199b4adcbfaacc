"""What fails when a record is read or written, and whether the record itself is broken."""

import json
import sqlite3

import msgspec

from .damage import Damaged

FAILURES = (
    Damaged, sqlite3.DatabaseError, msgspec.DecodeError, json.JSONDecodeError, UnicodeDecodeError,
)  # fmt: skip
"""The exceptions that any use of a record may raise; ``is_damage`` tells a broken record from a refusal of the system."""

_REFUSALS = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM,
}  # fmt: skip


def is_damage(failure: BaseException) -> bool:
    """Whether the record itself is broken, rather than the disk full, a permission missing or another process busy.

    ``failure`` must be one of ``FAILURES``: every exception without such an SQLite error code counts as damage.
    """
    return getattr(failure, "sqlite_errorcode", 0) & 0xFF not in _REFUSALS
