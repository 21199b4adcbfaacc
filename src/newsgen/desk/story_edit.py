"""Edit a file of the desk by key and by block: only the lines of what is edited change, byte for byte."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..articles.block_starts import BlockKind
from ..base.problems import Problem
from ..site.text import without_controls
from .alignment import equal_runs
from .file_kind import KEY_ORDERS, FileKind
from .story_file import Block, StoryFile, lines_of_text, reopened, unified
from .yaml_edit import Value, with_key, without_key


@dataclass(frozen=True, slots=True)
class SetKey:
    """Give a key of the front matter a value; None leaves nothing behind its colon. A key that is missing is added."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class RemoveKey:
    """Delete the lines of a key. Nothing happens where it is missing from front matter without errors."""

    key: str


@dataclass(frozen=True, slots=True)
class ReplaceBlock:
    """Write other Markdown in the place of the block with the index ``at``. Blank Markdown removes the block."""

    at: int
    source: str


@dataclass(frozen=True, slots=True)
class InsertBlock:
    """Write Markdown before the block with the index ``at``, or with the number of all blocks at the end."""

    at: int
    source: str


@dataclass(frozen=True, slots=True)
class RemoveBlock:
    """Delete the block with the index ``at``."""

    at: int


@dataclass(frozen=True, slots=True)
class MoveBlock:
    """Move the block with the index ``at`` before the block with the index ``to``, or with the number of all to the end."""

    at: int
    to: int


Edit = SetKey | RemoveKey | ReplaceBlock | InsertBlock | RemoveBlock | MoveBlock
"""An edit of a story's file. The indexes of several edits are those of the file before all of them."""


class Reason(StrEnum):
    """Why an edit is refused."""

    NO_SUCH_BLOCK = "no-such-block"
    """An index is that of no block, two edits replace, remove or move the same one, or a profile, which has no text, would get
    a block."""
    FRONT = "front"
    """The front matter has errors of YAML, or is no list of keys, so that no key can be edited."""
    VALUE = "value"
    """YAML cannot hold the value so that newsgen reads exactly it, as one with control characters."""
    SWALLOWS = "swallows"
    """The Markdown would take in a block that is not edited: code or HTML in it does not end."""
    UNREADABLE = "unreadable"
    """newsgen could not read the file any more; ``Refusal.problem`` says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why edits are not applied; the file is as it was. ``key`` is that of a value that is refused."""

    reason: Reason
    key: str = ""
    problem: Problem | None = None


Arrangement = Sequence[int | str]
"""The blocks of a text: the index of each that stays as it is, and the Markdown of each new one."""

_MAY_JOIN = (BlockKind.LIST, BlockKind.QUOTE, BlockKind.DEFINITIONS, BlockKind.FOOTNOTE, BlockKind.COMMENT)
"""Kinds of blocks that Markdown makes one when nothing else is between: no word of them changes its meaning."""


def edited(file: StoryFile, edits: Sequence[Edit]) -> StoryFile | Refusal:
    """The file after some edits, or why they are refused: all of them or none.

    The result's values are exactly those that the edits say, and all blocks that no edit names stand in it with their
    bytes. A list next to which a list is written becomes one block with it, because Markdown reads one list.
    """
    values: dict[str, Value] = {}
    removed = []
    for edit in edits:
        if isinstance(edit, SetKey):
            values[edit.key] = edit.value
        elif isinstance(edit, RemoveKey):
            removed.append(edit.key)
    arrangement = _arrangement(len(file.blocks), edits)
    if arrangement is None or (arrangement and file.kind is FileKind.PROFILE):
        return Refusal(Reason.NO_SUCH_BLOCK)
    changed = with_values(file, values, removed)
    if isinstance(changed, Refusal) or list(arrangement) == list(range(len(file.blocks))):
        return changed
    if [block.raw for block in changed.blocks] != [block.raw for block in file.blocks]:  # another kind has other blocks
        arranged = arranged_blocks(file, arrangement)
        return arranged if isinstance(arranged, Refusal) else with_values(arranged, values, removed)
    return arranged_blocks(changed, arrangement)


def _arrangement(count: int, edits: Sequence[Edit]) -> Arrangement | None:
    """The blocks after some edits; None where an edit names a block that is not there, or two edits the same one."""
    own: dict[int, str | None] = {}
    before: dict[int, list[int | str]] = {}
    for edit in edits:
        if isinstance(edit, SetKey | RemoveKey):
            continue
        if isinstance(edit, InsertBlock):
            if not 0 <= edit.at <= count:
                return None
            if edit.source.strip():
                before.setdefault(edit.at, []).append(edit.source)
            continue
        if not 0 <= edit.at < count or edit.at in own:
            return None
        own[edit.at] = ((edit.source.strip() and edit.source) or None) if isinstance(edit, ReplaceBlock) else None
        if isinstance(edit, MoveBlock):
            if not 0 <= edit.to <= count:
                return None
            before.setdefault(edit.to, []).append(edit.at)
    found: list[int | str] = []
    for i in range(count + 1):
        found += before.get(i, ())
        if i < count:
            new = own.get(i, "")
            found += [i] if i not in own else [new] if new else []
    return found


# keys


def with_values(file: StoryFile, values: Mapping[str, Value], removed: Sequence[str] = ()) -> StoryFile | Refusal:
    """The file with other values of some keys, and without others; or why that is refused."""
    if not values and not removed:
        return file
    if not file.keyed:
        return Refusal(Reason.FRONT)
    removed = [key for key in removed if key in file.values]
    raw = lines_of_text(file.front_text)
    text = without_controls(unified(file.front_text))[0]
    for key in removed:
        shorter = without_key(text, key)
        if shorter is None:
            return Refusal(Reason.FRONT, key)
        raw, text = _respliced(raw, text, shorter, file.line_end), shorter
    for key, value in values.items():
        if key not in file.values or key in removed or not _same(file.values[key], value):
            longer = with_key(text, key, value, KEY_ORDERS[file.kind])
            if longer is None:
                return Refusal(Reason.VALUE, key)
            raw, text = _respliced(raw, text, longer, file.line_end), longer
    front = "".join(raw)
    new = reopened(file.head + front + file.fence + file.body_text, file.kind)
    if isinstance(new, Problem):
        return Refusal(Reason.UNREADABLE, problem=new)
    wanted = {key: value for key, value in file.values.items() if key not in removed} | dict(values)
    if not new.keyed or not _same(new.values, wanted) or new.body_text != file.body_text:
        return Refusal(Reason.VALUE, next(iter(values), ""))
    return new


def _same(one: Value, other: Value) -> bool:
    """Whether two values are equal, whatever the types of their lists."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if one is None or other is None or isinstance(one, str | Mapping) or isinstance(other, str | Mapping):
        return one == other
    return len(one) == len(other) and all(map(_same, one, other))


def _respliced(raw: Sequence[str], clean: str, new: str, line_end: str) -> list[str]:
    """The lines of ``new``, with those of ``raw`` in the place of lines that stay; ``clean`` is the same text as newsgen reads
    it."""
    lines, new_lines = lines_of_text(clean), lines_of_text(new)
    out: list[str] = []
    place = new_place = 0
    for a, c, size in equal_runs(lines, new_lines):
        out += [line.replace("\n", line_end) for line in new_lines[new_place:c]]
        out += raw[a : a + size]
        place, new_place = a + size, c + size
    assert place == len(raw)
    return out


# blocks


def arranged_blocks(file: StoryFile, wanted: Arrangement) -> StoryFile | Refusal:
    """The file with its blocks in another arrangement; or why that is refused. Each index is named once at most."""
    for apart in (False, True):
        found = _arranged(file, wanted, apart=apart)
        if not isinstance(found, Refusal) or found.reason is not Reason.SWALLOWS:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block in its new place: the index of the old one that it is, or -1; and the gap that an old one left behind it."""

    raw: str
    kind: BlockKind | None
    index: int
    gap: str


def _arranged(file: StoryFile, wanted: Arrangement, *, apart: bool) -> StoryFile | Refusal:
    pieces = list(_pieces(file, wanted))
    written = [file.top if pieces or file.top else ""]
    end = file.line_end
    if pieces and not file.blocks and not file.top:
        written = [end if file.fence.endswith(("\n", "\r")) else end * 2]
    offsets: dict[int, int] = {}
    length = len(written[0])
    for i, piece in enumerate(pieces):
        if piece.index >= 0:
            offsets[piece.index] = length
        gap = _gap(file, pieces, i, apart=apart)
        written += [piece.raw, gap]
        length += len(piece.raw) + len(gap)
    new = reopened(file.head + file.front_text + file.fence + "".join(written), file.kind)
    if isinstance(new, Problem):
        return Refusal(Reason.UNREADABLE, problem=new)
    if new.front != file.front or not stand(file.blocks, offsets, new):
        return Refusal(Reason.SWALLOWS)
    return new


def _pieces(file: StoryFile, wanted: Arrangement) -> Iterator[_Piece]:
    """The blocks in their new order. A new block has the gap of the old one in whose place it stands."""
    kept = {index for index in wanted if isinstance(index, int)}
    place = 0
    for item in wanted:
        if isinstance(item, int):
            block = file.blocks[item]
            place = item + 1
            yield _Piece(block.raw, block.kind, item, block.gap)
            continue
        lines = unified(item).split("\n")
        while lines and not lines[0].strip(" \t"):
            del lines[0]
        while lines and not lines[-1].strip(" \t"):
            del lines[-1]
        replaced = place < len(file.blocks) and place not in kept
        gap = file.blocks[place].gap if replaced and place + 1 < len(file.blocks) else ""
        place += replaced
        heading = BlockKind.HEADING if len(lines) == 1 and lines[0].startswith("#") else None
        yield _Piece(file.line_end.join(lines), heading, -1, gap)


def _gap(file: StoryFile, pieces: Sequence[_Piece], i: int, *, apart: bool) -> str:
    """What comes behind a block in its new place: what was there, where that keeps it apart from the next one."""
    piece = pieces[i]
    if i + 1 == len(pieces):
        return file.blocks[-1].gap if file.blocks else file.line_end
    after = pieces[i + 1]
    if 0 <= piece.index == after.index - 1:
        return piece.gap
    above = file.blocks[after.index - 1].gap if after.index > 0 else ""
    last = len(file.blocks) - 1
    gaps = [gap for gap, at_end in ((piece.gap, piece.index == last), (above, False)) if gap and not at_end]
    gap = max(gaps, key=_empty_lines, default="")
    touching = BlockKind.HEADING in (piece.kind, after.kind) and not apart
    return gap if gap and _empty_lines(gap) >= (0 if touching else 1) else file.line_end * 2


def _empty_lines(gap: str) -> int:
    return unified(gap).count("\n") - 1


def stand(blocks: Sequence[Block], offsets: Mapping[int, int], new: StoryFile) -> bool:
    """Whether each old block, at its offset in the new text, is a block there, or a part of one of its kind that may be."""
    found: list[tuple[int, Block]] = []
    place = len(new.top)
    for block in new.blocks:
        found.append((place, block))
        place += len(block.raw) + len(block.gap)
    at = {start: block for start, block in found}
    for index, offset in offsets.items():
        old, here = blocks[index], at.get(offset)
        if here is not None and (here.raw, here.kind) == (old.raw, old.kind):
            continue
        around = next((block for start, block in reversed(found) if start <= offset), None)
        if around is None or around.kind is not old.kind or old.kind not in _MAY_JOIN:
            return False
    return True
