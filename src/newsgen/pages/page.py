"""What a page is: its place, what it is about, what its template is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..model.article import Card, Month, Named, PlainPage, Profile, Redirect, Summary
from ..model.facets import Facet, NamesOf, Watched
from ..model.page_name import PageName
from ..model.placement import Position
from ..model.queries import Ask
from ..site.settings import Settings
from ..site.settings_sections import Section
from .addresses import Listing


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the planner sees it: where it stands, and the digest of all that its own page shows of it."""

    summary: Summary
    position: Position
    digest: bytes

    @property
    def id(self) -> str:
        """The story's id: its path under ``content/`` without suffix."""
        return self.summary.card.id


@dataclass(frozen=True, slots=True)
class Plain:
    """A page that is no story, with its digest."""

    page: PlainPage
    digest: bytes

    @property
    def id(self) -> str:
        """The plain page's id: its path under ``content/pages/`` without suffix."""
        return self.page.id


@dataclass(frozen=True, slots=True)
class FacetMonth:
    """A facet's stories of one month."""

    facet: Facet
    month: Month

    @property
    def key(self) -> str:
        """The facet with the month, such as ``topic:مياه/2026-05``."""
        return f"{self.facet}/{self.month.year:04}-{self.month.number:02}"


@dataclass(frozen=True, slots=True)
class Day:
    """All stories of one day."""

    day: date


@dataclass(frozen=True, slots=True)
class OldAddress:
    """An address that moved or is gone."""

    redirect: Redirect


Subject = Story | Section | Plain | Facet | FacetMonth | Day | NamesOf | OldAddress | None
"""What a page is about; None for a page of which there is one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to build. ``path`` is its file in the output; when one of ``watches`` changes, the page may change."""

    name: PageName
    path: str
    subject: Subject = None
    watches: tuple[Watched, ...] = ()

    @property
    def kind(self) -> str:
        """The name of its class in ``KINDS``."""
        return self.name.kind


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its newest stories, on the home page."""

    section: Section
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a template is given besides the site; its digest is part of the page's key.

    ``day`` is the day of the header's date line: an article's own, or that of a list's newest story. ``related``,
    ``more`` and ``previous`` are around an article, and ``live`` says that its coverage goes on; ``cards`` a list's
    stories, of which the first ``pinned`` were put there by an editor; ``blocks`` the home page's sections; ``breaking``
    the bar of breaking news. ``listing`` is what a list is about and ``months`` those that have a page of their own;
    ``days`` are days with their number of stories; ``summaries`` what feeds, sitemaps and logs tell, ``texts`` the
    digests of what full-text feeds hold.
    """

    day: date | None = None
    section: Section | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    related: tuple[Card, ...] = ()
    more: tuple[Card, ...] = ()
    breaking: tuple[Card, ...] = ()
    pinned: int = 0
    previous: Card | None = None
    live: bool = False
    listing: Listing | None = None
    month: Month | None = None
    months: tuple[Month, ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    names: tuple[Named, ...] = ()
    profile: Profile | None = None
    summaries: tuple[Summary, ...] = ()
    texts: tuple[bytes, ...] = ()
    addresses: tuple[str, ...] = ()
    redirect: Redirect | None = None
    redirects: tuple[Redirect, ...] = ()


class Kind:
    """One kind of page. ``rank`` orders publishing: a page comes after those that it leads to."""

    name: ClassVar[str]
    template: ClassVar[str]
    rank: ClassVar[int]

    @classmethod
    def page_name(cls, identifier: str = "") -> PageName:
        """The name of this kind's page of a story, a facet, an old address …; without ``identifier`` that of its only page."""
        return PageName.of(cls.name, identifier)

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        """The pages of this kind that exist whatever stories there are."""
        yield from ()

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        raise NotImplementedError
