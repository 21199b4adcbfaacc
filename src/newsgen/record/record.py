"""What the last build knew: a SQLite file per output. All SQL is here.

The record makes a build cheap, never different: without it, or with one of another version, everything is made again.
One transaction covers a build, and its commit is the moment of publication: the same commit stores the new record and the
journal of the files to move, so that a crash leaves either nothing done or a list of what remains to do.
"""

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec

from ..base import digest
from ..model.article import Article, Named, Pins, PlainPage, Profile, Summary
from ..model.queries import ALL, BREAKING, CORRECTED, LIVE, NEWS, WITHDRAWN, NamedKind, Position, card_terms, entries
from ..model.timestamps import microseconds
from ..site.folders import listing_digest

if TYPE_CHECKING:
    import zstandard

SCHEMA = "8"
_TIMED = (ALL, WITHDRAWN, CORRECTED, BREAKING, LIVE)
"""The facets in which a moment that passes changes what is seen of a story."""

STORIES, LISTED, OUTPUTS, COPIES = "stories", "listed", "outputs", "copies"
"""What the record keeps count of: stories, those of them that a list may show, outputs, those that are copied files.
SQLite would look at every row to count them: 0.2 s of each build at a million stories."""

PLAIN, AUTHORS = "pages/", "authors/"
"""How the uses of pictures name a plain page and an author; no story has such an id, since their folders hold none."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE sources (
    folder TEXT, name TEXT, size INTEGER, mtime INTEGER, inode INTEGER, digest BLOB, PRIMARY KEY (folder, name)
) WITHOUT ROWID;
CREATE INDEX sources_unsettled ON sources (folder) WHERE mtime = -1;
CREATE TABLE listings (folder TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT, address TEXT, published INTEGER, draft INTEGER,
    withdrawn INTEGER, summary BLOB, digest BLOB, terms TEXT
);
CREATE INDEX articles_address ON articles (address);
CREATE INDEX articles_draft ON articles (id) WHERE draft;
CREATE TABLE texts (number INTEGER PRIMARY KEY, text BLOB);
CREATE TABLE facets (
    facet TEXT, published INTEGER, id TEXT, draft INTEGER, PRIMARY KEY (facet, published, id)
) WITHOUT ROWID;
CREATE TABLE picks (target TEXT, id TEXT, PRIMARY KEY (target, id)) WITHOUT ROWID;
CREATE TABLE uses (source TEXT, id TEXT, address TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE INDEX uses_id ON uses (id);
CREATE INDEX uses_address ON uses (address);
CREATE TABLE names (kind TEXT, id TEXT, name TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE profiles (id TEXT PRIMARY KEY, path TEXT UNIQUE, profile BLOB) WITHOUT ROWID;
CREATE TABLE aliases (source TEXT, id TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE INDEX aliases_id ON aliases (id);
CREATE TABLE redirects (source TEXT PRIMARY KEY, target TEXT, line INTEGER, seq INTEGER) WITHOUT ROWID;
CREATE TABLE vanished (address TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE departed (id TEXT PRIMARY KEY, title TEXT, published INTEGER) WITHOUT ROWID;
CREATE TABLE plain (id TEXT PRIMARY KEY, path TEXT, page BLOB, digest BLOB);
CREATE TABLE pages (name TEXT PRIMARY KEY, path TEXT UNIQUE, key BLOB, digest BLOB, size INTEGER) WITHOUT ROWID;
CREATE TABLE journal (seq INTEGER PRIMARY KEY, rank INTEGER, path TEXT, staged TEXT, digest BLOB);
"""


FAR = 1 << 62
"""A moment after every other, in microseconds."""


@dataclass(frozen=True, slots=True)
class View:
    """Which stories can be seen: those published until ``now`` (microseconds since 1970) and, for an editor's own eyes,
    drafts and those under embargo. What is breaking or news hangs on ``now`` alone."""

    now: int
    drafts: bool
    embargoed: bool = False

    @property
    def until(self) -> int:
        """The moment until which stories must be published to be seen."""
        return FAR if self.embargoed else self.now

    def shows(self, published: int, draft: bool) -> bool:
        return published <= self.until and (self.drafts or not draft)


def spans(before: View, after: View) -> tuple[tuple[int, int], ...]:
    """The spans of time (their ends included) in which a story's moment makes a difference between two views."""
    pairs = dict.fromkeys(((before.until, after.until), (before.now, after.now)))
    return tuple((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])


@dataclass(frozen=True, slots=True)
class Stat:
    """A source file's state on disk. ``mtime`` is -1 when it was too recent to be trusted."""

    size: int
    mtime: int
    inode: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A story in the record."""

    path: str
    summary: Summary
    position: Position
    digest: bytes
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the output: the page that it is, the key it was made under, the digest and size of its bytes."""

    name: str
    path: str
    key: bytes
    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Move:
    """A step of publishing: a staged file into place, or (without ``staged``) a deletion."""

    seq: int
    path: str
    staged: str | None
    digest: bytes


class PathTaken(Exception):
    """Another output has this path."""


class Damaged(Exception):
    """The record cannot be used; it is dropped and everything is made again."""


FAILURES = (
    Damaged, sqlite3.DatabaseError, msgspec.DecodeError, json.JSONDecodeError, UnicodeDecodeError,
)  # fmt: skip
"""What reading or writing a record may raise, at any time; ``is_damage`` tells the two reasons apart."""

_REFUSALS = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM,
}  # fmt: skip


def is_damage(failure: BaseException) -> bool:
    """Whether the record itself is at fault, and not a full disk, a missing permission or another process."""
    return getattr(failure, "sqlite_errorcode", 0) & 0xFF not in _REFUSALS


_summaries = msgspec.json.Decoder(Summary)
_articles = msgspec.json.Decoder(Article)
_plain_pages = msgspec.json.Decoder(PlainPage)
_pins = msgspec.json.Decoder(Pins)
_profiles = msgspec.json.Decoder(Profile)
_encode = msgspec.json.Encoder().encode


class Sealed(NamedTuple):
    """A story as the record takes it in: made wherever it was read, and nothing but bytes on the way here."""

    summary: bytes
    text: bytes
    terms: str
    digest: bytes

    def opened(self) -> Summary:
        return _summaries.decode(self.summary)


def sealed(article: Article, body_key: bytes) -> Sealed:
    """``body_key`` names what the body was made of. The text is a third of its size, for a quarter of the time that zlib
    takes."""
    return Sealed(
        _encode(article.summary),
        _packer()[0].compress(_encode(article)),
        " ".join(card_terms(article.card)),
        digest.of_parts(digest.of_value(article), body_key),
    )


def unpacked(text: bytes) -> Article:
    """The story of a ``Sealed.text``. Raises Damaged."""
    import zstandard

    try:
        return _articles.decode(_packer()[1].decompress(text))
    except zstandard.ZstdError as failure:
        raise Damaged from failure


_packers = threading.local()


def _packer() -> "tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]":
    """One of each for every thread, for whom alone they are; to make them anew for a story takes as long as their work."""
    try:
        return _packers.pair  # type: ignore[no-any-return]
    except AttributeError:
        import zstandard

        _packers.pair = zstandard.ZstdCompressor(level=1), zstandard.ZstdDecompressor()
        return _packers.pair  # type: ignore[no-any-return]


class Record:
    """An open record. Everything runs in one transaction until ``commit``."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._set_sum = 0
        self._counts = Counter[str]()
        try:
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA cache_size = -16000")
            self._db.execute("PRAGMA temp_store = MEMORY")
            known = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            self._db.execute("BEGIN IMMEDIATE")
            if known == 0:
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self.put_meta("schema", SCHEMA.encode())
                self.commit()
            elif self.meta("schema") != SCHEMA.encode():
                raise Damaged
            self._load_sums()
        except (sqlite3.DatabaseError, Damaged) as failure:
            self.close()
            if is_damage(failure):
                raise Damaged from failure
            raise

    @property
    def fresh(self) -> bool:
        """Whether no build has been recorded yet."""
        return self.meta("basis") is None

    def close(self) -> None:
        self._db.close()

    def commit(self) -> None:
        self.put_meta("set", self._set_sum.to_bytes(digest.SET_BITS // 8, "big"))
        self.put_meta("counts", json.dumps(self._counts, sort_keys=True).encode())
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        self._db.execute("ROLLBACK")
        self._db.execute("BEGIN IMMEDIATE")
        self._load_sums()

    def _load_sums(self) -> None:
        self._set_sum = int.from_bytes(self.meta("set") or b"", "big")
        self._counts = Counter(json.loads(self.meta("counts") or b"{}"))

    # meta

    def meta(self, key: str) -> bytes | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_meta(self, key: str, value: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def build_id(self) -> str:
        """The digest of all outputs, in hexadecimal."""
        return digest.of_bytes(self._set_sum.to_bytes(digest.SET_BITS // 8, "big")).hex()

    # sources

    def folders(self, tree: str = "") -> Iterator[str]:
        """Every folder that held a source, or those from one folder on downwards, by hops over the index instead of a scan."""
        row = self._db.execute("SELECT min(folder) FROM sources WHERE folder >= ?", (tree,)).fetchone()
        while row[0] is not None and (not tree or f"{row[0]}/".startswith(tree + "/")):
            yield row[0]
            row = self._db.execute("SELECT min(folder) FROM sources WHERE folder > ?", row).fetchone()

    def knows_folder(self, folder: str) -> bool:
        """Whether a source lay in this folder or below it."""
        row = self._db.execute(
            "SELECT 1 FROM sources WHERE folder = ? OR (folder > ? AND folder < ?) LIMIT 1",
            (folder, folder + "/", folder + "0"),
        ).fetchone()
        return row is not None

    def unsettled(self) -> list[str]:
        """Folders with a source whose mtime was too recent to be trusted, or that was broken."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT folder FROM sources WHERE mtime = -1")]

    def sources_in(self, folder: str) -> dict[str, Stat]:
        rows = self._db.execute("SELECT name, size, mtime, inode FROM sources WHERE folder = ?", (folder,))
        return {name: Stat(size, mtime, inode) for name, size, mtime, inode in rows}

    def listing(self, folder: str) -> bytes | None:
        """The digest of a folder's listing, if all that the record says of its files can be trusted."""
        row = self._db.execute("SELECT digest FROM listings WHERE folder = ?", (folder,)).fetchone()
        return row[0] if row else None

    def listings(self) -> dict[str, bytes]:
        """The digest of each folder's listing, for the folders whose files the record can be trusted about."""
        return dict(self._db.execute("SELECT folder, digest FROM listings"))

    def settle(self, folder: str, listing: bytes) -> None:
        """Keep the digest of a folder's listing, as far as it is that of the recorded files."""
        rows = self._db.execute("SELECT name, size, mtime, inode FROM sources WHERE folder = ?", (folder,))
        if listing and listing_digest(rows) == listing:
            self._db.execute("INSERT OR REPLACE INTO listings VALUES (?, ?)", (folder, listing))
        else:
            self._db.execute("DELETE FROM listings WHERE folder = ?", (folder,))

    def source_stat(self, path: str) -> Stat | None:
        folder, _, name = path.rpartition("/")
        row = self._db.execute(
            "SELECT size, mtime, inode FROM sources WHERE folder = ? AND name = ?", (folder, name)
        ).fetchone()
        return Stat(*row) if row else None

    def source_digest(self, path: str) -> bytes | None:
        folder, _, name = path.rpartition("/")
        row = self._db.execute("SELECT digest FROM sources WHERE folder = ? AND name = ?", (folder, name)).fetchone()
        return row[0] if row else None

    def put_source(self, path: str, stat: Stat, content: bytes) -> None:
        folder, _, name = path.rpartition("/")
        self._db.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?)",
            (folder, name, stat.size, stat.mtime, stat.inode, content),
        )

    def drop_source(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        self._db.execute("DELETE FROM sources WHERE folder = ? AND name = ?", (folder, name))

    def sources_under(self, tree: str) -> Iterator[str]:
        """Paths of all recorded sources in a tree such as ``content``."""
        rows = self._db.execute(
            "SELECT folder || '/' || name FROM sources WHERE folder = ? OR (folder > ? AND folder < ?)",
            (tree, tree + "/", tree + "0"),
        )
        return (row[0] for row in rows.fetchall())

    # stories

    def story(self, identifier: str) -> Stored | None:
        row = self._db.execute(
            "SELECT path, summary, published, digest, terms FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        if row is None:
            return None
        return Stored(row[0], _summaries.decode(row[1]), (row[2], identifier), row[3], tuple(row[4].split()))

    def story_path(self, identifier: str) -> str | None:
        """The file that a story was read from."""
        row = self._db.execute("SELECT path FROM articles WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def article(self, identifier: str) -> Article:
        return unpacked(self.text(identifier))

    def text(self, identifier: str) -> bytes:
        """A whole story, packed; ``unpacked`` makes an Article of it."""
        row = self._db.execute(
            "SELECT text FROM texts JOIN articles USING (number) WHERE id = ?", (identifier,)
        ).fetchone()
        if row is None:
            raise Damaged
        return bytes(row[0])

    def put_article(
        self, path: str, story: Sealed, uses: Sequence[tuple[str, str]], summary: Summary | None = None
    ) -> None:
        """Store a story under its id; what was stored before must have been dropped. ``summary`` where it is at hand."""
        summary = summary or story.opened()
        identifier, published = summary.card.id, microseconds(summary.card.published)
        self._db.execute("DELETE FROM departed WHERE id = ?", (identifier,))
        draft = int(summary.draft)
        number = self._db.execute(
            "INSERT INTO articles (id, path, address, published, draft, withdrawn, summary, digest, terms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                identifier,
                path,
                summary.card.address.casefold(),
                published,
                draft,
                int(summary.withdrawn),
                story.summary,
                story.digest,
                story.terms,
            ),
        ).lastrowid
        self._db.execute("INSERT INTO texts VALUES (?, ?)", (number, story.text))
        self._counts[STORIES] += 1
        self._counts[LISTED] += not summary.withdrawn
        self._db.executemany(
            "INSERT INTO facets VALUES (?, ?, ?, ?)",
            [(facet, moment, identifier, draft) for facet, moment in entries(summary)],
        )
        if summary.aliases:
            self._db.executemany(
                "INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(alias, identifier) for alias in summary.aliases]
            )
        if summary.picks:
            self._db.executemany("INSERT INTO picks VALUES (?, ?)", [(pick, identifier) for pick in summary.picks])
        if uses:
            self._db.executemany(
                "INSERT OR REPLACE INTO uses VALUES (?, ?, ?)",
                [(source, identifier, address) for source, address in uses],
            )

    def snapshot(self, identifier: str) -> tuple[str, Sealed, list[tuple[str, str]]] | None:
        """All that ``put_article`` needs to store a story as it is now."""
        row = self._db.execute(
            "SELECT path, summary, terms, digest FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        if row is None:
            return None
        path, summary, terms, content = row
        uses = self._db.execute("SELECT source, address FROM uses WHERE id = ?", (identifier,)).fetchall()
        return path, Sealed(summary, self.text(identifier), terms, content), uses

    def drop_article(self, identifier: str) -> None:
        row = self._db.execute("SELECT number, summary, published FROM articles WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            return
        number, blob, published = row
        summary = _summaries.decode(blob)
        self._db.execute(
            "INSERT OR REPLACE INTO departed VALUES (?, ?, ?)", (identifier, summary.card.title, published)
        )
        self._db.executemany(
            "DELETE FROM facets WHERE facet = ? AND published = ? AND id = ?",
            [(facet, moment, identifier) for facet, moment in entries(summary)],
        )
        self._db.execute("DELETE FROM aliases WHERE id = ?", (identifier,))
        self._db.executemany("DELETE FROM picks WHERE target = ? AND id = ?", [(p, identifier) for p in summary.picks])
        self._db.execute("DELETE FROM uses WHERE id = ?", (identifier,))
        self._db.execute("DELETE FROM texts WHERE number = ?", (number,))
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))
        self._counts[STORIES] -= 1
        self._counts[LISTED] -= not summary.withdrawn

    def had_articles(self) -> bool:
        """Whether the record knows any story, or the one that it replaced did."""
        return bool(self.count_articles() or int(self.meta("had") or b"0"))

    def count_articles(self) -> int:
        return self._counts[STORIES]

    def count_visible(self, view: View) -> int:
        """How many stories a list may show: all but the few that are to come, and drafts."""
        later = "SELECT count(*) FROM facets WHERE facet = ? AND published > ?"
        drafts = "SELECT count(*) FROM articles WHERE draft AND NOT withdrawn AND published <= ?"
        hidden = self._db.execute(later, (ALL, view.until)).fetchone()[0]
        if not view.drafts:
            hidden += self._db.execute(drafts, (view.until,)).fetchone()[0]
        return int(self._counts[LISTED] - hidden)

    def at_address(self, address: str) -> list[tuple[str, str, bool]]:
        """(id, path, draft) of every story whose address is this one, whatever the case of its letters."""
        rows = self._db.execute(
            "SELECT id, path, draft FROM articles WHERE address = ? ORDER BY id", (address.casefold(),)
        )
        return [(identifier, path, bool(draft)) for identifier, path, draft in rows]

    def sharing_addresses(self) -> set[str]:
        """Ids of all stories whose address another one has too, drafts included; looks at every story."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE address IN (SELECT address FROM articles GROUP BY address HAVING count(*) > 1)"
        )
        return {row[0] for row in rows}

    def stories(self, view: View, facet: str = ALL) -> Iterator[Stored]:
        """All visible stories of a facet, oldest first."""
        rows = self._db.execute(
            "SELECT a.id, a.path, a.summary, a.published, a.digest, a.terms FROM facets f CROSS JOIN articles a ON a.id = f.id"
            " WHERE f.facet = ? AND f.published <= ? AND f.draft <= ? ORDER BY f.published, f.id",
            (facet, view.until, int(view.drafts)),
        )
        for identifier, path, summary, published, content, terms in rows:
            yield Stored(path, _summaries.decode(summary), (published, identifier), content, tuple(terms.split()))

    def between(self, after: int, until: int) -> list[str]:
        """Ids of the stories published, corrected, no more breaking or no more live after one moment and until another."""
        rows = self._db.execute(
            "SELECT DISTINCT id FROM facets WHERE facet IN (?, ?, ?, ?, ?) AND published > ? AND published <= ?",
            (*_TIMED, after, until),
        )
        return [row[0] for row in rows]

    def stands(self, now: int) -> tuple[int, int]:
        """From which moment until which (excluded) nothing is seen otherwise than now: no story appears, changes of itself,
        or grows too old for the news."""

        def nearest(bound: str, order: str, moment: int) -> list[int]:
            question = f"SELECT {bound}(published) FROM facets WHERE facet = ? AND published {order} ?"
            rows = [self._db.execute(question, (facet, moment)).fetchone() for facet in _TIMED]
            return [row[0] for row in rows if row[0] is not None]

        low = [*nearest("max", "<=", now), *(moment + NEWS + 1 for moment in nearest("max", "<=", now - NEWS))]
        high = [*nearest("min", ">", now), *(moment + NEWS for moment in nearest("min", ">=", now - NEWS))]
        return max(low, default=-FAR), min(high, default=FAR)

    def hidden(self, view: View) -> Iterator[tuple[str, str, str]]:
        """(id, path, address) of every story that is not visible."""
        rows = self._db.execute(
            "SELECT id, path, summary FROM articles WHERE published > ? OR draft > ? ORDER BY id",
            (view.until, int(view.drafts)),
        )
        for identifier, path, summary in rows:
            yield identifier, path, _summaries.decode(summary).card.address

    def drafts(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT id FROM articles WHERE draft")]

    def coming(self, view: View) -> Iterator[tuple[str, int, str]]:
        """(facet, moment, id) of what a moment after the view's will change of itself, the soonest first."""
        rows = self._db.execute(
            "SELECT facet, published, id FROM facets WHERE facet IN (?, ?, ?, ?, ?) AND published > ? AND draft <= ?"
            " ORDER BY published, facet, id",
            (*_TIMED, view.now, int(view.drafts)),
        )
        return ((facet, moment, identifier) for facet, moment, identifier in rows)

    def every_story(self) -> Iterator[Stored]:
        """All stories, visible or not, newest first."""
        rows = self._db.execute(
            "SELECT path, summary, published, id, digest, terms FROM articles ORDER BY published DESC, id DESC"
        )
        for path, summary, published, identifier, content, terms in rows:
            yield Stored(path, _summaries.decode(summary), (published, identifier), content, tuple(terms.split()))

    def digests(self) -> dict[str, bytes]:
        """The digest of every whole story, by id."""
        return dict(self._db.execute("SELECT id, digest FROM articles").fetchall())

    def source_digests(self, tree: str) -> dict[str, bytes]:
        """The digest of every recorded source's bytes in a tree such as ``content``, by path; empty for broken ones."""
        rows = self._db.execute(
            "SELECT folder || '/' || name, digest FROM sources WHERE folder = ? OR (folder > ? AND folder < ?)",
            (tree, tree + "/", tree + "0"),
        )
        return dict(rows.fetchall())

    def pickers(self, target: str) -> list[str]:
        """Ids of the stories that pick a story for their sidebar."""
        return [row[0] for row in self._db.execute("SELECT id FROM picks WHERE target = ?", (target,))]

    # lists

    def summary(self, identifier: str, view: View) -> Summary | None:
        """A story's summary, if lists may show it."""
        row = self._db.execute(
            "SELECT summary, published, draft FROM articles WHERE id = ? AND NOT withdrawn", (identifier,)
        ).fetchone()
        return _summaries.decode(row[0]) if row and view.shows(row[1], bool(row[2])) else None

    def summaries(self, identifiers: Sequence[str], view: View) -> dict[str, Summary | None]:
        """The same for many, with one question."""
        rows = self._db.execute(
            "SELECT id, summary, published, draft FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?)) AND NOT withdrawn",
            (json.dumps(identifiers),),
        )
        found: dict[str, Summary | None] = dict.fromkeys(identifiers)
        for identifier, summary, published, draft in rows:
            if view.shows(published, bool(draft)):
                found[identifier] = _summaries.decode(summary)
        return found

    def text_digest(self, identifier: str) -> bytes:
        """The digest of a whole story."""
        row = self._db.execute("SELECT digest FROM articles WHERE id = ?", (identifier,)).fetchone()
        return bytes(row[0]) if row else b""

    def facets(self, kind: str) -> Iterator[str]:
        """Every facet of a kind that any story has, visible or not, by hops over the index; safe against changes."""
        last, end = kind + ":", kind + ";"
        while True:
            row = self._db.execute(
                "SELECT min(facet) FROM facets WHERE facet > ? AND facet < ?", (last, end)
            ).fetchone()
            if row[0] is None:
                return
            last = row[0]
            yield last

    def during(self, facet: str, span: tuple[int, int], limit: int, view: View) -> list[Position]:
        """Positions in a span of time, its end excluded, newest first; ``limit`` -1 means all."""
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND published >= ? AND published < ? AND published <= ?"
            " AND draft <= ? ORDER BY published DESC, id DESC LIMIT ?",
            (facet, *span, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def breaking(self, view: View) -> list[str]:
        """Ids of the stories that are breaking news still; they may not be visible yet."""
        rows = self._db.execute(
            "SELECT id FROM facets WHERE facet = ? AND published > ? AND draft <= ? ORDER BY published, id",
            (BREAKING, view.now, int(view.drafts)),
        )
        return [row[0] for row in rows]

    def pins(self) -> Pins:
        """What the editor of the front puts first."""
        return _pins.decode(self.meta("pins") or b"{}")

    def put_pins(self, pins: Pins) -> None:
        self.put_meta("pins", _encode(pins))

    def count_during(self, facet: str, span: tuple[int, int], view: View) -> int:
        rows = self._db.execute(
            "SELECT count(*) FROM facets WHERE facet = ? AND published >= ? AND published < ? AND published <= ?"
            " AND draft <= ?",
            (facet, *span, view.until, int(view.drafts)),
        )
        return int(rows.fetchone()[0])

    def latest(self, facet: str, limit: int, view: View) -> list[Position]:
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND published <= ? AND draft <= ?"
            " ORDER BY published DESC, id DESC LIMIT ?",
            (facet, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def older(self, facet: str, before: Position, limit: int, view: View) -> list[Position]:
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND (published, id) < (?, ?) AND published <= ?"
            " AND draft <= ? ORDER BY published DESC, id DESC LIMIT ?",
            (facet, *before, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def newer(self, facet: str, after: Position, limit: int, view: View) -> list[Position]:
        rows = self._db.execute(
            "SELECT published, id FROM facets WHERE facet = ? AND (published, id) > (?, ?) AND published <= ?"
            " AND draft <= ? ORDER BY published, id LIMIT ?",
            (facet, *after, view.until, int(view.drafts), limit),
        )
        return rows.fetchall()

    def terms(self, identifiers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The terms of each story's title and standfirst."""
        found = {}
        for identifier in identifiers:
            row = self._db.execute("SELECT terms FROM articles WHERE id = ?", (identifier,)).fetchone()
            found[identifier] = tuple(row[0].split()) if row else ()
        return found

    # pictures

    def users(self, source: str) -> list[str]:
        """Paths of the article and page files that use a picture file."""
        rows = self._db.execute(
            "SELECT path FROM articles JOIN uses USING (id) WHERE source = ?"
            " UNION SELECT path FROM plain p JOIN uses u ON u.id = ? || p.id WHERE source = ?"
            " UNION SELECT path FROM profiles p JOIN uses u ON u.id = ? || p.id WHERE source = ?",
            (source, PLAIN, source, AUTHORS, source),
        )
        return [row[0] for row in rows]

    def media_of(self, identifier: str) -> list[tuple[str, str]]:
        """(address, source) of the pictures that a story brings into the output."""
        rows = self._db.execute("SELECT address, source FROM uses WHERE id = ? AND address <> ''", (identifier,))
        return rows.fetchall()

    def media_source(self, address: str, view: View) -> str | None:
        """A source of a picture that a visible story uses, or None when no visible story does."""
        row = self._db.execute(
            "SELECT min(u.source) FROM uses u LEFT JOIN articles a USING (id)"
            " WHERE u.address = ? AND (substr(u.id, 1, 6) = ? OR substr(u.id, 1, 8) = ?"
            " OR (a.published <= ? AND a.draft <= ?))",
            (address, PLAIN, AUTHORS, view.until, int(view.drafts)),
        ).fetchone()
        return row[0] if row else None

    def media(self) -> list[str]:
        rows = self._db.execute("SELECT DISTINCT address FROM uses WHERE address <> '' ORDER BY address")
        return [row[0] for row in rows]

    # names and profiles

    def names(self, kind: NamedKind) -> list[Named]:
        rows = self._db.execute("SELECT id, name FROM names WHERE kind = ? ORDER BY id", (kind,))
        return [Named(*row) for row in rows]

    def put_name(self, kind: NamedKind, identifier: str, name: str | None) -> bool:
        """Store how a topic, author or place is called, or that there is none of its stories. Whether that is news."""
        row = self._db.execute("SELECT name FROM names WHERE kind = ? AND id = ?", (kind, identifier)).fetchone()
        if (row[0] if row else None) == name:
            return False
        if name is None:
            self._db.execute("DELETE FROM names WHERE kind = ? AND id = ?", (kind, identifier))
        else:
            self._db.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", (kind, identifier, name))
        return True

    def profile(self, identifier: str) -> Profile | None:
        row = self._db.execute("SELECT profile FROM profiles WHERE id = ?", (identifier,)).fetchone()
        return _profiles.decode(row[0]) if row else None

    def profiles(self) -> list[tuple[str, str]]:
        """(id, path) of all of them."""
        return self._db.execute("SELECT id, path FROM profiles ORDER BY id").fetchall()

    def put_profile(self, path: str, profile: Profile, uses: Iterable[tuple[str, str]]) -> None:
        """Store what is said of an author; the picture counts as that of a story that is always visible."""
        self.drop_profile(profile.id)
        self._db.execute("INSERT INTO profiles VALUES (?, ?, ?)", (profile.id, path, _encode(profile)))
        rows = [(source, AUTHORS + profile.id, address) for source, address in uses]
        self._db.executemany("INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", rows)

    def drop_profile(self, identifier: str) -> None:
        self._db.execute("DELETE FROM profiles WHERE id = ?", (identifier,))
        self._db.execute("DELETE FROM uses WHERE id = ?", (AUTHORS + identifier,))

    # old addresses

    def put_redirects(self, redirects: Iterable[tuple[str, str, int]]) -> None:
        """(source, target, line) of each entry of redirects.yml, in its order, in place of the former ones."""
        self._db.execute("DELETE FROM redirects")
        rows = [(source, target, line, seq) for seq, (source, target, line) in enumerate(redirects)]
        self._db.executemany("INSERT INTO redirects VALUES (?, ?, ?, ?)", rows)

    def redirects(self, limit: int = -1) -> list[tuple[str, str, int]]:
        """The entries of redirects.yml, the last written first; ``limit`` -1 means all."""
        rows = self._db.execute("SELECT source, target, line FROM redirects ORDER BY seq DESC LIMIT ?", (limit,))
        return rows.fetchall()

    def redirect(self, source: str) -> tuple[str, int] | None:
        """(target, line) of an old address in redirects.yml."""
        row = self._db.execute("SELECT target, line FROM redirects WHERE source = ?", (source,)).fetchone()
        return (row[0], row[1]) if row else None

    def alias(self, source: str, view: View) -> tuple[str, str, str] | None:
        """(id, path, address) of the visible story that an old address of a story's own belongs to: the first by id."""
        for identifier, path, summary, published, draft in self._db.execute(
            "SELECT a.id, path, summary, published, draft FROM aliases l JOIN articles a ON a.id = l.id"
            " WHERE source = ? ORDER BY a.id",
            (source,),
        ):
            if view.shows(published, bool(draft)):
                return identifier, path, _summaries.decode(summary).card.address
        return None

    def aliases(self, view: View) -> list[str]:
        """Every old address that a visible story has, those of the newest stories first."""
        rows = self._db.execute(
            "SELECT source FROM aliases l JOIN articles a ON a.id = l.id WHERE published <= ? AND draft <= ?"
            " GROUP BY source ORDER BY max(published) DESC, source",
            (view.until, int(view.drafts)),
        )
        return [row[0] for row in rows]

    def put_vanished(self, address: str, identifier: str) -> None:
        """Note that a story's address was published and answers no more."""
        self._db.execute("INSERT OR REPLACE INTO vanished VALUES (?, ?)", (address, identifier))

    def drop_vanished(self, address: str) -> None:
        """The address answers again."""
        self._db.execute("DELETE FROM vanished WHERE address = ?", (address,))

    def vanished(self) -> list[tuple[str, str]]:
        """(address, id of the story that it was) of every address that was published and answers no more."""
        return self._db.execute("SELECT address, id FROM vanished ORDER BY address").fetchall()

    def put_departed(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Note stories that another record knew: (id, title, moment of publication)."""
        self._db.executemany("INSERT OR REPLACE INTO departed VALUES (?, ?, ?)", rows)

    def departed(self, identifier: str) -> tuple[str, int] | None:
        """(title, moment of publication) of a story that is gone, as far as an address of it vanished with it."""
        row = self._db.execute("SELECT title, published FROM departed WHERE id = ?", (identifier,)).fetchone()
        return (row[0], row[1]) if row else None

    def forget_departed(self) -> None:
        """Forget the stories that are gone and whose addresses all answer."""
        self._db.execute("DELETE FROM departed WHERE id NOT IN (SELECT id FROM vanished)")

    # plain pages

    def put_plain(self, path: str, page: PlainPage, content: bytes, uses: Iterable[tuple[str, str]]) -> None:
        """Store a page that is no story; its pictures count as those of a story that is always visible."""
        self.drop_plain(page.id)
        self._db.execute("INSERT INTO plain VALUES (?, ?, ?, ?)", (page.id, path, _encode(page), content))
        self._db.executemany("INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", [(s, PLAIN + page.id, a) for s, a in uses])

    def drop_plain(self, identifier: str) -> None:
        self._db.execute("DELETE FROM plain WHERE id = ?", (identifier,))
        self._db.execute("DELETE FROM uses WHERE id = ?", (PLAIN + identifier,))

    def plain_pages(self) -> list[tuple[PlainPage, bytes]]:
        """All of them with their digests, by id."""
        rows = self._db.execute("SELECT page, digest FROM plain ORDER BY id").fetchall()
        return [(_plain_pages.decode(page), content) for page, content in rows]

    def plain_path(self, identifier: str) -> str | None:
        """The file that a plain page was read from."""
        row = self._db.execute("SELECT path FROM plain WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    # pages

    def page(self, name: str) -> Output | None:
        row = self._db.execute("SELECT path, key, digest, size FROM pages WHERE name = ?", (name,)).fetchone()
        return Output(name, *row) if row else None

    def page_at(self, path: str) -> Output | None:
        row = self._db.execute("SELECT name, key, digest, size FROM pages WHERE path = ?", (path,)).fetchone()
        return Output(row[0], path, *row[1:]) if row else None

    def page_below(self, folder: str) -> Output | None:
        """An output in a folder of this path, if there is one."""
        row = self._db.execute(
            "SELECT name, path, key, digest, size FROM pages WHERE path > ? AND path < ? LIMIT 1",
            (folder + "/", folder + "0"),
        ).fetchone()
        return Output(*row) if row else None

    def put_page(self, output: Output) -> None:
        """Store an output in place of what its name stood for; the set's digest follows. Raises ``PathTaken`` if another
        page has its path."""
        self.drop_page(output.name)
        self.add_page(output)

    def add_page(self, output: Output) -> None:
        """The same for a name that stands for none yet."""
        try:
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?)",
                (output.name, output.path, output.key, output.digest, output.size),
            )
        except sqlite3.IntegrityError as failure:
            raise PathTaken(output.path) from failure
        self._count_output(output.name, 1)
        if output.digest:
            self._set_sum += digest.set_member(output.path, output.digest)
            self._set_sum %= 1 << digest.SET_BITS

    def drop_page(self, name: str) -> Output | None:
        old = self.page(name)
        if old is not None:
            self._db.execute("DELETE FROM pages WHERE name = ?", (name,))
            self._count_output(name, -1)
            if old.digest:
                self._set_sum -= digest.set_member(old.path, old.digest)
                self._set_sum %= 1 << digest.SET_BITS
        return old

    def _count_output(self, name: str, step: int) -> None:
        self._counts[OUTPUTS] += step
        self._counts[COPIES] += step * name.startswith(("media:", "static:"))

    def forget(self, output: Output) -> None:
        """The output is not what was recorded: its page is made again and compared."""
        self.put_page(Output(output.name, output.path, b"", b"", 0))

    def pages(self, prefix: str = "") -> Iterator[Output]:
        """All outputs whose name begins with a prefix, by name; safe against changes meanwhile."""
        last, end = prefix, prefix + "\U0010ffff"
        while True:
            rows = self._db.execute(
                "SELECT name, path, key, digest, size FROM pages WHERE name >= ? AND name < ? ORDER BY name LIMIT 1000",
                (last, end),
            ).fetchall()
            yield from (Output(*row) for row in rows)
            if len(rows) < 1000:
                return
            last = rows[-1][0] + "\0"

    def totals(self, view: View) -> dict[str, int]:
        """How many stories are visible, and how many pages and files of all kinds the output has."""
        outputs = self._counts[OUTPUTS]
        return {"articles": self.count_visible(view), "pages": outputs - self._counts[COPIES], "outputs": outputs}

    def orphans(self, view: View) -> list[Output]:
        """Pages of stories that are not visible any more."""
        rows = self._db.execute(
            "SELECT name, p.path, key, p.digest, size FROM pages p LEFT JOIN articles a ON a.id = substr(name, 9)"
            " WHERE name >= 'article:' AND name < 'article;'"
            " AND (a.id IS NULL OR a.published > ? OR a.draft > ?) ORDER BY name",
            (view.until, int(view.drafts)),
        )
        return [Output(*row) for row in rows]

    # journal

    def add_move(self, rank: int, path: str, staged: str | None, content: bytes) -> None:
        self._db.execute(
            "INSERT INTO journal (rank, path, staged, digest) VALUES (?, ?, ?, ?)", (rank, path, staged, content)
        )

    def moves(self) -> Iterator[Move]:
        """The steps of publishing in their order: assets, new pages, changed pages, lists, deletions."""
        rows = self._db.execute("SELECT seq, path, staged, digest FROM journal ORDER BY rank, path")
        return (Move(*row) for row in rows)

    def deletions(self) -> set[str]:
        """The paths that they delete."""
        return {row[0] for row in self._db.execute("SELECT path FROM journal WHERE staged IS NULL")}

    def drop_moves(self) -> None:
        self._db.execute("DELETE FROM journal")


FORMER = "former:"
"""What the names of outputs begin with that a dropped record had written; they are deleted unless a page claims their path."""


def open_record(path: Path, *, anew: bool = False) -> Record:
    """Open a record, or begin a new one where there is none, it is unusable, or ``anew`` asks for it.

    A new one inherits the list of the files that the old one had written, so that only those are ever deleted; it takes
    the old one's place in one step, since a crash between the two would lose that list.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not anew:
        with suppress(Damaged):
            return Record(path)
    beside = path.with_name(path.name + ".new")
    _remove(beside)
    record = Record(beside)
    for name, old in _written(path):
        record.put_page(Output(FORMER + name, old, b"", b"", 0))
    for address, identifier in _rows(path, "SELECT address, id FROM vanished"):
        record.put_vanished(address, identifier)
    record.put_departed(_rows(path, "SELECT id, title, published FROM departed"))
    record.put_departed(_rows(path, "SELECT id, json_extract(summary, '$.card.title'), published FROM articles"))
    record.put_meta("had", str(_count_of_articles(path)).encode())
    record.commit()
    record.close()
    _remove_journals(path)
    beside.replace(path)
    return Record(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_journals(path)


def _remove_journals(path: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Published:
    """What an output holds: its stories' digests by id, and what its last build was made of."""

    stories: dict[str, bytes]
    basis: dict[str, Any]


def published(path: Path) -> Published:
    """What the record of another output tells, without keeping its next build waiting; nothing where it tells nothing."""
    stories = _rows(path, "SELECT id, a.digest FROM pages p JOIN articles a ON p.name = 'article:' || a.id")
    basis = _rows(path, "SELECT value FROM meta WHERE key = 'basis'")
    with suppress(ValueError, TypeError):
        return Published(dict(stories), dict(json.loads(basis[0][0])) if basis else {})
    return Published({}, {})


def _count_of_articles(path: Path) -> int:
    """How many stories any version's record knows, as far as that can be read."""
    if path.exists():
        with (
            suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db,
        ):
            return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    return 0


def _written(path: Path) -> list[tuple[str, str]]:
    """(name, path) of the outputs of any version's record, as far as they can be read; these columns keep their names for
    ever. An output that is only on its way into place is named by its path."""
    found: dict[str, str] = {}
    for (old,) in _rows(path, "SELECT path FROM journal"):
        found[old] = old
    for old, name in _rows(path, "SELECT path, name FROM pages"):
        found[old] = name.removeprefix(FORMER) if isinstance(name, str) else old
    sound = (p for p in found if isinstance(p, str) and p and ".." not in p.split("/") and p[0] != "/")
    named: dict[str, str] = {}
    for old in sorted(sound):
        name = found[old]
        named[name if name not in named else old] = old
    return list(named.items())


def _rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    """The answer of any version's record, or nothing where it has none."""
    if path.exists():
        with (
            suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db,
        ):
            return db.execute(question).fetchall()
    return []
