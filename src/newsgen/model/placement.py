"""Where a story stands: its position in every list, the facets that it belongs to, and the bounds on what lists look at.

An idle build loads this module and not the queries, whose classes take 15 ms to define.
"""

from .. import arabic
from .article import Card, Summary
from .facets import ALL, BREAKING, CORRECTED, LIVE, WITHDRAWN, Facet, NamedKind
from .timestamps import microseconds

Position = tuple[int, str]
"""A story's position in every list: its moment of publication in microseconds since 1970, then its id."""

WINDOW = 50
"""How many older stories of a facet a computed box may look at: the bound on what one change can affect."""

NEWS = 48 * 3600 * 1_000_000
"""How long a story is news for a news sitemap, in microseconds (Google: the last two days)."""

NEWS_MOST = 1000
"""The most stories of one news sitemap (Google)."""

FEW_TAGS = 2
"""A story with fewer tags than this is also compared by the terms of its title and standfirst."""


def card_terms(card: Card) -> tuple[str, ...]:
    """The folded, lightly stemmed terms of a story's title and standfirst."""
    return arabic.terms(f"{card.title} {card.standfirst}")


def telling_terms(summary: Summary) -> tuple[str, ...]:
    """The terms of a story that has too few tags; none for others."""
    return card_terms(summary.card) if len(summary.tags) < FEW_TAGS else ()


def entries(summary: Summary) -> tuple[tuple[Facet, int], ...]:
    """Every facet that a story belongs to, each with the story's moment in it (microseconds since 1970)."""
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
    """The facets in which a story looks for related stories, and is found by later ones."""
    card = summary.card
    if summary.withdrawn:
        return ()
    found = [Facet.section(card.section)]
    if card.place:
        found.append(Facet.named("place", card.place.id))
    found += [Facet.named("topic", tag.id) for tag in summary.tags]
    return tuple(dict.fromkeys(found))


def name_in(summary: Summary, kind: NamedKind, identifier: str) -> str:
    """The name of a topic, an author or a place as a story writes it. Raises StopIteration when the story has no such."""
    card = summary.card
    named = {"topic": summary.tags, "author": summary.authors, "place": (card.place,) if card.place else ()}[kind]
    return next(one.name for one in named if one.id == identifier)
