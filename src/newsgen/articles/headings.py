"""Headings: ``#`` to ``######`` and a space before the words. Without the space, the line is text: a hashtag."""

import re

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor


class Headings(HashHeaderProcessor):
    """Read headings as CommonMark does (https://spec.commonmark.org/0.31.2/#atx-headings).

    Up to three spaces may stand before the hashes. Those that close a heading follow a space: ``## C#`` keeps its own. A
    line of hashes without words is text here, because an empty heading tells a reader nothing.
    """

    RE = re.compile(
        r"(?:^|\n) {0,3}(?P<level>#{1,6})[^\S\n]+(?=[^\n]*[^#\s])(?P<header>\S(?:[^\n]*?\S)?)(?:[^\S\n]++#+)?[^\S\n]*(?:\n|$)"
    )


def register(engine: Markdown) -> None:
    """Let an engine read headings as this module says."""
    engine.parser.blockprocessors.register(Headings(engine.parser), "hashheader", 70)
