"""Read feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, and JSON Feed.

The standards: https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
https://www.jsonfeed.org/version/1.1/. A feed's items are the newest stories of a site, so an archive in feeds is many
files with the same items: of several items with one identifier the newest counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import agency_codes as codes
from . import json_spans, moments, xml_units
from .agency_body import json_refusal
from .agency_xml import read_units, refusal
from .feed_entry import Entry, to_item
from .feed_json import from_json
from .feed_xml import Channel, channel_of, from_xml
from .item import Item, Note, Outline, Show, note, outline
from .podcast import channel_node, show_of
from .received import in_utc
from .repeated_guids import RepeatedGuids
from .source_files import SourceFile, files, mapped
from .versions import Version, Versions

SUFFIXES = frozenset({".xml", ".rss", ".atom", ".rdf", ".json", ".feed"})
_XML = re.compile(rb"<(?:rss|(?:[\w.-]+:)?RDF|(?:[\w.-]+:)?feed)[\s>]")
_WORDPRESS = re.compile(rb"wordpress\.org/export|<wp:wxr_version")
_ATOM_OR_RSS = re.compile(rb"<rss[\s>]|purl\.org/(?:rss|atom)|www\.w3\.org/2005/Atom|netscape\.com/rdf|<channel")
_PODCAST = re.compile(
    rb"itunes\.com/dtds/podcast|play-podcasts|podcast-namespace|podcastindex\.org|<(?:itunes|podcast|googleplay):",
    re.IGNORECASE,
)
_MOST_PODCAST = 64 * 2**20
"""The largest file, in bytes, that is looked through for a show."""

_JSON = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is a feed, and not an export of WordPress, which is RSS too."""
    text = xml_units.head_text(head)
    if text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _JSON.search(text) is not None
    return _XML.search(text) is not None and _ATOM_OR_RSS.search(text) is not None and not _WORDPRESS.search(text)


def read(paths: Sequence[Path]) -> "Feeds":
    """Open files and folders. Every file below a folder whose name ends as that of a feed is read."""
    return Feeds(files(paths, SUFFIXES))


@dataclass(frozen=True, slots=True)
class Feeds:
    """Opened feeds, of which some may be podcasts."""

    sources: Sequence[SourceFile]

    def items(self) -> Iterator[Item | Note]:
        """The items and notes of the feeds."""
        return _stream(self.sources)

    def outlines(self) -> Iterator[Outline]:
        """The outline of each item."""
        return (outline(item) for item in self.items() if isinstance(item, Item))

    def base(self) -> str:
        """The root."""
        return "/"

    def shows(self) -> Mapping[str, Show]:
        """The shows that the feeds describe, by their keys. Of several feeds of one show the newest describes it."""
        found: dict[str, tuple[tuple[bool, str, str], Show]] = {}
        for source in self.sources:
            described = None if source.path.suffix.lower() == ".json" else _channel(source)
            if described is None or described.channel.show is None:
                continue
            show = described.channel.show
            rank = (described.changed is not None, described.changed or "", repr(show))
            if show.key not in found or found[show.key][0] < rank:
                found[show.key] = (rank, show)
        return {key: show for key, (_, show) in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    place: str
    repaired: bool

    @property
    def version(self) -> Version:
        entry = self.entry
        return Version(entry.id, 0, entry.updated or entry.published, len(entry.body), entry.digest)


@dataclass(frozen=True, slots=True)
class _Described:
    """What a feed says of itself; ``changed`` is the moment of its last change in UTC, None where it does not say one."""

    channel: Channel
    changed: str | None


def _channel(source: SourceFile) -> _Described | None:
    """What a file says before, between and behind its items; None where it cannot be read."""
    try:
        with mapped(source.path) as data:
            head = xml_units.utf8(bytes(data[:60_000]))
            channel = channel_of(head)
            if len(data) > _MOST_PODCAST or not _PODCAST.search(head):
                return _Described(channel, None)
            written = xml_units.utf8(bytes(data))
    except OSError:
        return None
    node = channel_node(written, ("item", "entry"))
    show = None if node is None else show_of(node, source.name)
    dates = () if node is None else node.elements("lastBuildDate", "updated", "pubDate")
    changed = next((moment for one in dates if (moment := moments.parse(one.text()))), None)
    return _Described(replace(channel, show=show), in_utc(changed) or None)


def _stream(sources: Sequence[SourceFile]) -> Iterator[Item | Note]:
    versions, guids = Versions(), RepeatedGuids()
    for found in _all(sources):
        if isinstance(found, _Found):
            guids.add(found.entry)
            versions.add([found.version])
    if guids.has_any:
        versions = Versions()
        for found in _all(sources):
            if isinstance(found, _Found):
                versions.add([replace(found, entry=guids.told_apart(found.entry)).version])
    done: set[bytes] = set()
    for found in _all(sources):
        if isinstance(found, Note):
            yield found
            continue
        found = replace(found, entry=guids.told_apart(found.entry))
        version = found.version
        if not versions.counts(version) or version.key in done:
            yield note(codes.SUPERSEDED, found.place)
            continue
        done.add(version.key)
        if found.repaired:
            yield note(codes.REPAIRED, found.place)
        yield to_item(found.entry, found.place)


def _all(sources: Sequence[SourceFile]) -> Iterator[_Found | Note]:
    for source in sources:
        if source.path.suffix.lower() == ".json":
            yield from _json(source)
            continue
        described = _channel(source)
        if described is None:
            yield note(codes.UNREAD, source.name)
            continue
        empty = True
        for unit in read_units(source, ("item", "entry")):
            empty = False
            if isinstance(unit, Note):
                yield unit
                continue
            place = f"{source.name}: {unit.line}"
            if unit.node is None:
                yield refusal(unit.refused, place) if unit.refused else note(codes.BROKEN, place)
                continue
            entry = from_xml(unit.node, described.channel)
            yield _Found(entry, place, unit.repaired) if entry.id else note(codes.NO_ID, place)
        if empty:
            yield note(codes.UNREAD, source.name)


def _json(source: SourceFile) -> Iterator[_Found | Note]:
    try:
        with mapped(source.path) as data:
            start = json_spans.begins(data, 3 if data[:3] == b"\xef\xbb\xbf" else 0)
            items = json_spans.member(data, start, "items")
            if items is None:
                yield note(codes.UNREAD, source.name)
                return
            language = json_spans.short_text(data, start, "language")
            numbers = json_spans.LineNumbers(data)
            for span, value, reason in json_spans.loaded(data, items):
                place = f"{source.name}: {numbers.of(span.start)}"
                if reason:
                    yield json_refusal(reason, place)
                    continue
                entry = from_json(value, language) if isinstance(value, dict) else None
                yield _Found(entry, place, False) if entry and entry.id else note(codes.NO_ID, place)
    except OSError:
        yield note(codes.UNREAD, source.name)
