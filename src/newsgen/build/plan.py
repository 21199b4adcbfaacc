"""Which pages may have changed, and which of them have to be rendered: those whose key is not the recorded one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from ..base import digest
from ..model.article import Article, Summary
from ..model.queries import ALL, WITHDRAWN, During, Latest, Months, entries
from ..model.timestamps import day_span, month_of, of_microseconds
from ..pages.kinds import (  # fmt: skip
    BY_NAME,
    FEEDS,
    NAMED,
    STORY_KINDS,
    Context,
    Facet,
    FacetMonth,
    Page,
    Plain,
    Story,
    feeds_of,
    fixed,
    of_archive,
    of_day,
    of_facet,
    of_month,
    of_redirects,
    of_story,
    text_facet,
    text_of,
)
from ..record.record import Record, Stored, View, unpacked
from ..site.settings import Section, Settings
from .answers import Answers, Sweep, neighbours

PARTS = ("code", "settings", "template", "article", "lists")
"""What a page's key is made of, in this order; each a digest of ``digest.SIZE`` bytes."""

OF_STORIES = frozenset(kind.name for kind in STORY_KINDS)
"""The names of the kinds of page that are made of one story."""

ALL_MONTHS = "months"
"""Before a facet: every month of it may have changed, whatever stories moved."""

EVERYTHING = 0.1
"""Above this share of the archive changed, asking every story in one sweep is cheaper than looking for neighbours."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What every page depends on: the code, the settings, and each kind's template closure, as digests."""

    code: bytes
    settings: bytes
    templates: dict[str, bytes]


@dataclass(slots=True)
class Affected:
    """What may have changed: stories' pages, lists by their facets with the moments of the stories that moved in them,
    pictures by address, static files by path. None instead of a collection means all of them.

    Besides those of stories there are facets of other things that lists watch: ``names:topic``, ``text/section:politics``,
    ``plain``, ``redirects``, ``news``.
    """

    stories: set[str] | None = field(default_factory=set)
    facets: dict[str, set[int]] | None = field(default_factory=dict)
    media: set[str] | None = field(default_factory=set)
    static: set[str] | None = field(default_factory=set)

    def all_pages(self) -> None:
        self.stories = self.facets = self.media = None

    def everything(self) -> None:
        self.all_pages()
        self.static = None

    @property
    def whole(self) -> bool:
        """Whether all pages are looked at anyway, so that single changes need no following."""
        return self.stories is None and self.facets is None and self.media is None

    def story(self, identifier: str) -> None:
        if self.stories is not None:
            self.stories.add(identifier)

    def facet(self, facet: str, *moments: int) -> None:
        if self.facets is not None:
            self.facets.setdefault(facet, set()).update(moments)

    def holds(self, facet: str) -> bool:
        return self.facets is None or facet in self.facets

    def moved(self, record: Record, story: Stored, view: View) -> None:
        """A story's summary or visibility differs: whoever shows it, or shows others because of it, may have changed.

        Called with the old story on the old record and with the new one on the new; the two together are complete,
        since a window of the last WINDOW older stories changes only by a story that is in it before or after.
        """
        if self.stories is not None:
            self.stories |= neighbours(record, story, view)
        for facet, moment in entries(story.summary):
            self.facet(facet, moment)

    def text(self, summary: Summary) -> None:
        """A story's text differs: the feeds that hold it whole may have changed."""
        for facet, _ in entries(summary):
            self.facet(text_facet(facet))


@dataclass(frozen=True, slots=True)
class Task:
    """A page to render: everything that its template is given. ``told`` is its context as it was digested, ``texts`` are
    the story's, or those of a full-text feed, as the record holds them.

    On its way to a worker it is these bytes: copying a context object by object costs both sides more than a template.
    """

    page: Page
    key: bytes
    told: bytes
    texts: tuple[bytes, ...]
    why: str

    @property
    def context(self) -> Context:
        return _contexts.decode(self.told)

    @property
    def article(self) -> Article | None:
        return unpacked(self.texts[0]) if self.page.kind in OF_STORIES else None

    @property
    def articles(self) -> tuple[Article, ...]:
        return () if self.page.kind in OF_STORIES else tuple(map(unpacked, self.texts))

    def __reduce__(self) -> tuple[object, ...]:
        page = replace(self.page, subject=None) if isinstance(self.page.subject, Story) else self.page
        return Task, (page, self.key, self.told, self.texts, self.why)


def _section(kind: type, value: object) -> object:
    return Section.model_validate(value) if kind is Section else value


_contexts = msgspec.json.Decoder(Context, dec_hook=_section)


def plan(record: Record, affected: Affected, settings: Settings, basis: Basis, view: View) -> Iterator[Task]:
    """The tasks of a build, stories first. Pages that are gone are the publisher's to find (``gone``)."""
    answers = Answers(record, view, settings.zone)
    if affected.stories is None:
        yield from _sweep(record, answers, settings, basis, view)
    else:
        for identifier in sorted(affected.stories):
            stored = record.story(identifier)
            if stored is not None and view.shows(stored.position[0], stored.summary.draft):
                yield from _story_tasks(record, stored, answers, settings, basis)
    for page in _lists(record, affected, settings, answers):
        yield from _task(record, page, answers, settings, basis)


def _sweep(record: Record, answers: Answers, settings: Settings, basis: Basis, view: View) -> Iterator[Task]:
    sweep = Sweep()
    swept = answers.swept_by(sweep)
    for stored in record.stories(view):
        yield from _story_tasks(record, stored, swept, settings, basis)
        sweep.passed(stored)
        answers.seen(stored.summary)
    for stored in record.stories(view, WITHDRAWN):
        yield from _story_tasks(record, stored, swept, settings, basis)


def _story_tasks(record: Record, stored: Stored, answers: Answers, settings: Settings, basis: Basis) -> Iterator[Task]:
    for page in _story_pages(stored):
        yield from _task(record, page, answers, settings, basis)


def _story_pages(stored: Stored) -> Iterator[Page]:
    return of_story(Story(stored.summary, stored.position, stored.digest))


def _lists(record: Record, affected: Affected, settings: Settings, answers: Answers) -> Iterator[Page]:
    """The pages that are no story's and may have changed; the pages of the affected facets that exist now."""
    for page in _fixed(record, settings):
        if affected.facets is None or not affected.facets.keys().isdisjoint(page.watches) or _may_be_new(record, page):
            yield page
    if affected.facets is None:
        for facet in _all_facets(record, settings):
            yield from of_facet(facet, answers, settings)
        yield from of_archive(answers)
    else:
        for name, moments in affected.facets.items():
            yield from _pages_of(Facet(name), moments, record, settings, answers)
    if affected.holds("redirects"):
        yield from of_redirects(answers)


def _fixed(record: Record, settings: Settings) -> tuple[Page, ...]:
    return fixed(settings, (Plain(page, content) for page, content in record.plain_pages()))


def _may_be_new(record: Record, page: Page) -> bool:
    """Plain pages are few and always looked at; of the others only those that the output lacks."""
    return isinstance(page.subject, Plain) or record.page(page.name) is None


def _all_facets(record: Record, settings: Settings) -> Iterator[Facet]:
    yield from (Facet(f"section:{section.id}") for section in settings.sections)
    for kind in NAMED:
        yield from (Facet(facet) for facet in record.facets(kind))
    seen = set(record.facets("author"))
    yield from (Facet(f"author:{author}") for author, _ in record.profiles() if f"author:{author}" not in seen)


def _pages_of(facet: Facet, moments: set[int], record: Record, settings: Settings, answers: Answers) -> Iterator[Page]:
    """Of an affected facet's pages those that may have changed: its front, the months that stories moved in, and what
    the output lacks; of the archive the months and days."""
    months = {month_of(moment, settings.zone) for moment in moments}
    if facet.id == ALL:
        existing = set(answers(Months(ALL)))
        for month in sorted(months & existing):
            yield from of_month(month)
        for day in sorted({of_microseconds(moment, settings.zone).date() for moment in moments}):
            if _has_stories(day, settings, answers):
                yield of_day(day)
    elif facet.kind == ALL_MONTHS:
        yield from (
            page for page in of_facet(Facet(facet.key), answers, settings) if isinstance(page.subject, FacetMonth)
        )
    elif (inner := text_of(facet)) is not None and inner.kind in NAMED:
        if answers(Latest(inner.id, 1)):
            yield from feeds_of(inner, settings)
    elif facet.kind == "section" or facet.kind in NAMED:
        for page in of_facet(facet, answers, settings):
            subject = page.subject
            if not isinstance(subject, FacetMonth) or subject.month in months or record.page(page.name) is None:
                yield page


def evaluate(page: Page, answers: Answers, settings: Settings, basis: Basis) -> tuple[bytes, Context, bytes]:
    """A page's context, the key that it would be rendered under, and the bytes that the context has in it."""
    context = BY_NAME[page.kind].context(page.subject, answers, settings)
    own = page.subject.digest if isinstance(page.subject, (Story, Plain)) else digest.of_bytes(b"")
    told = digest.encode(context)
    key = basis.code + basis.settings + basis.templates[page.kind] + own + digest.of_bytes(told)
    return key, context, told


def _task(record: Record, page: Page, answers: Answers, settings: Settings, basis: Basis) -> Iterator[Task]:
    key, context, told = evaluate(page, answers, settings, basis)
    old = record.page(page.name)
    if old is not None and old.key == key and old.path == page.path:
        return
    texts: tuple[bytes, ...] = ()
    if isinstance(page.subject, Story):
        texts = (record.text(page.subject.id),)
    elif context.texts:
        texts = tuple(record.text(summary.card.id) for summary in context.summaries)
    why = "new" if old is None else "moved" if old.path != page.path else ",".join(differing(old.key, key))
    yield Task(page, key, told, texts, why)


def differing(old: bytes, new: bytes) -> list[str]:
    """The parts in which two keys differ; all of them where the old output was lost."""
    if len(old) != len(new):
        return ["output"]
    size = digest.SIZE
    return [part for i, part in enumerate(PARTS) if old[i * size : (i + 1) * size] != new[i * size : (i + 1) * size]]


def gone(record: Record, affected: Affected, settings: Settings, view: View) -> Iterator[str]:
    """Names of recorded pages that no longer exist."""
    yield from _gone_stories(record, affected, view)
    answers = Answers(record, view, settings.zone)
    expected = {page.name for page in _fixed(record, settings)}
    if affected.facets is None:
        expected |= {page.name for page in _lists(record, affected, settings, answers)}
        recorded = (
            output.name for kind in BY_NAME for output in record.pages(kind) if output.name.partition(":")[0] == kind
        )
        yield from [name for name in recorded if name not in expected and name.partition(":")[0] not in OF_STORIES]
        return
    yield from [output.name for output in record.pages("page:") if output.name not in expected]
    if affected.holds("redirects"):
        expected |= {page.name for page in of_redirects(answers)}
        yield from [output.name for output in record.pages("redirect:") if output.name not in expected]
    for name, moments in affected.facets.items():
        yield from _gone_of(Facet(name), moments, record, settings, answers)


def _gone_stories(record: Record, affected: Affected, view: View) -> Iterator[str]:
    """The pages of stories that are hidden now, or are of another kind."""
    if affected.stories is None:
        identifiers = {output.name.partition(":")[2] for output in record.orphans(view)}
        identifiers |= {
            output.name.partition(":")[2] for kind in STORY_KINDS[1:] for output in record.pages(kind.name + ":")
        }
    else:
        identifiers = affected.stories
    for identifier in sorted(identifiers):
        stored = record.story(identifier)
        shown = stored is not None and view.shows(stored.position[0], stored.summary.draft)
        made = {page.name for page in _story_pages(stored)} if stored is not None and shown else set()
        yield from (name for kind in STORY_KINDS if (name := f"{kind.name}:{identifier}") not in made)


def _gone_of(facet: Facet, moments: set[int], record: Record, settings: Settings, answers: Answers) -> Iterator[str]:
    """Of an affected facet's recorded pages those that its stories do not make any more."""
    if facet.id == ALL:
        existing = set(answers(Months(ALL)))
        for month in sorted({month_of(moment, settings.zone) for moment in moments} - existing):
            yield from (page.name for page in of_month(month))
        for day in sorted({of_microseconds(moment, settings.zone).date() for moment in moments}):
            if not _has_stories(day, settings, answers):
                yield of_day(day).name
    elif facet.kind == "section" or facet.kind in NAMED:
        expected = {page.name for page in of_facet(facet, answers, settings)}
        names = [output.name for output in record.pages(f"month:{facet.id}/")]
        if facet.kind in NAMED:
            names += [facet.id, *(f"{feed.name}:{facet.id}" for feed in FEEDS)]
        yield from (name for name in names if name not in expected)


def _has_stories(day: date, settings: Settings, answers: Answers) -> bool:
    return bool(answers(During(ALL, day_span(day, settings.zone), 1)))
