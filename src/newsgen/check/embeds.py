"""Addresses that stand alone on a line: those of which the story holds no words, and those that stay links."""

from collections.abc import Iterator

from ..articles.embed_lines import bare_lines
from ..base.problems import Problem
from ..site.providers import shown_at
from ..site.settings import Settings
from .rules import RULES
from .story import Story


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield a finding for each post or player that is a bare address, and for each other address that is a paragraph alone."""
    body = story.halves.body
    lines = body.split("\n") if "://" in body else []
    for line in bare_lines(body):
        index, address = line.number, line.address
        shown = shown_at(address)
        place = story.halves.body_line + index, len(lines[index]) - len(lines[index].lstrip()) + 1
        if shown is not None:
            yield RULES["embed-bare"].found(service=shown.provider.id, file=story.path).at("", *place)
        elif not any(other.strip() for other in (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])):
            yield RULES["embed-unknown"].found(address=address[:80]).at("", *place)
