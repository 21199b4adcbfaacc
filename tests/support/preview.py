"""Run ``newsgen serve`` in a process, and send it the requests of a browser."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 120.0  # seconds, for a busy machine


def until(check: Callable[[], Any], what: str) -> Any:
    """Wait until ``check`` returns a true value, and return it. Raises AssertionError with ``what`` after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(what)


@dataclass
class Answer:
    """An HTTP response; the names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Preview:
    """A running preview; ``said`` is its output, line by line."""

    root: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, path: str) -> str:
        return self.address + path

    def get(self, path: str, method: str = "GET", form: str = "", **headers: str) -> Answer:
        """Request a path without normalising it; ``form`` is the body of a form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            if form:
                names["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body=form or None, headers=names)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def shows(self, path: str, *texts: str) -> Answer:
        """Request a path until the response contains all these texts, and return that response."""

        def answer() -> Answer | None:
            found = self.get(path)
            return found if all(text in found.text for text in texts) else None

        found: Answer = until(answer, f"{path}: {texts}")
        return found

    def save(self, path: str, text: str | bytes) -> None:
        """Save a file like a text editor: write a new file beside it and rename that."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_bytes(text if isinstance(text, bytes) else text.encode())
        beside.replace(file)

    @contextmanager
    def holding(self, path: str, text: str | bytes) -> Iterator[None]:
        """Save a file, and at the end, also of a test that fails, put back what was there: other tests share the site."""
        file = self.root / path
        before = file.read_bytes() if file.exists() else None
        self.save(path, text)
        try:
            yield
        finally:
            if before is not None:
                self.save(path, before)
            else:
                file.unlink(missing_ok=True)


@contextmanager
def preview(root: Path, *more: str, port: int = 0) -> Iterator[Preview]:
    """Start ``newsgen serve`` for a site, with ``more`` options, and stop it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "newsgen", "serve", "--site", str(root), "--port", str(port), *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"NEWSGEN_LANG": "en"},
    )  # fmt: skip
    assert process.stdout is not None
    said: list[str] = []
    found = None
    for line in process.stdout:
        said.append(line)
        found = re.search(r"preview is at http://\S+:(\d+)/", line)
        if found:
            break
    try:
        assert found, "".join(said)
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        yield Preview(root, int(found[1]), process, said)
    finally:
        process.terminate()
        process.wait(30)
        if found:
            reader.join(30)
        process.stdout.close()


class Socket:
    """A small LiveReload client over a WebSocket (RFC 6455)."""

    def __init__(self, preview: Preview, token: str | None = None, **headers: str) -> None:
        self.raw = socket.create_connection(("127.0.0.1", preview.port), timeout=PATIENCE)
        key = base64.b64encode(b"0123456789abcdef").decode()
        lines = {"Host": f"127.0.0.1:{preview.port}", "Origin": preview.address, "Upgrade": "websocket",
                 "Connection": "Upgrade", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"} | headers  # fmt: skip
        self.raw.sendall(
            b"GET /livereload HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode() + b"\r\n"
        )
        self.file = self.raw.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline() not in (b"\r\n", b""):
            pass
        if self.status == 101:
            self.send({"command": "hello", "protocols": []})
            assert self.receive()["command"] == "hello"
            plugins = {"newsgen": {"token": token}} if token is not None else {}
            self.send({"command": "info", "url": preview.address, "plugins": plugins})

    def send(self, message: object) -> None:
        """Send a message as JSON; bytes as they are."""
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        assert len(data) < 65536
        size = bytes((0x80 | len(data),)) if len(data) < 126 else bytes((0xFE,)) + len(data).to_bytes(2, "big")
        self.raw.sendall(b"\x81" + size + b"\0\0\0\0" + data)

    def receive(self) -> dict[str, Any]:
        """Wait for the next message and return it."""
        head = self.file.read(2)
        size = head[1] & 0x7F
        if size == 126:
            size = int.from_bytes(self.file.read(2), "big")
        message: dict[str, Any] = json.loads(self.file.read(size))
        return message

    def receive_until(self, check: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Receive messages until ``check`` is true for one, and return it. Messages of earlier saves may come first."""
        while True:
            message = self.receive()
            if check(message):
                return message

    def close(self) -> None:
        self.file.close()
        self.raw.close()


def token_of(page: str) -> str:
    """The token in a page: it names the state of the site that the page shows."""
    found = re.search(r'<script type="application/json" id="newsgen-preview">(.*?)</script>', page)
    assert found, page[:500]
    return str(json.loads(found[1])["token"])
