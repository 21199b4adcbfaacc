"""Queries to git about the repository around a site. All git commands of newsgen are here; they only read."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that contains a site. ``settings`` are git's own, by lower-case name.

    ``top`` is the root of the working tree and ``commit`` the hash of the current commit, as it was when the repository
    was opened; the methods ask git anew. The paths of files are relative to the site's folder, and files outside of it
    are left out; only ``unreliable`` names others, too. Every method raises OSError when git fails or is not installed.
    """

    site: Path
    top: Path
    commit: str
    settings: dict[str, str]

    @property
    def trusts_folders(self) -> bool:
        """Whether a folder's change time shows that a name appeared or disappeared in it.

        Most file systems do this. newsgen relies on it where git itself does, with ``core.untrackedCache``
        (git-update-index(1), "Untracked cache").
        """
        return self.settings.get("core.untrackedcache") == "true"

    def edited(self) -> list[str]:
        """Return the tracked files that differ from the index, deleted ones included.

        Does not refresh the index, so a file that was only touched is listed although its bytes are the same.
        """
        return _names(_git(self.site, "diff-files", *_NAMES, "--ignore-submodules=none"))

    def staged(self) -> list[str]:
        """Return the files that differ between the index and the commit."""
        return _names(_git(self.site, "diff-index", "--cached", *_NAMES, "--ignore-submodules=none", self.commit))

    def since(self, commit: str) -> list[str]:
        """Return the files that differ between another commit and ``self.commit``.

        Raises OSError if git does not know the other commit.
        """
        if commit == self.commit:
            return []
        return _names(_git(self.site, "diff-tree", "-r", *_NAMES, "--ignore-submodules=none", commit, self.commit))

    def untracked(self, paths: Iterable[str]) -> list[str]:
        """Return the untracked files among these paths and below them, ignored files included.

        Another repository that lies there is one name, which ends with "/". Without paths there are none.
        """
        ordered = sorted(paths)
        if not ordered:
            return []
        return _names(_git(self.site, "--literal-pathspecs", "ls-files", "--others", "-z", "--", *ordered))

    def unreliable(self) -> list[str]:
        """Return the settings and files because of which git may miss a change; none if its answers can be relied on.

        With them git may treat different bytes as equal (such as other line ends) or skip files: attributes (gitattributes(5)),
        submodules, a sparse checkout.
        """
        found = [name for name in _SETTINGS if self.settings.get(name, "false") not in ("false", "no", "off", "0")]
        if (self.top / ".gitmodules").exists():
            found.append(".gitmodules")
        return found + [str(file) for file in self._attributes() if not file.is_file() or _converts(file)]

    def _attributes(self) -> list[Path]:
        """Return the attribute files that git reads. A tracked one that is missing counts: git reads its own copy."""
        tracked = _names(_git(self.site, "ls-files", "-z", "--full-name", "--", ":(top,glob)**/.gitattributes"))
        own = os.fsdecode(_git(self.site, "rev-parse", "--git-path", "info/attributes")).removesuffix("\n")
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path(os.environ.get("HOME", "/")) / ".config")
        everywhere = Path(self.settings.get("core.attributesfile") or home / "git/attributes").expanduser()
        above = [folder / ".gitattributes" for folder in (self.site.resolve(), *self.site.resolve().parents)]
        there = [file for file in (self.site / own, everywhere, Path("/etc/gitattributes"), *above) if file.is_file()]
        return [*(self.top / name for name in tracked), *there]


def tracked(site: Path, paths: Iterable[str]) -> frozenset[str]:
    """Which of these files, relative to the site's folder, git tracks; none where there is no repository or no git."""
    ordered = sorted(paths)
    found: set[str] = set()
    try:
        for i in range(0, len(ordered), _MOST_NAMES):
            found.update(
                _names(_git(site, "--literal-pathspecs", "ls-files", "-z", "--", *ordered[i : i + _MOST_NAMES]))
            )
    except OSError:
        return frozenset()
    return frozenset(found)


def kept(site: Path, folders: Iterable[str]) -> frozenset[str]:
    """The files below these folders, relative to the site's folder, that git tracks, or that it would add because nothing
    tells it to ignore them; none where there is no repository or no git."""
    there = [folder for folder in folders if (site / folder).is_dir()]
    try:
        return frozenset(
            _names(_git(site, "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *there))
        )
    except OSError:
        return frozenset()


def converted(site: Path, paths: Iterable[str]) -> frozenset[str]:
    """Which of these files git keeps as something else, by an attribute ``filter``: Git LFS and git-annex keep a pointer.

    Paths are relative to the site's folder. None where there is no repository or no git.
    """
    ordered = sorted(paths)
    found: set[str] = set()
    try:
        for i in range(0, len(ordered), _MOST_NAMES):
            output = _names(_git(site, "check-attr", "-z", "filter", "--", *ordered[i : i + _MOST_NAMES]))
            answers = zip(output[::3], output[2::3], strict=True)
            found.update(path for path, value in answers if value not in ("unspecified", "unset"))
    except OSError:
        return frozenset()
    return frozenset(found)


_MOST_NAMES = 500  # of one command line

_NAMES = ("--name-only", "-z", "--no-renames", "--relative")
_SETTINGS = ("core.autocrlf", "core.ignorestat", "core.sparsecheckout")
_ATTRIBUTES = re.compile(r"(?<!-)\b(?:text|eol|crlf|ident|filter|working-tree-encoding)\b")


def _converts(attributes: Path) -> bool:
    return _ATTRIBUTES.search(attributes.read_text("utf-8", "replace")) is not None


def opened(site: Path) -> Repository:
    """Open the repository that contains a site.

    Raises OSError when there is no repository, no commit or no git, or when the site is not inside its working tree.
    """
    output = os.fsdecode(_git(site, "rev-parse", "--is-inside-work-tree", "--show-toplevel", "HEAD"))
    inside, _, rest = output.removesuffix("\n").partition("\n")
    top, _, commit = rest.rpartition("\n")
    if inside != "true":
        raise OSError(inside)
    lines = os.fsdecode(_git(site, "config", "-z", "--list")).split("\0")
    settings = {name: value for name, _, value in (line.partition("\n") for line in lines)}
    return Repository(site, Path(top), commit, settings)


def in_parallel(*queries: Callable[[], list[str]]) -> list[list[str]]:
    """Run queries at the same time and return their results in order; in a large repository each takes a while.

    Waits for all to end. Then raises the exception of the first query, in their order, that failed. Needs at least one.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(queries)) as threads:
        futures = [threads.submit(query) for query in queries]
        return [future.result() for future in futures]


_STRICT = (
    "--no-replace-objects", "-c", "core.ignoreCase=false", "-c", "core.checkStat=default", "-c", "core.trustCtime=true",
)  # fmt: skip
"""Options that override settings with which git could confuse two names or two files."""


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _git(site: Path, *arguments: str) -> bytes:
    """Run git in the site's folder and return its output. Raises OSError when git fails.

    Removes git's variables from the environment, because inside a hook they name another repository. Git neither fetches
    objects nor prompts.
    """
    import subprocess

    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    process = subprocess.run(
        ["git", *_STRICT, "-C", str(site), *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, env=clean | quiet,
    )  # fmt: skip
    if process.returncode:
        raise OSError(os.fsdecode(process.stderr))
    return process.stdout
