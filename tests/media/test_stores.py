"""Both kinds of media store: what goes in comes out, what is damaged is refused, nothing is replaced."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsgen.base import digest, object_storage
from newsgen.base.problems import FatalProblems
from newsgen.media import object_store
from newsgen.media.folder_store import FolderStore
from newsgen.media.object_store import ObjectStore
from newsgen.media.open_store import open_store
from newsgen.media.store import NO_FILE, Blob, Store, StoreError, copy_verified, is_stored_name
from newsgen.site.settings_media import MediaStore
from tests.deploy.servers import Between, between, moto, new_bucket


def blob_of(data: bytes, suffix: str = ".jpg") -> Blob:
    content = digest.of_bytes(data)
    return Blob(f"{content.hex()[:2]}/{content.hex()}{suffix}", content, len(data))


DATA = b"picture" * 1000
BLOB = blob_of(DATA)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "file"
    found.write_bytes(DATA)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("obstore")
    with moto(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def way(s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "do-not-show-this")
    monkeypatch.setitem(object_storage.RETRY, "max_retries", 1)
    with between(s3) as made:
        yield made


@pytest.fixture
def bucket(s3: str, request: pytest.FixtureRequest, way: Between) -> str:
    return new_bucket(s3, request.node.nodeid)


@pytest.fixture
def objects(way: Between, bucket: str) -> ObjectStore:
    return ObjectStore(MediaStore(store=f"s3://{bucket}/originals", endpoint=way.at))


@pytest.fixture(params=["folder", "objects"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "folder":
        return FolderStore(request.getfixturevalue("folder"))
    found: ObjectStore = request.getfixturevalue("objects")
    return found


def fetched(store: Store, blob: Blob = BLOB) -> bytes:
    target = io.BytesIO()
    store.fetch(blob, target)
    return target.getvalue()


def kind_of(call: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value.kind


def test_what_goes_in_comes_out(store: Store, file: Path) -> None:
    assert store.size(BLOB.name) is None
    assert kind_of(lambda: fetched(store)) == "absent"
    assert store.put(BLOB, file)
    assert not store.put(BLOB, file)  # it is there
    assert store.size(BLOB.name) == len(DATA)
    assert fetched(store) == DATA
    assert list(store.sizes()) == [(BLOB.name, len(DATA))]


def test_a_file_that_changed_is_not_stored(store: Store, file: Path) -> None:
    for data in (b"other", DATA + b"x", b""):
        file.write_bytes(data)
        assert kind_of(lambda: store.put(BLOB, file)) == "changed"
    assert list(store.sizes()) == []


def test_a_large_file(objects: ObjectStore, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "LARGE", 1000)
    assert objects.put(BLOB, file)
    assert not objects.put(BLOB, file)
    assert fetched(objects) == DATA
    file.write_bytes(DATA + b"x")
    other = blob_of(b"y" * 5000)
    assert kind_of(lambda: objects.put(other, file)) == "changed"


@pytest.mark.parametrize("damage", [b"x" * len(DATA), DATA[:-1], DATA + b"x", b""])
def test_a_wrong_byte_is_refused_and_never_replaced(store: Store, file: Path, tmp_path: Path, damage: bytes) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(damage)
    assert store.put(Blob(BLOB.name, digest.of_bytes(damage), len(damage)), wrong)  # as a hostile store would have it
    assert kind_of(lambda: fetched(store)) == "wrong"
    assert kind_of(lambda: store.put(BLOB, file)) == "wrong"
    assert store.size(BLOB.name) == len(damage)


def test_a_stream_without_end_is_cut() -> None:
    class Endless:
        read = 0

        def __call__(self, size: int) -> bytes:
            self.read += size
            return b"x" * size

    endless = Endless()
    source = type("Source", (), {"read": staticmethod(endless)})()
    assert kind_of(lambda: copy_verified(source, io.BytesIO(), BLOB, "wrong")) == "wrong"
    assert endless.read <= BLOB.size + 1


@pytest.mark.parametrize(
    ("name", "good"),
    [(BLOB.name, True), (BLOB.name[3:], False), ("../" + BLOB.name, False), (BLOB.name.upper(), False), (BLOB.name + "/x", False),
     ("zz" + BLOB.name[2:], False), (BLOB.name.replace(".jpg", ".jpg.new"), False), (BLOB.name.replace(".jpg", ""), False), ("", False)],
)  # fmt: skip
def test_names(name: str, good: bool) -> None:
    assert is_stored_name(name) is good


# folders


def test_a_folder_that_is_not_there_is_not_created(tmp_path: Path, file: Path) -> None:
    store = FolderStore(tmp_path / "unmounted")
    for call in (
        lambda: store.put(BLOB, file),
        lambda: fetched(store),
        lambda: list(store.sizes()),
        lambda: store.size(BLOB.name),
    ):
        assert kind_of(call) == "missing"
    assert not (tmp_path / "unmounted").exists()


def test_links_are_not_followed(folder: Path, file: Path, tmp_path: Path) -> None:
    store = FolderStore(folder)
    target = folder / BLOB.name
    target.parent.mkdir()
    target.symlink_to(file)
    assert kind_of(lambda: fetched(store)) == "wrong"
    assert kind_of(lambda: store.put(BLOB, file)) == "wrong"
    target.unlink()
    target.parent.rmdir()
    (tmp_path / "elsewhere").mkdir()
    target.parent.symlink_to(tmp_path / "elsewhere")
    assert kind_of(lambda: store.put(BLOB, file)) == "other"
    assert kind_of(lambda: fetched(store)) == "other"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_pipe_keeps_nobody_waiting(folder: Path, file: Path) -> None:
    (folder / BLOB.name).parent.mkdir()
    os.mkfifo(folder / BLOB.name)
    assert kind_of(lambda: fetched(FolderStore(folder))) == "wrong"


def test_what_is_no_file_does_not_hide_the_others(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(folder)
    store.put(BLOB, file)
    inner = (folder / BLOB.name).parent
    names = {kind: blob_of(kind.encode()).name[3:] for kind in ("pipe", "link", "folder", "socket")}
    names = {kind: f"{inner.name}/{inner.name}{name[2:]}" for kind, name in names.items()}
    os.mkfifo(folder / names["pipe"])
    (folder / names["link"]).symlink_to(file)
    (folder / names["folder"]).mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(inner)  # the path of a socket has at most some 100 bytes
        listening.bind(Path(names["socket"]).name)
        assert dict(store.sizes()) == {BLOB.name: len(DATA), **dict.fromkeys(names.values(), NO_FILE)}


def test_leftovers_of_killed_processes_go_after_a_day(folder: Path, file: Path) -> None:
    inner = (folder / BLOB.name).parent
    inner.mkdir()
    for name, age in ((".new-old", 2 * 86400), (".new-young", 60)):
        (inner / name).write_bytes(b"half")
        then = file.stat().st_mtime - age
        os.utime(inner / name, (then, then))
    assert FolderStore(folder).put(BLOB, file)
    assert sorted(p.name for p in inner.iterdir()) == [".new-young", BLOB.name[3:]]


def test_a_folder_without_hard_links(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    assert FolderStore(folder).put(BLOB, file)
    assert fetched(FolderStore(folder)) == DATA


# object storage


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, b"<Error><Code>AccessDenied</Code></Error>", "denied"),
        (404, b"<Error><Code>NoSuchBucket</Code></Error>", "missing"),
        (503, b"<Error><Code>SlowDown</Code></Error>", "busy"),
        (507, b"", "full"),
    ],
)
def test_what_the_provider_says(
    objects: ObjectStore, way: Between, file: Path, status: int, body: bytes, kind: str
) -> None:
    way.faults.append(lambda *_: (status, {}, body))
    assert kind_of(lambda: objects.put(BLOB, file)) == kind
    assert kind_of(lambda: fetched(objects)) == kind
    with pytest.raises(StoreError) as caught:
        list(objects.sizes())
    assert "do-not-show" not in str(caught.value.problem(objects.place))


def test_a_connection_that_breaks(objects: ObjectStore, way: Between, file: Path) -> None:
    assert objects.put(BLOB, file)
    way.faults.append(lambda *_: (0, {}, b""))
    assert kind_of(lambda: fetched(objects)) == "unreachable"


def test_an_answer_that_lies(objects: ObjectStore, way: Between, file: Path) -> None:
    assert objects.put(BLOB, file)
    way.faults.append(
        lambda method, *_: (
            (
                200,
                {"Content-Length": str(BLOB.size), "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT", "ETag": '"a"'},
                b"x" * BLOB.size,
            )
            if method == "GET"
            else None
        )
    )
    assert kind_of(lambda: fetched(objects)) == "wrong"


# settings


def test_the_store_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(FatalProblems) as caught:
        open_store(MediaStore(), tmp_path)
    assert caught.value.problems[0].code == "no-media-store"
    assert open_store(MediaStore(store="originals"), tmp_path).place == str(tmp_path / "originals")
    assert open_store(MediaStore(store="/srv/originals"), tmp_path).place == "/srv/originals"
