"""Send originals to the media store and fetch them from there, several at a time; a run that was stopped goes on."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..base.problems import N_, Problem, error
from ..pictures.sidecar import OTHER_BYTES
from .cache import Cache, write_verified
from .library import Entry, here, is_beside
from .store import Blob, Store, StoreError

AT_ONCE = 8
"""The files that are sent or fetched at the same time."""

Progress = Callable[[int, int], None]
"""A callback after each file: how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a transfer did: the entries whose bytes moved, and the errors, each with its file."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


def push(site: Path, entries: Iterable[Entry], store: Store, cache: Cache, progress: Progress) -> Moved:
    """Send the originals that lie here to the store, as far as it lacks them.

    An original that lies neither here nor there is an error. Raises StoreError where the store itself fails; what was sent
    until then stays there.
    """

    def send(entry: Entry) -> bool | Problem:
        size = store.size(entry.blob.name)
        if size is not None:
            return False if size == entry.blob.size else StoreError("wrong").problem(store.place)
        file = here(site, entry, cache)
        return store.put(entry.blob, file) if file is not None else NOWHERE

    return _each(_once(entries), send, store, progress)


def pull(entries: Iterable[Entry], store: Store, cache: Cache, progress: Progress) -> Moved:
    """Fetch the originals that the cache lacks. Raises StoreError where the store itself fails."""

    def fetch(entry: Entry) -> bool:
        if cache.verified(entry.blob) is not None:
            return False
        cache.fetch(entry.blob, store)
        return True

    return _each(_once(entries), fetch, store, progress)


def pull_beside(site: Path, entries: Sequence[Entry], store: Store, cache: Cache, progress: Progress) -> Moved:
    """Put originals beside their sidecars, from the cache or else from the store.

    A file with other bytes that lies there stays, and is an error. Raises StoreError where the store itself fails.
    """

    def fetch(entry: Entry) -> bool | Problem:
        beside = is_beside(site, entry)
        if beside is None:
            return OTHER_BYTES
        if not beside:
            write_verified(site / entry.original, entry.blob, cache.verified(entry.blob) or store)
        return not beside

    return _each(list(entries), fetch, store, progress)


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for each blob."""
    found: dict[Blob, Entry] = {}
    for entry in entries:
        found.setdefault(entry.blob, entry)
    return list(found.values())


def _each(entries: list[Entry], work: Callable[[Entry], bool | Problem], store: Store, progress: Progress) -> Moved:
    """Call ``work`` for several entries at the same time; those for which it is True have moved.

    The order of the result is that of ``entries``. After the first failure of the store itself no further call starts;
    once the running ones have ended, it is raised.
    """
    moved: set[str] = set()
    problems: dict[str, Problem] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {pool.submit(partial(_outcome, work, entry, store)): entry for entry in entries}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                path = futures[future].path
                outcome = future.result()
                if isinstance(outcome, Problem):
                    problems[path] = outcome.at(path)
                elif outcome:
                    moved.add(path)
                progress(done, len(entries))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return Moved(
        tuple(entry for entry in entries if entry.path in moved),
        tuple(problems[entry.path] for entry in entries if entry.path in problems),
    )


def _outcome(work: Callable[[Entry], bool | Problem], entry: Entry, store: Store) -> bool | Problem:
    try:
        return work(entry)
    except StoreError as failure:
        if failure.is_of_one_file:
            return failure.problem(store.place)
        raise


NOWHERE = error(
    "media-missing", N_("The bytes of this file lie neither here nor in the media store."),
    N_("Run “newsgen media push” on the computer that has them."),
)  # fmt: skip
