"""The list of shows, and of each show its front and its podcast feed."""

from ..model.facets import Facet, SiteList, TextsOf
from ..model.queries import Ask, Latest, Months, Recent, ShowOf, Shows, Texts
from ..site.settings import Settings
from .addresses import SHOWS, front_address, output_path, podcast_address
from .fronts import listing
from .page import Context, Kind, Page, Subject


class ShowsPage(Kind):
    """The list of the shows that have an episode. It exists while there is any."""

    name = "shows"
    template = "shows.html"
    framed = True
    rank = 35

    @staticmethod
    def page() -> Page:
        return Page(ShowsPage.page_name(), output_path(SHOWS), None, (SiteList.SHOWS,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(shows=tuple(ask(Shows())))


class ShowPage(Kind):
    """The front of a show: what it is, where it can be heard, its newest episodes, and links to its months."""

    name = "show"
    template = "show.html"
    framed = True
    rank = 30

    @staticmethod
    def page(facet: Facet) -> Page:
        return Page(ShowPage.page_name(facet.key), output_path(front_address(facet)), facet, (facet,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        show = ask(ShowOf(subject.key))
        cards = tuple(ask(Latest(subject, settings.front.section)))
        return Context(
            day=cards[0].published.date() if cards else None,
            listing=listing(subject, (), settings, show.name if show else ""),
            cards=cards,
            months=tuple(ask(Months(subject, settings.front.section))),
            show=show,
        )


class PodcastFeed(Kind):
    """The podcast feed of a show: its newest episodes, with their whole texts, which tell whether they have a transcript."""

    name = "podcast"
    template = "feeds/podcast.xml"
    rank = 50

    @staticmethod
    def page(facet: Facet) -> Page:
        path = podcast_address(facet.key).lstrip("/")
        return Page(PodcastFeed.page_name(facet.key), path, facet, (facet, TextsOf(facet)))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        show = ask(ShowOf(subject.key))
        summaries = tuple(ask(Recent(subject, settings.feeds.episodes)))
        return Context(
            listing=listing(subject, (), settings, show.name if show else ""),
            summaries=summaries,
            texts=tuple(ask(Texts(tuple(one.card.id for one in summaries)))),
            show=show,
        )


SHOW_KINDS: tuple[type[Kind], ...] = (ShowPage, PodcastFeed)
"""The kinds of page that a single show has."""
