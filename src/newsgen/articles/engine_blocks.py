"""The Markdown engine's own block rules, changed where they lose words or differ from CommonMark."""

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor, ReferenceProcessor
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import HtmlInlineProcessor
from markdown.preprocessors import Preprocessor

from .blocks import rewritten


def register(engine: Markdown) -> None:
    """Let an engine read blocks as CommonMark does, without indented code: see ``blocks.rewritten``.

    It takes the place of upstream's rules for fences and HTML blocks, and comes after the extension for tables.
    """
    engine.preprocessors.register(_Rewrite(engine), "newsgen-blocks", 25)
    engine.preprocessors.deregister("html_block")
    parser = engine.parser
    parser.blockprocessors.deregister("code")
    parser.blockprocessors.register(_WholeTable(parser, {"use_align_attribute": False}), "table", 75)
    parser.blockprocessors.register(_SeparateQuotes(parser), "quote", 20)
    parser.blockprocessors.register(_AddressReference(parser), "reference", 15)
    engine.inlinePatterns.register(HtmlInlineProcessor(_TAG, engine), "html", 90)


_TAG = r"""(</?[a-zA-Z](?:[^<>"']|"[^"]*+"|'[^']*+')*+>)"""
"""A tag in a line. Comments are taken out before; any other ``<!`` or ``<?`` is text, else its words would vanish."""


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
        self.separator = [*self.separator, *[""] * (most - header)]  # type: ignore[assignment]  # the stub's type is wrong
        super().run(parent, blocks)

    def _filled(self, row: str) -> int:
        """The number of cells in a row up to its last one that is not blank."""
        cells = [cell.strip() for cell in self._split_row(row.strip(" "))]  # type: ignore[attr-defined]
        return max((i for i, cell in enumerate(cells, start=1) if cell), default=0)


class _SeparateQuotes(BlockQuoteProcessor):
    """Quotations with an empty line between them are two, as in CommonMark: each may have a speaker of its own."""

    def lastChild(self, parent: etree.Element) -> None:  # what upstream would go on with
        """None: no quotation goes on in the next block."""


class _AddressReference(ReferenceProcessor):
    """Definitions of link addresses. ``[words]: word`` without the form of an address is text, else it would vanish.

    ``[comment]: <> (words)``, whose address is empty, defines one: writers use it for what readers shall not see.
    """

    RE = re.compile(
        r"""^[ ]{0,3}\[([^\[\]]*)\]:[ ]*(?:\n[ ]*)?(<>|(?=[^\s]*[/.\#:?@%A-Za-z])[^\s]+)"""
        r"""[ ]*(?:\n[ ]*)?((["'])(.*)\4[ ]*|\((.*)\)[ ]*)?$""",
        re.MULTILINE,
    )
