"""Opening a record whatever its state: a new one inherits from the one that it replaces what must not be lost.

These functions read records of any version. So the columns of ``pages`` and ``journal`` that they name keep their names for
ever; what else an old record has is read as far as it can be.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from ..base.plain_path import is_plain_path
from ..model.page_name import ARTICLE, AUTHOR, FORMER, PLAIN, PageName
from ..site.source_kind import article_id, is_page, is_profile, page_id
from . import meta
from .damage import Damaged
from .failures import FAILURES, is_damage
from .last_build import Basis, decode_basis
from .outputs import Output
from .record import Record
from .sums import build_id
from .timeline import Timeline
from .view import View

A = TypeVar("A")


def open_record(path: Path, *, anew: bool = False) -> Record:
    """Open a record; begin a new one if there is none, if it is unusable, or with ``anew``.

    A new record inherits the list of files that the old one had written, since only those are ever deleted, the lists
    of files that builds deleted and of addresses and stories that vanished, the stories held back since their moment,
    the build's id, and the number of stories. It replaces the old one in one step: a crash between two would lose that
    list. Raises sqlite3.DatabaseError when the system or another process refuses the file, and OSError when the system
    refuses its folder or the replacement.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not anew:
        with suppress(Damaged):
            return Record(path)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    _remove_journals(beside)
    with closing(Record(beside)) as record:
        _inherit(record, path)
        record.commit()
    _remove_journals(path)
    beside.replace(path)
    return Record(path)


def _inherit(record: Record, path: Path) -> None:
    for name, old in _written(path):
        record.outputs.put(Output(PageName.of(FORMER, name), old, b"", b"", 0))
    record.deleted_files.put(
        row
        for row in _rows(path, "SELECT path, digest FROM deleted")
        if is_plain_path(row[0]) and isinstance(row[1], bytes)
    )
    for address, identifier in _rows(path, "SELECT address, id FROM vanished"):
        record.vanished.put(address, identifier)
    record.vanished.put_stories(_rows(path, "SELECT id, title, published FROM departed"))
    record.vanished.put_stories(
        _rows(path, "SELECT id, json_extract(summary, '$.card.title'), published FROM articles")
    )
    late = _rows(path, "SELECT value FROM meta WHERE key = ?", meta.LATE)
    with suppress(ValueError, TypeError, IndexError):
        record.last_build.put_late(msgspec.json.decode(late[0][0], type=list[str]))
    if is_sound(path):  # else some of its files may be missing above, and would be taken for somebody else's
        record.last_build.put_inherited_build(_build_id(path))
    stories = _rows(path, "SELECT count(*) FROM articles")
    record.last_build.put_inherited_stories(int(stories[0][0]) if stories else 0)


def _build_id(path: Path) -> str:
    """The build that a record of any version describes, or of which it inherited the files; empty if it cannot be told."""
    values = dict(_rows(path, "SELECT key, value FROM meta"))
    stored = values.get(meta.OUTPUTS_SUM) if meta.BASIS in values else values.get(meta.INHERITED_BUILD)
    if not isinstance(stored, bytes):
        return ""
    return build_id(stored) if meta.BASIS in values else stored.decode(errors="replace")


def _remove_journals(path: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _written(path: Path) -> list[tuple[str, str]]:
    """(name, path) of each file that a record of any version names: its outputs, and the files of its journal.

    A file that only the journal names (mostly one still to be deleted) has its path for a name, and so has the second
    of two outputs with one name. Paths that would lead out of the output are left out.
    """
    found: dict[str, str] = {}
    for (old,) in _rows(path, "SELECT path FROM journal"):
        found[old] = old
    for old, name in _rows(path, "SELECT path, name FROM pages"):
        found[old] = PageName(name).without_former if isinstance(name, str) else old
    named: dict[str, str] = {}
    for old in sorted(filter(is_plain_path, found)):
        name = found[old]
        named[name if name not in named else old] = old
    return list(named.items())


class Published(msgspec.Struct, frozen=True):
    """What an output holds, as its record says.

    ``stories`` are the digests, by id, of those stories that have a page in it. ``basis`` is what its last build was
    made of; None before any build, or if the record cannot be read.
    """

    stories: dict[str, bytes]
    basis: Basis | None


def published(path: Path) -> Published:
    """What the record of another output says as of its last commit, without making its next build wait.

    ``path`` is that of the record. An empty ``Published`` if there is no record or it cannot be read. No exception is
    raised for that, and the record is not changed.
    """
    stories = _rows(path, "SELECT id, a.digest FROM pages p JOIN articles a ON p.name = 'article:' || a.id")
    basis = _rows(path, "SELECT value FROM meta WHERE key = ?", meta.BASIS)
    with suppress(ValueError, TypeError, msgspec.DecodeError):
        return Published(dict(stories), decode_basis(basis[0][0]) if basis else None)
    return Published({}, None)


class PublishedSource(msgspec.Struct, frozen=True):
    """What an output knows of a story, plain page or profile: the digest of its file's bytes as the last build read them,
    empty for a file with errors, and the path of its page below the output's folder, empty where the output has none."""

    source: bytes
    page: str

    @property
    def has_page(self) -> bool:
        """Whether the output has a page of it."""
        return bool(self.page)


def published_source(path: Path, source: str) -> PublishedSource | None:
    """What the record of another output says of one story, plain page or author's profile as of its last commit, without
    making its next build wait.

    ``path`` is that of the record, ``source`` that of the file. A profile has a page where the output has one of its author.
    None if the record does not know the file, there is no record, or it cannot be read.
    """
    folder, _, name = source.rpartition("/")
    found = _rows(path, "SELECT digest FROM sources WHERE folder = ? AND name = ?", folder, name)
    if not found or not isinstance(found[0][0], bytes):
        return None
    asked = "SELECT path FROM pages WHERE name = ?"
    values: tuple[str, ...] = (PageName.of(ARTICLE, article_id(source)),)
    if is_page(source):
        values = (PageName.of(PLAIN, page_id(source)),)
    elif is_profile(source):
        asked = "SELECT pages.path FROM pages JOIN profiles p ON name = ? || ':' || p.id WHERE p.path = ?"
        values = (AUTHOR, source)
    page = _rows(path, asked, *values)
    return PublishedSource(found[0][0], str(page[0][0]) if page else "")


def next_moment(path: Path, view: View) -> int | None:
    """The first moment after a view's at which time alone changes what another output shows, in microseconds since 1970.

    ``path`` is that of the output's record, which is read as of its last commit. None where nothing is to come, there is no
    record, or it cannot be read.
    """
    return _asked(path, lambda db: next((moment for _, moment, _ in Timeline(db).coming(view)), None))


def changed_by_time(path: Path, after: int, until: int) -> list[str]:
    """The files of the stories that time alone changes in (after, until], as another output's record knows them.

    As ``next_moment`` otherwise; empty where that gives None.
    """

    def files(db: sqlite3.Connection) -> list[str]:
        ids = Timeline(db).between(after, until)
        found = (db.execute("SELECT path FROM articles WHERE id = ?", (one,)).fetchone() for one in ids)
        return [row[0] for row in found if row is not None]

    return _asked(path, files) or []


def is_sound(path: Path) -> bool:
    """Whether the tables and indexes of a record's file agree, by SQLite's own check, which reads the whole file.

    A damaged index makes queries contradict each other, and raises nothing by itself. True where there is no file.
    """
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db:
            return bool(db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except FAILURES as failure:
        return not is_damage(failure)


def _rows(path: Path, question: str, *values: str) -> list[tuple[Any, ...]]:
    """The answer of a record of any version to a query; empty if there is no record or it has no answer."""
    return _asked(path, lambda db: db.execute(question, values).fetchall()) or []


def _asked(path: Path, ask: Callable[[sqlite3.Connection], A]) -> A | None:
    """What a function reads from a record as of its last commit; None if there is no record or it has no answer."""
    if path.exists():
        with (
            suppress(*FAILURES),  # not only SQLite's: its messages quote bytes that may be no text
            closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db,
        ):
            return ask(db)
    return None
