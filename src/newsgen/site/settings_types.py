"""Types and checks that several parts of site.yml share: ids, addresses, files of ``static/``."""

import re
from datetime import date, datetime
from ipaddress import IPv6Address
from typing import Annotated
from urllib.parse import unquote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator

from ..base.problems import N_
from .links import inside
from .schema import Text, fault


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 60:
        raise fault(
            "bad-id", N_("“{value}” cannot be an id."), N_("Use small Latin letters, digits and single hyphens.")
        )
    return value


Identifier = Annotated[
    str, BeforeValidator(lambda v: v.strip() if isinstance(v, str) else v), AfterValidator(_identifier)
]
"""An id: small Latin letters, digits and single hyphens, 60 characters at most."""


def _day(value: object) -> object:
    """A date as site.yml writes it, YYYY-MM-DD. Raises ``bad-date`` for another text."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise fault("bad-date", N_("“{value}” is not a date."), N_("Write it like 2026-11-22."), value=value) from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day, written YYYY-MM-DD."""


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fault(
            "unknown-zone",
            N_("“{value}” is not a known time zone."),
            N_("Write it like “Asia/Amman” or “Africa/Cairo”."),
        ) from None
    return value


TimeZone = Annotated[Text, AfterValidator(_time_zone)]
"""The name of a time zone in the IANA database, such as ``Asia/Amman``."""

DUPLICATE_ID = N_("The id “{id}” is declared twice."), N_("Give each its own id.")
"""The message and the hint where two sections, places or targets share an id."""


def ascii_host(address: str) -> str:
    """An address with its host in ASCII (IDNA, RFC 5891), the one form in which it is written everywhere.

    What has no host, or an ASCII one, stays as it is. Raises ValueError for a host that no domain name can be.
    """
    if address.isascii() and "%" not in address.partition("://")[2].partition("/")[0]:
        return address
    parts = urlsplit(address)
    host = unquote(parts.hostname or "", errors="strict")
    if not host or (host.isascii() and host == parts.hostname):
        return address
    port = f":{parts.port}" if parts.port is not None else ""
    user = parts.netloc.rpartition("@")[0]
    encoded = host.encode("idna").decode().lower()  # UnicodeError is a ValueError
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.?", encoded):
        raise ValueError(host)
    return urlunsplit(parts._replace(netloc=f"{user}@{encoded}{port}" if user else encoded + port))


def base_address(value: str) -> str:
    """The site's address with an ASCII host and a slash at its end. Raises the fault ``bad-base-url``."""
    try:
        parts = urlsplit(ascii_host(value))
        sound = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (parts.query or parts.fragment or "@" in parts.netloc)
            and parts.port != 0
            and not re.search(r"[\s<>\"'\\]", value)
        )
    except ValueError:
        sound = False
    if not sound:
        raise fault(
            "bad-base-url", N_("“{value}” is not the address of a site."), N_("Write it like “https://example.org/”.")
        )
    return ascii_host(value).rstrip("/") + "/"


def site_file(value: str) -> str:
    """The address of a file of ``static/``, or an empty text. Raises the fault ``bad-logo``.

    Question marks and number signs belong to the file's name and are percent-encoded; percent signs stay as they are.
    Whether the file exists is not looked at.
    """
    if value and (not re.match(r"/(?!/)", value) or inside(value) is None):
        raise fault(
            "bad-logo",
            N_("“{value}” is not a file of this site."),
            N_("Put it into static/ and write it like /logo.png."),
        )
    return value.replace("?", "%3F").replace("#", "%23")


def sound_host(value: str) -> bool:
    """Whether the host and the port of an address can be used.

    False where a host in brackets is no IPv6 address, or a port is not between 1 and 65535. Other hosts are not
    checked.
    """
    try:
        parts = urlsplit(value)
        if parts.netloc.rpartition("@")[2].startswith("["):
            IPv6Address(unquote(parts.hostname or ""))
        return parts.port != 0
    except ValueError:
        return False


def web_address(value: str) -> str:
    """The value, unchanged, if it is an http or https address. Raises the fault ``bad-link`` if not."""
    if not re.fullmatch(r"https?://[^\s<>\"'\\]+", value) or not sound_host(value):
        raise fault("bad-link", N_("“{value}” is not a safe address."), N_("Begin it with https://."))
    return value
