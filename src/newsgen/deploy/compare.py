"""Compare every file of a target with the output: for a first deploy, a lost manifest, or ``--verify``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ..base import digest
from .files import File
from .manifest import ManifestEntry, unknown_entry
from .target import FOLDER, Target, Upload

BATCH = 512  # files that are inspected together


@dataclass(frozen=True, slots=True)
class FullComparison:
    """The result of a full comparison.

    ``there`` maps the paths of files on the target to what lies there, as an entry of unknown content where a file
    differs from the output. ``foreign`` are files that neither the output nor the manifest knows. ``empty`` says that
    the target holds no file at all. Files in the manifest's own folder count in none of the three.
    """

    there: dict[str, ManifestEntry]
    foreign: list[str]
    empty: bool


def compare(
    target: Target,
    desired: Mapping[str, File],
    known: Mapping[str, ManifestEntry],
    trusted: Collection[str],
    superseded: Collection[str],
    copies: Callable[[File], Sequence[Upload]],
) -> FullComparison:
    """Inspect the files that should be on the target and list those that should not. Changes nothing there.

    ``known`` are the manifest's entries. ``trusted`` are paths that need no inspection if the target lists them and
    their entries in ``known`` equal those desired. ``superseded`` are files that wait to be deleted and are not
    foreign. ``copies`` makes the compressed copies that lie beside a file. Raises TargetError, and FatalProblems when a
    file of the output is not what the build wrote.
    """
    listed = {path for path in target.list_paths() if not path.startswith(FOLDER)}
    there = {path: entry for path, entry in known.items() if path not in desired and path in listed}
    present = [path for path in desired if path in listed]
    to_inspect = [path for path in present if path not in trusted or known.get(path) != desired[path].entry]
    there |= {path: desired[path].entry for path in set(present).difference(to_inspect)}
    for i in range(0, len(to_inspect), BATCH):
        batch = [desired[path] for path in to_inspect[i : i + BATCH]]
        remote = target.inspect(
            [name for file in batch for name in file.entry.files(file.path) if name in listed], lambda: None
        )
        for file in batch:
            found = remote.get(file.path)
            equal = found is not None and (found.content, found.headers) == (file.entry.content, file.entry.headers)
            if equal and file.entry.beside:
                equal = all(
                    (other := remote.get(copy.path)) and other.content == digest.of_bytes(copy.read())
                    for copy in copies(file)
                )
            there[file.path] = file.entry if equal else unknown_entry(file.entry, known.get(file.path) or file.entry)
    ours = {name for path, file in desired.items() for name in file.entry.files(path)}
    ours |= {name for path, entry in there.items() for name in entry.files(path)}
    return FullComparison(there, sorted(listed - ours - set(superseded)), not listed)
