"""Pictures and recordings that say where they were taken, in git or to readers, and those that are too heavy for git."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ..base.problems import Problem
from ..observe.repository import converted, kept
from ..pictures.film_private import Film, read_film
from ..pictures.metadata import read_metadata
from ..site.layout import CONTENT, FILMS, STATIC
from ..site.source_kind import is_picture, is_recording
from .rules import RULES
from .site import Site

_MEGABYTE = 1_000_000

HEAD = 256 * 1024
"""How many bytes of a JPEG are read: cameras write the position into the first segment, editors into the second."""

MOST = 64 * 1024 * 1024
"""The most bytes that are read of a picture in another format, where the position may stand at the end."""


def measured(site: Site) -> Iterator[Problem]:
    """Yield a finding for each film of ``static/`` that may say where it was taken even as it is published.

    Films in the media store are not looked at.
    """
    for path in sorted(site.record.sources.under(STATIC)):
        if path.lower().endswith(FILMS):
            film = _film(site.folder / path)
            if film is not None and film.is_doubtful:
                yield RULES["picture-measured"].found().at(path)


def in_git(site: Site) -> Iterator[Problem]:
    """Yield the findings in the pictures and recordings that git tracks, or would add; none where there is no repository.

    A picture or a film that says where it was taken has one, as readers get it without the place and whoever has the
    repository does not. A file with more than ``check.git_megabytes`` has one, unless an attribute of git puts something
    else in its place, as Git LFS does. No pixel is decoded.
    """
    trees = (CONTENT, STATIC)
    files = [path for tree in trees for path in site.record.sources.under(tree) if _is_looked_at(path)]
    if not files:
        return
    found = kept(site.folder, trees)
    files = sorted(path for path in files if path in found)
    yield from _heavy(site, [path for path in files if is_picture(path) or is_recording(path)])
    for path in files:
        if _has_position(site.folder / path):
            yield RULES["picture-position"].found().at(path)


def _is_looked_at(path: str) -> bool:
    return is_picture(path) or is_recording(path) or path.lower().endswith(FILMS)


def _heavy(site: Site, files: list[str]) -> Iterator[Problem]:
    limit = site.settings.check.git_megabytes
    if not limit:
        return
    sizes = {path: stat.size for path in files if (stat := site.record.sources.stat(path)) is not None}
    heavy = [path for path, size in sizes.items() if size > limit * _MEGABYTE]
    elsewhere = converted(site.folder, heavy)
    for path in heavy:
        if path not in elsewhere:
            size = f"{sizes[path] / _MEGABYTE:.1f}"
            yield RULES["picture-heavy"].found(size=size, limit=limit, file=quote(path)).at(path)


def _has_position(file: Path) -> bool:
    """Whether a picture or a film says where it was taken; not where it cannot be read, which the build tells."""
    if file.name.lower().endswith(FILMS):
        film = _film(file)
        return film is not None and film.has_position
    try:
        with file.open("rb") as stream:
            data = stream.read(HEAD)
            if not data.startswith(b"\xff\xd8"):
                data += stream.read(MOST - HEAD)
    except OSError:
        return False
    return read_metadata(data).has_position


def _film(file: Path) -> Film | None:
    try:
        with file.open("rb") as stream:
            return read_film(stream, file.stat().st_size)
    except OSError:
        return None
