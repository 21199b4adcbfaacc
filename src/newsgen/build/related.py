"""Rank the older stories that are related to a story. It looks at a bounded number of them."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from ..model.facets import Facet
from ..model.placement import Position

FACTORS = {"topic": 6, "term": 3, "place": 2, "section": 1}
NO_TERMS: frozenset[str] = frozenset()
NO_STORIES: Mapping[str, frozenset[str]] = MappingProxyType({})


def closest(
    windows: Mapping[Facet, Sequence[Position]],
    *,
    limit: int,
    excluded: Collection[str] = (),
    terms: Mapping[str, frozenset[str]] = NO_STORIES,
    own: frozenset[str] = NO_TERMS,
) -> tuple[str, ...]:
    """The ids of the ``limit`` closest stories, closest first, then newest first.

    ``windows`` holds, for each facet of the story, its newest older stories (at most WINDOW), newest first. A facet weighs
    the more the fewer of the window's stories carry it: all counts are taken inside the window, since frequencies over the
    whole archive would make one new story change every page. Whole numbers only, so that every machine ranks alike.

    ``own`` are the story's terms and ``terms`` those of the window's stories, by id: a term weighs like a facet.
    """
    members = {facet: frozenset(window) for facet, window in windows.items()}
    every: set[Position] = set()
    several: set[Position] = set()  # those in more than one window
    for window in members.values():
        several |= every & window
        every |= window
    size = len(every)
    weights = {facet: FACTORS[facet.kind] * 1000 * size // max(len(windows[facet]), 1) for facet in windows}
    scores = {p: sum(weight for facet, weight in weights.items() if p in members[facet]) for p in several}
    enough = None if own else limit + len(excluded)  # of stories that share one facet only, the newest will do
    for facet, newest_first in windows.items():
        alone = (position for position in newest_first if position not in several)
        scores.update(dict.fromkeys(itertools.islice(alone, enough), weights[facet]))
    carriers: dict[str, list[Position]] = {term: [] for term in own}
    for position in scores if own else ():
        for term in own & terms.get(position[1], NO_TERMS):
            carriers[term].append(position)
    for sharing in carriers.values():
        for position in sharing:
            scores[position] += FACTORS["term"] * 1000 * size // len(sharing)
    ranked = sorted(((score, p) for p, score in scores.items() if p[1] not in excluded), reverse=True)
    return tuple(position[1] for _, position in ranked[:limit])
