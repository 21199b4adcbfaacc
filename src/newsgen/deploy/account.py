"""What this folder knows by itself of a target, so that a deploy deletes nothing only because the target's manifest names it.

Whoever can write the manifest can name any file of the target in it. A manifest is believed where its head is one that this
folder wrote; else only paths that builds of this folder once wrote are deleted.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..base import digest
from ..base.atomic_write import write_atomically
from ..base.plain_file import open_plain
from ..model.page_name import FORMER
from ..record.record import Record

_INDEX = re.compile(r"search/\d{4}-[12]/")
"""The folders of the search index, in which nobody else has files."""


def former_paths(record: Record) -> frozenset[str]:
    """The output paths of files that builds of this folder deleted, or that a dropped record had."""
    deleted = {path for path, _ in record.deleted_files.all()}
    return frozenset(deleted | {output.path for output in record.outputs.of_kind(FORMER)})


class _Stored(msgspec.Struct, frozen=True):
    """The content of an account's file."""

    heads: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """The heads that deploys from this folder wrote to one target last, as digests, and the paths that they kept there
    because newsgen may not have sent them. ``file`` holds both.

    Two heads are kept, since a deploy may be killed after it noted a head and before it wrote it. A file that is missing
    or damaged is an empty account.
    """

    file: Path

    def wrote(self, head: bytes) -> bool:
        """Whether a head, as it was read from the target, is one of these."""
        return digest.of_bytes(head).hex() in self._stored().heads

    def kept(self) -> frozenset[str]:
        """The paths that the last deploy kept. They are in the manifest that it wrote, but nobody may delete them."""
        return frozenset(self._stored().kept)

    def note(self, head: bytes, kept: Iterable[str]) -> None:
        """Remember a head that is about to be written, and the paths that are kept. Raises OSError."""
        heads = (*self._stored().heads[-1:], digest.of_bytes(head).hex())
        write_atomically(self.file, msgspec.json.encode(_Stored(heads, tuple(sorted(kept)))))

    def _stored(self) -> _Stored:
        try:
            with open_plain(self.file) as file:
                return msgspec.json.decode(file.read(), type=_Stored)
        except (OSError, ValueError):
            return _Stored()


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which files of a target newsgen may delete. ``believed``: this folder wrote the manifest's head. ``doubtful`` are paths
    for which no head vouches: those that journals name, and those that were kept. ``former`` are paths that builds of this
    folder wrote once."""

    believed: bool
    doubtful: Collection[str]
    former: Collection[str]

    def covers(self, path: str) -> bool:
        """Whether newsgen certainly sent the file at a path of the target."""
        return (self.believed and path not in self.doubtful) or path in self.former or bool(_INDEX.match(path))
