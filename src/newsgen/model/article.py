"""The article model: what a story is, and the part of it that other pages may show."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["draft", "published", "withdrawn"]

StoryKind = Literal["story", "brief", "video", "gallery", "opinion", "explainer", "live"]
"""What sort of story it is: its label, its layout and what search engines are told follow from it."""

KIND_NAMES: dict[StoryKind, str] = {
    "brief": "موجز",
    "video": "فيديو",
    "gallery": "صور",
    "opinion": "رأي",
    "explainer": "شرح",
    "live": "تغطية",
}
"""How readers see the kinds; a plain story says nothing of itself, and coverage that goes on is «مباشر»."""


@dataclass(frozen=True, slots=True)
class Named:
    """A topic, author or place: its name as the story writes it, and the ``id`` that its address ends with."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month in the site's zone; ``number`` is 1 to 12."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its words. Without ``address`` it is a text figure: a caption whose picture was never supplied.

    ``address`` is a path from the site's root; ``width`` and ``height`` are pixels. With ``video``, the address of a
    film, it stands for that film and ``alt`` is the film's name.
    """

    address: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    caption: str = ""
    credit: str = ""
    video: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What other pages may show of a story. It has no body and no ``updated``: the type is the dependency tracking.

    ``live``: its live coverage is still going on. Only a view of the record knows that, so that it is false until then.
    """

    id: str
    address: str
    title: str
    kicker: str
    section: str
    place: Named | None
    kind: StoryKind
    standfirst: str
    published: datetime
    image: Picture | None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right in a story after it appeared, and when."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One of a story's sources: a name, with the address of the document where there is one."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A Card and the fields that decide where the story stands. Nothing of it is derived from the body."""

    card: Card
    status: Status
    updated: datetime | None = None
    tags: tuple[Named, ...] = ()
    authors: tuple[Named, ...] = ()
    corrections: tuple[Correction, ...] = ()
    picks: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    breaking_until: datetime | None = None
    live_until: datetime | None = None

    @property
    def draft(self) -> bool:
        return self.status == "draft"

    @property
    def changed(self) -> datetime:
        """When the story was last published, brought up to date or put right."""
        return max(self.card.published, self.updated or self.card.published, *(c.at for c in self.corrections))

    @property
    def withdrawn(self) -> bool:
        """Whether the story's page only says why it was taken back, and no list holds it."""
        return self.status == "withdrawn"


Part = str | Picture
"""A body is a run of finished HTML and of pictures, which templates draw with the figure component."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of live coverage; ``id`` is its anchor on the page. ``key`` marks the events that sum the coverage up,
    ``pinned`` the one that stands above all others."""

    id: str
    at: datetime
    title: str
    body: tuple[Part, ...]
    key: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A whole story, as its own page sees it. ``minutes`` is the reading time, ``note`` why it was withdrawn;
    ``entries`` are those of live coverage, newest first."""

    summary: Summary
    date: datetime
    body: tuple[Part, ...]
    sources: tuple[Reference, ...] = ()
    minutes: int = 1
    note: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()

    @property
    def changed(self) -> datetime:
        """When the story's own page changed last, as far as it says so itself: its entries count here only."""
        return max([self.summary.changed, *(entry.at for entry in self.entries)])

    @property
    def card(self) -> Card:
        return self.summary.card

    @property
    def id(self) -> str:
        return self.summary.card.id


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page that is no story: about, contact, privacy. ``id`` is its path under ``content/pages/`` without suffix."""

    id: str
    title: str
    standfirst: str
    body: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What ``content/authors/`` says of an author. ``id`` is that of the stories' ``Named``."""

    id: str
    name: str
    role: str = ""
    bio: str = ""
    picture: Picture | None = None
    links: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Pins:
    """The stories that an editor puts first, by id: at the top of the home page, and in each section."""

    top: tuple[str, ...] = ()
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset((*self.top, *(i for ids in self.sections.values() for i in ids)))


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address and the one that answers for it, chains followed; without ``target`` the page is gone."""

    source: str
    target: str = ""
