"""The outputs that no longer exist: pages of hidden stories, of lists without stories, of other kinds than before."""

from collections.abc import Iterator

from ..model.facets import ALL, DataOf, Facet, OldAddressAt, SiteList
from ..model.page_name import PLAIN, REDIRECT, PageName
from ..model.queries import DataFile, Months, RedirectAt, RedirectMonths
from ..model.timestamps import month_of
from ..pages.archive import MonthPage
from ..pages.data import DataFragment
from ..pages.hosts import RedirectMap, RedirectPage
from ..pages.kinds import (
    BY_NAME,
    FEEDS,
    SHOW_KINDS,
    STORY_KINDS,
    page_of_day,
    page_of_redirect,
    pages_of_facet,
    pages_of_month,
    pages_of_redirects,
    pages_of_shows,
)
from ..pages.shows import ShowsPage
from ..record.record import Record
from ..record.view import View
from ..site.settings import Settings
from .affected import Affected
from .answers import Answers
from .plan import days_of, fixed_pages, has_stories, lists, months_of, story_pages
from .task import OF_STORIES


def gone(record: Record, affected: Affected, settings: Settings, view: View) -> Iterator[PageName]:
    """Yield names of affected pages that do not exist in ``view``. The caller deletes their outputs.

    Some were never recorded, and some may come twice. The iterator reads the recorded outputs as it goes on, so the
    caller makes a list of it before it deletes any.
    """
    yield from _gone_stories(record, affected, settings, view)
    answers = Answers(record, view, settings.zone)
    expected = {page.name for page in fixed_pages(record, settings)}
    if affected.lists is None:
        expected |= {page.name for page in lists(record, affected, settings, answers)}
        for kind in BY_NAME.keys() - OF_STORIES:
            yield from [output.name for output in record.outputs.of_kind(kind) if output.name not in expected]
        return
    yield from [output.name for output in record.outputs.of_kind(PLAIN) if output.name not in expected]
    if affected.holds(SiteList.REDIRECTS):
        expected |= {page.name for page in pages_of_redirects(answers)}
        for kind in (REDIRECT, RedirectMap.name):
            yield from [output.name for output in record.outputs.of_kind(kind) if output.name not in expected]
    for watched, moments in affected.lists.items():
        if isinstance(watched, Facet):
            yield from _gone_of(watched, moments, record, settings, answers)
        elif watched == SiteList.SHOWS and not list(pages_of_shows(answers)):
            yield ShowsPage.page_name()
        elif watched == SiteList.ALIASES:
            months = months_of(moments, settings)
            existing = set(answers(RedirectMonths(tuple(months))))
            yield from (RedirectMap.page(month).name for month in months if month not in existing)
        elif isinstance(watched, DataOf):
            if answers(DataFile(watched.file)) is None:
                yield DataFragment.page_name(watched.file)
        elif isinstance(watched, OldAddressAt):
            redirect = answers(RedirectAt(watched.source))
            if redirect is None or not list(page_of_redirect(redirect)):
                yield RedirectPage.page_name(watched.source)


def _gone_stories(record: Record, affected: Affected, settings: Settings, view: View) -> Iterator[PageName]:
    """Yield, for affected stories, the names of all pages that they do not have now, recorded or not."""
    if affected.stories is None:
        identifiers = {output.name.identifier for output in record.outputs.orphans(view)}
        others = (output for kind in STORY_KINDS[1:] for output in record.outputs.of_kind(kind.name))
        identifiers |= {output.name.identifier for output in others}
    else:
        identifiers = set(affected.stories)
    for identifier in sorted(identifiers):
        stored = record.stories.get(identifier)
        shown = stored is not None and view.shows(stored.position[0], stored.summary.draft)
        existing = {page.name for page in story_pages(stored, settings)} if stored is not None and shown else set()
        yield from (name for kind in STORY_KINDS if (name := kind.page_name(identifier)) not in existing)


def _gone_of(
    facet: Facet, moments: frozenset[int], record: Record, settings: Settings, answers: Answers
) -> Iterator[PageName]:
    """Yield the names of a facet's pages that its stories do not make any more.

    For ``ALL``, these are pages of the months and days of ``moments``, recorded or not.
    """
    if facet == ALL:
        existing = set(answers(Months(ALL)))
        for month in sorted({month_of(moment, settings.zone) for moment in moments} - existing):
            yield from (page.name for page in pages_of_month(month))
        for day in days_of(moments, settings):
            if not has_stories(day, settings, answers):
                yield page_of_day(day).name
    elif facet.has_pages:
        expected = {page.name for page in pages_of_facet(facet, answers, settings)}
        names = [output.name for output in record.outputs.all(MonthPage.page_name(facet + "/"))]
        if facet.named_kind:
            names += [PageName.of(facet.kind, facet.key), *(feed.page_name(facet) for feed in FEEDS)]
        if facet.is_show:
            names += [kind.page_name(facet.key) for kind in SHOW_KINDS]
        yield from (name for name in names if name not in expected)
