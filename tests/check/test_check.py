"""``newsgen check``: each rule finds its case at its place and leaves the other alone; the build's own problems are told too,
whatever the record knows; nothing is changed."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import newsgen
from newsgen.check.findings import check_story
from newsgen.check.links import own_path
from newsgen.check.rules import RULES, WARNINGS
from newsgen.cli import command_line
from newsgen.executor import pool
from newsgen.site.launch import CODES, before_launch
from newsgen.site.settings_file import read
from tests.articles.test_bad_input import ARTICLES, PICTURES
from tests.pictures.recordings import film, mp3, mp4, ogg, track
from tests.support import SETTINGS, Site, story, tree
from tests.support.cases import sampled
from tests.support.growth import is_linear
from tests.support.pictures import png

DOC = Path(__file__).parents[2] / "docs" / "checks.md"
STYLE = SETTINGS + "style: {quotes: guillemets, percent: word}\n"
NOW = ["--now", "2026-06-01T12:00:00+03:00", "--lang", "en"]


def found(text: str, settings: str = STYLE, path: str = "content/a.md") -> list[tuple[str, int, int, str]]:
    parsed, problems = read(settings.encode())
    assert parsed is not None, problems
    return [
        (p.code, p.line, p.column, dict(p.values).get("suggestion", ""))
        for p in check_story(path, text.encode(), parsed)
    ]


def checked(site: Site, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]]]:
    code = command_line.main(["check", "--site", str(site.root), *NOW, "--json", *words])
    return code, json.loads(capsys.readouterr().out)["problems"]


# the examples of the documentation


def examples(kind: str) -> dict[str, str]:
    """The example of each rule: what it finds, or what it leaves alone."""
    text = DOC.read_text(encoding="utf-8")
    pieces = re.split(r"^`([a-z-]+)`$", text, flags=re.MULTILINE)
    cases = {}
    for rule, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        (case,) = re.findall(rf"^```\w+ {kind}\n(.*?)^```$", piece, re.MULTILINE | re.DOTALL)
        cases[rule] = re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), case)
    return cases


def transparent() -> bytes:
    out = io.BytesIO()
    Image.new("LA", (1600, 900), (90, 40)).save(out, "PNG")
    return out.getvalue()


def photograph(*, position: bool) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Camera"
    if position:
        exif[0x8825] = {1: "N", 2: (31.0, 57.0, 6.0), 3: "E", 4: (35.0, 56.0, 0.0)}
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


PICTURES_OF_EXAMPLES = {
    "wide.png": png(1600, 900),
    "medium.png": png(900, 600),
    "small.png": png(600, 400),
    "panorama.png": png(2400, 800),
    "transparent.png": transparent(),
    "square.png": png(1400, 1400),
}
RECORDINGS_OF_EXAMPLES = {
    "sound/wind.mp3": mp3(), "sound/wind.ogg": ogg(), "films/bare.mp4": mp4(), "films/told.mp4": mp4(),
    "films/told.ar.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n",
}  # fmt: skip
FILES_OF_EXAMPLES = {
    "static/measured.mp4": film(track(b"meta")), "static/film.mp4": film(b""),
    "static/with-position.jpg": photograph(position=True), "static/without-position.jpg": photograph(position=False),
    "content/pages/office/board.md": "---\ntitle: مجلس الإدارة\n---\nنص.\n".encode(),
    "content/pages/board.md": "---\ntitle: مجلس الإدارة\n---\nنص.\n".encode(),
    "static/films/lonely.ar.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n",
    "static/films/told.ar.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n",
    "content/shows/bare.yml": "name: ناقص\ndescription: نص\n".encode(),
    "content/shows/talk.yml": "name: حديث\ndescription: نص\ncategory: News\nowner: {name: هالة, email: a@example.net}\n"
    "artwork: {src: ../square.png, alt: غلاف}\n".encode(),
    "static/heavy.mp4": bytes(5_100_000), "static/light.mp4": bytes(4_900_000),
}  # fmt: skip


def is_file(case: str) -> bool:
    """Whether an example is the name of a file, and no text of a story."""
    return "/" in case.partition("\n")[0] and "\n" not in case.strip() and " " not in case.strip()


def newsroom(root: Path, cases: dict[str, str]) -> Site:
    """A site in order, with each case as a story of its own, called like its rule."""
    site = Site(root, settings=STYLE + "cards: {since: 2026-01-01}\n")
    site.story(
        "harbour",
        "افتتاح المرفأ",
        date="2026-05-02 10:00",
        body="نص.\n\n## أرقام {#figures}\n\nنص.",
        aliases=["/old-harbour/"],
    )
    site.story("draft", "تأتي بعد حين", date="2026-05-03 10:00", status="draft")
    site.story("pictures", "صورة يستعملها أحد", image="{src: wide.png, alt: مركب, credit: هالة}")
    text = "wide.png" + "".join(cases.values())
    for name, data in PICTURES_OF_EXAMPLES.items():
        if name in text:
            site.write(f"content/{name}", data)
    for name, data in RECORDINGS_OF_EXAMPLES.items():
        if name.replace(".ar.vtt", ".mp4") in text:
            site.write(f"static/{name}", data)
    if "talk" in text:
        site.write("static/sound/wind.mp3", RECORDINGS_OF_EXAMPLES["sound/wind.mp3"])
        site.write("content/square.png", PICTURES_OF_EXAMPLES["square.png"])
        site.write("content/shows/talk.yml", FILES_OF_EXAMPLES["content/shows/talk.yml"])
        site.story("talk", "حلقة أولى", date="2026-05-04 10:00", kind="audio", sound="/sound/wind.mp3", show="talk", episode=1,
                   body="## نص {.transcript}\n\n[00:01] هالة: نعم.")  # fmt: skip
    subprocess.run(["git", "init", "-q", str(site.root)], check=True)
    for rule, case in cases.items():
        if is_file(case):
            site.write(case.strip(), FILES_OF_EXAMPLES.get(case.strip(), b"x"))
        else:
            text = case if case.startswith("---\n") else story(f"عنوان القصة {rule}", body=case.rstrip("\n"))
            site.write(f"content/{rule}.md", text)
    return site


def test_every_rule_has_its_examples() -> None:
    assert list(examples("finds")) == list(examples("leaves"))
    assert set(examples("finds")) == set(RULES)


def test_each_rule_finds_its_example_and_no_other_rule_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = examples("finds")
    site = newsroom(tmp_path / "site", cases)
    code, problems = checked(site, capsys)
    by_file: dict[object, set[object]] = {}
    for problem in problems:
        by_file.setdefault(problem["file"], set()).add(problem["code"])
        assert problem["line"] or is_file(cases[str(problem["code"])]), problem
    assert by_file == {case.strip() if is_file(case) else f"content/{rule}.md": {rule} for rule, case in cases.items()}
    assert code == 4


def test_what_must_be_left_alone_is_and_a_clean_site_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = examples("leaves")
    site = newsroom(tmp_path / "site", cases)
    assert command_line.main(["check", "--site", str(site.root), *NOW]) == 0
    output = capsys.readouterr()
    stories = sum(not is_file(case) or case.strip().endswith(".md") for case in cases.values()) + 4
    assert output.out.splitlines()[:2] == [f"Stories and pages: {stories}. Nothing to fix.", "Before the site opens:"]
    assert output.err == ""


# places


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("قال, ثم مضى.", ("style-latin-punctuation", 6, 4, "،")),
        ("أين? هنا.", ("style-latin-punctuation", 6, 4, "؟")),
        ("هذا کتاب.", ("style-persian-letter", 6, 5, "ك")),
        ("سطر\n\nارتفع 5% أمس.", ("style-percent", 8, 8, " في المئة")),
        ("يوم الإثنين.", ("style-spelling", 6, 5, "الاثنين")),
        ("ذهب الى البيت.", ("style-hamza", 6, 5, "إلى")),
        ("قالـــت.", ("style-tatweel", 6, 4, "")),
        ("سطر\nعاد\u200b مركب.", ("text-invisible", 7, 4, "")),
        ("سطر\n\n![ ][loom]\n\n[loom]: loom.png", ("picture-alt", 8, 1, "")),
    ],
)
def test_each_finding_stands_at_its_place(body: str, expected: tuple[str, int, int, str]) -> None:
    assert found(story(body=body)) == [expected]


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        # lists
        ("1- أ\n2- ب", "markdown-list"), ("(١) أ\n(٢) ب", "markdown-list"), ("[1] أ\n[2] ب", "markdown-list"), ("1/ أ\n2/ ب", "markdown-list"),
        ("1 - أ\n2 - ب", "markdown-list"), ("1.أ\n2.ب", "markdown-list"), ("1. أ\n2- ب", "markdown-list"), ("أ) أول\nب) ثان", "markdown-list"),
        ("أ- أول\nب- ثان\nج- ثالث", "markdown-list"), ("أ. أول\nب. ثان", "markdown-list"), ("a) أول\nb) ثان", "markdown-list"), ("— أ\n— ب", "markdown-list"),
        ("- أ\n– ب", "markdown-list"), ("-أ\n-ب", "markdown-list"), ("*أ\n*ب", "markdown-list"), ("- أ\n  1- ب\n  2- ج", "markdown-list"),
        ("- أ\n- ب", ""), ("1. أ\n2. ب", ""), ("1) أ\n2) ب", ""), ("د. أ\nم. ب\nأ. ج", ""), ("10:30 أ\n11:30 ب", ""), ("1.5 أ\n2.5 ب", ""), ("1-2 أ\n2-1 ب", ""),
        ("1/5 أ\n2/5 ب", ""), ("*أ* ب\n*ج* د", ""), ("-5 أ\n-3 ب", ""), ("2026 - أ\n2027 - ب", ""), ("> أ\n> — ب", ""), ("1- أ\n\n2- ب", ""),
        ("1- أ\\\n2- ب", ""), ("• أ  \n• ب", ""), ("(1) أ\\\n(2) ب\\\n(3) ج", ""), ("1- أ\\\\\n2- ب", "markdown-list"), ("1- أ\\\n2- ب\n3- ج", "markdown-list"),
        # code
        ("    a = b();\n    c();", "markdown-indented"), ("    a = b();\n    `c`;", "markdown-indented"), ("`a = b();`\\\n`c = d();`;", ""), ("`<a href=b>`\\\n`</a>`\\", ""),
        ("``a`b``;", ""), ("- أ\n\n    `a();`", ""), ("`أ`\n1- أ\n2- ب", "markdown-list"), ("| `a` | `b` |\n|---|---|\n| `c` | `d` |", ""), ("| `a` | `b` |\n| `c` | `d` |", "markdown-table"),
        # footnotes
        ("أ[^ب  ج]\n\n[^ب ج]: د", ""), ("أ[^ب\nج]\n\n[^ب ج]: د", ""), ("أ[^\\*]\n\n[^*]: د", ""), ("أ\\[^1]", ""), ("أ[^1]\n\n[^1]: ```\n    د\n    ```", ""), ("`أ[^1]`", ""),
        ("أ[^ب\n\nج]", ""), ("أ[^ب ج]", "markdown-footnote"), ("[^1]: أ", "markdown-footnote"), ("\u200f1- أ\n\u200f2- ب", "markdown-list"), ("\u200f- أ\n\u200f- ب", ""), ("## أ {#س} ##", ""), ("أ[^1]\n\n[^1]: ب\n[^1]: ج", "markdown-footnote"),
        # ids
        ("## أ {#س ص}\n\n## ب {#س ص}", "mark-braces mark-braces"), ("أ \\{#س} \\{#س}", ""), ("## أ {#س}\n\n## ب {#س}", "markdown-id"),
        ("## أ {#س .x}\n\nب\n{: #س}", "mark-class markdown-id"), ("## ب\u064f\u0651 {#ب\u064f\u0651}\n\n## ج {#ب\u0651\u064f}", "markdown-id"),
        # places of attribute lists
        ("أ {.pull}", "mark-place"), ("أ{.pull}", "mark-place"), ("{.pull}\nأ", "mark-place"), ("أ\n\n{.pull}", "mark-place"), ("- أ {#س}", "mark-place"), ("## أ\n{#س}", "mark-place"),
        ("أ {#س} ب", "mark-place"), ("| أ | ب |\n|---|---|\n| ج | د |\n{#س}", "mark-place"), ("> أ {.pull}", "mark-place"), ("أ\n{.pull}", ""), ("> أ\n> {.pull}", ""), ("- أ\n  {#س}", ""), ("## أ {#س}", ""), ("أ {#س}\n===", ""), ("- ## أ {#س}", ""),
        ("أ {#س}\n: ب", ""), ("| أ {#س} | ب |\n|---|---|\n| ج | د |", ""), ("[أ](/){lang=en} *أ*{lang=en} `أ`{lang=en} ~~أ~~{lang=en} ![أ](loom.png){lang=en}", ""), ("أ \\{.pull}", ""),
        ("`أ {.pull}`", ""), ("أ <!-- {.pull} -->", ""),
        # links
        ("[أ] (/ب/)", "mark-link"), ("[أ] (https://a.example)", "mark-link"), ("(أ)[https://a.example]", "mark-link"), ("[أ](https://a.example", "mark-link"), ("[أ][ب]", "mark-link"),
        ("![أ][ب]", "mark-link"), ("![أ] (loom.png)", "mark-link"), ("! [أ](loom.png)", "mark-link"), ("نعم! [أ](/)", ""), ("نعم ![أ](loom.png) (ب)", ""), ("[أ][]", "mark-link"), ("[أ][ب]\n\n[ب]: /", ""), ("[أ][]\n\n[أ]: /", ""), ("[B  c][b C]\n\n[b c]: /", ""), ("[1][2]", ""), ("[أ](/)[ب](/)", ""), ("[أ] (ب)", ""),
        ("أ[^1][^2]\n\n[^1]: أ\n[^2]: ب", ""), ("`[أ] (/ب/)`", ""), ("\\[أ] (/ب/)", ""), ("<!-- [أ][ب] -->", ""), ("[![أ](loom.png)](/)", ""), ("[- أ -] [ب]", ""),
    ],
)  # fmt: skip
def test_marks_that_mean_something_else_than_their_writer_thinks(body: str, rules: str) -> None:
    codes = [rule for rule, *_ in found(story(body=body)) if rule.startswith("mark")]
    assert sorted(codes) == rules.split(), body


@sampled(5)
@pytest.mark.parametrize(
    "piece", ["[أ ", "[أ] ", "[أ](", "(أ)[", "{#", "{#أ ", "[^", "[^أ ", "1-", "*أ ", "[أ][ب", "####"]
)
@pytest.mark.parametrize("joiner", ["", "\n"])
def test_looking_for_marks_takes_linear_time(piece: str, joiner: str) -> None:
    assert is_linear(lambda text: found(story(body=text)), piece + joiner)


@pytest.mark.parametrize(
    "body",
    [
        "قال «نعم» ثم مضى، وسأل: أين؟",
        'رمز `a, ب?` و<span lang="en">x, y</span> و[رابط](https://example.org/?a,ب).',
        "لـ CIA و«دبي ـ العربية».",
        "ارتفع 5 في المئة.",
        "```\nقال, الى\u200b\n```",
        "| أ | ب |\n|---|---|\n| نص    | نص |",
    ],
)
def test_what_is_no_prose_is_left_alone(body: str) -> None:
    assert found(story(body=body)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (story(title="ذهب الى البيت"), ("style-hamza", 2, 13, "إلى")),
        (story(image="{src: a.png, alt: ذهب الى البيت}"), ("style-hamza", 5, 30, "إلى")),
        (story(corrections="[{at: 2026-05-02, text: 'ذهب الى البيت'}]"), ("style-hamza", 5, 43, "إلى")),
    ],
)
def test_the_texts_at_the_top_are_looked_at_too(text: str, expected: tuple[str, int, int, str]) -> None:
    assert found(text) == [expected]


def test_names_are_not_texts() -> None:
    """A tag's address is made of its letters: nobody changes them without a thought."""
    assert found(story(tags=["الى"], authors=["اكرم الاول"], place="الاردن")) == []


def test_a_plain_page_is_checked_like_a_story() -> None:
    assert found("---\ntitle: من نحن\n---\nذهب الى البيت.\n", path="content/pages/about.md") == [
        ("style-hamza", 4, 5, "إلى")
    ]


def test_the_settings_decide() -> None:
    text = story(body="ذهب الى البيت يوم الإثنين.")
    assert found(text, SETTINGS + "style: {hamza: false, spelling: []}\n") == []
    mine = SETTINGS + "style: {hamza: false, spelling: [{use: الإثنين, instead_of: الاثنين}]}\n"
    assert found(story(body="يوم الاثنين."), mine) == [("style-spelling", 6, 5, "الإثنين")]
    long = story(title=" ".join(["كلمة"] * 15))
    assert [code for code, *_ in found(long)] == ["headline-search"]
    assert found(long, STYLE + "check: {headline_search: 0}\n") == []


def test_one_story_ignores_what_it_says(tmp_path: Path) -> None:
    text = story(body="ذهب الى البيت, ومضى.", check="{ignore: {style-hamza: سبب}}")
    assert [code for code, *_ in found(text)] == ["style-latin-punctuation"]


# the whole site


def test_everything_that_the_build_says_is_told_also_when_it_would_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error in one story hides neither what is wrong with the others nor their findings; warnings of unchanged files,
    which a second build keeps to itself, are told every time."""
    site = Site(tmp_path / "site", settings=STYLE)
    site.story("wordless", image="{src: wide.png, credit: هالة}", body="ذهب الى البيت.")
    site.write("content/wide.png", png(1600, 900))
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: /nothing/}\n")
    assert site.build().published
    site.write("content/broken.md", "---\ntitle: س\n---\n")
    site.write("static/politics/index.html", "x")
    before, record = tree(site.output), sorted(site.root.rglob("*"))
    code, problems = checked(site, capsys)
    assert [(p["file"], p["code"], p["level"]) for p in problems] == [
        ("", "same-output", "error"),
        ("content/broken.md", "missing", "error"),
        ("content/broken.md", "missing", "error"),
        ("content/wordless.md", "no-alt", "warning"),
        ("content/wordless.md", "style-hamza", "warning"),
        ("redirects.yml", "redirect-nowhere", "warning"),
    ]
    assert code == 1
    assert (tree(site.output), sorted(site.root.rglob("*"))) == (before, record), "a check changes nothing"
    code, problems = checked(site, capsys, "--only", "build")
    assert len(problems) == 5
    code, problems = checked(site, capsys, "--only", "style-hamza", "--only", "link")
    assert ([p["code"] for p in problems], code) == (["style-hamza"], 4)


def test_broken_templates_and_settings_do_not_hide_the_stories(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path / "site", settings=STYLE)
    site.story("one", body="ذهب الى البيت.")
    home = site.root / "templates/home.html"
    good = home.read_text(encoding="utf-8")
    site.write("templates/home.html", "{% if %}")
    assert [p["code"] for p in checked(site, capsys)[1]] == ["style-hamza", "template-syntax"]
    site.write("templates/home.html", "{{ nothing.at_all }}")
    assert [p["code"] for p in checked(site, capsys)[1]] == ["style-hamza", "template-failed"]
    site.write("templates/home.html", good)
    site.write("site.yml", STYLE + "nonsense: 1\n")
    assert [p["code"] for p in checked(site, capsys)[1]] == ["unknown-key"]


def test_an_address_that_changed_after_publication(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", settings=STYLE)
    site.story("one", date="2026-05-01 10:00")
    site.story("other", "غيرها")
    site.build()
    assert checked(site, capsys) == (0, [])
    site.story("one", date="2026-05-04 10:00")
    for _ in range(2):  # before the build that publishes the change, and after it
        code, (problem,) = checked(site, capsys)
        assert (problem["code"], problem["file"], code) == ("address-vanished", "content/one.md", 4)
        site.build()
    site.story("one", date="2026-05-04 10:00", aliases=["/2026/05/01/one/"])
    assert checked(site, capsys) == (0, [])


def test_links_between_hidden_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads an embargoed text reads it later: what is published by then is no fault."""
    site = Site(tmp_path / "site", settings=STYLE)
    link = "[قصة](/2026/06/03/early/)"
    site.story("early", "أولى", date="2026-06-03 06:00", body="[قصة](/2026/06/04/late/)")
    site.story("late", "ثانية", date="2026-06-04 06:00", body=link)
    site.story("now", "ثالثة", body=link)
    _, problems = checked(site, capsys)
    assert [(p["file"], p["code"], p["line"]) for p in problems] == [
        ("content/early.md", "link-hidden", 6),
        ("content/now.md", "link-hidden", 6),
    ]
    assert checked(site, capsys, "--now", "2026-06-05") == (0, [])


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/b/", ("/a/b/", "")),
        ("/news/a/#x", ("/a/", "x")),
        ("#x", ("/2026/one/", "x")),
        ("../two/", ("/2026/two/", "")),
        ("https://example.org/news/%D9%82/", ("/ق/", "")),
        ("https://example.org/other/", None),
        ("https://example.com/news/", None),
        ("mailto:a@b.c", None),
        ("//[", None),
    ],
)
def test_which_links_are_the_sites_own(href: str, expected: tuple[str, str] | None) -> None:
    prefix = "" if href.startswith("/a/") else "/news"
    assert own_path(href, "/2026/one/", prefix, f"https://example.org{prefix}/") == expected


def test_links_under_a_path_and_in_the_navigation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = STYLE.replace("example.org/", "example.org/news/") + "navigation:\n  - {name: من نحن, url: /about/}\n"
    site = Site(tmp_path / "site", settings=settings)
    site.story("one", body="[هنا](/politics/) و[هناك](/nowhere/) و[ذاك](https://example.org/news/none/).")
    _, problems = checked(site, capsys)
    assert [(p["file"], p["code"], p["line"], p["column"]) for p in problems] == [
        ("content/one.md", "link-broken", 6, 27),
        ("content/one.md", "link-broken", 6, 45),
        ("site.yml", "link-broken", 12, 25),
    ]
    assert [re.findall(r"/\w+/", str(p["message"])) for p in problems] == [["/nowhere/"], ["/none/"], ["/about/"]]


def test_ignores_by_file_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignore = "check:\n  ignore:\n    - {file: content/old/*, rule: style-hamza, reason: أرشيف}\n"
    site = Site(tmp_path / "site", settings=STYLE + ignore)
    site.story("old/one", "أولى", body="ذهب الى البيت.")
    site.story("new", "ثانية", body="ذهب الى البيت.")
    assert [p["file"] for p in checked(site, capsys)[1]] == ["content/new.md"]
    (site.root / "content/old/one.md").unlink()
    (unused, _) = sorted(checked(site, capsys)[1], key=lambda p: str(p["code"]))
    assert (unused["code"], unused["file"], unused["line"]) == ("ignore-unused", "site.yml", 13)


def test_a_folder_without_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--fix"], ["--json"]):
        assert command_line.main(["check", "--site", str(tmp_path), "--lang", "en", *words]) == 1
        told = capsys.readouterr()
        assert "There is no site.yml in this folder." in told.out + told.err


def test_an_output_that_no_build_would_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site")
    code, (problem,) = checked(site, capsys, "--output", str(site.root / "content"))
    assert (code, problem["code"]) == (1, "bad-output")


def test_a_rule_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site")
    assert command_line.main(["check", "--site", str(site.root), "--only", "hamza", "--lang", "en"]) == 2
    assert "There is no rule “hamza”." in capsys.readouterr().err


def test_warnings_of_the_build_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All that the code has, but those of imports, of the record, of deploys and of services, which are of no file of the site."""
    told = {
        node.args[0].value
        for path in Path(newsgen.__file__).parent.rglob("*.py")
        if path.parent.name not in ("deploy", "embeds")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "warning"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert (
        told
        - {
            "deploy-stale",
            "embed-no-words",
            "import-kept",
            "left-over",
            "output-refused",
            "record-damaged",
            "record-missing",
            "search-stale",
        }
        == WARNINGS
    )
    site = Site(tmp_path / "site", settings=STYLE)
    site.write("content/wide.png", png(1600, 900))
    site.story("one", image="wide.png", body="الى", check="{ignore: {html-removed: سبب}}")
    assert [p["code"] for p in checked(site, capsys, "--only", "no-alt")[1]] == ["no-alt"]
    assert [p["code"] for p in checked(site, capsys, "--only", "ignore")[1]] == ["ignore-unused"]


def test_the_terminal_gets_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", settings=STYLE)
    file = site.story("one", body="ذهب الى البيت.\n\nيوم الإثنين.")
    before = file.read_bytes()
    assert command_line.main(["check", "--site", str(site.root), *NOW]) == 4
    output = capsys.readouterr()
    assert "content/one.md:6:5: warning: House style, hamza" in output.err
    assert "    Write “إلى”." in output.err
    assert output.out.splitlines() == [
        "Errors: 0, warnings: 2, in 1 files.",
        "style-hamza 1, style-spelling 1",
        "“newsgen check --fix” fixes 2 of them.",
        "Before the site opens:",
        "  “example.org” is an address of an example: links of feeds, shared pages and the sitemap lead nowhere."
        " Write the site's own address after “base_url”.",
    ]
    assert file.read_bytes() == before


def test_the_sample_newsroom_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parents[2]
    for folder in ("content", "static"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "site.yml", tmp_path)
    code = command_line.main(["check", "--site", str(tmp_path), "--now", "2026-11-25", "--lang", "en"])
    assert (code, capsys.readouterr().err) == (0, "")


@pytest.mark.ci
def test_many_files_are_checked_over_a_pool_with_the_same_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = newsroom(tmp_path / "site", examples("finds"))
    alone = checked(site, capsys)
    monkeypatch.setattr(pool, "SERIAL", 2)
    monkeypatch.setattr("newsgen.cli.site_check.cores", lambda: 2)
    assert checked(site, capsys) == alone
    site.build()
    assert checked(site, capsys) == alone, "with a record, and without"


def test_every_bad_input_is_told_as_the_build_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All broken stories of tests/bad in one site: the same problems at the same places, whether anything was ever built."""
    site = Site(tmp_path / "site", settings=STYLE)
    site.story("good", "قصة سليمة")
    for name, data in PICTURES.items():
        site.write(f"content/{name}", data)
    assert site.build().published
    for source in ARTICLES:
        site.write(f"content/{source.stem}.md", source.read_bytes())
    told = [(p.level, p.code, p.file, p.line, p.column) for p in site.build().problems]
    assert len(told) > 150
    for _ in range(2):
        _, problems = checked(site, capsys, "--only", "build")
        assert {(p["level"], p["code"], p["file"], p["line"], p["column"]) for p in problems} >= set(told)
        shutil.rmtree(site.root / ".newsgen")


def test_marks_in_a_long_fence_are_code() -> None:
    """Three signs close no fence of four, and the lines behind them are code still."""
    assert found(story(body="````\n```\n##عنوان {#ما قالت}\n```\n[نص] (/x)\n````\n")) == []


@pytest.mark.parametrize(
    ("more", "image", "count"),
    [("cards: {since: 2026-01-01}\n", "", 1), ("cards: {since: 2026-05-02}\n", "", 0), ("", "", 0),
     ("cards: {since: 2026-01-01}\n", "image: {src: a.png, alt: x}\n", 0), ("cards: {since: 2026-01-01}\n", "image: {caption: x}\n", 1)],
)  # fmt: skip
def test_a_headline_that_no_card_shows_may_have_any_letter(more: str, image: str, count: int) -> None:
    text = f"---\ntitle: فاز Erdoğan 🏆\nsection: sport\ndate: 2026-05-01 10:00\n{image}---\nنص\n"
    settings, problems = read((SETTINGS + more).encode())
    assert settings is not None, problems
    codes = [problem.code for problem in check_story("content/a.md", text.encode(), settings)]
    assert codes.count("headline-letters") == count


# pages that nobody finds


@pytest.mark.parametrize(
    ("settings", "body", "lost"),
    [
        ("", "نص.", ["far/b", "far/c"]),
        ("", "[ب](/far/b/)", ["far/c"]),
        ("", "[ب](/far/b/#x) و[ج](https://example.org/far/c?from=x)", []),
        ("footer: [{name: ب, url: /far/b/}]\n", "نص.", ["a", "far/c"]),
        ("footer: []\n", "[أ](/a/)", ["far/b", "far/c"]),
        ("navigation: [{name: ج, url: /far/c/}]\n", "نص.", ["far/b"]),
    ],
)
def test_a_page_that_nothing_leads_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: str, body: str, lost: list[str]
) -> None:
    site = Site(tmp_path / "site", settings=STYLE + settings)
    site.story("s", body=body)
    for page in ("a", "far/b", "far/c"):
        site.write(f"content/pages/{page}.md", f"---\ntitle: صفحة\n---\n[نفسها](/{page}/)\n")
    _, problems = checked(site, capsys, "--only", "page-unlinked")
    assert [p["file"] for p in problems] == [f"content/pages/{page}.md" for page in lost]


def test_a_template_that_names_a_page_leads_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", settings=STYLE)
    site.story("s")
    site.write("content/pages/far/b.md", "---\ntitle: صفحة\n---\nنص.\n")
    site.write("templates/foot_extra.html", '<a href="/far/b/">ب</a>')
    assert checked(site, capsys, "--only", "page-unlinked") == (0, [])


@pytest.mark.parametrize(
    ("title", "keys", "badge"),
    [
        ("عاجل: حريق", {}, "عاجل"),
        ("عاجل | حريق", {}, "عاجل"),
        ("#عاجل حريق", {}, "عاجل"),
        ("[عاجل] حريق", {}, "عاجل"),
        ("عاجل حريق", {"breaking_until": "2026-05-02 10:00"}, "عاجل"),
        ("عاجلًا أم آجلًا", {}, ""),
        ("مباشر.. جلسة المجلس", {}, "مباشر"),
        ("مباشر جلسة المجلس", {"kind": "live"}, "مباشر"),
        ("مباشر القول ينتصر", {}, ""),
        ("بث مباشر: جلسة المجلس", {"kind": "live"}, "بث مباشر"),
        ("تحليل: ماذا بعد", {"kicker": "تحليل"}, "تحليل"),
        ("تحليل الدم يكشف", {"kicker": "تحليل"}, ""),
        ("تحليل: ماذا بعد", {}, ""),
        ("بالفيديو.. حريق", {"kind": "video"}, "بالفيديو"),
        ("بالفيديو.. حريق", {}, ""),
        ("رأي: ماذا بعد", {"kind": "opinion"}, "رأي"),
        ("رأيت البحر", {"kind": "opinion"}, ""),
    ],
)
def test_a_headline_that_begins_with_its_badge(title: str, keys: dict[str, str], badge: str) -> None:
    parsed, _ = read(STYLE.encode())
    assert parsed is not None
    text = story(title, **keys)
    found = [p for p in check_story("content/a.md", text.encode(), parsed) if p.code == "headline-badge"]
    assert [dict(p.values)["found"] for p in found] == ([badge] if badge else [])


def test_the_hint_of_quotation_marks_shows_the_side_they_open_to() -> None:
    text = story(body='قال "إن «الميناء» عاد"، ثم مضى.')
    suggestions = [suggestion for code, _, _, suggestion in found(text) if code == "style-quotes"]
    assert suggestions == ["«إن", '"الميناء', 'الميناء"', "عاد»"]


@pytest.mark.parametrize(
    ("settings", "notes"),
    [
        (SETTINGS, [("example-address", 2)]),
        (SETTINGS + "production: false\n", [("example-address", 2), ("not-production", 1)]),
        (SETTINGS.replace("example.org", "www.Example.COM"), [("example-address", 2)]),
        (SETTINGS.replace("example.org", "localhost:8000"), [("example-address", 2)]),
        (SETTINGS.replace("example.org", "news.test"), [("example-address", 2)]),
        (SETTINGS.replace("example.org", "myexample.org"), []),
        (SETTINGS.replace("example.org", "test.news.jo"), []),
    ],
)
def test_a_site_that_is_not_open_yet_is_told_and_is_no_fault(settings: str, notes: list[tuple[str, int]]) -> None:
    parsed, _ = read(settings.encode())
    assert parsed is not None
    found = list(before_launch(parsed, settings.encode()))
    assert sorted(p.code for p in found) == [code for code, _ in notes]
    assert all((p.level, p.file) == ("warning", "site.yml") and p.line for p in found)
    assert {p.code for p in found} <= CODES <= WARNINGS


def test_notes_are_in_the_report_and_change_no_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS + "production: false\n")
    site.story("one", body="نص.")
    assert command_line.main(["check", "--site", str(site.root), *NOW]) == 0
    assert "“production: false”" in capsys.readouterr().out
    assert command_line.main(["check", "--site", str(site.root), *NOW, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert ([p["code"] for p in report["notes"]], report["problems"]) == (["example-address", "not-production"], [])
    assert command_line.main(["check", "--site", str(site.root), *NOW, "--only", "style"]) == 0
    assert "production" not in capsys.readouterr().out


def test_what_fix_promises_it_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The number that check promises is that by which the findings fall; then it promises nothing."""
    site = Site(tmp_path / "site", settings=STYLE)
    site.story(
        "one",
        body="ذهب الى البيت, ومضى. قال انه عاد, ثم.\n\nذهب الي السوق،ثم قال الىـــ.\n\n`الى`",
        title="نعم, لا؟ حقًا?",
    )
    site.story("two", body="ذهب الى البيت.", check="{ignore: {style-hamza: سبب}}")
    site.story("three", body="- أ\n\n\u200b- ب ‏، الحكومه")

    def report(*words: str) -> dict[str, Any]:
        command_line.main(["check", "--site", str(site.root), *NOW, "--json", *words])
        parsed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return parsed

    before = report()
    after = report("--fix", "--yes")
    assert 0 < before["fixable"] < len(before["problems"])
    assert len(after["problems"]) == len(before["problems"]) - before["fixable"]
    assert after["fixable"] == 0
    assert report("--only", "style-hamza")["fixable"] == 0


def test_films_and_sound_anywhere_in_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Below an entry of live coverage, in a list, behind other words and on a plain page, and at the top of a story."""
    site = Site(tmp_path / "site")
    for name in ("top", "entry", "item", "page", "told"):
        site.write(f"static/{name}.mp4", mp4())
    site.write("static/told.ar.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nx\n")
    site.write("static/wind.mp3", mp3())
    film_of = "[مشهد](/{}.mp4){{: .video}}".format
    site.story(
        "live", date="2026-05-01 10:00", kind="live", live_until="2026-05-01 20:00",
        body=f"مقدمة.\n\n{film_of('told')}\n\n## 11:00 خبر\n\n{film_of('entry')}",
    )  # fmt: skip
    site.story(
        "list", "أخرى", kind="video", body=f"{film_of('top')}\n\n- عنصر\n\n  {film_of('item')}\n\n{film_of('told')}"
    )
    site.write(
        "content/pages/about.md",
        f"---\ntitle: من نحن\n---\n{film_of('page')}\n\n{film_of('told')}\n\n[صوت](/wind.mp3){{: .audio}}\n",
    )
    _, problems = checked(site, capsys, "--only", "film-captions", "--only", "sound-transcript")
    places = {(one["file"], one["line"], one["code"]) for one in problems}
    assert places == {
        ("content/live.md", 14, "film-captions"), ("content/list.md", 7, "film-captions"), ("content/list.md", 11, "film-captions"),
        ("content/pages/about.md", 4, "film-captions"), ("content/pages/about.md", 8, "sound-transcript"),
    }  # fmt: skip
