"""Problems as values: what is wrong, where, and what the editor can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

Level = Literal["error", "warning"]


def N_(message: str) -> str:
    """Mark an English message for the translation catalogue. Translation happens when the message is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Replacement:
    """Some characters of a story's file, ``before``, that become ``after``; both lie on one line.

    ``path`` holds the keys and indexes that lead to a value of the front matter; it is empty for the text behind the front
    matter. ``start`` counts code points from 0: in the value as newsgen reads it, or in that whole text, with ``\n`` for each
    line end and without invisible control characters.
    """

    path: tuple[str | int, ...]
    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning.

    ``code`` identifies the kind of problem and never changes. ``message`` and ``hint`` are English catalogue keys, and
    ``values`` fill their ``{fields}``. ``file`` is the place: for a source its path, relative to the site's folder;
    else what ``at`` was given, such as an absolute path or a server's address; empty means none. ``line`` and
    ``column`` count from 1, in code points; 0 means none. ``remedy`` mends it when all of its replacements are made; they
    do not overlap. It is empty where a person must see what is right.
    """

    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    values: tuple[tuple[str, str], ...] = ()
    level: Level = "error"
    remedy: tuple[Replacement, ...] = field(default=(), hash=False)  # many problems of a long line share a long one

    @property
    def order(self) -> tuple[str, int, int, str, tuple[tuple[str, str], ...]]:
        """The sort key for showing problems: by place, then by code."""
        return (self.file, self.line, self.column, self.code, self.values)

    def at(self, file: str, line: int = 0, column: int = 0) -> "Problem":
        """Return a copy with this position in place of the whole former one."""
        return replace(self, file=file, line=line, column=column)

    def as_warning(self) -> "Problem":
        """Return a copy of level ``warning``, which does not stop a build."""
        return replace(self, level="warning")


def error(code: str, message: str, hint: str = "", **values: object) -> Problem:
    """Create an error without a position; add one with ``at``."""
    return Problem(code, message, hint, values=tuple((k, str(v)) for k, v in values.items()))


def warning(code: str, message: str, hint: str = "", **values: object) -> Problem:
    """Create a warning without a position; add one with ``at``."""
    return error(code, message, hint, **values).as_warning()


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any problem is an error, which stops a build."""
    return any(p.level == "error" for p in problems)


class FatalProblems(Exception):
    """Stops the work and carries the Problems that explain why. The command line and ``newsgen serve`` catch it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message if problems else "")
        self.problems = problems
