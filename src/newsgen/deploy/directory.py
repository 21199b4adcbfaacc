"""A local directory as a target; each file is replaced with one rename.

Others may be able to write to it. So every folder below its root is opened by a handle that follows no symbolic link, and
files are read, written, renamed and deleted by the handle of their folder.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..base import digest
from ..base.lock import locked
from ..base.plain_path import is_plain_path
from . import manifest
from .target import FOLDER, HEAD, ErrorKind, HeadConflict, Header, RemoteFile, TargetError, Tick, Upload, output_changed

_KINDS: dict[int, ErrorKind] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "denied", errno.EPERM: "denied",
    errno.EROFS: "denied", errno.ENOENT: "missing", errno.ENOTDIR: "missing", errno.EIO: "unreachable",
    errno.ESTALE: "unreachable",
    errno.ETIMEDOUT: "unreachable", errno.EHOSTDOWN: "unreachable", errno.ENOTCONN: "unreachable",
}  # fmt: skip

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_OPEN_FILE = (
    os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
)  # without O_NONBLOCK a pipe would wait for a writer
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

_ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise each OSError of a ``with`` block as a TargetError; let other exceptions pass."""
    try:
        yield
    except OSError as failure:
        raise TargetError(
            _KINDS.get(failure.errno or 0, "other"), failure.strerror or type(failure).__name__
        ) from failure


class Directory:
    """A folder on this machine, or one that is mounted here. Only its own address may be a link.

    A missing folder is an empty target; the first file makes it, with the folders above it. Raises TargetError where a
    file lies at its address.
    """

    carries_headers = False

    def __init__(self, root: Path) -> None:
        self._root = root
        if root.exists() and not root.is_dir():
            raise TargetError("missing", os.strerror(errno.ENOTDIR))

    @contextmanager
    def _opened(self, folder: str, *, create: bool = False) -> Iterator[int]:
        """Open a folder below the root and yield its handle; ``create`` makes missing folders.

        Raises OSError, and TargetError when a part of the path is a link.
        """
        if create:
            os.makedirs(self._root, exist_ok=True)
        handle = os.open(self._root, _OPEN_FOLDER)
        try:
            done = ""
            for part in folder.split("/") if folder else ():
                done += f"/{part}" if done else part
                below = _open_below(handle, part, done, create=create)
                os.close(handle)
                handle = below
            yield handle
        finally:
            os.close(handle)

    @contextmanager
    def _file(self, path: str) -> Iterator[BinaryIO | None]:
        """Open a file for reading and yield it; yield None where a link, a folder or a special file lies.

        Raises FileNotFoundError when nothing lies there, other OSErrors, and TargetError when a folder of the path is a
        link or the path is not plain.
        """
        folder, name = _split(path)
        with self._opened(folder) as above:
            try:
                handle = os.open(name, _OPEN_FILE, dir_fd=above)
            except OSError as failure:
                if failure.errno not in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
                    raise
                yield None
                return
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # os.fdopen would raise for a folder, and leave it open
            os.close(handle)
            yield None
            return
        with os.fdopen(handle, "rb") as file:
            yield file

    def _read(self, path: str) -> bytes:
        """Return the bytes of a file of the manifest, at most ``manifest.LARGEST`` + 1 of them.

        A longer result than ``manifest.LARGEST`` shows the caller that the file is too large. Raises OSError, also when
        the file is missing, and TargetError for a link or a special file.
        """
        with self._file(path) as file:
            if file is None:
                raise TargetError("link", path)
            return file.read(manifest.LARGEST + 1)

    def head(self) -> tuple[bytes, str] | None:
        with translate_errors(), suppress(FileNotFoundError):
            data = self._read(HEAD)
            return data[: manifest.LARGEST], digest.of_bytes(data).hex()
        return None

    def swap(self, data: bytes, version: str | None) -> str:
        with translate_errors(), self._opened(FOLDER[:-1], create=True) as folder:
            if _is_link(folder, "lock"):
                raise TargetError("link", FOLDER + "lock")
            with locked(Path("lock"), folder=folder):
                found = self.head()
                if (found and found[1]) != version:
                    raise HeadConflict
                self._write(HEAD, data, sync=True)
        return digest.of_bytes(data).hex()

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        found = {}
        for path in paths:
            with translate_errors(), suppress(FileNotFoundError):
                data = self._read(path)
                if len(data) <= manifest.LARGEST:
                    found[path] = data
        return found

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        with translate_errors():
            for upload in uploads:
                self._write(upload.path, upload.data, upload.content)
                tick()

    def _write(self, path: str, data: bytes | Path, content: bytes = b"", *, sync: bool = False) -> None:
        folder, name = _split(path)
        temporary = digest.of_bytes(path.encode()).hex()
        # Web servers do not serve the folder of temporary files.
        with self._opened(folder, create=True) as above, self._opened(FOLDER + "tmp", create=True) as beside:
            try:
                with suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=beside)
                with os.fdopen(os.open(temporary, _NEW_FILE, 0o666, dir_fd=beside), "wb") as target:
                    if isinstance(data, Path):
                        _copy(data, target, content)
                    else:
                        target.write(data)
                    if sync:
                        target.flush()
                        os.fsync(target.fileno())
                os.replace(temporary, name, src_dir_fd=beside, dst_dir_fd=above)
            except BaseException:
                with suppress(OSError):
                    os.unlink(temporary, dir_fd=beside)
                raise

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        with translate_errors():
            folders = set()
            for path in paths:
                folder, name = _split(path)
                with suppress(*_ABSENT), self._opened(folder) as above:
                    os.unlink(name, dir_fd=above)
                folders.add(folder)
                tick()
            for folder in sorted(folders, key=lambda folder: folder.count("/"), reverse=True):
                self._delete_empty(folder)

    def _delete_empty(self, folder: str) -> None:
        """Delete a folder and those above it, as far as they are empty.

        Stops at the first that cannot be deleted, and raises nothing.
        """
        while folder:
            above, _, name = folder.rpartition("/")
            try:
                with self._opened(above) as handle:
                    os.rmdir(name, dir_fd=handle)
            except (OSError, TargetError):
                break
            folder = above

    def list_paths(self) -> Iterator[str]:
        waiting = [""]
        with translate_errors():
            while waiting:
                folder = waiting.pop()
                with suppress(*_ABSENT), self._opened(folder) as handle, os.scandir(handle) as entries:
                    for entry in entries:
                        path = f"{folder}/{entry.name}" if folder else entry.name
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(path)
                        elif not entry.is_dir():  # a link to a folder stays out of sight
                            yield path

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        found = {}
        none: tuple[Header, ...] = ()
        for path in paths:
            with translate_errors(), suppress(*_ABSENT), self._file(path) as file:
                if file is not None:
                    found[path] = RemoteFile(digest.copy(file, None), none)
            tick()
        return found

    def close(self) -> None:
        with suppress(OSError, TargetError), self._opened(FOLDER[:-1]) as folder:
            shutil.rmtree("tmp", ignore_errors=True, dir_fd=folder)


def _split(path: str) -> tuple[str, str]:
    """Return the folder of a path, empty for the root, and the name of its file.

    Raises TargetError when the path is not plain, relative and within the target.
    """
    if not is_plain_path(path):
        raise TargetError("other", os.strerror(errno.EINVAL))
    folder, _, name = path.rpartition("/")
    return folder, name


def _open_below(folder: int, name: str, path: str, *, create: bool) -> int:
    """Open the folder ``name`` in an open folder and return its handle; ``create`` makes it when it is missing.

    Raises OSError, and TargetError when it is a link. ``path`` only names it in that error.
    """
    try:
        return os.open(name, _OPEN_FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        if not create:
            raise
    except OSError:
        if _is_link(folder, name):
            raise TargetError("link", path) from None
        raise
    with suppress(FileExistsError):  # another deploy made it meanwhile
        os.mkdir(name, dir_fd=folder)
    return _open_below(folder, name, path, create=False)


def _is_link(folder: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _copy(source: Path, target: BinaryIO, content: bytes) -> None:
    try:
        opened = source.open("rb")
    except OSError:
        raise output_changed(source) from None
    with opened:
        if digest.copy(opened, target) != content:
            raise output_changed(source)
