"""Which article files must be read again, and reading them: here, or over a pool."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..articles.read import Reading, read
from ..base import digest
from ..base.problems import Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..observe.sources import Changes, unreadable
from ..record.record import Record, Stat, sealed
from ..site.article_file import MAX_BYTES
from ..site.layout import CONTENT, THEME
from ..site.settings import Settings
from ..site.source_kind import is_article, is_picture


@dataclass(frozen=True, slots=True)
class Source:
    """An article file with its bytes; ``data`` is None when they are those that the record knows."""

    path: str
    stat: Stat
    digest: bytes
    data: bytes | None


def picture_users(changes: Changes, record: Record) -> list[str]:
    """Files that use a picture that changed, came or went."""
    pictures = {path.removeprefix(THEME) for path in (*changes.changed, *changes.vanished)}
    return [user for path in sorted(pictures) if is_picture(path) for user in record.users(path)]


def to_read(changes: Changes, record: Record, *, again: bool) -> dict[str, bool]:
    """Article files to look into, each with whether it must be parsed even if its bytes are as before.

    ``again``: the settings or the code differ, so every file is parsed anew.
    """
    wanted = {path: again for path in changes.changed if is_article(path)}
    if again:
        wanted |= {path: True for path in record.sources_under(CONTENT) if is_article(path)}
    for user in picture_users(changes, record):
        if is_article(user):
            wanted[user] = True
    for path in changes.vanished:
        wanted.pop(path, None)
    return dict(sorted(wanted.items()))


def take_in(
    wanted: dict[str, bool], changes: Changes, record: Record, site: Path, settings: Settings, *,
    workforce: Workforce, problems: list[Problem], progress: Callable[[str, int, int], None],
) -> Iterator[tuple[Source, Reading | None]]:  # fmt: skip
    """Each file with what came of it, in the order of their paths; None where the record's story still holds."""
    sources = _load(wanted, changes, record, site, problems)
    for done, result in enumerate(workforces.over(workforce, start, settings, _batch, sources), 1):
        progress("read", done, len(wanted))
        yield result


def bytes_of(site: Path, path: str) -> bytes | Problem:
    """A text source's bytes, as far as they can be one, or why they cannot be read."""
    try:
        with open(f"{site}/{path}", "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as failure:
        return unreadable(failure).at(path)


def _load(
    wanted: dict[str, bool], changes: Changes, record: Record, site: Path, problems: list[Problem]
) -> Iterator[Source]:
    for path, forced in wanted.items():
        data = bytes_of(site, path)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        content = digest.of_bytes(data)
        stat = changes.stats.get(path) or record.source_stat(path) or Stat(len(data), -1, 0)
        same = not forced and record.source_digest(path) == content
        yield Source(path, stat, content, None if same else data)


_settings: Settings


def start(settings: Settings) -> None:
    """A worker's preparation."""
    global _settings
    _settings = settings


def _read(source: Source) -> Reading | None:
    if source.data is None:
        return None
    reading = read(source.path, source.data, _settings)
    if reading.article is None or reading.uses:  # pictures are put in where the record is
        return reading
    return replace(reading, article=None, sealed=sealed(reading.article, reading.body_key))


def _batch(sources: list[Source]) -> list[Reading | None]:
    return [_read(source) for source in sources]
