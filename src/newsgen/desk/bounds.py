"""The desk's HTTP server: what a stranger sends is not kept and soon over, whatever the handlers would do with it."""

from collections.abc import Awaitable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from tornado.httputil import HTTPConnection, HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine

from ..preview.connections import BoundedServer
from .contract import MOST_BODY
from .handler import COOKIE, Desk
from .routes import application
from .uploads import MOST_PICTURE

KEPT_OF_STRANGERS = 4096
"""So many bytes of a request without a session are kept: a login. The others are read and dropped, so that a page whose session
has ended gets its 401, and not a broken connection."""

LONGEST_BODY = 60.0
"""Seconds after which a request whose body is not complete is given up."""


class DeskServer(BoundedServer):
    """A server of the desk's application, within the bounds of the preview's and those above."""

    def initialize(self, desk: Desk, **options: Any) -> None:  # type: ignore[override]
        super().initialize(application(desk), **options)
        self._desk = desk
        self.conn_params.max_body_size = MOST_BODY
        self.conn_params.body_timeout = LONGEST_BODY

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        return Bounded(super().start_request(server_conn, request_conn), self._desk)


class Bounded(HTTPMessageDelegate):
    """Passes the body of a request on to ``delegate``: whole with the cookie of a session, else one byte more than
    ``KEPT_OF_STRANGERS`` at most. The connection refuses what is larger than ``MOST_BODY``, unless a handler allows more."""

    def __init__(self, delegate: HTTPMessageDelegate, desk: Desk) -> None:
        self._delegate, self._desk = delegate, desk
        self._left = 0

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        known = self._desk.sessions.get(_token(headers), self._desk.now(), is_use=False) is not None
        self._left = MOST_PICTURE if known else KEPT_OF_STRANGERS + 1
        return self._delegate.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        kept = chunk[: self._left]
        self._left -= len(kept)
        return self._delegate.data_received(kept) if kept else None

    def finish(self) -> None:
        self._delegate.finish()

    def on_connection_close(self) -> None:
        self._delegate.on_connection_close()


def _token(headers: HTTPHeaders) -> str:
    """What the cookie of a session holds; empty where a request has none that could be read."""
    try:
        cookie = SimpleCookie(headers.get("Cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie is not None else ""
