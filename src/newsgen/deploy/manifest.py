"""The manifest: what a target holds, stored on the target as 256 shards and a small head that names them.

A path's digest chooses its shard. A shard's name is the digest of its bytes. A new head therefore replaces all shards in
one step, and an unchanged shard is neither read nor written. Shards are padded to blocks of 4 KiB: the bytes that a
deploy reads and writes do not depend on the size of the site until a shard holds some thirty files.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..base import digest
from .target import FOLDER, Header

FORMAT = 1
SHARDS = 256
BLOCK = 4096  # bytes


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
    """Return an entry for a path whose content is uncertain after a deploy was killed.

    ``candidates`` are the entries that may lie there; None stands for no file. If one of them is None, the file may be
    absent, and then no page that readers see links to it. The entry names every copy that may exist.
    """
    present = all(entry and entry.size != MAYBE_ABSENT for entry in candidates)
    beside = {suffix for entry in candidates if entry for suffix in entry.beside}
    return ManifestEntry(b"", UNKNOWN if present else MAYBE_ABSENT, (), tuple(sorted(beside)))


Entries = Mapping[str, ManifestEntry | None]
"""Entries by path; None means that no file lies there."""


class InvalidManifest(Exception):
    """The bytes are no manifest of newsgen, or a damaged one."""


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
    """Decode a shard or a line of a journal. Raises InvalidManifest."""
    try:
        stored = json.loads(data)
        kinds = [(tuple(kind["headers"].items()), tuple(kind["beside"])) for kind in stored["kinds"]]
        return {
            path: None if file is None else ManifestEntry(bytes.fromhex(file[0]), int(file[1]), *kinds[file[2]])
            for path, file in stored["files"].items()
        }
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as failure:
        raise InvalidManifest from failure


def split_into_shards(entries: Mapping[str, ManifestEntry]) -> list[dict[str, ManifestEntry]]:
    """Distribute entries over the shards."""
    shards: list[dict[str, ManifestEntry]] = [{} for _ in range(SHARDS)]
    for path, entry in entries.items():
        shards[shard_of(path)][path] = entry
    return shards


def manifest_path(name: str) -> str:
    """Return the path on the target of a shard or a list of pending work."""
    return f"{FOLDER}{name}.json"


def journal_path(deploy: str, number: int) -> str:
    """Return the path on the target of one line of a deploy's journal."""
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

    ``rest`` is the name of the list of pending work. ``journals`` are deploys that began and did not end; their journals
    override the shards. Without ``complete`` the target may hold files that neither shards nor journals name.
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
        """Return a copy whose claim shows a new heartbeat."""
        assert self.claim is not None
        return replace(self, claim=replace(self.claim, beat=self.claim.beat + 1))


def decode_head(data: bytes) -> Head:
    """Decode a head. Raises InvalidManifest."""
    try:
        stored = json.loads(data)
        if stored.pop("newsgen") != FORMAT:
            raise InvalidManifest
        claim = stored.pop("claim")
        journals, row, width = tuple(map(str, stored.pop("journals"))), stored.pop("shards"), len(_NO_SHARD)
        shards = tuple(row[i : i + width].replace(_NO_SHARD, "") for i in range(0, len(row), width))
        head = Head(**stored, shards=shards, journals=journals, claim=Claim(**claim) if claim else None)
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise InvalidManifest from failure
    if len(shards) != SHARDS:
        raise InvalidManifest
    return head


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What a deploy left for later.

    ``leaving`` maps superseded files to the moment (seconds since 1970) after which they are deleted; ``purge`` are addresses
    that could not be purged.
    """

    leaving: Mapping[str, int]
    purge: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        """Encode the list as JSON."""
        return _padded({"leaving": dict(sorted(self.leaving.items())), "purge": list(self.purge)})


NO_WORK = PendingWork({})


def decode_pending(data: bytes) -> PendingWork:
    """Decode a list of pending work. Raises InvalidManifest."""
    try:
        stored = json.loads(data)
        return PendingWork({str(p): int(t) for p, t in stored["leaving"].items()}, tuple(map(str, stored["purge"])))
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise InvalidManifest from failure


def name_by_content(data: bytes) -> str:
    """Return the name of a shard or of a list of pending work: the digest of its bytes."""
    return digest.of_bytes(data).hex()


def _padded(stored: object) -> bytes:
    data = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
    return data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\n")
