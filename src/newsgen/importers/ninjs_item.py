"""Make an item of the fields of one ninjs object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from . import agency_codes as codes
from . import agency_text, moments
from .agency_body import Media, first_words, from_formats, place_media
from .item import Item, Kind, Note, Picture, State, Term, note
from .languages import other_language
from .ninjs_fields import Fields, Words, both, entries, largest, pick, renditions, text, worded

_STATES = {"withheld": State.DRAFT, "canceled": State.WITHDRAWN, "cancelled": State.WITHDRAWN}
_KINDS = {"video": Kind.VIDEO, "picture": Kind.BRIEF, "graphic": Kind.BRIEF}
_GENRES = {kind.value: kind for kind in (Kind.BRIEF, Kind.VIDEO, Kind.GALLERY, Kind.OPINION)}

_READ = frozenset(
    "uri type pubstatus version versioncreated firstcreated contentcreated contentmodified embargoed embargoeduntil "
    "embargoedreason expires language headline headlines title by byline located place places subject subjects person "
    "people organisation organisations event events object objects infosource infosources copyrightholder bodies "
    "description descriptions associations renditions ednote usageterms genre genres".split()
)
_SILENT = frozenset(
    "representationtype profile mimetype charcount wordcount slugline urgency priority copyrightnotice altids standard "
    "rightsinfo $schema".split()
)
"""Fields about the copy and its way, not the story."""


@dataclass(slots=True)
class Pictures:
    """The pictures that came as items of their own, by their URI, for stories that refer to them."""

    _known: dict[str, Picture] = field(default_factory=dict)

    def add(self, uri: str, shown: Picture) -> None:
        """Remember a picture; of two versions the one whose address sorts last, so that order means nothing."""
        known = self._known.get(uri)
        if known is None or (shown.src, shown.caption) > (known.src, known.caption):
            self._known[uri] = shown

    def get(self, uri: str) -> Picture | None:
        """Return the picture of a URI."""
        return self._known.get(uri)


def picture(fields: Fields) -> Picture | None:
    """Return the picture of an item or association with its largest file; None where it names no file."""
    file = largest(renditions(fields), "image")
    if file is None:
        return None
    descriptions = worded(fields, "description", "descriptions")
    described = [
        entry for entry in descriptions if entry.role.rpartition(":")[2] not in ("creditline", "credit", "alt")
    ]
    caption = pick(described, "caption", "text", "main", "") or (
        agency_text.plain(described[0].value) if described else ""
    )
    credit = text(fields.get("by")) or text(fields.get("byline")) or pick(descriptions, "creditline", "credit")
    return Picture(
        src=file.address,
        alt=pick(descriptions, "alt"),
        caption=agency_text.without_contacts(caption)[0],
        credit=agency_text.without_contacts(credit)[0],
        width=file.width,
        height=file.height,
    )


def _headline(fields: Fields) -> str:
    headlines = worded(fields, "headline", "headlines")
    return pick(headlines, "main", "headline", "") or (agency_text.plain(headlines[0].value) if headlines else "")


def read_item(fields: Fields, uri: str, pictures: Pictures, first: datetime | None, place: str) -> Item | Note:
    """Make the item, or a note when it has neither headline nor text.

    ``first`` is when an earlier version was made, if the import holds one. Any JSON in ``fields`` gives an answer.
    """
    notes = list(_editorial(fields))
    type_ = text(fields.get("type")).lower()
    title = _headline(fields)
    formats = [(entry.type, entry.value) for entry in worded(fields, "body", "bodies")]
    body, body_notes = from_formats(formats, title)
    notes += body_notes
    descriptions = worded(fields, "description", "descriptions")
    image = picture(fields) if type_ in ("picture", "graphic") else None
    media = list(_media(fields, pictures))
    if type_ in ("audio", "video"):
        media = [*_own_media(fields, type_), *media]
    notes += _apart(fields, media)
    caption = pick(descriptions, "caption", "text", "main", "summary", "")
    headlines = worded(fields, "headline", "headlines")
    standfirst = pick(descriptions, "summary", "abstract", "standfirst", "drop") or pick(headlines, *_SUBHEADS)
    if not body and caption and not standfirst:
        body = agency_text.paragraphs(caption)
    elif caption and not standfirst and type_ not in ("picture", "graphic") and not _begins(body, caption):
        standfirst = caption
    title = title or text(fields.get("title"))
    notes += _unshown(headlines, title, standfirst, pick(headlines, "kicker"))
    if not title and (title := first_words(standfirst or body)):
        notes.append(note(codes.HEADLINE, title=title))
    state = _STATES.get(text(fields.get("pubstatus")).rpartition(":")[2].lower(), State.PUBLISHED)
    if not title and not body and state is not State.WITHDRAWN:
        return note(codes.EMPTY, place)
    if image:
        notes.append(note(codes.PICTURE_ALONE))
        image = replace(image, caption="") if body else image
    placed = place_media(body, image, media)
    authors, contacts = agency_text.names([text(fields.get("by")) or text(fields.get("byline"))])
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    sections, tags = terms(fields)
    made = moments.parse(fields.get("versioncreated"))
    created = moments.parse(fields.get("firstcreated")) or moments.parse(fields.get("contentcreated"))
    published = created or first or made
    embargo = moments.parse(fields.get("embargoed")) or moments.parse(fields.get("embargoeduntil"))
    if embargo:
        notes.append(note(codes.EMBARGO, time=embargo.isoformat()))
    if published is None and state is State.PUBLISHED:
        state = State.DRAFT
        notes.append(note(codes.NO_DATE, text=text(fields.get("versioncreated"))))
    if state is State.WITHDRAWN:
        notes.append(note(codes.KILLED))
    return Item(
        id=uri,
        kind=_KINDS.get(type_) or next(_genres(fields), Kind.STORY),
        title=title or uri,
        kicker="" if state is State.WITHDRAWN else pick(headlines, "kicker"),
        body="" if state is State.WITHDRAWN else placed.html,
        standfirst="" if state is State.WITHDRAWN else standfirst,
        authors=authors,
        sections=sections,
        tags=tags,
        places=_places(fields),
        sources=_sources(fields),
        published=published,
        updated=made if moments.is_later(made, published) else None,
        embargo=embargo,
        state=state,
        reason=agency_text.without_contacts(text(fields.get("ednote")))[0] if state is State.WITHDRAWN else "",
        image=None if state is State.WITHDRAWN else placed.image,
        language=text(fields.get("language")),
        notes=tuple(notes),
        place=place,
    )


_SUBHEADS = ("subheadline", "subhead", "subtitle", "deck", "secondary")
"""Roles of the headline below the first one."""


def _unshown(headlines: Sequence[Words], title: str, *shown: str) -> Iterator[Note]:
    """The headlines that no field of a story has: of other lengths, or for other media."""
    names = [
        f"headlines: {entry.role.rpartition(':')[2] or '?'}"
        for entry in headlines
        if (words := agency_text.plain(entry.value)) and words != title and words not in shown
    ]
    if names:
        yield note(codes.FIELDS, names=", ".join(dict.fromkeys(names)))


def _genres(fields: Fields) -> Iterator[Kind]:
    """The kinds of story that the genres name, by the words that newsgen has for them; IPTC's own say ``opinion`` too."""
    for entry in both(fields, "genres", "genre"):
        for written in (text(entry.get("literal")), text(entry.get("name")), text(entry.get("uri"))):
            if kind := _GENRES.get(written.lower().rpartition("/")[2].rpartition(":")[2]):
                yield kind


def _begins(body: str, caption: str) -> bool:
    """Whether a description is the beginning of the body, as some agencies send it: no standfirst."""
    text, start = agency_text.plain(body), caption.rstrip(" .…")
    return bool(start) and (start[:80] in text[: len(start) + 400])


def _media(fields: Fields, pictures: Pictures) -> Iterator[Media]:
    """The pictures, films and sounds among the associations, in their order."""
    for name, association in entries(fields.get("associations")):
        type_ = text(association.get("type")).lower()
        if type_ in ("audio", "video"):
            yield from _own_media(association, type_, name)
            continue
        shown = picture(association) or pictures.get(text(association.get("uri")))
        if shown and type_ in ("picture", "graphic", ""):
            yield Media("image", shown, frozenset(one.address for one in renditions(association)), name)


def _own_media(fields: Fields, kind: str, name: str = "") -> Iterator[Media]:
    """The film or sound of an item, and a still of it."""
    files = renditions(fields)
    descriptions = worded(fields, "description", "descriptions")
    caption = pick(descriptions, "caption", "text", "main", "")
    if file := largest([one for one in files if one.type.startswith(kind)] or files, kind):
        yield Media(kind, Picture(file.address, caption=caption), frozenset(), name, _headline(fields))
    if still := largest([one for one in files if one.type.startswith("image/")], "image"):
        yield Media("image", Picture(still.address, width=still.width, height=still.height))


def _apart(fields: Fields, media: list[Media]) -> Iterator[Note]:
    """Notes of the associations that did not become part of the story: other stories, and media without a file."""
    for name, association in entries(fields.get("associations")):
        shown = _headline(association) or text(association.get("uri")) or name
        if text(association.get("type")).lower() in ("text", "composite"):
            yield note(codes.RELATED, name=agency_text.excerpt(shown))
        elif not any(one.name == name for one in media):
            yield note(codes.NO_FILE, name=agency_text.excerpt(shown))


def terms(fields: Fields) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Return the sections and the tags. Sections are subjects of the highest level of IPTC's media topics, else the first
    subject. Tags are the other subjects, and the people, organisations, events and things that the story is about.
    """
    subjects = [term for entry in both(fields, "subjects", "subject") if (term := _term(entry)).name]
    highest = [
        term for term in subjects if len(term.slug) == 8 and term.slug.isdigit() and term.slug.endswith("000000")
    ]
    sections = highest or subjects[:1]
    tags = [term for term in subjects if term not in sections]
    for keys in (("people", "person"), ("organisations", "organisation"), ("events", "event"), ("objects", "object")):
        tags += [
            term
            for entry in both(fields, *keys)
            if text(entry.get("rel")) != "mentions" and (term := _term(entry)).name
        ]
    return tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(tags))


def _term(entry: Fields) -> Term:
    code = text(entry.get("literal")) or text(entry.get("code")) or text(entry.get("uri")).rpartition("/")[2]
    return Term(agency_text.without_contacts(text(entry.get("name")))[0], code.rpartition(":")[2])


def _places(fields: Fields) -> tuple[str, ...]:
    named = [text(entry.get("name")) for entry in both(fields, "places", "place")]
    return tuple(dict.fromkeys(name for name in [text(fields.get("located")), *named] if name))


def _sources(fields: Fields) -> tuple[str, ...]:
    named = [text(entry.get("name")) for entry in both(fields, "infosources", "infosource")]
    found, _ = agency_text.names(named or [text(fields.get("copyrightholder"))])
    return found


def _editorial(fields: Fields) -> Iterator[Note]:
    """Notes of what the agency says to editors, and of fields without a counterpart."""
    for code, key in ((codes.EDITORS, "ednote"), (codes.EDITORS, "embargoedreason"), (codes.USAGE, "usageterms")):
        if words := agency_text.without_contacts(text(fields.get(key)))[0]:
            yield note(code, text=agency_text.excerpt(words))
    if expires := text(fields.get("expires")):
        yield note(codes.EXPIRES, time=expires)
    unknown = sorted(
        key
        for key in fields
        if key not in _READ | _SILENT and not key.startswith(("body_", "description_", "headline_"))
    )
    if other := other_language(text(fields.get("language"))):
        yield other
    if unknown:
        yield note(codes.FIELDS, names=agency_text.excerpt(", ".join(unknown)))
