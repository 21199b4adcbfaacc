"""``newsgen media`` as an editor types it: a folder store, two computers, everything that can be missing or damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsgen.cli.command_line import main
from newsgen.cli.exit_codes import DONE, FAILED, USAGE
from newsgen.media.cache import Cache
from newsgen.media.fetching import Fetcher
from newsgen.media.library import library
from newsgen.pictures.sidecar import Sidecar
from newsgen.site.settings_media import MediaStore
from tests.media.conftest import photograph
from tests.pictures.iptc import picture
from tests.pictures.recordings import mp4
from tests.support import SETTINGS, Site, tree

ONE, TWO, FILM = "content/2026/library.jpg", "content/صورة.jpg", "static/film.mp4"


@pytest.fixture
def full(site: Site) -> Site:
    site.write(ONE, photograph(1))
    site.write(TWO, photograph(2))
    site.write(FILM, mp4())
    return site


def media(site: Site, *words: str, lang: str = "en") -> int:
    return main(["media", *words, "--site", str(site.root), "--lang", lang])


def state(site: Site, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    media(site, "status", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def only(site: Site, capsys: pytest.CaptureFixture[str], path: str = ONE) -> dict[str, Any]:
    (found,) = (one for one in state(site, capsys)["files"] if one["file"] == path)
    return {str(key): value for key, value in found.items()}


def clone(site: Site, to: Path) -> Site:
    """Another computer: what git has of the site, and no cache."""
    shutil.copytree(site.root, to, ignore=shutil.ignore_patterns(".newsgen"))
    return Site(to, settings=SETTINGS + "media: {store: ../store}\n")


def test_originals_that_say_where_they_were_taken_are_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    taken = Image.Exif()
    taken.get_ifd(0x8825).update({1: "N", 2: (31.0, 57.0, 12.0), 3: "E", 4: (35.0, 55.0, 45.0)})
    site.write(ONE, picture(exif=taken.tobytes()))
    site.write(TWO, photograph(2))
    assert media(site, "add", "content") == DONE
    told = capsys.readouterr().out
    assert "where they were taken (1)" in told
    assert told.endswith(f"    {ONE}\n")


def stored(site: Site) -> Path:
    return site.root.parent / "store"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_from_one_computer_to_another(full: Site, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    before = {path: (full.root / path).read_bytes() for path in (ONE, TWO, FILM)}
    assert media(full, "add", str(full.root / "content"), FILM, lang=lang) == DONE
    assert [entry.original for entry in library(full.root).entries] == [ONE, TWO, FILM]
    assert ONE in capsys.readouterr().out
    other = clone(full, full.root.parent / "other")
    assert only(other, capsys) | {"digest": ""} == {
        "file": ONE, "digest": "", "bytes": len(before[ONE]), "here": "no", "stored": True, "changed": False, "damaged": False,
        "missing": False,
    }  # fmt: skip
    assert media(other, "pull", lang=lang) == DONE
    assert len(tree(Cache(other.root).folder)) == 3
    assert only(other, capsys)["here"] == "cache"
    assert media(other, "pull", ONE, TWO + ".yml", lang=lang) == DONE
    assert (other.root / ONE).read_bytes() == before[ONE]
    assert (other.root / TWO).read_bytes() == before[TWO]
    assert not (other.root / FILM).exists()
    assert only(other, capsys)["here"] == "beside"
    assert media(other, "add", ONE, TWO, lang=lang) == DONE  # as they were
    assert tree(other.root / "content") == tree(full.root / "content")
    assert media(other, "status", lang=lang) == DONE


def test_push_sends_what_the_store_lacks(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", "content", FILM)
    kept = tree(stored(full))
    for file in stored(full).rglob("*.jpg"):
        file.unlink()
    assert only(full, capsys)["stored"] is False
    assert media(full, "push") == DONE
    assert "2" in capsys.readouterr().out
    assert tree(stored(full)) == kept
    shutil.rmtree(full.root / ".newsgen")
    for file in stored(full).rglob("*.mp4"):
        file.unlink()
    assert media(full, "push") == FAILED
    assert f"{FILM}.yml" in capsys.readouterr().err
    assert only(full, capsys, FILM)["missing"]


def test_two_sidecars_of_one_picture(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (ONE, TWO):
        site.write(path, photograph())
    assert media(site, "add", "content") == DONE
    assert len(tree(stored(site))) == 1
    shutil.rmtree(site.root / ".newsgen")
    assert media(site, "pull") == DONE
    assert "1" in capsys.readouterr().out
    assert media(site, "pull", "content") == DONE
    assert (site.root / ONE).exists()
    assert (site.root / TWO).exists()


def test_a_damaged_store_is_refused(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", "content", FILM)
    other = clone(full, full.root.parent / "other")
    name = library(full.root).entries[0].blob.name
    (stored(full) / name).write_bytes(b"x" * 10)
    assert media(other, "pull") == FAILED
    assert "media-wrong" not in tree(Cache(other.root).folder)
    assert len(tree(Cache(other.root).folder)) == 2
    assert only(other, capsys)["damaged"]
    (stored(full) / name).unlink()
    os.mkfifo(stored(full) / name)
    assert only(other, capsys)["damaged"]
    assert media(full, "push") == FAILED
    assert media(other, "pull", ONE) == FAILED
    assert not (other.root / ONE).exists()


def test_a_damaged_cache_is_fetched_again(full: Site) -> None:
    media(full, "add", "content")
    blob = library(full.root).entries[0].blob
    Cache(full.root).path(blob).write_bytes(b"x" * blob.size)
    assert media(full, "pull") == DONE
    assert Cache(full.root).verified(blob) is not None


def test_a_file_with_other_bytes_beside_its_sidecar_stays(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", ONE)
    full.write(ONE, photograph(7))
    assert only(full, capsys)["changed"]
    assert media(full, "pull", ONE) == FAILED
    assert (full.root / ONE).read_bytes() == photograph(7)
    assert media(full, "push") == DONE  # the cache has what the sidecar says


def test_add_without_names_takes_what_was_put_back(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", ONE)
    full.write(ONE, photograph(7))
    assert media(full, "add") == DONE
    assert [entry.original for entry in library(full.root).entries] == [ONE]
    assert not (full.root / ONE).exists()
    assert (full.root / TWO).exists()
    capsys.readouterr()
    assert media(full, "add") == DONE
    assert capsys.readouterr().out


def test_what_no_sidecar_needs(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", ONE)
    (full.root / (ONE + ".yml")).unlink()
    found = state(full, capsys)
    assert (found["files"], len(found["unused"]), len(found["unused_here"])) == ([], 1, 1)
    media(full, "status", lang="ar")
    assert found["unused"][0]["name"] in capsys.readouterr().out


def test_broken_sidecars_are_told_and_the_others_go_on(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", "content")
    full.write("content/broken.jpg.yml", "atl: x\n")
    capsys.readouterr()
    assert media(full, "pull") == FAILED
    assert "content/broken.jpg.yml:1:1" in capsys.readouterr().err
    assert state(full, capsys)["problems"][0]["file"] == "content/broken.jpg.yml"
    assert len(state(full, capsys)["files"]) == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "content/none.jpg"], USAGE), (["add", "/etc/hostname"], USAGE), (["add", "site.yml"], USAGE),
        (["pull", "content/none.jpg"], USAGE), (["push", ONE], USAGE), (["status", ONE], USAGE), (["pull", "--json"], USAGE),
        (["add", "content/../../store"], USAGE),
    ],
)  # fmt: skip
def test_mistakes_on_the_command_line(
    full: Site, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(full.root)
    assert media(full, *words) == code
    assert capsys.readouterr().err
    assert tree(full.root) == before


def test_a_file_that_is_added_already(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(full, "add", ONE)
    assert media(full, "add", ONE) == USAGE
    assert "already" in capsys.readouterr().err


def test_without_a_store(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    full.write("site.yml", SETTINGS)
    for words in (["add", ONE], ["push"], ["pull"]):
        assert media(full, *words) == FAILED
        assert "media" in capsys.readouterr().err
    assert media(full, "status") == DONE
    full.write("site.yml", SETTINGS + "media: {store: ../unmounted}\n")
    for words in (["add", ONE], ["status"]):
        assert media(full, *words) == FAILED
    assert (full.root / ONE).exists()


def test_some_are_refused_and_the_others_added(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    full.write("content/broken.jpg", b"x")
    assert media(full, "add", "content") == FAILED
    assert [entry.original for entry in library(full.root).entries] == [ONE, TWO]
    assert "content/broken.jpg" in capsys.readouterr().err


def test_names_are_of_the_current_folder_first(full: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(full.root / "content/2026")
    assert media(full, "add", "library.jpg") == DONE
    assert (full.root / (ONE + ".yml")).exists()


def test_what_git_still_tracks_is_told(full: Site, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=full.root, check=True, capture_output=True
        )

    git("init")
    git("add", ONE)
    git("commit", "-m", "x")
    assert media(full, "add", ONE, TWO) == DONE
    told = capsys.readouterr().out
    assert f"git rm --cached -- {ONE}" in told
    assert "صورة.jpg" not in told.partition("git rm")[2]
    other = Site(full.root.parent / "no-git", settings=SETTINGS + "media: {store: ../store}\n")
    other.write(ONE, photograph(4))
    assert media(other, "add", ONE) == DONE
    assert "git" not in capsys.readouterr().out


# what a build asks for


def test_a_build_fetches_what_it_needs(full: Site) -> None:
    media(full, "add", "content")
    entry = library(full.root).entries[0]
    shutil.rmtree(full.root / ".newsgen")
    found = Fetcher(full.root, MediaStore(store="../store")).file(entry.sidecar)
    assert found == Cache(full.root).path(entry.blob)


@pytest.mark.parametrize(
    ("store", "damage", "code"),
    [("", False, "media-missing"), ("../unmounted", False, "media-store"), ("../store", True, "media-wrong"), ("../empty", False, "media-missing")],
)  # fmt: skip
def test_a_build_without_the_bytes_says_what_to_do(full: Site, store: str, damage: bool, code: str) -> None:
    media(full, "add", "content")
    (full.root.parent / "empty").mkdir()
    shutil.rmtree(full.root / ".newsgen")
    sidecar: Sidecar = library(full.root).entries[0].sidecar
    if damage:
        (stored(full) / sidecar.stored_name).write_bytes(b"x" * sidecar.bytes)
    originals = Fetcher(full.root, MediaStore(store=store))
    for _ in range(2):
        found = originals.file(sidecar)
        assert not isinstance(found, Path)
        assert found.code == code
        assert "newsgen media" in found.hint or code == "media-store"
