"""One item of an export as a value: a post, a page, a picture, or whatever else WordPress keeps as posts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

from ...base.digest import of_bytes

Mending = Literal["", "signs", "bytes", "encoding", "markup"]
"""What an item needed before it could be read: nothing; without control signs or entities that XML refuses; with U+FFFD for
bytes that are no UTF-8; decoded as windows-1256 though the file says UTF-8; markup that is not well-formed, so that each
field was looked for alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or a term of another taxonomy (``domain``), as an item names it. ``slug`` is percent-encoded."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """The fields of an item that an import may use, as they stand in the export.

    Dates are in WordPress's form, ``post_date`` in the site's zone. The password, the comments' texts and the addresses
    of people are not among them: ``locked`` says that there is a password, ``comments`` counts. ``meta`` keeps the first
    value of each key. ``plain_title`` says that the title is text already, from which markup was removed.
    """

    id: str
    type: str
    status: str
    title: str = ""
    plain_title: bool = False
    link: str = ""
    guid: str = ""
    creator: str = ""
    slug: str = ""
    date: str = ""
    date_gmt: str = ""
    pub_date: str = ""
    modified: str = ""
    modified_gmt: str = ""
    content: str = ""
    excerpt: str = ""
    parent: str = ""
    attachment_url: str = ""
    locked: bool = False
    sticky: bool = False
    comments: int = 0
    terms: tuple[Term, ...] = ()
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    old_slugs: tuple[str, ...] = ()
    line: int = 0
    mending: Mending = ""
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Broken:
    """An item that could not be read. ``why`` is ``cut`` (the file ends inside it), ``too-large`` or ``unreadable``.

    ``id`` is its number in WordPress where that can be seen; empty otherwise.
    """

    why: Literal["cut", "too-large", "unreadable"]
    line: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the XML of an item holds. ``values`` are by the names of ``FIELDS``; ``meta`` are keys with values, in order."""

    values: Mapping[str, str]
    terms: tuple[Term, ...]
    meta: tuple[tuple[str, str], ...]
    comments: int
    plain_title: bool


FIELDS = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "pubDate": "pub_date",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:post_name": "slug",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:is_sticky": "sticky",
    "wp:attachment_url": "attachment_url",
}
"""The elements of an item that are read, each with its field."""


def post_of(parsed: Parsed, data: bytes, line: int, mending: Mending) -> Post:
    """Return the post of an item's XML. Without a number of its own it is named by a digest of its fields."""
    values = {name: text if name in ("content", "excerpt") else text.strip() for name, text in parsed.values.items()}
    password = values.pop("password", "")
    sticky = values.pop("sticky", "")
    number = values.pop("id", "")
    if not re.fullmatch(r"[0-9]{1,18}", number):
        number = "x" + blake2b(repr(sorted(values.items())).encode("utf-8", "replace"), digest_size=8).hexdigest()
    first: dict[str, str] = {}
    for key, value in parsed.meta:
        first.setdefault(key, value)
    return Post(
        id=number.lstrip("0") or "0",
        type=values.pop("type", "") or "post",
        status=values.pop("status", ""),
        plain_title=parsed.plain_title,
        locked=bool(password),
        sticky=sticky == "1",
        comments=parsed.comments,
        terms=parsed.terms,
        meta=MappingProxyType(first),
        old_slugs=tuple(dict.fromkeys(value for key, value in parsed.meta if key == "_wp_old_slug" and value)),
        line=line,
        mending=mending,
        digest=of_bytes(data),
        **values,
    )
