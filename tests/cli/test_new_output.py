"""An output beside ``public/`` is kept from git, and a preview of tomorrow from readers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsgen.cli import command_line
from tests.support import Site


def build(site: Site, *words: str) -> None:
    assert command_line.main(["build", "--site", str(site.root), "--lang", "en", *words]) == 0


def untracked(folder: Path) -> set[str]:
    done = subprocess.run(
        ["git", "-C", str(folder), "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    )
    return {line[3:].partition("/")[0] for line in done.stdout.splitlines()}


def test_tomorrows_pages_cannot_be_committed_or_deployed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", plain=True)
    site.story("one")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    tomorrow = site.root / "tomorrow"
    build(site, "--now", "2090-01-01 06:00", "--output", str(tomorrow))
    assert f"{tomorrow}/.gitignore keeps git from committing" in capsys.readouterr().out
    build(site, "--output", str(tmp_path / "beside"), "--quiet")
    build(site)
    assert ".gitignore" not in capsys.readouterr().out
    assert not (site.output / ".gitignore").exists(), "the site's own .gitignore decides about public/"
    assert untracked(tmp_path) == {"site"}
    assert not any("tomorrow" in line for line in untracked(site.root))
    place = tmp_path / "www"
    assert command_line.main(["deploy", f"file://{place}", "--site", str(site.root), "--output", str(tomorrow)]) == 1
    assert not place.exists()
    (tomorrow / ".gitignore").unlink()
    build(site, "--now", "2090-01-01 06:00", "--output", str(tomorrow))
    assert not (tomorrow / ".gitignore").exists(), "whoever deleted it wants to commit the folder"


def test_an_output_outside_of_git_and_of_the_site_is_left_alone(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=True)
    site.story("one")
    build(site, "--output", str(tmp_path / "elsewhere"), "--quiet")
    assert not (tmp_path / "elsewhere/.gitignore").exists()
