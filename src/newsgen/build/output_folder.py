"""Look at an output's folder: what lies there, what is in the way of a file, and which names are one to its file system.

Others may write to the folder too, so nothing here follows a link below it or waits for a pipe.
"""

import os
import shutil
import stat
import unicodedata
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from ..base import digest
from ..base.plain_file import open_plain
from ..site.folders import walk_below
from ..site.layout import STAGING, STAMP

_LONGEST_STAMP = 200  # bytes; a stamp has 65


def lies_there(path: Path | str, content: bytes) -> bool:
    """Whether a regular file's bytes have the digest ``content``; False for what is missing, a link, or cannot be read."""
    try:
        return digest.of_file(path, links=False) == content
    except OSError:
        return False


def read_stamp(output: Path) -> str | None:
    """The build id in an output's stamp; None without a stamp, and "" where the stamp is no file that can be read."""
    try:
        with open_plain(output / STAMP) as file:
            return file.read(_LONGEST_STAMP).decode().strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return ""


def discard_staging(output: Path) -> None:
    """Delete the folder of staged files. Where a link or a file has its name, that is deleted, never what a link leads to."""
    staging = output / STAGING
    if stat.S_ISDIR(kind_of(staging)):
        shutil.rmtree(staging, ignore_errors=True)  # given a pipe, it would wait for a writer
        return
    with suppress(OSError):
        os.unlink(staging)


def in_the_way(path: str, output: Path, deletions: Container[str], seen: set[str]) -> str | None:
    """What newsgen did not write where ``path`` needs a folder, or in a folder that lies at ``path``; None where it is free.

    Paths are those in the output. A file of ``deletions`` is not foreign, and a link is never a folder. ``seen`` are
    folders in whose way nothing is: this adds those that it looked at.
    """
    target = f"{output}/{path}"
    if os.path.isdir(target) and not os.path.islink(target):
        for folder, _, names in walk_below(target):
            for name in names:
                inner = f"{folder}/{name}".removeprefix(f"{output}/")
                if inner not in deletions:
                    return inner
    return above(path, output, deletions, seen)


def above(path: str, output: Path, deletions: Container[str], seen: set[str]) -> str | None:
    """What is no folder where ``path`` needs one: the first from the output's root down, or None.

    ``deletions`` and ``seen`` are those of ``in_the_way``.
    """
    folders = []
    folder = path.rpartition("/")[0]
    while folder and folder not in seen:
        folders.append(folder)
        folder = folder.rpartition("/")[0]
    for folder in reversed(folders):
        kind = kind_of(f"{output}/{folder}")
        if kind and not stat.S_ISDIR(kind) and folder not in deletions:
            return folder
        seen.add(folder)
    return None


def kind_of(path: Path | str) -> int:
    """The mode of what lies at a path, which says its kind, of a link that of the link; 0 where nothing lies, or where it
    cannot be looked at."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def knows_no_case(output: Path) -> bool:
    """Whether the output's file system takes names that differ only by case for one, as those of macOS and Windows do.

    Writes nothing: it asks for something that is there, under another case. That is newsgen's own in the output, or else
    the nearest folder above, whose file system is taken for that of the output. False where nothing tells.
    """
    output = output.absolute()
    for path in (output / STAGING, output / STAMP, output, *output.parents):
        other = path.with_name(path.name.swapcase()) if path.name else path
        if other != path and kind_of(path):
            try:
                return kind_of(other) != 0 and other.name not in os.listdir(path.parent)
            except OSError:
                return False
    return False


def folded(path: str) -> str:
    """A path as a file system that knows no case compares it: the same for all paths that one may take for it."""
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path.casefold())
