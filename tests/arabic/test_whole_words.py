"""What no line may divide: names and figures with hyphens, days with their months."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.arabic import MOST_WHOLE, unbroken
from newsgen.arabic.whole_words import _FIRST_WORDS, MONTHS


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("تطلق نموذج GPT-6 وسط جدل", ["GPT-6"]),
        ("طائرة F-16، وأخرى B-52.", ["F-16", "B-52"]),
        ("COVID-19: عام آخر", ["COVID-19"]),
        ("«MI-6» (A-320neo)", ["MI-6", "A-320neo"]),
        ("حتى مساء السبت 5 ديسمبر. نتابعها", ["5 ديسمبر"]),
        ("22 تشرين الثاني/نوفمبر 2026", ["22 تشرين"]),
        ("٩ رمضان، و1 كانون الثاني", ["٩ رمضان", "و1 كانون"]),
        ("من 3 إلى 9 مايو", ["9 مايو"]),
        ("https://a-b.example/x-1 وبريد a-b@c-d.example", []),
        ("ملف a-1.pdf و--x-y", []),
        ("a-long-name-of-a-thing", []),
        ("عام 2026 ديسمبر", []),
        ("3.5 مايو 12:5 مايو", []),
        ("5 ديسمبريات و5  ديسمبر", []),
        ("نص بلا شيء", []),
        ("", []),
    ],
)
def test_what_stays_whole(text: str, whole: list[str]) -> None:
    found = [text[start:end] for start, end in unbroken(text)]
    assert found == whole
    assert all(len(one) <= MOST_WHOLE for one in found)


COMPOUND = r"(?<![\w./@:#&=%+-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?![\w/@%+-]|[.:]\w)"
DATE = rf"(?<![\w./:,٫٬-])[وفبلك]?[0-9٠-٩]{{1,2}} (?:{'|'.join(f'{MONTHS} {_FIRST_WORDS}'.split())})(?!\w)"
PARTS = [
    "12 مايو",
    "و3 كانون",
    "GPT-6",
    "A-10-b",
    "مايو",
    "مايوس",
    "جوان",
    "ذو",
    "ذوالقعدة",
    *"وفبلكسـُ-- ..,٫/@\n_%+:",
    "1",
    "22",
    "٣",
    "٤٥",
    "a",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=9).map("".join))
def test_the_quick_search_finds_what_one_pattern_finds(text: str) -> None:
    found = (match.span() for match in re.finditer(f"{COMPOUND}|{DATE}", text))
    assert unbroken(text) == tuple(span for span in found if span[1] - span[0] <= MOST_WHOLE)
