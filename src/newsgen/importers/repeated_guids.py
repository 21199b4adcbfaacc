"""Tell episodes of podcasts apart that have one guid, as faulty programs give it to several."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from . import agency_text
from . import podcast_codes as codes
from .feed_entry import Entry
from .item import note
from .received import in_utc


class _Marks(NamedTuple):
    """What versions of one episode share, its headline or its recording; and the moment by which episodes are ordered."""

    moment: str
    title: str
    recording: str


@dataclass(slots=True)
class RepeatedGuids:
    """The episodes of podcasts by their guids. ``add`` all entries before asking.

    Entries with one guid are versions of one episode where they share the headline or the recording, be it through a third one.
    Else they are several: the oldest keeps the guid, because apps know that one by it.
    """

    _seen: dict[str, set[_Marks]] = field(default_factory=dict)
    _names: dict[str, Mapping[_Marks, str]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take an entry into account."""
        if entry.heard is not None:
            self._seen.setdefault(entry.id, set()).add(_marks(entry))

    @property
    def has_any(self) -> bool:
        """Whether a guid has entries that differ."""
        return any(len(marks) > 1 for marks in self._seen.values())

    def told_apart(self, entry: Entry) -> Entry:
        """The entry, with an id of its own and without its guid where an older episode has the same one."""
        seen = self._seen.get(entry.id, ())
        if entry.heard is None or len(seen) < 2:
            return entry
        if entry.id not in self._names:
            self._names[entry.id] = _names(entry.id, frozenset(seen))
        name = self._names[entry.id][_marks(entry)]
        if name == entry.id:
            return entry
        told = note(codes.GUID, guid=agency_text.excerpt(entry.id))
        heard = replace(entry.heard, episode=replace(entry.heard.episode, guid=""), notes=(*entry.heard.notes, told))
        return replace(entry, id=name, heard=heard)


def _marks(entry: Entry) -> _Marks:
    heard = entry.heard
    sound = heard.recording.src if heard and heard.recording else heard.film if heard else ""
    return _Marks(in_utc(entry.published), entry.title, sound)


def _names(guid: str, seen: frozenset[_Marks]) -> Mapping[_Marks, str]:
    """The id of each entry with this guid: that of its episode."""
    above: dict[_Marks, _Marks] = {}
    holders: dict[tuple[int, str], _Marks] = {}

    def top(one: _Marks) -> _Marks:
        while above.get(one, one) != one:
            above[one] = above.get(above[one], above[one])
            one = above[one]
        return one

    for marks in sorted(seen):
        for position, mark in enumerate(marks[1:]):
            if mark:
                first, second = sorted((top(marks), top(holders.setdefault((position, mark), marks))))
                above[second] = first
    oldest = min(map(top, seen))
    return {one: guid if top(one) == oldest else f"{guid}#{top(one).recording}" for one in seen}
