"""Read an export of Ghost: one JSON file with posts, pages, tags and authors.

The format: https://docs.ghost.org/migration/custom. E-mail addresses, passwords and members are never read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from typing import Any

from . import agency_codes as codes
from . import agency_text, commonmark, json_spans, moments
from .agency_body import first_words
from .ghost_cards import from_lexical, from_mobiledoc
from .item import Item, Kind, Note, Picture, State, Streamed, Term, note
from .languages import other_language
from .ninjs_fields import text
from .source_files import SourceFile, files, mapped

SUFFIXES = frozenset({".json"})
_HEAD = re.compile(rb'"(?:db"\s*:\s*\[|exported_on"\s*:)')
_STATES = {"published": State.PUBLISHED, "scheduled": State.SCHEDULED}
_TABLES = frozenset({"posts", "tags", "users", "posts_tags", "posts_authors", "posts_meta"})
_SITE = "__GHOST_URL__"


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is an export of Ghost."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and _HEAD.search(head[:2000]) is not None


def read(paths: Sequence[Path]) -> Streamed:
    """Open files, and the JSON files below folders."""
    return Streamed(lambda: _stream(files(paths, SUFFIXES)))


@dataclass(slots=True)
class _Index:
    """What posts refer to: the fields of tags and authors that readers see."""

    tags: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    post_tags: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    post_authors: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    meta: dict[str, tuple[str, str]] = field(default_factory=dict)
    of_engines: dict[str, list[str]] = field(default_factory=dict)
    """The names of the texts for search engines and networks that a post has."""

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        identifier = text(row.get("id"))
        post = text(row.get("post_id"))
        order = row.get("sort_order")
        place = order if isinstance(order, int) else 0
        if table == "tags":
            name = text(row.get("name"))
            hidden = name.startswith("#") or text(row.get("visibility")) == "internal"
            self.tags[identifier] = (name, text(row.get("slug")), hidden)
        elif table == "users":
            self.users[identifier] = text(row.get("name"))
        elif table == "posts_tags":
            self.post_tags.setdefault(post, []).append((place, text(row.get("tag_id"))))
        elif table == "posts_authors":
            self.post_authors.setdefault(post, []).append((place, text(row.get("author_id"))))
        elif table == "posts_meta":
            alt, caption = text(row.get("feature_image_alt")), text(row.get("feature_image_caption"))
            if alt or caption:
                self.meta[post] = (alt, caption)
            self.of_engines[post] = _filled(row, _ENGINES)


_ENGINES = ("meta_title", "meta_description", "og_title", "og_description", "twitter_title", "twitter_description",
            "canonical_url")  # fmt: skip


def _filled(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """The names of the texts that a row has."""
    return [name for name in names if text(row.get(name))]


def _stream(sources: list[SourceFile]) -> Iterator[Item | Note]:
    done: set[str] = set()
    for source in sources:
        try:
            with mapped(source.path) as data:
                for found in _file(data, source):
                    if isinstance(found, Item):
                        if found.id in done:
                            yield note(codes.SUPERSEDED, found.place)
                            continue
                        done.add(found.id)
                    yield found
        except OSError:
            yield note(codes.UNREAD, source.name)


def _file(data: bytes | mmap, source: SourceFile) -> Iterator[Item | Note]:
    start = json_spans.begins(data, 3 if data[:3] == b"\xef\xbb\xbf" else 0)
    base = json_spans.member(data, start, "db", 0, "data")
    base = base if base is not None else json_spans.member(data, start, "data")
    if base is None:
        yield note(codes.UNREAD, source.name)
        return
    tables = {span.key: span for span in json_spans.spans(data, base) if span.key in _TABLES}
    index = _Index()
    for table, span in tables.items():
        if table != "posts":
            for _, row in _rows(data, span):
                if isinstance(row, dict):
                    index.add(table, row)
    if "posts" not in tables:
        yield note(codes.UNREAD, source.name)
        return
    yield note(codes.COMPUTED_ADDRESS, source.name)
    numbers = json_spans.LineNumbers(data)
    for at, row in _rows(data, tables["posts"]):
        place = f"{source.name}: {numbers.of(at)}"
        yield _item(row, index, place) if isinstance(row, dict) else note(codes.BROKEN, place)


def _rows(data: bytes | mmap, table: json_spans.Span) -> Iterator[tuple[int, Any]]:
    """Each row with its offset; None for one that is broken."""
    if data[table.start : table.start + 1] == b"[":
        for span, value, _ in json_spans.loaded(data, table.start):
            yield span.start, value


def _item(post: Mapping[str, Any], index: _Index, place: str) -> Item | Note:
    identifier = text(post.get("uuid")) or text(post.get("id"))
    key = text(post.get("id"))
    if not identifier:
        return note(codes.NO_ID, place)
    notes: list[Note] = []
    title = text(post.get("title"))
    body, counted = _body(post)
    notes += counted
    body = body.replace(_SITE, "")
    if title in ("", "(Untitled)") and (title := first_words(body)):
        notes.append(note(codes.HEADLINE, title=title))
    if not title and not body.strip():
        return note(codes.EMPTY, place)
    state = _STATES.get(text(post.get("status")), State.DRAFT)
    visibility = text(post.get("visibility")) or "public"
    if visibility != "public" or text(post.get("status")) == "sent":
        state = State.DRAFT
        notes.append(note(codes.MEMBERS, name=visibility if visibility != "public" else "newsletter"))
    published = moments.parse(post.get("published_at"))
    if published is None and state is not State.DRAFT:
        state = State.DRAFT
        notes.append(note(codes.NO_DATE, text=text(post.get("published_at"))))
    updated = moments.parse(post.get("updated_at"))
    tags = [index.tags[tag] for _, tag in sorted(index.post_tags.get(key, ())) if tag in index.tags]
    if hidden := [name for name, _, is_hidden in tags if is_hidden]:
        notes.append(note(codes.FIELDS, names=agency_text.excerpt(", ".join(hidden))))
    lost = [*index.of_engines.get(key, ()), *_filled(post, ("codeinjection_head", "codeinjection_foot", *_ENGINES))]
    if lost:
        notes.append(note(codes.FIELDS, names=", ".join(lost)))
    terms = [Term(name, slug) for name, slug, is_hidden in tags if name and not is_hidden]
    people = sorted(index.post_authors.get(key, ())) or [(0, text(post.get("author_id")))]
    authors, contacts = agency_text.names(index.users.get(one, "") for _, one in people)
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    if other := other_language(text(post.get("locale"))):
        notes.append(other)
    slug = text(post.get("slug"))
    alt, caption = index.meta.get(key, (text(post.get("feature_image_alt")), text(post.get("feature_image_caption"))))
    image = (text(post.get("feature_image")) or text(post.get("image"))).replace(_SITE, "")
    is_page = text(post.get("type")) == "page" or post.get("page") in (1, True)
    return Item(
        id=f"ghost:{identifier}",
        kind=Kind.PAGE if is_page else Kind.STORY,
        title=title,
        body=body,
        standfirst=agency_text.plain(text(post.get("custom_excerpt"))),
        authors=authors,
        sections=tuple(terms[:1]),
        tags=tuple(terms[1:]),
        published=published or (moments.parse(post.get("created_at")) if state is State.DRAFT else None),
        updated=updated if moments.is_later(updated, published) else None,
        state=state,
        slug=slug,
        address=f"/{slug}/" if slug else "",
        image=Picture(image, agency_text.plain(alt), agency_text.plain(caption)) if image else None,
        language=text(post.get("locale")),
        sticky=post.get("featured") in (1, True),
        notes=tuple(notes),
        place=place,
    )


def _body(post: Mapping[str, Any]) -> tuple[str, list[Note]]:
    """The HTML of a post: as Ghost rendered it, else from its editor's format."""
    html = post.get("html")
    if isinstance(html, str) and html.strip():
        return html, []
    for key, convert in (("lexical", from_lexical), ("mobiledoc", from_mobiledoc)):
        written = post.get(key)
        if isinstance(written, str) and written.strip():
            body, notes = convert(written)
            if body:
                return body, notes
    if isinstance(written := post.get("markdown"), str) and written.strip():
        return commonmark.render(written).html, []
    plain = post.get("plaintext")
    return (agency_text.paragraphs(plain), []) if isinstance(plain, str) else ("", [])
