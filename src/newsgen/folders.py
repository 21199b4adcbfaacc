"""What a folder holds, as the system lists it: the names and states of files, not their contents."""

import os
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

State = tuple[str, int, int, int]
"""A file's name, size (bytes), mtime (ns) and inode."""


_LEFT_OVER = ("~", ".swp", ".tmp")


def passed_over(name: str) -> bool:
    """Whether a file or folder is hidden or an editor's leftover, by its name: no source is."""
    return name.startswith((".", "#")) or name.endswith(_LEFT_OVER)


def listed(folder: str) -> tuple[bytes, list[str]] | None:
    """The digest of a folder's files, and the names of the folders in it. None where something in it has to be looked at
    one by one: a link, an odd name, what is not an ordinary file or cannot be read.

    Half of the time is the system's.
    """
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] in ".#" or name.endswith(_LEFT_OVER):
                    continue
                if entry.is_file(follow_symlinks=False):
                    found = entry.stat(follow_symlinks=False)
                    files.append(f"{name}/{found.st_size}/{found.st_mtime_ns}/{found.st_ino}")
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                else:
                    return None
    except OSError:
        return None
    text = _joined(files)
    for names in (text, "/".join(folders)):  # what holds for all of it holds for each name in it
        if not names.isprintable() or not (names.isascii() or unicodedata.is_normalized("NFC", names)):
            return None
    return _digest(text), folders


def digest_of(states: Iterable[State]) -> bytes:
    """What ``listed`` says of a folder with these files."""
    return _digest(_joined([f"{name}/{size}/{mtime}/{inode}" for name, size, mtime, inode in states]))


def _joined(files: list[str]) -> str:
    return "//".join(sorted(files))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=16).digest()
