"""The prose of a story: the texts of its front matter and its body, with the position of every character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..site.article_file import Split
from ..site.front_matter import FrontMatter, PageForm
from ..site.text import position
from ..site.yamltext import Document, Path

MASK = "\ue002"
"""The character that replaces everything but prose. It is for private use, so no text contains it and no rule matches it."""

_NOT_PROSE = re.compile(
    r"<!--(?:(?!<!--).)*?-->|```.*?```|~~~.*?~~~|`[^`\n]*`|<[^<>\n]*>|\]\((?:(?!\]\()[^)\n])*\)|\]\[[^\]\n]*\]|^\[[^\]\n]+\]:[^\n]*$|https?://\S+"
    r"|\{:?[ ]*(?:[#.][^\s{}.]|[A-Za-z][A-Za-z0-9_.:-]*=)[^{}\n]*\}",
    re.DOTALL | re.MULTILINE,
)
"""What opens something ends where the next one opens: no text is searched twice for what is missing in it."""

TEXTS = ("title", "kicker", "standfirst", "note")
PICTURE_TEXTS = ("alt", "caption", "credit")
"""The keys whose values are sentences. Names (places, tags, authors) are left out, since addresses derive from them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A body with everything but prose masked, or a value of the front matter.

    It begins at ``line`` and ``column`` of the file. A value is the parsed one, unmasked, with spaces for its line
    breaks. ``body`` tells the two apart.
    """

    text: str
    line: int
    column: int
    body: bool = False

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, from 1, of an offset in the text.

        In a front matter value of several lines the line is always its first one.
        """
        line, column = position(self.text, offset)
        return line + self.line - 1, column + (self.column - 1 if line == 1 else 0)


def masked(body: str) -> str:
    """A body of the same length, with ``MASK`` for each character of code, HTML, addresses and attribute lists.

    Line breaks stay.
    """
    return _NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", MASK, match[0]), body)


def text_paths(value: Any) -> Iterator[Path]:
    """Yield the path of each sentence in a parsed front matter: by ``TEXTS``, by ``PICTURE_TEXTS``, and of corrections.

    The order is this one, not that of the file. A ``value`` that is no mapping has none.
    """
    if not isinstance(value, dict):
        return
    yield from ((key,) for key in TEXTS if isinstance(value.get(key), str))
    image = value.get("image")
    if isinstance(image, dict):
        yield from (("image", key) for key in PICTURE_TEXTS if isinstance(image.get(key), str))
    corrections = value.get("corrections")
    for i, correction in enumerate(corrections if isinstance(corrections, list) else ()):
        if isinstance(correction, dict) and isinstance(correction.get("text"), str):
            yield ("corrections", i, "text")


def passages(halves: Split, document: Document, form: FrontMatter | PageForm | None) -> Iterator[Passage]:
    """Yield the passages of a story: those of the front matter in the order of ``text_paths``, then the body.

    Without ``form`` (the front matter has errors), the body only.
    """
    lines = halves.front.split("\n")
    for path in text_paths(document.value) if form is not None else ():
        value = document.value
        for step in path:
            value = value[step]
        line, column = document.mark(path)
        written = lines[line - halves.front_line]
        column += written[column - 1 : column] in (
            '"',
            "'",
        )  # the text of a quoted value begins after the quotation mark
        yield Passage(" ".join(value.split("\n")), line, column)
    yield Passage(masked(halves.body), halves.body_line, 1, body=True)


def excerpt(text: str, start: int, end: int, around: int = 24) -> str:
    """The text from ``start`` to ``end`` and ``around`` characters on each side: one line, without masked ones."""
    from ..arabic import strip_controls

    cut = text[max(0, start - around) : end + around].replace(MASK, "").replace("\n", " ")
    return strip_controls(cut.strip())
