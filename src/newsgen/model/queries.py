"""The only way in which a set of stories reaches a page: typed, bounded questions, totally ordered by (published, id)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, overload

from .. import arabic
from .article import Card, Month, Named, Pins, Profile, Redirect, Summary
from .facets import ALL, BREAKING, CORRECTED, LIVE, WITHDRAWN, Facet, NamedKind
from .timestamps import Span, microseconds

Position = tuple[int, str]
"""Where a story stands in every list: its moment of publication in microseconds since 1970, then its id."""

WINDOW = 50
"""How far back a computed box may look in each facet: the bound on what one change can touch."""

NEWS = 48 * 3600 * 1_000_000
"""How long a story is news for a news sitemap, in microseconds (Google: the last two days)."""

NEWS_MOST = 1000
"""How many stories one news sitemap may hold (Google)."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ``limit`` visible stories of a facet, newest first."""

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest ``limit`` visible stories of a facet that are older than a position, newest first; never over WINDOW."""

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
    """The visible stories of the last 48 hours before the build's ``now``, newest first, at most NEWS_MOST."""


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


FEW_TAGS = 2
"""With fewer tags than this a story is also told by the terms of its title and standfirst."""


def card_terms(card: Card) -> tuple[str, ...]:
    """The folded, lightly stemmed terms of a story's title and standfirst."""
    return arabic.terms(f"{card.title} {card.standfirst}")


def telling_terms(summary: Summary) -> tuple[str, ...]:
    """A story's terms where its tags are too few, else none."""
    return card_terms(summary.card) if len(summary.tags) < FEW_TAGS else ()


def entries(summary: Summary) -> tuple[tuple[Facet, int], ...]:
    """Every facet that a story belongs to, with the moment at which it stands there."""
    published = microseconds(summary.card.published)
    if summary.withdrawn:
        return ((WITHDRAWN, published),)
    found = [(facet, published) for facet in (ALL, *window_facets(summary))]
    found += [(Facet.named("author", author.id), published) for author in summary.authors]
    found += [(CORRECTED, max(published, microseconds(correction.at))) for correction in summary.corrections]
    if summary.breaking_until:
        found.append((BREAKING, microseconds(summary.breaking_until)))
    if summary.live_until:
        found.append((LIVE, microseconds(summary.live_until)))
    return tuple(dict.fromkeys(found))


def window_facets(summary: Summary) -> tuple[Facet, ...]:
    """The facets in which a story looks for its relatives, and is found by later ones."""
    card = summary.card
    if summary.withdrawn:
        return ()
    found = [Facet.section(card.section)]
    if card.place:
        found.append(Facet.named("place", card.place.id))
    found += [Facet.named("topic", tag.id) for tag in summary.tags]
    return tuple(dict.fromkeys(found))


def name_in(summary: Summary, kind: NamedKind, identifier: str) -> str:
    """How a story writes the name of one of its topics, authors or places. Raises StopIteration when it has no such."""
    card = summary.card
    named = {"topic": summary.tags, "author": summary.authors, "place": (card.place,) if card.place else ()}[kind]
    return next(one.name for one in named if one.id == identifier)
