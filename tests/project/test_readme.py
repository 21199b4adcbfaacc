"""The documentation tells the truth: its commands parse, its examples are read, its lists of keys and codes are complete."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from newsgen.articles.article import parse_article
from newsgen.base.messages import format_problem
from newsgen.check.rules import RULES
from newsgen.cli import command_line
from newsgen.cli.exit_codes import FAILED
from newsgen.cli.old_addresses import FILE_PAGE, UNANSWERED
from newsgen.cli.parser import command_line_parser
from newsgen.importers import codes as import_codes
from newsgen.importers import notes
from newsgen.importers.codes import Code
from newsgen.pages import redirects
from newsgen.pictures.sidecar import Sidecar
from newsgen.site import settings, settings_file
from newsgen.site.front_matter import FrontForm, FrontMatter, PageForm, ProfileForm, ShowForm
from newsgen.site.schema import _models
from tests.project.test_layers import ROOMS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [README, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")), *DOCS]


def text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def blocks(path: str | Path, language: str) -> list[str]:
    """The fenced blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(path), re.MULTILINE | re.DOTALL)


def table(path: str | Path, head: str) -> list[str]:
    """The code spans in the first column of every table whose first column is headed so."""
    found: list[str] = []
    inside = False
    for line in text(path).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        inside = line.startswith("|") and (inside or cells[0] == head)
        if inside:
            found += re.findall(r"`([^`]+)`", cells[0])
    return found


# the two commands


def set_ups() -> tuple[str, str]:
    first, second, *_ = blocks("README.md", "sh")
    return first, second


def test_the_first_two_blocks_are_one_line_each() -> None:
    first, second = set_ups()
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith(".venv/bin/newsgen build")
    assert ".venv/bin/pytest" in second
    for command in (first, second):
        assert "python3 -m venv .venv" in command
        assert "requirements.lock" in command


def test_ci_calls_the_second_to_the_letter_and_then_what_it_leaves_out() -> None:
    _, second = set_ups()
    script = [line for line in text(".ci/run").splitlines() if line and not line.startswith("#")]
    assert script[-2:] == [second.rstrip("\n"), ".venv/bin/pytest -n auto -m ci"]


def test_every_test_belongs_to_one_run() -> None:
    """README's command, the rest of ``.ci/run`` and ``.ci/nightly`` together run every test."""
    options = tomllib.loads(text("pyproject.toml"))["tool"]["pytest"]["ini_options"]["addopts"]
    assert "-m 'not ci and not nightly'" in options
    assert ".venv/bin/pytest -n auto -m nightly" in text(".ci/nightly").splitlines()


# commands (tests/project/test_command_lines.py runs those that the documents show)


def test_every_command_and_option_is_documented() -> None:
    head, *sections = re.split(r"^## ", text("docs/commands.md"), flags=re.MULTILINE)
    told = {section.partition("\n")[0]: section for section in sections}
    _, commands = command_line_parser("en")
    assert set(told) == set(commands)
    for name, parser in commands.items():
        assert f"`newsgen {name}" in text("README.md"), name
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--"):
                    assert re.search(re.escape(option) + r"\b", told[name] + head), f"{name} {option}"


def test_the_report_is_documented(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.yml").write_text("title: x\nbase_url: nowhere\n", encoding="utf-8")
    assert command_line.main(["build", "--json", "--site", str(tmp_path)]) == FAILED
    report = json.loads(capsys.readouterr().out)
    assert set(table("docs/commands.md", "field")) == set(report)
    (row,) = (line for line in text("docs/commands.md").splitlines() if line.startswith("| `problems`"))
    assert set(report["problems"][0]) <= set(re.findall(r"`(\w+)`", row))


# keys


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = prefix + (field.alias or name)
        yield key
        for inner in dict.fromkeys(_models(field.annotation)):
            yield from keys(inner, key + ".")


@pytest.mark.parametrize(
    ("page", "head", "model"),
    [
        ("docs/articles.md", "key", FrontMatter),
        ("docs/articles.md", "key of a page", PageForm),
        ("docs/articles.md", "key of an author", ProfileForm),
        ("docs/articles.md", "key of the front", FrontForm),
        ("docs/sound.md", "key of a show", ShowForm),
        ("docs/media.md", "key of a sidecar", Sidecar),
        ("docs/settings.md", "key", settings.Settings),
        ("docs/settings.md", "key of a redirect", redirects.Entries),
    ],
)
def test_every_key_is_documented_and_no_other(page: str, head: str, model: type[BaseModel]) -> None:
    told = table(page, head)
    assert len(told) == len(set(told))
    assert set(told) == set(keys(model))


def test_every_default_is_documented() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| ([^|]*?) \|", text("docs/settings.md"), re.MULTILINE))

    def check(model: type[BaseModel], prefix: str) -> None:
        for name, field in model.model_fields.items():
            name = field.alias or name
            inner = next(_models(field.annotation), None)
            if inner is not None:
                check(inner, f"{prefix}{name}.")
            elif isinstance(field.default, bool):
                assert rows[prefix + name] == f"`{str(field.default).lower()}`", name
            elif isinstance(field.default, (str, int)) and field.default:
                assert rows[prefix + name] == f"`{field.default}`", name

    check(settings.Settings, "")


# examples


def site() -> settings.Settings:
    short, _, _ = blocks("docs/settings.md", "yaml")
    found, problems = settings_file.read(short.encode() + b"  - {id: news, name: n}\n")
    assert found is not None, problems
    return found


def test_the_settings_examples_are_read() -> None:
    short, more, _ = blocks("docs/settings.md", "yaml")
    for example in (short, short + more):
        found, problems = settings_file.read(example.encode())
        assert found is not None, problems


def test_the_redirects_example_is_read(tmp_path: Path) -> None:
    *_, example = blocks("docs/settings.md", "yaml")
    (tmp_path / "redirects.yml").write_text(example, encoding="utf-8")
    addresses, problems = redirects.read(tmp_path)
    assert (len(addresses), problems) == (2, ())


def test_the_article_examples_are_read() -> None:
    (first,) = blocks("README.md", "markdown")
    second, coverage, body = blocks("docs/articles.md", "markdown")
    head, _, _ = second.partition("\n---\n")
    for example in (first, second, second + body, f"{head}\nkind: live\n---\n{coverage}"):
        reading = parse_article("content/example.md", example.encode(), site())
        assert reading.article is not None, reading.problems
        assert reading.problems == ()


def test_the_problem_example_is_what_is_said() -> None:
    (article,) = blocks("README.md", "markdown")
    reading = parse_article(
        "content/2026/11/library.md", article.replace("standfirst:", "standfrist:").encode(), site()
    )
    (problem,) = reading.problems
    said = "\n".join(format_problem(problem, "en")) + "\n"
    assert said in blocks("README.md", "text")
    assert said in blocks("docs/problems.md", "text")


# codes


def codes() -> Iterator[str]:
    """Every code that a source file gives to a problem, as a literal."""
    for path in (ROOT / "src/newsgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            if name in ("error", "warning", "fault", "Problem") and isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_code_is_documented_and_no_other() -> None:
    told = table("docs/problems.md", "code")
    assert len(told) == len(set(told))
    assert set(told) == set(codes())
    assert table("docs/checks.md", "rule") == list(RULES)


def test_every_note_of_an_import_is_documented() -> None:
    form = r"^\| `([\w-]+)` \| (error|warning|info) \| (.+) \|$"
    archives, pages = text("docs/importing.md").split("## Captured pages")
    assert re.findall(form, archives, re.MULTILINE) == [
        (code.name, code.level, f"{code.text} {code.hint}".strip())
        for code in (*vars(import_codes).values(), FILE_PAGE, UNANSWERED)
        if isinstance(code, Code)
    ]
    rows = re.findall(form, pages, re.MULTILINE)
    assert {(code, level) for code, level, _ in rows} == {(code, notes.Note(code).level) for code in notes.TEXTS}
    for code, _, says in rows:
        assert says == f"{notes.TEXTS[code]} {notes.HINTS.get(code, '')}".strip(), code


# layers


def test_every_module_is_in_the_architecture() -> None:
    """Its table has a row for each package, from the top down, with all of the package's modules."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", text("docs/architecture.md"), re.MULTILINE)
    assert [package for package, _ in rows] == list(ROOMS)
    for package, modules in rows:
        there = {path.stem for path in (ROOT / "src/newsgen" / package).glob("*.py")} - {"__init__"}
        folders = {path.parent.name for path in (ROOT / "src/newsgen" / package).glob("*/__init__.py")}
        assert set(re.findall(r"`(\w+)`", modules)) == there | folders, package


# links


def anchors(path: Path) -> set[str]:
    heads = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text(path), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    plain = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text(page), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", plain):
        if not re.match(r"https?:", target):
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.exists(), target
            assert not anchor or anchor in anchors(file), target


def test_every_page_of_the_documentation_is_linked_from_the_readme() -> None:
    for page in DOCS:
        assert f"(docs/{page.name})" in text("README.md")


def test_every_page_of_the_documentation_is_in_its_site() -> None:
    listed = re.findall(r"^   (/?[\w-]+)$", text("docs/index.rst"), re.MULTILINE)
    assert sorted(listed) == sorted(
        [page.stem for page in DOCS] + [f"/{page.stem}" for page in PAGES if page not in DOCS]
    )


def test_where_does_x_go_names_every_package() -> None:
    _, _, rest = text("CONTRIBUTING.md").partition("## Where does X go?")
    rows = re.findall(r"^\| [^|]+ \| `(\w+)`", rest.partition("\n## ")[0], re.MULTILINE)
    assert sorted(set(rows)) == sorted(ROOMS)
