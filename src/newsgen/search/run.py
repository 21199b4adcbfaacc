"""Update the search index: find the half-years that changed, index them, and move their files into the output.

Readers may search at any moment, and a run may be killed at any moment. So files named by their digest are moved first, then
the files that refer to them, then the list of half-years; files that nothing refers to are deleted last. The state file
names the new files before the first move, so that the next run knows every file that may exist, and indexes these
half-years again.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from .. import arabic
from ..base import digest
from ..base.atomic_write import write_atomically
from ..base.lock import locked
from ..base.problems import N_, FatalProblems, error
from ..executor.versions import code_digest
from ..model.horizon import article_until
from ..record.record import Record
from ..record.stories import Stored
from ..record.view import View
from ..site.layout import RECORD, STAGING
from ..site.settings import Settings
from ..site.settings_file import encoded
from . import pagefind
from .periods import Period, periods
from .search_document import search_document

FOLDER = "search"
LIST = f"{FOLDER}/periods.json"
STATE = "search.json"
"""The state file beside the build's record; a deploy reads its ``files``."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The result of an update.

    ``stories`` is the number of all searchable stories. The rest is of this update alone: the half-years that were
    indexed, and the output paths that were written and deleted. ``deleted`` may name files that a killed run never
    wrote.
    """

    stories: int = 0
    indexed: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    bytes_written: int = 0


@dataclass(slots=True)
class IndexState:
    """The state of the index, after an update or in the middle of one.

    ``files`` maps the output paths of the index's files to their digests and sizes. ``periods`` maps half-years to the
    digests of what their indexes are made from. ``pending`` are the output paths that an update is about to write;
    after a killed run, each may hold the old file, the new one or none.
    """

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)

    def save(self, file: Path) -> None:
        """Write the state file in one step."""
        content = {"files": self.files, "periods": self.periods, "pending": self.pending}
        write_atomically(file, (json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n").encode())


def index(
    settings: Settings, output: Path, state: Path, until: int, waiting: Callable[[], None] = lambda: None
) -> IndexReport:
    """Update the search index of an output to the stories of its last build that were published up to ``until``.

    Drafts and stories after the moment of the last build are left out even when ``until`` is later. ``until`` is in
    microseconds since 1970. ``output`` and ``state`` are the folders of the output and of its record. ``waiting`` is
    called when another process holds the lock. When the settings have no search, the index is deleted. Raises
    FatalProblems when there is no build, no index to delete, Pagefind is missing or fails, or the lock stays held;
    OSError; and what ``record.failures.FAILURES`` names.
    """
    if not (state / RECORD).exists():
        raise FatalProblems(_NOT_BUILT.at(str(output)))
    on = settings.search == "pagefind"
    basis = digest.of_parts(pagefind.version().encode(), code_digest(), encoded(settings.of_pages)) if on else b""
    with locked(state / "lock", waiting=waiting), closing(Record(state / RECORD)) as record:
        before = read_state(state / STATE) or IndexState(pending=_index_files(output))
        if not on and not before.files and not before.pending:
            raise FatalProblems(_OFF)
        view = View(min(until, record.last_build.view.now), False)
        found = periods(_as_seen(record, view), settings.zone) if on else {}
        staging = output / STAGING
        try:
            return _Indexing(settings, output, state, record, view, before, found).run(basis)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _as_seen(record: Record, view: View) -> Iterator[Stored]:
    """The visible stories, oldest first; the digest of one of which something is to come names also what readers see."""
    for stored in record.stories.visible(view):
        horizon = record.timeline.horizon(stored.position[1], view)
        if horizon is None:
            yield stored
        else:
            yield msgspec.structs.replace(stored, digest=digest.of_parts(stored.digest, str(horizon).encode()))


class _Indexing:
    """One update of the index."""

    def __init__(
        self,
        settings: Settings,
        output: Path,
        state: Path,
        record: Record,
        view: View,
        before: IndexState,
        found: dict[str, Period],
    ) -> None:
        self._settings, self._output, self._record, self._view = settings, output, record, view
        self._file, self._before, self._found = state / STATE, before, found
        self._staging, self._pending = output / STAGING / FOLDER, frozenset(before.pending)

    def run(self, basis: bytes) -> IndexReport:
        """Index the half-years that changed, bring the output up to date, and return the report.

        Moves new files into the output and deletes those that nothing refers to. ``basis`` is the digest of Pagefind,
        code and settings.
        """
        digests = {name: period.digest(basis) for name, period in self._found.items()}
        indexed = [name for name in sorted(digests) if not self._is_current(name, digests[name])]
        after = {
            path: entry for path, entry in self._before.files.items() if _period(path) in set(digests) - set(indexed)
        }
        for name in indexed:
            after |= self._index_period(name)
        if digests:
            after |= self._stage_list()
        written = [
            path
            for path, entry in after.items()
            if self._before.files.get(path) != entry or not self._is_unchanged(path)
        ]
        gone = sorted({*self._before.files, *self._before.pending} - after.keys())
        if indexed or written or gone:
            self._publish(IndexState(after, digests), indexed, written, gone)
        return IndexReport(
            sum(len(period.stories) for period in self._found.values()), tuple(indexed), tuple(written), tuple(gone),
            sum(after[path]["size"] for path in written),
        )  # fmt: skip

    def _is_current(self, name: str, expected: str) -> bool:
        """Return whether a half-year's index is made from the same content, and its files have their recorded sizes.

        ``name`` is the half-year; ``expected`` is the digest of what its index would be made from now.
        """
        files = [path for path in self._before.files if _period(path) == name]
        return self._before.periods.get(name) == expected and bool(files) and all(map(self._is_unchanged, files))

    def _is_unchanged(self, path: str) -> bool:
        """Return whether a file of the output exists with the size that the last update recorded.

        Its bytes are not read. Returns False for a file that a killed run may have replaced, and for one that was never
        recorded.
        """
        if path in self._pending:
            return False
        try:
            return bool((self._output / path).stat().st_size == self._before.files[path]["size"])
        except (OSError, KeyError):
            return False

    def _index_period(self, name: str) -> dict[str, dict[str, Any]]:
        """Index a half-year and stage those of its files that differ.

        Returns the digests and sizes of all of its files, by output path.
        """
        with tempfile.TemporaryDirectory(prefix="newsgen-index-") as folder:
            pages, target = Path(folder, "pages"), Path(folder, "bundle")
            pages.mkdir()
            for identifier, _ in self._found[name].stories:
                page = blake2b(identifier.encode(), digest_size=16).hexdigest() + ".html"
                horizon = self._record.timeline.horizon(identifier, self._view)
                article = article_until(self._record.stories.article(identifier), horizon)
                (pages / page).write_text(search_document(article, self._settings), encoding="utf-8")
            files: dict[str, dict[str, Any]] = {}
            for path, file in pagefind.bundle(pages, target).items():
                files |= self._stage(f"{FOLDER}/{name}/{path}", file.read_bytes())
            return files

    def _stage_list(self) -> dict[str, dict[str, Any]]:
        """Stage the list of half-years, newest first, with the places and years that the search page offers.

        Returns its digest and size, by its output path.
        """
        places = {place for period in self._found.values() for place in period.places}
        years = {name.partition("-")[0] for name in self._found}
        content = {"periods": sorted(self._found, reverse=True), "places": sorted(places, key=arabic.sort_key),
                "years": sorted(years, reverse=True)}  # fmt: skip
        return self._stage(LIST, (json.dumps(content, ensure_ascii=False) + "\n").encode())

    def _stage(self, path: str, data: bytes) -> dict[str, dict[str, Any]]:
        entry = {"digest": digest.of_bytes(data).hex(), "size": len(data)}
        if self._before.files.get(path) != entry or not self._is_unchanged(path):
            staged = self._staging / path
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(data)
        return {path: entry}

    def _publish(self, after: IndexState, indexed: Iterable[str], written: list[str], gone: list[str]) -> None:
        kept = {name: entry for name, entry in self._before.periods.items() if name not in indexed}
        IndexState(self._before.files, kept, sorted({*self._before.pending, *written})).save(self._file)
        if written and hasattr(os, "sync"):
            os.sync()
        for path in sorted(written, key=lambda path: (_rank(path), path)):
            target = self._output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (self._staging / path).replace(target)
        for path in gone:
            (self._output / path).unlink(missing_ok=True)
        for folder in sorted({above for path in gone for above in (self._output / path).parents}, reverse=True):
            if folder.is_relative_to(self._output / FOLDER):
                with suppress(OSError):
                    folder.rmdir()
        after.save(self._file)


def read_state(file: Path) -> IndexState | None:
    """Read the state of the last update.

    Returns None when the file is missing, cannot be read, is damaged, or names a path outside the index's folder; an
    update then indexes everything again.
    """
    try:
        stored = json.loads(file.read_bytes())
        state = IndexState(dict(stored["files"]), dict(stored["periods"]), [str(path) for path in stored["pending"]])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sound = all(
        path.startswith(f"{FOLDER}/") and ".." not in path.split("/") for path in (*state.files, *state.pending)
    )
    return state if sound else None


def _index_files(output: Path) -> list[str]:
    """Return the output paths of all files in the folders of half-years.

    These folders belong to the index alone. The list of half-years, which lies above them, is not among them.
    """
    found = (path for folder in (output / FOLDER).glob("[0-9][0-9][0-9][0-9]-[12]") for path in folder.rglob("*"))
    return sorted(path.relative_to(output).as_posix() for path in found if path.is_file())


def _period(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _rank(path: str) -> int:
    if path == LIST:
        return 3
    if path.endswith("/pagefind-entry.json"):
        return 2
    return 0 if path.endswith(pagefind.SUFFIXES) else 1


_NOT_BUILT = error("search-unbuilt", N_("Nothing has been built yet."), N_("Run “newsgen build” first."))
_OFF = error(
    "search-off", N_("Search is not enabled in site.yml."), N_("Write “search: pagefind” in site.yml and build again.")
)
