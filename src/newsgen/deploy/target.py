"""What every target can do: keep files, keep them in order, and change one small file only if nobody else did."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from ..base import digest
from ..base.problems import N_, Problem, Unusable, error

Header = tuple[str, str]
Tick = Callable[[], None]
"""Called again and again while a target works, at least every few seconds: the deploy shows that it is alive."""

FOLDER = ".newsgen-deploy/"
"""Where the manifest lies on a target. Hosts do not give out names with a dot in front."""
HEAD = FOLDER + "head.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent: its bytes, or a file of the output whose bytes must still be those of ``content``."""

    path: str
    data: bytes | Path
    content: bytes
    size: int
    headers: tuple[Header, ...] = ()

    def read(self) -> bytes:
        """The bytes. Raises Unusable when the file is not what the build wrote."""
        if isinstance(self.data, bytes):
            return self.data
        data = read(self.data)
        if digest.of_bytes(data) != self.content:
            raise changed(self.data)
        return data


@dataclass(frozen=True, slots=True)
class Seen:
    """What lies on a target: the digest of the bytes as a reader has them, decoded, and the headers kept with them."""

    content: bytes
    headers: tuple[Header, ...] = ()


class Target(Protocol):
    """A place that a site is served from.

    Every method may raise ``Refused``. A file is replaced in one step: a reader gets the old bytes or the new ones.
    """

    @property
    def carries_headers(self) -> bool:
        """Whether the target keeps headers with the files. Elsewhere the web server sends them."""

    def head(self) -> tuple[bytes, str] | None:
        """The manifest's head, and the version that ``swap`` wants; None when there is none."""

    def swap(self, data: bytes, version: str | None) -> str:
        """Replace the head if its version still is this one (None: there is none) and return the new version.
        Raises ``Taken``."""

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """Small files; those that are not there are left out."""

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        """Put all of them into place, in any order, and return when the last is there."""

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        """What is not there is no error."""

    def listed(self) -> Iterator[str]:
        """The path of every file, the manifest's too. Only a full comparison asks."""

    def looked(self, paths: Sequence[str], tick: Tick) -> Mapping[str, Seen]:
        """Read files to compare them."""

    def close(self) -> None: ...


class Taken(Exception):
    """Another deploy has replaced the head meanwhile."""


Kind = Literal["denied", "full", "unreachable", "busy", "clock", "missing", "other"]


class Refused(Exception):
    """The target, or the way to it, said no. ``reason`` is short and holds no secret."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason

    def problem(self, place: str) -> Problem:
        return replace(_REFUSALS[self.kind], values=(("place", place), ("reason", self.reason)))


_AGAIN = N_("Nothing was lost: run “newsgen deploy” again, and it goes on from here.")
_REFUSALS: dict[Kind, Problem] = {
    "denied": error(
        "deploy-denied", N_("{place} did not let us in or does not let us write: {reason}"),
        N_("Look at the credentials in the environment and at what they permit; docs/deploy.md says which."),
    ),
    "full": error(
        "deploy-full", N_("{place} has no space left: {reason}"), N_("Make room there, then run “newsgen deploy” again.")
    ),
    "unreachable": error("deploy-unreachable", N_("{place} does not answer: {reason}"), _AGAIN),
    "busy": error("deploy-busy", N_("{place} is too busy, even after several tries: {reason}"), _AGAIN),
    "clock": error(
        "deploy-clock", N_("{place} says that this computer's clock is wrong: {reason}"),
        N_("Set the clock by the network's time, then run “newsgen deploy” again."),
    ),
    "missing": error(
        "deploy-missing", N_("{place} is not there: {reason}"), N_("Make the bucket or folder first; newsgen does not.")
    ),
    "other": error("deploy-other", N_("{place} refused: {reason}"), _AGAIN),
}  # fmt: skip


def read(path: Path) -> bytes:
    """The bytes of a file of the output. Raises Unusable when it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        raise changed(path) from None


def checked(upload: Upload) -> None:
    """Raise Unusable when a large file is not what the build wrote."""
    if isinstance(upload.data, Path):
        try:
            if digest.of_file(upload.data) == upload.content:
                return
        except OSError:
            pass
        raise changed(upload.data)


def changed(path: Path) -> Unusable:
    return Unusable(_CHANGED.at(str(path)))


_CHANGED = error(
    "deploy-changed", N_("This file of the output is not what the build wrote, or changed while it was sent."),
    N_("Run “newsgen build”, then “newsgen deploy” again."),
)  # fmt: skip
