"""The article files that must be read again, and reading them: in this process, or over a pool."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

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
from ..site.source_kind import (
    is_article,
    is_captioned_by,
    is_captions,
    is_data,
    is_picture,
    is_recording,
    nfc,
    original_of,
    stems_of_captions,
)


class Source(NamedTuple):
    """An article file that was looked at. ``digest`` is that of its bytes; ``fault`` says why the file cannot be read."""

    path: str
    stat: Stat
    digest: bytes
    fault: Problem | None = None


class _Wanted(NamedTuple):
    """An article file to read. ``stat`` is its state if that is known, ``known`` the digest of the bytes that need not be
    parsed. ``data`` is what the builder read of it for a worker that has not the site's files."""

    path: str
    stat: Stat | None
    known: bytes | None
    data: bytes | Problem | None = None


def file_users(changes: Changes, record: Record) -> list[str]:
    """Paths of the files, of stories, plain pages and profiles, that use a picture, a data file or a recording that changed,
    came or went, or whose sidecar or captions did.

    May repeat.
    """
    moved = {nfc(original_of(path.removeprefix(THEME))) for path in (*changes.changed, *changes.vanished)}
    shown = {path for path in moved if is_picture(path) or is_data(path) or is_recording(path)}
    for stem in (stem for path in moved if is_captions(path) for stem in stems_of_captions(path)):
        shown.update(path for path in record.media.beginning(f"{stem}.") if is_captioned_by(path, stem))
    return [user for path in sorted(shown) for user in record.media.users(path)]


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
    remote = bool(workforce.scheduler)
    wanted = (_wanted(path, forced, changes, record, site, read=remote) for path, forced in paths.items())
    readers = workforces.over(workforce, workforces.as_it_is, (site, settings), _batch, wanted)
    for done, (_, result) in enumerate(readers, 1):
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


def _wanted(path: str, forced: bool, changes: Changes, record: Record, site: Path, *, read: bool) -> _Wanted:
    stat = changes.stats.get(path) or record.sources.stat(path)
    known = None if forced else record.sources.digest(path)
    return _Wanted(path, stat, known, bytes_of(site, path) if read else None)


def _read(wanted: _Wanted, site: Path, settings: Settings) -> tuple[Source, ParsedArticle | None]:
    path = wanted.path
    data = bytes_of(site, path) if wanted.data is None else wanted.data
    if isinstance(data, Problem):
        return Source(path, Stat(0, -1, 0, 0), b"", data), None
    content = digest.of_bytes(data)
    source = Source(path, wanted.stat or Stat(len(data), -1, 0, 0), content)
    if content == wanted.known:
        return source, None
    reading = parse_article(path, data, settings)
    if (
        reading.article is None or reading.picture_uses or reading.boxes or reading.recordings or reading.show_mark
    ):  # these are read where the record is
        return source, reading
    return source, replace(reading, article=None, sealed=sealed(reading.article, reading.body_key, reading.stage))


def _batch(place: tuple[Path, Settings], wanted: list[_Wanted]) -> list[tuple[Source, ParsedArticle | None]]:
    return [_read(one, *place) for one in wanted]
