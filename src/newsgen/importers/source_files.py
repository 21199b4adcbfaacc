"""The files of an import's source: which there are, and their bytes, bounded."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path

from ..site.layout import PICTURES, RECORDINGS

_LIBRARIES = frozenset({"node_modules", "__pycache__"})
_OUTPUT = frozenset({"public", "_site", "resources", "vendor", "themes", "output"})
"""Folders right below a source with a generator's output, caches and themes: never its stories."""


_MEDIA = frozenset({*PICTURES, *RECORDINGS, ".svg", ".tif", ".tiff", ".heic", ".bmp", ".mov", ".aac", ".flac"})


def is_medium(path: Path) -> bool:
    """Whether a file is a picture, a film or a sound by its suffix: none that a reader reads."""
    return path.suffix.lower() in _MEDIA


_TEXTS = frozenset(
    ".xml .json .jsonl .ndjson .ninjs .nitf .rss .atom .rdf .feed .txt .md .markdown .html .htm .doc .docx .odt .rtf .pdf .eml "
    ".zip .gz .tar".split()
)
"""Suffixes of files that may hold stories."""


def unread(folder: Path, suffixes: frozenset[str]) -> Iterator[str]:
    """The names of files in a folder and below that may hold stories and that have none of these suffixes, in order."""
    wanted = _TEXTS - suffixes
    yield from (file.name for file in files([folder], wanted))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file. ``name`` is its path below the source that was named, with ``/``; its own name where that is a file.

    ``root`` is the folder that was named, else the file's own folder.
    """

    path: Path
    name: str
    root: Path


def files(paths: Sequence[Path], suffixes: frozenset[str]) -> list[SourceFile]:
    """Return the files named, and those with these suffixes (small letters, with the dot) in the folders named.

    Hidden folders and files, links to folders, and folders of libraries and output are left out. The order is that of
    the names and does not depend on the order of ``paths``.
    """
    found: dict[Path, SourceFile] = {}
    for path in paths:
        if not path.is_dir():
            found.setdefault(path, SourceFile(path, path.name, path.parent))
            continue
        for folder, folders, inside in os.walk(path):
            skipped = _LIBRARIES | _OUTPUT if folder == str(path) else _LIBRARIES
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in skipped)
            for name in inside:
                file = Path(folder) / name
                if not name.startswith(".") and file.suffix.lower() in suffixes:
                    found.setdefault(file, SourceFile(file, file.relative_to(path).as_posix(), path))
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


@contextmanager
def mapped(path: Path) -> Iterator[bytes | mmap]:
    """Open a file's bytes without reading them all: mapped into memory, because an export may have gigabytes.

    A byte order mark of UTF-8 stays. Raises OSError.
    """
    with path.open("rb") as opened:
        if not os.fstat(opened.fileno()).st_size:
            yield b""
            return
        with mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
            yield data


_PAGES = 2**24


@dataclass(slots=True)
class Released:
    """Gives the pages of a mapped file back to the system behind the place that is read: memory stays bounded."""

    data: bytes | mmap
    _at: int = 0

    def before(self, offset: int) -> None:
        """Give back what lies before an offset, in steps of 16 MB. It can still be read, more slowly."""
        end = offset // _PAGES * _PAGES
        if end > self._at and isinstance(self.data, mmap):
            if hasattr(self.data, "madvise"):
                self.data.madvise(MADV_DONTNEED, self._at, end - self._at)
            self._at = end


def bounded(path: Path, limit: int) -> bytes | None:
    """Return a file's bytes; None where there are more than ``limit``. Raises OSError."""
    with path.open("rb") as opened:
        data = opened.read(limit + 1)
    return data if len(data) <= limit else None
