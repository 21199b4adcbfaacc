"""Headers: what browsers are told of security, and how long each class of file may be kept; for every host the same."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..model.article import Redirect
from ..site.settings import Settings

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CacheClass:
    """Files that are kept alike. In ``patterns`` a ``*`` stands for any characters, slashes too, or for none.

    ``type`` is the MIME type of files whose suffix does not tell it. ``hosted`` classes can be told by `_headers`: their
    patterns match no file of another class. For the others a host's own default holds there.
    """

    name: str
    patterns: tuple[str, ...]
    cache: str
    type: str = ""
    hosted: bool = True


_FEED = "public, max-age=300, stale-if-error=86400"

CLASSES = (
    CacheClass(
        "fingerprinted",
        ("/media/*", "/assets/fonts/*", *(f"/search/*.pf_{part}" for part in ("filter", "fragment", "index", "meta"))),
        "public, max-age=31536000, immutable",
    ),
    CacheClass("versioned", ("/assets/v1/*",), "public, max-age=300, stale-while-revalidate=86400"),
    CacheClass("fragment", ("/fragments/*",), "public, max-age=60, stale-if-error=86400"),
    CacheClass("rss", ("/*feed.xml",), _FEED, "application/rss+xml"),
    CacheClass("atom", ("/*atom.xml",), _FEED, "application/atom+xml"),
    CacheClass("json", ("/*feed.json",), _FEED, "application/feed+json"),
    CacheClass("sitemap", ("/sitemap.xml", "/sitemaps/*"), "public, max-age=60, stale-if-error=86400"),
    CacheClass("robot", ("/robots.txt", "/ads.txt", "/.well-known/*"), _FEED),
    CacheClass(
        "page",
        ("/", "/*/", "/*.html"),
        "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400",
        hosted=False,
    ),
    CacheClass("static", ("/*",), "public, max-age=3600, stale-while-revalidate=86400", hosted=False),
)
"""The first class with a pattern that matches decides (RFC 9111, 5.2; RFC 5861 for the stale ones; RFC 8246).

What a reader may keep without asking is short for whatever a story changes; a cache between may keep pages for a minute,
and shows the old ones while it asks, or while the site is away.
"""

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

LONGEST = 2000
"""Old addresses and their targets with more bytes than this are left to the pages: nginx refuses words of 4,096."""


def cache_class(path: str) -> CacheClass:
    """The class of a file, by its address or its path in the output."""
    whole = "/" + path.lstrip("/")
    return next(c for c in CLASSES if any(re.fullmatch(_expression(p), whole, re.DOTALL) for p in c.patterns))


def cache_control(path: str) -> str:
    """The ``Cache-Control`` of a file, by its address or its path in the output."""
    return cache_class(path).cache


_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "txt": "text/plain",
    "map": "application/json", "json": "application/json", "xml": "application/xml", "xsl": "application/xml",
    "csv": "text/csv", "vtt": "text/vtt", "webmanifest": "application/manifest+json", "wasm": "application/wasm",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "avif": "image/avif", "gif": "image/gif", "ico": "image/x-icon", "woff2": "font/woff2", "woff": "font/woff",
    "ttf": "font/ttf", "otf": "font/otf", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
    "mp4": "video/mp4", "webm": "video/webm", "pdf": "application/pdf", "zip": "application/zip",
}  # fmt: skip
"""Media types by suffix (IANA's registry; JavaScript by RFC 9239); from here and not from the host, which may differ."""

_IN_UTF8 = re.compile(r"text/.*|application/(.*\+)?(json|xml)|image/svg\+xml|application/manifest\+json")


def content_type(path: str) -> str:
    """The ``Content-Type`` of a file by its path in the output, with the charset of all that is text."""
    name = path.rpartition("/")[2]
    _, dot, suffix = name.rpartition(".")
    plain = "" if dot or path.startswith(("media/", "assets/")) else "text/plain"  # _headers and such
    kind = cache_class(path).type or _TYPES.get(suffix.lower(), "") or plain or "application/octet-stream"
    return f"{kind}; charset=utf-8" if _IN_UTF8.fullmatch(kind) else kind


def content_security_policy(settings: Settings) -> str:
    """What pages may load (Content Security Policy 3): this site's own files, and what ``policy`` in site.yml adds.

    Data blocks such as JSON-LD are no scripts (HTML, "prepare the script element") and need no leave.
    """
    more = settings.policy
    own = {"script": more.script, "style": more.style, "img": more.image, "connect": more.connect, "media": more.media}
    if settings.search == "pagefind":  # its index is read by WebAssembly, which may be compiled and no text evaluated
        own["script"] = ("'wasm-unsafe-eval'", *more.script)
    directives = ["default-src 'none'"]
    directives += [" ".join((f"{name}-src 'self'", *sources)) for name, sources in own.items()]
    directives += ["font-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'self'"]
    if more.frame:
        directives.append(" ".join(("frame-src", *more.frame)))
    return "; ".join(directives).replace("$", "%24")  # which in a source is the same, and in nginx begins a variable


def security_headers(settings: Settings) -> tuple[Header, ...]:
    """The headers of every response; strict transport only for a site that has an https address (RFC 6797)."""
    headers = [
        ("Content-Security-Policy", content_security_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.base_url.startswith("https:"):
        headers.append(("Strict-Transport-Security", "max-age=31536000"))
    if not settings.production:
        headers.append(("X-Robots-Tag", "noindex"))
    return tuple(headers)


@dataclass(frozen=True, slots=True)
class HostRule:
    """A rule of `_headers`: what responses for addresses that match ``path`` are given."""

    path: str
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class NginxMove:
    """An old address as nginx decodes it, and the Location that answers for it; ``gone`` instead of one."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class NginxMap:
    """nginx's map of old addresses, with the sizes of its hash."""

    moves: tuple[NginxMove, ...]
    bucket: int
    most: int


def header_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """What the templates of hosts' files and of redirect pages call, by name."""
    hosts = _Hosts(settings)
    functions = (
        hosts.host_rules, hosts.host_path, hosts.moved_to, hosts.nginx_map, hosts.nginx_classes, hosts.nginx_path, nginx,
    )  # fmt: skip
    own: dict[str, Callable[..., Any]] = {function.__name__: function for function in functions}
    return own | {"security_headers": lambda: security_headers(settings)}


def nginx(text: str) -> str:
    """A text as one word of nginx's configuration. A dollar, which cannot be escaped there, is percent-encoded."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "%24") + '"'


_PATH = "/~!$'()+,;@&="
_ADDRESS = "/~!$'()*+,;:@&="


class _Hosts:
    """The hosts of one site."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        parts = urlsplit(settings.base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._prefix = quote(settings.prefix, safe=_ADDRESS + "%")
        self._decoded = unquote(settings.prefix)

    def host_rules(self) -> tuple[HostRule, ...]:
        """The rules of `_headers` for Cloudflare Pages and Netlify.

        Of all rules that match the headers are given, one after the other, and the values of equal ones joined by commas.
        So no header stands in two rules that can match one address, and pages, which no pattern of either host matches
        alone, have no rule for how long they are kept. https://developers.cloudflare.com/pages/configuration/headers/,
        https://docs.netlify.com/manage/routing/headers/
        """
        rules = [HostRule(self._prefix + "/*", security_headers(self._settings))]
        for one in CLASSES:
            if one.hosted:
                kind = (("Content-Type", one.type + "; charset=utf-8"),) if one.type else ()
                headers = (("Cache-Control", one.cache), *kind)
                rules += [HostRule(self._prefix + pattern, headers) for pattern in one.patterns]
        return tuple(rules)

    def host_path(self, source: str) -> str:
        """An old address as `_redirects` matches it: percent-encoded, with ``:`` and ``*``, which mean something there."""
        return self._prefix + quote(source, safe=_PATH)

    def moved_to(self, target: str, whole: bool = False) -> str:
        """The target of a redirect as an address for machines, ``whole`` with scheme and host (RFC 3986).

        Percent-encoded parts stay what they are, whether an editor wrote them so or not.
        """
        if not target.startswith("/"):
            return quote(target, safe=_ADDRESS + "?#%[]")
        path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
        address = self._prefix + _recoded(path) + mark + quote(rest, safe=_ADDRESS + "?#%")
        return (self._origin if whole else "") + address

    def nginx_map(self, redirects: Iterable[Redirect]) -> NginxMap:
        """The old addresses that nginx can hold. It takes keys for equal that differ in the case of Latin letters only:
        of these the first stands. For all that are left out the pages answer."""
        kept: dict[bytes, NginxMove] = {}
        for redirect in redirects:
            source = self._decoded + redirect.source
            target = self.moved_to(redirect.target) if redirect.target else "gone"
            words = (source.encode(), target.encode())
            if max(map(len, words)) <= LONGEST and not re.search(rb"[\0-\x1f\x7f$]", words[0]):
                kept.setdefault(words[0].lower(), NginxMove(source, target))
        longest = max(map(len, kept), default=0)
        return NginxMap(tuple(kept.values()), _power_of_two(longest + 64, 128), _power_of_two(2 * len(kept), 2048))

    def nginx_classes(self) -> tuple[tuple[CacheClass, str], ...]:
        """Each class with its patterns as an expression, the last of ``CLASSES`` first: the last that matches decides."""
        return tuple((one, self.nginx_path(*one.patterns)) for one in reversed(CLASSES))

    def nginx_path(self, *patterns: str) -> str:
        """Patterns as one regular expression of nginx's configuration, over decoded addresses."""
        expression = "|".join(_expression(self._decoded + pattern) for pattern in patterns)
        return '"^(?:' + expression.replace("\\", "\\\\").replace('"', '\\"') + ')$"'


def _expression(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in pattern.split("*"))


def _recoded(path: str) -> str:
    return quote(unquote(path, errors="surrogateescape"), safe=_ADDRESS, errors="surrogateescape")


def _power_of_two(wanted: int, least: int) -> int:
    return max(least, 1 << (wanted - 1).bit_length())
