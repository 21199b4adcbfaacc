"""Keys that editors know from other systems: each leads to a key of this project, and none shadows one."""

from collections import Counter

import pytest

from newsgen.articles.article import parse_article
from newsgen.articles.page import parse_page
from newsgen.base.messages import hint_of
from newsgen.site import settings_file
from newsgen.site.front_matter import FrontMatter, ImageForm
from newsgen.site.unknown_keys import (
    ADDRESSES,
    BODIES,
    DRAFT_SWITCHES,
    FOREIGN_KEYS,
    IMAGE_PARTS,
    LAYOUTS,
    NOT_NEEDED,
)
from tests.support import SETTINGS

SITE, _ = settings_file.read(SETTINGS.encode())
OF_A_STORY = {key: foreign for key, foreign in FOREIGN_KEYS.items() if key != "src"}


def hint(line: str) -> str:
    """The English hint for a line of a story's front matter, which is expected to be its only problem."""
    assert SITE is not None
    text = f"---\ntitle: عنوان\nsection: politics\ndate: 2026-05-18 07:00\n{line}\n---\nنص\n"
    (problem,) = parse_article("content/a.md", text.encode(), SITE).problems
    assert (problem.code, problem.line) == ("unknown-key", 5)
    return hint_of(problem, "en")


def test_each_key_leads_to_a_known_one() -> None:
    assert set(OF_A_STORY) <= set(FrontMatter.model_fields)
    assert {"src", *IMAGE_PARTS} <= set(ImageForm.model_fields)


def test_no_key_stands_twice_or_is_known() -> None:
    foreign = [*DRAFT_SWITCHES, *ADDRESSES, *BODIES, *LAYOUTS, *NOT_NEEDED]
    foreign += [key for keys in (*OF_A_STORY.values(), *IMAGE_PARTS.values()) for key in keys]
    assert max(Counter(foreign).values()) == 1
    assert not set(foreign) & set(FrontMatter.model_fields)


@pytest.mark.parametrize(
    ("key", "foreign"), [(key, foreign) for key, keys in OF_A_STORY.items() for foreign in keys], ids=str
)
def test_a_foreign_key_is_answered_with_the_known_one(key: str, foreign: str) -> None:
    parts = foreign.split("_")
    for spelling in {foreign, "-".join(parts), "".join([parts[0], *map(str.title, parts[1:])])}:
        assert hint(f"{spelling}: x") == f"Did you mean “{key}”?"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("draft: true", "Write “status: draft” instead."),
        ("Draft: Yes", "Write “status: draft” instead."),
        ("draft: soon", "Write “status: draft” instead."),
        ("draft: false", "Leave it out: a story without “status: draft” is published."),
        ("isDraft: on", "Write “status: draft” instead."),
        ("private: true", "Write “status: draft” instead."),
        ("hidden: 0", "Leave it out: a story without “status: draft” is published."),
        ("published: false", "Write “status: draft” instead."),
        ("published: true", "Leave it out: a story without “status: draft” is published."),
        ("published: 2026-05-18", "Did you mean “date”?"),
        ("publish: no", "Write “status: draft” instead."),
        ("caption: نص", "Write it under “image”, as “caption: …”."),
        ("altText: نص", "Write it under “image”, as “alt: …”."),
        ("permalink: /a/", "Write the last part of the address as “slug: …”, and old addresses under “aliases”."),
        ("content: نص", "Write the text below the second “---”."),
        ("type: post", "Leave it out; “kind” says what kind of story it is."),
        ("toc: true", "Leave it out, or put it under “extra” if your templates read it."),
        ("image: {file: a.png}", "Did you mean “src”?"),
        ("autors: [أحمد]", "Did you mean “authors”?"),
        ("\u200ftags: [مياه]", "Delete the character U+200F in column 1."),
        ("ta\u200bgs\u00a0: [مياه]", "Delete the characters U+200B, U+00A0 in columns 3, 6."),
        ("\u2060draft: true", "Delete the character U+2060 in column 1."),
    ],
)
def test_the_hint(line: str, expected: str) -> None:
    assert hint(line) == expected


def test_a_page_is_not_told_of_keys_that_it_has_not() -> None:
    assert SITE is not None
    (problem,) = parse_page("content/pages/about.md", b"---\ntitle: a\ndraft: true\n---\nb\n", SITE).problems
    assert hint_of(problem, "en") == "Known keys: title, standfirst, check."
