"""A file of the desk as a value that loses nothing: keys with their lines, and the blocks of the text with their source."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..articles.block_starts import BlockKind, BlockStart, block_starts
from ..articles.comments import comments_in, without_comments
from ..articles.live import cuts
from ..articles.markup import too_much
from ..base import digest
from ..base.problems import Problem, has_errors
from ..site.article_file import MAX_BYTES, TOO_LARGE, fences, split
from ..site.schema import decode
from ..site.text import without_controls
from ..site.yaml_outline import outline
from ..site.yamltext import parse
from .file_kind import FileKind
from .yaml_edit import key_lines


@dataclass(frozen=True, slots=True)
class FrontPart:
    """Some lines of the front matter with their ends: those of one key, or with ``key`` empty a comment or empty line.

    Where the front matter cannot be taken apart, one part without a key holds all of it.
    """

    raw: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the text: its exact characters up to the end of its last line, and the line ends and empty lines behind it."""

    kind: BlockKind
    raw: str
    gap: str

    @property
    def source(self) -> str:
        """Its Markdown, with ``\\n`` for each line end."""
        return unified(self.raw)


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story's, plain page's or profile's file. Its parts in their order, one after the other, are exactly its bytes.

    ``head`` reaches to the end of the line ``---`` that opens the front matter, ``fence`` is the line that closes it, and
    ``top`` are the empty lines above the first block. ``keyed`` says that the front matter has no error of YAML, so that
    its keys can be edited one by one; only then ``values`` holds them, as ``yamltext`` reads them.

    A profile is front matter alone: ``head`` holds at most a byte-order mark, ``fence``, ``top`` and ``blocks`` are empty.
    """

    head: str
    front: tuple[FrontPart, ...]
    fence: str
    top: str
    blocks: tuple[Block, ...]
    keyed: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: FileKind = FileKind.STORY

    @property
    def text(self) -> str:
        """The whole file; a byte-order mark is its first character."""
        parts = [self.head, *(part.raw for part in self.front), self.fence, self.top]
        for block in self.blocks:
            parts += [block.raw, block.gap]
        return "".join(parts)

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode()

    @property
    def version(self) -> str:
        """The digest of the bytes, in hexadecimal digits: what a save names as the version that it began with."""
        return version_of(self.data)

    @property
    def front_text(self) -> str:
        """The lines between the fences as they are."""
        return "".join(part.raw for part in self.front)

    @property
    def body_text(self) -> str:
        """All behind the fences as it is."""
        return self.top + "".join(block.raw + block.gap for block in self.blocks)

    @property
    def line_end(self) -> str:
        """What ends the first line, and so every line that an edit adds."""
        found = _LINE_END.search(self.head) or _LINE_END.search(self.front_text)
        return found[0] if found else "\n"


_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def version_of(data: bytes) -> str:
    """The version that a file with these bytes has."""
    return digest.of_bytes(data).hex()


def unified(text: str) -> str:
    """A text with ``\\n`` for each line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of_text(text: str) -> list[str]:
    """The lines of a text with their ends, as newsgen reads them: it knows ``\\r\\n``, ``\\r`` and ``\\n``, and no others."""
    return _LINE.findall(text)


def open_story(data: bytes, kind: FileKind = FileKind.STORY) -> StoryFile | Problem:
    """Take a file of a kind apart; or the error, without a path, for which newsgen could not split it into front matter and
    body, or could not read a profile as a text.

    A file whose front matter or text has other errors is opened. ``open_story(data, kind).data == data``.
    """
    if kind is FileKind.PROFILE:
        return _open_profile(data)
    halves, refusal = split(data)
    if halves is None:
        assert refusal is not None
        return refusal
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    text = data.decode().removeprefix(mark)
    raw = lines_of_text(text)
    clean, _ = without_controls(unified(text))
    ends = fences(clean)
    assert not isinstance(ends, Problem)
    first, closing = (clean.count("\n", 0, end) for end in ends[:2])
    document = parse(halves.front)
    keyed = not has_errors(document.problems) and isinstance(document.value, dict)
    front = _front(raw[first:closing], halves.front) if keyed else None
    keyed = keyed and front is not None
    values = document.value if keyed else {}
    top, blocks = blocks_of(
        raw[closing + 1 :], halves.body, live=kind is FileKind.STORY and values.get("kind") == "live"
    )
    return StoryFile(
        mark + "".join(raw[:first]),
        front if front is not None else (FrontPart("".join(raw[first:closing])),),
        "".join(raw[closing : closing + 1]),
        top,
        blocks,
        keyed,
        values,
        kind,
    )


def _open_profile(data: bytes) -> StoryFile | Problem:
    if len(data) > MAX_BYTES:
        return TOO_LARGE
    text = decode(data)
    if isinstance(text, Problem):
        return text
    raw = lines_of_text(text)
    clean, _ = without_controls(unified(text))
    document = parse(clean)
    keyed = not has_errors(document.problems) and isinstance(document.value, dict)
    front = _front(raw, clean) if keyed else None
    keyed = keyed and front is not None
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    parts = front if front is not None else (FrontPart(text),) if text else ()
    return StoryFile(mark, parts, "", "", (), keyed, document.value if keyed else {}, FileKind.PROFILE)


def reopened(text: str, kind: FileKind) -> StoryFile | Problem:
    """Take the text of a file of a kind apart, as ``open_story`` does. Half of a surrogate pair in it is no UTF-8."""
    return open_story(text.encode(errors="surrogatepass"), kind)


def _front(raw: Sequence[str], clean: str) -> tuple[FrontPart, ...] | None:
    """The parts of the front matter, whose text is ``clean``; None where it is no mapping by lines."""
    whole = outline(clean)
    if whole is None:
        return None if parse(clean).value else tuple(FrontPart(line) for line in raw)
    parts: list[FrontPart] = []
    line = 0
    for key, first, after in key_lines(clean, whole):
        if first < line:  # two keys on one line
            return None
        parts += [FrontPart(other) for other in raw[line:first]]
        parts.append(FrontPart("".join(raw[first:after]), key))
        line = after
    return (*parts, *(FrontPart(other) for other in raw[line:]))


def blocks_of(raw: Sequence[str], clean: str, *, live: bool) -> tuple[str, tuple[Block, ...]]:
    """The empty lines at the top of a text, and its blocks.

    ``raw`` are its lines with their ends, ``clean`` is the text as newsgen reads it; ``live`` says that it is live
    coverage, where headings of entries and days stand in no list or quotation. A text that a build refuses to render,
    because it is nested too deeply or would take minutes, is one block.
    """
    written = clean.split("\n")[: len(raw)]
    plain = without_comments(clean, 1)[0].split("\n")[: len(raw)]
    if too_much(clean, 1) is not None:
        first = next((i for i, line in enumerate(written) if line.strip()), 0)
        starts = [BlockStart(first, BlockKind.PARAGRAPH)]
    else:
        starts = list(_with_comments(list(_starts(plain, live=live)), plain, written))
        starts = _outside_comments(starts, clean)
    if not starts:
        return "".join(raw), ()
    blocks = []
    for start, after in zip(starts, [*(start.line for start in starts[1:]), len(raw)], strict=True):
        last = _without_empty_end(written, start.line, after) - 1
        end = _LINE_END.search(raw[last])
        tail = end[0] if end else ""
        whole = "".join(raw[start.line : last + 1])
        blocks.append(Block(start.kind, whole[: len(whole) - len(tail)], tail + "".join(raw[last + 1 : after])))
    return "".join(raw[: starts[0].line]), tuple(blocks)


def _starts(plain: Sequence[str], *, live: bool) -> Iterator[BlockStart]:
    """The starts of the blocks of a text, whose lines ``plain`` hold no comments.

    With ``live`` each line that begins an entry or names a day is a block, and no other block reaches across such a line.
    """
    place = 0
    for cut in (*(cuts(plain) if live else ()), len(plain)):
        yield from (BlockStart(place + start.line, start.kind) for start in block_starts(plain[place:cut]))
        if cut < len(plain):
            yield BlockStart(cut, BlockKind.HEADING)
        place = cut + 1


def _without_empty_end(lines: Sequence[str], first: int, after: int) -> int:
    """The end of some lines, at least one, without the empty ones at their end."""
    while after > first + 1 and not lines[after - 1].strip(" \t"):
        after -= 1
    return after


def _with_comments(starts: list[BlockStart], plain: Sequence[str], written: Sequence[str]) -> Iterator[BlockStart]:
    """The blocks, and between them each comment that stands alone: lines below a block that are empty in ``plain`` alone."""
    place = 0
    for n in range(len(starts) + 1):
        start = starts[n] if n < len(starts) else None
        after = starts[n + 1].line if n + 1 < len(starts) else len(plain)
        until = len(plain) if start is None else start.line
        below = True
        for i in range(place, until):
            empty = not written[i].strip()
            if below and not empty:
                yield BlockStart(i, BlockKind.COMMENT)
            below = empty
        if start is not None:
            yield start
            place = _without_empty_end(plain, start.line, after)


def _outside_comments(starts: list[BlockStart], clean: str) -> list[BlockStart]:
    """The starts that lie in no comment, so that no block holds a part of one."""
    inside: set[int] = set()
    line, place = 0, 0
    for start, end in comments_in(clean):
        if end < 0:
            break
        line += clean.count("\n", place, start)
        lines = clean.count("\n", start, end)
        inside.update(range(line + 1, line + lines + 1))
        line, place = line + lines, end
    return [start for start in starts if start.line not in inside]
