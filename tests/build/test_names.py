"""Two names at one address are told: where they are, in every build that reads one of them, and once in a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SETTINGS, Site, codes, tree
from tests.support.cases import sampled


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def told(site: Site, **options: object) -> list[tuple[str, int, int, str]]:
    report = site.build(**options)  # type: ignore[arg-type]
    assert report.published
    return [
        (p.file, p.line, p.column, dict(p.values)["name"]) for p in report.problems if p.code == "same-name-address"
    ]


@sampled(3)
@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("tags", "[عِلم]", "[عَلَم]"),
        ("tags", "[COVID-19]", "[Covid 19]"),
        ("authors", "[ليلى حُسن]", "[ليلى حَسن]"),
        ("place", "عمّان", "عُمان"),
    ],
)
def test_two_undeclared_names(site: Site, key: str, one: str, other: str) -> None:
    site.story("a", **{key: one})
    assert told(site) == []
    site.story("b", **{key: other})
    (found,) = told(site)
    assert found[0] == "content/b.md"
    assert found[1] == 5
    assert len(told(site, clean=True)) == 1  # once, whatever the number of files
    site.story("c", **{key: one})
    site.story("d", **{key: one})
    assert told(site) == []  # the usual spelling
    site.story("b", **{key: one})
    assert told(site) == []
    assert told(site, clean=True) == []


def test_a_hidden_story_counts_and_a_withdrawn_one_does_not(site: Site) -> None:
    site.story("a", tags="[عِلم]", status="draft")
    site.build()
    site.story("b", tags="[عَلَم]")
    assert [found[0] for found in told(site)] == ["content/b.md"]
    site.story("a", tags="[عِلم]", status="withdrawn", note="خطأ")
    site.story("b", "غيره", tags="[عَلَم]")
    assert told(site) == []


def test_two_names_in_one_story(site: Site) -> None:
    site.story("a", tags="[مياه, عِلم, عَلَم, عِلم]")
    assert told(site) == [("content/a.md", 5, 20, "عَلَم")]


def test_a_profile_with_another_spelling(site: Site) -> None:
    site.story("a", authors="[ليلى]")
    site.build()
    site.write("content/authors/l.yml", "role: محررة\nname: ليلَى\n")
    assert told(site) == [("content/authors/l.yml", 2, 7, "ليلَى")]
    site.write("content/authors/l.yml", "role: محررة\nname: ليلى\n")
    assert told(site) == []


def test_names_stay_apart_once_they_are_declared(tmp_path: Path) -> None:
    more = "topics: [{name: عِلم, slug: science}]\nauthors: [{name: ليلَى, slug: layla-2}]\n"
    site = Site(tmp_path / "site", settings=SETTINGS.replace("places:", more + "places:\n  - {id: amman, name: عمّان}"))
    site.story("a", tags="[عِلم]", authors="[ليلَى]", place="عمّان")
    site.story("b", tags="[عَلَم]", authors="[ليلَا]", place="عُمان")
    assert told(site) == []
    found = tree(site.output)
    for path in ("topics/science", "topics/علم", "authors/layla-2", "places/amman", "places/عمان"):
        assert f"{path}/index.html" in found


@pytest.mark.parametrize(
    ("tag", "code"), [("نادِ", "same-name-address"), ("بَلد", "name-guessed"), ("حسن", "name-ambiguous")]
)
def test_what_is_doubtful_is_told_in_each_story(tmp_path: Path, tag: str, code: str) -> None:
    topics = "topics: [{name: نادٍ}, {name: بلد}, {name: حُسن, slug: h}, {name: حَسن, slug: i}]\n"
    site = Site(tmp_path / "site", settings=SETTINGS + topics)
    site.story("a", tags=f"[{tag}]")
    report = site.build()
    assert codes(report) == [code]
    assert (report.problems[0].line, report.problems[0].column) == (5, 8)


def test_three_topics_of_one_letter(site: Site) -> None:
    site.story("a", tags='[C, C++, "C#"]')
    assert codes(site.build()) == []
    assert {f"topics/{i}/index.html" for i in ("c", "c-plus-plus", "c-sharp")} <= tree(site.output).keys()
