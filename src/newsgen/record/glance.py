"""A look at the record of an output while a build may be writing it: reading only, in any thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .media import Media
from .sources import Sources


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at the record needs: the uses of files, and the sources. They are those of the last commit."""

    media: Media
    sources: Sources


@contextmanager
def glance(path: Path) -> Iterator[Glance]:
    """Open the record at a path for reading, for the ``with`` block.

    Raises what ``FAILURES`` names where there is no record, or a build does not end its commit within 30 seconds.
    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=30)
    try:
        yield Glance(Media(db), Sources(db))
    finally:
        db.close()
