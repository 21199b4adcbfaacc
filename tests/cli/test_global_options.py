"""``--lang``, ``--no-color`` and ``--site`` mean the same before and after the name of a command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.cli.exit_codes import DONE, FAILED, USAGE
from newsgen.cli.parser import COMMANDS, command_line_parser
from tests.support import Site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("NEWSGEN_LANG", "ar")
    monkeypatch.setenv("NO_COLOR", "")
    return Site(tmp_path / "site")


def positions(options: list[str], command: list[str]) -> list[list[str]]:
    """The options before the command, after it, and one on each side."""
    name, *rest = command
    return [[*options, *command], [*command, *options], [*options[:2], name, *options[2:], *rest]]


@pytest.mark.parametrize("position", range(3))
def test_every_position_works(
    site: Site, position: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--lang", "en", "--site", str(site.root), "--no-color"]
    assert command_line.main(positions(options, ["list", "--status", "draft"])[position]) == DONE
    assert capsys.readouterr().out == "Stories: 0.\n"
    assert os.environ["NO_COLOR"] == "1"


def test_build_takes_the_language_before_its_name(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--lang", "en", "build", "--site", str(site.root)]) == DONE
    assert capsys.readouterr().out.startswith("Stories: 0, pages: ")


def test_the_last_value_counts(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--site", "nowhere", "--lang=ar", "list", "--site", str(site.root), "--lang=en"]
    assert command_line.main(words) == DONE
    assert capsys.readouterr().out == "Stories: 0.\n"


def test_an_option_before_the_name_is_not_reset_after_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--site", str(tmp_path / "nowhere"), "list", "--lang", "en"]) == FAILED
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--lang", "ar", "build", "--nonsense"], ["build", "--nonsense", "--lang", "ar"]])
def test_an_error_of_the_command_line_is_in_the_chosen_language(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        command_line.main(words)
    assert leaving.value.code == USAGE
    assert "الاستخدام: newsgen" in capsys.readouterr().err


def test_every_command_takes_them() -> None:
    parser, commands = command_line_parser("en")
    everywhere = {"--lang", "--no-color", "--site"}
    assert set(commands) == set(COMMANDS)
    for one in (parser, *commands.values()):
        assert everywhere <= {name for action in one._actions for name in action.option_strings}
