"""Read the entries of RSS and Atom from their elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from . import agency_text, hardened_xml, moments
from .agency_body import Media
from .feed_entry import Entry, with_episode
from .feed_kinds import KIND_SCHEME, kind_of
from .hardened_xml import Node
from .item import Picture, Show, Term
from .podcast_episode import heard_in

ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})
_MEDIA = frozenset({"http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"})
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_RSS_SPACES = frozenset(
    {"", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2"}
)
_NAME_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_LANGUAGE = re.compile(
    rb"<(?:[\w.-]+:)?language>\s*([A-Za-z]{2,3}[\w-]{0,20})|<(?:rss|feed)[^>]*\sxml:lang=[\"']([\w-]{2,20})"
)
_BASE = re.compile(rb"<(?:feed|rss)[^>]*\sxml:base=[\"']([^\"']{1,500})")
_LINK = re.compile(rb"<link>\s*(https?://[^<\s]{1,500})\s*</link>")


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of all its entries: their language, the address that relative ones start from, and the show whose
    episodes they are; None where the feed is no podcast."""

    language: str = ""
    base: str = ""
    show: Show | None = None


def channel_of(head: bytes) -> Channel:
    """Read what stands before the first entry of a feed."""
    first = re.search(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", head)
    head = head[: first.start()] if first else head
    language, base, link = _LANGUAGE.search(head), _BASE.search(head), _LINK.search(head)
    found = base[1] if base else link[1] if link else b""
    tag = (language[1] or language[2]) if language else b""
    return Channel(tag.decode("ascii", "replace"), found.decode("utf-8", "replace"))


def from_xml(node: Node, channel: Channel) -> Entry:
    """Read an ``item`` or ``entry``. Its ``id`` is empty where it has neither an identifier nor an address."""
    entry = _atom(node, channel) if node.space in ATOM or node.name == "entry" else _rss(node, channel)
    if channel.show is None:
        return entry
    guid = next((text for child in node.elements("guid", "id") if (text := child.text())), "")
    heard = heard_in(node, channel.show, guid, node.get("base") or channel.base)
    return entry if heard is None else with_episode(entry, heard, channel.show)


def _texts(node: Node, spaces: frozenset[str], *names: str) -> list[str]:
    return [text for child in node.elements(*names) if child.space in spaces and (text := child.text())]


def _html(node: Node) -> str:
    """What an element of RSS holds: escaped HTML or plain text; elements in it, which is wrong, count as HTML."""
    if any(isinstance(child, Node) for child in node.children):
        return hardened_xml.to_html(node.children).strip()
    return "".join(node.strings()).strip()


def _rss(node: Node, channel: Channel) -> Entry:
    spaces = _RSS_SPACES if node.space in _RSS_SPACES else frozenset({node.space, ""})
    base = node.get("base") or channel.base
    titles = _texts(node, spaces, "title") or _texts(node, _DC, "title") or _texts(node, _MEDIA, "title")
    links = _texts(node, spaces, "link")
    guid = next((child for child in node.elements("guid") if child.text()), None)
    atom_link = next(
        (one.get("href") for one in node.elements("link") if one.space in ATOM and one.get("rel") in ("", "alternate")),
        "",
    )
    permanent = guid.text() if guid and guid.get("isPermaLink") != "false" and guid.text().startswith("http") else ""
    address = urljoin_safe(base, (links[0] if links else "") or permanent or atom_link or node.get("about"))
    encoded = [_html(child) for child in node.elements("encoded") if child.space == _CONTENT]
    described = [_html(child) for child in node.elements("description") if child.space in spaces]
    body = next((html for html in encoded if html), "")
    atom_body = next((_atom_text(child) for child in node.elements("content") if child.space in ATOM), "")
    body = body or atom_body
    summary = next((html for html in described if html), "") or next(
        iter(_texts(node, frozenset({_ITUNES}), "summary")), ""
    )
    if not body and (agency_text.is_html(summary) and len(agency_text.plain(summary)) > 600):
        body, summary = summary, ""
    elif body and not agency_text.is_html(body):
        body = agency_text.paragraphs(body)
    dates = (
        _texts(node, spaces, "pubDate")
        or _texts(node, _DC, "date", "created", "issued")
        or _texts(node, ATOM, "published")
    )
    changed = _texts(node, _DC, "modified") or _texts(node, ATOM, "updated")
    creators = _texts(node, _DC, "creator") or [_person(one) for one in _texts(node, spaces, "author")]
    creators = creators or _texts(node, frozenset({_ITUNES}), "author") or _atom_people(node)
    image, media = _media(node, spaces, base)
    return Entry(
        id=(guid.text() if guid else "") or address,
        title=agency_text.plain(titles[0]) if titles else "",
        address=address,
        body=body,
        summary=summary,
        authors=tuple(creators),
        terms=tuple(_terms(node, spaces)),
        date=dates[0] if dates else "",
        published=moments.parse(dates[0]) if dates else None,
        updated=moments.parse(changed[0]) if changed else None,
        image=image,
        media=tuple(media),
        sources=tuple(_texts(node, spaces, "source")),
        language=next(iter(_texts(node, _DC, "language")), "") or node.get("lang") or channel.language,
    )


def _person(written: str) -> str:
    """The name in the author of RSS, which is an e-mail address with a name in parentheses."""
    named = _NAME_IN_BRACKETS.search(written)
    return named[1] if named and "@" in written else written


def _terms(node: Node, spaces: frozenset[str]) -> Iterator[Term]:
    seen = set()
    for child in node.elements("category", "subject"):
        name = ""
        if child.name == "category" and (child.space in spaces or child.space in ATOM):
            name = child.text() or child.get("label") or child.get("term")
        elif child.name == "subject" and child.space in _DC:
            name = child.text()
        if (name := agency_text.plain(name)) and name not in seen:
            seen.add(name)
            yield Term(name)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _media(node: Node, spaces: frozenset[str], base: str) -> tuple[Picture | None, list[Media]]:
    """The picture of an entry, and its other pictures, films and sounds."""
    pictures: list[Picture] = []
    others: list[Media] = []
    for group in [node, *(child for child in node.elements("group") if child.space in _MEDIA)]:
        found: list[Picture] = []
        for child in group.elements("content"):
            if child.space not in _MEDIA or not child.get("url"):
                continue
            kind = child.get("medium") or child.get("type").partition("/")[0] or "image"
            shown = _shown(child, group, node, base)
            if kind == "image":
                found.append(shown)
            elif kind in ("audio", "video"):
                others.append(Media(kind, shown, title=shown.caption))
        if group is not node and found:  # one picture in several sizes
            found = [max(found, key=lambda one: (one.width, one.src))]
        pictures += found
    if not pictures:
        thumbnails = [
            _shown(child, node, node, base)
            for child in node.elements("thumbnail")
            if child.space in _MEDIA and child.get("url")
        ]
        pictures += sorted(thumbnails, key=lambda one: -one.width)[:1]
    for child in node.elements("enclosure"):
        if child.space not in spaces or not child.get("url"):
            continue
        kind = child.get("type").partition("/")[0]
        address = urljoin_safe(base, child.get("url"))
        if kind == "image" and all(address != one.src for one in pictures):
            pictures.append(Picture(address))
        elif kind in ("audio", "video"):
            others.append(Media(kind, Picture(address)))
        elif kind not in ("image", "audio", "video"):
            others.append(Media("file", Picture(address)))
    image = pictures[0] if pictures else None
    return image, [*(Media("image", one) for one in pictures[1:]), *others]


def _shown(child: Node, group: Node, item: Node, base: str) -> Picture:
    def words(*names: str) -> str:
        for parent in (child, group, item):
            if found := _texts(parent, _MEDIA, *names):
                return agency_text.plain(found[0])
        return ""

    return Picture(
        urljoin_safe(base, child.get("url")),
        caption=agency_text.without_contacts(words("description", "text") or words("title"))[0]
        if child.name == "content"
        else "",
        credit=agency_text.without_contacts(words("credit", "copyright"))[0],
        width=_number(child.get("width")),
        height=_number(child.get("height")),
    )


def _atom_text(node: Node) -> str:
    """A text of Atom as HTML, by its type."""
    kind = node.get("type").lower() or ("" if node.get("mode") != "escaped" else "html")
    if kind in ("xhtml", "application/xhtml+xml") or (kind.endswith("xml") and any(node.elements())):
        inner = next(node.elements("div", "body"), None) or node
        return hardened_xml.to_html(inner.children).strip()
    text = "".join(node.strings()).strip()
    if any(node.elements()):
        return hardened_xml.to_html(node.children).strip()
    return text if kind in ("html", "text/html") else agency_text.paragraphs(text)


def _atom_people(node: Node) -> list[str]:
    return [
        name
        for child in node.elements("author")
        if child.space in ATOM and (name := hardened_xml.text_at(child, "name"))
    ]


def _atom(node: Node, channel: Channel) -> Entry:
    base = node.get("base") or channel.base
    links = [(one.get("rel") or "alternate", one) for one in node.elements("link") if one.get("href")]
    alternates = [one for rel, one in links if rel == "alternate"]
    html_first = sorted(alternates, key=lambda one: "html" not in (one.get("type") or "html"))
    address = urljoin_safe(base, html_first[0].get("href")) if html_first else ""
    title = next(node.elements("title"), None)
    content = next((one for one in node.elements("content") if one.space not in _MEDIA), None)
    summary = next(node.elements("summary"), None)
    written = next(
        (hardened_xml.text_at(node, name) for name in ("published", "issued", "created") if node.first(name)), ""
    )
    changed = hardened_xml.text_at(node, "updated") or hardened_xml.text_at(node, "modified")
    image, media = _media(node, frozenset({"*"}), base)
    for rel, one in links:
        kind = one.get("type").partition("/")[0]
        if rel == "enclosure":
            shown = Picture(urljoin_safe(base, one.get("href")), caption="" if kind == "image" else one.get("title"))
            if kind == "image" and image is None:
                image = shown
            else:
                media.append(
                    Media(kind if kind in ("image", "audio", "video") else "file", shown, title=one.get("title"))
                )
    body = _atom_text(content) if content else ""
    if content and content.get("src") and not body:
        body = f'<p><a href="{escape(content.get("src"))}">{escape(content.get("src"))}</a></p>'
    identifier = hardened_xml.text_at(node, "id") or address
    what = kind_of(node)
    address = address or urljoin_safe(base, what.path)
    return Entry(
        id=identifier,
        title=agency_text.plain(_atom_text(title)) if title else "",
        address=address or (identifier if identifier.startswith("http") else ""),
        body=body,
        summary=_atom_text(summary) if summary else "",
        authors=tuple(
            _atom_people(node)
            or [name for one in node.elements("author") if (name := hardened_xml.text_at(one, "name"))]
        ),
        terms=tuple(
            dict.fromkeys(
                Term(one.get("label") or one.get("term"))
                for one in node.elements("category")
                if one.get("scheme") != KIND_SCHEME and (one.get("label") or one.get("term"))
            )
        ),
        date=written or changed,
        published=moments.parse(written) or moments.parse(changed),
        updated=moments.parse(changed),
        image=image,
        media=tuple(media),
        language=node.get("lang") or channel.language,
        kind=what,
    )


def urljoin_safe(base: str, address: str) -> str:
    """Return an address made absolute; as it is where it, or the base, is no address. Of an empty one comes none."""
    address = address.strip()
    try:
        return urljoin(base, address) if base and address else address
    except ValueError:
        return address
