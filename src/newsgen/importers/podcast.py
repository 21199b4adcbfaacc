"""Read what a podcast's feed says of its show.

Apple's elements (https://podcasters.apple.com/support/823), Google's (https://support.google.com/podcast-publishers/answer/9889544)
and the podcast namespace (https://podcasting2.org/docs/podcast-namespace).
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..site.podcast_categories import CATEGORIES
from ..site.podcast_guid import is_podcast_guid, podcast_guid
from ..site.schema import MAX_LENGTH
from . import agency_codes, agency_text, hardened_xml, xml_units
from . import podcast_codes as codes
from .hardened_xml import Node, Refused
from .item import Note, Show, note
from .markdown_signs import plain

_SPACES = {
    "itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "google.com/schemas/play-podcasts/1.0": "googleplay",
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "urn:undeclared:itunes": "itunes",
    "urn:undeclared:googleplay": "googleplay",
    "urn:undeclared:podcast": "podcast",
}
"""Each namespace, as feeds write it in small letters without scheme, ``www.`` and a slash at the end, and its usual prefix."""

_ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_TRUE, _FALSE = frozenset({"yes", "true", "explicit"}), frozenset({"no", "false", "clean", ""})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OLD_CATEGORIES = {"news & politics": "News", "sports & recreation": "Sports", "science & medicine": "Science",
                   "government & organizations": "Government", "games & hobbies": "Leisure"}  # fmt: skip
"""Categories of before 2019, and those that Apple put in their places."""

_MOST_HEAD = 2**20
"""The most bytes of a feed without its items."""


def prefix_of(space: str) -> str:
    """The usual prefix of a podcasts' namespace, however its address is written; empty for any other."""
    written = space.lower().partition("://")[2] or space.lower()
    return _SPACES.get(written.removeprefix("www.").rstrip("/"), "")


def named(node: Node, *names: str) -> Iterator[Node]:
    """Yield the children with these names, such as ``itunes:author``, in the order of the names."""
    for name in names:
        prefix, _, local = name.rpartition(":")
        yield from (child for child in node.elements(local) if prefix_of(child.space) == prefix)


def first_text(node: Node, *names: str) -> str:
    """The first text that is not empty of the children with these names, with HTML and entities taken out."""
    return next((text for one in named(node, *names) if (text := plain(agency_text.plain(one.text())))), "")


def truth(written: str) -> bool | None:
    """What ``explicit`` or ``block`` says; None where it is no word of any of the namespaces."""
    word = written.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def unknown_fields(node: Node, known: frozenset[str]) -> tuple[str, ...]:
    """The names, with their usual prefixes, of the podcasts' elements in a node that hold something and are not known."""
    found = (
        f"{prefix}:{child.name}"
        for child in node.elements()
        if (prefix := prefix_of(child.space)) and (child.text() or child.attributes)
    )
    return tuple(sorted({name for name in found if name not in known}))


def channel_node(data: bytes, names: tuple[str, ...]) -> Node | None:
    """The channel of a feed, without its items, wherever they stand in it; None where it is broken.

    ``names`` are those of the items.
    """
    pieces, at = [], 0
    for start, end in xml_units.spans(data, names):
        pieces.append(data[at:start])
        at = end
    pieces.append(data[at:])
    head = b"".join(pieces)
    if len(head) > _MOST_HEAD:
        return None
    for written in (head, xml_units.declared(head)):
        try:
            root, _ = hardened_xml.parse(written)
        except Refused:
            continue
        return root.first("channel") or root
    return None


def show_of(channel: Node, place: str) -> Show | None:
    """The show of a channel; None where it has no element of a podcast."""
    if not any(prefix_of(child.space) for child in channel.elements()):
        return None
    link = next((one.text() for one in channel.elements("link") if one.space not in _ATOM and one.text()), "")
    feed = _feed(channel)
    guid, guid_notes = _guid(channel, feed)
    name, name_notes = _cut(
        _own_text(channel, "title") or first_text(channel, "itunes:title") or link or place, "title"
    )
    described = _own_text(channel, "description") or first_text(
        channel, "itunes:summary", "googleplay:description", "itunes:subtitle"
    )
    description, description_notes = _cut(described or name, "description")
    author, author_notes = _author(channel)
    language, language_notes = _language(channel)
    category, subcategory, others = _category(channel)
    order = first_text(channel, "itunes:type").lower()
    explicit, explicit_notes = _explicit(channel)
    rights, rights_notes = _cut(agency_text.without_contacts(_own_text(channel, "copyright"))[0], "copyright")
    return Show(
        key=f"show:{guid or f'{link} {name}'.strip()}",
        name=name,
        description=description,
        author=author,
        artwork=_artwork(channel),
        category=category,
        subcategory=subcategory,
        language=language,
        explicit=explicit,
        order="serial" if order == "serial" else "episodic",
        guid=guid,
        copyright=rights,
        locked=not any(one.text().lower() == "no" for one in named(channel, "podcast:locked")),
        feed=feed,
        notes=(
            *guid_notes, *name_notes, *description_notes, *author_notes, *language_notes, *explicit_notes, *rights_notes,
            *(note(codes.CATEGORY, name=agency_text.excerpt(other)) for other in others),
            *_order_notes(order), *_channel_notes(channel),
        ),
        place=place,
    )  # fmt: skip


def _feed(channel: Node) -> str:
    """The address at which apps ask for the feed; empty where it does not say one."""
    moved = (one.text() for one in named(channel, "itunes:new-feed-url"))
    own = (one.get("href") for one in channel.elements("link") if one.get("rel") == "self")
    return next((_unpaged(one) for one in (*moved, *own) if one.startswith(("http://", "https://"))), "")


def _guid(channel: Node, feed: str) -> tuple[str, tuple[Note, ...]]:
    """The id of the podcast: as written, else the one that directories compute from the feed's address."""
    written = next((text.lower() for one in named(channel, "podcast:guid") if (text := one.text())), "")
    if is_podcast_guid(written):
        return written, ()
    guid = podcast_guid(feed) if feed else ""
    wrong = (note(codes.SHOW_FIELD, key="podcast:guid", text=agency_text.excerpt(written)),) if written else ()
    return guid, wrong


def _author(channel: Node) -> tuple[str, tuple[Note, ...]]:
    owners = (first_text(one, "itunes:name") for one in named(channel, "itunes:owner"))
    written = first_text(channel, "itunes:author", "googleplay:author") or next(filter(None, owners), "")
    bare, emails = agency_text.without_contacts(written)
    author, notes = _cut(bare, "author")
    left_out = emails or any(named(channel, "itunes:owner", "googleplay:email", "googleplay:owner"))
    return author, (*notes, note(codes.OWNER)) if left_out else notes


def _language(channel: Node) -> tuple[str, tuple[Note, ...]]:
    written = _own_text(channel, "language").replace("_", "-")
    if not written or _LANGUAGE.fullmatch(written):
        return written, ()
    return "", (note(codes.SHOW_FIELD, key="language", text=agency_text.excerpt(written)),)


def _order_notes(order: str) -> Iterator[Note]:
    if order not in ("", "episodic", "serial"):
        yield note(codes.SHOW_FIELD, key="itunes:type", text=agency_text.excerpt(order))


def _channel_notes(channel: Node) -> Iterator[Note]:
    """What is left out of a channel."""
    if any(truth(one.text()) is True for one in named(channel, "itunes:block", "googleplay:block")):
        yield note(codes.HIDDEN_SHOW)
    if left := unknown_fields(channel, _KNOWN):
        yield note(agency_codes.FIELDS, names=", ".join(left))


_KNOWN = frozenset(
    "itunes:author itunes:owner itunes:image itunes:category itunes:explicit itunes:type itunes:block itunes:new-feed-url "
    "itunes:title itunes:summary itunes:subtitle googleplay:author googleplay:email googleplay:owner googleplay:image "
    "googleplay:category googleplay:explicit googleplay:description googleplay:block podcast:guid podcast:locked "
    "podcast:medium".split()
)


def _own_text(channel: Node, name: str) -> str:
    """The text of an element of RSS itself, or of Atom where the feed is one."""
    return next(
        (
            text
            for child in channel.elements(name)
            if not prefix_of(child.space) and (text := plain(agency_text.plain(child.text())))
        ),
        "",
    )


def _cut(text: str, key: str) -> tuple[str, tuple[Note, ...]]:
    """A text as long as a line may be, and a note where that is its beginning alone."""
    if len(text) <= MAX_LENGTH:
        return text, ()
    return (text[: MAX_LENGTH - 1].rpartition(" ")[0] or text[: MAX_LENGTH - 1]) + "…", (
        note(codes.SHOW_TEXT, key=key),
    )


def _unpaged(address: str) -> str:
    """The address of a feed of which this may be one page (RFC 5005, 3)."""
    try:
        parts = urlsplit(address.strip())
        query = [(name, value) for name, value in parse_qsl(parts.query, True) if name not in ("page", "paged")]
    except ValueError:
        return ""
    return urlunsplit(parts._replace(query=urlencode(query), fragment="")) if parts.query else address.strip()


def _artwork(channel: Node) -> str:
    for one in named(channel, "itunes:image", "googleplay:image"):
        if found := one.get("href") or one.text():
            return found
    plain_image = next((one for one in channel.elements("image") if not prefix_of(one.space)), None)
    return hardened_xml.text_at(plain_image, "url")


def _explicit(channel: Node) -> tuple[bool, tuple[Note, ...]]:
    written = next((one.text() for one in named(channel, "itunes:explicit", "googleplay:explicit") if one.text()), "")
    said = truth(written)
    wrong = (note(codes.SHOW_FIELD, key="explicit", text=agency_text.excerpt(written)),) if said is None else ()
    return said is True, wrong


def _category(channel: Node) -> tuple[str, str, tuple[str, ...]]:
    """The first category that Apple's list has, one below it, and the others."""
    names = list(dict.fromkeys(_category_names(named(channel, "itunes:category", "googleplay:category"))))
    spelled = {one.lower(): one for one in CATEGORIES}
    chosen, below, others = "", "", []
    for name, sub in names:
        known = spelled.get(_OLD_CATEGORIES.get(name.lower(), name).lower(), "")
        subs = {one.lower(): one for one in CATEGORIES.get(known, ())}
        if known and not chosen:
            chosen, below = known, subs.get(sub.lower(), "")
            if sub and not below:
                others.append(f"{name} / {sub}")
        elif known and known == chosen and not sub:
            continue
        elif known and known == chosen and not below and sub.lower() in subs:
            below = subs[sub.lower()]
        elif (known, subs.get(sub.lower(), sub)) != (chosen, below):
            others.append(f"{name} / {sub}" if sub else name)
    return chosen, below, tuple(others)


def _category_names(found: Iterable[Node]) -> Iterator[tuple[str, str]]:
    for one in found:
        name = unescape(one.get("text") or one.text())
        inner = [unescape(sub.get("text")) for sub in one.elements("category") if sub.get("text")]
        if name:
            yield from ((name, sub) for sub in inner or [""])
