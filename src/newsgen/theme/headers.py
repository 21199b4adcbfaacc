"""HTTP headers: security, media types, and how long browsers and caches may keep each class of file; the same on every host."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..model.article import Redirect
from ..pages.hosts import MOST_RULES
from ..site.providers import sources_of
from ..site.settings import Settings

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CacheClass:
    """Files that share a ``Cache-Control``. In ``patterns`` a ``*`` stands for any characters, slashes included, or for none.

    ``type`` is the media type of files whose suffix does not show it. The patterns of a ``hosted`` class match no file of
    another class, so that `_headers` can hold them; for other classes the host's default holds there.
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
    CacheClass("ninjs", ("/feeds/ninjs/*",), _FEED, "application/json", hosted=False),
    CacheClass("sitemap", ("/sitemap.xml", "/sitemaps/*"), "public, max-age=60, stale-if-error=86400"),
    CacheClass("robot", ("/robots.txt", "/ads.txt", "/.well-known/*"), _FEED),
    CacheClass(
        "page",
        ("/", "/*/", "/*.html", "/*.htm"),
        "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400",
        hosted=False,
    ),
    CacheClass("static", ("/*",), "public, max-age=3600, stale-while-revalidate=86400", hosted=False),
)
"""The classes in their order: the first with a matching pattern decides. The directives are those of RFC 9111, section 5.2,
RFC 5861 (stale) and RFC 8246 (immutable).

A browser asks again soon for whatever a story changes. A shared cache keeps pages for a minute; it shows old ones while it asks
for new ones, or while the site does not answer.
"""

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
"""The Permissions-Policy: features of the browser that no page uses."""

LONGEST = 900
"""The longest old address or target, in bytes, in nginx's map, whose hash table has buckets of 1,024 bytes. Redirect pages
answer for longer ones."""


def cache_class(path: str) -> CacheClass:
    """The cache class of a file, from its address or its path in the output."""
    whole = "/" + path.lstrip("/")
    return next(c for c in CLASSES if any(re.fullmatch(_expression(p), whole, re.DOTALL) for p in c.patterns))


def cache_control(path: str) -> str:
    """The ``Cache-Control`` of a file, from its address or its path in the output."""
    return cache_class(path).cache


_TYPES = {
    "html": "text/html", "htm": "text/html", "txt": "text/plain",
    "css": "text/css", "js": "text/javascript", "mjs": "text/javascript",
    "map": "application/json", "json": "application/json", "xml": "application/xml", "xsl": "application/xml",
    "csv": "text/csv", "vtt": "text/vtt", "webmanifest": "application/manifest+json", "wasm": "application/wasm",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "avif": "image/avif", "gif": "image/gif", "ico": "image/x-icon", "woff2": "font/woff2", "woff": "font/woff",
    "ttf": "font/ttf", "otf": "font/otf", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg",
    "wav": "audio/wav", "flac": "audio/flac",
    "mp4": "video/mp4", "webm": "video/webm", "pdf": "application/pdf", "zip": "application/zip",
}  # fmt: skip
"""Media types by suffix, from IANA's registry and for JavaScript RFC 9239. The tables of operating systems differ."""

_IN_UTF8 = re.compile(r"text/.*|application/(.*\+)?(json|xml)|image/svg\+xml|application/manifest\+json")


def content_type(path: str) -> str:
    """The ``Content-Type`` of a file; text has a charset.

    ``path`` is the file's path in the output, without a slash in front. A name without a suffix is plain text, except
    below ``media/`` and ``assets/``. Anything else unknown is ``application/octet-stream``.
    """
    name = path.rpartition("/")[2]
    _, dot, suffix = name.rpartition(".")
    plain = "" if dot or path.startswith(("media/", "assets/")) else "text/plain"  # _headers and such
    kind = cache_class(path).type or _TYPES.get(suffix.lower(), "") or plain or "application/octet-stream"
    return f"{kind}; charset=utf-8" if _IN_UTF8.fullmatch(kind) else kind


def content_security_policy(settings: Settings) -> str:
    """The policy of what pages may load (Content Security Policy 3): the site's own files and what ``policy`` of site.yml adds,
    and the frames of the services that ``embeds`` of site.yml lists.

    JSON-LD needs no permission: it is a data block and no script (HTML, "prepare the script element").
    """
    more = settings.policy
    own = {"script": more.script, "style": more.style, "img": more.image, "connect": more.connect, "media": more.media}
    if settings.search == "pagefind":  # Pagefind compiles WebAssembly; this source allows that and no eval()
        own["script"] = ("'wasm-unsafe-eval'", *more.script)
    directives = ["default-src 'none'"]
    directives += [" ".join((f"{name}-src 'self'", *sources)) for name, sources in own.items()]
    if settings.look.has_icons:
        directives.append("manifest-src 'self'")
    directives += ["font-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'self'"]
    frames = tuple(dict.fromkeys((*more.frame, *sources_of(settings.embeds))))
    if frames:
        directives.append(" ".join(("frame-src", *frames)))
    return "; ".join(directives).replace("$", "%24")  # a dollar begins a variable in nginx


def security_headers(settings: Settings) -> tuple[Header, ...]:
    """The security headers of every response. Strict-Transport-Security is for sites with an https address (RFC 6797).

    A site that is not in production also gets ``X-Robots-Tag: noindex``.
    """
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
    """A rule of `_headers`: the headers of responses for addresses that match ``path``."""

    path: str
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class NginxMove:
    """An old address as nginx decodes it, and the Location of its redirect, or ``gone``."""

    source: str
    target: str


def header_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions that the templates of hosts' files and of redirect pages call, by name."""
    hosts = _Hosts(settings)
    functions = (
        hosts.host_rules, hosts.host_path, hosts.moved_to, hosts.nginx_moves, hosts.nginx_classes, hosts.nginx_path, nginx,
    )  # fmt: skip
    own: dict[str, Callable[..., Any]] = {function.__name__: function for function in functions}
    return own | {"security_headers": lambda: security_headers(settings)}


def nginx(text: str) -> str:
    """A text as one quoted word of nginx's configuration. A dollar is percent-encoded, because nginx has no escape for it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "%24") + '"'


_PATH = "/~!$'()+,;@&="
_ADDRESS = "/~!$'()*+,;:@&="


class _Hosts:
    """Rules and addresses of one site for the configuration of its hosts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        parts = urlsplit(settings.base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._prefix = quote(settings.prefix, safe=_ADDRESS + "%")
        self._decoded = unquote(settings.prefix)

    def host_rules(self, redirects: Iterable[Redirect] = ()) -> tuple[HostRule, ...]:
        """The rules of `_headers` for Cloudflare Pages and Netlify, at most MOST_RULES.

        ``redirects`` are those whose pages may lie at addresses with a suffix that is not that of pages.

        Both hosts apply all rules that match, and join the values of a header that two of them set. So no header stands in
        two rules that can match one address. Pages have no rule of caching, because no pattern of either host matches
        pages alone. https://developers.cloudflare.com/pages/configuration/headers/,
        https://docs.netlify.com/manage/routing/headers/
        """
        rules = [HostRule(self._prefix + "/*", security_headers(self._settings))]
        for one in CLASSES:
            if one.hosted:
                kind = (("Content-Type", one.type + "; charset=utf-8"),) if one.type else ()
                headers = (("Cache-Control", one.cache), *kind)
                rules += [HostRule(self._prefix + pattern, headers) for pattern in one.patterns]
        html = (("Content-Type", "text/html; charset=utf-8"),)
        patterns = dict.fromkeys(self._patterns_of_pages(redirects))
        return (*rules, *(HostRule(pattern, html) for pattern in islice(patterns, MOST_RULES - len(rules))))

    def _patterns_of_pages(self, redirects: Iterable[Redirect]) -> Iterator[str]:
        """The patterns of redirect pages that a host would take for something else by their suffix: all files of a suffix
        that no type of file has, else the page alone."""
        for redirect in redirects:
            path = redirect.source.lstrip("/")
            suffix = path.rpartition(".")[2]
            if content_type(path).startswith("text/html") or cache_class(path).hosted:
                continue
            if suffix.lower() in _TYPES:
                yield self.host_path(redirect.source)
            else:
                yield f"{self._prefix}/*.{quote(suffix, safe=_PATH)}"

    def host_path(self, source: str) -> str:
        """An old address for `_redirects`, below the site's path and percent-encoded.

        ``:`` and ``*``, which are wildcards there, are encoded too.
        """
        return self._prefix + quote(source, safe=_PATH)

    def moved_to(self, target: str, whole: bool = False) -> str:
        """The target of a redirect as a URI (RFC 3986).

        An address of this site gets the site's path in front, and scheme and host if ``whole``. An address of another
        site has its own. Parts that an editor percent-encoded are not encoded twice.
        """
        if not target.startswith("/"):
            return quote(target, safe=_ADDRESS + "?#%[]")
        path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
        address = self._prefix + _recoded(path) + mark + quote(rest, safe=_ADDRESS + "?#%")
        return (self._origin if whole else "") + address

    def nginx_moves(self, redirects: Iterable[Redirect]) -> tuple[NginxMove, ...]:
        """The old addresses that nginx can hold, with their targets; one without a target is ``gone``.

        Left out are addresses with a control character or a dollar, and those where address or target is longer than
        ``LONGEST``. nginx's keys ignore the case of Latin letters, so the first of two such addresses stands. Redirect
        pages answer for the rest.
        """
        kept: dict[bytes, NginxMove] = {}
        for redirect in redirects:
            source = self._decoded + redirect.source
            target = self.moved_to(redirect.target) if redirect.target else "gone"
            words = (source.encode(), target.encode())
            if max(map(len, words)) <= LONGEST and not re.search(rb"[\0-\x1f\x7f$]", words[0]):
                kept.setdefault(words[0].lower(), NginxMove(source, target))
        return tuple(kept.values())

    def nginx_classes(self) -> tuple[tuple[CacheClass, str], ...]:
        """Each class with its patterns as one regular expression, in reverse order, because in nginx the last match decides."""
        return tuple((one, self.nginx_path(*one.patterns)) for one in reversed(CLASSES))

    def nginx_path(self, *patterns: str) -> str:
        """Patterns as one quoted regular expression for nginx, which matches whole decoded addresses.

        The site's path is put before each pattern. ``*`` is the only wildcard, as in ``CacheClass``.
        """
        expression = "|".join(_expression(self._decoded + pattern) for pattern in patterns)
        return '"^(?:' + expression.replace("\\", "\\\\").replace('"', '\\"') + ')$"'


def _expression(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in pattern.split("*"))


def _recoded(path: str) -> str:
    """A path of this site, percent-encoded. An encoded slash stays encoded, and only one slash stands at the beginning: with
    two, browsers take the first part for a host."""
    parts = re.split("%2[fF]", "/" + path.lstrip("/"))
    return "%2F".join(
        quote(unquote(part, errors="surrogateescape"), safe=_ADDRESS, errors="surrogateescape") for part in parts
    )
