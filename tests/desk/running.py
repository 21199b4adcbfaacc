"""A desk that answers, with three people, three stories, a plain page and a profile."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from newsgen.build.run import Options
from newsgen.desk import passwords
from newsgen.desk.roles import Role
from newsgen.desk.serve import preview_options
from newsgen.desk.users import Users
from tests.support import Site, story

PASSWORD = "كلمة مرور طويلة"
PEOPLE = {"salma": ("سلمى", Role.REPORTER), "karim": ("كريم", Role.EDITOR), "huda": ("هدى", Role.CHIEF)}
OWN, OTHER, LIVE = "content/own.md", "content/other.md", "content/live.md"
ABOUT, AUTHOR = "content/pages/about.md", "content/authors/karim.yml"


@dataclass
class Running:
    """A desk that answers at ``port``, whose preview is built by ``build`` alone."""

    site: Path
    port: int
    desk: Any
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str = b"",
        *,
        user: str = "",
        headers: dict[str, str | None] | None = None,
    ) -> tuple[int, dict[str, str], str]:
        """The status, the headers and the text of an answer; ``user`` is who has a session and sends its token."""
        sent: dict[str, str | None] = {"Host": f"localhost:{self.port}"}
        if method != "GET":
            sent["Origin"] = self.origin
        if user:
            sent["Cookie"] = f"__Host-desk={self.cookies[user]}"
            sent["X-Desk-Token"] = self.tokens[user]
        sent |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, {name: value for name, value in sent.items() if value is not None})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
        finally:
            connection.close()

    def log_in(self, name: str, password: str = PASSWORD) -> int:
        body = urlencode({"name": name, "password": password})
        status, headers, _ = self.ask(
            "POST", "/_/login", body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        if "Set-Cookie" in headers:
            self.cookies[name] = headers["Set-Cookie"].partition("=")[2].partition(";")[0]
            session = self.desk.sessions.get(self.cookies[name], datetime.now(UTC))
            self.tokens[name] = session.form_token
        return status

    def build(self) -> None:
        """Build the preview from all files as they are now."""
        self.desk.builder.sources_changed(None)
        self.desk.builder._wait()
        self.desk.builder.build()

    def save(
        self, user: str, path: str, version: str, *edits: dict[str, Any], **more: Any
    ) -> tuple[int, dict[str, Any]]:
        body = json.dumps({"version": version, "edits": list(edits), **more})
        status, _, text = self.ask("POST", f"/_/api/story?path={quote(path)}", body, user=user)
        return status, json.loads(text) if text.startswith("{") else {}

    def story(self, user: str, path: str) -> dict[str, Any]:
        status, _, text = self.ask("GET", f"/_/api/story?path={quote(path)}", user=user)
        assert status == 200
        found: dict[str, Any] = json.loads(text)
        return found


@contextmanager
def running_desk(folder: Path, *, owner: bool = False) -> Iterator[Running]:
    """A desk with three people and three stories: an own draft of the reporter, somebody else's, and a published one; and with
    a plain page and the editor's profile.

    With ``owner`` it is that of one person on their own machine, without accounts.
    """
    from argon2 import PasswordHasher
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application

    from newsgen.desk.bounds import DeskServer
    from newsgen.desk.handler import Desk
    from newsgen.desk.own_machine import Owner
    from newsgen.desk.routes import own_rules
    from newsgen.preview.builder import Builder

    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    site = Site(folder)
    site.write(OWN, story("مسودتي", authors=["سلمى"], status="draft", body="الأولى.\n\nالثانية."))
    site.write(OTHER, story("سر كريم", authors=["كريم"], status="draft", body="كلمة سرية."))
    site.write(LIVE, story("منشورة", authors=["سلمى"], body="نص منشور."))
    site.write(ABOUT, "---\n# الصفحة\ntitle: من نحن\n---\n\nالأولى.\n\nالثانية.\n")
    site.write(AUTHOR, "# الاسم كما في القصص\nname: كريم   # محرر\nrole: محرر\n")
    users = Users(site.root)
    for name, (full_name, role) in PEOPLE.items():
        users.add(name, full_name, role, PASSWORD)
    builder = Builder(
        preview_options(Options(site.root, site.output, datetime(2026, 6, 1, tzinfo=UTC))),
        follow_clock=False,
        on_build=lambda *_: None,
    )
    builder.build()
    assert builder.builds == 1
    (socket,) = bind_sockets(0, "127.0.0.1")
    port = socket.getsockname()[1]
    own = Owner(port, "ar", datetime.now(UTC)) if owner else None
    desk = Desk(site.root, users, builder, origin=f"http://localhost:{port}", lang="ar", owner=own)
    loop = asyncio.new_event_loop()
    started = threading.Event()

    def serve() -> None:
        asyncio.set_event_loop(loop)

        async def begin() -> None:
            server = HTTPServer(Application(own_rules(desk))) if owner else DeskServer(desk)
            server.add_sockets([socket])
            started.set()

        loop.run_until_complete(begin())
        loop.run_forever()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert started.wait(20)
    found = Running(site.root, port, desk)
    for name in () if owner else PEOPLE:
        assert found.log_in(name) == 303
    yield found
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    patch.undo()
