"""Pictures: too small for where they are shown, or without words for those who do not see them."""

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..base.problems import Problem
from ..model.article import Picture
from ..site.settings import Settings
from ..site.text import position
from .rules import RULES

if TYPE_CHECKING:
    from .site import Site
    from .story import Story

_WORDLESS = re.compile(r"!\[[ \t]*\](?=[(\[])")
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)


def without_words(story: "Story", settings: Settings) -> Iterator[Problem]:
    """Pictures in the text whose brackets are empty. (The build tells of the one at the top.)"""
    text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), story.halves.body)
    for match in _WORDLESS.finditer(text):
        yield RULES["picture-alt"].found().at("", *position(text, match.start(), story.halves.body_line))


def small(site: "Site") -> Iterator[Problem]:
    """Pictures narrower than the place in which they are shown."""
    check = site.settings.check
    for text in site.texts():
        lead = text.lead
        if lead is not None and 0 < lead.width < check.lead_width:
            place = site.key(text.path, ("image", "src"))
            yield _small("picture-preview", text.source(lead), lead.width, check.lead_width).at(text.path, *place)
        for part in text.parts:
            if isinstance(part, Picture) and 0 < part.width < check.text_width:
                source = text.source(part)
                place = site.written(text.path, posixpath.basename(source))
                yield _small("picture-small", source, part.width, check.text_width).at(text.path, *place)


def _small(code: str, source: str, width: int, wanted: int) -> Problem:
    return RULES[code].found(source=posixpath.basename(source), width=width, wanted=wanted)
