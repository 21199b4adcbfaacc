"""The copy of a record's file in which a first build works, until one rename puts it in place of the file."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

_BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite's names for the files beside a database end in; the first is the database itself."""


def copied(path: Path) -> Path:
    """Copy the file of a record that nobody has open, and return the path of the copy.

    What a killed build left of another copy is deleted. Raises OSError.
    """
    drop_copy(path)
    copy = _copy_of(path)
    try:
        shutil.copyfile(path, copy)
    except BaseException:
        drop_copy(path)
        raise
    return copy


def put_in_place(copy: Path, path: Path) -> None:
    """Replace a record by its copy, in one step that outlasts a loss of power. Nobody may have either open. Raises OSError."""
    for end in _BESIDE[1:]:
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    handle = os.open(copy, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    copy.replace(path)
    with suppress(OSError):  # Windows opens no folders, and some file systems sync none
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def drop_copy(path: Path) -> None:
    """Delete the copy of a record, if there is one, with all that SQLite put beside it. Raises OSError.

    No running process may have it open for writing: the caller holds the lock of the record's folder.
    """
    copy = _copy_of(path)
    for end in _BESIDE:
        copy.with_name(copy.name + end).unlink(missing_ok=True)


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".apart")
