"""What has to be done so that a target holds what it should: pure, from two sets of entries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ..theme.headers import cache_class
from .files import CHANGED, NEW, File, lasts
from .manifest import PERHAPS, Entry

BATCH = 256  # files that are sent between two lines of the journal: so many are sent again after a kill


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be sent, in its order, and what is to go.

    ``urgent`` are notices that go before everything; ``gone`` goes at once, ``superseded`` after a while, and
    ``in_the_way`` before anything is sent: paths with all their files. ``changed`` are the paths that answer otherwise
    than before, those that are gone first. ``stale_copies`` lie beside files that are sent without such copies.
    """

    urgent: Sequence[File]
    batches: Sequence[Sequence[File]]
    gone: Mapping[str, Sequence[str]]
    superseded: Mapping[str, Sequence[str]]
    in_the_way: Mapping[str, Sequence[str]]
    stale_copies: Mapping[str, Sequence[str]]
    changed: Sequence[str]

    @property
    def vanished(self) -> int:
        return len(self.gone) + len(self.superseded) + len(self.in_the_way)

    @property
    def sent(self) -> list[File]:
        return [*self.urgent, *(file for batch in self.batches for file in batch)]

    @property
    def nothing(self) -> bool:
        return not (self.sent or self.vanished)


@dataclass(slots=True)
class _Sorted:
    urgent: list[File] = field(default_factory=list)
    to_send: list[tuple[int, File]] = field(default_factory=list)
    stale: dict[str, list[str]] = field(default_factory=dict)


def difference(wanted: Mapping[str, File], there: Mapping[str, Entry], urgent: Collection[str]) -> Difference:
    """Compare what should be with what is, over the same shards."""
    found = _Sorted()
    for path, file in sorted(wanted.items()):
        old = there.get(path)
        if old == file.entry:
            continue
        new = old is None or old.size == PERHAPS
        if path in urgent and not new:
            found.urgent.append(file)
        else:
            rank = file.rank if file.asset else file.rank + (NEW if new else CHANGED)
            found.to_send.append((rank, file))
        stale = [path + suffix for suffix in old.beside if suffix not in file.entry.beside] if old else []
        if stale:
            found.stale[path] = stale
    vanished = {path: entry.files(path) for path, entry in sorted(there.items()) if path not in wanted}
    blocking = set(_blocking([file.path for _, file in found.to_send if file.path not in there], vanished))
    page_went = bool(found.urgent) or any(cache_class(path).name == "page" for path in vanished)
    # A picture or a piece of the search that went with a page may be that of a story which nobody is to see any more.
    at_once = ("media/", "search/") if page_went else ()
    lasting = {path for path in vanished if lasts(path) and not path.startswith(at_once)} - blocking
    gone = {path: names for path, names in vanished.items() if path not in lasting and path not in blocking}
    return Difference(
        urgent=found.urgent,
        batches=list(_batches(found.to_send)),
        gone=gone,
        superseded={path: vanished[path] for path in sorted(lasting)},
        in_the_way={path: vanished[path] for path in sorted(blocking)},
        stale_copies=found.stale,
        changed=[
            *sorted(blocking),
            *gone,
            *(f.path for f in found.urgent),
            *(f.path for _, f in _ordered(found.to_send)),
        ],
    )


def _ordered(to_send: Iterable[tuple[int, File]]) -> list[tuple[int, File]]:
    return sorted(to_send, key=lambda one: (one[0], one[1].path))


def _batches(to_send: Iterable[tuple[int, File]]) -> Iterator[list[File]]:
    """Files of one rank together, never of two: one rank has arrived before the next is begun."""
    for _, group in groupby(_ordered(to_send), key=lambda one: one[0]):
        files = [file for _, file in group]
        yield from (files[i : i + BATCH] for i in range(0, len(files), BATCH))


def _blocking(new: Iterable[str], vanished: Collection[str]) -> Iterator[str]:
    """Files that lie where a folder is needed, and files in a folder where a file is needed."""
    if not vanished:
        return
    come = set(new)
    above = {path[:i] for path in come for i, sign in enumerate(path) if sign == "/"}
    for path in vanished:
        if path in above or any(path[:i] in come for i, sign in enumerate(path) if sign == "/"):
            yield path
