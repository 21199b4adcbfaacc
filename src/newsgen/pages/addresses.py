"""Where the pages that are no story's answer: fronts, months, days, feeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..model.article import Card, Month
from ..model.facets import ALL, Facet, NamedKind
from ..site.settings import Settings
from ..site.settings_lists import FeedFormat

FOLDERS: dict[NamedKind, str] = {"topic": "/topics/", "author": "/authors/", "place": "/places/"}
"""Where the fronts of topics, authors and places lie, and their indexes."""

INDEX_NAMES = {"topic": "المواضيع", "author": "الكتّاب", "place": "الأماكن"}
"""How readers see the indexes."""

ARCHIVE = "/archive/"

FEED_FILES: dict[FeedFormat, str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
_FEED_TYPES: dict[FeedFormat, tuple[str, str]] = {
    "rss": ("application/rss+xml", "RSS"),
    "atom": ("application/atom+xml", "Atom"),
    "json": ("application/feed+json", "JSON"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of stories is about. ``kind``: all, section, topic, author, place; ``address`` is that of its front."""

    kind: str
    id: str
    name: str
    address: str
    purpose: str = ""

    @property
    def facet(self) -> Facet:
        """The facet whose stories the list shows; ``ALL`` where it is of no section, topic, author or place."""
        return Facet.of(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as a page's head names it: its format, its media type, its address and its title."""

    format: str
    mime: str
    address: str
    title: str


def front_address(facet: Facet) -> str:
    """The address of a facet's front: the home page for all stories."""
    if facet.is_section:
        return f"/{facet.key}/"
    return FOLDERS[facet.kind] + facet.key + "/" if facet.kind in FOLDERS else "/"


def month_address(facet: Facet, month: Month) -> str:
    """The address of a month's stories: below the facet's front, or below the archive."""
    base = front_address(facet) if facet.key else ARCHIVE
    return f"{base}{month.year:04}/{month.number:02}/"


def day_address(day: date) -> str:
    """The address of a day's stories."""
    return f"{ARCHIVE}{day.year:04}/{day.month:02}/{day.day:02}/"


def feed_address(facet: Facet, format: FeedFormat) -> str:
    """The address of a facet's feed."""
    return front_address(facet) + FEED_FILES[format]


def feed_formats(facet: Facet, settings: Settings) -> tuple[FeedFormat, ...]:
    """The formats in which a facet has feeds: none where the settings ask for none."""
    asked = {ALL: True, "section": True, "topic": settings.feeds.topics, "author": settings.feeds.authors}
    return settings.feeds.formats if asked.get(facet.kind, False) else ()


def feed_links(facet: Facet, name: str, settings: Settings) -> Iterator[FeedLink]:
    """A facet's feeds; ``name`` is that of the section, topic or author, empty for the whole site."""
    for format in feed_formats(facet, settings):
        mime, label = _FEED_TYPES[format]
        of = f"{settings.title} - {name}" if name else settings.title
        yield FeedLink(format, mime, feed_address(facet, format), f"{of} ({label})")


def live_path(card: Card) -> str:
    """The file of the newest entries of a live story."""
    return f"fragments/live/{card.address.strip('/')}.html"


def output_path(address: str) -> str:
    """The file that answers at an address: an address that ends with a slash is a folder's index."""
    return address.strip("/") + "/index.html" if address != "/" else "index.html"
