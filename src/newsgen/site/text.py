"""Plain text of an article file: positions, and characters that nobody can see."""

import re

from ..arabic import bidi_controls
from ..arabic.character_classes import BIDI_CONTROLS
from ..base.problems import N_, Problem, warning

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f\ue000\ue001]")
"""Control characters that separate nothing, and U+E000 and U+E001, which are for private use."""

_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
"""Characters that end a line, a paragraph, a page or a field in other programs: words stand on both sides of them."""


_ANY = re.compile(f"{_CONTROLS.pattern[:-1]}{_BREAKS.pattern[1:-1]}{BIDI_CONTROLS}]")
"""Any of these, and any control of direction."""


def position(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text that begins at ``first_line`` of its file."""
    return text.count("\n", 0, offset) + first_line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def without_controls(text: str) -> tuple[str, list[Problem]]:
    """The text without harmful direction controls and other control characters, and a warning for each kind found.

    A character that separates words, such as U+2028 or a form feed, becomes a space.
    Direction controls that ``bidi_controls`` tolerates, such as paired isolates, stay. The warnings count lines from
    the start of the text and carry no path.
    """
    if not _ANY.search(text):
        return text, []
    bidi = bidi_controls(text)
    control = _CONTROLS.search(text)
    separator = _BREAKS.search(text)
    problems = []
    if separator:
        problems.append(
            warning(
                "control",
                N_("An invisible break became a space."),
                N_("Delete the character {name} here; press Enter for a new line, twice for a new paragraph."),
                name=f"U+{ord(separator[0]):04X}",
            ).at("", *position(text, separator.start()))
        )
    if bidi:
        problems.append(
            warning(
                "bidi-control",
                N_("Invisible direction marks were left out ({count})."),
                N_("Delete the character {name} here; the page isolates mixed text by itself."),
                count=len(bidi),
                name=f"U+{ord(text[bidi[0]]):04X}",
            ).at("", *position(text, bidi[0]))
        )
    if control:
        problems.append(
            warning(
                "control",
                N_("An invisible control character was left out."),
                N_("Delete the character {name} here."),
                name=f"U+{ord(control[0]):04X}",
            ).at("", *position(text, control.start()))
        )
    if bidi:
        removed = set(bidi)
        text = "".join(char for i, char in enumerate(text) if i not in removed)
    return (_CONTROLS.sub("", _BREAKS.sub(" ", text)) if problems else text), problems
