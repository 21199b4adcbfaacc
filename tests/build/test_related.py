"""Related stories come from a bounded window of older stories, and rarity counts only inside that window."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from newsgen.build.related import FACTORS, closest
from newsgen.model.facets import Facet
from tests.support import Site
from tests.support.page import read


def test_a_rare_tag_weighs_more_than_a_frequent_one() -> None:
    frequent = [(100 - i, f"s{i}") for i in range(50)]
    windows = {Facet("section:a"): frequent, Facet("topic:often"): frequent, Facet("topic:rare"): [(1, "old")]}
    assert closest(windows, limit=2) == ("old", "s0")


def test_the_closest_then_the_newest() -> None:
    windows = {Facet("topic:a"): [(3, "c"), (2, "b"), (1, "a")], Facet("topic:b"): [(1, "a")]}
    assert closest(windows, limit=5) == ("a", "c", "b")
    assert closest(windows, limit=5, excluded=("a",)) == ("c", "b")


def test_terms_decide_without_tags() -> None:
    windows = {Facet("section:a"): [(3, "c"), (2, "b"), (1, "a")]}
    terms = {"a": frozenset({"ميناء", "رافع"}), "b": frozenset({"مدرس"}), "c": frozenset[str]()}
    assert closest(windows, limit=3, terms=terms, own=frozenset({"ميناء"})) == ("a", "c", "b")


def said_plainly(
    windows: dict[Facet, list[tuple[int, str]]],
    limit: int,
    excluded: list[str],
    terms: dict[str, frozenset[str]],
    own: frozenset[str],
) -> tuple[str, ...]:
    """Related stories computed by the rule alone, for one story at a time."""
    every = {position for window in windows.values() for position in window}
    scores = dict.fromkeys(every, 0)
    for facet, window in windows.items():
        for position in window:
            scores[position] += FACTORS[facet.partition(":")[0]] * 1000 * len(every) // len(window)
    for term in own:
        sharing = [position for position in every if term in terms.get(position[1], ())]
        for position in sharing:
            scores[position] += FACTORS["term"] * 1000 * len(every) // len(sharing)
    ranked = sorted(((score, position) for position, score in scores.items()), reverse=True)
    return tuple(i for _, (_, i) in ranked if i not in excluded)[:limit]


IDS = "abcdefghij"


@given(
    st.dictionaries(
        st.sampled_from([Facet(name) for name in ["topic:a", "topic:b", "topic:c", "section:s", "place:p"]]),
        st.lists(st.sampled_from([(n // 2, i) for n, i in enumerate(IDS)]), max_size=8, unique=True).map(
            lambda window: sorted(window, reverse=True)
        ),
    ),
    st.integers(0, 6),
    st.lists(st.sampled_from(IDS), max_size=3),
    st.dictionaries(st.sampled_from(IDS), st.frozensets(st.sampled_from("xyz"), max_size=3)),
    st.frozensets(st.sampled_from("xyz"), max_size=3),
)
def test_the_fast_computation_equals_the_rule(
    windows: dict[Facet, list[tuple[int, str]]],
    limit: int,
    excluded: list[str],
    terms: dict[str, frozenset[str]],
    own: frozenset[str],
) -> None:
    found = closest(windows, limit=limit, excluded=excluded, terms=terms, own=own)
    assert found == said_plainly(windows, limit, excluded, terms, own)
    assert found == closest(dict(reversed(windows.items())), limit=limit, excluded=excluded, terms=terms, own=own)


def test_a_story_without_tags_is_compared_by_its_words(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    titles = ["رافعة جديدة في الميناء", "مباراة الأحد", "افتتاح المكتبة", "مواعيد الحافلات"]
    for i, title in enumerate(titles):
        site.story(f"s{i}", title=title, date=f"2026-04-{i + 1:02} 10:00")
    site.story("new", title="الميناء يستقبل رافعة ثانية", date="2026-04-20 10:00")
    assert site.build().published
    page = read((site.output / "2026/04/20/new/index.html").read_text(encoding="utf-8"))
    assert next(page.first("ul").all("li")).text.startswith("رافعة جديدة في الميناء")
