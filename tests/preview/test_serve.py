"""``newsgen serve`` as a browser meets it: what is saved is shown, what is foreign is refused."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from newsgen.cli import command_line
from tests.support import SETTINGS, Site, story
from tests.support.preview import Preview, Socket, preview, token_of, until

STORY = "/news/2026/05/01/one/"
SITE = (
    SETTINGS.replace("https://example.org/", "https://example.org/news/")
    + "sidebar: {delivery: ssi, latest: 3}\nsearch: pagefind\n"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Under a path of its host, with includes; the port that was asked for is in use."""
    site = Site(tmp_path_factory.mktemp("served") / "site", plain=False, settings=SITE)
    site.story("one", "القصة الأولى", date="2026-05-01 10:00")
    site.story("draft", "مسودة سرية", status="draft", date="2026-05-02 10:00")
    site.story("later", "قصة بعيدة", date="2199-01-01 10:00")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with preview(site.root, port=port) as running:
            assert f"Port {port} is in use" in running.said[0]
            running.shows("/news/", "القصة الأولى")
            yield running


# following


def test_a_save_shows_and_the_pages_are_told(served: Preview) -> None:
    page = served.get(STORY).text
    live = Socket(served, token_of(page))
    served.save("content/one.md", story("القصة الأولى", body="فقرة جديدة."))
    message = live.receive_until(lambda _: "فقرة جديدة" in served.get(STORY).text)
    assert message == {"command": "reload", "path": "*", "liveCSS": True, "liveImg": True}
    live.close()
    assert not (served.root / "public").exists(), "the preview has an output of its own"


def test_a_page_that_missed_a_save_is_told_when_it_connects(served: Preview) -> None:
    live = Socket(served, "an older state")
    assert live.receive()["command"] == "reload"
    live.close()


def test_style_sheets_are_exchanged_without_loading_again(served: Preview) -> None:
    live = Socket(served, token_of(served.get("/news/").text))
    served.save("static/own.css", "p { color: red }")
    live.receive_until(lambda message: message["path"] == "/own.css")
    live.close()
    assert served.get("/news/own.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_broken_save_is_told_and_mended(served: Preview) -> None:
    served.save("content/one.md", story("القصة الأولى"))
    good = served.shows(STORY, "القصة الأولى")
    live = Socket(served, token_of(good.text))
    served.save("content/one.md", "---\ntitle: [\n---\n")
    live.receive_until(lambda _: 'role="alert"' in served.get(STORY).text)
    page = served.get(STORY).text
    assert "content/one.md" in page
    assert "القصة الأولى" in page
    served.save("content/one.md", story("القصة بعد الإصلاح"))
    live.receive_until(lambda _: 'role="alert"' not in served.get(STORY).text)
    assert "القصة بعد الإصلاح" in served.get(STORY).text
    live.close()


@pytest.mark.parametrize(
    ("path", "text", "where", "shown"),
    [
        ("content/new/folder/deep.md", story("قصة في مجلد جديد", date="2026-05-03 09:00"), "/news/2026/05/03/deep/", "قصة في مجلد جديد"),
        ("templates/foot_extra.html", "<p>من قالب جديد</p>", "/news/", "من قالب جديد"),
        ("site.yml", SITE.replace("صحيفة التجربة", "صحيفة باسم آخر"), "/news/", "صحيفة باسم آخر"),
        ("redirects.yml", "redirects:\n  - {from: /old/, to: /politics/}\n", "/news/old/", "انتقلت هذه الصفحة"),
        ("content/front.yml", "top: [later]\n", "/news/", "قصة بعيدة"),
        ("content/pages/about.md", "---\ntitle: من نحن هنا\n---\nنص.\n", "/news/about/", "من نحن هنا"),
    ],
)  # fmt: skip
def test_every_kind_of_source_is_followed(served: Preview, path: str, text: str, where: str, shown: str) -> None:
    served.save(path, text)
    served.shows(where, shown)


def test_a_folder_that_goes_and_comes_again_is_followed(served: Preview) -> None:
    """The watch itself goes with the folder."""
    served.save("templates/foot_extra.html", "<p>قبل</p>")
    served.shows("/news/", "<p>قبل</p>")
    (served.root / "templates/foot_extra.html").unlink()
    (served.root / "templates").rmdir()
    until(lambda: "<p>قبل</p>" not in served.get("/news/").text, "the template is gone")
    served.save("templates/foot_extra.html", "<p>بعد</p>")
    served.shows("/news/", "<p>بعد</p>")
    served.save("templates/foot_extra.html", "<p>بعد ذلك</p>")
    served.shows("/news/", "<p>بعد ذلك</p>")


def test_saves_during_a_build_are_not_lost(served: Preview) -> None:
    for i in range(30):
        served.save("content/often.md", story(f"قصة تُحفظ كثيرًا {i}", date="2026-05-04 09:00"))
    served.shows("/news/2026/05/04/often/", "قصة تُحفظ كثيرًا 29")


# what is sent


def test_pages_are_sent_as_a_good_host_would(served: Preview) -> None:
    page = served.get("/news/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "etag" not in page.headers
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert f'<link rel="canonical" href="{served.address}/news/">' in page.text
    assert served.get("/").headers["location"] == "/news/"
    assert served.get("/news").headers["location"] == "/news/"
    assert served.get(STORY.rstrip("/")).headers["location"] == STORY
    assert served.get("/news/", method="HEAD").headers["content-length"] == str(len(page.body))
    assert served.get("/news/", method="POST").status == 405


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("assets/v1/newsgen.js", "text/javascript; charset=utf-8"),
        ("assets/v1/newsgen.css", "text/css; charset=utf-8"),
        ("assets/v1/icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_types(served: Preview, path: str, kind: str) -> None:
    answer = served.get("/news/" + path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_ranges(served: Preview) -> None:
    font = next((served.root / ".newsgen/preview/assets/fonts").glob("*.woff2"))
    address = f"/news/assets/fonts/{font.name}"
    whole = served.get(address)
    assert (whole.status, whole.headers["content-type"], whole.body) == (200, "font/woff2", font.read_bytes())
    assert whole.headers["accept-ranges"] == "bytes"
    part = served.get(address, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.body)}"
    assert part.headers["cache-control"] == "no-store"
    assert served.get(address, Range="bytes=-5").body == whole.body[-5:]
    assert served.get(address, Range="bytes=99999999-").status == 416
    assert served.get(address, If_None_Match="*", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200


def test_what_is_not_there_gets_the_sites_own_page(served: Preview) -> None:
    answer = served.get("/news/nothing/here/")
    assert answer.status == 404
    assert "livereload.js" in answer.text, "it loads again when the page comes"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_includes_are_in_the_page(served: Preview) -> None:
    page = served.get(STORY).text
    assert "<!--#include" not in page
    assert "مسودة سرية" in page, "the box of the latest"


def test_drafts_and_embargoes_are_shown(served: Preview) -> None:
    assert "<strong>مسودة</strong>" in served.get("/news/2026/05/02/draft/").text
    assert "تحت الحظر حتى" in served.get("/news/2199/01/01/later/").text
    assert served.get("/__newsgen/unpublished.json").text.count("/news/2") == 2


def test_the_desk_is_there(served: Preview) -> None:
    assert served.get("/desk/").headers["location"] == "/__newsgen/desk/"
    page = served.get("/__newsgen/desk/?status=draft")
    assert page.status == 200
    assert "مسودة سرية" in page.text
    assert "القصة" not in page.text.replace("القصص", "")


def test_the_desk_leads_to_files_and_begins_a_story(served: Preview) -> None:
    page = served.get("/__newsgen/desk/?status=draft").text
    assert f'href="vscode://file{quote(str(served.root.resolve()))}/content/draft.md"' in page
    assert '<form method="post" action="/__newsgen/new/">' in page
    form = urlencode({"title": "عنوان من المكتب", "section": "politics"})
    own = f"127.0.0.1:{served.port}"
    for origin in ("", "null", "http://elsewhere.example", "http://127.0.0.1:1"):
        assert served.get("/__newsgen/new/", "POST", form, Origin=origin).status == 403
    assert served.get("/__newsgen/new/", "POST", form, Origin=f"http://{own}", Host="elsewhere.example").status == 421
    assert (
        served.get(
            "/__newsgen/new/", "POST", urlencode({"title": " ", "section": "politics"}), Origin=f"http://{own}"
        ).status
        == 400
    )
    assert (
        served.get("/__newsgen/new/", "POST", urlencode({"title": "س", "section": "x"}), Origin=f"http://{own}").status
        == 400
    )
    assert not list(served.root.glob("content/2*"))
    answer = served.get("/__newsgen/new/", "POST", form, Origin=f"http://{own}")
    assert (answer.status, answer.headers["location"]) == (
        303,
        f"/__newsgen/desk/?{urlencode({'q': 'عنوان من المكتب'})}",
    )
    (file,) = served.root.glob("content/2*/*/*.md")
    assert "status: draft" in file.read_text(encoding="utf-8")
    served.shows(answer.headers["location"], "/content/2", "عنوان من المكتب</a>")
    file.unlink()
    assert served.get("/__newsgen/new/").status == 405


def test_the_person_at_this_machine_writes_in_the_browser(served: Preview) -> None:
    story = next(served.root.glob("content/**/*.md"))
    path, before = story.relative_to(served.root).as_posix(), story.read_bytes()
    assert f"/_/story?path={path}" in served.shows("/__newsgen/desk/", path).text
    served.shows("/_/", f"/_/story?path={path}")
    opened = json.loads(served.get(f"/_/api/story?path={path}").text)
    assert opened["editable"]
    assert served.get(opened["address"]).status == 200
    body = json.dumps(
        {"version": opened["version"], "edits": [{"do": "set", "key": "title", "value": "عنوان من المتصفح"}]}
    )
    token = json.loads(served.get("/_/api/texts").text)["token"]
    for headers in (
        {"Origin": served.address},
        {"X_Desk_Token": token},
        {"X_Desk_Token": token, "Origin": "https://evil.example"},
    ):
        assert served.get(f"/_/api/story?path={path}", "POST", body, **headers).status == 403
    assert story.read_bytes() == before
    try:
        answer = served.get(f"/_/api/story?path={path}", "POST", body, Origin=served.address, X_Desk_Token=token)
        assert answer.status == 200
        served.shows(opened["address"], "عنوان من المتصفح")
    finally:
        served.save(path, before)


def test_the_style_guide_is_seen_in_the_preview(served: Preview) -> None:
    page = served.get("/__newsgen/styleguide/")
    assert page.status == 200
    sheet = re.findall(r'href="(/__newsgen/styleguide/assets/v1/newsgen\.css[^"]*)"', page.text)[0]
    assert served.get(sheet).headers["content-type"].startswith("text/css")
    assert served.get("/__newsgen/styleguide/samples/wide.svg").status == 200
    assert served.get("/__newsgen/styleguide/..%2f..%2fsite.yml").status in (400, 404)
    assert 'href="/__newsgen/styleguide/"' in served.get("/__newsgen/desk/").text


def test_the_search_finds_in_the_preview(served: Preview) -> None:
    """The index is made when the search page asks for it."""
    listed = json.loads(served.get("/news/search/periods.json").text)
    assert served.get("/news/search/").status == 200
    assert listed["periods"] == ["2026-1"]


def test_serve_can_open_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--open`` shows the address that the preview really has; without it nothing is opened."""
    given: list[Any] = []
    monkeypatch.setattr("newsgen.preview.serve.serve", lambda *_, show, **__: given.append(show) or 0)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    site = Site(tmp_path / "site")
    for words in (["--open"], []):
        assert command_line.main(["serve", "--site", str(site.root), *words]) == 0
    given[0]("http://127.0.0.1:8001/")
    assert (given[1], opened) == (None, ["http://127.0.0.1:8001/"])


# what is refused


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/..%2f..%2fsite.yml", 400),
        ("/news/..%2f..%2f..%2fsite.yml", 400),
        ("/news/%2e%2e/%2e%2e/site.yml", 400),
        ("/news/../../site.yml", 400),
        ("//etc/passwd", 400),
        ("/news//etc/passwd", 400),
        ("/news/%2fetc%2fpasswd", 400),
        ("/news/a%00b", 400),
        ("/news/..%5c..%5csite.yml", 400),
        ("/news/.newsgen", 404),
        ("/news/leak.txt", 404),
        ("/news/folder/site.yml", 404),
        ("/__newsgen/../../site.yml", 400),
        ("/__newsgen/serve.py", 404),
        ("/__newsgen/..%2fserve.py", 400),
        ("/forcereload", 404),
    ],
)
def test_no_file_from_outside_the_output(served: Preview, path: str, status: int) -> None:
    output = served.root / ".newsgen/preview"
    for name, target in (("leak.txt", served.root / "site.yml"), ("folder", served.root)):
        if not (output / name).is_symlink():
            (output / name).symlink_to(target)
    answer = served.get(path)
    assert answer.status == status
    assert b"timezone" not in answer.body
    assert b"root:" not in answer.body


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.1.2.3"])
@pytest.mark.parametrize(
    "path", ["/news/", "/__newsgen/desk/", "/__newsgen/unpublished.json", "/livereload.js", "/livereload"]
)
def test_foreign_names_are_refused(served: Preview, host: str, path: str) -> None:
    """DNS rebinding: a foreign page's name is made to lead to this machine."""
    answer = served.get(path, Host=host)
    assert answer.status == 421
    assert len(answer.body) < 100


def test_other_origins_learn_nothing(served: Preview) -> None:
    for path in (
        "/news/2026/05/02/draft/",
        "/news/feed.json",
        "/__newsgen/desk/",
        "/__newsgen/unpublished.json",
        "/livereload.js",
    ):
        answer = served.get(path, Origin="http://evil.example")
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        for site in ("cross-site", "same-site"):
            for mode, kind in (("no-cors", "script"), ("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe")):
                refused = served.get(path, Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=kind)
                assert refused.status == 403
                assert len(refused.body) < 100
    followed = served.get("/news/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")
    assert followed.status == 200, "a link from elsewhere may be followed"


def test_the_socket_is_for_the_previews_own_pages(served: Preview) -> None:
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{served.port + 1}"},
        {"Host": "evil.example"},
    ):
        refused = Socket(served, **headers)
        assert refused.status in (403, 421), headers
        refused.close()
    wrong: tuple[object, ...] = ("x", [], {"command": 1}, {"command": "info", "url": "x", "plugins": [1]}, {})
    for nonsense in wrong:
        live = Socket(served)
        live.send(nonsense)
        live.close()
    live = Socket(served)
    live.send(b"[" * 50_000)
    assert live.file.read(1) in (b"\x88", b""), "closed"
    live.close()
    assert served.get("/news/").status == 200
    assert not any("Traceback" in line for line in served.said)


# beginnings


@pytest.mark.ci
def test_a_site_that_is_broken_from_the_start_shows_why_and_then_itself(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings="title: [\n")
    with preview(site.root, "--published") as running:
        answer = running.shows("/", 'role="alert"')
        assert answer.status == 503
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "site.yml" in answer.text
        live = Socket(running, token_of(answer.text))
        running.save("content/one.md", story("القصة الأولى"))
        running.save("content/draft.md", story("مسودة", status="draft"))
        running.save("site.yml", SETTINGS)
        assert live.receive()["command"] == "reload"
        live.close()
        running.shows("/2026/05/01/one/", "القصة الأولى")
        assert running.get("/2026/05/01/draft/").status == 404, "--published"


@pytest.mark.ci
def test_beyond_this_machine_only_with_a_warning(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("desk", "صفحة من صفحات الموقع اسمها مكتب", slug="desk")
    site.write("content/pages/desk.md", "---\ntitle: مكتب الموقع\n---\nنص.\n")
    with preview(site.root, "--host", "0.0.0.0", "--lang", "en") as running:
        until(lambda: any("read drafts" in line for line in running.said), "the warning")
        running.shows("/desk/", "مكتب الموقع")
        desk = running.get("/__newsgen/desk/")
        assert '<html lang="en" dir="ltr">' in desk.text, "the site's own page has the address, the desk its other one"
        assert running.get("/", Host=f"192.0.2.7:{running.port}").status == 200, "by number"
        assert running.get("/", Host="evil.example").status == 421


# names and links


def test_redirect_pages_are_pages_whatever_their_suffix(served: Preview) -> None:
    old = (
        "/news.php",
        "/2019/story.aspx",
        "/2018/page.htm",
        "/2018/إصدار-2.0",
        "/old.xml",
        "/old story.html",
        "/doc.pdf",
    )
    served.save(
        "redirects.yml", "redirects:\n" + "".join(f'  - {{from: "{address}", to: /politics/}}\n' for address in old)
    )
    served.shows("/news/news.php", "انتقلت هذه الصفحة")
    for address in old:
        answer = served.get("/news" + quote(address))
        assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), address
        assert "/news/politics/" in answer.text
    served.save("static/data.bin", b"\x01\x02")
    until(lambda: served.get("/news/data.bin").status == 200, "the file is there")
    assert served.get("/news/data.bin").headers["content-type"] == "application/octet-stream"


def test_a_linked_story_is_followed(served: Preview) -> None:
    """The file lies elsewhere in the site's folder; links come, go and lead to another file while the preview runs."""
    (served.root / "common").mkdir()
    for name in ("y", "z"):
        (served.root / f"common/{name}.md").write_text(
            story(f"مشتركة {name}", date="2026-05-06 09:00"), encoding="utf-8"
        )
    link = served.root / "content/linked.md"
    link.symlink_to("../common/y.md")
    where = "/news/2026/05/06/linked/"
    served.shows(where, "مشتركة y")
    for body in ("نص ثان", "نص ثالث"):
        served.save("common/y.md", story("مشتركة y", date="2026-05-06 09:00", body=body))
        served.shows(where, body)
    link.unlink()
    link.symlink_to("../common/z.md")
    served.shows(where, "مشتركة z")
    served.save("common/z.md", story("مشتركة z", date="2026-05-06 09:00", body="نص رابع"))
    served.shows(where, "نص رابع")
    link.unlink()
