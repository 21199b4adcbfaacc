"""What a folder holds, as the system lists it: the names and states of files, not their contents."""

import os
import stat
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

State = tuple[str, int, int, int]
"""A file's name, size (bytes), mtime (ns) and inode."""


def passed_over(name: str) -> bool:
    """Whether a file or folder is hidden or an editor's leftover, by its name: no source is."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp"))


def listed(folder: str) -> tuple[bytes, list[str]] | None:
    """The digest of a folder's files, and the names of the folders in it. None where something in it has to be looked at
    one by one: a link, an odd name, what is not an ordinary file or cannot be read.

    4 µs a file, of which the system takes 2.
    """
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if passed_over(name):
                    continue
                if not name.isascii() and not unicodedata.is_normalized("NFC", name):
                    return None
                if not name.isprintable() or entry.is_symlink():
                    return None
                if entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                    continue
                found = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(found.st_mode):
                    return None
                files.append(f"{name}/{found.st_size}/{found.st_mtime_ns}/{found.st_ino}")
    except OSError:
        return None
    return _digest(files), folders


def digest_of(states: Iterable[State]) -> bytes:
    """What ``listed`` says of a folder with these files."""
    return _digest([f"{name}/{size}/{mtime}/{inode}" for name, size, mtime, inode in states])


def _digest(files: list[str]) -> bytes:
    return blake2b("//".join(sorted(files)).encode(errors="surrogateescape"), digest_size=16).digest()
