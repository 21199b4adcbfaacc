"""The theme's numbers that more than the style sheet needs: its colours, and the width of its text column.

They stand here and in ``style/``, and tests/theme/test_style.py compares both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the light or the dark theme, in six hexadecimal digits: the ground of the page, that of raised parts, the
    colour of text, that of the strong rules, and that of links and marks."""

    paper: str
    surface: str
    ink: str
    line: str
    accent: str


LIGHT = Palette(paper="#ffffff", surface="#f1f4f4", ink="#12181b", line="#12181b", accent="#0a5c6b")
DARK = Palette(paper="#0f1416", surface="#182023", ink="#e9eded", line="#66767b", accent="#69c4d1")

COLUMN = 728
"""The widest text column, in CSS pixels."""
