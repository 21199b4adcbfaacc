"""Purging: exactly these addresses, within the limits of each cache, again after a failure, never with the token told."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from newsgen.base.messages import message_of
from newsgen.base.problems import FatalProblems
from newsgen.deploy import purge
from newsgen.deploy.purge import Cloudflare, Command, Varnish, address_of, caches_of, key
from newsgen.site.settings_deploy import DeployTarget
from tests.deploy.places import newsroom, settings_of
from tests.support import codes

ZONE = "0123456789abcdef0123456789abcdef"
TOKEN = "t0ken-that-nobody-may-see"
ADDRESSES = [f"https://example.org/2026/05/{n:02}/%D8%AE%D8%A8%D8%B1-{n}/" for n in range(1, 251)]


@dataclass
class Asked:
    """What a server was asked, and what it answers instead of its own: statuses with headers, one after the other."""

    bodies: list[list[str]] = field(default_factory=list)
    keys: list[list[str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    at: str = ""


@contextmanager
def listening() -> Iterator[Asked]:
    """A stand-in for Cloudflare's API and for a Varnish, which holds each request against what is documented."""
    asked = Asked()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.moments.append(time.monotonic())
            told = json.loads(body)
            right = (
                self.path == f"/client/v4/zones/{ZONE}/purge_cache" and self.headers["Content-Type"] == "application/json"
                and list(told) == ["files"] and 1 <= len(told["files"]) <= 100
                and all(one.startswith("https://") and one.isascii() for one in told["files"])
            )  # fmt: skip
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                return self.give(403, {}, b'{"success": false, "errors": [{"code": 10000}]}')
            if not right:
                return self.give(400, {}, b'{"success": false, "errors": [{"code": 1134}]}')
            if asked.answers:
                return self.give(*asked.answers.pop(0))
            asked.bodies.append(told["files"])
            return self.give(200, {}, json.dumps({"success": True, "errors": [], "result": {"id": ZONE}}).encode())

        def do_PURGE(self) -> None:
            assert len(self.headers["xkey"]) < 8000
            asked.keys.append(self.headers["xkey"].split(" "))
            self.give(200, {}, b"")

        def give(self, status: int, headers: dict[str, str], data: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked.at = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def asked() -> Iterator[Asked]:
    with listening() as made:
        yield made


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, without their time."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


def cloudflare(asked: Asked, token: str = TOKEN) -> Cloudflare:
    return Cloudflare(ZONE, token, asked.at + "client/v4")


def nothing() -> None:
    pass


def test_cloudflare_in_batches_and_within_its_rate(asked: Asked, waits: list[float]) -> None:
    assert cloudflare(asked).purge(ADDRESSES, nothing) == purge.PurgeResult()
    assert [len(body) for body in asked.bodies] == [100, 100, 50]
    assert [one for body in asked.bodies for one in body] == ADDRESSES
    assert waits == [Cloudflare.BETWEEN] * 2
    assert Cloudflare.BATCH / Cloudflare.BETWEEN <= 800, "addresses a second, in the smallest plan"


def test_cloudflare_again_after_a_failure(asked: Asked, waits: list[float]) -> None:
    asked.answers = [(429, {"Retry-After": "7"}, b""), (500, {}, b""), (200, {}, b'{"success": false}')]
    assert cloudflare(asked).purge(ADDRESSES[:3], nothing) == purge.PurgeResult()
    assert waits == [7.0, 2.0, 4.0]
    assert asked.bodies == [ADDRESSES[:3]]


def test_what_cloudflare_did_not_purge_is_left(asked: Asked, waits: list[float]) -> None:
    asked.answers = [(200, {}, b'{"success": true}')] + [(503, {"Retry-After": "99999"}, b"")] * purge.TRIES
    result = cloudflare(asked).purge(ADDRESSES, nothing)
    assert list(result.failed) == ADDRESSES[100:]
    assert max(waits) <= purge.LONGEST
    assert result.problem is not None
    assert (result.problem.code, result.problem.level) == ("deploy-not-purged", "warning")
    assert "150" in message_of(result.problem, "ar")
    assert "503" in message_of(result.problem, "en")


def test_a_wrong_token_is_not_tried_again_and_not_told(asked: Asked, waits: list[float]) -> None:
    result = cloudflare(asked, "wr0ng").purge(ADDRESSES, nothing)
    assert list(result.failed) == ADDRESSES
    assert waits == []
    assert "403" in message_of(result.problem, "en")  # type: ignore[arg-type]
    assert "wr0ng" not in repr(result.problem)


def test_varnish_by_keys(asked: Asked) -> None:
    odd = "https://example.org/a,b/"
    assert Varnish(asked.at).purge([*ADDRESSES, odd], nothing) == purge.PurgeResult()
    assert [one for keys in asked.keys for one in keys] == [key(address) for address in [*ADDRESSES, odd]]
    assert asked.keys[-1][-1] == "/a%2Cb/"
    assert len(asked.keys) > 1


def test_no_varnish(waits: list[float]) -> None:
    with listening() as gone:
        pass
    result = Varnish(gone.at).purge(ADDRESSES, nothing)
    assert list(result.failed) == ADDRESSES
    assert waits == [1.0, 2.0, 4.0]


def test_a_command_gets_the_list(tmp_path: Path, waits: list[float]) -> None:
    assert Command(["sh", "-c", "cat > told"], tmp_path).purge(ADDRESSES, nothing) == purge.PurgeResult()
    assert (tmp_path / "told").read_text().splitlines() == ADDRESSES
    result = Command(["sh", "-c", "exit 3"], tmp_path).purge(ADDRESSES, nothing)
    assert list(result.failed) == ADDRESSES
    assert "3" in message_of(result.problem, "en")  # type: ignore[arg-type]
    assert list(Command(["no-such-command"], tmp_path).purge(ADDRESSES, nothing).failed) == ADDRESSES


def test_the_inner_cache_first(tmp_path: Path) -> None:
    place: dict[str, Any] = {"varnish": "http://127.0.0.1/", "cloudflare": ZONE, "command": ["true"]}
    target = DeployTarget.model_validate({"name": "live", "to": "s3://bucket", "purge": place})
    made = caches_of(target, tmp_path, {"CLOUDFLARE_API_TOKEN": TOKEN})
    assert [type(one) for one in made] == [Varnish, Cloudflare, Command]
    with pytest.raises(FatalProblems) as raised:
        caches_of(target, tmp_path, {})
    assert codes(raised.value.problems) == ["deploy-credentials"]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("index.html", "https://example.org/news/"),
        ("2026/05/01/خبر/index.html", "https://example.org/news/2026/05/01/%D8%AE%D8%A8%D8%B1/"),
        ("404.html", "https://example.org/news/404.html"),
        ("a b%.txt", "https://example.org/news/a%20b%25.txt"),
        ("50%25?.txt", "https://example.org/news/50%2525%3F.txt"),
        ("xindex.html", "https://example.org/news/xindex.html"),
        ("_headers", ""),
        ("_nginx/redirects.map", ""),
    ],
)
def test_addresses(tmp_path: Path, path: str, address: str) -> None:
    site = newsroom(tmp_path / "site", stories=0)
    settings = settings_of(site).model_copy(update={"base_url": "https://example.org/news/"})
    assert address_of(path, settings) == address
