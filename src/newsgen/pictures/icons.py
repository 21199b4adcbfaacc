"""The icons of a site, drawn from its logo: for the tab of a browser, the screen of a telephone and an installed site.

Pillow is imported at the first call. Equal logos and libraries give equal bytes, as with renditions (``encode``).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.palette import LIGHT
from ..base.problems import Problem
from .decode import decode, examine, factor
from .originals import without_private

if TYPE_CHECKING:
    from PIL.Image import Image

RECIPE = 1
"""The number of the recipe. Raise it where equal logos get other icons on purpose."""

FAVICON = "favicon.ico"
"""The path, in the output, of the icon that browsers ask for by themselves. It holds ``_FAVICON_SIDES``."""

_FAVICON_SIDES = (16, 32, 48)
_MOST_ENLARGED = 2
"""A logo is drawn at most so many times as large as it is; a larger icon has more room around it."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A square PNG file: its path in the output, its side in pixels, and the part of the side that the logo may take.

    ``opaque``: on the paper of light pages, for screens that show a transparent ground black. ``purpose`` is that of the
    web app manifest, empty for an icon that is not in it (https://www.w3.org/TR/appmanifest/#purpose-member).
    """

    path: str
    side: int
    part: float
    opaque: bool
    purpose: str


ICONS = (
    Icon("apple-touch-icon.png", 180, 0.84, True, ""),
    Icon("icon-192.png", 192, 1.0, False, "any"),
    Icon("icon-512.png", 512, 1.0, False, "any"),
    Icon("icon-maskable.png", 512, 0.56, True, "maskable"),
)
"""Every icon but the favicon. A mask may cut off all that is outside of a circle of 80 % of the side, which a square of 56 %
fits into."""


def draw_icons(name: str, data: bytes) -> dict[str, bytes] | Problem:
    """The bytes of all icons, by path. ``data`` are those of the logo, which problems call ``name``.

    The whole logo is shown, in the middle. An error without a position where the logo is no picture or cannot be decoded, as
    from ``encode``; vector drawings are none that can be.
    """
    traits = examine(name, data)
    if isinstance(traits, Problem):
        return traits
    clean = without_private(data, traits.format, name)
    decoded = clean if isinstance(clean, Problem) else decode(name, clean, traits, factor(traits, 0.01))
    if isinstance(decoded, Problem):
        return decoded
    from PIL import ImageOps

    logo = decoded.image.convert("RGBA")
    if traits.orientation != 1:
        logo.getexif()[0x0112] = traits.orientation
        logo = ImageOps.exif_transpose(logo)
    drawn = {icon.path: _png(_square(logo, icon.side, icon.part, opaque=icon.opaque)) for icon in ICONS}
    small = [_square(logo, side, 1.0, opaque=False) for side in _FAVICON_SIDES]
    out = io.BytesIO()
    small[-1].save(out, "ICO", sizes=[image.size for image in small], append_images=small[:-1])
    return drawn | {FAVICON: out.getvalue()}


def _square(logo: Image, side: int, part: float, *, opaque: bool) -> Image:
    """The logo in the middle of a square."""
    from PIL import Image as Images

    scale = min(side * part / max(logo.size), _MOST_ENLARGED)
    width, height = (max(1, round(length * scale)) for length in logo.size)
    ground = Images.new("RGBA", (side, side), LIGHT.paper if opaque else (0, 0, 0, 0))
    shown = logo.convert("RGBa").resize((width, height), Images.Resampling.LANCZOS).convert("RGBA")
    ground.alpha_composite(shown, ((side - width) // 2, (side - height) // 2))
    return ground.convert("RGB") if opaque else ground


def _png(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
