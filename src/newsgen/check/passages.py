"""The passages of a story that are prose: its texts at the top and its body, with the place of every character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..site.article_file import Split
from ..site.front_matter import FrontMatter, PageForm
from ..site.text import position
from ..site.yamltext import Document, Path

MASK = "\ue002"  # stands for what is no prose: private use, so that no text has it and no rule means it

_NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|<[^>\n]*>|\]\([^)\n]*\)|\]\[[^\]\n]*\]|^\[[^\]\n]+\]:.*$|https?://\S+|\{[^}\n]*\}",
    re.DOTALL | re.MULTILINE,
)

TEXTS = ("title", "kicker", "standfirst", "note")
PICTURE_TEXTS = ("alt", "caption", "credit")
"""The keys whose values readers read as sentences. Names (places, tags, authors) are left out: addresses come from them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with what is no prose in it masked; ``line`` and ``column`` are where it begins in the file."""

    text: str
    line: int
    column: int
    body: bool = False

    def place(self, offset: int) -> tuple[int, int]:
        line, column = position(self.text, offset)
        return line + self.line - 1, column + (self.column - 1 if line == 1 else 0)


def masked(body: str) -> str:
    """A body with code, HTML, addresses and attribute lists masked, at the same length."""
    return _NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", MASK, match[0]), body)


def text_paths(value: Any) -> Iterator[Path]:
    """The paths of a front matter's texts, as far as they are written."""
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
    """All of them; none of the top where the front matter cannot be read."""
    lines = halves.front.split("\n")
    for path in text_paths(document.value) if form is not None else ():
        value = document.value
        for step in path:
            value = value[step]
        line, column = document.mark(path)
        written = lines[line - halves.front_line]
        column += written[column - 1 : column] in ('"', "'")  # a quoted value's text begins behind its mark
        yield Passage(" ".join(value.split("\n")), line, column)
    yield Passage(masked(halves.body), halves.body_line, 1, body=True)


def excerpt(text: str, start: int, end: int, around: int = 24) -> str:
    """What stands around a finding, as one line without what is masked."""
    from ..arabic import strip_controls

    cut = text[max(0, start - around) : end + around].replace(MASK, "").replace("\n", " ")
    return strip_controls(cut.strip())
