"""Arabic words as keys and values are answered with the key or the value that they stand for."""

from __future__ import annotations

from typing import Any

import pytest

from newsgen.base.messages import hint_of, message_of
from newsgen.site import schema
from newsgen.site.arabic_words import KEYS, VALUES, _normal, key_for
from newsgen.site.front_matter import FrontMatter, ImageForm, ProfileForm
from newsgen.site.settings import Settings
from newsgen.site.settings_sections import Section
from newsgen.site.yamltext import parse


def hint(line: str, model: Any = FrontMatter) -> str:
    _, problems = schema.read(model, parse(line), "content/a.md")
    (problem,) = [p for p in problems if p.code not in ("missing", "blank")]
    assert problem.line == 1
    assert message_of(problem, "ar")
    return hint_of(problem, "en")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kind: مباشر", "Write “kind: live”."),
        ("kind: تغطية_مباشرة", "Write “kind: live”."),
        ("kind: رأى", "Write “kind: opinion”."),
        ("kind: الفيديو", "Write “kind: video”."),
        ("kind: liveblog", "Write “kind: live”."),
        ("kind: عاجل", "Write “breaking_until: 2027-01-31 09:00” instead."),
        ("status: منشورة", "Write “status: published”."),
        ("status: مُسوَّدة", "Write “status: draft”."),
        ("status: مسوده", "Write “status: draft”."),
        ("status: publish", "Write “status: published”."),
        ("status: drfat", "Write “status: draft”."),
        ("status: عاجل", "Write “breaking_until: 2027-01-31 09:00” instead."),
        ("status: أزرق", "Choose one of: draft, published, withdrawn."),
        ("العنوان: س", "Did you mean “title”?"),
        ("عنوان: س", "Did you mean “title”?"),
        ("العنوان الفرعي: س", "Did you mean “standfirst”?"),
        ("المقدمه: س", "Did you mean “standfirst”?"),
        ("الكاتب: س", "Did you mean “authors”?"),
        ("القسم: س", "Did you mean “section”?"),
        ("التاريح: س", "Did you mean “date”?"),
        ("عاجل: نعم", "Did you mean “breaking_until”?"),
        ("الحالة: منشور", "Did you mean “status”?"),
        ("اقرأ أيضًا: س", "Did you mean “related”?"),
        ("النص البديل: س", "Write it under “image”, as “alt: …”."),
        ("المصوّر: س", "Write it under “image”, as “credit: …”."),
    ],
)
def test_stories(line: str, said: str) -> None:
    assert hint(line) == said


@pytest.mark.parametrize(
    ("line", "model", "said"),
    [
        ("المصوّر: س", ImageForm, "Did you mean “credit”?"),
        ("الاسم: س", ProfileForm, "Did you mean “name”?"),
        ("الاسم: س", Section, "Did you mean “name”?"),
        ("الأقسام: س", Settings, "Did you mean “sections”?"),
        ("عنوان الموقع: س", Settings, "Did you mean “base_url”?"),
        ("العنوان: س", Settings, "Did you mean “title”?"),
        ("production: نعم", Settings, "Write “production: true”."),
        ("production: لا", Settings, "Write “production: false”."),
    ],
)
def test_other_forms(line: str, model: Any, said: str) -> None:
    assert hint(line, model) == said


def test_a_word_of_no_key_gets_the_list_and_says_in_which_language() -> None:
    assert hint("زرقاء: س").startswith("Keys are English words; known keys: title, kind")


def test_every_word_leads_to_its_own_key_or_value() -> None:
    for key, words in KEYS.items():
        for word in words.split("، "):
            assert key_for(word, (key,)) == key
    for values in VALUES.values():
        normal = [_normal(word) for text in values.values() for word in text.split("، ")]
        assert len(set(normal)) == len(normal)


def test_all_keys_of_a_story_have_a_word() -> None:
    assert set(FrontMatter.model_fields) - {"extra", "check"} <= set(KEYS)
    assert set(VALUES["kind"]) | set(VALUES["status"]) == {
        *FrontMatter.model_fields["kind"].annotation.__args__,  # type: ignore[union-attr]
        *FrontMatter.model_fields["status"].annotation.__args__,  # type: ignore[union-attr]
    }
