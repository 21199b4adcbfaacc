"""Facets: the lists that a story belongs to, and the other things whose change a page watches for."""

from enum import Enum
from typing import Literal, get_args

import msgspec

NamedKind = Literal["topic", "author", "place"]
"""The kinds of facet whose ids come from the names that stories write."""

NAMED_KINDS: tuple[NamedKind, ...] = get_args(NamedKind)


class Facet(str):
    """A list of stories, as the record stores it: ``section:politics``, ``topic:مياه``, ``all``.

    The constructors below are the only places that spell facets. ``kind`` holds no colon, so that the first colon ends it,
    whatever signs ``key`` has.
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
    def of(cls, kind: str, key: str) -> "Facet":
        """The facet of a list of a page, by its kind and id; ``ALL`` without an id."""
        return cls(f"{kind}:{key}") if key else ALL

    @property
    def kind(self) -> str:
        """``section``, ``topic``, ``author``, ``place``, or the whole name of a facet without a key."""
        return str(self.partition(":")[0])  # without a colon, ``partition`` returns the object itself

    @property
    def key(self) -> str:
        """The id of the section, topic, author or place; empty for the other facets."""
        return self.partition(":")[2]

    @property
    def is_section(self) -> bool:
        return self.startswith("section:")

    @property
    def named_kind(self) -> NamedKind | None:
        """Whether the facet is that of a topic, an author or a place, and which; None for the others."""
        return next((kind for kind in NAMED_KINDS if self.startswith(kind + ":")), None)


ALL = Facet("all")
"""Every story."""

WITHDRAWN = Facet("withdrawn")
"""Stories that were withdrawn: they have a page, and stand in no list."""

BREAKING = Facet("breaking")
"""Breaking news, each story at the moment until which it is breaking."""

LIVE = Facet("live")
"""Live coverage that has an end, each story at that moment."""

CORRECTED = Facet("corrected")
"""Stories with corrections, at the moment of each."""


class SiteList(Enum):
    """A list of the site that holds no facet's stories."""

    FRONT = "front"
    """What an editor puts first (``content/front.yml``)."""
    PLAIN_PAGES = "plain"
    """Which plain pages there are."""
    REDIRECTS = "redirects"
    """Old addresses, of ``redirects.yml`` and of stories' aliases."""
    NEWS = "news"
    """Stories that leave the news sitemap as time passes."""


class TextsOf(msgspec.Struct, frozen=True):
    """The texts of a facet's stories, which full-text feeds show."""

    facet: Facet


class NamesOf(msgspec.Struct, frozen=True):
    """Which topics, authors or places there are, and how each is called."""

    kind: NamedKind


class MonthsOf(msgspec.Struct, frozen=True):
    """Every month of a facet, whatever stories moved: an author's profile names them all."""

    facet: Facet


Watched = Facet | SiteList | TextsOf | NamesOf | MonthsOf
"""What a page watches: when it changes, the page may change."""
