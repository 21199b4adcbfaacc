"""The list of stories: filters, what is to come, and that nobody waits for a build."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newsgen.arabic import fold
from newsgen.desk.story_list import Filter, ListedStory, Snapshot, stages_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def row(
    name: str,
    title: str,
    *authors: str,
    status: str = "published",
    stage: str = "",
    days: int = 0,
    section: str = "politics",
) -> ListedStory:
    path = f"content/{name}.md"
    return ListedStory(
        path, f"/{name}/", title, section, "story", status, stage, NOW - timedelta(days=days), authors,
        fold("\n".join((title, path, *authors))), fold("\n".join(authors)), b"",
    )  # fmt: skip


ROWS = (
    row("a", "الأسعار ترتفع في الميناء", "سلمى الحسن", days=-1),
    row("b", "مَسؤولو المدينةِ", "هدى", status="draft", stage="review", section="culture"),
    row("c", "C# in schools", "كريم", status="draft", stage="draft", days=3),
    row("d", "إعلان", "سلمى", "كريم", status="withdrawn", days=9),
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "abcd"),
        (Filter(words="اسعار"), "a"),
        (Filter(words="الميناء  الأسعار"), "a"),  # each word, in any order
        (Filter(words="المدينه مسؤولو"), "b"),
        (Filter(words="c#"), "c"),
        (Filter(words="content/d"), "d"),
        (Filter(words="سلمي"), "ad"),
        (Filter(words="لا شيء"), ""),
        (Filter(person="سلمى"), "ad"),
        (Filter(person="ميناء"), ""),
        (Filter(section="culture"), "b"),
        (Filter(status="embargoed"), "a"),
        (Filter(status="published"), ""),
        (Filter(status="draft"), "bc"),
        (Filter(stage="review"), "b"),
        (Filter(stage="draft"), "c"),
        (Filter(since=date(2026, 6, 1)), "ab"),
        (Filter(until=date(2026, 5, 29)), "cd"),
        (Filter(since=date(2026, 5, 29), until=date(2026, 6, 1)), "bc"),
        (Filter(stage="draft", person="كريم", words="schools"), "c"),
    ],
    ids=str,
)
def test_filters(wanted: Filter, found: str) -> None:
    assert "".join(story.path[8] for story in wanted.among(ROWS, NOW)) == found


def test_what_is_to_come_and_how_much_is_in_each_stage() -> None:
    snapshot = Snapshot(ROWS)
    assert [story.path for story in snapshot.to_come(NOW)] == ["content/a.md"]
    assert stages_of(ROWS) == {"review": 1, "draft": 1}
