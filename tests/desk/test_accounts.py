"""Accounts, roles and sessions: each right once, and nothing that a stranger could use."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.desk import passwords, sessions
from newsgen.desk.passwords import NOBODY
from newsgen.desk.roles import (
    MAY,
    Action,
    Reach,
    Role,
    actions_between,
    is_own_draft,
    may,
    may_change,
    may_read,
    may_update,
)
from newsgen.desk.sessions import Guesses, Sessions, is_token
from newsgen.desk.users import Move, User, Users
from newsgen.model.article import Status

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytest.importorskip("argon2")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: what is tested is not argon2."""
    from argon2 import PasswordHasher

    passwords._hasher.cache_clear()
    monkeypatch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


# the table, written out again: a right that somebody gives or takes is seen here

RIGHTS = """
read      reporter: own-coverage editor: all  chief: all
create    reporter: all         editor: all   chief: all
edit      reporter: own-drafts  editor: all   chief: all
publish   reporter: none        editor: all   chief: all
approve   reporter: none        editor: all   chief: all
schedule  reporter: none        editor: all   chief: all
withdraw  reporter: none        editor: all   chief: all
update    reporter: own-coverage editor: all  chief: all
accounts  reporter: none        editor: none  chief: all
"""


@pytest.mark.parametrize("line", RIGHTS.strip().split("\n"), ids=lambda line: line.split()[0])
def test_rights(line: str) -> None:
    name, *pairs = line.split()
    reaches = dict(zip(pairs[::2], pairs[1::2], strict=True))
    assert {f"{role}:": reach.value for role, reach in MAY[Action(name)].items()} == reaches
    for role in Role:
        reach = Reach(reaches[f"{role}:"])
        assert may(role, Action(name)) == (reach is Reach.ALL)
        assert may(role, Action(name), own_draft=True) == (reach is not Reach.NONE)
        assert may(role, Action(name), own_coverage=True) == (reach in (Reach.ALL, Reach.OWN_COVERAGE))


def test_the_table_is_whole() -> None:
    assert set(MAY) == set(Action)
    assert all(set(row) == set(Role) for row in MAY.values())


DRAFT = {"title": "x", "status": "draft", "authors": ["سلمى"]}


@pytest.mark.parametrize(
    ("after", "actions"),
    [
        ({}, set()),
        ({"title": "y"}, set()),
        ({"status": "published"}, {Action.PUBLISH}),
        ({"status": None}, {Action.PUBLISH}),
        ({"status": "withdrawn", "note": "خطأ"}, {Action.WITHDRAW}),
        ({"publish_at": "2027-01-01"}, {Action.SCHEDULE}),
        ({"breaking_until": "2027-01-01"}, {Action.SCHEDULE}),
        ({"stage": "review"}, set()),
        ({"stage": "idea"}, set()),
        ({"stage": "جاهزة"}, set()),
        ({"stage": "ready"}, {Action.APPROVE}),
        ({"stage": " ready "}, {Action.APPROVE}),
        ({"stage": "ready", "status": "published"}, {Action.PUBLISH}),
        ({"status": "no such"}, {Action.PUBLISH}),
    ],
)
def test_what_a_change_does(after: dict[str, object], actions: set[Action]) -> None:
    assert actions_between(DRAFT, {**DRAFT, **after}) == actions | {Action.EDIT}
    own = may_change(Role.REPORTER, "سلمى", DRAFT, {**DRAFT, **after})
    assert own == (not actions)
    assert not may_change(Role.REPORTER, "كريم", DRAFT, {**DRAFT, **after})
    assert may_change(Role.EDITOR, "كريم", DRAFT, {**DRAFT, **after})


def test_what_an_editor_has_read_a_reporter_does_not_change() -> None:
    ready = {**DRAFT, "stage": "ready"}
    for after in (ready, {**ready, "title": "y"}, {**ready, "stage": "review"}, DRAFT):
        assert not may_change(Role.REPORTER, "سلمى", ready, after)
        assert may_change(Role.EDITOR, "كريم", ready, after)
    handed_in = {**DRAFT, "stage": "review"}
    assert may_change(Role.REPORTER, "سلمى", handed_in, {**handed_in, "title": "y"})
    assert may_change(Role.REPORTER, "سلمى", handed_in, DRAFT)


def test_a_reporter_keeps_a_draft_a_draft_of_their_own() -> None:
    assert not may_change(Role.REPORTER, "سلمى", DRAFT, {**DRAFT, "authors": ["كريم"]})
    assert not may_change(Role.REPORTER, "سلمى", {**DRAFT, "status": "published"}, {**DRAFT, "status": "draft"})
    assert not may_change(Role.REPORTER, "سلمى", {**DRAFT, "authors": ["كريم"]}, DRAFT)
    for status in get_args(Status):
        assert is_own_draft({"status": status, "authors": "سلمى"}, "سلمى") == (status == "draft")
    for authors in (None, [], "", ["سلمى الحسن"], "سل", [{"name": "سلمى"}]):
        assert not is_own_draft({"status": "draft", "authors": authors}, "سلمى")


def test_a_reporter_adds_to_coverage_that_names_them_and_changes_nothing_of_it() -> None:
    live = {"title": "x", "kind": "live", "authors": ["كريم", "سلمى"]}
    for status in ({}, {"status": "published"}, {"status": None}):
        values = {**live, **status}
        assert may_read(Role.REPORTER, "سلمى", values)
        assert may_update(Role.REPORTER, "سلمى", values)
        assert not may_change(Role.REPORTER, "سلمى", values, values)
        for stranger in ("منى", "سل", ""):
            assert not may_read(Role.REPORTER, stranger, values)
            assert not may_update(Role.REPORTER, stranger, values)
    for other in (
        {"kind": "story"},
        {"kind": None},
        {"status": "withdrawn"},
        {"authors": None},
        {"authors": "سلمى الحسن"},
    ):
        assert not may_read(Role.REPORTER, "سلمى", {**live, **other})
        assert not may_update(Role.REPORTER, "سلمى", {**live, **other})
    draft = {**live, "status": "draft"}
    assert may_update(Role.REPORTER, "سلمى", draft)
    assert not may_update(Role.REPORTER, "سلمى", {**draft, "stage": "ready"})
    assert may_update(Role.EDITOR, "هدى", {**draft, "stage": "ready"})


# the file


def test_accounts_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    users = Users(tmp_path)
    assert users.all() == {}
    users.add("salma", "سلمى  الحسن", Role.EDITOR, "كلمة مرور طويلة")
    file = tmp_path / "desk/users.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "كلمة مرور" not in file.read_text(encoding="utf-8")
    user = users.get("salma")
    assert user is not None
    assert (user.full_name, user.role) == ("سلمى الحسن", Role.EDITOR)
    assert passwords.is_right("كلمة مرور طويلة", user.password)
    users.set_password("salma", "كلمة أخرى طويلة")
    changed = users.get("salma")
    assert changed is not None
    assert not passwords.is_right("كلمة مرور طويلة", changed.password)
    users.disable("salma")
    assert users.get("salma") is None
    assert users.all()["salma"].disabled


@pytest.mark.parametrize("name", ["", "a", "Salma", "سلمى", "a b", "../x", "a/b", "-ab", "a" * 33, "ab\n"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(FatalProblems):
        Users(tmp_path).add(name, "x", Role.CHIEF, "كلمة مرور طويلة")
    assert not (tmp_path / "desk/users.json").exists()


@pytest.mark.parametrize("password", ["", "قصيرة", "x" * 9, "x" * 201])
def test_passwords_that_cannot_be(tmp_path: Path, password: str) -> None:
    with pytest.raises(FatalProblems):
        Users(tmp_path).add("salma", "سلمى", Role.CHIEF, password)


def test_nobody_is_added_twice_or_changed_without_an_account(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.add("salma", "سلمى", Role.CHIEF, "كلمة مرور طويلة")
    before = (tmp_path / "desk/users.json").read_bytes()
    with pytest.raises(FatalProblems):
        users.add("salma", "غيرها", Role.CHIEF, "كلمة مرور طويلة")
    with pytest.raises(FatalProblems):
        users.set_password("karim", "كلمة مرور طويلة")
    with pytest.raises(FatalProblems):
        users.disable("karim")
    assert (tmp_path / "desk/users.json").read_bytes() == before


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]x", b'[{"name": 1}]', b"\xff", b'[{"name":"ab","full_name":"x","role":"king","password":"x"}]'],
)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "desk/users.json"
    file.parent.mkdir(parents=True)
    file.touch(0o600)
    file.write_bytes(data)
    with pytest.raises(FatalProblems):
        Users(tmp_path).get("salma")


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    Users(tmp_path).add("salma", "سلمى", Role.CHIEF, "كلمة مرور طويلة")
    (tmp_path / "desk/users.json").chmod(mode)
    with pytest.raises(FatalProblems):
        Users(tmp_path).get("salma")


def test_the_file_is_read_once_and_each_change_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request asks for an account, and a build may run beside it."""
    server, command = Users(tmp_path), Users(tmp_path)
    reads: list[str] = []
    data = Users._data

    def counted(self: Users, place: str) -> bytes | None:
        reads.append(place)
        return data(self, place)

    monkeypatch.setattr(Users, "_data", counted)
    assert server.get("salma") is None
    first = command.add("salma", "سلمى", Role.REPORTER, "كلمة مرور طويلة")
    reads.clear()
    assert [server.get("salma") for _ in range(5)] == [first] * 5
    assert len(reads) == 1
    command.set_password("salma", "كلمة مرور أخرى")
    changed = server.get("salma")
    assert changed is not None
    assert changed.password != first.password
    command.add("karim", "كريم", Role.EDITOR, "كلمة مرور طويلة")
    assert set(server.all()) == {"salma", "karim"}
    command.disable("salma")
    assert server.get("salma") is None
    assert server.get("karim") is not None
    file = tmp_path / "desk/users.json"
    file.chmod(0o640)
    with pytest.raises(FatalProblems):
        server.get("karim")
    file.chmod(0o600)
    assert server.get("karim") is not None
    text = file.read_bytes()
    file.write_bytes(text.replace(b"editor", b"chief "))  # in its place, as an editor's program may write
    with pytest.raises(FatalProblems):
        server.get("karim")
    file.unlink()
    assert server.all() == {}


def test_a_link_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]")
    other.chmod(0o600)
    (tmp_path / "desk").mkdir(parents=True)
    (tmp_path / "desk/users.json").symlink_to(other)
    with pytest.raises(FatalProblems):
        Users(tmp_path).all()


def test_deleting_the_cache_deletes_no_account(tmp_path: Path) -> None:
    Users(tmp_path).add("salma", "سلمى", Role.CHIEF, "كلمة مرور طويلة")
    shutil.rmtree(tmp_path / ".newsgen")
    assert set(Users(tmp_path).all()) == {"salma"}
    assert "users.json" in (tmp_path / "desk/.gitignore").read_text()


def test_accounts_of_the_old_place_move_once(tmp_path: Path) -> None:
    users = Users(tmp_path)
    assert users.move() is Move.NOTHING
    users.add("salma", "سلمى", Role.CHIEF, "كلمة مرور طويلة")
    new, old = tmp_path / "desk/users.json", tmp_path / ".newsgen/desk/users.json"
    data = new.read_bytes()
    old.parent.mkdir(parents=True)
    new.rename(old)
    assert users.move() is Move.MOVED
    assert (new.read_bytes(), old.exists(), stat.S_IMODE(new.stat().st_mode)) == (data, False, 0o600)
    old.touch(0o600)
    old.write_bytes(data)  # killed between the two steps
    assert users.move() is Move.MOVED
    assert not old.exists()
    old.touch(0o600)
    old.write_bytes(b"[]")
    assert users.move() is Move.BOTH
    assert (new.read_bytes(), old.read_bytes()) == (data, b"[]")
    old.chmod(0o644)  # nobody reads it any more, so its mode stops nothing
    assert users.move() is Move.BOTH


def test_a_damaged_or_open_old_file_moves_nowhere(tmp_path: Path) -> None:
    old = tmp_path / ".newsgen/desk/users.json"
    old.parent.mkdir(parents=True)
    old.touch(0o600)
    old.write_bytes(b"{")
    with pytest.raises(FatalProblems):
        Users(tmp_path).move()
    old.write_bytes(b"[]")
    old.chmod(0o644)
    with pytest.raises(FatalProblems):
        Users(tmp_path).move()
    assert old.exists()
    assert not (tmp_path / "desk").exists()


def test_a_gitignore_of_the_newsroom_stays(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/.gitignore").write_text("*\n")
    Users(tmp_path).add("salma", "سلمى", Role.CHIEF, "كلمة مرور طويلة")
    assert (tmp_path / "desk/.gitignore").read_text() == "*\n"


def test_a_name_that_is_not_there_takes_as_long_as_one_that_is() -> None:
    from argon2 import PasswordHasher, extract_parameters

    assert extract_parameters(NOBODY) == extract_parameters(PasswordHasher().hash("x"))
    assert not passwords.is_right("", NOBODY)


# sessions

USER = User("salma", "سلمى", Role.EDITOR, "hash")


def test_a_session_ends_by_itself() -> None:
    kept = Sessions()
    token = kept.begin(USER, NOW)
    assert len(token) >= 43  # 256 bits
    assert kept.get(token, NOW + sessions.IDLE) is not None
    assert kept.get(token, NOW + sessions.IDLE * 2 + timedelta(seconds=1)) is None
    token = kept.begin(USER, NOW)
    moment = NOW
    while moment <= NOW + sessions.LONGEST:
        assert kept.get(token, moment) is not None
        moment += timedelta(hours=1)
    assert kept.get(token, moment) is None


def test_sessions_end_one_by_one_and_everywhere() -> None:
    kept = Sessions()
    tokens = [kept.begin(USER, NOW) for _ in range(3)]
    other = kept.begin(User("karim", "كريم", Role.REPORTER, "hash"), NOW)
    kept.end(tokens[0])
    assert [kept.get(token, NOW) is not None for token in tokens] == [False, True, True]
    kept.end_all("salma")
    assert [kept.get(token, NOW) is not None for token in (*tokens, other)] == [False, False, False, True]
    assert kept.get("", NOW) is None


def test_tokens_are_kept_by_their_hashes_and_never_repeat() -> None:
    kept = Sessions()
    tokens = [kept.begin(USER, NOW) for _ in range(20)]
    assert len(set(tokens)) == 20
    assert not any(token in repr(vars(kept)) for token in tokens)
    session = kept.get(tokens[0], NOW)
    assert session is not None
    assert is_token(session, session.form_token)
    assert not is_token(session, "")
    assert not is_token(session, tokens[0])


def test_sessions_outlive_the_process(tmp_path: Path) -> None:
    kept = Sessions(tmp_path)
    token, gone = kept.begin(USER, NOW), kept.begin(USER, NOW)
    session = kept.get(token, NOW)
    assert session is not None
    kept.end(gone)
    file = tmp_path / ".newsgen/desk/sessions.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any(secret in file.read_text() for secret in (token, gone, session.form_token, '"hash"'))
    after = Sessions(tmp_path)
    assert after.get(token, NOW) == session
    assert after.get(gone, NOW) is None
    assert after.get(token, NOW + sessions.IDLE * 2) is None
    assert not session.is_of(User("salma", "سلمى", Role.EDITOR, "other"))


@pytest.mark.parametrize("data", ["{", "[]", '{"x": 1}', "\x00", '{"a": {"user": "salma"}}'])
def test_a_damaged_file_of_sessions_logs_everybody_out(tmp_path: Path, data: str) -> None:
    token = Sessions(tmp_path).begin(USER, NOW)
    file = tmp_path / ".newsgen/desk/sessions.json"
    file.chmod(0o640)
    assert Sessions(tmp_path).get(token, NOW) is None
    file.chmod(0o600)
    file.write_text(data)
    assert Sessions(tmp_path).get(token, NOW) is None


def test_a_logout_that_cannot_be_written_is_no_login_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Sessions(tmp_path)
    token = kept.begin(USER, NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sessions, "replace_file", full)
    kept.end(token)
    assert Sessions(tmp_path).get(token, NOW) is None


def test_guessing_has_an_end() -> None:
    guesses = Guesses()
    for _ in range(sessions.TRIES):
        assert guesses.may_try("salma", "1.2.3.4", NOW)
        guesses.wrong("salma", "1.2.3.4", NOW)
    assert not guesses.may_try("salma", "5.6.7.8", NOW)
    assert guesses.may_try("karim", "1.2.3.4", NOW)
    assert guesses.may_try("salma", "1.2.3.4", NOW + sessions.PAUSE)
    guesses.right("salma", "127.0.0.1")
    assert guesses.may_try("salma", "1.2.3.4", NOW)
    for _ in range(sessions.TRIES * 8):  # a newsroom behind one address logs in
        assert guesses.may_try("huda", "10.0.0.1", NOW)
        guesses.wrong("huda", "10.0.0.1", NOW)
        guesses.right("huda", "10.0.0.1")
    for number in range(sessions.TRIES * 6):
        guesses.wrong(f"name{number}", "9.9.9.9", NOW)
    assert not guesses.may_try("karim", "9.9.9.9", NOW)


def test_what_is_remembered_of_guesses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_REMEMBERED", 50)
    guesses = Guesses()
    for number in range(500):
        guesses.wrong(f"name{number}", f"10.0.0.{number}", NOW)
    assert len(guesses._wrong) <= 50
