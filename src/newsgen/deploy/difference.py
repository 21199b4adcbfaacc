"""Compute what to send and what to delete: a pure function of the desired and the remote files."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..theme.headers import cache_class
from .files import CHANGED, NEW, File, is_versioned
from .manifest import MAYBE_ABSENT, ManifestEntry

BATCH = 256  # files that one line of the journal covers; at most so many are sent again after a kill


@dataclass(frozen=True, slots=True)
class Difference:
    """What to send and what to delete, each in its order.

    ``urgent`` are the notices of withdrawn stories that replace a file on the target; they are sent first. ``batches``
    are the other files to send. ``delete_now``, ``superseded`` and ``blocking`` map paths to all of their files,
    compressed copies included. The first are deleted after everything is sent, the second some days later. The third
    are deleted before anything is sent, because they lie where a folder is needed, or in a folder where a file is
    needed. ``changed`` are the paths that are sent or deleted in this deploy, deleted ones first; superseded ones are
    not among them. ``stale_copies`` maps paths of files to send to the compressed copies on the target that no longer
    belong beside them.
    """

    urgent: Sequence[File]
    batches: Sequence[Sequence[File]]
    delete_now: Mapping[str, Sequence[str]]
    superseded: Mapping[str, Sequence[str]]
    blocking: Mapping[str, Sequence[str]]
    stale_copies: Mapping[str, Sequence[str]]
    changed: Sequence[str]

    @property
    def deletions(self) -> int:
        """The number of paths that are deleted now or later, each counted once with its compressed copies.

        Files that an earlier deploy superseded do not count.
        """
        return len(self.delete_now) + len(self.superseded) + len(self.blocking)

    @property
    def to_send(self) -> list[File]:
        """All files to send, in their order."""
        return [*self.urgent, *(file for batch in self.batches for file in batch)]

    @property
    def is_empty(self) -> bool:
        """Whether there is no file to send and none to delete.

        Work that earlier deploys left, such as purges and superseded files, does not count.
        """
        return not (self.to_send or self.deletions)


def difference(desired: Mapping[str, File], remote: Mapping[str, ManifestEntry], urgent: Collection[str]) -> Difference:
    """Compare the files that should be on the target with those that are.

    Both mappings must cover the same shards: a path that only ``remote`` has is deleted, unless a compressed copy of another
    file lies there from now on. ``urgent`` are the paths of withdrawal notices.
    """
    notices: list[File] = []
    ranked: list[tuple[int, File]] = []
    stale_copies: dict[str, list[str]] = {}
    wanted = {name for path, file in desired.items() for name in file.entry.files(path)}
    for path, file in sorted(desired.items()):
        old = remote.get(path)
        if old == file.entry:
            continue
        new = old is None or old.size == MAYBE_ABSENT
        if path in urgent and not new:
            notices.append(file)
        else:
            rank = file.rank if file.asset else file.rank + (NEW if new else CHANGED)
            ranked.append((rank, file))
        stale = [name for name in old.files(path) if name not in wanted] if old else []
        if stale:
            stale_copies[path] = stale
    vanished = {
        path: [name for name in entry.files(path) if name not in wanted]
        for path, entry in sorted(remote.items())
        if path not in desired
    }
    blocking = set(_blocking([file.path for _, file in ranked if file.path not in remote], vanished))
    page_vanished = bool(notices) or any(cache_class(path).name == "page" for path in vanished)
    # A picture or search file that vanishes with a page may belong to a withdrawn story, which nobody may see any more.
    at_once = ("media/", "search/") if page_vanished else ()
    later = {path for path in vanished if is_versioned(path) and not path.startswith(at_once)} - blocking
    delete_now = {path: names for path, names in vanished.items() if path not in later and path not in blocking}
    return Difference(
        urgent=notices,
        batches=list(_batches(ranked)),
        delete_now=delete_now,
        superseded={path: vanished[path] for path in sorted(later)},
        blocking={path: vanished[path] for path in sorted(blocking)},
        stale_copies=stale_copies,
        changed=[
            *sorted(blocking),
            *delete_now,
            *(f.path for f in notices),
            *(f.path for _, f in _ordered(ranked)),
        ],
    )


def _ordered(to_send: Iterable[tuple[int, File]]) -> list[tuple[int, File]]:
    return sorted(to_send, key=lambda one: (one[0], one[1].path))


def _batches(to_send: Iterable[tuple[int, File]]) -> Iterator[list[File]]:
    """Yield batches of up to ``BATCH`` files, the lowest rank first. No batch mixes two ranks."""
    for _, group in groupby(_ordered(to_send), key=lambda one: one[0]):
        files = [file for _, file in group]
        yield from (files[i : i + BATCH] for i in range(0, len(files), BATCH))


def _blocking(new: Iterable[str], vanished: Collection[str]) -> Iterator[str]:
    """Yield the paths that are in the way of new files.

    ``new`` are the paths of the new files. A path of ``vanished`` is in the way where a new file needs a folder, or
    when it lies in a folder where a new file is needed.
    """
    if not vanished:
        return
    arriving = set(new)
    above = {path[:i] for path in arriving for i, sign in enumerate(path) if sign == "/"}
    for path in vanished:
        if path in above or any(path[:i] in arriving for i, sign in enumerate(path) if sign == "/"):
            yield path
