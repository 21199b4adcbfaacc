"""One entry of a feed, whatever its format, and the item that it becomes."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from ..base.digest import of_bytes
from . import agency_codes as codes
from . import agency_text, podcast_codes
from .agency_body import Media, first_words, place_media
from .feed_kinds import POST, EntryKind
from .item import Item, Kind, Note, Picture, Show, State, Term, note
from .languages import other_language
from .old_site import host_of
from .podcast_episode import Heard
from .podcast_hosts import is_podcast_host

_CUT = re.compile(r"(?:\[\s*(?:…|\.\.\.|&#8230;|&hellip;)\s*\]|(?:…|\.\.\.))\s*(?:</p>\s*)?\Z")


_PLAYER = re.compile(r"<audio\b(?:[^<]|<(?!/?audio\b))*</audio\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: plain texts, and HTML in ``body`` and ``summary``. ``date`` is the date of publication as written."""

    id: str
    title: str = ""
    address: str = ""
    body: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    date: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    image: Picture | None = None
    media: tuple[Media, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = ""
    kind: EntryKind = POST
    heard: Heard | None = None

    @property
    def digest(self) -> bytes:
        """A digest of what readers see."""
        heard = f"\0{self.heard.recording}{self.heard.episode}" if self.heard else ""
        return of_bytes(f"{self.title}\0{self.body}\0{self.summary}\0{self.address}{heard}".encode("utf-8", "replace"))


def with_episode(entry: Entry, heard: Heard, show: Show) -> Entry:
    """The entry as an episode of a show: its recording is no file of the text any more, and a page at its host no address.

    An entry whose feed says neither a guid nor an address is known by its recording's address, as apps know it. Whoever makes
    the whole show is no author of an episode.
    """
    authors = entry.authors or ((heard.author,) if heard.author else ())
    sound = heard.recording.src if heard.recording else ""
    is_hosted = is_podcast_host(host_of(entry.address))
    return replace(
        entry,
        id=entry.id or sound or heard.film,
        address="" if is_hosted else entry.address,
        summary=entry.summary or heard.summary,
        authors=() if authors == (show.author,) else authors,
        image=entry.image or heard.image,
        media=tuple(
            replace(one, kind="video") if one.picture.src == heard.film else one
            for one in entry.media
            if one.picture.src != sound
        ),
        heard=replace(heard, notes=(*heard.notes, note(podcast_codes.PAGE, host=host_of(entry.address))))
        if is_hosted
        else heard,
    )


def to_item(entry: Entry, place: str) -> Item | Note:
    """Make the item of an entry, or a note when it has neither a headline nor words.

    A summary beside a whole text is the standfirst where it is plain, short and no beginning of the text. An entry with a
    summary alone is a brief, unless it is an episode of a show.
    """
    if entry.kind.name not in ("post", "page"):
        return note(codes.NO_STORY, place, kind=entry.kind.name[:40])
    heard = entry.heard
    notes: list[Note] = list(heard.notes) if heard else []
    body, summary = entry.body, agency_text.plain(entry.summary)
    standfirst = ""
    if not agency_text.plain(body) and summary:
        body = entry.summary if agency_text.is_html(entry.summary) else agency_text.paragraphs(entry.summary)
        kind = Kind.BRIEF
    else:
        kind = Kind.STORY
        repeats = _is_beginning(summary, agency_text.plain(body[:8000]))
        if summary and not repeats and not _CUT.search(summary) and len(summary) <= 600:
            standfirst = summary
    if heard and not standfirst and not _is_beginning(heard.subtitle, agency_text.plain(body[:8000])):
        standfirst = heard.subtitle
    if heard and (heard.recording or heard.film):
        kind = Kind.AUDIO if heard.recording else Kind.VIDEO
        body = (_without_player(body, heard.recording.src) if heard.recording else body) + heard.transcripts
    title = entry.title
    if not title and (title := first_words(body)):
        notes.append(note(codes.HEADLINE, title=title))
    if not title and not body:
        return note(codes.EMPTY, place)
    if _CUT.search(body.rstrip()):
        notes.append(note(codes.EXCERPT))
    placed = place_media(body, entry.image, entry.media)
    authors, contacts = agency_text.names(entry.authors)
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    published = entry.published or entry.updated
    state = (
        State.TRASHED
        if entry.kind.is_trashed
        else State.DRAFT
        if entry.kind.is_draft or not published or (heard and heard.is_blocked)
        else State.PUBLISHED
    )
    if entry.kind.name == "page":
        kind = Kind.PAGE
    if state is State.TRASHED:
        return Item(id=entry.id, kind=kind, title="", published=published, state=state, place=place)
    if published is None:
        notes.append(note(codes.NO_DATE, text=agency_text.excerpt(entry.date)))
    if other := other_language(entry.language):
        notes.append(other)
    return Item(
        id=entry.id,
        kind=kind,
        title=title,
        body=placed.html,
        standfirst=standfirst,
        authors=authors,
        sections=entry.terms[:1],
        tags=entry.terms[1:],
        sources=entry.sources,
        published=published,
        updated=entry.updated if entry.updated != published else None,
        state=state,
        address=entry.address,
        image=placed.image,
        recording=heard.recording if heard else None,
        episode=heard.episode if heard and heard.recording else None,
        language=entry.language,
        notes=tuple(notes),
        place=place,
    )


def _is_beginning(text: str, words: str) -> bool:
    """Whether a plain text stands in ``words``, as far as it goes: many end in an ellipsis."""
    return _CUT.sub("", text).strip()[:100] in words


def _without_player(html: str, address: str) -> str:
    """A text without the players of a recording, which stands above it."""
    bare = escape(address.partition("?")[0])
    return _PLAYER.sub(lambda match: "" if bare in match[0] else match[0], html) if bare in html else html
