"""The slices of a site: parts of its pages, each of which a worker plans, renders and stages by itself.

In the order of their slices the pages are those of a plan of everything (``plan.plan``), whatever the bounds of the slices: a
slice of stories finds the windows of its first ones in the record.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from ..model.facets import ALL, WITHDRAWN, Facet
from ..model.queries import Days, Months, RedirectMonths, RedirectsOf
from ..model.timestamps import Month
from ..pages.hosts import RedirectMap
from ..pages.kinds import Page, page_of_day, page_of_redirect, pages_of_facet, pages_of_month
from ..record.last_build import Basis
from ..record.lists import Stretch
from ..record.record import Record
from ..record.view import View
from ..site.settings import Settings
from .answers import Answers
from .plan import all_facets, fixed_pages, other_pages, task_of, tasks_of_stretch
from .task import Task

T = TypeVar("T")


class Sizes(NamedTuple):
    """How much there is in one slice, at least 1 of each: stories, pages that exist whatever stories there are, sections,
    topics, authors and places, months of the archive, months of redirects."""

    stories: int
    fixed: int = 40
    facets: int = 40
    months: int = 3

    @staticmethod
    def of(stories: int, workers: int) -> "Sizes":
        """The sizes for so many stories and workers: small enough for all workers to end at about one time, and large enough
        that finding the windows of a slice's first stories costs little."""
        return Sizes(min(max(stories // (workers * _PER_WORKER) + 1, _LEAST), _MOST))


_PER_WORKER = 4
_LEAST, _MOST = 250, 4000


class FixedPages(NamedTuple):
    """A part of the pages that exist whatever stories there are, by their places among ``plan.fixed_pages``."""

    first: int
    end: int


class Facets(NamedTuple):
    """The fronts, feeds and months of some sections, topics, authors and places."""

    facets: tuple[Facet, ...]


class ArchiveMonths(NamedTuple):
    """The pages of some months of the archive, and of their days."""

    months: tuple[Month, ...]


class OldAddresses(NamedTuple):
    """The redirect pages of the aliases of the stories of some months; for None, of redirects.yml."""

    months: tuple[Month | None, ...]


class RedirectMaps(NamedTuple):
    """The parts of nginx's map of redirects for some months."""

    months: tuple[Month, ...]


class OtherPages(NamedTuple):
    """All of ``plan.other_pages``."""


Slice = Stretch | FixedPages | Facets | ArchiveMonths | OldAddresses | RedirectMaps | OtherPages
"""A slice. A ``Stretch`` is one of the stories in ALL or WITHDRAWN."""


def slices(record: Record, settings: Settings, view: View, sizes: Sizes) -> Iterator[Slice]:
    """Yield the slices of all pages, in the order in which ``plan.plan`` makes the pages. The record is read as the iterator is
    consumed."""
    answers = Answers(record, view, settings.zone)
    for facet in (ALL, WITHDRAWN):
        yield from record.lists.stretches(facet, sizes.stories, view)
    count = len(fixed_pages(record, settings))
    yield from (FixedPages(first, first + sizes.fixed) for first in range(0, count, sizes.fixed))
    yield from map(Facets, _parts(all_facets(record, settings), sizes.facets))
    yield from map(ArchiveMonths, _parts(iter(answers(Months(ALL))), sizes.months))
    months: Sequence[Month] = answers(RedirectMonths())
    yield from map(OldAddresses, _parts(iter((None, *months)), sizes.months))
    yield from map(RedirectMaps, _parts(iter(months), sizes.months))
    yield OtherPages()


def _parts(items: Iterator[T], length: int) -> Iterator[tuple[T, ...]]:
    while part := tuple(islice(items, length)):
        yield part


class Slicer:
    """Makes the tasks of slices from one view of the record. Many slices share its cache of summaries."""

    def __init__(self, record: Record, settings: Settings, basis: Basis, view: View) -> None:
        self._record = record
        self._settings = settings
        self._basis = basis
        self._view = view
        self._answers = Answers(record, view, settings.zone)
        self._fixed: tuple[Page, ...] | None = None

    def tasks(self, one: Slice) -> Iterator[Task]:
        """Yield a task for each page of a slice, unless its key and its path are the recorded ones."""
        record, settings, basis = self._record, self._settings, self._basis
        if isinstance(one, Stretch):
            yield from tasks_of_stretch(record, one, self._answers, settings, basis, self._view)
            return
        for page in self._pages(one):
            yield from task_of(record, page, self._answers, settings, basis)

    def _pages(
        self, one: FixedPages | Facets | ArchiveMonths | OldAddresses | RedirectMaps | OtherPages
    ) -> Iterator[Page]:
        ask = self._answers
        match one:
            case FixedPages(first, end):
                if self._fixed is None:
                    self._fixed = fixed_pages(self._record, self._settings)
                yield from self._fixed[first:end]
            case Facets(facets):
                for facet in facets:
                    yield from pages_of_facet(facet, ask, self._settings)
            case ArchiveMonths(months):
                for month in months:
                    yield from pages_of_month(month)
                    yield from (page_of_day(day) for day, _ in ask(Days(month)))
            case OldAddresses(of):
                for some in of:
                    for redirect in ask(RedirectsOf(some)):
                        yield from page_of_redirect(redirect)
            case RedirectMaps(months):
                yield from map(RedirectMap.page, months)
            case OtherPages():
                yield from other_pages(ask)
