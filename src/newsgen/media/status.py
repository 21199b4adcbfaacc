"""Where the originals of a site lie: here, in the store, nowhere; and what no sidecar needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..site.folders import walk_below
from .cache import Cache
from .library import Entry, is_beside
from .store import Store, is_stored_name

Here = Literal["beside", "cache", "no"]


@dataclass(frozen=True, slots=True)
class State:
    """Where the original of a sidecar lies.

    ``here`` is ``beside`` where it lies beside its sidecar, ``cache`` where it lies in the cache only. ``stored`` is None where
    nobody asked the store. ``changed``: a file with other bytes lies beside the sidecar. ``damaged``: the store has other bytes
    under its name, by their number.
    """

    path: str
    digest: str
    size: int
    here: Here
    stored: bool | None
    changed: bool = False
    damaged: bool = False

    @property
    def missing(self) -> bool:
        """Whether a rendition of it cannot be made, as far as is known: it lies neither here nor in the store."""
        return self.here == "no" and not self.stored


@dataclass(frozen=True, slots=True)
class Status:
    """The state of every original, in the order of their paths; the names of stored and of cached files that no sidecar of
    this site needs, each with its number of bytes. The store may be that of other sites, or branches, too."""

    states: tuple[State, ...]
    unused: tuple[tuple[str, int], ...] = ()
    unused_here: tuple[tuple[str, int], ...] = ()


def status(site: Path, entries: Iterable[Entry], store: Store | None, cache: Cache) -> Status:
    """Look where the originals lie. Without a store, nobody is asked. Raises StoreError where the store fails."""
    entries = tuple(entries)
    stored = dict(store.sizes()) if store is not None else None
    needed = {entry.blob.name for entry in entries}
    unused = sorted((name, max(size, 0)) for name, size in (stored or {}).items() if name not in needed)
    return Status(
        tuple(_state(site, entry, stored, cache) for entry in entries),
        tuple(unused),
        tuple(sorted((name, size) for name, size in _cached(cache) if name not in needed)),
    )


def _state(site: Path, entry: Entry, stored: dict[str, int] | None, cache: Cache) -> State:
    blob = entry.blob
    beside = is_beside(site, entry)
    here: Here = "beside" if beside else "cache" if cache.holds(blob) else "no"
    size = stored.get(blob.name) if stored is not None else None
    return State(
        entry.original, entry.sidecar.digest, blob.size, here, None if stored is None else size == blob.size,
        changed=beside is None, damaged=size is not None and size != blob.size,
    )  # fmt: skip


def _cached(cache: Cache) -> Iterable[tuple[str, int]]:
    for folder, _, names in walk_below(str(cache.folder)):
        for name in names:
            path = Path(folder, name)
            stored_name = f"{path.parent.name}/{name}"
            if is_stored_name(stored_name):
                yield stored_name, path.lstat().st_size
