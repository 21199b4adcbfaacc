"""Answer the queries of pages from the record: one by one, or for the whole archive in one sweep.

Both ways give the same answers; the law's test compares them on every run.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from ..arabic import sort_key
from ..base import digest
from ..model.article import Card, Named, Summary
from ..model.facets import ALL, WITHDRAWN, Facet
from ..model.horizon import summary_until
from ..model.placement import NEAREST, NEWS_LIMIT, WINDOW, Position, window_facets
from ..model.queries import (
    Breaking,
    DataFile,
    DataFiles,
    Days,
    During,
    Earlier,
    FooterPages,
    Latest,
    Months,
    Names,
    News,
    OddRedirects,
    OrganizationsOf,
    Picked,
    Pinned,
    PinnedBoxes,
    PlainPages,
    ProfileOf,
    Query,
    Quoted,
    Recent,
    RedirectAt,
    RedirectMonths,
    Redirects,
    RedirectsOf,
    Related,
    ShowOf,
    Shows,
    Texts,
    Withdrawn,
)
from ..model.timestamps import Month, day_span, microseconds, month_of, month_span, of_microseconds
from ..pages import redirects
from ..pages.page import Story
from ..record.record import Record
from ..record.stories import Stored
from ..record.timeline import NEWS_PERIOD
from ..record.view import View
from ..site.source_kind import nfc
from .related import closest

Windows = Callable[[Facet, Position, int], Sequence[Position]]
"""The newest ``limit`` visible stories of a facet that are older than a position, newest first."""

KEPT = 8192
"""The most summaries in the cache, about 12 MB. The boxes and lists of neighbouring stories show the same ones."""


class Answers:
    """Answers queries for one view of the record. Months and days are those of the time zone ``zone``.

    Summaries are kept, so the object is good only as long as the record's stories stay as they are.
    """

    def __init__(self, record: Record, view: View, zone: ZoneInfo, sweep: "Sweep | None" = None) -> None:
        self._record = record
        self._view = view
        self._zone = zone
        self._windows: Windows = sweep.windows if sweep else self._older
        self._terms = sweep.terms if sweep else record.stories.terms
        self._kept: OrderedDict[str, Summary | None] = OrderedDict()
        self._organizations = record.authors.organizations()
        self._footer_pages = record.plain_pages.in_footer()
        self._quoted = record.stories.has_quoted()

    def swept(self, start: Position) -> tuple["Answers", "Sweep"]:
        """A sweep that begins at a position, and a new object that takes its windows and terms from it. Both objects share
        their cache of summaries."""
        sweep = Sweep(lambda facet: self._older(facet, start, WINDOW), self._record.stories.terms)
        answers = Answers(self._record, self._view, self._zone, sweep)
        answers._kept = self._kept
        return answers, sweep

    def seen(self, summary: Summary) -> None:
        """Put a summary into the cache: the boxes and lists of later stories show it.

        The story must be visible and not withdrawn, as this is not checked again.
        """
        self._kept[summary.card.id] = self._as_seen(summary)
        self._drop_oldest()

    def story(self, stored: Stored) -> Story:
        """A story that the view shows, as readers see it: without what is still to come of it."""
        summary = stored.summary
        if summary.updated is None and not summary.corrections and summary.card.kind != "live":
            return Story(summary, stored.position, stored.digest)
        horizon = self.horizon(summary.card.id)
        return Story(summary_until(summary, horizon), stored.position, _with_horizon(stored.digest, horizon), horizon)

    def horizon(self, identifier: str) -> int | None:
        """The horizon (``model.horizon``) of a story that the view shows; None where nothing of it is to come."""
        return self._record.timeline.horizon(identifier, self._view)

    def _digest(self, identifier: str) -> bytes:
        """The digest of a whole story, as readers see it; empty if there is none with this id."""
        return _with_horizon(self._record.stories.digest(identifier), self.horizon(identifier))

    def __call__(self, query: Query) -> Any:
        record, view = self._record, self._view
        match query:
            case Latest(facet, limit):
                return self._cards(i for _, i in record.lists.latest(facet, limit, view))
            case Earlier(facet, before, limit):
                return self._cards(i for _, i in self._windows(facet, before, min(limit, WINDOW)))
            case Picked(ids):
                return self._cards(ids)
            case Related(position, names, limit, excluded, own):
                windows = {facet: self._windows(facet, position, WINDOW) for facet in names}
                candidates = {i for window in windows.values() for _, i in window} if own else set()
                return self._cards(
                    closest(windows, limit=limit, excluded=excluded, terms=self._terms(candidates), own=frozenset(own))
                )
            case Breaking(limit):
                stories = sorted(
                    self._cards(record.lists.breaking(view)), key=lambda c: (c.published, c.id), reverse=True
                )
                return stories[:limit]
            case Pinned():
                return record.pins.get()
            case Recent(facet, limit):
                return self._summaries(i for _, i in record.lists.latest(facet, limit, view))
            case Withdrawn(limit):
                found = (record.stories.get(i) for _, i in record.lists.latest(WITHDRAWN, limit, view))
                return [summary_until(one.summary, view.until) for one in found if one is not None]
            case Texts(ids):
                return [self._digest(identifier) for identifier in ids]
            case During(facet, span, limit):
                return self._summaries(
                    i for _, i in record.lists.during(facet, span, -1 if limit is None else limit, view)
                )
            case News():
                span = (view.now - NEWS_PERIOD, view.now + 1)
                return self._summaries(i for _, i in record.lists.during(ALL, span, NEWS_LIMIT, view))
            case Months(facet, beyond):
                return self._months(facet, beyond)
            case Days(month):
                return self._days(month)
            case Names(kind):
                return sorted(record.names.of_kind(kind), key=lambda named: (sort_key(named.name), named.id))
            case ProfileOf(author):
                return record.authors.seen(author, view)
            case ShowOf(show):
                return record.shows.get(show)
            case Shows():
                return sorted(record.shows.seen(view), key=lambda show: (sort_key(show.name), show.id))
            case OrganizationsOf(identifier, authors):
                return self._organizations_of(identifier, authors)
            case Quoted(identifier):
                return self._quoted_by(identifier) if self._quoted else []
            case DataFile(file):
                path = record.boxes.path(file)
                seen = path is not None and record.media.is_seen(nfc(path), view)
                return record.boxes.get(file) if seen else None
            case DataFiles():
                return record.boxes.ids()
            case PinnedBoxes(section):
                of_front = (
                    box for box in record.pins.get().boxes if (section in box.sections if section else not box.sections)
                )
                boxes = ((box, record.boxes.at(box.file)) for box in of_front)
                return [replace(box, kind=data.kind, rows=data.rows) for box, data in boxes if data is not None]
            case PlainPages():
                return [page.id for page, _ in record.plain_pages.all()]
            case FooterPages():
                return self._footer_pages
            case Redirects(limit):
                return list(islice(redirects.redirects(record, view), limit))
            case RedirectsOf(month, mapped):
                of = month_span(month, self._zone) if month is not None else None
                return list(redirects.redirects_of(record, view, of, mapped=mapped))
            case RedirectMonths(among):
                return self._redirect_months() if among is None else list(filter(self._has_redirects, among))
            case OddRedirects(most):
                return redirects.odd_redirects(record, view, most)
            case RedirectAt(source):
                return redirects.redirect_at(record, view, source)

    def _organizations_of(self, identifier: str, authors: Iterable[Named]) -> list[str]:
        ids = {one.id for one in self._organizations}
        if not ids:
            return []
        names = {one.name for one in self._organizations}
        sources = self._record.stories.sources(identifier)
        return [author.name for author in authors if author.id in ids] + [name for name in sources if name in names]

    def _quoted_by(self, identifier: str) -> list[tuple[str, Card]]:
        found = []
        for target in self._record.stories.quoted(identifier):
            cards = self._cards(one for one in self._record.stories.named(target) if one != identifier)
            found += [(target, card) for card in cards[:1]]
        return found

    def _months(self, facet: Facet, beyond: int) -> list[Month]:
        newest = self._record.lists.latest(facet, beyond + 1, self._view)
        found: list[Month] = []
        if len(newest) <= beyond:
            return found
        moment = newest[beyond][0]
        span = month_span(month_of(moment, self._zone), self._zone)
        while True:
            found.append(month_of(moment, self._zone))
            older = self._record.lists.latest(facet, 1, View(min(span[0] - 1, self._view.until), self._view.drafts))
            if not older:
                return found
            moment = older[0][0]
            span = month_span(month_of(moment, self._zone), self._zone)

    def _has_redirects(self, month: Month) -> bool:
        first, end = month_span(month, self._zone)
        newest = self._record.addresses.newest_alias(self._view, end)
        return newest is not None and newest >= first

    def _redirect_months(self) -> list[Month]:
        found: list[Month] = []
        newest = self._record.addresses.newest_alias(self._view)
        while newest is not None:
            found.append(month_of(newest, self._zone))
            newest = self._record.addresses.newest_alias(self._view, month_span(found[-1], self._zone)[0])
        return found

    def _days(self, month: Month) -> list[tuple[date, int]]:
        first, end = month_span(month, self._zone)
        found: list[tuple[date, int]] = []
        while True:
            newest = self._record.lists.during(ALL, (first, end), 1, self._view)
            if not newest:
                return found
            day = of_microseconds(newest[0][0], self._zone).date()
            span = day_span(day, self._zone)
            found.append((day, self._record.lists.count_during(ALL, span, self._view)))
            end = span[0]

    def _older(self, facet: Facet, before: Position, limit: int) -> Sequence[Position]:
        return self._record.lists.older(facet, before, limit, self._view)

    def _cards(self, ids: Iterable[str]) -> list[Card]:
        return [summary.card for summary in self._summaries(ids)]

    def _summaries(self, ids: Iterable[str]) -> list[Summary]:
        wanted, kept = tuple(ids), self._kept
        missing = [identifier for identifier in wanted if identifier not in kept]
        found = self._record.lists.summaries(missing, self._view) if missing else {}
        for identifier, summary in found.items():
            found[identifier] = kept[identifier] = self._as_seen(summary)
        summaries = [found[identifier] if identifier in found else kept[identifier] for identifier in wanted]
        self._drop_oldest()
        return [summary for summary in summaries if summary is not None]

    def _drop_oldest(self) -> None:
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _as_seen(self, summary: Summary | None) -> Summary | None:
        """The summary without an update and corrections that are to come, and with ``card.live`` True if it is live coverage
        that goes on at the view's ``now``.

        Coverage without an end goes on. Returns None for None.
        """
        if summary is not None:
            summary = summary_until(summary, self._view.until)
        if summary is not None and summary.card.kind == "live" and self._goes_on(summary.live_until):
            return replace(summary, card=replace(summary.card, live=True))
        return summary

    def _goes_on(self, end: datetime | None) -> bool:
        return end is None or microseconds(end) > self._view.now


def _with_horizon(content: bytes, horizon: int | None) -> bytes:
    """The digest of a story that is seen up to its horizon."""
    return content if horizon is None else digest.of_parts(content, str(horizon).encode())


class Sweep:
    """A pass over a part of the archive, oldest story first, that keeps the last WINDOW stories of each facet.

    It answers what would otherwise be a question for each facet of each story: 300 rows a story. What lies before its start it
    asks once for each facet, with ``older``, newest first, and once for each story, with ``terms``. It keeps no more stories
    than the windows hold.
    """

    def __init__(
        self, older: Callable[[Facet], Sequence[Position]], terms: Callable[[Iterable[str]], dict[str, frozenset[str]]]
    ) -> None:
        self._older = older
        self._terms = terms
        self._seen: dict[Facet, deque[Position]] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._held: Counter[str] = Counter()

    def windows(self, facet: Facet, before: Position, limit: int) -> Sequence[Position]:
        """The newest ``limit`` stories of a facet that lie before the next one of the sweep, newest first: at most WINDOW.

        ``before`` is ignored. The answer is right only for the story that the sweep passes next.
        """
        newest_first = list(reversed(self._window(facet)))
        return newest_first if limit >= WINDOW else newest_first[:limit]

    def terms(self, identifiers: Iterable[str]) -> dict[str, frozenset[str]]:
        """The terms of title and standfirst of stories that a window holds, by id."""
        wanted = tuple(identifiers)
        missing = [identifier for identifier in wanted if identifier not in self._known]
        if missing:
            self._known |= self._terms(missing)
        return {identifier: self._known[identifier] for identifier in wanted}

    def passed(self, story: Stored) -> None:
        """Add a story to the windows. Stories must come in their order, oldest first; that is not checked."""
        identifier = story.position[1]
        self._known[identifier] = frozenset(story.terms)
        for facet in (ALL, *window_facets(story.summary)):
            window = self._window(facet)
            window.append(story.position)
            self._held[identifier] += 1
            if len(window) > WINDOW:
                self._forget(window.popleft()[1])

    def _window(self, facet: Facet) -> deque[Position]:
        window = self._seen.get(facet)
        if window is None:
            window = self._seen[facet] = deque(reversed(self._older(facet)))
            self._held.update(identifier for _, identifier in window)
        return window

    def _forget(self, identifier: str) -> None:
        self._held[identifier] -= 1
        if not self._held[identifier]:
            del self._held[identifier]
            self._known.pop(identifier, None)


def neighbours(record: Record, story: Stored, view: View) -> set[str]:
    """Ids of the stories whose pages may show a story: the WINDOW newer ones in each of its facets, the NEAREST newer ones of
    the site, those that pick it, and those whose texts show its card."""
    found = {*record.stories.pickers(story.summary.card.id), *record.stories.quoting(story.summary)}
    for facet in window_facets(story.summary):
        found.update(i for _, i in record.lists.newer(facet, story.position, WINDOW, view))
    if not story.summary.withdrawn:
        found.update(i for _, i in record.lists.newer(ALL, story.position, NEAREST, view))
    return found
