"""The tables of the record and their version.

Each table belongs to one module of this package, which alone writes it: ``meta`` (meta),
``sources``, ``forms`` and ``listings`` (sources), ``articles``, ``texts``, ``stages``, ``picks`` and ``quoted`` (stories),
``facets`` (lists),
``gains`` (timeline), ``uses`` (media), ``originals`` (originals), ``names`` (names), ``spellings`` (spellings),
``profiles`` (authors), ``shows`` (shows),
``aliases`` (addresses), ``redirects`` (redirects), ``vanished`` and ``departed`` (vanished), ``plain`` (plain_pages),
``boxes`` (boxes), ``pages`` (outputs), ``deleted`` (deleted_files), ``journal`` (moves).
Moments are in microseconds since 1970.

There are no migrations: a record of another version is replaced by a new one, which inherits only what must not be lost
(``recovery``), and the next build makes everything.
"""

import sqlite3

VERSION = "19"
"""Raise it with every change of a table, or of what a column means."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE sources (
    folder TEXT, name TEXT, size INTEGER, mtime INTEGER, ctime INTEGER, inode INTEGER, digest BLOB, PRIMARY KEY (folder, name)
) WITHOUT ROWID;
CREATE INDEX sources_unsettled ON sources (folder) WHERE mtime = -1;
CREATE TABLE forms (nfc TEXT, path TEXT, PRIMARY KEY (nfc, path)) WITHOUT ROWID;
CREATE TABLE listings (folder TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT, address TEXT, published INTEGER, draft INTEGER,
    withdrawn INTEGER, summary BLOB, digest BLOB, terms TEXT, sources TEXT
);
CREATE INDEX articles_address ON articles (address);
CREATE INDEX articles_published ON articles (published, id);
CREATE INDEX articles_draft ON articles (id) WHERE draft;
CREATE TABLE texts (number INTEGER PRIMARY KEY, text BLOB);
CREATE TABLE stages (id TEXT PRIMARY KEY, stage TEXT) WITHOUT ROWID;
CREATE TABLE facets (
    facet TEXT, published INTEGER, id TEXT, draft INTEGER, PRIMARY KEY (facet, published, id)
) WITHOUT ROWID;
CREATE TABLE gains (id TEXT, at INTEGER, what TEXT, PRIMARY KEY (id, at, what)) WITHOUT ROWID;
CREATE INDEX gains_at ON gains (at);
CREATE TABLE picks (target TEXT, id TEXT, PRIMARY KEY (target, id)) WITHOUT ROWID;
CREATE TABLE quoted (id TEXT, seq INTEGER, target TEXT, PRIMARY KEY (id, seq)) WITHOUT ROWID;
CREATE INDEX quoted_target ON quoted (target);
CREATE TABLE uses (
    source TEXT, id TEXT, address TEXT, since INTEGER, showing BLOB, PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE TABLE originals (digest BLOB PRIMARY KEY, original BLOB) WITHOUT ROWID;
CREATE INDEX uses_id ON uses (id);
CREATE INDEX uses_address ON uses (address);
CREATE TABLE names (kind TEXT, id TEXT, name TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE spellings (kind TEXT, id TEXT, name TEXT, stories INTEGER, PRIMARY KEY (kind, id, name)) WITHOUT ROWID;
CREATE TABLE profiles (id TEXT PRIMARY KEY, path TEXT UNIQUE, profile BLOB, kind TEXT) WITHOUT ROWID;
CREATE TABLE shows (id TEXT PRIMARY KEY, path TEXT UNIQUE, show BLOB) WITHOUT ROWID;
CREATE TABLE aliases (
    source TEXT, id TEXT, published INTEGER, draft INTEGER, suffix TEXT, PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE INDEX aliases_id ON aliases (id);
CREATE INDEX aliases_published ON aliases (published, source);
CREATE INDEX aliases_lower ON aliases (lower(source));
CREATE INDEX aliases_suffix ON aliases (suffix, published) WHERE suffix != '';
CREATE TABLE redirects (
    source TEXT PRIMARY KEY, target TEXT, line INTEGER, seq INTEGER, leads TEXT, suffix TEXT
) WITHOUT ROWID;
CREATE INDEX redirects_leads ON redirects (leads);
CREATE INDEX redirects_lower ON redirects (lower(source));
CREATE INDEX redirects_suffix ON redirects (suffix, seq) WHERE suffix != '';
CREATE TABLE vanished (address TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE departed (id TEXT PRIMARY KEY, title TEXT, published INTEGER) WITHOUT ROWID;
CREATE TABLE plain (id TEXT PRIMARY KEY, path TEXT, page BLOB, digest BLOB);
CREATE TABLE boxes (
    file TEXT PRIMARY KEY, path TEXT, source TEXT, kind TEXT, live INTEGER, content BLOB, data BLOB
) WITHOUT ROWID;
CREATE TABLE pages (name TEXT PRIMARY KEY, path TEXT UNIQUE, key BLOB, digest BLOB, size INTEGER) WITHOUT ROWID;
CREATE TABLE deleted (path TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE journal (seq INTEGER PRIMARY KEY, rank INTEGER, path TEXT, staged TEXT, digest BLOB);
"""


def has_tables(db: sqlite3.Connection) -> bool:
    """Whether the database holds any table. Raises sqlite3.DatabaseError when the file is no database."""
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def create_tables(db: sqlite3.Connection) -> None:
    """Create every table and index in an empty database."""
    for statement in _TABLES.split(";"):
        db.execute(statement)
