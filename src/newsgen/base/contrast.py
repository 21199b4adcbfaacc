"""The contrast ratio of two colours, as WCAG 2.2 defines it for success criterion 1.4.3."""

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
