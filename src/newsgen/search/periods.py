"""Divide stories into half-years, each with an index of its own, so that a new story changes only one index."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ..base import digest
from ..model.timestamps import of_microseconds
from ..record.stories import Stored


@dataclass(slots=True)
class Period:
    """A half-year: its stories, oldest first, as ids with the digests of their content, and the names of their places."""

    id: str
    stories: list[tuple[str, bytes]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def digest(self, basis: bytes) -> str:
        """Return a digest, in hexadecimal, of everything that the period's index is made from.

        That is its stories, and ``basis``, the digest of what all periods share: Pagefind, code and settings.
        """
        return digest.of_parts(
            basis, *(part for name, content in self.stories for part in (name.encode(), content))
        ).hex()


def period_of(moment: int, zone: ZoneInfo) -> str:
    """Return the half-year of a moment in a time zone, such as ``2026-1`` for January to June 2026.

    ``moment`` is in microseconds since 1970.
    """
    local = of_microseconds(moment, zone)
    return f"{local.year}-{1 if local.month <= 6 else 2}"


def periods(stories: Iterable[Stored], zone: ZoneInfo) -> dict[str, Period]:
    """Return the half-years that have stories, by their ids. ``stories`` must come oldest first."""
    found: dict[str, Period] = {}
    for story in stories:
        name = period_of(story.position[0], zone)
        period, place = found.setdefault(name, Period(name)), story.summary.card.place
        period.stories.append((story.position[1], story.digest))
        period.places.update([place.name] if place else [])
    return found
