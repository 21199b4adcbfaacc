"""Drawings of ``static/``: SVG files, which browsers run. One that is not safe is held back."""

from collections.abc import Iterator

from ..base import digest
from ..base.problems import Problem
from ..observe.sources import Changes, unreadable
from ..record.sources import Stat
from ..site.layout import STATIC
from ..site.source_kind import is_drawing
from .indexing import Indexed, Indexing


def index_drawings(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record the state and the digest of each drawing that changed, or of all when every source is read again.

    Works as it is consumed. One that is not safe to publish, or cannot be read, is held back. The theme's own drawings are
    trusted.
    """
    sources = indexing.record.sources
    paths = {path for path in changes.changed if is_drawing(path)}
    if indexing.again:
        paths |= {path for path in sources.under(STATIC) if is_drawing(path)}
    for path in sorted(paths.difference(changes.vanished)):
        stat = changes.stats.get(path) or sources.stat(path)
        if path not in changes.refused and stat is not None:
            yield _index(indexing, path, stat)


def _index(indexing: Indexing, path: str, stat: Stat) -> Indexed:
    from ..pictures.vector import COMPRESSED, MAX_BYTES, faults  # most builds see no drawing

    try:
        with (indexing.site / path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as failure:
        problems: tuple[Problem, ...] = (unreadable(failure),)
    else:
        problems = (COMPRESSED,) if path.lower().endswith("z") else faults(data)
    if problems:
        found = (problem.at(path, problem.line or 1, problem.column or 1) for problem in problems)
        return Indexed(problems=tuple(found), read=1) | indexing.hold(path, stat)
    indexing.record.sources.put(path, stat, digest.of_bytes(data))
    return Indexed(read=1)
