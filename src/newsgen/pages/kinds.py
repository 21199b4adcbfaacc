"""All kinds of page, and the pages that a story, a facet, a month, a day or a redirect has.

To add a kind: write its class in a module of this package, add it to ``KINDS``, write its template and a golden case.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from ..model.article import Redirect
from ..model.facets import ALL, Facet
from ..model.page_name import PageName
from ..model.queries import (
    Ask,
    DataFile,
    DataFiles,
    Days,
    Latest,
    Months,
    ProfileOf,
    RedirectMonths,
    RedirectsOf,
    ShowOf,
    Shows,
)
from ..model.timestamps import Month
from ..site.settings import Settings
from .addresses import front_address, output_path
from .archive import ArchivePage, CorrectionsPage, DayPage, MonthPage
from .data import DataFragment
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
    RedirectMapSizes,
    RedirectPage,
    RedirectsFile,
    Robots,
    SearchPage,
    SearchScript,
    SecurityTxt,
    SiteStyle,
)
from .page import Context, Day, FacetMonth, Kind, OldAddress, Page, Plain, Story
from .partners import NinjsPage, PartnerFeed
from .redirects import normalized
from .shows import SHOW_KINDS, PodcastFeed, ShowPage, ShowsPage
from .stories import STORY_KINDS, ArticlePage, LiveFragment, PlainKind, pages_of_story

KINDS: tuple[type[Kind], ...] = (
    ArticlePage,
    LiveFragment,
    HomePage,
    SectionPage,
    LatestFragment,
    BreakingFragment,
    DataFragment,
    TopicPage,
    AuthorPage,
    PlacePage,
    NamesPage,
    MonthPage,
    DayPage,
    ArchivePage,
    CorrectionsPage,
    ShowsPage,
    ShowPage,
    PlainKind,
    MissingPage,
    RssFeed,
    AtomFeed,
    JsonFeed,
    PartnerFeed,
    NinjsPage,
    PodcastFeed,
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
    RedirectMapSizes,
    DatesScript,
    SearchPage,
    SearchScript,
    SiteStyle,
)
"""Every kind of page."""

BY_NAME: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}

OF_EVERY_ARCHIVE = frozenset(kind.name for kind in (ArticlePage, TopicPage, MonthPage, DayPage, Sitemap))
"""The kinds of page that nearly every site with stories has, besides those of ``pages_of_site``."""

FEEDS: tuple[type[Feed], ...] = (RssFeed, AtomFeed, JsonFeed)

NAMED = ("topic", "author", "place")
"""The kinds of facet whose front exists only while the facet has stories."""


def pages_of_site(settings: Settings, plain: Iterable[Plain] = ()) -> tuple[Page, ...]:
    """The pages that exist whatever stories there are: those of each kind, and one for each of ``plain``.

    What they show may well depend on stories: the home page is among them.
    """
    return (*(page for kind in KINDS for page in kind.pages(settings)), *(PlainKind.page(one) for one in plain))


def pages_of_facet(facet: Facet, ask: Ask, settings: Settings) -> Iterator[Page]:
    """The pages that a section, topic, author, place or show has because of its stories.

    These are its months, and for a topic, author, place or show its front and feeds. An author with a profile has a front
    without stories too.
    """
    if facet.is_show:
        own = tuple(pages_of_show(facet, ask))
        yield from own
        if not own:
            return
    if facet.kind in NAMED:
        if not ask(Latest(facet, 1)) and not (facet.kind == "author" and ask(ProfileOf(facet.key))):
            return
        yield Page(PageName.of(facet.kind, facet.key), output_path(front_address(facet)), facet, (facet,))
        yield from feeds_of_facet(facet, settings)
    for month in ask(Months(facet, settings.front.section)):
        yield MonthPage.page(FacetMonth(facet, month))


def pages_of_show(facet: Facet, ask: Ask) -> Iterator[Page]:
    """The front and the podcast feed of a show, as far as it has a file and an episode."""
    if ask(Latest(facet, 1)) and ask(ShowOf(facet.key)):
        yield ShowPage.page(facet)
        yield PodcastFeed.page(facet)


def pages_of_shows(ask: Ask) -> Iterator[Page]:
    """The list of shows, where any has an episode."""
    if ask(Shows()):
        yield ShowsPage.page()


def feeds_of_facet(facet: Facet, settings: Settings) -> Iterator[Page]:
    """The feeds of a facet, as far as the settings ask for them.

    Whether the facet has stories is the caller's to know.
    """
    for feed in FEEDS:
        yield from feed.of(facet, settings)


def pages_of_month(month: Month) -> tuple[Page, ...]:
    """The pages of a month: its page in the archive, and its sitemap. The caller knows that the month has stories."""
    subject = FacetMonth(ALL, month)
    return MonthPage.page(subject), Sitemap.page(subject)


def page_of_day(day: date) -> Page:
    """The page of a day. The caller knows that the day has stories."""
    return DayPage.page(Day(day))


def pages_of_archive(ask: Ask) -> Iterator[Page]:
    """The pages of all months and days that have stories."""
    for month in ask(Months(ALL)):
        yield from pages_of_month(month)
        yield from (page_of_day(day) for day, _ in ask(Days(month)))


def pages_of_data(ask: Ask) -> Iterator[Page]:
    """The fragments of the data files of which readers see a use."""
    yield from (DataFragment.page(file) for file in ask(DataFiles()) if ask(DataFile(file)) is not None)


def pages_of_redirects(ask: Ask) -> Iterator[Page]:
    """The redirect pages, one for each old address that does not lead in a circle, and the months' parts of nginx's map."""
    months = tuple(ask(RedirectMonths()))
    for month in (None, *months):
        for redirect in ask(RedirectsOf(month)):
            yield from page_of_redirect(redirect)
    yield from (RedirectMap.page(month) for month in months)


def page_of_redirect(redirect: Redirect) -> Iterator[Page]:
    """The redirect page of an old address.

    An address that differs from its target only in the case of letters has none, because on some file systems both are
    the same file. The hosts' rules contain it.
    """
    target = redirect.target
    if not target.startswith("/") or normalized(target).casefold() != redirect.source.casefold():
        yield RedirectPage.page(OldAddress(redirect))


__all__ = [
    "BY_NAME",
    "FEEDS",
    "KINDS",
    "NAMED",
    "OF_EVERY_ARCHIVE",
    "SHOW_KINDS",
    "STORY_KINDS",
    "Context",
    "Facet",
    "FacetMonth",
    "Page",
    "Plain",
    "Story",
    "feeds_of_facet",
    "output_path",
    "page_of_day",
    "page_of_redirect",
    "pages_of_archive",
    "pages_of_data",
    "pages_of_facet",
    "pages_of_month",
    "pages_of_redirects",
    "pages_of_show",
    "pages_of_shows",
    "pages_of_site",
    "pages_of_story",
]  # fmt: skip
