"""The article files that must be read again, and reading them: in this process, or over a pool."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..articles.article import ParsedArticle, parse_article
from ..base import digest
from ..base.problems import Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..observe.sources import Changes, unreadable
from ..record.codec import sealed
from ..record.record import Record
from ..record.sources import Stat
from ..site.article_file import MAX_BYTES
from ..site.layout import CONTENT, THEME
from ..site.settings import Settings
from ..site.source_kind import is_article, is_data, is_picture, nfc, original_of


@dataclass(frozen=True, slots=True)
class Source:
    """An article file with its bytes. ``data`` is None when the bytes are those that the record knows; ``fault`` says why
    the file cannot be read."""

    path: str
    stat: Stat
    digest: bytes
    data: bytes | None
    fault: Problem | None = None


def file_users(changes: Changes, record: Record) -> list[str]:
    """Paths of the files, of stories, plain pages and profiles, that use a picture or a data file that changed, came or
    went, or a picture whose sidecar did.

    May repeat.
    """
    files = {nfc(original_of(path.removeprefix(THEME))) for path in (*changes.changed, *changes.vanished)}
    return [user for path in sorted(files) if is_picture(path) or is_data(path) for user in record.media.users(path)]


def to_read(changes: Changes, record: Record, *, again: bool, held: Iterable[str] = ()) -> dict[str, bool]:
    """Paths of the article files to read, each with whether it must be parsed even if its bytes are as before.

    ``again``: the settings or the code differ, so every file is parsed anew. ``held``: sources that are to be held back.
    Those that could not be looked at are not among them.
    """
    paths = {path: again for path in changes.changed if is_article(path)}
    if again:
        paths |= {path: True for path in record.sources.under(CONTENT) if is_article(path)}
    for user in file_users(changes, record):
        if is_article(user):
            paths[user] = True
    paths |= {path: True for path in held if is_article(path)}
    for path in changes.vanished:
        paths.pop(path, None)
    return {path: forced for path, forced in sorted(paths.items()) if path not in changes.refused}


def read_all(
    paths: dict[str, bool], changes: Changes, record: Record, site: Path, settings: Settings, *,
    workforce: Workforce, progress: Callable[[str, int, int], None],
) -> Iterator[tuple[Source, ParsedArticle | None]]:  # fmt: skip
    """Yield each file with its reading, in the order of ``paths``. Files are read as the iterator is consumed.

    The reading is None where the record's story still holds, and for a file that cannot be read (see ``Source.fault``).
    """
    sources = (_source(path, forced, changes, record, site) for path, forced in paths.items())
    for done, result in enumerate(workforces.over(workforce, workforces.as_it_is, settings, _batch, sources), 1):
        progress("read", done, len(paths))
        yield result


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe without a writer is empty; nobody waits for one


def bytes_of(site: Path, path: str) -> bytes | Problem:
    """The bytes of a text source, or the Problem that the system has with the file.

    These are at most MAX_BYTES + 1 bytes: with more than MAX_BYTES the source is too large, and the rest is missing.
    """
    try:
        with open(f"{site}/{path}", "rb", opener=_without_waiting) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as failure:
        return unreadable(failure).at(path)


def _source(path: str, forced: bool, changes: Changes, record: Record, site: Path) -> Source:
    data = bytes_of(site, path)
    if isinstance(data, Problem):
        return Source(path, Stat(0, -1, 0, 0), b"", None, data)
    content = digest.of_bytes(data)
    stat = changes.stats.get(path) or record.sources.stat(path) or Stat(len(data), -1, 0, 0)
    same = not forced and record.sources.digest(path) == content
    return Source(path, stat, content, None if same else data)


def _read(source: Source, settings: Settings) -> ParsedArticle | None:
    if source.data is None:
        return None
    reading = parse_article(source.path, source.data, settings)
    if reading.article is None or reading.picture_uses or reading.boxes:  # these are read where the record is
        return reading
    return replace(reading, article=None, sealed=sealed(reading.article, reading.body_key))


def _batch(settings: Settings, sources: list[Source]) -> list[ParsedArticle | None]:
    return [_read(source, settings) for source in sources]
