"""The desk's web server: who is asking, what they may do, and the stories.

Every address but the login wants a session, and every change a token and the server's own origin. The table of
``roles`` decides before anything of a story is sent.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler

from ..arabic import fold
from ..articles.new_story import NewStory, one_line, write_draft
from ..base.messages import hint_of, message_of, translate
from ..base.problems import FatalProblems
from ..preview.builder import ORIGIN, Builder
from ..preview.page_injection import LINK_SUFFIXES, TYPES, BadAddress, file_of, is_page, path_of
from ..site.layout import theme
from . import pages
from .contract import BadRequest, conflicts_as_json, read_request, story_as_json
from .findings import findings_of
from .pages import OWN, ROLES, STATUSES
from .passwords import NOBODY, is_right
from .roles import Action, Role, is_own_draft, may, may_change
from .saving import Failure, Fault, Saved, open_file, save, tried
from .sessions import Guesses, Session, Sessions, is_token
from .story_edit import Refusal
from .story_file import StoryFile
from .story_list import ListedStory, StoryList
from .story_merge import StoryMerge
from .users import User, Users

COOKIE = "__Host-desk"
"""The name of the cookie: browsers take one with this prefix only over TLS (or on the own machine), for this host alone.
https://developer.mozilla.org/docs/Web/HTTP/Headers/Set-Cookie#cookie_prefixes"""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of the desk's own pages."""

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""That of the previewed pages of the site: they run no script, so that nothing in a story can act as its reader."""

MOST_PREVIEWED = 64 * 2**20
"""The bytes of the largest file that the preview sends; it is read as a whole."""

PAGE_SIZE = 50
MOST_SEARCHED = 200
MOST_LOGIN = 4096  # bytes
WAYS = {
    Fault.NO_STORY: 404,
    Fault.LINK: 404,
    Fault.FORBIDDEN: 403,
    Fault.FORGOTTEN: 409,
    Fault.UNREADABLE: 422,
    Fault.SYSTEM: 500,
}
ASSETS = (".css", ".js", ".woff2", ".woff", ".webp", ".avif", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico")
"""Files of the output that hold no story's words; a reporter gets these for the preview of an own draft."""

T = TypeVar("T")


class Desk:
    """What all handlers share. ``origin`` is the address that browsers use, as ``https://desk.example.org``."""

    def __init__(self, site: Path, users: Users, builder: Builder, *, origin: str, lang: str) -> None:
        self.site, self.users, self.builder, self.origin, self.lang = site, users, builder, origin, lang
        self.sessions, self.guesses = Sessions(), Guesses()
        self.stories = StoryList(site, builder.output, lambda: builder.builds)
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="desk")
        self.host = urlsplit(origin).netloc

    async def off_loop(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do what reads files or takes long in another thread."""
        return await IOLoop.current().run_in_executor(self.threads, partial(work, *arguments))


class Handler(RequestHandler):
    """The base of all handlers: the right host, no caching, strict headers; ``prepare`` refuses whoever has no session."""

    PUBLIC = False
    """Whether the address answers without a session."""
    SUPPORTED_METHODS: tuple[str, ...] = ("GET", "HEAD", "POST")

    user: User
    session: Session

    def initialize(self, desk: Desk) -> None:
        self.desk = desk

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in (
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "SAMEORIGIN"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("X-Robots-Tag", "noindex"),
        ):
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse a foreign host (421), a change from elsewhere or without its token (403), and anybody without a session."""
        desk = self.desk
        if self.request.host != desk.host:
            raise HTTPError(421)
        changing = self.request.method not in ("GET", "HEAD")
        if changing and self.request.headers.get("Origin") != desk.origin:
            raise HTTPError(403)
        if self.PUBLIC:
            return
        session = desk.sessions.get(self.get_cookie(COOKIE, "") or "", datetime.now(UTC))
        user = desk.users.get(session.user) if session is not None else None
        if session is None or user is None or user.password != session.password:
            self._refuse_stranger()
            return
        if changing and not is_token(session, self._sent_token()):
            raise HTTPError(403)
        self.user, self.session = user, session

    def _sent_token(self) -> str:
        return self.request.headers.get("X-Desk-Token") or self.get_body_argument("token", "")

    def _refuse_stranger(self) -> None:
        """Lead a page to the login; refuse everything else with 401."""
        if self.request.method == "GET" and self.request.headers.get("Sec-Fetch-Dest", "document") == "document":
            self.redirect(OWN + "login")
        else:
            raise HTTPError(401)

    def compute_etag(self) -> None:
        return None

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say in plain words what a page of the desk lacks, to whoever is logged in; elsewhere the status alone."""
        message = {403: "forbidden", 404: "not-found"}.get(status_code)
        if message and self.request.method == "GET" and hasattr(self, "user") and "/api/" not in self.request.path:
            self.send_page("error.html", message=message)
        else:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"{status_code}\n")

    def send_page(self, name: str, **values: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(pages.page(name, self.desk.lang, **values))

    def send_json(self, value: object, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(value, ensure_ascii=False))

    def frame(self) -> dict[str, Any]:
        """What every page of a person who is logged in shows."""
        role = translate(self.desk.lang, ROLES[self.user.role])
        return {"user": self.user, "role": role, "token": self.session.form_token}

    def may_read(self, values: Any) -> bool:
        """Whether the person may see the story with this front matter."""
        return may(self.user.role, Action.READ, own_draft=is_own_draft(values, self.user.full_name))


class Login(Handler):
    """The page on which people log in."""

    PUBLIC = True

    def get(self) -> None:
        self.send_page("login.html", wrong="")

    head = get

    async def post(self) -> None:
        desk, now = self.desk, datetime.now(UTC)
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


class Stories(Handler):
    """The list of stories, with a search, filters and the form that begins one."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk, now = self.desk, datetime.now(UTC)
        every = [story for story in await desk.off_loop(desk.stories.all) if self._may_see(story)]
        search = self.get_query_argument("q", "")[:MOST_SEARCHED]
        status, section = self.get_query_argument("status", ""), self.get_query_argument("section", "")
        needle = fold(search)
        found = [
            (story, story.status_at(now))
            for story in every
            if needle in story.folded and section in ("", story.section) and status in ("", story.status_at(now))
        ]
        number = self.get_query_argument("page", "1")
        count = max(1, -(-len(found) // PAGE_SIZE))
        page = min(count, int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1) or 1
        settings = desk.builder.state.settings
        names = settings.sections_by_id if settings is not None else {}
        statuses = {key: translate(desk.lang, text) for key, text in STATUSES.items()}
        faults = sorted(
            {fault.problem.file for fault in desk.builder.state.faults if fault.problem.file.startswith("content/")}
        )
        kept = {name: value for name, value in (("q", search), ("status", status), ("section", section)) if value}
        self.send_page(
            "stories.html", **self.frame(), title=settings.title if settings is not None else "",
            stories=[self._row(story, then, names, settings) for story, then in found[(page - 1) * PAGE_SIZE :][:PAGE_SIZE]],
            count=len(found), page=page, pages=count, query={"q": search, "status": status, "section": section},
            link=lambda to: "?" + urlencode({**kept, "page": to}),
            statuses=statuses,
            sections={identifier: one.name for identifier, one in names.items()},
            building=desk.builder.builds == 0, faults=faults if may(self.user.role, Action.READ) else [],
        )  # fmt: skip

    head = get

    def _may_see(self, story: ListedStory) -> bool:
        return may(self.user.role, Action.READ, own_draft=story.is_own_draft(self.user.full_name))

    @staticmethod
    def _row(story: ListedStory, status: str, names: Any, settings: Any) -> dict[str, Any]:
        moment = story.published.astimezone(settings.zone) if settings is not None else story.published
        section = names[story.section].name if story.section in names else story.section
        return {
            "title": story.title, "status": status, "section": section,
            "authors": story.authors, "at": f"{moment:%Y-%m-%d %H:%M}", "link": f"{OWN}story?path={quote(story.path)}",
        }  # fmt: skip


class New(Handler):
    """Begins a story as a draft of the person."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        if not may(self.user.role, Action.CREATE):
            raise HTTPError(403)
        if settings is None:
            raise HTTPError(409)
        title = one_line(self.get_body_argument("title", ""))[:MOST_SEARCHED]
        story = NewStory(title, self.get_body_argument("section", ""), authors=(self.user.full_name,))
        try:
            path, written = await desk.off_loop(partial(write_draft, desk.site, settings, story, now=datetime.now(UTC)))
        except FatalProblems:
            raise HTTPError(400) from None
        desk.builder.sources_changed(frozenset((path,)))
        self.redirect(f"{OWN}story?path={quote(path)}{'' if written else '&there=1'}", status=303)


class Story(Handler):
    """The page on which a story is written. Its script asks ``StoryData`` for the story."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        path = self.get_query_argument("path", "")
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure) and (file.fault is not Fault.UNREADABLE or not may(self.user.role, Action.READ)):
            raise HTTPError(WAYS[file.fault])
        if not isinstance(file, Failure) and not self.may_read(file.values):
            raise HTTPError(403)
        settings = self.desk.builder.state.settings
        self.send_page(
            "story.html",
            **self.frame(),
            path=path,
            there=bool(self.get_query_argument("there", "")),
            title=settings.title if settings is not None else "",
        )

    head = get


class StoryData(Handler):
    """A story as JSON, and its saves: docs/desk.md describes both."""

    async def get(self) -> None:
        path = self.get_query_argument("path", "")
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure):
            self._failed(file)
        elif not self.may_read(file.values):
            self._failed(Failure(Fault.FORBIDDEN))
        else:
            self.send_json(await self._story(path, file))

    head = get

    async def post(self) -> None:
        desk, path = self.desk, self.get_query_argument("path", "")
        try:
            request = read_request(self.request.body)
        except BadRequest as failure:
            self.send_json({"message": str(failure)}, 400)
            return
        work = partial(
            save, desk.site, path, request.version, request.edits, request.decisions,
            seen=request.seen, permitted=self._permitted,
        )  # fmt: skip
        found = await desk.off_loop(work)
        if isinstance(found, Saved):
            if found.written:
                desk.builder.sources_changed(frozenset((path,)))
            self.send_json({"merged": found.merged, "beside": found.beside, **await self._story(path, found.file)})
        elif isinstance(found, StoryMerge):
            self.send_json({"conflicts": conflicts_as_json(found.conflicts), "seen": found.theirs}, 409)
        elif isinstance(found, Refusal):
            self._refused(found)
        else:
            self._failed(found)

    def _permitted(self, now: StoryFile, new: StoryFile) -> bool:
        user = self.user
        return self.may_read(now.values) and may_change(user.role, user.full_name, now.values, new.values)

    async def _story(self, path: str, file: StoryFile) -> dict[str, Any]:
        desk, settings = self.desk, self.desk.builder.state.settings
        found = await desk.off_loop(findings_of, path, file, settings, desk.lang) if settings is not None else []
        listed = next((story for story in await desk.off_loop(desk.stories.all) if story.path == path), None)
        user, values = self.user, file.values
        return {
            **story_as_json(path, file),
            "editable": may_change(user.role, user.full_name, values, values),
            "may": {action.value: may(user.role, action) for action in Action},
            "findings": [asdict(finding) for finding in found],
            "address": listed.address if listed is not None else "",
        }

    def _refused(self, refusal: Refusal) -> None:
        problem, lang = refusal.problem, self.desk.lang
        message = f"{message_of(problem, lang)} {hint_of(problem, lang)}" if problem is not None else ""
        message = message or translate(lang, pages.REFUSED[refusal.reason])
        self.send_json({"refused": refusal.reason.value, "key": refusal.key, "message": message}, 422)

    def _failed(self, failure: Failure) -> None:
        problem, lang = failure.problem, self.desk.lang
        message = f"{message_of(problem, lang)} {hint_of(problem, lang)}" if problem is not None else ""
        message = message or translate(lang, pages.FAILED[failure.fault])
        self.send_json({"failed": failure.fault.value, "message": message}, WAYS[failure.fault])


class StoryCheck(StoryData):
    """The findings of a story as it would be with edits that are not saved."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, path, settings = self.desk, self.get_query_argument("path", ""), self.desk.builder.state.settings
        try:
            request = read_request(self.request.body)
        except BadRequest as failure:
            self.send_json({"message": str(failure)}, 400)
            return
        work = partial(tried, desk.site, path, request.version, request.edits, permitted=self._permitted)
        found = await desk.off_loop(work)
        if isinstance(found, Failure):
            self._failed(found)
        elif isinstance(found, Refusal):
            self._refused(found)
        else:
            findings = (
                await desk.off_loop(findings_of, path, found, settings, desk.lang) if settings is not None else []
            )
            self.send_json({"findings": [asdict(finding) for finding in findings]})


class Texts(Handler):
    """The texts of the script, the sections that it offers, and the token of its changes."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def get(self) -> None:
        settings = self.desk.builder.state.settings
        sections = [[one.id, one.name] for one in settings.sections] if settings is not None else []
        self.send_json({**pages.texts(self.desk.lang), "sections": sections, "token": self.session.form_token})

    head = get


class Static(Handler):
    """The desk's own style sheet, scripts and fonts: nothing of a site, so the login page gets them, too."""

    PUBLIC = True
    SUPPORTED_METHODS = ("GET", "HEAD")

    def get(self, name: str) -> None:
        suffix = "." + name.rpartition(".")[2]
        if suffix == ".woff2":
            file = next((theme() / "static/assets/fonts").glob(name.removesuffix(suffix) + "-*" + suffix), None)
            data = file.read_bytes() if file is not None and name in ("head-500.woff2", "head-700.woff2") else None
        else:
            data = pages.static(name)
        if data is None:
            raise HTTPError(404)
        self.set_header(
            "Content-Type",
            TYPES.get(suffix, "application/octet-stream") + ("" if suffix == ".woff2" else "; charset=utf-8"),
        )
        self.finish(data)

    head = get


class Preview(Handler):
    """A file of the built preview, drafts included: all for those who may read all, else the pages of own drafts."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self, _: str = "") -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        try:
            path = path_of(self.request.uri or "", settings.prefix if settings is not None else "")
        except BadAddress:
            raise HTTPError(400) from None
        except LookupError:
            path = ""
        if self.request.path == "/" and not self.get_query_argument("home", ""):
            self.redirect(OWN)
            return
        if not await self._may_see(path):
            raise HTTPError(403)
        file = file_of(desk.builder.output, path) if path else None
        if file is not None and file.stat().st_size > MOST_PREVIEWED:
            raise HTTPError(404)
        data = await desk.off_loop(file.read_bytes) if file is not None else None
        if data is None and path.startswith("media/"):
            data = await desk.off_loop(desk.builder.picture, path)
        if data is None:
            raise HTTPError(404)
        suffix = ".html" if file is not None and is_page(file) else "." + path.rpartition(".")[2].lower()
        if suffix in LINK_SUFFIXES:
            data = data.replace(ORIGIN.encode(), b"")
        kind = TYPES.get(suffix, "application/octet-stream")
        self.set_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        self.set_header("Content-Security-Policy", PREVIEW_POLICY)
        self.finish(data)

    head = get

    async def _may_see(self, path: str) -> bool:
        if may(self.user.role, Action.READ) or path.lower().endswith(ASSETS):
            return True
        if self.user.role is not Role.REPORTER:
            return False
        for story in await self.desk.off_loop(self.desk.stories.all):
            if story.is_own_draft(self.user.full_name) and path in (
                story.address.lstrip("/") + "index.html", story.address.lstrip("/"),
            ):  # fmt: skip
                return True
        return False


def application(desk: Desk) -> Application:
    """The application with all addresses."""
    shared = {"desk": desk}
    return Application(
        [
            (OWN + r"login", Login, shared),
            (OWN + r"logout", Logout, shared),
            (OWN, Stories, shared),
            (OWN + r"new", New, shared),
            (OWN + r"story", Story, shared),
            (OWN + r"api/story", StoryData, shared),
            (OWN + r"api/check", StoryCheck, shared),
            (OWN + r"api/texts", Texts, shared),
            (OWN + r"static/([a-z0-9-]+\.[a-z0-9]+)", Static, shared),
            (r"/(.*)", Preview, shared),
        ]
    )
