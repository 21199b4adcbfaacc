"""Answers to the pages' queries from the record: question by question, or for the whole archive in one sweep.

Both give the same answers; the property test of clean = incremental compares them on every run.
"""

from collections import Counter, OrderedDict, deque
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

    def __init__(self, record: Record, view: View, sweep: "Sweep | None" = None) -> None:
        self._record = record
        self._view = view
        self._windows: Windows = sweep.windows if sweep else self._older
        self._terms = sweep.terms if sweep else record.terms
        self._cards: OrderedDict[str, Card | None] = OrderedDict()

    def __call__(self, query: Query) -> Sequence[Card]:
        match query:
            case Latest(facet, limit):
                return self._found(i for _, i in self._record.latest(facet, limit, self._view))
            case Earlier(facet, before, limit):
                return self._found(i for _, i in self._windows(facet, before, min(limit, WINDOW)))
            case Picked(ids):
                return self._found(ids)
            case Related(position, names, limit, excluded, own):
                windows = {facet: self._windows(facet, position, WINDOW) for facet in names}
                candidates = {i for window in windows.values() for _, i in window} if own else set()
                return self._found(
                    closest(windows, limit=limit, excluded=excluded, terms=self._terms(candidates), own=own)
                )

    def _older(self, facet: str, before: Position, limit: int) -> Sequence[Position]:
        return self._record.older(facet, before, limit, self._view)

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

    One pass over the archive instead of a question for each facet of each story: 300 rows a story otherwise. It keeps
    no more stories than the windows hold.
    """

    def __init__(self) -> None:
        self._seen: dict[str, deque[Position]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        self._held: Counter[str] = Counter()

    def windows(self, facet: str, before: Position, limit: int) -> Sequence[Position]:
        """As ``Windows``, for the story that the sweep has come to."""
        newest_first = list(reversed(self._seen.get(facet, ())))
        return newest_first if limit >= WINDOW else newest_first[:limit]

    def terms(self, identifiers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The terms of stories in the windows."""
        return {identifier: self._known[identifier] for identifier in identifiers}

    def passed(self, story: Stored) -> None:
        """The sweep goes on: this story is older than all that follow."""
        identifier = story.position[1]
        self._known[identifier] = story.terms
        for facet in window_facets(story.summary):
            window = self._seen.setdefault(facet, deque())
            window.append(story.position)
            self._held[identifier] += 1
            if len(window) > WINDOW:
                self._forget(window.popleft()[1])

    def _forget(self, identifier: str) -> None:
        self._held[identifier] -= 1
        if not self._held[identifier]:
            del self._held[identifier], self._known[identifier]


def neighbours(record: Record, story: Stored, view: View) -> set[str]:
    """Ids of the stories whose computed boxes may hold a story: those within WINDOW after it in one of its facets,
    and those that pick it."""
    found = set(record.pickers(story.summary.card.id))
    for facet in window_facets(story.summary):
        found.update(i for _, i in record.newer(facet, story.position, WINDOW, view))
    return found
