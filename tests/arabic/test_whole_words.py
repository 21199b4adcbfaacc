"""What no line may divide: names and figures with hyphens, days with their months."""

import pytest

from newsgen.arabic import MOST_WHOLE, unbroken


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
