"""The only way in which a set of stories reaches a page: typed, bounded questions, totally ordered by (published, id)."""

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
    """The newest ``limit`` visible stories of a facet older than a position, newest first; at most ``placement.WINDOW``."""

    facet: Facet
    before: Position
    limit: int


@dataclass(frozen=True, slots=True)
class Picked:
    """These stories in this order, without those that are not visible."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """The ``limit`` older visible stories closest to a story, closest first, without ``excluded`` ones.

    ``terms`` are those of its title and standfirst, where its tags are too few to say what it is about.
    """

    position: Position
    facets: tuple[Facet, ...]
    limit: int
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest ``limit`` visible stories of a facet with all that lists may know of them, newest first."""

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The digests of whole stories, by id: the one question whose answer tells of bodies, for full-text feeds."""

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
    """What the editor of the front puts first."""


@dataclass(frozen=True, slots=True)
class News:
    """The visible stories of the last 48 hours before the build's ``now``, newest first, at most ``placement.NEWS_MOST``."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months, newest first, that hold any visible story of a facet which is not one of its ``beyond`` newest, or are
    older than such a month and hold any.

    So one story more adds a month at most: that of the story which it pushes off the front.
    """

    facet: Facet
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a month that have visible stories, newest first, each with their number."""

    month: Month


@dataclass(frozen=True, slots=True)
class Names:
    """Every topic, author or place of visible stories, in the order in which a reader looks for names."""

    kind: NamedKind


@dataclass(frozen=True, slots=True)
class ProfileOf:
    """What the newsroom says of an author, if it does."""

    author: str


@dataclass(frozen=True, slots=True)
class Plains:
    """The ids of the pages that are no stories."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """Old addresses with those that answer for them, the latest written first, at most ``limit``."""

    limit: int | None = None


CardQuery = Latest | Earlier | Picked | Related | Breaking
SummaryQuery = Recent | During | News
Query = CardQuery | SummaryQuery | Texts | Months | Days | Names | ProfileOf | Plains | Redirects | Pinned


class Ask(Protocol):
    """Answers a query, with visible stories only."""

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
    def __call__(self, query: Plains, /) -> Sequence[str]: ...
    @overload
    def __call__(self, query: Redirects, /) -> Sequence[Redirect]: ...
