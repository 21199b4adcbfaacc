"""What a target holds, as the target itself remembers it: 256 shards by the path's digest under a small head.

A shard's name is the digest of its bytes, and the head names the shards: so a new head takes the place of all old ones in
one step, and a shard that is the same is neither read nor written. Shards are padded to blocks of 4 KiB: what a deploy
reads and writes of the manifest does not depend on the size of the site until a shard holds some thirty files.
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
class Entry:
    """What lies at a path: the digest and size of the built bytes, the headers, and in which codings copies lie beside."""

    content: bytes
    size: int
    headers: tuple[Header, ...] = ()
    beside: tuple[str, ...] = ()

    def files(self, path: str) -> tuple[str, ...]:
        """The files that it is made of, the copies first."""
        return (*(path + suffix for suffix in self.beside), path)


UNKNOWN, PERHAPS = -1, -2
"""Sizes of entries that are equal to nothing: of a file whose bytes nobody knows, and of one that may not be there."""


def unknown(*may_be: Entry | None) -> Entry:
    """What may lie at a path after a deploy was killed, with all the copies that there may be. If one of what may be is
    nothing, it may not be there; then no page that readers see leads to it."""
    sure = all(entry and entry.size != PERHAPS for entry in may_be)
    beside = {suffix for entry in may_be if entry for suffix in entry.beside}
    return Entry(b"", UNKNOWN if sure else PERHAPS, (), tuple(sorted(beside)))


Entries = Mapping[str, Entry | None]
"""By path; None says that nothing is there."""


class Foreign(Exception):
    """No manifest of ours, or a damaged one."""


def shard_of(path: str) -> int:
    """The shard that a path belongs to."""
    return digest.of_bytes(path.encode())[0]


def encoded(entries: Entries) -> bytes:
    """The bytes of a shard or of a journal: the same for the same entries."""
    kinds: dict[tuple[tuple[Header, ...], tuple[str, ...]], int] = {}
    files: dict[str, list[object] | None] = {}
    for path, entry in sorted(entries.items()):
        if entry is None:
            files[path] = None
        else:
            kind = kinds.setdefault((entry.headers, entry.beside), len(kinds))
            files[path] = [entry.content.hex(), entry.size, kind]
    told = {"kinds": [{"headers": dict(headers), "beside": beside} for headers, beside in kinds], "files": files}
    return _padded(told)


def decoded(data: bytes) -> dict[str, Entry | None]:
    """The entries of a shard or of a journal. Raises Foreign."""
    try:
        told = json.loads(data)
        kinds = [(tuple(kind["headers"].items()), tuple(kind["beside"])) for kind in told["kinds"]]
        return {
            path: None if file is None else Entry(bytes.fromhex(file[0]), int(file[1]), *kinds[file[2]])
            for path, file in told["files"].items()
        }
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as failure:
        raise Foreign from failure


def sharded(entries: Mapping[str, Entry]) -> list[dict[str, Entry]]:
    """The entries by their shards."""
    shards: list[dict[str, Entry]] = [{} for _ in range(SHARDS)]
    for path, entry in entries.items():
        shards[shard_of(path)][path] = entry
    return shards


def file_of(name: str) -> str:
    """Where a shard or the list of what is left to do lies on a target."""
    return f"{FOLDER}{name}.json"


def journal_file(deploy: str, number: int) -> str:
    """Where a deploy wrote down what it was about to send."""
    return f"{FOLDER}journal-{deploy}-{number}.json"


_NO_SHARD = "-" * (2 * digest.SIZE)
"""A shard without a file; as long as a name, so that heads are of one size."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The deploy that is at work: who runs it, its own name, and a number that grows while it is alive."""

    by: str
    deploy: str
    beat: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The head: what was deployed, the names of the shards (empty: no file), and who is at work.

    ``journals`` are the deploys that began and did not end: what they wrote down stands over the shards. Without
    ``complete`` nothing is known of files that neither shards nor journals name.
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
        told = {name: getattr(self, name) for name in Head.__dataclass_fields__}
        claim = self.claim and {"by": self.claim.by, "deploy": self.claim.deploy, "beat": self.claim.beat}
        shards = "".join(name or _NO_SHARD for name in self.shards)
        return _padded({"newsgen": FORMAT} | told | {"claim": claim, "shards": shards})

    def beating(self) -> "Head":
        """The same with a sign of life."""
        assert self.claim is not None
        return replace(self, claim=replace(self.claim, beat=self.claim.beat + 1))


def head_of(data: bytes) -> Head:
    """A head from its bytes. Raises Foreign."""
    try:
        told = json.loads(data)
        if told.pop("newsgen") != FORMAT:
            raise Foreign
        claim = told.pop("claim")
        journals, row, width = tuple(map(str, told.pop("journals"))), told.pop("shards"), len(_NO_SHARD)
        shards = tuple(row[i : i + width].replace(_NO_SHARD, "") for i in range(0, len(row), width))
        head = Head(**told, shards=shards, journals=journals, claim=Claim(**claim) if claim else None)
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise Foreign from failure
    if len(shards) != SHARDS:
        raise Foreign
    return head


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to do: superseded files with the moment (seconds since 1970) after which they go, and addresses
    that could not be purged."""

    leaving: Mapping[str, int]
    purge: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        return _padded({"leaving": dict(sorted(self.leaving.items())), "purge": list(self.purge)})


NOTHING = Rest({})


def rest_of(data: bytes) -> Rest:
    """What is left to do, from its bytes. Raises Foreign."""
    try:
        told = json.loads(data)
        return Rest({str(p): int(t) for p, t in told["leaving"].items()}, tuple(map(str, told["purge"])))
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise Foreign from failure


def name_of(data: bytes) -> str:
    """The name of a shard or a rest by its bytes."""
    return digest.of_bytes(data).hex()


def _padded(told: object) -> bytes:
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\n")
