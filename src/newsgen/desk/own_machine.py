"""The desk of ``newsgen serve``: one person on their own machine, without a login."""

import secrets
from datetime import datetime

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError

from ..base.messages import translate
from ..base.problems import N_
from ..preview.connections import on_this_machine
from .roles import Role
from .sessions import Session
from .users import User

HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""The names of this machine in a Host header, before the port."""

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers that a web server in front adds: then whoever asks is not on this machine."""

_NAME = N_("The owner of this machine")


class Owner:
    """The person at this machine, who may do everything, and what tells requests of their browser from all others."""

    def __init__(self, port: int, lang: str, now: datetime) -> None:
        self.user = User("owner", translate(lang, _NAME), Role.CHIEF, "")
        self.session = Session(self.user.name, secrets.token_urlsafe(32), now, now, "")
        self._hosts = frozenset(f"{host}:{port}" for host in HOSTS) | frozenset(HOSTS if port == 80 else ())

    def admit(self, request: HTTPServerRequest, *, changing: bool) -> None:
        """Raise HTTPError for a request from elsewhere: 421 under another name or through a proxy, 403 from another machine or
        from a page of another origin. The token of a change is for the handler to check."""
        if request.host not in self._hosts or any(name in request.headers for name in FORWARDED):
            raise HTTPError(421)
        if not on_this_machine(request.remote_ip):
            raise HTTPError(403)
        if changing and request.headers.get("Origin") != f"http://{request.host}":
            raise HTTPError(403)
        fetched = request.headers
        is_followed_link = fetched.get("Sec-Fetch-Mode") == "navigate" and fetched.get("Sec-Fetch-Dest") == "document"
        if fetched.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and (changing or not is_followed_link):
            raise HTTPError(403)
