"""The git repository around a site: commit bytes of one file without touching the index's other entries or the files.

A commit goes in by git-fast-import(1): the hash of the tree before, one path, its bytes. So nothing else can be in it, and
no hook, filter or signature takes part. Afterwards the index gets the new entry of the same path, else the next
``git commit`` of a person would take the save back.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from ..base.contained import opened_file, opened_folder, replace_file
from ..site.layout import STATE
from .git import Git, GitError, GitFault
from .saving import FOLDER

STALE = timedelta(hours=1)
"""A lock of the index that is older was left by a command that was killed. A person's commit may hold it while they write
its message."""

STALE_REF = timedelta(minutes=5)
"""The same for a lock of a branch, which a command holds for milliseconds."""

WAITING = "index-waiting.json"
"""In the desk's folder: the paths whose entries in the index may be older than the commit."""

LOCK = "history-lock"
"""The lock of whoever changes the repository, below the site's ``.newsgen``: two desks do not do so at once."""

_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
"""What lies in the folder of git while a person is in the middle of something."""

_AT_ONCE = 200
"""How many paths one command is given."""

COMMITTER = "Desk of newsgen <desk@desk.invalid>"


class Unready(Exception):
    """The repository takes no commits at present; ``reason`` is ``detached``, ``under-way``,
    ``not-owner`` or ``no-repository``; ``detail`` is what git said."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Tip:
    """A branch as it is now. ``commit`` is empty before its first commit."""

    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class Change:
    """A path below the site's folder as it shall be: its bytes, or with ``blob`` the hash of bytes that git has already;
    neither where it goes."""

    path: str
    data: bytes | None
    mode: str = "100644"
    blob: str = ""


class Repository:
    """The repository that contains a site. All methods raise GitError."""

    def __init__(self, site: Path) -> None:
        """Raises Unready where there is no repository."""
        self.git = Git(site)
        try:
            found = self.git.ask("rev-parse", "--absolute-git-dir", "--show-prefix", "--show-toplevel")
        except GitError as failure:
            if failure.fault is not GitFault.FAILED:
                raise
            reason = "not-owner" if "dubious ownership" in failure.detail else "no-repository"
            raise Unready(reason, failure.detail) from None
        folder, prefix, top = os.fsdecode(found).split("\n")[:3]
        self.folder, self.prefix = Path(folder), prefix
        self._top = Git(Path(top))
        self._site = site

    def tip(self) -> Tip:
        """The branch that is checked out. Raises Unready where there is none, or a person is in the middle of a merge."""
        if any((self.folder / name).exists() for name in _UNDER_WAY):
            raise Unready("under-way")
        name = self.git.try_to("symbolic-ref", "-q", "HEAD")
        if name is None:
            raise Unready("detached")
        commit = self.git.try_to("rev-parse", "-q", "--verify", "HEAD^{commit}")
        return Tip(os.fsdecode(name).strip(), (commit or b"").decode().strip())

    def entry(self, commit: str, path: str) -> tuple[str, str]:
        """The mode and the hash of a path in a commit; empty where it is not in it."""
        return self.entries(commit, [path]).get(path, ("", ""))

    def entries(self, commit: str, paths: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The modes and hashes of those paths that are in a commit."""
        found = {}
        for start in range(0, len(paths) if commit else 0, _AT_ONCE):
            names = [self.prefix + path for path in paths[start : start + _AT_ONCE]]
            for line in self._top.ask("ls-tree", "-z", commit, "--", *names).split(b"\0")[:-1]:
                about, _, name = line.partition(b"\t")
                mode, _, blob = about.decode().split(" ")
                found[os.fsdecode(name).removeprefix(self.prefix)] = mode, blob
        return found

    def data(self, commit: str, path: str) -> bytes | None:
        """The bytes of a path in a commit; None where no file is there."""
        mode, blob = self.entry(commit, path)
        return self.git.ask("cat-file", "blob", blob) if mode.startswith("100") else None

    def hash_of(self, data: bytes, like: str) -> str:
        """The hash under which git knows some bytes, in the format of another hash of the repository."""
        made = hashlib.new("sha256" if len(like) == 64 else "sha1", b"blob %d\0" % len(data), usedforsecurity=False)
        made.update(data)
        return made.hexdigest()

    def commit(
        self, tip: Tip, changes: Sequence[Change], *, author: str, at: datetime, message: str, merged: str = ""
    ) -> str:
        """Put a commit with these changes on the branch and return its hash; ``merged`` is another parent.

        Nothing is committed beside ``changes``. Where the branch has moved on from ``tip``, GitError is raised and nothing
        changed. The index's entries of these paths become those of the commit, at once or by a later ``settle_index``.
        """
        self._wait_for([change.path for change in changes])
        stamp = f"{int(at.timestamp())} +0000"
        parts = [b"feature done\n", b"commit %s\n" % os.fsencode(tip.branch)]
        parts += [
            f"author {author} {stamp}\n".encode(),
            f"committer {COMMITTER} {stamp}\n".encode(),
            _data(message.encode()),
        ]
        if tip.commit:
            parts.append(f"from {tip.commit}\n".encode())
        if merged:
            parts.append(f"merge {merged}\n".encode())
        for change in changes:
            name = _quoted(self.prefix + change.path)
            if change.blob:
                parts.append(f"M {change.mode} {change.blob} ".encode() + name + b"\n")
            elif change.data is None:
                parts.append(b"D %s\n" % name)
            else:
                parts += [b"M %s inline %s\n" % (change.mode.encode(), name), _data(change.data)]
        self._with_locks_cleared(at, b"".join([*parts, b"\ndone\n"]))
        made = self.tip().commit
        with suppress(GitError):
            self.settle_index(at)
        return made

    def _with_locks_cleared(self, now: datetime, stream: bytes) -> None:
        """Import a stream. Where a killed command has left its lock on the branch, remove it first."""
        arguments = ("fast-import", "--quiet", "--date-format=raw")
        try:
            self.git.ask(*arguments, data=stream)
        except GitError as failure:
            if failure.fault is not GitFault.FAILED or not self._clear_locks(now):
                raise
            self.git.ask(*arguments, data=stream)

    def _clear_locks(self, now: datetime) -> bool:
        """Remove locks of the branch that a killed command has left, and return whether there was one."""
        branch = os.fsdecode(self.git.try_to("symbolic-ref", "-q", "HEAD") or b"").strip()
        cleared = False
        for name in ("HEAD", branch, "packed-refs"):
            if name:
                found = os.fsdecode(self.git.ask("rev-parse", "--git-path", f"{name}.lock")).removesuffix("\n")
                cleared |= remove_stale(self._site / found, now, STALE_REF)
        return cleared

    def move(self, tip: Tip, commit: str) -> None:
        """Move the branch forward to a commit that contains it. Fails where the branch is not at ``tip`` any more."""
        self.git.ask("update-ref", "-m", "desk: pull", tip.branch, commit, tip.commit)

    # the index

    def settle_index(self, now: datetime, more: Iterable[str] = ()) -> None:
        """Give waiting paths the entries of the present commit in the index; a lock that was left behind is removed.

        Raises GitError while another command holds the index; the paths go on waiting then.
        """
        paths = sorted({*self.waiting(), *more})
        if not paths:
            return
        self._wait_for(paths)
        commit = self.tip().commit
        lines = []
        empty = "0" * len(commit)
        entries = self.entries(commit, paths)
        for path in paths:
            mode, blob = entries.get(path, ("", ""))
            lines.append(f"{mode or '0'} {blob or empty}\t{self.prefix}{path}".encode() + b"\0")
        lock = os.fsdecode(self.git.ask("rev-parse", "--git-path", "index.lock")).removesuffix("\n")
        remove_stale(self._site / lock, now, STALE)
        self._top.ask(*self._without_filters(), "update-index", "-z", "--index-info", data=b"".join(lines))
        self._write_waiting([])

    def _without_filters(self) -> list[str]:
        """Arguments without which git would run the repository's filters to compare files with the index that it writes."""
        said = self.git.try_to("config", "-z", "--name-only", "--get-regexp", r"^filter\.") or b""
        names = {os.fsdecode(key).rpartition(".")[0] for key in said.split(b"\0")[:-1]}
        settings = ("clean=", "smudge=", "process=", "required=false")
        return [
            part for name in sorted(names) if "=" not in name for one in settings for part in ("-c", f"{name}.{one}")
        ]

    def waiting(self) -> list[str]:
        """The paths whose entries in the index may be older than the commit."""
        try:
            with opened_folder(self._site / STATE, FOLDER) as folder, opened_file(folder, WAITING) as file:
                found = json.loads(file.read(2**24))
        except (OSError, ValueError):
            return []
        return [path for path in found if isinstance(path, str)] if isinstance(found, list) else []

    def _wait_for(self, paths: Sequence[str]) -> None:
        before = self.waiting()
        if not set(paths) <= set(before):
            self._write_waiting(sorted({*before, *paths}))

    def _write_waiting(self, paths: Sequence[str]) -> None:
        (self._site / STATE).mkdir(exist_ok=True)
        try:
            with opened_folder(self._site / STATE, FOLDER, create=True) as folder:
                replace_file(folder, WAITING, json.dumps(list(paths), ensure_ascii=False).encode(), mode=0o600)
        except OSError as failure:
            raise GitError(GitFault.FAILED, str(failure)) from None


def remove_stale(lock: Path, now: datetime, age: timedelta) -> bool:
    """Remove a lock file that is older than ``age``, and return whether that was done."""
    try:
        if now.timestamp() - lock.lstat().st_mtime < age.total_seconds():
            return False
        lock.unlink()
    except OSError:
        return False
    return True


def author_of(name: str) -> str:
    """A person as git names an author. The address tells the same person from others, and nothing else of them."""
    plain = " ".join("".join(letter for letter in name if letter not in "<>" and letter.isprintable()).split())
    plain = plain.strip(" .,:;\"'\\") or "?"
    return f"{plain} <{blake2b(name.encode(), digest_size=6).hexdigest()}@desk.invalid>"


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: str) -> bytes:
    """A path as git-fast-import(1) reads it in quotation marks."""
    return os.fsencode('"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"')
