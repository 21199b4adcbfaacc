"""House: the newsroom's choices that decide how a date, a number or a counted noun is written."""

from __future__ import annotations

from dataclasses import dataclass

_ARAB = "001 AE BH DJ DZ EG EH ER IL IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SS SY TD TN YE"
TERRITORIES = tuple(_ARAB.split())
"""The territories for which CLDR has an Arabic locale (a test compares them with Babel's list)."""

MONTH_STYLES = ("region", "levant/egypt", "egypt/levant")
DIGIT_SYSTEMS = ("latn", "arab")


@dataclass(frozen=True, slots=True)
class House:
    """The house style of a newsroom's language; every field has a default that most of the Arab press shares.

    Latin digits are the default everywhere. CLDR would give twelve of the countries Arabic-Indic digits, but their
    papers do not print them: of Saudi stories, 64 of 100 use Latin digits and 3 Arabic-Indic.
    """

    region: str = ""
    """A CLDR territory (``SY``, ``MA``), or "" for the plain ``ar`` locale: whose month names and separators."""
    months: str = "region"
    """``region``: the region's own names; ``levant/egypt``: تموز/يوليو; ``egypt/levant``: يوليو/تموز."""
    digits: str = "latn"
    """``latn``: 0-9; ``arab``: U+0660..0669, never the Persian U+06F0..06F9."""
    preposition: str = "منذ"
    """Stands before a past time. CLDR has قبل, newsrooms write منذ; the noun's forms are the same after both."""
    monday: str = "الاثنين"
    """CLDR's spelling, or الإثنين, which one story in seven has."""

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
        """The identifier Babel knows this house's CLDR data by."""
        return f"ar_{self.region}" if self.region else "ar"
