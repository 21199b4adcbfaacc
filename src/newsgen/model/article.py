"""The article model: what a story is, and the part of it that other pages may show."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .box import BoxKind
from .picture import Picture
from .sound import Episode, Sound

Status = Literal["draft", "published", "withdrawn"]

Stage = Literal["idea", "draft", "review", "ready"]
"""Where the people who write a story are with it. No page shows it, and it decides nothing of a build."""

StoryKind = Literal["story", "brief", "video", "audio", "gallery", "opinion", "explainer", "live"]
"""What sort of story it is. The kind decides the label, the layout and the structured data for search engines."""

KIND_NAMES: dict[StoryKind, str] = {
    "brief": "موجز",
    "video": "فيديو",
    "audio": "صوت",
    "gallery": "صور",
    "opinion": "رأي",
    "explainer": "شرح",
    "live": "تغطية",
}
"""The label of each kind. A plain story has none; live coverage that has not ended is labelled «مباشر» instead."""


@dataclass(frozen=True, slots=True)
class Named:
    """A topic, author or place: its name as the story writes it, and its ``id``, the last part of its address."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """What other pages may show of a story.

    A card has no body and no ``updated``, so that a page with cards cannot come to depend on them. ``live`` says that
    live coverage has not ended. That depends on the build's ``now``: the record stores False, and ``build/answers.py``
    sets it when it answers a query. ``columnists`` are the authors of an opinion, whose cards name them; empty for other
    kinds, whose pages do not change when a byline does. ``sound`` is the recording that the story is or is read in; ``episode``
    says of which show the story is a part.
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
    columnists: tuple[Named, ...] = ()
    sound: Sound | None = None
    episode: Episode | None = None

    def __hash__(self) -> int:
        """The hash of the id. Few different cards have one id, and the hash of all fields takes as long as a small template."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a published story: its text, and the moment of the correction."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One of a story's sources, or a link of a profile: a name, and an address or an empty ``url``."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A Card and the fields that decide which lists and pages hold the story. No field is derived from the body."""

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
        """Whether only builds and previews with drafts show the story."""
        return self.status == "draft"

    @property
    def changed(self) -> datetime:
        """The latest of the moments of publication, of the update and of the corrections."""
        return max(self.card.published, self.updated or self.card.published, *(c.at for c in self.corrections))

    @property
    def withdrawn(self) -> bool:
        """Whether the story is withdrawn: its page shows only the reason, and no list holds it."""
        return self.status == "withdrawn"


Part = str | Picture
"""A part of a body: finished HTML, or a picture, which templates draw with the figure component."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of live coverage. ``id`` is its anchor on the page.

    The page lists the entries with ``key`` above the coverage, as key events, and shows the ``pinned`` entry first.
    """

    id: str
    at: datetime
    title: str
    body: tuple[Part, ...]
    key: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A whole story, as its own page shows it.

    ``date`` is the date that the front matter gives; ``minutes`` is the reading time; ``note`` is the reason of a
    withdrawal; ``extra`` is the front matter's ``extra``, for a site's own templates; ``entries`` are the entries of
    live coverage, newest first. The card's ``live`` is False here, whatever the moment.
    """

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
        """The latest of ``summary.changed`` and the entries' moments: when the story's own page last changed."""
        return max([self.summary.changed, *(entry.at for entry in self.entries)])

    @property
    def card(self) -> Card:
        return self.summary.card

    @property
    def picture(self) -> Picture | None:
        """The picture by which others know the story: that at its top, else the first of its text; None where neither has a
        file."""
        pictures = (part for part in (self.card.image, *self.body) if isinstance(part, Picture))
        return next((picture for picture in pictures if picture.address), None)

    @property
    def id(self) -> str:
        return self.summary.card.id


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page that is not a story: about, contact, privacy. ``id`` is its path under ``content/pages/`` without suffix."""

    id: str
    title: str
    standfirst: str
    body: tuple[Part, ...]


ProfileKind = Literal["person", "organization"]
"""What an author is: a person, or an organisation such as a news agency."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An author's profile, from ``content/authors/``. ``id`` equals the id of the stories' ``Named`` for this author."""

    id: str
    name: str
    role: str = ""
    bio: str = ""
    picture: Picture | None = None
    links: tuple[Reference, ...] = ()
    kind: ProfileKind = "person"


@dataclass(frozen=True, slots=True)
class PinnedBox:
    """A box of data on a front: the path of its data file under ``content/``, and its title there.

    ``kind`` is that of the data; None where there is no such file, or nobody has looked yet. ``sections`` are the ids of the
    sections on whose fronts it stands; without any it stands on the home page. ``rows`` is that of its ``BoxData``, for
    which the front keeps a place.
    """

    file: str
    title: str
    kind: BoxKind | None = None
    sections: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Pins:
    """The ids that ``content/front.yml`` puts first: on the home page, and in sections by their id; and the boxes of data
    of all fronts.

    Some of these stories may be invisible or unknown, and some boxes may have no file.
    """

    top: tuple[str, ...] = ()
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    boxes: tuple[PinnedBox, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all these stories."""
        return frozenset((*self.top, *(i for ids in self.sections.values() for i in ids)))


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address, and the address at the end of its chain of redirects; an empty ``target`` means that the page is gone."""

    source: str
    target: str = ""
