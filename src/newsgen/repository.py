"""What git knows of the site's folder. All commands of git's are here; they only read."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a site lies in. ``settings`` are git's, by their names in small letters.

    All paths are told from the site's folder. Every question may raise OSError: where git refuses, or is gone.
    """

    site: Path
    top: Path
    commit: str
    settings: dict[str, str]

    @property
    def trusts_folders(self) -> bool:
        """Whether a folder's own state tells that a name came or went in it. It does on most file systems, and is
        asked for where git asks for it, by ``core.untrackedCache`` (git-update-index(1), "Untracked cache")."""
        return self.settings.get("core.untrackedcache") == "true"

    def edited(self) -> list[str]:
        """Tracked files whose state is not the one that the index has."""
        return _names(_git(self.site, "diff-files", *_NAMES, "--ignore-submodules=none"))

    def staged(self) -> list[str]:
        """Where the index and the commit differ."""
        return _names(_git(self.site, "diff-index", "--cached", *_NAMES, "--ignore-submodules=none", self.commit))

    def since(self, commit: str) -> list[str]:
        """Where an earlier commit and this one differ."""
        if commit == self.commit:
            return []
        return _names(_git(self.site, "diff-tree", "-r", *_NAMES, "--ignore-submodules=none", commit, self.commit))

    def others(self, paths: Iterable[str]) -> list[str]:
        """Files that git does not track, ignored ones too, among these paths and below them."""
        asked = sorted(paths)
        return (
            _names(_git(self.site, "--literal-pathspecs", "ls-files", "--others", "-z", "--", *asked)) if asked else []
        )

    def converting(self) -> list[str]:
        """The settings and files by which git may call two files the same that differ, such as in their line ends."""
        found = _names(_git(self.site, "ls-files", "-z", "--full-name", "--", ":(top,glob)**/.gitattributes"))
        own = os.fsdecode(_git(self.site, "rev-parse", "--git-path", "info/attributes")).removesuffix("\n")
        files = [*(self.top / name for name in found), self.site / own]
        crlf = self.settings.get("core.autocrlf", "false") != "false"
        return ["core.autocrlf"] * crlf + [
            str(file) for file in files if file.is_file() and _CONVERTS.search(file.read_text("utf-8", "replace"))
        ]


_NAMES = ("--name-only", "-z", "--no-renames", "--relative")
_CONVERTS = re.compile(r"(?<!-)\b(?:text|eol|crlf|ident|filter(?!=lfs)|working-tree-encoding)\b")


def opened(site: Path) -> Repository:
    """The repository around a site. Raises OSError where there is none, or no commit, or no git."""
    top, _, commit = os.fsdecode(_git(site, "rev-parse", "--show-toplevel", "HEAD")).removesuffix("\n").rpartition("\n")
    lines = os.fsdecode(_git(site, "config", "-z", "--list")).split("\0")
    settings = {name: value for name, _, value in (line.partition("\n") for line in lines)}
    return Repository(site, Path(top), commit, settings)


def together(*questions: Callable[[], list[str]]) -> list[list[str]]:
    """The answers to questions that are asked at the same time: in a large repository each takes a processor a while.
    Raises what one of them raises, when all have ended."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(questions)) as threads:
        asked = [threads.submit(question) for question in questions]
        return [question.result() for question in asked]


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _git(site: Path, *words: str) -> bytes:
    """What git answers in the site's folder. A hook's variables would have it look at another repository."""
    import subprocess

    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(site), *words], capture_output=True, env=clean | {"GIT_OPTIONAL_LOCKS": "0"}
    )
    if done.returncode:
        raise OSError(os.fsdecode(done.stderr))
    return done.stdout
