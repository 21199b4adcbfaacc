"""The only way in which a set of stories reaches a page: typed, bounded questions, totally ordered by (published, id)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .arabic import fold, terms
from .model import Card, Summary

ALL = "all"
"""The facet of every story."""

Position = tuple[int, str]
"""Where a story stands in every list: its moment of publication in microseconds since 1970, then its id."""

WINDOW = 50
"""How far back a computed box may look in each facet: the bound on what one change can touch."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ``limit`` visible stories of a facet, newest first."""

    facet: str
    limit: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest ``limit`` visible stories of a facet that are older than a position, newest first; never over WINDOW."""

    facet: str
    before: Position
    limit: int


@dataclass(frozen=True, slots=True)
class Picked:
    """These stories in this order, without those that are not visible."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """The ``limit`` older visible stories closest to a story, closest first, without ``excluded`` ones.

    ``terms`` are those of its title and standfirst, where its tags are too few to say what it is about.
    """

    position: Position
    facets: tuple[str, ...]
    limit: int
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


Query = Latest | Earlier | Picked | Related


class Ask(Protocol):
    """Answers a query with the cards of visible stories."""

    def __call__(self, query: Query, /) -> Sequence[Card]: ...


def section_facet(section: str) -> str:
    return "section:" + section


def place_facet(place: str) -> str:
    return "place:" + fold(place)


def tag_facet(tag: str) -> str:
    return "tag:" + fold(tag)


FEW_TAGS = 2
"""With fewer tags than this a story is also told by the terms of its title and standfirst."""


def card_terms(card: Card) -> tuple[str, ...]:
    """The folded, lightly stemmed terms of a story's title and standfirst."""
    return terms(f"{card.title} {card.standfirst}")


def telling_terms(summary: Summary) -> tuple[str, ...]:
    """A story's terms where its tags are too few, else none."""
    return card_terms(summary.card) if len(summary.tags) < FEW_TAGS else ()


def facets(summary: Summary) -> tuple[str, ...]:
    """Every list that a story belongs to."""
    card = summary.card
    return (ALL, *window_facets(summary)) if card.section else (ALL,)


def window_facets(summary: Summary) -> tuple[str, ...]:
    """The facets in which a story looks for its relatives, and is found by later ones."""
    card = summary.card
    found = [section_facet(card.section)]
    if card.place:
        found.append(place_facet(card.place))
    found += [tag_facet(tag) for tag in summary.tags]
    return tuple(dict.fromkeys(found))
