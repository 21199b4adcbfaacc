"""The files of the output that the builds wrote."""

import sqlite3
from collections.abc import Iterator

import msgspec

from ..model.page_name import MEDIA, STATIC, PageName
from .sums import Sums
from .view import View


class Output(msgspec.Struct, frozen=True):
    """A file of the output, as the record knows it.

    ``name`` says which page or copy it is. ``path`` is relative to the output. ``key`` is that of its rendering.
    ``digest`` and ``size`` are those of its bytes. An empty digest means that the bytes are unknown: what lies there
    must be compared.
    """

    name: PageName
    path: str
    key: bytes
    digest: bytes
    size: int


class PathTaken(Exception):
    """Another output has this path, or (for ``Outputs.add``) this name."""


class Outputs:
    """The rows of the files of the output, each with a name and a path of its own. No method touches the files.

    Every change brings the build's id up to date at once, before the commit.
    """

    def __init__(self, db: sqlite3.Connection, sums: Sums) -> None:
        self._db = db
        self._sums = sums

    def get(self, name: str) -> Output | None:
        """The output with this name, or None."""
        row = self._db.execute("SELECT path, key, digest, size FROM pages WHERE name = ?", (name,)).fetchone()
        return Output(PageName(name), *row) if row else None

    def at(self, path: str) -> Output | None:
        """The output with this path, or None."""
        row = self._db.execute("SELECT name, key, digest, size FROM pages WHERE path = ?", (path,)).fetchone()
        return Output(PageName(row[0]), path, *row[1:]) if row else None

    def below(self, folder: str) -> Output | None:
        """Any one output that lies in this folder or in one below it, or None."""
        row = self._db.execute(
            "SELECT name, path, key, digest, size FROM pages WHERE path > ? AND path < ? LIMIT 1",
            (folder + "/", folder + "0"),
        ).fetchone()
        return _output(row) if row else None

    def all(self, prefix: str = "") -> Iterator[Output]:
        """Yield all outputs whose name begins with a prefix, by name.

        The loop may change outputs, but sees no snapshot: it reads 1000 at a time, so it may yield an output that was
        deleted meanwhile, or one that was added further on.
        """
        last, end = prefix, prefix + "\U0010ffff"
        while True:
            rows = self._db.execute(
                "SELECT name, path, key, digest, size FROM pages WHERE name >= ? AND name < ? ORDER BY name LIMIT 1000",
                (last, end),
            ).fetchall()
            yield from map(_output, rows)
            if len(rows) < 1000:
                return
            last = rows[-1][0] + "\0"

    def of_kind(self, kind: str) -> Iterator[Output]:
        """Yield all outputs of one kind, by name. The loop may change outputs, but sees no snapshot: it reads 1000 at a time,
        so it may yield an output that was deleted meanwhile, or one that was added further on."""
        return (output for output in self.all(kind) if output.name.kind == kind)

    def named_below(self, kind: str, address: str) -> list[Output]:
        """The outputs of a kind whose identifier begins with an address, by name."""
        return list(self.all(PageName.of(kind, address)))

    def orphans(self, view: View) -> list[Output]:
        """The recorded pages of stories (kind ``article``) that the view does not show or the record lacks."""
        rows = self._db.execute(
            "SELECT name, p.path, key, p.digest, size FROM pages p LEFT JOIN articles a ON a.id = substr(name, 9)"
            " WHERE name >= 'article:' AND name < 'article;'"
            " AND (a.id IS NULL OR a.published > ? OR a.draft > ?) ORDER BY name",
            (view.until, int(view.drafts)),
        )
        return [_output(row) for row in rows]

    def put(self, output: Output) -> None:
        """Store an output in place of the one with its name, if any.

        Raises PathTaken if another output has its path; the one with its name is deleted then all the same.
        """
        self.drop(output.name)
        self.add(output)

    def add(self, output: Output) -> None:
        """Store an output with a new name. Raises PathTaken if another output has its name or path."""
        try:
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?)",
                (output.name, output.path, output.key, output.digest, output.size),
            )
        except sqlite3.IntegrityError as failure:
            raise PathTaken(output.path) from failure
        self._count(output.name, 1)
        if output.digest:
            self._sums.add_file(output.path, output.digest)

    def drop(self, name: str) -> Output | None:
        """Delete the row of an output and return what it was; None if there was none. Its file stays."""
        old = self.get(name)
        if old is not None:
            self._db.execute("DELETE FROM pages WHERE name = ?", (name,))
            self._count(name, -1)
            if old.digest:
                self._sums.subtract_file(old.path, old.digest)
        return old

    def distrust(self, output: Output) -> None:
        """Forget the key and the digest of an output whose file is not as recorded, so that it is rendered and compared."""
        self.put(Output(output.name, output.path, b"", b"", 0))

    def _count(self, name: str, step: int) -> None:
        self._sums.outputs += step
        self._sums.copies += step * (PageName(name).kind in (MEDIA, STATIC))


def _output(row: tuple[str, str, bytes, bytes, int]) -> Output:
    return Output(PageName(row[0]), *row[1:])
