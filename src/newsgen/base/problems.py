"""A Problem is a value: what is wrong, where, and what the editor can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["error", "warning"]


def N_(message: str) -> str:
    """Mark an English message for the translation catalogue; the text is looked up when it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``message`` and ``hint`` are English catalogue keys; ``values`` fill their ``{fields}``.

    ``file`` is relative to the site's folder; ``line`` and ``column`` count from 1 in code points, 0 where there is none.
    """

    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    values: tuple[tuple[str, str], ...] = ()
    level: Level = "error"

    @property
    def order(self) -> tuple[str, int, int, str, tuple[tuple[str, str], ...]]:
        """Total order in which problems are shown: by place, then by code."""
        return (self.file, self.line, self.column, self.code, self.values)

    def at(self, file: str, line: int = 0, column: int = 0) -> "Problem":
        """The same problem at a position."""
        return replace(self, file=file, line=line, column=column)

    def as_warning(self) -> "Problem":
        """The same problem, not stopping the build."""
        return replace(self, level="warning")


def error(code: str, message: str, hint: str = "", **values: object) -> Problem:
    """An error without a position yet."""
    return Problem(code, message, hint, values=tuple((k, str(v)) for k, v in values.items()))


def warning(code: str, message: str, hint: str = "", **values: object) -> Problem:
    """A warning without a position yet."""
    return error(code, message, hint, **values).as_warning()


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them stops a build."""
    return any(p.level == "error" for p in problems)


class Unusable(Exception):
    """Raised where work cannot go on; carries the Problems that say why. Caught once, in the command line and in serve."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message if problems else "")
        self.problems = problems
