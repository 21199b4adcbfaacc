"""What writers know from GitHub: escapes of every sign, ``~~struck~~``, ``- [x]`` tasks, a backslash that breaks a line."""

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import EscapeInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_OPEN, _DONE = "\u2610", "\u2611"  # BALLOT BOX, BALLOT BOX WITH CHECK


class _Escapes(EscapeInlineProcessor):
    r"""Read a backslash before any ASCII sign (https://spec.commonmark.org/0.31.2/#backslash-escapes).

    ``\&`` begins no entity: readers of ``\&amp;`` see ``&amp;``.
    """

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str | None, int | None, int | None]:
        if m[1] == "&":
            return AMP_SUBSTITUTE + "amp;", m.start(), m.end()
        return super().handleMatch(m, data)


class _Tasks(Treeprocessor):
    """Turn ``[ ]`` and ``[x]`` at the beginning of list items into ☐ and ☑.

    It runs before the inline patterns, which would take ``[x]`` for a link if the text defines one of that name.
    """

    def run(self, root: etree.Element) -> None:
        for item in root.iter("li"):
            words = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            match = _TASK.match(words.text or "")
            if match:
                words.text = f"{_OPEN if match[1] == ' ' else _DONE} {(words.text or '')[match.end() :]}"


def register(engine: Markdown) -> None:
    """Let an engine read the signs of this module."""
    engine.ESCAPED_CHARS[:] = _PUNCTUATION
    engine.inlinePatterns.register(_Escapes(r"\\(.)", engine), "escape", 180)
    engine.inlinePatterns.register(SubstituteTagInlineProcessor(r"(?:  |\\)\n", "br"), "linebreak", 100)
    assert engine.delimiters is not None
    engine.delimiters.add("~", "del", double=True)
    engine.treeprocessors.register(_Tasks(engine), "newsgen-tasks", 25)
