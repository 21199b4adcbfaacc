"""Which pages may have changed, and which of them have to be rendered: those whose key is not the recorded one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from . import digest
from .answers import Answers, Sweep, neighbours
from .model import Article
from .pages import BY_NAME, ArticlePage, Context, Page, Plain, Story, standing
from .queries import facets
from .record import Record, Stored, View
from .settings import Settings

PARTS = ("code", "settings", "template", "article", "lists")
"""What a page's key is made of, in this order; each a digest of ``digest.SIZE`` bytes."""

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
    """What may have changed: stories' pages, lists by the facets that they watch, pictures by address, static files by
    path. None instead of a set means all of them."""

    stories: set[str] | None = field(default_factory=set)
    facets: set[str] | None = field(default_factory=set)
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

    def moved(self, record: Record, story: Stored, view: View) -> None:
        """A story's summary or visibility differs: whoever shows it, or shows others because of it, may have changed.

        Called with the old story on the old record and with the new one on the new; the two together are complete,
        since a window of the last WINDOW older stories changes only by a story that is in it before or after.
        """
        if self.stories is not None:
            self.stories |= neighbours(record, story, view)
        if self.facets is not None:
            self.facets |= set(facets(story.summary))


@dataclass(frozen=True, slots=True)
class Task:
    """A page to render: everything that its template is given."""

    page: Page
    key: bytes
    context: Context
    article: Article | None
    why: str

    @property
    def rank(self) -> int:
        return BY_NAME[self.page.kind].rank


@dataclass(frozen=True, slots=True)
class Kept:
    """A page whose key is the recorded one."""

    page: Page


def plan(record: Record, affected: Affected, settings: Settings, basis: Basis, view: View) -> Iterator[Task]:
    """The tasks of a build, stories first. Pages that are gone are the publisher's to find (``gone``)."""
    if affected.stories is None:
        yield from _sweep(record, settings, basis, view)
    else:
        answers = Answers(record, view)
        for identifier in sorted(affected.stories):
            stored = record.story(identifier)
            if stored is not None and view.shows(stored.position[0], stored.summary.draft):
                yield from _task(record, _story_page(stored), answers, settings, basis)
    answers = Answers(record, view)
    for page in _standing(record, settings):
        if affected.facets is None or not affected.facets.isdisjoint(page.watches) or _may_be_new(record, page):
            yield from _task(record, page, answers, settings, basis)


def _standing(record: Record, settings: Settings) -> tuple[Page, ...]:
    return standing(settings, (Plain(page, content) for page, content in record.plain_pages()))


def _may_be_new(record: Record, page: Page) -> bool:
    """Plain pages are few and always looked at; of the others only those that the output lacks."""
    return isinstance(page.subject, Plain) or record.page(page.name) is None


def _sweep(record: Record, settings: Settings, basis: Basis, view: View) -> Iterator[Task]:
    sweep = Sweep()
    answers = Answers(record, view, sweep)
    for stored in record.stories(view):
        yield from _task(record, _story_page(stored), answers, settings, basis)
        sweep.passed(stored)


def _story_page(stored: Stored) -> Page:
    return ArticlePage.page(Story(stored.summary, stored.position, stored.digest))


def evaluate(page: Page, answers: Answers, settings: Settings, basis: Basis) -> tuple[bytes, Context]:
    """A page's context, and the key that it would be rendered under."""
    context = BY_NAME[page.kind].context(page.subject, answers, settings)
    own = page.subject.digest if isinstance(page.subject, (Story, Plain)) else digest.of_bytes(b"")
    key = basis.code + basis.settings + basis.templates[page.kind] + own + digest.of_value(context)
    return key, context


def _task(record: Record, page: Page, answers: Answers, settings: Settings, basis: Basis) -> Iterator[Task]:
    key, context = evaluate(page, answers, settings, basis)
    old = record.page(page.name)
    if old is not None and old.key == key and old.path == page.path:
        return
    article = record.article(page.subject.summary.card.id) if isinstance(page.subject, Story) else None
    why = "new" if old is None else "moved" if old.path != page.path else ",".join(differing(old.key, key))
    yield Task(page, key, context, article, why)


def differing(old: bytes, new: bytes) -> list[str]:
    """The parts in which two keys differ; all of them where the old output was lost."""
    if len(old) != len(new):
        return ["output"]
    size = digest.SIZE
    return [part for i, part in enumerate(PARTS) if old[i * size : (i + 1) * size] != new[i * size : (i + 1) * size]]


def gone(record: Record, affected: Affected, settings: Settings, view: View) -> Iterator[str]:
    """Names of recorded pages that no longer exist."""
    candidates: Iterable[str] = () if affected.stories is None else sorted(affected.stories)
    for identifier in candidates:
        stored = record.story(identifier)
        if stored is None or not view.shows(stored.position[0], stored.summary.draft):
            yield f"{ArticlePage.name}:{identifier}"
    if affected.stories is None:
        yield from (output.name for output in record.orphans(view))
    if affected.facets is None:
        expected = {page.name for page in _standing(record, settings)}
        for kind in BY_NAME:
            if kind != ArticlePage.name:
                yield from [output.name for output in record.pages(kind) if output.name not in expected]
    else:
        existing = {page.name for page in _standing(record, settings)}
        yield from [output.name for output in record.pages("page:") if output.name not in existing]
