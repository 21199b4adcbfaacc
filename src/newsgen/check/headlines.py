"""Headlines that lists or search engines cut, and headlines that two stories share."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from ..arabic import fold
from ..base.problems import N_, Problem
from ..model.article import KIND_NAMES
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


_BREAKING, _LIVE = ("عاجل",), ("مباشر", "بث مباشر", "تغطية مباشرة")
_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "video": ("بالفيديو",), "gallery": ("بالصور",), "opinion": ("مقال رأي",), "live": _LIVE,
}  # fmt: skip
_MARK = r"\s*[:|\-–—!.…\])،]"
_WRITE_BREAKING = N_("Delete the word, and write “breaking_until: …”: until then every page shows it.")
_WRITE_LIVE = N_("Delete the word, and write “kind: live” if the story is live coverage.")


def badge_again(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield one finding at most: the headline begins with a badge of the story, its kicker or the label of its kind.

    عاجل and مباشر are badges whatever the story's kind. A mark such as a colon must follow the word; behind عاجل, and
    behind مباشر in live coverage, a space is enough.
    """
    form = story.form
    if not isinstance(form, FrontMatter) or not is_article(story.path):
        return
    own = (form.kicker, KIND_NAMES.get(form.kind, ""), *_OTHER_NAMES.get(form.kind, ()))
    for words, ends, hint in (
        (_BREAKING, rf"(?:{_MARK}|\s|$)", "" if form.breaking_until else _WRITE_BREAKING),
        (_LIVE, rf"(?:{_MARK}|\s|$)" if form.kind == "live" else _MARK, "" if form.kind == "live" else _WRITE_LIVE),
        (own, _MARK, ""),
    ):
        written = "|".join(re.escape(word) for word in words if word)
        match = re.match(rf"[\s#\[(*|]*({written}){ends}", form.title) if written else None
        if match:
            problem = RULES["headline-badge"].found(found=match[1]).at("", *story.document.mark(("title",)))
            yield replace(problem, hint=hint) if hint else problem
            return


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
