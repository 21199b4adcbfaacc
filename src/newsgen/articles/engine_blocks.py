"""The Markdown engine's own block rules, changed where they lose words or differ from CommonMark: an extension for it."""

import re
import xml.etree.ElementTree as etree
from typing import Any

import markdown
from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableProcessor
from markdown.preprocessors import Preprocessor

from .blocks import rewritten

COLUMN_CLASSES = frozenset({"align-start", "align-center", "align-end"})
"""The classes of cells whose column has an alignment."""

_CLASS_OF_STYLE = {
    "text-align: left;": "align-start",
    "text-align: center;": "align-center",
    "text-align: right;": "align-end",
}


def column_class(style: str) -> str:
    """The class for the ``style`` that the engine gives to a cell; empty where its column has no alignment.

    ``:---`` is the side where lines begin and ``---:`` that where they end, in either direction of the page.
    """
    return _CLASS_OF_STYLE.get(style, "")


class CommonBlocks(Extension):
    """Blocks as in CommonMark, without indented code: see ``blocks.rewritten``.

    It comes after the extensions for tables and footnotes, and takes the place of those for fences and HTML blocks.
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        """Change the rules of the engine ``md``."""
        md.preprocessors.register(_Rewrite(md), "newsgen-blocks", 25)
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("code")
        md.parser.blockprocessors.register(_WholeTable(md.parser, {"use_align_attribute": False}), "table", 75)
        md.parser.blockprocessors.register(_AddressReference(md.parser), "reference", 15)
        for extension in md.registeredExtensions:
            if isinstance(extension, FootnoteExtension):
                extension.setFootnote = _keeping_both(extension)  # type: ignore[method-assign]


class _Rewrite(Preprocessor):
    """Rewrites the lines after the engine has expanded their tabs."""

    def run(self, lines: list[str]) -> list[str]:
        return rewritten(lines, self.md.htmlStash.store)


class _WholeTable(TableProcessor):
    """Tables whose rows keep all their words: a row with more cells than the header makes the table wider."""

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        rows = blocks[0].split("\n")[2:]
        header = len(self.separator)
        most = max((self._filled(row) for row in rows if row.count("|") >= header), default=0)
        self.separator = [*self.separator, *[""] * (most - header)]
        super().run(parent, blocks)

    def _filled(self, row: str) -> int:
        """The number of cells in a row up to its last one that is not blank."""
        cells = [cell.strip() for cell in self._split_row(row.strip(" "))]
        return max((i for i, cell in enumerate(cells, start=1) if cell), default=0)


_WORDS = re.compile(r"[^\W\d_]", re.ASCII)


class _AddressReference(ReferenceProcessor):
    """Definitions of link addresses. ``[words]: word`` without the form of an address is text, else it would vanish."""

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        match = self.RE.search(blocks[0])
        if match and not re.search(r"[/.#:?@%]", match[2]) and not _WORDS.search(match[2]):
            return False
        return bool(super().run(parent, blocks))


def _keeping_both(extension: FootnoteExtension) -> Any:
    """What stores a footnote: the text of a second definition with the same label follows that of the first."""

    def set_footnote(label: str, text: str) -> None:
        first = extension.footnotes.get(label)
        extension.footnotes[label] = text if first is None else f"{first}\n\n{text}"

    return set_footnote
