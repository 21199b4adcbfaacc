"""``newsgen new`` and ``newsgen init``: from an idea to a file that reads, asked on a real terminal or told by flags; the
settings of VS Code say what newsgen says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from newsgen.articles.article import parse_article
from newsgen.articles.new_file import KINDS
from newsgen.articles.new_story import NewStory
from newsgen.base.messages import format_problem
from newsgen.base.problems import error, warning
from newsgen.cli import command_line
from newsgen.cli.commands.init import EDITOR
from newsgen.cli.commands.new import ask_for_missing, create
from newsgen.cli.json_schema import NAMES, schema_text
from newsgen.site.article_file import split
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read as read_settings
from newsgen.site.story_template import SAMPLES
from tests.support import SETTINGS, Site
from tests.support.terminal import Terminal

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def settings() -> Settings:
    found, problems = read_settings(SETTINGS.encode())
    assert found is not None, problems
    return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("content/authors/layla.yml", "name: ليلى القصب\n")
    return site


def only_story(site: Site) -> Path:
    (file,) = site.root.glob("content/2*/*/*.md")
    return file


def test_flags_say_everything(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "new",
        'قال: "نعم" \\ ولا',
        "--section",
        "sport",
        "--place",
        "port",
        "--author",
        "ليلى",
        "--author",
        "مازن",
    ]
    assert command_line.main([*words, "--site", str(site.root)]) == 0
    file = only_story(site)
    reading = parse_article("content/x.md", file.read_bytes(), settings())
    assert reading.article is not None, reading.problems
    summary = reading.article.summary
    assert (summary.card.title, summary.card.section, summary.draft) == ('قال: "نعم" \\ ولا', "sport", True)
    assert summary.card.place is not None
    assert summary.card.place.name == "الميناء"
    assert [author.name for author in summary.authors] == ["ليلى", "مازن"]
    assert capsys.readouterr().out.splitlines()[0] == file.relative_to(site.root).as_posix()
    before = file.read_bytes()
    assert command_line.main([*words, "--site", str(site.root)]) == 1
    assert file.read_bytes() == before, "nothing is ever overwritten"


def test_every_line_that_is_offered_reads(site: Site) -> None:
    """With each commented line of the template in force: it is an example of how the key is written."""
    create(site.root, settings(), NewStory("عنوان", "politics"), now=NOW, lang="en")
    text = only_story(site).read_text(encoding="utf-8")
    commented = re.findall(r"^# (\w+: .*)$", text, re.MULTILINE)
    assert len(commented) >= 5
    for line in commented:
        reading = parse_article("content/x.md", text.replace(f"# {line}", line).encode(), settings())
        assert [p.code for p in reading.problems if p.code != "no-picture"] == [], line


def test_asked_on_a_terminal(site: Site) -> None:
    asked = Terminal(["new", "--lang", "ar"], site.root)
    asked.wait("العنوان:")
    asked.type("\n")
    asked.wait("العنوان:")
    asked.type("افتتاح المكتبة\n")
    asked.wait("(رقمه أو اسمه):")
    assert "1. \u2068سياسة\u2069" in asked.shown
    asked.type("شيء\n")
    asked.wait("(رقمه أو اسمه):")
    asked.type("٣\n")
    asked.wait("المكان")
    asked.wait("):")
    asked.type("رأس النبع\n")
    asked.wait("الكتّاب")
    assert "1. \u2068ليلى القصب\u2069" in asked.shown
    asked.wait("):")
    asked.type("1، مازن\n")
    code, said = asked.end()
    assert code == 0, said
    reading = parse_article("content/x.md", only_story(site).read_bytes(), settings())
    assert reading.article is not None
    card, authors = reading.article.card, reading.article.summary.authors
    assert (card.title, card.section) == ("افتتاح المكتبة", "culture")
    assert card.place is not None
    assert (card.place.name, [author.name for author in authors]) == ("رأس النبع", ["ليلى القصب", "مازن"])


def test_nobody_answers(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    asked = Terminal(["new", "عنوان", "--lang", "en"], site.root)
    asked.wait("Section (its number or name):")
    asked.type("\x04")  # Ctrl-D
    code, said = asked.end()
    assert (code, "Interrupted." in said, "Traceback" in said) == (130, True, False)
    assert command_line.main(["new", "عنوان", "--site", str(site.root), "--lang", "en"]) == 2, (
        "no terminal: a flag is missing"
    )
    assert "--section" in capsys.readouterr().err
    assert command_line.main(["new", "عنوان", "--section", "none", "--site", str(site.root)]) == 1
    assert list(site.root.glob("content/2*")) == []


def test_answers_by_name_and_number(site: Site) -> None:
    answers = iter(["رياضه", "الميناء", ""])
    asked = ask_for_missing(site.root, settings(), NewStory("عنوان", ""), lambda question: next(answers), "ar")
    assert asked == NewStory("عنوان", "sport", "port", ())


# init


def test_a_new_site_builds_and_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "my-news"
    assert command_line.main(["init", str(site)]) == 0
    assert command_line.main(["check", "--site", str(site), "--lang", "en"]) == 0, capsys.readouterr()
    assert command_line.main(["init", str(site)]) == 1, "it is not empty any more"


def test_the_settings_of_the_editor_are_written_once_and_schemas_again(site: Site) -> None:
    assert command_line.main(["init", str(site.root), "--vscode"]) == 0
    folder = site.root / ".vscode"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        *EDITOR, *(f"schemas/{name}.json" for name in NAMES),
    }  # fmt: skip
    (folder / "settings.json").write_text("{}", encoding="utf-8")
    (folder / "schemas/site.json").write_text("{}", encoding="utf-8")
    assert command_line.main(["init", str(site.root), "--vscode"]) == 0
    assert (folder / "settings.json").read_text(encoding="utf-8") == "{}"
    assert len((folder / "schemas/site.json").read_text(encoding="utf-8")) > 1000
    assert command_line.main(["init", str(site.root / "content"), "--vscode"]) == 1, "there is no site"


def test_every_schema_that_the_settings_name_is_written(site: Site) -> None:
    named: dict[str, Any] = json.loads(EDITOR["settings.json"])["yaml.schemas"]
    assert {path.rpartition("/")[2] for path in named} == {f"{name}.json" for name in NAMES} - {
        "article.json",
        "page.json",
    }


def matched(text: str) -> list[tuple[str, str, int, int, str]]:
    """What VS Code would show of an output: it runs the patterns in JavaScript, line by line."""
    found = []
    for matcher in json.loads(EDITOR["tasks.json"])["tasks"][0]["problemMatcher"]:
        pattern = matcher["pattern"]
        for line in text.splitlines():
            if match := re.search(pattern["regexp"], line):
                found.append(
                    (
                        matcher["severity"],
                        *(match[pattern["file"]], int(match[pattern["line"]]), int(match[pattern["column"]])),
                        match[pattern["message"]],
                    )
                )
    return found


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_editor_understands_what_check_says(lang: str) -> None:
    told = [
        error("x", "This file is empty.", "Rename it.").at("content/ق/a.md", 3, 7),
        warning("x", "Nobody uses this file.").at("content/b c.md", 12, 1),
    ]
    text = "\n".join(line for problem in told for line in format_problem(problem, lang))
    shown = matched(text)
    assert [one[:4] for one in shown] == [("error", "content/ق/a.md", 3, 7), ("warning", "content/b c.md", 12, 1)]


# schemas

GOOD = {
    "article": ["title: 2027\nsection: politics\ndate: 2026-11-17 22:05\nstandfirst:\ntags: مياه\nimage: a.jpg\n"
                "sources: [بيان, {name: ن, url: https://example.org/}]\nrelated: a/b\naliases: /old/\n",
                "title: ع\nsection: s\ndate: 2026-11-17\nimage: {src: a.jpg, alt: ب}\ntags: [2027, ب]\ncheck: {ignore: {no-alt: س}}\n"],
    "page": ["title: من نحن\nstandfirst: س\n"],
    "show": ["name: حديث\ndescription: نص\nartwork: a.png\nexplicit: true\nowner: {name: ليلى, email: a@example.org}\n"],
    "author": ["name: ليلى\nimage: a.jpg\nlinks: [{name: بريد, url: mailto:a@example.org}]\n"],
    "front": ["top: [a/b]\nsections: {news: c/d}\n"],
    "sidecar": [f"digest: {'0a' * 16}\ntype: JPEG\nwidth: 1600\nheight: 900\nbytes: 1000\nfocus: [0.5, 0.4]\n"],
    "site": [SETTINGS],
    "redirects": ["redirects:\n  - {from: /a/, to: /b/}\n  - from: /c/\n"],
    "data": ["columns: [أ, 2026]\nrows: [[ب, 1.5], [ج, ]]\n", "kind: table\ntitle: ع\ncolumns: [أ]\nrows: []\n",
             "kind: score\nstatus: live\nminute: 45+2\nhome: {name: أ, goals: [{player: ب}]}\naway: {name: ج, score: 0}\n",
             "kind: standings\nteams: [{name: أ, won: 2}]\npoints: {win: 2}\n",
             "kind: prayers\ncity: ع\nlatitude: 31.9\nlongitude: 35\ntimezone: Asia/Amman\nmethod: mwl\nadjust: {fajr: 2}\n"],
}  # fmt: skip
BAD = {
    "article": ["title: ع\nsection: s\n", "title: ع\nsection: s\ndate: 2026-01-01\nstandfrist: س\n",
                "title: [ع]\nsection: s\ndate: 2026-01-01\n", "title: ع\nsection: s\ndate: 2026-01-01\nstatus: done\n"],
    "page": ["standfirst: س\n"],
    "show": ["name: حديث\n", "name: حديث\ndescription: نص\ntype: x\n", "name: حديث\ndescription: نص\nhost: x\n"],
    "author": ["role: س\n"],
    "front": ["top: {a: b}\n"],
    "sidecar": ["type: JPEG\n"],
    "site": ["title: س\n", SETTINGS + "nonsense: 1\n", SETTINGS + "feeds: {items: 0}\n"],
    "redirects": ["redirects:\n  - {to: /b/}\n"],
    "data": ["rows: []\n", "kind: chart\n", "kind: score\nstatus: live\nhome: {name: أ}\n", "kind: score\nteams: [{name: أ}]\n",
             "columns: [أ]\nrows: []\nteams: []\n", "kind: prayers\ncity: ع\nlatitude: 31\nlongitude: 35\ntimezone: Asia/Amman\nmethod: x\n"],
}  # fmt: skip


class _Core(yaml.SafeLoader):
    """YAML as the editor's server reads it: dates stay text (YAML 1.2)."""


_Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("what", NAMES)
def test_a_schema_agrees_with_newsgen(what: str) -> None:
    validator = jsonschema.Draft7Validator(json.loads(schema_text(what)))
    for text in GOOD[what]:
        assert [e.message for e in validator.iter_errors(yaml.load(text, _Core))] == [], text
    for text in BAD[what]:
        assert list(validator.iter_errors(yaml.load(text, _Core))) != [], text


def test_the_sample_agrees_with_its_schemas() -> None:
    article = jsonschema.Draft7Validator(json.loads(schema_text("article")))
    for file in sorted((ROOT / "content").rglob("*.md")):
        if "pages" not in file.parts:
            halves, _ = split(file.read_bytes())
            assert halves is not None
            assert [e.message for e in article.iter_errors(yaml.load(halves.front, _Core))] == [], file
    site = jsonschema.Draft7Validator(json.loads(schema_text("site")))
    assert [e.message for e in site.iter_errors(yaml.load((ROOT / "site.yml").read_text("utf-8"), _Core))] == []


@pytest.mark.parametrize(
    ("old", "new", "placeholders"),
    [
        ("", "", 0),  # a draft may say what it likes
        ("status: draft", "status: published", 1),
        ("status: draft", "publish_at: 2030-01-01 06:00", 1),
        ("status: draft", "kind: live", 1),
        ("status: draft", "status: withdrawn\nnote: سبب", 0),
        ("اكتب القصة هنا. السطر", "السطر", 1),
        ("اكتب القصة هنا", "> اكتب القصة هنا", 1),
        ("اكتب القصة هنا.", "قال المحرر: اكتب القصة هنا.", 0),
        ("اكتب القصة هنا. السطر", "```\nاكتب القصة هنا.\n```\nو", 0),
        ("# image: {src: picture.jpg", "image: {width: 9, height: 9, src: https://example.net/a.jpg", 3),
    ],
)
def test_the_texts_of_the_template_are_never_published(site: Site, old: str, new: str, placeholders: int) -> None:
    create(site.root, settings(), NewStory("عنوان", "sport"), now=NOW, lang="en")
    text = only_story(site).read_text(encoding="utf-8")
    if not old.startswith("status"):
        text = text.replace("status: draft", "status: published" if old else "status: draft")
    text = text.replace(old, new) if old else text
    problems = parse_article("content/a.md", text.encode(), settings()).problems
    found = [problem for problem in problems if problem.code == "placeholder"]
    assert len(found) == placeholders, problems
    assert all(problem.level == "error" and problem.line and problem.column for problem in found)


def test_the_texts_of_the_snippets_are_texts_of_the_template() -> None:
    written = " ".join(
        str(line) for snippet in json.loads(EDITOR["newsgen.code-snippets"]).values() for line in snippet["body"]
    )
    assert all(f":{sample}}}" in written for sample in SAMPLES.values())


# shows and data files


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", ['النهائي: «الفنار» [1] "x"', "2026", "- a: b #c"])
def test_a_new_file_is_one_that_a_build_takes(
    site: Site, capsys: pytest.CaptureFixture[str], kind: str, title: str
) -> None:
    words = ["new", title, "--what", kind, "--site", str(site.root), "--lang", "en"]
    assert command_line.main(words) == 0
    path, _, line = capsys.readouterr().out.splitlines()
    site.story("a", body=line.strip()) if kind != "show" else site.story("a")
    report = site.build()
    assert report.published
    assert not report.problems
    before = (site.root / path).read_bytes()
    assert command_line.main(words) == 1
    assert (site.root / path).read_bytes() == before
    validator = jsonschema.Draft7Validator(json.loads(schema_text("show" if kind == "show" else "data")))
    if not path.endswith(".csv"):
        assert [e.message for e in validator.iter_errors(yaml.load(before, _Core))] == []
    else:
        site.write("content/data/x.csv", "a,b\n")
        assert command_line.main(["new", "x", "--what", "score", "--site", str(site.root)]) == 1, (
            "two would have one id"
        )


def test_a_new_file_wants_a_name_and_no_section(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["new", "--what", "show", "--site", str(site.root)]) == 2
    assert command_line.main(["new", "أ", "--what", "show", "--section", "sport", "--site", str(site.root)]) == 2
    assert command_line.main(["new", " ", "--what", "show", "--site", str(site.root)]) == 2
    assert not (site.root / "content/shows").exists()
