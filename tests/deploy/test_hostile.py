"""What lies at a target is hostile: a manifest that leads out of it, links in the way, files of another kind or size."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.deploy import manifest
from newsgen.deploy.directory import Directory
from newsgen.deploy.manifest import (
    Head,
    InvalidManifest,
    ManifestEntry,
    decode_entries,
    decode_head,
    decode_pending,
    encode_entries,
    name_by_content,
    shard_of,
)
from newsgen.deploy.target import FOLDER, HEAD, TargetError, Upload
from tests.deploy.places import Deploys, copied, fields, newsroom, published, served
from tests.support import NOW, Site, codes, tree

LATER = NOW + timedelta(minutes=5)
MUCH_LATER = NOW + timedelta(days=400)

OUTSIDE = ["../home/a.txt", "/etc/passwd", "a/../../home/a.txt", "a//b", "./a", "a/", "", "a\0b", "a\nb", "..", "a/./b",
           "x" * 256, "a/" * 2500 + "b", "\ud800", FOLDER + "lock", HEAD]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = newsroom(tmp_path_factory.mktemp("built") / "site")
    assert site.build().published
    return site


@pytest.fixture
def live(built: Site, tmp_path: Path) -> Deploys:
    """The newsroom, deployed once into ``www``; beside it lies a folder with files of somebody else."""
    (tmp_path / "www").mkdir()
    (tmp_path / "home").mkdir()
    for number in range(60):
        (tmp_path / f"home/file{number}.txt").write_text("precious")
    deploys = Deploys(copied(built, tmp_path / "site"), lambda: Directory(tmp_path / "www"))
    assert deploys().done
    return deploys


@pytest.fixture
def www(live: Deploys, tmp_path: Path) -> Path:
    return tmp_path / "www"


@pytest.fixture
def home(live: Deploys, tmp_path: Path) -> Path:
    return tmp_path / "home"


def stored(www: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((www / HEAD).read_bytes())
    return found


def put(www: Path, content: object, name: str = "") -> str:
    """Write a part of a manifest, and return its name."""
    data = json.dumps(content).encode()
    name = name or name_by_content(data)
    (www / FOLDER / f"{name}.json").write_bytes(data)
    return name


def change(www: Path, **values: object) -> None:
    (www / HEAD).write_text(json.dumps(stored(www) | values))


def edited(live: Deploys) -> None:
    """Change a story, so that the next deploy has something to send."""
    live.site.story("قصة-4", "عنوان آخر", **fields(4))
    assert live.site.build().published


# the manifest


def leaving(www: Path, home: Path) -> None:
    paths = {f"../home/{file.name}": 0 for file in home.iterdir()}
    change(www, rest=put(www, {"leaving": paths, "purge": []}))


def leaving_by_another_name(www: Path, home: Path) -> None:
    paths = {f"../home/{file.name}": 0 for file in home.iterdir()}
    change(www, rest=put(www, {"leaving": paths, "purge": []}, "tampered"))


def shard(www: Path, home: Path) -> None:
    row = stored(www)["shards"]
    for file in sorted(home.iterdir())[:15]:
        path = f"../home/{file.name}"
        n = shard_of(path)
        content = {"kinds": [{"headers": {}, "beside": []}], "files": {path: ["00" * 16, 8, 0]}}
        row = row[: 32 * n] + put(www, content) + row[32 * n + 32 :]
    change(www, shards=row)


def copies(www: Path, home: Path) -> None:
    """A plain path whose compressed copies lead outside."""
    suffixes = [f"/../../home/{file.name}" for file in sorted(home.iterdir())]
    content = {"kinds": [{"headers": {}, "beside": suffixes}], "files": {"gone.html": ["00" * 16, 8, 0]}}
    n, row = shard_of("gone.html"), stored(www)["shards"]
    change(www, shards=row[: 32 * n] + put(www, content) + row[32 * n + 32 :])


def journal(www: Path, home: Path) -> None:
    content = {"kinds": [{"headers": {}, "beside": []}],
               "files": {f"../home/{file.name}": ["00" * 16, 8, 0] for file in sorted(home.iterdir())[:15]}}  # fmt: skip
    put(www, content, "journal-dead-0")
    put(www, {"kinds": [], "files": {}}, "journal-dead-1")
    change(www, journals=["dead"])


def name_of_a_journal(www: Path, home: Path) -> None:
    (www / FOLDER / "journal-x").mkdir()
    (home / "y-0.json").write_bytes(encode_entries({}))
    change(www, journals=["x/../../../home/y"])


@pytest.mark.parametrize("tamper", [leaving, leaving_by_another_name, shard, copies, journal, name_of_a_journal])
@pytest.mark.parametrize("verify", [False, True])
def test_a_manifest_leads_nowhere_outside(
    live: Deploys, www: Path, home: Path, tamper: Callable[[Path, Path], None], verify: bool
) -> None:
    tamper(www, home)
    before = tree(home)
    edited(live)
    report = live(now=LATER, verify=verify, allow_deletes=100)
    assert tree(home) == before
    assert report.done
    assert codes(report.problems) == ["deploy-manifest"]
    assert served(www) == published(live.site)
    edited(live)
    assert codes(live(now=LATER).problems) == [], "the next deploy finds a sound manifest"


def test_only_superseded_files_wait_for_deletion(live: Deploys, www: Path) -> None:
    """newsgen deletes late what has a version in its address, and nothing else."""
    (www / "other.php").write_text("somebody else's")
    change(www, rest=put(www, {"leaving": {"other.php": 0, "index.html": 0}, "purge": []}))
    edited(live)
    assert codes(live(now=LATER).problems) == ["deploy-manifest", "deploy-foreign-files"]
    assert (www / "other.php").exists()


def test_only_the_sites_addresses_are_purged(live: Deploys, www: Path) -> None:
    from tests.deploy.places import Told

    cache = Told()
    live.purges = [cache]
    change(www, rest=put(www, {"leaving": {}, "purge": ["https://elsewhere.example/"]}))
    edited(live)
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-manifest"]
    assert cache.addresses
    assert all(address.startswith("https://example.org/") for address in cache.addresses)


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_of_a_manifest_is_plain_relative_and_within(path: str) -> None:
    files = {"kinds": [{"headers": {}, "beside": []}], "files": {path: ["00" * 16, 8, 0]}}
    with pytest.raises(InvalidManifest):
        decode_entries(json.dumps(files).encode())
    with pytest.raises(InvalidManifest):
        decode_pending(json.dumps({"leaving": {path: 0}, "purge": []}).encode())


@pytest.mark.parametrize(
    "path", ["a", "2026/05/قصة/index.html", "-rf", "a:b", "#x", "~", "...", ".well-known/x", "a b"]
)
def test_an_odd_path_is_sound(path: str) -> None:
    entries = {path: ManifestEntry(b"\1" * 16, 5, (("Content-Type", "text/html"),), (".br", ".gz"))}
    assert decode_entries(encode_entries(entries)) == entries


WRONG_HEADS: list[dict[str, object]] = [
    {"newsgen": 2}, {"site": 5}, {"at": "yesterday"}, {"at": "2026-01-01"}, {"at": 5}, {"files": -1}, {"files": "9"},
    {"shards": "x"}, {"shards": "../" * 2730 + "ab"}, {"shards": 0}, {"rest": "../x"}, {"rest": "0" * 31}, {"rest": 1},
    {"claim": "x"}, {"claim": {"by": "x"}}, {"claim": {"by": "a", "deploy": "../b", "beat": 1}}, {"claim": []},
    {"claim": {"by": "a", "deploy": "b", "beat": "1"}}, {"journals": "abc"}, {"journals": ["../x"]}, {"journals": [""]},
    {"journals": [None]}, {"journals": ["a"] * 100_000}, {"complete": "yes"}, {"more": 1}, {"build": "x\ny"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_HEADS, ids=lambda wrong: str(wrong)[:40])
def test_a_wrong_head_is_compared_around(live: Deploys, www: Path, wrong: dict[str, object]) -> None:
    change(www, **wrong)
    with pytest.raises(InvalidManifest):
        decode_head((www / HEAD).read_bytes())


@pytest.mark.parametrize("data", [b"", b"\xff", b"null", b"[]", b"[" * 100_000, b'"x"', b"{}", b"9" * 9999])
def test_bytes_that_are_no_manifest(data: bytes) -> None:
    for decode in (decode_head, decode_entries, decode_pending):
        with pytest.raises(InvalidManifest):
            decode(data)


def test_a_head_is_read_within_bounds(live: Deploys, www: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "LARGEST", 20_000)
    (www / HEAD).write_bytes((www / HEAD).read_bytes().rjust(30_000))
    edited(live)
    report = live(now=LATER)
    assert (codes(report.problems), report.done) == (["deploy-manifest"], True)
    assert decode_head((www / HEAD).read_bytes()).complete


def test_a_head_without_moment_is_sound() -> None:
    head = Head("https://example.org/", complete=False)
    assert decode_head(head.encoded()) == head


# links in the way


def test_a_link_below_the_target_is_not_followed(live: Deploys, www: Path, home: Path) -> None:
    (home / "outside").mkdir()
    shutil.rmtree(www / "2026")
    (www / "2026").symlink_to(home / "outside")
    before = tree(home)
    edited(live)
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-link"]
    assert dict(report.problems[0].values)["reason"] == "2026"
    assert tree(home) == before
    (www / "2026").unlink()
    assert live(now=LATER, verify=True).done
    assert served(www) == published(live.site)


def test_a_deletion_follows_no_link(live: Deploys, www: Path, home: Path) -> None:
    (home / "05").mkdir()
    shutil.move(www / "2026/05/03", home / "05/03")
    shutil.rmtree(www / "2026/05")
    (www / "2026/05").symlink_to(home / "05")
    before = tree(home)
    (live.site.root / "content/قصة-2.md").unlink()
    assert live.site.build().published
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-link"]
    assert tree(home) == before


@pytest.mark.parametrize("name", ["tmp", "lock", "head.json", ""])
def test_a_link_in_the_folder_of_the_manifest(live: Deploys, www: Path, home: Path, name: str) -> None:
    at, elsewhere = www / FOLDER / name, home / "elsewhere"
    if at.is_dir() or name == "head.json":
        shutil.move(at, elsewhere)
    elif name == "tmp":
        elsewhere.mkdir()
    at.with_name(at.name).symlink_to(elsewhere) if not at.exists() else (at.unlink(), at.symlink_to(elsewhere))
    before = tree(home)
    edited(live)
    assert codes(live(now=LATER).problems) == ["deploy-link"]
    assert tree(home) == before


def test_a_link_where_a_file_is_staged(live: Deploys, www: Path, home: Path) -> None:
    """Whoever guesses the name of a temporary file cannot lead it elsewhere."""
    from newsgen.base import digest

    edited(live)
    tmp = www / FOLDER / "tmp"
    tmp.mkdir(exist_ok=True)
    for path in published(live.site):
        (tmp / digest.of_bytes(path.encode()).hex()).symlink_to(home / "file1.txt")
    before = tree(home)
    live(now=LATER)
    assert tree(home) == before
    assert served(www) == published(live.site)


def test_a_link_in_place_of_a_file_is_replaced(live: Deploys, www: Path, home: Path) -> None:
    (www / "index.html").unlink()
    (www / "index.html").symlink_to(home / "file1.txt")
    before = tree(home)
    report = live(now=LATER, verify=True)
    assert (codes(report.problems), report.done) == ([], True)
    assert tree(home) == before
    assert not (www / "index.html").is_symlink()
    assert served(www) == published(live.site)


@pytest.mark.parametrize("path", ["../home/file1.txt", "a/../../home/file1.txt", "", ".", "..", "a\\..\\b\0"])
def test_a_folder_refuses_a_path_that_leads_out(www: Path, home: Path, path: str) -> None:
    target = Directory(www)
    before = tree(home)
    for act in (
        lambda: target.read([path]),
        lambda: target.send([Upload(path, b"x", b"", 1)], lambda: None),
        lambda: target.delete([path], lambda: None),
        lambda: target.inspect([path], lambda: None),
    ):
        with pytest.raises(TargetError):
            act()
    assert tree(home) == before


def test_a_pipe_does_not_hold_a_deploy(live: Deploys, www: Path) -> None:
    (www / "index.html").unlink()
    os.mkfifo(www / "index.html")
    assert live(now=LATER, verify=True).done
    assert served(www) == published(live.site)
    (www / HEAD).unlink()
    os.mkfifo(www / HEAD)
    assert codes(live(now=LATER).problems) == ["deploy-link"]
