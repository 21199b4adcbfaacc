"""The style sheet is what its files give, and its numbers are those that the code and the templates use."""

import importlib.util
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import pytest

from newsgen.base.palette import COLUMN, DARK, LIGHT, Palette
from newsgen.site.settings_check import Check
from tests.theme.test_css import Rule, rules

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools/style.py"
STYLE = ROOT / "style"
LAYERS = ("reset", "tokens", "base", "layout", "components", "print")
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def test_the_style_sheet_is_what_its_files_give() -> None:
    run = subprocess.run([sys.executable, str(ROOT / "tools/style.py"), "--check"], check=False)
    assert run.returncode == 0, "run tools/style.py"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_file_holds_its_layer_and_nothing_else(layer: str) -> None:
    found = rules((STYLE / f"{layer}.css").read_text(encoding="utf-8"))
    assert {rule.path[0] for rule in found if rule.path} == {f"@layer {layer}"}


def test_the_order_of_the_layers() -> None:
    assert f"@layer {', '.join(LAYERS)};" in (STYLE / "head.css").read_text(encoding="utf-8")


def tokens(selector: str) -> list[dict[str, str]]:
    found = rules((STYLE / "tokens.css").read_text(encoding="utf-8"))
    return [_colours(rule) for rule in found if rule.selector == selector and rule.value("--paper")]


def _colours(rule: Rule) -> dict[str, str]:
    """Custom properties that are colours, in six digits."""
    short = {name.removeprefix("--"): value for name, value in rule.declarations if HEX.fullmatch(value)}
    return {
        name: "#" + "".join(d * 2 for d in value[1:]) if len(value) == 4 else value for name, value in short.items()
    }


@pytest.mark.parametrize(
    ("palette", "selector"),
    [(LIGHT, ":root"), (DARK, ':root:not([data-theme="light"])'), (DARK, ':root[data-theme="dark"]')],
)
def test_the_palette_is_that_of_the_tokens(palette: Palette, selector: str) -> None:
    (found,) = tokens(selector)
    assert asdict(palette).items() <= found.items()


def test_both_dark_blocks_are_alike() -> None:
    """Dark stands twice: for the device's setting, and for the reader's."""
    assert tokens(':root:not([data-theme="light"])') == tokens(':root[data-theme="dark"]')


def test_the_preview_has_the_theme_s_colours() -> None:
    found = (ROOT / "src/newsgen/preview/static/faults.css").read_text(encoding="utf-8")
    for palette in (LIGHT, DARK):
        for name, value in asdict(palette).items():
            assert f"--{name}: {value}" in found.replace("#fff;", "#ffffff;")


def test_templates_write_no_colour_of_their_own() -> None:
    for file in (ROOT / "templates").rglob("*"):
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        assert not re.search(r"#[0-9a-f]{6}\b", text), file


def test_the_column_is_that_of_the_layout() -> None:
    assert f"grid-template-columns: minmax(0, {COLUMN}px)" in (STYLE / "layout.css").read_text(encoding="utf-8")
    assert Check().text_width == COLUMN


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("style_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_minifying_changes_no_rule(tool: ModuleType) -> None:
    """What is read of the sheet is what is read of its files: the same rules in the same order, with the same values."""
    source = "".join((STYLE / f"{name}.css").read_text(encoding="utf-8") for name in tool.FILES)
    plain, small = (rules(text) for text in (source, tool.assembled()))
    assert [_without_spaces(rule) for rule in small] == [_without_spaces(rule) for rule in plain]
    assert len(tool.assembled()) < 0.9 * len(source)


def _without_spaces(rule: Rule) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    def bare(text: str) -> str:
        return re.sub(r"\s*([,>])\s*", r"\1", " ".join(text.split()))

    return tuple(map(bare, rule.path)), tuple((name, bare(value)) for name, value in rule.declarations)


@pytest.mark.parametrize(
    ("sheet", "small"),
    [
        ("a { color : red; }", "a{color : red}\n"),
        ("a,\n b  >  c { x: 1px  2px ; }", "a,b>c{x:1px 2px}\n"),
        ("a :is(b, c) d { width: calc(1px + 2px - 3px) }", "a :is(b,c) d{width:calc(1px + 2px - 3px)}\n"),
        ('a::after { content: " ; } , : "; b: url("x y") }', 'a::after{content:" ; } , : ";b:url("x y")}\n'),
        ("/* x ; */ a:hover { b: c /* d */ e }", "a:hover{b:c e}\n"),
        ("@media (width >= 9px) { a { b: c; } }", "@media (width >= 9px){a{b:c}\n}\n"),
    ],
)
def test_minified(tool: ModuleType, sheet: str, small: str) -> None:
    assert tool.minified(sheet) == small
