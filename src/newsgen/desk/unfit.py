"""Why a form's words do not enter a story, in words for the person who sent them."""

from collections.abc import Mapping

from ..articles.new_story import one_line
from ..site.schema import MAX_LENGTH
from ..site.text import without_controls


class Unfit(Exception):  # no error: the person is told what to write otherwise
    """Words that do not enter a story: ``message`` is a message, whose fields ``values`` fill."""

    def __init__(self, message: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message, self.values = message, dict(values or {})


def fitting_line(typed: str, *, none: str, long: str) -> str:
    """What was typed as one line of front matter, without invisible control characters.

    Raises Unfit with the message ``none`` where nothing is left, and with ``long``, whose field is ``most``, for more than
    ``MAX_LENGTH`` characters.
    """
    words = one_line(without_controls(typed)[0])
    if not words:
        raise Unfit(none)
    if len(words) > MAX_LENGTH:
        raise Unfit(long, {"most": str(MAX_LENGTH)})
    return words
