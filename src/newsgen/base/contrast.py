"""The contrast ratio of two colours, as WCAG 2.2 defines it for success criterion 1.4.3; and colours that have enough of it."""

import colorsys
from collections.abc import Iterable

MIN_CONTRAST = 4.5
"""The minimum ratio for text of ordinary size (WCAG 2.2, level AA)."""


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written like ``#0a5c6b``: from 1 (equal) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definitions), from 0 to 1."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightened(colour: str, grounds: Iterable[str], least: float) -> str:
    """Return a colour of the same hue that has at least the contrast ``least`` with every one of the dark ``grounds``.

    It is the darkest one whose lightness is a whole percent (HSL, https://www.w3.org/TR/css-color-4/#hsl-to-rgb), and the
    colour itself where that has the contrast. The saturation is 60 % at most, because bright neon tires the eyes on a dark
    page. White where nothing less will do; no colour of a ground as light as the middle grey has more contrast.
    """
    against = tuple(grounds)
    if all(contrast(colour, ground) >= least for ground in against):
        return colour
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    for percent in range(int(lightness * 100) + 1, 100):
        mixed = colorsys.hls_to_rgb(hue, percent / 100, min(saturation, 0.6))
        found = "#" + "".join(f"{round(channel * 255):02x}" for channel in mixed)
        if all(contrast(found, ground) >= least for ground in against):
            return found
    return "#ffffff"
