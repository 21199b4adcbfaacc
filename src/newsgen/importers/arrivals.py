"""Which files of watched folders have arrived: whole, and not imported before."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..base import digest
from .journal import Arrival, Journal

SETTLED = 2.0
"""Seconds in which a file must not change before it counts as arrived."""

PATIENCE = 60.0
"""Seconds after which a file counts as arrived though its end is missing: its sender gave up, or never meant more."""

MOST = 500
"""The files that are returned together, so that a process that is asked to end need not finish thousands."""

_UNDER_WAY = frozenset({".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".new"})
"""Suffixes of files that a program is still writing. It renames them when they are whole."""

_TAIL = 1024


@dataclass(slots=True)
class _Seen:
    """A file that is not imported yet: its size and time of change, and when the folder showed them first."""

    state: tuple[int, int]
    since: float


@dataclass(slots=True)
class Arrivals:
    """The files of watched folders, and which of them the journal knows as imported.

    All folders below count. Hidden files and folders, links, and files with a suffix of ``_UNDER_WAY`` do not.
    """

    folders: Sequence[Path]
    journal: Journal
    _known: dict[str, Arrival] = field(default_factory=dict)
    _digests: set[bytes] = field(default_factory=set)
    _waiting: dict[str, _Seen] = field(default_factory=dict)
    _ready: dict[str, Arrival] = field(default_factory=dict)
    _looked: bool = False

    def __post_init__(self) -> None:
        self._known = self.journal.arrivals()
        self._digests = {arrival.digest for arrival in self._known.values()}

    def arrived(self, now: float) -> list[Path]:
        """The first ``MOST`` files that have arrived and were not imported, in the order of their times of change.

        ``now`` is in seconds of any clock that never goes back; call it again and again, a second or more apart. A file
        whose bytes were imported before, from here or under another name, is recorded as imported and not returned.
        The first call forgets imported files that lay in the folders and are there no more. Raises OSError where a folder
        cannot be read.
        """
        settled: list[tuple[int, Path]] = []
        there: set[str] = set()
        for path, status in _files(self.folders):
            name, state = str(path), (status.st_size, status.st_mtime_ns)
            there.add(name)
            known = self._known.get(name)
            if known and known[:2] == state:
                continue
            seen = self._waiting.get(name)
            if seen is None or seen.state != state:
                self._waiting[name] = _Seen(state, now)
            elif now - seen.since >= (SETTLED if status.st_size else PATIENCE):
                settled.append((status.st_mtime_ns, path))
        found: list[Path] = []
        again: list[tuple[str, Arrival]] = []
        for _, path in sorted(settled):
            name, seen = str(path), self._waiting[str(path)]
            arrival = self._read(path, seen, is_late=now - seen.since >= PATIENCE)
            if arrival is None:
                continue
            if arrival.digest and arrival.digest in self._digests:
                again.append((name, arrival))
                continue
            self._ready[name] = arrival
            found.append(path)
            if len(found) >= MOST:
                break
        for name in self._waiting.keys() - there:
            del self._waiting[name]
        gone = (
            {name for name in self._known.keys() - there if self._is_within(name)}
            if there and not self._looked
            else set()
        )
        self._looked = self._looked or bool(there)
        if again or gone:
            self._record(again, gone)
        return found

    def _is_within(self, name: str) -> bool:
        """Whether a file's absolute path is below one of the folders."""
        return any(Path(name).is_relative_to(folder.resolve()) for folder in self.folders)

    def _read(self, path: Path, seen: _Seen, *, is_late: bool) -> Arrival | None:
        """What the journal shall know of a settled file; None where its end may still come, unless that ``is_late``."""
        try:
            return Arrival(*seen.state, digest.of_file(path, links=False)) if is_late or looks_whole(path) else None
        except OSError:  # it went away meanwhile, or cannot be read yet
            return Arrival(*seen.state, b"") if is_late else None

    def imported(self, paths: Sequence[Path]) -> None:
        """Record that files were imported, broken ones too: each comes once, and again when it changes.

        One that changed since ``arrived`` returned it comes again.
        """
        self._record([(name, self._ready.pop(name)) for name in map(str, paths) if name in self._ready])

    def _record(self, files: Sequence[tuple[str, Arrival]], gone: Collection[str] = ()) -> None:
        self.journal.put_arrivals(files, gone)
        for name in gone:
            del self._known[name]
        for name, arrival in files:
            self._known[name] = arrival
            if arrival.digest:
                self._digests.add(arrival.digest)
            self._waiting.pop(name, None)


def looks_whole(path: Path) -> bool:
    """Whether a file's end is that of a whole one: of JSON a closed bracket, of XML the end of its first element.

    What is neither is whole. Raises OSError.
    """
    with path.open("rb") as opened:
        head = opened.read(_TAIL)
        start = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, start - _TAIL))
        tail = opened.read(_TAIL).rstrip(b"\x00\r\n\t ")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[")):
        return tail.endswith((b"}", b"]")) and (len(head) >= _TAIL or _is_balanced(head))
    if head.startswith(b"<"):
        while tail.endswith(b"-->") and (comment := tail.rfind(b"<!--")) >= 0:
            tail = tail[:comment].rstrip()
        return tail.endswith(b">") and (b"</" in tail or tail.endswith(b"/>"))
    return True


def _is_balanced(text: bytes) -> bool:
    """Whether as many brackets end in a short text of JSON as begin, those in strings too."""
    return text.count(b"{") <= text.count(b"}") and text.count(b"[") <= text.count(b"]")


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    pending = [folder.resolve() for folder in folders]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.is_symlink():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and not _is_under_way(entry.name):
                    try:
                        yield Path(entry.path), entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue


def _is_under_way(name: str) -> bool:
    return name.endswith("~") or os.path.splitext(name)[1].lower() in _UNDER_WAY
