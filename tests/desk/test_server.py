"""The desk's server: each role at each address, what strangers and other origins get, and saves of two people."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.desk import sessions
from newsgen.desk.contract import MOST_BODY
from newsgen.desk.handler import Access
from newsgen.desk.roles import Role
from newsgen.desk.routes import ROUTES
from newsgen.desk.serve import own_origin
from newsgen.desk.users import Users
from tests.desk.running import ABOUT, AUTHOR, LIVE, OTHER, OWN, PASSWORD, PEOPLE, Running, running_desk
from tests.support import story

pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


# each address and role: a stranger, a reporter, an editor, a chief

ADDRESSES = f"""
GET  /_/login                          200 200 200 200
GET  /_/static/desk.css                200 200 200 200
GET  /_/static/none.css                404 404 404 404
GET  /                                 302 302 302 302
GET  /_/                               302 200 200 200
GET  /_/story?path={OWN}               302 200 200 200
GET  /_/story?path={OTHER}             302 403 200 200
GET  /_/story?path={LIVE}              302 403 200 200
GET  /_/story?path=content/none.md     302 404 404 404
GET  /_/story?path=site.yml            302 404 404 404
GET  /_/story?path=../x.md             302 404 404 404
GET  /_/api/story?path={OWN}           302 200 200 200
GET  /_/api/story?path={OTHER}         302 403 200 200
GET  /_/api/story?path={LIVE}          302 403 200 200
GET  /_/api/texts                      302 200 200 200
GET  /_/api/links?q=x                  302 200 200 200
GET  /_/api/names?key=tags&q=x         302 200 200 200
GET  /_/api/names?key=title            302 400 400 400
GET  /_/api/picture?path={OWN}&src=x   302 404 404 404
GET  /_/api/picture?path={OTHER}&src=x 302 403 404 404
GET  /2026/05/01/own/                  302 200 200 200
GET  /2026/05/01/other/                302 403 200 200
GET  /2026/05/01/live/                 302 403 200 200
GET  /index.html                       302 403 200 200
GET  /feed.xml                         302 403 200 200
GET  /.newsgen                         302 403 404 404
GET  /..%2f..%2fsite.yml               302 400 400 400
GET  /_/none                           302 403 404 404
POST /_/api/story?path={OWN}           401 409 409 409
POST /_/api/story?path={OTHER}         401 403 409 409
POST /_/api/story?path={LIVE}          401 403 409 409
POST /_/api/check?path={OWN}           401 409 409 409
POST /_/api/presence?path={OWN}        401 400 400 400
POST /_/api/check?path={OTHER}         401 403 409 409
POST /_/api/picture?path={OWN}         401 422 422 422
POST /_/api/picture?path={OTHER}       401 403 422 422
POST /_/new                            401 400 400 400
GET  /_/pages                          302 200 200 200
POST /_/pages                          405 405 405 405
GET  /_/new-page                       405 405 405 405
POST /_/new-page                       401 403 400 400
GET  /_/story?path={ABOUT}             302 200 200 200
GET  /_/story?path={AUTHOR}            302 200 200 200
GET  /_/story?path=content/pages/no.md 302 404 404 404
GET  /_/story?path=content/front.yml   302 404 404 404
GET  /_/api/story?path={ABOUT}         302 200 200 200
GET  /_/api/story?path={AUTHOR}        302 200 200 200
POST /_/api/story?path={ABOUT}         401 403 409 409
POST /_/api/story?path={AUTHOR}        401 403 409 409
POST /_/api/story?path=content/front.yml 401 404 404 404
POST /_/api/check?path={ABOUT}         401 403 409 409
POST /_/api/check?path={AUTHOR}        401 403 409 409
POST /_/api/presence?path={AUTHOR}     401 400 400 400
GET  /_/api/picture?path={AUTHOR}&src=x 302 404 404 404
POST /_/api/picture?path={ABOUT}       401 403 422 422
POST /_/api/picture?path={AUTHOR}      401 403 422 422
GET  /_/api/on-site?path={ABOUT}       302 200 200 200
GET  /_/api/on-site?path={AUTHOR}      302 200 200 200
GET  /_/history?path={ABOUT}           302 200 200 200
GET  /_/history?path={AUTHOR}          302 200 200 200
GET  /about/                           302 403 200 200
POST /_/login                          403 403 403 403
POST /_/update                         401 404 404 404
POST /_/correct                        401 404 404 404
POST /_/withdraw                       401 403 404 404
POST /_/publish-again                  401 403 404 404
GET  /_/update                         405 405 405 405
GET  /_/api/on-site?path={OWN}         302 200 200 200
GET  /_/api/on-site?path={OTHER}       302 403 200 200
GET  /_/api/on-site?path=site.yml      302 404 404 404
POST /_/api/on-site?path={OWN}         405 405 405 405
GET  /_/history?path={OWN}             302 200 200 200
GET  /_/history?path={OTHER}           302 403 200 200
GET  /_/history?path={LIVE}            302 403 200 200
GET  /_/history?path=../site.yml       302 404 404 404
GET  /_/history?path=--output=x.md     302 404 404 404
POST /_/history?path={OWN}             405 405 405 405
GET  /_/restore                        405 405 405 405
POST /_/restore                        401 404 404 404
GET  /_/site                           302 403 200 200
POST /_/site                           401 403 400 400
GET  /_/api/site                       302 403 200 200
POST /_/api/site                       405 405 405 405
POST /_/story?path={OWN}               405 405 405 405
DELETE /_/api/story?path={OWN}         405 405 405 405
"""
"""Each line: what a stranger, a reporter, an editor and a chief get. A save of an unknown version is a 409."""


@pytest.mark.parametrize("line", ADDRESSES.strip().split("\n"), ids=lambda line: "-".join(line.split()[:2]))
def test_each_address_and_role(running: Running, line: str) -> None:
    method, path, *wanted = line.split()
    body = json.dumps({"version": "0" * 32, "edits": []}) if method == "POST" and "/api/" in path else ""
    got = [running.ask(method, path, body, user=user)[0] for user in ("", *PEOPLE)]
    if method == "DELETE":
        assert all(status in (403, 405) for status in got)
    else:
        assert got == [int(status) for status in wanted]


def test_the_table_of_addresses_and_roles_is_whole() -> None:
    """Each route and method has a row above; and what answers anybody is the login and the desk's own files."""
    tried = set()
    for method, path in (line.split()[:2] for line in ADDRESSES.strip().split("\n")):
        route = next(route for route in ROUTES if re.fullmatch(route.pattern, path.partition("?")[0]))
        tried.add((route.pattern, method))
    answered = {(one.pattern, method) for one in ROUTES for method in one.handler.SUPPORTED_METHODS if method != "HEAD"}
    assert answered - tried == {("/_/logout", "POST")}, "the logout would end the sessions of the other tests"
    assert {route.handler.__name__ for route in ROUTES if route.needs is Access.ANYBODY} == {"Login", "Static"}


def test_a_reporter_sees_nothing_of_others(running: Running) -> None:
    for path in ("/_/", "/_/?q=سر", f"/_/story?path={OTHER}", f"/_/api/story?path={OTHER}", "/2026/05/01/other/", "/"):
        _, _, text = running.ask("GET", quote(path, safe="/?=&"), user="salma")
        assert "سر كريم" not in text
        assert "كلمة سرية" not in text
    assert "مسودتي" in running.ask("GET", "/_/", user="salma")[2]
    assert "سر كريم" in running.ask("GET", "/_/", user="karim")[2]


def test_the_preview_of_an_own_draft_names_no_other_hidden_story(running: Running) -> None:
    """Its lists are those that readers would see. Who may see everything sees the drafts in them, too."""
    (running.site / "content/soon.md").write_text(story("غدا سر", date="2099-01-01 10:00"), encoding="utf-8")
    running.build()
    address = running.story("salma", OWN)["address"]
    status, headers, own = running.ask("GET", address, user="salma")
    assert status == 200
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "الأولى." in own
    assert "منشورة" in own, "published stories are in its lists"
    assert "سر" not in own
    assert "سر كريم" in running.ask("GET", address, user="karim")[2]
    (running.site / "content/soon.md").unlink()
    running.build()


def test_a_stranger_sees_nothing_of_the_site(running: Running) -> None:
    for path in ("/", "/_/", f"/_/story?path={OWN}", "/_/login", "/2026/05/01/live/", "/_/api/texts"):
        assert not any(word in running.ask("GET", path)[2] for word in ("مسودتي", "سر كريم", "منشورة", "صحيفة التجربة"))


def test_a_page_says_in_plain_words_what_it_lacks(running: Running) -> None:
    assert "اسأل محررًا" in running.ask("GET", f"/_/story?path={OTHER}", user="salma")[2]
    assert "لا توجد قصة كهذه" in running.ask("GET", "/_/story?path=content/none.md", user="karim")[2]


def test_a_file_that_cannot_be_taken_apart_is_told(running: Running) -> None:
    broken = running.site / "content/broken.md"
    broken.write_bytes("---\ntitle: خبر\n---\nنص".encode("windows-1256"))
    try:
        assert running.ask("GET", "/_/story?path=content/broken.md", user="karim")[0] == 200
        assert running.ask("GET", "/_/story?path=content/broken.md", user="salma")[0] == 422
        status, _, text = running.ask("GET", "/_/api/story?path=content/broken.md", user="karim")
        assert status == 422
        assert "UTF-8" in json.loads(text)["message"]
    finally:
        broken.unlink()


def test_words_of_a_story_whose_front_matter_is_broken_can_be_edited_by_an_editor(running: Running) -> None:
    file = running.site / OWN
    before = file.read_bytes()
    file.write_bytes(before.replace(b"status: draft", b"status: [draft"))
    opened = running.story("karim", OWN)
    assert not opened["keyed"]
    assert running.save("karim", OWN, opened["version"], {"do": "set", "key": "title", "value": "x"})[0] == 422
    assert running.save("karim", OWN, opened["version"], {"do": "replace", "block": 0, "source": "غيرها."})[0] == 200
    assert running.save("salma", OWN, opened["version"], {"do": "replace", "block": 0, "source": "زور."})[0] == 403
    file.write_bytes(before)


EDITS: dict[str, tuple[dict[str, Any], str, int]] = {
    "its text": ({"do": "replace", "block": 0, "source": "غيرها."}, "own", 200),
    "its headline": ({"do": "set", "key": "title", "value": "غيره"}, "own", 200),
    "publish": ({"do": "set", "key": "status", "value": "published"}, "own", 403),
    "publish by leaving the status out": ({"do": "unset", "key": "status"}, "own", 403),
    "withdraw": ({"do": "set", "key": "status", "value": "withdrawn"}, "own", 403),
    "schedule": ({"do": "set", "key": "publish_at", "value": "2027-01-01"}, "own", 403),
    "give away": ({"do": "set", "key": "authors", "value": ["كريم"]}, "own", 403),
    "another's draft": ({"do": "set", "key": "title", "value": "غيره"}, "other", 403),
    "a published story": ({"do": "set", "key": "title", "value": "غيره"}, "live", 403),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_a_reporter_may_change(running: Running, name: str) -> None:
    edit, which, wanted = EDITS[name]
    path = f"content/{which}.md"
    file = running.site / path
    before = file.read_bytes()
    version = running.story("karim", path)["version"]
    status, _ = running.save("salma", path, version, edit)
    assert status == wanted
    assert (file.read_bytes() == before) == (wanted != 200)
    file.write_bytes(before)
    status, _ = running.save("karim", path, version, edit)
    assert status == 200
    file.write_bytes(before)


def test_a_draft_that_an_editor_published_meanwhile_is_not_the_reporters_any_more(running: Running) -> None:
    file = running.site / OWN
    before = file.read_bytes()
    version = running.story("salma", OWN)["version"]
    assert running.save("karim", OWN, version, {"do": "set", "key": "status", "value": "published"})[0] == 200
    published = file.read_bytes()
    assert running.save("salma", OWN, version, {"do": "replace", "block": 0, "source": "بعد النشر."})[0] == 403
    assert file.read_bytes() == published
    file.write_bytes(before)


# changes from elsewhere


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "http://localhost"}, {"X-Desk-Token": None},
        {"X-Desk-Token": "wrong"}, {"X-Desk-Token": ""}, {"Cookie": None}, {"Cookie": "__Host-desk=wrong"}, {"Cookie": "desk=x"}, {"Host": "evil.example"},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_from_elsewhere_is_refused(running: Running, headers: dict[str, str | None]) -> None:
    file = running.site / OWN
    before = file.read_bytes()
    version = running.story("karim", OWN)["version"]
    body = json.dumps({"version": version, "edits": [{"do": "set", "key": "title", "value": "زور"}]})
    status, _, _ = running.ask("POST", f"/_/api/story?path={OWN}", body, user="karim", headers=headers)
    assert status in (401, 403, 421)
    assert file.read_bytes() == before


def test_the_token_of_another_session_is_refused(running: Running) -> None:
    status, _, _ = running.ask("POST", "/_/logout", user="karim", headers={"X-Desk-Token": running.tokens["salma"]})
    assert status == 403


def test_the_cookie_and_the_headers(running: Running) -> None:
    body = urlencode({"name": "karim", "password": PASSWORD})
    _, headers, _ = running.ask("POST", "/_/login", body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    attributes = {part.strip().lower() for part in headers["Set-Cookie"].split(";")[1:]}
    assert attributes == {"path=/", "secure", "httponly", "samesite=strict"}
    for path in ("/_/login", "/_/", f"/_/story?path={OWN}"):
        policy = running.ask("GET", path, user="karim")[1]["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    preview = running.ask("GET", "/2026/05/01/own/", user="karim")[1]["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in preview
    assert "script-src" not in preview


def test_a_session_from_before_the_login_is_worth_nothing(running: Running) -> None:
    """A cookie that somebody else has put into the browser does not become a session (fixation)."""
    body = urlencode({"name": "karim", "password": PASSWORD})
    headers: dict[str, str | None] = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "__Host-desk=chosen",
    }
    _, answer, _ = running.ask("POST", "/_/login", body, headers=headers)
    assert "chosen" not in answer["Set-Cookie"]
    assert running.ask("GET", "/_/", headers={"Cookie": "__Host-desk=chosen"})[0] == 302


def test_guessing_is_limited_and_tells_nothing(running: Running) -> None:
    _, _, there = running.ask(
        "POST",
        "/_/login",
        urlencode({"name": "huda", "password": "x"}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    _, _, not_there = running.ask(
        "POST",
        "/_/login",
        urlencode({"name": "nobody", "password": "x"}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert there == not_there
    statuses = [running.log_in("huda", "wrong") for _ in range(sessions.TRIES)]
    assert statuses[-1] == 429
    assert running.log_in("huda") == 429
    running.desk.guesses.right("huda", "127.0.0.1")
    assert running.log_in("huda") == 303


def test_a_disabled_account_and_a_new_password_end_sessions(running: Running) -> None:
    users = Users(running.site)
    users.add("temp", "مؤقت", Role.EDITOR, PASSWORD)
    assert running.log_in("temp") == 303
    assert running.ask("GET", "/_/", user="temp")[0] == 200
    users.set_password("temp", PASSWORD + "٢")
    assert running.ask("GET", "/_/", user="temp")[0] == 302
    assert running.log_in("temp", PASSWORD + "٢") == 303
    users.disable("temp")
    assert running.ask("GET", "/_/", user="temp")[0] == 302
    assert running.log_in("temp", PASSWORD + "٢") == 403
    running.desk.guesses.right("temp", "127.0.0.1")


def test_logging_out_ends_sessions_here_and_everywhere(running: Running) -> None:
    Users(running.site).add("many", "كثير", Role.EDITOR, PASSWORD)
    form: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.log_in("many") == 303
    first, token = running.cookies["many"], running.tokens["many"]
    assert running.log_in("many") == 303
    assert running.ask("POST", "/_/logout", "", user="many", headers=form)[0] == 303
    assert running.ask("GET", "/_/", user="many")[0] == 302
    running.cookies["many"], running.tokens["many"] = first, token
    assert running.ask("GET", "/_/", user="many")[0] == 200
    assert running.log_in("many") == 303
    assert running.ask("POST", "/_/logout", "everywhere=1", user="many", headers=form)[0] == 303
    running.cookies["many"] = first
    assert running.ask("GET", "/_/", user="many")[0] == 302


# who is in a story, and the list


def beat(running: Running, user: str, wish: str, path: str = OWN, **more: Any) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"window": f"{user}-window", "wish": wish, **more})
    status, _, text = running.ask("POST", f"/_/api/presence?path={quote(path)}", body, user=user)
    return status, json.loads(text) if text.startswith("{") else {}


def test_who_is_in_a_story(running: Running) -> None:
    assert beat(running, "salma", "open")[1]["writing"]
    status, seen = beat(running, "karim", "open")
    assert (status, seen["writing"], seen["writer"]["name"], seen["may_write"]) == (200, False, "سلمى", True)
    assert "الكتابة الآن عند" in running.ask("GET", "/_/", user="karim")[2]
    assert beat(running, "karim", "take")[1]["writing"]
    lost = beat(running, "salma", "stay", writing=True)[1]["lost"]
    assert (lost["name"], lost["given"]) == ("كريم", False)
    version = running.story("salma", OWN)["version"]
    before = (running.site / OWN).read_bytes()
    assert running.save("salma", OWN, version, {"do": "replace", "block": 0, "source": "كلماتي."})[0] == 200
    assert "كلماتي." in (running.site / OWN).read_text(encoding="utf-8"), "a save is never refused because of presence"
    (running.site / OWN).write_bytes(before)
    for user in ("salma", "karim"):
        assert beat(running, user, "leave")[1].keys() == {"version", "may_write"}


def test_nobody_learns_who_is_in_a_story_that_is_not_theirs(running: Running) -> None:
    assert beat(running, "karim", "open", OTHER)[0] == 200
    for path in (OTHER, LIVE):
        assert beat(running, "salma", "open", path) == (403, {})
        assert beat(running, "salma", "take", path) == (403, {})
    for path in (
        "content/none.md",
        "../x.md",
        "site.yml",
        ".newsgen/desk/sessions.json",
        "content/../desk/users.json",
        "",
    ):
        assert beat(running, "karim", "open", path) == (404, {})
    beat(running, "karim", "leave", OTHER)


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", '{"window": "x", "wish": "open"}', '{"window": "../../../x", "wish": "open"}', '{"window": "12345678", "wish": "own"}',
        '{"window": "12345678", "wish": "open", "idle": -1}', '{"window": "12345678", "wish": "open", "idle": 1e99}', '{"window": "12345678", "wish": "open", "user": "huda"}',
        '{"window": "12345678\\n", "wish": "open"}', '{"window": ["12345678"], "wish": "open"}', "[" * 1000, '{"window": "' + "x" * 5000 + '", "wish": "open"}',
    ],
    ids=range(14),
)  # fmt: skip
def test_beats_that_are_none(running: Running, body: str) -> None:
    status, _, _ = running.ask("POST", f"/_/api/presence?path={OWN}", body, user="karim")
    assert status in (400, 413)


def test_a_page_that_asks_by_itself_keeps_no_session_alive(running: Running) -> None:
    seen = running.desk.sessions.get(running.cookies["karim"], running.desk.now(), is_use=False).seen
    beat(running, "karim", "open")
    assert running.desk.sessions.get(running.cookies["karim"], running.desk.now(), is_use=False).seen == seen
    beat(running, "karim", "leave")
    running.ask("GET", "/_/", user="karim")
    assert running.desk.sessions.get(running.cookies["karim"], running.desk.now(), is_use=False).seen > seen


def test_a_reporter_hands_in_and_an_editor_makes_it_ready(running: Running) -> None:
    file = running.site / OWN
    before = file.read_bytes()

    def step(user: str, name: str) -> dict[str, Any]:
        workflow = running.story(user, OWN)["workflow"]
        return next(one for one in (*workflow["steps"], *workflow["stages"]) if one["name"] == name)

    def take(user: str, name: str) -> int:
        return running.save(user, OWN, running.story(user, OWN)["version"], *step(user, name)["edits"])[0]

    assert "المحرر" in step("salma", "ready")["reason"]
    assert "المحرر" in step("salma", "publish")["reason"]
    assert (take("salma", "ready"), take("salma", "publish")) == (403, 403)
    assert take("salma", "hand-in") == 200
    assert "stage: review" in file.read_text(encoding="utf-8")
    assert running.story("karim", OWN)["workflow"]["stage"] == "review"
    running.build()
    assert "مسودتي" in running.ask("GET", "/_/?stage=review", user="karim")[2]
    assert "مسودتي" not in running.ask("GET", "/_/?stage=idea", user="karim")[2]
    assert take("karim", "ready") == 200
    opened = running.story("salma", OWN)
    assert not opened["editable"]
    assert "مقفلة" in opened["workflow"]["locked"]
    assert running.save("salma", OWN, opened["version"], {"do": "replace", "block": 0, "source": "بعدها."})[0] == 403
    assert take("karim", "publish") == 200
    text = file.read_text(encoding="utf-8")
    assert "status: published" in text
    assert "stage" not in text
    file.write_bytes(before)
    running.build()


def test_the_newsrooms_own_names_of_stages(running: Running) -> None:
    file = running.site / "site.yml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before + "desk: {stages: {review: عند المدير}}\n", encoding="utf-8")
    running.build()
    assert "عند المدير" in running.ask("GET", "/_/", user="karim")[2]
    assert "عند المدير" in [one["label"] for one in running.story("karim", OWN)["workflow"]["stages"]]
    file.write_text(before, encoding="utf-8")
    running.build()


@pytest.mark.parametrize(
    "query", ["page=99999", "page=-1", "page=%D9%A3", "since=x&until=2026-13-45", "since=9999-12-31", "stage=no", "q=" + "x" * 5000, "person=%00", "q=%E2%80%AE"]
)  # fmt: skip
def test_odd_questions_to_the_list(running: Running, query: str) -> None:
    for user in PEOPLE:
        assert running.ask("GET", f"/_/?{query}", user=user)[0] == 200


# what is sent


BODIES = [
    b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version": "x", "edits": [{"do": "erase"}]}', b'{"version": "x", "edits": [{"do": "set", "key": "title", "value": 1}]}',
    b'{"version": "x", "edits": [{"do": "replace", "block": "0", "source": "x"}]}', b'{"version": "x", "more": 1}', b"\xff\xfe", b"[" * 5000,
    b'{"version": "x", "decisions": {"block:0": "mine; rm"}}', b'{"version": "x", "edits": [{"do": "set", "key": "extra", "value": ' + b"[" * 3000 + b"]" * 3000 + b"}]}",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_that_are_no_save(running: Running, body: bytes) -> None:
    before = (running.site / OWN).read_bytes()
    assert running.ask("POST", f"/_/api/story?path={OWN}", body, user="karim")[0] == 400
    assert (running.site / OWN).read_bytes() == before


def test_a_body_that_is_too_large_is_not_read(running: Running) -> None:
    headers: dict[str, str | None] = {"Content-Length": str(MOST_BODY + 1)}
    try:
        status, _, _ = running.ask("POST", f"/_/api/story?path={OWN}", b"x", user="karim", headers=headers)
    except (http.client.HTTPException, OSError):
        return
    assert status in (400, 413)


TEXTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "</textarea><script>1</script>",
    "\u202eمعكوس",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_story_are_words_on_the_desk(running: Running, text: str) -> None:
    """What somebody writes into any field comes out escaped in the list, and as JSON in the page."""
    file = running.site / OWN
    before = file.read_bytes()
    version = running.story("karim", OWN)["version"]
    for key in ("title", "kicker", "note"):
        running.save("karim", OWN, version, {"do": "set", "key": key, "value": text})
    running.build()
    page = running.ask("GET", "/_/", user="karim")[2]
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    answer = running.ask("GET", f"/_/api/story?path={OWN}", user="karim")
    assert answer[1]["Content-Type"].startswith("application/json")
    file.write_bytes(before)
    running.build()


# two people


def test_two_people_save_different_blocks(running: Running) -> None:
    file = running.site / OWN
    before = file.read_bytes()
    version = running.story("salma", OWN)["version"]
    assert running.save("karim", OWN, version, {"do": "replace", "block": 1, "source": "من كريم."})[0] == 200
    status, value = running.save("salma", OWN, version, {"do": "replace", "block": 0, "source": "من سلمى."})
    assert status == 200
    assert value["merged"]
    assert [block["source"] for block in value["blocks"]] == ["من سلمى.", "من كريم."]
    file.write_bytes(before)


def test_a_save_changes_threads_once(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change of threads may wait for a build that computes in another."""
    before, works = (running.site / OWN).read_bytes(), list[str]()
    off_loop = type(running.desk).off_loop

    async def counted(self: Any, work: Any, *arguments: Any) -> Any:
        works.append(work.__name__)
        return await off_loop(self, work, *arguments)

    monkeypatch.setattr(type(running.desk), "off_loop", counted)
    version = running.story("salma", OWN)["version"]
    edit = {"do": "replace", "block": 0, "source": "مرة واحدة."}
    assert (
        running.ask(
            "POST", f"/_/api/check?path={OWN}", json.dumps({"version": version, "edits": [edit]}), user="salma"
        )[0]
        == 200
    )
    assert running.save("salma", OWN, version, edit)[0] == 200
    assert works == ["_opened", "_tried", "_saved"]
    (running.site / OWN).write_bytes(before)


def test_two_people_save_the_same_block(running: Running) -> None:
    file = running.site / OWN
    before = file.read_bytes()
    version = running.story("salma", OWN)["version"]
    assert running.save("karim", OWN, version, {"do": "replace", "block": 0, "source": "الأولى من كريم."})[0] == 200
    edit = {"do": "replace", "block": 0, "source": "الأولى من سلمى."}
    status, value = running.save("salma", OWN, version, edit)
    assert status == 409
    (conflict,) = value["conflicts"]
    assert (conflict["base"], conflict["mine"], conflict["theirs"]) == ("الأولى.", "الأولى من سلمى.", "الأولى من كريم.")
    status, value = running.save("salma", OWN, version, edit, decisions={conflict["name"]: "both"}, seen=value["seen"])
    assert status == 200
    assert [block["source"] for block in value["blocks"]][:2] == ["الأولى من سلمى.", "الأولى من كريم."]
    file.write_bytes(before)


def test_findings_of_words_that_are_not_saved(running: Running) -> None:
    version = running.story("karim", OWN)["version"]
    body = json.dumps(
        {"version": version, "edits": [{"do": "insert", "before": 2, "source": "![](none.jpg)\n\n[x](javascript:1)"}]}
    )
    before = (running.site / OWN).read_bytes()
    status, _, text = running.ask("POST", f"/_/api/check?path={OWN}", body, user="karim")
    assert status == 200
    findings = json.loads(text)["findings"]
    assert any(finding["text"] == "[x](javascript:1)" and finding["block"] == 3 for finding in findings)
    assert (running.site / OWN).read_bytes() == before


def test_a_new_story_is_a_draft_of_whoever_begins_it(running: Running) -> None:
    form: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = running.ask(
        "POST", "/_/new", urlencode({"title": "قصة جديدة", "section": "politics"}), user="salma", headers=form
    )
    assert status == 303
    path = headers["Location"].partition("path=")[2]
    status, _, text = running.ask("GET", f"/_/api/story?path={path}", user="salma")
    assert status == 200
    values = json.loads(text)["values"]
    assert (values["status"], values["authors"]) == ("draft", ["سلمى"])


@pytest.mark.parametrize(
    ("written", "origin"),
    [("", "http://localhost:8010"), ("https://desk.example.org", "https://desk.example.org"), ("https://desk.example.org/", "https://desk.example.org"),
     ("http://127.0.0.1:9000", "http://127.0.0.1:9000")],
)  # fmt: skip
def test_origins(written: str, origin: str) -> None:
    assert own_origin(written, 8010) == origin


@pytest.mark.parametrize(
    "written",
    [
        "http://desk.example.org",
        "desk.example.org",
        "https://desk.example.org/x",
        "https://u:p@desk.example.org",
        "ftp://localhost",
        "https://",
        "https://Desk",
    ],
)
def test_origins_that_are_none(written: str) -> None:
    with pytest.raises(FatalProblems):
        own_origin(written, 8010)
