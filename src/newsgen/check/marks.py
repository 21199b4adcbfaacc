"""Marks of Markdown that mean something else than their writer may think: headings without a space, braces, links."""

import re
from collections.abc import Iterator

from ..articles.attribute_lists import parse
from ..articles.comments import without_comments
from ..articles.data_links import SHAPES
from ..articles.sanitise import CLASSES, RESERVED_ID_PREFIX
from ..base.problems import Problem
from ..site.fences import with_masked_fences
from ..site.settings import Settings
from ..site.text import position
from .rules import RULES
from .story import Story

_CODE_SPAN = re.compile(r"`[^`\n]*`")
_NO_SPACE = re.compile(r"^[ >]*(#{2,6})(?=[^\W_])", re.MULTILINE)
_BRACES = re.compile(r"(?<![\\{])\{(:?[ ]*(?:#[^\s{}]|\.[A-Za-z]|[A-Za-z][A-Za-z0-9_-]*=)[^{}\n]*)\}")
_HEADING = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,3}[.)]) +)*#{1,6}[ \t]")
_BELOW_WORDS = re.compile(r" {0,3}(?::[ \t]|=+ *$|-+ *$)", re.MULTILINE)
"""The line below a term of definitions, or below the words of a heading."""
_ROW = re.compile(r"[ \t>]*\|.*\|[ \t]*\Z")
_CODE_SIGN = "\ufffc"
_ENDS_ELEMENT = ")]*_~>" + _CODE_SIGN
"""Characters that may end a link, a picture, emphasis or code, which have their list right behind them."""
_ADDRESS = r"(?:https?://|www\.|/)"
_NO_LINK = re.compile(
    rf"""(?<![\\!\]])(?:
    !\[[^\[\]\n]*+\][ ]++\([^()\s]++\)                 # a picture with a space in its middle,
    |![ ]++\[[^\[\]\n]*+\]\([^()\s]+\.(?:jpe?g|png|webp|avif|gif)\)  # or behind its first sign
    |\[[^\[\]\n]++\][ ]++\({_ADDRESS}[^()\s]*+\)      # a space between words and address
    |\([^()\n]++\)\[{_ADDRESS}[^\[\]\s]*+\]         # round and square brackets exchanged
    |\[[^\[\]\n]++\]\({_ADDRESS}[^()\s]*+(?=[ ]*$)  # not closed
    |!?\[(?!\^)(?P<words>[^\[\]\n]++)\]\[(?!\^)(?P<name>[^\[\]\n]*+)\](?!\())""",
    re.VERBOSE | re.MULTILINE,
)
"""What looks like a link and is none; where it has a ``name``, if that has no definition."""
_DEFINITION = re.compile(r"^[ >]*\[([^\[\]\n]+)\]:", re.MULTILINE)
_KNOWN_CLASSES = frozenset().union(*CLASSES.values(), SHAPES) | {"key", "pinned", "transcript"}


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield what the rules ``mark-…`` find in a body."""
    text, first_line = _without_code(story), story.halves.body_line
    yield from _headings_without_space(text, first_line)
    yield from _braces(text, first_line)
    yield from _links(text, first_line)


def _headings_without_space(text: str, first_line: int) -> Iterator[Problem]:
    """A finding for each line that begins with two or more # and a word: it is text, no heading.

    A line with a single # is a hashtag, and none.
    """
    for match in _NO_SPACE.finditer(text):
        yield RULES["mark-heading"].found(hashes=match[1]).at("", *position(text, match.end(), first_line))


def _braces(text: str, first_line: int) -> Iterator[Problem]:
    """A finding for each attribute list that is none, by what it holds or where it stands, or that holds what is left out."""
    for match in _BRACES.finditer(text):
        attributes = parse(match[1])
        place = position(text, match.start(), first_line)
        if not attributes:
            yield RULES["mark-braces"].found(written=match[0][:60]).at("", *place)
        elif not _may_have_list(text, match.start(), match.end()):
            yield RULES["mark-place"].found(written=match[0][:60]).at("", *place)
            continue
        for name, value in attributes:
            if name == "class" and value not in _KNOWN_CLASSES:
                yield RULES["mark-class"].found(name=value[:60]).at("", *place)
            elif name == "id" and value.startswith(RESERVED_ID_PREFIX):
                yield RULES["mark-id"].found(name=value[:60]).at("", *place)


def _may_have_list(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, an attribute list, stands where one may; True also where only the engine can tell."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = end + text[end:].find("\n") if "\n" in text[end:] else len(text)
    before = text[line_start:start]
    if not before.strip(" \t>"):  # a line of its own, for the paragraph or list item above
        above = text[text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)]
        return bool(above.strip(" \t>")) and not _HEADING.match(above) and not _ROW.match(above)
    if before[-1] in _ENDS_ELEMENT or "|" in before:
        return True
    below = text[line_end + 1 : line_end + 80]
    if _HEADING.match(before):  # hashes that close a heading may follow, and in live coverage another list
        return (before[-1] in " }" and not text[end:line_end].strip(" \t#")) or text[end : end + 1] == "{"
    return before[-1] == " " and not text[end:line_end].strip() and _BELOW_WORDS.match(below) is not None


def _links(text: str, first_line: int) -> Iterator[Problem]:
    """A finding for each text that looks like a link and is none: a bracket is misplaced, or its name is not defined."""
    defined = {_link_name(match[1]) for match in _DEFINITION.finditer(text)}
    for match in _NO_LINK.finditer(text):
        words, name = match["words"], match["name"]
        if words is None or (_link_name(name or words) not in defined and any(map(str.isalpha, words))):
            place = position(text, match.start(), first_line)
            yield RULES["mark-link"].found(excerpt=match[0][:60]).at("", *place)


def _link_name(written: str) -> str:
    """The name of a link's definition: spaces and capital letters make no difference."""
    return " ".join(written.split()).lower()


def _without_code(story: Story) -> str:
    """A story's body without comments, with ``_CODE_SIGN`` for the characters of code."""
    text, _ = without_comments(story.halves.body, story.halves.body_line)
    return _CODE_SPAN.sub(lambda match: _CODE_SIGN * len(match[0]), with_masked_fences(text, _CODE_SIGN))
