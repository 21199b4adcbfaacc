"""An update of live coverage enters at its time, below the line of its day, and changes no other line; all of it is read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.articles.article import parse_article
from newsgen.articles.comments import without_comments
from newsgen.articles.live import Coverage, first_day, split_coverage
from newsgen.desk.live_update import EMPTY, HEADLINE, NO_HEADLINE, Added, Update, is_open, with_update
from newsgen.desk.story_edit import Reason, Refusal
from newsgen.desk.story_file import StoryFile, open_story
from newsgen.desk.unfit import Unfit
from newsgen.site import settings_file
from newsgen.site.settings import Settings
from tests.support import SETTINGS

FRONT = 'title: "معرض"   # عنوان\nsection: politics\nkind: live\ndate: 2026-06-01 08:00\n'


def _settings() -> Settings:
    found, _ = settings_file.read(SETTINGS.encode())
    assert found is not None
    return found


ZONED = _settings()
NOON = datetime(2026, 6, 1, 12, 0, 40, tzinfo=ZONED.zone)


def coverage(body: str, front: str = FRONT) -> StoryFile:
    file = open_story(f"---\n{front}---\n{body}".encode())
    assert isinstance(file, StoryFile)
    return file


def add(body: str, update: Update | str = "خبر جديد", now: datetime = NOON, front: str = FRONT) -> Added:
    update = Update(update) if isinstance(update, str) else update
    return with_update(coverage(body, front), update, now, ZONED, "ar")


def body_of(added: Added) -> str:
    assert isinstance(added.file, StoryFile), added.file
    assert added.file.front_text == coverage("").front_text or "title" in added.file.front_text
    return added.file.body_text


def read(file: StoryFile) -> Coverage:
    text, _ = without_comments(file.body_text, 1)
    return split_coverage(text, first_day(file.values.get("date")), 1)


PLACES = {
    "nothing yet": ("\nمقدمة.\n", "\nمقدمة.\n\n## 12:00 خبر جديد\n"),
    "no text at all": ("", "\n## 12:00 خبر جديد\n"),
    "no empty line below the front matter": ("## 11:00 أ\n", "## 12:00 خبر جديد\n\n## 11:00 أ\n"),
    "an indented heading with closing hashes": ("\n \u200f## 11:00 أ ##\n", "\n## 12:00 خبر جديد\n\n \u200f## 11:00 أ ##\n"),
    "entries without empty lines": ("\n## 11:00 أ\nنص.\n## 10:00 ب\nنص.\n", "\n## 12:00 خبر جديد\n\n## 11:00 أ\nنص.\n## 10:00 ب\nنص.\n"),
    "a time that is none": ("\n## 25:99 خطأ\n\n## 11:00 أ\n", "\n## 25:99 خطأ\n\n## 12:00 خبر جديد\n\n## 11:00 أ\n"),
    "a footnote at the end, from the oldest down": (
        "\n## 10:00 أ\n\nنص.\n\n## 11:00 ب\n\nنص[^1].\n\n[^1]: حاشية.\n", "\n## 10:00 أ\n\nنص.\n\n## 11:00 ب\n\nنص[^1].\n\n[^1]: حاشية.\n\n## 12:00 خبر جديد\n",
    ),
    "newest first": ("\n## 11:00 أ\n\nنص.\n\n## 10:00 ب\n", "\n## 12:00 خبر جديد\n\n## 11:00 أ\n\nنص.\n\n## 10:00 ب\n"),
    "below the introduction": ("\nمقدمة.\n\n## 11:00 أ\n\nنص.\n", "\nمقدمة.\n\n## 12:00 خبر جديد\n\n## 11:00 أ\n\nنص.\n"),
    "oldest first": ("\n## 10:00 أ\n\nنص.\n\n## 11:00 ب\n\nنص.\n", "\n## 10:00 أ\n\nنص.\n\n## 11:00 ب\n\nنص.\n\n## 12:00 خبر جديد\n"),
    "below what is written ahead": (
        "\n## 20:00 النتيجة\n\nسر.\n\n## 11:00 أ\n\n## 10:00 ب\n", "\n## 20:00 النتيجة\n\nسر.\n\n## 12:00 خبر جديد\n\n## 11:00 أ\n\n## 10:00 ب\n",
    ),
    "above what is written ahead, from the oldest down": (
        "\n## 10:00 أ\n\nنص.\n\n## 20:00 النتيجة\n\nسر.\n", "\n## 10:00 أ\n\nنص.\n\n## 12:00 خبر جديد\n\n## 20:00 النتيجة\n\nسر.\n",
    ),
    "all is ahead": ("\n## 20:00 النتيجة\n\nسر.\n", "\n## 20:00 النتيجة\n\nسر.\n\n## 12:00 خبر جديد\n"),
    "the same minute": ("\n## 12:00 أ\n\n## 10:00 ب\n", "\n## 12:00 خبر جديد\n\n## 12:00 أ\n\n## 10:00 ب\n"),
    "the same minute, from the oldest down": ("\n## 10:00 ب\n\n## 12:00 أ\n", "\n## 10:00 ب\n\n## 12:00 أ\n\n## 12:00 خبر جديد\n"),
    "Arabic digits": ("\n## ١١:٠٠ أ\n\nنص.\n", "\n## 12:00 خبر جديد\n\n## ١١:٠٠ أ\n\nنص.\n"),
    "a comment above the newest": (
        "\n<!-- لا تنشروا الأسماء -->\n\n## 11:00 أ\n\nنص.\n", "\n<!-- لا تنشروا الأسماء -->\n\n## 12:00 خبر جديد\n\n## 11:00 أ\n\nنص.\n",
    ),
    "a heading in code": ("\n## 11:00 أ\n\n```\n## 13:00 ليس خبرًا\n```\n", "\n## 12:00 خبر جديد\n\n## 11:00 أ\n\n```\n## 13:00 ليس خبرًا\n```\n"),
    "a subhead in an entry": ("\n## 11:00 أ\n\n### فرعي\n\nنص.\n", "\n## 12:00 خبر جديد\n\n## 11:00 أ\n\n### فرعي\n\nنص.\n"),
    "its day is there": (
        "\n# 2026-06-01\n\n## 11:00 أ\n\n# 2026-05-31\n\n## 23:00 ب\n", "\n# 2026-06-01\n\n## 12:00 خبر جديد\n\n## 11:00 أ\n\n# 2026-05-31\n\n## 23:00 ب\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_its_place_on_its_day(name: str) -> None:
    body, wanted = PLACES[name]
    assert body_of(add(body)) == wanted


NEXT_DAY = datetime(2026, 6, 2, 0, 5, tzinfo=ZONED.zone)

DAYS = {
    "the first of a new day": (
        "\nمقدمة.\n\n## 23:50 أ\n\n## 10:00 ب\n", "\nمقدمة.\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n\n# 2026-06-01\n\n## 23:50 أ\n\n## 10:00 ب\n",
    ),
    "above the line of the day before": (
        "\n# 2026-06-01\n\n## 23:50 أ\n", "\n# 2026-06-02\n\n## 00:05 خبر جديد\n\n# 2026-06-01\n\n## 23:50 أ\n",
    ),
    "from the oldest down": ("\n## 10:00 ب\n\n## 23:50 أ\n", "\n## 10:00 ب\n\n## 23:50 أ\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n"),
    "from the oldest down, before what is written ahead": (
        "\n## 10:00 ب\n\n# 2026-06-03\n\n## 09:00 غدًا\n", "\n## 10:00 ب\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n\n# 2026-06-03\n\n## 09:00 غدًا\n",
    ),
    "behind what is written ahead": (
        "\n# 2026-06-03\n\n## 09:00 غدًا\n\n# 2026-06-01\n\n## 10:00 ب\n",
        "\n# 2026-06-03\n\n## 09:00 غدًا\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n\n# 2026-06-01\n\n## 10:00 ب\n",
    ),
    "all is ahead": ("\n# 2026-06-03\n\n## 09:00 غدًا\n", "\n# 2026-06-03\n\n## 09:00 غدًا\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n"),
    "a comment below the line of the day": (
        "\n# 2026-06-01\n\n<!-- ليلة طويلة -->\n\n## 23:50 أ\n",
        "\n# 2026-06-01\n\n<!-- ليلة طويلة -->\n\n# 2026-06-02\n\n## 00:05 خبر جديد\n\n# 2026-06-01\n\n## 23:50 أ\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAYS)
def test_its_place_after_midnight(name: str) -> None:
    body, wanted = DAYS[name]
    added = add(body, now=NEXT_DAY)
    assert body_of(added) == wanted
    assert isinstance(added.file, StoryFile)
    assert not [problem for problem in read(added.file).problems if problem.level == "error"]


def test_the_time_is_that_of_the_site_and_not_of_the_server() -> None:
    """At 22:30 UTC it is the next day in the newsroom."""
    added = add("\n## 23:50 أ\n", now=datetime(2026, 6, 1, 22, 30, 59, tzinfo=UTC))
    assert added.at == datetime(2026, 6, 2, 1, 30)
    assert "# 2026-06-02\n\n## 01:30 خبر جديد\n\n# 2026-06-01\n" in body_of(added)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_file_keeps_its_line_ends_and_every_other_line(end: str) -> None:
    text = f"---\n{FRONT}---\n\nمقدمة.  \n\n## 11:00 أ {{#a .pinned}}\n\n- بند\n- بند".replace("\n", end)
    file = open_story(text.encode())
    assert isinstance(file, StoryFile)
    added = with_update(file, Update("خبر", "سطر\nوآخر"), NOON, ZONED, "ar")
    assert isinstance(added.file, StoryFile)
    assert added.file.text == text.replace("## 11:00", "## 12:00 خبر\n\nسطر\nوآخر\n\n## 11:00".replace("\n", end))


# the words

WORDS: dict[str, tuple[Update, str]] = {
    "headline and text": (Update("عنوان", "نص.\n\nوفقرة."), "## 12:00 عنوان\n\nنص.\n\nوفقرة."),
    "a key event": (Update("عنوان", key=True), "## 12:00 عنوان {.key}"),
    "one sentence": (Update("", "عاد التيار إلى الحي."), "## 12:00 عاد التيار إلى الحي"),
    "two sentences": (Update("", "عاد التيار إلى الحي. الشبكة تعمل."), "## 12:00 عاد التيار إلى الحي\n\nالشبكة تعمل."),
    "a question": (Update("", "متى يعود التيار؟ لا أحد يعرف."), "## 12:00 متى يعود التيار؟\n\nلا أحد يعرف."),
    "no full stop": (Update("", "عاد التيار\n\nالشبكة تعمل."), "## 12:00 عاد التيار\n\nالشبكة تعمل."),
    "a title of a person": (Update("", "قال د. سامي إن الجسر آمن. والسير مفتوح."), "## 12:00 قال د. سامي إن الجسر آمن\n\nوالسير مفتوح."),
    "a number with a dot": (Update("", "ارتفع الماء 2.5 متر."), "## 12:00 ارتفع الماء 2.5 متر"),
    "a quotation": (Update("", "«لن نغادر.» هكذا قالوا."), "## 12:00 «لن نغادر.» هكذا قالوا"),
    "vowel marks": (Update("", "عادَ التيارُ. ثمّ انقطعَ."), "## 12:00 عادَ التيارُ\n\nثمّ انقطعَ."),
    "a hashtag first": (Update("", "#المرفأ مفتوح. والسير عادي."), "## 12:00 #المرفأ مفتوح\n\nوالسير عادي."),
    "a number below zero": (Update("", "-5 درجات في الجبل."), "## 12:00 -5 درجات في الجبل"),
    "a year": (Update("", "في عام 2026. نعم."), "## 12:00 في عام 2026\n\nنعم."),
    "several stops": (Update("", "انتظروا... الخبر قادم."), "## 12:00 انتظروا...\n\nالخبر قادم."),
    "a first line without a stop": (Update("", "عاد التيار\nالشبكة تعمل."), "## 12:00 عاد التيار\n\nالشبكة تعمل."),
    "a name in Latin letters": (Update("", "OpenStreetMap: خريطة جديدة."), "## 12:00 OpenStreetMap: خريطة جديدة"),
    "two lines of one headline": (Update("عنوان\nطويل  جدًا"), "## 12:00 عنوان طويل جدًا"),
    "line ends of a form": (Update("عنوان", "سطر\r\n\r\nوفقرة\r\n"), "## 12:00 عنوان\n\nسطر\n\nوفقرة"),
    "lines of the form of entries": (
        Update("عنوان", "## 13:00 ليس خبرًا\n\n# 2026-01-01\n\n##14:00 ولا هذا\n\n### فرعي"),
        "## 12:00 عنوان\n\n\\## 13:00 ليس خبرًا\n\n\\# 2026-01-01\n\n\\##14:00 ولا هذا\n\n### فرعي",
    ),
    "a hashtag": (Update("عنوان", "#وسم في أول السطر"), "## 12:00 عنوان\n\n#وسم في أول السطر"),
    "hashes in code": (Update("عنوان", "```\n# تعليق\n```"), "## 12:00 عنوان\n\n```\n# تعليق\n```"),
    "marks of direction": (Update("\u202bعنوان\u202c", "\u202eنص"), "## 12:00 عنوان\n\nنص"),
    "a sign in the headline": (Update("لغة C# تعود"), "## 12:00 لغة C# تعود"),
    "braces in the headline with the mark": (Update("نص {كذا}", key=True), "## 12:00 نص {كذا} {.key}"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_words(name: str) -> None:
    update, wanted = WORDS[name]
    added = add("\n## 11:00 أ\n\nنص.\n", update)
    assert body_of(added) == f"\n{wanted}\n\n## 11:00 أ\n\nنص.\n"
    assert isinstance(added.file, StoryFile)
    assert len(read(added.file).entries) == 2


def test_a_long_first_sentence_gives_the_headline_its_first_words_and_stays_whole() -> None:
    text = "كلمة " * 40 + "أخيرة."
    lines = body_of(add("", Update("", text))).strip().split("\n\n")
    assert lines[1] == text
    assert lines[0].endswith("كلمة…")
    assert len(lines[0]) < 125


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (Update(""), EMPTY), (Update(" \n", "\n\u200f \r\n"), EMPTY),
        (Update("", "- بند\n- بند"), NO_HEADLINE), (Update("", "> كلام"), NO_HEADLINE), (Update("", "![ماء](a.jpg)"), NO_HEADLINE),
        (Update("", "**غامق** في أول الكلام."), NO_HEADLINE), (Update("", "```\nرمز\n```"), NO_HEADLINE), (Update("", "| أ | ب |\n|---|---|"), NO_HEADLINE),
        (Update("", "العمود | الآخر\n---|---"), NO_HEADLINE), (Update("عنوان {#other}"), HEADLINE), (Update("عنوان {.pinned}"), HEADLINE), (Update("عنوان #"), HEADLINE), (Update("عنوان <!-- سر"), HEADLINE), (Update("عنوان <!-- سر -->"), HEADLINE), (Update("", "..."), NO_HEADLINE), (Update("", "# عنوان"), NO_HEADLINE), (Update("", "1. أول"), NO_HEADLINE),
    ],
    ids=range(17),
)  # fmt: skip
def test_words_that_do_not_enter(update: Update, message: str) -> None:
    with pytest.raises(Unfit) as unfit:
        add("\n## 11:00 أ\n\nنص.\n", update)
    assert unfit.value.message == message


def test_an_error_that_would_hold_the_story_back_is_told_and_does_not_enter() -> None:
    with pytest.raises(Unfit) as unfit:
        add("", Update("عنوان", "[نص](javascript:alert(1))"))
    assert unfit.value.values["fault"]


def test_what_does_not_end_does_not_take_in_the_entry_below() -> None:
    added = add("\n## 11:00 أ\n\nنص.\n", Update("عنوان", '<div markdown="1">\n\nنص'))
    if isinstance(added.file, Refusal):
        assert added.file.reason is Reason.SWALLOWS
    else:
        assert len(read(added.file).entries) == 2


# who may send


@pytest.mark.parametrize(
    ("front", "opened"),
    [
        ("", True), ("live_until: 2026-06-01 12:00\n", False), ("live_until: 2026-06-01 12:01\n", True), ("live_until: غدا\n", True),
        ("status: draft\n", True), ("status: withdrawn\nnote: خطأ\n", False),
    ],
)  # fmt: skip
def test_coverage_that_takes_updates(front: str, opened: bool) -> None:
    file = coverage("", FRONT + front)
    assert is_open(file.values, NOON, ZONED) == opened
    if opened:
        assert "## 12:00" in body_of(add("", front=FRONT + front))
    else:
        with pytest.raises(Unfit):
            add("", front=FRONT + front)


def test_other_stories_take_no_update() -> None:
    with pytest.raises(Unfit):
        add("", front=FRONT.replace("live", "brief"))
    with pytest.raises(Unfit):
        add("", front="title: [x\n")


def test_the_same_update_sent_again_enters_once() -> None:
    """The first answer did not arrive, so somebody sends it again, in another minute."""
    update = Update("عنوان", "نص.\r\n\r\nوفقرة.", key=True)
    first = add("\n## 11:00 أ\n\nنص.\n", update)
    assert isinstance(first.file, StoryFile)
    again = with_update(first.file, update, NOON + timedelta(minutes=3), ZONED, "ar")
    assert (again.again, again.at, again.file) == (True, datetime(2026, 6, 1, 12, 0), first.file)
    later = with_update(first.file, update, NOON + timedelta(minutes=31), ZONED, "ar")
    other = with_update(first.file, replace(update, text="نص آخر."), NOON, ZONED, "ar")
    assert not later.again
    assert not other.again


LINES = st.sampled_from(["كلمة", "كلمة. أخرى", "- بند", "> قول", "## 10:00 x", "# 2026-06-05", "### ف", "", "", "```", "<!-- س", "-->", "[^1]: ح", "  نص", "1. أ", "| أ |", "<div>", "{.key}"])  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 23 * 60)), max_size=6),
    st.booleans(),
    st.lists(LINES, min_size=1, max_size=5),
    st.integers(0, 4 * 24 * 60),
    st.booleans(),
)
def test_whatever_is_sent_stands_once_among_all_that_was_there(
    moments: list[tuple[int, int]], oldest_first: bool, lines: list[str], after: int, key: bool
) -> None:
    day = datetime(2026, 6, 1)
    times = sorted({day + timedelta(days=d, minutes=m) for d, m in moments}, reverse=not oldest_first)
    body, now = "\nمقدمة.\n", day.date()
    for number, at in enumerate(times):
        if at.date() != now:
            body, now = f"{body}\n# {at:%Y-%m-%d}\n", at.date()
        body += f"\n## {at:%H:%M} خبر {number}\n\nنص {number}.\n"
    file = coverage(body)
    before = read(file)
    try:
        added = with_update(
            file,
            Update("جديد", "\n".join(lines), key),
            day.replace(tzinfo=ZONED.zone) + timedelta(minutes=after),
            ZONED,
            "ar",
        )
    except Unfit:
        return
    if isinstance(added.file, Refusal):
        assert added.file.reason is Reason.SWALLOWS
        return
    found = read(added.file)
    assert not [problem for problem in found.problems if problem.level == "error"]
    new = [entry for entry in found.entries if entry.title == "جديد"]
    assert [(entry.at, entry.key) for entry in new] == [(day + timedelta(minutes=after), key)]
    assert [(e.at, e.title, e.text.strip()) for e in found.entries if e.title != "جديد"] == [
        (e.at, e.title, e.text.strip()) for e in before.entries
    ]
    assert found.introduction.strip() == "مقدمة."
    parsed = parse_article("content/x.md", added.file.data, ZONED)
    assert not [problem for problem in parsed.problems if problem.code.startswith("live-")]
