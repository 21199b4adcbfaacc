"""Save a file where it is still the one that was opened; else merge both changes, or say what a person must decide."""

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..base.contained import opened_file, opened_folder, replace_file
from ..base.lock import locked
from ..base.problems import Problem
from ..site.article_file import MAX_BYTES
from ..site.layout import STATE
from .earlier_version import brought_back
from .file_kind import FileKind, kind_of
from .story_edit import Edit, Refusal, edited
from .story_file import StoryFile, open_story, version_of
from .story_merge import Decisions, StoryMerge, merge_stories

FOLDER = "desk"
"""The desk's own folder, below that of the site's state: nothing of it is published."""

VERSIONS = f"{FOLDER}/versions"
"""The folder of the versions that were opened, by their digests: what a later save is merged with."""

LOCK = "desk-lock"
"""The lock of saves: two of them wait for each other, and neither for a build."""

_saves = threading.Lock()


class Fault(StrEnum):
    """Why a story is not opened or saved."""

    NO_STORY = "no-story"
    """The path is none of a file that the desk edits, or nothing lies there."""
    LINK = "link"
    """A link or something that is no file lies on the path; the desk writes only into the site's folder."""
    UNREADABLE = "unreadable"
    """The file has no front matter that newsgen could split off; ``Failure.problem`` says why."""
    FORGOTTEN = "forgotten"
    """The file has changed since it was opened, and the version that was opened is not kept any more."""
    FORBIDDEN = "forbidden"
    """The person may not change the story so."""
    SYSTEM = "system"
    """The system refused: the disk is full, or a permission is missing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A story that is not opened or saved; its file is as it was. ``detail`` is the system's own message."""

    fault: Fault
    problem: Problem | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A story's file as it is now. ``merged`` says that somebody else's changes were merged, ``beside`` is as in
    ``StoryMerge``, and ``written`` is false where the file already was so. ``before`` is the file that was replaced."""

    file: StoryFile
    merged: bool = False
    beside: bool = False
    written: bool = True
    before: StoryFile | None = None


def open_file(site: Path, path: str) -> StoryFile | Failure:
    """Open the story at a path relative to the site's folder, and keep its version for the save that may follow.

    On a full disk the story is opened all the same; a save that has to merge is told then that the version is forgotten.
    """
    file = read_story(site, path)
    if not isinstance(file, Failure):
        _keep(site, file.data)
    return file


Permitted = Callable[[StoryFile, StoryFile], bool]
"""Whether a person may change a story's file from the first to the second."""

Mine = Callable[[StoryFile], StoryFile | Refusal]
"""What a person makes of the version that they opened."""


def save(
    site: Path,
    path: str,
    version: str,
    edits: Sequence[Edit],
    decisions: Decisions | None = None,
    *,
    seen: str = "",
    permitted: Permitted = lambda now, new: True,
) -> Saved | StoryMerge | Refusal | Failure:
    """Apply edits to the story at a path, as it was in the version that was opened, and save the result.

    Where the file has changed since, both changes are merged; a StoryMerge with conflicts is the answer where that
    needs ``decisions``. These count only where ``seen``, the version that the conflicts were about, is still that of the
    file: nobody decides over words that they have not seen. The file is replaced in one step: a kill at any moment
    leaves the old one or the new one. No other save of the desk comes between reading and writing. An editor that
    writes the file in that very moment, some milliseconds, is not seen. ``permitted`` is asked about the file as it is
    now and as it would be.
    """

    def mine(base: StoryFile) -> StoryFile | Refusal:
        return edited(base, edits)

    return _saved_alone(site, path, version, mine, (decisions or {}, seen), permitted)


def restore(
    site: Path, path: str, version: str, data: bytes, *, permitted: Permitted = lambda now, new: True
) -> Saved | StoryMerge | Refusal | Failure:
    """Bring back the words of earlier bytes (``brought_back``), as ``save`` would if a person had typed them into ``version``,
    which they saw."""
    kind = kind_of(path)
    if kind is None:
        return Failure(Fault.NO_STORY)
    old = open_story(data, kind)
    if isinstance(old, Problem):
        return Failure(Fault.UNREADABLE, old)
    return _saved_alone(site, path, version, partial(brought_back, old), ({}, ""), permitted)


def save_now(site: Path, path: str, make: Mine, *, permitted: Permitted) -> Saved | Refusal | Failure:
    """Save what ``make`` makes of the story at a path as it is now: one change after the other, so that nothing is merged.

    The file is replaced as by ``save``, and ``permitted`` asked as by it. Raises what ``make`` raises, and writes nothing then.
    """
    try:
        with no_saves(site):
            now = read_story(site, path)
            if isinstance(now, Failure):
                return now
            if not permitted(now, now):
                return Failure(Fault.FORBIDDEN)
            new = make(now)
            if isinstance(new, Refusal):
                return new
            return _written(site, path, new, now, permitted)
    except OSError as failure:
        return Failure(Fault.SYSTEM, detail=str(failure))


@contextmanager
def no_saves(site: Path) -> Iterator[None]:
    """Keep saves of the desk waiting for the length of a ``with`` block. Raises OSError."""
    with locked(site / STATE / LOCK, threads=_saves):
        yield


def _saved_alone(
    site: Path, path: str, version: str, mine: "Mine", decided: tuple[Decisions, str], permitted: Permitted
) -> Saved | StoryMerge | Refusal | Failure:
    try:
        with no_saves(site):
            return _save(site, path, version, mine, decided, permitted)
    except OSError as failure:
        return Failure(Fault.SYSTEM, detail=str(failure))


def tried(
    site: Path, path: str, version: str, edits: Sequence[Edit], *, permitted: Permitted
) -> StoryFile | Refusal | Failure:
    """The version of a story that was opened, with some edits; nothing is written. ``permitted`` is asked as by ``save``."""
    opened = _opened(site, path, version, permitted)
    return opened if isinstance(opened, Failure) else edited(opened.base, edits)


def _save(
    site: Path, path: str, version: str, make: Mine, decided: tuple[Decisions, str], permitted: Permitted
) -> Saved | StoryMerge | Refusal | Failure:
    opened = _opened(site, path, version, permitted)
    if isinstance(opened, Failure):
        return opened
    now, base = opened
    mine = make(base)
    if isinstance(mine, Refusal):
        return mine
    merged = (
        StoryMerge(mine)
        if base is now
        else merge_stories(base, mine, now, decided[0] if decided[1] == now.version else {})
    )
    if merged.file is None:
        _keep(site, now.data)
        return merged
    return _written(site, path, merged.file, now, permitted, merged=base is not now, beside=merged.beside)


def _written(
    site: Path,
    path: str,
    new: StoryFile,
    now: StoryFile,
    permitted: Permitted,
    *,
    merged: bool = False,
    beside: bool = False,
) -> Saved | Failure:
    """Replace the file ``now`` by ``new``, if the person may, and keep the new version. Raises OSError."""
    if not permitted(now, new):
        return Failure(Fault.FORBIDDEN)
    data = new.data
    if data != now.data:
        folder, _, name = path.rpartition("/")
        with opened_folder(site, folder) as above:
            replace_file(above, name, data)
    _keep(site, data)
    return Saved(new, merged, beside, data != now.data, now)


class _Opened(NamedTuple):
    """A story's file as it is now, and as it was in the version that was opened: the same object where nothing changed."""

    now: StoryFile
    base: StoryFile


def _opened(site: Path, path: str, version: str, permitted: Permitted) -> _Opened | Failure:
    now = read_story(site, path)
    if isinstance(now, Failure):
        return now
    if not permitted(now, now):
        return Failure(Fault.FORBIDDEN)
    base = now if now.version == version else _kept(site, version, now.kind)
    return base if isinstance(base, Failure) else _Opened(now, base)


def read_story(site: Path, path: str) -> StoryFile | Failure:
    """The file at a path relative to the site's folder, as it is now. Its version is not kept."""
    kind = kind_of(path)
    if kind is None:
        return Failure(Fault.NO_STORY)
    data = _read(site, path)
    if isinstance(data, Failure):
        return data
    file = open_story(data, kind)
    return Failure(Fault.UNREADABLE, file) if isinstance(file, Problem) else file


def _read(site: Path, path: str) -> bytes | Failure:
    """The bytes of the file at a path that ``kind_of`` knows, at most one more than a story may have."""
    folder, _, name = path.rpartition("/")
    try:
        with opened_folder(site, folder) as above, opened_file(above, name) as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Failure(Fault.NO_STORY)
    except OSError as failure:
        links = (errno.ELOOP, errno.ENOTDIR, errno.EINVAL, errno.ENXIO, errno.EMLINK)
        return Failure(Fault.LINK if failure.errno in links else Fault.SYSTEM, detail=str(failure))


def _keep(site: Path, data: bytes) -> None:
    """Keep a version for later saves, if the system lets it."""
    with suppress(OSError):
        _write_version(site, data)


def _write_version(site: Path, data: bytes) -> None:
    (site / STATE).mkdir(exist_ok=True)
    with opened_folder(site / STATE, VERSIONS, create=True) as folder:
        try:
            with opened_file(folder, version_of(data)):
                return
        except FileNotFoundError:
            replace_file(folder, version_of(data), data, mode=0o600)


def forget_versions(site: Path, before: datetime) -> int:
    """Delete the versions that were kept before a moment, and return their number. Raises OSError."""
    forgotten = 0
    with suppress(FileNotFoundError), opened_folder(site / STATE, VERSIONS) as folder:
        for name in os.listdir(folder):
            if os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime < before.timestamp():
                os.unlink(name, dir_fd=folder)
                forgotten += 1
    return forgotten


def _kept(site: Path, version: str, kind: FileKind) -> StoryFile | Failure:
    """The version with this digest, if it is kept and is still what it was, as a file of a kind."""
    data = kept_bytes(site, version)
    file_then = None if data is None else open_story(data, kind)
    return file_then if isinstance(file_then, StoryFile) else Failure(Fault.FORGOTTEN)


def kept_bytes(site: Path, version: str) -> bytes | None:
    """The bytes of the version with this digest; None where it is not kept, or not any more what it was. Raises OSError."""
    if len(version) != len(version_of(b"")) or not set(version) <= set("0123456789abcdef"):
        return None
    try:
        with opened_folder(site / STATE, VERSIONS) as folder, opened_file(folder, version) as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    return data if version_of(data) == version else None


def source_bytes(site: Path, path: str) -> bytes | None:
    """The bytes of a file below the site's folder; None where none lies there. Raises OSError, for links as well."""
    folder, _, name = path.rpartition("/")
    try:
        with opened_folder(site, folder) as above, opened_file(above, name) as file:
            return file.read()
    except FileNotFoundError:
        return None
