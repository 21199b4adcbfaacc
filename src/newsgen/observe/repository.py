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

    def blinding(self) -> list[str]:
        """The settings and files by which git may call two files the same that differ, such as in their line ends, or not
        look at some: attributes (gitattributes(5)), submodules, a sparse checkout."""
        found = [name for name in _SETTINGS if self.settings.get(name, "false") not in ("false", "no", "off", "0")]
        if (self.top / ".gitmodules").exists():
            found.append(".gitmodules")
        return found + [str(file) for file in self._attributes() if not file.is_file() or _converts(file)]

    def _attributes(self) -> list[Path]:
        """The files of attributes that git reads, one that is not there now (git has its own copy) included."""
        tracked = _names(_git(self.site, "ls-files", "-z", "--full-name", "--", ":(top,glob)**/.gitattributes"))
        own = os.fsdecode(_git(self.site, "rev-parse", "--git-path", "info/attributes")).removesuffix("\n")
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path(os.environ.get("HOME", "/")) / ".config")
        everywhere = Path(self.settings.get("core.attributesfile") or home / "git/attributes").expanduser()
        above = [folder / ".gitattributes" for folder in (self.site.resolve(), *self.site.resolve().parents)]
        there = [file for file in (self.site / own, everywhere, Path("/etc/gitattributes"), *above) if file.is_file()]
        return [*(self.top / name for name in tracked), *there]


_NAMES = ("--name-only", "-z", "--no-renames", "--relative")
_SETTINGS = ("core.autocrlf", "core.ignorestat", "core.sparsecheckout")
_ATTRIBUTES = re.compile(r"(?<!-)\b(?:text|eol|crlf|ident|filter|working-tree-encoding)\b")


def _converts(attributes: Path) -> bool:
    return _ATTRIBUTES.search(attributes.read_text("utf-8", "replace")) is not None


def opened(site: Path) -> Repository:
    """The repository around a site. Raises OSError where there is none, or no commit, or no git, or where git looks at
    another folder."""
    told = os.fsdecode(_git(site, "rev-parse", "--is-inside-work-tree", "--show-toplevel", "HEAD")).removesuffix("\n")
    inside, _, rest = told.partition("\n")
    top, _, commit = rest.rpartition("\n")
    if inside != "true":
        raise OSError(inside)
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


_CLOSELY = (
    "--no-replace-objects", "-c", "core.ignoreCase=false", "-c", "core.checkStat=default", "-c", "core.trustCtime=true",
)  # fmt: skip
"""Settings that would have git take one name or file for another."""


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _git(site: Path, *words: str) -> bytes:
    """What git answers in the site's folder. A hook's variables would have it look at another repository; it neither
    fetches nor asks."""
    import subprocess

    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        ["git", *_CLOSELY, "-C", str(site), *words],
        stdin=subprocess.DEVNULL, capture_output=True, env=clean | quiet,
    )  # fmt: skip
    if done.returncode:
        raise OSError(os.fsdecode(done.stderr))
    return done.stdout
