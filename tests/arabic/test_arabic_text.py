"""Digits, folding, collation, terms and slugs."""

import re
import unicodedata
from string import ascii_letters
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import arabic
from newsgen.arabic import House

HOUSE, INDIC = House(), House(digits="arab")

# Letters of real stories with everything that has broken one.
DIRTY = st.text(
    st.sampled_from(
        "ابتسلمىةأإآٱؤئءيك ەیک\u064b\u064e\u0651\u0654\u0670ـ٠٩۵19Aéİß /.\\-_'’&;#xamp<>\"«»،؛؟!%()[]\n\t\r\u00a0"
    )
    | st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202e\u2066\u2068\u2069\ufeff\u00ad\x00")
    | st.sampled_from("ﻻﷺﷲﺍﹰﱠ\u037e\u212b각\u1100\u1161😀\ud800")
    | st.characters(),
    max_size=60,
)


@pytest.mark.parametrize(
    ("n", "house", "said"),
    [
        (0, HOUSE, "0"),
        (1234, HOUSE, "1,234"),
        (1234567, INDIC, "١٬٢٣٤٬٥٦٧"),
        (1234.5, INDIC, "١٬٢٣٤٫٥"),
        (1234567.5, House(region="MA"), "1.234.567,5"),
        (1234, House(region="EG"), "1,234"),
    ],
)
def test_numbers_for_people(n: float, house: House, said: str) -> None:
    assert arabic.number(n, house) == said


def test_percentages() -> None:
    assert arabic.percent(50, HOUSE) == "50%"
    assert arabic.percent(7.5, INDIC) == "٧٫٥٪"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30 يوليو 2021", "٣٠ يوليو ٢٠٢١"),
        ("3.5% من 1,234", "٣٫٥٪ من ١٬٢٣٤"),
        ("30.7.2021 أو 08:30 أو 10, 20.", "٣٠.٧.٢٠٢١ أو ٠٨:٣٠ أو ١٠, ٢٠."),
        ("قمة G20 وCOVID-19 عام 2020", "قمة G20 وCOVID-19 عام ٢٠٢٠"),
        ("راسل a1@example.com أو 5", "راسل a1@example.com أو ٥"),
        ("كلام", "كلام"),
    ],
)
def test_digits_of_the_house(text: str, said: str) -> None:
    assert arabic.to_digits(text, INDIC) == said
    assert arabic.to_digits(text, HOUSE) == text


def test_digits_to_ascii() -> None:
    assert arabic.from_digits("٣٠ و۴۵ و67") == "30 و45 و67"


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("احمد", "أحمد"),
        ("الدورى", "الدوري"),
        ("خسارته", "خَسَارَتِهِ"),
        ("مدرسه", "مدرسة"),
        ("سلام", "ســـلام"),
        ("لا", "ﻻ"),
        ("2021", "٢٠٢١"),
        ("کتاب", "كتاب"),
        ("cnn", "CNN"),
        ("نعم", "\u202bنعم\u202c"),
    ],
)
def test_spellings_that_meet(query: str, written: str) -> None:
    assert arabic.fold(query) == arabic.fold(written)


def test_hamza_on_its_seat_is_optional() -> None:
    assert arabic.fold("مسؤول شئون") == "مسؤول شئون"
    from newsgen.arabic.folding import fold

    assert fold("مسؤول شئون", seats=True) == "مسوول شيون"
    assert arabic.fold("ﷺ") == "ﷺ"


@given(DIRTY)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = arabic.fold(text)
    assert arabic.fold(once) == once


def test_names_in_the_order_of_the_alphabet() -> None:
    ordered = [
        "1948", "أحمد", "احمد", "آدم", "الله", "بيروت", "پاريس", "تونس", "ثوب", "دمشق", "الرياض", "عبد الله", "عبدالله",
        "عمان", "غزة", "القاهرة", "قطر", "الكويت", "المغرب", "نهاية", "هند", "وادي", "يافا", "BBC", "Élysée", "France",
    ]  # fmt: skip
    assert sorted(reversed(ordered), key=arabic.sort_key) == ordered


def test_no_two_names_tie_and_marks_come_second() -> None:
    names = ["محمد", "مُحمد", "محـمد", "محمدي", "\u200fمحمد"]
    assert len({arabic.sort_key(name) for name in names}) == len(names)
    assert sorted(names, key=arabic.sort_key)[-1] == "محمدي"


@given(DIRTY, DIRTY)
def test_every_text_sorts(a: str, b: str) -> None:
    assert (arabic.sort_key(a) == arabic.sort_key(b)) == (a == b)


def test_terms_of_a_title() -> None:
    assert arabic.terms("المدينة والمدينه في مَدينة، CNN و2021 و12 قال") == ("2021", "cnn", "مدين")
    assert arabic.terms("") == ()
    assert arabic.terms("والمعلمون المعلمين") == ("معلم",)


@given(DIRTY)
def test_terms_are_sorted_and_distinct(text: str) -> None:
    found = arabic.terms(text)
    assert list(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("النظام السوري يستهدف المدنيين", "النظام-السوري-يستهدف-المدنيين"),
        ("سلام", "سلام"),
        ("إسلام", "إسلام"),
        ("مُحَمَّد", "محمد"),
        ("ســلام", "سلام"),
        ("ﻻ أحد", "لا-أحد"),
        ("الـ CIA: 5 أسئلة؟", "ال-cia-5-أسئلة"),
        ("عام ٢٠٢١", "عام-2021"),
        ("../../etc/passwd", "etc-passwd"),
        ("C++ & AT&amp;T", "c-at-t"),
        ("con", "خبر-con"),
        ("ليل\u200cنهار", "ليلنهار"),
    ],
)
def test_slugs(text: str, name: str) -> None:
    assert arabic.slug(text) == name


def test_a_slug_of_nothing_is_stable_and_distinct() -> None:
    assert re.fullmatch(r"خبر-[0-9a-f]{8}", arabic.slug("؟!"))
    assert arabic.slug("؟!") == arabic.slug("؟!") != arabic.slug("...")


def test_a_slug_is_cut_after_a_whole_word() -> None:
    assert arabic.slug("كلمة " * 40, 50) == "-".join(["كلمة"] * 5)  # 5 × 8 bytes and 4 hyphens
    assert arabic.slug("ا" * 100 + " ب", 33) == "ا" * 16
    with pytest.raises(ValueError, match="32"):
        arabic.slug("كلمة", 8)


@given(DIRTY, st.integers(32, 160))
def test_what_every_slug_holds(text: str, limit: int) -> None:
    name = arabic.slug(text, limit)
    whole = arabic.slug(text, 10_000)
    assert name
    assert len(name.encode()) <= limit
    assert len(quote(name)) <= 3 * limit
    assert not set(name) & set("/\\.:*?\"<>|% \u200e\u200f'")
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zs") for char in name)
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set(ascii_letters.upper())
    assert not name.startswith("-")
    assert not name.endswith("-")
    words = whole.split("-")
    assert name.split("-") == words[: name.count("-") + 1] or len(words[0].encode()) > limit
    assert arabic.slug(name, limit) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("النظام السوري", "alnzam-alsuri"),
        ("سوريا واليمن", "surya-walimn"),
        ("يوليو", "yulyu"),
        ("مُحَمَّد", "muhammad"),
        ("الشيخ خالد في غزة", "alshikh-khald-fi-ghza"),
        ("سُورِيَا", "suriya"),
        ("عام ٢٠٢١: C++", "am-2021-c"),
        ("إسلام", "islam"),
        ("عِرَاق دولة يومًا", "iraq-dula-yuman"),
        ("طويل وأَحمد على", "twil-wahmd-ala"),
        ("con", "news-con"),
    ],
)
def test_latin_slugs(text: str, name: str) -> None:
    assert arabic.slug(text, latin=True) == name


@given(DIRTY, st.integers(32, 160))
def test_every_latin_slug_is_ascii(text: str, limit: int) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", arabic.slug(text, limit, latin=True))
    assert len(arabic.slug(text, limit, latin=True)) <= limit
