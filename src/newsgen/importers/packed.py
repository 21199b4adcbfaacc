"""Unpack the sources of an import that are packed: ``.gz``, and ``.zip`` with all its files."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ..base.digest import Reader
from ..base.plain_file import create_anew, open_plain
from ..base.plain_path import is_plain_path
from . import codes
from .item import Note, note

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
"""The first bytes of packed files."""

SUFFIXES = frozenset({".gz", ".zip"})

LEAST_LIMIT, MOST_TIMES, MOST_FILES = 2**30, 100, 200_000
"""What is unpacked of one file: so many bytes, or so many times its size where that is more; and so many files."""

_CHUNK = 1 << 20
_ABOVE = ("above", "above")
"""Empty folders around what is unpacked: settings of generators are looked for in the two folders above a source."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The paths to read instead of those that were named, and what is to be said of packed ones.

    ``folders`` leads from each temporary folder to the one in which the packed file lies, for what people read.
    """

    paths: tuple[Path, ...]
    notes: tuple[Note, ...] = ()
    folders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@contextmanager
def unpacked(paths: Sequence[Path]) -> Iterator[Unpacked]:
    """The paths, of which packed files are unpacked into a temporary folder for the length of a ``with`` block.

    A packed file that is broken, locked by a password or too large is left out and told; folders are not looked into. Raises
    OSError where the temporary folder cannot be written.
    """
    found: list[Path] = []
    notes: list[Note] = []
    folders: dict[str, str] = {}
    if not any(map(_kind, paths)):
        yield Unpacked(tuple(paths))
        return
    import tempfile
    import zlib
    from zipfile import BadZipFile

    with ExitStack() as stack:
        for path in paths:
            kind = _kind(path)
            if not kind:
                found.append(path)
                continue
            temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsgen-import-"))
            folder = Path(temporary, *_ABOVE)
            folder.mkdir(parents=True)
            folders[str(folder)] = str(path.parent)
            try:
                found.append(_gunzipped(path, folder) if kind == GZIP else _unzipped(path, folder))
            except _LimitError:
                notes.append(note(codes.PACKED_TOO_LARGE, str(path), limit=_limit(path) // 2**20))
            except (EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, BadZipFile):
                notes.append(note(codes.PACKED_BROKEN, str(path)))
        yield Unpacked(tuple(found), tuple(notes), folders)


class _LimitError(Exception):
    """A packed file holds more than its bound."""


def _kind(path: Path) -> bytes:
    """``GZIP`` or ``ZIP`` for a packed file; empty for all others, for documents of an office, and for what cannot be read."""
    if path.suffix and path.suffix.lower() not in SUFFIXES:
        return b""
    try:
        with open_plain(path, links=True) as opened:
            head = opened.read(4)
    except OSError:
        return b""
    return GZIP if head.startswith(GZIP) else ZIP if head == ZIP else b""


def _limit(path: Path) -> int:
    return max(LEAST_LIMIT, MOST_TIMES * path.stat().st_size)


def _gunzipped(path: Path, folder: Path) -> Path:
    import gzip

    target = folder / (path.name.removesuffix(".gz") or "export")
    with open_plain(path, links=True) as opened, gzip.open(opened) as source:
        try:
            _copy(source, target, _limit(path))
        except gzip.BadGzipFile as failure:
            raise ValueError from failure
    return target


def _unzipped(path: Path, folder: Path) -> Path:
    """The folder with the files of a ``.zip``; of one alone the file. Links, hidden files and paths that lead out of the folder
    are left out."""
    import zipfile

    left = _limit(path)
    target = folder / path.name
    files: list[Path] = []
    with open_plain(path, links=True) as opened, zipfile.ZipFile(opened) as archive:
        members = archive.infolist()
        if len(members) > MOST_FILES:
            raise _LimitError
        for member in members:
            name = member.filename
            is_link = stat.S_ISLNK(member.external_attr >> 16)
            hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
            if member.is_dir() or is_link or hidden or not is_plain_path(name):
                continue
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source:
                left -= _copy(source, file, left)
            files.append(file)
    target.mkdir(exist_ok=True)
    return files[0] if len(files) == 1 else target


def _copy(source: Reader, target: Path, limit: int) -> int:
    """Copy at most ``limit`` bytes, and return their number. Raises _LimitError where there are more."""
    size = 0
    with create_anew(target) as written:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise _LimitError
            written.write(chunk)
    return size
