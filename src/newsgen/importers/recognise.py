"""Find the reader of each file or folder by its content."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from .item import Source

HEAD = 8192
"""The bytes of a file's beginning that readers look at."""

_SAMPLE = 200
"""The files of a folder that are looked at."""


class Reader(Protocol):
    """A module that reads a format; see ``item``. ``SUFFIXES`` are those of the files that it reads in a folder."""

    SUFFIXES: frozenset[str]

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes is of its format."""
        ...

    def read(self, paths: Sequence[Path]) -> Source:
        """Open files and folders."""
        ...


MODULES: Mapping[str, str] = {
    "wordpress": "wordpress.reading",
    "newsml": "newsml",
    "ghost": "ghost",
    "ninjs": "ninjs",
    "feed": "feed",
    "markdown": "markdown_files",
}
"""The reader's module of each format that ``--as`` names, in the order in which they are asked."""

PAGE = "page"
"""The name of the format of captured pages: whatever text no reader recognises."""

FORMATS = (*MODULES, PAGE)


@dataclass(frozen=True, slots=True)
class Found:
    """Paths of one format, in the order in which they were given."""

    format: str
    paths: tuple[Path, ...]


def reader(name: str) -> Reader:
    """The reader of a format, imported now."""
    return cast(Reader, import_module(f"{__package__}.{MODULES[name]}"))


def recognise(paths: Sequence[Path]) -> list[Found]:
    """The format of each path, in the order of their first occurrence. A folder has that of most of its files.

    A path that cannot be read is a captured page, whose reading will say so.
    """
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(_format_of(path), []).append(path)
    return [Found(name, tuple(of)) for name, of in found.items()]


def _format_of(path: Path) -> str:
    if not path.is_dir():
        return _format_of_file(path)
    counts: Counter[str] = Counter()
    for file in _sample(path):
        name = _format_of_file(file)
        if name != PAGE:
            counts[name] += 1
    return max(counts, key=lambda name: (counts[name], -FORMATS.index(name))) if counts else PAGE


def _format_of_file(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            head = opened.read(HEAD)
    except OSError:
        return PAGE
    return next((name for name in MODULES if reader(name).recognises(head)), PAGE)


def _sample(folder: Path) -> Iterator[Path]:
    """The first files of a folder and those below it, hidden ones left out."""
    left = _SAMPLE
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and left:
                left -= 1
                yield Path(at) / name
        if not left:
            return
