"""The preview's web server: files of the output, livereload's script and socket, the desk.

It serves one editor on one machine, and its content is not public. So it answers only to known host names (a foreign page
could point its own name here: DNS rebinding), sends nothing to other origins, and serves no file outside the output.
"""

import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.ioloop import IOLoop
from tornado.routing import Rule
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

from ..articles.new_story import NewStory, one_line, write_draft
from ..base.messages import format_problem
from ..base.problems import FatalProblems
from ..site.layout import theme
from ..theme.headers import security_headers
from .builder import Builder
from .connections import on_this_machine
from .desk import Desk
from .on_request import OnRequest
from .overlay import DESK, OWN, Overlay, static
from .page_injection import TEXT_SUFFIXES, TYPES, BadAddress, PageInjector, file_of, is_page, path_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""The content security policy of the preview's own pages. The site's pages have the site's own policy."""

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:.]+\]")
_ANY = ("0.0.0.0", "::", "")


def bindable_host(host: str) -> str:
    """Return a host as sockets take it: an IP address in its usual form and without brackets, another host as it is."""
    try:
        return str(ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        return host


def allowed_hosts(host: str, machine: str) -> "AllowedHosts":
    """Return the hosts that the server on ``host`` answers to. ``machine`` is the machine's own name."""
    host = bindable_host(host)
    if host in _ANY:
        return AllowedHosts(LOOPBACK | {machine.lower(), f"{machine.lower()}.local"}, addresses=True)
    return AllowedHosts(LOOPBACK | {f"[{host}]" if ":" in host else host.lower()}, addresses=False)


class AllowedHosts:
    """The hosts that a request may name; with ``addresses`` any IP address too, because no DNS name can stand for one."""

    def __init__(self, names: frozenset[str], *, addresses: bool) -> None:
        self._names, self._addresses = names, addresses

    def allows(self, host: str) -> bool:
        """Return whether a Host header, with or without a port, is allowed."""
        name = re.sub(r":\d{1,5}$", "", host).lower()
        return name in self._names or (self._addresses and bool(_ADDRESS.fullmatch(name)))


class GuardedHandler(RequestHandler):
    """The base of all handlers: answers only allowed hosts, forbids caching, and is unreadable for other origins."""

    SUPPORTED_METHODS: tuple[str, ...] = ("GET", "HEAD")

    def initialize(self, context: "ServerContext") -> None:
        self.context = context

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("X-Frame-Options", "SAMEORIGIN")

    def prepare(self) -> None:
        guard(self, self.context.names)
        self.set_header("Content-Security-Policy", POLICY)
        settings = self.context.builder.state.settings
        if settings is not None:
            for name, value in security_headers(settings):
                if name not in ("Referrer-Policy", "Strict-Transport-Security"):
                    self.set_header(name, value)

    def compute_etag(self) -> None:
        return None

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}\n")


def guard(handler: RequestHandler, names: AllowedHosts) -> None:
    """Refuse a request for a foreign host name, and background requests from pages of other origins.

    Raises HTTPError to refuse: 421 for the host, 403 for the page. Returns nothing for a request that may go on.
    """
    if not names.allows(handler.request.host):
        raise HTTPError(421)  # Misdirected Request (RFC 9110)
    fetched = handler.request.headers
    if fetched.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site") and (
        fetched.get("Sec-Fetch-Mode") != "navigate" or fetched.get("Sec-Fetch-Dest") != "document"
    ):
        raise HTTPError(403)


SEARCH_LIST = "search/periods.json"
"""The file of the output that the search page asks for first: the index is brought up to date before."""

MADE = "media/"
"""The folder of the output whose files are made of pictures when a browser asks for them."""

PICTURES_AT_ONCE = 2
"""How many pictures are decoded at once. Each may need some hundred megabytes."""


class ServerContext:
    """What all handlers share. ``desk_thread`` is the one thread that renders the desk; ``picture_threads`` make pictures."""

    def __init__(
        self,
        builder: Builder,
        injector: PageInjector,
        overlay: Overlay,
        desk: Desk,
        names: AllowedHosts,
        on_request: OnRequest,
    ) -> None:
        self.builder, self.injector, self.overlay, self.desk, self.names = builder, injector, overlay, desk, names
        self.on_request = on_request
        self.styleguide: Path | None = None
        self.desk_thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self.picture_threads = ThreadPoolExecutor(PICTURES_AT_ONCE, thread_name_prefix="picture")


class FileHandler(GuardedHandler, StaticFileHandler):
    """Serves a file of the output: text files whole, others by byte ranges. Only pages get the overlay."""

    def initialize(self, context: ServerContext, output: str) -> None:  # type: ignore[override]
        self.context = context
        self.root = output
        self.default_filename = None

    async def get(self, path: str = "", include_body: bool = True) -> None:
        context = self.context
        settings = context.builder.state.settings
        prefix = settings.prefix if settings else ""
        try:
            path_in_output = path_of(self.request.uri or "", prefix)
        except BadAddress:
            raise HTTPError(400) from None
        except LookupError:
            path_in_output = ""
        if path_in_output == SEARCH_LIST:
            with suppress(FatalProblems):  # without an index, the search page says that there is none
                search = partial(context.on_request.search, context.builder.output)
                await IOLoop.current().run_in_executor(context.desk_thread, search)
        file = file_of(context.builder.output, path_in_output) if path_in_output else None
        if file is None and path_in_output and "." not in path_in_output.rpartition("/")[2]:
            file = file_of(context.builder.output, path_in_output + ".html")
            path_in_output += ".html" if file is not None else ""
        if file is None and path_in_output.startswith(MADE):
            await self._made_picture(path_in_output, prefix)
        elif file is None:
            self._no_file(path_in_output, prefix)
        elif file.suffix.lower() in TEXT_SUFFIXES or is_page(file):
            try:
                data = context.injector.file_bytes(file, path_in_output, self.request.host)
            except OSError:  # a build deleted it just now
                self._no_file(path_in_output, prefix)
                return
            self.set_header("Content-Type", self.get_content_type_of(".html" if is_page(file) else file.suffix))
            self._send_text(data)
        else:
            self.file = str(file)
            try:
                await super().get(path_in_output, include_body)
            except OSError:
                raise HTTPError(404) from None

    async def _made_picture(self, path_in_output: str, prefix: str) -> None:
        """Answer with a file that is made of a picture now."""
        context = self.context
        make = context.builder.picture
        data = await IOLoop.current().run_in_executor(context.picture_threads, make, path_in_output)
        if data is None:
            self._no_file(path_in_output, prefix)
            return
        self.set_header("Content-Type", self.get_content_type_of(os.path.splitext(path_in_output)[1]))
        self._send_text(data)

    def _no_file(self, path_in_output: str, prefix: str) -> None:
        """Answer where no file is: redirect to a folder, to the site's prefix or to the desk, or show the 404 page.

        Where the preview has no 404 page, as before the first build, the status is 503 and the page lists the errors.
        """
        context, path = self.context, self.request.path
        if prefix and path in ("/", prefix):
            self.redirect(prefix + "/")
        elif path in (DESK, DESK.rstrip("/")):  # the site has no page there
            self.redirect(OWN + "desk/")
        elif (
            path_in_output
            and not path.endswith("/")
            and file_of(context.builder.output, path_in_output + "/index.html")
        ):
            self.redirect(path + "/", permanent=False)
        else:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            missing = file_of(context.builder.output, "404.html")
            if missing is not None and context.builder.state.built:
                self.set_status(404)
                self._send_text(context.injector.file_bytes(missing, "404.html", self.request.host))
            else:
                self.set_status(503)
                self._send_text(context.overlay.empty(context.builder.state, self.request.host))

    def _send_text(self, data: bytes) -> None:
        self.set_header("Content-Length", len(data))
        if self.request.method == "GET":
            self.write(data)

    # overrides of StaticFileHandler, which sends byte ranges

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
        return found + "; charset=utf-8" if suffix.lower() in TEXT_SUFFIXES else found

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")


class AssetHandler(GuardedHandler):
    """Serves the preview's own scripts and style sheets, and ``unpublished.json`` with the present badges of links."""

    def get(self, name: str) -> None:
        if name == "unpublished.json":
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(json.dumps(self.context.overlay.labels(self.context.builder.state), ensure_ascii=False))
            return
        data = static(name)
        if data is None:
            raise HTTPError(404)
        suffix = os.path.splitext(name)[1]
        self.set_header("Content-Type", FileHandler.get_content_type_of(suffix))
        self.finish(data)

    head = get


class FontHandler(GuardedHandler):
    """Serves fonts of the default theme for the preview's own pages."""

    def get(self, name: str) -> None:
        file = next((theme() / "static/assets/fonts").glob(name + "-*.woff2"), None)
        if file is None:
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[".woff2"])
        self.finish(file.read_bytes())


class DeskHandler(GuardedHandler):
    """Serves the desk. A thread of its own renders it, because it reads the record and waits for a build that runs."""

    async def get(self) -> None:
        arguments = {name: self.get_query_argument(name, "") for name in self.request.query_arguments}
        render = self.context.desk.page
        page = await IOLoop.current().run_in_executor(
            self.context.desk_thread,
            partial(
                render, arguments, self.context.builder.state, self.request.host,
                own_machine=on_this_machine(self.request.remote_ip),
            ),
        )  # fmt: skip
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", POLICY)
        self.finish(page)


class StyleguideHandler(GuardedHandler):
    """Serves the style guide. Each request for its page makes it again, so that it shows the templates as they are."""

    async def get(self, path: str) -> None:
        context = self.context
        if not path:
            make = partial(context.on_request.styleguide, f"http://{self.request.host}{STYLEGUIDE}")
            try:
                context.styleguide = await IOLoop.current().run_in_executor(context.desk_thread, make)
            except FatalProblems as failure:
                self.set_status(500)
                self.set_header("Content-Type", "text/plain; charset=utf-8")
                lang = context.overlay.lang
                self.finish("\n".join(line for problem in failure.problems for line in format_problem(problem, lang)))
                return
            except FileNotFoundError:
                raise HTTPError(404) from None
        file = file_of(context.styleguide, path or "index.html") if context.styleguide is not None else None
        if file is None:
            raise HTTPError(404)
        self.set_header("Content-Type", FileHandler.get_content_type_of(file.suffix))
        self.finish(file.read_bytes())

    head = get


STYLEGUIDE = OWN + "styleguide/"
"""The address of the style guide."""


class NewStoryHandler(GuardedHandler):
    """Begins a story from the desk's form: writes it as a draft, and leads to it on the desk.

    Only a page of this server, in a browser on this machine, may send the form: it writes a file.
    """

    SUPPORTED_METHODS = ("POST",)

    def post(self) -> None:
        origin = urlsplit(self.request.headers.get("Origin", ""))
        if origin.netloc != self.request.host or not on_this_machine(self.request.remote_ip):
            raise HTTPError(403)
        settings = self.context.builder.state.settings
        title = self.get_body_argument("title", "")[:MAX_TITLE]
        if settings is None:
            raise HTTPError(409)
        story = NewStory(title, self.get_body_argument("section", ""))
        try:
            write_draft(self.context.desk.site, settings, story, now=datetime.now(UTC))
        except FatalProblems:
            raise HTTPError(400) from None
        self.redirect(f"{OWN}desk/?{urlencode({'q': one_line(title)})}", status=303)


MAX_TITLE = 200
"""The most characters of a headline that begins a story on the desk."""


class LiveReloadSocket(LiveReloadHandler):  # type: ignore[misc]
    """livereload's socket, for pages of this server only."""

    current: ClassVar[str] = ""

    def initialize(self, context: ServerContext) -> None:
        self.context = context

    def prepare(self) -> None:
        guard(self, self.context.names)

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """Answer the handshake. A page that shows another state than the present one is told to reload.

        A message that is not understood closes the socket.
        """
        try:
            request = json.loads(message)
            command = request["command"]
        except (ValueError, TypeError, KeyError, RecursionError):
            self.close()
            return
        if command in ("hello", "info"):
            super().on_message(message)
        if command == "info":
            plugins = request.get("plugins")
            own = plugins.get("newsgen") if isinstance(plugins, dict) else None
            if isinstance(own, dict) and own.get("token") != self.context.builder.state.token:
                self.send_message({"command": "reload", "path": "*", "liveCSS": True, "liveImg": True})


class LiveReloadScript(LiveReloadJSHandler):  # type: ignore[misc]
    """livereload's script."""

    def initialize(self, context: ServerContext) -> None:
        self.context = context

    def prepare(self) -> None:
        guard(self, self.context.names)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")


class ForceReloadBlocked(GuardedHandler):
    """Blocks livereload's ``/forcereload``, with which any page could reload all others."""

    def prepare(self) -> None:
        raise HTTPError(404)


def application(context: ServerContext, more: Sequence[Rule] = ()) -> Application:
    """Return the application with all handlers. The preview's own addresses below OWN, and those of the rules ``more``, take
    precedence over the site's."""
    shared = {"context": context}
    return Application(
        [
            (r"/livereload", LiveReloadSocket, shared),
            (r"/livereload\.js", LiveReloadScript, shared),
            (r"/forcereload", ForceReloadBlocked, shared),
            (OWN + r"desk/", DeskHandler, shared),
            (OWN + r"new/", NewStoryHandler, shared),
            (STYLEGUIDE + r"(.*)", StyleguideHandler, shared),
            (OWN + r"fonts/(head-500|head-700)\.woff2", FontHandler, shared),
            (OWN + r"([a-z.]+)", AssetHandler, shared),
            *more,
            (r"/(.*)", FileHandler, {"context": context, "output": str(context.builder.output)}),
        ],
    )


def reload(paths: tuple[str, ...]) -> None:
    """Make every open page show changed output files. To be called in the server's loop.

    When all ``paths`` are style sheets or pictures, pages replace just these. With any other file among them, and with
    no paths at all, every page reloads.
    """
    swapped = (".css", ".png", ".jpg", ".jpeg", ".gif")
    if paths and all(path.endswith(swapped) for path in paths):
        for path in paths:
            LiveReloadHandler.reload_waiters("/" + path)
    else:
        LiveReloadHandler.reload_waiters("*")
