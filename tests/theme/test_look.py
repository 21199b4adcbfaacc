"""The newsroom's own look, and what is put first by an editor or breaks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.base.contrast import contrast, lightened
from newsgen.base.palette import DARK
from newsgen.site.settings_file import read
from tests.support import NOW, SETTINGS, Site, codes
from tests.support.page import read as parsed


@pytest.mark.parametrize(
    ("one", "two", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#0a5c6b", "#ffffff", 7.6),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast(one: str, two: str, ratio: float) -> None:
    assert contrast(one, two) == pytest.approx(ratio, abs=0.06)
    assert contrast(one, two) == contrast(two, one)


@pytest.mark.parametrize(
    ("look", "code"),
    [
        ("{accent: '#7a1f5c', accent_dark: '#f0a0d0'}", None),
        ("{accent: '#69c4d1'}", "weak-colour"),
        ("{accent_dark: '#0a5c6b'}", "weak-colour"),
        ("{accent: red}", "bad-colour"),
        ("{head_font: {src: /f.ttf}}", "bad-font"),
        ("{head_font: {src: ../f.woff2}}", "bad-logo"),
        ("{logo: {src: 'https://evil.example/x.png', width: 1, height: 1}}", "bad-logo"),
        ("{density: wide}", "not-a-choice"),
    ],
)
def test_looks(look: str, code: str | None) -> None:
    found, problems = read(f"{SETTINGS}look: {look}\n".encode())
    assert [p.code for p in problems] == ([code] if code else [])
    assert (found is None) == bool(code)


def test_a_title_has_a_size_by_its_length_and_a_short_form(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    long = "صحيفة الخليج اليومية المستقلة للأنباء والدراسات"
    for title, short, whole_size, phone_size in (("الخليج", "", 0, 0), (long, "", 2, 2), (long, "الخليج", 2, 0)):
        lines = SETTINGS.splitlines()[1:] + [f"title: {title}"] + ([f"title_short: {short}"] if short else [])
        site.write("site.yml", "\n".join(lines) + "\n")
        assert site.build().published
        mark = parsed((site.output / "index.html").read_text("utf-8")).first("h1", class_="wordmark")
        assert {f"wordmark-{whole_size}", f"wordmark-phone-{phone_size}"} <= set(mark.attributes["class"].split())
        assert mark.text == title + short


def test_a_style_sheet_only_where_there_is_a_style(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a")
    assert "assets/v1/site.css" not in site.build().written
    site.write("site.yml", SETTINGS + "look: {accent: '#7a1f5c', head_font: {src: /h.woff2, bold: /b.woff2}}\n")
    assert "assets/v1/site.css" in site.build().written
    text = (site.output / "assets/v1/site.css").read_text(encoding="utf-8")
    assert "--accent: #7a1f5c" in text
    assert text.count("@font-face") == 2
    assert "assets/v1/site.css" in (site.output / "index.html").read_text(encoding="utf-8")
    site.write("site.yml", SETTINGS)
    assert site.build().deleted == ("assets/v1/site.css",)


@pytest.mark.parametrize(
    "accent", ["#7a1f5c", "#b3121d", "#000000", "#0a5c6b", "#1a1aff", "#5a4a00", "#006400", "#4a4a4a"]
)
def test_an_accent_gives_its_own_dark_accent(accent: str) -> None:
    found, problems = read(f"{SETTINGS}look: {{accent: '{accent}'}}\n".encode())
    assert found, problems
    assert min(contrast(found.look.dark, ground) for ground in (DARK.paper, DARK.surface)) >= 7
    red, green, blue = (int(found.look.dark[i : i + 2], 16) for i in (1, 3, 5))
    before = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    order = sorted(range(3), key=lambda n: before[n])
    assert [red, green, blue][order[0]] <= [red, green, blue][order[1]] <= [red, green, blue][order[2]], "the same hue"


def test_the_dark_accent_of_the_settings_counts() -> None:
    for look, dark in (
        ("{accent: '#7a1f5c', accent_dark: '#f0a0d0'}", "#f0a0d0"),
        ("{accent_dark: '#f0a0d0'}", "#f0a0d0"),
        ("{}", ""),
    ):
        found, _ = read(f"{SETTINGS}look: {look}\n".encode())
        assert found
        assert found.look.dark == dark
    assert lightened("#69c4d1", (DARK.paper,), 4.5) == "#69c4d1", "what can be read stays"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    for number in range(8):
        site.story(
            f"s{number}",
            f"قصة {number}",
            date=f"2026-05-{20 - number} 10:00",
            section=("politics", "sport")[number % 2],
        )
    assert site.build().published
    return site


def titles(site: Site, page: str) -> list[str]:
    text = (site.output / page).read_text(encoding="utf-8")
    return [line.split("<li>قصة ")[1][0] for line in text.replace("</li>", "\n").splitlines() if "<li>قصة " in line]


def test_pins_come_first_and_the_rest_by_time(site: Site) -> None:
    site.write("content/front.yml", "top: [s5, s3]\nsections:\n  politics: [s6]\n")
    report = site.build()
    assert set(report.written) == {"index.html", "politics/index.html"}
    assert titles(site, "index.html")[:8] == ["5", "3", "0", "1", "2", "4", "6", "7"]
    assert titles(site, "politics/index.html") == ["6", "0", "2", "4"]
    site.story("s5", "قصة 5", date="2026-05-15 10:00", section="sport", status="draft")
    site.build()
    assert titles(site, "index.html")[:3] == ["3", "0", "1"], "a pin that cannot be seen gives way"
    (site.root / "content/front.yml").unlink()
    site.build()
    assert titles(site, "index.html")[:3] == ["0", "1", "2"]


def test_a_pinned_story_of_another_section_is_kept_up_to_date(site: Site) -> None:
    site.write("content/front.yml", "sections: {politics: [s1]}\n")
    site.build()
    site.story("s1", "قصة 9", date="2026-05-19 10:00", section="sport")
    assert "politics/index.html" in site.build().written
    assert titles(site, "politics/index.html")[0] == "9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("top: [nothing]\n", [("pick-skipped", 1, 7)]),
        ("sections: {polit: [s1]}\n", [("unknown-section", 1, 12)]),
        ("tops: [s1]\n", [("unknown-key", 1, 1)]),
        ("top: [../x]\n", [("leaves-site", 1, 7)]),
    ],
)
def test_mistakes_in_the_front(site: Site, text: str, expected: list[tuple[str, int, int]]) -> None:
    site.write("content/front.yml", text)
    report = site.build()
    assert [(p.code, p.line, p.column) for p in report.problems] == expected
    assert all(p.file == "content/front.yml" for p in report.problems)


def test_breaking_until_its_moment(site: Site) -> None:
    """On the home page, the fronts and the fragment, and gone by itself when its time is over."""
    bar = {"index.html", "politics/index.html", "sport/index.html", "culture/index.html", "fragments/breaking.html"}
    site.story("s2", "قصة 2", date="2026-05-18 10:00", section="politics", breaking_until="2026-06-01 13:00")
    assert bar - {"politics/index.html"} <= set(site.build().written)
    fragment = site.output / "fragments/breaking.html"
    assert "قصة 2" in fragment.read_text(encoding="utf-8")
    hour = timedelta(hours=1)
    assert site.build(now=NOW + hour - timedelta(seconds=1)).written == ()
    assert set(site.build(now=NOW + hour).written) == bar
    assert fragment.read_text(encoding="utf-8") == ""
    assert codes(site.build()) == []
    assert "قصة 2" in fragment.read_text(encoding="utf-8"), "the clock went back"


def test_breaking_news_under_embargo_is_not_told(site: Site) -> None:
    site.story("x", "سر", breaking_until="2026-07-01 13:00", publish_at="2026-06-01 12:30")
    site.build()
    assert (site.output / "fragments/breaking.html").read_text(encoding="utf-8") == ""
    site.build(now=NOW + timedelta(minutes=30))
    assert "سر" in (site.output / "fragments/breaking.html").read_text(encoding="utf-8")
