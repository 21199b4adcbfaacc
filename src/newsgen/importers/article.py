"""Turn an item into the file of a story or page: pure, from the item, the index and the media to path, text and notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from pydantic import TypeAdapter, ValidationError

from ..site.declared_names import name_slug
from ..site.front_matter import MOST_NAMES
from ..site.links import OldAddress
from ..site.schema import MAX_LENGTH
from ..site.yaml_lines import yaml_lines
from . import codes, podcast_codes
from .archive_index import ArchiveIndex, Place, section_line
from .dialect import to_markdown
from .html_tree import parse
from .import_map import DROP
from .item import HIDDEN, Item, Kind, Note, Picture, State, note, outline
from .markdown_signs import escaped, line, plain
from .media import Media
from .old_site import BROKEN, OldSite, encoded

MAX_FILE = 2_000_000
"""The most bytes of an article file."""

_old_address = TypeAdapter(OldAddress)


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """What became of an item.

    ``path`` is relative to the site's folder; it and ``text`` are empty where the item was not imported. ``address`` is the
    new address (not percent-encoded, empty for drafts without a date), ``media`` the old paths of the files it needs.
    ``queries`` are old addresses with a query, or with half a letter, which only the host can redirect. ``is_withdrawn`` says
    that the item was a withdrawal. ``recording`` is the https address of its sound, where that lies elsewhere.
    """

    path: str
    text: str
    address: str = ""
    media: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    is_withdrawn: bool = False
    recording: str = ""


def to_article(item: Item, index: ArchiveIndex, media: Media) -> ImportedArticle:
    """Turn an item into a file. Equal items, indexes and files give equal bytes."""
    notes = list(item.notes)
    refusal = _refusal(item)
    if refusal is not None:
        return ImportedArticle("", "", notes=_placed((*notes, refusal), item))
    draft = _Draft(item, index, media)
    fields = dict(draft.fields())
    body = draft.body()
    text = (
        "\n".join(("---", *yaml_lines(fields), "---", "", body))
        if body
        else "\n".join(("---", *yaml_lines(fields), "---", ""))
    )
    notes += draft.notes
    if len(text.encode("utf-8", "replace")) > MAX_FILE:
        notes.append(note(codes.BODY_TOO_LARGE, limit=MAX_FILE // 1_000_000))
        return ImportedArticle("", "", notes=_placed(notes, item))
    return ImportedArticle(
        draft.place.path,
        text,
        draft.place.url,
        tuple(draft.old_site.used),
        tuple(draft.queries),
        _placed(notes, item),
        item.state is State.WITHDRAWN,
        draft.recording,
    )


def _refusal(item: Item) -> Note | None:
    """Why an item is not imported; None where it is."""
    if item.state in HIDDEN:
        return note(codes.HIDDEN, id=item.id, state=item.state.value)
    if item.kind is Kind.ATTACHMENT:
        return note(codes.ATTACHMENT)
    if item.kind is Kind.PAGE and item.state is not State.PUBLISHED:
        return note(codes.PAGE_UNPUBLISHED, state=item.state.value)
    return None


def _placed(notes: Sequence[Note], item: Item) -> tuple[Note, ...]:
    return tuple(n if n.place else replace(n, place=item.place or item.id) for n in notes)


class _Draft:
    """One article while it is made. ``notes``, ``queries`` and ``recording`` are complete after ``fields`` and ``body``."""

    def __init__(self, item: Item, index: ArchiveIndex, media: Media) -> None:
        self.item = item
        self.index = index
        self.place: Place = index.place_of(outline(item))
        self.old_site = OldSite(index.hosts, media, item.address)
        self.notes: list[Note] = []
        self.queries: list[str] = []
        self.before_body: list[str] = []
        self.recording = ""

    def fields(self) -> Iterator[tuple[str, object]]:
        """The front matter, in its order."""
        item = self.item
        yield "title", self._title()
        if item.kind is Kind.PAGE:
            if standfirst := self._standfirst():
                yield "standfirst", standfirst
            self._tell_page_losses()
            return
        if item.kind is not Kind.STORY:
            yield "kind", item.kind.value
        for name, text in (("kicker", self._line(item.kicker, "kicker")), ("standfirst", self._standfirst())):
            if text:
                yield name, text
        section, others = self._sections()
        yield "section", section
        if place := next((p for p in map(_one_line, item.places) if p), ""):
            yield "place", self._declared_place(place)
        yield from self._moments()
        if item.state is State.DRAFT or not self.place.address:
            yield "status", "draft"
        elif item.state is State.WITHDRAWN:
            yield "status", "withdrawn"
            yield "note", _one_line(item.reason)[:MAX_LENGTH] or _WITHDRAWN
        if authors := self._names(item.authors, self.index.map.authors, "authors"):
            yield "authors", authors
        if image := self._image():
            yield "image", image
        yield from self._sound()
        tags = [*(t.name for t in item.tags), *item.places[1:], *others]
        if tags := self._names(tags, self.index.map.tags, "tags"):
            yield "tags", tags
        if sources := [text for name in item.sources if (text := _one_line(name)[:MAX_LENGTH])]:
            yield "sources", list(dict.fromkeys(sources))
        if number := self.index.number_of(outline(item)):
            yield "id", number
        if self.place.own:
            yield "address", self.place.own
        if aliases := self._aliases():
            yield "aliases", aliases
        if item.extra:
            yield "extra", dict(item.extra)

    def body(self) -> str:
        """The body, as Markdown. It ends with a line end, unless it is empty."""
        item = self.item
        picture = _figure(item.image) if item.kind is Kind.PAGE and item.image else ""
        html = item.body.replace(f'="{item.address}#', '="#') if item.address else item.body  # links within the text
        written = to_markdown(picture + html, self.old_site)
        self.notes += written.notes
        return "".join(f"{line(escaped(text))}\n\n" for text in self.before_body) + written.text

    def _title(self) -> str:
        title = _one_line(self.item.title)
        if not title:
            words = _one_line(self.item.standfirst) or _one_line(parse(self.item.body[:5000]).root.text())
            title = _first_words(words) or self.item.slug.replace("-", " ").strip() or self.item.id
            self.notes.append(note(codes.TITLE_MADE, title=title))
        if len(title) > MAX_LENGTH:
            self.notes.append(note(codes.TEXT_MOVED, key="title"))
            self.before_body.append(title)
            title = _first_words(title)
        return title

    def _standfirst(self) -> str:
        return self._line(self.item.standfirst, "standfirst")

    def _line(self, text: str, key: str) -> str:
        """A text for one line of the front matter; one that is too long becomes the body's first paragraph."""
        text = _one_line(text)
        if len(text) <= MAX_LENGTH:
            return text
        self.notes.append(note(codes.TEXT_MOVED, key=key))
        self.before_body.append(text)
        return ""

    def _sections(self) -> tuple[str, list[str]]:
        """The section's id, and the names of the other categories, which become tags."""
        index, terms = self.index, [term for term in self.item.sections if not self.index.is_dropped(term)]
        found = [index.section_of([term]) for term in terms]
        section = next(filter(None, found), "")
        if section:
            return section, [term.name for term, of_term in zip(terms, found, strict=True) if of_term != section]
        if terms:
            self.notes.append(
                note(
                    codes.SECTION_UNKNOWN,
                    name=_one_line(terms[0].name),
                    section=index.default_section,
                    line=section_line(terms[0]),
                )
            )
        else:
            self.notes.append(note(codes.SECTION_MISSING, section=index.default_section))
        return index.default_section, [term.name for term in terms[1:]]

    def _declared_place(self, name: str) -> str:
        return next((i for i, known in self.index.target.places if name in (i, known)), name)[:MAX_LENGTH]

    def _moments(self) -> Iterator[tuple[str, str]]:
        published = self.index.local(self.item.published)
        if published is None:
            if self.item.published is not None:
                self.notes.append(note(codes.DATE_IMPOSSIBLE, date=self.item.published.isoformat()))
            elif self.item.state is not State.DRAFT:
                self.notes.append(note(codes.DATE_MISSING))
            return
        yield "date", _stamp(published)
        updated = self.index.local(self.item.updated)
        if updated is not None and updated > published:
            yield "updated", _stamp(updated)
        embargo = self.index.local(self.item.embargo)
        if embargo is not None and embargo > published:
            yield "publish_at", _stamp(embargo)
        elif self.item.state is State.SCHEDULED or embargo is not None:
            yield "publish_at", _stamp(published)

    def _names(self, names: Sequence[str], spellings: Mapping[str, str], key: str) -> list[str]:
        """Names as the map spells them, each once, at most as many as a story may have."""
        written = (spellings.get(name, name) for name in map(_one_line, names) if name)
        found = list(dict.fromkeys(name[:MAX_LENGTH] for name in written if name != DROP))
        if key == "tags":  # tags that differ in nothing but case have one page, and newsgen would leave the second out
            latin = self.index.target.slugs == "latin"
            by_address: dict[str, str] = {}
            for name in found:
                by_address.setdefault(name_slug(name, latin).casefold(), name)
            found = list(by_address.values())
        if len(found) > MOST_NAMES:
            self.notes.append(note(codes.NAMES_CUT, count=len(found) - MOST_NAMES, key=key))
        return found[:MOST_NAMES]

    def _image(self) -> dict[str, object]:
        picture = self.item.image
        if picture is None:
            return {}
        src = self.old_site.picture(picture)
        size: dict[str, int] = {}
        if not src and picture.width and picture.height and (src := self.old_site.served(picture)):
            size = {"width": picture.width, "height": picture.height}
        if not src and picture.src:
            self.notes.append(note(codes.LEAD_PICTURE_MISSING, src=picture.src))
        texts = {"alt": picture.alt, "caption": picture.caption, "credit": picture.credit}
        fields = {name: text for name, value in texts.items() if (text := self._line(value, name))}
        return {"src": src, **fields, **size} if src else {**fields}

    def _sound(self) -> Iterator[tuple[str, object]]:
        """The recording of a story, and what makes it an episode."""
        recording, episode = self.item.recording, self.item.episode
        if recording is None:
            return
        if own := self.old_site.file(recording.src):
            yield "sound", own
        else:
            self.recording = encoded(recording.src.strip())
            if self.recording.startswith("http://"):
                self.recording = f"https://{self.recording[7:]}"
                self.notes.append(note(podcast_codes.SECURE, address=self.recording[:200]))
            known = {"length": _clock(recording.seconds) if recording.seconds else "", "bytes": recording.size}
            yield "sound", {"src": self.recording} | {key: value for key, value in known.items() if value}
        if episode is None:
            return
        yield "show", episode.show
        for key, number in (("season", episode.season), ("episode", episode.number)):
            if number:
                yield key, number
        if episode.kind != "full":
            yield "episode_type", episode.kind
        if episode.guid:
            yield "episode_guid", episode.guid

    def _aliases(self) -> list[str]:
        """The old addresses that differ from the new one, in their order, as far as a static site can answer them."""
        found: dict[str, None] = {}
        new = self.place.url.rstrip("/")
        for written in (self.item.address, *self.item.aliases):
            path = self.index.path_of(written) if written else ""
            if not path or path == "/" or path.rstrip("/") == new:
                continue
            if "?" in path or BROKEN in path:
                self.queries.append(path)
                continue
            if self.index.is_taken(path):
                self.notes.append(note(codes.ADDRESS_TAKEN, address=path[:200]))
                continue
            try:
                found[_old_address.validate_python(path.replace("%", "%25"))] = None
            except ValidationError:
                self.notes.append(note(codes.ADDRESS_LOST, address=path[:200]))
        kept = list(found)
        if len(kept) > MOST_NAMES:
            self.notes.append(note(codes.NAMES_CUT, count=len(kept) - MOST_NAMES, key="aliases"))
        return kept[:MOST_NAMES]

    def _tell_page_losses(self) -> None:
        """Tell what plain pages have no place for."""
        item = self.item
        lost = [
            name for name, value in (("authors", item.authors), ("tags", item.tags), ("extra", item.extra)) if value
        ]
        if lost:
            self.notes.append(note(codes.PAGE_FIELDS, keys=", ".join(lost)))


def _figure(picture: Picture) -> str:
    caption = f"<figcaption>{escape(picture.caption)} <cite>{escape(picture.credit)}</cite></figcaption>"
    return f'<figure><img src="{escape(picture.src)}" alt="{escape(picture.alt)}">{caption}</figure>'


_WITHDRAWN = "سُحبت هذه القصة."


def _stamp(moment: datetime) -> str:
    """A moment in the site's zone as article files have it, with seconds where it has some."""
    moment = moment.replace(microsecond=0)
    if moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():  # an hour that the clock shows twice
        offset = moment.utcoffset()
        if offset is not None and not offset.total_seconds() % 60:
            return moment.isoformat(timespec="seconds" if moment.second else "minutes")
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment.year:04}{moment:-%m-%d %H:%M}"


def _clock(seconds: float) -> str:
    """A length as editors write it: ``31:05``, ``1:02:05``."""
    minutes, second = divmod(max(1, round(seconds)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}" if minutes >= 60 else f"{minutes}:{second:02}"


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _first_words(text: str) -> str:
    """The first words of a text, up to 80 characters."""
    if len(text) <= 80:
        return text
    return text[:80].rsplit(" ", 1)[0].rstrip(" .,،؛:") + "…"
