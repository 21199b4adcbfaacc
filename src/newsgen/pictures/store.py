"""The renditions that were made, kept by content in ``.newsgen/renditions/``: every output and every build shares them.

A file's name says what it is and ends with the digest of its bytes, so that a damaged one is known when it is read:
``{digest of the original}/{last part of the address}.{digest of the bytes}``. The store is never an input: an empty one
makes a build slower, not different.
"""

import os
import re
import tempfile
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..base import digest
from ..base.plain_file import open_plain
from ..site.layout import STATE
from .recipe import FOLDER, Rendition, folder_of

_FOLDER = "renditions"
_UNFINISHED = ".new-"
_OURS = re.compile(rf"^{re.escape(_UNFINISHED)}|\.[0-9a-f]{{{2 * digest.SIZE}}}$")
"""The names of the files that a store writes."""

_SOUND = "sound"
"""The name of the empty file by which an original is known that can be decoded, and of which nothing need be made yet."""


def store_of(site: Path, folder: Path | None = None) -> "Store":
    """The store of a site: the usual one, or that in ``folder``."""
    return Store(folder if folder is not None else site / STATE / _FOLDER)


@dataclass(frozen=True, slots=True)
class Store:
    """The renditions in a folder, which need not exist."""

    root: Path

    def get(self, rendition: Rendition) -> bytes | None:
        """The bytes of a rendition; None where it was never made, or the file is damaged, which is deleted then."""
        found = None
        for file in self._files(rendition):
            try:
                with open_plain(file) as opened:
                    data = opened.read()
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
        # Several builds may write one file at once. No sync: what a crash leaves of the bytes has another digest.
        with self._new_file(file.parent) as stream:
            stream.write(data)
        os.replace(stream.name, file)
        for other in self._files(rendition):
            if other != file:
                other.unlink(missing_ok=True)

    def is_sound(self, original: str) -> bool:
        """Whether something was made of the original with this digest, or ``mark_sound`` was called: so it can be decoded."""
        try:
            names = os.listdir(self.root / original)
        except OSError:
            return False
        return any(not name.startswith(".") for name in names)

    def mark_sound(self, original: str) -> None:
        """Note that the original with this digest can be decoded. ``prune`` forgets it. Raises OSError."""
        self.put(Rendition(f"{folder_of(original)}{_SOUND}", 0, 0, ""), b"")

    def prune(self, wanted: Container[str], *, before: float, dry_run: bool = False) -> Iterator[int]:
        """Delete every file whose address is not wanted, what killed builds left of unfinished files, and empty folders;
        yield the size of each file in bytes. With ``dry_run`` nothing is deleted. A file whose name a store does not give
        stays: the folder may be a link to one that has other files too.

        ``before`` is a moment in seconds since 1970: files that were written then or later stay, as a build that goes on may
        want them. A build that misses a file makes it again. Works as it is consumed. Raises OSError.
        """
        for folder in self._folders():
            old = folder.stat().st_mtime < before
            kept = False
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                name = entry.name.rpartition(".")[0]
                state = entry.stat(follow_symlinks=False)
                if (
                    not _OURS.search(entry.name)
                    or f"{FOLDER}{folder.name}/{name}" in wanted
                    or state.st_mtime >= before
                    or entry.is_dir(follow_symlinks=False)
                ):
                    kept = True
                    continue
                if not dry_run:
                    with suppress(FileNotFoundError):
                        os.unlink(entry.path)
                yield state.st_size
            if old and not kept and not dry_run:
                with suppress(OSError):
                    folder.rmdir()  # a build may have put a file here meanwhile

    def _folders(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        with os.scandir(self.root) as entries:
            return sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))

    def _new_file(self, folder: Path) -> IO[bytes]:
        """An unfinished file, whose name begins with a dot. The folder is made again if it is deleted at the same moment."""
        for last in (False, True):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                return tempfile.NamedTemporaryFile(dir=folder, prefix=_UNFINISHED, delete=False)
            except FileNotFoundError:
                if last:
                    raise
        raise AssertionError

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
