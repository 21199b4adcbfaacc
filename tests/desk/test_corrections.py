"""A correction is one more entry of the front matter; a withdrawal is two keys; no other line of the file changes."""

from __future__ import annotations

import difflib

import pytest

from newsgen.articles.article import parse_article
from newsgen.desk.corrections import (
    GONE,
    NO_LIST,
    NO_TEXT,
    NO_TIME,
    corrections_of,
    with_correction,
    without_correction,
)
from newsgen.desk.story_edit import Reason, Refusal
from newsgen.desk.story_file import StoryFile, open_story
from newsgen.desk.unfit import Unfit
from newsgen.desk.withdrawal import DRAFT, NO_NOTE, NOT_WITHDRAWN, published_again, withdrawn
from newsgen.site import settings_file
from tests.support import SETTINGS

HEAD = '# ملف المكتبة\ntitle: "المكتبة"   # عنوان\nsection: politics\ndate: 2026-06-01 08:00\n'
BODY = "---\n\nفقرة.  \n\n\n- بند"
NEW = {"at": "2026-06-02 09:30", "text": "الصحيح: 12 # عضوًا"}


def opened(front: str = "") -> StoryFile:
    file = open_story(f"---\n{HEAD}{front}{BODY}".encode())
    assert isinstance(file, StoryFile)
    return file


def changed_lines(before: StoryFile, after: StoryFile | Refusal) -> list[str]:
    assert isinstance(after, StoryFile), after
    found = difflib.ndiff(before.text.split("\n"), after.text.split("\n"))
    return [line for line in found if line[0] in "+-"]


ONE = "  - at: 2026-06-01 10:15\n    text: 'قديم'   # من القارئ\n"

LISTS = {
    "none": ("", ["+ corrections:", "+   - at: 2026-06-02 09:30", '+     text: "الصحيح: 12 # عضوًا"']),
    "a sample in a comment": ("# corrections:\n", ["+ corrections:", "+   - at: 2026-06-02 09:30", '+     text: "الصحيح: 12 # عضوًا"']),
    "one": (f"corrections:\n{ONE}", ["+   - at: 2026-06-02 09:30", '+     text: "الصحيح: 12 # عضوًا"']),
    "one, and a key below": (f"corrections:\n{ONE}# بعد\nslug: x\n", ["+   - at: 2026-06-02 09:30", '+     text: "الصحيح: 12 # عضوًا"']),
    "nothing behind the colon": ("corrections:\n", ["+   - at: 2026-06-02 09:30", '+     text: "الصحيح: 12 # عضوًا"']),
    "an empty list": ("corrections: []\n", None),
    "in brackets": ("corrections: [{at: 2026-06-01 10:15, text: قديم}]\n", None),
    "dashes at the margin": ("corrections:\n- at: 2026-06-01 10:15\n  text: قديم\n", ["+ - at: 2026-06-02 09:30", '+   text: "الصحيح: 12 # عضوًا"']),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_correction_changes_its_key_alone(name: str) -> None:
    front, wanted = LISTS[name]
    before = opened(front)
    after = with_correction(before, "2026-06-02 09:30", " الصحيح:\n12 # عضوًا ")
    lines = changed_lines(before, after)
    if wanted is not None:
        assert lines == wanted
    assert isinstance(after, StoryFile)
    assert [line for line in lines if line[0] == "-" and "corrections" not in line] == []
    assert corrections_of(after.values) == [*corrections_of(before.values), NEW]
    settings, _ = settings_file.read(SETTINGS.encode())
    assert settings is not None
    assert not [one for one in parse_article("content/x.md", after.data, settings).problems if one.level == "error"]


def test_where_the_newest_is_written_first_a_new_one_is_too() -> None:
    front = "corrections:\n  - at: 2026-06-01 12:00\n    text: ثان\n" + ONE
    after = with_correction(opened(front), "2026-06-02 09:30", "ثالث")
    assert isinstance(after, StoryFile)
    assert [one["text"] for one in corrections_of(after.values)] == ["ثالث", "ثان", "قديم"]


def test_a_correction_that_is_sent_twice_stands_once() -> None:
    first = with_correction(opened(), "2026-06-02 09:30", "نص")
    assert isinstance(first, StoryFile)
    assert with_correction(first, "2026-06-02T09:30", "نص ") is first
    other = with_correction(first, "2026-06-02 09:31", "نص")
    assert isinstance(other, StoryFile)
    assert len(corrections_of(other.values)) == 2


TWO = f"# قبل\ncorrections:\n{ONE}  # بين\n  - text: ثان\n    at: ٢٠٢٦-٠٦-٠١ ١٢:٠٠\nslug: x\n"
SECOND = {"at": "٢٠٢٦-٠٦-٠١ ١٢:٠٠", "text": "ثان"}


def test_a_correction_is_changed_in_its_place_and_the_others_stay_as_they_are() -> None:
    before = opened(TWO)
    after = with_correction(before, "2026-06-01 12:00", "ثان، منقّح", SECOND)
    assert changed_lines(before, after) == [
        "-   - text: ثان", "-     at: ٢٠٢٦-٠٦-٠١ ١٢:٠٠", "+   - at: 2026-06-01 12:00", "+     text: ثان، منقّح",
    ]  # fmt: skip


def test_a_correction_is_deleted_and_with_the_last_one_the_key() -> None:
    before = opened(TWO)
    after = without_correction(before, SECOND)
    assert changed_lines(before, after) == ["-   - text: ثان", "-     at: ٢٠٢٦-٠٦-٠١ ١٢:٠٠"]
    assert isinstance(after, StoryFile)
    last = without_correction(after, {"at": "2026-06-01 10:15", "text": "قديم"})
    assert isinstance(last, StoryFile)
    assert "corrections" not in last.values
    assert "slug: x\n" in last.text


def test_a_correction_that_somebody_changed_meanwhile_is_not_overwritten() -> None:
    for was in ({"at": "2026-06-01 12:00", "text": "ثان"}, {"at": SECOND["at"], "text": "غيره"}, {}):
        with pytest.raises(Unfit) as unfit:
            with_correction(opened(TWO), "2026-06-02", "جديد", was)
        assert unfit.value.message == GONE
        with pytest.raises(Unfit):
            without_correction(opened(TWO), was)
    assert with_correction(opened(TWO), "2026-06-01 12:00", "ثان", SECOND) == opened(TWO), "nothing is changed"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-06-02 09:30", "2026-06-02 09:30"), ("٢٠٢٦-٠٦-٠٢ ٠٩:٣٠", "2026-06-02 09:30"), ("2026-06-02T9:30", "2026-06-02 09:30"),
        (" 2026-06-02 ", "2026-06-02 00:00"), ("2026-06-02T09:30+03:00", "2026-06-02 09:30+03:00"), ("2026-06-02 09:30:15", "2026-06-02 09:30:15"),
    ],
)  # fmt: skip
def test_times_as_people_write_them(written: str, kept: str) -> None:
    after = with_correction(opened(), written, "نص")
    assert isinstance(after, StoryFile)
    assert corrections_of(after.values) == [{"at": kept, "text": "نص"}]


@pytest.mark.parametrize(
    ("at", "text", "front", "message"),
    [
        ("2026-06-02", "", "", NO_TEXT), ("2026-06-02", " \n\u200f", "", NO_TEXT), ("غدا", "نص", "", NO_TIME), ("", "نص", "", NO_TIME),
        ("2026-02-30 10:00", "نص", "", NO_TIME), ("2026-06-02", "نص", "corrections: كلام\n", NO_LIST),
    ],
)  # fmt: skip
def test_corrections_that_do_not_enter(at: str, text: str, front: str, message: str) -> None:
    with pytest.raises(Unfit) as unfit:
        with_correction(opened(front), at, text)
    assert unfit.value.message == message


def test_a_long_correction_is_told_and_not_cut() -> None:
    with pytest.raises(Unfit) as unfit:
        with_correction(opened(), "2026-06-02", "كلمة " * 500)
    assert unfit.value.values == {"most": "2000"}


def test_broken_front_matter_is_left_alone() -> None:
    file = open_story("---\ntitle: [x\n---\nنص\n".encode())
    assert isinstance(file, StoryFile)
    assert with_correction(file, "2026-06-02", "نص") == Refusal(Reason.FRONT)
    assert withdrawn(file, "سبب") == Refusal(Reason.FRONT)


WITHDRAWALS = {
    "no status": ("", ["+ status: withdrawn", "+ note: السبب هنا"]),
    "published": (
        "status: published   # كريم\n",
        ["- status: published   # كريم", "+ status: withdrawn   # كريم", "+ note: السبب هنا"],
    ),
    "another reason": ("status: withdrawn\nnote: قديم\n", ["- note: قديم", "+ note: السبب هنا"]),
}


@pytest.mark.parametrize("name", WITHDRAWALS)
def test_a_withdrawal_changes_two_keys_alone_and_there_is_a_way_back(name: str) -> None:
    front, wanted = WITHDRAWALS[name]
    before = opened(front)
    after = withdrawn(before, " السبب\nهنا ")
    assert sorted(line for line in changed_lines(before, after) if line[0] in "+-") == sorted(wanted)
    assert isinstance(after, StoryFile)
    back = published_again(after)
    assert isinstance(back, StoryFile)
    assert back.body_text == before.body_text
    assert "note" not in back.values
    assert back.values["status"] == "published"
    if name == "published":
        assert back.text == before.text


def test_what_is_not_withdrawn() -> None:
    for front, note, message in (("status: draft\n", "سبب", DRAFT), ("", " \u200f", NO_NOTE)):
        with pytest.raises(Unfit) as unfit:
            withdrawn(opened(front), note)
        assert unfit.value.message == message
    for front in ("", "status: draft\n"):
        with pytest.raises(Unfit) as unfit:
            published_again(opened(front))
        assert unfit.value.message == NOT_WITHDRAWN
