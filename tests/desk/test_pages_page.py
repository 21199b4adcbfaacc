"""Plain pages and profiles on the desk: their list, who may begin and change one, and what everybody sees of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.desk.running import ABOUT, AUTHOR, OWN, PEOPLE, Running, running_desk
from tests.desk.test_history_page import restore, versions
from tests.desk.test_uploads import picture

pytest.importorskip("argon2")

FORM: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def page(running: Running, query: str = "", user: str = "karim") -> str:
    status, _, text = running.ask("GET", f"/_/pages{quote(query, safe='?=&')}", user=user)
    assert status == 200
    return text


def begin(running: Running, user: str = "karim", **fields: str) -> tuple[int, str, str]:
    status, headers, text = running.ask("POST", "/_/new-page", urlencode(fields), user=user, headers=FORM)
    return status, headers.get("Location", ""), text


def edit(running: Running, user: str, path: str, *edits: dict[str, Any]) -> int:
    return running.save(user, path, running.story("karim", path)["version"], *edits)[0]


# the list


def test_the_list_finds_pages_and_profiles(running: Running) -> None:
    for user in PEOPLE:
        whole = page(running, user=user)
        assert ("من نحن" in whole, ">كريم<" in whole, "محرر</span>" in whole) == (True, True, True)
        assert ('action="/_/new-page"' in whole) == (user != "salma")
    assert ">كريم<" not in page(running, "?kind=page")
    assert "من نحن" not in page(running, "?kind=profile")
    assert "من نحن" in page(running, "?q=من نحنُ")
    assert "من نحن" not in page(running, "?q=الميناء")
    assert 'href="/_/pages"' in running.ask("GET", "/_/", user="salma")[2]


@pytest.mark.parametrize(
    "query", ["?page=9999", "?page=-1", "?kind=no", "?kind=story", "?q=" + "x" * 3000, "?q=%00", "?q=<script>"]
)
def test_odd_questions_to_the_list_of_pages(running: Running, query: str) -> None:
    assert "<script>" not in page(running, query)


def test_a_page_with_an_error_is_named_and_can_be_opened(running: Running) -> None:
    file = running.site / AUTHOR
    before = file.read_bytes()
    file.write_text("name: [كريم\n", encoding="utf-8")
    running.build()
    assert f"/_/story?path={AUTHOR}" in page(running)
    opened = running.story("karim", AUTHOR)
    assert (opened["keyed"], [one["level"] for one in opened["findings"]]) == (False, ["error"])
    assert edit(running, "karim", AUTHOR, {"do": "set", "key": "name", "value": "كريم"}) == 422
    file.write_bytes(before)
    running.build()


# opening and saving


def test_a_plain_page_is_opened_as_it_is(running: Running) -> None:
    for user, editable in (("salma", False), ("karim", True), ("huda", True)):
        opened = running.story(user, ABOUT)
        assert (opened["kind"], opened["editable"], opened["may"]["pages"]) == ("page", editable, editable)
        assert [block["source"] for block in opened["blocks"]] == ["الأولى.", "الثانية."]
        assert opened["address"] == ("/about/" if editable else ""), "the preview has drafts in its lists"
        assert (opened["workflow"]["stages"], opened["workflow"]["steps"]) == ([], [])
        assert ("المحررون" in opened["workflow"]["locked"]) == (not editable)


def test_a_profile_is_opened_as_it_is(running: Running) -> None:
    opened = running.story("karim", AUTHOR)
    assert (opened["kind"], opened["keyed"], opened["blocks"]) == ("profile", True, [])
    assert opened["values"] == {"name": "كريم", "role": "محرر"}
    assert running.ask("GET", quote(opened["address"]), user="karim")[0] == 200


def test_a_save_changes_only_what_was_edited(running: Running) -> None:
    for path, change, old, new in (
        (ABOUT, {"do": "set", "key": "title", "value": "عن الصحيفة"}, "title: من نحن", "title: عن الصحيفة"),
        (ABOUT, {"do": "replace", "block": 1, "source": "غيرها."}, "الثانية.", "غيرها."),
        (ABOUT, {"do": "set", "key": "standfirst", "value": "صحيفة"}, "---\n\n", "standfirst: صحيفة\n---\n\n"),
        (AUTHOR, {"do": "set", "key": "role", "value": "محرر أول"}, "role: محرر", "role: محرر أول"),
        (AUTHOR, {"do": "set", "key": "kind", "value": "organization"}, "# محرر\n", "# محرر\nkind: organization\n"),
        (AUTHOR, {"do": "set", "key": "links", "value": [{"name": "بريده", "url": "mailto:k@example.org"}]}, "role: محرر\n",
         'role: محرر\nlinks:\n  - name: بريده\n    url: mailto:k@example.org\n'),
    ):  # fmt: skip
        file = running.site / path
        before = file.read_text(encoding="utf-8")
        assert edit(running, "salma", path, change) == 403
        assert file.read_text(encoding="utf-8") == before
        assert edit(running, "huda", path, change) == 200
        assert file.read_text(encoding="utf-8") == before.replace(old, new)
        file.write_text(before, encoding="utf-8")


def test_a_reporter_named_in_a_page_does_not_own_it(running: Running) -> None:
    """Keys of a story say nothing of a page: neither authors nor a status make it somebody's draft."""
    file = running.site / ABOUT
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("---\n\n", "status: draft\nauthors: [سلمى]\n---\n\n"), encoding="utf-8")
    assert edit(running, "salma", ABOUT, {"do": "replace", "block": 0, "source": "لي."}) == 403
    assert not running.story("salma", ABOUT)["editable"]
    assert running.ask("GET", f"/_/api/on-site?path={ABOUT}", user="karim")[2].find("on-draft") == -1
    file.write_text(before, encoding="utf-8")


def test_a_profile_takes_no_block(running: Running) -> None:
    before = (running.site / AUTHOR).read_bytes()
    assert edit(running, "karim", AUTHOR, {"do": "insert", "before": 0, "source": "bio: زور"}) == 422
    assert (running.site / AUTHOR).read_bytes() == before


def test_two_people_change_one_profile(running: Running) -> None:
    file = running.site / AUTHOR
    before = file.read_text(encoding="utf-8")
    version = running.story("karim", AUTHOR)["version"]
    assert edit(running, "huda", AUTHOR, {"do": "set", "key": "bio", "value": "نبذة"}) == 200
    status, value = running.save("karim", AUTHOR, version, {"do": "set", "key": "role", "value": "محرر أول"})
    assert (status, value["merged"]) == (200, True)
    assert (value["values"]["bio"], value["values"]["role"]) == ("نبذة", "محرر أول")
    status, value = running.save("karim", AUTHOR, version, {"do": "set", "key": "role", "value": "آخر"})
    assert (status, [one["name"] for one in value["conflicts"]]) == (409, ["key:role"])
    file.write_text(before, encoding="utf-8")


def test_findings_of_pages_and_profiles(running: Running) -> None:
    def found(path: str, *edits: dict[str, Any]) -> list[tuple[str, str, int]]:
        body = json.dumps({"version": running.story("karim", path)["version"], "edits": list(edits)})
        text = running.ask("POST", f"/_/api/check?path={path}", body, user="karim")[2]
        return [(one["code"], one["key"], one["block"]) for one in json.loads(text)["findings"]]

    assert found(ABOUT) == found(AUTHOR) == []
    assert ("bad-link", "", 2) in found(ABOUT, {"do": "insert", "before": 2, "source": "[x](javascript:1)"})
    links = {"do": "set", "key": "links", "value": [{"name": "x", "url": "javascript:1"}]}
    assert ("bad-link", "links", -1) in found(AUTHOR, links)
    assert [one[1] for one in found(AUTHOR, {"do": "set", "key": "kind", "value": "robot"})] == ["kind"]
    assert [one[1] for one in found(AUTHOR, {"do": "set", "key": "section", "value": "x"})] == ["section"]
    assert found(AUTHOR, {"do": "unset", "key": "name"})


def test_a_portrait_lies_beside_the_profile(running: Running) -> None:
    address = f"/_/api/picture?path={AUTHOR}"
    status, _, text = running.ask("POST", address, picture(size=(400, 400)), user="karim")
    src = json.loads(text)["src"]
    assert (status, src[:6]) == (200, "karim-")
    assert (running.site / "content/authors" / src).exists()
    for user in PEOPLE:
        assert running.ask("GET", f"{address}&src={quote(src)}", user=user)[0] == 200
    before = (running.site / AUTHOR).read_bytes()
    assert edit(running, "karim", AUTHOR, {"do": "set", "key": "image", "value": {"src": src, "alt": "كريم"}}) == 200
    assert running.story("karim", AUTHOR)["findings"] == []
    (running.site / AUTHOR).write_bytes(before)


def test_versions_of_a_page_and_who_is_in_it(running: Running) -> None:
    for path, change in (
        (ABOUT, {"do": "replace", "block": 0, "source": "من كريم."}),
        (AUTHOR, {"do": "set", "key": "role", "value": "رئيس"}),
    ):
        before = (running.site / path).read_bytes()
        body = json.dumps({"window": "karim-window", "wish": "open"})
        assert running.ask("POST", f"/_/api/presence?path={path}", body, user="karim")[0] == 200
        assert "الكتابة الآن عند" in page(running)
        body = json.dumps({"window": "salma-window", "wish": "take"})
        seen = json.loads(running.ask("POST", f"/_/api/presence?path={path}", body, user="salma")[2])
        assert (seen["writing"], seen["may_write"]) == (False, False)
        for name in ("karim", "salma"):
            body = json.dumps({"window": f"{name}-window", "wish": "leave"})
            running.ask("POST", f"/_/api/presence?path={path}", body, user=name)
        assert edit(running, "karim", path, change) == 200
        found = versions(running, "salma", path)
        shown = running.ask("GET", f"/_/history?path={path}&version={found[-1]}", user="salma")[2]
        assert "<del>" in shown
        assert "/_/restore" not in shown
        base = running.story("karim", path)["version"]
        assert restore(running, "salma", path, found[-1], base)[0] == 303  # led back, with the reason
        assert (running.site / path).read_bytes() != before
        assert restore(running, "karim", path, found[-1], base)[1].startswith("/_/story?")
        assert (running.site / path).read_bytes() == before


@pytest.mark.parametrize("path", [AUTHOR, OWN])
def test_a_change_of_any_key_is_shown_among_the_versions(running: Running, path: str) -> None:
    """Also of a key that has no name of its own on the desk."""
    before = (running.site / path).read_bytes()
    for key in ("image", "sources"):
        assert edit(running, "karim", path, {"do": "set", "key": key, "value": ["أ"]}) == 200
    found = versions(running, "karim", path)
    status, _, shown = running.ask("GET", f"/_/history?path={path}&version={found[-1]}", user="karim")
    assert status == 200
    assert ">صورة</p>" in shown
    assert "sources</p>" in shown
    (running.site / path).write_bytes(before)


# new ones


def test_an_editor_begins_a_page(running: Running) -> None:
    assert begin(running, "salma", kind="page", title="اتصل بنا", text="هاتف.")[0] == 403
    status, place, _ = begin(running, kind="page", title="اتصل بنا", text="هاتف.\n\nعنوان.")
    path = "content/pages/اتصل-بنا.md"
    assert (status, place) == (303, f"/_/story?path={quote(path)}")
    assert (running.site / path).read_text(encoding="utf-8") == "---\ntitle: اتصل بنا\n---\n\nهاتف.\n\nعنوان.\n"
    running.build()
    assert running.story("karim", path)["address"] == "/اتصل-بنا/"
    assert "اتصل بنا" in page(running)
    status, place, _ = begin(running, kind="page", title="اتصل بنا", text="آخر")
    assert place.endswith("&there=1")
    assert "آخر" not in (running.site / path).read_text(encoding="utf-8")


def test_an_author_has_one_profile(running: Running) -> None:
    """A second one would hold the file back; who begins it is led to the first, whatever its file is called."""
    assert begin(running, kind="profile", title=" كَريم ", text="")[1] == f"/_/story?path={AUTHOR}&there=1"
    status, place, _ = begin(running, kind="profile", title="سلمى", text="مراسلة")
    assert (status, place) == (303, f"/_/story?path={quote('content/authors/سلمى.yml')}")
    assert (running.site / "content/authors/سلمى.yml").read_text(encoding="utf-8") == "name: سلمى\nrole: مراسلة\n"


def test_a_form_that_is_not_taken_keeps_what_was_typed(running: Running) -> None:
    status, _, text = begin(running, kind="page", title="Politics", text="</textarea><script>1</script>")
    assert status == 422
    assert "صفحة أخرى" in text
    assert 'value="Politics"' in text
    assert "&lt;/textarea&gt;" in text
    assert "<script>1" not in text
    assert begin(running, kind="page", title="صفحة", text=" ")[0] == 422
    assert begin(running, kind="profile", title="…", text="")[0] == 422
    for kind in ("story", "show", "", "../pages"):
        assert begin(running, kind=kind, title="صفحة", text="نص")[0] == 400
    assert (
        running.ask("POST", "/_/new-page", "kind=page", user="karim", headers={**FORM, "X-Desk-Token": "0"})[0] == 403
    )


def test_nothing_is_begun_through_a_link(running: Running) -> None:
    folder, kept = running.site / "content/authors", running.site / "kept"
    folder.rename(kept)
    folder.symlink_to(running.site.parent)
    try:
        before = sorted(running.site.parent.iterdir())
        status, _, text = begin(running, kind="profile", title="رابط", text="")
        assert status == 500
        assert "لم يضع شيء" in text or "alert" in text
        assert sorted(running.site.parent.iterdir()) == before
    finally:
        folder.unlink()
        kept.rename(folder)


def test_words_of_pages_are_words_on_the_desk(running: Running) -> None:
    before = (running.site / AUTHOR).read_bytes()
    for key in ("name", "role", "bio"):
        edit(running, "karim", AUTHOR, {"do": "set", "key": key, "value": '"><img src=x onerror=alert(1)>'})
    running.build()
    assert "<img src=x" not in page(running)
    assert "<img src=x" not in running.ask("GET", f"/_/history?path={AUTHOR}", user="karim")[2]
    (running.site / AUTHOR).write_bytes(before)
    running.build()
