"""The theme's scripts are what their sources give, without comments and blanks and otherwise unchanged."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsgen.theme.script import stripped_script
from tests.support.growth import is_linear

ROOT = Path(__file__).parents[2]


def test_the_scripts_are_what_their_files_give() -> None:
    run = subprocess.run([sys.executable, str(ROOT / "tools/script.py"), "--check"], check=False)
    assert run.returncode == 0, "run tools/script.py"


@pytest.mark.parametrize("name", ["live", "newsgen"])
def test_names_stay(name: str) -> None:
    source = (ROOT / f"script/{name}.js").read_text(encoding="utf-8")
    words = re.findall(r"[\w$]+", re.sub(r"(?m)^\s*//.*|\s// .*", "", source))
    assert re.findall(r"[\w$]+", stripped_script(source)) == words


@pytest.mark.parametrize(
    ("source", "stripped"),
    [
        ("const a = 1; // why\nreturn a;\n", "const a=1;return a;\n"),
        ("x = \"a  // b\" + 'c /* d */';", "x=\"a  // b\"+'c /* d */';\n"),
        ("`${a} // ${b}`;", "`${a} // ${b}`;\n"),
        ("a + +b - -c; a++ + b;", "a+ +b- -c;a++ +b;\n"),
        ("/* one\n   two */ f(/[/\"'] x/g, 1 / 2);", "f(/[/\"'] x/g,1/2);\n"),
        ("if (x) return /a|b/.test(y);\n\n}", "if(x)return/a|b/.test(y);}\n"),
        ("", "\n"),
    ],
)
def test_blanks_and_comments_go_and_texts_stay(source: str, stripped: str) -> None:
    assert stripped_script(source) == stripped


@pytest.mark.parametrize("piece", ["/", '"', "`", "/* ", "a ", "(/", "(/[", "(/[\\", "'\\", "=/a", "\n"])
def test_a_long_script_is_stripped_in_linear_time(piece: str) -> None:
    assert is_linear(stripped_script, piece)
