"""Where lines of Arabic may end, and what each line is alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.arabic.controls import strip_controls
from newsgen.arabic.line_breaks import ALM, BAD, CLOSE, GOOD, LRI, PLAIN, POOR, lines_alone, pieces


def parts(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces(text)]


@pytest.mark.parametrize(
    "words",
    [
        "غرق | القارب | وعلى | متنه | 25 صيادًا | و 3 أطفال",
        "عاد | 120 شاحنة | محملة",
        "ومعها | و12 سيارة | أخرى",
        "نحو | بـ25 هدفًا | كاملة",
        "خسر | ٤٥ يومًا | هناك",
        "مقتل | 12 | في | غزة",
        "نسبة | 75% | من | الأسر",
        "تراجع | 5 في المئة | أمس",
        "تراجع | ٥ في المائة | أمس",
        "صفقة | 1.2 مليار | دولار",
        "في | يوم 30 يوليو 2021 | غرق",
        "منذ | عام 2021 | قتل",
        "قبل | تشرين | الأول 2021 | وبعده",
        "قبل | يوليو/تموز 2021 | وبعده",
        "تنص | المادة 5 | على | ذلك",
        "الدورة 45 | من | المعرض",
        "مصادر | لـ CIA | تنفي",
        "فاز | 2 - 1 | أمس",
        "الفترة | 2026 – 2030 | كلها",
        "فاز | 2-1 | أمس",
        "في | 30/7/2021 | غرق",
        "الساعة 08:30 | صباحًا",
        "عند | 08:30 صباحًا | بدأ",
        "خلال | 12 ساعة | فقط",
        "نعم | (25 عامًا) | لا",
        "هاتف | +962 6 555 5555 | مفتوح",
        "دبي ـ | العربية",
        "نعم – | ولكن | لا",
        "قال | « نعم » | ثم",
        "هل | تعود ؟",
        "سيرة | عبد الرحمن | بن أبي بكر | الصديق",
        "حزب الله | يعلن",
        "قال | «حزب الله»: | لا",
        "كلمة\xa0واحدة | هنا",
        "اتفاق | بين | Microsoft | وOpenAI",
        "وَ هُوَ | هنا",
        "و و و",
        "سعر | $50 | للبرميل",
        "صفقة | $1.2 مليار | كلها",
        "سعر | 50$ | للبرميل",
        "«25 عامًا» | من | العزلة",
        "وداعًا",
        "",
    ],
)
def test_what_stays_together(words: str) -> None:
    assert parts(words.replace(" | ", " ")) == [word for word in words.split(" | ") if word]


def test_edges_and_rows_of_spaces_belong_to_no_piece() -> None:
    assert parts("  كلمة   أخرى ") == ["كلمة", "أخرى"]


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("نعم، قال الوزير", [GOOD, CLOSE, GOOD]),
        ("خرج من مدينة بعيدة", [PLAIN, POOR, PLAIN, GOOD]),
        ("خرج مِنْ مدينة", [PLAIN, POOR, GOOD]),
        ("وفي مدينة", [POOR, GOOD]),
        ("بفارق 3 نقاط", [POOR, GOOD]),
        ("3 ملايين شخص", [BAD, GOOD]),
        ("قال د. سامي", [PLAIN, BAD, GOOD]),
        ("Red Cross هنا", [POOR, PLAIN, GOOD]),
        ("قال «لا مكان» ثم", [PLAIN, BAD, GOOD, GOOD]),
        ("قال “لا مكان” ثم", [PLAIN, BAD, GOOD, GOOD]),
        ("فاز (5-4 بالترجيح) أمس", [PLAIN, BAD, PLAIN, GOOD]),
        ('قال "لا مكان" ثم', [PLAIN, BAD, PLAIN, GOOD]),
        ("قال «" + "كلام " * 9 + "طويل»", [PLAIN] * 10 + [GOOD]),
    ],
)
def test_how_badly_a_line_ends(text: str, costs: list[int]) -> None:
    assert [piece.cost for piece in pieces(text)] == costs


def test_a_line_begins_with_its_mark_and_isolates_what_would_move() -> None:
    text = "فاز 2-1 أمس"
    assert lines_alone(text, ((0, 7), (8, 11))) == (f"{ALM}فاز {LRI}2-1\u2069", f"{ALM}أمس")


def test_a_run_that_a_line_breaks_is_isolated_on_both() -> None:
    text = "كتاب “The Sea, the Wind and Other Stories” (2020) جديد"
    cut = text.index(" and")
    first, second = lines_alone(text, ((0, cut), (cut + 1, len(text))))
    assert first.endswith("Wind\u2069")
    assert second.startswith(f"{ALM}{LRI}and")


def test_groups_of_arabic_indic_digits_get_their_marks() -> None:
    (line,) = lines_alone("هاتف ٠٦ ٥٥٥ ٥٥٥٥", ((0, 16),))
    assert line.startswith(f"{ALM}هاتف {LRI}٠٦\u200e ٥٥٥\u200e ٥٥٥")


@given(st.text(alphabet="اب و٣٤12.-%«»()a Bـ؟،\xa0\u064b\u200c", max_size=60))
def test_pieces_and_lines_lose_nothing(text: str) -> None:
    found = pieces(text)
    spans = tuple((piece.start, piece.end) for piece in found)
    assert all(a < b for a, b in spans)
    assert not "".join(
        text[a:b] for (_, a), (b, _) in zip(((0, 0), *spans), (*spans, (len(text),) * 2), strict=True)
    ).strip(" ")
    assert [strip_controls(line) for line in lines_alone(text, spans)] == [text[a:b] for a, b in spans]
