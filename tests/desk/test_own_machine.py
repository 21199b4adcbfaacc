"""The desk of ``newsgen serve``: the person at this machine writes without a login, and nobody else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote, urlencode

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import HTTPError

from newsgen.desk.own_machine import Owner
from tests.desk.running import ABOUT, LIVE, OTHER, OWN, Running, running_desk

pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk"), owner=True) as desk:
        yield desk


def token(running: Running) -> str:
    found: str = json.loads(running.ask("GET", "/_/api/texts")[2])["token"]
    return found


def save(running: Running, path: str, headers: dict[str, str | None], words: str = "من صاحب الجهاز.") -> int:
    version = json.loads(running.ask("GET", f"/_/api/story?path={quote(path)}")[2])["version"]
    body = json.dumps({"version": version, "edits": [{"do": "replace", "block": 0, "source": words}]})
    return running.ask("POST", f"/_/api/story?path={quote(path)}", body, headers=headers)[0]


def test_the_person_at_this_machine_does_everything(running: Running) -> None:
    page = running.ask("GET", "/_/")[2]
    assert "logout" not in page
    assert "سر كريم" in page
    assert "من نحن" in running.ask("GET", "/_/pages")[2]
    for path in (OWN, OTHER, LIVE, ABOUT):
        before = (running.site / path).read_bytes()
        assert running.ask("GET", f"/_/story?path={path}")[0] == 200
        assert save(running, path, {"X-Desk-Token": token(running)}) == 200
        assert "من صاحب الجهاز." in (running.site / path).read_text(encoding="utf-8")
        (running.site / path).write_bytes(before)


def test_the_forms_of_a_story_work_without_accounts(running: Running) -> None:
    page = running.ask("GET", f"/_/story?path={LIVE}")[2]
    assert 'action="/_/withdraw"' in page
    assert 'action="/_/correct"' in page
    before = (running.site / LIVE).read_bytes()
    body = urlencode({"path": LIVE, "note": "خطأ", "token": token(running)})
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.ask("POST", "/_/withdraw", body, headers=headers)[0] == 303
    assert b"status: withdrawn" in (running.site / LIVE).read_bytes()
    assert running.ask("POST", "/_/publish-again", body.replace("token=", "token=x"), headers=headers)[0] == 403
    assert running.ask("POST", "/_/publish-again", body, headers=headers)[0] == 303
    (running.site / LIVE).write_bytes(before)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_each_name_of_this_machine(running: Running, name: str) -> None:
    host = f"{name}:{running.port}"
    before = (running.site / OWN).read_bytes()
    assert running.ask("GET", "/_/", headers={"Host": host})[0] == 200
    headers: dict[str, str | None] = {"Host": host, "Origin": f"http://{host}", "X-Desk-Token": token(running)}
    assert save(running, OWN, headers) == 200
    (running.site / OWN).write_bytes(before)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Desk-Token": None}, {"X-Desk-Token": "x"}, {"Origin": None}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:1"}, {"Host": "evil.example"}, {"Host": "localhost"}, {"Host": "localhost.evil.example:80"}, {"X-Forwarded-For": "1.2.3.4"},
        {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=1.2.3.4"}, {"Via": "1.1 x"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_from_elsewhere_is_refused(running: Running, headers: dict[str, str | None]) -> None:
    before = (running.site / OWN).read_bytes()
    sent: dict[str, str | None] = {"X-Desk-Token": token(running), **headers}
    assert save(running, OWN, sent) in (403, 421)
    assert (running.site / OWN).read_bytes() == before


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "1.2.3.4"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
@pytest.mark.parametrize("path", ["/_/", "/_/api/texts", f"/_/api/story?path={OWN}", "/_/static/story.js"])
def test_a_page_from_elsewhere_reads_nothing(running: Running, path: str, headers: dict[str, str | None]) -> None:
    status, _, text = running.ask("GET", path, headers=headers)
    assert status in (403, 421)
    assert len(text) < 10


def test_a_request_from_another_machine_is_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsgen.desk import own_machine

    monkeypatch.setattr(own_machine, "on_this_machine", lambda address: False)
    assert running.ask("GET", "/_/")[0] == 403
    assert running.ask("GET", f"/_/api/story?path={OWN}")[0] == 403


def test_a_link_elsewhere_leads_to_a_page_and_to_nothing_else(running: Running) -> None:
    followed: dict[str, str | None] = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert running.ask("GET", "/_/", headers=followed)[0] == 200
    assert running.ask("GET", "/_/", headers=followed | {"Sec-Fetch-Dest": "iframe"})[0] == 403
    assert save(running, OWN, {"X-Desk-Token": token(running), **followed}) == 403


def test_at_port_80_browsers_leave_the_port_out() -> None:
    for port, host, admitted in ((80, "localhost", True), (80, "localhost:80", True), (8000, "localhost", False)):
        owner = Owner(port, "ar", datetime(2026, 6, 1, tzinfo=UTC))
        request = cast(HTTPServerRequest, SimpleNamespace(host=host, headers=HTTPHeaders(), remote_ip="127.0.0.1"))
        if admitted:
            owner.admit(request, changing=False)
        else:
            with pytest.raises(HTTPError):
                owner.admit(request, changing=False)


def test_there_is_no_login(running: Running) -> None:
    assert running.ask("GET", "/_/login")[0] == 404
    assert running.ask("POST", "/_/logout")[0] == 404
    assert not (running.site / ".newsgen/desk/sessions.json").exists()


def test_a_new_story_has_no_author_but_those_that_are_written(running: Running) -> None:
    form = urlencode({"title": "قصة بلا كاتب", "section": "politics", "token": token(running)})
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    status, answer, _ = running.ask("POST", "/_/new", form, headers=headers)
    assert status == 303
    values = json.loads(running.ask("GET", f"/_/api/story?path={answer['Location'].partition('path=')[2]}")[2])[
        "values"
    ]
    assert (values["status"], values.get("authors") or []) == ("draft", [])
