"""Where changes may be: in every folder (walking), where git says so, or where somebody else does who watched."""

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
class Found:
    """The folders to look into, by their paths from the site's folder; None means all. ``note`` is what the same finder
    wants to be told at the next build, once this one is published."""

    folders: frozenset[str] | None = None
    note: bytes = b""


Finder = Callable[[Path, Record, int], Found]
"""From the site's folder, the record and the file system's present (nanoseconds since 1970) to where changes may be."""


def walk(site: Path, record: Record, present: int) -> Found:
    """Everywhere. Right whatever happened; takes as long as the archive is large."""
    return Found()


def listed(paths: Iterable[str]) -> Finder:
    """In the folders of these paths, absolute or from the site's folder, and in what lies below those that are folders.

    It is trusted: a change that it does not name stays unseen until the next build that walks.
    """
    named = tuple(paths)

    def find(site: Path, record: Record, present: int) -> Found:
        root = os.path.abspath(site)
        relative = {os.path.relpath(os.path.join(root, path), root).replace(os.sep, "/") for path in named}
        return Found(frozenset(folder for path in relative if _is_ours(path) for folder in (path, _above(path))))

    return find


def _is_ours(path: str) -> bool:
    return path.partition("/")[0] in (*TREES, SETTINGS, REDIRECTS)


def _above(path: str) -> str:
    return str(PurePosixPath(path).parent).removeprefix(".")


MOST_KNOWN = 10_000  # paths, and folders, that are remembered; with more of them the next build looks at all
MOST_ASKED = 200  # paths that git is asked about one by one


def git(site: Path, record: Record, present: int) -> Found:
    """Where git sees a difference to the commit of the last build, or saw one in the working tree then, or sees one now.

    Walks when git cannot tell: no repository, an unknown commit, submodules, links, a sparse checkout, attributes or
    settings that convert files. It cannot see what it was told not to look at (``assume-unchanged``, ``skip-worktree``),
    nor that a file was converted by a command's own setting (``git -c core.autocrlf=input add``).

    Files that git does not track take it longest to find: it looks at every name. Where git trusts the state of folders
    it is asked only about those where a name came or went since.
    """
    if any((site / tree).is_symlink() for tree in TREES):
        return Found()
    try:
        return _compared(site, repository.opened(site), _Note.of(record.last_build.finder_note), present)
    except OSError:
        return Found()


def _compared(site: Path, now: repository.Repository, last: "_Note | None", present: int) -> Found:
    before = last.folders if last else {}
    folders = _states(site, before, present) if now.trusts_folders else {}
    stirred = {name for name in before.keys() | folders.keys() if before.get(name) != folders.get(name)}
    moved: list[str] | None = None
    with suppress(OSError):
        moved = [path for path in now.since(last.commit) if _is_ours(path)] if last else None
    asked = set(TREES)
    if last and moved is not None and before and folders:
        fewer = _topmost({*stirred, *moved, *last.loose})
        asked = fewer if len(fewer) <= MOST_ASKED else asked
    edited, staged, others, blinding = repository.together(
        now.edited, now.staged, partial(now.others, asked), now.blinding
    )
    if blinding or any(PurePosixPath(path).name == ".gitattributes" for path in others):
        return Found()
    note = _Note(
        now.commit, frozenset(filter(_is_ours, edited)), frozenset(filter(_is_ours, [*staged, *others])), folders
    )
    if last is None or moved is None:
        return Found(note=note.packed())
    paths = {*moved, *note.edited, *note.loose, *last.edited, *last.loose}
    if any(path.endswith("/") or (site / path).is_symlink() or (site / path).is_dir() for path in paths):
        return Found()
    return Found(frozenset(map(_above, paths)) | (stirred if before and folders else frozenset()), note.packed())


def noted(found: Found, changed: Iterable[str]) -> bytes:
    """What to tell the finder at the next build. Git looked before the sources were observed, so whatever was found
    changed there is looked at again; of very many those alone whose state is too fresh to be trusted (``observe``)."""
    note = _Note.of(found.note)
    if note is None:
        return found.note
    return replace(note, edited=note.edited | frozenset(filter(_is_ours, changed))).packed() or found.note


@dataclass(frozen=True, slots=True)
class _Note:
    """What the git finder saw: the commit; the files that differed from the index; those that differed from the commit in
    it, or are not in it; and the folders' states, none where they are not to be trusted."""

    commit: str
    edited: frozenset[str]
    loose: frozenset[str]
    folders: dict[str, str]

    @classmethod
    def of(cls, note: bytes | None) -> "_Note | None":
        try:
            commit, edited, loose, folders = json.loads(note or b"null")
        except (TypeError, ValueError):
            return None  # another finder's
        return cls(commit, frozenset(edited), frozenset(loose), folders)

    def packed(self) -> bytes:
        if len(self.edited) + len(self.loose) > MOST_KNOWN:
            return b""
        folders = self.folders if len(self.folders) <= MOST_KNOWN else {}
        return json.dumps([self.commit, sorted(self.edited), sorted(self.loose), folders]).encode()


def _topmost(paths: set[str]) -> set[str]:
    """Those of them that lie below no other: asked about a folder and what is inside it, git hides a repository there."""
    return {path for path in paths if paths.isdisjoint(map(str, PurePosixPath(path).parents))}


def _states(site: Path, before: dict[str, str], present: int) -> dict[str, str]:
    """The states of all folders of the site's trees, taken before git looks into them: a name that comes or goes later
    changes them. ``before`` are those of the last time; a folder that still has its state holds the same folders.

    One that changed so lately that the next change could leave the same time has a state that no other time has.
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
