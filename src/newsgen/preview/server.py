"""The preview's server: files of the output as a good host would send them, livereload's script and socket, the desk.

It is made for one editor at one machine, and for nobody else: what it shows is not published. So it answers only to the
names that it is known by (a foreign page could have its own name lead here: DNS rebinding), tells other origins nothing,
and gives away no file outside the output.
"""

import json
import os
import re
from typing import Any, ClassVar

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

from ..site.layout import theme
from ..theme.headers import security_headers
from .builder import Builder
from .desk import Desk
from .overlay import DESK, OWN, Parts, static
from .page_injection import TEXTS, TYPES, Delivery, Refused, file_of, path_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""For the preview's own pages; those of the site have the site's policy."""

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:.]+\]")
_ANY = ("0.0.0.0", "::", "")


def names_of(host: str, machine: str) -> "Names":
    """What the server that listens on ``host`` is known by; ``machine`` is the machine's own name."""
    if host in _ANY:
        return Names(LOOPBACK | {machine.lower(), f"{machine.lower()}.local"}, addresses=True)
    return Names(LOOPBACK | {f"[{host}]" if ":" in host else host.lower()}, addresses=False)


class Names:
    """The hosts that a request may ask for; with ``addresses`` any number too, for no name leads to those."""

    def __init__(self, names: frozenset[str], *, addresses: bool) -> None:
        self._names, self._addresses = names, addresses

    def know(self, host: str) -> bool:
        name = re.sub(r":\d{1,5}$", "", host).lower()
        return name in self._names or (self._addresses and bool(_ADDRESS.fullmatch(name)))


class Guarded(RequestHandler):
    """Every answer: only for hosts that are known, kept by nobody, readable by no other origin."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, site: "Site") -> None:
        self.site = site

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("X-Frame-Options", "SAMEORIGIN")

    def prepare(self) -> None:
        guard(self, self.site.names)
        self.set_header("Content-Security-Policy", POLICY)
        settings = self.site.builder.state.settings
        if settings is not None:
            for name, value in security_headers(settings):
                if name not in ("Referrer-Policy", "Strict-Transport-Security"):
                    self.set_header(name, value)

    def compute_etag(self) -> None:
        return None

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}\n")


def guard(handler: RequestHandler, names: Names) -> None:
    """Refuse a request for a name that is not ours, and what another origin's page asks for in the background."""
    if not names.know(handler.request.host):
        raise HTTPError(421)  # Misdirected Request (RFC 9110)
    fetched = handler.request.headers
    if fetched.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site") and (
        fetched.get("Sec-Fetch-Mode") != "navigate" or fetched.get("Sec-Fetch-Dest") != "document"
    ):
        raise HTTPError(403)


class Site:
    """What the handlers share."""

    def __init__(self, builder: Builder, delivery: Delivery, parts: Parts, desk: Desk, names: Names) -> None:
        self.builder, self.delivery, self.parts, self.desk, self.names = builder, delivery, parts, desk, names


class Page(Guarded, StaticFileHandler):
    """A file of the output. Texts are sent whole, with the preview's parts; of others any range may be asked for."""

    def initialize(self, site: Site, output: str) -> None:  # type: ignore[override]
        self.site = site
        self.root = output
        self.default_filename = None

    async def get(self, path: str = "", include_body: bool = True) -> None:
        site = self.site
        settings = site.builder.state.settings
        prefix = settings.prefix if settings else ""
        try:
            wanted = path_of(self.request.uri or "", prefix)
        except Refused:
            raise HTTPError(400) from None
        except LookupError:
            wanted = ""
        file = file_of(site.builder.output, wanted) if wanted else None
        if file is None:
            self._elsewhere(wanted, prefix)
        elif file.suffix.lower() in TEXTS:
            self.set_header("Content-Type", self.get_content_type_of(file.suffix))
            self._whole(site.delivery.text(file, wanted, self.request.host))
        else:
            self.file = str(file)
            await super().get(wanted, include_body)

    def _elsewhere(self, wanted: str, prefix: str) -> None:
        """Where no file is: the folder's own page, the site below its path, the desk, the page for what is missing."""
        site, path = self.site, self.request.path
        if prefix and path in ("/", prefix):
            self.redirect(prefix + "/")
        elif path in (DESK, DESK.rstrip("/")):  # the site has no page of its own there
            self.redirect(OWN + "desk/")
        elif wanted and not path.endswith("/") and file_of(site.builder.output, wanted + "/index.html"):
            self.redirect(path + "/", permanent=False)
        else:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            missing = file_of(site.builder.output, "404.html")
            if missing is not None and site.builder.state.built:
                self.set_status(404)
                self._whole(site.delivery.text(missing, "404.html", self.request.host))
            else:
                self.set_status(503)
                self._whole(site.parts.empty(site.builder.state, self.request.host))

    def _whole(self, data: bytes) -> None:
        self.set_header("Content-Length", len(data))
        if self.request.method == "GET":
            self.write(data)

    # for StaticFileHandler, which sends ranges

    def parse_url_path(self, url_path: str) -> str:
        return url_path

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        return os.path.join(root, path)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:
        return self.file

    def should_return_304(self) -> bool:
        return False

    def get_content_type(self) -> str:
        return self.get_content_type_of(os.path.splitext(self.file)[1])

    @staticmethod
    def get_content_type_of(suffix: str) -> str:
        found = TYPES.get(suffix.lower(), "application/octet-stream")
        return found + "; charset=utf-8" if suffix.lower() in TEXTS else found

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")


class Own(Guarded):
    """What the preview itself brings: scripts and style sheets, the badges."""

    def get(self, name: str) -> None:
        if name == "unpublished.json":
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(json.dumps(self.site.parts.labels(self.site.builder.state), ensure_ascii=False))
            return
        data = static(name)
        if data is None:
            raise HTTPError(404)
        suffix = os.path.splitext(name)[1]
        self.set_header("Content-Type", Page.get_content_type_of(suffix))
        self.finish(data)

    head = get


class Font(Guarded):
    """A font of the default theme, for pages that are none of the site's."""

    def get(self, name: str) -> None:
        file = next((theme() / "static/assets/fonts").glob(name + "-*.woff2"), None)
        if file is None:
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[".woff2"])
        self.finish(file.read_bytes())


class DeskPage(Guarded):
    """The desk, made in another thread: the record is read for it."""

    async def get(self) -> None:
        asked = {name: self.get_query_argument(name, "") for name in self.request.query_arguments}
        make = self.site.desk.page
        page = await IOLoop.current().run_in_executor(None, make, asked, self.site.builder.state, self.request.host)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", POLICY)
        self.finish(page)


class Live(LiveReloadHandler):  # type: ignore[misc]
    """livereload's socket, for the preview's own pages alone."""

    current: ClassVar[str] = ""

    def initialize(self, site: Site) -> None:
        self.site = site

    def prepare(self) -> None:
        guard(self, self.site.names)

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """The handshake; a page of an older state than the present is told to load again, whatever it missed."""
        try:
            told = json.loads(message)
            command = told["command"]
        except (ValueError, TypeError, KeyError):
            self.close()
            return
        if command in ("hello", "info"):
            super().on_message(message)
        if command == "info":
            plugins = told.get("plugins")
            own = plugins.get("newsgen") if isinstance(plugins, dict) else None
            if isinstance(own, dict) and own.get("token") != self.site.builder.state.token:
                self.send_message({"command": "reload", "path": "*", "liveCSS": True, "liveImg": True})


class Script(LiveReloadJSHandler):  # type: ignore[misc]
    """livereload's script."""

    def initialize(self, site: Site) -> None:
        self.site = site

    def prepare(self) -> None:
        guard(self, self.site.names)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")


class Shut(Guarded):
    """livereload's other way in, by which any page could make all others load again."""

    def prepare(self) -> None:
        raise HTTPError(404)


def application(site: Site) -> Application:
    """All handlers. What the site has at an address of ours: below OWN nothing, at DESK the site's own page."""
    shared = {"site": site}
    return Application(
        [
            (r"/livereload", Live, shared),
            (r"/livereload\.js", Script, shared),
            (r"/forcereload", Shut, shared),
            (OWN + r"desk/", DeskPage, shared),
            (OWN + r"fonts/(head-500|head-700)\.woff2", Font, shared),
            (OWN + r"([a-z.]+)", Own, shared),
            (r"/(.*)", Page, {"site": site, "output": str(site.builder.output)}),
        ],
    )


def reload(paths: tuple[str, ...]) -> None:
    """Tell every open page that these outputs changed. Style sheets and pictures are exchanged without loading again."""
    swapped = (".css", ".png", ".jpg", ".jpeg", ".gif")
    if paths and all(path.endswith(swapped) for path in paths):
        for path in paths:
            LiveReloadHandler.reload_waiters("/" + path)
    else:
        LiveReloadHandler.reload_waiters("*")
