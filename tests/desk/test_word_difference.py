"""Differences between versions, by words of Arabic and of others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.desk.story_file import StoryFile, open_story
from newsgen.desk.word_difference import Changed, Unchanged, difference, words
from tests.support import story

SHOWN = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}

CASES = [
    ("الميناء القديم", "الميناء الجديد", "الميناء [-القديم-]{+الجديد+}"),
    ("كُتُبٌ كثيرة", "كَتَبَ كثيرة", "[-كُتُبٌ-]{+كَتَبَ+} كثيرة"),  # marks belong to their word
    ("مدرسة", "مدرسه", "[-مدرسة-]{+مدرسه+}"),
    ("قال: «نعم».", "قال: «لا».", "قال: «[-نعم-]{+لا+}»."),
    ("واحد اثنان ثلاثة أربعة", "واحد خمسة ستة أربعة", "واحد [-اثنان ثلاثة-]{+خمسة ستة+} أربعة"),
    ("لغة C++ سهلة", "لغة C# سهلة", "لغة C[-++-]{+#+} سهلة"),
    ("عام 2025", "عام 2026", "عام [-2025-]{+2026+}"),
    ("عام ٢٠٢٥", "عام ٢٠٢٦", "عام [-٢٠٢٥-]{+٢٠٢٦+}"),
    ("أ ب", "أ  ب", "أ[- -]{+  +}ب"),
    ("می‌رود خوب", "می‌رود بد", "می‌رود [-خوب-]{+بد+}"),
    ("", "جديد", "{+جديد+}"),
    ("قديم", "", "[-قديم-]"),
    ("نفسه", "نفسه", "نفسه"),
    ("سطر أول\nسطر ثان", "سطر أول\nسطر ثالث", "سطر أول\nسطر [-ثان-]{+ثالث+}"),
    ("**غامق** نص", "*غامق* نص", "*[-*-]غامق[-*-]* نص"),
    ("👩‍🚀 رائدة", "👨‍🚀 رائدة", "[-👩-]{+👨+}\u200d🚀 رائدة"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "shown"), CASES)
def test_words(old: str, new: str, shown: str) -> None:
    assert "".join(SHOWN[run.did].format(run.text) for run in words(old, new)) == shown


@given(st.text("اب جَ\n.‌a1", max_size=40), st.text("اب جَ\n.‌a1", max_size=40))
def test_both_texts_are_in_the_difference(old: str, new: str) -> None:
    runs = words(old, new)
    assert "".join(run.text for run in runs if run.did != "added") == old
    assert "".join(run.text for run in runs if run.did != "removed") == new
    assert all(one.did != two.did for one, two in pairwise(runs))


def opened(text: str) -> StoryFile:
    file = open_story(text.encode())
    assert isinstance(file, StoryFile)
    return file


def test_a_story_by_key_and_block() -> None:
    old = opened(story("قديم", tags=["أ"], body="الأولى.\n\nالثانية.\n\nالثالثة كما هي.\n\nالرابعة."))
    new = opened(story("جديد", tags=["أ"], kicker="إشارة", body="الثالثة كما هي.\n\nالأولى.\n\nالثانية هنا.\n\nخامسة."))
    found = difference(old, new)
    keys = [part for part in found.front if isinstance(part, Changed)]
    assert [part.key for part in keys] == ["title", "kicker"]
    assert keys[0].runs[1].text == "قديم"
    text = [
        part if isinstance(part, Unchanged) else ("moved" if part.moved else part.runs[-1].text) for part in found.text
    ]
    assert "moved" in text
    assert "خامسة." in text
    assert difference(old, old).is_empty


def test_line_ends_are_no_difference() -> None:
    text = story("قديم", body="الأولى.\n\nالثانية.")
    assert difference(opened(text), opened(text.replace("\n", "\r\n"))).is_empty


def test_long_texts_take_no_square() -> None:
    """Two stories of 2 MB without a word in common: the whole is removed and added."""
    old, new = "قديم " * 150_000, "جديد، " * 150_000
    assert len(words(old, new)) <= 5
    assert not difference(opened(story(body=old)), opened(story(body=new))).is_empty
