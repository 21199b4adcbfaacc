"""Digests: the identity of bytes, values and sets of outputs."""

from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

SIZE = 16  # bytes; 2**64 items before a collision becomes likely
SET_BITS = 256
PIECE = 1 << 20  # bytes read at once: videos in static/ may be larger than the memory


def _fields(value: Any) -> Any:
    return value.model_dump()  # a part of the settings; anything else fails here, as it should


_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=_fields)


def of_bytes(data: bytes) -> bytes:
    """The digest of one run of bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def of_file(path: Path | str) -> bytes:
    """The digest of a file's bytes, however large it is. Raises OSError when it cannot be read."""
    with open(path, "rb") as file:
        return copied(file, None)


def copied(source: BinaryIO, target: BinaryIO | None) -> bytes:
    """The digest of what ``source`` holds, written to ``target`` piece by piece."""
    hasher = blake2b(digest_size=SIZE)
    while piece := source.read(PIECE):
        hasher.update(piece)
        if target is not None:
            target.write(piece)
    return hasher.digest()


def of_parts(*parts: bytes) -> bytes:
    """The digest of several runs of bytes, each preceded by its length, so that no two lists look alike."""
    hasher = blake2b(digest_size=SIZE)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def encoded(value: Any) -> bytes:
    """The deterministic encoding of frozen dataclasses, tuples, strings and numbers: JSON."""
    return _encoder.encode(value)


def of_value(value: Any) -> bytes:
    """The digest of the same."""
    return of_bytes(encoded(value))


def set_member(path: str, digest: bytes) -> int:
    """What one output adds to the digest of a set of outputs.

    The sum of all members modulo 2**256 names the set whatever the order, and one changed member costs one subtraction
    and one addition (AdHash, Bellare and Micciancio 1997); it guards against mistakes, not against an adversary.
    """
    hasher = blake2b(digest_size=SET_BITS // 8)
    hasher.update(path.encode())
    hasher.update(b"\0")
    hasher.update(digest)
    return int.from_bytes(hasher.digest(), "big")
