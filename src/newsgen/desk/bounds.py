"""The desk's HTTP server: what a stranger sends is small and soon over, whatever the handlers would do with it."""

from collections.abc import Awaitable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from tornado.httputil import HTTPConnection, HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine

from ..preview.connections import BoundedServer
from .handler import COOKIE, Desk
from .routes import application

MOST_BODY = 8 * 2**20
"""The bytes of one request of a person who is logged in: a story of 2 MB as JSON."""

MOST_OF_STRANGERS = 4096
"""The bytes of one request without a session: a login."""

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
        return _Bounded(super().start_request(server_conn, request_conn), request_conn, self._desk)


class _Bounded(HTTPMessageDelegate):
    """Lets the body of a request be larger than a login only with the cookie of a session: before it is read."""

    def __init__(self, delegate: HTTPMessageDelegate, connection: HTTPConnection, desk: Desk) -> None:
        self._delegate, self._connection, self._desk = delegate, connection, desk

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        known = self._desk.sessions.get(_token(headers), self._desk.now(), is_use=False) is not None
        self._connection.set_max_body_size(MOST_BODY if known else MOST_OF_STRANGERS)  # type: ignore[attr-defined]
        return self._delegate.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._delegate.data_received(chunk)

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
