"""Object storage: what lies there with which headers, what is told when the provider says no. Against moto's server; the
same at night against Ceph's gateway."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("obstore")

from obstore.store import S3Store

from newsgen.base import object_storage
from newsgen.base.messages import message_of
from newsgen.deploy import objects
from newsgen.deploy.objects import ObjectStorage
from newsgen.deploy.target import FOLDER, HEAD, HeadConflict, TargetError
from newsgen.theme import headers
from tests.deploy.places import SETTINGS, Deploys, Watched, fields, newsroom, published
from tests.deploy.servers import Between, between, moto, new_bucket
from tests.support import NOW, Site, codes
from tests.support.cases import every, first, sampled

LATER = NOW + timedelta(minutes=5)
NAMES = ("a b+c&d.txt", "نسخة (1)، ٪.txt", "50%25.txt", "a~b'c!d*e.txt", "q?x=1#y.txt")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    few = SETTINGS + "feeds: {formats: [rss]}\nsidebar: {delivery: none}\n"  # each file is a request, and moto is slow
    site = newsroom(tmp_path_factory.mktemp("built") / "site", stories=2, settings=few)
    for name in NAMES:
        site.write(f"static/{name}", "x" * 300)
    assert site.build().published
    return site


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def way(s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    soon = {"init_backoff": timedelta(milliseconds=10), "max_backoff": timedelta(milliseconds=100), "base": 2}
    monkeypatch.setitem(object_storage.RETRY, "backoff", soon)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "do-not-show-this")
    with between(s3) as made:
        yield made


@pytest.fixture
def bucket(s3: str, request: pytest.FixtureRequest, way: Between) -> str:
    return new_bucket(s3, request.node.nodeid)


@pytest.fixture
def deploys(site: Site, way: Between, bucket: str) -> Deploys:
    to = f"s3://{bucket}/news"
    return Deploys(site, lambda: ObjectStorage(to, endpoint=way.at), to)


def held(deploys: Deploys) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Every object with its bytes and headers, without the manifest."""
    target = deploys.opened()
    assert isinstance(target, ObjectStorage)
    found = {path: target._get(path) for path in target.list_paths() if not path.startswith(FOLDER)}
    return {path: one for path, one in found.items() if one is not None}


def is_the_output(deploys: Deploys) -> None:
    found = held(deploys)
    assert {path: data for path, (data, _) in found.items()} == published(deploys.site)
    for path, (_, kept) in found.items():
        assert kept == {"Cache-Control": headers.cache_control(path), "Content-Type": headers.content_type(path)}


def test_the_bucket_is_the_output_headers_included(deploys: Deploys) -> None:
    assert deploys().done
    is_the_output(deploys)
    found = held(deploys)
    assert found["2026/05/01/قصة-0/index.html"][1]["Content-Type"] == "text/html; charset=utf-8"
    assert found["feed.xml"][1]["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert found["assets/v1/newsgen.js"][1]["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_change_asks_little(deploys: Deploys, way: Between) -> None:
    assert deploys().done
    deploys.site.story("قصة-1", "القصة رقم 1", **fields(1), body="نص آخر.")
    written = deploys.site.build().written
    way.asked.clear()
    report = deploys(now=LATER)
    assert report.uploaded == len(written)
    assert not [path for method, path in way.asked if "list-type" in path]
    assert len(way.asked) < 20 + 4 * len(written) + 16, "16 lines of the journal are looked for"
    is_the_output(deploys)
    way.asked.clear()
    assert deploys(now=LATER).done
    assert len(way.asked) == 1


@pytest.mark.ci
def test_encoded_once_and_for_all(deploys: Deploys) -> None:
    deploys.options = {"encodings": ("gzip",)}
    assert deploys().done
    found = held(deploys)
    for path in ("index.html", "assets/v1/newsgen.css", "feed.xml"):
        data, kept = found[path]
        assert kept["Content-Encoding"] == "gzip"
        assert gzip.decompress(data) == published(deploys.site)[path]
    assert "Content-Encoding" not in found["assets/fonts/head-500-6d80c496fc.woff2"][1]
    assert deploys(now=LATER, verify=True).uploaded == 0
    deploys.options = {}
    assert deploys(now=LATER).done
    is_the_output(deploys)


def test_verify_sees_headers(deploys: Deploys, way: Between, bucket: str) -> None:
    assert deploys().done
    options: Any = {"client_options": {"allow_http": True}}
    store = S3Store(bucket, prefix="news", endpoint=way.at, region="us-east-1", **options)
    import obstore

    obstore.put(store, "index.html", published(deploys.site)["index.html"], attributes={"Content-Type": "text/plain"})
    obstore.delete(store, "feed.xml")
    report = deploys(now=LATER, verify=True)
    assert report.uploaded == 2
    is_the_output(deploys)


def test_names_arrive_as_they_are(deploys: Deploys) -> None:
    assert deploys().done
    assert set(NAMES) <= held(deploys).keys()
    for name in NAMES:
        (deploys.site.root / "static" / name).unlink()
    assert deploys.site.build().published
    assert deploys(now=LATER).done
    assert not set(NAMES) & held(deploys).keys()
    is_the_output(deploys)


def test_a_large_file_is_sent_in_parts(deploys: Deploys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "LARGE", 1000)
    deploys.site.write("static/film.mp4", bytes(range(256)) * (6 << 12))
    assert deploys.site.build().published
    assert deploys().done
    is_the_output(deploys)


def test_the_head_is_swapped_by_one(deploys: Deploys, way: Between) -> None:
    one, two = deploys.opened(), deploys.opened()
    first = one.swap(b"1", None)
    with pytest.raises(HeadConflict):
        two.swap(b"2", None)
    second = two.swap(b"3", first)
    with pytest.raises(HeadConflict):
        one.swap(b"4", first)
    assert one.head() == (b"3", second)


def test_a_lost_answer_to_a_swap_is_no_defeat(deploys: Deploys, way: Between) -> None:
    target = deploys.opened()
    first = target.swap(b"1", None)
    lost: list[str] = []

    def lose(method: str, path: str, number: int) -> tuple[int, dict[str, str], bytes] | None:
        """The first write arrives, and its answer does not."""
        if method != "PUT" or lost:
            return None
        lost.append(path)
        other = ObjectStorage(deploys.to, endpoint=way.to)
        other.swap(b"2", first)
        return 503, {}, b""

    way.faults = [lose]
    version = target.swap(b"2", first)
    assert target.head() == (b"2", version)


# what the provider says


def xml(status: int, code: str) -> tuple[int, dict[str, str], bytes]:
    return (
        status,
        {"Content-Type": "application/xml"},
        f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode(),
    )


@sampled(3)
@pytest.mark.parametrize(
    ("answer", "code"),
    first(5, [
        (xml(403, "AccessDenied"), "deploy-denied"),
        (xml(403, "RequestTimeTooSkewed"), "deploy-clock"),
        (xml(503, "SlowDown"), "deploy-busy"),
        (xml(507, "InsufficientStorage"), "deploy-full"),
        ((0, {}, b""), "deploy-unreachable"),
        (xml(403, "InvalidAccessKeyId"), "deploy-denied"),
        (xml(403, "SignatureDoesNotMatch"), "deploy-denied"),
        (xml(429, "TooManyRequests"), "deploy-busy"),
    ]),
    ids=lambda one: one if isinstance(one, str) else one[2][12:30].decode() or "cut",
)  # fmt: skip
def test_each_no_is_told_and_the_next_run_completes(
    deploys: Deploys,
    way: Between,
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, dict[str, str], bytes],
    code: str,
) -> None:
    monkeypatch.setitem(object_storage.RETRY, "max_retries", 1)
    assert deploys().done
    deploys.site.story("قصة-1", "عنوان آخر", **fields(1))
    assert deploys.site.build().published

    for where in ("/sport/index.html", "head.json"):

        def refuses(method: str, path: str, number: int, end: str = where) -> tuple[int, dict[str, str], bytes] | None:
            return answer if path.endswith(end) else None

        way.faults = [refuses]
        report = deploys(now=LATER)
        assert codes(report.problems) == [code]
        said = message_of(report.problems[0], "en") + message_of(report.problems[0], "ar")
        assert "do-not-show-this" not in said
        assert "127.0.0.1" not in said
    way.faults = []
    assert deploys(now=LATER).done
    is_the_output(deploys)


def test_busy_for_a_moment_is_not_told(deploys: Deploys, way: Between) -> None:
    way.faults = [
        lambda method, path, number: xml((503, 429, 500)[number % 3], "SlowDown") if number % 7 == 3 else None
    ]
    report = deploys()
    assert (codes(report.problems), report.done) == ([], True)
    way.faults = []
    is_the_output(deploys)


def test_a_bucket_that_is_not_there(site: Site, way: Between) -> None:
    to = "s3://nobody-made-this/news"
    report = Deploys(site, lambda: ObjectStorage(to, endpoint=way.at), to)()
    assert codes(report.problems) == ["deploy-missing"]


def test_without_the_library(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from newsgen.base.problems import FatalProblems

    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(FatalProblems) as raised:
        ObjectStorage("s3://bucket")
    assert codes(raised.value.problems) == ["deploy-extra"]
    assert "newsgen[deploy]" in raised.value.problems[0].hint


# killed


@sampled(2)
@pytest.mark.parametrize("at", every(2, range(2, 60, 19)))
def test_stopped_between_any_two_files(deploys: Deploys, at: int) -> None:
    """What a kill leaves behind, without its process: nothing after the n-th request is made, not even an end."""
    stopped: list[str] = []

    def stop(what: str, path: str) -> None:
        if len(watched.calls) >= at:
            stopped.append(path)
            raise TargetError("unreachable", "gone")

    watched = Watched(deploys.opened(), before=stop)
    assert not deploys(target=watched).done
    assert stopped
    again = Watched(deploys.opened())
    assert deploys(target=again, now=LATER).done
    is_the_output(deploys)
    target = deploys.opened()
    assert isinstance(target, ObjectStorage)
    own = {path for path in target.list_paths() if path.startswith(FOLDER)}
    assert HEAD in own
    assert not [path for path in own if "journal" in path]
