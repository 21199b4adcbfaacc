"""A folder on another machine: rsync over a real ssh server on the loopback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.deploy.ssh import OPTIONS, Ssh
from newsgen.deploy.target import FOLDER, HEAD, HeadConflict, TargetError, Tick, Upload
from tests.deploy.places import Deploys, fields, published, served
from tests.deploy.servers import Host, free_port, ssh_host
from tests.support import NOW, Site, codes

pytestmark = pytest.mark.nightly
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with ssh_host(tmp_path_factory.mktemp("ssh")) as made:
        yield made


@pytest.fixture
def www(tmp_path: Path) -> Path:
    folder = tmp_path / "الموقع"
    folder.mkdir()
    return folder


@pytest.fixture
def deploys(site: Site, www: Path, host: Host) -> Deploys:
    return Deploys(site, lambda: host.target(www), host.address(www))


def test_the_folder_is_the_output(deploys: Deploys, www: Path) -> None:
    report = deploys()
    assert (codes(report.problems), report.done) == ([], True)
    assert served(www) == published(deploys.site)
    deploys.site.story("قصة-4", "عنوان آخر", **fields(4))
    (deploys.site.root / "content/قصة-2.md").unlink()
    written = deploys.site.build().written
    report = deploys(now=LATER)
    assert (codes(report.problems), report.uploaded) == ([], len(written))
    assert served(www) == published(deploys.site)
    assert not (www / "2026/05/03").exists(), "no empty folders"
    assert deploys(now=LATER).uploaded == 0


def test_verify_repairs(deploys: Deploys, www: Path) -> None:
    deploys.options = {"encodings": ("br", "gzip")}
    assert deploys().done
    (www / "index.html").write_bytes(b"by hand")
    (www / "feed.xml.br").write_bytes(b"by hand")
    (www / "2026/05/01/قصة-0/index.html").unlink()
    report = deploys(now=LATER, verify=True)
    assert (codes(report.problems), report.uploaded) == ([], 3)
    deploys.options = {}
    assert deploys(now=LATER).done
    assert served(www) == published(deploys.site)


def test_the_head_is_swapped_by_one(host: Host, www: Path) -> None:
    one, two = host.target(www), host.target(www)
    try:
        first = one.swap(b"1", None)
        with pytest.raises(HeadConflict):
            two.swap(b"2", None)
        second = two.swap(b"3", first)
        with pytest.raises(HeadConflict):
            one.swap(b"4", first)
        assert one.head() == (b"3", second)
    finally:
        one.close()
        two.close()


def test_who_is_not_let_in(site: Site, www: Path, host: Host) -> None:
    stranger = host.command.replace("/user ", "/stranger ")
    with pytest.raises(TargetError) as raised:
        Ssh(host.address(www), stranger)
    assert raised.value.kind == "denied"
    with pytest.raises(TargetError) as raised:
        host.target(www / "nowhere")
    assert raised.value.kind == "missing"
    with pytest.raises(TargetError) as raised:
        Ssh(f"ssh://127.0.0.1:{free_port()}/srv", host.command)
    assert raised.value.kind == "unreachable"


def test_nothing_is_lost_when_the_way_is_cut(deploys: Deploys, www: Path, host: Host, tmp_path: Path) -> None:
    """The connection ends after 9 KB, in the middle of the first pages."""
    assert deploys().done
    deploys.site.story("قصة-4", "عنوان آخر", **fields(4))
    assert deploys.site.build().published
    cut = tmp_path / "cut"
    cut.write_text(f'#!/bin/sh\ndd bs=1 count=9000 2>/dev/null | {host.command} "$@"\n')
    cut.chmod(0o755)
    target = host.target(www)
    words, send = target._ssh, target.send

    def sent(uploads: Sequence[Upload], tick: Tick) -> None:
        own = any("index.html" in upload.path for upload in uploads)
        target._ssh = [str(cut), *OPTIONS, "-p", str(host.port)] if own else words
        send(uploads, tick)

    target.send = sent  # type: ignore[method-assign]
    report = deploys(target=target, now=LATER)
    assert codes(report.problems) == ["deploy-unreachable"]
    assert deploys(now=LATER).done
    assert served(www) == published(deploys.site)
    assert (www / HEAD).exists()
    assert not [p for p in (www / FOLDER).iterdir() if "journal" in p.name]


ODD = ["#x.txt", ";x.txt", "-rf", "--", "a:b", "~", "a b'\"$(x)", "نص", "-d/-f", ":x/y", "a\\b", "a%b"]


def upload(path: str) -> Upload:
    return Upload(path, path.encode(), b"", len(path.encode()))


def test_odd_names(host: Host, www: Path) -> None:
    """Names that are options, comments or hosts elsewhere are names here."""
    target = host.target(www)
    try:
        target.send([upload(path) for path in ODD], lambda: None)
        assert {path: data.decode() for path, data in served(www).items()} == {path: path for path in ODD}
        assert target.read(ODD) == {path: path.encode() for path in ODD}
        assert set(target.inspect(ODD, lambda: None)) == set(ODD)
        target.delete(ODD, lambda: None)
        assert served(www) == {}
        assert [path.name for path in www.iterdir()] == [FOLDER[:-1]], "no empty folders"
        for path in ("../x", "/x", "a/../../x", ""):
            with pytest.raises(TargetError):
                target.delete([path], lambda: None)
    finally:
        target.close()


def test_links_there_are_not_followed(host: Host, www: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "x.txt").write_text("precious")
    (www / "in").mkdir()
    (www / "in/out").symlink_to(home)
    (www / "file.txt").symlink_to(home / "x.txt")
    target = host.target(www)
    try:
        for path in ("in/out/x.txt", "in/out/new/x.txt"):
            with pytest.raises(TargetError) as raised:
                target.send([upload(path)], lambda: None)
            assert (raised.value.kind, raised.value.reason) == ("link", "in/out")
        with pytest.raises(TargetError) as raised:
            target.delete(["in/out/x.txt"], lambda: None)
        assert (raised.value.kind, raised.value.reason) == ("link", "in/out")
        target.send([upload("file.txt")], lambda: None)
        assert not (www / "file.txt").is_symlink()
        for name in ("lock", "head.json"):
            (www / FOLDER / name).unlink(missing_ok=True)
            (www / FOLDER / name).symlink_to(home / "made")
            with pytest.raises(TargetError) as raised:
                target.swap(b"1", None)
            assert (raised.value.kind, raised.value.reason) == ("link", FOLDER + name)
            (www / FOLDER / name).unlink()
    finally:
        target.close()
    assert {path.name: path.read_text() for path in home.iterdir()} == {"x.txt": "precious"}
    for name in ("tmp", ""):
        place = www / FOLDER / name
        for file in sorted(place.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        place.rmdir()
        (www / f"{FOLDER}{name}".rstrip("/")).symlink_to(home)
        with pytest.raises(TargetError) as raised:
            host.target(www)
        assert raised.value.kind == "link"
        (www / f"{FOLDER}{name}".rstrip("/")).unlink()


def test_a_link_sent_from_there_is_not_read(host: Host, www: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    target = host.target(www)
    try:
        (www / FOLDER / "x.json").symlink_to(tmp_path / "secret.json")
        assert target.read([FOLDER + "x.json"]) == {}
    finally:
        target.close()
