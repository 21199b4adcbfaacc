"""The home page, the fronts of sections, topics, authors and places, the indexes of names, and fragments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ..model import page_name
from ..model.article import Card, Summary
from ..model.facets import ALL, BREAKING, Facet, NamesOf, SiteList
from ..model.picture import Picture
from ..model.placement import name_in
from ..model.queries import Ask, Breaking, Latest, Months, Names, Picked, Pinned, PinnedBoxes, ProfileOf, Recent
from ..site.settings import Settings
from ..site.settings_sections import Section
from .addresses import FOLDERS, INDEX_NAMES, Listing, front_address, output_path
from .page import Block, Context, Kind, Page, Subject

MOST_BREAKING = 3
"""The largest number of stories in the bar of breaking news."""


class HomePage(Kind):
    """The home page: pinned stories and the newest ones, then a block for each section that has stories.

    The blocks are in the order of site.yml.
    """

    name = "home"
    template = "home.html"
    framed = True
    rank = 40

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "index.html", watches=(ALL, BREAKING, SiteList.FRONT, SiteList.PROFILES))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        pins, most = ask(Pinned()), settings.front.block
        pinned, cards = _pinned_first(ALL, pins.top, settings.front.latest, ask)
        cards = cards[: max(settings.front.latest, pinned)]
        answers = (
            (s, _pinned_first(Facet.section(s.id), pins.sections.get(s.id, ()), settings.front.block, ask)[1][:most])
            for s in settings.sections
        )
        blocks = tuple(Block(s, found) for s, found in answers if found)
        return Context(
            day=max((card.published.date() for card in cards), default=None),
            cards=cards,
            pinned=pinned,
            breaking=tuple(ask(Breaking(MOST_BREAKING))),
            blocks=blocks,
            boxes=tuple(ask(PinnedBoxes())),
            portraits=_portraits((cards, *(block.cards for block in blocks)), ask),
            listing=listing(ALL, (), settings),
        )


class SectionPage(Kind):
    """A section's front: pinned stories and the newest ones, boxes of data, and links to its months.

    It exists even without stories.
    """

    name = page_name.SECTION
    template = "section.html"
    framed = True
    rank = 30

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for section in settings.sections:
            watches = (Facet.section(section.id), BREAKING, SiteList.FRONT, SiteList.PROFILES)
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
            boxes=tuple(ask(PinnedBoxes(subject.id))),
            portraits=_portraits((cards,), ask),
            months=tuple(ask(Months(facet, settings.front.section))),
            listing=listing(facet, (), settings),
        )


class LatestFragment(Kind):
    """The fragment that refreshes the box "more from the section" on articles.

    It has more stories than the box shows, because the script leaves out those that the article already shows.
    """

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
    """The bar of breaking news as a fragment, for pages that are not fronts."""

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
    """The front of a topic, an author or a place: its newest stories, and links to its months."""

    template = "listing.html"
    framed = True
    rank = 30

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        summaries = ask(Recent(subject, settings.front.section))
        cards = tuple(summary.card for summary in summaries)
        profile = ask(ProfileOf(subject.key)) if subject.kind == "author" else None
        about = listing(subject, summaries, settings, profile.name if profile else "")
        months = tuple(ask(Months(subject, settings.front.section)))
        return Context(day=_first_day(cards), listing=about, cards=cards, months=months, profile=profile)


class TopicPage(NamedFront):
    """The front of a topic."""

    name = "topic"


class AuthorPage(NamedFront):
    """The front of an author, with the profile if there is one."""

    name = page_name.AUTHOR


class PlacePage(NamedFront):
    """The front of a place."""

    name = "place"


class NamesPage(Kind):
    """The index of all topics, authors or places."""

    name = "names"
    template = "names.html"
    framed = True
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
    """The number of pinned stories; and the cards: the pinned ones, then the facet's ``limit`` newest without repetition.

    Pins come on top of the ``limit`` newest and displace none of them, because the pages of months hold only stories
    beyond the ``limit`` newest.
    """
    first = tuple(ask(Picked(pins)))
    pinned = {card.id for card in first}
    return len(first), first + tuple(card for card in ask(Latest(facet, limit)) if card.id not in pinned)


def _portraits(lists: Iterable[Sequence[Card]], ask: Ask) -> tuple[tuple[str, Picture], ...]:
    """The portrait of each columnist of these cards who has a profile with one, by the author's id; in the order of the ids."""
    names = {one.id for cards in lists for card in cards for one in card.columnists}
    profiles = (ask(ProfileOf(name)) for name in sorted(names))
    return tuple((one.id, one.picture) for one in profiles if one and one.picture and one.picture.address)


def listing(facet: Facet, summaries: Sequence[Summary], settings: Settings, name: str = "") -> Listing:
    """The subject of a facet's list.

    ``name`` is the name of a topic, author, place or show; without it, the list uses the name in its newest story, the first of
    ``summaries``, or the id where there is none. Raises KeyError for a section that the settings do not have, and
    StopIteration where the name is sought in a story that does not have this topic, author or place.
    """
    address, key = front_address(facet), facet.key
    if facet.is_section:
        section = settings.sections_by_id[key]
        return Listing("section", key, section.name, address, section.purpose)
    if not key:
        return Listing(facet.kind, "", settings.title, address, settings.tagline)
    purpose = ""
    if summaries and not facet.is_show:
        kind = facet.named_kind
        assert kind is not None
        name = name or name_in(summaries[0], kind, key)
        if facet.kind == "topic":
            purpose = settings.purpose_of_topic(name)
    return Listing(facet.kind, key, name or key, address, purpose)


def _first_day(cards: Sequence[Card]) -> date | None:
    """The day of the first card's publication, in the zone of its own datetime; None for no cards."""
    return cards[0].published.date() if cards else None
