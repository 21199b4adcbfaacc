"""What may be done next with a story, and by whom: what is not allowed is shown too, with the reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..articles.article import STAGES
from ..base.problems import N_
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.timestamps import parse_moment
from .roles import Action, Role, Values, actions_between, may, may_change, may_update, stage_of

REASONS: Mapping[Action, str] = {
    Action.APPROVE: N_("An editor decides that."),
    Action.PUBLISH: N_("An editor publishes."),
    Action.SCHEDULE: N_("An editor schedules."),
    Action.WITHDRAW: N_("An editor withdraws."),
    Action.EDIT: N_("This story is not yours to change."),
}
"""Why a role may not do something."""

READY = N_("An editor has read this story, so it is locked for you. Ask an editor if something must change.")
"""Why a reporter cannot change an own draft in the stage ``ready``."""

ADD_ONLY = N_("You can send updates to this coverage; an editor changes what is in it.")
"""Why a reporter cannot change live coverage that takes their updates."""

HAND_IN, TAKE_BACK = N_("Hand in for review"), N_("Take back to write on")
PUBLISH_NOW, PUBLISH_THEN = N_("Publish now"), N_("Release for its moment")


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do with a story: ``edits`` of its front matter, as the contract has them; ``label`` is a message, or empty
    for a stage. ``reason`` is a message that says why this person may not; empty where they may."""

    name: str
    label: str
    edits: tuple[Mapping[str, Any], ...]
    reason: str = ""


def stage_steps(values: Values, role: Role, name: str) -> tuple[Step, ...]:
    """The step into each stage of a draft, in their order; none for a story that is no draft.

    ``name`` is the full name of the person, as ``authors`` have it.
    """
    if values.get("status") != "draft":
        return ()
    return tuple(
        Step(stage, "", edits, _reason(values, edits, role, name))
        for stage in STAGES
        for edits in [({"do": "set", "key": "stage", "value": stage},)]
    )


def main_steps(values: Values, role: Role, name: str, now: datetime, settings: Settings) -> tuple[Step, ...]:
    """What is done with a draft in its stage: hand in or take back, and publish; none for a story that is no draft."""
    if values.get("status") != "draft":
        return ()
    back: tuple[Mapping[str, Any], ...] = ({"do": "set", "key": "stage", "value": "draft"},)
    over: tuple[Mapping[str, Any], ...] = ({"do": "set", "key": "stage", "value": "review"},)
    steps = []
    if not may(role, Action.PUBLISH):
        in_review = stage_of(values) in ("review", "ready")
        steps.append(("take-back", TAKE_BACK, back) if in_review else ("hand-in", HAND_IN, over))
    moment = _moment(values.get("publish_at"), settings)
    out: tuple[Mapping[str, Any], ...] = ({"do": "set", "key": "status", "value": "published"},)
    if "stage" in values:
        out += ({"do": "unset", "key": "stage"},)
    if moment is not None and moment > now:
        steps.append(("publish", PUBLISH_THEN, out))
    else:
        written = _moment(values.get("date"), settings)
        if written is None or written < now:  # a draft has the day on which it was begun
            local = now.astimezone(settings.zone)
            out += ({"do": "set", "key": "date", "value": f"{local:%Y-%m-%d %H:%M}"},)
        steps.append(("publish", PUBLISH_NOW, out))
    return tuple(Step(step, label, edits, _reason(values, edits, role, name)) for step, label, edits in steps)


def locked_reason(values: Values, role: Role, name: str) -> str:
    """The message of why a person may read a story and not change it; empty where they may."""
    if may_change(role, name, values, values):
        return ""
    if stage_of(values) == "ready":
        return READY
    return ADD_ONLY if values.get("kind") == "live" and may_update(role, name, values) else REASONS[Action.EDIT]


def _reason(values: Values, edits: tuple[Mapping[str, Any], ...], role: Role, name: str) -> str:
    after = dict(values)
    for edit in edits:
        if edit["do"] == "set":
            after[edit["key"]] = edit["value"]
        else:
            after.pop(edit["key"], None)
    if may_change(role, name, values, after):
        return ""
    refused = [action for action in actions_between(values, after) if not may(role, action, own_draft=True)]
    first = next((action for action in REASONS if action in refused and action is not Action.APPROVE), Action.APPROVE)
    return REASONS[first if refused else Action.EDIT]


def _moment(written: object, settings: Settings) -> datetime | None:
    try:
        moment = parse_moment(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return None if moment is None else local_time(moment, settings)
