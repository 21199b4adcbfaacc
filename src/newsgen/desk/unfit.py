"""Why a form's words do not enter a story, in words for the person who sent them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Unfit(Exception):
    """Words that do not enter a story: ``message`` is a message, whose fields ``values`` fill."""

    message: str
    values: dict[str, str] = field(default_factory=dict)
