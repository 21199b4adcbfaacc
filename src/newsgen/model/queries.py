"""Queries: the only way in which a set of stories reaches a page.

Each query is a frozen value, is bounded by a number or a span of time, and has a total order: (published, id) unless it
says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, overload

from .article import Card, Named, PinnedBox, Pins, Profile, Redirect, Summary
from .box import BoxData
from .facets import Facet, NamedKind
from .placement import Position
from .show import Show
from .timestamps import Month, Span


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ``limit`` visible stories of a facet, newest first. The answer holds Cards.

    “Newest” goes by the moment that orders the facet, which is not publication for BREAKING, LIVE and CORRECTED.
    """

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest ``limit`` visible stories of a facet before a position, newest first; never more than WINDOW."""

    facet: Facet
    before: Position
    limit: int


@dataclass(frozen=True, slots=True)
class Picked:
    """The stories with these ids, in this order; those that are invisible, withdrawn or unknown are left out."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The cards that the text of the story with this id shows: pairs of what it names, an id or an address, and a Card.

    Those that are invisible, withdrawn or unknown are left out, and so is the story itself.
    """

    story: str


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
    """Like ``Latest``, with Summaries instead of Cards.

    A story with several corrections comes as often in CORRECTED, and each time counts towards ``limit``.
    """

    facet: Facet
    limit: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The newest ``limit`` withdrawn stories whose pages readers see, newest first. The answer holds Summaries."""

    limit: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The digests of the stories with these ids, bodies included, in this order: not the bodies themselves.

    Visibility is not checked: the ids come from another query. Only full-text feeds ask it.
    """

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class During:
    """The visible stories of a facet in a span of time, newest first, at most ``limit``; all for None.

    The answer holds Summaries.
    """

    facet: Facet
    span: Span
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Breaking:
    """The visible stories that are breaking news at the build's ``now``, newest first, at most ``limit``."""

    limit: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """The ids that ``content/front.yml`` puts first. Some of these stories may be invisible or unknown."""


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
    """Every topic, author or place of visible stories, in the alphabetical order of Arabic.

    An author with a profile is among them without a story too, but not with hidden stories only.
    """

    kind: NamedKind


@dataclass(frozen=True, slots=True)
class ProfileOf:
    """The profile of an author, or None where there is none, or where all stories of the author are hidden."""

    author: str


@dataclass(frozen=True, slots=True)
class OrganizationsOf:
    """The names of those authors and sources of a story that are organisations by a profile. ``authors`` are the story's own.

    An author is known by the id, a source by its whole name.
    """

    story: str
    authors: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ShowOf:
    """The show with this id, or None where there is none. Whether it has an episode is not looked at."""

    show: str


@dataclass(frozen=True, slots=True)
class Shows:
    """The shows with a visible episode, in the alphabetical order of Arabic."""


@dataclass(frozen=True, slots=True)
class PlainPages:
    """The ids of all plain pages."""


@dataclass(frozen=True, slots=True)
class FooterPages:
    """The plain pages that the foot of every page links to by itself, by id: those right in ``content/pages/``, and of these
    the first ``placement.FOOTER_PAGES``. The answer holds an id and a title for each."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """The first ``limit`` redirects; all for None.

    Those of redirects.yml come first, from its last entry up, then those of visible stories' aliases, the newest story's
    first. Those that lead in a circle are left out, here and in the queries below.
    """

    limit: int | None = None


@dataclass(frozen=True, slots=True)
class RedirectsOf:
    """The redirects from the old addresses of stories that were published in a month; those of redirects.yml for None.

    With ``mapped``, one of several whose old addresses differ only in the case of Latin letters.
    """

    month: Month | None
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class RedirectMonths:
    """The months in which visible stories with old addresses were published, newest first; of those in ``among``, or all."""

    among: tuple[Month, ...] | None = None


@dataclass(frozen=True, slots=True)
class OddRedirects:
    """Redirects from old addresses with a suffix that is not that of pages: the last ``most`` of redirects.yml, and for each of
    ``most`` suffixes the newest ``most`` of stories."""

    most: int


@dataclass(frozen=True, slots=True)
class RedirectAt:
    """Where an old address leads, or None where none leads anywhere."""

    source: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """What the data file with this id holds; None where there is none, or readers see no use of it."""

    file: str


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The ids of all data files, in their order."""


@dataclass(frozen=True, slots=True)
class PinnedBoxes:
    """The boxes of data that an editor put on the front of a section, in that order, each with its kind; those without a file
    are left out. ``section`` is the section's id, empty for the home page."""

    section: str = ""


RedirectQuery = Redirects | RedirectsOf | OddRedirects
CardQuery = Latest | Earlier | Picked | Related | Breaking
SummaryQuery = Recent | Withdrawn | During | News
Query = (
    CardQuery
    | SummaryQuery
    | Texts
    | Months
    | Days
    | Names
    | ProfileOf
    | ShowOf
    | Shows
    | OrganizationsOf
    | Quoted
    | PlainPages
    | RedirectQuery
    | RedirectMonths
    | RedirectAt
    | FooterPages
    | Pinned
    | DataFile
    | DataFiles
    | PinnedBoxes
)


class Ask(Protocol):
    """The function that answers queries.

    Cards and Summaries are those of visible stories; ``Texts`` and ``Pinned`` check nothing.
    """

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
    def __call__(self, query: ShowOf, /) -> Show | None: ...
    @overload
    def __call__(self, query: Shows, /) -> Sequence[Show]: ...
    @overload
    def __call__(self, query: OrganizationsOf, /) -> Sequence[str]: ...
    @overload
    def __call__(self, query: Quoted, /) -> Sequence[tuple[str, Card]]: ...
    @overload
    def __call__(self, query: Pinned, /) -> Pins: ...
    @overload
    def __call__(self, query: PlainPages, /) -> Sequence[str]: ...
    @overload
    def __call__(self, query: FooterPages, /) -> Sequence[Named]: ...
    @overload
    def __call__(self, query: RedirectQuery, /) -> Sequence[Redirect]: ...
    @overload
    def __call__(self, query: RedirectMonths, /) -> Sequence[Month]: ...
    @overload
    def __call__(self, query: DataFile, /) -> BoxData | None: ...
    @overload
    def __call__(self, query: DataFiles, /) -> Sequence[str]: ...
    @overload
    def __call__(self, query: PinnedBoxes, /) -> Sequence[PinnedBox]: ...
    @overload
    def __call__(self, query: RedirectAt, /) -> Redirect | None: ...
