"""The manifest: what a target holds, stored on the target as 256 shards and a small head that names them.

A path's digest chooses its shard. A shard's name is the digest of its bytes. A new head therefore replaces all shards in
one step, and an unchanged shard is neither read nor written. Shards are padded to blocks of 4 KiB: the bytes that a
deploy reads and writes do not depend on the size of the site until a shard holds some thirty files.

Others may be able to write to a target. So every part is decoded by a typed model, and every path in it must be plain,
relative and within the target.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ..base import digest
from ..base.plain_path import is_plain_path
from .target import FOLDER, Header

FORMAT = 1
SHARDS = 256
BLOCK = 4096  # bytes
LARGEST = 1 << 28  # bytes of one part of a manifest; the list of a million superseded files is half as large


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What lies at a path: the digest and size of the built bytes, the headers, and the suffixes of compressed copies."""

    content: bytes
    size: int
    headers: tuple[Header, ...] = ()
    beside: tuple[str, ...] = ()

    def files(self, path: str) -> tuple[str, ...]:
        """Return all files of the path: the copies first, then the file itself."""
        return (*(path + suffix for suffix in self.beside), path)


UNKNOWN, MAYBE_ABSENT = -1, -2
"""Sizes of entries that equal no other: the bytes of the file are unknown, or the file may even be absent."""


def unknown_entry(*candidates: ManifestEntry | None) -> ManifestEntry:
    """Return an entry for a path whose content is uncertain. It equals no desired one: the path is sent or deleted.

    ``candidates`` are the entries that may lie there; None stands for no file. If one of them is None or may be absent
    itself, the file may be absent, and then no page that readers see links to it. Without candidates, a file does lie
    there. The entry names every compressed copy that may exist.
    """
    present = all(entry and entry.size != MAYBE_ABSENT for entry in candidates)
    beside = {suffix for entry in candidates if entry for suffix in entry.beside}
    return ManifestEntry(b"", UNKNOWN if present else MAYBE_ABSENT, (), tuple(sorted(beside)))


Entries = Mapping[str, ManifestEntry | None]
"""Entries by path; None means that no file lies there."""


class InvalidManifest(Exception):
    """The bytes are no manifest of newsgen, or a damaged one."""


_Name = Annotated[str, Meta(pattern=rf"^(?:[0-9a-f]{{{2 * digest.SIZE}}})?\Z")]
"""The name of a shard or of a list of pending work: a digest in hexadecimal, or empty."""
_DeployName = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,100}\Z")]
_Text = Annotated[str, Meta(max_length=4096, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")]
_Count = Annotated[int, Meta(ge=0, le=1 << 53)]
_Size = Annotated[int, Meta(ge=-2, le=1 << 53)]
_Address = Annotated[str, Meta(max_length=16384, pattern=r"^https?://[!-~]+\Z")]


class _Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a manifest as it is stored."""


class _Kind(_Model, frozen=True):
    headers: dict[_Text, _Text]
    beside: Annotated[tuple[Literal[".br", ".gz"], ...], Meta(max_length=2)]


class _Entries(_Model, frozen=True):
    kinds: list[_Kind]
    files: dict[str, tuple[_Name, _Size, _Count] | None]


class _Claim(_Model, frozen=True):
    by: _Text
    deploy: _DeployName
    beat: _Count


class _Head(_Model, frozen=True):
    newsgen: Literal[1]
    site: _Text
    build: _Text
    at: _Text
    files: _Count
    shards: Annotated[str, Meta(pattern=rf"^(?:[0-9a-f]{{{2 * digest.SIZE}}}|-{{{2 * digest.SIZE}}}){{256}}\Z")]
    rest: _Name
    claim: _Claim | None
    journals: Annotated[tuple[_DeployName, ...], Meta(max_length=1000)]
    complete: bool


class _Pending(_Model, frozen=True):
    leaving: dict[str, _Count]
    purge: tuple[_Address, ...]


def _decoded(data: bytes, model: type[Any]) -> Any:
    """Decode a part of a manifest by its model. Raises InvalidManifest."""
    try:
        return msgspec.json.decode(data, type=model)
    except (msgspec.MsgspecError, ValueError, RecursionError) as failure:
        raise InvalidManifest from failure


def _require_paths(paths: Mapping[str, object]) -> None:
    """Raise InvalidManifest unless every path is plain, relative, within the target and outside the manifest's folder."""
    for path in paths:
        if not is_plain_path(path) or path.startswith(FOLDER) or path == FOLDER[:-1]:
            raise InvalidManifest


def shard_of(path: str) -> int:
    """Return the number of the shard that a path belongs to."""
    return digest.of_bytes(path.encode())[0]


def encode_entries(entries: Entries) -> bytes:
    """Encode a shard or a line of a journal. Equal entries give equal bytes."""
    kinds: dict[tuple[tuple[Header, ...], tuple[str, ...]], int] = {}
    files: dict[str, list[object] | None] = {}
    for path, entry in sorted(entries.items()):
        if entry is None:
            files[path] = None
        else:
            kind = kinds.setdefault((entry.headers, entry.beside), len(kinds))
            files[path] = [entry.content.hex(), entry.size, kind]
    stored = {"kinds": [{"headers": dict(headers), "beside": beside} for headers, beside in kinds], "files": files}
    return _padded(stored)


def decode_entries(data: bytes) -> dict[str, ManifestEntry | None]:
    """Decode a shard or a line of a journal. Raises InvalidManifest.

    An entry of None, which only a journal should have, is returned for both; so is a path of another shard.
    """
    stored = _decoded(data, _Entries)
    _require_paths(stored.files)
    kinds = [(tuple(kind.headers.items()), kind.beside) for kind in stored.kinds]
    try:
        return {
            path: None if file is None else ManifestEntry(bytes.fromhex(file[0]), file[1], *kinds[file[2]])
            for path, file in stored.files.items()
        }
    except IndexError as failure:
        raise InvalidManifest from failure


def split_into_shards(entries: Mapping[str, ManifestEntry]) -> list[dict[str, ManifestEntry]]:
    """Return the entries of every shard, by the shard's number; an empty dict where a shard has none."""
    shards: list[dict[str, ManifestEntry]] = [{} for _ in range(SHARDS)]
    for path, entry in entries.items():
        shards[shard_of(path)][path] = entry
    return shards


def manifest_path(name: str) -> str:
    """Return the path on the target of a shard or a list of pending work."""
    return f"{FOLDER}{name}.json"


def journal_path(deploy: str, number: int) -> str:
    """Return the path on the target of one line of a deploy's journal. Lines are numbered from 0."""
    return f"{FOLDER}journal-{deploy}-{number}.json"


_NO_SHARD = "-" * (2 * digest.SIZE)
"""Stands for a shard without a file. It is as long as a name, so that all heads have one size."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The deploy that is at work: who runs it, its own name, and a number that grows while it is alive."""

    by: str
    deploy: str
    beat: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The head: what was deployed, the names of the shards (empty: no file), and who is at work.

    ``site`` is the site's ``base_url``, ``build`` the id of the build, ``at`` the moment of the deploy in ISO format,
    and ``files`` the number of files. These and ``shards`` describe the last deploy that sent everything; one that is
    at work changes them at its end. ``rest`` is the name of the list of pending work, empty for none. ``journals`` are
    the names of deploys that began and did not end; their journals override the shards. Without ``complete`` the target
    may hold files that neither shards nor journals name.
    """

    site: str
    build: str = ""
    at: str = ""
    files: int = 0
    shards: tuple[str, ...] = ("",) * SHARDS
    rest: str = ""
    claim: Claim | None = None
    journals: tuple[str, ...] = ()
    complete: bool = True

    def encoded(self) -> bytes:
        """Encode the head as JSON."""
        stored = {name: getattr(self, name) for name in Head.__dataclass_fields__}
        claim = self.claim and {"by": self.claim.by, "deploy": self.claim.deploy, "beat": self.claim.beat}
        shards = "".join(name or _NO_SHARD for name in self.shards)
        return _padded({"newsgen": FORMAT} | stored | {"claim": claim, "shards": shards})

    def with_heartbeat(self) -> "Head":
        """Return a copy whose claim shows a new heartbeat. The head must have a claim. Writes nothing."""
        assert self.claim is not None
        return replace(self, claim=replace(self.claim, beat=self.claim.beat + 1))


def decode_head(data: bytes) -> Head:
    """Decode a head. Raises InvalidManifest. Does not compare the site: the head may be that of another one."""
    stored = _decoded(data, _Head)
    try:
        sound = not stored.at or datetime.fromisoformat(stored.at).tzinfo is not None
    except ValueError:
        sound = False
    if not sound:
        raise InvalidManifest
    width = len(_NO_SHARD)
    shards = tuple(stored.shards[i : i + width].replace(_NO_SHARD, "") for i in range(0, width * SHARDS, width))
    claim = stored.claim and Claim(stored.claim.by, stored.claim.deploy, stored.claim.beat)
    return Head(
        stored.site, stored.build, stored.at, stored.files, shards, stored.rest, claim, stored.journals, stored.complete
    )


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What a deploy left for later.

    ``leaving`` maps the paths of superseded files to the moment (seconds since 1970) from which on they are deleted.
    ``purge`` are the addresses that are still to be purged, whether or not a purge of them has failed.
    """

    leaving: Mapping[str, int]
    purge: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        """Encode the list as JSON."""
        return _padded({"leaving": dict(sorted(self.leaving.items())), "purge": list(self.purge)})


NO_WORK = PendingWork({})


def decode_pending(data: bytes) -> PendingWork:
    """Decode a list of pending work. Raises InvalidManifest."""
    stored = _decoded(data, _Pending)
    _require_paths(stored.leaving)
    return PendingWork(stored.leaving, stored.purge)


def name_by_content(data: bytes) -> str:
    """Return the name of a shard or of a list of pending work: the digest of its bytes."""
    return digest.of_bytes(data).hex()


def _padded(stored: object) -> bytes:
    data = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
    return data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\n")
