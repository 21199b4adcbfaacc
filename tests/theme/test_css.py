"""The style sheet's law: both directions in one, nothing that Arabic letters cannot bear, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static").rglob("*.css"))


@dataclass(frozen=True)
class Rule:
    """Declarations that stand directly in one block; ``path`` holds the selectors and at-rules around it."""

    path: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]

    @property
    def selector(self) -> str:
        return self.path[-1] if self.path else ""

    def value(self, name: str) -> str | None:
        return next((v for n, v in reversed(self.declarations) if n == name), None)


def rules(text: str) -> list[Rule]:
    """All blocks of a style sheet. Strings and brackets may hold semicolons; comments go."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    tokens = re.findall(r"\"[^\"]*\"|'[^']*'|\((?:[^()]|\([^()]*\))*\)|[{};]|[^{};\"'(]+|\(", text)
    found: list[Rule] = []
    open_blocks: list[tuple[str, list[tuple[str, str]]]] = [("", [])]
    words = ""

    def declare() -> None:
        name, colon, value = words.partition(":")
        if colon:
            open_blocks[-1][1].append((name.strip().lower(), value.strip()))

    for token in tokens:
        if token == "{":
            open_blocks.append((" ".join(words.split()), []))
        elif token == "}":
            declare()
            path = tuple(name for name, _ in open_blocks[1:])
            found.append(Rule(path, tuple(open_blocks.pop()[1])))
        elif token == ";":
            declare()
        else:
            words += token
            continue
        words = ""
    assert len(open_blocks) == 1, "every block is closed"
    return found


@dataclass(frozen=True)
class Finding:
    selector: str
    what: str


PHYSICAL = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)
SIDES = ("text-align", "float", "clear", "caption-side", "justify-content", "justify-self", "justify-items")
LATIN_ONLY = re.compile(r":lang\((?:en|fr)\)")
FOUR = re.compile(r"(?:margin|padding|inset|border-(?:width|color|style))")


def physical(rule: Rule) -> Iterator[str]:
    for name, value in rule.declarations:
        if PHYSICAL.fullmatch(name) or (name in SIDES and re.search(r"\b(?:left|right)\b", value)):
            yield f"{name}: {value}"
        if name in ("width", "height", "min-width", "max-width", "min-height", "max-height"):
            yield f"{name}: the page uses inline-size and block-size"
        sides = re.sub(r"\([^()]*(?:\([^()]*\))?[^()]*\)", "x", value).split()
        if FOUR.fullmatch(name) and len(sides) == 4 and sides[1] != sides[3]:
            yield f"{name}: {value} has a right and a left"


def unarabic(rule: Rule) -> Iterator[str]:
    if LATIN_ONLY.search(rule.selector):
        return
    for name, value in rule.declarations:
        spaced = name == "letter-spacing" and value not in ("0", "normal")
        slanted = (name == "font-style" and value != "normal") or (
            name == "font" and re.search("italic|oblique", value)
        )
        cased = (name == "text-transform" and value != "none") or "small-caps" in value
        justified = name in ("text-align", "text-align-last") and "justify" in value
        if spaced or slanted or cased or justified or name in ("font-synthesis", "word-break"):
            yield f"{name}: {value}"


def cutting(rule: Rule) -> Iterator[str]:
    """Text that is cut off must leave room for marks above and tails below, within its own box."""
    clamped = any(name.endswith("line-clamp") for name, _ in rule.declarations)
    ellipsis = rule.value("text-overflow") is not None
    if (clamped or ellipsis) and rule.value("padding-block") != ".3em .2em":
        yield "cut off without “padding-block: .3em .2em”"
    if clamped and rule.value("line-clamp") != rule.value("-webkit-line-clamp"):
        yield "line-clamp and -webkit-line-clamp differ"
    for name, value in rule.declarations:
        if name == "line-height" and re.fullmatch(r"[\d.]+", value) and 0 < float(value) < 1.3:
            yield f"line-height: {value} is too tight"
        if name.startswith("--t-"):
            height = value.rpartition("/")[2]
            if not re.fullmatch(r"[\d.]+", height) or float(height) < 1.3:
                yield f"{name}: {value} has no line height, or one that is too tight"


def foreign(rule: Rule) -> Iterator[str]:
    for name, value in rule.declarations:
        for address in re.findall(r"url\(\s*[\"']?([^\"')]*)", value):
            if re.match(r"[a-z]+:|//|/", address):
                yield f"{name}: {address}"


CHECKS = {"physical": physical, "unarabic": unarabic, "cutting": cutting, "foreign": foreign}


def findings(text: str, check: str) -> list[Finding]:
    return [Finding(rule.selector, what) for rule in rules(text) for what in CHECKS[check](rule)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("check", CHECKS)
def test_the_sheet_keeps_the_law(sheet: Path, check: str) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert len(rules(text)) > 20
    assert findings(text, check) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_imported(sheet: Path) -> None:
    assert "@import" not in sheet.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_clamped_text_says_its_line_height(sheet: Path) -> None:
    """Its own rule or another for the same element gives a line height of at least 1.5."""
    every = rules(sheet.read_text(encoding="utf-8"))
    tokens = {n: v for rule in every for n, v in rule.declarations if n.startswith("--t-")}
    clamped = [rule for rule in every if any(n.endswith("line-clamp") for n, _ in rule.declarations)]
    assert clamped or sheet.name != "newsgen.css"
    for rule in clamped:
        last = rule.selector.split()[-1:]
        around = set(rule.selector.split())
        own = [r for r in every if set(r.selector.split()) <= around and r.selector.split()[-1:] == last]
        heights = []
        for other in own:
            font = re.sub(r"var\((--t-[\w-]+)\)", lambda found: tokens[found[1]], other.value("font") or "")
            heights += [float(h) for h in re.findall(r"/([\d.]+)", font)]
            heights += [float(v) for n, v in other.declarations if n == "line-height"]
        assert heights, rule.selector
        assert min(heights) >= 1.5, rule.selector


@pytest.mark.parametrize(
    ("check", "css"),
    [
        ("physical", "a { margin-left: 1px }"),
        ("physical", "a { border-top-right-radius: 1px }"),
        ("physical", "@media print { a { text-align: right; } }"),
        ("physical", "a { padding: 1px 2px 3px 4px }"),
        ("physical", "a { left: 0 }"),
        ("physical", "a { color: red; width: 1px }"),
        ("unarabic", "a { letter-spacing: .1em }"),
        ("unarabic", "a { font: italic 1rem serif }"),
        ("unarabic", "a { text-transform: uppercase }"),
        ("unarabic", "p { text-align: justify }"),
        ("cutting", "a { -webkit-line-clamp: 2; line-clamp: 2; }"),
        ("cutting", "a { text-overflow: ellipsis }"),
        ("cutting", "a { line-height: 1.1 }"),
        ("cutting", ":root { --t-x: 2rem/1.1; }"),
        ("foreign", "a { background: url(https://example.org/a.png) }"),
        ("foreign", "@font-face { src: url('//example.org/a.woff2') }"),
    ],
)
def test_the_guard_sees(check: str, css: str) -> None:
    assert len(findings(css, check)) == 1


def test_pictograms_that_point_are_mirrored_and_no_others() -> None:
    """A clock, a tick, a play triangle and a theme have no direction of reading; a way onward has."""
    onward = {"more"}
    calls = [
        (name, "pointing=True" in rest)
        for file in (ROOT / "templates").rglob("*.html")
        for name, rest in re.findall(r"icon\(\"(\w+)\"([^)]*)\)", file.read_text(encoding="utf-8"))
    ]
    assert {name for name, _ in calls} > onward
    assert all(mirrored == (name in onward) for name, mirrored in calls)
