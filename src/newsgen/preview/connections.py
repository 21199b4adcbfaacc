"""Accept connections within bounds: no client takes all file descriptors of the process, or holds one for ever."""

import errno
import socket
import time
from ipaddress import ip_address
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

IDLE = 60.0  # seconds after which a connection without a complete request is closed
MOST_HEADERS = MOST_BODY = 64 * 1024  # bytes of one request; the preview takes no body
SHARE = 4  # one of so many file descriptors of the process may be a connection; builds need the others
PAUSE = 0.1  # seconds between two attempts to accept where the system has no file descriptor left
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def _descriptors() -> int:
    """How many files the process may open; a usual number where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 1024
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 65536 if soft == resource.RLIM_INFINITY else soft


class Listener(socket.socket):
    """A listening socket that waits where the system has no file descriptor left for another connection.

    Tornado would try again at once, for ever, and print a traceback each time.
    """

    @classmethod
    def of(cls, plain: socket.socket) -> "Listener":
        """Take over a listening socket; ``plain`` can no longer be used."""
        timeout = plain.gettimeout()
        listener = cls(plain.family, plain.type, plain.proto, fileno=plain.detach())
        listener.settimeout(timeout)
        return listener

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection. Raises BlockingIOError where there is none, or none can be taken now; and OSError."""
        try:
            return super().accept()
        except OSError as failure:
            if failure.errno not in _EXHAUSTED:
                raise
            time.sleep(PAUSE)
            raise BlockingIOError from failure


class BoundedServer(HTTPServer):
    """An HTTP server that closes connections beyond ``most`` at once, idle ones after ``IDLE`` seconds, and refuses large
    requests. Open sockets of livereload do not count."""

    def initialize(self, *arguments: Any, **options: Any) -> None:
        bounds = {"idle_connection_timeout": IDLE, "max_header_size": MOST_HEADERS, "max_body_size": MOST_BODY}
        super().initialize(*arguments, **(options | bounds))
        self.most = max(8, _descriptors() // SHARE)
        self._open = 0

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if self._open >= self.most:
            stream.close()
            return
        self._open += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        self._open -= 1
        super().on_close(server_conn)


def on_this_machine(address: str | None) -> bool:
    """Whether a request's address is one of this machine's own loopback addresses."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
