"""What lies at a target is hostile: a manifest that leads out of it, links in the way, files of another kind or size."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.base import digest
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
from tests.deploy.places import Deploys, copied, fields, published, served
from tests.support import NOW, Site, codes, tree
from tests.support.cases import sampled

LATER = NOW + timedelta(minutes=5)
MUCH_LATER = NOW + timedelta(days=400)

OUTSIDE = ["../home/a.txt", "/etc/passwd", "a/../../home/a.txt", "a//b", "./a", "a/", "", "a\0b", "a\nb", "..", "a/./b",
           "x" * 256, "a/" * 2500 + "b", "\ud800", FOLDER + "lock", HEAD]  # fmt: skip


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


@sampled(5)
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


@sampled(5)
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


# files inside the target


def forged(www: Path, path: str, data: bytes) -> None:
    """Name a foreign file in its shard as if newsgen had sent it, with its true digest."""
    n = shard_of(path)
    row = stored(www)["shards"]
    name = row[32 * n : 32 * n + 32]
    known = decode_entries((www / FOLDER / f"{name}.json").read_bytes()) if name.strip("0-") else {}
    entries = known | {path: ManifestEntry(digest.of_bytes(data), len(data), (), ())}
    encoded = encode_entries(entries)
    new = name_by_content(encoded)
    (www / FOLDER / f"{new}.json").write_bytes(encoded)
    change(www, shards=row[: 32 * n] + new + row[32 * n + 32 :])


def foreign(www: Path, path: str) -> bytes:
    data = b"precious"
    (www / path).parent.mkdir(parents=True, exist_ok=True)
    (www / path).write_bytes(data)
    return data


FORGERIES: dict[str, Callable[[Path], object]] = {
    "a shard": lambda www: forged(www, "wiki/a.txt", foreign(www, "wiki/a.txt")),
    "a shard of a page's folder": lambda www: forged(www, "wiki/index.html", foreign(www, "wiki/index.html")),
    "files to delete later": lambda www: change(
        www, rest=put(www, {"leaving": {"media/a.0123456789abcdef.jpg": 0}, "purge": []})
    ) or foreign(www, "media/a.0123456789abcdef.jpg"),
    "a journal": lambda www: (
        (www / FOLDER / "journal-evil-0.json").write_bytes(encode_entries({"wiki/a.txt": None})),
        (www / manifest.journal_path("evil", 0)).write_bytes(encode_entries({"wiki/a.txt": None})),
        foreign(www, "wiki/a.txt"),
        change(www, journals=["evil"]),
    ),
    "a journal of a deploy that sent it": lambda www: (
        (www / manifest.journal_path("evil", 0)).write_bytes(
            encode_entries({"wiki/a.txt": ManifestEntry(b"\0" * 16, 8, (), ())})
        ),
        foreign(www, "wiki/a.txt"),
        change(www, journals=["evil"]),
    ),
}  # fmt: skip


@sampled(3)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_manifest_that_names_somebody_elses_files(live: Deploys, www: Path, forgery: str) -> None:
    """Whoever can write the manifest deletes nothing by it that newsgen did not send; what is kept is told."""
    before = set(tree(www))
    FORGERIES[forgery](www)
    (path,) = {path for path in tree(www) if not path.startswith(FOLDER)} - before
    for step in range(3):
        report = live(now=MUCH_LATER + timedelta(minutes=step))
        assert report.done, report.problems
        assert (www / path).read_bytes() == b"precious"
        if forgery.startswith("a shard"):
            assert "deploy-kept" in [problem.code for problem in report.problems], "told at each deploy"
        edited(live)
    expected = published(live.site)
    assert {name: data for name, data in served(www).items() if name != path} == expected
    if forgery.startswith("a shard"):
        assert live(now=MUCH_LATER + timedelta(hours=1), allow_deletes=1).done
        assert not (www / path).exists()


def test_what_this_folder_published_goes(live: Deploys, www: Path) -> None:
    """Also where somebody else replaced the head: the builds of this folder know what they wrote."""
    for tampered in (False, True):
        name = "قصة-4" if tampered else "قصة-3"
        (live.site.root / f"content/{name}.md").unlink()
        assert live.site.build().published
        if tampered:
            change(www, build="0" * 32)
        report = live(now=LATER)
        assert report.done
        assert "deploy-kept" not in [problem.code for problem in report.problems]
        assert served(www) == published(live.site)


@pytest.mark.parametrize("own", [False, True])
def test_a_fresh_clone_deletes_what_the_editor_allows(live: Deploys, www: Path, own: bool) -> None:
    """Its record knows of no earlier build, and it wrote no head: each deploy says what it kept until it is allowed."""
    shutil.rmtree(live.site.root / ".newsgen")
    shutil.rmtree(live.site.output)
    (live.site.root / "content/قصة-4.md").unlink()
    assert live.site.build().published
    before = served(www)
    for _ in range(2):
        report = live(now=LATER)
        assert report.done
        (kept,) = [problem for problem in report.problems if problem.code == "deploy-kept"]
        assert before.keys() <= served(www).keys()
        if own:  # from now on the head is this folder's own, but what it kept is still not
            edited_other(live)
    count = int(dict(kept.values)["count"])
    report = live(now=LATER, allow_deletes=count)
    assert report.done
    assert served(www) == published(live.site)
    assert "deploy-kept" not in [problem.code for problem in live(now=LATER).problems]


def edited_other(live: Deploys) -> None:
    live.site.story("قصة-2", "عنوان آخر", **fields(2))
    assert live.site.build().published


def test_a_folder_in_the_place_of_a_file(live: Deploys, www: Path) -> None:
    """It is looked at as something else, and its handle is closed."""
    victim = next(path for path in sorted(served(www)) if path.endswith("index.html") and "/" in path)
    (www / victim).unlink()
    (www / victim / "inner").mkdir(parents=True)
    handles = len(os.listdir("/proc/self/fd"))
    for place in (victim, FOLDER + "head.json"):
        target = Directory(www)
        if place != victim:
            (www / place).unlink()
            (www / place).mkdir()
        with pytest.raises(TargetError) if place != victim else nullcontext():
            assert target.inspect([victim], lambda: None) == {}
            target.head()
    assert len(os.listdir("/proc/self/fd")) == handles
