"""Headlines: those that lists and search results cut, and those that two stories share."""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..arabic import fold
from ..base.problems import Problem
from ..site.settings import Settings
from ..site.source_kind import is_article
from .rules import RULES

if TYPE_CHECKING:
    from .site import Site
    from .story import Story

DAY = 24 * 3600 * 1_000_000  # microseconds


def length(text: str) -> int:
    """How many characters of a text take room: tashkeel stands above and below others."""
    return sum(unicodedata.category(char) not in ("Mn", "Cf") for char in text)


def too_long(story: "Story", settings: Settings) -> Iterator[Problem]:
    """A headline over one of the house's limits: told once."""
    if story.form is None or not is_article(story.path):
        return
    count = length(story.form.title)
    for code, limit in (
        ("headline-card", settings.check.headline_card),
        ("headline-search", settings.check.headline_search),
    ):
        if limit and count > limit:
            yield RULES[code].found(count=count, limit=limit).at("", *story.document.mark(("title",)))
            return  # what lists cut, search engines cut too


def again(site: "Site") -> Iterator[Problem]:
    """A story whose headline another one had within the last days, whatever its hamzas, marks and punctuation."""
    window = site.settings.check.same_title_days
    last: dict[str, tuple[int, str]] = {}
    for stored in reversed(list(site.record.stories.all()) if window else []):
        moment, words = stored.position[0], " ".join(re.findall(r"\w+", fold(stored.summary.card.title)))
        other = last.get(words)
        if stored.summary.withdrawn:
            continue
        if other is not None and moment - other[0] <= window * DAY:
            days = round((moment - other[0]) / DAY)
            problem = RULES["title-again"].found(other=other[1], days=days)
            yield problem.at(stored.path, *site.key(stored.path, ("title",)))
        last[words] = (moment, stored.path)
