"""``newsgen media add``: what lies where afterwards, what is refused, and kills at every step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from newsgen.base import digest
from newsgen.base.problems import Problem
from newsgen.media.adding import Added, add
from newsgen.media.cache import Cache
from newsgen.media.folder_store import FolderStore
from newsgen.media.library import library
from newsgen.media.store import Blob, StoreError, blob_of
from newsgen.pictures.sidecar import Sidecar, parse_sidecar
from tests.media.conftest import CAPTION, photograph
from tests.pictures.iptc import picture
from tests.pictures.recordings import mp3, mp4, ogg, wav, webm
from tests.support import Site, tree
from tests.support.cases import first, sampled
from tests.support.killer import run, spread

PATH = "content/2026/library.jpg"


def sidecar_at(site: Site, path: str = PATH) -> Sidecar:
    found = parse_sidecar(path + ".yml", (site.root / (path + ".yml")).read_bytes())
    assert found.sidecar is not None, found.problems
    return found.sidecar


def code_of(found: Added | Problem) -> str:
    assert isinstance(found, Problem)
    assert found.file
    return found.code


def test_a_picture(site: Site, store: FolderStore, cache: Cache) -> None:
    data = photograph()
    site.write(PATH, data)
    found = add(site.root, PATH, store, cache)
    assert isinstance(found, Added)
    sidecar = sidecar_at(site)
    assert found == Added(PATH, sidecar, stored=True, has_position=False)
    assert (sidecar.width, sidecar.height, sidecar.bytes, sidecar.type) == (160, 90, len(data), "JPEG")
    assert sidecar.digest == digest.of_bytes(data).hex()
    assert (sidecar.caption, sidecar.credit) == (CAPTION, "المدينة")
    assert not (site.root / PATH).exists()
    name = sidecar.stored_name
    assert tree(site.root.parent / "store") == {name: data}
    assert tree(cache.folder) == {name: data}


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.mp4", mp4()), ("a.webm", webm()), ("a.mp3", mp3()), ("a.m4a", mp4(brand=b"M4A ")), ("a.m4a", mp4()), ("a.ogg", ogg()),
     ("a.ogg", ogg(opus=True)), ("a.opus", ogg(opus=True)), ("a.wav", wav()), ("A.PNG", picture("PNG")), ("a.webp", picture("WebP")),
     ("a.avif", picture("AVIF")), ("a.gif", picture("GIF")), ("صورة بمسافة.jpeg", picture())],
)  # fmt: skip
@pytest.mark.parametrize("tree_name", ["content/2026", "static"])
def test_every_kind(site: Site, store: FolderStore, cache: Cache, name: str, data: bytes, tree_name: str) -> None:
    path = f"{tree_name}/{name}"
    site.write(path, data)
    assert isinstance(add(site.root, path, store, cache), Added)
    sidecar = sidecar_at(site, path)
    assert (site.root.parent / "store" / sidecar.stored_name).read_bytes() == data
    assert (sidecar.length is None) == sidecar.is_picture
    assert [entry.original for entry in library(site.root).entries] == [path]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"x", "not-media"), ("a.svg", b"<svg/>", "not-media"), ("a.md", b"---", "not-media"), ("a.mov", mp4(), "not-media"),
        ("a.jpg", b"x", "not-a-picture"), ("a.jpg", b"", "not-a-picture"), ("a.jpg", picture("PNG"), "picture-suffix"),
        ("a.mp4", picture(), "not-media"), ("a.mp4", webm(), "picture-suffix"), ("a.webm", webm(kind=b"matroska"), "not-media"),
        ("a.mp3", b"", "not-media"), ("a.jpg", photograph()[:-200], "picture-undecodable"),
        ("a.png", picture("PNG")[:-20], "picture-undecodable"), ("a.webp", picture("WebP")[:-20], "picture-undecodable"),
    ],
)  # fmt: skip
def test_what_is_refused_stays(site: Site, store: FolderStore, cache: Cache, name: str, data: bytes, code: str) -> None:
    site.write(f"content/{name}", data)
    before = tree(site.root)
    assert code_of(add(site.root, f"content/{name}", store, cache)) == code
    assert tree(site.root) == before
    assert tree(site.root.parent / "store") == {}


def test_links_folders_and_pipes_are_refused(site: Site, store: FolderStore, cache: Cache) -> None:
    target = site.write("content/target.jpg", photograph())
    (site.root / "content/link.jpg").symlink_to(target)
    (site.root / "content/folder.jpg").mkdir()
    os.mkfifo(site.root / "content/pipe.jpg")
    for name in ("link", "folder", "pipe"):
        assert code_of(add(site.root, f"content/{name}.jpg", store, cache)) == "not-a-file"
    assert code_of(add(site.root, "content/none.jpg", store, cache)) == "unreadable"


def test_what_an_editor_wrote_into_a_sidecar_stays(site: Site, store: FolderStore, cache: Cache) -> None:
    site.write(PATH, photograph())
    add(site.root, PATH, store, cache)
    file = site.root / (PATH + ".yml")
    own = file.read_text().replace(CAPTION, "نص آخر") + "focus: [0.2, 0.3]  # الوجوه\n"
    file.write_text(own)
    data = photograph(1)
    site.write(PATH, data)
    assert isinstance(add(site.root, PATH, store, cache), Added)
    found = sidecar_at(site)
    assert (found.caption, found.focus, found.digest) == ("نص آخر", (0.2, 0.3), digest.of_bytes(data).hex())
    assert "# الوجوه" in file.read_text()
    assert len(tree(site.root.parent / "store")) == 2  # other branches have the old one


def test_a_sidecar_with_errors_is_mended_first(site: Site, store: FolderStore, cache: Cache) -> None:
    site.write(PATH, photograph())
    site.write(PATH + ".yml", "atl: x\n")
    found = add(site.root, PATH, store, cache)
    assert isinstance(found, Problem)
    assert (found.file, found.line) == (PATH + ".yml", 1)
    assert (site.root / PATH).exists()
    (site.root / (PATH + ".yml")).unlink()
    (site.root / (PATH + ".yml")).mkdir()
    assert code_of(add(site.root, PATH, store, cache)) == "not-a-file"


def test_a_file_that_is_saved_meanwhile_is_not_lost(site: Site, store: FolderStore, cache: Cache) -> None:
    newer = photograph(9)

    class Slow(FolderStore):
        def put(self, blob: Blob, file: Path) -> bool:
            stored = super().put(blob, file)
            site.write(PATH, newer)
            return stored

    site.write(PATH, photograph())
    assert code_of(add(site.root, PATH, Slow(site.root.parent / "store"), cache)) == "changed-meanwhile"
    assert (site.root / PATH).read_bytes() == newer
    assert isinstance(add(site.root, PATH, store, cache), Added)
    assert sidecar_at(site).digest == digest.of_bytes(newer).hex()


def test_a_store_that_has_other_bytes_takes_nothing_away(site: Site, store: FolderStore, cache: Cache) -> None:
    data = photograph()
    site.write(PATH, data)
    name = f"{digest.of_bytes(data).hex()[:2]}/{digest.of_bytes(data).hex()}.jpg"
    (site.root.parent / "store" / name).parent.mkdir()
    (site.root.parent / "store" / name).write_bytes(b"x" * len(data))
    assert code_of(add(site.root, PATH, store, cache)) == "media-wrong"
    assert (site.root / PATH).read_bytes() == data
    assert not (site.root / (PATH + ".yml")).exists()


def test_a_store_that_is_gone(site: Site, store: FolderStore, cache: Cache) -> None:
    site.write(PATH, photograph())
    (site.root.parent / "store").rmdir()
    with pytest.raises(StoreError):
        add(site.root, PATH, store, cache)
    assert (site.root / PATH).exists()


def test_a_cache_on_another_file_system(
    site: Site, store: FolderStore, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(source).name == "library.jpg":
            raise OSError(18, "cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    data = photograph()
    site.write(PATH, data)
    cache = Cache(site.root)
    assert isinstance(add(site.root, PATH, store, cache), Added)
    assert not (site.root / PATH).exists()
    assert cache.verified(blob_of(sidecar_at(site))) is not None


def begin_again(site: Site, data: bytes) -> None:
    """Only the picture, an empty store and no cache."""
    for folder in (site.root.parent / "store", site.root / ".newsgen", site.root / "content/2026"):
        shutil.rmtree(folder, ignore_errors=True)
    (site.root.parent / "store").mkdir()
    site.write(PATH, data)


@pytest.mark.parametrize("count", first(1, [10, 40]))
def test_kills_lose_nothing(site: Site, store: FolderStore, cache: Cache, tmp_path: Path, count: int) -> None:
    """The bytes lie somewhere after every kill, and the same call goes on."""
    data = photograph()
    wanted = digest.of_bytes(data)

    def work() -> str:
        return type(add(site.root, PATH, store, cache)).__name__

    site.write(PATH, data)
    whole = run(work, tmp_path)
    assert whole.result == "Added", whole.raised
    for step in spread(whole.steps, count):
        begin_again(site, data)
        assert run(work, tmp_path, kill=step).signal == 9
        stored = site.root.parent / "store" / f"{wanted.hex()[:2]}/{wanted.hex()}.jpg"
        beside = site.root / PATH
        assert beside.exists() or stored.exists(), step
        if stored.exists():
            assert stored.read_bytes() == data, step
        if (site.root / (PATH + ".yml")).exists():
            assert stored.exists(), step
        if beside.exists():
            assert beside.read_bytes() == data
            assert run(work, tmp_path).result == "Added", step
        assert sidecar_at(site).digest == wanted.hex()
        assert stored.read_bytes() == data
        assert not beside.exists()


@sampled(2)
@pytest.mark.parametrize("for_good", [True, False])
def test_a_full_disk_loses_nothing(
    site: Site, store: FolderStore, cache: Cache, tmp_path: Path, for_good: bool
) -> None:
    data = photograph()

    def work() -> str:
        return type(add(site.root, PATH, store, cache)).__name__

    site.write(PATH, data)
    steps = run(work, tmp_path).steps
    for step in spread(steps, 12):
        begin_again(site, data)
        end = run(work, tmp_path, fail=step, for_good=for_good)
        assert end.signal == 0
        stored = site.root.parent / "store" / f"{digest.of_bytes(data).hex()[:2]}/{digest.of_bytes(data).hex()}.jpg"
        assert (site.root / PATH).exists() or stored.read_bytes() == data, step
        if (site.root / PATH).exists():
            assert run(work, tmp_path).result == "Added", step
