"""Pipes and devices among the sources and in newsgen's own folder: builds and checks end, and tell them."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.cli import command_line
from tests.support import NOW, Site, codes
from tests.support.patience import each_test_ends

patience = each_test_ends(within=60)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


SOURCES = (
    "content/x.md", "content/x.png", "content/x.png.yml", "content/front.yml", "content/pages/x.md",
    "content/authors/x.md", "static/x.txt", "static/x.svg", "static/style.css", "templates/x.html",
)  # fmt: skip


@pytest.mark.parametrize("put", [pipe, device])
def test_no_source_is_waited_for(tmp_path: Path, put: Callable[[Path], None]) -> None:
    """A pipe without a writer, and a device that never ends."""
    site = Site(tmp_path / "site")
    site.story("first")
    for source in SOURCES:
        (site.root / source).parent.mkdir(parents=True, exist_ok=True)
        put(site.root / source)
    report = site.build()
    assert report.published
    assert codes(report).count("not-a-file") == len(SOURCES)
    assert command_line.main(["check", "--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]) in (0, 4)


@pytest.mark.parametrize("put", [pipe, device])
@pytest.mark.parametrize("name", ["redirects.yml", "site.yml"])
def test_a_file_that_the_site_needs_is_told(tmp_path: Path, put: Callable[[Path], None], name: str) -> None:
    site = Site(tmp_path / "site")
    (site.root / name).unlink(missing_ok=True)
    put(site.root / name)
    assert command_line.main(["build", "--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]) != 0


def test_no_file_of_newsgen_s_own_folder_is_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of them once: the build goes on without it, or ends with a message."""
    site = Site(tmp_path / "site")
    words = ["--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]
    site.story("first")
    assert site.build().published
    state = next((site.root / ".newsgen").glob("public-*"))
    for file in [path for path in state.iterdir() if path.is_file()]:
        kept = file.read_bytes()
        file.unlink()
        pipe(file)
        site.story("first", f"بعد {file.name}")
        for command in ("build", "list"):
            command_line.main([command, *words])
        if not file.is_file():
            file.unlink()
            file.write_bytes(kept)
    assert "Traceback" not in capsys.readouterr().err
    assert site.build().published
