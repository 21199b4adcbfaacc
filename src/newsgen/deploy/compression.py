"""Compress files with Brotli and gzip (RFC 7932, RFC 1952), once for each content, and keep the results in a cache."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..base import digest
from ..base.plain_file import create_anew, open_plain
from ..base.problems import N_, FatalProblems, error

Coding = Literal["br", "gzip"]
SUFFIXES: dict[str, str] = {"br": ".br", "gzip": ".gz"}
"""The suffixes of compressed copies beside a file, as nginx's brotli_static and gzip_static expect them."""

MIN_SIZE, MAX_SIZE = 256, 1 << 24  # bytes; a smaller copy saves no packet, a larger one takes minutes
QUALITY = {"br": 9, "gzip": 9}  # for a page of 30 KB, Brotli at level 9 takes 2 ms; level 11 takes 60 ms and saves 5%
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/feed+json", "application/xml",
         "application/rss+xml", "application/atom+xml", "application/manifest+json", "application/wasm", "image/svg+xml",
         "image/x-icon")  # fmt: skip


def without_coding(path: str) -> str:
    """Return the path of the file beside which a compressed copy lies; another path as it is."""
    return next((path.removesuffix(suffix) for suffix in SUFFIXES.values() if path.endswith(suffix)), path)


def is_compressible(mime: str, size: int) -> bool:
    """Return whether a file of this MIME type and size is worth compressing."""
    return MIN_SIZE <= size <= MAX_SIZE and mime.startswith(COMPRESSIBLE)


def require_brotli() -> None:
    """Raise FatalProblems when the Brotli library is not installed."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        raise FatalProblems(_NO_BROTLI) from None


_NO_BROTLI = error(
    "deploy-extra", N_("Brotli copies need a library that is not installed: brotli."),
    N_("Install it with “pip install 'newsgen[deploy]'”, or leave br out of “encodings”."),
)  # fmt: skip


class CompressionCache:
    """Compressed bytes by the digest of the original. The folder may be emptied at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def encoded(self, content: bytes, coding: str, load: Callable[[], bytes]) -> bytes:
        """Return the compressed bytes of the original with the digest ``content``.

        When the cache lacks them or holds damaged ones, calls ``load`` for the original bytes and stores the result.
        Else nothing reads the original. Raises OSError, and what ``load`` raises.
        """
        file = self._folder / content.hex()[:2] / f"{content.hex()[2:]}.{coding}{QUALITY[coding]}"
        try:
            with open_plain(file) as opened:
                data = opened.read()
            if digest.of_bytes(data[digest.SIZE :]) == data[: digest.SIZE]:
                return data[digest.SIZE :]
        except OSError:
            pass
        data = encode(load(), coding)
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.name}.{os.getpid()}")
        with create_anew(temporary) as opened:
            opened.write(digest.of_bytes(data) + data)
        temporary.replace(file)
        return data


def encode(data: bytes, coding: str) -> bytes:
    """Compress bytes; with the same version of the library, the same bytes give the same result.

    ``coding`` is ``gzip``; every other word means Brotli. Raises ImportError when the Brotli library is missing.
    """
    if coding == "gzip":
        return gzip.compress(data, QUALITY["gzip"], mtime=0)
    import brotli

    return bytes(brotli.compress(data, quality=QUALITY["br"]))


def decode(data: bytes, coding: str) -> bytes:
    """Decompress bytes, or return them as they are.

    They are returned as they are when the coding is unknown or empty, when they cannot be decompressed, and when the
    Brotli library is missing.
    """
    try:
        if coding == "gzip":
            return gzip.decompress(data)
        if coding == "br":
            import brotli

            return bytes(brotli.decompress(data))
    except Exception:  # each library has its own exceptions, and Brotli's have no base class
        return data
    return data
