"""The prose of a story: the texts of its front matter and its body, with the position of every character."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..articles.comments import comments_in
from ..articles.embed_lines import quotations_of_posts
from ..base.problems import Replacement
from ..site.article_file import Split
from ..site.fences import with_masked_fences
from ..site.front_matter import FrontMatter, PageForm
from ..site.text import position
from ..site.yamltext import Document, Path
from .other_languages import Span, spans_of_other_languages

MASK = "\ue002"
"""The character that replaces everything but prose. It is for private use, so no text contains it and no rule matches it."""

_NOT_PROSE = re.compile(
    r"`[^`\n]*`|<[^<>\n]*>|\]\((?:(?!\]\()[^)\n])*\)|\]\[[^\]\n]*\]|^\[[^\]\n]+\]:[^\n]*$|https?://\S+"
    r"|\{:?[ ]*(?:[#.][^\s{}.]|[A-Za-z][A-Za-z0-9_.:-]*=)[^{}\n]*\}",
    re.DOTALL | re.MULTILINE,
)
"""What opens something ends where the next one opens: no text is searched twice for what is missing in it."""

_LINE_BREAKS = re.compile(r"(?<![ \t])[ \t]*\n[ \t\n]*")

TEXTS = ("title", "kicker", "standfirst", "note")
PICTURE_TEXTS = ("alt", "caption", "credit")
"""The keys whose values are sentences. Names (places, tags, authors) are left out, since addresses derive from them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A body with everything but prose masked, or a value of the front matter.

    It begins at ``line`` and ``column`` of the file. A value is the parsed one, unmasked, with one space for each of its
    line breaks and the indent after it. ``body`` tells the two apart. ``verbatim`` says that the text stands in the file
    as it is; a value that YAML folds or that has escapes does not. ``path`` leads to the value; it is empty for a body.
    ``exact`` says that a value is ``text``, character for character; a body always is, but for its masked ones.
    """

    text: str
    line: int
    column: int
    body: bool = False
    verbatim: bool = True
    path: Path = ()
    exact: bool = True

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, from 1, of an offset in the text.

        In a text that is not ``verbatim`` this is always its beginning.
        """
        if not self.verbatim:
            return self.line, self.column
        line, column = position(self.text, offset)
        return line + self.line - 1, column + (self.column - 1 if line == 1 else 0)

    def remedy(self, edits: Iterable[tuple[int, int, str]]) -> tuple[Replacement, ...]:
        """The replacements that make some edits: start and end in the text, and what stands there then.

        None where they cannot be made exactly: where one joins or breaks lines, or touches a masked character, or the value
        is not ``exact``.
        """
        made = tuple(Replacement(self.path, start, self.text[start:end], after) for start, end, after in edits)
        touched = "".join(one.before + one.after for one in made)
        return made if self.exact and not {MASK, "\n"} & set(touched) else ()


def masked(body: str) -> str:
    """A body of the same length, with ``MASK`` for each character of code, HTML, addresses, attribute lists, passages in
    another language than Arabic, and the words of posts that are quoted.

    Line breaks stay.
    """
    text = _masked(body, (span for span in comments_in(body) if span[1] > 0))
    text = with_masked_fences(text, MASK)
    text = _masked(text, quotations_of_posts(text))
    return _masked(_NOT_PROSE.sub(lambda match: _mask(match[0]), text), sorted(spans_of_other_languages(text)))


def _masked(text: str, spans: Iterable[Span]) -> str:
    """A text with ``MASK`` for each character of some spans, in order of their start; they may overlap."""
    end = 0
    pieces = []
    for start, stop in spans:
        if stop > end:
            start = max(start, end)
            pieces += [text[end:start], _mask(text[start:stop])]
            end = stop
    return "".join([*pieces, text[end:]])


def _mask(text: str) -> str:
    return re.sub(r"[^\n]", MASK, text)


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
        column += written[column - 1 : column] in ('"', "'")  # the text of a quoted value begins behind the mark
        verbatim = written.startswith(value, column - 1)
        text = _LINE_BREAKS.sub(" ", value.strip("\n"))
        yield Passage(text, line, column, verbatim=verbatim, path=path, exact=text == value)
    yield Passage(masked(halves.body), halves.body_line, 1, body=True)


def excerpt(text: str, start: int, end: int, around: int = 24) -> str:
    """The text from ``start`` to ``end`` and ``around`` characters on each side: one line, without masked ones."""
    from ..arabic import strip_controls

    cut = text[max(0, start - around) : end + around].replace(MASK, "").replace("\n", " ")
    return strip_controls(cut.strip())
