"""Captions and transcripts of ``static/``: what is wrong with those that changed. They are published all the same."""

from collections.abc import Iterator

from ..observe.sources import Changes, unreadable
from ..site.layout import STATIC
from ..site.source_kind import is_captions
from .indexing import Indexed, Indexing


def index_captions(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Yield the problems of each file of captions that changed, or of all when every source is read again.

    Their state and digest are recorded with those of the other static files.
    """
    paths = {path for path in changes.changed if is_captions(path)}
    if indexing.again:
        paths |= {path for path in indexing.record.sources.under(STATIC) if is_captions(path)}
    for path in sorted(paths.difference(changes.vanished)):
        if path not in changes.refused:
            yield _looked_at(indexing, path)


def _looked_at(indexing: Indexing, path: str) -> Indexed:
    from ..site.webvtt import MAX_BYTES, faults  # most builds see no captions

    try:
        with (indexing.site / path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as failure:
        return Indexed(problems=(unreadable(failure).as_warning().at(path),))
    problems = tuple(problem.at(path, problem.line, problem.column) for problem in faults(data))
    return Indexed(problems=problems, read=1)
