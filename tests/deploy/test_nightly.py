"""A real S3 (Ceph's gateway), and thirty kills at random moments of whole processes on every kind of target."""

from __future__ import annotations

import http.server
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

pytest.importorskip("obstore")

from newsgen.deploy.directory import Directory
from newsgen.deploy.objects import ObjectStorage
from newsgen.deploy.target import FOLDER, HEAD, Target
from newsgen.theme import headers
from tests.deploy.ceph import ACCESS, SECRET, ceph
from tests.deploy.places import Deploys, Watched, fields, newsroom, published
from tests.deploy.servers import free_port, serving, ssh_host, until
from tests.deploy.test_kills import crawling, edits, rounds
from tests.support import NOW, codes
from tests.theme.test_headers import configured

pytestmark = pytest.mark.nightly
ROOT = Path(__file__).parents[2]
KILLS = 30


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import boto3

    with ceph(tmp_path_factory.mktemp("ceph")) as at:
        client = boto3.client(
            "s3", endpoint_url=at, region_name="us-east-1", aws_access_key_id=ACCESS, aws_secret_access_key=SECRET
        )
        for name in ("one", "two", "three"):
            client.create_bucket(Bucket=f"bucket-{name}")
        client.close()
        yield at


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


def held(target: Target) -> dict[str, tuple[bytes, dict[str, str]]]:
    assert isinstance(target, ObjectStorage)
    found = {path: target._get(path) for path in target.list_paths() if not path.startswith(FOLDER)}
    return {path: one for path, one in found.items() if one is not None}


@pytest.mark.usefixtures("keys")
def test_a_real_bucket(gateway: str, tmp_path: Path) -> None:
    """Bytes and headers, odd names, one story's cost, a repair, two at once."""
    site = newsroom(tmp_path / "site")
    for name in ("a b+c&d.txt", "نسخة (1)، ٪.txt", "50%25.txt", "a~b'c!d*e.txt", "q?x=1#y.txt"):
        site.write(f"static/{name}", "x" * 300)
    assert site.build().published
    to = "s3://bucket-one/الأخبار"
    deploys = Deploys(site, lambda: ObjectStorage(to, endpoint=gateway), to)
    report = deploys()
    assert (codes(report.problems), report.done) == ([], True)

    def is_the_output() -> None:
        found = held(deploys.opened())
        assert {path: data for path, (data, _) in found.items()} == published(site)
        for path, (_, kept) in found.items():
            assert kept["Content-Type"] == headers.content_type(path)
            assert kept["Cache-Control"] == headers.cache_control(path)

    is_the_output()
    site.story("قصة-4", "عنوان آخر", **fields(4))
    written = site.build().written
    watched = Watched(deploys.opened())
    assert deploys(target=watched, now=NOW + timedelta(minutes=1)).uploaded == len(written)
    assert not [what for what, _ in watched.calls if what in ("list", "look")]
    is_the_output()
    deploys.opened().send([], lambda: None)
    deploys.opened().delete(["index.html", HEAD], lambda: None)
    report = deploys(now=NOW + timedelta(minutes=2))
    assert (codes(report.problems), report.uploaded) == (["deploy-manifest"], 1)
    is_the_output()


def test_wrong_credentials(gateway: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = newsroom(tmp_path / "site", stories=1)
    assert site.build().published
    for access, secret in ((ACCESS, "wrong-secret"), ("nobody", SECRET)):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", access)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        report = Deploys(site, lambda: ObjectStorage("s3://bucket-two", endpoint=gateway))()
        assert codes(report.problems) == ["deploy-denied"]
        assert secret not in repr(report)


# thirty kills


@dataclass(frozen=True)
class Place:
    """A target that the command line knows as “live”, and where a reader finds it."""

    settings: str
    environment: dict[str, str]
    opened: Callable[[], Target]
    origin: str


@contextmanager
def nginx(site_output: Path, www: Path, place: Path) -> Iterator[str]:
    place.mkdir()
    port = free_port()
    own = site_output / "_nginx"
    command = configured(place, map=own / "redirects.map", server=own / "headers.conf", root=www, port=port)
    with serving(command, port, place / "log"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def shop_window(opened: Callable[[], Target]) -> Iterator[str]:
    """What a CDN does before a bucket: an address that ends with a slash is its index."""
    target = opened()
    assert isinstance(target, ObjectStorage)
    got = target._get

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

        def do_GET(self) -> None:
            path = unquote(self.path).lstrip("/")
            found = got(path + "index.html" if path.endswith("/") or not path else path)
            self.send_response(200 if found else 404)
            for name, value in found[1].items() if found else ():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found[0]) if found else 0))
            self.end_headers()
            self.wfile.write(found[0] if found else b"")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def placed(kind: str, request: pytest.FixtureRequest, output: Path, root: Path) -> Iterator[Place]:
    www = root / "www"
    www.mkdir()
    if kind == "file":
        with nginx(output, www, root / "nginx") as origin:
            yield Place(f"to: 'file://{www}'", {}, lambda: Directory(www), origin)
    elif kind == "ssh":
        (root / "ssh").mkdir()
        with ssh_host(root / "ssh") as host, nginx(output, www, root / "nginx") as origin:
            yield Place(
                f"to: 'ssh://127.0.0.1:{host.port}{www}'", {"RSYNC_RSH": host.command}, lambda: host.target(www), origin
            )
    else:
        at = request.getfixturevalue("gateway")
        opened = lambda: ObjectStorage("s3://bucket-three", endpoint=at)  # noqa: E731
        with shop_window(opened) as origin:
            given = {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}
            yield Place(f"to: 's3://bucket-three', endpoint: '{at}'", given, opened, origin)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("kind", ["file", "ssh", "s3"])
def test_killed_thirty_times_at_random(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    seed = int(os.environ.get("NEWSGEN_SEED", random.randrange(1 << 30)))
    chance = random.Random(seed)
    print(f"NEWSGEN_SEED={seed}")
    site = newsroom(tmp_path / "site", stories=4)
    assert site.build().published  # nginx reads the output's own configuration when it starts
    with placed(kind, request, site.output, tmp_path) as place:
        site.write("site.yml", site.settings + f"deploy:\n  - {{name: live, keep_days: 30, {place.settings}}}\n")
        assert site.build().published

        def deploy(kill: float = 0.0) -> float:
            """Seconds that it took, or 0 when it was killed."""
            began = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "newsgen", "deploy", "live", "--site", str(site.root), "--lang", "en"],
                env=os.environ | place.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                said, _ = process.communicate(timeout=kill or 300)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return 0.0
            assert process.returncode == 0, said.decode()
            return time.monotonic() - began

        assert deploy()
        days = edits(site)
        with crawling(place.origin, tmp_path) as told:
            until(lambda: len(rounds(told())) > 0, "a whole round", 300)
            next(days)
            usual = deploy()
            died = 0
            while died < KILLS:
                next(days)
                died += deploy(kill=chance.uniform(0.1, 1.05) * usual) == 0.0
            next(days)
            assert deploy()
            seen = len(rounds(told()))
            until(lambda: len(rounds(told())) > seen + 1, "a whole round after the last deploy", 300)
            assert [line for line in told() if "fault" in line] == []
        target = place.opened()
        try:
            lasting = {path for path in target.list_paths() if not path.startswith((FOLDER, "media/"))}
            assert lasting == {path for path in published(site) if not path.startswith("media/")}
            report = Deploys(site, place.opened, target_address(place))(verify=True, now=datetime.now(UTC))
            assert (codes(report.problems), report.done, report.uploaded) == ([], True, 0), "bytes and headers"
            assert not [path for path in target.list_paths() if "journal" in path]
        finally:
            target.close()


def target_address(place: Place) -> str:
    return place.settings.split("'")[1]
