"""The kinds of page and what each shows, asked through queries.

To add a kind: a class here, its place in ``KINDS``, a template, a golden case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .model import Card, PlainPage, Summary
from .queries import ALL, Ask, Earlier, Latest, Picked, Position, Related, section_facet, telling_terms, window_facets
from .settings import Section, Settings


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the planner sees it: where it stands, and the digest of all that its own page shows of it."""

    summary: Summary
    position: Position
    digest: bytes


@dataclass(frozen=True, slots=True)
class Plain:
    """A page that is no story, with its digest."""

    page: PlainPage
    digest: bytes

    @property
    def id(self) -> str:
        return self.page.id


Subject = Story | Section | Plain | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be. ``path`` is its file in the output; ``watches`` are the facets whose every change may change it."""

    kind: str
    path: str
    subject: Subject = None
    watches: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its identity from build to build, whatever its address."""
        if isinstance(self.subject, Story):
            return f"{self.kind}:{self.subject.summary.card.id}"
        return f"{self.kind}:{self.subject.id}" if self.subject else self.kind


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its newest stories, on the home page."""

    section: Section
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a template is given besides the site; its digest is part of the page's key.

    ``day`` is the day of the header's date line: an article's own, or that of a list's newest story. ``related`` and
    ``more`` are an article's sidebar; ``cards`` a list's stories; ``blocks`` the home page's sections.
    """

    day: date | None = None
    section: Section | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    related: tuple[Card, ...] = ()
    more: tuple[Card, ...] = ()


class Kind:
    """One kind of page. ``rank`` orders publishing: a page comes after those that it leads to."""

    name: ClassVar[str]
    template: ClassVar[str]
    rank: ClassVar[int]

    @staticmethod
    def pages(settings: Settings) -> Iterator[Page]:
        """The pages of this kind that exist whatever stories there are."""
        yield from ()

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        raise NotImplementedError


class ArticlePage(Kind):
    """A story's own page."""

    name = "article"
    template = "article.html"
    rank = 1

    @staticmethod
    def page(story: Story) -> Page:
        return Page("article", output_path(story.summary.card.address), story)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Story)
        summary, card = subject.summary, subject.summary.card
        related = tuple(ask(Picked(tuple(i for i in summary.picks if i != card.id))))
        wanted = settings.sidebar.related - len(related)
        if wanted > 0:
            shown = tuple(c.id for c in related)
            related += tuple(
                ask(Related(subject.position, window_facets(summary), wanted, shown, telling_terms(summary)))
            )
        more: tuple[Card, ...] = ()
        if settings.sidebar.latest and settings.sidebar.delivery != "ssi":
            taken = {c.id for c in related}
            limit = settings.sidebar.latest + len(taken)
            earlier = ask(Earlier(section_facet(card.section), subject.position, limit))
            more = tuple(c for c in earlier if c.id not in taken)[: settings.sidebar.latest]
        return Context(day=card.published.date(), related=related, more=more)


class HomePage(Kind):
    """The home page: the newest of all, and each section that has any story, in the order of site.yml."""

    name = "home"
    template = "home.html"
    rank = 40

    @staticmethod
    def pages(settings: Settings) -> Iterator[Page]:
        yield Page("home", "index.html", watches=(ALL,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        cards = tuple(ask(Latest(ALL, settings.front.latest)))
        answers = ((s, tuple(ask(Latest(section_facet(s.id), settings.front.block)))) for s in settings.sections)
        return Context(day=_day(cards), cards=cards, blocks=tuple(Block(s, found) for s, found in answers if found))


class SectionPage(Kind):
    """A section's front: its newest stories."""

    name = "section"
    template = "section.html"
    rank = 30

    @staticmethod
    def pages(settings: Settings) -> Iterator[Page]:
        for section in settings.sections:
            yield Page("section", f"{section.id}/index.html", section, (section_facet(section.id),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        cards = tuple(ask(Latest(section_facet(subject.id), settings.front.section)))
        return Context(day=_day(cards), section=subject, cards=cards)


class LatestFragment(Kind):
    """What keeps "more from the section" fresh on every article; enough stories that some may be dropped as shown."""

    name = "latest"
    template = "fragments/latest.html"
    rank = 30

    @staticmethod
    def pages(settings: Settings) -> Iterator[Page]:
        if settings.sidebar.latest and settings.sidebar.delivery != "none":
            for section in settings.sections:
                path = f"fragments/latest/{section.id}.html"
                yield Page("latest", path, section, (section_facet(section.id),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        limit = settings.sidebar.latest * 2 + settings.sidebar.related + 1
        return Context(section=subject, cards=tuple(ask(Latest(section_facet(subject.id), limit))))


class PlainKind(Kind):
    """A page that is no story, such as about and contact: ``content/pages/about.md`` answers at ``/about/``."""

    name = "page"
    template = "page.html"
    rank = 20

    @staticmethod
    def page(plain: Plain) -> Page:
        return Page("page", f"{plain.page.id}/index.html", plain)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()


class DatesScript(Kind):
    """The script of relative times and of today's date line, made from the tables of the build's own dates."""

    name = "dates"
    template = "assets/dates.js"
    rank = 0

    @staticmethod
    def pages(settings: Settings) -> Iterator[Page]:
        yield Page("dates", "assets/v1/dates.js")

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()


KINDS: tuple[type[Kind], ...] = (ArticlePage, HomePage, SectionPage, LatestFragment, PlainKind, DatesScript)
BY_NAME: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}


def standing(settings: Settings, plain: Iterable[Plain] = ()) -> tuple[Page, ...]:
    """Every page that is not a story's."""
    return (*(page for kind in KINDS for page in kind.pages(settings)), *(PlainKind.page(one) for one in plain))


def output_path(address: str) -> str:
    """The file that answers at an address."""
    return address.strip("/") + "/index.html"


def _day(cards: Sequence[Card]) -> date | None:
    return cards[0].published.date() if cards else None
