"""The media store: original files by the digest of their bytes, in a folder or in object storage.

A store is not believed: bytes are compared with their digest on the way in and on the way out, and never replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from ..base import digest
from ..base.object_storage import StorageErrorKind
from ..base.problems import N_, Problem, error

if TYPE_CHECKING:
    from ..pictures.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file: their name in the store (``ab/abcdef….jpg``), their digest and their number."""

    name: str
    digest: bytes
    size: int


def blob_of(sidecar: "Sidecar") -> Blob:
    """The bytes that a sidecar stands for."""
    return Blob(sidecar.stored_name, bytes.fromhex(sidecar.digest), sidecar.bytes)


class Store(Protocol):
    """A place of originals. Every method may raise StoreError. Several processes may use a store at the same time."""

    @property
    def place(self) -> str:
        """The address of the store, for messages; it holds no secret."""

    def size(self, name: str) -> int | None:
        """The number of bytes that lie there under a name; None for none. They are not read."""

    def put(self, blob: Blob, file: Path) -> bool:
        """Store the bytes of a file, which reach the disk; False where the store had them already, which are then compared.

        Raises StoreError of the kind ``wrong`` where other bytes lie there, and ``changed`` where the file has other bytes.
        """

    def fetch(self, blob: Blob, target: BinaryIO) -> None:
        """Write the stored bytes to an open file.

        Raises StoreError of the kind ``absent`` where there are none, and ``wrong`` where they are others: then some bytes may
        be written, at most one chunk more than ``blob.size``.
        """

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Each name in the store with the number of its bytes, in any order. What no original can be is left out.

        Where a link, a pipe or a folder has the name of an original, the number is ``NO_FILE``.
        """


NO_FILE = -1
"""Instead of a number of bytes: what has the name of an original is no file."""

StoreErrorKind = StorageErrorKind | Literal["absent", "wrong", "changed"]


class StoreError(Exception):
    """The store failed, or the way to it, or one file of it. ``reason`` is short and holds no secret."""

    def __init__(self, kind: StoreErrorKind, reason: str = "") -> None:
        super().__init__(reason or kind)
        self.kind, self.reason = kind, reason

    @property
    def is_of_one_file(self) -> bool:
        """Whether others may succeed: the store itself works."""
        return self.kind in ("absent", "wrong", "changed")

    def problem(self, place: str) -> Problem:
        """The failure as an error without a position. ``place`` is that of the store."""
        return replace(_ERRORS[self.kind], values=(("place", place), ("reason", self.reason)))


_AGAIN = N_("Nothing is lost: run the command again to go on.")
_ERRORS: dict[StoreErrorKind, Problem] = {
    "denied": error(
        "media-store", N_("{place} denied access: {reason}"),
        N_("Check the credentials in the environment and their permissions."),
    ),
    "full": error(
        "media-store", N_("{place} has no space left: {reason}"), N_("Make room there, then run the command again.")
    ),
    "unreachable": error("media-store", N_("{place} does not answer: {reason}"), _AGAIN),
    "busy": error("media-store", N_("{place} is too busy, even after several tries: {reason}"), _AGAIN),
    "clock": error(
        "media-store", N_("{place} reports that this computer's clock is wrong: {reason}"),
        N_("Synchronise the clock with network time, then run the command again."),
    ),
    "missing": error(
        "media-store", N_("{place} does not exist: {reason}"),
        N_("Create the folder or the bucket, or mount it; newsgen does not create it."),
    ),
    "other": error("media-store", N_("{place} reported an error: {reason}"), _AGAIN),
    "absent": error(
        "media-missing", N_("{place} does not have the bytes of this file."),
        N_("Run “newsgen media push” on the computer that has them."),
    ),
    "wrong": error(
        "media-wrong", N_("{place} has other bytes under the digest of this file."),
        N_("Delete the damaged object there, and run “newsgen media push” on a computer that has the file."),
    ),
    "changed": error("changed-meanwhile", N_("This file changed while it was copied."), N_("Run the command again.")),
}  # fmt: skip


def is_stored_name(name: str) -> bool:
    """Whether an original can have this name in a store."""
    folder, _, file = name.partition("/")
    stem, _, suffix = file.partition(".")
    return (
        len(stem) == 2 * digest.SIZE and folder == stem[:2] and not stem.strip("0123456789abcdef")
        and suffix.isascii() and suffix.isalnum() and suffix == suffix.lower()
    )  # fmt: skip


def copy_verified(source: digest.Reader, target: BinaryIO | None, blob: Blob, kind: StoreErrorKind) -> None:
    """Copy bytes and compare them with their digest. Raises StoreError of ``kind`` where they are others.

    Stops one chunk after ``blob.size``, so that an endless source fills no disk.
    """
    bounded = _Bounded(source, blob.size)
    if digest.copy(bounded, target) != blob.digest:
        raise StoreError(kind)


class _Bounded:
    """A reader that gives at most one byte more than expected, which no digest then fits."""

    def __init__(self, source: digest.Reader, size: int) -> None:
        self._source, self._left = source, size + 1

    def read(self, size: int, /) -> bytes:
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        return data
