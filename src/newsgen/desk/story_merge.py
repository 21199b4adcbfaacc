"""Merge two versions of a story's file that began with the same one: by key of the front matter and by block of the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Literal, TypeVar

from ..arabic import from_digits
from ..base.problems import Problem
from .alignment import Part
from .sequence_merge import Rules, Versions, merge
from .story_edit import stand, with_values
from .story_file import Block, FrontPart, StoryFile, reopened, unified
from .yaml_edit import Value


class Where(StrEnum):
    """What a conflict is about."""

    KEY = "key"
    BLOCK = "block"
    FRONT = "front"
    """All of the front matter, where one version of it has errors of YAML."""
    TEXT = "text"
    """All of the text, where Markdown would read the merged blocks as others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both versions changed, each in another way: with ``\\n`` for line ends; None where a version has it not.

    ``name`` tells it from the other conflicts of the merge: ``Decisions`` go by it. ``key`` is that of the front matter.
    """

    where: Where
    name: str
    base: str | None
    mine: str | None
    theirs: str | None
    key: str = ""


Choice = Literal["mine", "theirs", "both"]
"""Which version of a conflict stands. ``both`` is for blocks: mine, then theirs."""

Decisions = Mapping[str, Choice]
"""What a person chose for conflicts, by their names."""


@dataclass(frozen=True, slots=True)
class StoryMerge:
    """The merged file, or with ``conflicts`` None: nothing is decided for a person.

    ``beside`` says that both versions added blocks at the same place: they stand one after the other, in the order of
    their letters, or of their times in live coverage. With conflicts, ``theirs`` is the version that they are about.
    """

    file: StoryFile | None
    conflicts: tuple[Conflict, ...] = ()
    beside: bool = False
    theirs: str = ""


def merge_stories(
    base: StoryFile, mine: StoryFile, theirs: StoryFile, decisions: Decisions | None = None
) -> StoryMerge:
    """Merge two versions of a file that both began with ``base``.

    Each key, comment and block that one version changed stands as it changed it, where the other left it alone. What
    both changed in the same way stands once. Lists and groups of keys are merged by entry and key. Everything else is a
    conflict, unless ``decisions`` names it. Swapping ``mine`` and ``theirs`` gives the same file.
    """
    chosen = decisions or {}
    version = theirs.version
    found = _merged(*_with_one_line_end(base, mine, theirs), chosen)
    return replace(found, theirs=version) if found.conflicts else found


def _merged(base: StoryFile, mine: StoryFile, theirs: StoryFile, chosen: Decisions) -> StoryMerge:
    front = _merged_front(base, mine, theirs, chosen)
    blocks = _Blocks(chosen, _oldest_first(base, mine, theirs))
    text = merge(base.blocks, mine.blocks, theirs.blocks, blocks)
    conflicts = (*front.conflicts, *(blocks.conflict(versions) for versions in text.conflicts))
    if conflicts:
        return StoryMerge(None, conflicts, text.beside)
    return _assembled(base, mine, theirs, front, text.parts, chosen, beside=text.beside)


T = TypeVar("T")


def three_way(base: T, mine: T, theirs: T) -> T | None:
    """The one that changed, of two versions; None where both changed, each in another way."""
    if mine == theirs or theirs == base:
        return mine
    return theirs if mine == base else None


def _either(base: str, mine: str, theirs: str) -> str:
    """The one that changed; of two, the longer, for what holds no words."""
    found = three_way(base, mine, theirs)
    return found if found is not None else max((mine, theirs), key=lambda text: (len(text), text))


def _with_one_line_end(*files: StoryFile) -> tuple[StoryFile, StoryFile, StoryFile]:
    """The files with the same line ends, where one version has only others: its own count, for whoever converts a file means
    all of it."""
    base, mine, theirs = files
    ends = [_only_line_end(file.text) for file in files]
    if ends[1] == ends[2] or not all(ends[1:]):
        return base, mine, theirs
    end = ends[2] if ends[1] == ends[0] else ends[1] if ends[2] == ends[0] else "\n"
    changed = [reopened(unified(file.text).replace("\n", end or "\n"), file.kind) for file in files]
    assert not any(isinstance(file, Problem) for file in changed)
    return tuple(changed)  # type: ignore[return-value]  # no Problem is among them: other line ends are read alike


def _only_line_end(text: str) -> str:
    """The line end that all lines of a text have; empty where they differ."""
    ends = {"\r\n": text.count("\r\n")}
    ends["\n"] = text.count("\n") - ends["\r\n"]
    ends["\r"] = text.count("\r") - ends["\r\n"]
    used = [end for end, count in ends.items() if count]
    return used[0] if len(used) == 1 else ""


# the front matter


@dataclass(frozen=True, slots=True)
class _Front:
    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    """Values that neither version has written: those that both changed in different places."""
    conflicts: tuple[Conflict, ...] = ()


def _merged_front(base: StoryFile, mine: StoryFile, theirs: StoryFile, chosen: Decisions) -> _Front:
    texts = [unified(file.front_text) for file in (base, mine, theirs)]
    if not (base.keyed and mine.keyed and theirs.keyed):
        found = three_way(*(file.front_text for file in (base, mine, theirs)))
        if found is None and chosen.get(Where.FRONT) in ("mine", "theirs"):
            found = mine.front_text if chosen[Where.FRONT] == "mine" else theirs.front_text
        if found is None:
            return _Front("", conflicts=(Conflict(Where.FRONT, Where.FRONT, *texts),))
        return _Front(found)
    rules = _Keys(base.values, mine.values, theirs.values, chosen)
    merged = merge(base.front, mine.front, theirs.front, rules)
    conflicts = tuple(rules.conflict(versions) for versions in merged.conflicts)
    return _Front("".join(_on_lines(merged.parts, base.line_end)), rules.values, conflicts)


def _on_lines(parts: Sequence[FrontPart], end: str) -> Iterator[str]:
    """Parts of front matter, each on lines of its own: the last line of a profile may have had no end before."""
    for i, part in enumerate(parts):
        yield part.raw if i + 1 == len(parts) or part.raw.endswith(("\n", "\r")) else part.raw + end


class _Keys(Rules[FrontPart]):
    """Merges the front matter by key, and where both changed a key, its value."""

    def __init__(
        self, base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value], chosen: Decisions
    ) -> None:
        self._of_versions = base, mine, theirs
        self._chosen = chosen
        self.values: dict[str, Value] = {}

    def part(self, item: FrontPart) -> Part:
        return Part(("key", item.key), unique=True) if item.key else Part(("line", unified(item.raw)))

    def same(self, one: FrontPart, other: FrontPart) -> bool:
        return unified(one.raw) == unified(other.raw)

    def settle(self, versions: Versions[FrontPart], chosen: FrontPart) -> FrontPart:
        base, mine, theirs = versions.base, versions.mine, versions.theirs
        assert base is not None
        assert mine is not None
        assert theirs is not None
        return replace(chosen, raw=_either(base.raw, mine.raw, theirs.raw)) if self.same(mine, theirs) else chosen

    def decide(self, versions: Versions[FrontPart]) -> Sequence[FrontPart] | None:
        mine, theirs = versions.mine, versions.theirs
        key = next(part.key for part in (mine, theirs) if part is not None)
        choice = self._chosen.get(f"{Where.KEY}:{key}")
        if choice in ("mine", "theirs"):
            part = mine if choice == "mine" else theirs
            return [] if part is None else [part]
        if not key and (mine is None or theirs is None):  # a comment: removed by one, moved by the other
            return [part for part in (mine, theirs) if part is not None]
        if mine is None or theirs is None:
            return None
        was, one, other = (values.get(key) for values in self._of_versions)
        merged = merged_value(was, one, other)
        if merged is CONFLICT:
            return None
        part = min((mine, theirs), key=lambda part: part.raw)
        if merged != (one if part is mine else other):
            self.values[key] = merged
        return [part]

    def conflict(self, versions: Versions[FrontPart]) -> Conflict:
        parts = (versions.base, versions.mine, versions.theirs)
        key = next(part.key for part in parts if part is not None)
        base, mine, theirs = (None if part is None else unified(part.raw) for part in parts)
        return Conflict(Where.KEY, f"{Where.KEY}:{key}", base, mine, theirs, key)


class _Conflict(Enum):
    """The type of ``CONFLICT``, which stands in the place of a value that cannot be merged."""

    CONFLICT = "conflict"


CONFLICT = _Conflict.CONFLICT


def merged_value(base: Value, mine: Value, theirs: Value) -> Value | _Conflict:
    """Merge two versions of a value: groups of keys by key, lists by entry; ``CONFLICT`` where both changed the same text."""
    found = three_way((base,), (mine,), (theirs,))
    if found is not None:
        return found[0]
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        before = base if isinstance(base, Mapping) else {}
        out: dict[str, Value] = {}
        for key in (*before, *sorted((mine.keys() | theirs.keys()) - before.keys())):
            kept = three_way(*((values[key],) if key in values else () for values in (before, mine, theirs)))
            if kept is None:
                if key not in mine or key not in theirs:
                    return CONFLICT
                value = merged_value(before.get(key), mine[key], theirs[key])
                if isinstance(value, _Conflict):
                    return CONFLICT
                kept = (value,)
            out.update((key, value) for value in kept)
        return out
    if isinstance(mine, list) and isinstance(theirs, list):
        merged = merge(base if isinstance(base, list) else [], mine, theirs, _Entries())
        return CONFLICT if merged.conflicts else list(merged.parts)
    return CONFLICT


class _Entries(Rules[Value]):
    """Merges a list by its entries."""

    def part(self, item: Value) -> Part:
        return Part(repr(item), repr(item) if isinstance(item, Mapping) else "")


# the text


class _Blocks(Rules[Block]):
    """Merges the text by block. ``oldest_first`` is the order of live coverage, None for other texts."""

    def __init__(self, chosen: Decisions, oldest_first: bool | None) -> None:
        self._chosen = chosen
        self._oldest_first = oldest_first

    def rank(self, group: Sequence[Block]) -> float:
        """Entries of live coverage that two people add at once stand in the order of their times."""
        minutes = next(_minutes(group), 0) if self._oldest_first is not None else 0
        return minutes if self._oldest_first else -minutes

    def part(self, item: Block) -> Part:
        return Part(item.source, item.source)

    def same(self, one: Block, other: Block) -> bool:
        return one.source == other.source

    def settle(self, versions: Versions[Block], chosen: Block) -> Block:
        base, mine, theirs = versions.base, versions.mine, versions.theirs
        assert base is not None
        assert mine is not None
        assert theirs is not None
        raw = _either(base.raw, mine.raw, theirs.raw) if self.same(mine, theirs) else chosen.raw
        return replace(chosen, raw=raw, gap=_either(base.gap, mine.gap, theirs.gap))

    def decide(self, versions: Versions[Block]) -> Sequence[Block] | None:
        mine, theirs = versions.mine, versions.theirs
        choice = self._chosen.get(f"{Where.BLOCK}:{versions.index}")
        if choice is None:
            return None
        wanted = {"mine": (mine,), "theirs": (theirs,), "both": (mine, theirs)}[choice]
        return [block for block in wanted if block is not None]

    def conflict(self, versions: Versions[Block]) -> Conflict:
        blocks = (versions.base, versions.mine, versions.theirs)
        base, mine, theirs = (None if block is None else block.source for block in blocks)
        return Conflict(Where.BLOCK, f"{Where.BLOCK}:{versions.index}", base, mine, theirs)


_TIME = re.compile(r" {0,3}##[^\S\n]+([0-9]{1,2}):([0-9]{2})(?![0-9])")


def _minutes(blocks: Sequence[Block]) -> Iterator[int]:
    """The times of the entries of live coverage among some blocks, in minutes of the day."""
    for block in blocks:
        if found := _TIME.match(from_digits(block.source)):
            yield int(found[1]) * 60 + int(found[2])


def _oldest_first(base: StoryFile, mine: StoryFile, theirs: StoryFile) -> bool | None:
    """Whether the entries of live coverage are written from the oldest down, as those of the first version that tells; False
    where none does, and None where no version is live coverage."""
    if not any(file.values.get("kind") == "live" for file in (base, mine, theirs)):
        return None
    for file in (base, *sorted((mine, theirs), key=lambda file: file.text)):
        times = list(_minutes(file.blocks))
        if len(times) > 1:
            return times[0] < times[-1]
    return False


def _assembled(
    base: StoryFile,
    mine: StoryFile,
    theirs: StoryFile,
    front: _Front,
    blocks: Sequence[Block],
    chosen: Decisions,
    *,
    beside: bool,
) -> StoryMerge:
    """The file of merged parts. All of the text is a conflict where Markdown would not read these blocks."""
    files = (base, mine, theirs)
    head, fence, top = (_either(*(getattr(file, name) for file in files)) for name in ("head", "fence", "top"))
    tail = _either(*(file.blocks[-1].gap if file.blocks else "" for file in files))
    end = _either(*(file.line_end for file in files))
    gaps = {
        (one.source, other.source, one.gap)
        for file in files
        for one, other in zip(file.blocks, file.blocks[1:], strict=False)
    }
    spaced = []
    for i, block in enumerate(blocks):
        gap = tail
        if i + 1 < len(blocks):
            there = (block.source, blocks[i + 1].source, block.gap) in gaps
            gap = block.gap if there or unified(block.gap).count("\n") > 1 else end * 2
        spaced.append(replace(block, gap=gap))
    if spaced and not fence.endswith(("\n", "\r")):
        fence += end
    body = top + "".join(block.raw + block.gap for block in spaced)
    text = three_way(*(file.body_text for file in files)) if not body.strip() else None
    merged = reopened(head + front.text + fence + (body if text is None else text), base.kind)
    offsets, place = {}, len(top)
    for i, block in enumerate(spaced):
        offsets[i] = place
        place += len(block.raw) + len(block.gap)
    if isinstance(merged, Problem) or not stand(spaced, offsets, merged):
        choice = chosen.get(Where.TEXT)
        if choice not in ("mine", "theirs"):
            texts = (unified(file.body_text) for file in files)
            return StoryMerge(None, (Conflict(Where.TEXT, Where.TEXT, *texts),))
        whole = mine.body_text if choice == "mine" else theirs.body_text
        merged = reopened(head + front.text + fence + whole, base.kind)
    if isinstance(merged, Problem):
        fronts = (unified(file.front_text) for file in files)
        return StoryMerge(None, (Conflict(Where.FRONT, Where.FRONT, *fronts),))
    changed = with_values(merged, front.values)
    if not isinstance(changed, StoryFile):
        texts = (unified(file.front_text) for file in files)
        return StoryMerge(None, (Conflict(Where.FRONT, Where.FRONT, *texts),))
    return StoryMerge(changed, beside=beside)
