"""Find the lines by which git marks that two versions of a text are not merged yet."""

import re

from ..base.problems import N_, Problem, error
from .fences import outside_fences

_MARK = re.compile(r"^(?:<{7}(?: .*)?|>{7} .*)$", re.MULTILINE)


def conflict(text: str, first_line: int = 1) -> Problem | None:
    """The error for the first mark of a merge conflict outside fenced code; None where there is none.

    Marks are ``<<<<<<<`` and ``>>>>>>>``, but not ``=======``, which underlines a heading in Markdown. The error
    carries a line of the file, in which the text begins at ``first_line``, and no path.
    https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    lines = text.split("\n")
    marked = (i for i in outside_fences(lines) if _MARK.fullmatch(lines[i]))
    line = next(marked, -1)
    return None if line < 0 else _CONFLICT.at("", first_line + line, 1)


_YAML_MARK = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?:[ \t][^\n]*)?|={7})[ \t\r]*$", re.MULTILINE)


def conflict_in_yaml(text: str, first_line: int) -> Problem | None:
    """The error for the first mark of a merge conflict in a YAML text; None where there is none.

    There ``=======`` and ``|||||||`` at the start of a line are marks too. The error is as that of ``conflict``.
    """
    if not any(sign * 7 in text for sign in "<=>|"):
        return None
    found = _YAML_MARK.search(text)
    return None if found is None else _CONFLICT.at("", text.count("\n", 0, found.start()) + first_line, 1)


_CONFLICT = error(
    "merge-conflict",
    N_("Two versions of this text are waiting to be merged."),
    N_("Keep what is right, and delete the lines “<<<<<<<”, “=======” and “>>>>>>>”."),
)
