"""What is offered to each role at each stage: what is not allowed is there too, with a reason; what is offered is allowed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from newsgen.articles.article import STAGES
from newsgen.desk.roles import Role, may_change
from newsgen.desk.workflow import READY, REASONS, Step, locked_reason, main_steps, stage_steps
from newsgen.site import settings_file
from newsgen.site.settings import Settings
from tests.support import SETTINGS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DRAFT: dict[str, Any] = {"title": "x", "status": "draft", "authors": ["سلمى"], "date": "2026-05-01 10:00"}


@pytest.fixture(scope="module")
def settings() -> Settings:
    found, _ = settings_file.read(SETTINGS.encode())
    assert found is not None
    return found


def offered(steps: tuple[Step, ...]) -> dict[str, bool]:
    return {step.name: not step.reason for step in steps}


@pytest.mark.parametrize(
    ("stage", "reporter", "editor"),
    [
        ("", {"hand-in": True, "publish": False}, {"publish": True}),
        ("idea", {"hand-in": True, "publish": False}, {"publish": True}),
        ("review", {"take-back": True, "publish": False}, {"publish": True}),
        ("ready", {"take-back": False, "publish": False}, {"publish": True}),
    ],
)
def test_main_steps(settings: Settings, stage: str, reporter: dict[str, bool], editor: dict[str, bool]) -> None:
    values = {**DRAFT, "stage": stage} if stage else DRAFT
    assert offered(main_steps(values, Role.REPORTER, "سلمى", NOW, settings)) == reporter
    assert offered(main_steps(values, Role.EDITOR, "كريم", NOW, settings)) == editor
    moves = offered(stage_steps(values, Role.REPORTER, "سلمى"))
    assert moves == {name: stage != "ready" and name != "ready" for name in STAGES}
    assert all(offered(stage_steps(values, Role.CHIEF, "هدى")).values())
    assert locked_reason(values, Role.REPORTER, "سلمى") == (READY if stage == "ready" else "")


def test_published_stories_have_no_stage(settings: Settings) -> None:
    for status in ("published", "withdrawn", None):
        values = {**DRAFT, "status": status}
        assert main_steps(values, Role.EDITOR, "كريم", NOW, settings) == ()
        assert stage_steps(values, Role.EDITOR, "كريم") == ()
        assert locked_reason(values, Role.REPORTER, "سلمى")


@pytest.mark.parametrize("stage", ["", *STAGES, "خطأ"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["سلمى", "كريم"])
def test_what_is_offered_is_allowed_and_what_is_not_has_a_reason(
    settings: Settings, stage: str, role: Role, name: str
) -> None:
    values = {**DRAFT, "stage": stage}
    for step in (*stage_steps(values, role, name), *main_steps(values, role, name, NOW, settings)):
        after = dict(values)
        for edit in step.edits:
            if edit["do"] == "set":
                after[edit["key"]] = edit["value"]
            else:
                del after[edit["key"]]
        assert may_change(role, name, values, after) == (step.reason == "")
        assert step.reason in ("", *REASONS.values())


@pytest.mark.parametrize(
    ("written", "edits"),
    [
        ({}, [("status", "published"), ("date", "2026-06-01 15:00")]),  # in the newsroom's zone
        ({"stage": "ready"}, [("status", "published"), ("stage", None), ("date", "2026-06-01 15:00")]),
        ({"publish_at": "2026-06-02 06:00"}, [("status", "published")]),
        ({"publish_at": "2026-05-02 06:00"}, [("status", "published"), ("date", "2026-06-01 15:00")]),
        ({"publish_at": "غدا"}, [("status", "published"), ("date", "2026-06-01 15:00")]),
        ({"date": "2026-06-09"}, [("status", "published")]),
        ({"date": ["x"]}, [("status", "published"), ("date", "2026-06-01 15:00")]),
    ],
)
def test_a_published_draft_has_the_moment_of_its_publication(
    settings: Settings, written: dict[str, Any], edits: list[tuple[str, str | None]]
) -> None:
    (step,) = main_steps({**DRAFT, **written}, Role.EDITOR, "كريم", NOW, settings)
    assert [(edit["key"], edit.get("value")) for edit in step.edits] == edits


def test_every_role_in_every_stage_sees_the_same_buttons(settings: Settings) -> None:
    """What somebody may not do is seen before it is tried: a disabled button, not a missing one."""
    for stage in STAGES:
        values = {**DRAFT, "stage": stage}
        assert {len(stage_steps(values, role, "سلمى")) for role in Role} == {len(STAGES)}
        assert all("publish" in offered(main_steps(values, role, "سلمى", NOW, settings)) for role in Role)
