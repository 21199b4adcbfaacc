"""Read the entries of an export: items as posts, authors and categories as fields."""

import re
from collections.abc import Iterator, Mapping

from .damaged_xml import decoded, legal, parse_by_fields
from .item_xml import Names, parse_fields, parse_item
from .post import Broken, Mending, Post, post_of
from .stream import Entry, parts


def posts(entry: Entry, names: Names) -> Iterator[Post | Broken]:
    """Return what an entry named ``item`` holds: mostly one post.

    An item that is not well-formed is cleaned of what XML refuses, then taken apart where it seems to hold several items,
    then read field by field. Entities are not expanded, but for HTML's own, and document types are refused.
    """
    if entry.ending == "too-large":
        yield Broken("too-large", entry.line, _visible_id(entry.data))
        return
    if entry.ending == "closed" and (post := _well_formed(entry, names)):
        yield post
        return
    for part in parts(entry):
        if part.ending == "cut":
            yield Broken("cut", part.line, _visible_id(part.data))
            continue
        post = _well_formed(part, names) if part.ending == "closed" else None
        if post is None and (parsed := parse_by_fields(decoded(part.data)[0])):
            post = post_of(parsed, part.data, part.line, "markup")
        yield post or Broken("unreadable", part.line, _visible_id(part.data))


def fields_of(entry: Entry) -> Mapping[str, str]:
    """The fields of an author's or a category's entry, by their names without prefix; empty for an entry that is no XML.

    An entry that is no well-formed XML is read again without the signs that XML refuses.
    """
    return parse_fields(entry.data) or parse_fields(legal(decoded(entry.data)[0])) or {}


def _well_formed(entry: Entry, names: Names) -> Post | None:
    """The post of an item that is well-formed, or is so without the signs that XML refuses."""
    mending: Mending = ""
    parsed = parse_item(entry.data, names)
    if parsed is None:
        text, mending = decoded(entry.data)
        parsed = parse_item(legal(text), names)
    return post_of(parsed, entry.data, entry.line, mending) if parsed else None


def _visible_id(data: bytes) -> str:
    found = re.search(rb"<[\w.-]{1,20}:post_id>(?:<!\[CDATA\[)?\s*(\d{1,18})", data)
    return found[1].decode() if found else ""
