"""Choose the folders that may hold changes: all of them, those that git names, or those of a list of paths."""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from ..record.record import Record
from ..site.folders import is_skipped
from ..site.layout import REDIRECTS, SETTINGS, TREES
from . import repository
from .sources import TOO_RECENT


@dataclass(frozen=True, slots=True)
class FoldersToCompare:
    """The answer of a finder: the folders whose files the build must compare with the record.

    ``folders`` are paths relative to the site's folder; None means all folders. ``note`` is the finder's own state: the
    record keeps it when the build is published, and the same finder reads it at the next build.
    """

    folders: frozenset[str] | None = None
    note: bytes = b""


Finder = Callable[[Path, Record, int], FoldersToCompare]
"""A function of the site's folder, the record and the file system's current time (nanoseconds since 1970)."""


def walk(site: Path, record: Record, present: int) -> FoldersToCompare:
    """Name all folders. Always correct; takes time in proportion to the archive."""
    return FoldersToCompare()


def listed(paths: Iterable[str]) -> Finder:
    """Make a finder that names, for each of these paths, the path itself (it may be a folder) and the folder around it.

    It does not name the folders below a path; ``sources.observe`` says which of them it looks into. Paths are absolute
    or relative to the site's folder. Paths outside of the sources are ignored. The list is trusted: a change in a
    folder that it does not name stays unseen until the next build that walks.
    """
    changed_paths = tuple(paths)

    def find(site: Path, record: Record, present: int) -> FoldersToCompare:
        root = os.path.abspath(site)
        relative = {os.path.relpath(os.path.join(root, path), root).replace(os.sep, "/") for path in changed_paths}
        return FoldersToCompare(
            frozenset(folder for path in relative if _is_source(path) for folder in (path, _parent(path)))
        )

    return find


def _is_source(path: str) -> bool:
    return path.partition("/")[0] in (*TREES, SETTINGS, REDIRECTS)


def _parent(path: str) -> str:
    return str(PurePosixPath(path).parent).removeprefix(".")


MOST_NOTED = 10_000  # paths, and folders, that a note keeps; with more of them the next build compares everything
MOST_PATHS = 200  # paths that one git command line names; with more of them git searches whole trees


def git(site: Path, record: Record, present: int) -> FoldersToCompare:
    """Name the folders in which git reports a difference.

    These are the differences between the commit of the last build and the current commit, the uncommitted changes at the
    last build, and the uncommitted changes now. Names all folders when git cannot tell: no repository, an unknown commit,
    submodules, symbolic links, a sparse checkout, attributes or settings that convert files. It misses files that git is
    configured to ignore (``assume-unchanged``, ``skip-worktree``), and files that one command converted with a setting of
    its own (``git -c core.autocrlf=input add``).

    Finding untracked files takes git longest, because it reads the names in every folder. Where git trusts the state of
    folders, this searches only the folders in which a name appeared or disappeared since the last build.
    """
    if any((site / tree).is_symlink() for tree in TREES):
        return FoldersToCompare()
    try:
        return _git_changes(site, repository.opened(site), _Note.of(record.last_build.finder_note), present)
    except OSError:
        return FoldersToCompare()


def _git_changes(site: Path, now: repository.Repository, last: "_Note | None", present: int) -> FoldersToCompare:
    before = last.folders if last else {}
    folders = _folder_states(site, before, present) if now.trusts_folders else {}
    renamed_in = {name for name in before.keys() | folders.keys() if before.get(name) != folders.get(name)}
    committed: list[str] | None = None
    with suppress(OSError):
        committed = [path for path in now.since(last.commit) if _is_source(path)] if last else None
    search_in = set(TREES)
    if last and committed is not None and before and folders:
        fewer = _topmost({*renamed_in, *committed, *last.uncommitted})
        search_in = fewer if len(fewer) <= MOST_PATHS else search_in
    edited, staged, untracked, unreliable = repository.in_parallel(
        now.edited, now.staged, partial(now.untracked, search_in), now.unreliable
    )
    if unreliable or any(PurePosixPath(path).name == ".gitattributes" for path in untracked):
        return FoldersToCompare()
    note = _Note(
        now.commit, frozenset(filter(_is_source, edited)), frozenset(filter(_is_source, [*staged, *untracked])), folders
    )
    if last is None or committed is None:
        return FoldersToCompare(note=note.encode())
    paths = {*committed, *note.edited, *note.uncommitted, *last.edited, *last.uncommitted}
    if any(path.endswith("/") or (site / path).is_symlink() or (site / path).is_dir() for path in paths):
        return FoldersToCompare()
    return FoldersToCompare(
        frozenset(map(_parent, paths)) | (renamed_in if before and folders else frozenset()), note.encode()
    )


def note_for_next_build(found: FoldersToCompare, changed: Iterable[str]) -> bytes:
    """Return the finder's note with the ``changed`` sources added, for the record to keep.

    Git ran before the sources were compared, so the next build compares these sources again. When they are too many for a
    note, the finder's own note is kept, and only sources too recent to be trusted are compared again (``observe``).
    """
    note = _Note.of(found.note)
    if note is None:
        return found.note
    return replace(note, edited=note.edited | frozenset(filter(_is_source, changed))).encode() or found.note


@dataclass(frozen=True, slots=True)
class _Note:
    """What the git finder saw at a build.

    ``edited`` are files that differed from the index. ``uncommitted`` are files whose index entry differed from the commit,
    and untracked files. ``folders`` maps folders to their states; it is empty where git does not trust them.
    """

    commit: str
    edited: frozenset[str]
    uncommitted: frozenset[str]
    folders: dict[str, str]

    @classmethod
    def of(cls, note: bytes | None) -> "_Note | None":
        """Decode a note; None when there is none or another finder wrote it."""
        try:
            commit, edited, uncommitted, folders = json.loads(note or b"null")
        except (TypeError, ValueError):
            return None
        return cls(commit, frozenset(edited), frozenset(uncommitted), folders)

    def encode(self) -> bytes:
        """Encode the note as JSON; empty when it would hold too many paths.

        With too many folders, only these are left out.
        """
        if len(self.edited) + len(self.uncommitted) > MOST_NOTED:
            return b""
        folders = self.folders if len(self.folders) <= MOST_NOTED else {}
        return json.dumps([self.commit, sorted(self.edited), sorted(self.uncommitted), folders]).encode()


def _topmost(paths: set[str]) -> set[str]:
    """Return the paths that lie below no other path of the set.

    Given a folder and a path inside it, ``git ls-files`` does not list a repository nested there.
    """
    return {path for path in paths if paths.isdisjoint(map(str, PurePosixPath(path).parents))}


def _folder_states(site: Path, before: dict[str, str], present: int) -> dict[str, str]:
    """Return the state of every folder of the site's trees: its change time, inode and device.

    A name that appears or disappears changes the state. The states are read before git runs, so that the next build sees a
    later change. ``before`` are the states of the last build; a folder with an unchanged state still has the same
    subfolders. A folder that changed very recently gets a state that no other build can produce, because a second change
    could leave the same time.
    """
    states: dict[str, str] = {}
    inner: dict[str, list[str]] = {}
    for folder in before:
        inner.setdefault(folder.rpartition("/")[0], []).append(folder)
    waiting = [tree for tree in TREES if (site / tree).is_dir()]
    while waiting:
        folder = waiting.pop()
        found = os.stat(site / folder)
        state = f"{found.st_ctime_ns} {found.st_ino} {found.st_dev}"
        states[folder] = state if present - found.st_ctime_ns > TOO_RECENT else f"{state} {present}"
        if states[folder] == before.get(folder):
            waiting += inner.get(folder, [])
        else:
            with os.scandir(site / folder) as entries:
                waiting += [
                    f"{folder}/{entry.name}"
                    for entry in entries
                    if entry.is_dir(follow_symlinks=False) and not is_skipped(entry.name)
                ]
    return states
