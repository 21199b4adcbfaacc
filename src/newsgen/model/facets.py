"""Facets, the lists that stories belong to, and everything else that a page can watch."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, get_args

NamedKind = Literal["topic", "author", "place"]
"""The kinds of facet whose ids come from the names that stories write."""

NAMED_KINDS: tuple[NamedKind, ...] = get_args(NamedKind)

SHOW = "show"
"""The kind of the facets of shows."""


class Facet(str):
    """A list of stories, as the record stores it: ``section:politics``, ``topic:مياه``, ``all``.

    Only the constructors below spell facets. ``kind`` contains no colon, so the first colon ends it, and ``key`` may
    contain any character.
    """

    __slots__ = ()

    @classmethod
    def section(cls, section: str) -> "Facet":
        """The stories of a section, by its id."""
        return cls("section:" + section)

    @classmethod
    def named(cls, kind: NamedKind, identifier: str) -> "Facet":
        """The stories of a topic, an author or a place, by its id."""
        return cls(f"{kind}:{identifier}")

    @classmethod
    def show(cls, identifier: str) -> "Facet":
        """The episodes of a show, by its id."""
        return cls(f"{SHOW}:{identifier}")

    @classmethod
    def of(cls, kind: str, key: str) -> "Facet":
        """The facet of a list with this kind and this id; ``ALL`` when the id is empty."""
        return cls(f"{kind}:{key}") if key else ALL

    @property
    def kind(self) -> str:
        """``section``, ``topic``, ``author``, ``place``, ``show``, or the name of a facet without a key."""
        return str(self.partition(":")[0])  # without a colon, ``partition`` returns the object itself

    @property
    def key(self) -> str:
        """The id of the section, topic, author, place or show; empty for others, like ``all``. Two kinds may share an id."""
        return self.partition(":")[2]

    @property
    def is_section(self) -> bool:
        """Whether the facet is that of a section."""
        return self.startswith("section:")

    @property
    def is_show(self) -> bool:
        """Whether the facet is that of a show."""
        return self.startswith(SHOW + ":")

    @property
    def has_pages(self) -> bool:
        """Whether stories make pages of the facet: it is that of a section, a topic, an author, a place or a show."""
        return self.is_section or self.is_show or self.named_kind is not None

    @property
    def named_kind(self) -> NamedKind | None:
        """``topic``, ``author`` or ``place`` for a facet of one of these kinds, else None."""
        return next((kind for kind in NAMED_KINDS if self.startswith(kind + ":")), None)


ALL = Facet("all")
"""Every story."""

WITHDRAWN = Facet("withdrawn")
"""Withdrawn stories. They have a page, and no list asks for them but those of partners."""

BREAKING = Facet("breaking")
"""Stories with a breaking-news end, each ordered by that moment."""

LIVE = Facet("live")
"""Live coverage with an end, each story ordered by that moment."""

CORRECTED = Facet("corrected")
"""Stories with corrections: an entry a correction, ordered by its moment."""


class SiteList(Enum):
    """Something of the whole site that pages watch and that is not a facet."""

    FRONT = "front"
    """The stories that ``content/front.yml`` puts first."""
    PLAIN_PAGES = "plain"
    """The set of plain pages."""
    REDIRECTS = "redirects"
    """The entries of ``redirects.yml``."""
    CHAINS = "chains"
    """Entries of ``redirects.yml`` that lead to old addresses of stories, which changed."""
    ALIASES = "aliases"
    """The old addresses of stories, with the moments of the stories whose old addresses changed."""
    NEWS = "news"
    """The stories that leave the news sitemap as time passes."""
    SHOWS = "shows"
    """The shows that have an episode."""
    PROFILES = "profiles"
    """The profiles of all authors: fronts show the portraits of those who write opinions."""


@dataclass(frozen=True, slots=True)
class TextsOf:
    """The bodies of a facet's stories. Only full-text feeds watch them."""

    facet: Facet


@dataclass(frozen=True, slots=True)
class NamesOf:
    """The set of all topics, authors or places, with their names."""

    kind: NamedKind


@dataclass(frozen=True, slots=True)
class MonthsOf:
    """All month pages of a facet. An author's profile changes all of them, since each shows the author's name."""

    facet: Facet


@dataclass(frozen=True, slots=True)
class OldAddressAt:
    """Where one old address leads: of a story, or of ``redirects.yml``."""

    source: str


@dataclass(frozen=True, slots=True)
class DataOf:
    """What one data file holds, by its id, and whether readers see a use of it."""

    file: str


Watched = Facet | SiteList | TextsOf | NamesOf | MonthsOf | OldAddressAt | DataOf
"""What a page can watch. When it changes, the build asks the page's queries again."""
