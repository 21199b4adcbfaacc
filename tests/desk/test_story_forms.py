"""The forms of a story's page at the server: who may send each, what becomes of the file, what the page says then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlencode

import pytest

from newsgen.desk.form_posts import MOST_FORM
from newsgen.desk.roles import Action, Role
from newsgen.desk.story_forms import forms_of
from newsgen.desk.users import User
from tests.desk.running import LIVE, OTHER, OWN, Running, running_desk
from tests.support import story

pytest.importorskip("argon2")

COVERAGE = "content/coverage.md"
FIRST = "## 09:00 بداية\n\nنص."


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(autouse=True)
def files(running: Running) -> Iterator[None]:
    """The stories as they were, whatever a test does to them; and a live coverage whose authors are Salma and Karim."""
    (running.site / COVERAGE).write_text(
        story("تغطية", kind="live", authors=["سلمى", "كريم"], body=FIRST), encoding="utf-8"
    )
    before = {path: (running.site / path).read_bytes() for path in (OWN, OTHER, LIVE, COVERAGE)}
    yield
    for path, data in before.items():
        (running.site / path).write_bytes(data)


def send(running: Running, user: str, form: str, path: str, *, script: bool = True, **fields: str) -> tuple[int, str]:
    """The status of a form that is sent, and its message; of a plain post the address that follows, or the page."""
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    if script:
        headers["Accept"] = "application/json"
    else:
        headers["X-Desk-Token"] = None
        fields["token"] = running.tokens[user]
    body = urlencode({"path": path, **fields})
    status, answer, text = running.ask("POST", f"/_/{form}", body, user=user, headers=headers)
    message = json.loads(text)["message"] if text.startswith("{") else text
    return status, message if script else unquote(answer.get("Location", text))


def text_of(running: Running, path: str) -> str:
    return (running.site / path).read_bytes().decode()


WHO = f"""
update         {COVERAGE}  200 200 200
update         {OWN}       422 422 422
update         {OTHER}     403 422 422
update         {LIVE}      403 422 422
correct        {OWN}       200 200 200
correct        {OTHER}     403 200 200
correct        {LIVE}      403 200 200
correct        {COVERAGE}  403 200 200
withdraw       {OWN}       403 422 422
withdraw       {LIVE}      403 200 200
withdraw       {COVERAGE}  403 200 200
publish-again  {LIVE}      403 422 422
update         content/none.md   404 404 404
correct        ../site.yml       404 404 404
withdraw       site.yml          403 404 404
correct        desk/users.json   404 404 404
"""
"""What a reporter, an editor and a chief get who send each form."""


@pytest.mark.parametrize("line", WHO.strip().split("\n"))
def test_who_may_send_each_form(running: Running, line: str) -> None:
    form, path, *wanted = line.split()
    fields = {"text": "كلام جديد", "at": "2026-05-02 10:00", "note": "السبب"}
    there = running.site / path
    before = there.read_bytes() if there.is_file() else b""
    for user, status in zip(("salma", "karim", "huda"), wanted, strict=True):
        assert send(running, user, form, path, **fields)[0] == int(status), user  # type: ignore[arg-type]
        if there.is_file():
            assert (there.read_bytes() != before) == (status == "200")
            there.write_bytes(before)
    strangers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.ask("POST", f"/_/{form}", urlencode({"path": path, **fields}), headers={**strangers})[0] == 401


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": None}, {"X-Desk-Token": None}, {"X-Desk-Token": "x"}, {"Host": "evil.example"}],
    ids=str,
)  # fmt: skip
def test_a_form_from_elsewhere_is_refused(running: Running, headers: dict[str, str | None]) -> None:
    before = text_of(running, LIVE)
    body = urlencode({"path": LIVE, "note": "زور", "token": "wrong"})
    kind: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.ask("POST", "/_/withdraw", body, user="karim", headers={**kind, **headers})[0] in (403, 421)
    assert text_of(running, LIVE) == before


def test_a_form_that_is_too_large(running: Running) -> None:
    headers: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    body = urlencode({"path": COVERAGE, "text": "x" * (MOST_FORM + 1)})
    assert running.ask("POST", "/_/update", body, user="karim", headers=headers)[0] == 413


# updates


def test_a_reporter_sees_their_coverage_sends_an_update_and_can_change_nothing_else(running: Running) -> None:
    running.build()
    assert "تغطية" in running.ask("GET", "/_/", user="salma")[2]
    page = running.ask("GET", f"/_/story?path={COVERAGE}", user="salma")[2]
    assert 'data-form="update"' in page
    other = running.ask("GET", f"/_/story?path={COVERAGE}", user="karim")[2]
    assert (page.count(running.tokens["salma"]), other.count(running.tokens["salma"])) == (3, 0), (
        "each page has its own token"
    )
    assert 'data-form="correct"' not in page
    assert 'action="/_/withdraw"' not in page
    opened = running.story("salma", COVERAGE)
    assert not opened["editable"]
    assert running.ask("GET", opened["address"], user="salma")[0] == 200
    assert running.save("salma", COVERAGE, opened["version"], {"do": "replace", "block": 1, "source": "زور."})[0] == 403
    assert running.save("salma", COVERAGE, opened["version"], {"do": "insert", "before": 0, "source": "زور."})[0] == 403
    status, message = send(running, "salma", "update", COVERAGE, text="عاد التيار. الشبكة تعمل.", key="1")
    assert (status, "في التغطية" in message) == (200, True)
    assert "عاد التيار {.key}\n\nالشبكة تعمل.\n" in text_of(running, COVERAGE)


def test_two_updates_at_the_same_moment_both_stand(running: Running) -> None:
    names = [f"خبر {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as people:
        sent = list(people.map(lambda n: send(running, ("salma", "karim")[int(n[-1]) % 2], "update", COVERAGE, headline=n, text=f"نص {n}."), names))  # fmt: skip
    assert [status for status, _ in sent] == [200] * 12
    text = text_of(running, COVERAGE)
    for name in names:
        assert text.count(f" {name}\n\nنص {name}.\n") == 1
    assert text.endswith(f"{FIRST}\n")


def test_who_edits_the_coverage_meanwhile_loses_nothing(running: Running) -> None:
    opened = running.story("karim", COVERAGE)
    assert send(running, "salma", "update", COVERAGE, headline="من سلمى")[0] == 200
    status, saved = running.save(
        "karim", COVERAGE, opened["version"], {"do": "replace", "block": 1, "source": "نص كريم."}
    )
    assert (status, saved["merged"]) == (200, True)
    assert "من سلمى" in text_of(running, COVERAGE)
    assert "نص كريم." in text_of(running, COVERAGE)


def test_an_update_that_is_sent_again_is_told_to_be_there(running: Running) -> None:
    assert send(running, "salma", "update", COVERAGE, headline="خبر", text="نص.\r\nسطر.")[0] == 200
    before = text_of(running, COVERAGE)
    status, message = send(running, "salma", "update", COVERAGE, headline="خبر", text="نص.\r\nسطر.")
    assert (status, "موجود" in message) == (200, True)
    assert text_of(running, COVERAGE) == before


def test_a_plain_post_leads_back_to_the_page_which_says_so(running: Running) -> None:
    status, address = send(running, "salma", "update", COVERAGE, script=False, headline="خبر بلا نص برمجي")
    assert (status, address) == (303, f"/_/story?path={COVERAGE}&done=update")
    assert "صار التحديث في التغطية." in running.ask("GET", quote(address, safe="/?=&"), user="salma")[2]
    status, page = send(running, "salma", "update", COVERAGE, script=False, text="- <b>بند</b>")
    assert status == 422
    assert "اكتب عنوانًا" in page
    assert "- &lt;b&gt;بند&lt;/b&gt;</textarea>" in page, "what was typed is in the form again"
    for done in ("x", "correct&done=x", "<script>"):
        assert "<script>" not in running.ask("GET", f"/_/story?path={COVERAGE}&done={quote(done)}", user="salma")[
            2
        ].replace("<script src", "")


def test_words_for_a_story_that_takes_them_no_more_are_shown_again(running: Running) -> None:
    """The coverage ended, or the story became a draft, while somebody typed without a script."""
    file = running.site / COVERAGE
    file.write_text(
        story("تغطية", kind="live", authors=["سلمى"], live_until="2026-05-02", body=FIRST), encoding="utf-8"
    )
    status, page = send(running, "salma", "update", COVERAGE, script=False, text="كلمات كثيرة.")
    assert status == 422
    assert "انتهت هذه التغطية" in page
    assert "كلمات كثيرة.</textarea>" in page
    for form, field in (("withdraw", "note"), ("correct", "text")):
        status, page = send(running, "karim", form, OWN, script=False, **{field: "كلمات كثيرة.", "at": "x"})
        assert status == 422
        assert "كلمات كثيرة.</textarea>" in page
    assert "غير مسحوبة" in send(running, "karim", "publish-again", LIVE, script=False)[1]
    assert send(running, "salma", "update", OTHER, script=False, text="x")[0] == 403
    assert send(running, "karim", "update", "content/none.md", script=False, text="x")[0] == 404


# corrections and withdrawals


def test_a_correction_is_on_the_page_and_in_the_file(running: Running) -> None:
    page = running.ask("GET", f"/_/story?path={LIVE}", user="karim")[2]
    assert f'value="{datetime.now(UTC):%Y-%m-}' in page, "the time is there before somebody types it"
    assert send(running, "karim", "correct", LIVE, at="2026-05-02 10:00", text="الصحيح <12>")[0] == 200
    assert "corrections:\n  - at: 2026-05-02 10:00\n    text: الصحيح <12>\n" in text_of(running, LIVE)
    page = running.ask("GET", f"/_/story?path={LIVE}", user="karim")[2]
    assert "2026-05-02 10:00" in page
    assert "الصحيح &lt;12&gt;" in page
    status, page = send(running, "karim", "correct", LIVE, script=False, at="أمس", text="نص التصحيح")
    assert status == 422
    assert 'value="أمس"' in page
    assert "نص التصحيح</textarea>" in page
    assert 'data-form="correct"' not in running.ask("GET", f"/_/story?path={OWN}", user="salma")[2], (
        "a draft has no readers"
    )


def test_a_story_is_withdrawn_and_published_again(running: Running) -> None:
    before = text_of(running, LIVE)
    page = running.ask("GET", f"/_/story?path={LIVE}", user="karim")[2]
    assert 'data-form="update"' not in page
    assert "لا يجد القراء" in page, "what readers will see is said before"
    status, address = send(running, "karim", "withdraw", LIVE, script=False, note="رقم <خطأ>")
    assert (status, address) == (303, f"/_/story?path={LIVE}&done=withdraw")
    assert "status: withdrawn\n" in text_of(running, LIVE)
    assert "note: رقم <خطأ>\n" in text_of(running, LIVE)
    page = running.ask("GET", quote(address, safe="/?=&"), user="karim")[2]
    assert "هذه القصة مسحوبة." in page
    assert "رقم &lt;خطأ&gt;" in page
    assert 'action="/_/withdraw"' not in page
    running.build()
    seen = running.ask("GET", "/2026/05/01/live/", user="karim")[2]
    assert "رقم &lt;خطأ&gt;" in seen
    assert "نص منشور." not in seen
    assert send(running, "salma", "publish-again", LIVE)[0] == 403
    assert send(running, "karim", "publish-again", LIVE)[0] == 200
    assert text_of(running, LIVE).replace("status: published\n", "") == before
    running.build()
    assert "نص منشور." in running.ask("GET", "/2026/05/01/live/", user="karim")[2]


def test_the_page_shows_a_headline_and_the_path_below_it(running: Running) -> None:
    page = running.ask("GET", f"/_/story?path={LIVE}", user="karim")[2]
    assert '<h1 id="headline" dir="auto">منشورة</h1>\n<p class="file"><bdi dir="ltr">content/live.md</bdi></p>' in page
    (running.site / LIVE).write_text("---\ntitle: [x\n---\nنص\n", encoding="utf-8")
    page = running.ask("GET", f"/_/story?path={LIVE}", user="karim")[2]
    assert '<h1 id="headline" dir="auto">content/live.md</h1>' in page
    assert "data-form" not in page


NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "role", "shown"),
    [
        ({}, Role.EDITOR, {"correct", "withdraw"}),
        ({"status": "draft"}, Role.EDITOR, set()),
        ({"status": "draft", "kind": "live"}, Role.EDITOR, {"update"}),
        ({"status": "draft", "kind": "live"}, Role.REPORTER, {"update"}),
        ({"status": "draft", "kind": "live", "stage": "ready"}, Role.REPORTER, set()),
        ({"kind": "live"}, Role.REPORTER, {"update", "withdraw", "reason"}),
        ({"kind": "live", "live_until": "2026-05-01"}, Role.REPORTER, {"withdraw", "reason"}),
        ({"status": "withdrawn", "note": "x", "kind": "live"}, Role.CHIEF, {"withdrawn", "note"}),
        ({"publish_at": "2027-01-01"}, Role.EDITOR, {"correct"}),
        ({"date": "2027-01-01"}, Role.EDITOR, {"correct"}),
        ({"date": ["x"], "corrections": "x"}, Role.EDITOR, {"correct", "withdraw"}),
    ],
)  # fmt: skip
def test_the_forms_of_a_story(running: Running, values: dict[str, object], role: Role, shown: set[str]) -> None:
    user = User("x", "سلمى", role, "")
    settings = running.desk.builder.state.settings
    forms = forms_of({"title": "x", "authors": ["سلمى"], "date": "2026-05-01", **values}, user, NOW, settings, "ar")
    every = {"update", "correct", "withdraw", "withdrawn", "reason", "note"}
    assert forms is not None
    seen = {name for name in every if getattr(forms, name)}
    seen -= set() if forms.withdraw or forms.withdrawn else {"reason"}
    assert seen == shown


def test_who_withdrew_what_is_noted(running: Running) -> None:
    assert send(running, "huda", "withdraw", LIVE, note="سبب")[0] == 200
    last = running.desk.history.ledger.all()[-1]
    assert (last.path, last.name, last.status, list(last.did)) == (LIVE, "هدى", "withdrawn", [Action.WITHDRAW])
