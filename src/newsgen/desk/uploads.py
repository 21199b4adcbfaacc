"""Take a picture that a browser sends, and give one to a browser: files beside the stories and in ``static/``."""

import errno
import posixpath
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from ..base import digest
from ..base.contained import opened_file, opened_folder, replace_file
from ..base.plain_path import is_plain_path
from ..base.problems import N_, Problem, error
from ..pictures.decode import examine
from ..pictures.header import SUFFIXES, Format, read_header
from ..pictures.measure import measure
from ..pictures.metadata import read_metadata
from ..pictures.originals import without_private
from ..pictures.picture_end import picture_end
from ..site.folders import is_skipped
from ..site.layout import PICTURES

MOST_PICTURE = 32 * 2**20
"""The bytes of the largest picture that is taken. A photograph at the best quality of a camera has 20 MB."""

FORMATS: tuple[Format, ...] = ("JPEG", "PNG", "WebP", "AVIF")
"""The formats that are taken. What a drawing (SVG) may do in a browser depends on where it is opened, so it is none of them."""

MOST_STEM = 60
"""How many bytes of a new file's name come from the story's."""

TYPES: dict[Format, str] = {
    "JPEG": "image/jpeg", "PNG": "image/png", "WebP": "image/webp", "AVIF": "image/avif", "GIF": "image/gif",
}  # fmt: skip
"""The MIME type of a picture by what its bytes are; its name says nothing."""

_OF_ANOTHER_KIND = error(
    "not-a-picture",
    N_("This file is not a picture that the desk takes."),
    N_("Take a photograph or a drawing as JPEG, PNG, WebP or AVIF."),
)
_TOO_LARGE = error(
    "picture-too-large",
    N_("“{name}” is larger than {limit} MB."),
    N_("Save it at a smaller size."),
    name="…",
    limit=MOST_PICTURE // 2**20,
)
_DAMAGED = error(
    "picture-undecodable",
    N_("The picture is damaged: what is private in it cannot be taken out."),
    N_("Open it in a picture editor and save it again."),
)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that lies beside its story. ``src`` is how the story names it; the words are those that the file itself
    holds, empty where it holds none."""

    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


def checked_picture(data: bytes) -> tuple[bytes, Format] | Problem:
    """The bytes of a picture that may be kept, without what is appended behind its end, and its format; or why not.

    The format is read from the bytes. Refused are other formats, more than ``MOST_PICTURE`` bytes, more pixels than a build
    decodes, and a structure that does not come to an end. Nothing is decoded.
    """
    if len(data) > MOST_PICTURE:
        return _TOO_LARGE
    header = read_header(data)
    if header is None or header.format not in FORMATS:
        return _OF_ANOTHER_KIND
    end = picture_end(data, header.format)
    if end is None:
        return _DAMAGED
    data = data[:end]
    name = "…" + SUFFIXES[header.format][0]
    for found in (measure(name, data), examine(name, data), without_private(data, header.format)):
        if isinstance(found, Problem):
            return found
    return data, header.format


def store_picture(site: Path, story: str, data: bytes) -> StoredPicture | Problem:
    """Keep a picture beside the story at a path, and say what its file says of it; or why it is not taken.

    The name is the story's with a digest of the bytes, so it overwrites no other picture, and the same picture twice is one
    file. Raises OSError where the system refuses, also for a link on the path.
    """
    checked = checked_picture(data)
    if isinstance(checked, Problem):
        return checked
    kept, format = checked
    folder, _, file = story.rpartition("/")
    name = picture_name(file, kept, format)
    with opened_folder(site, folder) as above:
        if not _is_there(above, name, kept):
            replace_file(above, name, kept)
    header, words = read_header(kept), read_metadata(kept)
    assert header is not None
    return StoredPicture(name, header.width, header.height, words.alt, words.caption, words.credit or words.creator)


def picture_name(story: str, data: bytes, format: Format) -> str:
    """The file name of a picture for the story, page or profile with a file name: ``library-3f2a91b04c7d.jpg``."""
    stem = unicodedata.normalize("NFC", posixpath.splitext(story)[0])
    stem = re.sub(r"[^\w-]+", "-", stem).strip("-_")
    while len(stem.encode()) > MOST_STEM:
        stem = stem[:-1]
    return f"{stem or 'picture'}-{digest.of_bytes(data).hex()[:12]}{SUFFIXES[format][0]}"


def _is_there(folder: int, name: str, data: bytes) -> bool:
    try:
        with opened_file(folder, name) as file:
            return file.read(len(data) + 1) == data
    except FileNotFoundError:
        return False


def read_picture(site: Path, story: str, src: str) -> tuple[bytes, str] | None:
    """The bytes and the MIME type of a picture that a story names; None where there is none.

    ``src`` is as the story writes it: beside it, or with a slash before it in ``static/``; percent-encoded or not.
    """
    for written in dict.fromkeys((src, unquote(src))):
        path = "static" + written if written.startswith("/") else posixpath.join(posixpath.dirname(story), written)
        path = posixpath.normpath(path)
        if not path.startswith(("content/", "static/")) or not path.lower().endswith(PICTURES):
            continue
        if not is_plain_path(path) or any(map(is_skipped, path.split("/"))):
            continue
        folder, _, name = path.rpartition("/")
        try:
            with opened_folder(site, folder) as above, opened_file(above, name) as file:
                data = file.read(MOST_PICTURE + 1)
        except OSError as failure:
            if failure.errno in (errno.EMFILE, errno.ENFILE, errno.EIO):
                raise
            continue
        header = read_header(data)
        if header is not None and len(data) <= MOST_PICTURE:
            return data, TYPES[header.format]
    return None
