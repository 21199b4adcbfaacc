"""Find which parts of a newer text are those of an older one: the same, edited, moved or new."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
"""How alike two parts must be, from 0 to 1, for one to be the other after an edit; see ``difflib``'s ``ratio``."""

WORDS_COMPARED = 200
"""The first words of a part, by which it is compared."""

MOST_STEPS = 250_000
"""The product of two lengths up to which sequences are compared with all care. ``difflib`` takes as many steps at worst."""

FEW = 3
"""A word that at most so many parts have tells which of them another part may be. So many are then compared with it."""

MOST_COMPARED = 20
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

    ``moved`` are indexes of older parts, edited or not. All others that are found stand in the newer text in their old order.
    """

    old: tuple[int, ...]
    moved: frozenset[int]


def align(older: Sequence[Part], newer: Sequence[Part]) -> Alignment:
    """Align two texts. The answer depends on the two sequences alone."""
    old = [-1] * len(newer)
    gone: list[int] = []
    names, new_names = [part.name for part in older], [part.name for part in newer]
    end = 0
    for a, c, size in equal_runs(names, new_names):
        gone += range(end, a)
        old[c : c + size] = range(a, a + size)
        end = a + size
    moved = _moves(older, newer, old, gone)
    weak = []
    for i, j, alike in _edited(older, newer, old, moved):
        if alike:
            old[j] = i
        else:
            weak.append((i, j))
    taken = set(old)
    for i, j in _edited_elsewhere(older, newer, [i for i in gone if i not in taken], old):
        old[j] = i
        moved.add(i)
    taken = set(old)
    for i, j in weak:
        if i not in taken and old[j] < 0:
            old[j] = i
    return Alignment(tuple(old), frozenset(moved))


def equal_runs(older: Sequence[Hashable], newer: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """The runs of equal items in two sequences, in order: where each begins in both, and its length; at the end one of 0.

    Long sequences are compared by the items that both have once. The work grows a little faster than the lengths, never
    with their product.
    """
    first = 0
    while first < min(len(older), len(newer)) and older[first] == newer[first]:
        first += 1
    last = 0
    while last < min(len(older), len(newer)) - first and older[-1 - last] == newer[-1 - last]:
        last += 1
    if first:
        yield 0, 0, first
    ends = len(older) - last, len(newer) - last
    place = first, first
    for anchor in (*_anchors(older, newer, place, ends), ends):
        yield from _careful(older, newer, place, anchor)
        if anchor != ends:
            yield anchor[0], anchor[1], 1
            place = anchor[0] + 1, anchor[1] + 1
    if last:
        yield *ends, last
    yield len(older), len(newer), 0


def _anchors(
    older: Sequence[Hashable], newer: Sequence[Hashable], first: tuple[int, int], ends: tuple[int, int]
) -> list[tuple[int, int]]:
    """The places of items that both parts have once, in an order that both share; none where the parts are short."""
    one, other = older[first[0] : ends[0]], newer[first[1] : ends[1]]
    if len(one) * len(other) <= MOST_STEPS:
        return []
    counts, new_counts = Counter(one), Counter(other)
    places = {name: j for j, name in enumerate(other) if new_counts[name] == 1}
    pairs = [(i, places[name]) for i, name in enumerate(one) if counts[name] == 1 and name in places]
    tails: list[int] = []  # the least end of a rising row of each length, and the pairs of these rows
    rows: list[tuple[tuple[int, int], int]] = []
    at: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        rows.append((pairs[number], at[length - 1] if length else -1))
        if length == len(tails):
            tails.append(j)
            at.append(number)
        else:
            tails[length], at[length] = j, number
    found = []
    number = at[-1] if at else -1
    while number >= 0:
        (i, j), number = rows[number]
        found.append((i + first[0], j + first[1]))
    return found[::-1]


def _careful(
    older: Sequence[Hashable], newer: Sequence[Hashable], first: tuple[int, int], ends: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """The runs of equal items between two places, as ``difflib`` finds them; none where that would take too long."""
    one, other = older[first[0] : ends[0]], newer[first[1] : ends[1]]
    if not one or not other or len(one) * len(other) > MOST_STEPS:
        return
    for a, c, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if size:
            yield a + first[0], c + first[1], size


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


def _edited(
    older: Sequence[Part], newer: Sequence[Part], old: list[int], moved: set[int]
) -> list[tuple[int, int, bool]]:
    """The pairs of an older and a newer part, neither of them found yet, of which one is the other after an edit; and
    whether their words say so, or only their place: each stands alone between the same two others."""
    pairs = []
    taken = {i for i in old if i >= 0}
    start, previous = 0, -1
    for j in range(len(newer) + 1):
        found = old[j] if j < len(newer) else len(older)
        if j < len(newer) and (found < 0 or found in moved):
            continue
        left = [i for i in range(previous + 1, found) if i not in taken and older[i].words]
        right = [k for k in range(start, j) if old[k] < 0 and newer[k].words]
        if len(left) == len(right) == 1:
            pairs.append((left[0], right[0], _alike(older[left[0]].words, newer[right[0]].words) >= ALIKE))
        else:
            pairs += [(i, k, True) for i, k in _pairs(older, newer, left, right)]
        start, previous = j + 1, found
    return pairs


def _edited_elsewhere(
    older: Sequence[Part], newer: Sequence[Part], gone: Sequence[int], old: list[int]
) -> list[tuple[int, int]]:
    """The pairs of a part of ``gone`` and a new one of which one is the other after a move and an edit, the most alike first.

    Only parts that share a word which few of ``gone`` have are compared, by the words that they have in any order: the work
    does not grow with the product of both.
    """
    holders: dict[str, list[int]] = {}
    words_of = {i: _letters(older[i].words) for i in gone}
    for i, words in words_of.items():
        for word in words:
            holders.setdefault(word, []).append(i)
    found = []
    for j, part in enumerate(newer):
        if old[j] < 0 and part.words and holders:
            words = _letters(part.words)
            telling = (holders.get(word, ()) for word in words)
            shared = Counter(i for those in telling if len(those) <= FEW for i in those)
            for i in sorted(shared, key=lambda i: (-shared[i], i))[:FEW]:
                ratio = 2 * (words_of[i] & words).total() / (words_of[i].total() + words.total())
                if ratio >= ALIKE:
                    found.append((-ratio, i, j))
    pairs: dict[int, int] = {}
    free = set(gone)
    for _, i, j in sorted(found):
        if i in free and j not in pairs:
            pairs[j] = i
            free.remove(i)
    return [(i, j) for j, i in pairs.items()]


def _letters(text: str) -> Counter[str]:
    """The first words of a text that are more than signs, as "-" and "##" are, by their number."""
    return Counter(word for word in text.split(None, WORDS_COMPARED)[:WORDS_COMPARED] if any(map(str.isalnum, word)))


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


def _alike(text: str, other_text: str) -> float:
    """How alike two texts are by their first words, from 0 to 1, whichever is named first."""
    first, second = sorted((text, other_text))
    one, other = (words.split(None, WORDS_COMPARED)[:WORDS_COMPARED] for words in (first, second))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
