"""Clean-up of dirty text: what it does, what it leaves, and that it tells the truth about it."""

import pytest
from hypothesis import given

from newsgen import arabic
from tests.arabic.test_arabic_text import DIRTY


@pytest.mark.parametrize(
    ("dirty", "clean", "rules"),
    [
        ("عام 2011 .", "عام 2011.", {"punctuation"}),
        ("عنوان\u00a0", "عنوان", {"space"}),
        ("نص\u00a0هنا", "نص هنا", {"nbsp"}),
        ("نص  هنا", "نص هنا", {"space"}),
        ("نص \u00a0 هنا", "نص هنا", {"nbsp"}),
        ("ﻻ ﺷﻚ", "لا شك", {"shape"}),
        ("محمد ﷺ ﷻ ﷼", "محمد ﷺ ﷻ ﷼", set()),
        ("\u202bنعم\u202c", "نعم", {"control"}),
        ("\u2068نعم\u2069", "\u2068نعم\u2069", set()),
        ("\u2068نعم", "نعم", {"control"}),
        ("نعم\u200f ولا", "نعم ولا", {"mark"}),
        ("لغة C++\u200e رائدة", "لغة C++\u200e رائدة", set()),
        ("كل\u200bمة\ufeff", "كلمة", {"stray"}),
        ("1442 ه\u200d", "1442 ه\u200d", set()),
        ("&quot;نعم&quot;", '"نعم"', {"entity"}),
        ("&amp;amp;quot;", '"', {"entity"}),
        ("&#1587;&#x644;&#1575;&#1605;", "سلام", {"entity"}),
        ("&lt;b&gt;", "<b>", {"entity"}),
        ("AT&T &unknown; &amp", "AT&T &unknown; &amp", set()),
        ("ا\u0654حمد", "أحمد", {"nfc"}),
        ("سطر\r\nسطر", "سطر\nسطر", {"line-end"}),
        ("لـ CIA وبـ«نص» ودبي ـ العربية", "لـ CIA وبـ«نص» ودبي ـ العربية", set()),
        ("عاجل .. خبر ... نعم..", "عاجل .. خبر ... نعم..", set()),
        ("قال , ثم ؟", "قال, ثم؟", {"punctuation"}),
        ("قال ،نعم", "قال،نعم", {"punctuation"}),
        ("منصة .NET و :)", "منصة .NET و :)", set()),
        ("Oui !", "Oui !", set()),
        ("يقول, لماذا?", "يقول, لماذا?", set()),
    ],
)
def test_rules(dirty: str, clean: str, rules: set[str]) -> None:
    cleaned = arabic.clean(dirty)
    assert cleaned.text == clean
    assert {rule for change in cleaned.changes for rule in change.rules} == rules


def test_changes_are_told_by_place() -> None:
    (entity, double, stop) = arabic.clean("&amp;quot;نعم  ولا .").changes
    assert (entity.start, entity.end, entity.before, entity.after) == (0, 10, "&amp;quot;", '"')
    assert (double.start, double.end, double.after) == (13, 15, " ")
    assert (stop.start, stop.end, stop.before, stop.after) == (18, 19, " ", "")


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("سطر  \nسطر", "سطر  \nسطر"),
        ("- بند\n    - تحته", "- بند\n    - تحته"),
        ("\u00a0\u00a0فقرة", "فقرة"),
        ("&lt;script&gt; &amp;lt; &#42;نجم&#42;", "&lt;script&gt; &amp;lt; &#42;نجم&#42;"),
        ("&quot;نعم&quot;&nbsp;ولا", '"نعم" ولا'),
    ],
)
def test_markdown_keeps_its_signs(dirty: str, clean: str) -> None:
    assert arabic.clean(dirty, markup=True).text == clean


@given(DIRTY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for markup in (False, True):
        once = arabic.clean(text, markup=markup).text
        assert arabic.clean(once, markup=markup) == arabic.Cleaned(once, ())


@given(DIRTY)
def test_cleaning_changes_only_what_it_reports(text: str) -> None:
    for markup in (False, True):
        cleaned = arabic.clean(text, markup=markup)
        at, out = 0, ""
        for change in cleaned.changes:
            assert at <= change.start <= change.end
            assert change.before == text[change.start : change.end] != change.after
            assert change.rules
            out += text[at : change.start] + change.after
            at = change.end
        assert out + text[at:] == cleaned.text
