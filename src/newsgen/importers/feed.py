"""Read feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, and JSON Feed.

The standards: https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
https://www.jsonfeed.org/version/1.1/. A feed's items are the newest stories of a site, so an archive in feeds is many
files with the same items: of several items with one identifier the newest counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import agency_codes as codes
from . import json_spans, xml_units
from .agency_body import json_refusal
from .agency_xml import read_units, refusal
from .feed_entry import Entry, to_item
from .feed_json import from_json
from .feed_xml import channel_of, from_xml
from .item import Item, Note, Streamed, note
from .source_files import SourceFile, files, mapped
from .versions import Version, Versions

SUFFIXES = frozenset({".xml", ".rss", ".atom", ".rdf", ".json", ".feed"})
_XML = re.compile(rb"<(?:rss|(?:[\w.-]+:)?RDF|(?:[\w.-]+:)?feed)[\s>]")
_WORDPRESS = re.compile(rb"wordpress\.org/export|<wp:wxr_version")
_ATOM_OR_RSS = re.compile(rb"<rss[\s>]|purl\.org/(?:rss|atom)|www\.w3\.org/2005/Atom|netscape\.com/rdf|<channel")
_JSON = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is a feed, and not an export of WordPress, which is RSS too."""
    text = xml_units.head_text(head)
    if text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _JSON.search(text) is not None
    return _XML.search(text) is not None and _ATOM_OR_RSS.search(text) is not None and not _WORDPRESS.search(text)


def read(paths: Sequence[Path]) -> Streamed:
    """Open files and folders. Every file below a folder whose name ends as that of a feed is read."""
    return Streamed(lambda: _stream(files(paths, SUFFIXES)))


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    place: str
    repaired: bool

    @property
    def version(self) -> Version:
        entry = self.entry
        return Version(entry.id, 0, entry.updated or entry.published, len(entry.body), entry.digest)


def _stream(sources: list[SourceFile]) -> Iterator[Item | Note]:
    versions = Versions()
    for found in _all(sources):
        if isinstance(found, _Found):
            versions.add([found.version])
    done: set[bytes] = set()
    for found in _all(sources):
        if isinstance(found, Note):
            yield found
            continue
        version = found.version
        if not versions.counts(version) or version.key in done:
            yield note(codes.SUPERSEDED, found.place)
            continue
        done.add(version.key)
        if found.repaired:
            yield note(codes.REPAIRED, found.place)
        yield to_item(found.entry, found.place)


def _all(sources: list[SourceFile]) -> Iterator[_Found | Note]:
    for source in sources:
        if source.path.suffix.lower() == ".json":
            yield from _json(source)
            continue
        try:
            with mapped(source.path) as data:
                channel = channel_of(xml_units.utf8(bytes(data[:60_000])))
        except OSError:
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
            entry = from_xml(unit.node, channel)
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
