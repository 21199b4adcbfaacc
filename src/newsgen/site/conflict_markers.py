"""The lines that git leaves where two versions of a file could not be merged."""

import re

from ..base.problems import N_, Problem, error

_MARKER = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?:[ \t][^\n]*)?|={7})[ \t\r]*$", re.MULTILINE)


def conflict_marker(text: str, first_line: int) -> Problem | None:
    """The error for the first line of a text that is a conflict marker of git; None where there is none.

    The text begins at ``first_line`` of its file. Seven equals signs are a marker too: the text must be none in which they
    underline a heading.
    """
    if not any(sign * 7 in text for sign in "<=>|"):
        return None
    found = _MARKER.search(text)
    return None if found is None else _CONFLICT.at("", text.count("\n", 0, found.start()) + first_line, 1)


_CONFLICT = error(
    "conflict-marker",
    N_("Two versions of this file were not merged: git left this line between them."),
    N_("Keep one version, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."),
)
