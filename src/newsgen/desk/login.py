"""Log in and log out."""

from tornado.web import HTTPError

from .handler import COOKIE, Handler
from .pages import OWN
from .passwords import NOBODY, is_right

MOST_LOGIN = 4096
"""The bytes of the largest login form."""


class Login(Handler):
    """The page on which people log in."""

    def get(self) -> None:
        self.send_page("login.html", wrong="")

    head = get

    async def post(self) -> None:
        desk, now = self.desk, self.desk.now()
        if len(self.request.body) > MOST_LOGIN:
            raise HTTPError(413)
        name, password = (
            self.get_body_argument("name", "").strip().lower(),
            self.get_body_argument("password", "", strip=False),
        )
        address = self.request.remote_ip or ""
        if not desk.guesses.may_try(name, address, now):
            self.set_status(429)
            self.send_page("login.html", wrong="too-many")
            return
        desk.guesses.wrong(name, address, now)  # before the check: many tries at once count, too
        user = desk.users.get(name)
        right = await desk.off_loop(is_right, password, user.password if user is not None else NOBODY)
        if user is None or not right:
            self.set_status(403)
            self.send_page("login.html", wrong="wrong")
            return
        desk.guesses.right(name, address)
        desk.sessions.end(self.get_cookie(COOKIE, "") or "")  # a token from before the login is worth nothing
        token = desk.sessions.begin(user, now)
        self.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Strict")
        self.redirect(OWN, status=303)


class Logout(Handler):
    """Ends the session, or with ``everywhere`` all sessions of the person."""

    SUPPORTED_METHODS = ("POST",)

    def post(self) -> None:
        if self.get_body_argument("everywhere", ""):
            self.desk.sessions.end_all(self.user.name)
        self.desk.sessions.end(self.get_cookie(COOKIE, "") or "")
        self.set_cookie(COOKIE, "", path="/", secure=True, httponly=True, samesite="Strict", max_age=0)
        self.redirect(OWN + "login", status=303)
