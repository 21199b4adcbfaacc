"""Which runs are isolated, and that nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import arabic
from tests.arabic.test_arabic_text import DIRTY


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
        ("نمو -5 درجات و35°C و$50 و+20", {"-5": "ltr", "35°C": "ltr", "$50": "ltr"}),
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
        ("رابط https://example.com/سوريا هنا", {"https://example.com/سوريا": "ltr"}),
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
