"""Footnotes whose labels hold spaces or combining marks, ``[^طبعة ثالثة]``: both ends of their links get an id that works."""

import re
import unicodedata
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.util import ETX, STX

from .anchors import as_anchor

_MAX_ID = 60
"""Characters of a label in an id; newsgen puts ``fnref:`` and more before it."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")


def label_of(written: str) -> str:
    """A label as footnotes are found by it: NFC, without escapes, with single spaces for spaces and line breaks."""
    return " ".join(unicodedata.normalize("NFC", _ESCAPE.sub(r"\1", written)).split())


class _References(FootnoteInlineProcessor):
    """Find the footnote of a reference, however the spaces and marks of its label are written."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        notes = self.footnotes
        label = label_of(_ESCAPED.sub(lambda sign: chr(int(sign[1])), self.unescape(m[1])))
        if label not in notes.footnotes:
            return None, None, None
        notes.addFootnoteRef(label)
        reference = etree.Element("sup", {"id": notes.makeFootnoteRefId(label, found=True)})
        link = etree.SubElement(reference, "a", {"href": "#" + notes.makeFootnoteId(label), "class": "footnote-ref"})
        link.text = str(list(notes.footnotes).index(label) + 1)
        return reference, m.start(), m.end()


class Footnotes(FootnoteExtension):
    """The engine's footnotes, with ids that an element may have: a label's spaces and signs become hyphens in them.

    A plain label is its own id. Where two labels would have one id, the later one gets a number.
    """

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        references = _References(r"\[\^([^\]]*)\]", self)
        references.md = md
        md.inlinePatterns.register(references, "footnote", 175)

    def reset(self) -> None:
        """Forget the footnotes of the text before."""
        super().reset()
        self._ids: dict[str, str] = {}
        self._taken: dict[str, int] = {}

    def setFootnote(self, id: str, text: str) -> None:
        """Store a footnote. What a second definition of a label says follows the first: neither text is lost."""
        label = label_of(id)
        first = self.footnotes.get(label)
        super().setFootnote(label, text if first is None else f"{first}\n\n{text}")

    def makeFootnoteId(self, id: str) -> str:
        return super().makeFootnoteId(self._id(id))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return super().makeFootnoteRefId(self._id(id), found)

    def _id(self, label: str) -> str:
        """The id of a label, without the engine's prefix."""
        if label not in self._ids:
            name = plain = as_anchor(label, _MAX_ID)
            while name in self._taken:
                self._taken[plain] += 1
                name = f"{plain}-{self._taken[plain]}"
            self._taken[name] = 1
            self._ids[label] = name
        return self._ids[label]
