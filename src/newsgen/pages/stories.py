"""A story's own page, and the pages that are no stories."""

from collections.abc import Iterator, Sequence

from ..model import page_name
from ..model.article import Card, Summary
from ..model.facets import ALL, Facet
from ..model.placement import NEAREST, extra_terms, window_facets
from ..model.queries import Ask, Earlier, OrganizationsOf, Picked, Quoted, Related, ShowOf
from ..site.settings import Settings
from .addresses import live_path, output_path
from .page import Context, Kind, Page, Plain, Story, Subject
from .partners import NinjsPage

ONWARD = 3
"""How many stories an article's end leads to, where there are so many older ones."""


class ArticlePage(Kind):
    """A story's own page. A withdrawn one only says why, and shows no other story."""

    name = page_name.ARTICLE
    template = "article.html"
    framed = True
    rank = 1

    @staticmethod
    def page(story: Story) -> Page:
        return Page(ArticlePage.page_name(story.id), output_path(story.summary.card.address), story)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Story)
        summary, card = subject.summary, subject.summary.card
        if summary.withdrawn:
            return Context(day=card.published.date())
        related = tuple(ask(Picked(tuple(i for i in summary.picks if i != card.id))))
        beside = max(settings.sidebar.related, len(related))
        wanted = beside + ONWARD - len(related)
        shown = tuple(c.id for c in related)
        related += tuple(ask(Related(subject.position, window_facets(summary), wanted, shown, extra_terms(summary))))
        related, onward = related[:beside], related[beside:]
        taken = {c.id for c in related}
        limit = settings.sidebar.latest + len(taken)
        more: tuple[Card, ...] = ()
        earlier = ask(Earlier(Facet.section(card.section), subject.position, max(limit, 1)))
        if settings.sidebar.latest and settings.sidebar.delivery != "ssi":
            more = tuple(c for c in earlier if c.id not in taken)[: settings.sidebar.latest]
        if len(onward) < ONWARD:
            others = (*earlier, *ask(Earlier(ALL, subject.position, NEAREST)))
            onward = _filled((*onward, *(card for card in others if card.id not in taken), *related))
        return Context(
            day=card.published.date(), related=related, more=more, previous=earlier[0] if earlier else None,
            onward=onward, live=_goes_on(summary, ask),
            show=ask(ShowOf(card.episode.show)) if card.episode is not None else None,
            quoted=tuple(ask(Quoted(card.id))), organizations=tuple(ask(OrganizationsOf(card.id, summary.authors))),
        )  # fmt: skip


def _filled(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The first ``ONWARD`` different stories of these."""
    return tuple({card.id: card for card in cards}.values())[:ONWARD]


class LiveFragment(Kind):
    """The newest entries of live coverage, which its page asks for again and again while a reader follows it."""

    name = page_name.LIVE
    template = "fragments/live.html"
    rank = 1

    @staticmethod
    def page(story: Story) -> Page:
        return Page(LiveFragment.page_name(story.id), live_path(story.summary.card), story)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Story)
        summary = subject.summary
        return Context(live=_goes_on(summary, ask), quoted=tuple(ask(Quoted(summary.card.id))))


STORY_KINDS: tuple[type[Kind], ...] = (ArticlePage, LiveFragment, NinjsPage)
"""The kinds of page that are made of one story."""


def pages_of_story(story: Story, settings: Settings) -> Iterator[Page]:
    """The pages of a story that the caller knows to be visible.

    Live coverage has a fragment besides its own page, even when it has ended. What a partner gets as ninjs has that file.
    """
    yield ArticlePage.page(story)
    if story.summary.card.kind == "live" and not story.summary.withdrawn:
        yield LiveFragment.page(story)
    if settings.partners and NinjsPage.enabled(story.summary, settings):
        yield NinjsPage.page(story)


def _goes_on(summary: Summary, ask: Ask) -> bool:
    """Whether a story is live coverage that has not ended."""
    return summary.card.kind == "live" and any(card.live for card in ask(Picked((summary.card.id,))))


class PlainKind(Kind):
    """A page that is no story, such as about and contact: ``content/pages/about.md`` answers at ``/about/``."""

    name = page_name.PLAIN
    template = "page.html"
    framed = True
    rank = 20

    @staticmethod
    def page(plain: Plain) -> Page:
        return Page(PlainKind.page_name(plain.id), f"{plain.page.id}/index.html", plain)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()
