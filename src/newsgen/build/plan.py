"""Find the pages to render: those that may have changed, and whose key differs from the recorded one."""

from collections.abc import Iterator
from datetime import date

from ..model.facets import (
    ALL,
    NAMED_KINDS,
    SHOW,
    WITHDRAWN,
    DataOf,
    Facet,
    MonthsOf,
    NamesOf,
    OldAddressAt,
    SiteList,
    TextsOf,
    Watched,
)
from ..model.queries import DataFile, During, Latest, Months, RedirectAt, RedirectMonths
from ..model.timestamps import Month, day_span, month_of, of_microseconds
from ..pages.data import DataFragment
from ..pages.hosts import RedirectMap
from ..pages.kinds import (
    FacetMonth,
    Page,
    Plain,
    Story,
    feeds_of_facet,
    page_of_day,
    page_of_redirect,
    pages_of_archive,
    pages_of_data,
    pages_of_facet,
    pages_of_month,
    pages_of_redirects,
    pages_of_show,
    pages_of_shows,
    pages_of_site,
    pages_of_story,
)
from ..record.last_build import Basis
from ..record.lists import Stretch
from ..record.record import Record
from ..record.stories import Stored
from ..record.view import View
from ..site.settings import Settings
from .affected import Affected
from .answers import Answers
from .key import differing, evaluate
from .task import Task, Text


def plan(record: Record, affected: Affected, settings: Settings, basis: Basis, view: View) -> Iterator[Task]:
    """Yield a task for each affected page that exists in ``view`` and whose key or path is not the recorded one.

    Stories come first. The record is read as the iterator is consumed. ``gone`` finds the outputs that no longer exist.
    """
    answers = Answers(record, view, settings.zone)
    if affected.stories is None:
        for facet in (ALL, WITHDRAWN):
            yield from tasks_of_stretch(record, Stretch(facet), answers, settings, basis, view)
    else:
        for identifier in sorted(affected.stories):
            stored = record.stories.get(identifier)
            if stored is not None and view.shows(stored.position[0], stored.summary.draft):
                yield from _story_tasks(record, stored, answers, settings, basis)
    for page in lists(record, affected, settings, answers):
        yield from task_of(record, page, answers, settings, basis)


def tasks_of_stretch(
    record: Record, stretch: Stretch, answers: Answers, settings: Settings, basis: Basis, view: View
) -> Iterator[Task]:
    """Yield a task for each page of the visible stories of a stretch of ALL or WITHDRAWN, oldest story first.

    A page whose key and path are the recorded ones has none.
    """
    swept, sweep = answers.swept(stretch.first)
    for stored in record.stories.visible(view, stretch):
        yield from _story_tasks(record, stored, swept, settings, basis)
        if stretch.facet == ALL:
            sweep.passed(stored)
            answers.seen(stored.summary)


def _story_tasks(record: Record, stored: Stored, answers: Answers, settings: Settings, basis: Basis) -> Iterator[Task]:
    for page in pages_of_story(answers.story(stored), settings):
        yield from task_of(record, page, answers, settings, basis)


def story_pages(stored: Stored, settings: Settings) -> Iterator[Page]:
    """The pages of a story that the caller knows to be visible, for their names and paths.

    Their subject shows what is still to come of the story.
    """
    return pages_of_story(Story(stored.summary, stored.position, stored.digest), settings)


def lists(record: Record, affected: Affected, settings: Settings, answers: Answers) -> Iterator[Page]:
    """Yield the pages that are no story's and may have changed, as far as they exist now. A page may come twice."""
    for page in fixed_pages(record, settings):
        watches = affected.lists is None or not affected.lists.keys().isdisjoint(page.watches)
        if watches or _may_be_new(record, page):
            yield page
    if affected.lists is None:
        for facet in all_facets(record, settings):
            yield from pages_of_facet(facet, answers, settings)
        yield from pages_of_archive(answers)
        yield from pages_of_redirects(answers)
        yield from other_pages(answers)
        return
    for watched, moments in affected.lists.items():
        yield from _pages_of(watched, moments, record, settings, answers)


def other_pages(answers: Answers) -> Iterator[Page]:
    """The pages of no story, facet, month or old address that exist because of sources.

    Add new ones here, so that slices have them too.
    """
    yield from pages_of_shows(answers)
    yield from pages_of_data(answers)


def fixed_pages(record: Record, settings: Settings) -> tuple[Page, ...]:
    """Every page that exists whatever stories there are. What they show may depend on stories."""
    return pages_of_site(settings, (Plain(page, content) for page, content in record.plain_pages.all()))


def _may_be_new(record: Record, page: Page) -> bool:
    """Plain pages are few and always looked at; of the others only those that the output lacks."""
    return isinstance(page.subject, Plain) or record.outputs.get(page.name) is None


def all_facets(record: Record, settings: Settings) -> Iterator[Facet]:
    """Every facet that may have pages of its own: sections, then those of stories, then authors who have a profile alone."""
    yield from (Facet.section(section.id) for section in settings.sections)
    for kind in (*NAMED_KINDS, SHOW):
        yield from (Facet(facet) for facet in record.lists.facets(kind))
    signed = set(record.lists.facets("author"))
    described = (Facet.named("author", author) for author, _ in record.authors.paths())
    yield from (facet for facet in described if facet not in signed)


def _pages_of(
    watched: Watched, moments: frozenset[int], record: Record, settings: Settings, answers: Answers
) -> Iterator[Page]:
    """The pages that may have changed because of one list. The fixed ones, which say what they watch, are found by
    ``lists``."""
    match watched:
        case SiteList.REDIRECTS:
            yield from pages_of_redirects(answers)
        case SiteList.ALIASES:
            yield from map(RedirectMap.page, answers(RedirectMonths(tuple(months_of(moments, settings)))))
        case OldAddressAt(source):
            redirect = answers(RedirectAt(source))
            if redirect is not None:
                yield from page_of_redirect(redirect)
        case SiteList.SHOWS:
            yield from pages_of_shows(answers)
        case DataOf(file):
            if answers(DataFile(file)) is not None:
                yield DataFragment.page(file)
        case SiteList() | NamesOf():
            return
        case TextsOf(facet):
            if facet.is_show:
                yield from (page for page in pages_of_show(facet, answers) if watched in page.watches)
            if facet.named_kind and answers(Latest(facet, 1)):
                yield from feeds_of_facet(facet, settings)
        case MonthsOf(facet):
            yield from (
                page for page in pages_of_facet(facet, answers, settings) if isinstance(page.subject, FacetMonth)
            )
        case Facet():
            yield from _pages_of_facet(watched, moments, record, settings, answers)


def _pages_of_facet(
    facet: Facet, moments: frozenset[int], record: Record, settings: Settings, answers: Answers
) -> Iterator[Page]:
    """Of a facet's pages those that may have changed: its front, the months that stories moved in, and what the output
    lacks; of the archive the months and days."""
    months = set(months_of(moments, settings))
    if facet == ALL:
        existing = set(answers(Months(ALL)))
        for month in sorted(months & existing):
            yield from pages_of_month(month)
        for day in days_of(moments, settings):
            if has_stories(day, settings, answers):
                yield page_of_day(day)
    elif facet.has_pages:
        for page in pages_of_facet(facet, answers, settings):
            subject = page.subject
            if not isinstance(subject, FacetMonth) or subject.month in months or record.outputs.get(page.name) is None:
                yield page


def months_of(moments: frozenset[int], settings: Settings) -> list[Month]:
    """The months that moments fall in, in the site's zone."""
    return sorted({month_of(moment, settings.zone) for moment in moments})


def days_of(moments: frozenset[int], settings: Settings) -> list[date]:
    """The days that moments fall on, in the site's zone."""
    return sorted({of_microseconds(moment, settings.zone).date() for moment in moments})


def has_stories(day: date, settings: Settings, answers: Answers) -> bool:
    """Whether a list may show any story that was published on a day of the site's time zone."""
    return bool(answers(During(ALL, day_span(day, settings.zone), 1)))


def task_of(record: Record, page: Page, answers: Answers, settings: Settings, basis: Basis) -> Iterator[Task]:
    """Yield the task of a page, unless its key and its path are the recorded ones."""
    found = evaluate(page, answers, settings, basis)
    old = record.outputs.get(page.name)
    if old is not None and old.key == found.key and old.path == page.path:
        return
    texts: tuple[Text, ...] = ()
    if isinstance(page.subject, Story):
        texts = (Text(record.stories.text(page.subject.id), page.subject.horizon),)
    elif found.context.texts:
        ids = [summary.card.id for summary in found.context.summaries]
        texts = tuple(Text(record.stories.text(identifier), answers.horizon(identifier)) for identifier in ids)
    why = "new" if old is None else "moved" if old.path != page.path else ",".join(differing(old.key, found.key))
    yield Task(page, found.key, found.context_json, texts, why, found.context)
