"""The kind of a source, from its path relative to the site's folder."""

import posixpath
import unicodedata
from pathlib import Path

from .layout import (
    ARTICLES,
    CAPTIONS,
    CONTENT,
    DATA,
    DATA_FILES,
    PAGES,
    PICTURES,
    PROFILES,
    RECORDINGS,
    REDIRECTS,
    SHOWS,
    SIDECAR,
    STATIC,
    THEME,
)


def nfc(path: str) -> str:
    """A path in NFC, the Unicode form in which names are compared and published, whatever form the disk has."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def is_article(path: str) -> bool:
    """Whether a source is the article file of a story."""
    return path.startswith(CONTENT + "/") and path.endswith(ARTICLES) and not path.startswith((PAGES, PROFILES))


def is_page(path: str) -> bool:
    """Whether a source is a plain page."""
    return path.startswith(PAGES) and path.endswith(ARTICLES)


def is_profile(path: str) -> bool:
    """Whether a source is an author's profile."""
    return path.startswith(PROFILES) and path.endswith((".yml", ".yaml")) and not is_sidecar(path)


def is_show(path: str) -> bool:
    """Whether a source is a show: a file right in ``content/shows/``."""
    name = path.removeprefix(SHOWS)
    return name != path and name.endswith((".yml", ".yaml")) and "/" not in name and not is_sidecar(path)


def show_id(path: str) -> str:
    """The id of the show in a file: its name without suffix, in NFC."""
    return nfc(posixpath.splitext(path.removeprefix(SHOWS))[0])


def is_captions(path: str) -> bool:
    """Whether a source is a file of captions: WebVTT in ``static/``."""
    return path.lower().endswith(CAPTIONS) and path.startswith(STATIC + "/")


def stems_of_captions(path: str) -> tuple[str, ...]:
    """The paths, without suffix, of the recordings that a file of captions may belong to: of ``port.ar.vtt`` they are
    ``port.ar`` and ``port``."""
    stem = path[: -len(CAPTIONS)]
    name = posixpath.basename(stem)
    return (stem, stem.rpartition(".")[0]) if "." in name.lstrip(".") else (stem,)


def is_captioned_by(path: str, stem: str) -> bool:
    """Whether a source is a recording, or its sidecar, with a path that ``stems_of_captions`` gave."""
    recording = original_of(path)
    return is_recording(recording) and posixpath.splitext(recording)[0] == stem


def is_data(path: str) -> bool:
    """Whether a source is a data file, which boxes of texts show."""
    return path.startswith(DATA) and path.lower().endswith(DATA_FILES) and not is_sidecar(path)


def is_picture(path: str) -> bool:
    """Whether a source is a picture that pages can show."""
    return path.lower().endswith(PICTURES) and path.startswith((CONTENT + "/", STATIC + "/"))


def is_drawing(path: str) -> bool:
    """Whether a source is an SVG that is published as it is: a file of the site's own ``static/``, compressed or not."""
    return path.lower().endswith((".svg", ".svgz")) and path.startswith(STATIC + "/")


def is_recording(path: str) -> bool:
    """Whether a source is a film or recorded sound."""
    return path.lower().endswith(RECORDINGS) and path.startswith((CONTENT + "/", STATIC + "/"))


def is_sidecar(path: str) -> bool:
    """Whether a source is a sidecar: it stands for the bytes of a picture or a recording, which lie in the media store."""
    original = path.removesuffix(SIDECAR)
    return original != path and (is_picture(original) or is_recording(original))


def original_of(path: str) -> str:
    """The path of the file that a sidecar stands for; any other path as it is."""
    return path.removesuffix(SIDECAR) if is_sidecar(path) else path


def can_wait(path: str) -> bool:
    """Whether a build can go on where the file or folder at a path cannot be looked at, with what the record has of it.

    So it is for ``redirects.yml``, for ``content`` and ``static``, and for all that lies in these.
    """
    return path.partition("/")[0] in (CONTENT, STATIC, REDIRECTS)


def can_be_held(path: str) -> bool:
    """Whether a build can go on without a source, or with its last good version."""
    own = is_article(path) or is_page(path) or is_picture(path) or path.startswith(STATIC + "/") or is_sidecar(path)
    own = own or is_data(path)
    return own or path == REDIRECTS


def article_id(path: str) -> str:
    """The id of the story in an article file: the path under ``content/`` without suffix, in NFC."""
    return nfc(posixpath.splitext(path.removeprefix(CONTENT + "/"))[0])


def page_id(path: str) -> str:
    """The id of a plain page: the path under ``content/pages/`` without suffix, in NFC. Its address is ``/id/``."""
    return article_id(path).removeprefix("pages/")


def file_of(site: Path, theme: Path, path: str) -> Path:
    """The file of a source: in the default theme where the path begins with ``theme:``, else in the site's folder."""
    return theme / path.removeprefix(THEME) if path.startswith(THEME) else site / path
