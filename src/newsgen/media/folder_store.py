"""A media store in a folder of this machine, or one that is mounted here.

Others may be able to write to it: no symbolic link below the folder is followed, and only regular files are read.
"""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..base.object_storage import StorageErrorKind
from .store import NO_FILE, Blob, StoreError, copy_verified, is_stored_name

_KINDS: dict[int, StorageErrorKind] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "denied", errno.EPERM: "denied",
    errno.EROFS: "denied", errno.ENOENT: "missing", errno.ENOTDIR: "missing", errno.EIO: "unreachable",
    errno.ESTALE: "unreachable", errno.ETIMEDOUT: "unreachable", errno.EHOSTDOWN: "unreachable",
    errno.ENOTCONN: "unreachable",
}  # fmt: skip

_TEMPORARY = ".new-"
_DAY = 24 * 3600
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def _translated() -> Iterator[None]:
    """Raise each OSError of a ``with`` block as a StoreError."""
    try:
        yield
    except OSError as failure:
        kind = _KINDS.get(failure.errno or 0, "other")
        raise StoreError(kind, failure.strerror or type(failure).__name__) from failure


class FolderStore:
    """The originals in a folder, which must exist: it may be a mounted one, and is not created in its mount's absence."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def place(self) -> str:
        return str(self._root)

    def size(self, name: str) -> int | None:
        with _translated(), self._opened(name) as file:
            return None if file is None else os.fstat(file.fileno()).st_size

    def put(self, blob: Blob, file: Path) -> bool:
        with _translated():
            if self._compared(blob):
                return False
            folder = self._root / blob.name.partition("/")[0]
            with suppress(FileExistsError):
                folder.mkdir()
            self._refuse_link(folder)
            handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=folder)
            try:
                with os.fdopen(handle, "wb") as target:
                    with file.open("rb") as source:
                        copy_verified(source, target, blob, "changed")
                    target.flush()
                    os.fchmod(target.fileno(), 0o644)
                    os.fsync(target.fileno())
                stored = self._moved(temporary, blob)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(temporary)
            sync_folder(folder)
            sync_folder(self._root)
        return stored

    def _moved(self, temporary: str, blob: Blob) -> bool:
        """Give the temporary file its name, unless the name is taken meanwhile."""
        target = self._root / blob.name
        self._delete_leftovers(Path(temporary))
        try:
            os.link(temporary, target)
        except FileExistsError:
            return not self._compared(blob)
        except OSError as failure:
            if failure.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):
                raise
            os.replace(temporary, target)  # a file system without hard links
        return True

    def _compared(self, blob: Blob) -> bool:
        """Whether the store has an original. Raises StoreError where it has other bytes under its name."""
        with self._opened(blob.name) as file:
            if file is None:
                return False
            copy_verified(file, None, blob, "wrong")
            return True

    def _delete_leftovers(self, newest: Path) -> None:
        """Delete the temporary files of killed processes in a folder: those that are a day older than the newest one."""
        now = newest.stat().st_mtime
        for path in newest.parent.glob(_TEMPORARY + "*"):
            with suppress(OSError):
                if path.lstat().st_mtime < now - _DAY:
                    path.unlink()

    def fetch(self, blob: Blob, target: BinaryIO) -> None:
        with _translated(), self._opened(blob.name) as file:
            if file is None:
                raise StoreError("absent")
            copy_verified(file, target, blob, "wrong")

    def sizes(self) -> Iterator[tuple[str, int]]:
        with _translated():
            for folder in sorted(self._entries("")):
                for file in self._entries(folder) if len(folder) == 2 else ():
                    name = f"{folder}/{file}"
                    if is_stored_name(name) and (size := self._size_or_no_file(name)) is not None:
                        yield name, size

    def _size_or_no_file(self, name: str) -> int | None:
        try:
            return self.size(name)
        except StoreError as failure:
            if failure.kind != "wrong":
                raise
            return NO_FILE

    def _entries(self, folder: str) -> list[str]:
        try:
            if folder:
                self._refuse_link(self._root / folder)
            return os.listdir(self._root / folder)
        except NotADirectoryError:
            if not folder:
                raise
            return []

    @contextmanager
    def _opened(self, name: str) -> Iterator[BinaryIO | None]:
        """Open an original; None where nothing lies under its name. Raises OSError, and StoreError where a link lies there."""
        if not self._root.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self._refuse_link(self._root / name.partition("/")[0])
        try:
            handle = os.open(self._root / name, _OPEN_FILE)
        except FileNotFoundError:
            yield None
            return
        except OSError as failure:
            if failure.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
                raise StoreError("wrong", name) from None
            raise
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise StoreError("wrong", name)
        with os.fdopen(handle, "rb") as file:
            yield file

    def _refuse_link(self, folder: Path) -> None:
        if folder.is_symlink():
            raise StoreError("other", os.strerror(errno.ELOOP))


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk, where the system can. Raises OSError where the folder is gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)
