"""``newsgen check``: house style, found at its line and column, never rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen import cli
from newsgen.check import check, check_story
from newsgen.settings import read

from .support import SETTINGS, Site, story

STYLE = SETTINGS + "style: {quotes: guillemets, percent: word}\n"


def found(text: str, settings: str = STYLE) -> list[tuple[str, int, int, str]]:
    parsed, problems = read(settings.encode())
    assert parsed is not None, problems
    return [
        (p.code, p.line, p.column, dict(p.values)["suggestion"])
        for p in check_story("content/a.md", text.encode(), parsed)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("قال, ثم مضى.", ("style-latin-punctuation", 6, 4, "،")),
        ("أين? هنا.", ("style-latin-punctuation", 6, 4, "؟")),
        ("هذا کتاب.", ("style-persian-letter", 6, 5, "ك")),
        ("سطر\n\nارتفع 5% أمس.", ("style-percent", 8, 8, None)),
        ("يوم الإثنين.", ("style-spelling", 6, 5, "الاثنين")),
        ("ذهب الى البيت.", ("style-hamza", 6, 5, "إلى")),
        ("قالـــت.", ("style-tatweel", 6, 4, None)),
    ],
)
def test_each_rule_at_its_place(body: str, expected: tuple[str, int, int, str | None]) -> None:
    (finding,) = found(story(body=body))
    assert finding[:3] == expected[:3]
    if expected[3] is not None:
        assert finding[3] == expected[3]


@pytest.mark.parametrize(
    "body",
    [
        "قال «نعم» ثم مضى، وسأل: أين؟",
        'رمز `a, ب?` و<span lang="en">x, y</span> و[رابط](https://example.org/?a,ب).',
        "لـ CIA و«دبي ـ العربية».",
        "ارتفع 5 في المئة.",
    ],
)
def test_what_must_be_left_alone(body: str) -> None:
    assert found(story(body=body)) == []


def test_the_headline_is_looked_at_too() -> None:
    assert found(story(title="ذهب الى البيت")) == [("style-hamza", 2, 13, "إلى")]


def test_the_settings_decide() -> None:
    text = story(body="ذهب الى البيت يوم الإثنين.")
    assert found(text, SETTINGS + "style: {hamza: false, spelling: []}\n") == []
    mine = SETTINGS + "style: {hamza: false, spelling: [{use: الإثنين, instead_of: الاثنين}]}\n"
    assert found(story(body="يوم الاثنين."), mine) == [("style-spelling", 6, 5, "الإثنين")]


def test_nothing_is_rewritten_and_the_exit_code_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", settings=STYLE)
    file = site.story("one", body="ذهب الى البيت.")
    before = file.read_bytes()
    assert cli.main(["check", "--site", str(site.root), "--lang", "en"]) == 1
    assert file.read_bytes() == before
    told = capsys.readouterr().err
    assert "content/one.md:6:5: warning: House style, hamza" in told
    assert "Write “إلى”." in told
    site.story("one", body="ذهب إلى البيت.")
    assert cli.main(["check", "--site", str(site.root), "--lang", "en"]) == 0


def test_the_sample_newsroom_keeps_its_own_style() -> None:
    root = Path(__file__).parent.parent
    settings, _ = read((root / "site.yml").read_bytes())
    assert settings is not None
    assert list(check(root, settings)) == []
