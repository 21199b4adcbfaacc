"""Digests: the identity of bytes, values and sets of outputs."""

from hashlib import blake2b
from typing import Any

import msgspec

SIZE = 16  # bytes; 2**64 items before a collision becomes likely
SET_BITS = 256


def _fields(value: Any) -> Any:
    return value.model_dump()  # a part of the settings; anything else fails here, as it should


_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=_fields)


def of_bytes(data: bytes) -> bytes:
    """The digest of one run of bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def of_parts(*parts: bytes) -> bytes:
    """The digest of several runs of bytes, each preceded by its length, so that no two lists look alike."""
    hasher = blake2b(digest_size=SIZE)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def of_value(value: Any) -> bytes:
    """The digest of frozen dataclasses, tuples, strings and numbers, by their deterministic encoding."""
    return of_bytes(_encoder.encode(value))


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
