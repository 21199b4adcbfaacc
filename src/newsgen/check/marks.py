"""Marks of Markdown that mean something else than their writer may think: headings without a space, braces."""

import re
from collections.abc import Iterator

from ..articles.attribute_lists import parse
from ..articles.sanitise import CLASSES, RESERVED_ID_PREFIX
from ..base.problems import Problem
from ..site.settings import Settings
from ..site.text import position
from .rules import RULES
from .story import Story

_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)
_NO_SPACE = re.compile(r"^[ >]*(#{2,6})(?=[^\W_])", re.MULTILINE)
_BRACES = re.compile(r"(?<![\\{])\{(:?[ ]*(?:#[^\s{}]|\.[A-Za-z]|[A-Za-z][A-Za-z0-9_-]*=)[^{}\n]*)\}")
_KNOWN_CLASSES = frozenset().union(*CLASSES.values()) | {"key", "pinned"}


def headings_without_space(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield a finding for each line that begins with two or more # and a word: it is text, no heading.

    A line with a single # is a hashtag, and none.
    """
    text = _without_code(story)
    for match in _NO_SPACE.finditer(text):
        yield RULES["mark-heading"].found(hashes=match[1]).at("", *position(text, match.end(), story.halves.body_line))


def braces(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield a finding for braces that begin like an attribute list and are none, and for classes and ids that are left out."""
    text = _without_code(story)
    for match in _BRACES.finditer(text):
        attributes = parse(match[1])
        place = position(text, match.start(), story.halves.body_line)
        if not attributes:
            yield RULES["mark-braces"].found(written=match[0][:60]).at("", *place)
        for name, value in attributes:
            if name == "class" and value not in _KNOWN_CLASSES:
                yield RULES["mark-class"].found(name=value[:60]).at("", *place)
            elif name == "id" and value.startswith(RESERVED_ID_PREFIX):
                yield RULES["mark-id"].found(name=value[:60]).at("", *place)


def _without_code(story: Story) -> str:
    """A story's body with spaces for the characters of code."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), story.halves.body)
