"""Structured data for search engines: each page described in JSON-LD 1.1, in the vocabulary of schema.org."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Protocol

import msgspec
from markupsafe import Markup

from .. import arabic
from ..model.article import Article, Entry, Named, Part
from ..model.body_text import words_of
from ..model.facets import ALL, Facet, NamedKind
from ..model.picture import Picture
from ..model.show import Show
from ..model.sound import Sound, iso_length
from ..model.timestamps import Month
from ..pages.addresses import (
    ARCHIVE,
    FOLDERS,
    INDEX_NAMES,
    SHOWS,
    Listing,
    day_address,
    front_address,
    month_address,
    podcast_address,
)
from ..pictures.recipe import Rendition, cover_picture, largest, machine_pictures
from ..site.settings import Settings
from .video import video

UPDATES = 20
"""How many of the newest entries of live coverage the data hold. All of them would double a long page."""

Node = dict[str, object]
"""A node of the graph: an object of JSON-LD."""

Crumb = tuple[str, str]
"""A step of a breadcrumb: its name and its address on the site."""

HOME = "الرئيسية"
ALL_MONTHS = "الأرشيف"
CORRECTIONS = "التصحيحات"
PROGRAMMES = "البرامج"


class Page(Protocol):
    """What this module reads of ``page`` in a template. ``address`` is the page's address on the site."""

    @property
    def address(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Context(Protocol):
    """What this module reads of ``context`` in a template."""

    @property
    def listing(self) -> Listing | None: ...
    @property
    def month(self) -> Month | None: ...
    @property
    def day(self) -> date | None: ...
    @property
    def live(self) -> bool: ...
    @property
    def organizations(self) -> tuple[str, ...]: ...
    @property
    def show(self) -> Show | None: ...


def json_script(value: object) -> Markup:
    """JSON as the content of a script element, without the element's tags.

    Characters that could end the element or begin a comment are escaped (HTML, "restrictions for contents of script
    elements"), and so are the line separators of JavaScript.
    """
    text = _encoder.encode(value).decode()
    for character, escaped in _ESCAPED:  # str.translate takes ten times as long
        text = text.replace(character, escaped)
    return Markup(text)


_ESCAPED = [(character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029"]
_encoder = msgspec.json.Encoder(order="sorted")


def structured_functions(settings: Settings, absolute: Callable[[str], str]) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name. ``absolute`` is the function of that name."""
    return {"structured": _Structured(settings, absolute).structured}


class _Structured:
    """Builds the structured data of one site's pages."""

    def __init__(self, settings: Settings, absolute: Callable[[str], str]) -> None:
        self._settings = settings
        self._absolute = absolute
        self._publisher_id = absolute("/") + "#publisher"
        self._publisher = self._newsroom()
        self._site = self._web_site()

    def structured(self, page: Page, context: Context, article: Article | None, description: str = "") -> Markup:
        """The graph of a page as the content of a script element, without the element's tags.

        It is empty text for a kind of page that has none, and for a withdrawn story. ``description`` is that of the
        page. A story is a news article, the home page the site with its publisher, a list a collection.
        """
        nodes = list(self._nodes(page, context, article, str(description)))
        return json_script({"@context": "https://schema.org", "@graph": nodes}) if nodes else Markup("")

    def _nodes(self, page: Page, context: Context, article: Article | None, description: str) -> Iterable[Node]:
        if article is not None:
            if not article.summary.withdrawn:
                card = article.card
                section = self._settings.sections_by_id[card.section]
                url, organizations = self._absolute(page.address), context.organizations
                node = self._news_article(article, url, section.name, description, organizations)
                if card.sound is not None:
                    node |= {"audio": self._audio(card.sound, card.title)}
                yield node | self._of_kind(article, node, live=context.live)
                if context.show is not None:
                    yield self._episode(article, node, context.show)
                if card.kind == "gallery":
                    yield self._gallery(article, node)
                yield self._breadcrumbs(page, [(section.name, f"/{section.id}/"), (card.title, page.address)])
        elif page.kind == "home":
            site = self._site | {"publisher": {"@id": self._publisher_id}, "inLanguage": "ar"}
            yield site | _present(description=description)
            yield self._publisher
        elif way := self._way(page, context):
            yield self._collection(page, way[-1][0], description)
            if page.kind == "show" and context.show is not None:
                yield self._series(context.show, whole=True)
            yield self._breadcrumbs(page, way)

    def _news_article(
        self, article: Article, url: str, section: str, description: str, organizations: tuple[str, ...]
    ) -> Node:
        """The story as https://schema.org/NewsArticle, with the properties that search engines recommend:
        https://developers.google.com/search/docs/appearance/structured-data/article"""
        card, summary = article.card, article.summary
        pictures = _pictures((card.image, *article.body))
        publisher = self._publisher
        authors: list[Node] = [
            {
                "@type": "Organization" if author.name in organizations else "Person",
                "name": author.name,
                "url": self._front("author", author),
            }
            for author in summary.authors
        ]
        agencies: list[Node] = [
            {"@type": "Organization", "name": source.name}
            for source in article.sources if source.name in organizations
        ]  # fmt: skip
        place: Node | None = None
        if card.place:
            place = {"@type": "Place", "name": card.place.name, "url": self._front("place", card.place)}
        return {
            "@type": "NewsArticle",
            "@id": url,
            "url": url,
            "mainEntityOfPage": url,
            "headline": card.title,
            "datePublished": card.published.isoformat(),
            "dateModified": article.changed.isoformat(),
            "author": authors or [publisher],
            "publisher": publisher,
            "articleSection": section,
            "inLanguage": "ar",
            "isAccessibleForFree": True,
        } | _present(
            description=description,
            image=[
                node
                for number, picture in enumerate(pictures)
                for node in (self._image(picture) if number else self._first_image(picture))
            ],
            keywords=[tag.name for tag in summary.tags],
            contentLocation=place,
            dateline=card.place.name if card.place else "",
            sourceOrganization=agencies,
            correction=[
                {"@type": "CorrectionComment", "text": one.text, "datePublished": one.at.isoformat()}
                for one in summary.corrections
            ],
        )

    def _of_kind(self, article: Article, node: Node, *, live: bool) -> Node:
        """The properties that a story's kind replaces or adds."""
        match article.card.kind:
            case "opinion":
                return {"@type": "OpinionNewsArticle"}  # https://schema.org/OpinionNewsArticle
            case "explainer":
                return {"@type": "BackgroundNewsArticle"}  # https://schema.org/BackgroundNewsArticle
            case "live" if article.entries:
                return self._coverage(article, live=live)
            case "video":
                return _present(video=list(self._videos(article, node)))
        return {}

    def _videos(self, article: Article, node: Node) -> Iterable[Node]:
        """The videos of a story. Each has its own poster or the story's picture as its thumbnail. One that has neither is left
        out: a video without a thumbnail is an error for search engines."""
        image = article.card.image
        for part in article.body:
            if isinstance(part, Picture) and part.video:
                poster = part if part.address else image
                if poster is not None and poster.address:
                    thumbnail = self._file(largest(poster, self._settings.pictures).address)
                    yield self._video(part, article, node, thumbnail)

    def _video(self, picture: Picture, article: Article, node: Node, thumbnail: str) -> Node:
        """A video as https://schema.org/VideoObject, with the properties that search engines want:
        https://developers.google.com/search/docs/appearance/structured-data/video"""
        shown = video(picture.video, self._settings)
        address = self._file(shown.address)
        return {
            "@type": "VideoObject",
            "name": picture.alt or article.card.title,
            "thumbnailUrl": thumbnail,
            "uploadDate": article.card.published.isoformat(),
            "contentUrl" if shown.file else "url": address,
        } | _present(
            description=picture.caption or node.get("description", ""),
            embedUrl=shown.frame.partition("?")[0],
        )

    def _audio(self, sound: Sound, name: str) -> Node:
        """Recorded sound as https://schema.org/AudioObject"""
        return {"@type": "AudioObject", "name": name, "contentUrl": self._absolute(sound.address)} | _present(
            encodingFormat=sound.mime,
            duration=iso_length(sound.seconds) if sound.seconds else "",
            contentSize=str(sound.size) if sound.size else "",
        )

    def _episode(self, article: Article, node: Node, show: Show) -> Node:
        """An episode as https://schema.org/PodcastEpisode"""
        card = article.card
        assert card.episode is not None
        season: Node | None = None
        if card.episode.season:
            season = {"@type": "PodcastSeason", "seasonNumber": card.episode.season}
        return {
            "@type": "PodcastEpisode",
            "@id": f"{node['@id']}#episode",
            "url": node["url"],
            "name": card.title,
            "datePublished": card.published.isoformat(),
            "inLanguage": show.language,
            "partOfSeries": self._series(show),
        } | _present(
            description=node.get("description", ""),
            episodeNumber=card.episode.number,
            partOfSeason=season,
            associatedMedia=self._audio(card.sound, card.title) if card.sound is not None else None,
        )

    def _series(self, show: Show, *, whole: bool = False) -> Node:
        """A show as https://schema.org/PodcastSeries; ``whole`` as its own page describes it."""
        home = self._settings.absolute(front_address(Facet.show(show.id)))
        series: Node = {"@type": "PodcastSeries", "@id": f"{home}#show", "name": show.name, "url": home}
        if not whole:
            return series
        cover = cover_picture(show.artwork, self._settings.pictures) if show.artwork is not None else None
        return series | _present(
            description=show.description, inLanguage=show.language, author=self._publisher,
            webFeed=self._settings.absolute(podcast_address(show.id)),
            image=self._absolute(cover.address) if cover is not None else "", sameAs=[link.url for link in show.links],
        )  # fmt: skip

    def _gallery(self, article: Article, node: Node) -> Node:
        """The pictures of a gallery as https://schema.org/ImageGallery"""
        return {
            "@type": "ImageGallery",
            "@id": f"{node['@id']}#gallery",
            "name": article.card.title,
            "inLanguage": "ar",
            "isPartOf": {"@id": node["@id"]},
            "associatedMedia": [node for picture in _pictures(article.body) for node in self._image(picture)],
        }

    def _coverage(self, article: Article, *, live: bool) -> Node:
        """The properties of https://schema.org/LiveBlogPosting: when coverage began, when it ended, and its newest entries.

        While coverage goes on (``live``), its end is only planned, and is left out.
        """
        card, end = article.card, article.summary.live_until
        began = min([card.published, *(entry.at for entry in article.entries)])
        return {
            "@type": "LiveBlogPosting",
            "coverageStartTime": began.isoformat(),
        } | _present(
            coverageEndTime=end.isoformat() if end and not live else "",
            liveBlogUpdate=[self._update(article, entry) for entry in article.entries[:UPDATES]],
        )

    def _update(self, article: Article, entry: Entry) -> Node:
        """An entry of live coverage as https://schema.org/BlogPosting"""
        return {
            "@type": "BlogPosting",
            "headline": entry.title,
            "datePublished": entry.at.isoformat(),
            "url": self._absolute(f"{article.card.address}#{entry.id}"),
        } | _present(
            articleBody=_plain(entry.body),
            image=[node for picture in _pictures(entry.body) for node in self._image(picture)],
        )

    def _first_image(self, picture: Picture) -> list[Node]:
        """The crops of a story's first picture that search engines ask for, as far as it is large enough."""
        return [self._node(picture, file) for file in machine_pictures(picture, self._settings.pictures)]

    def _image(self, picture: Picture) -> list[Node]:
        """A picture as https://schema.org/ImageObject"""
        return [self._node(picture, largest(picture, self._settings.pictures))]

    def _node(self, picture: Picture, file: Rendition) -> Node:
        return {
            "@type": "ImageObject",
            "url": self._file(file.address),
            "width": file.width,
            "height": file.height,
        } | _present(caption=picture.caption, creditText=picture.credit)

    def _file(self, address: str) -> str:
        return self._absolute(address) if address.startswith("/") else address

    def _newsroom(self) -> Node:
        """The newsroom as https://schema.org/NewsMediaOrganization"""
        publisher = self._settings.publisher
        logo: Node | None = None
        if publisher.logo:
            logo = {"@type": "ImageObject", "url": self._absolute(publisher.logo)}
        return {
            "@type": "NewsMediaOrganization",
            "@id": self._publisher_id,
            "name": publisher.name or self._settings.title,
            "url": self._absolute("/"),
        } | _present(logo=logo, email=publisher.email, sameAs=list(publisher.same_as))

    def _web_site(self) -> Node:
        """The site as https://schema.org/WebSite"""
        home = self._absolute("/")
        return {"@type": "WebSite", "@id": home, "url": home, "name": self._settings.title}

    def _collection(self, page: Page, name: str, description: str) -> Node:
        """A list as https://schema.org/CollectionPage"""
        url = self._absolute(page.address)
        return {
            "@type": "CollectionPage",
            "@id": url,
            "url": url,
            "name": name,
            "inLanguage": "ar",
            "isPartOf": self._site,
        } | _present(description=description)

    def _way(self, page: Page, context: Context) -> list[Crumb]:
        """The breadcrumb of a list's page without the home page. Empty for a page that is no list."""
        about, month, day = context.listing, context.month, context.day
        archive = (ALL_MONTHS, ARCHIVE)
        match page.kind:
            case "archive":
                return [archive]
            case "corrections":
                return [(CORRECTIONS, page.address)]
            case "day" if day:
                above = Month(day.year, day.month)
                return [archive, self._month(ALL, above), (self._long(day), day_address(day))]
            case "names" if about:
                return [(about.name, page.address)]
            case "shows":
                return [(PROGRAMMES, page.address)]
            case "show" if about:
                return _to_front(about)
            case "section" | "topic" | "author" | "place" if about:
                return _to_front(about)
            case "month" if about and month and about.id:
                return [*_to_front(about), self._month(about.facet, month)]
            case "month" if month:
                return [archive, self._month(ALL, month)]
        return []

    def _month(self, facet: Facet, month: Month) -> Crumb:
        name = arabic.format_date(date(month.year, month.number, 1), "{month} {year}", self._settings.house)
        return name, month_address(facet, month)

    def _long(self, day: date) -> str:
        return arabic.format_date(day, self._settings.dates.long, self._settings.house)

    def _breadcrumbs(self, page: Page, way: list[Crumb]) -> Node:
        """A breadcrumb as https://developers.google.com/search/docs/appearance/structured-data/breadcrumb"""
        return {
            "@type": "BreadcrumbList",
            "@id": self._absolute(page.address) + "#breadcrumb",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": self._absolute(address)}
                for position, (name, address) in enumerate([(HOME, "/"), *way], 1)
            ],
        }

    def _front(self, kind: NamedKind, of: Named) -> str:
        return self._absolute(front_address(Facet.named(kind, of.id)))


def _to_front(about: Listing) -> list[Crumb]:
    if about.facet.is_show:
        return [(PROGRAMMES, SHOWS), (about.name, about.address)]
    above = [(INDEX_NAMES[about.kind], FOLDERS[about.kind])] if about.kind in FOLDERS else []
    return [*above, (about.name, about.address)]


def _pictures(parts: Iterable[Part | None]) -> list[Picture]:
    return [part for part in parts if isinstance(part, Picture) and part.address]


def _plain(parts: Iterable[Part]) -> str:
    """The text of a body on one line, without its tags, pictures and footnotes."""
    return " ".join(words for words in words_of(parts) if words)


def _present(**values: object) -> Node:
    """The properties whose values are not empty; None, 0 and False count as empty."""
    return {name: value for name, value in values.items() if value}
