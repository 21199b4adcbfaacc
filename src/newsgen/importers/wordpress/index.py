"""What the items of an export need of each other, gathered in a first pass: pictures, names, categories, reusable blocks.

It lies in a private file of SQLite that vanishes with the index, so that memory stays small for an archive of any size.
https://www.sqlite.org/inmemorydb.html#temp_db
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..item import Picture, Term
from . import php
from .post import Post
from .text import plain

_SCHEMA = """
CREATE TABLE attachment (site TEXT, id TEXT, parent TEXT, path TEXT, address TEXT, width INT, height INT,
    alt TEXT, caption TEXT, credit TEXT, title TEXT, PRIMARY KEY (site, id)) WITHOUT ROWID;
CREATE INDEX attachment_path ON attachment (path);
CREATE INDEX attachment_parent ON attachment (site, parent);
CREATE TABLE name (site TEXT, login TEXT, name TEXT, PRIMARY KEY (site, login)) WITHOUT ROWID;
CREATE TABLE category (site TEXT, slug TEXT, number TEXT, name TEXT, parent TEXT, PRIMARY KEY (site, slug)) WITHOUT ROWID;
CREATE TABLE reusable (site TEXT, id TEXT, text TEXT, PRIMARY KEY (site, id)) WITHOUT ROWID;
CREATE TABLE post (site TEXT, id TEXT, rank BLOB, place TEXT, hidden INT, brief INT, PRIMARY KEY (site, id)) WITHOUT ROWID;
CREATE TABLE brief (number INTEGER PRIMARY KEY, site TEXT, fields TEXT);
"""

_REDUCED = re.compile(r"-[0-9]{2,5}x[0-9]{2,5}(?=\.[A-Za-z]{3,4}$)")
_CREDITS = ("_media_credit", "media_credit", "_photo_credit", "photo_credit", "_credit", "credit", "photographer",
            "_wp_attachment_source_name", "_wp_attachment_credit", "source_name")  # fmt: skip
_MAX_PARENTS = 10


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library: its largest picture, and the text that WordPress keeps of it."""

    picture: Picture
    title: str


class Index:
    """The index of one import. A ``site`` is the address of one of its sites, as ``site_of`` gives it.

    Of two items with the same number the one that was modified last counts, in whatever order they are added.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", check_same_thread=False)
        self._rows.executescript(_SCHEMA)

    def add(self, site: str, post: Post, file: str, brief: str = "") -> None:
        """Add an item of any type, from the export with this name. ``brief`` is what ``briefs`` shall give of it."""
        rank = (post.modified_gmt or post.modified or post.date_gmt).encode("utf-8", "replace") + b" " + post.digest
        known = self._rows.execute("SELECT rank, brief FROM post WHERE site = ? AND id = ?", (site, post.id)).fetchone()
        if known and known[0] >= rank:
            return
        hidden = post.locked or post.status in ("private", "trash")
        if known:
            self._rows.execute("DELETE FROM brief WHERE number = ?", (known[1],))
        number = (
            self._rows.execute("INSERT INTO brief (site, fields) VALUES (?, ?)", (site, brief)).lastrowid
            if brief
            else 0
        )
        self._rows.execute(
            "INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?, ?, ?)",
            (site, post.id, rank, _place(post, file), hidden, number),
        )
        if post.type == "attachment":
            self._add_attachment(site, post, hidden=hidden)
        elif post.type == "wp_block" and not post.locked and post.status == "publish":
            self._rows.execute("INSERT OR REPLACE INTO reusable VALUES (?, ?, ?)", (site, post.id, post.content))
        elif post.type == "guest-author":
            self.add_name(site, post.slug, plain(post.meta.get("cap-display_name", "") or post.title))

    def briefs(self) -> Iterator[tuple[str, str]]:
        """The site and what was added as ``brief`` of each item that counts, in the order in which they were added."""
        yield from self._rows.execute("SELECT site, fields FROM brief ORDER BY number")

    def is_latest(self, site: str, post: Post, file: str) -> bool:
        """Whether an item is the one that counts among all with its number. Of equal ones the first counts."""
        row = self._rows.execute("SELECT place FROM post WHERE site = ? AND id = ?", (site, post.id)).fetchone()
        return row is not None and row[0] == _place(post, file)

    def is_hidden(self, site: str, number: str) -> bool:
        """Whether the post with this number is private, in the trash or behind a password."""
        row = self._rows.execute("SELECT hidden FROM post WHERE site = ? AND id = ?", (site, number)).fetchone()
        return row is not None and bool(row[0])

    def add_name(self, site: str, login: str, name: str) -> None:
        """Add an author. A name that is an e-mail address is none, and neither is an empty one."""
        if login and name and "@" not in name:
            self._rows.execute(_ADD_NAME, (site, login.casefold(), name))

    def add_category(self, site: str, fields: Mapping[str, str]) -> None:
        """Add a category from the fields of its element."""
        slug = fields.get("category_nicename", "")
        row = (
            site,
            slug,
            fields.get("term_id", ""),
            plain(fields.get("cat_name", "")),
            fields.get("category_parent", ""),
        )
        self._rows.execute(_ADD_CATEGORY, row)

    def attachment(self, site: str, number: str) -> Attachment | None:
        """The file with this number in the media library."""
        row = self._rows.execute(f"{_SELECT} WHERE site = ? AND id = ?", (site, number)).fetchone()
        return _attachment(row) if row else None

    def attachment_at(self, address: str) -> Attachment | None:
        """The file at this address, or the one of which a reduced picture lies there."""
        path = upload_path(address)
        if not path:
            return None
        whole = _REDUCED.sub("", path)
        stem, dot, ending = whole.rpartition(".")
        for wanted in dict.fromkeys((path, whole, f"{stem}-scaled{dot}{ending}")):
            row = self._rows.execute(f"{_SELECT} WHERE path = ? ORDER BY site, id", (wanted,)).fetchone()
            if row:
                return _attachment(row)
        return None

    def attachments_of(self, site: str, post: str) -> list[str]:
        """The numbers of the pictures that were uploaded to a post, in their order there."""
        query = "SELECT id FROM attachment WHERE site = ? AND parent = ? AND parent != '0' ORDER BY CAST(id AS INT)"
        return [row[0] for row in self._rows.execute(query, (site, post))]

    def name(self, site: str, login: str) -> str:
        """The name of an author; empty when none is known."""
        row = self._rows.execute(
            "SELECT name FROM name WHERE site = ? AND login = ?", (site, login.casefold())
        ).fetchone()
        return row[0] if row else ""

    def category(self, site: str, slug: str, name: str = "") -> Term:
        """The category with this slug, and its parents. ``name`` is that of the item, which counts first."""
        row = self._rows.execute(
            "SELECT name, parent FROM category WHERE site = ? AND slug = ?", (site, slug)
        ).fetchone()
        parents: list[str] = []
        above = row[1] if row else ""
        seen = {slug}
        while above and above not in seen and len(seen) < _MAX_PARENTS:
            seen.add(above)
            parent = self._rows.execute(
                "SELECT name, parent FROM category WHERE site = ? AND slug = ?", (site, above)
            ).fetchone()
            if parent is None:
                break
            parents.insert(0, parent[0])
            above = parent[1]
        return Term(plain(name) or (row[0] if row else unquote(slug)), unquote(slug), tuple(parents))

    def category_slug(self, site: str, number: str) -> str:
        """The slug of the category with this number; empty when there is none."""
        row = self._rows.execute(
            "SELECT slug FROM category WHERE site = ? AND number = ? AND number != ''", (site, number)
        ).fetchone()
        return row[0] if row else ""

    def categories(self) -> Iterator[tuple[tuple[str, ...], str, str]]:
        """The categories of all sites, in the order of their slugs: the slugs from the outermost one, the number, the slug."""
        for site, slug, number in self._rows.execute("SELECT site, slug, number FROM category ORDER BY slug, site"):
            path = [slug]
            while len(path) < _MAX_PARENTS and (above := self._parent(site, path[0])) and above not in path:
                path.insert(0, above)
            yield tuple(path), number, slug

    def names(self) -> Iterator[tuple[str, str]]:
        """The logins of all authors with their names, in the order of the logins."""
        yield from self._rows.execute("SELECT DISTINCT login, name FROM name ORDER BY login, name")

    def _parent(self, site: str, slug: str) -> str:
        row = self._rows.execute("SELECT parent FROM category WHERE site = ? AND slug = ?", (site, slug)).fetchone()
        return row[0] if row else ""

    def reusable(self, site: str, number: str) -> str | None:
        """The text of a reusable block; None when the export has none with this number."""
        row = self._rows.execute("SELECT text FROM reusable WHERE site = ? AND id = ?", (site, number)).fetchone()
        return row[0] if row else None

    def _add_attachment(self, site: str, post: Post, *, hidden: bool) -> None:
        size = php.array(post.meta.get("_wp_attachment_metadata", ""))
        of_camera = size.get("image_meta")
        given = next((post.meta[key] for key in _CREDITS if post.meta.get(key, "").strip()), "")
        credit = given or php.word(of_camera.get("credit") if isinstance(of_camera, dict) else "")
        address = post.attachment_url or post.guid
        path = post.meta.get("_wp_attached_file", "") or upload_path(address)
        if hidden:
            self._rows.execute("DELETE FROM attachment WHERE site = ? AND id = ?", (site, post.id))
            return
        row = (
            site,
            post.id,
            post.parent,
            upload_path("/" + path),
            address,
            php.number(size.get("width")),
            php.number(size.get("height")),
            plain(post.meta.get("_wp_attachment_image_alt", "")),
            plain(post.excerpt),
            "" if "@" in credit else plain(credit),
            plain(post.title, is_text=post.plain_title),
        )
        self._rows.execute(f"INSERT OR REPLACE INTO attachment VALUES ({', '.join('?' * len(row))})", row)


_ADD_NAME = """INSERT INTO name VALUES (?, ?, ?)
    ON CONFLICT (site, login) DO UPDATE SET name = max(name, excluded.name)"""
_ADD_CATEGORY = """INSERT INTO category VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (site, slug) DO UPDATE SET name = max(name, excluded.name), number = max(number, excluded.number),
    parent = max(parent, excluded.parent)"""  # whatever the order of the files, the same one of two names counts


def _place(post: Post, file: str) -> str:
    return f"{post.line} {file}"


_SELECT = "SELECT address, alt, caption, credit, width, height, title FROM attachment"


def _attachment(row: tuple[str, str, str, str, int, int, str]) -> Attachment:
    address, alt, caption, credit, width, height, title = row
    return Attachment(Picture(address, alt, caption, credit, width, height), title)


def upload_path(address: str) -> str:
    """The part of a file's address that stays the same on every host: what follows ``uploads/``, else its path.

    It is decoded and without a query. Addresses of Jetpack's image server (``i0.wp.com``) name the file behind the host.
    """
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    _, mark, after = path.rpartition("/uploads/")
    return re.sub("^sites/[0-9]{1,9}/", "", after) if mark else path.lstrip("/")


def site_of(address: str) -> str:
    """The name of a site from its address: its host and path, so that ``http`` and ``https`` are one site."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return (parts.netloc.rpartition("@")[2].lower().removeprefix("www.") + parts.path).rstrip("/")
