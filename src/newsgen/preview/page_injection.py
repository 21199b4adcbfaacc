"""Prepare a built page for the browser: resolve includes, insert the server's address, add the preview's overlay.

The overlay is added here and never built. So a preview's output holds the same bytes as any build with the same settings.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..site.story_address import is_bare
from .builder import ORIGIN
from .overlay import Overlay
from .state import State

INCLUDE = re.compile(rb'<!--#include virtual="([^"]*)" -->')
MAX_INCLUDE_DEPTH = 8  # levels of nested includes; a page that includes itself would never end
MAX_INCLUDES = 200  # in one page; their number could grow with each level to the power of the levels

MISSING = b"[an error occurred while processing this directive]"
"""The text that web servers put in place of a failed include."""

TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
    ".xml": "application/xml", ".txt": "text/plain", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".ico": "image/x-icon",
    ".woff2": "font/woff2", ".woff": "font/woff", ".webm": "video/webm", ".mp4": "video/mp4", ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg", ".m4a": "audio/mp4", ".vtt": "text/vtt", ".pdf": "application/pdf", ".map": "text/plain",
    ".conf": "text/plain", ".webmanifest": "application/manifest+json",
}  # fmt: skip
"""MIME types by suffix. The machine's own table is not used, because it differs between machines."""

TEXT_SUFFIXES = (
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".xml",
    ".txt",
    ".svg",
    ".vtt",
    ".map",
    ".conf",
    ".webmanifest",
)
"""Suffixes of UTF-8 text files."""

LINK_SUFFIXES = (".html", ".json", ".xml", ".txt")
"""Suffixes of the built text files that contain absolute addresses."""


class BadAddress(Exception):
    """The request's address is malformed and could lead outside the output."""


def path_of(address: str, prefix: str) -> str:
    """Return the path in the output that a request's address names, decoded; a folder's path is that of its ``index.html``.

    ``address`` may be a whole URL, with a query. ``prefix`` is the path of the site's own address, which the result
    does not have. The file may not exist. Raises BadAddress for dot segments, doubled or encoded slashes, backslashes,
    control characters and bytes that are not UTF-8. Raises LookupError outside the prefix, for the prefix without a
    slash after it, and for hidden files.
    """
    try:
        whole = urlsplit(address).path if address.startswith(("http://", "https://")) else address.partition("?")[0]
    except ValueError:  # no host, such as http://[x/
        raise BadAddress from None
    if not whole.startswith("/"):
        raise BadAddress
    parts = []
    for part in whole[1:].split("/"):
        try:
            name = unquote(part, errors="strict")
        except UnicodeDecodeError:
            raise BadAddress from None
        if name in (".", "..") or re.search(r"[/\\\x00-\x1f\x7f]", name):
            raise BadAddress
        parts.append(name)
    if "" in parts[:-1]:
        raise BadAddress
    inner = unquote(prefix).strip("/")
    above = inner.split("/") if inner else []
    if parts[: len(above)] != above or len(parts) == len(above) > 0:
        raise LookupError
    own = parts[len(above) :]
    if any(part.startswith(".") and part != ".well-known" for part in own):
        raise LookupError  # newsgen's own files: the stamp and the staging folder
    return "/".join(own) + ("index.html" if own[-1] == "" else "")


def file_of(output: Path, path: str) -> Path | None:
    """Return the regular file at a path of the output; None when there is none, or a link leads out of the output."""
    try:
        root, file = output.resolve(), (output / path).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name too long, or a loop of links
        return None


_NO_PAGES = frozenset(TYPES) - {".html", ".xml", ".json", ".pdf"}
"""Suffixes of files that are never pages. An old address may well end like the feeds and documents of another system."""


def is_page(file: Path) -> bool:
    """Return whether a file of the output is a page, whatever its suffix: redirects lie at old addresses like ``/news.php``.

    A file that cannot be read is none.
    """
    suffix = file.suffix.lower()
    if suffix == ".html" or suffix in _NO_PAGES:
        return suffix == ".html"
    try:
        with file.open("rb") as opened:
            return opened.read(100).lstrip().lower().startswith(b"<!doctype html")
    except OSError:
        return False


class PageInjector:
    """Prepares the files of one output for browsers."""

    def __init__(self, output: Path, state: Callable[[], State], overlay: Overlay) -> None:
        self._output = output
        self._state = state
        self._overlay = overlay

    def file_bytes(self, file: Path, path: str, host: str) -> bytes:
        """Return a text file's bytes for a request to ``host``, which replaces the host of ``ORIGIN``.

        A page also gets its includes and the overlay. ``path`` is the path of ``file`` in the output, ``host`` the
        request's Host header. The file on disk does not change. Raises OSError when the file cannot be read, for
        example because a build just deleted it.
        """
        state = (
            self._state()
        )  # before the file is read: a page with an older token than its text reloads, and none is missed
        data = file.read_bytes()
        page = is_page(file)
        if page:
            prefix = state.settings.prefix if state.settings else ""
            data = self._resolve_includes(data, prefix, MAX_INCLUDE_DEPTH, iter(range(MAX_INCLUDES)))
        if page or file.suffix in LINK_SUFFIXES:
            data = data.replace(urlsplit(ORIGIN).netloc.encode(), host.encode())
        if page:
            address = "/" + path.removesuffix("index.html")
            if address not in state.unpublished and state.settings is not None:
                address = address.removesuffix(".html") if is_bare(state.settings.address) else address
            data = self._inject(data, state, address, host)
        return data

    def _inject(self, page: bytes, state: State, address: str, host: str) -> bytes:
        """Add the overlay to a page: scripts at the end of its head, visible parts at the end of its body.

        An HTML fragment is returned as it is.
        """
        if page.startswith(b"\0") or b"<html" not in page[:1000].lower():
            return page  # an HTML fragment
        head, foot = self._overlay.head(state, host), self._overlay.foot(state, address)
        return _before(b"</body>", _before(b"</head>", page, head, first=True), foot, first=False)

    def _resolve_includes(self, page: bytes, prefix: str, depth: int, left: Iterator[int]) -> bytes:
        """Return a page with its includes replaced, and ``MISSING`` in place of those that fail.

        ``left`` has one item for each include that the whole page may still have; each include takes one.
        """

        def include(found: re.Match[bytes]) -> bytes:
            try:
                file = file_of(self._output, path_of(found[1].decode(), prefix))
                if file is None or depth == 0 or next(left, None) is None:
                    return MISSING
                return self._resolve_includes(file.read_bytes(), prefix, depth - 1, left)
            except (BadAddress, LookupError, UnicodeDecodeError, OSError):
                return MISSING

        return INCLUDE.sub(include, page)


def _before(mark: bytes, page: bytes, part: bytes, *, first: bool) -> bytes:
    at = page.find(mark) if first else page.rfind(mark)
    return page + part if at < 0 else page[:at] + part + page[at:]
