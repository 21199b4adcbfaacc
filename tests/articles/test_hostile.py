"""Texts that are made to break what reads them: each is a page without their markup, or one Problem at its place."""

import time
from pathlib import Path
from typing import Any

import pytest

from newsgen.articles import article, body, markup, sanitise
from newsgen.base.unexpected import RAISE, unexpected
from newsgen.check.passages import MASK, masked
from newsgen.model.picture import Picture
from newsgen.pictures import measure as measuring
from tests.support import Site, tree
from tests.support.cases import every, sampled
from tests.support.growth import is_linear


def html(text: str) -> str:
    return "".join(part if isinstance(part, str) else f"[{part.address}]" for part in rendered(text).parts)


def rendered(text: str) -> body.Body:
    return body.render(text, first_line=1, prefix="")


@pytest.mark.parametrize(
    "mark",
    [
        "<![x",
        "<![x]>",
        "<![if x]>",
        "<![CDATA[x",
        "<![endif",
        "<![",
        "<!",
        "<!x",
        "<!DOCTYPE [x",
        "<!ELEMENT a [",
        "<?x",
        "<!--",
        "<!-->",
        "</",
        "<\x00",
    ],
)
@pytest.mark.parametrize("around", ["{}", "<p>نص {} نص</p>", "نص {} نص", "<div>\n{}\n</div>", "<script>{}", "- <b>{}</b>"])  # fmt: skip
def test_a_declaration_that_is_none(mark: str, around: str) -> None:
    assert "<!" not in html(around.format(mark))


def test_a_placeholder_cannot_be_written() -> None:
    """Neither by the marks of earlier versions, nor by the forms that the marks of this one have."""
    for number in ("0", "1", "7"):
        assert "[p.jpg]" not in html(
            f"<div>&#&#xe000;xe000;{number}&#&#xe001;xe001;</div>\n\n<div>\ue000{number}\ue001</div>"
        )
    forged = "<div>" + chr(0xE100) * 16 + chr(0xE200) + "</div>"
    parts = rendered(f"{forged}\n\n![صورة](p.jpg)\n\n{forged}").parts
    assert [part.address for part in parts if isinstance(part, Picture)] == ["p.jpg"]
    assert not any(markup._SECRET in part for part in parts if isinstance(part, str))


@pytest.mark.parametrize("depth", [1, 2, 3, 9])
def test_a_control_character_cannot_be_built_of_references(depth: int) -> None:
    text = "&#x202e;"
    for _ in range(depth):
        text = f"&#{text}x202e;"
    made = html(f"<p>نص {text} نص</p>")
    assert "\u202e" not in made
    assert "#x202e;" not in made.replace("&amp;#", "")


RAW = '<a href="/x?a<b" title="نص > فاز <img src=x onerror=1>">رابط</a> &lt;  <b>غ</b> <'


def test_attributes_are_escaped_whatever_the_sanitiser_did(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def clean(self, unsafe: str) -> str:
            return RAW

    monkeypatch.setattr(sanitise, "cleaner", lambda prefix: Old())
    made = html("<b>نص</b>")
    assert made == ('<a href="/x?a&lt;b" title="نص &gt; فاز &lt;img src=x onerror=1&gt;">رابط</a> &lt;  <b>غ</b> &lt;')


def test_what_the_sanitiser_writes_stays_as_it_is() -> None:
    text = '<a href="/x?a&lt;b&amp;c" title="نص > &quot;">رابط &lt;</a> <div dir="rtl" id="a">x<br>y</div>'
    clean = sanitise.cleaner("").clean(text)
    assert sanitise.sanitise(text, "") == clean


def test_masks_only_what_is_no_prose() -> None:
    assert masked("[a]: /b\nنص").endswith("\nنص")
    assert masked("3 < 5 <b>نص</b>") == "3 < 5 " + MASK * 3 + "نص" + MASK * 4


def fails(*_: Any, **__: Any) -> Any:
    raise ValueError("nobody foresaw it")


@pytest.mark.parametrize(("module", "name", "file", "line"), [
    (body, "convert", "content/a.md", 6), (article, "split", "content/a.md", 0), (measuring, "read_traits", "content/a.md", 5),
])  # fmt: skip
def test_an_unforeseen_exception_is_a_problem_of_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, file: str, line: int
) -> None:
    monkeypatch.delenv(RAISE)
    site = Site(tmp_path / "site")
    site.story("good")
    site.build()
    before = tree(site.output)
    site.write("content/p.png", b"x")
    site.story("a", body="نص ![صورة](p.png) <b>نص</b>", image="{src: p.png, alt: x}")
    with monkeypatch.context() as patch:
        patch.setattr(module, name, fails)
        report = site.build(keep_good=True)
    assert {(p.code, p.file, p.line > 0) for p in report.problems} == {("unexpected", file, line > 0)}
    assert all(dict(p.values) == {"type": "ValueError"} for p in report.problems)
    assert tree(site.output) == before


def test_tests_fail_on_an_unforeseen_exception() -> None:
    with pytest.raises(KeyError):
        unexpected(KeyError("x"))


SLOW = {
    "definitions of one term": ("a\n", ": b\n"),
    "definitions in a quote": ("> a\n", "> : b\n"),
    "open fences": ("", "~~~ {.x}\na\n"),
    "fences with lines to mark": ("~~~ hl_lines=\"\n" * 60, '"\n'),
    "cells with ticks": ("", "|a|`"),
    "braces in a heading": ("# a ", "{ "),
    "braces in a paragraph": ("a\n", "{ "),
    "underlines": ("", "a\n=\n"),
    "headings": ("", "# a\n"),
    "rules": ("", "a\n***\n"),
    "abbreviations": ("", "*[A]: b\n"),
    "brackets": ("", "["),
    "spaces in a heading": ("# a", " "),
    "hashes": ("# ", "#"),
    "references": ("", "[a]: b\n"),
    "quotes and lists": ("", "- a\n1. b\n"),
    "declarations": ("", "<![x "),
    "attributes": ("<a ", "b='"),
    "attribute lists": ("# a ", "{#a .b c=d "),
    "quotes in an attribute list": ("a\n{", "k=\"{k='\" "),
    "heading lines": ("", "# # #a #\n"),
    "numbers": ("", "3. a\n\n"),
    "numbers far apart": ("", "3. a\n\n    b\n\n"),
    "numbers of one list": ("", "7. a\n3) b\n"),
    "tildes": ("", "~~a "),
    "tildes and stars": ("", "~~**a "),
    "addresses": ("", "https://a.bc/) "),
    "one address": ("https://a.bc/", ")("),
    "brackets of an address": ("https://a.bc/", ")"),
    "entities of an address": ("https://a.bc/", "&amp;"),
    "schemes": ("", "www."),
    "hosts": ("", "www.a.bc "),
    "short mails": ("", "a@b.cd "),
    "mails": ("", "a@a"),
    "dots of a mail": ("a@", "a."),
    "words of a mail": ("a@b.cd ", "a.-+_"),
    "links in HTML": ("https://a.bc ", "<a >"),
    "escapes": ("https://a.bc/", "\\_"),
    "breaks": ("", "a\\\n"),
    "labels of one id": ("", "[^a b]: c\n[^a?b]: d\n"),
    "references to footnotes": ("[^a b]: c\n\n", "[^a b]"),
    "pictures in links": ("", "[![a](b.png)](c) "),
    "tasks": ("", "- [ ] a\n"),
}  # fmt: skip


@sampled(2)
@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, 3_000) for name in SLOW),
        *every(6, ((name, 200_000) for name in SLOW)),
        *(pytest.param(name, 24_000, marks=pytest.mark.nightly) for name in SLOW),
    ],
)
def test_a_text_is_read_within_the_bound_or_refused(name: str, size: int) -> None:
    """The bound is some 5 s of an idle machine; a busy one may take far longer. Without it these texts take many minutes."""
    start, unit = SLOW[name]
    begin = time.process_time()
    found = rendered(start + unit * (size // len(unit)))
    assert time.process_time() - begin < 60
    assert all(problem.level == "warning" or problem.code == "body-tangled" for problem in found.problems)


def test_a_table_that_grows_by_rows_and_columns_is_refused() -> None:
    """Each short row is filled up to the columns of the head: 6 KB make more than a million cells."""
    table = "|a" * 800 + "|\n" + "|-" * 800 + "|\n" + "|\n" * 1500
    assert [problem.code for problem in rendered(table).problems] == ["body-tangled"]
    assert not rendered(
        "| مدينة |" + " 12 |" * 7 + "\n" + "|-" * 8 + "|\n" + "| مدينة |" * 2 + " 12 |" * 6 + "\n"
    ).problems


def test_long_plain_texts_are_within_the_bound() -> None:
    words = "نص طويل " * 60
    for text in (
        f"{words}\n\n" * 2000 + "| a | b |\n|-|-|\n| 1 | 2 |\n",
        f"## عنوان\n\n{words}\n\n" * 1000,
        "| مدينة | 12 | 13 | 14 | 15 | 16 | 17 | 18 |\n" * 2000,
        "- عنصر من القائمة فيه كلمات\n" * 2000,
    ):
        assert markup.too_much(text, 1) is None


@pytest.mark.parametrize("unit", ["<", "](", "][", "{", "`", "```", "~~~", "[a]:", "http://", "<a", "]({", "`<"])
def test_masking_is_linear(unit: str) -> None:
    assert is_linear(masked, unit)
