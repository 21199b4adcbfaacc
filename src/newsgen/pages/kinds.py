"""The kinds of page and what each shows, asked through queries.

To add a kind: a class in one of the modules here, its place in ``KINDS``, a template, a golden case.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from ..model.article import Month
from ..model.facets import ALL, Facet
from ..model.page_name import PageName
from ..model.queries import Ask, Days, Latest, Months, ProfileOf, Redirects
from ..site.settings import Settings
from .addresses import front_address, output_path
from .archive import ArchivePage, CorrectionsPage, DayPage, MonthPage
from .feeds import (
    AtomFeed,
    Feed,
    JsonFeed,
    NewsSitemap,
    PagesSitemap,
    RssFeed,
    Sitemap,
    SitemapIndex,
)
from .fronts import AuthorPage, BreakingFragment, HomePage, LatestFragment, NamesPage, PlacePage, SectionPage, TopicPage
from .hosts import (
    AdsTxt,
    DatesScript,
    Headers,
    MissingPage,
    NginxHeaders,
    RedirectMap,
    RedirectPage,
    RedirectsFile,
    Robots,
    SearchPage,
    SearchScript,
    SecurityTxt,
    SiteStyle,
)
from .page import Context, Day, FacetMonth, Kind, OldAddress, Page, Plain, Story
from .redirects import plain
from .stories import STORY_KINDS, ArticlePage, LiveFragment, PlainKind, of_story

KINDS: tuple[type[Kind], ...] = (
    ArticlePage,
    LiveFragment,
    HomePage,
    SectionPage,
    LatestFragment,
    BreakingFragment,
    TopicPage,
    AuthorPage,
    PlacePage,
    NamesPage,
    MonthPage,
    DayPage,
    ArchivePage,
    CorrectionsPage,
    PlainKind,
    MissingPage,
    RssFeed,
    AtomFeed,
    JsonFeed,
    Sitemap,
    NewsSitemap,
    PagesSitemap,
    SitemapIndex,
    Robots,
    SecurityTxt,
    AdsTxt,
    Headers,
    NginxHeaders,
    RedirectPage,
    RedirectsFile,
    RedirectMap,
    DatesScript,
    SearchPage,
    SearchScript,
    SiteStyle,
)
BY_NAME: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}

FEEDS: tuple[type[Feed], ...] = (RssFeed, AtomFeed, JsonFeed)

NAMED = ("topic", "author", "place")


def fixed(settings: Settings, plain: Iterable[Plain] = ()) -> tuple[Page, ...]:
    """Every page that exists whatever stories there are."""
    return (*(page for kind in KINDS for page in kind.pages(settings)), *(PlainKind.page(one) for one in plain))


def of_facet(facet: Facet, ask: Ask, settings: Settings) -> Iterator[Page]:
    """The pages that a section, topic, author or place has because of its stories: front, feeds, months."""
    if facet.kind in NAMED:
        if not ask(Latest(facet, 1)) and not (facet.kind == "author" and ask(ProfileOf(facet.key))):
            return
        yield Page(PageName.of(facet.kind, facet.key), output_path(front_address(facet)), facet, (facet,))
        yield from feeds_of(facet, settings)
    for month in ask(Months(facet, settings.front.section)):
        yield MonthPage.page(FacetMonth(facet, month))


def feeds_of(facet: Facet, settings: Settings) -> Iterator[Page]:
    """The feeds of a topic, author or place that has any story."""
    for feed in FEEDS:
        yield from feed.of(facet, settings)


def of_month(month: Month) -> tuple[Page, ...]:
    """The pages of the whole archive's month that has any story."""
    subject = FacetMonth(ALL, month)
    return MonthPage.page(subject), Sitemap.page(subject)


def of_day(day: date) -> Page:
    """The page of a day that has any story."""
    return DayPage.page(Day(day))


def of_archive(ask: Ask) -> Iterator[Page]:
    """All of these."""
    for month in ask(Months(ALL)):
        yield from of_month(month)
        yield from (of_day(day) for day, _ in ask(Days(month)))


def of_redirects(ask: Ask) -> Iterator[Page]:
    """A page for each old address, but for those that differ from the new one in the case of letters only: on some file
    systems both are one file. The hosts' rules hold them all."""
    for redirect in ask(Redirects()):
        target = redirect.target
        if not target.startswith("/") or plain(target).casefold() != redirect.source.casefold():
            yield RedirectPage.page(OldAddress(redirect))


__all__ = [
    "BY_NAME", "FEEDS", "KINDS", "NAMED", "STORY_KINDS", "Context", "Facet", "FacetMonth", "Page", "Plain", "Story", "feeds_of",
    "fixed", "of_archive", "of_day", "of_facet", "of_month", "of_redirects", "of_story", "output_path",
]  # fmt: skip
