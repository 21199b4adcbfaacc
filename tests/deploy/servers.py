"""Real servers on this machine's loopback, each started by a test and ended by it."""

from __future__ import annotations

import http.client
import http.server
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsgen.deploy.ssh import Ssh
from tests.browser.needs import missing

NIGHTLY = "Run “bash .ci/system nightly”, which installs it on Debian and its like."
PATIENCE = 120.0  # seconds for a server to come up on a busy machine


def program(name: str, remedy: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")
    return found or missing(name, remedy)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for a condition."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"{what} did not come about in {patience:.0f} seconds"
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(words: Sequence[str], log: Path, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs during a block, in a group of its own, with its output in a file."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            words, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True, **more
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(words: Sequence[str], port: int, log: Path, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The same for a server: the block begins when it answers at its port."""
    with running(words, log, **more) as process:

        def up() -> bool:
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            return answers(port)

        until(up, words[0])
        yield process


MOTO = """\
from moto import backends
from moto.server import main
from werkzeug.serving import WSGIRequestHandler

names = tuple(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: names
WSGIRequestHandler.disable_nagle_algorithm = True
main()
"""
"""Moto's own command. It does not list its folder at every request, and no answer waits 40 ms for the client's
acknowledgement of its head."""


def new_bucket(s3: str, test: str) -> str:
    """Create a bucket for a test at the address of ``moto``, and return its name."""
    import boto3

    name = f"b{abs(hash(test))}"
    client = boto3.client(
        "s3", endpoint_url=s3, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    client.create_bucket(Bucket=name)
    client.close()
    return name


@contextmanager
def moto(place: Path) -> Iterator[str]:
    """A stand-in for S3 that keeps objects in memory; returns its address."""
    port = free_port()
    command = [sys.executable, "-c", MOTO, "-H", "127.0.0.1", "-p", str(port)]
    with serving(command, port, place / "moto.log"):
        yield f"http://127.0.0.1:{port}"


@dataclass
class Between:
    """A way to a server on which answers can be made up: the first of ``faults`` that has an answer gives it."""

    to: str
    faults: list[Callable[[str, str, int], tuple[int, dict[str, str], bytes] | None]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    at: str = ""


@contextmanager
def between(to: str) -> Iterator[Between]:
    """A proxy in front of a server. A made-up answer of status 0 cuts the connection."""
    way = Between(to)
    host = to.removeprefix("http://")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's acknowledgement of its head

        def log_message(self, *words: object) -> None:
            pass

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            way.asked.append((self.command, self.path))
            for fault in list(way.faults):
                made = fault(self.command, self.path, len(way.asked))
                if made is not None:
                    return self.give(*made)
            connection = http.client.HTTPConnection(host, timeout=30)
            try:
                connection.request(self.command, self.path, body, dict(self.headers.items()))
                got = connection.getresponse()
                kept = {
                    n: v
                    for n, v in got.getheaders()
                    if n.lower() not in ("connection", "transfer-encoding", "content-length")
                }
                data = got.read()
                length = got.getheader("Content-Length") if self.command == "HEAD" else None
                self.give(got.status, kept, data, length)
            finally:
                connection.close()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer

        def give(self, status: int, headers: dict[str, str], data: bytes, length: str | None = None) -> None:
            if status == 0:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", length or str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # connections that were cut

    server = Server(("127.0.0.1", 0), Handler)
    way.at = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


SSHD = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {place}/host
PidFile none
AuthorizedKeysFile {place}/user.pub
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxStartups 100
"""


@dataclass(frozen=True)
class Host:
    """An ssh server, and the command that gets in."""

    port: int
    command: str

    def address(self, folder: Path) -> str:
        return f"ssh://127.0.0.1:{self.port}{folder}"

    def target(self, folder: Path) -> Ssh:
        return Ssh(self.address(folder), self.command)


@contextmanager
def ssh_host(place: Path) -> Iterator[Host]:
    """An ssh server whose only key and only user are this test's."""
    sshd = program("sshd", NIGHTLY)
    program("rsync", NIGHTLY)
    for name in ("host", "user", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)], check=True)
    port = free_port()
    (place / "sshd").write_text(SSHD.format(port=port, place=place))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants it when root starts it
    command = ["ssh", "-i", str(place / "user"), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
               "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-F", "none"]  # fmt: skip
    with serving([sshd, "-D", "-e", "-f", str(place / "sshd")], port, place / "log"):
        yield Host(port, shlex.join(command))
