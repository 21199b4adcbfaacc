"""Links between the site's own pages, checked against what the next build would publish."""

import html
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from ..articles.sanitise import RESERVED_ID_PREFIX
from ..base.problems import Problem
from ..pages.addresses import output_path as page_path
from ..pages.redirects import normalized, output_paths
from ..site.layout import ARTICLES, CONTENT, SETTINGS, SIDECAR, STATIC
from ..site.settings_sections import NavigationItem
from ..site.settings_types import ascii_host
from ..site.source_kind import article_id
from ..site.yamltext import parse
from .rendered_text import RenderedText
from .rules import RULES
from .site import Site

_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')


def broken(site: Site) -> Iterator[Problem]:
    """Yield a finding for each link to a place in the site that is missing, not visible yet, or moved.

    The links are those of bodies, the navigation and the footer. A link to a story's file or to a missing fragment is a
    finding too. An address that a body repeats is reported once.
    """
    places: dict[str, frozenset[str]] = {}
    if any("#" in href for text in site.texts() for href in _links(text)):
        places = {page_path(text.address): _ids(text) for text in site.texts()}
    for text in site.texts():
        for href in dict.fromkeys(_links(text)):
            problem = _finding(site, text, href, places)
            if problem is not None:
                yield problem.at(text.path, *site.body_position(text.path, *_spellings(href, site.settings.prefix)))
    yield from _in_settings(site, places, "navigation", site.settings.navigation)
    yield from _in_settings(site, places, "footer", site.settings.footer or ())


def unlinked(site: Site) -> Iterator[Problem]:
    """Yield a finding for each plain page to which no reader finds a way.

    A link counts where it stands in another text, in the menu or in the foot of pages; so does the address in any template. Who
    writes a text is not asked: a link in a draft counts too.
    """
    settings = site.settings
    footed = {page.id for page in site.record.plain_pages.in_footer()} if settings.footer is None else set()
    pages = {f"/{page.id}/": page.id for page, _ in site.record.plain_pages.all() if page.id not in footed}
    if not pages:
        return
    items = (*settings.navigation, *(settings.footer or ()))
    led = {own_path(settings.prefix + item.url, "/", settings.prefix, settings.base_url) for item in items if item.url}
    seen = {normalized(place[0]) for place in led if place}
    for text in site.texts():
        for href in _links(text):
            own = own_path(href, text.address, settings.prefix, settings.base_url)
            if own is not None and normalized(own[0]) != normalized(text.address):
                seen.add(normalized(own[0]))
    for address, identifier in sorted(pages.items()):
        named = any(re.search(rf"[\"'(]{re.escape(address)}", source) for source in site.templates.values())
        path = site.record.plain_pages.path(identifier)
        if path is not None and path not in site.held and normalized(address) not in seen and not named:
            yield RULES["page-unlinked"].found(address=address).at(path, 1, 1)


def _in_settings(
    site: Site, places: dict[str, frozenset[str]], key: str, items: Sequence[NavigationItem]
) -> Iterator[Problem]:
    """The findings for the links of ``navigation`` or ``footer`` in site.yml."""
    document, front = None, RenderedText(SETTINGS, "/", 0, False, None, (), {})
    for i, item in enumerate(items):
        href = site.settings.prefix + item.url if item.url.startswith("/") else item.url
        problem = _finding(site, front, href, places) if href else None
        if problem is not None:
            document = document or parse((site.folder / SETTINGS).read_text(encoding="utf-8"))
            yield problem.at(SETTINGS, *document.mark((key, i, "url")))


def _links(text: RenderedText) -> Iterator[str]:
    for part in text.parts:
        if isinstance(part, str):
            yield from (html.unescape(href) for href in _HREF.findall(part))
        elif part.link:
            yield part.link


def _ids(text: RenderedText) -> frozenset[str]:
    return frozenset(html.unescape(name) for part in text.parts if isinstance(part, str) for name in _ID.findall(part))


def _spellings(href: str, prefix: str) -> tuple[str, ...]:
    """The texts by which to find a rendered link in Markdown: with or without the site's path, percent-encoded or not.

    Those that begin like a Markdown link come first.
    """
    bare = href.removeprefix(prefix) if prefix else href
    spellings = (bare, href, unquote(bare))
    return (*(f"]({spelling}" for spelling in spellings if spelling), *spellings)


def own_path(href: str, address: str, prefix: str, base_url: str) -> tuple[str, str] | None:
    """The path and the fragment that a link on the page at ``address`` leads to, percent-decoded and without the query.

    None when the link leads out of the site or is malformed. ``address`` and the path begin with "/" and have no
    ``prefix``, which is the path of ``base_url``. A relative ``href`` counts from ``address``. The site's own host
    counts as the site with http too, but only below ``prefix``. Nothing says whether the path exists.
    """
    here = urlsplit(base_url)
    try:
        there = urlsplit(ascii_host(urljoin(f"{here.scheme}://{here.netloc}{prefix}{address}", href)))
    except ValueError:
        return None
    if (there.scheme, there.netloc) not in ((here.scheme, here.netloc), ("http", here.netloc)):
        return None
    if prefix and there.path != prefix and not there.path.startswith(prefix + "/"):
        return None
    path = unicodedata.normalize("NFC", unquote(there.path.removeprefix(prefix)))
    return path or "/", unquote(there.fragment)


def _finding(site: Site, text: RenderedText, href: str, places: dict[str, frozenset[str]]) -> Problem | None:
    own = own_path(href, text.address, site.settings.prefix, site.settings.base_url)
    if own is None:
        return None
    path, fragment = own
    pages = (site.record.outputs.at(one) for one in output_paths(path))
    page = next((one for one in pages if one is not None), None)
    at = page.path if page is not None else ""
    if page is None:
        problem = _nothing_there(site, text, path, href)
    elif page.name.startswith("redirect:"):
        problem = _moved(site, path)
    else:
        problem = None
    if problem is None and fragment and at in places and not _has(site, fragment, places[at]):
        return RULES["link-fragment"].found(name=fragment, address=path)
    return problem


def _has(site: Site, fragment: str, ids: frozenset[str]) -> bool:
    """Whether a page may have an element with this id: ``ids`` are those in its text.

    An id in any template counts, even in one that the page does not use. So do ids that only newsgen gives, text
    fragments, and “top”, which always exists (HTML 7.4.6.4).
    """
    if fragment in ids or fragment.startswith((RESERVED_ID_PREFIX, ":~:")) or fragment.lower() == "top":
        return True
    return any(f'id="{fragment}"' in source for source in site.templates.values())


def _nothing_there(site: Site, text: RenderedText, path: str, href: str) -> Problem | None:
    for identifier, file, draft in site.record.addresses.stories_at(normalized(path)):
        story = site.record.stories.get(identifier)
        later = story is not None and story.position[0] > max(text.moment, site.view.until)
        return RULES["link-hidden"].found(other=file) if not text.draft and (draft or later) else None
    there = any(site.record.sources.stat(STATIC + path + end) is not None for end in ("", SIDECAR))
    if there and site.record.media.is_held(STATIC + path, site.view):
        return None  # only hidden stories use this file, so it comes with them
    if site.record.redirects.get(normalized(path)) or site.record.addresses.alias(normalized(path), site.view):
        return _moved(site, path)  # an address that differs in letter case only: hosts answer it
    if path.endswith(ARTICLES):
        return _file(site, text, path, href)
    name = posixpath.basename(path.rstrip("/"))
    if any(posixpath.splitext(posixpath.basename(file))[0] == name for file in site.held):
        return None  # the build reports this broken story; its address is unknown
    return RULES["link-broken"].found(address=path)


def _file(site: Site, text: RenderedText, path: str, href: str) -> Problem:
    """The finding for a link to a story's file, relative to ``content/`` or to the linking file."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(text.path), unquote(urlsplit(href).path)))
    for file in (CONTENT + path, path.lstrip("/"), beside):
        story = site.record.stories.get(article_id(file)) if file.startswith(CONTENT + "/") else None
        if story is not None:
            return RULES["link-file"].found(address=file, target=story.summary.card.address)
    return RULES["link-broken"].found(address=path)


def _moved(site: Site, path: str) -> Problem:
    old = normalized(path)
    entry, story = site.record.redirects.get(old), site.record.addresses.alias(old, site.view)
    target = entry[0] if entry else story[2] if story else ""
    if not target:
        return RULES["link-broken"].found(address=path)
    return RULES["link-moved"].found(address=path, target=target)
