"""A look at the record of an output while a build may be writing it: reading only, in any thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import meta, schema
from .damage import Damaged
from .media import Media
from .meta import Meta
from .outputs import Outputs
from .sources import Sources
from .sums import Sums


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at the record needs: the uses of files, the sources and the outputs. They are those of the last commit."""

    media: Media
    sources: Sources
    outputs: Outputs


@contextmanager
def glance(path: Path) -> Iterator[Glance]:
    """Open the record at a path for reading, for the ``with`` block.

    Raises what ``FAILURES`` names where there is no record of this version, or a build does not end its commit within 30
    seconds.
    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=30)
    try:
        single = Meta(db)
        if single.get(meta.SCHEMA_VERSION) != schema.VERSION.encode():
            raise Damaged
        yield Glance(Media(db), Sources(db), Outputs(db, Sums(single)))
    finally:
        db.close()
