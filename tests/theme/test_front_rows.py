"""The plan of the home page, and what labels say: pure functions of the stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.model.article import Card, Named, StoryKind
from newsgen.model.picture import Original, Picture
from newsgen.pages.page import Block
from newsgen.site.settings_sections import Section
from newsgen.theme.front_rows import LARGE, MANY, Row, front_rows
from newsgen.theme.front_top import front_top, leading
from newsgen.theme.labels import filed_under, kind_label

AT = datetime(2026, 5, 1, 12)


def picture(width: int = 1600, height: int = 900) -> Picture:
    return Picture("/media/x", width, height, original=Original("0" * 20, width, height, "JPEG"))


def card(name: str, *, pictured: bool = True, kind: StoryKind = "story", title: str = "عنوان قصير") -> Card:
    image = picture() if pictured else None
    writers = (Named("nawal", "نوال الغدير"),) if kind == "opinion" else ()
    return Card(name, f"/{name}/", title, "", "a", None, kind, "", AT, image, columnists=writers)


def block(name: str, stories: int, pictures: int, kind: StoryKind = "story") -> Block:
    cards = tuple(card(f"{name}-{number}", pictured=number < pictures, kind=kind) for number in range(stories))
    return Block(Section(id=f"s{name}", name=f"قسم {name}"), cards)


KINDS: list[StoryKind] = ["story", "story", "story", "opinion"]
BLOCKS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6), st.sampled_from(KINDS)), max_size=24).map(
    lambda found: [block(f"{n}", stories, pictures, kind) for n, (stories, pictures, kind) in enumerate(found)]
)


def shape(row: Row) -> tuple[str, int]:
    return row.grid, len(row.parts)


@given(BLOCKS)
def test_every_plan_keeps_the_rules(blocks: list[Block]) -> None:
    rows = front_rows(blocks)
    assert sorted(part.section.id for row in rows for part in row.parts) == sorted(one.section.id for one in blocks)
    for row in rows:
        assert (len(row.parts) > 1) == (row.grid == "columns")
        assert len({len(part.lines) for part in row.parts}) == 1, "sections side by side are equally long"
        for part in row.parts:
            ids = [one.id for one in (*part.cards, *part.lines)]
            assert ids
            assert len(set(ids)) == len(ids)
        if row.pictured and row.grid in ("four", "three", "columns", "pair", "one"):
            assert all(one.image for part in row.parts for one in part.cards)
        if row.grid in ("split", "ledger", "turned"):
            assert row.parts[0].cards[0].image
        if row.grid == "opinion":
            assert all(one.kind == "opinion" for one in row.parts[0].cards)
    for one, other in pairwise(rows):
        assert shape(one) != shape(other)
    alone = [row for row in rows if row.grid in ("pair", "one")]
    assert len(alone) <= 1, "a small section is alone only where no other is left"
    if len(blocks) > MANY:
        assert sum(row.grid not in ("opinion", "columns") for row in rows) <= LARGE + 1


@pytest.mark.parametrize("count", range(2, 30))
def test_many_small_sections(count: int) -> None:
    rows = front_rows([block(f"{number}", 1 + number % 2, 2) for number in range(count)])
    sizes = [len(row.parts) for row in rows]
    assert sum(sizes) == count
    assert set(sizes) <= {2, 3, 4}
    assert all(one != other for one, other in pairwise(sizes))


def test_stories_of_the_top_are_not_repeated() -> None:
    rows = front_rows([block("a", 5, 5), block("b", 1, 1)], frozenset({"a-0", "b-0"}))
    assert [shape(row) for row in rows] == [("four", 1)]
    assert "a-0" not in [one.id for one in rows[0].parts[0].cards]


def test_opinions_stand_on_their_band_whatever_their_pictures() -> None:
    for pictures in range(4):
        (row,) = front_rows([block("a", 4, pictures, "opinion")])
        assert row.grid == "opinion"
        (row,) = front_rows([block("a", 4, pictures)])
        assert row.grid != "opinion"


def test_a_large_card_beside_rows_needs_pictures_in_some_of_them() -> None:
    assert [row.grid for row in front_rows([block("a", 5, 1)])] == ["ledger"]
    assert [row.grid for row in front_rows([block("a", 5, 3)])] == ["split"]


def test_the_largest_place() -> None:
    plain, wide = card("plain", pictured=False), card("wide")
    tiny = replace(card("tiny"), image=picture(150, 100))
    strip = replace(card("strip"), image=picture(2000, 120))
    assert leading([plain, tiny, strip, wide]) == wide
    assert leading([plain, tiny]) == tiny
    assert leading([plain]) == plain
    assert leading([plain, wide], pinned=1) == plain
    assert leading([plain, plain, plain, plain, wide]) == plain, "the fifth is no top story"


@pytest.mark.parametrize(("words", "latest"), list(product((2, 9, 30), (4, 8, 40))))
def test_the_columns_of_the_top_end_at_one_height(words: int, latest: int) -> None:
    """Longer neighbours leave room for more pictures beside the lead, and for more of the latest."""
    title = " ".join(["كلمة"] * words)
    cards = [card("lead", title=title), *(card(f"{n}") for n in range(3 + latest))]
    cards = [replace(one, published=AT - timedelta(minutes=n)) for n, one in enumerate(cards)]
    top = front_top(cards)
    assert top.lead.id == "lead"
    assert len(top.seconds) == 3
    assert 4 <= len(top.latest) <= latest
    assert list(top.latest) == cards[4 : 4 + len(top.latest)]
    longer = front_top([replace(cards[0], title=title + " كلمة" * 30), *cards[1:]])
    assert sum(one.pictured for one in longer.seconds) >= sum(one.pictured for one in top.seconds)
    assert len(longer.latest) >= len(top.latest)


@pytest.mark.parametrize("count", range(1, 8))
def test_no_list_of_the_latest_without_enough_of_them(count: int) -> None:
    assert front_top([card(f"{n}") for n in range(count)]).latest == ()


def test_a_lead_without_a_picture_has_all_or_no_pictures_below() -> None:
    plain = card("plain", pictured=False)
    cards = [plain, *(card(name) for name in "abcdefgh")]
    assert [one.pictured for one in front_top(cards, 1).seconds] == [True, True, True]
    cards[2] = card("b", pictured=False)
    assert [one.pictured for one in front_top(cards, 1).seconds] == [False, False, False]


@pytest.mark.parametrize(
    ("kind", "section", "shown"),
    [
        ("opinion", "رأي", ""),
        ("opinion", "الرأي", ""),
        ("opinion", "رأي وتحليل", ""),
        ("opinion", "آراء", ""),
        ("opinion", "سياسة", "رأي"),
        ("opinion", "الرأي العام والمجتمع", ""),
        ("video", "صور وفيديو", "فيديو"),
        ("gallery", "صور وفيديو", "صور"),
        ("video", "الفيديو", ""),
        ("explainer", "شروح", ""),
        ("brief", "موجزات", ""),
        ("story", "رأي", ""),
    ],
)
def test_a_section_that_says_the_kind_needs_no_chip(kind: StoryKind, section: str, shown: str) -> None:
    assert kind_label(card("a", kind=kind), section) == shown


@pytest.mark.parametrize(
    ("changes", "section", "inside", "said"),
    [
        ({}, "سياسة", False, ("سياسة",)),
        ({}, "سياسة", True, ()),
        ({"kicker": "تحليل"}, "سياسة", True, ("تحليل",)),
        ({"kicker": "السياسة"}, "سياسة", True, ()),
        ({"kicker": "شرح", "kind": "explainer"}, "سياسة", True, ()),
        ({"place": Named("dam", "دمشق")}, "سياسة", False, ("سياسة", "دمشق")),
        ({"place": Named("dam", "دمشق")}, "سياسة", True, ("دمشق",)),
        ({"place": Named("dam", "دمشق")}, "سياسة", "place", ("سياسة",)),
        ({"place": Named("dam", "دمشق")}, "أخبار دمشق", False, ("أخبار دمشق",)),
        ({"kind": "opinion", "place": Named("dam", "دمشق")}, "رأي", True, ("نوال الغدير",)),
        ({"kind": "opinion"}, "رأي", False, ("رأي", "نوال الغدير")),
        ({"kind": "opinion"}, "رأي", "author", ("رأي",)),
    ],
)
def test_where_a_story_is_filed(
    changes: dict[str, object], section: str, inside: object, said: tuple[str, ...]
) -> None:
    one = replace(card("a", kind=changes.get("kind", "story")), **changes)  # type: ignore[arg-type]
    assert filed_under(one, section, inside) == said  # type: ignore[arg-type]
