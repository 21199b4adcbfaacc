"""The pattern that an archive's addresses have."""

from datetime import datetime, timedelta, timezone

import pytest

from newsgen.importers.address_pattern import VARYING, infer
from newsgen.importers.item import Kind, Outline, State, Term

DAY = datetime(2020, 5, 3, 23, 30, tzinfo=timezone(timedelta(hours=3)))


def story(number: int, address: str, slug: str = "", **fields: object) -> Outline:
    sections = (Term("مياه", "water"), Term("سدود", "dams", ("مياه",)))
    usual = {"kind": Kind.STORY, "state": State.PUBLISHED, "published": DAY, "title": "", "sections": sections}
    return Outline(id=f"a.example:{number}", slug=slug or f"news-{number}", address=address, **{**usual, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("https://a.example/news-42/", "/{slug}/"),
        ("/news-42", "/{slug}"),
        ("/2020/05/03/news-42/", "/{yyyy}/{mm}/{dd}/{slug}/"),
        ("/2020/5/3/news-42/", "/{yyyy}/{m}/{d}/{slug}/"),
        ("/2020/05/news-42.html", "/{yyyy}/{mm}/{slug}.html"),
        ("/dams/news-42/", "/{section}/{slug}/"),
        ("/water/dams/news-42/", "/{section}/{slug}/"),
        ("/archives/42", "/archives/{id}"),
        ("/a/42.htm", "/a/{id}.htm"),
        ("/News/42-news-42/", "/News/{id}-{slug}/"),
        ("/index.php/news-42/", "/index.php/{slug}/"),
        ("/?p=42", "/{query}"),
        ("/2019/05/03/news-42/", "/2019/05/03/{slug}/"),
        ("http://[bad", "/{query}"),
    ],
)
def test_shapes(address: str, pattern: str) -> None:
    (shape,) = infer([story(42, address)], lambda _: True).shapes
    assert (shape.pattern, shape.count, shape.example) == (pattern, 1, address)


def test_slugs_are_compared_decoded_and_in_small_letters() -> None:
    (shape,) = infer([story(1, "/%D9%86%D9%87%D8%B1-News/", "نهر-news")], lambda _: True).shapes
    assert shape.pattern == "/{slug}/"


def test_the_most_frequent_shape_that_can_be_is_proposed() -> None:
    stories = [story(n, f"/{n}-news-{n}.html") for n in range(9)] + [story(n, f"/news-{n}/") for n in range(20, 25)]
    found = infer(stories, lambda pattern: pattern.endswith("/"))
    assert (found.proposal, found.kept, found.total) == ("/{slug}/", 5, 14)
    assert [shape.pattern for shape in found.beyond] == ["/{id}-{slug}.html"]
    assert infer(stories, lambda _: False).proposal == ""


def test_parts_with_many_names_are_one_that_varies() -> None:
    stories = [story(n, f"/author-{n}/news-{n}/") for n in range(20)]
    (shape,) = infer(stories, lambda _: False).shapes
    assert (shape.pattern, shape.count) == (f"/{VARYING}/{{slug}}/", 20)


def test_a_few_names_stay_apart() -> None:
    stories = [story(n, f"/{'news' if n % 3 else 'blog'}/news-{n}/") for n in range(9)]
    assert [shape.pattern for shape in infer(stories, lambda _: True).shapes] == ["/news/{slug}/", "/blog/{slug}/"]


def test_the_path_of_the_old_site_is_no_part() -> None:
    assert infer([story(1, "https://a.example/ar/news-1/")], lambda _: True, "/ar/").proposal == "/{slug}/"
    assert infer([story(1, "https://a.example/ar/?p=1")], lambda _: True, "/ar/").proposal == "/{query}"


def test_only_published_stories_count() -> None:
    others = [
        story(1, "/x/", kind=Kind.PAGE),
        story(2, "/x/", state=State.DRAFT),
        story(3, ""),
        story(4, "/x/", kind=Kind.ATTACHMENT),
    ]
    assert infer(others, lambda _: True).total == 0


def test_the_order_of_the_stories_makes_no_difference() -> None:
    stories = [story(n, f"/{'a' if n % 2 else 'b'}/news-{n}/") for n in range(10)]
    assert infer(stories, lambda _: True) == infer(stories[::-1], lambda _: True)
