"""Read the XML of news agencies: NewsML-G2, and NITF documents that come alone, also side by side in one folder."""

from collections.abc import Iterator, Sequence
from itertools import chain, compress
from operator import not_
from pathlib import Path

from . import newsml_g2, nitf
from .item import Item, Note, Streamed
from .source_files import files

SUFFIXES = newsml_g2.SUFFIXES | nitf.SUFFIXES
_HEAD = 8192


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is NewsML-G2 or NITF."""
    return newsml_g2.recognises(head) or nitf.recognises(head)


def read(paths: Sequence[Path]) -> Streamed:
    """Open files and folders. Every XML file below a folder is read; one of neither format is told."""
    return Streamed(lambda: _stream(paths))


def _stream(paths: Sequence[Path]) -> Iterator[Item | Note]:
    sources = files(paths, SUFFIXES)
    is_nitf = [nitf.recognises(_head(source.path)) for source in sources]
    alone = list(compress(sources, is_nitf))
    others = list(compress(sources, map(not_, is_nitf)))
    return chain(newsml_g2.stream(others), nitf.stream(alone))


def _head(path: Path) -> bytes:
    """The first bytes of a file; empty where it cannot be read, which its reader tells."""
    try:
        with path.open("rb") as opened:
            return opened.read(_HEAD)
    except OSError:
        return b""
