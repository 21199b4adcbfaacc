"""What editors easily get wrong in YAML is told, with its place and the right form; what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.site.article_file import split
from newsgen.site.yamltext import parse
from tests.support import SETTINGS, Site, codes

TOLD = [
    ("title: نص #وسم", "yaml-comment", 1, 11),
    ("title: نص\t#وسم", "yaml-comment", 1, 11),
    ("title: #وسم", "yaml-comment", 1, 8),
    ("title: المركز #1 عالميًا", "yaml-comment", 1, 15),
    ("title: a\n  b #x\nc: d", "yaml-comment", 2, 5),
    ("tags: [أ #ب\n]", "yaml-comment", 1, 10),
    ("tags:\n  - أ #ب", "yaml-comment", 2, 7),
    ("image: {alt: أ #ب\n}", "yaml-comment", 1, 16),
    ("tags: [سياسة، مياه]", "list-comma", 1, 8),
    ("tags: [سياسة،مياه]", "list-comma", 1, 8),
    ("tags: [أ, سياسة؛ مياه]", "list-comma", 1, 11),
    ("tags: [سياسة; مياه]", "list-comma", 1, 8),
    ("topics: [{name: أ, also: [ب، ج]}]", "list-comma", 1, 27),
    ("a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x", "merge-conflict", 2, 1),
    ("a: b\n||||||| base\nc: d", "merge-conflict", 2, 1),
    ("a: b\n=======\nc: d", "merge-conflict", 2, 1),
    ("a: b\n>>>>>>> desk/update", "merge-conflict", 2, 1),
    ("title: a\n\ufeffb: c", "yaml-control", 2, 2),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), TOLD)
def test_slips(text: str, code: str, line: int, column: int) -> None:
    assert [(p.code, p.line, p.column) for p in parse(text).problems] == [(code, line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "title: نص # تعليق",
        "title: نص#وسم",
        'title: "نص #وسم" #تعليق',
        "title: 'نص #وسم'",
        "tags: [أ, ب] #تعليق",
        "title: >\n  نص #وسم\n",
        "title: |\n  =======\n  <<<<<<< HEAD\n",
        "#تعليق\ntitle: نص",
        "title: قال، ثم مضى؛ وعاد",
        "tags: ['سياسة، مياه', مياه]",
        "sources: [{name: وزارة، بيان}]",
        "corrections: [{at: x, text: أ، ب}]",
        "place: عمّان، الأردن",
        "ads: [a;b]",
        "\ufefftitle: a",
        "title: a\ufeffb",
        "a: ======= b",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert parse(text).problems == ()


def test_the_right_form_is_told() -> None:
    (problem,) = parse('tags: [سياسة، مياه, "أ، ب", ميناء]').problems
    assert dict(problem.values)["form"] == 'سياسة, مياه, "أ، ب", ميناء'


@pytest.mark.parametrize(
    "line",
    [
        "authors: هالة، مازن",
        "authors: هالة, مازن",
        "authors: هالة؛ مازن",
        "authors:\n  - هالة، مازن",
        "tags: سياسة، مياه",
        "tags: [أ، ب]",
    ],
)
def test_topics_and_authors_without_brackets(tmp_path: Path, line: str) -> None:
    site = Site(tmp_path / "site")
    site.write("content/a.md", f"---\ntitle: قصة\nsection: politics\ndate: 2026-05-01\n{line}\n---\nنص\n")
    report = site.build()
    assert report.published
    assert codes(report) == ["list-comma"]


@pytest.mark.parametrize(
    "line", ['authors: "هالة، مازن"', "place: عمّان، الأردن", "standfirst: أ، ب", 'tags: "أ، ب"', "tags: [10,5]"]
)
def test_what_is_one_name(tmp_path: Path, line: str) -> None:
    site = Site(tmp_path / "site")
    site.write("content/a.md", f"---\ntitle: قصة\nsection: politics\ndate: 2026-05-01\n{line}\n---\nنص\n")
    assert codes(site.build()) == []


CONFLICT = "<<<<<<< HEAD\nrole: محررة\n=======\nrole: كاتبة\n>>>>>>> desk\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("site.yml", SETTINGS + CONFLICT),
        ("redirects.yml", "redirects:\n" + CONFLICT),
        ("content/authors/l.yml", "name: ليلى\n" + CONFLICT),
        ("content/front.yml", "top: [a]\n" + CONFLICT),
        ("content/pages/about.md", f"---\ntitle: من نحن\n{CONFLICT}---\nنص\n"),
        ("content/b.md", f"---\ntitle: أ\nsection: politics\n{CONFLICT}date: 2026-05-01\n---\nنص\n"),
        ("content/b.md", "<<<<<<< HEAD\n---\ntitle: أ\n---\n=======\n---\ntitle: ب\n---\n>>>>>>> x\n"),
        ("content/b.md", "---\ntitle: أ\n<<<<<<< HEAD\n---\nأ\n=======\n---\nب\n>>>>>>> x\n"),
        ("content/b.md", "---\r\ntitle: أ\r\n<<<<<<< HEAD\r\n=======\r\n---\r\n"),
    ],
)
def test_conflicts_are_errors_wherever_yaml_is_read(tmp_path: Path, path: str, text: str) -> None:
    site = Site(tmp_path / "site")
    site.story("a")
    site.write(path, text)
    report = site.build()
    assert not report.published
    (problem,) = report.problems
    assert (problem.code, problem.file) == ("merge-conflict", path)
    assert text.replace("\r\n", "\n").split("\n")[problem.line - 1].startswith("<<<<<<<")


@pytest.mark.parametrize("empty", ["~\n", "null\n", "''\n", "[]\n"])
@pytest.mark.parametrize("path", ["site.yml", "redirects.yml", "content/authors/l.yml", "content/front.yml"])
def test_a_document_that_is_no_mapping(tmp_path: Path, path: str, empty: str) -> None:
    site = Site(tmp_path / "site")
    site.story("a")
    site.write(path, empty)
    assert [(p.code, p.file) for p in site.build().problems] == [("not-a-mapping", path)]


def test_front_matter_that_is_no_mapping(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("content/a.md", "---\n~\n---\nنص\n")
    assert codes(site.build()) == ["not-a-mapping"]


def test_split_without_a_conflict() -> None:
    halves, problem = split("---\ntitle: أ\n---\nعنوان\n=======\n".encode())
    assert problem is None
    assert halves is not None
