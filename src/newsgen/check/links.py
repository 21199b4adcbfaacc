"""Links between the site's own pages, against what the next build would publish."""

import html
import posixpath
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from ..articles.sanitise import OWN_IDS
from ..base.problems import Problem
from ..pages.addresses import output_path as page_path
from ..pages.redirects import output_path, plain
from ..site.layout import ARTICLES, CONTENT, SETTINGS
from ..site.source_kind import article_id
from ..site.yamltext import parse
from .rendered_text import Text
from .rules import RULES

if TYPE_CHECKING:
    from .site import Site

_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')


def astray(site: "Site") -> Iterator[Problem]:
    """Every link of a text or of the navigation that leads to nothing, to something hidden, or to an old address."""
    places: dict[str, frozenset[str]] = {}
    if any("#" in href for text in site.texts() for href in _links(text)):
        places = {page_path(text.address): _ids(text) for text in site.texts()}
    for text in site.texts():
        for href in dict.fromkeys(_links(text)):
            problem = _fault(site, text, href, places)
            if problem is not None:
                yield problem.at(text.path, *site.written(text.path, *_forms(href, site.settings.prefix)))
    yield from _of_the_navigation(site, places)


def _of_the_navigation(site: "Site", places: dict[str, frozenset[str]]) -> Iterator[Problem]:
    document, front = None, Text(SETTINGS, "/", 0, False, None, (), {})
    for i, item in enumerate(site.settings.navigation):
        href = site.settings.prefix + item.url if item.url.startswith("/") else item.url
        problem = _fault(site, front, href, places) if href else None
        if problem is not None:
            document = document or parse((site.folder / SETTINGS).read_text(encoding="utf-8"))
            yield problem.at(SETTINGS, *document.mark(("navigation", i, "url")))


def _links(text: Text) -> Iterator[str]:
    for part in text.parts:
        if isinstance(part, str):
            yield from (html.unescape(href) for href in _HREF.findall(part))


def _ids(text: Text) -> frozenset[str]:
    return frozenset(html.unescape(name) for part in text.parts if isinstance(part, str) for name in _ID.findall(part))


def _forms(href: str, prefix: str) -> tuple[str, ...]:
    """How a link may be written in the text: as it came out, or before the site's path was put before it."""
    bare = href.removeprefix(prefix) if prefix else href
    forms = (bare, href, unquote(bare))
    return (*(f"]({form}" for form in forms if form), *forms)


def own_path(href: str, address: str, prefix: str, base_url: str) -> tuple[str, str] | None:
    """The address on this site that a link on the page at ``address`` leads to, and its fragment; None for other sites."""
    here = urlsplit(base_url)
    try:
        there = urlsplit(urljoin(f"{here.scheme}://{here.netloc}{prefix}{address}", href))
    except ValueError:
        return None
    if (there.scheme, there.netloc) not in ((here.scheme, here.netloc), ("http", here.netloc)):
        return None
    if prefix and there.path != prefix and not there.path.startswith(prefix + "/"):
        return None
    path = unicodedata.normalize("NFC", unquote(there.path.removeprefix(prefix)))
    return path or "/", unquote(there.fragment)


def _fault(site: "Site", text: Text, href: str, places: dict[str, frozenset[str]]) -> Problem | None:
    own = own_path(href, text.address, site.settings.prefix, site.settings.base_url)
    if own is None:
        return None
    path, fragment = own
    at = output_path(plain(path))
    page = site.record.page_at(at)
    if page is None:
        problem = _nothing_there(site, text, path, href)
    elif page.name.startswith("redirect:"):
        problem = _moved(site, path)
    else:
        problem = None
    if problem is None and fragment and at in places and not _has(site, fragment, places[at]):
        return RULES["link-fragment"].found(name=fragment, address=path)
    return problem


def _has(site: "Site", fragment: str, ids: frozenset[str]) -> bool:
    """Whether a story's page has a place: in its text, in the templates, or the top that every page has (HTML 7.4.6.4)."""
    if fragment in ids or fragment.startswith((OWN_IDS, ":~:")) or fragment.lower() == "top":
        return True
    return any(f'id="{fragment}"' in source for source in site.templates.values())


def _nothing_there(site: "Site", text: Text, path: str, href: str) -> Problem | None:
    for identifier, file, draft in site.record.at_address(plain(path)):
        story = site.record.story(identifier)
        later = story is not None and story.position[0] > max(text.moment, site.view.until)
        return RULES["link-hidden"].found(other=file) if not text.draft and (draft or later) else None
    if site.record.redirect(plain(path)) or site.record.alias(plain(path), site.view):
        return _moved(site, path)  # it differs from today's address in the case of letters only: hosts answer
    if path.endswith(ARTICLES):
        return _file(site, text, path, href)
    name = posixpath.basename(path.rstrip("/"))
    if any(posixpath.splitext(posixpath.basename(file))[0] == name for file in site.held):
        return None  # the story is broken, which the build says, and its address not known
    return RULES["link-broken"].found(address=path)


def _file(site: "Site", text: Text, path: str, href: str) -> Problem:
    """A link to a story's file, from the folder of stories or from where the text's own file lies."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(text.path), unquote(urlsplit(href).path)))
    for file in (CONTENT + path, path.lstrip("/"), beside):
        story = site.record.story(article_id(file)) if file.startswith(CONTENT + "/") else None
        if story is not None:
            return RULES["link-file"].found(address=file, target=story.summary.card.address)
    return RULES["link-broken"].found(address=path)


def _moved(site: "Site", path: str) -> Problem:
    old = plain(path)
    entry, story = site.record.redirect(old), site.record.alias(old, site.view)
    target = entry[0] if entry else story[2] if story else ""
    if not target:
        return RULES["link-broken"].found(address=path)
    return RULES["link-moved"].found(address=path, target=target)
