"""What a reader makes of a system's export: items, one for each story, page, attachment or withdrawal, and notes.

A reader is a module with two functions:

- ``recognises(head: bytes) -> bool``: whether a file that begins with these bytes (at most 8 KB) is of its kind;
- ``read(paths: Sequence[Path]) -> Source``: the items of files or folders, as a lazy stream.

What the system means by its own marks (shortcodes, blocks, wpautop, Markdown) is the reader's affair: an item's ``body`` is
HTML. What HTML becomes is ``dialect``'s, and where a story lies in the site is that of ``article``: a reader knows neither.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Literal, Protocol

from .codes import Code


class Kind(Enum):
    """What an item is in the site."""

    STORY = "story"
    BRIEF = "brief"
    VIDEO = "video"
    GALLERY = "gallery"
    OPINION = "opinion"
    AUDIO = "audio"
    PAGE = "page"
    ATTACHMENT = "attachment"
    """A file with a page of its own in the old system: no story, but its address must go on working."""


class State(Enum):
    """Whether readers may see an item."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    WITHDRAWN = "withdrawn"
    """Published once and taken back, as by an agency's kill: the address stays, with ``reason``."""
    PRIVATE = "private"
    PROTECTED = "protected"
    TRASHED = "trashed"


HIDDEN = frozenset({State.PRIVATE, State.PROTECTED, State.TRASHED})
"""States of items that are listed and never imported. A reader yields them with an empty ``body`` and ``standfirst``."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that an import says. ``values`` fill the fields of the code's texts.

    ``place`` is where it happened, for people: ``export.xml: 42``; empty where the item's own place says it. ``count``
    is how often it happened there. No note holds an e-mail address, an IP number, a password or text of a hidden item.
    """

    code: Code
    values: tuple[tuple[str, str], ...] = ()
    place: str = ""
    count: int = 1


def note(code: Code, place: str = "", count: int = 1, **values: object) -> Note:
    """Make a note; ``values`` become texts."""
    return Note(code, tuple((name, str(value)) for name, value in values.items()), place, count)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the old system names it: ``src`` is its address, absolute or from the site's root.

    ``width`` and ``height`` are pixels of the file at ``src``, 0 where they are not known. Texts are plain, without HTML.
    """

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of a story of the kind ``AUDIO``: ``src`` is its absolute address.

    ``seconds`` is its length, ``size`` the number of its bytes; 0 where they are not known.
    """

    src: str
    seconds: float = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Episode:
    """What makes a story an episode. ``show`` is the ``key`` of its show; once that has a file, its id in the site.

    ``guid`` is the id that apps know the episode by, empty where none may be kept. ``season`` and ``number`` are 0 where
    there is none.
    """

    show: str
    guid: str = ""
    season: int = 0
    number: int = 0
    kind: Literal["full", "trailer", "bonus"] = "full"


@dataclass(frozen=True, slots=True)
class Show:
    """A programme, as its feed describes it. Texts are plain. ``key`` stays the same in later exports.

    ``feed`` is the old feed's absolute address, empty where it is not known; ``artwork`` that of its cover. ``category`` is
    one of Apple's list, ``subcategory`` one below it. ``guid`` is its id among podcasts.
    """

    key: str
    name: str
    description: str
    author: str = ""
    artwork: str = ""
    category: str = ""
    subcategory: str = ""
    language: str = ""
    explicit: bool = False
    order: Literal["episodic", "serial"] = "episodic"
    guid: str = ""
    copyright: str = ""
    locked: bool = True
    feed: str = ""
    notes: tuple[Note, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A category or tag: the ``name`` that readers see, and the ``slug`` in the old addresses (decoded), if there is one.

    ``parents`` are the names above it, the outermost first.
    """

    name: str
    slug: str = ""
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an export.

    Texts (``title``, ``kicker``, ``standfirst``, names) are plain: no HTML, no entities; line ends and runs of spaces may
    be as the system has them.
    """

    id: str
    """Names the item in its system, and stays the same in later exports: ``post:42``, ``urn:…``. The site's part goes
    first where one export may hold several sites."""
    kind: Kind
    title: str
    body: str = ""
    """HTML, as the system means it. Pictures are ``img``, with ``figure`` and ``figcaption`` where they have a caption (a
    credit in it as ``cite`` or ``small``); a video is ``<a class="video" href="…">its name</a>`` or the ``iframe`` of its host;
    a pull quote is ``<blockquote class="pull">``; footnotes are links ``<a href="#x" class="footnote-ref">`` to
    ``<li id="x">`` in ``<ol class="footnotes">``."""
    kicker: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    sections: tuple[Term, ...] = ()
    """Categories, the primary one first."""
    tags: tuple[Term, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware, or naive for the site's time zone. None only for drafts and attachments without a date."""
    updated: datetime | None = None
    embargo: datetime | None = None
    """Nothing may be seen before it; it becomes ``publish_at``."""
    state: State = State.PUBLISHED
    reason: str = ""
    """Why it was withdrawn."""
    slug: str = ""
    """The last part of the old address, decoded: kept however long or odd it is."""
    address: str = ""
    """The old address, absolute or from the root, percent-encoded or not."""
    aliases: tuple[str, ...] = ()
    """Other old addresses of the item, earlier slugs among them."""
    image: Picture | None = None
    """The featured picture."""
    recording: Recording | None = None
    episode: Episode | None = None
    language: str = ""
    sticky: bool = False
    """Whether the old front page shows it first."""
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """For the story's ``extra``: texts, numbers, lists and mappings of them."""
    notes: tuple[Note, ...] = ()
    """What the reader says of the item; their ``place`` may be empty."""
    place: str = ""
    """Where the item stands, for people: ``export-2.xml: 42``."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What must be known of all items before the first is written: small, because an archive has 500,000."""

    id: str
    kind: Kind
    state: State
    published: datetime | None
    slug: str
    title: str
    address: str
    sections: tuple[Term, ...]


def outline(item: Item) -> Outline:
    """The outline of an item."""
    return Outline(item.id, item.kind, item.state, item.published, item.slug, item.title, item.address, item.sections)


def is_story(outline: Outline) -> bool:
    """Whether readers of the old site saw a story at the item's address, and it becomes one of the new site."""
    return outline.kind not in (Kind.PAGE, Kind.ATTACHMENT) and outline.state in (
        State.PUBLISHED, State.WITHDRAWN, State.SCHEDULED,
    )  # fmt: skip


class Source(Protocol):
    """An opened export. Its methods may be called more than once, and each call begins anew.

    Equal files give equal items, in any order of the files and however an export is split into them.
    """

    def outlines(self) -> Iterable[Outline]:
        """The outline of each item that ``items`` yields. It is quick: no body is converted."""
        ...

    def base(self) -> str:
        """The path at which the old site begins, with a slash at both ends."""
        ...

    def items(self) -> Iterator[Item | Note]:
        """The items one by one, and notes of what is no item: a part that could not be read costs itself."""
        ...


@dataclass(frozen=True, slots=True)
class Streamed:
    """A source whose outlines are taken from its items: for formats that are quick to read."""

    stream: Callable[[], Iterator[Item | Note]]

    def outlines(self) -> Iterator[Outline]:
        """The outline of each item."""
        return (outline(item) for item in self.stream() if isinstance(item, Item))

    def base(self) -> str:
        """The root."""
        return "/"

    def items(self) -> Iterator[Item | Note]:
        """The items and notes of the stream."""
        return self.stream()
