"""A story keeps its versions under a new name, whoever renamed its file; another story's versions are never among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from newsgen.desk.ledger import Ledger
from newsgen.desk.repository import Repository
from newsgen.desk.saving import open_file
from newsgen.desk.story_edit import ReplaceBlock
from newsgen.desk.story_file import StoryFile
from newsgen.desk.versions import Version, bytes_of, kept_versions, versions_in_git
from tests.desk.repositories import Newsroom, git, newsroom
from tests.desk.running import OWN, running_desk

FRONT = "---\ntitle: {title}\nsection: politics\nauthors: [سلمى]\nstatus: draft\n---\n\n"
PORT = (
    FRONT.format(title="الميناء")
    + "يغلق الميناء القديم أبوابه أمام السفن الكبيرة منذ صباح الأحد الماضي.\n\nقال المدير إن العمل يستمر.\n"
)
SCHOOL = (
    FRONT.format(title="المدرسة")
    + "تفتح المدرسة صفوفًا جديدة للأطفال الصغار في الحي الغربي بعد العيد.\n\nيسجّل الأهالي الأسماء.\n"
)
A, B, C = "content/2026/a.md", "content/2026/b.md", "content/2026/sub/c.md"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return newsroom(tmp_path / "repository/site", content__2026__a=PORT, content__2026__school=SCHOOL)


def listed(room: Newsroom, path: str) -> Sequence[Version]:
    return versions_in_git(Repository(room.site), path, room.open(path).data)


def names(room: Newsroom, path: str) -> list[str]:
    """Where each version of a story lay, the newest first; every one of them has its bytes."""
    repository, found = Repository(room.site), listed(room, path)
    assert all(bytes_of(room.site, repository, path, one) for one in found)
    return [one.path or path for one in found]


def move(room: Newsroom, old: str, new: str) -> None:
    (room.site / new).parent.mkdir(parents=True, exist_ok=True)
    room.git("mv", old, new)


def commit(room: Newsroom, words: str = "تغيير") -> None:
    room.git("add", "-A", "content")
    room.git("commit", "-q", "-m", words)


def reword(room: Newsroom, path: str, old: str, new: str) -> None:
    file = room.site / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def moved_and_committed(room: Newsroom) -> None:
    move(room, A, B)
    commit(room)


def moved_and_edited(room: Newsroom) -> None:
    move(room, A, B)
    reword(room, B, "القديم", "العتيق")
    reword(room, B, "title: الميناء", "title: الميناء العتيق")
    commit(room)


def moved_and_saved_at_the_desk(room: Newsroom) -> None:
    """The desk commits the new file alone; the old one goes with a later commit of the person, or never."""
    move(room, A, B)
    room.save(B, ReplaceBlock(1, "قال المدير إن العمل توقف."))


def moved_without_git_and_saved_at_the_desk(room: Newsroom) -> None:
    (room.site / A).rename(room.site / B)
    room.save(B, ReplaceBlock(1, "قال المدير إن العمل توقف."))


def moved_and_committed_in_two_steps(room: Newsroom) -> None:
    (room.site / B).write_text((room.site / A).read_text())
    commit(room)
    (room.site / A).unlink()
    commit(room)


def moved_among_others(room: Newsroom) -> None:
    move(room, "content/2026/school.md", "content/2026/sub/school.md")
    move(room, A, B)
    commit(room)


def moved_on_a_branch(room: Newsroom) -> None:
    room.git("checkout", "-q", "-b", "side")
    moved_and_committed(room)
    room.git("checkout", "-q", "main")
    reword(room, "content/2026/school.md", "الغربي", "الشرقي")
    commit(room)
    room.git("merge", "-q", "--no-edit", "side")


RENAMES: tuple[Callable[[Newsroom], None], ...] = (
    moved_and_committed, moved_and_edited, moved_and_saved_at_the_desk, moved_without_git_and_saved_at_the_desk,
    moved_and_committed_in_two_steps, moved_among_others, moved_on_a_branch,
)  # fmt: skip


@pytest.mark.parametrize("rename", RENAMES, ids=lambda rename: rename.__name__)
def test_versions_before_a_rename_are_listed(room: Newsroom, rename: Callable[[Newsroom], None]) -> None:
    room.save(A, ReplaceBlock(1, "قال المدير إن العمل يستمر حتى المساء."))
    rename(room)
    assert names(room, B) == [B, A, A]


def test_a_rename_that_is_not_committed(room: Newsroom) -> None:
    move(room, A, B)
    assert names(room, B) == [A]
    (room.site / B).rename(room.site / "content/2026/plain.md")
    assert names(room, "content/2026/plain.md") == [A]


def test_several_names_and_back_to_the_first(room: Newsroom) -> None:
    for old, new in ((A, B), (B, C), (C, A)):
        move(room, old, new)
        commit(room)
        reword(room, new, "الأحد", "الأحد ثم الاثنين")
        commit(room)
    assert names(room, A) == [A, A, C, C, B, B, A]


@pytest.mark.parametrize("in_one", [True, False], ids=["in one commit", "in two"])
def test_a_new_story_has_no_versions_of_one_that_went(room: Newsroom, in_one: bool) -> None:
    """Both begin with the same front matter, as all drafts of a newsroom do."""
    (room.site / A).unlink()
    if not in_one:
        commit(room)
    (room.site / B).write_text(
        SCHOOL.replace("المدرسة", "الملعب").replace("للأطفال الصغار في الحي الغربي بعد العيد", "والناس هنا")
    )
    commit(room)
    assert names(room, B) == [B]
    (room.site / C).parent.mkdir()
    (room.site / C).write_text(FRONT.format(title="فكرة") + "فكرة.\n")
    commit(room)
    move(room, C, "content/2026/d.md")
    (room.site / "content/2026/d.md").write_text(FRONT.format(title="فكرة أخرى") + "فكرة.\n")
    commit(room)
    assert names(room, "content/2026/d.md") == ["content/2026/d.md"]


def test_plain_pages_and_profiles_follow_their_files_too(room: Newsroom) -> None:
    text = PORT.replace("section: politics\nauthors: [سلمى]\nstatus: draft\n", "")
    for old, new, data in (
        ("content/pages/about.md", "content/pages/who-we-are.md", text),
        ("content/authors/hala.yml", "content/authors/hala-saleh.yml", "name: هالة صالح\nrole: محررة\n"),
    ):
        (room.site / old).parent.mkdir()
        (room.site / old).write_text(data)
        commit(room)
        move(room, old, new)
        commit(room)
        found = open_file(room.site, new)
        assert isinstance(found, StoryFile)
        listed = versions_in_git(Repository(room.site), new, found.data)
        assert [one.path or new for one in listed] == [new, old]


def test_a_copy_is_a_new_story(room: Newsroom) -> None:
    (room.site / B).write_text(PORT)
    commit(room)
    assert names(room, B) == [B]
    assert names(room, A) == [A]


def test_a_copy_of_a_story_that_was_renamed_later_is_a_new_story(room: Newsroom) -> None:
    (room.site / B).write_text(PORT)
    commit(room)
    move(room, A, C)
    commit(room)
    reword(room, B, "القديم", "الجديد")
    commit(room)
    assert names(room, B) == [B, B]
    assert names(room, C) == [C, A]


def test_a_story_that_went_and_came_again(room: Newsroom) -> None:
    text = (room.site / A).read_text()
    (room.site / A).unlink()
    commit(room)
    (room.site / A).write_text(text)
    commit(room)
    assert [one.path for one in listed(room, A)] == ["", "", ""]


def test_names_of_letters(room: Newsroom) -> None:
    old, new = "content/2026/الميناء القديم.md", 'content/2026/"الميناء" [2] *.md'
    move(room, A, old)
    commit(room)
    move(room, old, new)
    commit(room)
    assert names(room, new) == [new, old, A]


def test_what_the_desk_keeps_without_git(tmp_path: Path) -> None:
    room = newsroom(tmp_path / "site", content__2026__a=PORT)
    room.wanted = type(room.wanted)(history="none")
    first = room.save(A, ReplaceBlock(1, "ثانية."))
    room.save(A, ReplaceBlock(1, "ثالثة."))
    (room.site / A).rename(room.site / B)

    def found(path: str) -> list[str]:
        version = room.open(path).version
        return [one.path or path for one in kept_versions(room.site, Ledger(room.site), path, version)]

    assert found(B) == [A, A, A]
    room.save(B, ReplaceBlock(1, "رابعة."))
    assert found(B) == [B, A, A, A]
    oldest = kept_versions(room.site, Ledger(room.site), B, room.open(B).version)[-1]
    assert oldest.id == first.before
    assert b"\xd9\x8a\xd8\xb3\xd8\xaa\xd9\x85\xd8\xb1" in (bytes_of(room.site, None, B, oldest) or b"")
    (room.site / A).write_text((room.site / B).read_text())  # a copy: the story stays, and the other is new
    assert found(B) == [B, B]


@pytest.mark.parametrize("in_git", [True, False], ids=["git", "kept"])
def test_the_page_compares_and_brings_back_across_a_rename(tmp_path: Path, in_git: bool) -> None:
    pytest.importorskip("argon2")
    new = "content/renamed.md"
    with running_desk(tmp_path / "desk") as running:
        if in_git:
            git(running.site, "init", "-q", "-b", "main")
            (running.site / ".gitignore").write_text("/.newsgen/\n/public/\n/desk/\n")
            settings = running.site / "site.yml"
            settings.write_text(settings.read_text() + "desk: {history: git}\n")
            git(running.site, "add", "-A")
            git(running.site, "commit", "-q", "-m", "البداية")
            running.desk.builder.build()
        version = running.story("salma", OWN)["version"]
        edit = {"do": "replace", "block": 0, "source": "الميناء القديم يغلق أبوابه."}
        assert running.save("salma", OWN, version, edit)[0] == 200
        running.desk.history.commit_waiting()
        (running.site / OWN).rename(running.site / new)
        page = running.ask("GET", f"/_/history?path={quote(new)}", user="salma")[2]
        assert "كان الملف حتى ذلك الحين" in page
        assert OWN in page
        version = running.story("salma", new)["version"]
        edit = {"do": "replace", "block": 0, "source": "الميناء الجديد يغلق أبوابه."}
        assert running.save("salma", new, version, edit)[0] == 200
        running.desk.history.commit_waiting()
        page = running.ask("GET", f"/_/history?path={quote(new)}", user="salma")[2]
        found = re.findall(r"version=([0-9a-f]+)", page)
        assert len(found) == 3
        page = running.ask("GET", f"/_/history?path={quote(new)}&version={found[1]}", user="salma")[2]
        assert "الميناء <del>القديم</del><ins>الجديد</ins> يغلق أبوابه." in page
        form = urlencode({"path": new, "version": found[1], "base": running.story("salma", new)["version"]})
        headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
        assert running.ask("POST", "/_/restore", form, user="salma", headers=headers)[0] == 303
        assert "القديم" in (running.site / new).read_text()
        assert not (running.site / OWN).exists()
