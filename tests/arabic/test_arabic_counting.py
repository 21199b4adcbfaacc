"""Counted nouns and relative times, for every number a page can show."""

from datetime import datetime, timedelta, timezone

import pytest
from babel import Locale

from newsgen import arabic
from newsgen.arabic import House

HOUSE = House()
NUMBERS = range(221)

# Written by hand: after a preposition 1, 2, then the noun of few, many, other.
FORMS = {
    "second": ("ثانية واحدة", "ثانيتين", "ثوانٍ", "ثانية", "ثانية"),
    "minute": ("دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة"),
    "hour": ("ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة"),
    "day": ("يوم واحد", "يومين", "أيام", "يومًا", "يوم"),
    "week": ("أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا", "أسبوع"),
    "month": ("شهر واحد", "شهرين", "أشهر", "شهرًا", "شهر"),
    "year": ("سنة واحدة", "سنتين", "سنوات", "سنة", "سنة"),
}
DUALS = {
    "second": "ثانيتان",
    "minute": "دقيقتان",
    "hour": "ساعتان",
    "day": "يومان",
    "week": "أسبوعان",
    "month": "شهران",
    "year": "سنتان",
}


def expected(n: int, unit: str) -> str:
    one, two, few, many, other = FORMS[unit]
    if n == 1:
        return one
    if n == 2:
        return two
    rest = n % 100
    return f"{n} {few if 3 <= rest <= 10 else many if rest >= 11 else other}"


@pytest.mark.parametrize("unit", FORMS)
def test_every_number_after_a_preposition(unit: str) -> None:
    for n in NUMBERS:
        assert arabic.relative(n, unit, HOUSE) == f"منذ {expected(n, unit)}"
        assert arabic.relative(n, unit, House(preposition="قبل")) == f"قبل {expected(n, unit)}"


@pytest.mark.parametrize("unit", FORMS)
def test_every_number_alone_differs_in_the_dual_only(unit: str) -> None:
    for n in NUMBERS:
        assert arabic.counted(n, unit, HOUSE) == (DUALS[unit] if n == 2 else expected(n, unit))


def test_categories_are_those_of_cldr() -> None:
    rule = Locale("ar").plural_form
    assert [arabic.category(n) for n in range(1000)] == [rule(n) for n in range(1000)]


@pytest.mark.parametrize(
    ("n", "unit", "said"),
    [
        (8, "minute", "منذ 8 دقائق"),
        (1, "minute", "منذ دقيقة واحدة"),
        (2, "minute", "منذ دقيقتين"),
        (11, "minute", "منذ 11 دقيقة"),
        (100, "minute", "منذ 100 دقيقة"),
        (8, "hour", "منذ 8 ساعات"),
        (11, "day", "منذ 11 يومًا"),
        (100, "day", "منذ 100 يوم"),
        (103, "day", "منذ 103 أيام"),
        (111, "week", "منذ 111 أسبوعًا"),
        (102, "week", "منذ 102 أسبوع"),
        (11, "month", "منذ 11 شهرًا"),
        (200, "month", "منذ 200 شهر"),
        (3, "year", "منذ 3 سنوات"),
        (5, "second", "منذ 5 ثوانٍ"),
    ],
)
def test_rows_of_the_table(n: int, unit: str, said: str) -> None:
    assert arabic.relative(n, unit, HOUSE) == said


def test_reading_time_is_nominative() -> None:
    assert arabic.counted(2, "minute", HOUSE) == "دقيقتان"


def test_arabic_indic_digits() -> None:
    assert arabic.relative(103, "day", House(digits="arab")) == "منذ ١٠٣ أيام"


def test_what_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        arabic.relative(3, "fortnight", HOUSE)
    with pytest.raises(ValueError, match="-1"):
        arabic.counted(-1, "day", HOUSE)


NOW = datetime(2021, 9, 24, 12, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "الآن"),
        (59, "الآن"),
        (60, "منذ دقيقة واحدة"),
        (3599, "منذ 59 دقيقة"),
        (3600, "منذ ساعة واحدة"),
        (86_399, "منذ 23 ساعة"),
        (86_400, "منذ يوم واحد"),
        (604_799, "منذ 6 أيام"),
        (604_800, "منذ أسبوع واحد"),
        (2_591_999, "منذ 4 أسابيع"),
        (2_592_000, "منذ شهر واحد"),
        (31_535_999, "منذ 12 شهرًا"),
        (31_536_000, "منذ سنة واحدة"),
    ],
)
def test_since_takes_the_largest_full_unit(seconds: int, said: str) -> None:
    assert arabic.since(NOW - timedelta(seconds=seconds), NOW, HOUSE) == said


def test_since_knows_no_future() -> None:
    with pytest.raises(ValueError, match="after"):
        arabic.since(NOW + timedelta(seconds=1), NOW, HOUSE)


@pytest.mark.parametrize("digits", ["latn", "arab"])
@pytest.mark.parametrize("preposition", ["منذ", "قبل"])
def test_every_form_is_read_back(digits: str, preposition: str) -> None:
    house = House(digits=digits, preposition=preposition)
    for unit in FORMS:
        for n in NUMBERS:
            assert arabic.parse_relative(arabic.relative(n, unit, house)) == (n, unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  منذ  8 دقائق\u200f", (8, "minute")),
        ("قبل 5 دقيقة", (5, "minute")),
        ("قبل 2 ساعة", (2, "hour")),
        ("منذ ساعة", (1, "hour")),
        ("منذ ساعتان", (2, "hour")),
        ("منذ عامين", (2, "year")),
        ("منذ 3 أعوام", (3, "year")),
        ("منذ ٤ شهور", (4, "month")),
        ("منذ 3 ثوان", (3, "second")),
        ("الآن", (0, "second")),
        ("8 دقائق", None),
        ("منذ دقائق معدودة", None),
        ("منذ عام 2011", None),
        ("منذ", None),
        ("", None),
        ("منذ " + "9" * 100 + " دقائق", None),
    ],
)
def test_relative_times_as_newsrooms_print_them(text: str, value: tuple[int, str] | None) -> None:
    assert arabic.parse_relative(text) == value
