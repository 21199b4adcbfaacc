"""Read WordPress's exports (WXR, versions 1.0 to 1.2) as items: first for an index, then one by one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ...base.plain_file import open_plain
from ..item import HIDDEN, Item, Kind, Note, Outline, note
from . import codes
from .body import body_of
from .index import Index, site_of
from .item_of_post import Options, brief_of, is_of_unknown_type, item_of, kind_of, of_brief, outline_of
from .item_xml import Names, names_in
from .items import fields_of, posts
from .moments import agrees
from .post import Broken, Post
from .stream import MAX_ITEM, Entry, entries
from .text import plain

SUFFIXES = frozenset({".xml"})
_HEAD = re.compile(rb"xmlns:[\w.-]{1,40}\s*=\s*[\"']https?://(?:www\.)?wordpress\.org/export/|<wp:wxr_version>")


def recognises(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an export of WordPress. Any encoding will do."""
    return _HEAD.search(head.replace(b"\0", b"")) is not None


def read(paths: Sequence[Path], options: Options | None = None) -> "Export":
    """Open exports: files, or folders whose ``.xml`` files are read. Nothing is read before the items are asked for."""
    return Export(paths, options or Options())


class Export:
    """The items of one or several exports; see ``item.Source``."""

    def __init__(self, paths: Sequence[Path], options: Options) -> None:
        self._files = [file for path in paths for file in (sorted(path.rglob("*.xml")) if path.is_dir() else [path])]
        self._options = options

    def outlines(self) -> Iterator[Outline]:
        """The outline of each item: from the index, so that the files are read twice and not three times."""
        index = self.index
        for site, text in index.briefs():
            kind, post = of_brief(text)
            yield outline_of(post, kind, site, index, self._options)

    def items(self) -> Iterator[Item | Note]:
        """The items and notes; the notes that count what is no item come last."""
        counts: Counter[tuple[str, str]] = Counter()
        for found in self._latest():
            if isinstance(found, Note):
                yield found
                continue
            post = found.post
            counts["comments", ""] += post.comments
            kind = kind_of(post, self._options)
            if kind is None:
                counts["left out", post.type] += 1
                continue
            if is_of_unknown_type(post, self._options):
                counts["pages", post.type] += 1
            item = self._item(found, kind)
            if item.state not in HIDDEN and kind is not Kind.ATTACHMENT:
                counts["other zone", ""] += not agrees(post.date, post.date_gmt, self._options.zone)
                body = body_of(post, found.site, self.index, self._options.shortcodes, self._options.fields)
                item = replace(item, body=body.html, notes=item.notes + body.notes)
            yield item
        for (what, name), count in sorted(counts.items()):
            if what == "comments" and count:
                yield note(codes.COMMENTS_COUNTED, count=count)
            elif what == "other zone" and count:
                yield note(codes.ZONE_DIFFERS, count=count, zone=self._options.zone)
            elif what == "left out":
                yield note(codes.TYPE_COUNTED, count=count, type=name[:40])
            elif what == "pages":
                yield note(codes.TYPE_AS_PAGE, count=count, type=name[:40])

    def base(self) -> str:
        """The path at which the exported site begins, with a slash at both ends. Of several sites the first file's counts."""
        for file in self._files[:1]:
            for _, site, _ in _entries(file):
                if site:
                    return f"/{site.partition('/')[2]}/".replace("//", "/")
        return "/"

    @cached_property
    def index(self) -> Index:
        """The index of all files, which the first use builds."""
        index = Index()
        for file in self._files:
            named: list[tuple[str, Mapping[str, str]]] = []
            site = ""
            for entry, site, names in _entries(file):
                if entry.name in ("author", "category"):
                    named.append((entry.name, fields_of(entry)))
                elif entry.name == "item":
                    for post in posts(entry, names):
                        if isinstance(post, Post):
                            kind = kind_of(post, self._options)
                            index.add(site, post, file.name, brief_of(post, kind) if kind else "")
            for name, fields in named:
                if name == "category":
                    index.add_category(site, fields)
                else:
                    index.add_name(site, fields.get("author_login", ""), _display_name(fields))
        return index

    def _latest(self) -> "Iterator[_Placed | Note]":
        """The posts that count, and a note for each item that could not be read."""
        index = self.index
        for file in self._files:
            for entry, site, names in _entries(file):
                if entry.name != "item":
                    continue
                for post in posts(entry, names):
                    place = f"{file.name}: {post.line}"
                    if isinstance(post, Broken):
                        yield _note_of(post, place)
                    elif index.is_latest(site, post, file.name):
                        yield _Placed(post, site, place)

    def _item(self, found: "_Placed", kind: Kind) -> Item:
        return item_of(found.post, kind, found.site, self.index, self._options, found.place)


@dataclass(frozen=True, slots=True)
class _Placed:
    post: Post
    site: str
    place: str


def _entries(file: Path) -> Iterator[tuple[Entry, str, Names]]:
    """The entries of a file, with the site and the prefixes that the header before them states."""
    site = ""
    names: Names = {}
    with open_plain(file, links=True) as source:
        for entry in entries(source):
            if entry.name == "header":
                site = site_of(_address_in(entry.data))
                names = names_in(entry.data)
            yield entry, site, names


_SITE = re.compile(
    rb"<(?:[\w.-]{1,20}:base_blog_url|[\w.-]{1,20}:base_site_url|link)>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]{1,500})"
)


def _address_in(header: bytes) -> str:
    """The address of the exported site, as the header states it; empty when it does not."""
    found = [match for match in _SITE.finditer(header)]
    first = next((match for match in found if b"base_blog_url" in match[0]), found[0] if found else None)
    return first[1].decode("utf-8", "replace") if first else ""


def _display_name(fields: Mapping[str, str]) -> str:
    """The name of an author that readers see: the display name, else first and last name."""
    given = plain(fields.get("author_display_name", ""))
    both = plain(f"{fields.get('author_first_name', '')} {fields.get('author_last_name', '')}")
    return given if given and "@" not in given else both


def _note_of(broken: Broken, place: str) -> Note:
    code = {"cut": codes.ITEM_CUT, "too-large": codes.ITEM_TOO_LARGE, "unreadable": codes.ITEM_BROKEN}[broken.why]
    return note(code, place, id=broken.id or "?", limit=MAX_ITEM // 1_000_000)
