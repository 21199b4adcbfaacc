"""Where the bytes of a picture lie: in its file, or in the media store, where only a sidecar stands in its place."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.problems import N_, Problem, error
from ..media.fetching import Fetcher
from ..model.picture import Original
from ..record.sources import Sources
from ..site.layout import SIDECAR
from ..site.source_kind import file_of, is_sidecar, original_of
from .copies import CHANGED_MEANWHILE
from .reading import bytes_of

if TYPE_CHECKING:
    from ..pictures.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file with the bytes of a picture, and the digest that they must have; empty where the record does not know it."""

    file: Path
    content: bytes


def source_of_picture(sources: Sources, source: str) -> str | None:
    """The path, as it is on the disk, of the picture with the path ``source`` (in NFC): that of its file, else of its sidecar;
    None where the record has neither."""
    return sources.named(source) or sources.named(source + SIDECAR)


def picture_file(
    site: Path, theme: Path, source: str, content: bytes, original: Original, fetcher: Fetcher
) -> PictureFile | Problem:
    """The bytes of the picture at a path that ``source_of_picture`` gave. Those of a sidecar are fetched where the cache
    lacks them.

    ``content`` is the digest that the record has of a file, and ``original`` what it has of the picture. An error without a
    position where the bytes cannot be had or are not those of ``original``. Raises OSError where the cache cannot be
    written.
    """
    if not is_sidecar(source):
        return PictureFile(file_of(site, theme, source), content)
    sidecar = _sidecar(site, source)
    if sidecar is None or not sidecar.digest.startswith(original.digest):
        return CHANGED_MEANWHILE
    file = fetcher.file(sidecar)
    if isinstance(file, Problem):
        return file
    from ..pictures.measure import measure

    measured = measure(original_of(source), file.read_bytes())
    if isinstance(measured, Problem):
        return measured
    if (measured.format, measured.width, measured.height) != (original.format, original.width, original.height):
        return error(
            "sidecar-size",
            N_("The file that {file} stands for is {width} × {height} pixels, which is not what it says."),
            N_("Correct “width” and “height” there."), file=source, width=measured.width, height=measured.height,
        )  # fmt: skip
    return PictureFile(file, bytes.fromhex(sidecar.digest))


def is_cached(site: Path, source: str, fetcher: Fetcher) -> bool:
    """Whether the bytes that the sidecar at a path stands for are on this machine. They are compared with their digest."""
    sidecar = _sidecar(site, source)
    return sidecar is not None and fetcher.cached(sidecar) is not None


def _sidecar(site: Path, source: str) -> "Sidecar | None":
    from ..pictures.sidecar import parse_sidecar

    data = bytes_of(site, source)
    return None if isinstance(data, Problem) else parse_sidecar(source, data).sidecar
