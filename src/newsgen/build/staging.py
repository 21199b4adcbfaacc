"""Staged files: what a build writes into a folder of the output, from where the journal moves it into place.

The builder and its workers stage files side by side, each in a folder of its own; which of them wrote a file changes nothing.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..base import digest
from ..site.layout import STAGING
from .output_folder import above, lies_there

SYNC_EACH = 64  # more staged files than this are synced by one sync of the whole file system

_PER_FOLDER = 1000


class StagedPage(NamedTuple):
    """The bytes of a page as a worker left them. ``staged`` is the name of the staged file in the folder of staged files; None
    where the output has these bytes at the page's path. ``replaces``: a file lies at the path."""

    digest: bytes
    size: int
    staged: str | None
    replaces: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a build stages files. ``empty``: the output had no file when the build began. ``compare``: it may hold files
    that the record does not know, so bytes are compared before writing."""

    output: Path
    compare: bool
    empty: bool

    @staticmethod
    def of(output: Path, *, compare: bool) -> "Place":
        """The place in an output into which nothing is staged yet."""
        return Place(output, compare, not output.is_dir() or next(output.iterdir(), None) is None)

    @property
    def folder(self) -> Path:
        """The folder of staged files."""
        return self.output / STAGING

    def worker(self) -> "Stager":
        """A stager for a worker process, in a new folder. Raises OSError, as where the builder made no folder of staged files:
        so a worker that outlives its builder cannot write among the files of the next build."""
        import tempfile  # which an edit need not wait for

        return Stager(self, os.path.basename(tempfile.mkdtemp(dir=self.folder)) + "/")


@dataclass(slots=True)
class Stager:
    """Writes staged files for one process. ``prefix`` is that of the names of its files: a folder with a slash, or empty."""

    place: Place
    prefix: str = ""
    count: int = 0
    """How many files were staged."""
    _root: str = ""
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._root = str(self.place.output)  # joining paths as objects is a tenth of what a page costs here

    def lies_there(self, path: str, content: bytes) -> bool:
        """Whether the output, where it must be compared, has bytes with the digest ``content`` at a path, and no link leads
        there."""
        if not self.place.compare or self.place.empty or above(path, self.place.output, (), self._seen) is not None:
            return False
        return lies_there(f"{self._root}/{path}", content)

    def replaces(self, path: str) -> bool:
        """Whether the output has a file at a path."""
        return not self.place.empty and os.path.isfile(f"{self._root}/{path}")

    def stage(self, write: Callable[[BinaryIO], None], *, sync: bool = False) -> str:
        """Stage what ``write`` writes, with ``sync`` onto the disk, and return the name of the staged file. Raises OSError."""
        name = self._new_name()
        with open(f"{self._root}/{STAGING}/{name}", "wb") as file:
            write(file)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        return name

    def page(self, path: str, data: bytes) -> StagedPage:
        """Stage a page, unless the output must be compared and has its bytes at its path. It is not synced. Raises OSError."""
        content = digest.of_bytes(data)
        if self.lies_there(path, content):
            return StagedPage(content, len(data), None, replaces=True)
        name = self._new_name()
        with open(f"{self._root}/{STAGING}/{name}", "wb", 0) as file:
            written = file.write(data)
            while written < len(data):  # a nearly full disk takes a part, and refuses the rest
                written += file.write(data[written:])
        return StagedPage(content, len(data), name, self.replaces(path))

    def _new_name(self) -> str:
        if self.count % _PER_FOLDER == 0:
            if self.count == 0 and not self.prefix:
                self.place.folder.mkdir(parents=True, exist_ok=True)
            (self.place.folder / f"{self.prefix}{self.count // _PER_FOLDER}").mkdir()
        self.count += 1
        return f"{self.prefix}{(self.count - 1) // _PER_FOLDER}/{self.count - 1}"
