"""Make an item of a NewsML-G2 news item. Codes such as ``medtop:04000000`` are known by the names beside them."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from . import agency_codes as codes
from . import agency_text, moments, nitf_body
from .agency_body import Media, first_words, from_formats, nitf_picture, place_media
from .hardened_xml import Node, text_at, to_html
from .item import Item, Kind, Note, Picture, State, Term, note
from .languages import other_language

STATES = {"withheld": State.DRAFT, "canceled": State.WITHDRAWN, "cancelled": State.WITHDRAWN}
_KINDS = {"video": Kind.VIDEO, "picture": Kind.BRIEF, "graphic": Kind.BRIEF}


def code(node: Node | None) -> str:
    """Return the last part of a node's code: ``usable`` of ``stat:usable``, or of the end of a URI."""
    if node is None:
        return ""
    return node.get("qcode").rpartition(":")[2] or node.get("uri").rstrip("/").rpartition("/")[2]


def _class(item: Node) -> str:
    return code(item.first("itemMeta", "itemClass")).lower()


def is_picture(item: Node) -> bool:
    """Return whether a news item is a picture or graphic."""
    return _class(item) in ("picture", "graphic", "photo")


def link_targets(item: Node) -> list[tuple[str, str]]:
    """Return the items that a package holds or that an item is linked with: the identifier and class of each."""
    found = []
    for node in item.walk():
        belongs = node.name == "itemRef" or (node.name == "link" and node.get("rel").rpartition(":")[2] != "seeAlso")
        if belongs and (target := node.get("residref")):
            found.append((target, code(node.first("itemClass")).lower()))
    return list(dict.fromkeys(found))


def name_of(node: Node, language: str = "") -> str:
    """Return the name of a concept: the Arabic one, else that in the item's language, else the first."""
    names = [(one.get("lang").lower().partition("-")[0], one.text()) for one in node.elements("name")]
    for wanted in ("ar", language.lower().partition("-")[0]):
        for tag, name in names:
            if name and tag == wanted:
                return name
    return next((name for _, name in names if name), "") or node.get("literal")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _files(item: Node, kind: str) -> list[tuple[str, int, int]]:
    """The remote files of a kind, the largest first; a name of a delivered file is without its folder."""
    found = []
    for remote in item.walk():
        if remote.name != "remoteContent" or not remote.get("href"):
            continue
        type_ = remote.get("contenttype").lower()
        if type_ and not type_.startswith(kind + "/"):
            continue
        address = remote.get("href")
        if address.startswith("file:") or address.startswith("./"):
            address = address.replace("\\", "/").rpartition("/")[2].strip()
        if address:
            found.append((address, _number(remote.get("width")), _number(remote.get("height"))))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def picture(item: Node) -> Picture | None:
    """Return the largest picture of an item with its caption and credit; None where no file is named."""
    found = _files(item, "image")
    if not found:
        return None
    meta = item.first("contentMeta")
    address, width, height = found[0]
    caption = _described(meta, "caption") or _described(meta, "")
    credit = text_at(meta, "creditline") or ", ".join(_people(meta, "creator"))
    return Picture(
        address, _described(meta, "alttext", "altText"), agency_text.without_contacts(caption)[0],
        agency_text.without_contacts(credit)[0], width, height,
    )  # fmt: skip


def _described(meta: Node | None, *roles: str) -> str:
    for description in meta.elements("description") if meta else ():
        role = description.get("role").rpartition(":")[2]
        if role in roles and (words := description.text()):
            return words
    return ""


def _people(meta: Node | None, *kinds: str) -> list[str]:
    return [name for person in (meta.elements(*kinds) if meta else ()) if (name := name_of(person))]


def read_item(item: Node, guid: str, shown: Sequence[Picture], first: datetime | None, place: str) -> Item | Note:
    """Make the item of a ``newsItem``, or a note when it has neither headline nor text.

    ``shown`` are pictures that came as items of their own and belong to it. ``first`` is when an earlier version was
    made, if the import holds one.
    """
    management, meta = item.first("itemMeta"), item.first("contentMeta")
    class_ = _class(item)
    tag = meta.first("language") if meta else None
    language = (tag.get("tag") if tag else "") or item.get("lang")
    notes = list(_editorial(item))
    formats, nitf = _formats(item)
    title, kicker, subhead = _headlines(meta)
    title = title or nitf.headline or text_at(management, "title") or text_at(meta, "slugline")
    body, body_notes = from_formats(formats, title)
    notes += body_notes
    image = picture(item) if is_picture(item) else None
    media = [Media("image", one) for one in shown]
    if nitf.lead:
        media.insert(0, Media(nitf.lead.kind or "image", nitf_picture(nitf.lead)))
    if not is_picture(item):
        media = [*_own_media(item, meta, class_, title), *media]
    summary = _described(meta, "summary", "abstract", "synthe") or nitf.standfirst
    caption = _described(meta, "caption", "script", "")
    standfirst = summary or subhead or " ".join(nitf.subheads)
    if not body and caption:
        body = agency_text.paragraphs(caption)
    elif not body and standfirst:
        body, standfirst = agency_text.paragraphs(standfirst), ""
    state = STATES.get(code(management.first("pubStatus") if management else None).lower(), State.PUBLISHED)
    has_media = image is not None or bool(media)
    if not title and (title := first_words(standfirst or body)):
        notes.append(note(codes.HEADLINE, title=title))
    if (not title or not (body or has_media)) and state is not State.WITHDRAWN:
        return note(codes.EMPTY, place)
    if image:
        notes.append(note(codes.PICTURE_ALONE))
        image = replace(image, caption="") if body else image
    placed = place_media(body, image, media)
    creators = [] if is_picture(item) else _people(meta, "creator")
    by = [one.text() for one in (meta.elements("by") if meta else ())]
    authors, contacts = agency_text.names(by or nitf.bylines or creators)
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    sections, tags, areas = _subjects(meta, language)
    made = moments.parse(text_at(management, "versionCreated"))
    created = moments.parse(text_at(management, "firstCreated")) or moments.parse(text_at(meta, "contentCreated"))
    published = created or first or made
    embargo = moments.parse(text_at(management, "embargoed"))
    if embargo:
        notes.append(note(codes.EMBARGO, time=embargo.isoformat()))
    if published is None and state is State.PUBLISHED:
        state = State.DRAFT
        notes.append(note(codes.NO_DATE, text=text_at(management, "versionCreated")))
    if other := other_language(language):
        notes.append(other)
    withdrawn = state is State.WITHDRAWN
    if withdrawn:
        notes.append(note(codes.KILLED))
    return Item(
        id=guid,
        kind=_KINDS.get(class_, Kind.STORY),
        title=title or guid,
        body="" if withdrawn else placed.html,
        kicker=kicker,
        standfirst="" if withdrawn else standfirst,
        authors=authors,
        sections=sections,
        tags=tags,
        places=_places(meta, language, nitf.place, areas),
        sources=_sources(item, management, meta),
        published=published,
        updated=made if moments.is_later(made, published) else None,
        embargo=embargo,
        state=state,
        image=None if withdrawn else placed.image,
        language=language,
        extra={"dateline": line} if (line := text_at(meta, "dateline") or nitf.dateline) and not withdrawn else {},
        notes=tuple(notes),
        place=place,
    )


def _headlines(meta: Node | None) -> tuple[str, str, str]:
    """The headline, the kicker and the headline below."""
    found = [
        (one.get("role").rpartition(":")[2].lower(), one.text()) for one in (meta.elements("headline") if meta else ())
    ]
    found = [one for one in found if one[1]]

    def of(*roles: str) -> str:
        return next((words for role in roles for named, words in found if named == role), "")

    title = of("main", "", "headline", "title") or (found[0][1] if found else "")
    return title, of("kicker", "overline", "surheadline"), of("subheadline", "subtitle", "sub", "deck")


def _formats(item: Node) -> tuple[list[tuple[str, str]], nitf_body.NitfBody]:
    """The texts of an item with their media types, and what the body of a NITF document says besides."""
    formats: list[tuple[str, str]] = []
    nitf = nitf_body.NitfBody()
    for part in (node for content in item.elements("contentSet") for node in content.elements()):
        type_ = part.get("contenttype").lower()
        if part.name == "inlineXML":
            for root in part.elements():
                if root.name == "nitf":
                    nitf = nitf_body.read_body(root)
                    formats.append(("text/html", nitf.html))
                elif root.name in ("html", "div", "section", "article", "p", "body"):
                    body = root.first("body") or root
                    formats.append(("text/html", to_html(body.children if body.name in ("html", "body") else [body])))
                else:
                    formats.append((type_ or "application/xml", root.text()))
        elif part.name == "inlineData":
            formats.append((type_ or "text/plain", _data(part)))
    return formats, nitf


def _data(part: Node) -> str:
    text = "".join(part.strings())
    if part.get("encoding").rpartition(":")[2].lower() != "base64":
        return text
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _own_media(item: Node, meta: Node | None, class_: str, title: str) -> Iterator[Media]:
    """The film or sound of an item with its still; the pictures of a text."""
    if class_ in ("video", "audio"):
        for address, _, _ in _files(item, class_)[:1]:
            yield Media(class_, Picture(address), frozenset(), "", title)
    stills = _files(item, "image")[:1]
    icon = meta.first("icon") if meta else None
    if not stills and icon and icon.get("href"):
        stills = [(icon.get("href"), _number(icon.get("width")), _number(icon.get("height")))]
    for address, width, height in stills:
        yield Media("image", Picture(address, credit=text_at(meta, "creditline"), width=width, height=height))


def _subjects(meta: Node | None, language: str) -> tuple[tuple[Term, ...], tuple[Term, ...], list[str]]:
    """Sections, tags and names of areas: sections are the highest level of media topics, else the first subject."""
    terms, areas = [], []
    for subject in meta.elements("subject") if meta else ():
        name = agency_text.without_contacts(name_of(subject, language))[0]
        if not name:
            continue
        if subject.get("type").rpartition(":")[2] in ("geoArea", "poi"):
            areas.append(name)
        else:
            terms.append(Term(name, code(subject)))
    highest = [one for one in terms if len(one.slug) == 8 and one.slug.isdigit() and one.slug.endswith("000000")]
    sections = highest or terms[:1]
    words = [Term(word) for one in (meta.elements("keyword") if meta else ()) if (word := one.text())]
    return (
        tuple(dict.fromkeys(sections)),
        tuple(dict.fromkeys([*(one for one in terms if one not in sections), *words])),
        areas,
    )


def _places(meta: Node | None, language: str, nitf_place: str, areas: list[str]) -> tuple[str, ...]:
    located = [name_of(one, language) for one in (meta.elements("located") if meta else ())]
    return tuple(dict.fromkeys(name for name in [*located, nitf_place, *areas] if name))


def _sources(item: Node, management: Node | None, meta: Node | None) -> tuple[str, ...]:
    provider = management.first("provider") if management else None
    holder = item.first("rightsInfo", "copyrightHolder")
    named = [name for source in (meta.elements("infoSource") if meta else ()) if (name := name_of(source))]
    named = named or [name for one in (provider, holder) if one and (name := name_of(one) or code(one))][:1]
    return agency_text.names(named)[0]


def _editorial(item: Node) -> Iterator[Note]:
    """What the sender says to editors."""
    management = item.first("itemMeta")
    for remark in management.elements("edNote") if management else ():
        if words := agency_text.without_contacts(remark.text())[0]:
            yield note(codes.EDITORS, text=agency_text.excerpt(words))
    rights = item.first("rightsInfo")
    for usage in rights.elements("usageTerms") if rights else ():
        if words := agency_text.without_contacts(usage.text())[0]:
            yield note(codes.USAGE, text=agency_text.excerpt(words))
    signals = {code(one).lower() for one in (management.elements("signal") if management else ())}
    if "correction" in signals:
        yield note(codes.CORRECTION)
    if expires := text_at(management, "expires"):
        yield note(codes.EXPIRES, time=expires)
