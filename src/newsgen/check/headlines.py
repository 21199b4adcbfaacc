"""Headlines that lists or search engines cut, and headlines that two stories share."""

import re
import unicodedata
from collections.abc import Iterator

from ..arabic import fold
from ..base.problems import Problem
from ..pictures.card_text import card_text
from ..site.front_matter import FrontMatter
from ..site.settings import Settings
from ..site.source_kind import is_article
from .rules import RULES
from .site import Site
from .story import Story

DAY = 24 * 3600 * 1_000_000  # microseconds


def length(text: str) -> int:
    """The number of characters that take up width: combining marks (tashkeel) and format characters do not count."""
    return sum(unicodedata.category(char) not in ("Mn", "Cf") for char in text)


def too_long(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield one finding at most: a story's headline exceeds the limit of cards, else that of search engines.

    A limit of 0 is off. Plain pages and stories with errors in their front matter have no finding.
    """
    if story.form is None or not is_article(story.path):
        return
    count = length(story.form.title)
    for code, limit in (
        ("headline-card", settings.check.headline_card),
        ("headline-search", settings.check.headline_search),
    ):
        if limit and count > limit:
            yield RULES[code].found(count=count, limit=limit).at("", *story.document.mark(("title",)))
            return  # a headline that is too long for cards is too long for search engines as well


def undrawable(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield one finding at most: the share card would leave out characters of the headline, or write them without an accent.

    A story with a picture has no finding, nor has one that is older than ``cards.since``.
    """
    form, cards = story.form, settings.cards
    if cards is None or not isinstance(form, FrontMatter) or not is_article(story.path):
        return
    pictured = form.image is not None and form.image.src
    lost = "" if pictured or form.date.date() < cards.since else card_text(form.title).lost
    if lost:
        yield RULES["headline-letters"].found(characters=" ".join(lost)).at("", *story.document.mark(("title",)))


def repeated(site: Site) -> Iterator[Problem]:
    """Yield a finding at each story whose headline an earlier story had within ``check.same_title_days``; 0 is off.

    Hamza forms, diacritics and punctuation make no difference. Drafts and stories under embargo count, withdrawn ones
    do not. A story with errors counts with its last good version.
    """
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
            yield problem.at(stored.path, *site.key_position(stored.path, ("title",)))
        last[words] = (moment, stored.path)
