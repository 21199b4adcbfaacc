"""BLAKE2b digests of bytes, files, values and sets of output files."""

from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from .plain_file import open_plain

SIZE = 16  # bytes of a digest; a collision becomes likely only after about 2**64 items
SET_BITS = 256
CHUNK = 1 << 20  # bytes read at once; a video in static/ may be larger than memory


def _fields(value: Any) -> Any:
    return value.model_dump()  # a pydantic model of the settings; any other type is a mistake and fails here


_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=_fields)


def of_bytes(data: bytes) -> bytes:
    """Return the digest of a byte string."""
    return blake2b(data, digest_size=SIZE).digest()


def of_file(path: Path | str, *, links: bool = True) -> bytes:
    """Return the digest of a regular file, read in chunks. Raises OSError as ``open_plain`` does."""
    with open_plain(path, links=links) as file:
        return copy(file, None)


class Reader(Protocol):
    """Whatever bytes are read from, a part at a time."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, ``size`` at most; empty at the end."""


def copy(source: Reader, target: BinaryIO | None) -> bytes:
    """Copy ``source`` to ``target`` in chunks (None: only read it) and return the digest of the bytes."""
    hasher = blake2b(digest_size=SIZE)
    while chunk := source.read(CHUNK):
        hasher.update(chunk)
        if target is not None:
            target.write(chunk)
    return hasher.digest()


def of_parts(*parts: bytes) -> bytes:
    """Return the digest of a list of byte strings.

    Each string is preceded by its length, so that different lists never hash the same bytes.
    """
    hasher = blake2b(digest_size=SIZE)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def encode(value: Any) -> bytes:
    """Encode frozen dataclasses, tuples, strings, numbers and settings as JSON; equal values give equal bytes.

    Values of different types may give equal bytes, too: a tuple and a list do. Raises AttributeError for an object that
    msgspec cannot encode.
    """
    return _encoder.encode(value)


def of_value(value: Any) -> bytes:
    """Return the digest of a value's JSON encoding."""
    return of_bytes(encode(value))


def set_member(path: str, digest: bytes) -> int:
    """Return the number that one output file contributes to the digest of a set of output files.

    The digest of the set is the sum of its members modulo 2**256. The sum does not depend on order, and a changed member
    costs one subtraction and one addition (AdHash, Bellare and Micciancio 1997). It detects mistakes; it does not resist an
    attacker.
    """
    hasher = blake2b(digest_size=SET_BITS // 8)
    hasher.update(path.encode())
    hasher.update(b"\0")
    hasher.update(digest)
    return int.from_bytes(hasher.digest(), "big")
