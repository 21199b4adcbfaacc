"""The pages that lead to stories by what they are about: the home page, fronts, indexes of names."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from ..addresses import FOLDERS, Facet, Listing, front_address, output_path
from ..model import Card, Summary
from ..queries import (
    ALL,
    Ask,
    Latest,
    Months,
    NamedKind,
    Names,
    ProfileOf,
    Recent,
    name_in,
    section_facet,
)
from ..settings import Section, Settings
from .page import Block, Context, Kind, Page, Subject

INDEX_NAMES = {"topic": "المواضيع", "author": "الكتّاب", "place": "الأماكن"}


class HomePage(Kind):
    """The home page: the newest of all, and each section that has any story, in the order of site.yml."""

    name = "home"
    template = "home.html"
    rank = 40

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page("home", "index.html", watches=(ALL,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        cards = tuple(ask(Latest(ALL, settings.front.latest)))
        answers = ((s, tuple(ask(Latest(section_facet(s.id), settings.front.block)))) for s in settings.sections)
        return Context(
            day=day_of(cards),
            cards=cards,
            blocks=tuple(Block(s, found) for s, found in answers if found),
            listing=listing(Facet(ALL), (), settings),
        )


class SectionPage(Kind):
    """A section's front: its newest stories, and the way to its months."""

    name = "section"
    template = "section.html"
    rank = 30

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for section in settings.sections:
            yield Page("section", f"{section.id}/index.html", section, (section_facet(section.id),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        facet = Facet(section_facet(subject.id))
        cards = tuple(ask(Latest(facet.id, settings.front.section)))
        months = tuple(ask(Months(facet.id, settings.front.section)))
        about = listing(facet, (), settings)
        return Context(day=day_of(cards), section=subject, cards=cards, months=months, listing=about)


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
                yield Page("latest", path, section, (section_facet(section.id),))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Section)
        limit = settings.sidebar.latest * 2 + settings.sidebar.related + 1
        return Context(section=subject, cards=tuple(ask(Latest(section_facet(subject.id), limit))))


class NamedFront(Kind):
    """The front of a topic, an author or a place: its newest stories, and the way to its months."""

    template = "listing.html"
    rank = 30

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        summaries = ask(Recent(subject.id, settings.front.section))
        cards = tuple(summary.card for summary in summaries)
        profile = ask(ProfileOf(subject.key)) if subject.kind == "author" else None
        about = listing(subject, summaries, settings, profile.name if profile else "")
        months = tuple(ask(Months(subject.id, settings.front.section)))
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
            yield Page("names", output_path(address), Facet(f"names:{kind}"), (f"names:{kind}",))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Facet)
        kind = cast(NamedKind, subject.key)
        about = Listing(kind, "", INDEX_NAMES[kind], FOLDERS[kind])
        return Context(listing=about, names=tuple(ask(Names(kind))))


def listing(facet: Facet, summaries: Sequence[Summary], settings: Settings, name: str = "") -> Listing:
    """What a list is about. A topic, author or place that nobody declared is called as the list's newest story does."""
    address, key = front_address(facet), facet.key
    if facet.kind == "section":
        section = settings.sections_by_id[key]
        return Listing("section", key, section.name, address, section.purpose)
    if not key:
        return Listing(facet.id, "", settings.title, address, settings.tagline)
    purpose = ""
    if summaries:
        name = name or name_in(summaries[0], cast(NamedKind, facet.kind), key)
        if facet.kind == "topic":
            purpose = settings.purpose_of_topic(name)
    return Listing(facet.kind, key, name or key, address, purpose)


def day_of(cards: Sequence[Card]) -> date | None:
    """The day of a list's newest story."""
    return cards[0].published.date() if cards else None
