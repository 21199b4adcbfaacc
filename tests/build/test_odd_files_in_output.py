"""Links, pipes, sockets and devices in an output: nothing is written, deleted or read through them, and no build hangs."""

import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.base.plain_file import create_anew, open_plain
from newsgen.build.output_folder import lies_there
from newsgen.site.layout import IDLE, STAGING, STAMP, state_folder
from tests.support import Site, codes, story, tree
from tests.support.cases import sampled
from tests.support.patience import each_test_ends

PAGE = "2026/05/02/second/index.html"


patience = each_test_ends(within=30)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("first")
    site.story("second", date="2026-05-02 10:00")
    site.write("static/maps/note.txt", "ours")
    site.write("static/top.txt", "ours")
    assert site.build().published
    return site


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the site, with a file that must stay as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "precious").write_text("precious")
    return folder


def link(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "moved")


def dangling(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "nowhere")


def pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def bound(path: Path, outside: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(path.parent)  # the address of a socket is short
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def device(path: Path, outside: Path) -> None:
    """/dev/zero, which never ends."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


def hard_link(path: Path, outside: Path) -> None:
    os.link(outside / "moved", path)


Replacing = Callable[[Path, Path], None]


def replaced(site: Site, path: str, outside: Path, replace: Replacing) -> dict[str, bytes]:
    """Move what lies at a path of the output outside, and put something else there. Returns what lies outside."""
    os.rename(site.output / path, outside / "moved")
    replace(site.output / path, outside)
    return tree(outside)


def edit(site: Site) -> None:
    site.write("content/second.md", story("غيره", date="2026-05-02 10:00"))
    site.write("static/maps/note.txt", "edited")
    site.write("static/top.txt", "edited")


def remove(site: Site) -> None:
    for path in ("content/second.md", "static/maps/note.txt", "static/top.txt"):
        (site.root / path).unlink()


def forget(site: Site) -> None:
    (site.output / STAMP).unlink()


@sampled(5)
@pytest.mark.parametrize("change", [edit, remove, forget, None], ids=["edit", "remove", "no stamp", "clean"])
@pytest.mark.parametrize("replace", [link, dangling])
@pytest.mark.parametrize("path", ["2026", "2026/05/02", "maps"])
def test_no_build_goes_through_a_link(
    site: Site, outside: Path, path: str, replace: Replacing, change: Callable[[Site], None] | None
) -> None:  # fmt: skip
    before = replaced(site, path, outside, replace)
    assert site.build().published  # idle
    if change is not None:
        change(site)
    report = site.build(clean=change is None)
    assert not report.published
    assert set(codes(report)) - {"address-vanished"} == {"output-blocked"}
    assert tree(outside) == before
    assert (site.output / path).is_symlink()
    (site.output / path).unlink()
    (site.output / STAMP).unlink(missing_ok=True)
    assert site.build().published
    assert site.build(site.root.parent / "clean").published
    assert tree(site.output) == tree(site.root.parent / "clean")
    assert tree(outside) == before


@sampled(5)
@pytest.mark.parametrize("replace", [pipe, bound, device])
@pytest.mark.parametrize("path", ["2026", "maps"])
def test_what_is_no_folder_is_told_before_the_commit(
    site: Site, outside: Path, path: str, replace: Replacing
) -> None:  # fmt: skip
    replaced(site, path, outside, replace)
    edit(site)
    for _ in range(2):
        report = site.build()
        assert not report.published
        assert codes(report) == ["output-blocked"]
    (site.output / path).unlink()
    (site.output / STAMP).unlink()
    assert site.build().published


@sampled(5)
@pytest.mark.parametrize("change", [edit, remove, forget, None], ids=["edit", "remove", "no stamp", "clean"])
@pytest.mark.parametrize("replace", [link, dangling, pipe, bound, device, hard_link])
def test_what_lies_at_the_place_of_a_file_is_replaced(
    site: Site, outside: Path, replace: Replacing, change: Callable[[Site], None] | None
) -> None:  # fmt: skip
    before = replaced(site, PAGE, outside, replace)
    if change is not None:
        change(site)
    assert site.build(clean=change is None).published
    assert tree(outside) == before
    assert site.build(site.root.parent / "clean").published
    assert tree(site.output) == tree(site.root.parent / "clean")
    if replace is not hard_link and change is not remove:
        assert stat.S_ISREG((site.output / PAGE).lstat().st_mode)


@sampled(3)
@pytest.mark.parametrize("name", [STAMP, STAGING])
@pytest.mark.parametrize("replace", [link, dangling, pipe, bound, device])
def test_the_names_that_builds_need_themselves(site: Site, outside: Path, name: str, replace: Replacing) -> None:
    (site.output / STAGING).mkdir(exist_ok=True)
    before = replaced(site, name, outside, replace)
    edit(site)
    assert site.build().published
    assert tree(outside) == before
    assert stat.S_ISREG((site.output / STAMP).lstat().st_mode)
    assert not os.path.lexists(site.output / STAGING)


@pytest.mark.parametrize("replace", [link, pipe, device])
def test_the_fast_path_waits_for_no_pipe(site: Site, outside: Path, replace: Replacing) -> None:
    state = state_folder(site.root, site.output)
    for file in (state / IDLE, state / "changes.json.new", state / "idle.new"):
        if file.exists():
            shutil.copy(file, outside / "moved")
            file.unlink()
        else:
            (outside / "moved").write_text("x")
        replace(file, outside)
        before = tree(outside)
        assert site.build().published
        edit(site)
        assert site.build().published
        assert tree(outside) == before


@pytest.mark.parametrize("replace", [link, dangling, pipe, bound, device])
def test_only_regular_files_are_opened(outside: Path, replace: Replacing) -> None:
    (outside / "moved").write_bytes(b"")
    replace(outside / "odd", outside)
    with pytest.raises(OSError, match="odd"):
        open_plain(outside / "odd")
    assert not lies_there(outside / "odd", b"")
    with create_anew(outside / "odd") as file:
        file.write(b"new")
    assert (outside / "moved").read_bytes() == b""
    assert (outside / "odd").read_bytes() == b"new"
