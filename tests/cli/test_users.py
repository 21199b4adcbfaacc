"""``newsgen users`` and ``newsgen desk`` at the command line."""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.cli.command_line import main
from newsgen.desk import passwords
from newsgen.desk.users import Users
from tests.support import Site

argon2 = pytest.importorskip("argon2")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", lambda: argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def newsgen(monkeypatch: pytest.MonkeyPatch, site: Path, *words: str, typed: str = "") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return main(["--site", str(site), "--lang", "en", *words])


def test_accounts_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path).root
    words = ("users", "add", "salma", "--role", "editor", "--full-name", "سلمى الحسن")
    assert newsgen(monkeypatch, site, *words, typed="كلمة مرور طويلة\n") == 0
    assert "كلمة مرور" not in capsys.readouterr().out
    assert stat.S_IMODE((site / "desk/users.json").stat().st_mode) == 0o600
    assert newsgen(monkeypatch, site, *words, typed="كلمة مرور طويلة\n") == 1
    assert "already" in capsys.readouterr().err
    assert newsgen(monkeypatch, site, "users", "passwd", "salma", typed="قصيرة\n") == 1
    assert newsgen(monkeypatch, site, "users", "passwd", "salma", typed="كلمة أخرى طويلة\n") == 0
    assert newsgen(monkeypatch, site, "users", "disable", "karim") == 1
    assert newsgen(monkeypatch, site, "users", "disable", "salma") == 0
    capsys.readouterr()
    assert newsgen(monkeypatch, site, "users", "list") == 0
    assert capsys.readouterr().out.startswith("salma\tdisabled\t")
    assert newsgen(monkeypatch, site, "users", "add") == 2
    assert Users(site).get("salma") is None


def test_accounts_of_the_old_place_are_moved_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path).root
    assert newsgen(monkeypatch, site, "users", "add", "salma", typed="كلمة مرور طويلة\n") == 0
    (site / ".newsgen/desk").mkdir(parents=True)
    (site / "desk/users.json").rename(site / ".newsgen/desk/users.json")
    capsys.readouterr()
    assert newsgen(monkeypatch, site, "users", "list") == 0
    told = capsys.readouterr()
    assert "have moved" in told.err
    assert told.out.startswith("salma\t")
    assert newsgen(monkeypatch, site, "users", "list") == 0
    assert capsys.readouterr().err == ""


def test_a_desk_without_accounts_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert newsgen(monkeypatch, Site(tmp_path).root, "desk") == 1
    assert "newsgen users add" in capsys.readouterr().err
    assert newsgen(monkeypatch, tmp_path / "none", "desk") == 1
    assert "site.yml" in capsys.readouterr().err
    assert newsgen(monkeypatch, tmp_path, "desk", "--origin", "http://desk.example.org") == 1
    assert "https://desk.example.org" in capsys.readouterr().err


def test_without_argon2_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    passwords._hasher.cache_clear()
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(FatalProblems) as failure:
        passwords.hashed("كلمة مرور طويلة")
    assert "newsgen[desk]" in failure.value.problems[0].hint
    passwords._hasher.cache_clear()
