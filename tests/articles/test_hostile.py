"""Texts that are made to break what reads them: each is a page without their markup, or one Problem at its place."""

from pathlib import Path
from typing import Any

import pytest

from newsgen.articles import article, body, markup, sanitise
from newsgen.base.unexpected import RAISE, unexpected
from newsgen.check.passages import MASK, masked
from newsgen.model.article import Picture
from newsgen.pictures import measure as measuring
from tests.support import Site, tree


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
    (body, "convert", "content/a.md", 6), (article, "split", "content/a.md", 0), (measuring, "read_header", "content/a.md", 5),
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
