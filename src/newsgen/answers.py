"""Answers to the pages' queries from the record: question by question, or for the whole archive in one sweep.

Both give the same answers; the property test of clean = incremental compares them on every run.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence

from .model import Card
from .queries import WINDOW, Earlier, Latest, Picked, Position, Query, Related, window_facets
from .record import Record, Stored, View
from .related import closest

Windows = Callable[[str, Position, int], Sequence[Position]]
"""The newest ``limit`` visible stories of a facet that are older than a position, newest first."""

KEPT_CARDS = 4096  # about 4 MB; the boxes of neighbouring stories show the same cards


class Answers:
    """Answers queries for one view of the record."""

    def __init__(self, record: Record, view: View, windows: Windows | None = None) -> None:
        self._record = record
        self._view = view
        self._windows = windows or (lambda facet, before, limit: record.older(facet, before, limit, view))
        self._cards: OrderedDict[str, Card | None] = OrderedDict()

    def __call__(self, query: Query) -> Sequence[Card]:
        match query:
            case Latest(facet, limit):
                return self._found(i for _, i in self._record.latest(facet, limit, self._view))
            case Earlier(facet, before, limit):
                return self._found(i for _, i in self._windows(facet, before, min(limit, WINDOW)))
            case Picked(ids):
                return self._found(ids)
            case Related(position, names, limit, excluded):
                windows = {facet: self._windows(facet, position, WINDOW) for facet in names}
                return self._found(closest(windows, limit=limit, excluded=excluded))

    def _found(self, ids: Iterable[str]) -> list[Card]:
        cards = (self._card(identifier) for identifier in ids)
        return [card for card in cards if card is not None]

    def _card(self, identifier: str) -> Card | None:
        if identifier in self._cards:
            self._cards.move_to_end(identifier)
            return self._cards[identifier]
        card = self._cards[identifier] = self._record.card(identifier, self._view)
        if len(self._cards) > KEPT_CARDS:
            self._cards.popitem(last=False)
        return card


class Sweep:
    """The windows of every story in turn, oldest first, from the last WINDOW stories of each facet seen so far.

    One pass over the archive instead of a question for each facet of each story: 300 rows a story otherwise.
    """

    def __init__(self) -> None:
        self._seen: dict[str, deque[Position]] = {}

    def windows(self, facet: str, before: Position, limit: int) -> Sequence[Position]:
        """As ``Windows``, for the story that the sweep has come to."""
        seen = self._seen.get(facet, ())
        newest_first = list(reversed(seen))
        return newest_first if limit >= WINDOW else newest_first[:limit]

    def passed(self, story: Stored) -> None:
        """The sweep goes on: this story is older than all that follow."""
        for facet in window_facets(story.summary):
            self._seen.setdefault(facet, deque(maxlen=WINDOW)).append(story.position)


def neighbours(record: Record, story: Stored, view: View) -> set[str]:
    """Ids of the stories whose computed boxes may hold a story: those within WINDOW after it in one of its facets,
    and those that pick it."""
    found = set(record.pickers(story.summary.card.id))
    for facet in window_facets(story.summary):
        found.update(i for _, i in record.newer(facet, story.position, WINDOW, view))
    return found
