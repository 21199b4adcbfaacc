"""The list of stories: filters, what is to come, its order after a save, and who reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.arabic import fold
from newsgen.desk import story_list
from newsgen.desk.story_list import Filter, ListedStory, Snapshot, StoryList, stages_of, updated

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


@pytest.mark.parametrize("most", [0, 3, 100])
@given(st.data())
def test_the_order_after_some_changes_is_that_of_all_stories(most: int, data: st.DataObject) -> None:
    """However many change, come and go, also at one moment."""
    names, days = st.sampled_from("abcdefgh"), st.integers(0, 3)
    old = {name: row(name, name, days=at) for name, at in data.draw(st.dictionaries(names, days)).items()}
    new = dict(old)
    for name, at in data.draw(st.dictionaries(names, st.none() | days)).items():
        if at is None:
            new.pop(name, None)
        else:
            new[name] = row(
                name, f"{name} جديد", "سلمى", status=data.draw(st.sampled_from(("draft", "published"))), days=at
            )
    patch = pytest.MonkeyPatch()
    patch.setattr(story_list, "MOST_PLACED", most)
    before = updated(Snapshot(), {}, old)
    found = updated(before, old, new)
    patch.undo()
    assert list(before.stories) == sorted(old.values(), key=lambda story: (story.published, story.path), reverse=True)
    assert list(found.stories) == sorted(new.values(), key=lambda story: (story.published, story.path), reverse=True)
    assert found == updated(Snapshot(), {}, new)


def test_nobody_who_asks_reads_where_the_builder_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builder: Any = SimpleNamespace(output=tmp_path, builds=1, idle=SimpleNamespace(is_set=lambda: True))
    reads: list[int] = []
    works = True

    def read(self: StoryList) -> bool:
        reads.append(builder.builds)
        return works

    monkeypatch.setattr(StoryList, "_read", read)
    stories = StoryList(tmp_path, builder, now=lambda: NOW)
    stories.now()
    stories.now()
    assert reads == [1]  # as in "newsgen serve", where nobody else does
    builder.builds = 2
    stories.refresh()
    builder.builds = 3
    stories.now()
    assert reads == [1, 2]
    works = False
    stories.refresh()
    works = True
    stories.now()  # what the builder's thread could not read is read by who asks
    stories.now()
    assert reads == [1, 2, 3, 3]
