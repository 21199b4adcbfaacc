"""What a stranger or another website sends to the desk: sockets, slow and huge requests, odd paths, chosen sessions."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine

from newsgen.desk import bounds
from newsgen.desk.bounds import KEPT_OF_STRANGERS, Bounded
from newsgen.desk.contract import MOST_BODY
from tests.desk.running import OTHER, OWN, Running, running_desk

pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    patch = pytest.MonkeyPatch()
    patch.setattr(bounds, "LONGEST_BODY", 0.5)
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk
    patch.undo()


def raw(running: Running, data: bytes, *, seconds: float = 5) -> bytes:
    """What the server answers to some bytes before it closes the connection, or within some seconds."""
    found = b""
    with socket.create_connection(("127.0.0.1", running.port), timeout=seconds) as connection:
        connection.settimeout(seconds)
        try:
            connection.sendall(data)
            while part := connection.recv(65536):
                found += part
        except (TimeoutError, ConnectionError):
            pass
    return found


def head(running: Running, path: str, *lines: str, method: str = "POST", user: str = "") -> bytes:
    cookie = [f"Cookie: __Host-desk={running.cookies[user]}", f"X-Desk-Token: {running.tokens[user]}"] if user else []
    sent = [
        f"{method} {path} HTTP/1.1",
        f"Host: localhost:{running.port}",
        f"Origin: {running.origin}",
        *cookie,
        *lines,
    ]
    return ("\r\n".join(sent) + "\r\n\r\n").encode()


@pytest.mark.parametrize("path", ["/_/", "/_/api/presence", "/livereload", "/_/api/story", "/ws"])
@pytest.mark.parametrize("origin", ["https://evil.example", None])
@pytest.mark.parametrize("user", ["", "karim"])
def test_there_is_no_socket_for_anybody(running: Running, path: str, origin: str | None, user: str) -> None:
    """The desk has neither WebSockets nor event streams; a page of another origin that asks for one gets no upgrade."""
    headers: dict[str, str | None] = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Origin": origin,
    }  # fmt: skip
    assert running.ask("GET", path, user=user, headers=headers)[0] in (200, 302, 403, 404, 405)
    status, answer, _ = running.ask("GET", "/_/api/texts", user="karim", headers={"Accept": "text/event-stream"})
    assert (status, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert "Access-Control-Allow-Origin" not in answer


def test_little_of_what_a_stranger_sends_is_kept(running: Running) -> None:
    class Taken(HTTPMessageDelegate):
        size = 0

        def data_received(self, chunk: bytes) -> None:
            self.size += len(chunk)

    line = RequestStartLine("POST", "/_/login", "HTTP/1.1")
    for cookie, kept in (
        ("", KEPT_OF_STRANGERS + 1), ("__Host-desk=chosen", KEPT_OF_STRANGERS + 1), (f"__Host-desk={running.cookies['karim']}", 64_000),
    ):  # fmt: skip
        taken = Taken()
        bounded = Bounded(taken, running.desk)
        bounded.headers_received(line, HTTPHeaders({"Cookie": cookie}))
        for _ in range(64):
            bounded.data_received(b"x" * 1000)
        assert taken.size == kept


def test_a_page_whose_session_has_ended_is_told(running: Running) -> None:
    """A large save gets its 401, so that the page says what to do; a large login is refused."""
    words = json.dumps({"version": "0" * 32, "edits": [{"do": "replace", "block": 0, "source": "x" * 200_000}]})
    assert running.ask("POST", f"/_/api/story?path={OWN}", words)[0] == 401
    assert running.ask("POST", f"/_/api/story?path={OWN}", words, headers={"Cookie": "__Host-desk=ended"})[0] == 401
    assert running.ask("POST", "/_/login", "name=" + "x" * 200_000)[0] == 413
    chunk = b"%x\r\n%s\r\n" % (1_000_000, b"x" * 1_000_000)
    endless = raw(running, head(running, "/_/login", "Transfer-Encoding: chunked") + chunk * 9)
    assert endless.startswith(b"HTTP/1.1 400") or endless == b""


def test_who_is_logged_in_sends_a_story(running: Running) -> None:
    before = (running.site / OWN).read_bytes()
    version = running.story("karim", OWN)["version"]
    words = "كلمة طويلة جدا " * 8000
    assert running.save("karim", OWN, version, {"do": "replace", "block": 0, "source": words.strip()})[0] == 200
    (running.site / OWN).write_bytes(before)
    answer = raw(running, head(running, "/_/api/story?path=x", f"Content-Length: {MOST_BODY + 1}", user="karim"))
    assert answer.startswith(b"HTTP/1.1 400") or answer == b""


def test_a_body_that_does_not_come_is_given_up(running: Running) -> None:
    for user in ("", "karim"):
        began = time.monotonic()
        answer = raw(running, head(running, "/_/api/check?path=x", "Content-Length: 100", user=user) + b"{", seconds=10)
        assert time.monotonic() - began < 5
        assert not answer.startswith(b"HTTP/1.1 200")
    assert running.ask("GET", "/_/", user="karim")[0] == 200


@pytest.mark.parametrize(
    "line",
    ["Cookie: " + "x" * 70_000, "X-Long: " + "y" * 70_000, "Cookie: __Host-desk=\x01;;;=,=", "Cookie: =;__Host-desk"],
)
def test_odd_headers(running: Running, line: str) -> None:
    answer = raw(running, head(running, "/_/login", line, "Connection: close", method="GET"))
    assert answer == b"" or answer.split(b" ")[1] in (b"200", b"400", b"431")
    assert running.ask("GET", "/_/", user="karim")[0] == 200


PATHS = [
    "", "/", ".", "..", "content", "content/", "content/..", "content/../site.yml", "/etc/passwd", "content/../../etc/passwd", "content//own.md", "content/./own.md",
    "content\\own.md", "content/own.md/", "content/own.md/x", "CONTENT/own.md", "content/own.MD", "file:///etc/passwd", "content/.hidden.md",
    "content/own.md%00.md", "desk/users.json", ".newsgen/desk/sessions.json", ".git/config", "content/own.md\r\nX: y", "~/x.md", "content/" + "x" * 5000 + ".md",
    "content/" + "a/" * 2000 + "x.md", "templates/article.html", "content/link.md", "content/folder/x.md",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_paths_that_lead_elsewhere(running: Running, path: str) -> None:
    """Every address that takes a path refuses one that is no story below content/, whatever the role."""
    content = running.site / "content"
    if not (content / "link.md").is_symlink():
        (content / "link.md").symlink_to(running.site / "desk/users.json")
        (content / "folder").symlink_to(running.site / "desk")
    body = json.dumps({"version": "0" * 32, "edits": []})
    beat = json.dumps({"window": "window-x", "wish": "open"})
    for user in ("salma", "huda"):
        where = quote(path)
        answers = [
            running.ask("GET", f"/_/story?path={where}", user=user), running.ask("GET", f"/_/api/story?path={where}", user=user),
            running.ask("POST", f"/_/api/story?path={where}", body, user=user), running.ask("POST", f"/_/api/check?path={where}", body, user=user),
            running.ask("POST", f"/_/api/presence?path={where}", beat, user=user),
        ]  # fmt: skip
        for status, headers, text in answers:
            assert status in (400, 403, 404, 422)
            assert "argon2" not in text
            assert "X" not in headers


def test_a_path_that_is_given_twice_is_one(running: Running) -> None:
    """The address that is asked for and the one that is checked are the same."""
    for first, second in ((OWN, OTHER), (OTHER, OWN)):
        status, _, text = running.ask("GET", f"/_/api/story?path={first}&path={second}", user="salma")
        assert status in (200, 403)
        assert "كلمة سرية" not in text
        body = json.dumps({"version": "0" * 32, "edits": [{"do": "set", "key": "title", "value": "زور"}]})
        assert running.ask("POST", f"/_/api/story?path={first}&path={second}", body, user="salma")[0] in (403, 409)


def test_methods_that_nobody_has(running: Running) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"):
        for path in ("/_/", f"/_/api/story?path={OWN}", "/", "/_/login"):
            status, headers, _ = running.ask(method, path, user="huda")
            assert status in (400, 403, 404, 405)
            assert not any(name.startswith("Access-Control") for name in headers)
    overridden: dict[str, str | None] = {"X-HTTP-Method-Override": "DELETE"}
    assert running.ask("GET", f"/_/api/story?path={OWN}", user="salma", headers=overridden)[0] == 200


@pytest.mark.parametrize(
    "cookie", ["__Host-desk=", "__Host-desk=*", "desk=1", "__Host-desk=chosen; __Host-desk=other", "__host-desk=x"]
)
def test_a_cookie_that_somebody_else_has_set_is_no_session(running: Running, cookie: str) -> None:
    assert running.ask("GET", "/_/", headers={"Cookie": cookie})[0] == 302
    assert running.ask("GET", "/_/api/texts", headers={"Cookie": cookie, "Sec-Fetch-Dest": "empty"})[0] == 401


def test_the_hash_of_a_session_lets_nobody_in(running: Running) -> None:
    """Whoever reads the file of sessions has no session."""
    kept = json.loads((running.site / ".newsgen/desk/sessions.json").read_text())
    for key, session in kept.items():
        for stolen in (key, session["password"]):
            assert running.ask("GET", "/_/", headers={"Cookie": f"__Host-desk={stolen}"})[0] == 302
