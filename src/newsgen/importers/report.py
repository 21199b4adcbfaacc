"""The report of an import: its notes by code, and a summary for an editor-in-chief."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .codes import Code
from .item import Note

MOST_PLACES = 3
"""The places that are kept of each text of a note."""

_MOST_TEXTS = 200
"""The texts of one code that are kept apart; further ones count for the code only."""


@dataclass(slots=True)
class Group:
    """The notes of one code with equal values: how many, and the places of the first."""

    values: tuple[tuple[str, str], ...]
    count: int = 0
    places: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What an import did. ``counts`` are numbers of items by what became of them; see ``OUTCOMES``."""

    counts: Counter[str] = field(default_factory=Counter)
    totals: dict[Code, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    """The paths of the files that were written."""
    groups: dict[Code, dict[tuple[tuple[str, str], ...], Group]] = field(default_factory=dict)

    def add(self, notes: Sequence[Note]) -> None:
        """Count notes."""
        for found in notes:
            self.totals[found.code] = self.totals.get(found.code, 0) + found.count
            groups = self.groups.setdefault(found.code, {})
            group = groups.get(found.values)
            if group is None:
                if len(groups) >= _MOST_TEXTS:
                    continue
                group = groups[found.values] = Group(found.values)
            group.count += found.count
            if len(group.places) < MOST_PLACES and found.place and found.place not in group.places:
                group.places.append(found.place)

    def rename(self, folders: Mapping[str, str]) -> None:
        """Name the places that begin with one of these folders by the other one."""
        for old, new in folders.items():
            for group in (group for groups in self.groups.values() for group in groups.values()):
                group.places = [
                    f"{new}{place[len(old) :]}" if place.startswith(f"{old}/") else place for place in group.places
                ]

    def codes(self, level: str = "") -> list[Code]:
        """The codes that occurred, errors first, the most frequent first; all or those of one level."""
        order = {"error": 0, "warning": 1, "info": 2}
        found = [code for code in self.totals if not level or code.level == level]
        return sorted(found, key=lambda code: (order[code.level], -self.totals[code], code.name))

    def sorted_groups(self, code: Code) -> list[Group]:
        """The groups of a code, the most frequent first."""
        return sorted(self.groups.get(code, {}).values(), key=lambda group: (-group.count, group.values))

    def as_json(self) -> Mapping[str, object]:
        """The report for machines: ``counts``, and ``notes`` by code."""
        return {
            "counts": dict(sorted(self.counts.items())),
            "notes": [
                {
                    "code": code.name,
                    "level": code.level,
                    "count": self.totals[code],
                    "groups": [
                        {"values": dict(group.values), "count": group.count, "places": group.places}
                        for group in self.sorted_groups(code)
                    ],
                }
                for code in self.codes()
            ],
        }


READ, WRITTEN, UNCHANGED, KEPT, REFUSED, FAILED = "read", "written", "unchanged", "kept", "not imported", "broken"
OUTCOMES = (READ, WRITTEN, UNCHANGED, KEPT, REFUSED, FAILED)
"""The keys of ``Report.counts``: items read; files written, unchanged, and kept because an editor changed them; items that are
not imported by their nature or state; parts of the export that could not be read."""
