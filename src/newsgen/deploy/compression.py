"""Brotli and gzip (RFC 7932, RFC 1952), made once for each content and kept beside the record."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..base import digest
from ..base.problems import N_, Unusable, error

Coding = Literal["br", "gzip"]
SUFFIXES: dict[str, str] = {"br": ".br", "gzip": ".gz"}
"""How copies beside a file are called, for nginx's brotli_static and gzip_static."""

LEAST, MOST = 256, 1 << 24  # bytes: below, a copy saves no packet; above, it would cost minutes
QUALITY = {"br": 9, "gzip": 9}  # of a page of 30 KB brotli's 9 takes 2 ms and its 11 takes 60 for 5% less
TYPES = ("text/", "application/javascript", "application/json", "application/feed+json", "application/xml",
         "application/rss+xml", "application/atom+xml", "application/manifest+json", "application/wasm", "image/svg+xml",
         "image/x-icon")  # fmt: skip


def worth(mime: str, size: int) -> bool:
    """Whether a file of a type and size is sent encoded at all."""
    return LEAST <= size <= MOST and mime.startswith(TYPES)


def brotli() -> None:
    """Raises Unusable without the library for brotli."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        raise Unusable(_NO_BROTLI) from None


_NO_BROTLI = error(
    "deploy-extra", N_("Brotli copies need a library that is not installed: brotli."),
    N_("Install it with “pip install 'newsgen[deploy]'”, or leave br out of “encodings”."),
)  # fmt: skip


class Codings:
    """Encoded bytes by the digest of what was encoded, in a folder that may be emptied at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def encoded(self, content: bytes, coding: str, load: Callable[[], bytes]) -> bytes:
        """The encoded bytes of a content; ``load`` gives the bytes when they were never encoded before."""
        file = self._folder / content.hex()[:2] / f"{content.hex()[2:]}.{coding}{QUALITY[coding]}"
        try:
            data = file.read_bytes()
            if digest.of_bytes(data[digest.SIZE :]) == data[: digest.SIZE]:
                return data[digest.SIZE :]
        except FileNotFoundError:
            pass
        data = encode(load(), coding)
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.write_bytes(digest.of_bytes(data) + data)
        beside.replace(file)
        return data


def encode(data: bytes, coding: str) -> bytes:
    """The same bytes for the same data, whenever."""
    if coding == "gzip":
        return gzip.compress(data, QUALITY["gzip"], mtime=0)
    import brotli

    return bytes(brotli.compress(data, quality=QUALITY["br"]))


def decode(data: bytes, coding: str) -> bytes:
    """The bytes as a reader has them; what cannot be decoded stays as it is."""
    try:
        if coding == "gzip":
            return gzip.decompress(data)
        if coding == "br":
            import brotli

            return bytes(brotli.decompress(data))
    except Exception:  # each library has its own errors, brotli's has no base class
        return data
    return data
