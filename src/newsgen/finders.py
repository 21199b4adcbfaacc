"""Where changes may be: in every folder (walking), where git says so, or where somebody else does who watched."""

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .record import Record
from .sources import REDIRECTS, SETTINGS, TREES


@dataclass(frozen=True, slots=True)
class Found:
    """The folders to look into, by their paths from the site's folder; None means all. ``note`` is what the same finder
    wants to be told at the next build, once this one is published."""

    folders: frozenset[str] | None = None
    note: bytes = b""


Finder = Callable[[Path, Record], Found]
"""From the site's folder and the record to where changes may be."""


def walk(site: Path, record: Record) -> Found:
    """Everywhere. Right whatever happened; takes as long as the archive is large."""
    return Found()


def listed(paths: Iterable[str]) -> Finder:
    """In the folders of these paths, absolute or from the site's folder, and in what lies below those that are folders.

    It is trusted: a change that it does not name stays unseen until the next build that walks.
    """
    named = tuple(paths)

    def find(site: Path, record: Record) -> Found:
        root = os.path.abspath(site)
        relative = {os.path.relpath(os.path.join(root, path), root).replace(os.sep, "/") for path in named}
        return Found(frozenset(folder for path in relative if _is_ours(path) for folder in (path, _above(path))))

    return find


def _is_ours(path: str) -> bool:
    return path.partition("/")[0] in (*TREES, SETTINGS, REDIRECTS)


def _above(path: str) -> str:
    return str(PurePosixPath(path).parent).removeprefix(".")


MOST_DIRTY = 10_000  # uncommitted paths that are remembered; with more of them the next build walks


def git(site: Path, record: Record) -> Found:
    """Where git sees a difference to the commit of the last build, or saw one in the working tree then, or sees one now.

    Walks when git cannot tell: no repository, an unknown commit, submodules, links, converted line ends. It cannot see
    what it was told not to look at (``assume-unchanged``, ``skip-worktree``).
    """
    try:
        commit = _git(site, "rev-parse", "--verify", "HEAD").decode().strip()
        shown = _git(
            site, "status", "--porcelain", "-z", "-uall", "--ignored", "--no-renames", "--", *TREES, SETTINGS, REDIRECTS
        )
        prefix = _git(site, "rev-parse", "--show-prefix").decode().removesuffix("\n")
        if _converts(site):
            return Found()
    except (OSError, UnicodeDecodeError):
        return Found()
    dirty = [entry[3:].removeprefix(prefix) for entry in _names(shown)]
    note = json.dumps([commit, dirty]).encode() if len(dirty) <= MOST_DIRTY else b""
    known = json.loads(record.meta("finder") or b"null")
    if known is None:
        return Found(note=note)
    try:
        compared = _git(site, "diff", "--name-only", "-z", "--no-renames", "--relative", known[0], commit, "--", *TREES)
    except OSError:
        return Found(note=note)
    paths = {*_names(compared), *dirty, *known[1]}
    if any(path.endswith("/") or (site / path).is_symlink() or (site / path).is_dir() for path in paths):
        return Found()
    return Found(frozenset(_above(path) for path in paths if _is_ours(path)), note)


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _git(site: Path, *words: str) -> bytes:
    """What git answers in the site's folder. A hook's variables would have it look at another repository.

    Raises OSError where there is no git, or where it refuses.
    """
    import subprocess

    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(site), *words], capture_output=True, env=clean | {"GIT_OPTIONAL_LOCKS": "0"}
    )
    if done.returncode:
        raise OSError(os.fsdecode(done.stderr))
    return done.stdout


_LINE_ENDS = re.compile(r"(?<!-)\b(?:text|eol|crlf|ident|working-tree-encoding)\b")


def _converts(site: Path) -> bool:
    """Whether git may call two files the same that differ: line ends are converted, by setting or by attribute."""
    settings = _git(site, "config", "--default", "false", "--get", "core.autocrlf").strip()
    listed = _names(_git(site, "ls-files", "-z", "--full-name", "--", ":(top,glob)**/.gitattributes"))
    top = Path(os.fsdecode(_git(site, "rev-parse", "--show-toplevel")).removesuffix("\n"))
    return settings != b"false" or any(_LINE_ENDS.search((top / name).read_text("utf-8", "replace")) for name in listed)
