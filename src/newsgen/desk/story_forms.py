"""The forms on a story's page that need no editor: an update of live coverage, a correction, a withdrawal. What each shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Forms:
    """What the forms of a story show to a person.

    ``update`` and ``correct`` are whether they may send updates of live coverage and corrections; ``corrections`` are those
    that there are. ``withdraw`` is whether the story is one that can be withdrawn, ``withdrawn`` whether it is, with its
    ``note``; ``reason`` is why this person may do neither that nor its opposite, empty where they may. ``now`` is the local
    time, as front matter has it; ``answer`` is that of the form that was sent.
    """

    update: bool
    correct: bool
    corrections: tuple[Mapping[str, str], ...]
    withdraw: bool
    withdrawn: bool
    note: str
    reason: str
    now: str
    answer: Answer | None = None

    def said(self, form: str) -> Answer | None:
        """What a form has to say; None for one that was not sent."""
        return self.answer if self.answer is not None and self.answer.form == form else None

    def typed(self, form: str, name: str) -> str:
        """What a person typed into a field of a form that was sent and not done; empty for any other."""
        answer = self.said(form)
        return answer.typed.get(name, "") if answer is not None else ""

    def is_about(self, correction: Mapping[str, str]) -> bool:
        """Whether the form that was sent is about this correction."""
        return (
            self.typed("correct", "was_text") == correction["text"]
            and self.typed("correct", "was_at") == correction["at"]
        )


def forms_of(
    values: Values, user: User, now: datetime, settings: Settings | None, lang: str, answer: Answer | None = None
) -> Forms | None:
    """The forms of a story with this front matter, for a person. One that was sent in vain is among them whatever became of
    the story meanwhile, so that its words can be read and copied.

    None for front matter with errors, and before the first build has read the settings.
    """
    if settings is None or not values:
        return None
    status = values.get("status") or "published"
    in_vain = answer.form if answer is not None and not answer.done else None
    return Forms(
        update=in_vain is Form.UPDATE
        or (is_open(values, now, settings) and may_update(user.role, user.full_name, values)),
        correct=in_vain is Form.CORRECT
        or (status == "published" and may_change(user.role, user.full_name, values, values)),
        corrections=tuple(corrections_of(values)) if status != "withdrawn" else (),
        withdraw=in_vain is Form.WITHDRAW or (status == "published" and _is_out(values, now, settings)),
        withdrawn=status == "withdrawn",
        note=str(values.get("note") or ""),
        reason="" if may(user.role, Action.WITHDRAW) else translate(lang, REASONS[Action.WITHDRAW]),
        now=f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M}",
        answer=answer,
    )


def _is_out(values: Values, now: datetime, settings: Settings) -> bool:
    """Whether the moment of a published story has come, as far as its dates can be read."""
    written = values.get("publish_at") or values.get("date")
    try:
        moment = parse_moment(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    return moment is None or local_time(moment, settings) <= now
