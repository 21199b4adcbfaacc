"""Versions of a story in the browser: the list, the differences, the way back, and what each role may see of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from newsgen.desk.exchange import ExchangeState, Step
from newsgen.desk.history import HistoryState
from newsgen.desk.incoming import Conflicted
from newsgen.desk.publisher import PublisherState
from newsgen.desk.story_merge import Conflict
from newsgen.desk.story_merge import Where as Place
from tests.desk.repositories import git
from tests.desk.running import LIVE, OTHER, OWN, Running, running_desk

pytest.importorskip("argon2")


@pytest.fixture(params=["git", pytest.param("kept", marks=pytest.mark.ci)])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        if request.param == "git":
            git(desk.site, "init", "-q", "-b", "main")
            (desk.site / ".gitignore").write_text("/.newsgen/\n/public/\n/desk/\n")
            settings = desk.site / "site.yml"
            settings.write_text(settings.read_text() + "desk: {history: git}\n")
            git(desk.site, "add", "-A")
            git(desk.site, "commit", "-q", "-m", "البداية")
            desk.desk.builder.build()
        yield desk


def save(desk: Running, user: str, path: str, words: str) -> None:
    version = desk.story(user, path)["version"]
    assert desk.save(user, path, version, {"do": "replace", "block": 0, "source": words})[0] == 200
    desk.desk.history.commit_waiting()


def versions(desk: Running, user: str, path: str) -> list[str]:
    text = desk.ask("GET", f"/_/history?path={quote(path)}", user=user)[2]
    return re.findall(r"version=([0-9a-f]+)", text)


def restore(desk: Running, user: str, path: str, version: str, base: str) -> tuple[int, str]:
    form = urlencode({"path": path, "version": version, "base": base})
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    status, sent, _ = desk.ask("POST", "/_/restore", form, user=user, headers=headers)
    return status, sent.get("Location", "")


def test_versions_are_listed_compared_and_brought_back(running: Running) -> None:
    save(running, "salma", OWN, "الميناء القديم يغلق أبوابه.")
    save(running, "karim", OWN, "الميناء الجديد يغلق أبوابه.")
    found = versions(running, "salma", OWN)
    assert len(found) == 3
    page = running.ask("GET", f"/_/history?path={OWN}&version={found[1]}", user="salma")[2]
    assert "الميناء <del>القديم</del><ins>الجديد</ins> يغلق أبوابه." in page
    assert "سلمى" in page
    assert "كريم" in page
    base = running.story("salma", OWN)["version"]
    assert restore(running, "salma", OWN, found[1], base) == (303, f"/_/story?path={quote(OWN, safe='')}")
    assert "القديم" in (running.site / OWN).read_text()
    running.desk.history.commit_waiting()
    assert len(versions(running, "salma", OWN)) == 4
    assert "أُعيدت نسخة سابقة" in running.ask("GET", f"/_/history?path={OWN}", user="salma")[2]
    if running.desk.history.state.on:
        assert git(running.site, "log", "-1", "--format=%an") == "سلمى"


def test_bringing_back_merges_what_was_changed_meanwhile(running: Running) -> None:
    save(running, "salma", OWN, "صيغة ثانية.")
    base = running.story("salma", OWN)["version"]
    first = versions(running, "salma", OWN)[-1]
    file = running.site / OWN
    file.write_text(file.read_text().replace("الثانية.", "الثانية بعد تعديل."))
    assert restore(running, "salma", OWN, first, base)[0] == 303
    text = file.read_text()
    assert "الأولى." in text
    assert "الثانية بعد تعديل." in text


def test_bringing_back_overwrites_nothing_that_was_not_seen(running: Running) -> None:
    save(running, "salma", OWN, "صيغة ثانية.")
    base = running.story("salma", OWN)["version"]
    first = versions(running, "salma", OWN)[-1]
    save(running, "karim", OWN, "صيغة كريم.")
    status, place = restore(running, "salma", OWN, first, base)
    assert status == 303
    assert "failed=meanwhile" in place
    assert "صيغة كريم." in (running.site / OWN).read_text()
    assert "فلم تُعَد النسخة" in running.ask("GET", place, user="salma")[2]


def test_a_reporter_sees_no_version_that_was_not_theirs(running: Running) -> None:
    file = running.site / OWN
    old = file.read_text()
    version = running.story("karim", OWN)["version"]
    assert running.save("karim", OWN, version, {"do": "set", "key": "authors", "value": ["كريم"]})[0] == 200
    save(running, "karim", OWN, "كلمات سرية لكريم.")
    file_now = file.read_text()
    assert running.ask("GET", f"/_/history?path={OWN}", user="salma")[0] == 403
    version = running.story("karim", OWN)["version"]
    edits: list[dict[str, Any]] = [
        {"do": "set", "key": "authors", "value": ["سلمى"]},
        {"do": "replace", "block": 0, "source": "كلمات عامة."},
    ]
    assert running.save("karim", OWN, version, *edits)[0] == 200
    running.desk.history.commit_waiting()
    assert "سرية" in file_now
    for one in versions(running, "salma", OWN):
        page = running.ask("GET", f"/_/history?path={OWN}&version={one}", user="salma")[2]
        assert "سرية" not in page
        if "لا يحق لك رؤية" in page:
            assert restore(running, "salma", OWN, one, running.story("salma", OWN)["version"])[0] == 403
    assert "سلمى" in old


@pytest.mark.parametrize(
    "version", ["HEAD", "--output=/tmp/x", "../users.json", "0" * 40, "HEAD:site.yml", "main", "a" * 32, ""]
)
def test_no_other_version_can_be_named(running: Running, version: str) -> None:
    save(running, "salma", OWN, "صيغة ثانية.")
    status, _, page = running.ask("GET", f"/_/history?path={OWN}&{urlencode({'version': version})}", user="karim")
    assert status == 200
    assert "<ins>" not in page.replace("<ins>أُضيف</ins>", "")
    assert restore(running, "karim", OWN, version, running.story("karim", OWN)["version"])[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "../site/content/own.md",
        "/etc/passwd",
        "site.yml",
        "content/../site.yml",
        "desk/users.json",
        ".git/config",
        "content",
        "content/none.md",
        "-x",
        "%2e%2e/x.md",
    ],
)
def test_paths_that_are_no_stories(running: Running, path: str) -> None:
    for address in ("history", "api/on-site"):
        assert running.ask("GET", f"/_/{address}?{urlencode({'path': path})}", user="huda")[0] == 404
    assert restore(running, "huda", path, "0" * 40, "")[0] == 404


def test_a_link_is_not_followed(running: Running) -> None:
    (running.site / "content/l.md").symlink_to(running.site / "site.yml")
    (running.site / "content/d").symlink_to("/etc")
    for path in ("content/l.md", "content/d/x.md"):
        assert running.ask("GET", f"/_/history?path={path}", user="huda")[0] == 404


def test_words_of_versions_do_not_act(running: Running) -> None:
    save(running, "salma", OWN, "قبل <script>alert(1)</script> بعد")
    save(running, "salma", OWN, "قبل <img src=x onerror=alert(2)> بعد")
    for one in versions(running, "salma", OWN):
        page = running.ask("GET", f"/_/history?path={OWN}&version={one}", user="salma")[2]
        assert "<script>alert" not in page
        assert "<img" not in page


def test_who_published_what_and_when(running: Running) -> None:
    version = running.story("karim", OWN)["version"]
    assert running.save("karim", OWN, version, {"do": "set", "key": "status", "value": "published"})[0] == 200
    running.desk.history.commit_waiting()
    page = running.ask("GET", "/_/site", user="huda")[2]
    assert "مسودتي" in page
    assert "نُشرت: كريم" in page
    if running.desk.history.state.on:
        assert "Desk-Action: publish" in git(running.site, "log", "-1", "--format=%B")
    assert "مسودتي" not in running.ask("GET", "/_/site", user="salma")[2]


def test_a_new_story_is_a_commit(running: Running) -> None:
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"title": "قصة بدأت هنا", "section": "politics"})
    assert running.ask("POST", "/_/new", form, user="salma", headers=headers)[0] == 303
    running.desk.history.commit_waiting()
    assert [one.name for one in running.desk.history.ledger.all()] == ["سلمى"]
    if running.desk.history.state.on:
        assert git(running.site, "log", "-1", "--format=%an: %s") == "سلمى: حفظ: قصة بدأت هنا"


# the page of the site


def begin(desk: Running, user: str, do: str, **more: str) -> int:
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    return desk.ask("POST", "/_/site", urlencode({"do": do, **more}), user=user, headers=headers)[0]


def test_only_a_chief_deploys_by_hand(running: Running) -> None:
    running.desk.publisher.state = PublisherState(on=True, target="live")
    assert [begin(running, user, "deploy") for user in ("salma", "karim", "huda")] == [403, 403, 303]
    assert [begin(running, user, "build") for user in ("salma", "karim", "huda")] == [403, 303, 303]
    assert 'value="deploy"' not in running.ask("GET", "/_/site", user="karim")[2]
    assert 'value="deploy"' in running.ask("GET", "/_/site", user="huda")[2]


def test_conflicts_with_a_remote_are_shown_and_decided(running: Running) -> None:
    conflicts = (
        Conflicted(LIVE, "a.b.c", (Conflict(Place.BLOCK, "block:0", "كان", "<b>هنا</b>", "هناك"), Conflict(Place.KEY, "key:title", "t", "t1", None, "title"))),
        Conflicted(OTHER, "d.e.f", (), theirs_gone=True),
    )  # fmt: skip
    state = ExchangeState("origin", step=Step.MERGE, reason="conflicts", conflicts=conflicts)
    running.desk.history.state = HistoryState(on=True, exchange=state)
    page = running.ask("GET", "/_/site", user="karim")[2]
    assert "&lt;b&gt;هنا" in page
    assert "العنوان" in page
    assert (
        begin(running, "karim", "decide", path=LIVE, seen="a.b.c", **{"choice-0": "both", "choice-1": "theirs"}) == 303
    )
    assert begin(running, "karim", "decide", path=OTHER, seen="d.e.f", **{"choice-0": "both"}) == 303
    assert begin(running, "karim", "decide", path="../x", seen="", **{"choice-0": "mine"}) == 303
    decided = running.desk.history._decided
    assert decided[LIVE].choices == {"block:0": "both", "key:title": "theirs"}
    assert decided[OTHER].choices == {}
    assert set(decided) == {LIVE, OTHER}


def test_an_earlier_version_of_a_published_story_stays_published(running: Running) -> None:
    """Its words come back; whether and since when readers see it, and what was mended since, does not."""
    save(running, "karim", OWN, "صيغة المسودة.")
    version = running.story("karim", OWN)["version"]
    edits: list[dict[str, Any]] = [
        {"do": "set", "key": "status", "value": "published"},
        {"do": "set", "key": "corrections", "value": [{"at": "2026-05-02 10:00", "text": "صُحّح اسم الميناء."}]},
        {"do": "replace", "block": 0, "source": "صيغة منشورة."},
    ]
    assert running.save("karim", OWN, version, *edits)[0] == 200
    running.desk.history.commit_waiting()
    draft = versions(running, "karim", OWN)[1]
    assert "تبقى كما هي الآن" in running.ask("GET", f"/_/history?path={OWN}&version={draft}", user="karim")[2]
    assert restore(running, "karim", OWN, draft, running.story("karim", OWN)["version"])[0] == 303
    text = (running.site / OWN).read_text()
    assert "صيغة المسودة." in text
    assert "status: published" in text
    assert "صُحّح اسم الميناء." in text
    assert "stage:" not in text


def test_the_button_is_there_where_bringing_back_is_allowed(running: Running) -> None:
    """A reporter brings back the words of a draft that was ready then: it does not become ready by that."""
    version = running.story("karim", OWN)["version"]
    ready: dict[str, Any] = {"do": "set", "key": "stage", "value": "ready"}
    assert running.save("karim", OWN, version, ready)[0] == 200
    version = running.story("karim", OWN)["version"]
    edits: list[dict[str, Any]] = [
        {"do": "unset", "key": "stage"},
        {"do": "replace", "block": 0, "source": "صيغة أخرى."},
    ]
    assert running.save("karim", OWN, version, *edits)[0] == 200
    running.desk.history.commit_waiting()
    was_ready = versions(running, "salma", OWN)[1]
    assert "/_/restore" in running.ask("GET", f"/_/history?path={OWN}&version={was_ready}", user="salma")[2]
    base = running.story("salma", OWN)["version"]
    assert restore(running, "salma", OWN, was_ready, base) == (303, f"/_/story?path={quote(OWN, safe='')}")
    assert "stage:" not in (running.site / OWN).read_text()
