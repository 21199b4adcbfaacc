"""A story's own page, and the pages that are no stories."""

from ..addresses import output_path
from ..model import Card
from ..queries import Ask, Earlier, Picked, Related, section_facet, telling_terms, window_facets
from ..settings import Settings
from .page import Context, Kind, Page, Plain, Story, Subject


class ArticlePage(Kind):
    """A story's own page. A withdrawn one only says why, and shows no other story."""

    name = "article"
    template = "article.html"
    rank = 1

    @staticmethod
    def page(story: Story) -> Page:
        return Page("article", output_path(story.summary.card.address), story)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Story)
        summary, card = subject.summary, subject.summary.card
        if summary.withdrawn:
            return Context(day=card.published.date())
        related = tuple(ask(Picked(tuple(i for i in summary.picks if i != card.id))))
        wanted = settings.sidebar.related - len(related)
        if wanted > 0:
            shown = tuple(c.id for c in related)
            related += tuple(
                ask(Related(subject.position, window_facets(summary), wanted, shown, telling_terms(summary)))
            )
        taken = {c.id for c in related}
        limit = settings.sidebar.latest + len(taken)
        more: tuple[Card, ...] = ()
        earlier = ask(Earlier(section_facet(card.section), subject.position, max(limit, 1)))
        if settings.sidebar.latest and settings.sidebar.delivery != "ssi":
            more = tuple(c for c in earlier if c.id not in taken)[: settings.sidebar.latest]
        return Context(day=card.published.date(), related=related, more=more, previous=earlier[0] if earlier else None)


class PlainKind(Kind):
    """A page that is no story, such as about and contact: ``content/pages/about.md`` answers at ``/about/``."""

    name = "page"
    template = "page.html"
    rank = 20

    @staticmethod
    def page(plain: Plain) -> Page:
        return Page("page", f"{plain.page.id}/index.html", plain)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()
