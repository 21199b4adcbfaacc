"""A page of the output on its way to the browser: includes resolved, its own address put in, the preview's parts added.

The badge of an unpublished story, the panel and the scripts are added here and not built: so the output of a preview
holds the same bytes as that of a build with the same settings, and the law needs to know nothing of them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .builder import ORIGIN
from .overlay import Parts
from .state import State

INCLUDE = re.compile(rb'<!--#include virtual="([^"]*)" -->')
DEEPEST = 8  # includes inside of includes; a page that includes itself would never end

MISSING = b"[an error occurred while processing this directive]"
"""What servers put in place of an include that fails."""

TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
    ".xml": "application/xml", ".txt": "text/plain", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".ico": "image/x-icon",
    ".woff2": "font/woff2", ".woff": "font/woff", ".webm": "video/webm", ".mp4": "video/mp4", ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg", ".m4a": "audio/mp4", ".vtt": "text/vtt", ".pdf": "application/pdf", ".map": "text/plain",
    ".conf": "text/plain", ".webmanifest": "application/manifest+json",
}  # fmt: skip
"""MIME types by suffix, from here and not from the machine's own tables."""

TEXTS = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg", ".vtt", ".map", ".conf", ".webmanifest")
"""Files that are UTF-8 text."""

LINKING = (".html", ".json", ".xml", ".txt")
"""Of these the ones that the build makes, in which whole addresses stand."""


class Refused(Exception):
    """An address that no page has and that may not be looked for."""


def path_of(address: str, prefix: str) -> str:
    """The path in the output that a request's address names, decoded; a folder's is that of its ``index.html``.

    Raises Refused for what could lead elsewhere: dots, doubled or encoded slashes, backslashes, control characters,
    bytes that are no UTF-8. Raises LookupError outside the site's own path.
    """
    whole = urlsplit(address).path if address.startswith(("http://", "https://")) else address.partition("?")[0]
    if not whole.startswith("/"):
        raise Refused
    parts = []
    for part in whole[1:].split("/"):
        try:
            name = unquote(part, errors="strict")
        except UnicodeDecodeError:
            raise Refused from None
        if name in (".", "..") or re.search(r"[/\\\x00-\x1f\x7f]", name):
            raise Refused
        parts.append(name)
    if "" in parts[:-1]:
        raise Refused
    inner = unquote(prefix).strip("/")
    above = inner.split("/") if inner else []
    if parts[: len(above)] != above or len(parts) == len(above) > 0:
        raise LookupError
    own = parts[len(above) :]
    if any(part.startswith(".") and part != ".well-known" for part in own):
        raise LookupError  # the stamp, and what is being staged
    return "/".join(own) + ("index.html" if own[-1] == "" else "")


def file_of(output: Path, path: str) -> Path | None:
    """The ordinary file at a path of the output; None where there is none, or a link leads out of the output."""
    try:
        root, file = output.resolve(), (output / path).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # names too long, links in a circle
        return None


class Delivery:
    """Pages of one output as a browser that asked for ``host`` gets them."""

    def __init__(self, output: Path, state: Callable[[], State], parts: Parts) -> None:
        self._output = output
        self._state = state
        self._parts = parts

    def text(self, file: Path, path: str, host: str) -> bytes:
        """A text file's bytes; a page's with its includes and the preview's parts."""
        data = file.read_bytes()
        if file.suffix == ".html":
            data = self._included(data, DEEPEST)
        if file.suffix in LINKING:
            data = data.replace(urlsplit(ORIGIN).netloc.encode(), host.encode())
        if file.suffix == ".html":
            data = self.dressed(data, "/" + path.removesuffix("index.html"), host)
        return data

    def dressed(self, page: bytes, address: str, host: str) -> bytes:
        """A page with the preview's parts: scripts at the end of its head, all that is seen at the end of its body."""
        if page.startswith(b"\0") or b"<html" not in page[:1000].lower():
            return page  # a fragment
        state = self._state()
        head, foot = self._parts.head(state, host), self._parts.foot(state, address)
        return _before(b"</body>", _before(b"</head>", page, head, first=True), foot, first=False)

    def _included(self, page: bytes, deepest: int) -> bytes:
        def include(found: re.Match[bytes]) -> bytes:
            try:
                settings = self._state().settings
                path = path_of(found[1].decode(), settings.prefix if settings else "")
            except (Refused, LookupError, UnicodeDecodeError):
                return MISSING
            file = file_of(self._output, path)
            if file is None or deepest == 0:
                return MISSING
            return self._included(file.read_bytes(), deepest - 1)

        return INCLUDE.sub(include, page)


def _before(mark: bytes, page: bytes, part: bytes, *, first: bool) -> bytes:
    at = page.find(mark) if first else page.rfind(mark)
    return page + part if at < 0 else page[:at] + part + page[at:]
