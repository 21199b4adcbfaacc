"""An edit changes the lines of what it names, and no other byte; what newsgen reads afterwards is exactly what was asked."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsgen.desk.story_edit import (
    Edit,
    InsertBlock,
    MoveBlock,
    Reason,
    Refusal,
    RemoveBlock,
    RemoveKey,
    ReplaceBlock,
    SetKey,
    edited,
)
from newsgen.desk.story_file import StoryFile, lines_of_text, open_story, unified
from newsgen.desk.yaml_edit import Value
from newsgen.site.yamltext import parse
from tests.desk import stories
from tests.desk.test_story_file import opened

quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))

STORY = """\
---
title: "افتتاح المكتبة"   # راجعه المدقق
standfirst:                 # المقدمة
section: culture
date: 2026-11-17 22:05
# kicker: تحليل
status: draft               # احذف هذا السطر عند النشر
authors: [هالة السنديان, "مازن: المجداف"]
tags:
  - مكتبات
  # وسم قديم
  - 'القراءة'
image:
  src: library.jpg   # من الأرشيف

  alt: رفوف
sources:
  - محضر
  - {name: جداول, url: "https://example.org/"}
corrections:
  - at: 2026-11-18 10:15
    text: الصحيح أنهما عضوان.
---

الفقرة الأولى.

جملة للاقتباس.
{: .pull}

## عنوان
فقرة تحته.

- بند

- بند آخر

| أ | ب |
|---|---|
| 1 | 2 |

الأخيرة.
"""


def differences(before: str, after: str) -> list[str]:
    """The lines that differ: ``-`` and ``+`` with the line."""
    found = difflib.unified_diff(lines_of_text(before), lines_of_text(after), n=0)
    return [line.rstrip("\n") for line in found if not line.startswith(("---", "+++", "@@"))]


def after(*edits: Edit, text: str = STORY) -> str:
    new = edited(opened(text), edits)
    assert isinstance(new, StoryFile), new
    return new.text


KEYS: dict[str, tuple[Edit, list[str]]] = {
    "a comment behind a value stays": (
        SetKey("title", "افتتاح"), ['-title: "افتتاح المكتبة"   # راجعه المدقق', '+title: "افتتاح"   # راجعه المدقق'],
    ),
    "a colon is quoted": (
        SetKey("standfirst", "قال: نعم #1"),
        ["-standfirst:                 # المقدمة", '+standfirst: "قال: نعم #1"                 # المقدمة'],
    ),
    "an entry of a list keeps its quotation marks": (
        SetKey("authors", ["مازن: المجداف", "ليلى"]),
        ['-authors: [هالة السنديان, "مازن: المجداف"]', '+authors: ["مازن: المجداف", ليلى]'],
    ),
    "an entry more in a list by lines": (SetKey("tags", ["مكتبات", "القراءة", "أطفال"]), ["+  - أطفال"]),
    "an entry less": (SetKey("tags", ["القراءة"]), ["-  - مكتبات"]),
    "a key inside": (
        SetKey("image", {"src": "library.jpg", "alt": "رفوف: كتب"}), ["-  alt: رفوف", '+  alt: "رفوف: كتب"'],
    ),
    "a key more inside": (
        SetKey("image", {"src": "library.jpg", "alt": "رفوف", "credit": "منى"}), ["+  credit: منى"],
    ),
    "a correction more": (
        SetKey("corrections", [{"at": "2026-11-18 10:15", "text": "الصحيح أنهما عضوان."}, {"at": "2026-11-19 09:00", "text": "- لا"}]),
        ["+  - at: 2026-11-19 09:00", '+    text: "- لا"'],
    ),
    "a source more": (
        SetKey("sources", ["محضر", {"name": "جداول", "url": "https://example.org/"}, {"name": "بيان: رسمي"}]), ['+  - {name: "بيان: رسمي"}'],
    ),
    "a new key stands below its sample": (SetKey("kicker", "رأي"), ["+kicker: رأي"]),
    "a new key stands in the newsroom's order": (SetKey("place", "port"), ["+place: port"]),
    "a key goes with its comment": (RemoveKey("status"), ["-status: draft               # احذف هذا السطر عند النشر"]),
    "a word that others take for a truth value": (
        SetKey("section", "no"), ["-section: culture", '+section: "no"'],
    ),
    "what is equal is not touched": (SetKey("title", "افتتاح المكتبة"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_only_the_lines_of_a_key_change(name: str) -> None:
    edit, wanted = KEYS[name]
    assert differences(STORY, after(edit)) == wanted


def test_where_new_keys_stand() -> None:
    lines = after(SetKey("kicker", "رأي"), SetKey("place", "port"), SetKey("slug", "a")).split("\n")
    assert lines[lines.index("kicker: رأي") - 1] == "# kicker: تحليل"
    assert lines[lines.index("place: port") - 1] == "section: culture"
    assert lines[lines.index("slug: a") - 1].startswith("  - {name: جداول")


BLOCKS: dict[str, tuple[Edit, list[str]]] = {
    "replace": (ReplaceBlock(0, "غيرها."), ["-الفقرة الأولى.", "+غيرها."]),
    "replace by two": (ReplaceBlock(0, "أ\n\nب"), ["-الفقرة الأولى.", "+أ", "+", "+ب"]),
    "replace below a heading without an empty line": (ReplaceBlock(3, "غيرها."), ["-فقرة تحته.", "+غيرها."]),
    "replace a heading": (ReplaceBlock(2, "## غيره"), ["-## عنوان", "+## غيره"]),
    "the attribute list is part of its block": (RemoveBlock(1), ["-جملة للاقتباس.", "-{: .pull}", "-"]),
    "insert at the top": (InsertBlock(0, "جديد"), ["+جديد", "+"]),
    "insert at the end": (InsertBlock(7, "جديد"), ["+", "+جديد"]),
    "insert between": (InsertBlock(5, "جديد"), ["+جديد", "+"]),
    "a list beside a list is one list": (InsertBlock(5, "- ثالث"), ["+- ثالث", "+"]),
    "remove the last": (RemoveBlock(6), ["-", "-الأخيرة."]),
    "blank Markdown removes": (ReplaceBlock(6, " \n"), ["-", "-الأخيرة."]),
    "spaces around Markdown": (InsertBlock(7, "\n\nجديد  \n \n"), ["+", "+جديد  "]),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_only_the_lines_of_a_block_change(name: str) -> None:
    edit, wanted = BLOCKS[name]
    assert differences(STORY, after(edit)) == wanted


def test_a_moved_block_is_the_only_one_that_moves() -> None:
    new = opened(after(MoveBlock(5, 0)))
    assert [block.source for block in new.blocks[:2]] == ["| أ | ب |\n|---|---|\n| 1 | 2 |", "الفقرة الأولى."]
    assert len(differences(STORY, new.text)) == 8


@pytest.mark.parametrize("source", ["```\nرمز", "<!-- سر", "<div>\n\nنص", "<pre>"])
@pytest.mark.parametrize("end", ["\n\n```\nآخر\n```\n", "\n\n<!-- آخر -->\n", "\n\n</div>\n", "\n\n</pre>\n"])
def test_a_block_takes_in_no_other(source: str, end: str) -> None:
    file = opened(f"---\ntitle: x\n---\n\nأول\n\nثان{end}")
    new = edited(file, [ReplaceBlock(0, source)])
    if isinstance(new, Refusal):
        assert new.reason is Reason.SWALLOWS
    else:
        assert [block.raw for block in new.blocks][-len(file.blocks) + 1 :] == [block.raw for block in file.blocks[1:]]


REFUSED: dict[str, tuple[str, Edit, Reason]] = {
    "a control character": (STORY, SetKey("title", "a\x07b"), Reason.VALUE),
    "a mark that turns lines around": (STORY, SetKey("title", "a\u202eb"), Reason.VALUE),
    "half of a pair": (STORY, SetKey("title", "\ud800"), Reason.VALUE),
    "a block that is not there": (STORY, ReplaceBlock(99, "x"), Reason.NO_SUCH_BLOCK),
    "a negative index": (STORY, RemoveBlock(-1), Reason.NO_SUCH_BLOCK),
    "a mark of a merge": (STORY, InsertBlock(0, "<<<<<<< HEAD"), Reason.UNREADABLE),
    "a zero byte": (STORY, InsertBlock(0, "a\0b"), Reason.UNREADABLE),
    "more than a file may have": (STORY, InsertBlock(0, "ن" * 1_100_000), Reason.UNREADABLE),
    "half of a pair in the text": (STORY, InsertBlock(0, "\ud800"), Reason.UNREADABLE),
    "a key of broken front matter": ("---\ntitle: [\n---\nنص\n", SetKey("title", "x"), Reason.FRONT),
    "a key of front matter in braces": ("---\n{title: x}\n---\nنص\n", SetKey("title", "y"), Reason.FRONT),
    "a key to remove from broken front matter": ("---\ntitle: [\n---\nنص\n", RemoveKey("title"), Reason.FRONT),
    "a key that is written twice": ("---\ntitle: x\ntitle: y\n---\n", SetKey("title", "z"), Reason.FRONT),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    text, edit, reason = REFUSED[name]
    new = edited(opened(text), [edit])
    assert isinstance(new, Refusal)
    assert new.reason is reason


def test_line_ends_and_marks_of_a_file_stay() -> None:
    text = "\ufeff" + STORY.replace("\n", "\r\n").removesuffix("\r\n")
    new = after(SetKey("title", "ب"), ReplaceBlock(0, "أ\n\nب"), InsertBlock(7, "ج"), text=text)
    assert new.startswith("\ufeff---\r\n")
    assert "\n" not in new.replace("\r\n", "")
    assert new.endswith("الأخيرة.\r\n\r\nج")
    assert differences(unified(text), unified(new))[0] == '-title: "افتتاح المكتبة"   # راجعه المدقق'


def test_the_body_of_an_empty_story_begins_below_an_empty_line() -> None:
    for text in ("---\ntitle: x\n---", "---\ntitle: x\n---\n", "---\ntitle: x\n---\n\n"):
        assert after(InsertBlock(0, "نص"), text=text).startswith("---\ntitle: x\n---\n\nنص")


def test_keys_that_are_all_indented() -> None:
    text = "---\n  # فوق\n  title: x\n  tags:\n    - a\n---\nنص\n"
    new = after(SetKey("title", "z"), SetKey("kicker", "رأي"), SetKey("tags", ["a", "b"]), text=text)
    assert new == "---\n  # فوق\n  title: z\n  kicker: رأي\n  tags:\n    - a\n    - b\n---\nنص\n"


def test_invisible_marks_and_line_ends_of_other_lines_stay() -> None:
    text = "---\ntitle: x\r\nnote: \u202aأ\nslug: a\r\n# ت\u200b\n---\nنص\u202a\n"
    new = after(SetKey("slug", "b"), SetKey("title", "z"), text=text)
    assert new == text.replace("slug: a\r\n", "slug: b\n").replace("title: x\r\n", "title: z\n")


# properties

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.text(max_size=12),
        st.sampled_from((
            "نص: آخر", "# لا", "- بند", "? س", "[س]", "{س}", "'", '"', "\\", "'\"\\", "سطر\nآخر", "سطر\n", "\n", " مسافة ", "%", "@", "`", "|", ">", "&", "*",
            "!", "~", "null", "نعم، لا؛ ربما", "a, b", "2026-11-17", "12:30", "0123", "1e3", "---", "...", "=", "<<", "س #1", "س:", ":س", "\t", "\u00a0", "\ufeff",
            "true", "1", "-1.5", "#وسم", "س\u2028ص", "\u200fس",
        )),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(("at", "text", "مفتاح", "a b", "12")), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


def set_key_is_exact(data: bytes, key: str, value: Value) -> None:
    """Assert that a key gets exactly this value, or that it is refused; and that all other lines stay."""
    file = open_story(data)
    if not isinstance(file, StoryFile):
        return
    new = edited(file, [SetKey(key, value)])
    if isinstance(new, Refusal):
        assert not file.keyed or unreadable(value)
        return
    assert open_story(new.data) == new
    assert dict(new.values) == {**file.values, key: value}
    assert new.body_text == file.body_text
    own = "".join(part.raw for part in file.front if part.key == key)
    others = "".join(part.raw for part in file.front if part.key != key).splitlines(keepends=True)
    now = "".join(part.raw for part in new.front if part.key != key).splitlines(keepends=True)
    for line in others:  # what comes beside them is a comment that stood between entries, and now stands behind the key
        while now and now[0] != line and is_comment(now[0]) and now[0] in own:
            now.pop(0)
        assert now
        assert now.pop(0) == line
    assert all(is_comment(line) and line in own for line in now)
    assert (new.head, new.fence) == (file.head, file.fence)


def is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def unreadable(value: Value) -> bool:
    """Whether newsgen leaves characters of a value out, or cannot hold it, however it is written."""
    if isinstance(value, str):
        escaped = '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
        return (
            any(0xD800 <= ord(c) < 0xE000 for c in value)
            or parse(f"a: {escaped}").value != {"a": value}
            or has_marks(value)
        )
    if isinstance(value, dict):
        return any(unreadable(inner) for pair in value.items() for inner in pair)
    return any(map(unreadable, value)) if isinstance(value, list) else False


def has_marks(value: str) -> bool:
    """Whether newsgen takes characters of a text out of a file before it reads YAML."""
    from newsgen.site.text import without_controls

    return without_controls(value)[0] != value


@quick
@given(
    stories.files(), st.sampled_from(("title", "kicker", "tags", "image", "extra", "corrections", "authors")), VALUES
)
@example("---\nplace: >-\n  نص\n\n  نص\n    \n---\n".encode(), "tags", ["أ"])
@example("---\nplace: |\n  نص\n   \n\n---\n".encode(), "kicker", "أ")
@example("---\nplace: |+\n  نص\n   \n\n---\n".encode(), "image", {"src": "a.jpg"})
@example("---\nauthors:\n- نص\n# بين\n- 'نص'\n---\n".encode(), "authors", [None])
def test_a_value_is_exactly_what_was_asked(data: bytes, key: str, value: Value) -> None:
    set_key_is_exact(data, key, value)


@pytest.mark.nightly
@long
@given(
    stories.files(), st.sampled_from(("title", "kicker", "tags", "image", "extra", "corrections", "authors")), VALUES
)
def test_a_value_is_exactly_what_was_asked_long(data: bytes, key: str, value: Value) -> None:
    set_key_is_exact(data, key, value)


def block_edit_is_alone(data: bytes, at: int, source: str) -> None:
    """Assert that all blocks but one stand after an edit of one, and that the lines of it alone differ."""
    file = open_story(data)
    if not isinstance(file, StoryFile) or not file.blocks:
        return
    at %= len(file.blocks)
    new = edited(file, [ReplaceBlock(at, source)])
    if isinstance(new, Refusal):
        assert new.reason in (Reason.SWALLOWS, Reason.UNREADABLE)
        return
    before = file.head + file.front_text + file.fence + file.top + "".join(b.raw + b.gap for b in file.blocks[:at])
    behind = "".join(b.raw + b.gap for b in file.blocks[at + 1 :])
    assert new.text.startswith(before.rstrip("\r\n \t"))
    assert new.text.endswith(behind)
    assert open_story(new.data) == new
    for block in file.blocks[:at] + file.blocks[at + 1 :]:
        assert any(block.raw in other.raw for other in new.blocks)


@quick
@given(stories.files(), st.integers(0, 9), stories.bodies(3))
def test_an_edit_of_a_block_changes_that_block_alone(data: bytes, at: int, source: str) -> None:
    block_edit_is_alone(data, at, source)


@pytest.mark.nightly
@long
@given(stories.files(), st.integers(0, 9), stories.bodies(3))
def test_an_edit_of_a_block_changes_that_block_alone_long(data: bytes, at: int, source: str) -> None:
    block_edit_is_alone(data, at, source)


@quick
@given(stories.files(), st.lists(st.integers(0, 9), max_size=3), st.data())
def test_any_edits_lose_no_other_word(data: bytes, removed: list[int], draw: st.DataObject) -> None:
    file = open_story(data)
    if not isinstance(file, StoryFile):
        return
    count = len(file.blocks)
    edits: list[Edit] = [RemoveBlock(at) for at in {at % count for at in removed}] if count else []
    edits.append(InsertBlock(draw.draw(st.integers(0, count)), "كلمات جديدة"))
    others = [at for at in range(count) if RemoveBlock(at) not in edits]
    if others:
        edits.append(MoveBlock(draw.draw(st.sampled_from(others)), draw.draw(st.integers(0, count))))
    new = edited(file, edits)
    if isinstance(new, Refusal):
        assert new.reason in (Reason.SWALLOWS, Reason.UNREADABLE)
        return
    assert "كلمات جديدة" in new.body_text
    for at in others:
        assert file.blocks[at].raw in new.body_text
    assert new.front == file.front
