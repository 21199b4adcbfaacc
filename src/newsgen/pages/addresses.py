"""The addresses of fronts, months, days, feeds and fragments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..model.article import Card
from ..model.facets import ALL, Facet, NamedKind
from ..model.timestamps import Month
from ..site.links import has_page_ending
from ..site.settings import Settings
from ..site.settings_lists import FeedFormat

FOLDERS: dict[NamedKind, str] = {"topic": "/topics/", "author": "/authors/", "place": "/places/"}
"""The folders of the fronts of topics, authors and places. The index of each lies at the folder's own address."""

INDEX_NAMES = {"topic": "المواضيع", "author": "الكتّاب", "place": "الأماكن"}
"""The headings of the indexes."""

ARCHIVE = "/archive/"

SHOWS = "/shows/"
"""The address of the list of shows; the front of each lies below it."""

FEED_FILES: dict[FeedFormat, str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
_FEED_TYPES: dict[FeedFormat, tuple[str, str]] = {
    "rss": ("application/rss+xml", "RSS"),
    "atom": ("application/atom+xml", "Atom"),
    "json": ("application/feed+json", "JSON"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The subject of a list. ``kind`` is all, section, topic, author, place or show; ``address`` is the address of its front.

    For an index of names, ``kind`` is topic, author or place, ``id`` is empty, and ``address`` is that of the index.
    """

    kind: str
    id: str
    name: str
    address: str
    purpose: str = ""

    @property
    def facet(self) -> Facet:
        """The facet whose stories the list shows; ``ALL`` for an empty ``id``, and so for an index of names too."""
        return Facet.of(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """The link to a feed in a page's head. ``mime`` is the media type."""

    format: str
    mime: str
    address: str
    title: str


def front_address(facet: Facet) -> str:
    """The address of a facet's front; the home page for facets that have no front."""
    if facet.is_section:
        return f"/{facet.key}/"
    if facet.is_show:
        return f"{SHOWS}{facet.key}/"
    return FOLDERS[facet.kind] + facet.key + "/" if facet.kind in FOLDERS else "/"


def month_address(facet: Facet, month: Month) -> str:
    """The address of a facet's month page: below the facet's front, or below the archive for ``ALL``."""
    base = front_address(facet) if facet.key else ARCHIVE
    return f"{base}{month.year:04}/{month.number:02}/"


def day_address(day: date) -> str:
    """The address of a day's page."""
    return f"{ARCHIVE}{day.year:04}/{day.month:02}/{day.day:02}/"


def feed_address(facet: Facet, format: FeedFormat) -> str:
    """The address of a facet's feed, whether or not the settings ask for one (see ``feed_formats``)."""
    return front_address(facet) + FEED_FILES[format]


def feed_formats(facet: Facet, settings: Settings) -> tuple[FeedFormat, ...]:
    """The formats in which a facet has feeds, as the settings say; none for places, whatever they say."""
    enabled = {ALL: True, "section": True, "topic": settings.feeds.topics, "author": settings.feeds.authors}
    return settings.feeds.formats if enabled.get(facet.kind, False) else ()


def feed_links(facet: Facet, name: str, settings: Settings) -> Iterator[FeedLink]:
    """The links to a facet's feeds. ``name`` is the section's, topic's, author's or show's name; empty for the whole site."""
    if facet.is_show:
        yield FeedLink("rss", _FEED_TYPES["rss"][0], podcast_address(facet.key), f"{name} (RSS)")
    for format in feed_formats(facet, settings):
        mime, label = _FEED_TYPES[format]
        of = f"{settings.title} - {name}" if name else settings.title
        yield FeedLink(format, mime, feed_address(facet, format), f"{of} ({label})")


def podcast_address(show: str) -> str:
    """The address of a show's podcast feed, by the show's id."""
    return f"{SHOWS}{show}/feed.xml"


def partner_feed_address(partner: str) -> str:
    """The address of a partner's feed, by the partner's id."""
    return f"/feeds/{partner}/feed.xml"


def ninjs_path(card: Card) -> str:
    """The file, in the output, of a story in ninjs, whether or not the settings ask for one."""
    return f"feeds/ninjs/{card.address.strip('/')}/item.json"


def live_path(card: Card) -> str:
    """The file, in the output, of a live story's fragment: its newest entries. Any card is given a path."""
    return f"fragments/live/{card.address.strip('/')}.html"


def data_path(file: str) -> str:
    """The file, in the output, of the fragment of a data file, by the data file's id."""
    return f"fragments/data/{file}.html"


def output_path(address: str) -> str:
    """The output file of a page's address: of one that ends with a slash the folder's ``index.html``, of one that ends with
    ``.html`` the file itself, of any other the file with ``.html`` behind it."""
    if address.endswith("/"):
        return address.strip("/") + "/index.html" if address != "/" else "index.html"
    file = address.lstrip("/")
    return file if has_page_ending(file) else file + ".html"


def address_of_story_page(path: str, *, slashless: bool) -> str:
    """The address of the page of a story, or of a section or a plain page, at a path of the output; see ``output_path``.

    ``slashless`` says that the pattern of the site's addresses has no slash at its end (``site.story_address.is_bare``).
    """
    if slashless and not path.endswith("index.html"):
        return "/" + path.removesuffix(".html")
    return "/" + path.removesuffix("index.html")


def twin_path(path: str) -> str:
    """The file that some hosts take for one with this file of a page: ``x.html`` and ``x/index.html``; empty for others."""
    if path.endswith("/index.html"):
        return path.removesuffix("/index.html") + ".html"
    return path.removesuffix(".html") + "/index.html" if path.endswith(".html") and path != "index.html" else ""
