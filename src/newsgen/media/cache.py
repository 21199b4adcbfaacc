"""The cache of originals in the site's ``.newsgen/media/``: files by digest, which may be deleted at any time."""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from ..base import digest
from ..base.plain_file import open_plain
from ..site.layout import MEDIA_CACHE, STATE
from .folder_store import sync_folder
from .store import Blob, Store, StoreError, copy_verified


class Cache:
    """The originals that lie on this machine though git does not keep them."""

    def __init__(self, site: Path) -> None:
        self.folder = site / STATE / MEDIA_CACHE

    def path(self, blob: Blob) -> Path:
        """Where a blob lies, or would."""
        return self.folder / blob.name

    def holds(self, blob: Blob) -> bool:
        """Whether a file of the right size lies there. Its bytes are not read."""
        try:
            found = self.path(blob).lstat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == blob.size

    def verified(self, blob: Blob) -> Path | None:
        """The file of a blob, whose bytes were compared with its digest just now; None where there is none. A damaged one is
        deleted."""
        file = self.path(blob)
        if not self.holds(blob):
            return None
        try:
            with open_plain(file) as source:
                copy_verified(source, None, blob, "wrong")
        except (OSError, StoreError):
            with suppress(OSError):
                file.unlink()
            return None
        return file

    def fetch(self, blob: Blob, store: Store) -> Path:
        """Fetch a blob from the store, and return its file. Raises StoreError and OSError."""
        return write_verified(self.path(blob), blob, store)

    def take(self, blob: Blob, file: Path, state: os.stat_result) -> bool:
        """Move a file into the cache; False, and nothing is moved, where the file is not in this state any more.

        ``state`` is that of the file when its digest was made. Raises OSError. Killed at any moment, it leaves the file at
        its place, or in the cache, there perhaps under a temporary name.
        """
        target = self.path(blob)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{file.name[:80]}.{digest.of_bytes(os.fsencode(file)).hex()[:8]}")
        try:
            os.replace(file, aside)
        except OSError as failure:
            if failure.errno != errno.EXDEV:
                raise
            return self._copy(blob, file, state)
        if not _is_same(aside.stat(), state):
            with suppress(FileExistsError):
                os.link(aside, file)
                os.unlink(aside)
            return False
        os.replace(aside, target)
        sync_folder(target.parent)
        sync_folder(file.parent)
        return True

    def _copy(self, blob: Blob, file: Path, state: os.stat_result) -> bool:
        """What ``take`` does where the cache lies on another file system."""
        write_verified(self.path(blob), blob, file)
        if not _is_same(file.stat(), state):
            return False
        file.unlink()
        sync_folder(file.parent)
        return True


def _is_same(found: os.stat_result, state: os.stat_result) -> bool:
    def key(one: os.stat_result) -> tuple[int, int, int]:
        return (one.st_ino, one.st_size, one.st_mtime_ns)

    return key(found) == key(state)


def write_verified(target: Path, blob: Blob, source: Store | Path) -> Path:
    """Write a blob from the store, or from a file, to a path, and return it. Readers see all of it or nothing.

    Raises StoreError where the bytes are others, then nothing is written; and OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(source, Path):
                with source.open("rb") as opened:
                    copy_verified(opened, file, blob, "wrong")
            else:
                source.fetch(blob, file)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    sync_folder(target.parent)
    return target
