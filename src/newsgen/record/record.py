"""An open record: its connection, its one transaction, and an object for each noun that it stores.

The record makes a build cheap and never different: without it, or with one of another version, the build makes everything.
One transaction covers a build, and its commit is the moment of publication. It stores the new record together with the
journal of the files to move, so a crash leaves either nothing done or a list of what remains to do.
"""

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from . import apart as files
from . import meta, schema
from .damage import Damaged
from .deleted_files import DeletedFiles
from .failures import is_damage
from .last_build import LastBuild, Totals
from .meta import Meta
from .moves import Moves
from .outputs import Outputs
from .sources import Sources
from .sums import Sums
from .timeline import Timeline
from .vanished import Vanished
from .view import View

if TYPE_CHECKING:
    from .addresses import Addresses
    from .authors import Authors
    from .boxes import Boxes
    from .lists import Lists
    from .media import Media
    from .names import Names
    from .originals import Originals
    from .pins import Pins
    from .plain_pages import PlainPages
    from .redirects import Redirects
    from .shows import Shows
    from .spellings import Spellings
    from .stories import Stories


class Record:
    """An open record. Every change lies in one transaction, which ends with ``commit`` or ``rollback``; the next begins at
    once.

    Reads see changes that are not committed yet. The transaction begins when the record is opened, and as long as
    it lasts no other process can write to the file. The objects of the nouns are good until the next ``commit`` or
    ``rollback``, so take them from the record each time.
    """

    def __init__(self, path: Path) -> None:
        """Open the record at a path, or create an empty one. Raises Damaged when the file is no record of this version, and
        sqlite3.DatabaseError when the system or another process refuses it."""
        self._path = path
        self._copy: Path | None = None
        self._open(sqlite3.connect(path, isolation_level=None, timeout=30))
        self._try_to_begin()

    @classmethod
    def shared(cls, path: Path) -> "Record":
        """Open for reading the copy that another process shares (``share``), as it was then. Nothing is locked.

        Good until the other process commits or rolls back. A change raises sqlite3.OperationalError.
        """
        record = cls.__new__(cls)
        record._path, record._copy = path, None
        uri = f"{path.absolute().as_uri()}?immutable=1"
        record._open(sqlite3.connect(uri, uri=True, isolation_level=None))
        record._db.execute("PRAGMA cache_size = -16000")
        record._sums.load()
        return record

    def _open(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._meta = Meta(db)
        self._sums = Sums(self._meta)
        self.last_build = LastBuild(self._meta)
        self.sources = Sources(db)
        self.timeline = Timeline(db)
        self.vanished = Vanished(db)
        self.outputs = Outputs(db, self._sums)
        self.deleted_files = DeletedFiles(db)
        self.moves = Moves(db)
        for noun in _LATER:
            self.__dict__.pop(noun, None)

    def _try_to_begin(self) -> None:
        try:
            self._begin()
        except (sqlite3.DatabaseError, Damaged) as failure:
            self.close()
            if is_damage(failure):
                raise Damaged from failure
            raise

    def _begin(self) -> None:
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA cache_size = -16000")
        self._db.execute("PRAGMA temp_store = MEMORY")
        known = schema.has_tables(self._db)
        self._db.execute("BEGIN IMMEDIATE")
        if not known:
            schema.create_tables(self._db)
            self._meta.put(meta.SCHEMA_VERSION, schema.VERSION.encode())
            self.commit()
        elif self._meta.get(meta.SCHEMA_VERSION) != schema.VERSION.encode():
            raise Damaged
        self._sums.load()

    def work_apart(self) -> None:
        """From now on, change a copy of the file, which ``commit`` puts in place of it and ``rollback`` drops.

        So the copy can be shared before the commit, and a build that is killed leaves the record as it was. To be called
        where nothing changed since the last commit. Raises OSError.
        """
        self._db.execute("ROLLBACK")
        self.close()
        self._copy = files.copied(self._path)
        self._open(sqlite3.connect(self._copy, isolation_level=None, timeout=30))
        self._try_to_begin()
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA synchronous = OFF")  # ``files.put_in_place`` syncs it
        self._db.execute("BEGIN IMMEDIATE")

    def share(self) -> Path | None:
        """Store all changes in the copy, so that other processes may open it as ``shared`` until the next ``commit`` or
        ``rollback``; return its path. None where the file system allows no copy that others read.

        This is no commit: what was changed in the copy is still published or dropped as a whole. Later changes do not
        reach the readers. To be called once after ``work_apart``.
        """
        assert self._copy is not None
        self._sums.save()
        self._db.execute("COMMIT")
        # The log takes all later changes, so that the file stays as the readers have it. Held by one connection alone, a log
        # needs no memory that processes share, which network file systems lack.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        (mode,) = self._db.execute("PRAGMA journal_mode = WAL").fetchone()
        self._db.execute("BEGIN IMMEDIATE")
        return self._copy if mode == "wal" else None

    def commit(self) -> None:
        """Make every change since the last commit durable, and begin the next transaction."""
        self._sums.save()
        self._db.execute("COMMIT")
        if self._copy is not None:
            (mode,) = self._db.execute(
                "PRAGMA journal_mode = DELETE"
            ).fetchone()  # brings what the log has into the file
            if mode == "wal":
                raise OSError(f"{self._copy}: SQLite does not give up its log")
            self._db.close()
            files.put_in_place(self._copy, self._path)
            self._open_again()
        else:
            self._db.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        """Undo every change since the last commit, and begin the next transaction."""
        if self._copy is not None:
            self.close()
            self._open_again()
            return
        self._db.execute("ROLLBACK")
        self._db.execute("BEGIN IMMEDIATE")
        self._sums.load()

    def _open_again(self) -> None:
        self._copy = None
        self._open(sqlite3.connect(self._path, isolation_level=None, timeout=30))
        self._try_to_begin()

    def close(self) -> None:
        """Close the file; changes that were not committed are lost."""
        self._db.close()
        if self._copy is not None:
            files.drop_copy(self._path)

    @property
    def is_apart(self) -> bool:
        """Whether changes go to a copy of the file (``work_apart``)."""
        return self._copy is not None

    @property
    def fresh(self) -> bool:
        """Whether no build is recorded yet."""
        return self._meta.get(meta.BASIS) is None

    @property
    def build_id(self) -> str:
        """The digest of the paths and bytes of all outputs as the record has them now, in hexadecimal.

        It is that of the last build only until the first change of an output. Outputs of unknown bytes are left out.
        """
        return self._sums.build_id

    @cached_property
    def addresses(self) -> "Addresses":
        from .addresses import Addresses

        return Addresses(self._db)

    @cached_property
    def authors(self) -> "Authors":
        from .authors import Authors

        return Authors(self._db, self.media)

    @cached_property
    def boxes(self) -> "Boxes":
        from .boxes import Boxes

        return Boxes(self._db)

    @cached_property
    def lists(self) -> "Lists":
        from .lists import Lists

        return Lists(self._db, self._sums)

    @cached_property
    def media(self) -> "Media":
        from .media import Media

        return Media(self._db)

    @cached_property
    def names(self) -> "Names":
        from .names import Names

        return Names(self._db)

    @cached_property
    def originals(self) -> "Originals":
        from .originals import Originals

        return Originals(self._db)

    @cached_property
    def pins(self) -> "Pins":
        from .pins import Pins

        return Pins(self._meta)

    @cached_property
    def plain_pages(self) -> "PlainPages":
        from .plain_pages import PlainPages

        return PlainPages(self._db, self.media)

    @cached_property
    def redirects(self) -> "Redirects":
        from .redirects import Redirects

        return Redirects(self._db)

    @cached_property
    def shows(self) -> "Shows":
        from .shows import Shows

        return Shows(self._db, self.media)

    @cached_property
    def spellings(self) -> "Spellings":
        from .spellings import Spellings

        return Spellings(self._db)

    @cached_property
    def stories(self) -> "Stories":
        from .stories import Stories

        return Stories(
            self._db, self._sums, self.lists, self.timeline, self.spellings, self.addresses, self.media, self.vanished
        )

    def had_stories(self) -> bool:
        """Whether there is any story, or there was any in the dropped record that this one replaces."""
        return bool(self.stories.count() or self.last_build.inherited_stories)

    def totals(self, view: View) -> Totals:
        """Count what the record holds now: the stories that ``view`` shows and that are not withdrawn; the rendered files of
        the output (``pages``, feeds and redirects included); and all files of the output, copied ones included."""
        outputs = self._sums.outputs
        return Totals(self.lists.count(view), outputs - self._sums.copies, outputs)


_LATER = tuple(name for name, value in vars(Record).items() if isinstance(value, cached_property))
"""The nouns whose modules load at their first use: a build that changes nothing needs none of them, nor the model."""
