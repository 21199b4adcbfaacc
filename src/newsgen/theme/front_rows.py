"""How the sections of the home page are laid out: rows of one large section, or of several small ones side by side.

No two neighbouring rows have the same grid. A grid has pictures above its headlines only where all of its stories have one, so
that headlines stand on one line and no column begins with a hole.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

from ..model.article import Card
from ..pages.page import Block
from ..site.settings_sections import Section
from .front_top import has_picture, leading

Grid = Literal["split", "four", "ledger", "turned", "three", "words", "list", "opinion", "columns", "pair", "one"]
"""The grid of a row: a large card beside rows; four cards; a large card, its words beside it, and headlines; the same with the
words first; three cards; three stories in words; a list in two columns; opinions; sections side by side; two stories of one
section; one story of it."""

MANY = 8
"""On a page with more sections than this, only the first ``LARGE`` of them that have enough stories fill a row of their own,
besides the first of opinions."""

LARGE = 4

_ENOUGH = 3
"""A section with fewer stories than this shares a row with others."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section in its row: ``cards`` in the order in which they stand, and ``lines``, stories that are headlines there."""

    section: Section
    cards: tuple[Card, ...]
    lines: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the home page. Only ``columns`` has more than one part. ``pictured``: its cards have pictures above their words;
    without it a card has its picture at its side, where it has any."""

    grid: Grid
    parts: tuple[Part, ...]
    pictured: bool = True


def front_rows(blocks: Sequence[Block], shown: AbstractSet[str] = frozenset()) -> tuple[Row, ...]:
    """The rows of the sections below the top of the home page, in the order of the blocks as far as small ones find company.

    Stories whose ids are in ``shown`` stand at the top already and are left out. A section without any other has no row.
    """
    left = [replace(block, cards=tuple(card for card in block.cards if card.id not in shown)) for block in blocks]
    return tuple(_rows([block for block in left if block.cards]))


def _rows(blocks: Sequence[Block]) -> list[Row]:
    rows: list[Row] = []
    waiting: list[Block] = []
    for block in blocks:
        opinion = _is_opinion(block.cards) and not any(row.grid == "opinion" for row in rows)
        large = sum(row.grid not in ("opinion", "columns") for row in rows)
        if len(block.cards) < _ENOUGH or not (opinion or len(blocks) <= MANY or large < LARGE):
            waiting.append(block)
            continue
        if len(waiting) > 1:
            rows += _shared(waiting)
            waiting = []
        rows.append(_alone(block, rows))
    if len(waiting) > 1:
        rows += _shared(waiting)
    elif waiting:
        rows.append(_alone(waiting[0], rows))
    return rows


def _is_opinion(cards: Sequence[Card]) -> bool:
    return all(card.kind == "opinion" for card in cards)


def _alone(block: Block, above: Sequence[Row]) -> Row:
    """The row of one section. Of the grids that fit its stories it takes the one whose last use in ``above`` is furthest up.

    A grid that no row above has used comes before all others; of several such grids the best is taken.
    """
    used = [row.grid for row in reversed(above)]
    grid = max(_fitting(block.cards), key=lambda one: used.index(one) if one in used else len(used))
    return Row(grid, (_part(block, grid),), grid not in ("pair", "one") or all(map(has_picture, block.cards)))


def _fitting(cards: Sequence[Card]) -> tuple[Grid, ...]:
    """The grids that fit the stories of a section without leaving a hole, the best first."""
    if len(cards) < _ENOUGH:
        return ("one",) if len(cards) == 1 else ("pair",)
    pictures = sum(map(has_picture, cards))
    words: tuple[Grid, ...] = ("words", "list")
    if _is_opinion(cards):
        return ("opinion", *words)
    if not pictures:
        return words
    grids: tuple[Grid, ...] = ("ledger", "turned")
    if len(cards) == _ENOUGH:
        return ("three", *grids) if pictures == _ENOUGH else grids
    if pictures >= 4:
        grids = ("four", *grids)
    return ("split", *grids) if len(cards) > 4 and pictures > 2 else grids  # rows of words alone would be thin


def _part(block: Block, grid: Grid) -> Part:
    """A section's stories as a grid shows them."""
    cards = block.cards
    match grid:
        case "three" | "words" | "opinion":
            return Part(block.section, cards[:3])
        case "list":
            return Part(block.section, (), cards[:4] if len(cards) > 3 else cards[:2])
        case "four":
            return Part(block.section, tuple(card for card in cards if has_picture(card))[:4])
        case "split" | "ledger" | "turned":
            lead = leading(cards)
            others = tuple(card for card in cards if card.id != lead.id)
            if grid == "split":
                return Part(block.section, (lead, *others[:4]))
            return Part(block.section, (lead,), others[:3])
        case _:
            return Part(block.section, cards)


def _shared(blocks: Sequence[Block]) -> Iterator[Row]:
    """The rows of sections side by side, those with a picture first. In each row all sections show equally many stories."""
    leads = [leading(block.cards) for block in blocks]
    ordered = sorted(range(len(blocks)), key=lambda number: not has_picture(leads[number]))
    for size in _sizes(len(blocks)):
        row, ordered = ordered[:size], ordered[size:]
        lines = min(1, *(len(blocks[number].cards) - 1 for number in row))
        parts = []
        for number in row:
            lead, block = leads[number], blocks[number]
            others = tuple(card for card in block.cards if card.id != lead.id)
            parts.append(Part(block.section, (lead,), others[:lines]))
        yield Row("columns", tuple(parts), all(has_picture(leads[number]) for number in row))


def _sizes(count: int) -> tuple[int, ...]:
    """How many sections stand in each row: two to four, as many as possible, and never as many as in the row before.

    ``count`` is 2 or more.
    """
    best: dict[tuple[int, int], tuple[int, ...]] = {(0, size): () for size in (2, 3, 4)}
    for left in range(2, count + 1):
        for first in (2, 3, 4):
            found = [(first, *best[rest]) for rest in _after(left - first, first) if rest in best]
            if found:
                best[left, first] = min(found, key=lambda sizes: (len(sizes), sizes.count(2)))
    return min(
        (best[count, first] for first in (4, 3, 2) if (count, first) in best),
        key=lambda sizes: (len(sizes), sizes.count(2)),
    )


def _after(left: int, size: int) -> list[tuple[int, int]]:
    """The keys of what can follow a row of this size, with so many sections left."""
    return [(left, other) for other in (4, 3, 2) if other != size] if left >= 0 else []
