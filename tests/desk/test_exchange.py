"""The desk and a remote: real bare repositories, a colleague who pushes, and remotes that hang, refuse or were rewritten."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsgen.desk import exchange as exchange_module
from newsgen.desk.incoming import Decided
from newsgen.desk.story_edit import ReplaceBlock, SetKey
from newsgen.desk.story_merge import Choice
from newsgen.site.settings_desk import DeskSettings
from tests.desk.repositories import Newsroom, git, newsroom, with_remote
from tests.support import story
from tests.support.cases import sampled

A, B = "content/a.md", "content/b.md"
TEXT = "الأولى.\n\nالثانية.\n\nالثالثة."


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return newsroom(tmp_path / "site", content__a=story("الأولى", body=TEXT), content__b=story("الثانية"))


@pytest.fixture
def clone(room: Newsroom, tmp_path: Path) -> Path:
    return with_remote(room, tmp_path)


def push(clone: Path, **files: str | None) -> None:
    """A colleague changes files (``content__a`` is content/a.md; None deletes), commits and pushes."""
    git(clone, "pull", "-q", "--rebase")
    for name, text in files.items():
        file = clone / (name.replace("__", "/") + ".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "زميلة")
    git(clone, "push", "-q")


def ends_well(room: Newsroom) -> None:
    room.history.exchange()
    state = room.history.state.exchange
    assert state is not None
    assert state.step is None, state
    assert room.git("status", "--porcelain") == ""
    assert room.git("rev-parse", "HEAD") == room.git("ls-remote", "origin", "refs/heads/main").split()[0]
    assert not room.git("fsck", "--strict", "--no-dangling")


def test_saves_are_pushed_and_what_others_pushed_is_pulled(room: Newsroom, clone: Path) -> None:
    room.save(A, ReplaceBlock(0, "من المكتب."))
    ends_well(room)
    assert room.git("log", "-1", "--format=%an") == "سلمى"
    push(clone, content__b=story("الثانية", body="من الزميلة."), content__new__c=story("ثالثة"))
    ends_well(room)
    assert "من الزميلة." in (room.site / B).read_text()
    assert (room.site / "content/new/c.md").exists()
    assert room.git("log", "--merges") == ""
    assert room.changed[-1] == {B, "content/new/c.md"}
    push(clone, content__new__c=None)
    ends_well(room)
    assert not (room.site / "content/new/c.md").exists()


def test_changes_of_one_story_on_both_sides_are_merged_by_key_and_block(room: Newsroom, clone: Path) -> None:
    room.save(A, ReplaceBlock(0, "من المكتب."))
    push(clone, content__a=story("عنوان الزميلة", body=TEXT.replace("الثالثة", "ثالثة الزميلة")))
    ends_well(room)
    text = (room.site / A).read_text()
    assert "من المكتب." in text
    assert "ثالثة الزميلة" in text
    assert "عنوان الزميلة" in text
    assert room.git("log", "-1", "--format=%an: %s") == "مكتب التحرير: دمج ما دفعه آخرون"


def test_what_somebody_wrote_and_did_not_commit_is_merged_and_stays_theirs(room: Newsroom, clone: Path) -> None:
    (room.site / A).write_text(story("الأولى", body=TEXT.replace("الأولى.", "قيد الكتابة.")))
    push(clone, content__a=story("الأولى", body=TEXT.replace("الثالثة", "ثالثة الزميلة")))
    room.history.exchange()
    state = room.history.state.exchange
    assert state is not None
    assert state.step is None
    text = (room.site / A).read_text()
    assert "قيد الكتابة." in text
    assert "ثالثة الزميلة" in text
    assert room.git("status", "--porcelain") == f" M {A}"
    assert "قيد الكتابة" not in room.head(A)


def conflict(room: Newsroom, clone: Path) -> None:
    room.save(A, ReplaceBlock(1, "صيغة المكتب."))
    push(clone, content__a=story("الأولى", body=TEXT.replace("الثانية", "صيغة الزميلة")), content__b=story("غيرها"))
    room.history.exchange()


def test_a_conflict_is_shown_and_nothing_is_overwritten(room: Newsroom, clone: Path) -> None:
    conflict(room, clone)
    state = room.history.state.exchange
    assert state is not None
    assert [one.path for one in state.conflicts] == [A]
    (place,) = state.conflicts[0].conflicts
    assert (place.mine, place.theirs) == ("صيغة المكتب.", "صيغة الزميلة.")
    assert "صيغة المكتب." in (room.site / A).read_text()
    assert "غيرها" not in (room.site / B).read_text()
    assert "صيغة المكتب" not in room.git("show", "origin/main:content/a.md")
    assert room.git("status", "--porcelain") == ""
    room.save(A, ReplaceBlock(0, "تحرير لاحق."))
    assert room.history.state.trouble is None


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", ["المكتب"]), ("theirs", ["الزميلة"]), ("both", ["المكتب", "الزميلة"])]
)
def test_a_person_decides(room: Newsroom, clone: Path, choice: Choice, kept: list[str]) -> None:
    conflict(room, clone)
    state = room.history.state.exchange
    assert state is not None
    one = state.conflicts[0]
    room.history.decide(A, Decided(one.seen, {one.conflicts[0].name: choice}))
    ends_well(room)
    text = (room.site / A).read_text()
    assert [word for word in ("المكتب", "الزميلة") if f"صيغة {word}" in text] == kept
    assert "غيرها" in (room.site / B).read_text()


def test_nobody_decides_about_words_that_they_have_not_seen(room: Newsroom, clone: Path) -> None:
    conflict(room, clone)
    state = room.history.state.exchange
    assert state is not None
    one = state.conflicts[0]
    room.save(A, ReplaceBlock(1, "صيغة أحدث."))
    room.history.decide(A, Decided(one.seen, {one.conflicts[0].name: "theirs"}))
    room.history.exchange()
    assert room.history.state.exchange is not None
    assert room.history.state.exchange.conflicts
    assert "صيغة أحدث." in (room.site / A).read_text()


@sampled(3)
@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize("which", ["deleted there", "deleted here", "added on both sides", "settings"])
def test_a_file_that_cannot_be_merged_is_one_decision(room: Newsroom, clone: Path, which: str, choice: Choice) -> None:
    path, mine, theirs = A, "هنا", "هناك"
    if which == "deleted there":
        room.save(A, ReplaceBlock(0, "هنا"))
        push(clone, content__a=None)
    elif which == "deleted here":
        room.git("rm", "-q", A)
        room.git("commit", "-q", "-m", "حذف")
        push(clone, content__a=story("الأولى", body="هناك"))
    elif which == "added on both sides":
        path = "content/n.md"
        (room.site / path).write_text(story("هنا"))
        push(clone, content__n=story("هناك"))
    else:
        path = "site.md"
        (room.site / path).write_text("هنا")
        room.git("add", path)
        room.git("commit", "-q", "-m", "هنا")
        push(clone, site="هناك")
    before = (room.site / path).read_bytes() if (room.site / path).exists() else None
    room.history.exchange()
    state = room.history.state.exchange
    assert state is not None
    assert [(one.path, one.conflicts) for one in state.conflicts] == [(path, ())]
    assert ((room.site / path).read_bytes() if (room.site / path).exists() else None) == before
    room.history.decide(path, Decided(state.conflicts[0].seen, {"file": choice}))
    room.history.exchange()
    assert room.history.state.exchange is not None
    assert room.history.state.exchange.step is None
    gone = (which, choice) in (("deleted there", "theirs"), ("deleted here", "mine"))
    assert (room.site / path).exists() is not gone
    if not gone:
        assert (mine if choice == "mine" else theirs) in (room.site / path).read_text()


# remotes that do not do as they should


def trouble(room: Newsroom) -> tuple[str, str]:
    room.history.exchange()
    state = room.history.state.exchange
    assert state is not None
    assert state.step is not None
    return state.step.value, state.reason


@pytest.mark.ci
def test_a_branch_that_was_rewritten_there_is_not_merged(room: Newsroom, clone: Path) -> None:
    push(clone, content__b=story("سر"))
    ends_well(room)
    git(clone, "reset", "-q", "--hard", "HEAD~1")
    (clone / "x.txt").write_text("x")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "أخرى")
    git(clone, "push", "-q", "--force")
    before = room.git("rev-parse", "HEAD")
    for _ in range(2):
        assert trouble(room) == ("merge", "rewritten")
    assert room.git("rev-parse", "HEAD") == before
    assert room.git("ls-remote", "origin", "refs/heads/main").split()[0] == git(clone, "rev-parse", "HEAD")
    room.git("fetch", "-q")
    room.git("reset", "-q", "--hard", "origin/main")  # a person settles it
    ends_well(room)


def test_a_remote_that_hangs_holds_nobody_up(room: Newsroom, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "PATIENCE_REMOTE", 1.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        room.git("remote", "set-url", "origin", f"http://127.0.0.1:{server.getsockname()[1]}/x.git")
        thread = threading.Thread(target=room.history.exchange)
        thread.start()
        held = server.accept()[0]
        room.save(A, ReplaceBlock(0, "أثناء التعليق."))
        assert "أثناء التعليق." in room.head(A)
        assert thread.is_alive()
        thread.join(10)
        held.close()
    state = room.history.state.exchange
    assert state is not None
    assert (state.step, state.reason) == ("pull", "timeout")
    assert state.at is not None


def test_a_remote_that_asks_for_a_password_gets_none(room: Newsroom, clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            with suppress(OSError):
                connection = server.accept()[0]
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                connection.close()

        thread = threading.Thread(target=refuse)
        thread.start()
        room.git("remote", "set-url", "origin", f"http://127.0.0.1:{server.getsockname()[1]}/x.git")
        assert trouble(room) == ("pull", "failed")
        thread.join(5)


@pytest.mark.parametrize(
    "address",
    [
        "/nonexistent/x.git",
        "ext::sh -c touch% {touched}",
        "--upload-pack=touch {touched}",
        "http://127.0.0.1:1/x.git",
        "",
    ],
)
def test_addresses_that_lead_nowhere_or_run_commands(room: Newsroom, clone: Path, tmp_path: Path, address: str) -> None:
    touched = tmp_path / "touched"
    room.git("config", "remote.origin.url", address.format(touched=touched))
    assert trouble(room)[1] == "failed"
    assert not touched.exists()


def test_a_remote_without_a_name_is_told(room: Newsroom) -> None:
    room.wanted = DeskSettings(history="git", remote="elsewhere")
    assert trouble(room) == ("pull", "no-remote")


def test_a_remote_that_refuses_pushes_is_told_in_its_words(room: Newsroom, clone: Path, tmp_path: Path) -> None:
    hook = tmp_path / "origin.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'branch is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    room.save(A, ReplaceBlock(0, "من المكتب."))
    assert trouble(room) == ("push", "failed")
    state = room.history.state.exchange
    assert state is not None
    assert "branch is protected" in state.detail
    since = state.since
    room.moment = datetime.now(UTC)
    assert trouble(room) == ("push", "failed")
    assert room.history.state.exchange is not None
    assert room.history.state.exchange.since == since
    hook.unlink()
    ends_well(room)


@pytest.mark.ci
def test_a_history_of_something_else_is_not_merged(room: Newsroom, tmp_path: Path) -> None:
    other = newsroom(tmp_path / "other", content__z=story("غريبة"))
    room.git("remote", "add", "origin", str(other.site))
    room.wanted = DeskSettings(history="git", remote="origin")
    assert trouble(room) == ("merge", "unrelated")


def linked(clone: Path) -> None:
    (clone / "content/l.md").symlink_to("/etc/passwd")


def attributed(clone: Path) -> None:
    (clone / "content/p.md").write_text("version https://git-lfs.github.com/spec/v1")


OBSTACLES = {
    "link": ("link", linked),
    "accounts": ("path", lambda clone: [(clone / "desk").mkdir(), (clone / "desk/users.json").write_text("[]")]),
    "state": ("path", lambda clone: [(clone / ".newsgen").mkdir(), (clone / ".newsgen/x").write_text("x")]),
    "output": ("path", lambda clone: [(clone / "public").mkdir(), (clone / "public/index.html").write_text("x")]),
    "filter": ("filter", attributed),
    "control": ("path", lambda clone: (clone / "content/a\nb.md").write_text("x")),
}


@sampled(3)
@pytest.mark.parametrize("name", OBSTACLES)
def test_what_a_remote_must_not_write(room: Newsroom, clone: Path, name: str) -> None:
    reason, make = OBSTACLES[name]
    if name == "filter":
        room.git("config", "filter.lfs.smudge", "false")
        (room.site / ".gitattributes").write_text("content/p.md filter=lfs\n")
    make(clone)
    git(clone, "add", "-A", "-f")
    git(clone, "commit", "-q", "-m", "زميلة")
    git(clone, "push", "-q")
    before = room.git("rev-parse", "HEAD")
    assert trouble(room) == ("merge", reason)
    assert room.git("rev-parse", "HEAD") == before
    assert not (room.site / "desk").exists()
    assert not (room.site / "content/l.md").is_symlink()


def test_a_tree_that_leads_out_is_refused(room: Newsroom, clone: Path, tmp_path: Path) -> None:
    """A commit that git itself would not make: a path with two dots, and one into the folder of git."""
    for part in ("..", ".git"):
        blob = git(clone, "hash-object", "-w", "--stdin", data=b"x")
        inner = git(clone, "mktree", data=f"100644 blob {blob}\tx.md\n".encode())
        rows = git(clone, "ls-tree", "HEAD").encode() + f"\n040000 tree {inner}\t{part}\n".encode()
        tree = git(clone, "mktree", data=rows)
        commit = git(clone, "commit-tree", tree, "-p", "origin/main", "-m", "x")
        git(clone, "push", "-q", "--force", "origin", f"{commit}:refs/heads/main")
        assert trouble(room)[1] in ("path", "failed")
        assert not (room.site.parent / "x.md").exists()
        assert not (room.site / ".git/x.md").exists()
        git(clone, "push", "-q", "--force", "origin", "HEAD:refs/heads/main")


@pytest.mark.ci
def test_pushes_of_a_colleague_at_the_same_time_are_not_overwritten(room: Newsroom, clone: Path) -> None:
    for number in range(3):
        room.save(A, ReplaceBlock(0, f"المكتب {number}."))
        push(clone, **{f"content__n{number}": story(f"زميلة {number}")})
        ends_well(room)
    assert room.git("log", "--format=%s", "--no-merges").count("زميلة") == 3


def test_a_kill_between_the_files_and_the_branch_loses_nothing(room: Newsroom, clone: Path) -> None:
    """The files are written first: what a kill leaves is theirs already, and the next exchange finds it so."""
    push(clone, content__b=story("الثانية", body="من الزميلة."))
    (room.site / B).write_text(story("الثانية", body="من الزميلة."))
    ends_well(room)
    room.save(A, SetKey("title", "عنوان"))
    push(clone, content__a=story("الأولى", body=TEXT + "\n\nرابعة."))
    file = room.site / A
    file.write_text(file.read_text().rstrip("\n") + "\n\nرابعة.\n")
    ends_well(room)
    assert file.read_text().count("رابعة.") == 1


@pytest.mark.ci
def test_a_page_and_a_profile_that_both_sides_changed_are_merged_too(room: Newsroom, clone: Path) -> None:
    page, profile = "content/pages/about.md", "content/authors/hala.yml"
    push(clone, content__pages__about="---\ntitle: من نحن\n---\n\nالأولى.\n\nالثانية.\n")
    (clone / "content/authors").mkdir()
    (clone / profile).write_text("name: هالة\nrole: م\nbio: ن\n", encoding="utf-8")
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "الملف")
    push(clone, content__c=story("ثالثة"))
    ends_well(room)
    room.save(page, ReplaceBlock(0, "من المكتب."))
    room.save(profile, SetKey("role", "محررة"))
    (clone / profile).write_text("name: هالة\nrole: م\nbio: نبذة\n", encoding="utf-8")
    git(clone, "commit", "-qam", "الملف")
    push(clone, content__pages__about="---\ntitle: عن الصحيفة\n---\n\nالأولى.\n\nالثانية.\n")
    ends_well(room)
    assert (room.site / page).read_text(encoding="utf-8") == "---\ntitle: عن الصحيفة\n---\n\nمن المكتب.\n\nالثانية.\n"
    assert (room.site / profile).read_text(encoding="utf-8") == "name: هالة\nrole: محررة\nbio: نبذة\n"
