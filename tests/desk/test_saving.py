"""A save replaces a story's file in one step, only where it is still the one that was opened, and nothing outside the site."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsgen.desk.saving import VERSIONS, Failure, Fault, Saved, forget_versions, open_file, save
from newsgen.desk.story_edit import InsertBlock, Refusal, ReplaceBlock, SetKey
from newsgen.desk.story_file import StoryFile, version_of
from newsgen.desk.story_merge import StoryMerge
from tests.support import killer
from tests.support.cases import every

TEXT = "---\ntitle: خبر\nsection: politics\ndate: 2026-05-01\n---\n\nالأولى.\n\nالثانية.\n"
PATH = "content/a/b.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / PATH
    file.parent.mkdir(parents=True)
    file.write_text(TEXT, encoding="utf-8")
    return tmp_path


def opened(site: Path, path: str = PATH) -> StoryFile:
    file = open_file(site, path)
    assert isinstance(file, StoryFile), file
    return file


def text(site: Path) -> str:
    return (site / PATH).read_bytes().decode()


def test_a_save_changes_the_edited_block_alone(site: Path) -> None:
    saved = save(site, PATH, opened(site).version, [ReplaceBlock(0, "غيرها.")])
    assert isinstance(saved, Saved)
    assert text(site) == TEXT.replace("الأولى.", "غيرها.")
    assert saved.file.version == version_of((site / PATH).read_bytes())
    assert (saved.merged, saved.written) == (False, True)


def test_a_save_of_nothing_writes_nothing(site: Path) -> None:
    before = (site / PATH).stat()
    saved = save(site, PATH, opened(site).version, [])
    assert isinstance(saved, Saved)
    assert not saved.written
    assert (site / PATH).stat().st_ino == before.st_ino


def test_what_somebody_else_saved_is_merged(site: Path) -> None:
    version = opened(site).version
    assert isinstance(save(site, PATH, version, [ReplaceBlock(1, "من سعاد.")]), Saved)
    saved = save(site, PATH, version, [ReplaceBlock(0, "من كريم."), SetKey("kicker", "رأي")])
    assert isinstance(saved, Saved)
    assert saved.merged
    assert "من كريم.\n\nمن سعاد.\n" in text(site)
    assert "kicker: رأي\n" in text(site)


def test_a_conflict_is_told_and_then_decided(site: Path) -> None:
    version = opened(site).version
    (site / PATH).write_text(TEXT.replace("الأولى.", "الأولى، من محرر آخر."), encoding="utf-8")
    before = text(site)
    found = save(site, PATH, version, [ReplaceBlock(0, "الأولى، من كريم.")])
    assert isinstance(found, StoryMerge)
    assert text(site) == before
    (conflict,) = found.conflicts
    assert (conflict.mine, conflict.theirs) == ("الأولى، من كريم.", "الأولى، من محرر آخر.")
    saved = save(site, PATH, version, [ReplaceBlock(0, "الأولى، من كريم.")], {conflict.name: "both"}, seen=found.theirs)
    assert isinstance(saved, Saved)
    assert "الأولى، من كريم.\n\nالأولى، من محرر آخر.\n\nالثانية.\n" in text(site)


def test_nobody_decides_over_words_that_they_have_not_seen(site: Path) -> None:
    version = opened(site).version
    file = site / PATH
    edits = [ReplaceBlock(0, "الأولى، من كريم.")]
    file.write_text(TEXT.replace("الأولى.", "الأولى، من محرر آخر."), encoding="utf-8")
    found = save(site, PATH, version, edits)
    assert isinstance(found, StoryMerge)
    file.write_text(TEXT.replace("الأولى.", "الأولى، كلمات جديدة."), encoding="utf-8")
    again = save(site, PATH, version, edits, {found.conflicts[0].name: "mine"}, seen=found.theirs)
    assert isinstance(again, StoryMerge)
    assert again.conflicts[0].theirs == "الأولى، كلمات جديدة."
    assert "كلمات جديدة" in text(site)
    assert isinstance(save(site, PATH, version, edits, {found.conflicts[0].name: "mine"}, seen=again.theirs), Saved)


def test_a_story_is_opened_and_saved_where_versions_cannot_be_kept(site: Path) -> None:
    (site / ".newsgen").mkdir()
    (site / ".newsgen" / "desk").write_text("no folder")
    version = opened(site).version
    assert isinstance(save(site, PATH, version, [SetKey("title", "غيره")]), Saved)
    assert "title: غيره" in text(site)


def test_a_version_that_is_not_kept_is_told(site: Path) -> None:
    version = opened(site).version
    for kept in (site / ".newsgen" / VERSIONS).iterdir():
        kept.unlink()
    (site / PATH).write_text(TEXT + "\nزيادة.\n", encoding="utf-8")
    assert save(site, PATH, version, []) == Failure(Fault.FORGOTTEN)
    for wrong in ("", "../../site", "z" * 32, "0" * 32, "0" * 33):
        assert save(site, PATH, wrong, []) == Failure(Fault.FORGOTTEN)
    assert text(site) == TEXT + "\nزيادة.\n"


def test_a_kept_version_that_somebody_changed_is_not_believed(site: Path) -> None:
    version = opened(site).version
    (site / ".newsgen" / VERSIONS / version).write_text(TEXT.replace("خبر", "زور"), encoding="utf-8")
    (site / PATH).write_text(TEXT + "\nزيادة.\n", encoding="utf-8")
    assert save(site, PATH, version, [SetKey("title", "x")]) == Failure(Fault.FORGOTTEN)


def test_a_refused_edit_writes_nothing(site: Path) -> None:
    assert isinstance(save(site, PATH, opened(site).version, [InsertBlock(0, "<<<<<<< HEAD")]), Refusal)
    assert text(site) == TEXT


@pytest.mark.parametrize(
    "path",
    [
        "", "content", "content/", "content/a", "content/a/none.md", "site.yml", "../x.md", "content/../site.md", "/etc/passwd", "content//a/b.md",
        "content/a/../a/b.md", "content/pages/about.md", "content/authors/x.md", "content/a/b.md\0", "content/.git/b.md", "content/a/.b.md.new",
        "content\\a\\b.md", "content/" + "a" * 300 + ".md", "static/b.md", "templates/b.md", ".newsgen/b.md", "content/a/b.md/", "content/./a/b.md",
    ],
)  # fmt: skip
def test_paths_that_are_no_story(site: Path, path: str) -> None:
    for found in (open_file(site, path), save(site, path, "0" * 32, [])):
        assert isinstance(found, Failure)
        assert found.fault is Fault.NO_STORY


@pytest.mark.parametrize("link", ["file", "folder", "content", "pipe", "directory"])
def test_nothing_is_read_or_written_through_a_link(
    site: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    secret = outside / "b.md"
    secret.write_text(TEXT, encoding="utf-8")
    (outside / "a").mkdir()
    (outside / "a" / "b.md").write_text(TEXT, encoding="utf-8")
    file = site / PATH
    file.unlink()
    if link == "file":
        file.symlink_to(secret)
    elif link == "folder":
        file.parent.rmdir()
        file.parent.symlink_to(outside)
    elif link == "content":
        file.parent.rmdir()
        file.parent.parent.rmdir()
        (site / "content").symlink_to(outside)
    elif link == "pipe":
        os.mkfifo(file)
    else:
        file.mkdir()
    for found in (open_file(site, PATH), save(site, PATH, version_of(TEXT.encode()), [SetKey("title", "x")])):
        assert isinstance(found, Failure)
        assert found.fault is Fault.LINK
    assert secret.read_text(encoding="utf-8") == TEXT


def test_a_link_in_the_place_of_the_new_bytes_is_not_followed(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    victim = tmp_path_factory.mktemp("outside") / "victim"
    victim.write_text("x")
    version = opened(site).version
    (site / "content/a/.b.md.new").symlink_to(victim)
    assert isinstance(save(site, PATH, version, [SetKey("title", "غيره")]), Saved)
    assert victim.read_text() == "x"
    assert sorted(path.name for path in (site / "content/a").iterdir()) == ["b.md"]


def test_the_mode_of_a_file_stays_and_versions_are_the_owners(site: Path) -> None:
    (site / PATH).chmod(0o640)
    assert isinstance(save(site, PATH, opened(site).version, [SetKey("title", "غيره")]), Saved)
    assert (site / PATH).stat().st_mode & 0o777 == 0o640
    for kept in (site / ".newsgen" / VERSIONS).iterdir():
        assert kept.stat().st_mode & 0o777 == 0o600


def test_a_name_of_the_longest_length(site: Path) -> None:
    path = "content/" + "ن" * 126 + ".md"
    (site / path).write_text(TEXT, encoding="utf-8")
    assert isinstance(save(site, path, opened(site, path).version, [SetKey("title", "غيره")]), Saved)
    assert "title: غيره" in (site / path).read_text(encoding="utf-8")


def test_old_versions_are_forgotten(site: Path) -> None:
    assert forget_versions(site, datetime(2030, 1, 1, tzinfo=UTC)) == 0
    version = opened(site).version
    assert isinstance(save(site, PATH, version, [SetKey("title", "غيره")]), Saved)
    os.utime(site / ".newsgen" / VERSIONS / version, (0, 0))
    assert forget_versions(site, datetime(2001, 1, 1, tzinfo=UTC)) == 1
    assert [path.name for path in (site / ".newsgen" / VERSIONS).iterdir()] == [opened(site).version]


NEW = TEXT.replace("الأولى.", "غيرها.")


@pytest.mark.parametrize("fail", [False, True], ids=["killed", "full disk"])
@pytest.mark.parametrize("number", every(3, range(1, 13)))
def test_a_kill_or_a_full_disk_leaves_the_old_file_or_the_new(site: Path, number: int, fail: bool) -> None:
    version = opened(site).version

    def work() -> str:
        return type(save(site, PATH, version, [ReplaceBlock(0, "غيرها.")])).__name__

    end = killer.run(work, site, kill=0 if fail else number, fail=number if fail else 0)
    assert text(site) in (TEXT, NEW)
    if fail:
        assert end.raised == ""
        assert end.result in ("Saved", "Failure")
        assert text(site) == NEW or end.result == "Failure"
    saved = save(site, PATH, version, [ReplaceBlock(0, "غيرها.")])
    assert isinstance(saved, Saved)
    assert text(site) == NEW
    assert sorted(path.name for path in (site / "content/a").iterdir()) == ["b.md"]
