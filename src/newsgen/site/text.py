"""Plain text of an article file: positions, and characters that nobody can see."""

import re

from ..arabic import bidi_controls
from ..base.problems import N_, Problem, warning


def position(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text that begins at ``first_line``."""
    return text.count("\n", 0, offset) + first_line, offset - (text.rfind("\n", 0, offset) + 1) + 1


_STRAY = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001]"
)  # U+E000 and U+E001 mark pictures while a body is made


def without_controls(text: str) -> tuple[str, list[Problem]]:
    """The text without characters that turn its direction over or cannot be seen, each kind told once."""
    problems = []
    turning = bidi_controls(text)
    if turning:
        problems.append(
            warning(
                "bidi-control",
                N_("Invisible direction marks were left out ({count})."),
                N_("Delete the character {name} here; the page isolates mixed text by itself."),
                count=len(turning),
                name=f"U+{ord(text[turning[0]]):04X}",
            ).at("", *position(text, turning[0]))
        )
    stray = _STRAY.search(text)
    if stray:
        problems.append(
            warning(
                "control",
                N_("An invisible control character was left out."),
                N_("Delete the character {name} here."),
                name=f"U+{ord(stray[0]):04X}",
            ).at("", *position(text, stray.start()))
        )
        text = _STRAY.sub("", text) if not turning else text
    if turning:
        drop = set(turning)
        text = _STRAY.sub("", "".join(c for i, c in enumerate(text) if i not in drop))
    return text, problems
