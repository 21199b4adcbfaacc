"""The data files that a source shows, and the files of ``static/`` that it leads to by links, videos, its front matter or
any text that names them."""

import html
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from ..model.article import Article, Part, PlainPage, Profile
from ..model.picture import Picture
from ..model.timestamps import microseconds
from ..site.layout import CONTENT, STATIC
from ..site.links import inside
from ..site.settings import Settings
from ..site.settings_types import ascii_host

_HREF = re.compile(r' href="([^"]*)"')
_SUFFIX = re.compile(r"\.\w{1,12}$")
_BETWEEN_NAMES = re.compile(r"[\s\"'()<>{}|\\=,;`]+")
_NAMED = frozenset(
    "avif css csv docx flac gif htm html ico jpeg jpg js json m4a mp3 mp4 ogg opus otf pdf png pptx svg ttf txt vtt wav webm"
    " webmanifest webp woff woff2 xlsx xml zip".split()
)
"""The suffixes of the files that ``files_named`` looks for without a folder. A script holds thousands of words with a dot."""

MOST_NAMED = 5000
"""The largest number of files that ``files_named`` returns."""


class FileUse(NamedTuple):
    """A use of a data file or of a file of ``static/``: its path from the site's folder, and the moment (microseconds since
    1970) before which readers do not see the use in a visible source; 0 for none."""

    source: str
    since: int = 0


def article_files(article: Article, settings: Settings) -> tuple[FileUse, ...]:
    """The files that a story's links, videos, sound, sources and ``extra`` lead to; its pictures are ``PictureUse``."""
    address = article.card.address
    found = [FileUse(file) for file in _in_parts(article.body, address, settings)]
    for entry in article.entries:
        since = microseconds(entry.at)
        found += [FileUse(file, since) for file in _in_parts(entry.body, address, settings)]
    written = [article.card.sound.address] if article.card.sound is not None else []
    written += [source.url for source in article.sources if source.url]
    written += _texts(article.extra) if article.extra else ()
    return tuple(dict.fromkeys((*found, *_written(written, address, settings))))


def page_files(page: PlainPage, settings: Settings) -> tuple[FileUse, ...]:
    """The files that a plain page's links and videos lead to."""
    return tuple(dict.fromkeys(FileUse(file) for file in _in_parts(page.body, f"/{page.id}/", settings)))


def profile_files(profile: Profile, settings: Settings) -> tuple[FileUse, ...]:
    """The files that the links of an author's profile lead to."""
    return tuple(dict.fromkeys(_written((link.url for link in profile.links), "/", settings)))


def _written(links: Iterable[str], address: str, settings: Settings) -> Iterator[FileUse]:
    """Yield the files that links lead to which are written as in front matter: without the path that the site lies under."""
    for link in links:
        file = file_of_link(settings.prefix + link if link.startswith("/") else link, address, settings)
        if file:
            yield FileUse(file)


def _in_parts(parts: Iterable[Part], address: str, settings: Settings) -> Iterator[str]:
    """Yield the files that the links and videos of a rendered body lead to. ``address`` is that of its page."""
    for part in parts:
        if isinstance(part, Picture):
            if part.box is not None:
                yield f"{CONTENT}/{part.box.file}"
            sound = part.sound.address if part.sound is not None else ""
            links = [link for link in (part.video, part.link, sound) if link]
            links += [html.unescape(link) for link in _HREF.findall(part.embed.text)] if part.embed else []
        else:
            links = [html.unescape(link) for link in _HREF.findall(part)] if ' href="' in part else []
        for link in links:
            file = file_of_link(link, address, settings)
            if file:
                yield file


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a value of YAML, at any depth, that are a path from the root or an address."""
    if isinstance(value, str):
        if value.startswith(("/", "http")):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)


def file_of_link(link: str, address: str, settings: Settings) -> str | None:
    """The path, from the site's folder, of the file of ``static/`` that a link on the page at ``address`` would lead to.

    ``link`` is written as in a page: a path from the root begins with the path that the site lies under. None for a link to
    another host, a fragment, an address without a suffix, or a path out of the site. Whether the file exists is not looked
    at: a page with this address may be no file of ``static/``.
    """
    if not link or link.startswith("#") or not _SUFFIX.search(unquote(re.split("[?#]", link, maxsplit=1)[0])):
        return None
    prefix = settings.prefix
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", link):
        own = _without_host(link, settings)
        if own is None or not own.startswith(prefix + "/"):
            return None
        return _file_at(own[len(prefix) :])
    if link.startswith(prefix + "/"):
        return _file_at(link[len(prefix) :])
    try:
        return _file_at(urljoin(address, link))
    except ValueError:
        return None


def _without_host(link: str, settings: Settings) -> str | None:
    """The path, with a query and a fragment, of a link to the site's own host by any scheme of the Web or none; else None.

    The host may be written in capitals or in Arabic letters.
    """
    scheme, slashes, rest = link.partition("//")
    if not slashes or scheme.lower() not in ("", "http:", "https:"):
        return None
    try:
        host = urlsplit(ascii_host("https://" + rest)).netloc
    except ValueError:
        return None
    return rest[len(rest.partition("/")[0]) :] if host.lower() == urlsplit(settings.base_url).netloc.lower() else None


def _file_at(path: str) -> str | None:
    """The file of ``static/`` at a path from the site's root, as an address writes it."""
    try:
        decoded = unicodedata.normalize("NFC", unquote(urlsplit(path).path))
    except ValueError:
        return None
    relative = inside(decoded.lstrip("/"))
    return f"{STATIC}/{relative}" if relative else None


def files_named(text: str, folder: str, settings: Settings) -> tuple[FileUse, ...]:
    """The files that a template, a settings file or a text file of ``static/`` names by their whole path or their address.

    ``folder`` is that from which relative names start: that of the file below ``static/``, empty for other files. At most
    MOST_NAMED.
    """
    found: dict[FileUse, None] = {}
    for word in _BETWEEN_NAMES.split(text):
        plain = re.split("[?#]", word, maxsplit=1)[0]
        if not _SUFFIX.search(plain) or ("/" not in plain and plain.rpartition(".")[2].lower() not in _NAMED):
            continue
        if "//" in plain:
            word = _without_host(word, settings) or ""
            if not word.startswith(settings.prefix + "/"):
                continue
        if settings.prefix and word.startswith(settings.prefix + "/"):
            word = word[len(settings.prefix) :]
        file = _file_at(word if word.startswith("/") else posixpath.join("/", folder, word))
        if file:
            found[FileUse(file)] = None
            if len(found) == MOST_NAMED:
                break
    return tuple(found)
