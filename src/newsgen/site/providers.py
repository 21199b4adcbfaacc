"""Which post or player an address shows, by the table of services, and the frame of it."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .provider_table import PROVIDERS, Form, Provider, ProviderId, Shape


class Shown(NamedTuple):
    """What an address shows: the service, its own address for the page, that of the frame, and the place that the frame takes.

    ``user`` is the account in the address, without ``@``; empty where the address names none.
    """

    provider: Provider
    page: str
    frame: str
    shape: Shape
    user: str = ""

    @property
    def is_said(self) -> bool:
        """Whether somebody says something there, so that a quotation whose source it is, is that of a post. A quotation from
        a document, a map or a chart is one like any other."""
        return self.provider.kind in ("post", "video", "sound")


_PREFIXES = re.compile(r"\A(?:www|m|mobile|web)\.(?=[^.]+\.[^.]+)")
_LONGEST = 2500
"""The longest address, in characters, that is looked at."""

_HINTS = re.compile(
    r"twitter\.|x\.com/|instagr|facebook\.|tiktok\.|t(?:elegram)?\.me/|threads\.|bsky\.|/@|youtu|vimeo\.|dailymotion\.|dai\.ly"
    r"|soundcloud\.|spotify\.|datawrapper\.|flouri|flo\.uri|google\.", re.IGNORECASE
)  # fmt: skip
"""What the host of every known address has, so that a story with other addresses pays for one search each."""


def shown_at(address: str) -> Shown | None:
    """What an address shows; None for one that is no post and no player of a known service.

    ``address`` is a whole one, with ``http`` or ``https``. What follows a ``#``, and every part of the query that
    names nothing, such as a campaign or who shared it, is in neither ``page`` nor ``frame``.
    """
    if len(address) > _LONGEST or not _HINTS.search(address):
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or port or parts.username is not None or not host.isascii():
        return None
    path = quote(unquote(parts.path), safe="/@!$'()*,;:+~")
    where, as_written = _PREFIXES.sub("", host, count=1) + path, host + path
    query = parse_qs(parts.query) if parts.query else {}
    for provider, form, pattern in _forms():
        kept = "&".join(f"{name}={quote(query[name][0], safe='!,:+')}" for name in provider.keeps if name in query)
        named_by = where if provider.sources else as_written
        match = pattern.fullmatch(f"{named_by}?{kept}" if kept else named_by)
        if match:
            named = {name: value or "" for name, value in match.groupdict().items()}
            page = form.page.format(**named)
            frame = form.frame.format(**named, page=quote(page, safe=""))
            return Shown(provider, page, frame, form.shape or provider.shape, named.get("user", ""))
    return None


@cache
def _forms() -> tuple[tuple[Provider, Form, re.Pattern[str]], ...]:
    """The rows of the table with their patterns, compiled when the first address is looked at."""
    return tuple(
        (provider, form, re.compile(rf"(?:{form.pattern})/?", re.ASCII))
        for provider in PROVIDERS
        for form in provider.forms
    )


def sources_of(ids: Iterable[ProviderId]) -> tuple[str, ...]:
    """The sources of the content security policy for the frames of these services, each once, in the order of the table."""
    wanted = set(ids)
    return tuple(dict.fromkeys(s for provider in PROVIDERS if provider.id in wanted for s in provider.sources))
