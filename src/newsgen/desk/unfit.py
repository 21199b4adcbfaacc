"""Why a form's words do not enter a story, in words for the person who sent them."""

from collections.abc import Mapping


class Unfit(Exception):  # no error: the person is told what to write otherwise
    """Words that do not enter a story: ``message`` is a message, whose fields ``values`` fill."""

    def __init__(self, message: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message, self.values = message, dict(values or {})
