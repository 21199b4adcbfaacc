"""Nothing dated in the future is shown: an update, a correction and a live entry appear at their moment, as stories do."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.site.fast_path import is_no_op
from tests.support import NOW, Site, codes, text_of, tree
from tests.support.cases import sampled

DAY = timedelta(days=1)
CORRECTION, ENTRY, KEY, PINNED = "تصويب-لم-يحن", "مدخل-لم-يحن", "حدث-لم-يحن", "مثبت-لم-يحن"
FULL = "feeds: {full_text: true, topics: true}\n"


@pytest.fixture(params=[True, False], ids=["plain templates", "default theme"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=request.param)
    site.write("site.yml", site.settings + FULL)
    site.story(
        "dated",
        "خطأ في السنة",
        date="2026-05-31 10:00",
        tags=["وسم"],
        updated="2026-06-03 11:00",
        corrections=[f"{{at: 2026-06-04 10:00, text: {CORRECTION}}}"],
    )
    site.story(
        "live",
        "تغطية",
        kind="live",
        date="2026-06-01 08:00",
        tags=["وسم"],
        body=f"# 2026-06-05\n\n## 20:00 {KEY} {{.key}}\n\nنص-{ENTRY}\n\n# 2026-06-01\n\n## 20:00 {PINNED} {{.pinned}}\n\nمثبت\n\n## 09:00 أول\n\nنص",
    )
    return site


def equals_clean(site: Site, now: datetime, tmp_path: Path) -> dict[str, bytes]:
    """Build incrementally, compare with a clean build of the same moment, and return the files."""
    assert site.build(now=now).published
    clean = tmp_path / f"clean-{now:%d%H%M}"
    fresh = Site(tmp_path / "fresh", plain=site.plain)
    for path, data in tree(site.root).items():
        if not path.startswith(("public/", ".newsgen/")):
            fresh.write(path, data)
    assert fresh.build(clean, now=now, clean=True).published
    assert tree(site.output) == tree(clean)
    return tree(site.output)


def test_what_is_to_come_is_nowhere_and_is_told(site: Site) -> None:
    report = site.build()
    assert codes(report) == ["future-moment", "future-moment", "future-moment"]
    assert [(p.file, p.line, p.column) for p in report.problems] == [
        ("content/dated.md", 6, 10),
        ("content/dated.md", 7, 20),
        ("content/live.md", 10, 1),
    ]
    text = text_of(site.output)
    for word in (CORRECTION, ENTRY, KEY, PINNED, "2026-06-03", "2026-06-04", "2026-06-05", "20:00"):
        assert word not in text, word
    assert "أول" in text


@sampled(2)
def test_each_appears_at_its_moment_and_goes_when_time_goes_back(site: Site, tmp_path: Path) -> None:
    moments = [
        NOW,
        NOW.replace(hour=20),
        NOW + 2 * DAY,
        NOW + 3 * DAY,
        NOW + 5 * DAY,
        NOW,
        NOW + 30 * DAY,
        NOW - DAY / 2,
    ]
    seen = [
        [word.encode() in b"\n".join(equals_clean(site, now, tmp_path).values()) for word in (CORRECTION, KEY, PINNED)]
        for now in moments
    ]
    assert seen == [
        [False, False, False],
        [False, False, True],
        [False, False, True],
        [True, False, True],
        [True, True, True],
        [False, False, False],
        [True, True, True],
        [False, False, False],
    ]


def test_an_idle_build_wakes_at_the_moment_of_a_gain(site: Site) -> None:
    site.build()
    site.build()

    def idle(now: datetime) -> bool:
        return is_no_op(["build", "--quiet", "--site", str(site.root), "--now", now.isoformat()])

    assert idle(NOW)
    assert idle(NOW.replace(hour=19, minute=59))
    assert not idle(NOW.replace(hour=20))
    report = site.build(now=NOW.replace(hour=20))
    assert any(path.startswith("2026/06/01/live") for path in report.written)
    assert not any("dated" in path for path in report.written)


def test_a_scheduled_entry_renders_its_own_pages_and_full_feeds_only(site: Site) -> None:
    site.build()
    site.build(now=NOW.replace(hour=19))
    report = site.build(now=NOW.replace(hour=20))
    assert {path.partition("/")[0] for path, _ in report.explained} <= {
        "2026", "fragments", "feed.xml", "atom.xml", "feed.json", "politics", "topics"
    }  # fmt: skip
    assert len(report.explained) == 2 + 3 * 3, (
        "its page, its fragment, and the feeds of the site, the section and the topic"
    )


def test_next_names_what_comes(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    def asked(now: datetime) -> list[tuple[str, str]]:
        assert command_line.main(["next", "--site", str(site.root), "--now", now.isoformat(), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        return [(answer["next"] or "", story["why"]) for story in answer["stories"]]

    assert asked(NOW) == [("2026-06-01T20:00:00+03:00", "entry")]
    assert asked(NOW + DAY) == [("2026-06-03T11:00:00+03:00", "update")]
    assert asked(NOW + 2 * DAY) == [("2026-06-04T10:00:00+03:00", "correction")]
    assert asked(NOW + 4 * DAY) == [("2026-06-05T20:00:00+03:00", "entry")]
    assert asked(NOW + 9 * DAY) == []


def test_the_preview_of_embargoed_stories_shows_all(site: Site) -> None:
    site.build(embargoed=True)
    text = text_of(site.output)
    assert all(word in text for word in (ENTRY, KEY, PINNED))


def test_a_withdrawn_story_shows_no_future_update(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("w", status="withdrawn", note="خطأ", updated="2026-06-03 11:00")
    site.build()
    assert "2026-06-03" not in text_of(site.output)
    site.build(now=NOW + 3 * DAY)
    assert "2026-06-03" in text_of(site.output)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"date": "2026-05-20 06:00", "updated": "2026-05-19 18:00"}, 1),
        ({"date": "2026-05-20 06:00", "updated": "2026-05-20"}, 1),
        ({"date": "2026-05-20 06:00", "updated": "2026-05-20 06:00"}, 0),
        ({"date": "2026-05-20 06:00", "publish_at": "2026-05-21 06:00", "updated": "2026-05-20 18:00"}, 1),
        ({"date": "2026-05-20 06:00", "corrections": ["{at: 2026-05-20, text: صحح}"]}, 0),
        ({"date": "2026-05-20 06:00", "corrections": ["{at: 2025-05-21, text: صحح}"]}, 1),
        ({"date": "2026-07-20 06:00", "publish_at": "2026-05-20 06:00"}, 1),
        ({"date": "2026-05-20T06:00+03:00", "updated": "2026-05-20T04:30+01:00"}, 0),
    ],
)
def test_moments_before_the_publication_are_told(tmp_path: Path, fields: dict[str, str], told: int) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a", **fields)
    report = site.build()
    assert codes(report) == ["early-moment"] * told
    assert all(problem.line for problem in report.problems)
    text = text_of(site.output)
    assert "2026-05-19" not in text
    assert "2026-07-20" not in text
    if told and "updated" in fields:
        assert "حُدّث" not in text


def test_a_planned_end_of_coverage_is_not_announced_as_one(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a", kind="live", date="2026-06-01 08:00", live_until="2026-06-02 08:00", body="## 09:00 أول\n\nنص")
    site.build()
    assert "coverageEndTime" not in text_of(site.output)
    site.build(now=NOW + DAY)
    assert '"coverageEndTime":"2026-06-02T08:00:00+03:00"' in text_of(site.output)


def test_coverage_whose_entries_are_all_to_come(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a", kind="live", date="2026-06-01 08:00", body="مقدمة\n\n## 13:00 أول\n\nنص")
    assert codes(site.build()) == []
    page = (site.output / "2026/06/01/a/index.html").read_text()
    assert "liveBlogUpdate" not in page
    assert "data-entry" not in page
    assert "مقدمة" in page


def test_a_prepared_live_story_gets_no_warning_for_its_entries(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("a", kind="live", date="2026-06-09 08:00", body="## 09:00 أول\n\nنص")
    assert codes(site.build()) == []
