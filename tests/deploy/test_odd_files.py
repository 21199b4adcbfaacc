"""Pipes, devices and links in the output and in the state of a deploy: it ends with a message, and reads none of them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.base import digest
from newsgen.base.problems import FatalProblems
from newsgen.cli import command_line
from newsgen.deploy.account import Account
from newsgen.deploy.compression import CompressionCache, encode
from newsgen.deploy.directory import Directory
from newsgen.deploy.target import Upload, read_output, verify_upload
from tests.support import Site, tree
from tests.support.patience import each_test_ends

PAGE = "2026/05/01/first/index.html"


patience = each_test_ends(within=30)


def pipe(path: Path, content: bytes) -> None:
    os.mkfifo(path)


def zero(path: Path, content: bytes) -> None:
    path.symlink_to("/dev/zero")


def link(path: Path, content: bytes) -> None:
    """To a file with the very bytes."""
    (path.parent / "behind").write_bytes(content)
    path.symlink_to("behind")


ODD = pytest.mark.parametrize("put", [pipe, zero, link])
Putting = Callable[[Path, bytes], None]


@ODD
def test_no_file_of_the_output_is_read_through(tmp_path: Path, put: Putting) -> None:
    put(tmp_path / "x.html", b"page")
    upload = Upload("x.html", tmp_path / "x.html", digest.of_bytes(b"page"), 4)
    (tmp_path / "target").mkdir()
    for reading in (
        lambda: read_output(tmp_path / "x.html"),
        lambda: verify_upload(upload),
        lambda: Directory(tmp_path / "target").send([upload], lambda: None),
    ):
        with pytest.raises(FatalProblems):
            reading()
    assert not (tmp_path / "target/x.html").exists()


@ODD
def test_odd_files_in_the_cache_and_the_account_count_as_none(tmp_path: Path, put: Putting) -> None:
    data = b"text " * 100
    content = digest.of_bytes(data)
    cache = CompressionCache(tmp_path)
    packed = encode(data, "gzip")
    assert cache.encoded(content, "gzip", lambda: data) == packed
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.unlink()
    put(file, b"damaged")
    assert cache.encoded(content, "gzip", lambda: data) == packed
    put(tmp_path / "account.json", b"")
    assert not Account(tmp_path / "account.json").wrote(b"head")


@ODD
def test_a_deploy_ends(tmp_path: Path, put: Putting, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site")
    site.story("first")
    target = tmp_path / "target"
    target.mkdir()
    words = ["--site", str(site.root), "--lang", "en"]
    assert site.build().published
    content = (site.output / PAGE).read_bytes()
    (site.output / PAGE).unlink()
    put(site.output / PAGE, content)
    assert command_line.main(["deploy", f"file://{target}", *words]) != 0
    assert not os.path.lexists(target / PAGE)
    assert site.build(clean=True).published
    assert command_line.main(["deploy", f"file://{target}", *words]) == 0
    assert (target / PAGE).read_bytes() == content
    state = site.root / ".newsgen"
    for file in [path for path in state.rglob("*.json") if path.is_file()]:
        before = tree(target)
        kept = file.read_bytes()
        file.unlink()
        put(file, kept)
        command_line.main(["deploy", f"file://{target}", *words])
        assert tree(target).keys() >= {path for path in before if not path.startswith(".newsgen")}
        file.unlink()
        shutil.rmtree(file, ignore_errors=True)
        file.write_bytes(kept)
    assert "Traceback" not in capsys.readouterr().err
