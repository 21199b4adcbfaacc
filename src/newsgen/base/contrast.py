"""Whether text in a colour can be read on another: the contrast ratio of WCAG 2.2, success criterion 1.4.3."""

ENOUGH = 4.5
"""The least ratio for text of ordinary size."""


def contrast(one: str, two: str) -> float:
    """The ratio of two colours written like ``#0a5c6b``: 1 for the same, 21 for black and white."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
