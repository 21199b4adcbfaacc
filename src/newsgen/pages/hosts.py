"""Redirects, headers, robots.txt and other files for hosts and browsers, the search page and the 404 page."""

from collections.abc import Iterator

from ..model import page_name
from ..model.facets import ALL, SiteList
from ..model.queries import Ask, OddRedirects, Redirects, RedirectsOf
from ..model.timestamps import Month
from ..site.settings import Settings
from .page import Context, FacetMonth, Kind, OldAddress, Page, Subject
from .redirects import output_path as path_of_old

MOST_RULES = 100
"""The largest number of rules in ``_headers`` on Cloudflare Pages: https://developers.cloudflare.com/pages/configuration/headers/"""

MOST_REDIRECTS = 2000
"""The largest number of static redirects on Cloudflare Pages. Redirect pages and nginx's map hold all of them."""


class SettingsPage(Kind):
    """A kind with at most one page, which depends on nothing but the settings."""

    path: str

    @staticmethod
    def enabled(settings: Settings) -> bool:
        """Whether the settings ask for this page."""
        return True

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        if cls.enabled(settings):
            yield Page(cls.page_name(), cls.path)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()


class MissingPage(SettingsPage):
    """The 404 page."""

    name = "missing"
    template = "404.html"
    framed = True
    rank = 5
    path = "404.html"


class DatesScript(SettingsPage):
    """The script that writes relative times and today's date line, from the same tables as the build's own dates."""

    name = "dates"
    template = "assets/dates.js"
    rank = 0
    path = "assets/v1/dates.js"


class SearchPage(SettingsPage):
    """The search page, if ``search`` is set. `newsgen index` builds its index."""

    name = "search"
    template = "search.html"
    framed = True
    rank = 5
    path = "search/index.html"

    @staticmethod
    def enabled(settings: Settings) -> bool:
        return settings.search != "none"


class SearchScript(SearchPage):
    """The script of the search page, with the same folding tables as the index."""

    name = "search-script"
    template = "assets/search.js"
    framed = False
    rank = 0
    path = "assets/v1/search.js"


class SiteStyle(SettingsPage):
    """The style sheet with the colours and fonts of ``look``, if there are any."""

    name = "style"
    template = "assets/site.css"
    rank = 0
    path = "assets/v1/site.css"

    @staticmethod
    def enabled(settings: Settings) -> bool:
        return settings.look.has_style


class Robots(SettingsPage):
    """robots.txt."""

    name = "robots"
    template = "robots.txt"
    rank = 5
    path = "robots.txt"


class SecurityTxt(SettingsPage):
    """security.txt (RFC 9116), if ``security`` is set."""

    name = "security"
    template = "hosts/security.txt"
    rank = 5
    path = ".well-known/security.txt"

    @staticmethod
    def enabled(settings: Settings) -> bool:
        return settings.security is not None


class AdsTxt(SettingsPage):
    """ads.txt (IAB), if ``ads`` is set."""

    name = "ads"
    template = "hosts/ads.txt"
    rank = 5
    path = "ads.txt"

    @staticmethod
    def enabled(settings: Settings) -> bool:
        return bool(settings.ads)


class Headers(Kind):
    """HTTP headers for Cloudflare Pages and Netlify.

    Its redirects are those whose pages a host would not take for pages, because they lie at addresses like ``/news.php``.
    """

    name = "headers"
    template = "hosts/headers.txt"
    rank = 5

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "_headers", watches=(SiteList.REDIRECTS, SiteList.CHAINS, SiteList.ALIASES))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(redirects=tuple(ask(OddRedirects(MOST_RULES))))


class NginxHeaders(SettingsPage):
    """HTTP headers for nginx, to include in a ``server`` block."""

    name = "nginx"
    template = "hosts/nginx.conf"
    rank = 5
    path = "_nginx/headers.conf"


class RedirectPage(Kind):
    """The page at an old address: it leads to the new address, or says that the page is gone."""

    name = page_name.REDIRECT
    template = "redirect.html"
    rank = 80

    @staticmethod
    def page(subject: OldAddress) -> Page:
        return Page(RedirectPage.page_name(subject.redirect.source), path_of_old(subject.redirect.source), subject)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, OldAddress)
        return Context(redirect=subject.redirect)


class RedirectsFile(Kind):
    """The newest redirects, for Cloudflare Pages and Netlify."""

    name = "redirects"
    template = "hosts/redirects.txt"
    rank = 80

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "_redirects", watches=(SiteList.REDIRECTS, SiteList.CHAINS, SiteList.ALIASES))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(redirects=tuple(ask(Redirects(MOST_REDIRECTS))))


class RedirectMapSizes(SettingsPage):
    """The sizes of nginx's hash tables, for its ``http`` block."""

    name = "redirect-sizes"
    template = "hosts/redirect_sizes.map"
    rank = 5
    path = "_nginx/redirects.map"


class RedirectMap(Kind):
    """A part of nginx's map of redirects: those of redirects.yml, or those of the stories of one month. So a story with an old
    address rewrites the part of its month, and not the list of all."""

    name = "redirect-map"
    template = "hosts/redirects.map"
    rank = 80

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "_nginx/redirects/site.map", watches=(SiteList.REDIRECTS, SiteList.CHAINS))

    @classmethod
    def page(cls, month: Month) -> Page:
        key = f"{month.year:04}-{month.number:02}"
        return Page(cls.page_name(key), f"_nginx/redirects/{key}.map", FacetMonth(ALL, month))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        month = subject.month if isinstance(subject, FacetMonth) else None
        return Context(redirects=tuple(ask(RedirectsOf(month, mapped=True))))
