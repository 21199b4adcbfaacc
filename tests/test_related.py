"""Related stories: a bounded look backwards, counted inside its own window."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from newsgen.related import closest

from .support import Site
from .support.page import read


def test_a_rare_tag_weighs_more_than_a_frequent_one() -> None:
    frequent = [(100 - i, f"s{i}") for i in range(50)]
    windows = {"section:a": frequent, "topic:often": frequent, "topic:rare": [(1, "old")]}
    assert closest(windows, limit=2) == ("old", "s0")


def test_the_closest_then_the_newest() -> None:
    windows = {"topic:a": [(3, "c"), (2, "b"), (1, "a")], "topic:b": [(1, "a")]}
    assert closest(windows, limit=5) == ("a", "c", "b")
    assert closest(windows, limit=5, excluded=("a",)) == ("c", "b")


def test_terms_tell_where_tags_do_not() -> None:
    windows = {"section:a": [(3, "c"), (2, "b"), (1, "a")]}
    terms = {"a": ("ميناء", "رافع"), "b": ("مدرس",), "c": ()}
    assert closest(windows, limit=3, terms=terms, own=("ميناء",)) == ("a", "c", "b")


@given(
    st.dictionaries(
        st.sampled_from(["topic:a", "topic:b", "section:s", "place:p"]),
        st.lists(st.sampled_from([(3, "a"), (3, "b"), (2, "c"), (2, "d"), (1, "e")]), max_size=5, unique=True),
    ),
    st.integers(0, 5),
)
def test_the_answer_depends_on_the_windows_only(windows: dict[str, list[tuple[int, str]]], limit: int) -> None:
    found = closest(windows, limit=limit)
    assert found == closest(dict(reversed(windows.items())), limit=limit)
    assert len(found) <= limit
    assert len(set(found)) == len(found)


def test_a_story_without_tags_finds_its_like_by_its_words(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    titles = ["رافعة جديدة في الميناء", "مباراة الأحد", "افتتاح المكتبة", "مواعيد الحافلات"]
    for i, title in enumerate(titles):
        site.story(f"s{i}", title=title, date=f"2026-04-{i + 1:02} 10:00")
    site.story("new", title="الميناء يستقبل رافعة ثانية", date="2026-04-20 10:00")
    assert site.build().published
    page = read((site.output / "2026/04/20/new/index.html").read_text(encoding="utf-8"))
    assert next(page.first("ul").all("li")).text.startswith("رافعة جديدة في الميناء")
