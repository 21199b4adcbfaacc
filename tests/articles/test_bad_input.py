"""Bad input: every broken file is told with its place and a remedy, all in one run, and nothing is lost.

``tests/bad/articles/NAME.md`` lies as ``content/story.md`` in a small working site; ``tests/bad/sites/NAME/`` is laid over
it; what git or a reader would not bear is made here. What must be said of each stands beside it in ``NAME.expected``,
in both languages, refreshed with UPDATE_GOLDEN=1. There ⟨ ⟩ stand for the isolates U+2068 and U+2069, ‣ for the mark
U+200E, which cannot be seen.
"""

import contextlib
import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from newsgen.arabic import strip_controls
from newsgen.articles import body
from newsgen.base.messages import format_problem, hint_of
from newsgen.base.problems import FatalProblems, Problem
from newsgen.build.run import Report
from newsgen.site.article_file import MAX_BYTES, split
from newsgen.site.yamltext import parse
from tests.support import Site, story, tree
from tests.support.cases import sampled
from tests.support.pictures import png

BAD = Path(__file__).parents[1] / "bad"
ARTICLES = sorted((BAD / "articles").glob("*.md"))
SITES = sorted(folder for folder in (BAD / "sites").iterdir() if folder.is_dir())
WRITTEN_BACK = bool(os.environ.get("UPDATE_GOLDEN"))


PICTURES = {
    "small.png": png(4, 3),
    "zero.png": png(0, 0),
    "huge.png": png(200_000, 10),
    "empty.png": b"",
    "false.png": b"GIF89 is what this is not",
    "notes.txt": b"text",
    "folder.png/inside.txt": b"text",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small working site that was built once."""
    site = Site(tmp_path_factory.mktemp("bad") / "site")
    site.story("good", "قصة سليمة")
    for name, data in PICTURES.items():
        site.write(f"content/{name}", data)
    assert site.build().published
    return site.root


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Site:
    """A copy of it with its output and record, to break."""
    shutil.copytree(published, tmp_path / "site", symlinks=True)
    copy = Site.__new__(Site)
    copy.root, copy.plain, copy.settings, copy.clock = tmp_path / "site", True, "", 100
    return copy


def record_of(site: Site) -> list[str]:
    """Everything that the record says."""
    found: list[str] = []
    for path in sorted(site.root.glob(".newsgen/*/record.db")):
        with contextlib.closing(sqlite3.connect(path)) as db:
            found += db.iterdump()
    return found


def built(site: Site, **options: object) -> Report:
    """The report of a build; an FatalProblems comes as the report of nothing, as the command line shows it."""
    try:
        return site.build(**options)  # type: ignore[arg-type]
    except FatalProblems as failure:
        return Report(False, failure.problems)


def told(report: Report, site: Site) -> str:
    """A report as the golden files hold it, the site's own folder as SITE."""
    out = [f"published: {'yes' if report.published else 'no'}"]
    for problem in report.problems:
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file or "-"
        out.append(f"\n{problem.level} {problem.code} {place}")
        for language in ("en", "ar"):
            first, *hints = format_problem(problem, language)
            out += ["    " + _visible(first), *("    " + _visible(hint) for hint in hints)]
    return ("\n".join(out) + "\n").replace(str(site.root.resolve()), "SITE")


def _visible(text: str) -> str:
    shown = text.translate({0x2068: "⟨", 0x2069: "⟩", 0x200E: "‣"})
    assert shown.isprintable(), ascii(text)
    return shown


def check(site: Site, golden: Path) -> Report:
    """Build over the published site: the golden file's words, and nothing moved where there are errors."""
    output, record = tree(site.output), record_of(site)
    report = built(site)
    text = told(report, site)
    if WRITTEN_BACK:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    has_errors = any(problem.level == "error" for problem in report.problems)
    assert report.published is not has_errors
    if has_errors:
        assert tree(site.output) == output
        assert record_of(site) == record
    for problem in report.problems:
        assert_has_a_remedy(problem)
    return report


def assert_has_a_remedy(problem: Problem) -> None:
    assert problem.hint, problem
    for language in ("en", "ar"):
        assert hint_of(problem, language).strip(), problem
        assert max(len(line) for line in format_problem(problem, language)) < 700, problem


@sampled(3)
@pytest.mark.parametrize("source", ARTICLES, ids=lambda path: path.stem)
def test_a_broken_story(site: Site, source: Path) -> None:
    site.write("content/story.md", source.read_bytes())
    check(site, source.with_suffix(".expected"))


@sampled(4)
@pytest.mark.parametrize("source", ARTICLES, ids=lambda path: path.stem)
def test_the_same_as_a_draft_only_warns(site: Site, source: Path) -> None:
    """Whatever is wrong with a draft that can be read, it stops no build."""
    halves, _ = split(source.read_bytes())
    if halves is None:
        pytest.skip("has no front matter")
    head, fence, rest = source.read_bytes().partition(b"---\n")
    document = parse(halves.front)
    if head or not isinstance(document.value, dict) or "status" in document.value:
        pytest.skip("cannot be read as a draft")
    site.write("content/story.md", fence + b"status: draft\n" + rest)
    for drafts in (False, True):
        report = built(site, drafts=drafts)
        assert report.published, report.problems
        assert {problem.level for problem in report.problems} <= {"warning"}


@pytest.mark.parametrize("source", SITES, ids=lambda path: path.name)
def test_a_broken_site(site: Site, source: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            site.write(path.relative_to(source).as_posix(), path.read_bytes())
    check(site, BAD / "sites" / f"{source.name}.expected")


# what is made here


def _link(site: Site, path: str, target: Path | str) -> None:
    file = site.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    file.symlink_to(target)


def _outside(site: Site) -> Path:
    folder = site.root.parent / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "secret.md").write_text(story("سر"), encoding="utf-8")
    (folder / "deep" / "secret.md").write_text(story("سر أعمق"), encoding="utf-8")
    (folder / "secret.png").write_bytes(png(9, 9))
    (folder / "secret.html").write_text("سر {{ site.title }}", encoding="utf-8")
    return folder


def link_article(site: Site) -> None:
    _link(site, "content/secret.md", _outside(site) / "secret.md")


def link_folder(site: Site) -> None:
    _link(site, "content/more", _outside(site))


def link_tree(site: Site) -> None:
    _link(site, "static", _outside(site))


def link_picture(site: Site) -> None:
    _link(site, "content/secret.png", _outside(site) / "secret.png")
    site.story("story", image="{src: secret.png, alt: وصف}")


def link_template(site: Site) -> None:
    _link(site, "templates/extra.html", _outside(site) / "secret.html")


def link_static(site: Site) -> None:
    _link(site, "static/secret.md", _outside(site) / "secret.md")


def link_relative(site: Site) -> None:
    _outside(site)
    _link(site, "content/a/b/secret.md", "../../../../outside/secret.md")


def link_loop(site: Site) -> None:
    _link(site, "content/a/again", "..")


def link_to_itself(site: Site) -> None:
    _link(site, "content/itself.md", "itself.md")


def link_to_nothing(site: Site) -> None:
    _link(site, "content/nothing.md", "not-here.md")


def link_inside_is_fine(site: Site) -> None:
    site.write("shared-text.md", story("قصة مشتركة"))
    _link(site, "content/linked.md", "../shared-text.md")


def name_not_utf_8(site: Site) -> None:
    Path(os.fsdecode(os.fsencode(site.root) + b"/content/\xff.md")).write_text(story(), encoding="utf-8")


def name_in_two_encodings(site: Site) -> None:
    site.write("content/\u0622.md", story("أول"))
    site.write("content/\u0627\u0653.md", story("ثان"))


def name_without_address(site: Site) -> None:
    site.write("content/؟؟؟.md", story("أول"))


def name_with_controls(site: Site) -> None:
    site.write("content/a\u202eb\x1b[31m.md", "بلا مقدمة")


def pipe(site: Site) -> None:
    os.mkfifo(site.root / "content" / "pipe.md")


def large_article(site: Site) -> None:
    with site.write("content/large.md", story("كبيرة")).open("r+b") as file:
        file.truncate(50 * 2**20)


def large_by_one_byte(site: Site) -> None:
    text = story("كبيرة").encode()
    site.write("content/large.md", text + b"x" * (MAX_BYTES + 1 - len(text)))


def large_as_allowed(site: Site) -> None:
    text = story("كبيرة").encode()
    site.write("content/large.md", text + (b"word " * 99 + b"\n\n\n\n\n") * ((MAX_BYTES - len(text)) // 500))


def large_template(site: Site) -> None:
    site.write("templates/home.html", "x" * (2 * 2**20))


def large_redirects(site: Site) -> None:
    site.write("redirects.yml", "redirects: []\n" + "#" * (50 * 2**20))


def article_is_a_folder(site: Site) -> None:
    site.write("content/story.md/inside.md", story("داخل"))


def no_content(site: Site) -> None:
    shutil.rmtree(site.root / "content")


def no_settings(site: Site) -> None:
    (site.root / "site.yml").unlink()


MADE: tuple[Callable[[Site], None], ...] = (
    link_article, link_folder, link_tree, link_picture, link_template, link_static, link_relative, link_loop, link_to_itself,
    link_to_nothing, link_inside_is_fine, name_not_utf_8, name_in_two_encodings, name_without_address, name_with_controls,
    pipe, large_article, large_by_one_byte, large_as_allowed, large_template, large_redirects, article_is_a_folder,
    no_content, no_settings,
)  # fmt: skip


@sampled(3)
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__.replace("_", "-"))
def test_a_site_made_broken(site: Site, make: Callable[[Site], None]) -> None:
    make(site)
    check(site, BAD / "made" / f"{make.__name__.replace('_', '-')}.expected")
    assert "سر" not in "".join(data.decode(errors="replace") for data in tree(site.output).values())


# what must end in bounded time


HOSTILE: dict[str, Callable[[], str]] = {
    "quotes": lambda: ">" * 10_000 + " x",
    "quotes and lists": lambda: "> - " * 5_000 + "x",
    "numbers in numbers": lambda: "1. " * 20_000,
    "lists": lambda: "\n".join("    " * i + "- x" for i in range(300)),
    "brackets": lambda: "[" * 50_000,
    "bracket pairs": lambda: "[" * 25_000 + "]" * 25_000,
    "pictures": lambda: "![" * 25_000,
    "links that do not end": lambda: "[a](" * 20_000,
    "links with a quotation mark": lambda: '[a](b"c) ' * 20_000,
    "stars": lambda: "*" * 50_000,
    "stars and underscores": lambda: "*_" * 50_000,
    "words in stars": lambda: "*a **b " * 20_000,
    "backslashes": lambda: "\\" * 100_000,
    "backticks": lambda: "`" * 100_000,
    "fences": lambda: "```\n" * 100_000,
    "cdata": lambda: "<![CDATA[" * 20_000,
    "comments": lambda: "<!--" * 100_000,
    "addresses": lambda: "<http://" * 50_000,
    "attributes": lambda: '<a href="' * 50_000,
    "tags that do not end": lambda: "<p onclick=x>\n\n" + "<p \n\n" * 3_900,
    "open tags": lambda: "".join(f'<b id="x{i}">' for i in range(1_900)) + "<p>a</p>\n\n" * 1_000,
    "list tags": lambda: "<ul><li>\n\n" * 50_000,
    "footnotes": lambda: "[^1]" * 20_000 + "\n\n[^1]: x",
    "abbreviations": lambda: "".join(f"*[w{i}]: x\n" for i in range(9_000)) + "w1 " * 20_000,
    "tables": lambda: "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|b" * 20_000,
    "bad links": lambda: " ".join(f"[a](javascript:{i})" for i in range(2_000)),
    "spaces": lambda: " " * 500_000 + "x",
    "spaces in a heading": lambda: "# " + " " * 500_000 + "#x",
    "spaces in bold words": lambda: "**a" + " " * 500_000 + "**",
    "lines": lambda: "x\n" * 500_000,
}


@sampled(9)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_ends_soon(name: str) -> None:
    """Measured at 0.02 to 5 s on the slowest machine at hand; the limit allows for ten times that, not for a square."""
    began = time.process_time()
    made = body.render(HOSTILE[name](), first_line=1, prefix="")
    assert time.process_time() - began < 50
    assert sum(len(part) for part in made.parts if isinstance(part, str)) < 150_000_000


@sampled(4)
@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 900_000 + "]" * 900_000,
        "a: " + "[" * 900_000,
        "a: " + "{a: " * 400_000,
        "a:\n" + "- " * 900_000 + "x",
        "? " * 900_000,
        "".join(" " * i + "a:\n" for i in range(1_900)),
        "[[[{- ? " * 200_000,
        "a: &a [" + "*a, " * 400_000 + "]",
        "".join(f"k{i}: x\n" for i in range(100_000)),
    ],
    ids=["flow", "open", "mappings", "lists", "keys", "indents", "mixed", "aliases", "many"],
)
def test_hostile_yaml_ends_soon_and_leaves_the_process_alive(text: str) -> None:
    """In a process of its own: libyaml's composer recurses in C, and some 30,000 levels end a process by SIGSEGV."""
    script = (
        "import sys; from newsgen.site import schema, yamltext; from newsgen.site.front_matter import FrontMatter\n"
        "form, problems = schema.read(FrontMatter, yamltext.parse(sys.stdin.read()), 'x.md')\n"
        "assert form is None and problems and len(problems) <= 400_000; print(len(problems), problems[0].code)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-500:]


# nothing of a story runs in a reader's browser

ATTEMPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    '" onmouseover="alert(1)',
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--#exec cmd='ls' --><!--#include virtual='/x' -->",
    "{{ 7 * 191 }}{% raw %}",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#1; javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<p style='x:expression(1)'>x</p>",
    "<details open ontoggle=alert(1)>",
    "<x onclick=alert(1)>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "\\x3cscript\\x3e",
    "</textarea><script>alert(1)</script>",
    "<template><script>alert(1)</script>",
)
IN_MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:alert(1))",
    "<javascript:alert(1)>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '[x](/a "t\\" onmouseover=\\"alert(1)")',
    "[x](/a){: onclick=alert(1) style=x }",
    "# x {: #n-main onclick=alert(1) }",
    "*[x]: <script>alert(1)</script>\n\nx",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "```<script>\nalert(1)\n```",
    "`<script>`",
    "|<script>|x|\n|-|-|\n|<b onclick=x>|y|",
    "\u202e<script>\u202c",
    '<a href="/x" title="&quot; onclick=alert(1)">x</a>',
)


class _Page(HTMLParser):
    """What could run, and every text a browser would see, from a page's own HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.scripts: list[str] = []
        self.titles: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.inside.append(tag)
        if tag == "script" and given.get("type") != "application/ld+json":  # a data block, which no browser runs
            self.scripts.append(given.get("src") or "inline")
        if tag in ("iframe", "object", "embed", "base", "style", "math", "template", "noscript", "portal"):
            self.found.append(tag)
        if tag == "meta" and "http-equiv" in given:
            self.found.append(f"meta {given}")
        for name, value in attributes:
            shown = "".join(c for c in value or "" if c > " ").lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action", "xlink:href", "data-address", "data-latest", "content", "poster"):
                scheme = re.match(r"[a-z][a-z0-9+.-]*:", shown)
                if scheme and scheme[0] not in ("http:", "https:", "mailto:", "tel:") and name != "content":
                    self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "title":
            self.titles.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside.append("")

    def handle_comment(self, data: str) -> None:
        if data.startswith("#"):
            self.found.append(f"comment {data}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The default theme over stories that try everything. They are drafts: one with an unsafe link is left out, no more."""
    attacked = Site(tmp_path_factory.mktemp("attacked") / "site", plain=False)
    attacked.write("content/a.png", png(40, 30))
    for i, attempt in enumerate((*ATTEMPTS, *IN_MARKDOWN)):
        words = _quoted(f"عنوان {attempt}")
        attacked.story(
            f"story-{i}",
            "x",
            status="draft",
            kicker=words,
            standfirst=words,
            place=words,
            authors=[words],
            tags=[words],
            sources=[f"{{name: {words}}}"],
            corrections=f"[{{at: 2026-05-02, text: {words}}}]",
            date=f"2026-05-{i % 28 + 1:02} 10:00",
            image=f"{{src: a.png, alt: {words}, caption: {words}, credit: {words}}}",
            body=f"قبل {attempt} بعد\n\n{attempt}\n\nبعد\n",
        )
        file = attacked.root / f"content/story-{i}.md"
        attacked.write(
            f"content/story-{i}.md", file.read_text(encoding="utf-8").replace('title: "x"', f"title: {words}")
        )
    report = attacked.build(drafts=True)
    assert report.published, report.problems
    refused = {problem.file for problem in report.problems if problem.code == "bad-link"}
    assert report.articles + len(refused) == len(ATTEMPTS) + len(IN_MARKDOWN)
    return attacked


@pytest.mark.parametrize("attempt", [*ATTEMPTS, *IN_MARKDOWN])
def test_a_body_is_safe_even_where_it_is_refused(attempt: str) -> None:
    """The sanitiser does not rely on the errors."""
    made = body.render(f"{attempt}\n\nقبل {attempt} بعد\n", first_line=1, prefix="")
    page = _Page()
    page.feed("".join(part for part in made.parts if isinstance(part, str)))
    page.close()
    assert (page.found, page.scripts) == ([], [])
    unsafe = re.search("javascript|data:|vbscript", html.unescape(attempt).replace("\n", "").replace("\t", "").lower())
    link = unsafe and re.search("\\]\\(|]:|href|action|src=", attempt)
    assert any(problem.code == "bad-link" for problem in made.problems) is bool(link)


def test_no_attempt_reaches_a_browser(attacked: Site) -> None:
    plain = {path for path in tree(attacked.output) if path.endswith(".html")}
    assert len(plain) > len(ATTEMPTS)
    for path in plain:
        text = (attacked.output / path).read_text(encoding="utf-8")
        page = _Page()
        page.feed(text)
        page.close()
        assert page.found == [], path
        assert set(page.scripts) <= {"/assets/v1/dates.js", "/assets/v1/newsgen.js"}, path
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ue000\ue001]", text), path
        assert "1337" not in text, "content ran as a template"


def test_a_title_comes_out_as_it_was_written(attacked: Site) -> None:
    """In <title>, in attributes and in JSON the words are those of the story, no more and no less."""
    for i, attempt in enumerate(ATTEMPTS):
        path = attacked.output / f"2026/05/{i % 28 + 1:02}/story-{i}/index.html"
        if not path.exists():
            assert "javascript:" in html.unescape(attempt).replace("\t", "")
            continue
        text = path.read_text(encoding="utf-8")
        page = _Page()
        page.feed(text)
        shown = strip_controls(" ".join("".join(page.titles).split()))
        assert shown.startswith(" ".join(f"عنوان {attempt}".split())), (attempt, shown)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL):
            (story,) = [node for node in json.loads(block)["@graph"] if node["@type"] == "NewsArticle"]
            assert " ".join(strip_controls(story["headline"]).split()) == " ".join(f"عنوان {attempt}".split())


# the command line


def newsgen(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsgen", *words], cwd=site.root, capture_output=True, text=True, timeout=60,
        env=os.environ | {"NEWSGEN_LANG": "en", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip


KEYS = {
    "articles", "pages", "read", "rendered", "written", "deleted", "unchanged", "bytes_written", "written_paths",
    "deleted_paths", "problems", "seconds", "build_id",
}  # fmt: skip


def told_in_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stdout.count("\n") == 1
    assert done.stdout.endswith("}\n")
    value = json.loads(done.stdout)
    assert isinstance(value, dict)
    assert set(value) >= KEYS
    for problem in value["problems"]:
        assert set(problem) == {"level", "code", "message", "file", "line", "column", "hint"}
    return value


def test_json_of_a_site_that_builds(site: Site) -> None:
    done = newsgen(site, "build", "--json", "--now", "2026-06-01T12:00")
    value = told_in_json(done)
    assert (done.returncode, value["problems"], done.stderr) == (0, [], "")
    assert isinstance(value["written"], int)


def test_json_of_a_broken_site(site: Site) -> None:
    site.write("content/story.md", story("x").replace("2026-05-01", "2026-02-30"))
    output = tree(site.output)
    done = newsgen(site, "build", "--json", "--now", "2026-06-01T12:00")
    value = told_in_json(done)
    assert done.returncode == 1
    assert value["problems"] == [
        {
            "level": "error", "code": "impossible-date", "message": "The date “2026-02-30 10:00” does not exist.",
            "file": "content/story.md", "line": 4, "column": 7, "hint": "Look at the day, the month and the hour.",
        }
    ]  # fmt: skip
    assert tree(site.output) == output


def test_json_with_sources_held_back(site: Site) -> None:
    site.write("content/story.md", "بلا مقدمة")
    done = newsgen(site, "build", "--json", "--keep-good", "--now", "2026-06-01T12:00")
    value = told_in_json(done)
    assert done.returncode == 3
    assert [problem["code"] for problem in value["problems"]] == ["no-front-matter"]


def _state_in_the_way(site: Site) -> None:
    shutil.rmtree(site.root / ".newsgen")
    site.write(".newsgen", "a file where a folder is needed")


@sampled(3)
@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda site: (site.root / "site.yml").unlink(), "no-site"),
        (lambda site: site.write("site.yml", "title: x\n"), "missing"),
        (lambda site: site.write("templates/home.html", "{% if %}"), "template-syntax"),
        (lambda site: site.write("templates/home.html", "{{ nothing }}"), "template-failed"),
        (_state_in_the_way, "io"),
    ],
    ids=["no site", "settings", "syntax", "undefined", "a file in the way"],
)
def test_json_is_one_object_whatever_is_wrong(site: Site, break_it: Callable[[Site], object], code: str) -> None:
    break_it(site)
    done = newsgen(site, "build", "--json", "--now", "2026-06-01T12:00")
    value = told_in_json(done)
    assert done.returncode == 1
    assert code in [problem["code"] for problem in value["problems"]]


@pytest.mark.parametrize(
    "words", [["build", "--jobs", "x"], ["build", "--jobs", "-1"], ["nonsense"], [], ["build", "--nonsense"]]
)
def test_wrong_words_are_a_usage_error(site: Site, words: list[str]) -> None:
    done = newsgen(site, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_a_file_where_a_folder_of_pages_is_needed(tmp_path: Path) -> None:
    """Nothing is published, and once it is gone the site builds again."""
    fresh = Site(tmp_path / "site")
    fresh.story("one")
    file = fresh.write("static/politics", "a file")
    assert [problem.code for problem in built(fresh).problems] == ["same-output"]
    assert tree(fresh.output) == {}
    file.unlink()
    assert built(fresh).published
