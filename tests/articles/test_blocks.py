"""Blocks of Markdown as CommonMark reads them: lists, fences, HTML, tables, comments, and nothing by indentation."""

from __future__ import annotations

import re
from datetime import date

import pytest

from newsgen.articles import body
from newsgen.articles.blocks import rewritten
from newsgen.articles.comments import without_comments
from newsgen.articles.live import split_coverage
from newsgen.model.picture import Picture
from newsgen.site.fences import outside_fences
from newsgen.site.merge_conflict import conflict
from newsgen.site.text import without_controls
from tests.support.cases import sampled
from tests.support.growth import is_linear


def rendered(text: str) -> body.Body:
    return body.render(text, first_line=1, prefix="")


def html(text: str) -> str:
    """The HTML of a text without line breaks between tags and without isolates."""
    made = "".join(part if isinstance(part, str) else f"[{part.address}]" for part in rendered(text).parts)
    return squeezed(re.sub("</?bdi[^>]*>", "", made))


def squeezed(made: str) -> str:
    """HTML without the line breaks between tags."""
    return re.sub(r"(?<=>)\n+|\n+(?=<)", "", made)


def ul(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def ol(*items: str) -> str:
    return f"<ol>{ul(*items)[4:-5]}</ol>"


def p(text: str) -> str:
    return f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("    قال.\n\nوأضاف.\n\n\tوختم **بالشكر**.", p("قال.") + p("وأضاف.") + p("وختم <strong>بالشكر</strong>.")),
        ("    سطر\nوسطر", p("سطر\nوسطر")),
        ("    سطر\n    وسطر", p("سطر\nوسطر")),
        ("نص\n\n    ## عنوان\n\n    - بند\n    - بند", p("نص") + "<h2>عنوان</h2>" + ul("بند", "بند")),
        ("        بعيد", p("بعيد")),
        ("\t\tبعيد", p("بعيد")),
        ("- أ\n\n        بعيد", ul(p("أ") + p("بعيد"))),
        ("> نص\n>\n>     بعيد", f"<blockquote>{p('نص')}{p('بعيد')}</blockquote>"),
        ("\u2003\u2003نص", p("نص")),
        ("    > نص", f"<blockquote>{p('نص')}</blockquote>"),
        ("    | أ | ب |\n    |---|---|\n    | ج | د |", None),
    ],
)
def test_indentation_makes_no_code(text: str, made: str | None) -> None:
    assert "<code>" not in html(text)
    assert made is None or html(text) == squeezed(made)
    assert ("<table>" in html(text)) == (made is None)


CODE = "<pre><code>a &lt; b</code></pre>"


@pytest.mark.parametrize("info", ["", "py", " go title=\"x\"", "js {linenos=table}", "{.python}", "{.python linenums=1}", "python linenums hl_lines=\"1 2\"", "c++", "شيفرة", " ruby startline=3 $%@#$"])  # fmt: skip
@pytest.mark.parametrize("marks", ["```", "~~~", "`````", "~~~~"])
def test_a_fence_may_have_options(info: str, marks: str) -> None:
    assert html(f"نص\n\n{marks}{info}\na < b\n{marks}\n\nنص") == p("نص") + CODE + p("نص")
    assert html(f"نص\n{marks}{info}\na < b\n{marks}\nنص") == p("نص") + CODE + p("نص")
    assert html(f"> {marks}{info}\n> a < b\n> {marks}") == f"<blockquote>{CODE}</blockquote>"
    assert html(f"- ب\n\n  {marks}{info}\n  a < b\n  {marks}\n- ج") == ul(p("ب") + CODE, p("ج"))
    assert html(f"1. ب\n\n    {marks}{info}\n    a < b\n    {marks}") == ol(p("ب") + CODE)
    assert html(f"- {marks}{info}\n  a < b\n  {marks}\n- ج") == ul(CODE, p("ج"))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("````\n```\na\n```\n````", "<pre><code>```\na\n```\n</code></pre>"),
        ("```\na\n`````", "<pre><code>a\n</code></pre>"),
        ("~~~\n```\n~~~", "<pre><code>```\n</code></pre>"),
        ("```\n\na\n\n\nb\n```", "<pre><code>\na\n\n\nb\n</code></pre>"),
        ("```\n```", "<pre><code></code></pre>"),
        ("   ```\n   a\n     b\n   ```", "<pre><code>a\n  b\n</code></pre>"),
        ("- أ\n  - ب\n\n    ```\n      a\n    ```", ul("أ" + ul(p("ب") + "<pre><code>  a\n</code></pre>"))),
        ("> - أ\n>\n>   ```\n>   a\n>\n>   b\n>   ```", "<blockquote>" + ul(p("أ") + "<pre><code>a\n\nb\n</code></pre>") + "</blockquote>"),
        ("``` {#x .py}\na\n```", '<pre id="x"><code>a\n</code></pre>'),
        ("```\n<!-- a -->\n<b>\n# x\n- y\n```", "<pre><code>&lt;!-- a --&gt;\n&lt;b&gt;\n# x\n- y\n</code></pre>"),
        ("[^1]\n\n[^1]: ن\n\n    ```\n    a\n    ```", None),
    ],
)  # fmt: skip
def test_fences(text: str, made: str | None) -> None:
    if made is None:
        assert "<pre><code>a</code></pre>" in html(text)
    else:
        assert html(text) == squeezed(made)


def test_a_fence_that_nothing_closes_is_text() -> None:
    assert "<pre>" not in html("```py\nأ\n\nب")
    assert html("> ```\n> أ\n\nب\n```").count("<pre>") == 0
    assert list(outside_fences(["```", "a", "b"])) == [0, 1, 2]
    assert list(outside_fences(["- ```", "  a", "  ```", "b"])) == [3]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("- أ\n  - ب\n    - ج\n- د", ul("أ" + ul("ب" + ul("ج")), "د")),
        ("- أ\n   - ب\n- ج", ul("أ" + ul("ب"), "ج")),
        ("- أ\n    - ب\n        - ج\n- د", ul("أ" + ul("ب" + ul("ج")), "د")),
        ("* أ\n\t* ب\n* ج", ul("أ" + ul("ب"), "ج")),
        ("1. أ\n   - ب\n   - ج\n2. د", ol("أ" + ul("ب", "ج"), "د")),
        ("1. أ\n  - ب\n2. ج", ol("أ" + ul("ب"), "ج")),
        ("10. أ\n    - ب\n11. ج", '<ol start="10"><li>أ' + ul("ب") + "</li><li>ج</li></ol>"),
        ("- أ\n  1. ب\n  2. ج\n- د", ul("أ" + ol("ب", "ج"), "د")),
        ("- أ\n\n  فقرة\n- ب", ul(p("أ") + p("فقرة"), p("ب"))),
        ("- أ\n  تتمة\n- ب", ul("أ\nتتمة", "ب")),
        ("- أ\nتتمة\n- ب", ul("أ\nتتمة", "ب")),
        ("- أ\n - ب\n- ج", ul("أ", "ب", "ج")),
        ("- أ\n  > ب", ul(p("أ") + f"<blockquote>{p('ب')}</blockquote>")),
        ("- أ\n# ب", ul("أ") + "<h2>ب</h2>"),
        ("- أ\n---", ul("أ") + "<hr>"),
        ("- أ\n1. ب", ul("أ") + ol("ب")),
        ("> - أ\n>   - ب", f"<blockquote>{ul('أ' + ul('ب'))}</blockquote>"),
        ("-   أ\n    - ب", ul("أ" + ul("ب"))),
        ("- أ\n  1948. ب", ul("أ\n1948. ب")),
        ("نص\n- أ\n- ب", p("نص") + ul("أ", "ب")),
        ("نص\n* أ", p("نص") + ul("أ")),
        ("نص\n1. أ\n2. ب", p("نص") + ol("أ", "ب")),
        ("نص\n1) أ\n2) ب", p("نص") + ol("أ", "ب")),
        ("نص\n١. أ\n٢. ب", p("نص") + ol("أ", "ب")),
        ("نص\n1948. أ", p("نص\n1948. أ")),
        ("نص\n2. أ\n3. ب", p("نص\n2. أ\n3. ب")),
        ("نص\n+ 963 11 222", p("نص\n+ 963 11 222")),
        ("نص\n-5 درجات", p("نص\n-5 درجات")),
        ("> نص\n- أ", f"<blockquote>{p('نص')}</blockquote>" + ul("أ")),
        ("1) أولًا\n2) ثانيًا", ol("أولًا", "ثانيًا")),
        ("مصطلح\n:   معنى\n\n    - أ\n    - ب", "<dl><dt>مصطلح</dt><dd>" + p("معنى") + ul("أ", "ب") + "</dd></dl>"),
    ],
)  # fmt: skip
def test_lists(text: str, made: str) -> None:
    assert html(text) == squeezed(made)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('<div dir="rtl">\n\n## عنوان\n\nنص **غامق**.\n\n- بند\n\n</div>', '<div dir="rtl"><h2>عنوان</h2>' + p("نص <strong>غامق</strong>.") + ul("بند") + "</div>"),
        ('<div markdown="1">\n**أ**\n- ب\n</div>\nنص', "<div>" + p("<strong>أ</strong>") + ul("ب") + "</div>" + p("نص")),
        ("<div markdown='1' dir=\"rtl\">**أ**</div>", '<div dir="rtl">' + p("<strong>أ</strong>") + "</div>"),
        ("<div markdown>\n<div markdown=\"block\">\n**أ**\n</div>\n*ب*\n</div>", "<div><div>" + p("<strong>أ</strong>") + "</div>" + p("<em>ب</em>") + "</div>"),
        ('<div markdown="0">**أ**</div>', "<div>**أ**</div>"),
        ("<div>\n**أ**\n</div>\n**ب**", "<div>\n**أ**\n</div>".replace("\n", "\n") + p("<strong>ب</strong>")),
        ("<div>أ</div> **ب**", "<div>أ</div>" + p("<strong>ب</strong>")),
        ("<table>\n\n    <tr>\n\n    <td>\n\n**أ**\n\n</td>\n\n</tr>\n\n</table>", "<table><tbody><tr><td>" + p("<strong>أ</strong>") + "</td></tr></tbody></table>"),
        ("<pre>\nأ\n\n  **ب**\n</pre>\nنص", "<pre>أ\n\n  **ب**\n</pre>" + p("نص")),
        ("نص\n<p lang=\"en\">a</p>\nنص", p("نص") + '<p lang="en">a</p>' + p("نص")),
        ("- أ\n\n  <div>\n\n  **ب**\n\n  </div>\n- ج", ul(p("أ") + "<div>" + p("<strong>ب</strong>") + "</div>", p("ج"))),
        ("> <div>\n>\n> **ب**\n>\n> </div>", "<blockquote><div>" + p("<strong>ب</strong>") + "</div></blockquote>"),
    ],
)  # fmt: skip
def test_markdown_inside_html(text: str, made: str) -> None:
    found = rendered(text)
    assert html(text) == squeezed(made)
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("نص. <!-- سر،\n\nسر -->\n\nنص.", p("نص.") + p("نص.")),
        ("<!-- سر -->\nنص", p("نص")),
        ("قبل <!-- سر --> بعد", p("قبل  بعد")),
        ("قبل <!-- سر\nسر --> بعد", p("قبل \nبعد")),
        ("قبل  <!-- سر -->\nبعد", p("قبل\nبعد")),
        ("- أ <!-- سر -->\n- ب", ul("أ", "ب")),
        ("> أ\n> <!-- سر -->\n> ب", f"<blockquote>{p('أ')}{p('ب')}</blockquote>"),
        ("| أ <!-- سر --> | ب |\n|---|---|\n| ج | د |", None),
        ("## أ <!-- سر -->", "<h2>أ</h2>"),
        ("[أ](/b/ <!-- سر -->)", None),
        ("<!-- أ --> ب <!-- سر -->", p("ب")),
        ("<!--> أ", p("أ")),
        ("<!-- سر --!> أ", p("أ")),
        ("<!--\n## سر\n\n- سر\n```\nسر\n-->\nأ", p("أ")),
        ("<div>\n<!-- سر\n\nسر -->\n</div>", ""),
        ("<!-- `سر` --> أ", p("أ")),
        ("`<!-- ليس سرًّا -->`", p("<code>&lt;!-- ليس سرًّا --&gt;</code>")),
        ("`` ` <!-- ن --> ``", p("<code>` &lt;!-- ن --&gt;</code>")),
        (r"\<!-- ن -->", p("&lt;!-- ن --&gt;")),
        ("```\n<!-- ن\n```\n<!-- سر -->", "<pre><code>&lt;!-- ن\n</code></pre>"),
    ],
)  # fmt: skip
def test_comments_never_reach_the_page(text: str, made: str | None) -> None:
    assert "سر " not in html(text)
    assert made is None or html(text) == squeezed(made)
    assert not rendered(text).problems
    assert without_comments(text, 1)[0].count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["نص\n\nنص <!-- سر", "نص\n\nنص <!-- أ -- > ب\n\nج", "<!-- أ -->\n\nنص <!-- سر\n\n`-->"])  # fmt: skip
def test_a_comment_without_an_end_is_an_error(text: str) -> None:
    found = [(problem.code, problem.line, problem.level) for problem in rendered(text).problems]
    assert found == [("open-comment", 3, "error")] or "`-->" in text


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "| أ | ب | ج | د |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |",
            ["align-start", "align-center", "align-end", ""] * 2,
        ),
        ("أ | ب\n:-|-:\n1 | 2", ["align-start", "align-end"] * 2),
        ("- ن\n\n  | أ |\n  |--:|\n  | 1 |", ["align-end"] * 2),
        ("> | أ |\n> |--:|\n> | 1 |", ["align-end"] * 2),
        ("نص\n| أ | ب |\n|---|--:|\n| 1 | 2 |\n\nنص", ["", "align-end"] * 2),
    ],
)
def test_columns_keep_their_alignment(text: str, cells: list[str]) -> None:
    made = html(text)
    assert [match[1] or "" for match in re.finditer(r'<t[hd](?: class="([^"]*)")?>', made)] == cells
    assert "style=" not in made


def test_a_row_with_more_cells_than_the_header_keeps_them() -> None:
    made = html("| أ | ب |\n|---|---|\n| 1 | 2 | زائد |\n| 3 |\n| 4 | 5 | |")
    assert "<td>زائد</td>" in made
    assert made.count("<th>") == 3
    assert html("| أ | ب |\n|---|---|\n| 4 | 5 | |").count("<th>") == 2


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[ن](<https://example.com/a b.html>)", "https://example.com/a%20b.html"),
        ("[ن](/my file.pdf)", "/my%20file.pdf"),
        ('[ن](/my file.pdf "عنوان")', "/my%20file.pdf"),
        ("[ن](< /a b >)", "/a%20b"),
        ("[ن][م]\n\n[م]: </a b>", "/a%20b"),
        ('<a href="/a b">ن</a>', "/a%20b"),
        ("[ن](mailto:a@b.cd?subject=a b)", "mailto:a@b.cd?subject=a%20b"),
        ("[ن](/a%20b)", "/a%20b"),
        ("[ن](/a\u00a0b)", "/a%C2%A0b"),
        ("[ن](#a b)", "#a%20b"),
    ],
)
def test_spaces_in_addresses_are_encoded(written: str, href: str) -> None:
    assert f'href="{href}"' in html(written)


def test_a_picture_with_spaces_in_its_name_is_found_by_its_name() -> None:
    for text in ("![أ](my file.jpg)", "![أ](<my file.jpg>)", '![أ](my file.jpg "ب")'):
        (picture,) = rendered(text).parts
        assert isinstance(picture, Picture)
        assert picture.address == "my file.jpg"


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "<p></p>", "<p> </p>", "<div><p></p></div>", "<b></b>", "<iframe></iframe>", "## <video></video>", "> <script></script>",
     "![](https://a.bc/d.jpg)", "<p markdown=\"1\"></p>", "[](/a/)"],
)  # fmt: skip
def test_nothing_empty_stays_where_something_was_removed(text: str) -> None:
    assert html(f"أ\n\n{text}\n\nب") == p("أ") + p("ب")


def test_what_has_a_place_though_it_is_empty_stays() -> None:
    assert html('أ <span id="x"></span>') == p('أ <span id="x"></span>')
    assert html("أ<b> </b>ب") == p("أ ب")
    assert "<td></td>" in html("| أ | ب |\n|-|-|\n| 1 | |")


@pytest.mark.parametrize("mark", ["\u200f", "\u200e", "\u061c", "\ufeff", "\u200f\u200e "])
@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{m}- أ\n{m}- ب", ul("أ", "ب")), ("-{m} أ\n-{m} ب", ul("أ", "ب")), ("{m}1. أ\n{m}٢. ب", ol("أ", "ب")), ("1.{m} أ\n2.{m} ب", ol("أ", "ب")), ("{m}## أ", "<h2>أ</h2>"),
        ("##{m} أ", "<h2>أ</h2>"), ("{m}> أ", f"<blockquote>{p('أ')}</blockquote>"), ("{m}| أ |\n{m}|---|\n{m}| ب |", None), ("نص\n{m}- أ", p("نص") + ul("أ")),
        ("> {m}- أ\n> {m}- ب", f"<blockquote>{ul('أ', 'ب')}</blockquote>"), ("```\n{m}- أ\n```", "<pre><code>{m}- أ\n</code></pre>"), ("{m}نص\n{m}نص", "<p>{m}نص\n{m}نص</p>"),
        ("- {m}أ", ul("{m}أ")),
    ],
)  # fmt: skip
def test_direction_marks_hide_no_block(mark: str, text: str, made: str | None) -> None:
    if mark.endswith(" ") and ("{m} " in text or "{m}ن" in text or "{m}أ" in text):
        return
    shown = html(text.replace("{m}", mark))
    assert shown == squeezed(made.replace("{m}", mark)) if made is not None else "<td>ب</td>" in shown


def test_direction_marks_hide_no_entry() -> None:
    text = "\u200f# 2026-05-18\n\n\u200f## 08:10 ب\nنص\n\n##\u200f \u200f08:00 أ\nنص\n"
    coverage = split_coverage(text, date(2026, 5, 17), 1)
    assert [(entry.title, entry.at.day, entry.at.hour) for entry in coverage.entries] == [("ب", 18, 8), ("أ", 18, 8)]
    assert not coverage.problems


NOTE = re.compile(r'<li id="fn:[^>]*>(.*?)(?:\xa0|&nbsp;)?(?:<p>)?<a class="footnote-backref".*', re.DOTALL)


@pytest.mark.parametrize(
    ("note", "made"),
    [
        ("1. أ\n    2. ب", ol("أ", "ب")), ("- أ\n    - ب", ul("أ", "ب")), ("- أ\n      - ب\n        - ج", ul("أ", "ب" + ul("ج"))),
        ("١) أ\n    ٢) ب", ol("أ", "ب")), ("\n    5. أ\n    6. ب", ol("أ", "ب").replace("<ol>", '<ol start="5">')), ("> أ\n    > ب", f"<blockquote>{p('أ' + chr(10) + 'ب')}</blockquote>"),
        ("1. أ\n\n    فقرة", ol("أ") + "<p>فقرة"), ("```\n    أ\n    ```", "<pre><code>أ</code></pre>"), ("1948. كان\n    عاما", "<p>1948. كان\nعاما"),
        ("7. كان", "<p>7. كان"), ("**أ** - ب\n    ج", "<p><strong>أ</strong> - ب\nج"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["1", "طبعة ثالثة"])
def test_a_footnote_may_begin_with_any_block(label: str, note: str, made: str) -> None:
    found = NOTE.search(html(f"نص[^{label}]\n\n[^{label}]: {note}\n"))
    assert found is not None
    assert found[1].rstrip("\n") == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("أ\n:   1. ب\n    2. ج", "<dt>أ</dt><dd>" + ol("ب", "ج") + "</dd>"), ("أ\n:   - ب\n    - ج\n        - د", "<dt>أ</dt><dd>" + ul("ب", "ج" + ul("د")) + "</dd>"),
        ("أ\n: - ب\n  - ج", "<dt>أ</dt><dd>" + ul("ب", "ج") + "</dd>"), ("أ\n:   - ب\n    - ج\n:   د", "<dt>أ</dt><dd>" + ul("ب", "ج") + f"</dd><dd>{p('د')}</dd>"),
        ("أ\n: ب\n: ج\nد\n:   ه", "<dt>أ</dt><dd>ب</dd><dd>ج</dd><dt>د</dt><dd>ه</dd>"), ("أ\n: ب\nوتتمة", "<dt>أ</dt><dd>ب\nوتتمة</dd>"),
    ],
)  # fmt: skip
def test_definitions(text: str, made: str) -> None:
    assert html(text) == f"<dl>{made}</dl>"


@pytest.mark.parametrize(
    "note", ["[comment]: <> (سر)", "[//]: # (سر)", '[//]: <> "سر"', "[a]: /x/\n[comment]: <> (سر)", "[comment]: <>"]
)
def test_definitions_that_nobody_uses_are_comments(note: str) -> None:
    assert html(f"نص\n\n{note}\n\nنص") == p("نص") * 2


def test_each_line_in_the_form_of_a_definition_is_judged_by_itself() -> None:
    assert html("[a]: /x/\n[المحرر]: انتهى\n\n[نص][a]") == p("[المحرر]: انتهى") + p('<a href="/x/">نص</a>')
    assert html("[المحرر]: انتهى\n[a]: /x/\n\n[نص][a]") == p("[المحرر]: انتهى") + p('<a href="/x/">نص</a>')


def test_words_in_the_form_of_a_definition_stay() -> None:
    assert html("[المحرر]: انتهى") == p("[المحرر]: انتهى")
    assert html("[أ]\n\n[أ]: page") == p('<a href="page">أ</a>')
    made = html("أ[^1]\n\n[^1]: أول\n\n[^1]: ثان")
    assert "أول" in made
    assert "ثان" in made


@pytest.mark.parametrize("separator", "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
def test_invisible_breaks_part_words(separator: str) -> None:
    text, problems = without_controls(f"كلمة{separator}كلمة")
    assert text == "كلمة كلمة"
    assert [problem.code for problem in problems] == ["control"]
    assert "كلمةكلمة" not in html(f"كلمة&#{ord(separator)};كلمة")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("أ\n<<<<<<< HEAD\nب\n=======\nج\n>>>>>>> x", 2),
        ("أ\n>>>>>>> desk/update", 2),
        ("<<<<<<<\nأ", 1),
        ("أ\n=======\n", 0),
        (">>>>>>>\nأ", 0),
        ("```\n<<<<<<< HEAD\n```", 0),
        ("> <<<<<<< HEAD", 0),
        ("أ <<<<<<< HEAD", 0),
    ],
)
def test_conflicts_of_a_merge(text: str, line: int) -> None:
    found = conflict(text)
    assert (found.line if found else 0) == line


@sampled(3)
@pytest.mark.parametrize(
    "piece",
    ["```a\n", "> ```a\n", "> ```\n> a\n> ```\n", "~~~\n```a\n", "````\n```\n", "<!-- a -->", "<!-- a\n", "<pre>\n\n", "<pre a\n", "<div>\n", "<div ",
     '<div markdown="1">\n', '<div markdown="1"></div>', "- a\n", "  - a\n", "- ", "> - a\n", "|a|\n|-|\n", "- - - - ", "[^1]: a\n", ": a\n", "1. a\n2. b\n", "`", "``a` "],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def rewrite(text: str) -> None:
        rewritten(without_comments(text, 1)[0].split("\n"), lambda code: "\x02x\x03")

    assert is_linear(rewrite, piece)
