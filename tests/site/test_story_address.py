"""The patterns of stories' addresses, and the addresses that they give."""

from datetime import datetime

import pytest

from newsgen.site.links import MAX_SLUG_BYTES, slug_fault
from newsgen.site.story_address import address_by_pattern, is_address_pattern, is_bare, number_of

DAY = datetime(2020, 5, 3, 8, 9, 7)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/{yyyy}/{mm}/{dd}/{slug}/", "/2020/05/03/سد/"),
        ("/{yyyy}/{m}/{d}/{slug}/", "/2020/5/3/سد/"),
        ("/{yyyy}{mm}{dd}-{hh}{min}{ss}/{slug}.html", "/20200503-080907/سد.html"),
        ("/{section}/{id}-{slug}.html", "/news/local/42-سد.html"),
        ("/archives/{id}", "/archives/42"),
        ("/{slug}", "/سد"),
        ("/{slug}.htm", "/سد.htm"),
        ("/index.php/{yyyy}/{slug}/", "/index.php/2020/سد/"),
        ("/خبر/{id}/", "/خبر/42/"),
        ("/News_2/{slug}/", "/News_2/سد/"),
    ],
)
def test_a_pattern_gives_an_address(pattern: str, address: str) -> None:
    assert is_address_pattern(pattern)
    assert address_by_pattern(pattern, DAY, "news/local", "سد", "42") == address
    assert is_bare(pattern) == is_bare(address)


@pytest.mark.parametrize(
    "pattern",
    [
        "/{slug}.php", "/media/{slug}/", "/Search/{slug}/", "//{slug}/", "/{slug}//", "/{slug}/../x", "/{title}/{slug}/",
        "/x/", "/{yyyy}/{mm}/", "{slug}/", "/_x/{slug}/", "/{slug} x/", "/{{slug}}/", "/{slug", "/.x/{slug}/", "/{slug}?x",
        "/%7Bslug%7D/", "/{slug}/#", "/{slug!r}/", "/{slug:>9}/", "/{slug.real}/", "/{}/{slug}/", "",
    ],
)  # fmt: skip
def test_what_is_no_pattern(pattern: str) -> None:
    assert not is_address_pattern(pattern)


def test_numbers_follow_from_the_file_or_from_the_front_matter() -> None:
    assert number_of("42", "2020/05/x") == "42"
    own = number_of("", "2020/05/x")
    assert (len(own), own) == (15, number_of("", "2020/05/x"))
    assert own != number_of("", "2020/05/y")


@pytest.mark.parametrize(
    ("slug", "fault"),
    [
        ("a" * MAX_SLUG_BYTES, False), ("a" * (MAX_SLUG_BYTES + 1), True), ("س" * 117, False), ("س" * 118, True),
        ("v1.0_Final", False), ("Ünïcode", False), ("..", True), ("a/b", True), ("x.", True), ("-x", True),
    ],
)  # fmt: skip
def test_slugs(slug: str, fault: bool) -> None:
    assert slug_fault(slug) == fault
    assert len(f"{slug}-{10**11}.html".encode()) <= 255 or fault
