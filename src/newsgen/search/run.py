"""An indexing in prose: which periods differ, their bundles, and the moves by which they come into place.

Readers may come at any moment, and a run may be killed at any: files whose names hold a digest come first, then those that
lead to them, the list of periods, and what nothing leads to any more goes last. What is on its way is written down before,
so that the next run makes these periods again and knows every file that may lie there.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from .. import arabic
from ..base import digest
from ..base.atomic_write import save
from ..base.lock import locked
from ..base.problems import N_, Unusable, error
from ..executor.versions import code_digest
from ..record.record import Record
from ..record.view import View
from ..site.layout import RECORD, STAGING
from ..site.settings import Settings
from ..site.settings_file import encoded
from . import pagefind
from .periods import Period, periods
from .search_document import shadow

FOLDER = "search"
LIST = f"{FOLDER}/periods.json"
STATE = "search.json"
"""Beside the build's record; deploy reads its ``files``."""
"""The build's own: it empties it before it begins, and both hold one lock."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an indexing did: how many stories there are to be found, the periods made again, the files that changed."""

    stories: int = 0
    made: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    bytes_written: int = 0


@dataclass(slots=True)
class State:
    """What the last indexing knew. ``files`` are below the output, ``pending`` may lie there after a killed run."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)

    def save(self, file: Path) -> None:
        told = {"files": self.files, "periods": self.periods, "pending": self.pending}
        save(file, (json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n").encode())


def index(
    settings: Settings, output: Path, state: Path, until: int, waiting: Callable[[], None] = lambda: None
) -> Report:
    """Bring the index of an output up to date with the stories that its last build shows, as far as they were published
    ``until`` then. Without a search in the settings what was made goes. Raises Unusable."""
    if not (state / RECORD).exists():
        raise Unusable(_NOT_BUILT.at(str(output)))
    on = settings.search == "pagefind"
    basis = digest.of_parts(pagefind.version().encode(), code_digest(), encoded(settings.of_pages)) if on else b""
    with locked(state / "lock", waiting=waiting), closing(Record(state / RECORD)) as record:
        before = read_state(state / STATE) or State(pending=_bundled(output))
        if not on and not before.files and not before.pending:
            raise Unusable(_OFF)
        view = View(min(until, record.last_build.view.now), False)
        found = periods(record.stories.visible(view), settings.zone) if on else {}
        staging = output / STAGING
        try:
            return _Indexing(settings, output, state, record, before, found).run(basis)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


class _Indexing:
    def __init__(
        self, settings: Settings, output: Path, state: Path, record: Record, before: State, found: dict[str, Period]
    ) -> None:
        self._settings, self._output, self._record = settings, output, record
        self._file, self._before, self._found = state / STATE, before, found
        self._staging, self._pending = output / STAGING / FOLDER, frozenset(before.pending)

    def run(self, basis: bytes) -> Report:
        wanted = {name: period.digest(basis) for name, period in self._found.items()}
        made = [name for name in sorted(wanted) if not self._stands(name, wanted[name])]
        after = {path: told for path, told in self._before.files.items() if _period(path) in set(wanted) - set(made)}
        for name in made:
            after |= self._make(name)
        if wanted:
            after |= self._list()
        written = [path for path, told in after.items() if self._before.files.get(path) != told or not self._lies(path)]
        gone = sorted({*self._before.files, *self._before.pending} - after.keys())
        if made or written or gone:
            self._publish(State(after, wanted), made, written, gone)
        return Report(
            sum(len(period.stories) for period in self._found.values()), tuple(made), tuple(written), tuple(gone),
            sum(after[path]["size"] for path in written),
        )  # fmt: skip

    def _stands(self, name: str, wanted: str) -> bool:
        """Whether a period's index is made of the same, and all of its files are there."""
        files = [path for path in self._before.files if _period(path) == name]
        return self._before.periods.get(name) == wanted and bool(files) and all(map(self._lies, files))

    def _lies(self, path: str) -> bool:
        """Whether a file is there as it was; one that a killed run may have replaced is not trusted."""
        if path in self._pending:
            return False
        try:
            return bool((self._output / path).stat().st_size == self._before.files[path]["size"])
        except (OSError, KeyError):
            return False

    def _make(self, name: str) -> dict[str, dict[str, Any]]:
        """A period's bundle, staged."""
        with tempfile.TemporaryDirectory(prefix="newsgen-index-") as folder:
            pages, target = Path(folder, "pages"), Path(folder, "bundle")
            pages.mkdir()
            for identifier, _ in self._found[name].stories:
                page = blake2b(identifier.encode(), digest_size=16).hexdigest() + ".html"
                (pages / page).write_text(
                    shadow(self._record.stories.article(identifier), self._settings), encoding="utf-8"
                )
            files: dict[str, dict[str, Any]] = {}
            for path, file in pagefind.bundle(pages, target).items():
                files |= self._stage(f"{FOLDER}/{name}/{path}", file.read_bytes())
            return files

    def _list(self) -> dict[str, dict[str, Any]]:
        """What the page must know of all periods: the newest first, and the places and years to choose from."""
        places = {place for period in self._found.values() for place in period.places}
        years = {name.partition("-")[0] for name in self._found}
        told = {"periods": sorted(self._found, reverse=True), "places": sorted(places, key=arabic.sort_key),
                "years": sorted(years, reverse=True)}  # fmt: skip
        return self._stage(LIST, (json.dumps(told, ensure_ascii=False) + "\n").encode())

    def _stage(self, path: str, data: bytes) -> dict[str, dict[str, Any]]:
        told = {"digest": digest.of_bytes(data).hex(), "size": len(data)}
        if self._before.files.get(path) != told or not self._lies(path):
            staged = self._staging / path
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(data)
        return {path: told}

    def _publish(self, after: State, made: Iterable[str], written: list[str], gone: list[str]) -> None:
        kept = {name: told for name, told in self._before.periods.items() if name not in made}
        State(self._before.files, kept, sorted({*self._before.pending, *written})).save(self._file)
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


def read_state(file: Path) -> State | None:
    """What the last indexing knew. None when it cannot be read: everything is made again."""
    try:
        told = json.loads(file.read_bytes())
        state = State(dict(told["files"]), dict(told["periods"]), [str(path) for path in told["pending"]])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sound = all(
        path.startswith(f"{FOLDER}/") and ".." not in path.split("/") for path in (*state.files, *state.pending)
    )
    return state if sound else None


def _bundled(output: Path) -> list[str]:
    """What lies in the folders of half-years, whoever wrote it: these are the index's own."""
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
_OFF = error("search-off", N_("The site has no search."), N_("Write “search: pagefind” in site.yml and build again."))
