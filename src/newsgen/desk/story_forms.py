"""The forms on a story's page that need no editor: an update of live coverage, a correction, a withdrawal. What each shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..base.messages import translate
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.timestamps import parse_moment
from .corrections import corrections_of
from .live_update import is_open
from .roles import Action, Values, may, may_change, may_update
from .users import User
from .workflow import REASONS


class Form(StrEnum):
    """A form of the page, as its address and its part of the page name it."""

    UPDATE = "update"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    PUBLISH_AGAIN = "publish-again"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says when the page comes back: done, or why not, with what was typed."""

    form: Form
    message: str = ""
    done: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


def forms_of(
    values: Values, user: User, now: datetime, settings: Settings | None, lang: str, answer: Answer | None = None
) -> dict[str, Any]:
    """What the forms of a story with this front matter show to a person; nothing before the first build has read the settings.

    ``update`` is true where the person may send updates. ``correct`` is whether they may add a correction, ``corrections`` are
    those that there are. ``withdraw`` is whether the story can be withdrawn, ``reason`` why this person may not; ``note`` is
    the reason of a withdrawn one. ``answer`` is that of the form that was sent.
    """
    if settings is None or not values:
        return {}
    status = values.get("status") or "published"
    may_edit = may_change(user.role, user.full_name, values, values)
    return {
        "update": is_open(values, now, settings) and may_update(user.role, user.full_name, values),
        "correct": status == "published" and may_edit,
        "corrections": corrections_of(values) if status != "withdrawn" else [],
        "now": f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M}",
        "withdraw": status == "published" and _is_out(values, now, settings),
        "withdrawn": status == "withdrawn",
        "reason": "" if may(user.role, Action.WITHDRAW) else translate(lang, REASONS[Action.WITHDRAW]),
        "note": str(values.get("note") or ""),
        "answer": answer,
        "typed": answer.typed if answer is not None else {},
    }


def _is_out(values: Values, now: datetime, settings: Settings) -> bool:
    """Whether the moment of a published story has come, as far as its dates can be read."""
    written = values.get("publish_at") or values.get("date")
    try:
        moment = parse_moment(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    return moment is None or local_time(moment, settings) <= now
