"""The one table of the desk's addresses: what answers, and which right it needs."""

from collections.abc import Iterable
from typing import NamedTuple

from tornado.routing import Rule, URLSpec
from tornado.web import Application

from .form_posts import Correct, PublishAgain, Update, Withdraw
from .handler import Access, Desk, Handler, Needs
from .history_page import History, Restore
from .links_page import Links
from .login import Login, Logout
from .names_page import Names
from .pages import OWN
from .pages_page import PageBeginning, Pages
from .pictures_page import Picture
from .presence_api import PresenceData
from .preview_page import Preview
from .roles import Action
from .site_page import Site, SiteAgain, StoryOnSite
from .static_files import Static, Texts
from .stories_page import New, Stories
from .story_page import Story, StoryCheck, StoryData


class Route(NamedTuple):
    """The addresses that match ``pattern`` whole, the handler that answers, and what it ``needs`` before it does anything."""

    pattern: str
    handler: type[Handler]
    needs: Needs


ROUTES = (
    Route(OWN + r"login", Login, Access.ANYBODY),
    Route(OWN + r"static/([a-z0-9-]+\.[a-z0-9]+)", Static, Access.ANYBODY),
    Route(OWN + r"logout", Logout, Access.SESSION),
    Route(OWN + r"api/texts", Texts, Access.SESSION),
    Route(OWN, Stories, Action.READ),
    Route(OWN + r"new", New, Action.CREATE),
    Route(OWN + r"pages", Pages, Action.READ),
    Route(OWN + r"new-page", PageBeginning, Action.PAGES),
    Route(OWN + r"story", Story, Action.READ),
    Route(OWN + r"update", Update, Action.UPDATE),
    Route(OWN + r"correct", Correct, Action.EDIT),
    Route(OWN + r"withdraw", Withdraw, Action.WITHDRAW),
    Route(OWN + r"publish-again", PublishAgain, Action.PUBLISH),
    Route(OWN + r"api/story", StoryData, Action.READ),
    Route(OWN + r"api/presence", PresenceData, Action.READ),
    Route(OWN + r"api/check", StoryCheck, Action.EDIT),
    Route(OWN + r"api/on-site", StoryOnSite, Action.READ),
    Route(OWN + r"history", History, Action.READ),
    Route(OWN + r"restore", Restore, Action.EDIT),
    Route(OWN + r"site", Site, Action.BUILD),
    Route(OWN + r"api/site", SiteAgain, Action.BUILD),
    Route(OWN + r"api/picture", Picture, Action.READ),
    Route(OWN + r"api/links", Links, Action.READ),
    Route(OWN + r"api/names", Names, Action.READ),
    Route(r"/(.*)", Preview, Action.READ),
)
"""The first route that matches answers. ``tests/desk/test_server.py`` has a row for each of them and each method."""


def application(desk: Desk) -> Application:
    """The application with all addresses."""
    return Application(rules(desk, ROUTES))


def own_rules(desk: Desk) -> list[Rule]:
    """The rules of the addresses below ``/_/`` for ``newsgen serve``, which knows no login, has a preview of its own and
    builds no site."""
    left_out = (Login, Logout, Preview, Site, SiteAgain)
    return rules(desk, (route for route in ROUTES if route.handler not in left_out))


def rules(desk: Desk, routes: Iterable[Route]) -> list[Rule]:
    """Routes as tornado takes them."""
    return [URLSpec(pattern, handler, {"desk": desk, "needs": needs}) for pattern, handler, needs in routes]
