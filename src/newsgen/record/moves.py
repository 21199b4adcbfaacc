"""The journal: the files that a committed build still has to move into place or to delete."""

import sqlite3
from collections.abc import Iterator

import msgspec

from ..base.plain_path import is_plain_path
from .damage import Damaged


class Move(msgspec.Struct, frozen=True):
    """A step of publishing: a staged file goes to its path, or, if ``staged`` is None, the file at the path is deleted.

    ``path`` is relative to the output, ``staged`` to its folder of staged files. ``digest`` is that of the staged
    file's bytes, and empty for a deletion. ``seq`` identifies the step; it does not order the steps.
    """

    seq: int
    path: str
    staged: str | None
    digest: bytes


class Moves:
    """The steps of publishing that the commit of a build leaves to do, so that a crash can be made good."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, rank: int, path: str, staged: str | None, content: bytes) -> None:
        """Add a step; lower ranks go first. ``content`` is the digest of the staged bytes.

        The paths are judged when they are read.
        """
        self._db.execute(
            "INSERT INTO journal (rank, path, staged, digest) VALUES (?, ?, ?, ?)", (rank, path, staged, content)
        )

    def all(self) -> Iterator[Move]:
        """The steps in the order in which they must happen: assets, new pages, changed pages, lists, deletions.

        The loop raises Damaged when it comes to a step that would lead out of the output, after the steps before it.
        """
        rows = self._db.execute("SELECT seq, path, staged, digest FROM journal ORDER BY rank, path")
        return (_move(*row) for row in rows)

    def deletions(self) -> set[str]:
        """The paths of the files that the steps delete. Raises Damaged at one that leads out of the output."""
        return {move.path for move in self.all() if move.staged is None}

    def clear(self) -> None:
        """Forget all steps, once they are done. It does none of them."""
        self._db.execute("DELETE FROM journal")


def _move(seq: int, path: object, staged: object, digest: object) -> Move:
    if is_plain_path(path) and (staged is None or is_plain_path(staged)) and isinstance(digest, bytes):
        return Move(seq, path, staged, digest)
    raise Damaged
