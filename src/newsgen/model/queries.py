"""Queries: the only way in which a set of stories reaches a page.

Each query is a frozen value, is bounded by a number or a span of time, and has a total order: (published, id) unless it
says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, overload

from .article import Card, Month, Named, Pins, Profile, Redirect, Summary
from .facets import Facet, NamedKind
from .placement import Position
from .timestamps import Span


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ``limit`` visible stories of a facet, newest first."""

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest ``limit`` visible stories of a facet before a position, newest first. ``limit`` is at most WINDOW."""

    facet: Facet
    before: Position
    limit: int


@dataclass(frozen=True, slots=True)
class Picked:
    """The stories with these ids, in this order; invisible ones are left out."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """The ``limit`` older visible stories most similar to a story, most similar first, without ``excluded`` ids.

    ``position`` and ``facets`` are the story's own. ``terms`` are the terms of its title and standfirst when it has too
    few tags to compare by, else none.
    """

    position: Position
    facets: tuple[Facet, ...]
    limit: int
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recent:
    """Like ``Latest``, with Summaries instead of Cards."""

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The digests of the stories with these ids, bodies included. Only full-text feeds ask it."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class During:
    """The visible stories of a facet in a span of time, newest first, at most ``limit``."""

    facet: Facet
    span: Span
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Breaking:
    """The visible stories that are breaking news at the build's ``now``, newest first, at most ``limit``."""

    limit: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """The stories that ``content/front.yml`` puts first."""


@dataclass(frozen=True, slots=True)
class News:
    """The visible stories of the last 48 hours before the build's ``now``, newest first, at most NEWS_LIMIT."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a facet that need a page of their own, newest first.

    A month needs one when it contains a visible story that is not among the facet's ``beyond`` newest. Every older month
    with a visible story needs one too. So a new story adds at most one month: that of the story that it pushes off the
    front.
    """

    facet: Facet
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a month that have visible stories, newest first, each with its number of stories."""

    month: Month


@dataclass(frozen=True, slots=True)
class Names:
    """Every topic, author or place of visible stories, in the alphabetical order of Arabic."""

    kind: NamedKind


@dataclass(frozen=True, slots=True)
class ProfileOf:
    """The profile of an author, or None."""

    author: str


@dataclass(frozen=True, slots=True)
class PlainPages:
    """The ids of all plain pages."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """All redirects, at most ``limit``: those of redirects.yml from its last entry up, then those of stories' aliases."""

    limit: int | None = None


CardQuery = Latest | Earlier | Picked | Related | Breaking
SummaryQuery = Recent | During | News
Query = CardQuery | SummaryQuery | Texts | Months | Days | Names | ProfileOf | PlainPages | Redirects | Pinned


class Ask(Protocol):
    """The function that answers queries. Answers contain visible stories only."""

    @overload
    def __call__(self, query: CardQuery, /) -> Sequence[Card]: ...
    @overload
    def __call__(self, query: SummaryQuery, /) -> Sequence[Summary]: ...
    @overload
    def __call__(self, query: Texts, /) -> Sequence[bytes]: ...
    @overload
    def __call__(self, query: Months, /) -> Sequence[Month]: ...
    @overload
    def __call__(self, query: Days, /) -> Sequence[tuple[date, int]]: ...
    @overload
    def __call__(self, query: Names, /) -> Sequence[Named]: ...
    @overload
    def __call__(self, query: ProfileOf, /) -> Profile | None: ...
    @overload
    def __call__(self, query: Pinned, /) -> Pins: ...
    @overload
    def __call__(self, query: PlainPages, /) -> Sequence[str]: ...
    @overload
    def __call__(self, query: Redirects, /) -> Sequence[Redirect]: ...
