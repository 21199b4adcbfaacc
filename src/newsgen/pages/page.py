"""The types of a page: its name and path, its subject, the context of its template, and the base class of all kinds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..model.article import Card, Named, PinnedBox, PlainPage, Profile, Redirect, Summary
from ..model.box import BoxData
from ..model.facets import Facet, NamesOf, Watched
from ..model.page_name import PageName
from ..model.picture import Picture
from ..model.placement import Position
from ..model.queries import Ask
from ..model.show import Show
from ..model.timestamps import Month
from ..site.settings import Settings
from ..site.settings_partners import Partner
from ..site.settings_sections import Section
from .addresses import Listing


@dataclass(frozen=True, slots=True)
class Story:
    """A story in the plan, as readers see it: its summary, its position in lists, and the digest of all that its own page
    shows of it. ``horizon`` is that of ``model.horizon``."""

    summary: Summary
    position: Position
    digest: bytes
    horizon: int | None = None

    @property
    def id(self) -> str:
        """The story's id: its path under ``content/`` without suffix."""
        return self.summary.card.id


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain page in the plan, with the digest of its content."""

    page: PlainPage
    digest: bytes

    @property
    def id(self) -> str:
        """The plain page's id: its path under ``content/pages/`` without suffix."""
        return self.page.id


@dataclass(frozen=True, slots=True)
class FacetMonth:
    """A month of a facet."""

    facet: Facet
    month: Month

    @property
    def key(self) -> str:
        """The facet with the month, such as ``topic:مياه/2026-05``."""
        return f"{self.facet}/{self.month.year:04}-{self.month.number:02}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the archive."""

    day: date


@dataclass(frozen=True, slots=True)
class OldAddress:
    """An old address with its redirect."""

    redirect: Redirect


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data file, by its id."""

    file: str


Subject = Story | Section | Partner | Plain | Facet | FacetMonth | Day | NamesOf | OldAddress | DataSource | None
"""The subject of a page; None for a kind that has one page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site. ``path`` is its file, relative to the output.

    The page may change when one of ``watches`` changes. The plan asks only the pages of ``Kind.pages`` for them: for
    other pages, such as stories and months, ``watches`` may be empty though they change.
    """

    name: PageName
    path: str
    subject: Subject = None
    watches: tuple[Watched, ...] = ()

    @property
    def kind(self) -> str:
        """The ``name`` of its class in ``KINDS``."""
        return self.name.kind


@dataclass(frozen=True, slots=True)
class Block:
    """A section's block on the home page: its pinned stories, then its newest ones; never empty."""

    section: Section
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a template receives besides the site and the page's own story. Its digest is part of the page's key.

    - ``day``: the day of a day's page, else that of the header's date line: of the article or of a list's newest story
    - ``section``: the section of a section's front or fragment
    - ``cards``: the stories of a list; an editor pinned the first ``pinned`` of them
    - ``blocks``: the sections of the home page
    - ``portraits``: on fronts, the portraits of those who write the opinions there, by the author's id
    - ``related``, ``more``, ``previous``: the related stories of an article, the earlier stories of its section, and the
      one right before it
    - ``onward``: the stories at an article's end; some are in ``related`` too where there are few
    - ``quoted``: the stories whose cards stand in the article's text, each behind what ``part.story`` says there
    - ``boxes``: the boxes of data of a front; ``data``: what the data file of a fragment holds
    - ``breaking``: the bar of breaking news
    - ``live``: whether the article's live coverage has not ended
    - ``organizations``: the names of those authors and sources of the article that are organisations
    - ``listing``: the subject of a list
    - ``month``: the month of a month's page or sitemap; ``months``: the months that have a page of their own
    - ``days``: days with their number of stories
    - ``names``: the names of an index; ``profile``: the profile of an author's front
    - ``summaries``: the stories of feeds, sitemaps and the log of corrections
    - ``texts``: the digests of the bodies in a full-text feed
    - ``withdrawn``: the stories that a partner's feed takes back
    - ``addresses``: the addresses in the sitemap of pages
    - ``redirect``, ``redirects``: the redirect of a redirect page, and those of the hosts' rules
    - ``show``: the show of an episode, of a show's front or feed; ``shows``: those of the list of shows
    - ``footer``: of a ``framed`` kind, the plain pages that its foot links to, where the settings name no links
    """

    day: date | None = None
    section: Section | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    portraits: tuple[tuple[str, Picture], ...] = ()
    related: tuple[Card, ...] = ()
    more: tuple[Card, ...] = ()
    onward: tuple[Card, ...] = ()
    quoted: tuple[tuple[str, Card], ...] = ()
    breaking: tuple[Card, ...] = ()
    pinned: int = 0
    previous: Card | None = None
    live: bool = False
    organizations: tuple[str, ...] = ()
    listing: Listing | None = None
    month: Month | None = None
    months: tuple[Month, ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    names: tuple[Named, ...] = ()
    profile: Profile | None = None
    summaries: tuple[Summary, ...] = ()
    texts: tuple[bytes, ...] = ()
    withdrawn: tuple[Summary, ...] = ()
    addresses: tuple[str, ...] = ()
    redirect: Redirect | None = None
    redirects: tuple[Redirect, ...] = ()
    show: Show | None = None
    shows: tuple[Show, ...] = ()
    footer: tuple[Named, ...] = ()
    boxes: tuple[PinnedBox, ...] = ()
    data: BoxData | None = None


class Kind:
    """One kind of page.

    ``template`` is its template. Kinds are published in the order of ``rank``: a page comes after those that it links to.
    ``framed``: its template extends ``base.html``, so that it shows the site's head and foot.
    """

    name: ClassVar[str]
    template: ClassVar[str]
    rank: ClassVar[int]
    framed: ClassVar[bool] = False

    @classmethod
    def page_name(cls, identifier: str = "") -> PageName:
        """The name of this kind's page of a story, a facet, an old address; without ``identifier``, of its only page."""
        return PageName.of(cls.name, identifier)

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        """The pages of this kind that exist whatever stories there are. They may well show stories."""
        yield from ()

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        """The context of the page about ``subject``.

        What it takes from other stories comes from ``ask``.
        """
        raise NotImplementedError
