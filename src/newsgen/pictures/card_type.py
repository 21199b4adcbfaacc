"""The fonts of share cards: open one, measure a line in it. Pillow is loaded with the first font."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..base.problems import N_, Problem, error
from .card_fonts import FONT

if TYPE_CHECKING:
    from PIL.ImageFont import Axis, FreeTypeFont

SCALE = 3
"""Cards are drawn at this many times their size and reduced, because FreeType places whole pixels alone."""

ARABIC: dict[str, Any] = {"direction": "rtl", "language": "ar"}
"""How raqm lays out each line."""

_LARGEST = 20
"""The farthest that ink may lie from a letter's origin, in sizes: a damaged font may ask for a picture larger than memory."""
_ABSENT = "\U0010ffff"
"""A character that no font has."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Where the ink of a line lies, in pixels from the right end of its baseline: negative to the left of it and above it."""

    left: float
    top: float
    right: float
    bottom: float


class CardFont:
    """A font for cards. Its size is that of the card's pixels; measures are in these too, and no whole numbers."""

    def __init__(self, data: bytes) -> None:
        """Raises OSError for bytes that FreeType cannot open."""
        self._data = data
        self._sizes: dict[int, FreeTypeFont] = {}
        self.at(40)

    def at(self, size: int) -> FreeTypeFont:
        """Pillow's font of a size, ``SCALE`` times enlarged; bold where the file holds several weights."""
        from PIL import ImageFont

        if size not in self._sizes:
            font = ImageFont.truetype(BytesIO(self._data), size * SCALE, layout_engine=ImageFont.Layout.RAQM)
            _embolden(font)
            self._sizes[size] = font
        return self._sizes[size]

    def width(self, text: str, size: int) -> float:
        """The advance of a text."""
        return self.at(size).getlength(text, **ARABIC) / SCALE

    def ink(self, text: str, size: int) -> Ink:
        """Where the ink of a line lies."""
        return Ink(*(edge / SCALE for edge in self.at(size).getbbox(text, anchor="rs", **ARABIC)))

    def has(self, text: str) -> bool:
        """Whether the font has every character of a text that leaves ink, each within bounds."""
        absent = (self._mask(_ABSENT), ((0, 0), b""))
        inked = sorted(char for char in set(text) if char.isprintable() and not char.isspace())
        return all(self._is_bounded(char) and self._mask(char) not in absent for char in inked)

    def _is_bounded(self, char: str) -> bool:
        return max(map(abs, self.at(40).getbbox(char, **ARABIC))) <= _LARGEST * 40 * SCALE

    def _mask(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self.at(40).getmask(char, **ARABIC)
        return (mask.size, bytes(mask))


_BOLD = 700


def _embolden(font: FreeTypeFont) -> None:
    """Set a variable font to the weight of headlines. Of all axes, weights alone reach to hundreds; names may be absent."""
    try:
        axes = font.get_variation_axes()
    except OSError:  # one weight
        return
    font.set_variation_by_axes([_BOLD if _is_weight(axis) else float(axis["default"] or 0) for axis in axes])


def _is_weight(axis: Axis) -> bool:
    return (axis["minimum"] or 0) >= 1 and (axis["maximum"] or 0) >= 500


def theme_font() -> CardFont:
    """The theme's font of headlines, from newsgen's package."""
    return CardFont((files(__package__) / "fonts" / FONT).read_bytes())


def shaping() -> Problem | None:
    """None where this Pillow can shape Arabic and order mixed text; else the error that says what is missing."""
    from PIL import features

    bidi = re.match(r"(\d+)", features.version("fribidi") or "")
    if features.check("raqm") and bidi and int(bidi[1]) >= 1:
        return None
    return error(
        "no-raqm", N_("Share cards need Raqm and FriBiDi 1.0 or newer, which Pillow does not find here."),
        N_("Install Pillow from PyPI, and FriBiDi from your system: on Debian and Ubuntu “apt install libfribidi0”."),
    )  # fmt: skip


def versions() -> str:
    """The versions of all libraries that decide on the bytes of a card, for the record. Pages do not depend on them."""
    from PIL import __version__, features

    libraries = ("raqm", "fribidi", "harfbuzz", "freetype2", "jpg")
    return " ".join([f"pillow {__version__}", *(f"{name} {features.version(name)}" for name in libraries)])
