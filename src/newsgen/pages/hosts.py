"""What hosts and browsers read: old addresses, headers, robots.txt and its kind, the page for what is not there."""

from collections.abc import Iterator

from ..model import page_name
from ..model.facets import SiteList
from ..model.queries import Ask, Redirects
from ..site.settings import Settings
from .page import Context, Kind, OldAddress, Page, Subject
from .redirects import output_path as path_of_old

MOST_REDIRECTS = 2000
"""How many static redirects Cloudflare Pages takes; the pages and nginx's map hold all."""


class Single(Kind):
    """A page of which there is one at most, made of the settings alone."""

    path: str

    @staticmethod
    def wanted(settings: Settings) -> bool:
        """Whether the settings ask for it."""
        return True

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        if cls.wanted(settings):
            yield Page(cls.page_name(), cls.path)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()


class MissingPage(Single):
    """What a reader sees at an address where nothing is."""

    name = "missing"
    template = "404.html"
    rank = 5
    path = "404.html"


class DatesScript(Single):
    """The script of relative times and of today's date line, made from the tables of the build's own dates."""

    name = "dates"
    template = "assets/dates.js"
    rank = 0
    path = "assets/v1/dates.js"


class SearchPage(Single):
    """The search, when the settings ask for it; its index is made by `newsgen index`."""

    name = "search"
    template = "search.html"
    rank = 5
    path = "search/index.html"

    @staticmethod
    def wanted(settings: Settings) -> bool:
        return settings.search != "none"


class SearchScript(SearchPage):
    """Its script, made from the tables by which the index is folded."""

    name = "search-script"
    template = "assets/search.js"
    rank = 0
    path = "assets/v1/search.js"


class SiteStyle(Single):
    """The style sheet of the site's own colours and fonts; only when the settings have any."""

    name = "style"
    template = "assets/site.css"
    rank = 0
    path = "assets/v1/site.css"

    @staticmethod
    def wanted(settings: Settings) -> bool:
        return settings.look.has_style


class Robots(Single):
    name = "robots"
    template = "robots.txt"
    rank = 5
    path = "robots.txt"


class SecurityTxt(Single):
    """Where to report a weakness (RFC 9116); only when the settings say so."""

    name = "security"
    template = "hosts/security.txt"
    rank = 5
    path = ".well-known/security.txt"

    @staticmethod
    def wanted(settings: Settings) -> bool:
        return settings.security is not None


class AdsTxt(Single):
    """Who may sell the site's advertising (IAB ads.txt); only when the settings say so."""

    name = "ads"
    template = "hosts/ads.txt"
    rank = 5
    path = "ads.txt"

    @staticmethod
    def wanted(settings: Settings) -> bool:
        return bool(settings.ads)


class Headers(Single):
    """Headers for Cloudflare Pages and Netlify."""

    name = "headers"
    template = "hosts/headers.txt"
    rank = 5
    path = "_headers"


class NginxHeaders(Single):
    """The same for nginx: to be included in its server."""

    name = "nginx"
    template = "hosts/nginx.conf"
    rank = 5
    path = "_nginx/headers.conf"


class RedirectPage(Kind):
    """An old address that says where the page is now, or that it is gone."""

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
    """The newest old addresses, for Cloudflare Pages and Netlify."""

    name = "redirects"
    template = "hosts/redirects.txt"
    rank = 80

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "_redirects", watches=(SiteList.REDIRECTS,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(redirects=tuple(ask(Redirects(MOST_REDIRECTS))))


class RedirectMap(Kind):
    """All old addresses, for nginx."""

    name = "redirect-map"
    template = "hosts/redirects.map"
    rank = 80

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "_nginx/redirects.map", watches=(SiteList.REDIRECTS,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(redirects=tuple(ask(Redirects())))
