"""Feeds and sitemaps."""

from collections.abc import Iterator
from typing import ClassVar

from ..model.facets import ALL, Facet, SiteList, TextsOf
from ..model.queries import Ask, During, Months, News, PlainPages, ProfileOf, Recent, Shows, Texts
from ..model.timestamps import month_span
from ..site.links import address_of_file
from ..site.settings import Settings
from ..site.settings_lists import FeedFormat
from .addresses import ARCHIVE, SHOWS, feed_address, feed_formats, front_address
from .fronts import NamesPage, listing
from .page import Context, FacetMonth, Kind, Page, Subject


class Feed(Kind):
    """A feed: the newest stories of a facet, with the full text if ``feeds.full_text`` is set."""

    name: ClassVar[FeedFormat]
    rank = 50

    @classmethod
    def of(cls, facet: Facet, settings: Settings) -> Iterator[Page]:
        """The facet's feed in this format, if the settings ask for it.

        Whether the facet has stories is not looked at.
        """
        if cls.name in feed_formats(facet, settings):
            yield Page(cls.page_name(facet), feed_address(facet, cls.name).lstrip("/"), facet, (facet, TextsOf(facet)))

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for facet in (ALL, *(Facet.section(section.id) for section in settings.sections)):
            yield from cls.of(facet, settings)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        summaries = tuple(ask(Recent(subject, settings.feeds.items)))
        profile = ask(ProfileOf(subject.key)) if subject.kind == "author" else None
        about = listing(subject, summaries, settings, profile.name if profile else "")
        texts = ask(Texts(tuple(s.card.id for s in summaries))) if settings.feeds.full_text else ()
        return Context(listing=about, summaries=summaries, texts=tuple(texts))


class RssFeed(Feed):
    """A feed as RSS 2.0."""

    name = "rss"
    template = "feeds/rss.xml"


class AtomFeed(Feed):
    """A feed as Atom."""

    name = "atom"
    template = "feeds/atom.xml"


class JsonFeed(Feed):
    """A feed as JSON Feed."""

    name = "json"
    template = "feeds/feed.json"


class Sitemap(Kind):
    """The sitemap of one month's stories."""

    name = "sitemap"
    template = "sitemaps/month.xml"
    rank = 60

    @staticmethod
    def page(subject: FacetMonth) -> Page:
        path = f"sitemaps/{subject.month.year:04}-{subject.month.number:02}.xml"
        return Page(Sitemap.page_name(subject.key), path, subject)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, FacetMonth)
        span = month_span(subject.month, settings.zone)
        return Context(month=subject.month, summaries=tuple(ask(During(ALL, span))))


class NewsSitemap(Kind):
    """The news sitemap: the newest NEWS_LIMIT stories of the last 48 hours before the build's ``now``."""

    name = "sitemap-news"
    template = "sitemaps/news.xml"
    rank = 60

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "sitemaps/news.xml", watches=(ALL, SiteList.NEWS))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(summaries=tuple(ask(News())))


class PagesSitemap(Kind):
    """The sitemap of plain pages, the home page, section fronts, the archive, corrections, indexes of names and shows.

    Fronts of topics, authors and places are in no sitemap.
    """

    name = "sitemap-pages"
    template = "sitemaps/pages.xml"
    rank = 60

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "sitemaps/pages.xml", watches=(SiteList.PLAIN_PAGES, SiteList.SHOWS))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        fixed = ["/", *(f"/{section.id}/" for section in settings.sections), ARCHIVE, "/corrections/"]
        indexes = ["/" + page.path.removesuffix("index.html") for page in NamesPage.pages(settings)]
        shows = [front_address(Facet.show(show.id)) for show in ask(Shows())]
        programmes = [SHOWS, *shows] if shows else []
        return Context(
            addresses=(
                *fixed,
                *indexes,
                *programmes,
                *(address_of_file(f"/{identifier}/") for identifier in ask(PlainPages())),
            )
        )


class SitemapIndex(Kind):
    """The index of all sitemaps."""

    name = "sitemap-index"
    template = "sitemaps/index.xml"
    rank = 70

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "sitemap.xml", watches=(ALL,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(months=tuple(ask(Months(ALL))))
