"""Feeds and sitemaps: one value for all formats of a feed, and the functions that write text into XML."""

import html
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urljoin

from markupsafe import Markup

from .. import arabic
from ..model.article import KIND_NAMES, Article, Card, Part, Summary
from ..model.body_text import excerpt
from ..model.embed import Embed
from ..model.facets import Facet
from ..model.picture import Picture
from ..model.sound import Sound
from ..pages.addresses import FOLDERS, Listing, front_address
from ..pictures.recipe import largest
from ..site.settings import Settings
from .boxes import box_html
from .embeds import embed_box

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of change of a feed without entries. Atom requires one (RFC 4287, section 4.1.1), and no clock may give it."""

ENTRIES = 20
"""How many of the newest entries of a story's live coverage a full-text feed holds."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, even as references (section 2.2)."""
_REFERENCES = {ord(c): f"&#{ord(c)};" for c in "\"'\t\n\r"} | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_MEDIA = {"jpg": "jpeg", "svg": "svg+xml"} | {name: name for name in ("jpeg", "png", "webp", "avif", "gif")}


@dataclass(frozen=True, slots=True)
class Subject:
    """A section, topic or kind that a story belongs to.

    ``scheme`` and ``id`` together are the absolute address of its list, without the last slash; ``id`` is not
    percent-encoded. A kind has no list, so its pair only identifies it.
    """

    id: str
    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Author:
    """An author of a story; ``address`` is the absolute address of the author's page."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in a feed. Addresses are absolute. Title, standfirst and names are plain text (see ``plain_text``).

    ``description`` is the standfirst, else the beginning of the text in a feed of full texts, else the picture's words, else
    the title. ``changed`` is the latest of publication, update and corrections. ``html`` is the full text; it is empty in a
    feed of summaries, and for a story without a body. ``sound`` is the story's recording, if it has one whose size is known.
    """

    address: str
    title: str
    standfirst: str
    description: str
    published: datetime
    changed: datetime
    authors: tuple[Author, ...]
    subjects: tuple[Subject, ...]
    image: Picture | None
    html: str
    sound: Sound | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the subjects, each once."""
        return tuple(dict.fromkeys(subject.name for subject in self.subjects))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of any format. ``address`` is that of the feed, ``home`` that of the page whose stories it holds.

    Both are absolute. ``changed`` is the latest change of an entry, ``EPOCH`` without entries.
    """

    title: str
    description: str
    home: str
    address: str
    publisher: str
    changed: datetime
    entries: tuple[Entry, ...]


def plain_text(text: str) -> str:
    """Text without bidi controls and without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", arabic.strip_controls(text))


def xml(text: str) -> Markup:
    """Text or HTML escaped for an XML element or attribute, so that a parser gives the same text back.

    HTML is escaped too, also Markup. Characters that XML 1.0 forbids are removed. Line ends and tabs become references,
    because a parser changes literal ones.
    """
    return Markup(_FORBIDDEN.sub("", str(text)).translate(_REFERENCES))


def cdata(markup: str) -> Markup:
    """HTML as CDATA. Text that contains ``]]>`` is split into several sections.

    Characters that XML 1.0 forbids are removed, and line ends become LF.
    """
    legal = _FORBIDDEN.sub("", str(markup)).replace("\r\n", "\n").replace("\r", "\n")
    return Markup("<![CDATA[" + legal.replace("]]>", "]]]]><![CDATA[>") + "]]>")


def text_line(text: str) -> str:
    """A text on one line: line ends and runs of white space become single spaces.

    Bidi controls and characters that XML forbids are removed.
    """
    return " ".join(plain_text(text).split())


def rfc822(moment: datetime) -> str:
    """A moment in the format of RSS (RFC 822, with a year of four digits)."""
    return format_datetime(_on_whole_minutes(moment))


def rfc3339(moment: datetime) -> str:
    """A moment with its offset in the format of Atom (RFC 3339) and sitemaps (W3C date and time)."""
    return _on_whole_minutes(moment).isoformat(timespec="seconds")


def _on_whole_minutes(moment: datetime) -> datetime:
    """The moment in UTC if its offset has seconds, as in the 19th century; the formats write offsets in minutes.

    Other moments stay as they are. A moment without a zone is taken for the machine's local time, so none should come
    here.
    """
    offset = moment.utcoffset()
    return moment.astimezone(UTC) if offset is None or offset.seconds % 60 else moment


def changed(summary: Summary) -> datetime:
    """When a story was last published, updated or corrected. Entries of live coverage do not count."""
    return summary.changed


def media_type(address: str) -> str:
    """The media type of a picture, from its suffix; empty for an unknown suffix."""
    suffix = posixpath.splitext(address)[1].lower().lstrip(".")
    return f"image/{_MEDIA[suffix]}" if suffix in _MEDIA else ""


def feed_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions that the templates of feeds, sitemaps and text files call, by name."""
    feeds = Feeds(settings)
    functions = (
        plain_text,
        xml,
        cdata,
        text_line,
        rfc822,
        rfc3339,
        changed,
        media_type,
        feeds.feed,
        feeds.json_feed,
        feeds.media,
        feeds.sounds,
    )
    return {function.__name__: function for function in functions}


_URL_SAFE = "/#?&=~!$'()*+,;:@"
_TAG = re.compile(r"""<[a-zA-Z](?:[^>"]|"[^"]*")*>""")
_ATTRIBUTE = re.compile(r'(\s)([^\s=">]+)="([^"]*)"')
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Feeds:
    """Builds the feeds of one site."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def feed(
        self, address: str, listing: Listing, summaries: Sequence[Summary], articles: Sequence[Article] = ()
    ) -> Feed:
        """The feed at ``address``, an address of the site that begins with a slash.

        ``articles`` are the stories of ``summaries`` in their order, or empty for a feed of summaries. Raises
        ValueError if their numbers differ.
        """
        settings = self._settings
        whole: Sequence[Article | None] = articles or (None,) * len(summaries)
        title = settings.title if listing.kind == "all" else f"{settings.title} - {listing.name}"
        return Feed(
            title=plain_text(title),
            description=plain_text(listing.purpose or settings.tagline or title),
            home=self._settings.absolute(listing.address),
            address=self._settings.absolute(address),
            publisher=plain_text(settings.publisher.name or settings.title),
            changed=max((changed(summary) for summary in summaries), default=EPOCH),
            entries=tuple(self._entry(*pair) for pair in zip(summaries, whole, strict=True)),
        )

    def json_feed(self, feed: Feed) -> Markup:
        """The feed as JSON Feed 1.1 (jsonfeed.org/version/1.1): the whole file, not escaped for HTML or XML."""
        value = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.address,
            "description": feed.description,
            "language": "ar",
            "authors": [{"name": feed.publisher}],
            "items": [_item(entry) for entry in feed.entries],
        }
        return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def _entry(self, summary: Summary, article: Article | None) -> Entry:
        card = summary.card
        section = self._settings.sections_by_id.get(card.section)
        filed = [Subject(section.id, plain_text(section.name), self._settings.absolute("/"))] if section else []
        filed += [
            Subject(tag.id, plain_text(tag.name), self._settings.absolute(FOLDERS["topic"])) for tag in summary.tags
        ]
        if kind := KIND_NAMES.get(card.kind):
            filed.append(Subject("kind-" + card.kind, kind, self._settings.absolute("/")))
        image = article.picture if article else card.image if card.image and card.image.address else None
        return Entry(
            address=self._settings.absolute(card.address),
            title=plain_text(card.title),
            standfirst=plain_text(card.standfirst),
            description=_description(card, article),
            published=card.published,
            changed=changed(summary),
            authors=tuple(
                Author(plain_text(a.name), self._settings.absolute(front_address(Facet.named("author", a.id))))
                for a in summary.authors
            ),
            subjects=tuple(filed),
            image=self.with_file(image) if image else None,
            html=self.whole(article) if article else "",
            sound=self.with_address(card.sound)
            if card.sound is not None and card.sound.size and card.sound.mime
            else None,
        )

    def whole(self, article: Article, *, lead: bool = True, entries: int = ENTRIES) -> str:
        """A story's picture and text as HTML for a feed reader: addresses are absolute, and the direction is given.

        Of live coverage it holds the newest ``entries``; ``lead`` says whether it begins with the picture at the top. Empty
        for a story with neither body nor entries, even if it has a picture.
        """
        base = self._settings.absolute(article.card.address)
        parts = (article.card.image, *article.body) if lead and article.card.image else article.body
        inner = self._parts(parts, base)
        for entry in article.entries[:entries]:
            heading = f"{arabic.clock(entry.at, self._settings.house)} {plain_text(entry.title)}"
            inner += f"\n<h2>{_isolated(heading)}</h2>\n{self._parts(entry.body, base)}"
        return (
            f'<div dir="rtl" lang="ar">\n{inner}\n</div>' if inner.strip() and (article.body or article.entries) else ""
        )

    def media(self, article: Article) -> tuple[Picture, ...]:
        """The pictures and films of a story, each once, in their order, with the absolute addresses of their largest files.

        Text figures are left out.
        """
        lead: tuple[Part, ...] = (article.card.image,) if article.card.image else ()
        parts = (*lead, *article.body, *(part for entry in article.entries for part in entry.body))
        shown = (part for part in parts if isinstance(part, Picture) and (part.video or part.address))
        files = (part if part.video else self.with_file(part) for part in shown)
        return tuple({file.video or file.address: file for file in reversed(list(files))}.values())[::-1]

    def with_address(self, sound: Sound) -> Sound:
        """Recorded sound with its absolute address."""
        address = self._settings.absolute(sound.address) if sound.address.startswith("/") else sound.address
        return replace(sound, address=address)

    def sounds(self, article: Article) -> tuple[Sound, ...]:
        """The recordings of a story, each once, in their order, with their absolute addresses."""
        parts = (*article.body, *(part for entry in article.entries for part in entry.body))
        heard = (part.sound for part in parts if isinstance(part, Picture))
        found = (self.with_address(sound) for sound in (article.card.sound, *heard) if sound is not None)
        return tuple({sound.address: sound for sound in reversed(list(found))}.values())[::-1]

    def with_file(self, picture: Picture) -> Picture:
        """A picture with the absolute address and the size of its largest file."""
        file = largest(picture, self._settings.pictures)
        address = self._settings.absolute(file.address) if file.address.startswith("/") else file.address
        return replace(picture, address=address, width=file.width, height=file.height)

    def _parts(self, parts: Iterable[Part], base: str) -> str:
        return "\n".join(
            self._figure(p, base) if isinstance(p, Picture) else _with_absolute_addresses(p, base) for p in parts
        )

    def _figure(self, picture: Picture, base: str) -> str:
        if picture.box is not None:
            return box_html(picture.box, self._settings)
        if picture.embed is not None:
            return self._embed(picture.embed, base)
        words = [_isolated(picture.caption)] if picture.caption else []
        words += [f"<small>({_isolated(picture.credit)})</small>"] if picture.credit else []
        caption = f"<figcaption>{' '.join(words)}</figcaption>" if words else ""
        if picture.sound is not None:
            link = html.escape(_resolved(self.with_address(picture.sound).address, base))
            return f'<figure><a href="{link}">{_isolated(picture.alt)}</a>{caption}</figure>'
        if picture.video:
            link = html.escape(_resolved(picture.video, base))
            poster = self._drawn(picture, "") if picture.address else ""
            return f'<figure><a href="{link}">{poster}{_isolated(picture.alt)}</a>{caption}</figure>'
        if not picture.address:
            return f"<figure>{caption}</figure>" if caption else ""
        drawn = self._drawn(picture, _isolated(picture.alt))
        if picture.link:
            drawn = f'<a href="{html.escape(_resolved(picture.link, base))}">{drawn}</a>'
        return f"<figure>{drawn}{caption}</figure>"

    def _embed(self, embed: Embed, base: str) -> str:
        """A post as a quotation that names and links to it; a player as a link."""
        box = embed_box(embed, self._settings)
        link = f'<a href="{html.escape(embed.address)}">{_isolated(embed.name or f"{box.what} على {box.service}")}</a>'
        whose = " ".join(filter(None, (_isolated(embed.author), _isolated(box.handle))))
        source = "، ".join(filter(None, (whose, _isolated(box.date), link)))
        if not embed.text:
            return f"<p>{source}</p>" + (f"\n<p>{_isolated(embed.caption)}</p>" if embed.caption else "")
        text = _with_absolute_addresses(embed.text, base)
        return f'<blockquote cite="{html.escape(embed.address)}">\n{text}\n<p>— {source}</p>\n</blockquote>'

    def _drawn(self, picture: Picture, alt: str) -> str:
        """The ``img`` of a picture's largest file. ``alt`` is escaped already."""
        file = self.with_file(picture)
        return f'<img src="{html.escape(file.address)}" width="{file.width}" height="{file.height}" alt="{alt}">'


def _description(card: Card, article: Article | None) -> str:
    """The first of these texts that has words: standfirst, beginning of the body if it is known, picture, title."""
    image = (card.image.caption, card.image.alt) if card.image else ()
    texts = (card.standfirst, excerpt(article.body) if article and not card.standfirst else "", *image, card.title)
    return next((text for text in map(plain_text, texts) if text.strip()), "")


def _item(entry: Entry) -> dict[str, object]:
    """An item of JSON Feed. It must have ``content_html`` or ``content_text``."""
    content = {"content_html": entry.html} if entry.html else {"content_text": entry.description}
    item = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.standfirst or (entry.description if entry.description != entry.title else ""),
        **content,
        "image": entry.image.address if entry.image else "",
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.changed) if entry.changed != entry.published else "",
        "authors": [{"name": author.name, "url": author.address} for author in entry.authors],
        "tags": entry.names,
        "attachments": [_attachment(entry.sound)] if entry.sound is not None else [],
    }
    return {key: value for key, value in item.items() if value}


def _attachment(sound: Sound) -> dict[str, object]:
    """Recorded sound as an attachment of JSON Feed."""
    told = {"url": sound.address, "mime_type": sound.mime, "size_in_bytes": sound.size}
    return told | ({"duration_in_seconds": round(sound.seconds)} if sound.seconds else {})


def _isolated(text: str) -> str:
    return html.escape(arabic.isolate(plain_text(text)))


def _with_absolute_addresses(clean: str, base: str) -> str:
    """Sanitised HTML, whose attributes have double quotes, with its addresses resolved against ``base``."""

    def address(match: re.Match[str]) -> str:
        space, name, value = match.groups()
        if name not in ("href", "src"):
            return match[0]
        return f'{space}{name}="{html.escape(_resolved(html.unescape(value), base))}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(address, tag[0]), clean)


def _resolved(address: str, base: str) -> str:
    if _SCHEME.match(address):
        return address
    try:
        return quote(urljoin(base, address), safe=_URL_SAFE + "%[]")
    except ValueError:
        return address
