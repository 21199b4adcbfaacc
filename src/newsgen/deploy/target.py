"""The interface of a target: store files, and replace one small file only if nobody else has replaced it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from ..base import digest
from ..base.plain_file import open_plain
from ..base.problems import N_, FatalProblems, Problem, error

Header = tuple[str, str]
Tick = Callable[[], None]
"""A callback for a target at work, called at least every few seconds, so that the deploy can send a heartbeat."""

FOLDER = ".newsgen-deploy/"
"""The folder of the manifest on a target. Web servers do not serve names that begin with a dot."""
HEAD = FOLDER + "head.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its bytes, or a file of the output whose bytes must have the digest ``content``.

    ``path`` is the place on the target. Nobody compares ``content`` with bytes that are given directly; it may be empty
    then, or the digest of the bytes before compression.
    """

    path: str
    data: bytes | Path
    content: bytes
    size: int
    headers: tuple[Header, ...] = ()

    def read(self) -> bytes:
        """Return the bytes; bytes that were given directly are not checked.

        Raises FatalProblems when the file cannot be read, or is not what the build wrote.
        """
        if isinstance(self.data, bytes):
            return self.data
        data = read_output(self.data)
        if digest.of_bytes(data) != self.content:
            raise output_changed(self.data)
        return data


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a target: the digest of its decoded bytes, and the headers that are kept with it."""

    content: bytes
    headers: tuple[Header, ...] = ()


class Target(Protocol):
    """A place that a site is served from.

    Paths are relative to the root of the target. Every method but ``close`` may raise TargetError, and passes on what
    ``tick`` raises. Targets replace a file in one step: a reader gets the old bytes or the new ones.
    """

    @property
    def carries_headers(self) -> bool:
        """Whether the target keeps headers with the files. Elsewhere the web server sends them."""

    def head(self) -> tuple[bytes, str] | None:
        """Return the manifest's head and its version, which ``swap`` needs; None when there is none.

        The head is not decoded. Of one that is too large, only a part is returned, or nothing.
        """

    def swap(self, data: bytes, version: str | None) -> str:
        """Replace the head if it still has this version (None: if there is none), and return the new version.

        Raises HeadConflict when another deploy has replaced it.
        """

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """Read small files; missing files and those larger than ``manifest.LARGEST`` are left out."""

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        """Store all files, in any order; return when the last is stored.

        Raises FatalProblems when a file of the output is not what the build wrote. After an error, some files are
        stored.
        """

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        """Delete files; a missing file is no error. Where a target has folders, those that become empty go, too."""

    def list_paths(self) -> Iterator[str]:
        """Yield the path of every file, those of the manifest included.

        It takes time for each file of the site, so only a deploy that compares every file calls it.
        """

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        """Read files on the target and return their digests and headers; missing files are left out.

        The headers are empty unless the target carries headers.
        """

    def close(self) -> None: ...


class HeadConflict(Exception):
    """Another deploy has replaced the head meanwhile."""


ErrorKind = Literal["denied", "full", "unreachable", "busy", "clock", "missing", "link", "other"]


class TargetError(Exception):
    """The target failed, or the way to it. ``reason`` is short and holds no secret."""

    def __init__(self, kind: ErrorKind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason

    def problem(self, place: str) -> Problem:
        """Return the error as a Problem that names the target's address."""
        return replace(_ERRORS[self.kind], values=(("place", place), ("reason", self.reason)))


_AGAIN = N_("Nothing is lost: run “newsgen deploy” again to continue.")
_ERRORS: dict[ErrorKind, Problem] = {
    "denied": error(
        "deploy-denied", N_("{place} denied access: {reason}"),
        N_("Check the credentials in the environment and their permissions; docs/deploy.md lists them."),
    ),
    "full": error(
        "deploy-full", N_("{place} has no space left: {reason}"), N_("Make room there, then run “newsgen deploy” again.")
    ),
    "unreachable": error("deploy-unreachable", N_("{place} does not answer: {reason}"), _AGAIN),
    "busy": error("deploy-busy", N_("{place} is too busy, even after several tries: {reason}"), _AGAIN),
    "clock": error(
        "deploy-clock", N_("{place} reports that this computer's clock is wrong: {reason}"),
        N_("Synchronise the clock with network time, then run “newsgen deploy” again."),
    ),
    "missing": error(
        "deploy-missing", N_("{place} does not exist: {reason}"),
        N_("Create the bucket or folder first; newsgen creates only folders of this machine."),
    ),
    "link": error(
        "deploy-link",
        N_("At {place} a symbolic link, or what is neither file nor folder, lies where newsgen needs its own: {reason}"),
        N_("newsgen follows no links there. Find out who put it there, delete it, and run “newsgen deploy” again."),
    ),
    "other": error("deploy-other", N_("{place} reported an error: {reason}"), _AGAIN),
}  # fmt: skip


def read_output(path: Path) -> bytes:
    """Return the bytes of a file of the output, whatever they are: nothing compares them with the record.

    Raises FatalProblems when the file cannot be read, for any reason.
    """
    try:
        with open_plain(path) as file:
            return file.read()
    except OSError:
        raise output_changed(path) from None


def verify_upload(upload: Upload) -> None:
    """Raise FatalProblems when a file to send cannot be read, or is not what the build wrote.

    Reads the file in chunks, so that it may be larger than memory. Does not check bytes that are given directly.
    """
    if isinstance(upload.data, Path):
        try:
            if digest.of_file(upload.data, links=False) == upload.content:
                return
        except OSError:
            pass
        raise output_changed(upload.data)


def output_changed(path: Path) -> FatalProblems:
    """Return, and do not raise, the exception for a file that cannot be read or is not what the build wrote."""
    return FatalProblems(_CHANGED.at(str(path)))


_CHANGED = error(
    "deploy-changed", N_("This output file differs from what the build wrote, or it changed while it was sent."),
    N_("Run “newsgen build”, then “newsgen deploy” again."),
)  # fmt: skip
