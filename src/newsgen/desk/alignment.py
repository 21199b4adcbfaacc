"""Find which parts of a newer text are those of an older one: the same, edited, moved or new."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
"""How alike two parts must be, from 0 to 1, for one to be the other after an edit; see ``difflib``'s ``ratio``."""

MOST_COMPARED = 40
"""The most parts in a row, on either side, whose words are compared. Of more, equal numbers are paired in their order."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text. Parts with equal ``name`` are the same part, as by the key of a line; ``words`` tell of others
    whether one is the other after an edit. A part without ``words`` is only ever the same or new. ``unique`` says that
    a text has one part of this name at most."""

    name: Hashable
    words: str = ""
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each part of the newer text the index of the older part that it is, -1 for a new one; and those that moved.

    ``moved`` are indexes of older parts. All others that are found stand in the newer text in their old order.
    """

    old: tuple[int, ...]
    moved: frozenset[int]


def align(older: Sequence[Part], newer: Sequence[Part]) -> Alignment:
    """Align two texts. The answer depends on the two sequences alone."""
    old = [-1] * len(newer)
    gone: list[int] = []
    names, new_names = [part.name for part in older], [part.name for part in newer]
    for tag, a, b, c, d in SequenceMatcher(None, names, new_names, autojunk=False).get_opcodes():
        if tag == "equal":
            old[c:d] = range(a, b)
        else:
            gone += range(a, b)
    moved = _moves(older, newer, old, gone)
    for i, j in _edited(older, newer, old, moved):
        old[j] = i
    return Alignment(tuple(old), frozenset(moved))


def _moves(older: Sequence[Part], newer: Sequence[Part], old: list[int], gone: list[int]) -> set[int]:
    """Enter the parts of ``gone`` that stand in another place into ``old``, and return them."""
    places: dict[Hashable, list[int]] = {}
    for i in gone:
        places.setdefault(older[i].name, []).append(i)
    moved = set()
    for j, part in enumerate(newer):
        if old[j] < 0 and places.get(part.name):
            old[j] = places[part.name].pop(0)
            moved.add(old[j])
    return moved


def _edited(older: Sequence[Part], newer: Sequence[Part], old: list[int], moved: set[int]) -> list[tuple[int, int]]:
    """The pairs of an older and a newer part, neither of them found yet, of which one is the other after an edit."""
    pairs = []
    taken = {i for i in old if i >= 0}
    start, previous = 0, -1
    for j in range(len(newer) + 1):
        found = old[j] if j < len(newer) else len(older)
        if j < len(newer) and (found < 0 or found in moved):
            continue
        left = [i for i in range(previous + 1, found) if i not in taken and older[i].words]
        right = [k for k in range(start, j) if old[k] < 0 and newer[k].words]
        pairs += _pairs(older, newer, left, right)
        start, previous = j + 1, found
    return pairs


def _pairs(older: Sequence[Part], newer: Sequence[Part], left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that are most alike in all."""
    if not left or not right:
        return []
    if len(left) == len(right):
        ratios = {(i, j): _alike(older[i].words, newer[j].words) for i, j in zip(left, right, strict=True)}
        if len(left) == 1 or all(ratio >= ALIKE for ratio in ratios.values()):
            return list(ratios)
    if max(len(left), len(right)) > MOST_COMPARED:
        return list(zip(left, right, strict=True)) if len(left) == len(right) else []
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    ratio = [[_alike(older[i].words, newer[j].words) for j in right] for i in left]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            with_pair = ratio[a][b] + best[a + 1][b + 1] if ratio[a][b] >= ALIKE else 0.0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], with_pair)
    pairs, a, b = [], 0, 0
    while a < len(left) and b < len(right):
        if ratio[a][b] >= ALIKE and best[a][b] == ratio[a][b] + best[a + 1][b + 1]:
            pairs.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _alike(one: str, other: str) -> float:
    """How alike two texts are by their words, from 0 to 1, whichever is named first."""
    first, second = sorted((one, other))
    return SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()
