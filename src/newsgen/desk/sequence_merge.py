"""Merge two newer versions of a sequence of parts with the older one that both began with: part by part, losing no words."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .alignment import Alignment, Part, align

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Versions(Generic[T]):
    """A part in the older version and in both newer ones; None where a version has it not.

    ``index`` is that in the older version, -1 for a part that both added.
    """

    index: int
    base: T | None
    mine: T | None
    theirs: T | None


class Rules(Generic[T]):
    """What the merge must know of its parts. Swapping ``mine`` and ``theirs`` of ``decide`` must swap nothing else."""

    def part(self, item: T) -> Part:
        """How a part is recognised in another version."""
        raise NotImplementedError

    def same(self, one: T, other: T) -> bool:
        """Whether two parts are equal for whoever reads them."""
        return one == other

    def rank(self, group: Sequence[T]) -> float:
        """Of two groups that were added at the same place, the one with the lower rank stands first; of equal ones, that of the
        earlier letters."""
        return 0.0

    def settle(self, versions: Versions[T], chosen: T) -> T:
        """The part ``chosen`` with what nobody reads, such as empty lines, merged of all ``versions``."""
        return chosen

    def decide(self, versions: Versions[T]) -> Sequence[T] | None:
        """What becomes of a part that both changed, each in another way; None where only a person knows."""
        return None


@dataclass(frozen=True, slots=True)
class Merged(Generic[T]):
    """The parts of the merge, and the conflicts: the versions of parts that ``parts`` lacks because nobody decided.

    ``beside`` says that both versions added something at the same place: there the order is not theirs.
    """

    parts: tuple[T, ...]
    conflicts: tuple[Versions[T], ...]
    beside: bool = False


def merge(base: Sequence[T], mine: Sequence[T], theirs: Sequence[T], rules: Rules[T]) -> Merged[T]:
    """Merge ``mine`` and ``theirs``, which both began with ``base``.

    A part that one version changed, moved or removed is so in the result where the other left it alone. What one changed
    goes where the other moved it; what both moved stands at the earlier of both places. Parts that either added stand
    where they were added. Swapping ``mine`` and ``theirs`` gives the same parts.
    """
    return _Merge(base, mine, theirs, rules).run()


@dataclass(slots=True)
class _Side(Generic[T]):
    """A newer version. ``now`` is what it has of each older part, ``slots`` the positions in ``items`` of the parts that it
    moved or added, by the older part that stands before them (-1: none)."""

    items: Sequence[T]
    found: Alignment
    now: list[T | None]
    slots: dict[int, list[int]] = field(default_factory=dict)
    place: dict[int, int] = field(default_factory=dict)
    """For each position in ``slots``, its slot; for an older part that moved, by ``-1 - index``."""

    @classmethod
    def of(cls, base: Sequence[Part], items: Sequence[T], rules: Rules[T]) -> "_Side[T]":
        side = cls(items, align(base, [rules.part(item) for item in items]), [None] * len(base))
        slot = -1
        for position, index in enumerate(side.found.old):
            if index >= 0:
                side.now[index] = items[position]
            if index >= 0 and index not in side.found.moved:
                slot = index
                continue
            side.slots.setdefault(slot, []).append(position)
            side.place[position] = slot
            if index >= 0:
                side.place[-1 - index] = slot
        return side


class _Merge(Generic[T]):
    def __init__(self, base: Sequence[T], mine: Sequence[T], theirs: Sequence[T], rules: Rules[T]) -> None:
        parts = [rules.part(item) for item in base]
        self.base, self.rules = base, rules
        self.mine, self.theirs = _Side.of(parts, mine, rules), _Side.of(parts, theirs, rules)
        self.conflicts: list[Versions[T]] = []
        self.beside = False

    def run(self) -> Merged[T]:
        content = [list(self.content(i)) for i in range(len(self.base))]
        twice = self.added_by_both()
        out: list[T] = []
        for i in range(-1, len(self.base)):
            if i >= 0 and not self.moves(i):
                out += content[i]
            groups = [
                [new for at in side.slots.get(i, ()) for new in self.slot(side, rival, at, content, twice)]
                for side, rival in ((self.mine, self.theirs), (self.theirs, self.mine))
            ]
            out += self.together(*groups)
        return Merged(tuple(out), tuple(self.conflicts), self.beside)

    def moves(self, i: int) -> bool:
        """Whether either version moved an older part."""
        return i in self.mine.found.moved or i in self.theirs.found.moved

    def content(self, i: int) -> Iterator[T]:
        """What becomes of an older part, wherever it stands."""
        was, mine, theirs = self.base[i], self.mine.now[i], self.theirs.now[i]
        versions = Versions(i, was, mine, theirs)
        same = self.rules.same
        if mine is None and theirs is None:
            return
        if mine is None or theirs is None:
            left, mover = (mine, self.mine) if mine is not None else (theirs, self.theirs)
            if left is not None and (not same(was, left) or i in mover.found.moved):
                yield from self.decided(versions)
            return
        if same(mine, theirs) or same(was, mine):
            yield self.rules.settle(versions, theirs)
        elif same(was, theirs):
            yield self.rules.settle(versions, mine)
        else:
            yield from self.decided(versions)

    def decided(self, versions: Versions[T]) -> Sequence[T]:
        """What is decided of a part; nothing where it is a conflict."""
        found = self.rules.decide(versions)
        if found is None:
            self.conflicts.append(versions)
        return found or ()

    def added_by_both(self) -> dict[tuple[bool, int], Sequence[T]]:
        """What stands in the place of each addition, by whether it is mine and its position, whose name the other adds too.

        It stands once, at the earlier of both places; ``together`` keeps one of two at the same place.
        """
        rivals: dict[Hashable, int] = {}
        for position, index in enumerate(self.theirs.found.old):
            part = self.rules.part(self.theirs.items[position])
            if index < 0 and part.unique:
                rivals[part.name] = position
        found: dict[tuple[bool, int], Sequence[T]] = {}
        for position, index in enumerate(self.mine.found.old):
            item = self.mine.items[position]
            part = self.rules.part(item)
            rival = rivals.get(part.name, -1) if index < 0 and part.unique else -1
            if rival < 0:
                continue
            versions = Versions(-1, None, item, self.theirs.items[rival])
            alike = self.rules.same(item, self.theirs.items[rival])
            result: Sequence[T] = [min(item, self.theirs.items[rival], key=repr)] if alike else self.decided(versions)
            here, there = self.mine.place[position], self.theirs.place[rival]
            found[True, position] = result if here <= there else ()
            found[False, rival] = result if there <= here else ()
        return found

    def slot(
        self,
        side: _Side[T],
        rival: _Side[T],
        position: int,
        content: list[list[T]],
        twice: dict[tuple[bool, int], Sequence[T]],
    ) -> Sequence[T]:
        """What a part stands for that a version added or moved to a place."""
        index = side.found.old[position]
        if index < 0:
            return twice.get((side is self.mine, position), [side.items[position]])
        elsewhere = rival.place.get(-1 - index)
        return content[index] if elsewhere is None or side.place[position] <= elsewhere else ()

    def together(self, one: list[T], other: list[T]) -> list[T]:
        """What both versions have at the same place, each thing once, in an order that does not tell who is who."""
        first, second = sorted((one, other), key=self.order)
        new = self.missing(second, first)
        if new and not self.missing(first, second):
            return second
        self.beside = self.beside or bool(first and new)
        return [*first, *new]

    def order(self, group: list[T]) -> tuple[float, list[str], str]:
        """By what groups are sorted that stand at one place."""
        return self.rules.rank(group), [str(self.rules.part(item).name) for item in group], repr(group)

    def missing(self, group: list[T], there: list[T]) -> list[T]:
        """The parts of a group that another lacks, or has less often."""
        left: dict[Hashable, list[T]] = {}
        for item in there:
            left.setdefault(self.rules.part(item).name, []).append(item)
        new = []
        for item in group:
            alike = left.get(self.rules.part(item).name, [])
            known = next((i for i, other in enumerate(alike) if self.rules.same(item, other)), -1)
            if known < 0:
                new.append(item)
            else:
                del alike[known]
        return new
