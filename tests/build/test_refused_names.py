"""Names, lengths and depths that the output's file system refuses: told before the commit, and never stuck."""

import errno
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from newsgen.build.new_paths import _ODD
from newsgen.cli import command_line
from newsgen.site.folders import walk_below
from tests.support import NOW, Site, codes, tree
from tests.support.cases import sampled


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("first")
    assert site.build().published
    return site


def deep(folder: Path, levels: int, name: str = "a") -> None:
    """A file this many levels down, by steps, since its path may be longer than a call takes."""
    here = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(levels):
            os.mkdir(name, dir_fd=here)
            inner = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
        os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    finally:
        os.close(here)


def remove(folder: Path) -> None:
    for above, _, names in reversed(list(walk_below(str(folder)))):
        for name in names:
            os.unlink(f"{above}/{name}")
        os.rmdir(above)


@sampled(3)
@pytest.mark.parametrize("tree_name", ["static", "content", "templates"])
@pytest.mark.ci
def test_a_folder_of_1100_levels(site: Site, tree_name: str) -> None:
    """It builds, goes again, and every command that walks the site lives."""
    before = tree(site.output)
    folder = site.root / tree_name / "deep"
    folder.mkdir(parents=True)
    deep(folder, 1100)
    words = ["--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]
    assert site.build().published
    assert site.build(clean=True).published
    assert command_line.main(["check", *words]) in (0, 4)
    assert command_line.main(["check", "--fix", *words]) in (0, 4)
    remove(folder)
    assert site.build().published
    assert tree(site.output) == before


def test_a_path_that_is_too_long_for_the_output(site: Site, tmp_path: Path) -> None:
    output = tmp_path / "/".join(["o" * 200] * 12)
    assert site.build(output).published
    before = tree(output)
    deep_static = site.root / "static"
    deep_static.mkdir(exist_ok=True)
    deep(deep_static, 9, "s" * 200)
    site.story("urgent")
    report = site.build(output)
    assert codes(report) == ["output-name"]
    assert report.problems[0].file.startswith("static/sss")
    assert tree(output) == before
    assert site.build(output, keep_good=True).published
    shutil.rmtree(deep_static)
    assert site.build(output).published
    assert site.build(output, clean=True).published
    assert set(tree(output)) > set(before)


@sampled(5)
@pytest.mark.parametrize("name", [
    "a?b.txt", "a:b.txt", 'a"b.txt', "a*b.txt", "dot.", "con", "NUL.txt", "aux.tar.gz", "com1.html", "LPT9", "prn .txt",
    "com\u00b9",
])  # fmt: skip
def test_a_name_that_the_output_refuses(site: Site, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file systems of Windows; the name is tried beside the staged files."""
    mkdir = os.mkdir

    def refusing(path: object, *rest: object, **more: object) -> None:
        if ".newsgen-staging/names/" in os.fspath(path):  # type: ignore[call-overload]
            raise OSError(errno.EINVAL, "Invalid argument", str(path))
        mkdir(path, *rest, **more)  # type: ignore[arg-type]

    site.write(f"static/{name}", "x")
    monkeypatch.setattr(os, "mkdir", refusing)
    report = site.build()
    assert [(p.code, p.file) for p in report.problems] == [("output-name", f"static/{name}")]
    assert not (site.output / name).exists()
    site.story("urgent")
    report = site.build(keep_good=True)
    assert (report.published, report.held) == (True, (f"static/{name}",))
    monkeypatch.undo()
    assert site.build().published
    assert (site.output / name).exists()
    assert not (site.output / ".newsgen-staging").exists()


@pytest.mark.parametrize("name", ["console.txt", "com10", "community.css", "nullarbor", "auxiliary.js", "a.con", "lpt"])
def test_names_that_only_look_like_devices_cost_nothing(name: str) -> None:
    assert not _ODD.search(f"a/{name}/index.html")
    assert not _ODD.search(name)


@pytest.mark.parametrize("number", [errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ])
def test_what_is_refused_after_the_commit_is_stepped_over(
    site: Site, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    replace = os.replace

    def refusing(source: object, target: object) -> None:
        if str(target).endswith("bad.txt"):
            raise OSError(number, os.strerror(number))
        replace(source, target)  # type: ignore[arg-type]

    site.write("static/bad.txt", "x")
    site.story("urgent", "عاجل")
    monkeypatch.setattr(os, "replace", refusing)
    for _ in range(2):
        report = site.build(now=datetime.fromisoformat("2026-06-02T10:00+03:00"))
        assert report.published
        assert codes(report) == ["output-refused"]
        assert "عاجل" in (site.output / "index.html").read_text()
    monkeypatch.undo()
    assert codes(site.build()) == []
    assert (site.output / "bad.txt").read_text() == "x"
