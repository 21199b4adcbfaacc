"""Read ninjs, the JSON of news agencies, in its versions 1 to 3: single items, arrays, and lines.

The format: https://www.iptc.org/std/ninjs/. Of several versions of a story the newest counts; one whose ``pubStatus``
is ``canceled`` is a withdrawal. Nothing is fetched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path

from ..base.digest import of_bytes
from . import agency_codes as codes
from . import json_spans, moments
from .agency_body import json_refusal
from .item import Item, Note, Streamed, note
from .ninjs_fields import Fields, entries, lowered, text
from .ninjs_item import Pictures, picture, read_item
from .source_files import SourceFile, files, mapped
from .versions import Version, Versions, number

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".ninjs"})
_SIGNS = re.compile(
    rb'"(?:versioncreated|versionCreated|pubstatus|pubStatus|body_(?:html|xhtml|text)|bodies|headlines|renditions|'
    rb'associations|descriptions|description_(?:text|html))"\s*:'
)
_KILL = 10**12
"""What a withdrawal's number is raised by: of versions of one moment it counts."""
_OTHERS = re.compile(rb'"(?:db|items)"\s*:\s*\[|jsonfeed\.org')


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so holds ninjs: a URI and another of its fields."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] not in (b"{", b"[") or _OTHERS.search(start[:1000]):
        return False
    return re.search(rb'"uri"\s*:', start) is not None and _SIGNS.search(start) is not None


def read(paths: Sequence[Path]) -> Streamed:
    """Open files and folders. Every JSON file below a folder is read."""
    return Streamed(lambda: _stream(files(paths, SUFFIXES)))


@dataclass(frozen=True, slots=True)
class _Found:
    fields: Fields
    version: Version
    place: str


def _stream(sources: list[SourceFile]) -> Iterator[Item | Note]:
    versions, pictures, used = Versions(), Pictures(), set[str]()
    for found in _all(sources):
        if isinstance(found, _Found):
            versions.add([found.version])
            if text(found.fields.get("type")) in ("picture", "graphic") and (shown := picture(found.fields)):
                pictures.add(found.version.id, shown)
            used.update(_associated(found.fields))
    done: set[bytes] = set()
    for found in _all(sources):
        if isinstance(found, Note):
            yield found
            continue
        key = found.version.key
        if not versions.counts(found.version) or key in done:
            yield note(codes.SUPERSEDED, found.place)
            continue
        done.add(key)
        is_picture = text(found.fields.get("type")) in ("picture", "graphic")
        if is_picture and found.version.id in used:
            yield note(codes.PICTURE_USED, found.place)
            continue
        yield read_item(found.fields, found.version.id, pictures, versions.first(found.version), found.place)


def _associated(fields: Fields) -> Iterator[str]:
    for _, association in entries(fields.get("associations")):
        if uri := text(association.get("uri")):
            yield uri


def _all(sources: list[SourceFile]) -> Iterator[_Found | Note]:
    for source in sources:
        try:
            with mapped(source.path) as data:
                yield from _file(data, source)
        except OSError:
            yield note(codes.UNREAD, source.name)


def _file(data: bytes | mmap, source: SourceFile) -> Iterator[_Found | Note]:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    first = json_spans.begins(data, start)
    if data[first : first + 1] not in (b"[", b"{"):
        yield note(codes.UNREAD, source.name)
        return
    numbers = json_spans.LineNumbers(data)
    is_lines = source.path.suffix.lower() in (".jsonl", ".ndjson")
    for span, value, reason in json_spans.loaded(data, start, lines=is_lines):
        place = f"{source.name}: {numbers.of(span.start)}"
        yield json_refusal(reason, place) if reason else _one(data, span, value, place)


def _one(data: bytes | mmap, span: json_spans.Span, value: object, place: str) -> _Found | Note:
    if not isinstance(value, dict):
        return note(codes.BROKEN, place)
    fields: Fields = lowered(value)
    if isinstance(fields.get("eventdetails"), dict) or text(fields.get("type")) in ("planning", "event", "component"):
        return note(codes.NO_STORY, place, kind=text(fields.get("type")) or "event")
    uri = text(fields.get("uri"))
    if not uri:
        return note(codes.NO_ID, place)
    made = moments.parse(fields.get("versioncreated"))
    is_kill = text(fields.get("pubstatus")).rpartition(":")[2].lower() in ("canceled", "cancelled")
    version = Version(
        uri,
        number(text(fields.get("version"))) + is_kill * _KILL,
        made,
        span.end - span.start,
        of_bytes(data[span.start : span.end]),
    )
    return _Found(fields, version, place)
