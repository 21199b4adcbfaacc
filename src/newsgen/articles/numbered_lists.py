"""Numbered lists, in Western, Arabic-Indic or Persian digits: which lines are items, and the numbers that readers see."""

import re
import xml.etree.ElementTree as etree
from itertools import islice
from typing import NamedTuple

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import UListProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneOListProcessor

_NUMBER = r"(?:[0-9]{1,3}|[\u0660-\u0669]{1,3}|[\u06f0-\u06f9]{1,3})"
_ITEM = re.compile(rf" {{0,3}}({_NUMBER})([.)]) +(.*)")
_INNER_ITEM = re.compile(rf" {{4,7}}(?:{_NUMBER}[.)]|[*+-]) +.*")


class _Item(NamedTuple):
    """An item of a list as written. An inner item, which its list has not taken apart yet, has no ``number``."""

    number: int | None
    text: str


class _Numbering(NamedTuple):
    """The numbers of a list so far.

    ``delimiter`` follows each; ``first`` is the first as written, ``last`` the last as readers see it. ``repeats`` says
    that all were written alike: then they are counted.
    """

    delimiter: str
    first: int
    last: int
    repeats: bool

    def is_before(self, number: int, delimiter: str) -> bool:
        """Whether an item with this number would be the next one."""
        return (self.delimiter, self.last + 1) == (delimiter, number)


class NumberedLists(SaneOListProcessor):
    """Read numbered lists.

    A number has one to three digits, so that no year is one, and ``.`` or ``)`` and a space behind it. A list begins with
    0 or 1, or with two items in consecutive lines, or where the next item (one more or one less) begins the next block, or
    with the number after the last one of the list before it; any other number stays text. Readers see the numbers as
    written, but where all are the same they count on.
    """

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.RE = _ITEM
        self.INDENT_RE = _INNER_ITEM
        self._numberings: dict[etree.Element, _Numbering] = {}
        self._latest: dict[etree.Element, etree.Element] = {}  # the last list of each parent

    def reset(self) -> None:
        """Forget the lists of the text before."""
        self._numberings.clear()
        self._latest.clear()

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        """Take a list from the first block, or its next items; False where it is none."""
        match = _ITEM.match(blocks[0])
        assert match is not None  # ``test`` has found it
        number, delimiter = int(match[1]), match[2]
        sibling = self.lastChild(parent)
        goes_on = (
            sibling is not None and sibling in self._numberings and self._numberings[sibling].delimiter == delimiter
        )
        if not goes_on and not self._begins(parent, number, delimiter, blocks):
            return False
        items = self._items(blocks.pop(0), delimiter)
        if goes_on and sibling is not None:
            target = sibling
            _loosen(target[-1])
            self._add(target, items.pop(0), "looselist")
        elif parent.tag in ("ol", "ul"):  # an item that begins with a list: its later items lie in the list itself
            target = parent
        else:
            target = self._latest[parent] = etree.SubElement(parent, "ol")
            self._numberings[target] = _Numbering(delimiter, number, number - 1, repeats=True)
            if number != 1:
                target.set("start", str(number))
        for item in items:
            self._add(target, item, "list")
        return True

    def _add(self, target: etree.Element, item: _Item, state: str) -> None:
        """Parse an item: as the next one of a list, or an inner one into the last item."""
        if item.number is None:
            place = target[-1]
        else:
            place = etree.SubElement(target, "li")
            if target.tag == "ol":
                self._count(target, place, item.number)
        self.parser.state.set(state)
        self.parser.parseBlocks(place, [item.text])
        self.parser.state.reset()

    def _count(self, target: etree.Element, place: etree.Element, number: int) -> None:
        """Give a new list item its ``value`` where the list would not count to its number by itself."""
        before = self._numberings[target]
        repeats = before.repeats and number == before.first
        shown = before.last + 1 if repeats else number
        if shown != before.last + 1:
            place.set("value", str(shown))
        self._numberings[target] = before._replace(last=shown, repeats=repeats)

    def _begins(self, parent: etree.Element, number: int, delimiter: str, blocks: list[str]) -> bool:
        """Whether a list begins with this number, the first of ``blocks``; see the class."""
        if number < 2 or parent.tag in ("ol", "ul"):
            return True
        latest = self._latest.get(parent)
        if latest is not None and self._numberings[latest].is_before(number, delimiter):
            return True
        if any((match := _ITEM.match(line)) and match[2] == delimiter for line in blocks[0].split("\n")[1:]):
            return True
        for block in islice(blocks, 1, None):
            match = _ITEM.match(block)
            if match or (block and not block.startswith("    ")):
                return match is not None and match[2] == delimiter and abs(int(match[1]) - number) == 1
        return False

    def _items(self, block: str, delimiter: str) -> list[_Item]:
        """The items of a block. A line that begins none belongs to the item above it."""
        items: list[_Item] = []
        for line in block.split("\n"):
            match = _ITEM.match(line)
            if match and match[2] == delimiter:
                items.append(_Item(int(match[1]), match[3]))
            elif _INNER_ITEM.match(line) and items[-1].number is not None:
                items.append(_Item(None, line))
            else:
                items[-1] = items[-1]._replace(text=f"{items[-1].text}\n{line}")
        return items


def _loosen(item: etree.Element) -> None:
    """Put the words of a list item into paragraphs, because the next item stands after an empty line."""
    if item.text:
        paragraph = etree.Element("p")
        paragraph.text, item.text = item.text, ""
        item.insert(0, paragraph)
    last = item[-1] if len(item) else None
    if last is not None and last.tail:
        paragraph = etree.SubElement(item, "p")
        paragraph.text, last.tail = last.tail.lstrip(), ""


class _Lists(Extension):
    """Register the processor of numbered lists; the engine resets it before each text."""

    def extendMarkdown(self, md: Markdown) -> None:
        self._lists = NumberedLists(md.parser)
        md.parser.blockprocessors.register(self._lists, "olist", 40)
        bullets = md.parser.blockprocessors["ulist"]
        assert isinstance(bullets, UListProcessor)
        bullets.INDENT_RE = _INNER_ITEM
        md.registerExtension(self)

    def reset(self) -> None:
        self._lists.reset()


def register(engine: Markdown) -> None:
    """Let an engine with the extension ``sane_lists`` read numbered lists as this module says."""
    _Lists().extendMarkdown(engine)
