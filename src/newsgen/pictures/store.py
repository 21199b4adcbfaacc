"""The renditions that were made, kept by content in ``.newsgen/renditions/``: every output and every build shares them.

A file's name says what it is and ends with the digest of its bytes, so that a damaged one is known when it is read:
``{digest of the original}/{last part of the address}.{digest of the bytes}``. The store is never an input: an empty one
makes a build slower, not different.
"""

import os
import shutil
import tempfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..site.layout import STATE
from .recipe import FOLDER, Rendition

_FOLDER = "renditions"


def store_of(site: Path) -> "Store":
    """The usual store of a site."""
    return Store(site / STATE / _FOLDER)


@dataclass(frozen=True, slots=True)
class Store:
    """The renditions in a folder, which need not exist."""

    root: Path

    def get(self, rendition: Rendition) -> bytes | None:
        """The bytes of a rendition; None where it was never made, or the file is damaged, which is deleted then."""
        found = None
        for file in self._files(rendition):
            try:
                data = file.read_bytes()
            except OSError:
                continue
            if digest.of_bytes(data).hex() == file.name.rpartition(".")[2]:
                found = data
            else:
                file.unlink(missing_ok=True)
        return found

    def has(self, rendition: Rendition) -> bool:
        """Whether there is a file of a rendition; it is not read."""
        return next(self._files(rendition), None) is not None

    def put(self, rendition: Rendition, data: bytes) -> None:
        """Keep a rendition. Its earlier file is replaced. Raises OSError."""
        folder, name = self._place(rendition)
        file = self.root / folder / f"{name}.{digest.of_bytes(data).hex()}"
        file.parent.mkdir(parents=True, exist_ok=True)
        # Several builds may write one file at once. No sync: what a crash leaves of the bytes has another digest.
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-", delete=False) as stream:
            stream.write(data)
        os.replace(stream.name, file)
        for other in self._files(rendition):
            if other != file:
                other.unlink(missing_ok=True)

    def prune(self, wanted: Container[str]) -> Iterator[Path]:
        """Delete every file whose address is not wanted, and yield it. Raises OSError."""
        for folder in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                if f"{FOLDER}{folder.name}/{file.name.rpartition('.')[0]}" not in wanted:
                    file.unlink(missing_ok=True)
                    yield file
            if folder.is_dir() and not any(folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)

    def _place(self, rendition: Rendition) -> tuple[str, str]:
        folder, _, name = rendition.address.removeprefix(FOLDER).partition("/")
        return folder, name

    def _files(self, rendition: Rendition) -> Iterator[Path]:
        folder, name = self._place(rendition)
        try:
            names = os.listdir(self.root / folder)
        except OSError:
            return
        yield from (self.root / folder / one for one in sorted(names) if one.rpartition(".")[0] == name)
