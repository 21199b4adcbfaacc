"""The package itself: usable alone, cheap to load, and never slow on hostile text."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsgen import arabic
from tests.support.cases import sampled

HERE = Path(arabic.__file__).parent


def test_it_imports_nothing_else_of_newsgen() -> None:
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= 1, path
                assert not (node.module or "").startswith("newsgen"), path
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith("newsgen") for alias in node.names), path


def test_modules_are_short() -> None:
    assert max(len(path.read_text(encoding="utf-8").splitlines()) for path in HERE.glob("*.py")) < 300


def test_loading_it_loads_no_tables() -> None:
    code = (
        "import sys; from newsgen import arabic;"
        "assert not [m for m in sys.modules if m.startswith('newsgen.arabic.')];"
        "arabic.fold('أ'); arabic.isolate('a'); arabic.House();"
        "print([m for m in ('babel', 'hijridate', 'slugify', 'jinja2') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_public_name_is_there_and_no_other() -> None:
    assert sorted(arabic.__all__) == sorted(dir(arabic))
    for name in arabic.__all__:
        assert getattr(arabic, name) is not None
    assert not {path.stem for path in HERE.glob("*.py")} & set(arabic.__all__)
    with pytest.raises(AttributeError, match="tashkil"):
        getattr(arabic, "tashkil")  # noqa: B009


HOSTILE = {
    "spaces": "ا" + " " * 50_000 + "ا",
    "no-break spaces": ("ا" + "\u00a0" * 50_000 + "ا"),
    "joiners": "ا" + "\u200c" * 50_000 + "b",
    "marks of direction": "ا" + "\u200f" * 50_000 + "b",
    "entities": "&" + "amp;" * 20_000,
    "ampersands": "&" * 50_000,
    "isolates": "\u2068" * 20_000,
    "pops": "\u2069" * 20_000,
    "digits": "ا " + "1" * 50_000,
    "grouped": "ا " + "111 " * 12_000,
    "dashes": "ا " + "1-" * 25_000,
    "symbols": "ا " + "+-$." * 12_000,
    "latin": "ا " + "a" * 50_000 + ".",
    "latin words": "ا " + "ab. " * 12_000,
    "brackets": "ا a" + " (" * 25_000,
    "nested": "ا a (" + "b" * 30_000,
    "addresses": "ا " + "https://" * 6_000,
    "quotes": '"' * 50_000,
    "guillemets": "«" * 50_000,
    "tatweel": "ـ" * 50_000,
    "marks": "ا" + "\u064b" * 20_000,
    "shapes": "ﷲ" * 20_000,
    "phrase": "ﷺ" * 10_000,
    "commas": "ا " + "a،" * 20_000,
    "lines": "a.\n" * 15_000,
    "ands": "و" * 50_000,
    "percent": "1 " * 25_000 + "%",
}


@sampled(8)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_slow(name: str) -> None:
    text = HOSTILE[name]
    start = time.process_time()
    style = arabic.Style(quotes="straight", inner_quotes="curly", percent="word")
    arabic.clean(text)
    arabic.clean(text, markup=True)
    arabic.isolate(text)
    arabic.bidi_controls(text)
    arabic.fold(text)
    arabic.slug(text)
    arabic.sort_key(text)
    arabic.terms(text)
    arabic.to_digits(text, arabic.House(digits="arab"))
    arabic.findings(text, style)
    arabic.parse_date(text)
    arabic.parse_relative(text)
    assert time.process_time() - start < 5  # linear work takes about 0.2 s; a quadratic pattern takes minutes
