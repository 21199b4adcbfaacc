"""The page of one story that no reader sees yet, among the published ones: for people who may see no other hidden story."""

from datetime import datetime
from pathlib import Path

from ..base.lock import locked
from ..base.problems import Problem
from ..model.page_name import ARTICLE
from ..model.timestamps import microseconds
from ..pages.kinds import pages_of_story
from ..record.record import Record
from ..record.view import View
from ..site.layout import RECORD, state_folder, theme
from .answers import Answers
from .inputs import load
from .key import evaluate
from .render import Workshop, rendered, renderer
from .task import Task, Text

PATIENCE = 20.0
"""Seconds to wait for a build that is running."""


def story_alone(site: Path, output: Path, identifier: str, now: datetime, base_url: str) -> bytes | Problem | None:
    """The page of a story as readers would see it at ``now`` if it were published: its lists show no hidden story.

    The record is that of the last build of ``output``, which showed it to people who may see everything. None where it has
    no such story, or cannot be rendered now. Raises FatalProblems where a build does not end in time, and the exceptions in
    ``FAILURES`` where the record cannot be read. Nothing is written.
    """
    folder = state_folder(site, output)
    with locked(folder / "lock", patience=PATIENCE):
        record = Record(folder / RECORD)
        try:
            return _rendered(record, site, identifier, now, base_url)
        finally:
            record.rollback()
            record.close()


def _rendered(record: Record, site: Path, identifier: str, now: datetime, base_url: str) -> bytes | Problem | None:
    before, stored = record.last_build.basis, record.stories.get(identifier)
    if before is None or stored is None:
        return None
    inputs = load(site, theme(), base_url, before.code, record).inputs
    if inputs is None:
        return None
    view = View(microseconds(now), False, False)
    answers = Answers(record, view, inputs.settings.zone)
    page = next((one for one in pages_of_story(answers.story(stored), inputs.settings) if one.kind == ARTICLE), None)
    if page is None:
        return None
    found = evaluate(page, answers, inputs.settings, inputs.basis)
    text = Text(record.stories.text(identifier), answers.horizon(identifier))
    task = Task(page, found.key, found.context_json, (text,), "", found.context)
    return rendered(task, renderer(Workshop(inputs.templates, inputs.settings)))
