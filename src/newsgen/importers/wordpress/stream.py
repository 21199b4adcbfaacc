"""Split an export into its items without parsing it as one document, so that a broken item costs only itself."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

MAX_ITEM = 16_000_000
"""The largest entry, in bytes, that is read. A larger one is left out and told."""

_BLOCK = 1 << 19
_MAX_COMMENT = 1 << 20
_MAX_HEADER = 1 << 16
_KEEP = 64  # longer than every token that _TOKEN finds

_ENTRY = rb"item|[A-Za-z_][\w.-]{0,15}:(?:author|category|tag|term)"
_TOKEN = re.compile(rb"<!\[CDATA\[|<!--|<(" + _ENTRY + rb")(?=[\s/>])|</(" + _ENTRY + rb")\s{0,9}>")
_ITEM = re.compile(rb"<item[\s>]")
_ITEM_END = re.compile(rb"</item\s{0,9}>")
_BETWEEN_ITEMS = re.compile(rb"</item\s{0,9}>\s*(?=<item[\s>])")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']""")

Ending = Literal["closed", "open", "cut", "too-large", "headless"]
"""How an entry ends: with its end tag; with the start of the next entry; with the file; above ``MAX_ITEM``.

``headless``: there is an end tag, and no start tag that belongs to it.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of the channel, as bytes in UTF-8 (which may hold invalid ones).

    ``name`` is ``item``, or ``author``, ``category``, ``tag`` or ``term`` (without the prefix), or ``header`` for what
    stands before the first item. ``line`` counts from 1 in the file.
    """

    name: str
    data: bytes
    line: int
    ending: Ending = "closed"


def entries(source: BinaryIO) -> Iterator[Entry]:
    """Return the entries of an export in their order, the header right before the first item.

    Memory is bounded by a few times ``MAX_ITEM``. An item ends with the first end tag outside CDATA and comments. Where
    the CDATA of an item is never closed, its entry holds later items too, which ``parts`` takes apart.
    """
    window = _Window(_in_utf8(source))
    name = b""
    header = _Header()
    incomplete = False  # whether the text before the next end tag is only the rest of an entry
    while True:
        try:
            token = _next_token(window, name)
        except _TooLargeError:
            if name:
                yield window.entry(name, *_cut_of_too_large(window))
            else:
                window.skip(len(window.data) - _KEEP)
            name = b""
            incomplete = True
            continue
        if token is None:
            break
        opened, closed = token[1], token[2]
        if opened and not name:
            header.add(window.data[window.start : token.start()])
            if opened == b"item":
                yield from header.entry()
            window.skip(token.start())
            name = opened
        elif opened and (opened == b"item" or name != b"item"):
            yield window.entry(name, token.start(), "open")
            if opened == b"item":
                yield from header.entry()
            name = opened
        elif closed and closed == name:
            yield window.entry(name, token.end(), "closed")
            name = b""
        elif closed == b"item" and not name:
            found = window.entry(closed, token.end(), "headless")
            if not incomplete:
                yield found
        incomplete &= not opened and not closed
        window.at = max(token.end(), window.start)
    if name:
        yield window.entry(name, len(window.data), "cut")
    else:
        header.add(window.data[window.start :])
    yield from header.entry()


def parts(entry: Entry) -> tuple[Entry, ...]:
    """Take an item that cannot be parsed apart where one item seems to end and the next one to begin, also inside CDATA.

    The last part of a cut entry is cut too, unless it has an end tag.
    """
    found = []
    start, line = 0, entry.line
    for match in _BETWEEN_ITEMS.finditer(entry.data):
        found.append(Entry("item", entry.data[start : match.end()], line))
        line += entry.data.count(b"\n", start, match.end())
        start = match.end()
    end = _ITEM_END.search(entry.data, start)
    rest = entry.data[start : end.end() if end else None]
    return (*found, Entry("item", rest, line, "closed" if end and entry.ending != "headless" else entry.ending))


class _TooLargeError(Exception):
    pass


class _Header:
    """What stands before the first item, up to a bound; given out once."""

    def __init__(self) -> None:
        self.data: bytes | None = b""

    def add(self, text: bytes) -> None:
        if self.data is not None:
            self.data += text[: _MAX_HEADER - len(self.data)]

    def entry(self) -> Iterator[Entry]:
        if self.data is not None:
            yield Entry("header", self.data, 1)
            self.data = None


class _Window:
    """The part of the file that is in memory. The current entry begins at ``start``; all before ``at`` was looked at."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.data = b""
        self.start = self.at = 0
        self.line = 1
        self.ended = False

    def more(self) -> bool:
        """Read one block; whether there was one. Raises _TooLargeError when the entry has its largest size already."""
        if self.ended:
            return False
        if len(self.data) - self.start > MAX_ITEM:
            raise _TooLargeError
        block = next(self.blocks, None)
        if block is None:
            self.ended = True
            return False
        self.at -= self.start
        self.data = self.data[self.start :] + block
        self.start = 0
        return True

    def find(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """The next match behind ``at``, which stays; None when the rest of the file has none."""
        from_start = self.at - self.start
        while True:
            match = pattern.search(self.data, self.start + from_start)
            if match and (match.end() + _KEEP < len(self.data) or self.ended):
                return match
            seen = match.start() if match else max(self.start + from_start, len(self.data) - _KEEP)
            from_start = seen - self.start
            if not self.more():
                return pattern.search(self.data, self.start + from_start)

    def find_end(self, end: bytes, limit: int) -> int:
        """The position behind the next ``end`` after ``at``; -1 when none comes in ``limit`` bytes or before the file ends."""
        seen = self.at - self.start
        first = seen
        while True:
            found = self.data.find(end, self.start + seen)
            if found >= 0:
                return found + len(end)
            seen = max(first, len(self.data) - self.start - len(end))
            if len(self.data) - self.start - first > limit or not self.more():
                return -1

    def skip(self, to: int) -> None:
        """Let the current entry begin at ``to``."""
        self.line += self.data.count(b"\n", self.start, to)
        self.start = to
        self.at = max(self.at, to)

    def entry(self, name: bytes, end: int, ending: Ending) -> Entry:
        """The current entry, which ends at ``end``."""
        found = Entry(name.rpartition(b":")[2].decode(), self.data[self.start : end], self.line, ending)
        self.skip(end)
        return found


def _next_token(window: _Window, name: bytes) -> re.Match[bytes] | None:
    """The next tag of an entry outside CDATA and comments; None at the end of the file."""
    while True:
        token = window.find(_TOKEN)
        if token is None or token[1] or token[2]:
            return token
        window.at = token.end()
        inside = window.at - window.start
        comment = token[0] == b"<!--"
        end = window.find_end(b"-->" if comment else b"]]>", _MAX_COMMENT if comment else 2 * MAX_ITEM)
        if end < 0:
            if not comment and name == b"item":
                return None  # all that follows belongs to it; ``parts`` looks for other items there
        elif comment or name == b"item" or not _ITEM.search(window.data, window.start + inside, end):
            window.at = end


def _cut_of_too_large(window: _Window) -> tuple[int, Ending]:
    """Where an entry above the bound ends: at the first end tag of an item, also inside CDATA, else at the bound."""
    end = _ITEM_END.search(window.data, window.start)
    return (end.end(), "closed") if end else (len(window.data) - _KEEP, "too-large")


def _in_utf8(source: BinaryIO) -> Iterator[bytes]:
    """The file's blocks in UTF-8, without a byte order mark. A file in another encoding is converted."""
    first = source.read(_BLOCK)
    encoding = _encoding(first)
    decode = codecs.getincrementaldecoder(encoding)("replace").decode if encoding else None
    block = first.removeprefix(codecs.BOM_UTF8)
    while block:
        yield decode(block).removeprefix("\ufeff").encode("utf-8", "replace") if decode else block
        block = source.read(_BLOCK)


def _encoding(first: bytes) -> str:
    """The name of the file's encoding; empty for UTF-8 and for names that Python does not know."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if first[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if first[1:2] == b"\0" else "utf-16-be"
    declared = _DECLARED.match(first[:200].removeprefix(codecs.BOM_UTF8))
    if not declared or first.startswith(codecs.BOM_UTF8):
        return ""
    try:
        name = codecs.lookup(declared[1].decode()).name
    except LookupError:
        return ""
    return "" if name not in _ONE_BYTE and not name.startswith(("cp125", "iso8859")) else name


_ONE_BYTE = frozenset(
    {"cp864", "cp866", "koi8-r", "koi8-u", "mac-arabic", "gb2312", "gbk", "gb18030", "big5", "euc_jp", "euc_kr"}
)
