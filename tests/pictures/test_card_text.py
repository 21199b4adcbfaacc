"""What of a text a card can draw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.pictures.card_text import MAX_MARKS, CardText, card_text


@pytest.mark.parametrize(
    ("text", "shown", "lost"),
    [
        ("فوز بالكأس 🏆🎉 وفرح ❤️", "فوز بالكأس وفرح", "🏆🎉❤"),
        ("عائلة 👨‍👩‍👧 كاملة", "عائلة كاملة", "👨👩👧"),
        ("علم 🇯🇴 هنا", "علم هنا", "🇯🇴"),
        ("المركز 1️⃣ لنا", "المركز 1 لنا", "\u20e3"),
        ("(🎥) شاهد «🎬»", "شاهد", "🎥🎬"),
        ("صحيفة «Правда» تنفي", "صحيفة تنفي", "Правд"),
        ("الرئيس Erdoğan وDvořák وİzmir", "الرئيس Erdogan وDvorák وIzmir", "ğřİ"),
        ("Łódź", "Łódz", "ź"),
        ("ﻣﺮﺣﺒﺎ ﷺ", "مرحبا ﷺ", ""),
        ("بيوت\u200cهم \u200cهنا\u200d", "بيوت\u200cهم هنا", ""),
        ("جمـــيل ـ جدًا", "جمـــيل – جدًا", ""),
        ("لـ CIA", "لـ CIA", ""),
        ("سطر\u2028آخر\tهنا\u200b", "سطر آخر هنا", ""),
        ("\u202bنص\u202c \u2067a\u2069\u200f", "نص a", ""),
        ("10\u202f000 و20\u00a0000", "10\xa0000 و20\xa0000", ""),
        ("a\u2011b", "a-b", ""),
        ("شيء" + "\u064b" * 50, "شيء" + "\u064b" * MAX_MARKS, ""),
        ("\u064bنص \u0651هنا", "نص هنا", ""),
        ("اللُّغَةُ", "اللُّغَةُ", ""),
        ("🏆", "", "🏆"),
        ("", "", ""),
        ("\ud800نص", "نص", "\ud800"),
    ],
)
def test_what_is_shown_and_what_is_lost(text: str, shown: str, lost: str) -> None:
    assert card_text(text) == CardText(shown, lost)


@given(st.text(max_size=40))
def test_it_is_one_clean_line_and_stays_as_it_is(text: str) -> None:
    shown = card_text(text).text
    assert shown == " ".join(shown.split(" ")).strip(" \xa0")
    assert card_text(shown) == CardText(shown)
