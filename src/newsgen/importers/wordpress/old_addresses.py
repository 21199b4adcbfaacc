"""The addresses that a WordPress site answers besides those of its posts: for aliases, and for a map of the host."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from ..item import HIDDEN, Item, Kind, State
from .index import Index

Target = Literal["item", "file", "section", "tag", "author", "feed", "home", "month", "day"]


@dataclass(frozen=True, slots=True)
class Old:
    """An old address, from the site's root and percent-encoded, with its query if it has one; and what it showed.

    ``value`` is an item's id, a file's address, a category's slug, a tag's or an author's name, ``2020-05``, ``2020-05-31``,
    or empty.
    """

    address: str
    target: Target
    value: str = ""


def of_item(item: Item) -> Iterator[Old]:
    """The addresses of a post, a page or a file besides its own and its aliases. Hidden items, drafts and scheduled posts have
    none, and lists show no page.

    https://developer.wordpress.org/reference/functions/wp_get_shortlink/, https://wordpress.org/documentation/article/wordpress-feeds/
    """
    number = item.id.rpartition(":")[2]
    if item.state in HIDDEN or item.state in (State.DRAFT, State.SCHEDULED) or not number.isdigit():
        return
    query = {Kind.PAGE: "page_id", Kind.ATTACHMENT: "attachment_id"}.get(item.kind, "p")
    yield Old(f"/?{query}={number}", "item", item.id)
    if item.kind is not Kind.PAGE and query != "p":
        yield Old(f"/?p={number}", "item", item.id)
    path = _path(item.address)
    if path != "/" and item.kind is not Kind.ATTACHMENT:
        yield Old(path.rstrip("/") + "/feed/", "item", item.id)
    if item.published and item.kind not in (Kind.PAGE, Kind.ATTACHMENT):
        day = item.published
        yield Old(f"/{day:%Y/%m}/", "month", f"{day:%Y-%m}")
        yield Old(f"/{day:%Y/%m/%d}/", "day", f"{day:%Y-%m-%d}")
    for tag in item.tags if item.kind is not Kind.PAGE else ():
        if tag.slug:
            yield Old(f"/tag/{quote(tag.slug)}/", "tag", tag.name)
            yield Old(f"/tag/{quote(tag.slug)}/feed/", "tag", tag.name)


def of_site(index: Index) -> Iterator[Old]:
    """The addresses of the lists and feeds of the exported sites."""
    yield Old("/feed/", "feed")
    for old in (
        "/feed/rss/",
        "/feed/rss2/",
        "/feed/atom/",
        "/feed/rdf/",
        "/comments/feed/",
        "/?feed=rss2",
        "/?feed=atom",
    ):
        yield Old(old, "feed")
    yield Old("/page/2/", "home")
    for path, number, slug in index.categories():
        address = "/category/" + "/".join(quote(unquote(part)) for part in path) + "/"
        yield Old(address, "section", unquote(slug))
        yield Old(address + "feed/", "section", unquote(slug))
        if number:
            yield Old(f"/?cat={number}", "section", unquote(slug))
    for login, name in index.names():
        address = f"/author/{quote(login.removeprefix('cap-').replace(' ', '-'))}/"
        yield Old(address, "author", name)
        yield Old(address + "feed/", "author", name)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"
