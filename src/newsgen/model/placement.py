"""Where a story stands: its position in every list, the facets that it belongs to, and the bounds on what lists look at.

An idle build loads this module and not the queries, whose classes take 15 ms to define.
"""

from .. import arabic
from .article import Card, Named, Summary
from .facets import ALL, BREAKING, CORRECTED, LIVE, WITHDRAWN, Facet, NamedKind
from .timestamps import microseconds

Position = tuple[int, str]
"""A story's place in the order of all lists: publication in microseconds since 1970 (UTC), then its id."""

WINDOW = 50
"""How many older stories of each facet a computed box considers. This bounds the pages that one change can affect."""

NEAREST = 8
"""How many older stories of the whole site a story's end may take its links from, where its own facets have too few."""

FOOTER_PAGES = 12
"""How many plain pages the foot of every page links to by itself. More would be no foot any more: ``footer`` chooses."""

NEWS_LIMIT = 1000
"""The largest number of stories in a news sitemap (Google)."""

FEW_TAGS = 2
"""A story with fewer tags than this is also compared by the terms of its title and standfirst."""


def card_terms(card: Card) -> tuple[str, ...]:
    """The folded, lightly stemmed terms of a story's title and standfirst."""
    return arabic.terms(f"{card.title} {card.standfirst}")


def extra_terms(summary: Summary) -> tuple[str, ...]:
    """The terms by which to compare a story that has fewer tags than ``FEW_TAGS``; none for other stories."""
    return card_terms(summary.card) if len(summary.tags) < FEW_TAGS else ()


def facet_entries(summary: Summary) -> tuple[tuple[Facet, int], ...]:
    """Every facet that a story belongs to, with the moment that orders it there, in microseconds since 1970 (UTC).

    CORRECTED comes once for each moment of a correction. Drafts and stories under embargo have their facets too. A
    withdrawn story has only WITHDRAWN.
    """
    published = microseconds(summary.card.published)
    if summary.withdrawn:
        return ((WITHDRAWN, published),)
    found = [(facet, published) for facet in (ALL, *window_facets(summary))]
    found += [(Facet.named("author", author.id), published) for author in summary.authors]
    if summary.card.episode is not None:
        found.append((Facet.show(summary.card.episode.show), published))
    found += [(CORRECTED, max(published, microseconds(correction.at))) for correction in summary.corrections]
    if summary.breaking_until:
        found.append((BREAKING, microseconds(summary.breaking_until)))
    if summary.live_until:
        found.append((LIVE, microseconds(summary.live_until)))
    return tuple(dict.fromkeys(found))


def window_facets(summary: Summary) -> tuple[Facet, ...]:
    """The facets that ``Related`` searches for a story: its section, place and topics; none for a withdrawn story."""
    card = summary.card
    if summary.withdrawn:
        return ()
    found = [Facet.section(card.section)]
    if card.place:
        found.append(Facet.named("place", card.place.id))
    found += [Facet.named("topic", tag.id) for tag in summary.tags]
    return tuple(dict.fromkeys(found))


def written_names(summary: Summary) -> tuple[tuple[NamedKind, Named], ...]:
    """The topics, authors and place of a story, each with its kind; none for a withdrawn story, which is in no list."""
    if summary.withdrawn:
        return ()
    found: list[tuple[NamedKind, Named]] = [("topic", tag) for tag in summary.tags]
    found += [("author", author) for author in summary.authors]
    return (*found, ("place", summary.card.place)) if summary.card.place else tuple(found)


def name_in(summary: Summary, kind: NamedKind, identifier: str) -> str:
    """The name of a topic, author or place, as a story writes it.

    Raises StopIteration when the story has none with this id.
    """
    card = summary.card
    named = {"topic": summary.tags, "author": summary.authors, "place": (card.place,) if card.place else ()}[kind]
    return next(one.name for one in named if one.id == identifier)
