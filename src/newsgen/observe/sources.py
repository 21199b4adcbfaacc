"""Compare the site's files with the record and report which ones changed or vanished."""

import os
import re
import stat as stat_modes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..base.problems import N_, Problem, error, warning
from ..record.record import Record
from ..record.sources import Stat
from ..site.folders import is_skipped, list_folder, listing_digest
from ..site.hidden_files import HIDDEN_FILE, is_expected
from ..site.layout import REDIRECTS, SETTINGS, STATIC, THEME, THEME_TREES, TREES
from ..site.source_kind import nfc

TOO_RECENT = (
    2_000_000_000  # ns; two writes within one clock tick leave the same mtime, so a younger mtime is not trusted
)


@dataclass(frozen=True, slots=True)
class Refused:
    """The links, folders and files that could not be looked at. ``path in refused`` is true of them and of all below them.

    Nobody may open such a path: it may lead out of the site, or to a pipe or a device that never ends.
    """

    paths: frozenset[str] = frozenset()

    def __contains__(self, path: object) -> bool:
        if not self.paths or not isinstance(path, str):
            return False
        return path in self.paths or not self.paths.isdisjoint(_folders_above(path))


@dataclass(frozen=True, slots=True)
class Changes:
    """The result of a comparison of the site's files with the record.

    ``changed`` are paths whose stat differs or is not recorded. ``vanished`` are recorded paths that the walk did not
    find; those that it could not look at, behind a refused link or in a folder that cannot be read, are not among them.
    ``refused`` are these. ``stats`` are the new stats of the changed paths, with an mtime of -1 where it is too recent to
    be trusted.
    Paths are relative to the site, or begin with ``theme:``. ``linked`` says whether a symbolic link was found.
    ``listings`` are the digests of the folders whose files were compared one by one, empty for a folder that vanished.
    The record keeps them for the next build (``record.sources.settle``).
    """

    changed: tuple[str, ...]
    vanished: tuple[str, ...]
    stats: dict[str, Stat]
    problems: tuple[Problem, ...] = ()
    linked: bool = False
    listings: dict[str, bytes] = field(default_factory=dict)
    refused: Refused = Refused()
    hidden: tuple[Problem, ...] = ()
    """Warnings of hidden files in ``static/``. They do not count as a change: an idle build stays idle."""


def observe(
    site: Path, theme: Path, record: Record, *, clock_ns: int, folders: frozenset[str] | None = None
) -> Changes:
    """Compare the size, mtime, ctime and inode of every file with the record. Reads no file.

    Skips a folder whose listing has the digest that the record keeps: its files are unchanged. ``clock_ns`` is the file
    system's current time in nanoseconds; an mtime too close to it is not trusted at the next build. With ``folders``,
    compares, of the site's trees, only these folders, folders below them that the record does not know, and folders
    with a file whose recorded stat is not trusted. The files beside the trees (``site.yml``) and the theme are compared
    always, and everything is when one of the folders is reached by a symbolic link or has a name that is not UTF-8.
    What cannot be read or is refused becomes a Problem of the result.
    """
    changed: list[str] = []
    vanished: list[str] = []
    stats: dict[str, Stat] = {}
    listings: dict[str, bytes] = {}
    scan = _Scan(site, record, folders)
    for folder, files in scan.folders(theme):
        if files is None:
            continue
        listings[folder] = listing_digest((name, s.size, s.mtime, s.ctime, s.inode) for name, s in files.items())
        known = record.sources.in_folder(folder)
        for name, found in files.items():
            if known.pop(name, None) != found:
                path = f"{folder}/{name}" if folder else name
                changed.append(path)
                stats[path] = found if clock_ns - found.mtime > TOO_RECENT else found.unsettled()
        vanished += [f"{folder}/{name}" if folder else name for name in known]
    for folder in scan.vanished():
        listings[folder] = b""
        vanished += [f"{folder}/{name}" if folder else name for name in record.sources.in_folder(folder)]
    refused = Refused(frozenset(scan.refused))
    vanished = [path for path in vanished if path not in refused]
    return Changes(
        tuple(sorted(changed)), tuple(sorted(vanished)), stats, tuple(scan.problems), scan.linked, listings, refused,
        tuple(scan.hidden),
    )  # fmt: skip


def _folders_above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


class _Scan:
    """One walk through the site's folders. ``problems``, ``refused``, ``hidden`` and ``linked`` are results,
    complete when the walk has ended."""

    def __init__(self, site: Path, record: Record, folders: frozenset[str] | None) -> None:
        self.site, self.record = site, record
        self.root = os.path.realpath(site)
        self.problems: list[Problem] = []
        self.hidden: list[Problem] = []
        self.refused: set[str] = set()
        self.linked = False
        self.visited: set[str] = set()
        self.only: frozenset[str] | None = None
        self.unsettled = frozenset(record.sources.unsettled_folders())
        if folders is not None:
            only = frozenset(folder for folder in folders | self.unsettled if folder.partition("/")[0] in TREES)
            if all(self._is_plain(folder) for folder in only):
                self.only = frozenset(folder for folder in only if not any(map(is_skipped, folder.split("/"))))

    def _is_plain(self, folder: str) -> bool:
        """Whether no part of a path is a symbolic link, and its name is valid UTF-8, as the record requires."""
        try:
            folder.encode()
        except UnicodeEncodeError:
            return False
        return os.path.realpath(self.site / folder) == os.path.join(self.root, *folder.split("/"))

    def folders(self, theme: Path) -> Iterator[tuple[str, dict[str, Stat] | None]]:
        """Yield each folder with its files, or with None when the record's listing proves them unchanged.

        The first is "", with the files beside the trees. Leaves out a folder that cannot be read and adds to
        ``problems``.
        """
        top = {}
        for name in (SETTINGS, REDIRECTS):
            file = self.site / name
            try:
                found = file.stat()
            except OSError as failure:
                if os.path.lexists(file):
                    self._refuse(_BROKEN.at(name) if file.is_symlink() else unreadable(failure).at(name))
                continue
            if stat_modes.S_ISREG(found.st_mode):
                top[name] = _stat(found)
            else:
                self._refuse(_NO_FILE.at(name))
        yield "", top
        self.visited.add("")
        for folder, files in self._of_site():
            self.visited.add(folder)
            yield folder, files
        if not theme.samefile(self.site):
            for tree in THEME_TREES:
                for folder, files in self._walk(str(theme / tree), THEME + tree, os.path.realpath(theme)):
                    self.visited.add(folder)
                    yield folder, files

    def _of_site(self) -> Iterator[tuple[str, dict[str, Stat] | None]]:
        if self.only is None:
            for tree in TREES:
                if not _inside(os.path.realpath(self.site / tree), self.root):
                    self._refuse(_OUTSIDE.at(tree))
                elif (self.site / tree).is_dir():
                    yield from self._walk(str(self.site / tree), tree, self.root)
            return
        for folder in sorted(self.only):
            if folder not in self.visited and (self.site / folder).is_dir():
                yield from self._walk(str(self.site / folder), folder, self.root)

    def _goes_into(self, folder: str) -> bool:
        return self.only is None or (folder not in self.visited and not self.record.sources.has_folder(folder))

    def vanished(self) -> Iterator[str]:
        """Yield the recorded folders that the walk should have reached and did not.

        Call it after ``folders`` has ended. They are gone, or could not be read, or are refused links; in the last two
        cases ``problems`` says so.
        """
        if self.only is None:
            yield from (folder for folder in self.record.sources.folders() if folder not in self.visited)
        else:
            missing = {folder for folder in self.only if folder not in self.visited}
            yield from sorted({below for folder in missing for below in self.record.sources.folders(folder)})

    def _walk(self, folder: str, label: str, root: str) -> Iterator[tuple[str, dict[str, Stat] | None]]:
        """Yield a folder and the folders below it that this walk goes into: (path, its own files by name).

        Yields None for the files where the record's listing proves them unchanged. ``folder`` is the path on disk,
        ``label`` the path in the record, and ``root`` the folder out of which no link may lead. Skips hidden files and
        editors' leftovers.
        """
        waiting = [(folder, label, frozenset((os.path.realpath(folder),)))]
        while waiting:
            folder, label, above = waiting.pop()
            inner = self._unchanged(folder, label)
            if inner is not None:
                waiting += [(f"{folder}/{name}", f"{label}/{name}", above) for name in inner]
                yield label, None
                continue
            files: dict[str, Stat] = {}
            seen: set[str] = set()
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as failure:
                self._refuse(unreadable(failure).at(label))
                continue
            for entry in entries:
                name = entry.name
                if is_skipped(name):
                    if label.partition("/")[0] == STATIC and is_expected(name):
                        self.hidden.append(HIDDEN_FILE.at(f"{label}/{name}"))
                    continue
                path = f"{label}/{name}"
                if _NAMELESS.search(name):
                    self.problems.append(_HIDDEN_NAME.at(label))
                    continue
                if not name.isascii():
                    try:
                        name.encode()
                    except UnicodeEncodeError:
                        self.problems.append(_BAD_NAME.at(label))
                        continue
                    if nfc(name) in seen:
                        self.problems.append(_SAME_NAME.at(path))
                        continue
                    seen.add(nfc(name))
                try:
                    if entry.is_symlink():
                        self.linked = True
                        target = os.path.realpath(entry.path)
                        if not _inside(target, root):
                            self._refuse(_OUTSIDE.at(path))
                            continue
                        if entry.is_dir():
                            if target in above:
                                self._refuse(_LOOP.at(path))
                            elif self._goes_into(path):
                                waiting.append((entry.path, path, above | {target}))
                            continue
                    elif entry.is_dir(follow_symlinks=False):
                        if self._goes_into(path):
                            waiting.append((entry.path, path, above))
                        continue
                    found = entry.stat()
                except OSError as failure:
                    self._refuse(_BROKEN.at(path) if entry.is_symlink() else unreadable(failure).at(path))
                    continue
                if stat_modes.S_ISREG(found.st_mode):
                    files[name] = _stat(found)
                else:
                    self.problems.append(_NOT_A_FILE.at(path))
            yield label, files

    def _refuse(self, problem: Problem) -> None:
        """Note a link, folder or file that cannot be looked at: what is recorded there has not vanished."""
        self.problems.append(problem)
        self.refused.add(problem.file)

    def _unchanged(self, folder: str, label: str) -> list[str] | None:
        """Return the subfolders to visit of a folder whose files the record's listing proves unchanged, else None.

        When the walk covers only some folders, they are presumed changed, and the answer is None.
        """
        known = None if self.only is not None or label in self.unsettled else self.record.sources.listing(label)
        found = list_folder(folder) if known else None
        if found is None or found[0] != known:
            return None
        return [name for name in found[1] if self._goes_into(f"{label}/{name}")]


def _stat(found: os.stat_result) -> Stat:
    return Stat(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _inside(target: str, root: str) -> bool:
    return target == root or target.startswith(root + os.sep)


_NAMELESS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def no_site(site: Path) -> Problem:
    """Return the problem of a folder that has no site.yml."""
    return error(
        "no-site",
        N_("There is no {name} in this folder."),
        N_("Go to your site's folder, or begin one with “newsgen init my-news”."),
        name=SETTINGS,
    ).at(str(site))


def unreadable(failure: OSError) -> Problem:
    """Return the problem, without a position, of a file or folder that the system does not let newsgen read."""
    return error(
        "unreadable", N_("This cannot be read: {reason}."), N_("Check its permissions."), reason=failure.strerror or ""
    )


_OUTSIDE = error(
    "symlink", N_("This symbolic link points outside the site's folder."), N_("Copy the file here instead.")
)
_BROKEN = error(
    "symlink-broken",
    N_("This symbolic link points to a file that does not exist."),
    N_("Delete it, or restore its target."),
)
_HIDDEN_NAME = error(
    "bad-name",
    N_("A file here has invisible control characters in its name."),
    N_("Rename it, and type the whole name again."),
)
_LOOP = error("symlink-loop", N_("This symbolic link points to a folder that contains it."), N_("Delete the link."))
_BAD_NAME = error("bad-name", N_("A file here has a name that is not UTF-8."), N_("Rename it."))
_SAME_NAME = error("same-name", N_("Two files here have the same name in two encodings."), N_("Rename one of them."))
_NO_FILE = error("not-a-file", N_("This is not a regular file."), N_("Delete it, or put the file in its place."))
_NOT_A_FILE = warning("not-a-file", N_("This is not a regular file and was skipped."), N_("Delete it."))
