"""List a folder: the names and states of its files, never their contents."""

import marshal
import os
from hashlib import blake2b

TYPE_CHECKING = False  # a constant of our own, since importing typing takes 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator  # 2 ms, which the fast path saves

State = tuple[str, int, int, int, int]
"""A file's name, size (bytes), mtime (ns), ctime (ns) and inode.

An archive that is unpacked again can bring other bytes of the same size and mtime, and the file system may give them the
same inode. Nobody can set the ctime, so it differs.
"""


_LEFTOVERS = ("~", ".swp", ".tmp")


def is_skipped(name: str) -> bool:
    """Whether this name belongs to a hidden file or an editor's leftover, which are never sources."""
    return name.startswith((".", "#")) or name.endswith(_LEFTOVERS)


def walk_below(folder: str) -> "Iterator[tuple[str, list[str], list[str]]]":
    """Each folder from this one down, with the names of the folders in it and the names of all else in it, sorted.

    A folder comes before those in it. Hidden names count too. A link is among all else and is not followed. A folder
    that cannot be listed is left out, this one too. Whoever iterates may remove names from the list of folders: the
    walk does not enter those. The code is not recursive, since a user can make more levels than Python has stack for.
    """
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        folders: list[str] = []
        others: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    (folders if entry.is_dir(follow_symlinks=False) else others).append(entry.name)
        except OSError:
            continue
        folders.sort()
        yield folder, folders, sorted(others)
        waiting += [f"{folder}/{name}" for name in reversed(folders)]


def list_folder(folder: str) -> tuple[bytes, list[str]] | None:
    """The digest of a folder's files, and the names of its folders, in no order; skipped names count for neither.

    The digest is of each file's ``State``. The folders below are not listed. None where this is not enough to know the
    folder: it has a link, an odd name, or something that is not an ordinary file, or cannot be read.

    System calls take nine tenths of the time, so each test of names covers all names at once.
    """
    files: list[State] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    found = entry.stat(follow_symlinks=False)
                    files.append((entry.name, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
                elif is_skipped(entry.name):
                    continue
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                else:
                    return None
    except OSError:
        return None
    names = f"/{'/'.join([file[0] for file in files])}/"
    if any(mark in names for mark in _MARKS):
        files = [file for file in files if not is_skipped(file[0])]
        names = "/".join([file[0] for file in files])
    for text in (names, "/".join(folders)):
        if not text.isprintable() or not (text.isascii() or _is_normal(text)):
            return None
    return listing_digest(files), folders


def _is_normal(text: str) -> bool:
    import unicodedata

    return unicodedata.is_normalized("NFC", text)


_MARKS = ("/.", "/#", *(f"{end}/" for end in _LEFTOVERS))


def listing_digest(states: "Iterable[State]") -> bytes:
    """The digest by which ``list_folder`` knows a set of files, in any order."""
    return blake2b(marshal.dumps(sorted(states), 0), digest_size=16).digest()
