"""The topics, authors and places that stories have, for whoever types one: how often each is written, and how it is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest

from ..arabic import fold
from ..model.article import Named
from ..model.facets import NAMED_KINDS, NamedKind

MOST_OFFERED = 8
"""How many names are offered."""

Spelling = tuple[NamedKind, Named]
"""A name as stories write it, with its kind. Names with one id are spellings of the same topic, author or place."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A topic, author or place: its most frequent spelling, and how many stories have it. ``folded`` holds all of its
    spellings, folded, one on each line."""

    name: str
    count: int
    folded: str


KnownNames = Mapping[NamedKind, Sequence[KnownName]]
"""The names of each kind."""


@lru_cache(maxsize=1 << 16)
def folded_name(name: str) -> str:
    """What a search for a name compares: its words without what writers leave out or vary."""
    return " ".join(fold(name, seats=True).split())


def known_names(spellings: Mapping[Spelling, int]) -> KnownNames:
    """The names of each kind, from how many stories have each spelling. A spelling that no story has is left out."""
    by_id: dict[tuple[NamedKind, str], list[tuple[int, str]]] = {}
    for (kind, named), count in spellings.items():
        if count > 0:
            by_id.setdefault((kind, named.id), []).append((-count, named.name))
    found: dict[NamedKind, list[KnownName]] = {kind: [] for kind in NAMED_KINDS}
    for (kind, _), written in by_id.items():
        written.sort()
        folds = dict.fromkeys(folded_name(name) for _, name in written)
        found[kind].append(KnownName(written[0][1], -sum(count for count, _ in written), "\n".join(folds)))
    return found


def matching(names: Iterable[KnownName], words: str) -> list[KnownName]:
    """The names in which each of the words is found, folded, at most ``MOST_OFFERED``: those that are the words first, then
    those that begin with them, then those of which a word begins with the first of them; the most frequent first. Without
    words, the most frequent names."""
    wanted = folded_name(words)
    needles = wanted.split()

    def order(name: KnownName) -> tuple[int, int, str]:
        return (_distance(name, wanted, needles[0]) if needles else 0, -name.count, name.name)

    found = (name for name in names if all(needle in name.folded for needle in needles))
    return nsmallest(MOST_OFFERED, found, key=order)


def _distance(name: KnownName, wanted: str, first: str) -> int:
    """How far a name is from what is typed: 0 for the same words, 3 where its first word is found inside of words alone."""
    spellings = name.folded.split("\n")
    if wanted in spellings:
        return 0
    if any(one.startswith(wanted) for one in spellings):
        return 1
    starts = (f" {first}", f" ال{first}")
    return 2 if any(start in f" {one}" for one in spellings for start in starts) else 3


def without(spellings: Mapping[Spelling, int], hidden: Iterable[Spelling]) -> Mapping[Spelling, int]:
    """How many stories have each spelling, without those that have the ``hidden`` ones, each given once for each story."""
    left = dict(spellings)
    for one in hidden:
        left[one] = left.get(one, 0) - 1
    return left
