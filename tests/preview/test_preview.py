"""The preview's parts in this process: what a save costs, what is delivered, what the desk tells, what is refused."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from newsgen.base.problems import FatalProblems, error
from newsgen.build.answers import Answers
from newsgen.build.run import Options, Report
from newsgen.model.queries import Months
from newsgen.preview import server
from newsgen.preview.builder import ORIGIN, Builder
from newsgen.preview.desk import PAGE_SIZE, Desk, DeskQuery
from newsgen.preview.findings import Findings
from newsgen.preview.on_request import OnRequest
from newsgen.preview.overlay import Overlay, printable_quote
from newsgen.preview.page_injection import MAX_INCLUDES, BadAddress, PageInjector, file_of, path_of
from newsgen.preview.server import allowed_hosts
from newsgen.preview.state import State, quote_line, quote_problem
from newsgen.preview.watching import MAX_PATHS, Watch, is_ignored
from tests.support import NOW, SETTINGS, Site, story, tree
from tests.support.page import read
from tests.support.preview import until

MANY_STORIES = 300


class Editor:
    """A builder as ``serve`` has it, and the report of each build."""

    def __init__(self, site: Site, **options: object) -> None:
        self.site = site
        output = site.root / ".newsgen" / "preview"
        wanted = Options(site.root, output, NOW, jobs=1, drafts=True, embargoed=True, keep_good=True)
        self.reports: list[Report | None] = []
        self.builder = Builder(wanted, follow_clock=False, on_build=lambda report, state: self.reports.append(report))
        self.builder._pending = None
        self.builder.build()

    def saved(self, *paths: str) -> Report:
        self.builder._collect(frozenset(paths))
        self.builder.build()
        report = self.reports[-1]
        assert report is not None
        return report

    @property
    def state(self) -> State:
        return self.builder.state

    def page(self, path: str) -> str:
        injector = PageInjector(self.builder.output, lambda: self.state, Overlay("ar"))
        file = file_of(self.builder.output, path)
        assert file is not None, path
        return injector.file_bytes(file, path, "127.0.0.1:8000").decode()

    def desk(self, **asked: str) -> str:
        desk = Desk(
            self.builder,
            Findings(self.site.root, self.builder),
            Overlay("ar"),
            Options(self.site.root, self.site.output, NOW),
        )
        return desk.page(asked, self.state, "127.0.0.1:8000")


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    site = Site(tmp_path_factory.mktemp("big") / "site")
    for i in range(MANY_STORIES):
        site.story(f"2026/{i % 4 + 1:02}/s{i}", f"قصة {i}", date=f"2026-0{i % 4 + 1}-{i % 27 + 1:02} 10:{i % 60:02}")
    return Editor(site)


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    site = Site(tmp_path / "site")
    site.story("one", "القصة الأولى")
    return Editor(site)


# what a save costs


def test_one_save_renders_one_page(big: Editor) -> None:
    big.site.story("2026/01/s0", "قصة 0", date="2026-01-01 10:00", body="نص صُحّح.")
    report = big.saved("content/2026/01/s0.md")
    assert (report.read, report.rendered, len(report.written)) == (1, 1, 1)


def test_a_save_looks_into_its_own_folder_alone(big: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = os.scandir

    def scandir(folder: str) -> object:
        seen.append(str(folder))
        return real(folder)

    big.site.story("2026/02/s1", "قصة 1", date="2026-02-02 10:01", body="نص آخر صُحّح.")
    monkeypatch.setattr("newsgen.observe.sources.os.scandir", scandir)
    report = big.saved("content/2026/02/s1.md")
    assert report.rendered == 1
    assert [one for one in seen if "/content" in one] == [str(big.site.root / "content/2026/02")]


def test_a_save_asks_for_no_months(big: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    """All months of all its topics, to make one page, would take half of a build's time."""
    asked: list[object] = []
    real = Answers.__call__

    def ask(self: Answers, query: object) -> object:
        asked.append(query)
        return real(self, query)  # type: ignore[arg-type]

    big.site.story("2026/04/s3", "قصة 3", date="2026-04-04 10:03", tags=["ماء", "طرق"], place="port")
    big.saved("content/2026/04/s3.md")
    monkeypatch.setattr(Answers, "__call__", ask)
    text = story("قصة 3", date="2026-04-04 10:03", tags=["ماء", "طرق"], place="port", body="نص آخر.")
    big.site.write("content/2026/04/s3.md", text)
    assert big.saved("content/2026/04/s3.md").rendered == 1
    assert asked
    assert not any(isinstance(query, Months) for query in asked)


def test_a_save_of_nothing_new_renders_nothing(big: Editor) -> None:
    token = big.state.token
    report = big.saved("content/2026/03/s2.md")
    assert (report.rendered, report.written) == (0, ())
    assert big.state.token == token, "nobody's page is loaded again"


def test_following_saves_leaves_what_a_clean_build_would(tmp_path: Path) -> None:
    """New folders, renames, deletions, static files and settings by their paths alone: the same bytes as walking."""
    site = Site(tmp_path / "site")
    for i in range(12):
        site.story(f"2026/{i % 4 + 1:02}/s{i}", f"قصة {i}", date=f"2026-0{i % 4 + 1}-{i % 27 + 1:02} 10:{i % 60:02}")
    big = Editor(site)
    site.story("new/folder/deep", "جديدة في مجلد جديد", date="2026-05-02 10:00")
    big.saved("content/new")
    (site.root / "content/2026/03/s2.md").rename(site.root / "content/2026/04/moved.md")
    big.saved("content/2026/03/s2.md", "content/2026/04/moved.md")
    site.write("static/notes.txt", "ملاحظات")
    big.saved("static/notes.txt")
    site.write("site.yml", site.settings.replace("صحيفة التجربة", "صحيفة أخرى"))
    big.saved("site.yml")
    site.write("redirects.yml", "redirects:\n  - {from: /old/, to: /politics/}\n")
    site.write("content/front.yml", "top: [2026/01/s0]\n")
    big.saved("redirects.yml", "content/front.yml")
    shutil.rmtree(site.root / "content/new")
    big.saved("content/new")
    clean = tmp_path / "clean"
    report = site.build(clean, now=NOW, drafts=True, embargoed=True, base_url=f"{ORIGIN}/")
    assert report.published, report.problems
    assert tree(big.builder.output) == tree(clean)


def test_a_site_with_links_is_walked(tmp_path: Path) -> None:
    """The system reports a file behind a link by one of its names; the other one changes too."""
    site = Site(tmp_path / "site")
    site.story("one", "القصة")
    site.write("static/real/a.txt", "قبل")
    (site.root / "static/linked").symlink_to(site.root / "static/real")
    editor = Editor(site)
    site.write("static/real/a.txt", "بعد")
    assert set(editor.saved("static/real/a.txt").written) == {"real/a.txt", "linked/a.txt"}


# broken, and mended


def test_a_broken_story_keeps_its_page_and_is_told_until_it_is_mended(editor: Editor) -> None:
    site = editor.site
    site.story("two", "القصة الثانية", date="2026-05-02 10:00")
    editor.saved("content/two.md")
    site.write(
        "content/two.md", "---\ntitle: القصة الثانية\nstandfrist: خطأ\nsection: politics\ndate: 2026-05-02\n---\nنص\n"
    )
    editor.saved("content/two.md")
    (fault,) = editor.state.faults
    assert (fault.problem.code, fault.problem.line, fault.problem.column) == ("unknown-key", 3, 1)
    assert fault.quote is not None
    assert fault.quote.at == "s"
    assert "القصة الثانية" in editor.page("2026/05/02/two/index.html"), "the last good page"
    site.story("one", "القصة الأولى صُحّحت")
    assert editor.saved("content/one.md").rendered, "others go on meanwhile"
    assert [f.problem.code for f in editor.state.faults] == ["unknown-key"], "and it is still told"
    assert 'role="alert"' in editor.page("index.html")
    site.story("two", "القصة الثانية", date="2026-05-02 10:00")
    editor.saved("content/two.md")
    assert editor.state.faults == ()
    assert 'role="alert"' not in editor.page("index.html")


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("templates/article.html", "{% if %}", "template-syntax"),
        ("templates/article.html", "{{ nothing_is_called_so }}", "template-failed"),
        ("site.yml", "title: [\n", "yaml-syntax"),
        ("redirects.yml", "- {from: x}\n", "not-a-mapping"),
        ("content/front.yml", "top: {}\n", "wrong-type"),
    ],
)
def test_other_broken_files_are_told_and_mended(editor: Editor, path: str, text: str, code: str) -> None:
    file = editor.site.root / path
    before = file.read_text(encoding="utf-8") if file.exists() else None
    editor.site.write(path, text)
    editor.builder._collect(frozenset((path,)))
    editor.builder.build()
    assert [(fault.problem.file, fault.problem.code) for fault in editor.state.faults] == [(path, code)]
    assert "القصة الأولى" in editor.page("2026/05/01/one/index.html"), "the last good page"
    if before is None:
        file.unlink()
    else:
        editor.site.write(path, before)
    editor.builder._collect(frozenset((path,)))
    editor.builder.build()
    assert editor.state.faults == ()


def test_the_first_build_may_fail(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("site.yml", "title: [\n")
    editor = Editor(site)
    assert not editor.state.built
    page = Overlay("ar").empty(editor.state, "127.0.0.1:8000").decode()
    assert 'role="alert"' in page
    assert "site.yml" in page
    assert "livereload.js" in page
    site.write("site.yml", site.settings)
    site.story("one", "القصة الأولى")
    editor.saved("site.yml", "content/one.md")
    assert editor.state.built
    assert editor.state.faults == ()


def test_the_panel_tells_where_what_and_how_in_arabic(editor: Editor) -> None:
    editor.site.write(
        "content/bad.md", "---\ntitle: عنوان\nsection: politics\ndate: 2026-05-02\nstandfrist: مقدمة\n---\n"
    )
    editor.saved("content/bad.md")
    page = editor.page("index.html")
    assert '<newsgen-preview lang="ar" dir="rtl">' in page
    assert '<bdi dir="ltr">content/bad.md</bdi>' in page
    assert re.search("السطر \u2068?5\u2069?، الحرف \u2068?1", page)
    assert "<mark>s</mark>tandfrist: مقدمة" in page
    assert "standfirst" in page
    assert "لا يظهر حتى يُصلح" in page


def test_what_the_panel_quotes_is_only_text(editor: Editor) -> None:
    hostile = "<img src=x onerror=alert(1)></template><script>alert(2)</script>\u202e"
    name = "content/<svg onload=alert(3)>\"&'.md"
    editor.site.write(name, f"---\ntitle: x\nsection: politics\ndate: 2026-05-02\n{hostile}: y\n---\n")
    editor.saved(name)
    assert editor.state.faults
    page = editor.page("index.html")
    foot = page[page.index("<newsgen-preview") :]
    assert "\u202e" not in foot
    tags = set(re.findall(r"<([a-zA-Z-]+)", foot))
    own = "newsgen-preview template link div details summary span ol li p bdi mark nav a strong"
    assert tags <= set(own.split())
    assert foot.count("</template>") == 1
    assert "<script" not in foot


HOSTILE = (
    "</script><x-hostile>",
    '"><x-hostile a="',
    "'><x-hostile>",
    '<!--#include virtual="/robots.txt" -->',
    "</title></head><x-hostile>",
    "</body></html><x-hostile>",
    "</template></newsgen-preview><x-hostile>",
    "--> ]]> <x-hostile>",
    "{{ 7 * 191 }}{% include 'base.html' %}",
)


def test_no_text_of_a_story_is_more_than_text(tmp_path: Path) -> None:
    """In its page, in lists, in the overlay, on the desk: no element, no include, no template."""
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "sidebar: {delivery: ssi, latest: 9}\n")
    for n, text in enumerate(HOSTILE):
        quoted = "'" + text.replace("'", "''") + "'"
        fields = dict.fromkeys(("kicker", "standfirst", "place", "note"), quoted)
        body = f"{text}\n\n> {text}\n\n`{text}`\n\n    {text}\n\n[{text}](/x \"{text}\")\n\n<abbr title='{text}'>x</abbr>\n"
        site.write(
            f"content/s{n}.md",
            story("x", date=f"2026-05-0{n + 1} 10:00", body=body, status=("published", "draft")[n % 2],
                  tags=[f"{quoted}"], authors=[f"{quoted}"], **fields).replace('title: "x"', f"title: {quoted}"),
        )  # fmt: skip
    site.write('content/<x-hostile a=".md', "---\ntitle: [\n<x-hostile>\n---\n")
    site.write("content/key.md", "---\ntitle: x\n'<x-hostile>': <x-hostile>\nsection: <x-hostile>\n---\n")
    editor = Editor(site)
    assert len(editor.state.faults) > 1
    paths = [path for path in tree(editor.builder.output) if path.endswith(".html")]
    assert len([path for path in paths if re.search(r"/s\d+/", path)]) == len(HOSTILE)
    shown = {path: editor.page(path) for path in paths}
    shown |= {"desk": editor.desk(), "asked": editor.desk(q=HOSTILE[1], section=HOSTILE[1], next=HOSTILE[2])}
    for path, page in shown.items():
        assert "<x-hostile" not in page, path
        assert "User-agent" not in page, path
        assert "1337" not in page, path
        assert path.startswith("fragments/") or page.count("</body>") == 1, path


# a line cut around its place


@pytest.mark.parametrize(
    ("line", "column", "before", "at", "after"),
    [
        ("title: x", 1, "", "t", "itle: x"),
        ("مدرسة", 3, "مد", "ر", "سة"),
        ("مُدرّسة", 1, "", "مُ", "درّسة"),
        ("ab", 3, "ab", "", ""),
        ("ab", 9, "ab", "", ""),
        ("", 1, "", "", ""),
        ("abc", 0, "abc", "", ""),
    ],
)
def test_a_line_is_cut_at_its_column(line: str, column: int, before: str, at: str, after: str) -> None:
    quote = quote_line(line, column)
    assert (quote.before, quote.at, quote.after) == (before, at, after)


def test_a_long_line_is_shortened_around_its_column() -> None:
    quote = quote_line("ا" * 5000 + "x" + "ب" * 5000, 5001)
    assert quote.at == "x"
    assert quote.before.startswith("…ا")
    assert quote.after.endswith("ب…")
    assert len(quote.before) + len(quote.after) < 200


def test_no_line_is_quoted_from_outside_the_site(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret\n")
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "content/link.md").symlink_to(tmp_path / "secret.txt")
    problem = error("x", "x")
    for file in (
        "../secret.txt",
        str(tmp_path / "secret.txt"),
        "content/link.md",
        "content",
        "content/\0",
        "newsgen:../pyproject.toml",
    ):
        assert quote_problem(site, problem.at(file, 1, 1)) is None, file


def test_control_characters_are_shown_one_by_one() -> None:
    assert printable_quote("a\u202eb\x07\tc") == "a\ufffdb\ufffd c"


# stories that readers do not see yet


def test_drafts_and_embargoes_are_shown_with_a_badge_and_only_here(editor: Editor) -> None:
    site = editor.site
    site.story("draft", "مسودة القصة", status="draft", date="2026-05-03 10:00")
    site.story("later", "قصة الغد", date="2026-06-02 08:30")
    editor.saved("content/draft.md", "content/later.md")
    assert set(editor.state.unpublished) == {"/2026/05/03/draft/", "/2026/06/02/later/"}
    draft, later = editor.page("2026/05/03/draft/index.html"), editor.page("2026/06/02/later/index.html")
    assert "<strong>مسودة</strong>" in draft
    assert re.search("<strong>تحت الحظر حتى .*08:30", later)
    assert "<strong>" not in editor.page("2026/05/01/one/index.html")
    assert Overlay("ar").labels(editor.state) == {"/2026/05/03/draft/": "مسودة", "/2026/06/02/later/": "تحت الحظر"}
    built = (editor.builder.output / "2026/05/03/draft/index.html").read_text(encoding="utf-8")
    assert "newsgen-preview" not in built, "added on the way to the browser, not built"
    report = site.build()
    assert report.published
    assert not any(re.search("draft|later", path) for path in report.written)


def test_published_shows_what_readers_see(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one", "القصة الأولى")
    site.story("draft", "مسودة", status="draft", date="2026-05-03 10:00")
    site.story("later", "قصة الغد", date="2026-06-02 08:30")
    report = site.build()
    shown = site.build(tmp_path / "all", drafts=True, embargoed=True)
    assert report.articles == 1
    assert shown.articles == 3


# delivery


def test_the_address_of_the_preview_stands_in_its_pages(editor: Editor) -> None:
    site = Site(editor.site.root.parent / "real", plain=False)
    site.story("one", "القصة الأولى")
    real = Editor(site)
    page = real.page("2026/05/01/one/index.html")
    assert 'rel="canonical" href="http://127.0.0.1:8000/2026/05/01/one/"' in page
    assert "preview.invalid" not in page
    assert "preview.invalid" not in real.page("feed.xml")


def test_includes_are_resolved_as_an_origin_would(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one", "القصة الأولى")
    editor = Editor(site)
    output = editor.builder.output
    (output / "a.html").write_text('<html><body><!--#include virtual="/b.html" --></body></html>', encoding="utf-8")
    (output / "b.html").write_text('ب <!--#include virtual="/c.html" -->', encoding="utf-8")
    (output / "c.html").write_text('ج <!--#include virtual="/c.html" -->', encoding="utf-8")
    (output / "d.html").write_text(
        '<!--#include virtual="/../site.yml" --><!--#include virtual="/none.html" -->', encoding="utf-8"
    )
    page = editor.page("a.html")
    assert "ب ج ج" in page, "and one that includes itself ends"
    assert editor.page("d.html") == "[an error occurred while processing this directive]" * 2


@pytest.mark.ci
def test_includes_of_includes_end_soon(tmp_path: Path) -> None:
    """Eight levels of forty includes each would be 6 trillion."""
    site = Site(tmp_path / "site")
    site.write("static/many.html", "<html><body>" + '<!--#include virtual="/many.html" -->' * 40 + "</body></html>")
    page = Editor(site).page("many.html")
    assert page.count("<body>") == MAX_INCLUDES + 1


def test_a_page_has_the_token_of_what_it_shows_or_of_an_older_state(tmp_path: Path) -> None:
    """A build may end while a page is read. With the newer token, the page would show the older text and never reload."""
    older, newer = State("older"), State("newer")
    states = [older]

    class File(type(Path())):  # type: ignore[misc]
        def read_bytes(self) -> bytes:
            states.append(newer)
            return b"<html><head></head><body>old</body></html>"

    injector = PageInjector(tmp_path, lambda: states[-1], Overlay("en"))
    page = injector.file_bytes(File(tmp_path / "index.html"), "index.html", "127.0.0.1:8000")
    assert b"older" in page
    assert b"newer" not in page


@pytest.mark.parametrize(
    "address",
    ["/../site.yml", "/..%2fsite.yml", "/%2e%2e/site.yml", "/a/..%2F..%2Fsite.yml", "//etc/passwd", "/a//b/", "/%2fetc/passwd",
     "/a%00b/", "/a\\..\\b", "/a%5c..%5cb", "/%ff/", "/.", "/a/./b", "/a%0ab", "etc/passwd", "", "http://[x/", "https://[::1/a/", "http://127.0.0.1]/"],
)  # fmt: skip
def test_addresses_that_could_lead_elsewhere_are_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        path_of(address, "")


@pytest.mark.parametrize(
    ("address", "prefix", "path"),
    [
        ("/", "", "index.html"),
        ("/?x=/../", "", "index.html"),
        ("/2026/%D9%82%D8%B5%D8%A9/", "", "2026/قصة/index.html"),
        ("/feed.xml", "", "feed.xml"),
        ("/.well-known/security.txt", "", ".well-known/security.txt"),
        ("/news/", "/news", "index.html"),
        ("/news/ar/a/", "/news/ar", "a/index.html"),
        ("http://127.0.0.1:8000/a/", "", "a/index.html"),
    ],
)
def test_an_address_has_its_path_in_the_output(address: str, prefix: str, path: str) -> None:
    assert path_of(address, prefix) == path


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("/.newsgen", ""),
        ("/.newsgen-staging/0/1", ""),
        ("/a/.hidden", ""),
        ("/", "/news"),
        ("/newspaper/", "/news"),
        ("/news", "/news"),
    ],
)
def test_what_is_no_page_of_the_site_is_not_there(address: str, prefix: str) -> None:
    with pytest.raises(LookupError):
        path_of(address, prefix)


def test_links_out_of_the_output_are_not_followed(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (tmp_path / "secret").write_text("secret")
    (output / "file").symlink_to(tmp_path / "secret")
    (output / "folder").symlink_to(tmp_path)
    (output / "loop").symlink_to(output / "loop")
    (output / "inside").write_text("x")
    (output / "good").symlink_to(output / "inside")
    for path in ("file", "folder/secret", "loop", "no", "x" * 5000, "folder"):
        assert file_of(output, path) is None, path
    assert file_of(output, "good") == output / "inside"


@pytest.mark.parametrize("path", ["gone/index.html", "gone.png"])
def test_a_file_that_a_build_just_deleted_is_not_there(
    editor: Editor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """It is found, and gone when it is read."""
    overlay = Overlay("en")
    desk = Desk(
        editor.builder,
        Findings(editor.site.root, editor.builder),
        overlay,
        Options(editor.site.root, editor.site.output, NOW),
    )
    injector = PageInjector(editor.builder.output, lambda: editor.state, overlay)
    context = server.ServerContext(
        editor.builder, injector, overlay, desk, allowed_hosts("127.0.0.1", "desk"), OnRequest()
    )
    monkeypatch.setattr(
        server, "file_of", lambda output, path: output / path if "gone" in path else file_of(output, path)
    )

    async def status() -> int:
        (listening,) = bind_sockets(0, "127.0.0.1")
        running = HTTPServer(server.application(context))
        running.add_sockets([listening])
        answer = await AsyncHTTPClient().fetch(
            f"http://127.0.0.1:{listening.getsockname()[1]}/{path}", raise_error=False
        )
        running.stop()
        return answer.code

    assert asyncio.run(status()) == 404


@pytest.mark.parametrize(
    ("host", "known", "foreign"),
    [
        ("127.0.0.1", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"],
         ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.5:8000", "",
          "127.0.0.1:8000@evil.example", "desk"]),
        ("10.0.0.5", ["10.0.0.5:8000", "localhost"], ["10.0.0.6", "evil.example"]),
        ("0.0.0.0", ["10.0.0.6:8000", "desk:8000", "desk.local", "[fe80::1]:8000"], ["evil.example", "desk.evil.example"]),
        ("desk.lan", ["desk.lan:8000"], ["other.lan"]),
    ],
)  # fmt: skip
def test_only_known_names_are_answered(host: str, known: list[str], foreign: list[str]) -> None:
    names = allowed_hosts(host, "Desk")
    assert [name for name in known if not names.allows(name)] == []
    assert [name for name in foreign if names.allows(name)] == []


# what wakes the builder


def test_leftovers_of_editors_wake_nobody() -> None:
    assert all(
        map(
            is_ignored,
            ("content/.one.md.swp", "content/one.md~", "content/#one.md#", "content/.git/x", "/theme/static/.x"),
        )
    )
    assert not any(map(is_ignored, ("content/one.md", "site.yml", "content/مجلد/قصة.md", "/.theme/static/x.css")))


def test_several_saves_together_are_one_build(editor: Editor) -> None:
    editor.builder.sources_changed(frozenset(("content/a.md",)))
    editor.builder.sources_changed(frozenset(("content/b.md",)))
    editor.builder._wait()
    assert editor.builder._pending == {"content/a.md", "content/b.md"}
    editor.builder.sources_changed(None)
    editor.builder.sources_changed(frozenset(("content/c.md",)))
    editor.builder._wait()
    assert editor.builder._pending is None, "everything is looked at"


def test_a_great_many_changes_are_looked_for_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handful = {(1, str(tmp_path / f"content/{i}.md")) for i in range(MAX_PATHS + 1)}
    monkeypatch.setattr(
        "watchfiles.watch", lambda *a, **k: iter([set(), handful, {(1, str(tmp_path / "content/x.md"))}])
    )
    watch = Watch(tmp_path, lambda paths: None)
    assert list(watch._changes(tmp_path, armed=threading.Event())) == [None, frozenset(("content/x.md",))]


def test_a_system_that_watches_no_more_is_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", watch)
    with pytest.raises(FatalProblems) as refused:
        Watch(tmp_path, lambda paths: None).start()
    assert [problem.code for problem in refused.value.problems] == ["no-watch"]


def test_a_moment_that_comes_builds_of_itself(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    now = datetime.now(UTC)
    site.story("one", "الأولى", date=(now - timedelta(days=1)).isoformat())
    site.story(
        "soon",
        "بعد لحظة",
        publish_at=(now + timedelta(hours=2)).isoformat(),
        date=(now - timedelta(days=1)).isoformat(),
    )
    builder = Builder(
        Options(site.root, site.root / ".newsgen/preview", now), follow_clock=True, on_build=lambda report, state: None
    )
    builder.build()
    assert builder._due is not None
    assert timedelta(hours=1, minutes=59) < builder._due - now <= timedelta(hours=2)
    builder._due = now - timedelta(seconds=1)
    builder._wait()  # returns at once, though nothing was saved
    assert builder._pending is not None


# the desk


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    site = Site(tmp_path_factory.mktemp("newsroom") / "site")
    for i in range(60):
        site.story(f"s{i}", f"قصة قديمة {i}", date=f"2026-04-01 10:{i:02}")
    site.story("changed", "قصة ستتغير", section="sport")
    site.story("leaves", "قصة ستختفي")
    assert site.build().published
    site.story("changed", "قصة تغيّرت", section="sport")
    (site.root / "content/leaves.md").unlink()
    site.story("new", "قصة جديدة", date="2026-05-20 10:00")
    site.story("draft", "مسودة قصة", status="draft", date="2026-05-20 11:00")
    site.story("later", "قصة الغد", date="2026-06-02 14:30")
    site.write("content/broken.md", "---\ntitle: [\n---\n")
    return Editor(site)


def titles(page: str) -> list[str]:
    return [link.text for heading in read(page).all("h2") for link in heading.all("a")]


def test_the_desk_shows_all_stories_newest_first_page_by_page(newsroom: Editor) -> None:
    page = newsroom.desk()
    assert titles(page)[:3] == ["قصة الغد", "مسودة قصة", "قصة جديدة"]
    assert len(titles(page)) == PAGE_SIZE
    rest = titles(newsroom.desk(page="2"))
    assert len(rest) == 64 - PAGE_SIZE
    assert titles(newsroom.desk(page="99999")) == rest, "the last page stands for those after it"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"status": "draft"}, ["مسودة قصة"]),
        ({"status": "embargoed"}, ["قصة الغد"]),
        ({"status": "withdrawn"}, []),
        ({"section": "sport"}, ["قصة تغيّرت"]),
        ({"q": "قصه تغيرت"}, ["قصة تغيّرت"]),
        ({"q": "later.md"}, ["قصة الغد"]),
        ({"next": "new"}, ["قصة جديدة"]),
        ({"next": "changed"}, ["قصة تغيّرت"]),
        ({"needs": "no-alt"}, []),
        ({"q": "قديمة 3", "status": "published"}, [f"قصة قديمة {i}" for i in (*range(39, 29, -1), 3)]),
    ],
)
def test_the_desk_filters(newsroom: Editor, asked: dict[str, str], expected: list[str]) -> None:
    assert titles(newsroom.desk(**asked)) == expected


def test_the_desk_tells_what_the_next_build_would_publish_or_what_forbids_it(newsroom: Editor) -> None:
    page = newsroom.desk()
    assert "content/broken.md" in page
    assert "لن ينشر البناء القادم شيئًا" in page
    (newsroom.site.root / "content/broken.md").unlink()
    newsroom.saved("content/broken.md")
    desk = read(newsroom.desk())
    assert [item.text for item in desk.first(class_="numbers").all("li")] == ["تظهر 1", "تتغير 1", "تختفي 1"]
    assert desk.first(class_="gone").text.startswith("leaves")
    assert newsroom.site.build().published
    assert "ليس في البناء القادم جديد" in newsroom.desk()


def test_the_desk_counts_down(newsroom: Editor) -> None:
    row = read(newsroom.desk(status="embargoed"))
    assert row.first(class_="left").text.replace("\u2068", "").replace("\u2069", "") == "المتبقي: يوم واحد وساعتان"


def test_the_desk_finds_warnings_and_style(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one", "القصة, الأولى", body="نص سليم.")
    site.story("two", "الثانية", date="2026-05-02 10:00", related=["nowhere"])
    editor = Editor(site)
    options = Options(site.root, site.output, NOW)
    findings = Findings(site.root, editor.builder)
    desk = Desk(editor.builder, findings, Overlay("ar"), options)
    until(lambda: (desk.page({}, editor.state, "h"), findings.remaining == 0)[1], "all are looked through")
    page = desk.page({"needs": "style"}, editor.state, "h")
    assert titles(page) == ["القصة, الأولى"]
    assert "أسلوب" in read(page).first("details").text
    count = findings.count("content/one.md")
    site.story("one", "القصة الأولى", body="نص سليم.")
    editor.saved("content/one.md")
    until(
        lambda: (desk.page({}, editor.state, "h"), findings.count("content/one.md") != count)[1],
        "it is looked through again",
    )
    assert titles(desk.page({"needs": "style"}, editor.state, "h")) == []


def test_the_desk_says_when_everything_is_made_again(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one", "القصة الأولى")
    editor = Editor(site)
    assert "لم يُبنَ الموقع بعد" in editor.desk()
    assert site.build().published
    assert "ليس في البناء القادم جديد" in editor.desk()
    site.write("templates/article.html", (site.root / "templates/article.html").read_text(encoding="utf-8") + "<hr>")
    editor.saved("templates/article.html")
    assert "يولّد البناء القادم الصفحات كلها من جديد" in editor.desk()


def test_what_is_asked_of_the_desk_is_only_data() -> None:
    asked = DeskQuery.read({"q": "x" * 9999, "status": "nonsense", "needs": "<b>", "page": "-1", "next": "new"})
    assert (len(asked.search), asked.status, asked.needs, asked.page, asked.next) == (200, "", "", 1, "new")
    assert DeskQuery.read({"page": "9" * 5000}).page == 1
    assert DeskQuery.read({"page": "٣"}).page == 1
    assert DeskQuery(search="a&b").query_string(page=2) == "?q=a%26b&page=2"


def test_no_title_is_more_than_text_on_the_desk(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("content/one.md", story("<script>alert(1)</script>"))
    page = Editor(site).desk(q="<script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_fault_of_the_default_theme_is_quoted_from_there() -> None:
    quote = quote_problem(Path("/nowhere"), error("x", "x").at("newsgen:templates/base.html", 1, 1))
    assert quote is not None
    assert quote.at == "{"
