"""What the content security policy allows: whether a source of ``policy`` in site.yml covers an address."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def allows(sources: Iterable[str], address: str, site: str) -> bool:
    """Whether pages of ``site`` may load ``address``: it is of the same origin, or a source covers it
    (https://www.w3.org/TR/CSP3/#match-url-to-source-list). Both are whole addresses with scheme and host.

    A source without a scheme takes the site's; ``http`` covers ``https`` too. Keywords in quotes cover nothing.
    """
    return _origin(address) == _origin(site) or any(_covers(source, address, site) for source in sources)


def covers_host(sources: Iterable[str], address: str) -> bool:
    """Whether a source of the policy names the host of an address, itself or by a wildcard. Scheme, port and path are not
    compared.

    A source without a host (``https:``, ``*``) counts as naming none (https://www.w3.org/TR/CSP3/#match-hosts).
    """
    wanted = urlsplit(address).hostname or ""
    hosts = (urlsplit(source if "://" in source else "https://" + source).hostname or "" for source in sources)
    return bool(wanted) and any(
        host == wanted or (host.startswith("*.") and wanted.endswith(host[1:])) for host in hosts
    )


def _covers(source: str, address: str, site: str) -> bool:
    wanted = urlsplit(address)
    if source == "*":
        return wanted.scheme in ("http", "https")
    if source.startswith("'"):
        return False
    if source.endswith(":"):
        return _covers_scheme(source[:-1].lower(), wanted.scheme)
    try:
        parts = urlsplit(source if "://" in source else f"{urlsplit(site).scheme}://{source}")
        same_port = (parts.port or _PORTS.get(wanted.scheme)) == (wanted.port or _PORTS.get(wanted.scheme))
    except ValueError:
        return False
    host, wanted_host = (parts.hostname or "").lower(), (wanted.hostname or "").lower()
    same_host = wanted_host.endswith(host[1:]) if host.startswith("*.") else wanted_host == host
    return (
        same_host
        and same_port
        and _covers_scheme(parts.scheme, wanted.scheme)
        and _covers_path(parts.path, wanted.path)
    )


def _covers_scheme(source: str, wanted: str) -> bool:
    return source == wanted or (source, wanted) == ("http", "https")


def _covers_path(source: str, wanted: str) -> bool:
    """A path of the source that ends with a slash covers what lies below, another one itself."""
    if source in ("", "/"):
        return True
    path, of = unquote(wanted or "/"), unquote(source)
    return path.startswith(of) if of.endswith("/") else path == of


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)
