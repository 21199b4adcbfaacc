"""The old site's addresses in bodies: links within the archive lose their host, pictures become files of ``static/``."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from ..site.links import address_of_file, safe_link
from .item import Picture
from .media import Media, static_path

BROKEN = "\N{REPLACEMENT CHARACTER}"
"""Stands in a decoded address for bytes that are no letter: some systems cut addresses inside of one."""

_ADDRESS_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"


def host_of(address: str) -> str:
    """The host of an absolute address in small letters, without ``www.`` and the port; empty for any other."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https", "") else ""


@dataclass(slots=True)
class OldSite:
    """Addresses as an item of the old site writes them; see ``addresses.Addresses``.

    ``base`` is the item's own old address, against which relative ones are read. ``used`` collects the old paths of files
    that the item shows or links to.
    """

    hosts: frozenset[str]
    media: Media
    base: str = ""
    used: dict[str, None] = field(default_factory=dict)

    def link(self, address: str) -> str:
        """The address without the host where it is the old site's; files that the site has not stay on the old host."""
        address = "".join(address.split()) if address.startswith(("http", "//")) else address.strip()
        if not safe_link(address):
            return address
        if address.startswith("#") or address.startswith(("mailto:", "tel:")):
            return address
        whole, own = self._whole(address)
        if not own:
            return whole
        try:
            parts = urlsplit(whole)
        except ValueError:
            return ""
        path = unquote(parts.path) or "/"
        found = self.media.file(path)
        if found:
            self.used[found] = None
            return address_of_file(static_path(found))
        last = path.rpartition("/")[2]
        if "." in last and not last.lower().endswith((".html", ".htm", ".php", ".aspx")) and parts.netloc:
            return whole
        return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))

    def picture(self, picture: Picture) -> str:
        """The file of a picture, as a path in ``static/``; empty where there is none."""
        whole, own = self._whole(picture.src.strip())
        if not own:
            return ""
        try:
            path = unquote(urlsplit(whole).path)
        except ValueError:
            return ""
        found = self.media.picture(path)
        if found:
            self.used[found] = None
            return address_of_file(static_path(found))
        return ""

    def file(self, address: str) -> str:
        """The file at an address, as a path in ``static/``; empty where the site has none."""
        whole, own = self._whole(address.strip())
        try:
            found = self.media.file(unquote(urlsplit(whole).path)) if own else ""
        except ValueError:
            return ""
        if not found:
            return ""
        self.used[found] = None
        return address_of_file(static_path(found))

    def served(self, picture: Picture) -> str:
        """The address that goes on serving a picture; empty where nobody said that one does."""
        whole, own = self._whole(picture.src.strip())
        if not (own and self.media.served):
            return ""
        try:
            return self.media.served.rstrip("/") + encoded(unquote(urlsplit(whole).path))
        except ValueError:
            return ""

    def _whole(self, address: str) -> tuple[str, bool]:
        """An address made absolute where the old site's host is known; and whether it is the old site's."""
        try:
            joined = urljoin(self.base, address) if self.base else address
            parts = urlsplit(joined)
        except ValueError:
            return address, False
        if not parts.netloc:
            return joined if joined.startswith("/") else f"/{joined}", not parts.scheme
        return joined, host_of(joined) in self.hosts


def path_of(address: str, hosts: frozenset[str], prefix: str = "") -> str:
    """The path of an old address of the site, decoded, with its query: ``/2020/أخبار/``; empty for another site's.

    ``prefix`` is the path that the new site lies under, with no slash at its end: the result lacks it where the address has it.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.netloc and host_of(address) not in hosts:
        return ""
    path = unquote(parts.path) or "/"
    if not path.startswith("/"):
        path = f"/{path}"
    if prefix and path.startswith(prefix + "/"):
        path = path[len(prefix) :]
    return f"{path}?{parts.query}" if parts.query else path


def decoded(part: str) -> str:
    """A slug or another part of an address, percent-decoded. A letter whose encoding was cut at the end, as systems do that
    keep 200 signs of a slug, is left out; other broken bytes become U+FFFD."""
    data = unquote_to_bytes(_CUT.sub("", part))
    try:
        return data.decode()
    except UnicodeDecodeError as failure:
        whole = data[: failure.start] if failure.reason == "unexpected end of data" else data
        return whole.decode(errors="replace")


_CUT = re.compile("%[0-9A-Fa-f]?$")


def encoded(address: str) -> str:
    """An address with everything percent-encoded that is not ASCII."""
    return quote(address, safe=_ADDRESS_SIGNS)
