"""Abbreviations, ``*[م]: متر``: only whole words are marked, and a combining mark belongs to the letter before it."""

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.util import ETX, STX, AtomicString

from .anchors import joins_word


class Abbreviations(AbbrTreeprocessor):
    """Mark the abbreviations of a text wherever they stand as whole words."""

    def run(self, root: etree.Element) -> None:
        """Mark them in all elements below ``root``."""
        if not self.abbrs:
            return
        longest_first = sorted(self.abbrs, key=len, reverse=True)
        # Between STX and ETX, the engine keeps the numbers of escaped characters and of pieces of HTML.
        self._pattern = re.compile(rf"(?<![\w{STX}])(?:{'|'.join(map(re.escape, longest_first))})(?![\w{ETX}])")
        self.iter_element(root)

    def iter_element(self, el: etree.Element, parent: etree.Element | None = None) -> None:
        """Mark the abbreviations in the text of an element, in those below it, and in the text behind it."""
        for child in reversed(el):
            self.iter_element(child, el)
        if el.text and not isinstance(el.text, AtomicString):
            el.text, found = self._split(el.text)
            el[:0] = found
        if parent is not None and el.tail and not isinstance(el.tail, AtomicString):
            el.tail, found = self._split(el.tail)
            if found:
                index = list(parent).index(el) + 1
                parent[index:index] = found

    def _split(self, text: str) -> tuple[str, list[etree.Element]]:
        """The text before the first abbreviation, and an element for each, with the text behind it as its tail."""
        matches = [match for match in self._pattern.finditer(text) if _is_word(match)]
        if not matches:
            return text, []
        ends = [match.start() for match in matches[1:]] + [len(text)]
        elements = [
            self.create_element(self.abbrs[match[0]], match[0], text[match.end() : end])
            for match, end in zip(matches, ends, strict=True)
        ]
        return text[: matches[0].start()], elements


def _is_word(match: re.Match[str]) -> bool:
    """Whether no combining mark or joiner ties a match to what stands beside it."""
    text, start, end = match.string, match.start(), match.end()
    return not joins_word(text[max(0, start - 1) : start]) and not joins_word(text[end : end + 1])


def register(engine: Markdown) -> None:
    """Let an engine with the extension ``abbr`` mark whole words only."""
    upstream = engine.treeprocessors["abbr"]
    assert isinstance(upstream, AbbrTreeprocessor)
    engine.treeprocessors.register(Abbreviations(engine, upstream.abbrs), "abbr", 7)
