"""A server for tests: a built site under its path, with a content security policy, server-side includes and delays."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

POLICY = "; ".join(
    ["default-src 'none'", *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "media"))]
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json; charset=utf-8",
}
INCLUDE = re.compile(rb'<!--#include virtual="([^"]+)" -->')


class Quiet(ThreadingHTTPServer):
    """Browsers leave in the middle of answers; that is no fault."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None: ...


class Served:
    """``slow`` gives seconds by which the answer to a path waits. ``asked`` are the paths asked for."""

    def __init__(self, output: Path, prefix: str, slow: Callable[[str], float]) -> None:
        self.output, self.prefix, self.slow = output, prefix, slow
        self.asked: list[str] = []
        self.address = ""

    def file(self, path: str) -> bytes | None:
        """What lies at a path, its includes resolved; a folder is its index.html."""
        path = unquote(path)
        if not path.startswith(f"{self.prefix}/"):
            return None
        file = self.output / path.removeprefix(f"{self.prefix}/")
        if path.endswith("/"):
            file /= "index.html"
        if not file.is_file():
            return None
        data = file.read_bytes()
        if file.suffix == ".html":
            data = INCLUDE.sub(lambda found: self.file(found[1].decode()) or b"[include failed]", data)
        return data

    def __call__(self, path: str) -> str:
        """The whole address of a path of the site, ``"/politics/"`` for one."""
        return self.address + path


@contextmanager
def serve(
    output: Path,
    prefix: str = "",
    slow: Callable[[str], float] = lambda path: 0.0,
    frames: str = "'none'",
    policy: str = "",
) -> Iterator[Served]:
    served = Served(output, prefix, slow)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the browser's acknowledgement of its head

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            served.asked.append(path)
            time.sleep(served.slow(path))
            data = served.file(path)
            kind = TYPES.get(Path(path).suffix, TYPES[".html"]) if data is not None else "text/plain"
            packed = data is not None and kind.startswith("text/") and "gzip" in self.headers.get("Accept-Encoding", "")
            body = gzip.compress(data or b"") if packed else data or b""
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy or f"{POLICY}; frame-src {frames}")
            self.send_header("Cache-Control", "max-age=31536000, immutable" if "/assets/" in path else "no-cache")
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = Quiet(("127.0.0.1", 0), Handler)
    served.address = f"http://127.0.0.1:{server.server_port}{prefix}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
