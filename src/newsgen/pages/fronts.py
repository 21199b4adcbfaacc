"""The pages that lead to stories by what they are about: the home page, fronts, indexes of names."""

from collections.abc import Iterator, Sequence
from datetime import date

from ..model import page_name
from ..model.article import Card, Summary
from ..model.facets import ALL, BREAKING, Facet, NamesOf, SiteList
from ..model.placement import name_in
from ..model.queries import Ask, Breaking, Latest, Months, Names, Picked, Pinned, ProfileOf, Recent
from ..site.settings import Settings
from ..site.settings_sections import Section
from .addresses import FOLDERS, INDEX_NAMES, Listing, front_address, output_path
from .page import Block, Context, Kind, Page, Subject

MOST_BREAKING = 3


class HomePage(Kind):
    """The home page: the newest of all, and each section that has any story, in the order of site.yml."""

    name = "home"
    template = "home.html"
    rank = 40

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "index.html", watches=(ALL, BREAKING, SiteList.FRONT))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        pins, most = ask(Pinned()), settings.front.block
        pinned, cards = _pinned_first(ALL, pins.top, settings.front.latest, ask)
        cards = cards[: max(settings.front.latest, pinned)]
        answers = (
            (s, _pinned_first(Facet.section(s.id), pins.sections.get(s.id, ()), settings.front.block, ask)[1][:most])
            for s in settings.sections
        )
        return Context(
            day=max((card.published.date() for card in cards), default=None),
            cards=cards,
            pinned=pinned,
            breaking=tuple(ask(Breaking(MOST_BREAKING))),
            blocks=tuple(Block(s, found) for s, found in answers if found),
            listing=listing(ALL, (), settings),
        )


class SectionPage(Kind):
    """A section's front: its newest stories, and the way to its months."""

    name = page_name.SECTION
    template = "section.html"
    rank = 30

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for section in settings.sections:
            watches = (Facet.section(section.id), BREAKING, SiteList.FRONT)
            yield Page(cls.page_name(section.id), f"{section.id}/index.html", section, watches)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        facet = Facet.section(subject.id)
        pinned, cards = _pinned_first(facet, ask(Pinned()).sections.get(subject.id, ()), settings.front.section, ask)
        return Context(
            day=max((card.published.date() for card in cards), default=None),
            section=subject,
            cards=cards,
            pinned=pinned,
            breaking=tuple(ask(Breaking(MOST_BREAKING))),
            months=tuple(ask(Months(facet, settings.front.section))),
            listing=listing(facet, (), settings),
        )


class LatestFragment(Kind):
    """What keeps "more from the section" fresh on every article; enough stories that some may be dropped as shown."""

    name = "latest"
    template = "fragments/latest.html"
    rank = 30

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        if settings.sidebar.latest and settings.sidebar.delivery != "none":
            for section in settings.sections:
                path = f"fragments/latest/{section.id}.html"
                yield Page(cls.page_name(section.id), path, section, (Facet.section(section.id),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        limit = settings.sidebar.latest * 2 + settings.sidebar.related + 1
        return Context(section=subject, cards=tuple(ask(Latest(Facet.section(subject.id), limit))))


class BreakingFragment(Kind):
    """The bar of breaking news, which pages that are no fronts fetch."""

    name = "breaking"
    template = "fragments/breaking.html"
    rank = 30

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        if settings.sidebar.delivery != "none":
            yield Page(cls.page_name(), "fragments/breaking.html", watches=(BREAKING,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(breaking=tuple(ask(Breaking(MOST_BREAKING))))


class NamedFront(Kind):
    """The front of a topic, an author or a place: its newest stories, and the way to its months."""

    template = "listing.html"
    rank = 30

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        summaries = ask(Recent(subject, settings.front.section))
        cards = tuple(summary.card for summary in summaries)
        profile = ask(ProfileOf(subject.key)) if subject.kind == "author" else None
        about = listing(subject, summaries, settings, profile.name if profile else "")
        months = tuple(ask(Months(subject, settings.front.section)))
        return Context(day=day_of(cards), listing=about, cards=cards, months=months, profile=profile)


class TopicPage(NamedFront):
    name = "topic"


class AuthorPage(NamedFront):
    name = "author"


class PlacePage(NamedFront):
    name = "place"


class NamesPage(Kind):
    """The index of all topics, authors or places."""

    name = "names"
    template = "names.html"
    rank = 35

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for kind, address in FOLDERS.items():
            yield Page(cls.page_name(kind), output_path(address), NamesOf(kind), (NamesOf(kind),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, NamesOf)
        kind = subject.kind
        about = Listing(kind, "", INDEX_NAMES[kind], FOLDERS[kind])
        return Context(listing=about, names=tuple(ask(Names(kind))))


def _pinned_first(facet: Facet, pins: tuple[str, ...], limit: int, ask: Ask) -> tuple[int, tuple[Card, ...]]:
    """How many stories are pinned; and these, followed by those of the ``limit`` newest that are not among them.

    None of the newest gives way to a pin: a section's months hold what its front does not.
    """
    first = tuple(ask(Picked(pins)))
    taken = {card.id for card in first}
    return len(first), first + tuple(card for card in ask(Latest(facet, limit)) if card.id not in taken)


def listing(facet: Facet, summaries: Sequence[Summary], settings: Settings, name: str = "") -> Listing:
    """What a list is about. A topic, author or place that nobody declared is called as the list's newest story does."""
    address, key = front_address(facet), facet.key
    if facet.is_section:
        section = settings.sections_by_id[key]
        return Listing("section", key, section.name, address, section.purpose)
    if not key:
        return Listing(facet.kind, "", settings.title, address, settings.tagline)
    purpose = ""
    if summaries:
        kind = facet.named_kind
        assert kind is not None
        name = name or name_in(summaries[0], kind, key)
        if facet.kind == "topic":
            purpose = settings.purpose_of_topic(name)
    return Listing(facet.kind, key, name or key, address, purpose)


def day_of(cards: Sequence[Card]) -> date | None:
    """The day of a list's newest story."""
    return cards[0].published.date() if cards else None
