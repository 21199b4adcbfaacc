"""The sidecars of a site, and where the bytes of each lie on this machine."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import Problem
from ..pictures.sidecar import MAX_SIDECAR, Sidecar, parse_sidecar
from ..site.folders import is_skipped, walk_below
from ..site.layout import CONTENT, SIDECAR, STATIC
from ..site.source_kind import is_sidecar
from .cache import Cache
from .store import Blob, StoreError, blob_of, copy_verified


@dataclass(frozen=True, slots=True)
class Entry:
    """A sidecar with its path and the path of the file that it stands for, both from the site's folder."""

    path: str
    sidecar: Sidecar

    @property
    def original(self) -> str:
        return self.path.removesuffix(SIDECAR)

    @property
    def blob(self) -> Blob:
        return blob_of(self.sidecar)


@dataclass(frozen=True, slots=True)
class Library:
    """The readable sidecars of a site by path, and the problems of the others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def library(site: Path) -> Library:
    """Read all sidecars of a site, in ``content/`` and ``static/``. Links and hidden files are left out, as in a build."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in sorted(_paths(site)):
        data = read_regular(site / path, MAX_SIDECAR + 1)
        parsed = parse_sidecar(path, data) if data is not None else None
        if parsed is not None and parsed.sidecar is not None:
            entries.append(Entry(path, parsed.sidecar))
        problems += parsed.problems if parsed is not None else ()
    return Library(tuple(entries), tuple(problems))


def _paths(site: Path) -> Iterator[str]:
    return (path for path in files_below(site, (CONTENT, STATIC)) if is_sidecar(path))


def files_below(site: Path, trees: tuple[str, ...]) -> Iterator[str]:
    """The paths, from the site's folder, of all files below some folders of it. Hidden ones are left out; links are not
    followed."""
    for tree in trees:
        for folder, inner, names in walk_below(str(site / tree)):
            label = os.path.relpath(folder, site).replace(os.sep, "/")
            inner[:] = [name for name in inner if not is_skipped(name)]
            yield from (f"{label}/{name}" for name in names if not is_skipped(name))


def read_regular(file: Path, most: int) -> bytes | None:
    """The first ``most`` bytes of a file; None for what is no regular file, is a link, or cannot be read."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError:
        return None


def is_beside(site: Path, entry: Entry) -> bool | None:
    """Whether the original lies beside its sidecar; None where a file with other bytes lies there."""
    file = site / entry.original
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        if file.stat().st_size != entry.blob.size:
            return None
        with file.open("rb") as opened:
            copy_verified(opened, None, entry.blob, "changed")
    except FileNotFoundError:
        return False
    except (OSError, StoreError):
        return None
    return True


def here(site: Path, entry: Entry, cache: Cache) -> Path | None:
    """A file of this machine with the bytes of an original, compared just now: in the cache, or beside the sidecar."""
    return cache.verified(entry.blob) or (site / entry.original if is_beside(site, entry) else None)
