"""Saves become commits in the person's name: in real repositories, whatever else lies in them."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.desk.git import Git, GitError, GitFault
from newsgen.desk.ledger import Entry, Ledger, entry_id
from newsgen.desk.repository import author_of
from newsgen.desk.roles import Action
from newsgen.desk.saving import Saved, save
from newsgen.desk.story_edit import ReplaceBlock, SetKey
from newsgen.site.settings_desk import DeskSettings
from tests.desk.repositories import Newsroom, git, newsroom
from tests.support import story

A, B = "content/a.md", "content/b.md"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return newsroom(tmp_path / "site", content__a=story("الأولى"), content__b=story("الثانية"))


def edit(words: str) -> ReplaceBlock:
    return ReplaceBlock(0, words)


def is_sound(room: Newsroom) -> bool:
    return not room.git("fsck", "--strict", "--no-dangling")


def test_a_save_is_a_commit_of_the_person(room: Newsroom) -> None:
    room.save(A, edit("كلمات جديدة."), name="سلمى الحسن")
    assert (
        room.git("log", "-1", "--format=%an|%cn|%ce|%s") == "سلمى الحسن|Desk of newsgen|desk@desk.invalid|حفظ: الأولى"
    )
    address = room.git("log", "-1", "--format=%ae")
    assert address.endswith("@desk.invalid")
    assert "سلمى" not in address
    assert room.git("show", "--name-only", "--format=", "HEAD") == A
    assert "كلمات جديدة." in room.head(A)
    assert room.git("status", "--porcelain") == ""
    assert is_sound(room)
    assert not room.history.state.trouble
    assert not room.history.ledger.unsettled()


def test_each_save_is_a_commit_of_its_own_although_they_were_faster_than_git(room: Newsroom) -> None:
    for number, name in enumerate(("سلمى", "كريم", "سلمى")):
        room.save(A, edit(f"كلمات {number}."), name=name, commit=False)
    room.history.commit_waiting()
    assert room.log()[:3] == ["سلمى: حفظ: الأولى", "كريم: حفظ: الأولى", "سلمى: حفظ: الأولى"]
    assert "كلمات 1." in room.git("show", f"HEAD~1:{A}")
    assert room.git("status", "--porcelain") == ""


def test_what_else_lies_in_the_index_and_the_folder_is_not_committed(room: Newsroom) -> None:
    (room.site / B).write_text(story("الثانية", body="غير مودعة."))
    (room.site / "content/c.md").write_text(story("ثالثة"))
    room.git("add", "content/c.md")
    (room.site / "notes.txt").write_text("سر")
    room.save(A, edit("كلمات."))
    assert room.git("show", "--name-only", "--format=", "HEAD") == A
    assert sorted(room.git("status", "--porcelain").split("\n")) == [f" M {B}", "?? notes.txt", "A  content/c.md"]
    git(room.site, "commit", "-q", "-m", "ثالثة")
    assert room.git("show", "--name-only", "--format=", "HEAD") == "content/c.md"
    assert "كلمات." in room.head(A)


def test_a_version_of_the_file_that_was_staged_does_not_come_back(room: Newsroom) -> None:
    """After ``git add`` of an older state, the next commit of a person must not undo what the desk saved."""
    (room.site / A).write_text(story("الأولى", body="مرحلية."))
    room.git("add", A)
    room.save(A, edit("كلمات."))
    git(room.site, "commit", "-q", "--allow-empty", "-m", "أخرى")
    assert "كلمات." in room.head(A)


def test_what_somebody_wrote_and_did_not_commit_goes_with_the_save_of_that_file(room: Newsroom) -> None:
    (room.site / A).write_text(story("الأولى", kicker="من الخارج"))
    room.save(A, edit("كلمات."))
    assert "من الخارج" in room.head(A)
    assert room.git("status", "--porcelain") == ""


def test_names_of_both_are_in_the_commit_where_their_saves_cannot_be_told_apart(room: Newsroom) -> None:
    (room.site / A).write_text(story("الأولى", kicker="من الخارج"))
    room.save(A, edit("كلمات."), name="سلمى", commit=False)
    room.save(A, SetKey("title", "عنوان"), name="كريم", commit=False)
    room.history.commit_waiting()
    assert room.log()[0] == "كريم: حفظ: عنوان"
    assert "Co-authored-by: سلمى <" in room.git("log", "-1", "--format=%B")
    assert room.git("status", "--porcelain") == ""


HOSTILE = {
    "core.hooksPath": "{hooks}", "commit.gpgSign": "true", "gpg.program": "{hooks}/pre-commit", "user.name": "آخر", "core.fsmonitor": "{hooks}/pre-commit",
    "core.editor": "{hooks}/pre-commit", "core.autocrlf": "true", "commit.template": "/nonexistent", "core.pager": "{hooks}/pre-commit",
    "filter.x.clean": "{hooks}/pre-commit", "filter.x.required": "true", "core.quotePath": "true", "gc.auto": "1", "i18n.commitEncoding": "windows-1256",
    "log.showSignature": "true", "init.defaultBranch": "other",
}  # fmt: skip


def test_hooks_signatures_filters_and_settings_take_no_part(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks, ran = tmp_path / "hooks", tmp_path / "ran"
    hooks.mkdir()
    names = "pre-commit prepare-commit-msg commit-msg post-commit reference-transaction post-index-change pre-push post-rewrite pre-auto-gc post-merge post-checkout"
    for name in names.split():
        for folder in (hooks, room.site / ".git/hooks"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(f"#!/bin/sh\necho {name} >> {ran}\nexit 1\n")
            (folder / name).chmod(0o755)
    lines = [f"{name} = {value.format(hooks=hooks)}" for name, value in HOSTILE.items()]
    machine = tmp_path / "gitconfig"
    machine.write_text(
        "".join(
            f"[{line.split('.')[0]}{' ' + chr(34) + 'x' + chr(34) if line.startswith('filter') else ''}]\n\t{line.split(' = ')[0].rpartition('.')[2]} = {line.split(' = ')[1]}\n"
            for line in lines
        )
    )
    for name, value in HOSTILE.items():
        git(room.site, "config", name, value.format(hooks=hooks))
    (room.site / ".gitattributes").write_text("*.md filter=x\n")
    for variable, given in {"GIT_CONFIG_GLOBAL": machine, "GIT_CONFIG_SYSTEM": machine, "GIT_DIR": tmp_path, "GIT_INDEX_FILE": tmp_path / "i",
                        "GIT_AUTHOR_NAME": "x", "GIT_WORK_TREE": tmp_path, "GIT_AUTHOR_DATE": "1", "GIT_TRACE": ran}.items():  # fmt: skip
        monkeypatch.setenv(variable, str(given))
    room.save(A, edit("كلمات."))
    assert room.history.state.trouble is None
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    assert not ran.exists()
    raw = room.git("-c", "i18n.logOutputEncoding=utf-8", "cat-file", "commit", "HEAD", "--", check=False) or room.git(
        "cat-file", "commit", "HEAD"
    )
    assert "author سلمى <" in raw
    assert "gpgsig" not in raw
    blob = subprocess.run(
        ["git", "cat-file", "blob", f"HEAD:{A}"], cwd=room.site, capture_output=True, check=True
    ).stdout
    assert blob == (room.site / A).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "--author=x",
        "-m",
        "a<b>c",
        "سطر\nآخر",
        "\x00\u202e",
        "Karim <k@x> 0 +0000\ncommitter x <y> 1",
        " . ",
        "",
        "ع" * 3000,
    ],
)
def test_no_name_says_more_than_a_name(room: Newsroom, name: str) -> None:
    room.save(A, edit("كلمات."), name=name)
    assert room.history.state.trouble is None
    assert room.git("log", "-1", "--format=%cn") == "Desk of newsgen"
    assert room.git("rev-list", "--count", "HEAD") == "2"
    assert author_of(name).count("<") == author_of(name).count(">") == 1
    assert is_sound(room)


@pytest.mark.parametrize(
    "name",
    [
        "-n.md",
        "--all.md",
        "خبر طويل.md",
        'a"b.md',
        "a\\b.md",
        ":(top)x.md",
        "*.md",
        "a,b.md",
        "é.md",
        "e\u0301.md",
        "$(touch x).md",
        "HEAD.md",
    ],
)
def test_no_path_is_an_option_or_a_pattern(room: Newsroom, name: str) -> None:
    path = f"content/{name}"
    (room.site / path).write_text(story("غريبة"))
    room.save(path, edit("كلمات."))
    assert room.history.state.trouble is None
    assert room.git("-c", "core.quotePath=false", "diff", "--name-only", "-z", "HEAD~1").rstrip("\0") == path
    assert room.git("status", "--porcelain") == ""
    assert is_sound(room)


def test_words_of_a_headline_are_not_read_by_git(room: Newsroom) -> None:
    room.save(A, SetKey("title", "# عنوان %H data 5\nfrom HEAD"), did=(Action.PUBLISH,))
    body = room.git("log", "-1", "--format=%B")
    assert "Desk-Action: publish" in body
    assert body.startswith("نشر")
    assert room.git("rev-list", "--count", "HEAD") == "2"


def test_a_repository_with_longer_hashes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / A).write_text(story("الأولى"))
    git(site, "init", "-q", "-b", "main", "--object-format=sha256")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "البداية")
    room = Newsroom(site)
    room.save(A, edit("كلمات."))
    assert "كلمات." in room.head(A)
    assert room.git("status", "--porcelain", "--", "content") == ""


def test_a_second_working_tree_of_a_repository(room: Newsroom, tmp_path: Path) -> None:
    room.git("worktree", "add", "-q", "-b", "desk", str(tmp_path / "tree"))
    other = Newsroom(tmp_path / "tree")
    other.save(A, edit("كلمات."))
    assert other.history.state.trouble is None
    assert "كلمات." in other.head(A)
    assert other.git("status", "--porcelain", "--", "content") == ""
    assert "كلمات." not in room.head(A)


# what is in the way


def test_a_disk_that_takes_no_note_loses_no_commit(room: Newsroom) -> None:
    (room.site / "desk").mkdir()
    (room.site / "desk/history").write_text("in the way")
    found = save(room.site, A, room.open(A).version, [edit("كلمات.")])
    assert isinstance(found, Saved)
    entry = Entry(entry_id(), room.moment, A, "", found.file.version, "سلمى")
    assert not room.history.saved(entry)
    assert room.history.state.trouble is not None
    (room.site / "desk/history").unlink()
    room.history.commit_waiting()
    assert room.history.state.trouble is None
    assert "كلمات." in room.head(A)


def test_a_commit_that_fails_is_told_and_made_later(room: Newsroom) -> None:
    objects = room.site / ".git/objects"
    lock = room.site / ".git/refs/heads/main.lock"
    lock.write_text("")
    room.save(A, edit("كلمات."))
    assert "كلمات." in (room.site / A).read_text()
    state = room.history.state
    assert state.trouble is not None
    assert state.trouble.reason == GitFault.FAILED
    assert "main.lock" in state.trouble.detail
    assert state.waiting == 1
    assert objects.is_dir()
    assert not list((room.site / ".git").glob("fast_import_crash*"))
    lock.unlink()
    room.history.commit_waiting()
    assert room.history.state.trouble is None
    assert "كلمات." in room.head(A)


def test_locks_that_a_killed_command_left_are_removed_when_they_are_old(room: Newsroom) -> None:
    for name in ("index.lock", "refs/heads/main.lock", "HEAD.lock"):
        file = room.site / ".git" / name
        file.write_text("")
        os.utime(file, (1, 1))
    room.save(A, edit("كلمات."))
    assert room.history.state.trouble is None
    assert room.git("status", "--porcelain") == ""


def test_the_index_of_somebody_else_is_left_alone_and_brought_up_to_date_later(room: Newsroom) -> None:
    lock = room.site / ".git/index.lock"
    lock.write_text("")
    room.save(A, edit("كلمات."))
    assert "كلمات." in room.head(A)
    trouble = room.history.state.trouble
    assert trouble is not None
    assert trouble.where == "index"
    assert lock.exists()
    lock.unlink()
    Newsroom(room.site).history.commit_waiting()  # another process, after a kill
    assert room.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("detached", "detached"),
        ("merge", "under-way"),
        ("rebase", "under-way"),
        ("none", "no-repository"),
        ("no git", "missing"),
    ],
)
def test_a_repository_that_takes_no_commits_is_told(
    room: Newsroom, state: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state == "detached":
        room.git("checkout", "-q", "--detach")
    elif state == "merge":
        (room.site / ".git/MERGE_HEAD").write_text(room.git("rev-parse", "HEAD") + "\n")
    elif state == "rebase":
        (room.site / ".git/rebase-merge").mkdir()
    elif state == "none":
        (room.site / ".git").rename(room.site / "git")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(room.site.parent))
    else:
        monkeypatch.setenv("PATH", "/nonexistent")
    room.save(A, edit("كلمات."))
    trouble = room.history.state.trouble
    assert trouble is not None
    assert trouble.reason == reason
    assert room.history.state.waiting == 1
    assert "كلمات." in (room.site / A).read_text()


def test_a_repository_without_a_commit_gets_its_first(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / A).write_text(story("الأولى"))
    git(site, "init", "-q", "-b", "main")
    room = Newsroom(site)
    room.save(A, edit("كلمات."))
    assert room.git("show", "--name-only", "--format=", "HEAD") == A


def test_a_site_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    room = newsroom(tmp_path / "all", other=story("لا شيء"))
    inner = Newsroom(tmp_path / "all/sites/خبر")
    (inner.site / "content").mkdir(parents=True)
    (inner.site / A).write_text(story("الأولى"))
    inner.save(A, edit("كلمات."))
    assert inner.history.state.trouble is None
    assert room.git("show", "--name-only", "--format=", "HEAD") == f"sites/خبر/{A}"
    inner.save(A, edit("غيرها."))
    assert inner.git("status", "--porcelain", "--", "content") == ""


def test_where_a_colleague_committed_meanwhile_nothing_of_theirs_goes(room: Newsroom) -> None:
    room.save(A, edit("كلمات."), commit=False)
    (room.site / A).write_text(story("الأولى", body="كلمات الزميلة."))
    room.git("commit", "-q", "-am", "زميلة")
    room.history.commit_waiting()
    assert "كلمات الزميلة." in room.head(A)
    assert not room.history.ledger.unsettled()
    assert room.git("status", "--porcelain") == ""


def test_saves_between_changes_from_outside_are_committed_with_the_last_of_them(room: Newsroom) -> None:
    """As after a kill, or with an editor that somebody has open beside the desk: no save is left out of the repository."""
    file = room.site / A
    file.write_text(story("الأولى", kicker="قبل"))
    room.save(A, edit("كلمات المكتب."), commit=False)
    file.write_text(file.read_text().replace("kicker: قبل", "kicker: بعد"))
    room.history.commit_waiting()
    assert "كلمات المكتب." in room.head(A)
    assert "بعد" in room.head(A)
    assert room.git("status", "--porcelain") == ""


def test_a_file_that_a_colleague_deleted_does_not_come_back(room: Newsroom) -> None:
    room.save(A, edit("كلمات."), commit=False)
    room.git("rm", "-q", "-f", A)
    room.git("commit", "-q", "-m", "حذف")
    room.history.commit_waiting()
    assert room.history.state.trouble is None
    assert room.git("ls-tree", "--name-only", "HEAD", "--", A) == ""
    assert not room.history.ledger.unsettled()


def test_without_the_setting_no_commit_is_made(room: Newsroom) -> None:
    room.wanted = DeskSettings()
    room.save(A, edit("كلمات."))
    assert room.git("rev-list", "--count", "HEAD") == "1"
    assert room.history.state.waiting == 0
    assert [entry.name for entry in room.history.ledger.all()] == ["سلمى"]


def test_a_command_that_hangs_is_ended_with_all_that_it_began(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "alias.hang", "!sleep 60 & sleep 60")
    with pytest.raises(GitError) as failure:
        Git(tmp_path).ask("hang", patience=0.5)
    assert failure.value.fault is GitFault.TIMEOUT


# the ledger


def test_a_torn_line_takes_no_other_with_it(tmp_path: Path) -> None:
    room = newsroom(tmp_path / "site", content__a=story("الأولى"))
    room.save(A, edit("كلمات."))
    file = room.site / "desk/history/saves.jsonl"
    with file.open("ab") as opened:
        opened.write(b'{"id":"x","at":"2026-')
    room.save(A, edit("غيرها."))
    assert [entry.title for entry in Ledger(room.site).all()] == ["الأولى", "الأولى"]
    assert not room.history.ledger.unsettled()
    assert room.git("rev-list", "--count", "HEAD") == "3"


def test_old_saves_are_forgotten_but_who_published_is_not(room: Newsroom) -> None:
    room.save(A, edit("كلمات."))
    room.save(B, edit("كلمات."), did=(Action.PUBLISH,))
    room.save(A, edit("غيرها."), commit=False)
    ledger = room.history.ledger
    ledger.shorten(room.moment + timedelta(days=1))
    assert [entry.path for entry in ledger.all()] == [B, A]
    assert [entry.path for entry in ledger.unsettled()] == [A]
