"""Links, slugs, old addresses and paths as editors write them."""

import posixpath
import re
import unicodedata
from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator

from ..base.problems import N_
from .schema import Text, fault

MAX_PART_BYTES = 255
"""The longest file name, in bytes, on every common file system."""

MAX_SLUG_BYTES = 235
"""The longest slug, in bytes: with a number and a suffix behind it, it is a file name. Percent-encoding triples it."""


def safe_link(value: str) -> bool:
    """Whether a link may have this address: its scheme is http, https, mailto or tel, or it has none.

    Every address without a scheme is safe, also ``//another.host/`` and an empty text.
    """
    bare = "".join(c for c in value if c > " ").lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", bare)
    return scheme is None or scheme[0] in ("http:", "https:", "mailto:", "tel:")


def address_of_file(path: str) -> str:
    """The address of a file of the site, from its path, as ``Settings.link`` takes addresses: percent signs, question marks
    and number signs of the path are percent-encoded, since in an address they mean something else."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23") if _UNLIKE_ADDRESS.search(path) else path


_UNLIKE_ADDRESS = re.compile("[%?#]")


def inside(value: str) -> str | None:
    """The normalised form of a path in the site; None where it leads out of the site or is an address with a scheme.

    A leading slash stays, and an empty path becomes ``.``. Whether the file exists is not looked at.
    """
    if "\\" in value or "\0" in value or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) or value.startswith("//"):
        return None
    plain = posixpath.normpath(value)
    return None if plain == ".." or plain.startswith("../") else plain


def _link(value: str) -> str:
    if not safe_link(value) or re.search(r"[\s<>\"\\]", value) or not re.match(r"https?://[^/]|/(?!/)", value):
        raise fault(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Begin it with https:// or with / for a page of this site."),
        )
    return value


Link = Annotated[Text, AfterValidator(_link)]
"""An http or https address, or a path of this site."""


def _contact(value: str) -> str:
    return value if re.fullmatch(r"mailto:[^\s<>\"\\]+@[^\s<>\"\\]+", value) else _link(value)


Contact = Annotated[Text, AfterValidator(_contact)]
"""A ``Link``, or ``mailto:`` with an address."""


def slug_fault(slug: str) -> bool:
    """Whether a slug is invalid: it could leave its folder, break an address, or not be a file name."""
    if slug.isascii() and slug.replace("-", "").isalnum() and not slug.startswith("-") and len(slug) <= MAX_SLUG_BYTES:
        return False  # most slugs; the check of every character below takes as long as the rest of an address
    return (
        not slug
        or slug.startswith((".", "-"))
        or slug.endswith(".")
        or len(slug.encode()) > MAX_SLUG_BYTES
        or any(c in "/\\<>:\"|?*#%&;,'`{}[]()@!$^=+~" or c.isspace() or unicodedata.category(c)[0] == "C" for c in slug)
    )


def _slug(value: str) -> str:
    if slug_fault(value):
        raise fault(
            "bad-slug",
            N_("“{value}” cannot be part of an address."),
            N_("Use letters, digits and hyphens only, no / and no spaces."),
        )
    return value


Slug = Annotated[Text, AfterValidator(_slug)]
"""The last part of a story's address; see ``slug_fault``."""


_RESERVED_FOLDERS = frozenset({".well-known", "assets", "fragments", "media", "search", "sitemaps"})
"""The folders at the top of the output whose files scripts, hosts and machines fetch, whether they are there now or not."""

_FEED_NAMES = frozenset({"feed.xml", "atom.xml", "feed.json"})
_RESERVED_FILES = _FEED_NAMES | {"404.html", "ads.txt", "robots.txt", "sitemap.xml"}
_LISTS_WITH_FEEDS = frozenset({"authors", "places", "topics"})


def is_of_host(first: str) -> bool:
    """Whether hosts take a file or folder of this name at the top of the output for their own: ``_worker.js``, ``_headers``.

    https://developers.cloudflare.com/pages/functions/advanced-mode/, https://docs.netlify.com/manage/routing/redirects/
    """
    return first.startswith("_")


def reserved_path(path: str) -> bool:
    """Whether a decoded path of the output, such as ``/search/periods.json``, belongs to newsgen's own files or to a host.

    Hosts read files that begin with an underscore (``_headers``, ``_worker.js``, ``_nginx/``). The case of letters does not
    count, since some file systems ignore it.
    """
    first, *more = unicodedata.normalize("NFC", path).casefold().strip("/").split("/")
    if is_of_host(first) or first in _RESERVED_FOLDERS or (not more and first in _RESERVED_FILES):
        return True
    return first in _LISTS_WITH_FEEDS and bool(more) and more[-1] in _FEED_NAMES


def has_page_ending(address: str) -> bool:
    """Whether an address ends with ``.html`` or ``.htm``, as files of pages do."""
    return address.endswith((".html", ".htm"))


def _is_no_path(value: str) -> bool:
    """Whether an address from the site's root cannot be that of a file: it leads out of the site or to a hidden file, is too
    long for a file system, or has signs that no address has."""
    path = unquote(value, errors="replace")
    return bool(
        not value.startswith("/")
        or "//" in path
        or inside(value) is None
        or any(len(part.encode()) > MAX_PART_BYTES for part in path.split("/"))
        or re.search(r"/\.(?!well-known(?:/|$))", path)
        or re.search(r"[^\S ]|[<>\"\\]", value)
        or re.search(r"[\x00-\x1f\x7f-\x9f\ufffd]", path)
    )


def _own_address(value: str) -> str:
    decoded = unicodedata.normalize("NFC", unquote(value, errors="replace"))
    if (
        _is_no_path(value)
        or re.search("[?#*|:%]", decoded)
        or not decoded.strip("/")
        or decoded.endswith("/index.html")
    ):
        raise fault(
            "bad-address",
            N_("“{value}” cannot be the address of a story."),
            N_("Write it like /2020/05/name/ or /news/name.html."),
        )
    if reserved_path(decoded):
        raise fault(
            "reserved-address",
            N_("“{value}” belongs to newsgen or to the host, and cannot be the address of a story."),
            N_("Give the story another address, and redirect this one at the host."),
        )
    return decoded


OwnAddress = Annotated[Text, AfterValidator(_own_address)]
"""The address of a story that the pattern does not make: a path of this site, decoded, however the front matter has it."""


def _alias(value: str) -> str:
    path = unquote(value, errors="replace")
    if value.startswith("/") and re.search("[?#]", value):
        raise fault(
            "query-address",
            N_("“{value}” cannot be an old address: no page of a static site knows what follows “?” or “#”."),
            N_("Leave it out here, and redirect it at the host: docs/hosting.md has a recipe for nginx."),
        )
    if _is_no_path(value):
        raise fault(
            "bad-alias", N_("“{value}” is not an old address of this site."), N_("Write it like /2020/05/old-name/.")
        )
    if reserved_path(path):
        raise fault(
            "reserved-address",
            N_("“{value}” belongs to newsgen or to the host, and cannot be an old address."),
            N_("Leave it out; redirect it at the server if it must lead elsewhere."),
        )
    return value


OldAddress = Annotated[Text, AfterValidator(_alias)]
"""The path of an old address of this site; spaces may be percent-encoded or not."""
