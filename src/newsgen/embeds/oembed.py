"""Ask a service's oEmbed endpoint about a page, within bounds (https://oembed.com).

The request goes to the endpoint of the table and nowhere else: by https, to an address of the public Internet, without cookies
and without following the service to another host. Answers are small and come soon, or count as none.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlencode, urljoin, urlsplit

from ..base.problems import N_, Problem, warning
from ..site.providers import Shown

SECONDS = 10
"""How long one answer may take in all, and each step of it."""

MOST_BYTES = 256 * 1024
"""The largest answer. A post's is some 2 KB."""

REDIRECTS = 2
"""How often a service may name another address of its own host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service says of a page: texts of its answer, each as it came. Nothing in them is safe for a page."""

    html: str = ""
    title: str = ""
    author: str = ""


Ask = Callable[[Shown], Answer | Problem]
"""Ask about what an address shows. A Problem, without a position, says why there is no answer."""


@dataclass(frozen=True, slots=True)
class Connector:
    """How endpoints are reached. Tests give another one, for a server of their own; no option of the command does.

    ``open`` connects to a host by https and returns a connection that is connected. It raises OSError.
    """

    open: Callable[[str, int | None], http.client.HTTPConnection]


def ask(shown: Shown, connector: Connector | None = None) -> Answer | Problem:
    """The answer of the service's endpoint; or a Problem where it has none, refuses, or answers something else."""
    endpoint = shown.provider.oembed
    service = shown.provider.id
    if not endpoint:
        return warning(
            "embed-no-service", N_("“{service}” has no open service that says what stands at an address."),
            N_("Write the quotation or the player's name by hand; docs/embeds.md shows how."), service=service,
        )  # fmt: skip
    host = urlsplit(shown.page).netloc
    address = endpoint.format(host=host)
    address += ("&" if "?" in address else "?") + urlencode({"url": shown.page, "format": "json"})
    try:
        status, data = _get(address, connector or Connector(_connect))
    except (OSError, http.client.HTTPException, ValueError) as failure:
        return warning(
            "embed-unreachable", N_("“{service}” gave no answer: {reason}"),
            N_("Try again later, or write the quotation by hand."),
            service=service, reason=(getattr(failure, "strerror", None) or str(failure))[:200] or type(failure).__name__,
        )  # fmt: skip
    if status in (401, 403, 404, 410):
        return warning(
            "embed-gone",
            N_("“{service}” does not show {address} to everybody: it is deleted, private, or wrong (status {status})."),
            N_("Look at it in the browser. If you have its words, write the quotation by hand."),
            service=service, address=shown.page, status=status,
        )  # fmt: skip
    answer = _parsed(data) if status == 200 else None
    if answer is None:
        return warning(
            "embed-unreadable", N_("“{service}” answered something that newsgen cannot read (status {status})."),
            N_("Try again later, or write the quotation by hand."), service=service, status=status,
        )  # fmt: skip
    return answer


def _parsed(data: bytes) -> Answer | None:
    """The texts of an answer; None where it is no JSON object."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None

    def text(name: str) -> str:
        found = value.get(name)
        return found if isinstance(found, str) else ""

    return Answer(text("html"), text("title"), text("author_name"))


def _get(address: str, connector: Connector) -> tuple[int, bytes]:
    """Status and body of an https address. Raises OSError, HTTPException, and ValueError for what is not allowed."""
    until = monotonic() + SECONDS
    host = urlsplit(address).hostname
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname or not _same_service(parts.hostname, host or ""):
            raise ValueError(f"not allowed: {address[:200]}")
        connection = connector.open(parts.hostname, parts.port)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"Accept": "application/json", "User-Agent": "newsgen (embed)"})
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308):
                address = urljoin(address, response.getheader("Location") or "")
                continue
            return response.status, _body(response, until)
        finally:
            connection.close()
    raise ValueError("too many redirects")


def _same_service(host: str, first: str) -> bool:
    """Whether a host is that of the endpoint, or the same with or without ``www.``."""
    return host.lower().removeprefix("www.") == first.lower().removeprefix("www.")


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    """The body, at most MOST_BYTES. Raises ValueError for a longer one, and TimeoutError after ``until`` (``monotonic``)."""
    data = b""
    while chunk := response.read1(16384):
        data += chunk
        if len(data) > MOST_BYTES:
            raise ValueError("the answer is too long")
        if monotonic() > until:
            raise TimeoutError("the answer takes too long")
    return data


def _connect(host: str, port: int | None) -> http.client.HTTPConnection:
    """A connection by https to a host on the public Internet. Raises OSError, also for a host with private addresses only."""
    found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    public = [str(address[0]) for *_, address in found if is_public(str(address[0]))]
    if not public:
        raise OSError(f"{host} has no address on the public Internet")
    plain = socket.create_connection((public[0], port or 443), timeout=SECONDS)
    try:
        connection = http.client.HTTPSConnection(host, port, timeout=SECONDS)
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return connection


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: none of a private network, this machine, or many at once."""
    reached = ipaddress.ip_address(address.partition("%")[0])
    mapped = reached.ipv4_mapped if isinstance(reached, ipaddress.IPv6Address) else None
    return (mapped or reached).is_global and not reached.is_multicast
