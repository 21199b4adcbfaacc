"""Periods: an index for each half-year, so that one more story makes one of them again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ..base import digest
from ..model.timestamps import of_microseconds
from ..record.stories import Stored


@dataclass(slots=True)
class Period:
    """A half-year with its stories, oldest first, as their ids with the digests of the whole of them; and their places."""

    id: str
    stories: list[tuple[str, bytes]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def digest(self, basis: bytes) -> str:
        """What its index is made of."""
        return digest.of_parts(basis, *(part for name, one in self.stories for part in (name.encode(), one))).hex()


def period_of(moment: int, zone: ZoneInfo) -> str:
    """The half-year that a moment falls into, in a zone: ``2026-1`` until June."""
    local = of_microseconds(moment, zone)
    return f"{local.year}-{1 if local.month <= 6 else 2}"


def periods(stories: Iterable[Stored], zone: ZoneInfo) -> dict[str, Period]:
    """The periods that have stories."""
    found: dict[str, Period] = {}
    for story in stories:
        name = period_of(story.position[0], zone)
        period, place = found.setdefault(name, Period(name)), story.summary.card.place
        period.stories.append((story.position[1], story.digest))
        period.places.update([place.name] if place else [])
    return found
