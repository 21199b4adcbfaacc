"""What a remote's commits change in the files of a site: planned first, written only where every file is clear."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..base.contained import opened_folder, replace_file
from ..base.plain_path import is_plain_path
from ..site.layout import DESK, PUBLIC, STATE
from .file_kind import kind_of
from .repository import Change, Repository
from .saving import source_bytes
from .story_file import StoryFile, open_story, version_of
from .story_merge import Choice, Conflict, merge_stories

WHOLE = "file"
"""The name of the conflict about a whole file that cannot be merged by key and block."""

ABSENT = "-"
"""What stands for the version of a file that is not there."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person chose for the conflicts of a file, by their names, when ``seen`` were the versions of both sides."""

    seen: str
    choices: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A file that both sides changed. ``conflicts`` are places of a story; empty where the whole file is one conflict,
    named ``WHOLE``. ``seen`` names the versions of both sides; ``mine_gone`` and ``theirs_gone`` say who deleted it."""

    path: str
    seen: str
    conflicts: tuple[Conflict, ...] = ()
    mine_gone: bool = False
    theirs_gone: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A file of the remote that the desk does not take over: ``reason`` is ``link``, ``path``, ``outside`` or ``filter``."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that changes: what the commit shall have, and what the site's folder. ``before`` is the file's digest now."""

    path: str
    tree: Change
    before: str
    file: Change | None
    """None where the file stays as it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge does, or the conflicts that stand in its way. ``is_theirs`` says that the commit's files are theirs."""

    files: tuple[Incoming, ...] = ()
    conflicts: tuple[Conflicted, ...] = ()
    is_theirs: bool = True

    @property
    def changes(self) -> list[Change]:
        """What the commit of the merge changes."""
        return [one.tree for one in self.files]

    def still_holds(self, site: Path) -> bool:
        """Whether every file is still as it was when the plan was made. Raises OSError."""
        return all(_digest(source_bytes(site, one.path)) == one.before for one in self.files)


@dataclass(frozen=True, slots=True)
class _Diff:
    """A path that differs between two commits, with both modes and hashes; the hash is empty where it is absent."""

    path: str
    old: tuple[str, str]
    new: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The versions of one file: of the common ancestor, of the branch, of the site's folder, of the remote."""

    path: str
    base: bytes | None
    head: bytes | None
    here: bytes | None
    theirs: bytes | None

    @property
    def seen(self) -> str:
        return f"{_digest(self.here)}.{_digest(self.head)}.{_digest(self.theirs)}"


@dataclass(frozen=True, slots=True)
class _Result:
    """The bytes of a merge, None for no file; or the conflict."""

    data: bytes | None = None
    conflict: Conflicted | None = field(default=None)


def plan_for(
    repository: Repository, site: Path, base: str, head: str, theirs: str, decided: Mapping[str, Decided]
) -> Plan | Obstacle:
    """Plan the merge of a commit into the branch and the files; nothing is written. Raises GitError and OSError.

    A file that only the remote changed is the remote's. A story that both changed is merged by key and block, and any
    other file is a conflict. The files of the site's folder count beside the branch: what somebody wrote and did not
    commit is merged as well.
    """
    diffs = _diffs(repository, base, theirs)
    if isinstance(diffs, Obstacle):
        return diffs
    obstacle = _obstacle(repository, diffs)
    if obstacle is not None:
        return obstacle
    heads = repository.entries(head, [diff.path for diff in diffs])
    files: list[Incoming] = []
    conflicts: list[Conflicted] = []
    is_theirs = True
    for diff in diffs:
        mine = heads.get(diff.path, ("", ""))
        here = source_bytes(site, diff.path)
        clean = here is None if not mine[1] else here is not None and repository.hash_of(here, mine[1]) == mine[1]
        arrived = (
            here is None
            if not diff.new[1]
            else here is not None and repository.hash_of(here, diff.new[1]) == diff.new[1]
        )
        their_change = Change(diff.path, None, diff.new[0], diff.new[1])
        untouched = mine[1] == diff.old[1]
        if (untouched or mine == diff.new) and (clean or arrived):
            files.append(Incoming(diff.path, their_change, _digest(here), None if arrived else their_change))
            continue
        blobs = (diff.old[1], mine[1], diff.new[1])
        was, own, new = (repository.git.ask("cat-file", "blob", blob) if blob else None for blob in blobs)
        sides = _Sides(diff.path, was, own, here, new)
        choice = decided.get(diff.path)
        choices = choice.choices if choice is not None and choice.seen == sides.seen else {}
        tree = _merge(sides, own, choices)
        work = tree if clean else _merge(sides, here, choices)
        if (found := work.conflict or tree.conflict) is not None:
            conflicts.append(found)
            continue
        is_theirs = is_theirs and tree.data == new
        mode = mine[0] or diff.new[0] or "100644"
        files.append(
            Incoming(
                diff.path,
                Change(diff.path, tree.data, mode),
                _digest(here),
                None if work.data == here else Change(diff.path, work.data, mode),
            )
        )
    return Plan(tuple(files), tuple(conflicts), is_theirs)


def _merge(sides: _Sides, mine: bytes | None, choices: Mapping[str, Choice]) -> _Result:
    """Merge one version of ours with the remote's."""
    base, theirs = sides.base, sides.theirs
    if mine == theirs or theirs == base:
        return _Result(mine)
    if mine == base:
        return _Result(theirs)
    kind = kind_of(sides.path)
    stories = [None if data is None or kind is None else open_story(data, kind) for data in (base, mine, theirs)]
    if all(isinstance(one, StoryFile) for one in stories):
        one, two, three = (one for one in stories if isinstance(one, StoryFile))
        merged = merge_stories(one, two, three, choices)
        if merged.file is not None:
            return _Result(merged.file.data)
        return _Result(conflict=Conflicted(sides.path, sides.seen, merged.conflicts))
    if choices.get(WHOLE) in ("mine", "theirs"):
        return _Result(mine if choices[WHOLE] == "mine" else theirs)
    return _Result(conflict=Conflicted(sides.path, sides.seen, (), mine is None, theirs is None))


def write(repository: Repository, site: Path, plan: Plan) -> None:
    """Write the files of a plan, each in one step. The caller keeps saves waiting. Raises GitError and OSError."""
    for one in plan.files:
        change = one.file
        if change is None:
            continue
        folder, _, name = change.path.rpartition("/")
        data = repository.git.ask("cat-file", "blob", change.blob) if change.blob else change.data
        with opened_folder(site, folder, create=data is not None) as above:
            if data is not None:
                replace_file(above, name, data)
            else:
                os.unlink(name, dir_fd=above)


def _diffs(repository: Repository, base: str, theirs: str) -> list[_Diff] | Obstacle:
    raw = repository.git.ask("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", base, theirs)
    parts = raw.split(b"\0")[:-1]
    found = []
    for about, name in zip(parts[::2], parts[1::2], strict=True):
        old_mode, new_mode, old, new, _ = about.decode().lstrip(":").split(" ")
        path = os.fsdecode(name)
        if not path.startswith(repository.prefix):
            return Obstacle(path, "outside")
        olds, news = ((mode, blob if mode != "000000" else "") for mode, blob in ((old_mode, old), (new_mode, new)))
        found.append(_Diff(path.removeprefix(repository.prefix), olds, news))
    return found


def _obstacle(repository: Repository, diffs: list[_Diff]) -> Obstacle | None:
    """The first path that the desk must not or cannot write."""
    for diff in diffs:
        parts = diff.path.lower().split("/")
        if not is_plain_path(diff.path) or ".git" in parts or parts[0] in (STATE, PUBLIC, DESK):
            return Obstacle(diff.path, "path")
        if any(mode not in ("000000", "100644", "100755") for mode in (diff.old[0], diff.new[0])):
            return Obstacle(diff.path, "link")
    names = b"".join(os.fsencode(diff.path) + b"\0" for diff in diffs)
    found = repository.git.ask("check-attr", "-z", "--stdin", "filter", data=names).split(b"\0")[:-1]
    for name, _, value in zip(found[::3], found[1::3], found[2::3], strict=True):
        if value not in (b"unspecified", b"unset"):
            return Obstacle(os.fsdecode(name), "filter")
    return None


def _digest(data: bytes | None) -> str:
    return ABSENT if data is None else version_of(data) if len(data) < 2**22 else hashlib.sha256(data).hexdigest()
