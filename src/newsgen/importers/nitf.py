"""Read NITF documents that come alone: https://iptc.org/std/NITF/3.6/documentation/."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..base.digest import of_bytes
from . import agency_codes as codes
from . import agency_text, hardened_xml, moments, xml_units
from .agency_body import Media, nitf_picture, place_media
from .agency_xml import read_units, refusal
from .hardened_xml import Node
from .item import Item, Kind, Note, State, Streamed, Term, note
from .languages import other_language
from .nitf_body import read_body
from .source_files import SourceFile, files
from .versions import Version, Versions, number

SUFFIXES = frozenset({".xml", ".nitf", ".ntf"})
_HEAD = re.compile(rb"<nitf[\s>]")
_G2 = re.compile(rb"<(?:[\w.-]+:)?(?:newsItem|packageItem|newsMessage)[\s>]")
_STATES = {
    "withheld": State.DRAFT,
    "embargoed": State.PUBLISHED,
    "canceled": State.WITHDRAWN,
    "killed": State.WITHDRAWN,
}


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is a NITF document, and none inside NewsML-G2."""
    text = xml_units.head_text(head)
    return _HEAD.search(text) is not None and not _G2.search(text)


def read(paths: Sequence[Path]) -> Streamed:
    """Open files and folders. Every XML file below a folder is read."""
    return Streamed(lambda: stream(files(paths, SUFFIXES)))


def stream(sources: list[SourceFile]) -> Iterator[Item | Note]:
    """Yield the items of files, and notes of what is none."""
    versions = Versions()
    for found in _all(sources):
        if not isinstance(found, Note):
            versions.add([found[1]])
    done: set[bytes] = set()
    for found in _all(sources):
        if isinstance(found, Note):
            yield found
            continue
        node, version, place = found
        if not versions.counts(version) or version.key in done:
            yield note(codes.SUPERSEDED, place)
            continue
        done.add(version.key)
        yield _item(node, version, place)


def _all(sources: list[SourceFile]) -> Iterator[tuple[Node, Version, str] | Note]:
    for source in sources:
        empty = True
        for unit in read_units(source, ("nitf",)):
            empty = False
            if isinstance(unit, Note):
                yield unit
            elif unit.node is None:
                place = f"{source.name}: {unit.line}"
                yield refusal(unit.refused, place) if unit.refused else note(codes.BROKEN, place)
            else:
                yield unit.node, _version(unit.node, source), f"{source.name}: {unit.line}"
        if empty:
            yield note(codes.UNREAD, source.name)


def _data(node: Node, name: str, attribute: str) -> str:
    found = node.first("head", "docdata", name)
    return found.get(attribute) if found else ""


def _version(node: Node, source: SourceFile) -> Version:
    identifier = _data(node, "doc-id", "id-string") or _data(node, "du-key", "key") or f"file:{source.name}"
    data = hardened_xml.to_html([node]).encode("utf-8", "replace")
    made = moments.parse(_data(node, "date.issue", "norm"))
    return Version(identifier, number(_data(node, "du-key", "version")), made, len(data), of_bytes(data))


def _item(node: Node, version: Version, place: str) -> Item | Note:
    docdata = node.first("head", "docdata")
    body = read_body(node)
    title = body.headline or hardened_xml.text_at(node, "head", "title")
    state = _STATES.get(docdata.get("management-status").lower() if docdata else "", State.PUBLISHED)
    if (not title or not body.html) and state is not State.WITHDRAWN:
        return note(codes.EMPTY, place)
    notes = list(_notes(node, body.editors))
    lead = body.lead
    html, lines = agency_text.without_contact_lines(body.html)
    if lines:
        notes.append(note(codes.CONTACT_LINE, count=lines))
    placed = place_media(html, None, [Media("image", nitf_picture(lead))] if lead else [])
    authors, contacts = agency_text.names(body.bylines)
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    published = version.made or moments.parse(_publication(node))
    if published is None and state is State.PUBLISHED:
        state = State.DRAFT
        notes.append(note(codes.NO_DATE, text=_data(node, "date.issue", "norm")))
    release = moments.parse(_data(node, "date.release", "norm"))
    embargo = release if moments.is_later(release, published) else None
    if embargo:
        notes.append(note(codes.EMBARGO, time=embargo.isoformat()))
    if other := other_language(node.get("lang")):
        notes.append(other)
    withdrawn = state is State.WITHDRAWN
    if withdrawn:
        notes.append(note(codes.KILLED))
    sections, tags, places = _terms(node)
    return Item(
        id=version.id,
        kind=Kind.STORY,
        title=title or version.id,
        body="" if withdrawn else placed.html,
        standfirst="" if withdrawn else body.standfirst or " ".join(body.subheads),
        authors=authors,
        sections=sections,
        tags=tags,
        places=tuple(dict.fromkeys(name for name in (body.place, *places) if name)),
        sources=agency_text.names([_data(node, "doc.copyright", "holder")])[0],
        published=published,
        embargo=embargo,
        state=state,
        image=None if withdrawn else placed.image,
        language=node.get("lang"),
        extra={"dateline": body.dateline} if body.dateline and not withdrawn else {},
        notes=tuple(notes),
        place=place,
    )


def _publication(node: Node) -> str:
    found = node.first("head", "pubdata")
    story = node.first("body", "body.head", "dateline", "story.date")
    return (found.get("date.publication") if found else "") or (story.get("norm") if story else "")


def _terms(node: Node) -> tuple[tuple[Term, ...], tuple[Term, ...], list[str]]:
    """Sections from the subjects of the ``tobject``, tags from keywords and from what is identified, and places."""
    head = node.first("head")
    subjects = head.first("tobject") if head else None
    sections = [
        Term(name, one.get("tobject.subject.refnum"))
        for one in (subjects.elements("tobject.subject") if subjects else ())
        if (name := one.get("tobject.subject.type") or one.get("tobject.subject.matter"))
    ]
    tags, places = [], []
    docdata = head.first("docdata") if head else None
    for part in docdata.walk() if docdata else ():
        if part.name == "keyword" and part.get("key"):
            tags.append(Term(part.get("key")))
        elif part.name in ("location", "evloc") and (name := part.text()):
            places.append(name)
        elif part.name in ("person", "org", "event", "classifier") and (name := part.text() or part.get("value")):
            tags.append(Term(name))
    return tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(tags)), places


def _notes(node: Node, editors: tuple[str, ...]) -> Iterator[Note]:
    for words in (*editors, _data(node, "ed-msg", "info")):
        if bare := agency_text.without_contacts(words)[0]:
            yield note(codes.EDITORS, text=agency_text.excerpt(bare))
    if expires := _data(node, "date.expire", "norm"):
        yield note(codes.EXPIRES, time=expires)
