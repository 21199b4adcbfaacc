"""Dates by country and house, Hijri dates, and reading them back."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from newsgen import arabic
from newsgen.arabic import House

HOUSE = House()
GOLDEN = Path(__file__).parent / "golden" / "dates.txt"
DAY = date(2021, 7, 30)


def houses() -> list[House]:
    regions = ("", *sorted(arabic.TERRITORIES))
    single = [House(region=region, digits=digits) for region in regions for digits in ("latn", "arab")]
    dual = [House(months=m, digits=d) for m in ("levant/egypt", "egypt/levant") for d in ("latn", "arab")]
    return single + dual


def test_every_arab_locale_and_month_as_reviewed() -> None:
    lines = []
    for house in houses():
        name = house.locale if house.months == "region" else house.months
        lines.append(f"[{name} {house.digits}]")
        lines += [arabic.format_date(date(2021, month, 8), arabic.WITH_WEEKDAY, house) for month in range(1, 13)]
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_territories_are_those_of_cldr() -> None:
    assert sorted(arabic.TERRITORIES) == sorted(name[3:] for name in locale_identifiers() if name.startswith("ar_"))


EGYPT = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
LEVANT = "كانون الثاني،شباط،آذار،نيسان،أيار،حزيران،تموز،آب،أيلول،تشرين الأول،تشرين الثاني،كانون الأول"
MAGHREB = "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"
MOROCCO = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"
MAURITANIA = "يناير فبراير مارس إبريل مايو يونيو يوليو أغشت شتمبر أكتوبر نوفمبر دجمبر"


@pytest.mark.parametrize(
    ("regions", "names"),
    [
        ("SY LB IQ JO PS", LEVANT.split("،")),
        ("EG SA AE QA KW BH OM YE SD LY", EGYPT.split()),
        ("DZ TN", MAGHREB.split()),
        ("MA", MOROCCO.split()),
        ("MR", MAURITANIA.split()),
    ],
)
def test_months_by_country(regions: str, names: list[str]) -> None:
    for region in regions.split():
        assert list(arabic.months(House(region=region))) == names
    assert list(arabic.months(HOUSE)) == EGYPT.split()


def test_english_months_are_those_of_cldr() -> None:
    english = Locale("en").months["format"]
    for month in range(1, 13):
        said = arabic.format_date(date(2021, month, 1), "{month_en_short} / {month_en}", HOUSE)
        assert said == f"{english['abbreviated'][month]} / {english['wide'][month]}"


@pytest.mark.parametrize(
    ("pattern", "house", "said"),
    [
        (arabic.WITH_WEEKDAY, HOUSE, "الجمعة 30 يوليو 2021"),
        (arabic.LONG, House(months="levant/egypt"), "30 تموز/يوليو 2021"),
        (arabic.LONG, House(months="egypt/levant"), "30 يوليو/تموز 2021"),
        (arabic.LONG, House(region="SY", digits="arab"), "٣٠ تموز ٢٠٢١"),
        (arabic.HEADER, HOUSE, "الجمعة 30 Jul / July 2021"),
        (arabic.SHORT, HOUSE, "30/7/2021"),
        ("{hijri}", HOUSE, "20 ذو الحجة 1442 هـ"),
        (arabic.WITH_HIJRI, HOUSE, "30 يوليو 2021 - 20 ذو الحجة 1442 هـ"),
        ("{hijri}", House(digits="arab"), "٢٠ ذو الحجة ١٤٤٢ هـ"),
        ("في {day}", HOUSE, "في 30"),
        ("", HOUSE, ""),
    ],
)
def test_patterns(pattern: str, house: House, said: str) -> None:
    assert arabic.format_date(DAY, pattern, house) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 7, 30), "20 ذو الحجة 1442 هـ"),
        (date(2021, 9, 24), "17 صفر 1443 هـ"),
        (date(2024, 3, 11), "1 رمضان 1445 هـ"),
        (date(2025, 6, 26), "1 محرم 1447 هـ"),
        (date(1924, 7, 31), None),
        (date(2077, 11, 17), None),
        (date(1, 1, 1), None),
    ],
)
def test_hijri_by_the_tables(day: date, said: str | None) -> None:
    assert arabic.format_hijri(day, HOUSE) == said


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (arabic.WITH_HIJRI, "30 يوليو 2090"),
        ("{day} {month} {year} ({hijri})", "30 يوليو 2090"),
        ("{day} {month} {year}، {hijri}، {weekday}", "30 يوليو 2090 الأحد"),
        ("{hijri}", ""),
        ("{hijri} / {day} {month}", "30 يوليو"),
    ],
)
def test_hijri_is_left_out_where_the_tables_end(pattern: str, said: str) -> None:
    assert arabic.format_date(date(2090, 7, 30), pattern, HOUSE) == said


@pytest.mark.parametrize(
    ("pattern", "unknown"),
    [
        (arabic.HEADER, ()),
        ("{day} {mont} {jour}", ("mont", "jour")),
        ("{day", ("{",)),
        ("day} {}", ("}", "")),
    ],
)
def test_unknown_tokens(pattern: str, unknown: tuple[str, ...]) -> None:
    assert arabic.validate_pattern(pattern) == unknown
    if unknown:
        with pytest.raises(ValueError, match="date pattern"):
            arabic.format_date(DAY, pattern, HOUSE)


def test_weekdays_and_monday() -> None:
    assert arabic.weekdays(HOUSE) == ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
    assert arabic.format_date(date(2021, 8, 2), "{weekday}", House(monday="الإثنين")) == "الإثنين"


def test_clock() -> None:
    moment = datetime(2021, 7, 30, 14, 5)
    assert arabic.clock(moment, HOUSE) == "14:05"
    assert arabic.clock(moment, House(digits="arab")) == "١٤:٠٥"


@pytest.mark.parametrize(
    "settings", [{"region": "FR"}, {"months": "both"}, {"digits": "arabext"}, {"preposition": " "}, {"monday": ""}]
)
def test_a_house_that_cannot_be(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        House(**settings)


PATTERNS = (arabic.LONG, arabic.WITH_WEEKDAY, arabic.HEADER, arabic.SHORT, arabic.WITH_HIJRI)


def test_what_is_written_is_read_back() -> None:
    for house in houses():
        for month in range(1, 13):
            day = date(2021, month, 8)
            for pattern in PATTERNS:
                assert arabic.parse_date(arabic.format_date(day, pattern, house)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("الجمعة 30 يوليو 2021", date(2021, 7, 30)),
        ("الجمعة 24 Sep / September 2021", date(2021, 9, 24)),
        ("30 تموز/يوليو 2021", date(2021, 7, 30)),
        ("٣٠ يوليو، ٢٠٢١ م", date(2021, 7, 30)),
        ("۳۰ يوليو ۲۰۲۱", date(2021, 7, 30)),
        ("1 كانون الثاني (يناير) 2020", date(2020, 1, 1)),
        ("1 كانون الأول 2020", date(2020, 12, 1)),
        ("5 غشت 2020", date(2020, 8, 5)),
        ("5 جويلية 2020", date(2020, 7, 5)),
        ("الاثنين 5 ابريل 2021", date(2021, 4, 5)),
        ("Friday, September 24, 2021", date(2021, 9, 24)),
        ("20 ذو الحجة 1442 هـ", date(2021, 7, 30)),
        ("20 ذو الحجة 1442هـ الموافق 30 يوليو 2021م", date(2021, 7, 30)),
        ("2021-07-30", date(2021, 7, 30)),
        ("30/7/2021", date(2021, 7, 30)),
        ("31 فبراير 2021", None),
        ("30 يوليو/أغسطس 2021", None),
        ("30 يوليو", None),
        ("يوليو 2021", None),
        ("قتل 30 شخصًا في يوليو 2021", None),
        ("30 2021", None),
        ("", None),
        ("1 ذو الحجة 9999 هـ", None),
        ("30 يوليو 2021 " * 20, None),
    ],
)
def test_dates_as_newsrooms_print_them(text: str, day: date | None) -> None:
    assert arabic.parse_date(text) == day
