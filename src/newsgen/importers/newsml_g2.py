"""Read NewsML-G2: news items, packages and messages, with bodies of XHTML, NITF or plain text.

The standard: https://iptc.org/std/NewsML-G2/. Catalogs and remote content are never fetched: a code is known by the name
that the item gives it. Of several versions of an item the newest counts; ``stat:canceled`` is a withdrawal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..base.digest import of_bytes
from . import agency_codes as codes
from . import hardened_xml, moments, xml_units
from .agency_xml import read_units, refusal
from .g2_item import is_picture, link_targets, picture, read_item
from .hardened_xml import Node
from .item import Item, Note, Picture, Streamed, note
from .source_files import SourceFile, files
from .versions import Version, Versions, number

SUFFIXES = frozenset({".xml", ".newsml", ".g2"})
_NAMES = ("newsItem", "packageItem")
_OTHERS = ("conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_HEAD = re.compile(rb"<(?:[\w.-]+:)?(?:newsItem|packageItem|newsMessage|conceptItem|knowledgeItem|planningItem)[\s>]")


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is NewsML-G2."""
    return _HEAD.search(xml_units.head_text(head)) is not None


def read(paths: Sequence[Path]) -> Streamed:
    """Open files and folders. Every XML file below a folder is read."""
    return Streamed(lambda: stream(files(paths, SUFFIXES)))


@dataclass(frozen=True, slots=True)
class _Found:
    node: Node
    version: Version
    place: str
    repaired: bool


@dataclass(slots=True)
class _Known:
    """What the first pass finds: versions, pictures, and which pictures packages and links give to a story."""

    versions: Versions = field(default_factory=Versions)
    pictures: dict[str, Picture] = field(default_factory=dict)
    targets: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, found: _Found) -> None:
        self.versions.add([found.version])
        guid = found.version.id
        if found.node.name == "packageItem":
            members = link_targets(found.node)
            texts = [one for one, kind in members if kind in ("text", "composite")]
            if len(texts) == 1:
                self.targets.setdefault(texts[0], {}).update(
                    dict.fromkeys(one for one, _ in members if one != texts[0])
                )
        elif is_picture(found.node):
            if shown := picture(found.node):
                known = self.pictures.get(guid)
                if known is None or (shown.src, shown.caption) > (known.src, known.caption):
                    self.pictures[guid] = shown
        elif linked := [one for one, _ in link_targets(found.node)]:
            self.targets.setdefault(guid, {}).update(dict.fromkeys(linked))

    def shown_by(self, guid: str) -> list[Picture]:
        """The pictures that belong to a story, in an order that does not depend on that of the files."""
        return [self.pictures[one] for one in sorted(self.targets.get(guid, ())) if one in self.pictures]

    @property
    def used(self) -> set[str]:
        """The pictures that a story shows."""
        return {one for targets in self.targets.values() for one in targets if one in self.pictures}


def stream(sources: list[SourceFile]) -> Iterator[Item | Note]:
    """Yield the items of files, and notes of what is none."""
    known = _Known()
    for found in _all(sources):
        if isinstance(found, _Found):
            known.add(found)
    used = known.used
    done: set[bytes] = set()
    for found in _all(sources):
        if isinstance(found, Note):
            yield found
            continue
        guid, key = found.version.id, found.version.key
        if found.repaired:
            yield note(codes.REPAIRED, found.place)
        if not known.versions.counts(found.version) or key in done:
            yield note(codes.SUPERSEDED, found.place)
            continue
        done.add(key)
        if found.node.name == "packageItem":
            yield note(codes.NO_STORY, found.place, kind="packageItem")
            for member, _ in link_targets(found.node):
                if not known.versions.holds(member):
                    yield note(codes.RELATED, found.place, name=member)
        elif guid in used:
            yield note(codes.PICTURE_USED, found.place)
        else:
            yield read_item(found.node, guid, known.shown_by(guid), known.versions.first(found.version), found.place)


def _all(sources: list[SourceFile]) -> Iterator[_Found | Note]:
    for source in sources:
        empty = True
        for unit in read_units(source, (*_NAMES, *_OTHERS)):
            empty = False
            if isinstance(unit, Note):
                yield unit
                continue
            place = f"{source.name}: {unit.line}"
            if unit.node is None:
                yield refusal(unit.refused, place) if unit.refused else note(codes.BROKEN, place)
            elif unit.node.name in _OTHERS:
                yield note(codes.NO_STORY, place, kind=unit.node.name)
            elif found := _found(unit.node, place, unit.repaired):
                yield found
            else:
                yield note(codes.NO_ID, place)
        if empty:
            yield note(codes.UNREAD, source.name)


def _found(node: Node, place: str, repaired: bool) -> _Found | None:
    guid = node.get("guid")
    if not guid:
        return None
    made = moments.parse(hardened_xml.text_at(node, "itemMeta", "versionCreated"))
    data = hardened_xml.to_html([node]).encode("utf-8", "replace")
    return _Found(node, Version(guid, number(node.get("version")), made, len(data), of_bytes(data)), place, repaired)
