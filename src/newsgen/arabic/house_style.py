"""The newsroom's choices for writing dates, numbers and counted nouns."""

from __future__ import annotations

from dataclasses import dataclass

_ARAB = "001 AE BH DJ DZ EG EH ER IL IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SS SY TD TN YE"
TERRITORIES = tuple(_ARAB.split())
"""The territories for which CLDR has an Arabic locale (a test compares them with Babel's list)."""

MONTH_STYLES = ("region", "levant/egypt", "egypt/levant")
DIGIT_SYSTEMS = ("latn", "arab")


@dataclass(frozen=True, slots=True)
class House:
    """A newsroom's choices. Every field has a default that most of the Arab press shares.

    Raises ValueError for an unknown region, month style or digit system, and for a blank preposition or Monday.

    Latin digits are the default everywhere. CLDR gives Arabic-Indic digits to twelve of the countries, but their papers do not
    print them: of 100 Saudi stories, 64 use Latin digits and 3 Arabic-Indic.
    """

    region: str = ""
    """A CLDR territory (``SY``, ``MA``) for month names and separators, or "" for the plain ``ar`` locale."""
    months: str = "region"
    """``region``: the region's own names; ``levant/egypt``: تموز/يوليو; ``egypt/levant``: يوليو/تموز."""
    digits: str = "latn"
    """``latn``: 0-9; ``arab``: U+0660..0669, never the Persian U+06F0..06F9."""
    preposition: str = "منذ"
    """The word before a past time. CLDR has قبل, newsrooms write منذ; the noun has the same form after both."""
    monday: str = "الاثنين"
    """The spelling of Monday: CLDR's, or الإثنين, which one story in seven uses."""

    def __post_init__(self) -> None:
        if self.region and self.region not in TERRITORIES:
            raise ValueError(f"region {self.region!r} has no Arabic locale; one of {', '.join(TERRITORIES)}")
        if self.months not in MONTH_STYLES:
            raise ValueError(f"months {self.months!r} is none of {', '.join(MONTH_STYLES)}")
        if self.digits not in DIGIT_SYSTEMS:
            raise ValueError(f"digits {self.digits!r} is none of {', '.join(DIGIT_SYSTEMS)}")
        if not self.preposition.strip() or not self.monday.strip():
            raise ValueError("the preposition and Monday's name cannot be blank")

    @property
    def locale(self) -> str:
        """Babel's identifier of this house's locale."""
        return f"ar_{self.region}" if self.region else "ar"
