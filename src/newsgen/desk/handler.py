"""What all handlers of the desk share: the desk, and a base that refuses whoever may not ask."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler

from ..base.messages import translate
from ..preview.builder import Builder
from ..site.settings_desk import DeskSettings
from . import pages
from .file_kind import FileKind, title_of
from .history import History
from .ledger import Entry, entry_id
from .own_machine import Owner
from .presence import Presence
from .publisher import Publisher
from .roles import Action, actions_between, may, may_change, may_read
from .saving import source_bytes
from .sessions import Guesses, Session, Sessions, is_token
from .story_file import StoryFile, version_of
from .story_list import StoryList
from .users import User, Users
from .words import ROLES

COOKIE = "__Host-desk"
"""The name of the cookie: browsers take one with this prefix only over TLS (or on the own machine), for this host alone.
https://developer.mozilla.org/docs/Web/HTTP/Headers/Set-Cookie#cookie_prefixes"""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of the desk's own pages."""

MOST_TITLE = 200
"""How many characters of a search or of a new headline are read."""

PAGE_SIZE = 50
"""How many rows a page of a list has."""

T = TypeVar("T")


class Access(StrEnum):
    """Who may ask at an address that needs no right."""

    ANYBODY = "anybody"
    """Without a session: nothing of a site is in the answer."""
    SESSION = "session"
    """Whoever is logged in."""


Needs = Access | Action
"""What an address needs: an Access, or the right to do something to some story. Which stories, its handler asks."""


class Desk:
    """What all handlers share. ``origin`` is the address that browsers use, as ``https://desk.example.org``.

    With ``owner`` there are no accounts and no sessions: whoever is on this machine is that person. ``fixed_now`` is the time
    of every build in place of the clock's.
    """

    def __init__(
        self,
        site: Path,
        users: Users,
        builder: Builder,
        *,
        origin: str,
        lang: str,
        owner: Owner | None = None,
        fixed_now: datetime | None = None,
    ) -> None:
        self.site, self.users, self.builder, self.origin, self.lang = site, users, builder, origin, lang
        self.owner = owner
        self.sessions, self.guesses = Sessions(None if owner is not None else site), Guesses()
        self.presence = Presence()
        self.stories = StoryList(site, builder, now=self.now)
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="desk")
        self.patient_threads = ThreadPoolExecutor(2, thread_name_prefix="desk-patient")
        self.host = urlsplit(origin).netloc
        self.history = History(site, wanted=self._wanted, now=self.now, lang=lang, changed=self.sources_changed)
        self.publisher = Publisher(site, wanted=self._wanted, now=self.now, lang=lang, fixed_now=fixed_now)

    def _wanted(self) -> DeskSettings | None:
        """The settings of the desk; None before the first build of the preview has read them."""
        settings = self.builder.state.settings
        return settings.desk if settings is not None else None

    @property
    def remote(self) -> str:
        """The name of the remote with which the desk exchanges commits; empty for none."""
        wanted = self._wanted()
        return wanted.remote if wanted is not None else ""

    def sources_changed(self, paths: frozenset[str] | None) -> None:
        """Build the preview, and where it matters the site, because these sources changed; None means that any may have."""
        self.builder.sources_changed(paths)
        self.publisher.sources_changed(paths)

    def noted(self, user: User, path: str, before: StoryFile | None, after: StoryFile, *, restored: str = "") -> None:
        """Note that a person has saved a story's file, for its history, and build. ``before`` is None for a new file;
        ``restored`` is the version that was brought back."""
        values = before.values if before is not None else {"status": "draft"}
        is_story = after.kind is FileKind.STORY
        did = tuple(sorted(actions_between(values, after.values) - {Action.EDIT})) if is_story else ()
        title = title_of(after.kind, after.values)
        status = str(after.values.get("status") or "published")
        old = before.version if before is not None else ""
        entry = Entry(entry_id(), self.now(), path, old, after.version, user.full_name, title, did, restored, status)
        self._save_noted(entry)
        self.sources_changed(frozenset((path,)))

    def noted_file(self, user: User, path: str) -> None:
        """Note that a person has put another file, such as a picture, into the site's folder, and build. Raises OSError."""
        data = source_bytes(self.site, path)
        if data is not None:
            self._save_noted(Entry(entry_id(), self.now(), path, "", version_of(data), user.full_name))
        self.sources_changed(frozenset((path,)))

    def now(self) -> datetime:
        """The moment: no other module of the desk reads the clock."""
        return datetime.now(UTC)

    def _save_noted(self, entry: Entry) -> None:
        """Note a save for the history; on somebody's own machine without a commit, for they commit themselves."""
        self.history.saved(entry, commit=self.owner is None)

    async def off_loop(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do what reads files or takes long in another thread."""
        return await IOLoop.current().run_in_executor(self.threads, partial(work, *arguments))

    async def in_patience(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do what may wait for a build, in one of two threads of its own: saves and lists do not wait with it."""
        return await IOLoop.current().run_in_executor(self.patient_threads, partial(work, *arguments))


class Handler(RequestHandler):
    """The base of all handlers: the right host, no caching, strict headers; ``prepare`` refuses whoever has no session."""

    SUPPORTED_METHODS: tuple[str, ...] = ("GET", "HEAD", "POST")

    IS_USE = True
    """Whether a request says that somebody uses the desk. What a page asks by itself keeps no session alive."""

    needs: Needs
    """What the address needs: its row in ``routes.ROUTES``."""
    user: User
    session: Session

    def initialize(self, desk: Desk, needs: Needs) -> None:
        self.desk, self.needs = desk, needs

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
        """Refuse a foreign host (421), a change from elsewhere or without its token (403), anybody without a session, and a
        role that may do what the address needs with no story (403)."""
        desk = self.desk
        changing = self.request.method not in ("GET", "HEAD")
        if desk.owner is not None:
            desk.owner.admit(self.request, changing=changing)
            person: tuple[User, Session] | None = desk.owner.user, desk.owner.session
        else:
            if self.request.host != desk.host:
                raise HTTPError(421)
            if changing and self.request.headers.get("Origin") != desk.origin:
                raise HTTPError(403)
            person = self._logged_in() if self.needs is not Access.ANYBODY else None
        if self.needs is Access.ANYBODY:
            return
        if person is None:
            self._refuse_stranger()
            return
        self.user, self.session = person
        if changing and not is_token(self.session, self._sent_token()):
            raise HTTPError(403)
        if isinstance(self.needs, Action) and not may(self.user.role, self.needs, own_draft=True):
            raise HTTPError(403)

    def _logged_in(self) -> tuple[User, Session] | None:
        """The person whose cookie the request has, and their session; None where there is none."""
        desk = self.desk
        session = desk.sessions.get(self.get_cookie(COOKIE, "") or "", desk.now(), is_use=self.IS_USE)
        user = desk.users.get(session.user) if session is not None else None
        return None if session is None or user is None or not session.is_of(user) else (user, session)

    def _sent_token(self) -> str:
        return self.request.headers.get("X-Desk-Token") or self.get_body_argument("token", "")

    def _refuse_stranger(self) -> None:
        """Lead a page to the login; refuse everything else with 401."""
        if self.request.method == "GET" and self.request.headers.get("Sec-Fetch-Dest", "document") == "document":
            self.redirect(pages.OWN + "login")
        else:
            raise HTTPError(401)

    def compute_etag(self) -> str | None:
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
        return {
            "user": self.user,
            "role": role,
            "token": self.session.form_token,
            "is_owner": self.desk.owner is not None,
            "sees_site": may(self.user.role, Action.BUILD),
        }

    def page_of(self, rows: int) -> tuple[int, int]:
        """The page of a list that is asked for, from 1, and the number of its pages; it has so many rows."""
        number = self.get_query_argument("page", "1")
        count = max(1, -(-rows // PAGE_SIZE))
        asked = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
        return min(count, asked) or 1, count

    def faults(self) -> list[str]:
        """The files of ``content/`` in which the last build of the preview found errors."""
        faults = self.desk.builder.state.faults
        return sorted({fault.problem.file for fault in faults if fault.problem.file.startswith("content/")})

    def may_read(self, file: StoryFile) -> bool:
        """Whether the person may see a file. Plain pages and profiles have no drafts: everybody may see them."""
        if file.kind is not FileKind.STORY:
            return True
        return may_read(self.user.role, self.user.full_name, file.values)

    def may_change(self, now: StoryFile, new: StoryFile) -> bool:
        """Whether the person may change a file from ``now`` to ``new``."""
        if now.kind is not FileKind.STORY:
            return may(self.user.role, Action.PAGES)
        return may_change(self.user.role, self.user.full_name, now.values, new.values)
