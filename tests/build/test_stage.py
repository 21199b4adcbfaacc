"""``stage`` is for people: a change of it renders nothing, and a slip in it holds nothing back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsgen.articles.article import STAGES
from newsgen.cli import command_line
from newsgen.cli.commands.list import STAGES as LISTED
from newsgen.desk.words import STAGES as NAMED
from newsgen.record.record import Record
from newsgen.site.layout import RECORD, state_folder
from newsgen.site.settings_desk import StageNames
from tests.support import SETTINGS, Site, story, tree

PATH = "content/own.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", settings=SETTINGS + "feeds: {full_text: true}\n")
    site.write(PATH, story("قصة", body="نص."))
    site.story("other", "غيرها")
    return site


def staged(site: Site, stage: str, *, status: str = "published", title: str = "قصة") -> None:
    site.write(PATH, story(title, body="نص.", status=status, stage=stage))


def stages(site: Site) -> dict[str, str]:
    record = Record(state_folder(site.root, site.output) / RECORD)
    try:
        return record.stories.stages()
    finally:
        record.close()


@pytest.mark.parametrize("drafts", [False, True])
def test_a_new_stage_renders_no_page_and_changes_no_byte(site: Site, drafts: bool) -> None:
    status = "draft" if drafts else "published"
    site.write(PATH, story("قصة", body="نص.", status=status))
    site.build(drafts=drafts)
    before = tree(site.output)
    for stage in (*STAGES, "idea"):
        staged(site, stage, status=status)
        report = site.build(drafts=drafts)
        assert (report.rendered, report.published) == (0, True)
        assert stages(site) == {"own": stage}
    assert tree(site.output) == before
    site.write(PATH, story("قصة", body="نص.", status=status))
    assert site.build(drafts=drafts).rendered == 0
    assert stages(site) == {}


def test_clean_and_incremental_agree_over_stages(site: Site, tmp_path: Path) -> None:
    site.build()
    staged(site, "review", title="أخرى")
    site.build()
    clean = site.build(output=tmp_path / "clean")
    assert clean.published
    assert tree(tmp_path / "clean") == tree(site.output)


def test_the_names_of_stages_render_no_page(site: Site) -> None:
    site.build()
    site.write("site.yml", (site.root / "site.yml").read_text(encoding="utf-8") + "desk: {stages: {review: تحرير}}\n")
    assert site.build().rendered == 0


def test_a_deleted_story_leaves_no_stage(site: Site) -> None:
    staged(site, "idea")
    site.build()
    (site.root / PATH).unlink()
    site.build()
    assert stages(site) == {}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("مراجعة", "review"), ("عند المحرر", "review"), ("جاهزة", "ready"), ("فكره", "idea"), ("reveiw", "review"), ("Ready", "ready"),
        ("published", "idea, draft, review, ready"), ("3", "idea, draft, review, ready"),
    ],
)  # fmt: skip
def test_a_slip_is_told_and_the_story_appears(site: Site, written: str, hint: str) -> None:
    staged(site, written)
    report = site.build()
    (problem,) = [problem for problem in report.problems if problem.code == "unknown-stage"]
    assert (problem.level, problem.file, dict(problem.values)["value"]) == ("warning", PATH, written)
    assert hint in dict(problem.values).values()
    assert problem.line == (site.root / PATH).read_text(encoding="utf-8").split("\n").index(f"stage: {written}") + 1
    assert report.published
    assert stages(site) == {}


def test_an_empty_stage_is_none(site: Site) -> None:
    staged(site, "")
    report = site.build()
    assert not report.problems
    assert stages(site) == {}


def test_the_list_by_stage(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("content/a.md", story("للمراجعة", status="draft", stage="review"))
    site.write("content/b.md", story("بلا مرحلة", status="draft"))
    site.write("content/c.md", story("منشورة", stage="review"))

    def listed(*words: str) -> list[dict[str, object]]:
        command = ["list", "--site", str(site.root), "--json", "--now", "2026-06-01T12:00:00+03:00", *words]
        assert command_line.main(command) == 0
        found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        return found

    assert [one["id"] for one in listed("--stage", "review")] == ["a"], "a published story is in no stage of work"
    assert [one["id"] for one in listed("--stage", "draft")] == ["b"]
    assert {one["id"]: one["stage"] for one in listed()} == {
        "a": "review",
        "b": "draft",
        "c": None,
        "own": None,
        "other": None,
    }


def test_the_table_of_the_list_names_the_stage(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("content/a.md", story("للمراجعة", status="draft", stage="review"))
    site.write("content/b.md", story("بلا مرحلة", status="draft"))
    for lang, words in (("en", "draft (In review)"), ("ar", "مسودة (مراجعة)")):
        assert command_line.main(["list", "--site", str(site.root), "--lang", lang]) == 0
        told = capsys.readouterr().out
        assert told.count(words) == 1


def test_one_list_of_stages() -> None:
    assert tuple(LISTED) == STAGES == tuple(StageNames.model_fields) == tuple(NAMED)
