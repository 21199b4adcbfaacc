"""An open record: its connection, its one transaction, and an object for each noun that it stores.

The record makes a build cheap and never different: without it, or with one of another version, the build makes everything.
One transaction covers a build, and its commit is the moment of publication. It stores the new record together with the
journal of the files to move, so a crash leaves either nothing done or a list of what remains to do.
"""

import sqlite3
from pathlib import Path

from . import meta, schema
from .addresses import Addresses
from .authors import Authors
from .boxes import Boxes
from .codec import Damaged
from .deleted_files import DeletedFiles
from .failures import is_damage
from .last_build import LastBuild, Totals
from .lists import Lists
from .media import Media
from .meta import Meta
from .moves import Moves
from .names import Names
from .originals import Originals
from .outputs import Outputs
from .pins import Pins
from .plain_pages import PlainPages
from .redirects import Redirects
from .sources import Sources
from .spellings import Spellings
from .stories import Stories
from .sums import Sums
from .timeline import Timeline
from .vanished import Vanished
from .view import View


class Record:
    """An open record. Every change lies in one transaction, which ends with ``commit`` or ``rollback``; the next begins at
    once.

    Reads see changes that are not committed yet. The transaction begins when the record is opened, and as long as
    it lasts no other process can write to the file.
    """

    def __init__(self, path: Path) -> None:
        """Open the record at a path, or create an empty one. Raises Damaged when the file is no record of this version, and
        sqlite3.DatabaseError when the system or another process refuses it."""
        self._db = db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._meta = Meta(db)
        self._sums = Sums(self._meta)
        self.last_build = LastBuild(self._meta)
        self.sources = Sources(db)
        self.media = Media(db)
        self.originals = Originals(db)
        self.lists = Lists(db, self._sums)
        self.timeline = Timeline(db)
        self.addresses = Addresses(db)
        self.spellings = Spellings(db)
        self.vanished = Vanished(db)
        self.stories = Stories(
            db, self._sums, self.lists, self.timeline, self.spellings, self.addresses, self.media, self.vanished
        )
        self.plain_pages = PlainPages(db, self.media)
        self.authors = Authors(db, self.media)
        self.boxes = Boxes(db)
        self.names = Names(db)
        self.pins = Pins(self._meta)
        self.redirects = Redirects(db)
        self.outputs = Outputs(db, self._sums)
        self.deleted_files = DeletedFiles(db)
        self.moves = Moves(db)
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

    def commit(self) -> None:
        """Make every change since the last commit durable, and begin the next transaction."""
        self._sums.save()
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        """Undo every change since the last commit, and begin the next transaction."""
        self._db.execute("ROLLBACK")
        self._db.execute("BEGIN IMMEDIATE")
        self._sums.load()

    def close(self) -> None:
        """Close the file; changes that were not committed are lost."""
        self._db.close()

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

    def had_stories(self) -> bool:
        """Whether there is any story, or there was any in the dropped record that this one replaces."""
        return bool(self.stories.count() or self.last_build.inherited_stories)

    def totals(self, view: View) -> Totals:
        """Count what the record holds now: the stories that ``view`` shows and that are not withdrawn; the rendered files of
        the output (``pages``, feeds and redirects included); and all files of the output, copied ones included."""
        outputs = self._sums.outputs
        return Totals(self.lists.count(view), outputs - self._sums.copies, outputs)
