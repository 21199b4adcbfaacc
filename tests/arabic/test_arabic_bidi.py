"""Which runs are isolated, and that nothing else changes."""

import re
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import arabic
from newsgen.arabic import bidi
from newsgen.arabic.bidi_levels import keeps_order
from newsgen.arabic.bidi_table import ROWS, Row
from tests.arabic.test_arabic_text import DIRTY
from tests.support.cases import sampled


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("بين 2018-2021 قتل", {"2018-2021": "ltr"}),
        ("+963 11 222 3333", {"+963 11 222 3333": "ltr"}),
        ("شركة C++ رائدة", {"C++": "ltr"}),
        ("Apple Inc. تعلن", {"Apple Inc.": "auto"}),
        ("@user: نعم", {"@user": "ltr"}),
        ("فاز 2-1", {"2-1": "ltr"}),
        ("في 30/7/2021 الساعة 08:30", {}),
        ("شركة Apple تعلن iPhone 15 في New York", {}),
        ("مرض COVID-19 وشبكة 5G و1,234.5 و16:9", {}),
        ("نسبة 50% و7.5% و50٪ و٥٠٪", {"50%": "ltr", "7.5%": "ltr", "50٪": "ltr"}),
        ("نمو -5 درجات و35°C و$50 و+20", {"-5": "ltr", "35°C": "ltr", "$50": "ltr", "+20": "ltr"}),
        ("وسم #Trump و@bbc وموقع .NET", {"#Trump": "ltr", "@bbc": "ltr", ".NET": "ltr"}),
        ("وسم #نعم", {}),
        ("فيتامين C. وقال", {}),
        ("قال\n2-1\nApple Inc.", {"2-1": "ltr", "Apple Inc.": "auto"}),
        ("هاتف 011 222 3333 ثم 0800-123456", {"011 222 3333": "ltr", "0800-123456": "ltr"}),
        ("فاز 2 - 1 في 2018 – 2021", {"2 - 1": "ltr", "2018 – 2021": "ltr"}),
        ("نحو 10 000 شخص", {"10 000": "ltr"}),
        ("عام 2018 300 قتيل", {}),
        ("زار CNN. ثم BBC: نعم", {}),
        ("شركات Apple، Google", {"Apple": "auto", "Google": "auto"}),
        ("لغة Visual C++ جديدة", {"Visual C++": "ltr"}),
        ("الكاتبة J. K. Rowling تقول", {}),
        ("في U.S. اليوم", {"U.S.": "auto"}),
        ("شركة Apple (AAPL) تعلن", {}),
        ("شركة (Apple) تعلن", {}),
        ("رابط https://example.com/a/، ثم", {"https://example.com/a/": "ltr"}),
        ("رابط https://example.com/a.", {}),
        ("رابط https://example.com/سوريا هنا", {"https://example.com/سوريا": "auto"}),
        ("بلا أي كلمة", {}),
        ("", {}),
        ("Hello, world.", {"Hello, world.": "auto"}),
        ("Hello world", {}),
        ("2-1", {"2-1": "ltr"}),
        ("بين ٢٠١٨-٢٠٢١", {}),
        ("فاز \u20682-1\u2069 أمس", {}),
    ],
)
def test_only_what_needs_it(text: str, runs: dict[str, str]) -> None:
    found = arabic.bidi_runs(text)
    assert {run: direction for run, direction in found if direction} == runs
    assert "".join(run for run, _ in found) == text


def test_isolates_in_plain_text() -> None:
    assert arabic.isolate("فاز 2-1 على C++") == "فاز \u20682-1\u2069 على \u2068C++\u2069"
    assert arabic.isolate("فاز") == "فاز"


def isolated(text: str) -> list[str]:
    return [run for run, direction in arabic.bidi_runs(text) if direction]


QUOTES = ("«»", "“”", '""', "‘’", "''", "‹›", "()", "[]", "„“", "”“", "»«")
AROUND = [("قالت المصادر إن ", " كانت"), ("", " كانت"), ("هذا ما قيل عن ", ""), ("بلد: ", "، ثم"), ("هل سمعت عن ", "؟")]
IN_QUOTES = [(f"قالت {pair[0]}", f"{pair[1]} أمس") for pair in QUOTES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_example_of_the_grammar_is_one_run(row: Row) -> None:
    for run in row.one:
        for before, after in IN_QUOTES if row.name == "quotation" else AROUND:
            if not {*before} & {*run} & {*"([‘'"}:
                found = isolated(before + run + after)
                assert found == [run] or (not found and keeps_order(run)), before + run + after
    for text in row.apart:
        assert isolated(f"قالت {text} كانت") == []


SIGNS = [
    chr(code) for code in (*range(sys.maxunicode), 0x20C1) if unicodedata.category(chr(code)) == "Sc" or code == 0x20C1
]  # U+20C1 is the Saudi riyal's, which younger Pythons know


@pytest.mark.parametrize("sign", SIGNS)
def test_every_currency_sign_of_unicode_on_either_side(sign: str) -> None:
    is_arabic = unicodedata.bidirectional(sign) in ("AL", "R")
    for run in (f"{sign}50", f"50{sign}", f"{sign} 50", f"50 {sign}", f"-{sign}1,200.5"):
        for before in ("بسعر ", "بسعر (", "بـ", "و"):
            found = isolated(f"{before}{run} أمس")
            assert found == ([] if is_arabic and run[0] != "-" else found if is_arabic else [run]), before + run


@pytest.mark.parametrize(
    "prefix", ["و", "ب", "ل", "ك", "ف", "وب", "فل", "بـ", "لـ", "كـ", "وبـ", "الـ", "وَ", "بِـ", "\u200fو"]
)
@pytest.mark.parametrize("run", ["-7", "+3%", "−5", "±2", "-0.5%", "+$50", "-10:30"])
def test_a_sign_after_a_prefix_is_that_of_its_figure(prefix: str, run: str) -> None:
    assert isolated(f"هبطت {prefix}{run} أمس") == [run]
    assert isolated(f"{prefix}{run} أمس") == [run]


@pytest.mark.parametrize(
    "text",
    [
        "طائرة إف-16 وف-16 وب-52 وميغ-29 وسو-35", "مرض كوفيد-19", "عام 1445هـ-1446هـ", "1- البند", "1 - البند", "من 2018-الآن",
        "ال-10", "#كأس_العالم_2022", "#2030_رؤية", "(البقرة: 255)", "شاشة 55\" و65\" جديدة", "هدف 5' أمس", "-نعم-", "-Apple- قالت",
        "«نعم» Apple «لا»", '"نعم" and "لا"', "بين 2018 - 300 و1200 - 900", "2018 2019 2020", "المادة 5 - 2018", "7 - 10 / 2023",
        "عام 2018 Apple أعلنت", "في (2) 300 شخص", "المادة (5) 2018", "أرقام 1, 2, 3", "10:30 ص - 12:00 م", "50 ﷼", "%50", "س=5",
        "قال Who are you? ثم", "Dwayne \"The Rock\" Johnson هنا", "super\u00adcali هنا", "1. Apple تعلن", "Apple 🍎 Google هنا",
    ],
)  # fmt: skip
def test_what_no_run_is_stays_bare(text: str) -> None:
    assert isolated(text) == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("CNN: 5 قتلى", ["CNN"]),
        ("شركة «Apple» 50 شخصًا", ["Apple"]),
        ("شركة (Apple) 50 شخصًا", ["Apple"]),
        ("قناة CNN «Breaking» قالت", ["CNN", "Breaking"]),
        ("«Meta» «Google» ثم", ["Meta", "Google"]),
        ("عام 2018 10 000 شخص", ["10 000"]),
        ("فاز 3-2 (5-4)", ["3-2", "5-4"]),
        ('قال «فيلم "12 Years a Slave" رائع»', ["12 Years a Slave"]),
        ("12 Years a Slave يعود", ["12 Years a Slave"]),
        ("هاتف 06 5555555 - 06 5555556", ["06 5555555", "06 5555556"]),
        ("قال 'Don't stop!' ثم", ["Don't stop!"]),
        ("رابط (https://example.com/a/)", ["https://example.com/a/"]),
        ("« Help! » ثم", ["Help!"]),
        ("تصنيف A- من BBB-.", ["A-", "BBB-"]),
        ("5\xa0-\xa010 و5  -  10", ["5\xa0-\xa010", "5  -  10"]),
        ("سعر 1$ = 0.71 JOD أمس", ["1$ = 0.71 JOD"]),
        ("اطلب #123* من هاتفك", ["#123*"]),
        ("كتاب 'Apple' Pie 'Google' ثم", ["Apple", "Pie", "Google"]),
        ("قال 'Reuters' and 'AFP' ثم", ["Reuters", "and", "AFP"]),
        ("قال 'The Beatles' Help!' ثم", ["The Beatles' Help!"]),
        ("عاد 4 C-130 إلى", []),
        ("في 5 March 2018 وMay 5 300 شخص", ["5 March 2018"]),
        ("٥ ٠٠٠ - ١٠ ٠٠٠", ["٥ ٠٠٠", "١٠ ٠٠٠"]),
        ("5 000 - 10 000% أمس", ["5 000 - 10 000%"]),
        ("سعر 10 000$ و1 800 345 5678 و70 123 456", ["10 000$", "1 800 345 5678", "70 123 456"]),
        ("بـ+(962) 6 5555555", ["+(962) 6 5555555"]),
        ("في U.S. 300 قتيل", ["U.S."]),
        ("فريق A + 5 لاعبين", ["A"]),
        ("الشركة Apple Inc. 300 موظف", ["Apple Inc."]),
        ("۲۰۱۸-۲۰۲۱ و+۹۸ ۲۱ ۵۵۵۵ ۵۵۵۵", ["۲۰۱۸-۲۰۲۱", "+۹۸ ۲۱ ۵۵۵۵ ۵۵۵۵"]),
    ],
)
def test_neighbours_are_isolated_each_as_a_whole(text: str, runs: list[str]) -> None:
    assert isolated(text) == runs


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("٠٦ ٥٥٥ ٥٥٥٥", "override"), ("+٩٦٢ (٦) ٥٥٥ ٥٥٥٥", "override"), ("(٠٢) ٢٣٤٥٦٧", "override"), ("٣٠-٧-٢٠٢١", "override"),
        ("٣٠ / ٧ / ٢٠٢١", "override"), ("١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦", "override"), ("١٠ ٠٠٠", "override"), ("$١٠ ٠٠٠", "override"), ("١٠ ٠٠٠٪", "override"), ("*١٠٠#", "ltr"), ("٥ km", "ltr"),
        ("٤-٥ km", "override"), ("٣٠/٧/٢٠٢١", None), ("١٠:٣٠", None), ("٢٠١٨-٢٠٢١", None), ("٢ - ١", None), ("٥٠٪", None),
        ("-٥", None), ("$٥٠", None), ("٢٫٥", None), ("٢+٢=٤", None),
    ],
)  # fmt: skip
def test_arabic_indic_figures(text: str, direction: str | None) -> None:
    """Telephones and dates read from the left; what Arabic reads from the right (a range, an amount) has one order anyway."""
    assert isolated(f"قال {text} ثم") == ([text] if direction else [])
    assert {d for _, d in arabic.bidi_runs(f"قال {text} ثم") if d} == ({direction} if direction else set())
    marked = arabic.isolate(f"قال {text} ثم")
    assert marked.count("\u200e") == (
        len(re.findall("[٠-٩]+(?=[^٠-٩ث]*[٠-٩])", text)) if direction == "override" else 0
    ) or (direction == "override" and "k" in text)


PIECES = [*"ابجو 09aZé.-+/~@#$€±−،؛(:)_%°«»\"'“”٠٥", "\u0301", "\u200f", "\u2068", "\u2069", "\n", "http://a.b", "www.x", "2 - 1",
          "+963 11 22", "C++", "Apple Inc.", "وب-", "2018 ", "(02) ", " km"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40))
@pytest.mark.ci
def test_the_quick_look_finds_what_a_whole_one_finds(text: str) -> None:
    quick = arabic.bidi_runs(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bidi, "_PLAIN", re.compile("(?!)"))
        assert arabic.bidi_runs(text) == quick


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_isolation_happens_once(text: str) -> None:
    once = arabic.isolate(text)
    assert arabic.strip_controls(once) == arabic.strip_controls(text)
    assert "".join(run for run, _ in arabic.bidi_runs(text)) == text
    if not arabic.bidi_controls(text):
        assert not arabic.bidi_controls(once)
        assert arabic.isolate(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "0 %0%", "ابج 0 %0%", "5 $5$ ثم", "5 °5%", "0% 0%ا", "43#36.57.0A0ب+69 ", "قال ٠٦ ٥٥٥ ٥٥٥٥Apple Inc.+؛٠", "2 - 1”−12 Years a Slave”ج",
        "_±0-«جا", "5-7/2 و-5", "http://a.bوب-~12", "http://a.b-\u200e(02)  http://a.b0ーCNN: 5+963 11 22»", "CNN: 5 قتلى", "قال A، B، C", "وب-5%-6", "قال J. K. 2-1 +5",
        "قال www.x\u200e+5«2 - 1J. K. ", "قال C++\u200e-5",
    ],
)  # fmt: skip
def test_what_is_isolated_needs_no_more(text: str) -> None:
    """No sign looks past an isolate that ``isolate`` itself put there: the runs are those of the text without it."""
    once = arabic.isolate(text)
    assert once != text
    assert arabic.isolate(once) == once


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("فاز [2-1] على C++ أمس", "فاز [2-1] على [C++] أمس"),
        ("شركة Visual [C++] جديدة", "شركة Visual [C++] جديدة"),
        ("شركة C++ [Visual] جديدة", "شركة [C++] [Visual] جديدة"),
        ("فاز [2-1] Apple Inc. ثم", "فاز [2-1] [Apple Inc.] ثم"),
        ("نحو 5 - [10] قتلى", "نحو 5 - [10] قتلى"),
        ("شركات [Apple]، Google", "شركات [Apple]، Google"),
        ("شركات Apple، [Google]، Meta", "شركات [Apple]، [Google]، Meta"),
        ("نسبة [قال] 50%", "نسبة [قال] [50%]"),
        ("[Hello, world.] Apple Inc.", "[Hello, world.] [Apple Inc.]"),
        ("فاز 2[]-1 أمس", "فاز 2[][-1] أمس"),
        ("[قال [2-1] ثم 3-2] و4-3", "[قال [2-1] ثم 3-2] و[4-3]"),
        ("رابط https://a.b/c\u200e/d. ثم", "رابط https://a.b/c\u200e/d. ثم"),
    ],
)
def test_runs_around_isolates_that_somebody_typed(text: str, isolated: str) -> None:
    """Brackets stand for FSI and PDI."""
    marks = str.maketrans("[]", "\u2068\u2069")
    assert arabic.isolate(text.translate(marks)) == isolated.translate(marks)
    assert arabic.isolate(isolated.translate(marks)) == isolated.translate(marks)


def test_a_sign_is_in_one_run() -> None:
    """A + after a mark ends the figure before it, so it begins no bracket: each character is in one run."""
    text = "\u200f» +963 11 22\u0301+(02) ٥"
    assert "".join(run for run, _ in arabic.bidi_runs(text)) == text
    assert arabic.strip_controls(arabic.isolate(text)) == arabic.strip_controls(text)


def calls(function: Callable[[str], object], text: str) -> int:
    """How many Python and C functions a call runs."""
    count = 0

    def count_one(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        function(text)
    finally:
        sys.setprofile(None)
    return count


@sampled(3)
@pytest.mark.parametrize(
    "unit",
    ["1 ", "2018 ", "(1) ", "(", "((1", '"a ', "«a ", "a-", "1-", "1 - ", "1 / ", "http://a)", "www.x\u200e", "www.x\u200e\u200e/","a، ", "Apple Inc. ", "٠٦ ", "a (", "_",
     "م1 ", "\u20682-1\u2069 5% ", "a \u2068a\u2069،", "5%-", "12 Y ", '"(', "«(a» ", "$ ", "x x ", "s' a", "1 000 ", "a.bb", "No. 1 ", "a--", "+(1) "],
)  # fmt: skip
def test_the_work_grows_with_the_text(unit: str) -> None:
    once, twice = (calls(arabic.bidi_runs, unit * n + "م") for n in (300, 600))
    assert twice <= 2.2 * once + 50


@given(DIRTY | st.text(st.sampled_from("ابج 0123456789-–+.,:/%@#$()ABcd،"), max_size=40))
def test_isolation_never_changes_the_text(text: str) -> None:
    isolated = arabic.isolate(text)
    assert arabic.strip_controls(isolated) == arabic.strip_controls(text)
    assert "".join(run for run, _ in arabic.bidi_runs(text)) == text
    if not arabic.bidi_controls(text):
        assert not arabic.bidi_controls(isolated)
        assert arabic.isolate(isolated) == isolated


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("نعم", ()),
        ("\u202eنعم\u202c", (0, 4)),
        ("\u2068نعم\u2069", ()),
        ("\u2068نعم", (0,)),
        ("نعم\u2069", (3,)),
        ("\u2067نعم\nلا\u2069", (0, 7)),
        ("\u200eنعم\u200f\u061c", ()),
    ],
)
def test_controls_no_source_should_have(text: str, places: tuple[int, ...]) -> None:
    assert arabic.bidi_controls(text) == places


def test_all_controls_go() -> None:
    assert arabic.strip_controls("\u202a\u202ba\u202c\u202d\u202e\u2066b\u2067\u2068\u2069\u200e\u200fc\u061c") == "abc"
