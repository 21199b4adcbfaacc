"""What editors see in a terminal: tables that keep to its width, values that keep their order, colours only when wanted, help
with an example that works."""

from __future__ import annotations

import io
import re
import shlex
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import newsgen
from newsgen.cli import command_line
from newsgen.cli.parser import command_line_parser
from newsgen.cli.progress import ProgressBar
from newsgen.cli.terminal import cell_width, table, truncate, wants_colours
from tests.support import Site
from tests.support.terminal import Terminal, without_colours


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("سلام", 4),
        ("سَلَامٌ", 4),
        ("لـ CIA", 6),
        ("\u2068ab\u2069", 2),
        ("日本", 4),
        ("e\u0301", 1),
        ("", 0),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), max_codepoint=0xFFFF), max_size=20))
def test_cells_are_those_of_rich(text: str) -> None:
    """An independent table, for all that stands on its own; about marks and controls they differ by design."""
    plain = "".join(
        char
        for char in text
        if not 0x1100 <= ord(char) < 0x1200 and not 0xA960 <= ord(char) < 0xD7FF and char != "\u3164"
    )
    assert cell_width(plain) == cell_len(plain)


@given(st.text("سلَامٌab é日\u0301 ", max_size=30), st.integers(1, 30))
def test_a_cut_fits_and_keeps_marks_with_their_letters(text: str, width: int) -> None:
    cut = truncate(text, width)
    assert cell_width(cut) <= width
    assert cut == text or cut.endswith("…")
    kept = cut.removesuffix("…") if cut != text else cut
    assert text.startswith(kept)
    if kept and kept != text.rstrip() and not kept.endswith(" "):
        rest = text[len(kept) :]
        assert not rest or not unicodedata.combining(rest[0])


def test_a_table_keeps_to_the_room_and_its_columns_in_order() -> None:
    rows = [
        ("2026-06-01", "عنوان طويل جدًا لا يتسع له السطر في طرفية ضيقة", "content/2026/06/ملف-باسم-طويل.md"),
        ("x", "قصير", "y"),
    ]
    for lang in ("ar", "en"):
        for line in table(("date", "headline", "file"), rows, lang, 50):
            assert cell_width(line) <= 50
            assert line.count("\u2068") == line.count("\u2069")
    assert table(("a", "b"), [("x", "y")], "en", 50) == ["a  b", "x  y"]
    assert table(("a", "b"), [("x", "y")], "ar", None) == [
        "\u2068a\u2069  \u2068b\u2069",
        "\u2068x\u2069  \u2068y\u2069",
    ]
    assert rows[0][2] in table(("date", "headline", "file"), rows, "en", None)[1], "nothing is cut for other programs"
    assert table(("a", "b"), [("x\x1b[31m", "y\u202e")], "en", None)[1] == "\u2068x�[31m\u2069  \u2068y�\u2069"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("one", "عنوان أطول من أن يتسع له سطر واحد في طرفية ضيقة فيقصر ويبقى الملف", body="ذهب الى البيت.")
    return site


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_list_fits_into_the_terminal(site: Site, lang: str) -> None:
    code, said = Terminal(["list", "--lang", lang], site.root, {"COLUMNS": "70"}).end()
    assert code == 0
    head, row, _ = without_colours(said).splitlines()
    assert cell_width(row) <= 70
    assert "…" in row
    assert ("headline" in head) is (lang == "en")


def test_colours_only_where_they_are_wanted(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", "--now", "2026-06-01", "--lang", "en"]
    code, said = Terminal(words, site.root).end()
    assert code == 4
    assert "\x1b[1mcontent/one.md:6:5\x1b[0m: \x1b[33mwarning\x1b[0m: House style, hamza" in said
    _, plain = Terminal([*words, "--no-color"], site.root).end()
    assert "\x1b[3" not in plain
    assert "content/one.md:6:5: warning: House style, hamza" in plain
    command_line.main([*words, "--site", str(site.root)])
    assert "\x1b" not in capsys.readouterr().err, "not into a file either"


@pytest.mark.parametrize(
    ("environment", "shown"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_the_variables_that_decide(environment: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colours(Screen()) is shown
    assert not wants_colours(io.StringIO())


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_command_has_help_with_an_example_that_is_one(lang: str) -> None:
    parser, commands = command_line_parser(lang)
    for name, command in commands.items():
        text = " ".join(command.format_help().split())
        match = re.search(r"(?:Example:|مثال:) (newsgen .*)$", text)
        assert match, name
        words = shlex.split(match[1])
        assert words[1] == name
        assert parser.parse_args(words[1:]).command == name


def test_every_stage_has_words() -> None:
    """A stage that the bar does not know would end the command on a terminal, and on a terminal alone."""
    called = re.compile(r"""progress\(\s*"([a-z]+)",""")
    sources = Path(newsgen.__file__).parent.rglob("*.py")
    stages = {stage for source in sources for stage in called.findall(source.read_text(encoding="utf-8"))}
    assert stages == ProgressBar.STAGES.keys()
