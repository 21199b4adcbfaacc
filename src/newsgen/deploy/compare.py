"""A full comparison with what really lies on a target: for a first deploy, a lost manifest, ``--verify``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ..base import digest
from .files import File
from .manifest import Entry, unknown
from .target import FOLDER, Target, Upload

PIECE = 512  # files that are looked at together


@dataclass(frozen=True, slots=True)
class Found:
    """What a full comparison found: entries by path, files that nobody knows, and whether there was any file at all."""

    there: dict[str, Entry]
    foreign: list[str]
    empty: bool


def compare(
    target: Target,
    wanted: Mapping[str, File],
    known: Mapping[str, Entry],
    sure: Collection[str],
    spared: Collection[str],
    copies: Callable[[File], Sequence[Upload]],
) -> Found:
    """Look at every file that should be there. ``known`` is what the manifest says, ``sure`` are those paths of it that
    need no look, ``spared`` superseded files."""
    listed = {path for path in target.listed() if not path.startswith(FOLDER)}
    there = {path: entry for path, entry in known.items() if path not in wanted and path in listed}
    present = [path for path in wanted if path in listed]
    to_look = [path for path in present if path not in sure or known.get(path) != wanted[path].entry]
    there |= {path: wanted[path].entry for path in set(present).difference(to_look)}
    for i in range(0, len(to_look), PIECE):
        piece = [wanted[path] for path in to_look[i : i + PIECE]]
        seen = target.looked(
            [name for file in piece for name in file.entry.files(file.path) if name in listed], lambda: None
        )
        for file in piece:
            right = (one := seen.get(file.path)) and (one.content, one.headers) == (
                file.entry.content,
                file.entry.headers,
            )
            if right and file.entry.beside:
                right = all(
                    (other := seen.get(copy.path)) and other.content == digest.of_bytes(copy.read())
                    for copy in copies(file)
                )
            there[file.path] = file.entry if right else unknown(file.entry, known.get(file.path) or file.entry)
    ours = {name for path, file in wanted.items() for name in file.entry.files(path)}
    ours |= {name for path, entry in there.items() for name in entry.files(path)}
    return Found(there, sorted(listed - ours - set(spared)), not listed)
