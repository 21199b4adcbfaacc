"""The preview goes on, and stays silent, whatever a client does with connections."""

from __future__ import annotations

import resource
import select
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from newsgen.preview.connections import MOST_BODY, MOST_HEADERS, SHARE
from tests.support import Site
from tests.support.preview import Preview, Socket, preview, until

FILES = 1024
"""How many files the preview may open."""

PATIENCE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    site = Site(tmp_path_factory.mktemp("served") / "site", plain=False)
    site.story("one", "القصة الأولى", date="2026-05-01 10:00")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))  # which the preview inherits
    try:
        with preview(site.root) as running:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            running.shows("/", "القصة الأولى")
            yield running
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connections(served: Preview, number: int) -> list[socket.socket]:
    found = []
    for _ in range(number):
        with suppress(OSError):
            found.append(socket.create_connection(("127.0.0.1", served.port), timeout=1))
    return found


def limit(served: Preview, files: int) -> None:
    _, hard = resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (files, hard))


@pytest.mark.ci
def test_no_file_descriptor_left(served: Preview) -> None:
    """It neither loops nor prints, and answers and builds again when there are some."""
    before = len(served.said)
    used = len(list(Path(f"/proc/{served.process.pid}/fd").iterdir()))
    limit(served, used + 4)
    many = connections(served, 100)
    ticks = [int(x) for x in Path(f"/proc/{served.process.pid}/stat").read_text().split()[13:15]]
    sockets = connections(served, 1)
    for one in sockets:
        with suppress(OSError):
            one.settimeout(0.5)
            one.recv(1)
    after = [int(x) for x in Path(f"/proc/{served.process.pid}/stat").read_text().split()[13:15]]
    assert sum(after) - sum(ticks) < 25, "hundredths of a second of processor in half a second"
    for one in (*many, *sockets):
        one.close()
    limit(served, FILES)
    until(lambda: reached(served), "the preview has a file descriptor again")
    served.shows("/", "القصة الأولى")
    served.save("content/two.md", (served.root / "content/one.md").read_text("utf-8").replace("الأولى", "الثانية"))
    served.shows("/", "القصة الثانية")
    assert not [line for line in served.said[before:] if "Traceback" in line or "Errno" in line]


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
@pytest.mark.ci
def test_many_clients_that_say_little(served: Preview, beginning: bytes) -> None:
    """More than its share of connections is closed at once; so a build and a reader who comes later find some."""
    most = FILES // SHARE
    many = connections(served, most + 200)
    for one in many:
        with suppress(OSError):
            one.sendall(beginning)
    live = {one.fileno(): one for one in many}
    waiting = select.poll()
    for number in live:
        waiting.register(number, select.POLLIN)
    while len(live) > most:
        ended = waiting.poll(PATIENCE)
        assert ended, f"{len(live)} connections stay open"
        for number, _ in ended:  # the preview says nothing to them but the end
            waiting.unregister(number)
            live.pop(number).close()
    for one in live.values():
        one.close()
    until(lambda: reached(served), "the preview has a connection again")
    served.shows("/", "القصة الأولى")


def reached(served: Preview) -> bool:
    """Whether the preview has noticed that the others are gone, and answers one more."""
    with suppress(ConnectionError, HTTPException):
        return served.get("/").status == 200
    return False


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 2 * MOST_HEADERS + b"\r\n\r\n", 0),
        (b"GET /" + b"a" * 2 * MOST_HEADERS + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1), 0),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 0),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 0),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"GET //evil.example HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /\\evil.example HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"GET /../../site.yml HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"GET /%2e%2e/%2e%2e/site.yml HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, 0),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0),
        (b"GET /__newsgen/desk/?" + b"&".join(b"a%d=1" % i for i in range(3000)) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 0),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-,0-,0-,0-\r\n\r\n", 0),
    ],
)  # fmt: skip
def test_requests_that_no_browser_sends(served: Preview, request_head: bytes, status: int) -> None:
    before = len(served.said)
    with (
        socket.create_connection(("127.0.0.1", served.port), timeout=10) as one,
        suppress(ConnectionError, TimeoutError),
    ):
        with suppress(
            OSError
        ):  # the server may have refused and gone before all is sent; ENOTCONN is no ConnectionError
            one.sendall(request_head)
            if not status:  # else the server may see the end first and answer nothing
                one.shutdown(socket.SHUT_WR)
        data = b""
        while not (status and b"\r\n" in data) and (chunk := one.recv(65536)):
            data += chunk
        assert not data.startswith(b"HTTP/1.1 500"), data[:300]
        assert b"Asia/Amman" not in data, "site.yml is no page"
        assert not (b"evil.example" in data.partition(b"\r\n\r\n")[0].lower() and b"location:" in data.lower())
        if status:
            assert data.startswith(b"HTTP/1.1 %d" % status), data[:300]
    served.shows("/", "القصة الأولى")
    assert not [line for line in served.said[before:] if "Traceback" in line], served.said[before:]


def test_messages_of_the_socket_that_no_page_sends(served: Preview) -> None:
    before = len(served.said)
    for message in (
        "[]", "null", "{", '{"command": []}', '{"command": "info", "plugins": []}', "[" * 100_000, '{"command": "hello", "protocols": 5}',
        '{"command": "url", "url": "x"}', '{"command":"info","url":{}}', '{"command":"info","plugins":{"newsgen":5}}', "x" * 70_000,
    ):  # fmt: skip
        live = Socket(served)
        data = message.encode()
        head = b"\x81" + (bytes([0x80 | 127]) + len(data).to_bytes(8, "big")) + b"\0\0\0\0"
        with suppress(OSError):
            live.raw.sendall(head + data)
            live.raw.settimeout(0.05)
            live.raw.recv(100)
        live.raw.close()
    served.shows("/", "القصة الأولى")
    assert not [line for line in served.said[before:] if "Traceback" in line], served.said[before:]
