"""Read and replace files below a folder into which others may write: no link is followed, and nothing outside is touched."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .digest import of_bytes
from .plain_path import MAX_NAME, is_plain_path

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_FILE = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_CLOEXEC", 0)


_ADD = os.O_RDWR | os.O_APPEND | os.O_CREAT | _NO_LINK | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def opened_folder(root: Path, folder: str, *, create: bool = False) -> Iterator[int]:
    """Give the handle of a folder below ``root``, with ``create`` after making what is missing of it.

    ``folder`` is relative, its parts separated by "/"; empty for ``root`` itself, which may be a link. Raises OSError:
    ELOOP or ENOTDIR where a part of the path is a link, EINVAL where the path is not plain.
    """
    if folder and not is_plain_path(folder):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), folder)
    handle = os.open(root, _FOLDER)
    try:
        for part in folder.split("/") if folder else ():
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=handle)
            below = os.open(part, _FOLDER | _NO_LINK, dir_fd=handle)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


@contextmanager
def opened_file(folder: int, name: str) -> Iterator[BinaryIO]:
    """Give a regular file in an open folder for reading.

    Raises OSError: FileNotFoundError where nothing lies there, ELOOP for a link, EINVAL for what is no file.
    """
    handle = os.open(name, _FILE, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):  # os.fdopen would raise for a folder, and leave it open
        os.close(handle)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), name)
    with os.fdopen(handle, "rb") as file:
        yield file


def create_file(folder: int, name: str, data: bytes, *, mode: int = 0o666) -> bool:
    """Write a file in an open folder, and return whether that was done: not where anything has this name. Raises OSError."""
    try:
        handle = os.open(name, _NEW, mode, dir_fd=folder)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return True


def append_line(folder: int, name: str, line: bytes, *, mode: int = 0o666) -> None:
    """Add a line, which has no line end of its own, to a file in an open folder; a new file has ``mode`` less the mask.

    A last line without an end, as a power cut leaves it, stays a line of its own. Raises OSError: ELOOP for a link.
    """
    handle = os.open(name, _ADD, mode, dir_fd=folder)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, (b"\n" if torn else b"") + line + b"\n")
    finally:
        os.close(handle)


def replace_file(folder: int, name: str, data: bytes, *, mode: int = 0o666) -> None:
    """Write a file in an open folder in one step, after its bytes have reached the disk.

    A file that is there keeps its mode; a new one has ``mode`` less the process's mask. The new bytes first lie in
    ``.NAME.new`` beside it, or under a shorter name where that is too long, so only one writer at a time may write a
    file. Raises OSError, and leaves the old file then.
    """
    temporary = f".{name}.new"
    if len(temporary.encode()) > MAX_NAME:
        temporary = f".{of_bytes(name.encode()).hex()}.new"
    with suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=folder)
    try:
        with os.fdopen(os.open(temporary, _NEW, mode, dir_fd=folder), "wb") as file:
            with suppress(FileNotFoundError):
                found = os.stat(name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    os.fchmod(file.fileno(), stat.S_IMODE(found.st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise
    os.fsync(folder)
