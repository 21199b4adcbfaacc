"""What is made without the Markdown engine is what the engine and the sanitiser make, over the whole syntax."""

import subprocess
import sys
import tarfile
import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsgen.articles import body
from newsgen.articles.article import ParsedArticle, parse_article
from newsgen.articles.markup import convert, too_much
from newsgen.articles.paragraphs import convert_plain
from newsgen.articles.sanitise import cleaner
from newsgen.model.article import StoryKind
from newsgen.site import settings_file
from tests.support import SETTINGS


def engine(text: str) -> str:
    raw, *_ = convert(text)
    return cleaner("").clean(raw).strip("\n")


def check(text: str) -> bool:
    """Whether the text was made without the engine; fails when that differs from what the engine makes."""
    made = convert_plain(text)
    if made is not None:
        assert made == engine(text)
    return made is not None


WORDS = ["نصٌّ", "خبر", "ABC", "a", "12", "٣", "1.", "2)", "é", "ـ", "x_y", "#وسم", "م.", "(", ")", "«", "»", '"', "'", "،", ":", ".", "-", "—",
         "%", "+", "=", "~", "/", "@", "!", "?", "^", "S&P", "A & B", "&", "\xa0", "\xa0", "-نص", "+5", ":نص", "*نقلا", "\n\n----\n\n", "$", ";", "&quot;", "&amp;", "&lt;", "amp;", "[نص]", "[a b]", "\u200f", "\u200c", "\u061c", "\ufeff", "\u0301"]  # fmt: skip
MARKS = ["*", "**", "***", "\\-", "\\---", "\\#", "\\_", "\\.", "\\+", "\\>", "\\[", "\\]", "\\(", "\\)", "\\!", "1\\.", "١\\)", "www\\.a.bc", "a\\_b@c.de", "&\\#1;", "\ue32a", "_", "__", "`", "``", "```", "~~~", "\\", "\\*", "\\\\", "[", "]", "![", "](", "[^1]", "[^1]: ", "[a]: /b", "[a]", "*[ABC]: x",
         "<", ">", "<b>", "</b>", "<!--", "-->", "<div>", "</div>", "<https://a.bc>", "<a@b.cd>", "&", "&amp;", "&#1;", "&lt", "{", "}", "{: .c }", "{#id}",
         "|", "~~", "~~ن~~", "www.", "www.a.bc", "a@b.cd", "https://", "\\\n", "١. ", "۲) ", "1948. ", "[ ] ", "{ن}", "{.c}", "|-|-|", "---", "***", "===", "- ", "+ ", "* ", "> ", "1. ", ": ", "# ", "## ", "#######", " #", "\t", "    ", "  \n", "\r\n", "\r",
         "\x02", "\x03", "\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\u2003", "\u2028", "\u202e", "\ue000", "\x7f", "https://a.bc/d_e",
         "(https://a.bc)", "(/c)", '(https://a.bc "t")', "[نص](https://a.bc/d?e=1)", "[x](https://xn--a.bc)", "[x](https://1.2.3.4)", "**غ**", "[**x**](https://a.bc)",
         "**[x](https://a.bc)**", "klzzwxh:0001", "wzxhzdk:0"]  # fmt: skip
SPACES = ["", "", " ", " ", " ", "\n", "\n\n", "\n\n\n", "\n \n", "  ", " \n\n", "\n  "]
PIECES = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(SPACES), st.characters(codec="utf-8")
)
ANYTHING = st.lists(PIECES, max_size=25).map("".join)

PLAIN_RUN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
INLINE = st.one_of(
    PLAIN_RUN,
    PLAIN_RUN.map("**{}**".format),
    st.builds("[{}]({})".format, PLAIN_RUN, st.sampled_from(["https://a.bc", "http://a-b.c.de/f/", "https://a.bc/%D8?x=1+2", "https://-a.b--c.de/~"])),
    st.sampled_from(["س_ص", "\\*", "\\- أ", "3\\.", "\\[أ\\]", "\\#وسم", "a\\_b", "a_b_c", "1_2", "_a", "b_", "a__b", "ـ_ـ", "ا_\u064e"]),
)  # fmt: skip
LINE = st.builds(
    lambda parts, joint: joint.join(parts),
    st.lists(INLINE, min_size=1, max_size=5),
    st.sampled_from(["", " ", " ", "و", "، "]),
)
BLOCK = st.builds(
    lambda start, lines: start + "\n".join(lines),
    st.sampled_from(["", "", "# ", "## ", "###  ", "###### "]),
    st.lists(LINE, min_size=1, max_size=3),
)
NEARLY = st.builds(
    lambda blocks, at, mark: mark_in("\n\n".join(blocks), at, mark),
    st.lists(BLOCK, min_size=1, max_size=4), st.integers(0, 10_000), st.one_of(st.just(""), PIECES),
)  # fmt: skip


def mark_in(text: str, at: int, mark: str) -> str:
    """A text of paragraphs with one thing in it somewhere."""
    at %= len(text) + 1
    return text[:at] + mark + text[at:]


def over(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@over(300)
@given(st.one_of(ANYTHING, NEARLY, NEARLY))
@example("")
@example("\n\n \n")
@example("أ\n\n\n\nب")
@example("** أ**")
@example("أ**ب**ج **د**")
@example("**أ** ب**ج**")
@example("# #")
@example("أ_ب_ج")
@example("[أ](https://a.bc)[ب](https://a.bc)")
@example("1986\\. سنة")
@example("[www.a.bc](https://a.bc)www.d.ef")
@example("#وسم\n#وسم #")
@example("نص ~~نص~~")
def test_the_same_as_the_engine(text: str) -> None:
    check(text)


@pytest.mark.ci
@over(1200)
@given(st.one_of(ANYTHING, NEARLY, NEARLY))
def test_the_same_as_the_engine_over_more(text: str) -> None:
    check(text)


@pytest.mark.nightly
@over(60_000)
@given(st.one_of(ANYTHING, NEARLY, NEARLY))
def test_the_same_as_the_engine_at_length(text: str) -> None:
    check(text)


def test_every_character_alone_and_between_letters() -> None:
    """All of the first plane that could mean anything: no letters of other scripts, no private use."""
    kept = ("L", "M", "Co", "Cs", "Cn", "So")
    for number in [*range(0x100), *range(0x600, 0x700), *range(0x2000, 0x2100), *range(0x3000, 0x3010), 0xFEFF, 0xFFFC]:
        character = chr(number)
        if unicodedata.category(character) in kept[2:]:
            continue
        for text in (
            f"أ{character}ب",
            f"{character}أ",
            f"أ{character}",
            f"أ\n{character}ب",
            f"أ {character} ب",
            f"{character}\n\nأ",
        ):
            check(text)


@pytest.mark.parametrize(
    "text",
    [
        "فقرة واحدة.",
        'فقرة.\n\nوأخرى، فيها 12% و(UNESCO) و"اقتباس".',
        "سطر\nوسطر",
        "## عنوان\n\nنص **مهم** و[رابط](https://example.org/a-b/?c=1) و#وسم_مركب.",
        "#عاجل وصل الوفد.\n#وسم_آخر @account",
        "# عنوان أول\n\n###### سادس",
        "يا له من هدف!\n\n\xa0قال المدرب\xa0إن الفريق فاز.\xa0",
        "-قال الأول.\n-وقال الثاني.\n\n:هكذا كتبها\n+5 درجات",
        "ارتفع مؤشر S&P 500، ووقعت A & B عقداً.",
        "  فقرة تبدأ بفراغ، \n\n وأخرى.\n  وسطر منها.  \n\nأخيرة",
        "وصف &quot;الهدنة&quot; بأنها هشة، وسهم R&amp;D &gt; 5.",
        "قال [الوزير] إن القرار نهائي [...] ولن يُراجع.",
        "\\*نقلاً عن الوكالة\n\n\\---\n\n\\# ليس عنواناً\n\n1986\\. سنة\n\n\\[تصحيح\\] x\\_y \\- \\> 5\\!",
        "فقرة.\n\n---------\n\n*نقلاً عن الوكالة\n\n** كل المقالات",
    ],
)
def test_what_newsrooms_write_needs_no_engine(text: str) -> None:
    assert check(text)


def test_the_lane_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body of paragraphs is made without the engine, one with a list by it; both come out whole."""
    monkeypatch.setattr(body, "convert", lambda text: ("<p>المحرك</p>", (), ()))
    assert body.render("فقرة.", first_line=1, prefix="").parts == ("<p>فقرة.</p>",)
    assert body.render("- أ\n- ب", first_line=1, prefix="").parts == ("<p>المحرك</p>",)


def test_bodies_are_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["أ 12 B\n\n## عنوان 3-2\n\n**C** و[D](https://e.fg)", "نص", "", "كلمات " * 500]
    fast = [body.render(text, first_line=7, prefix="/p") for text in texts]
    monkeypatch.setattr(body, "convert_plain", lambda text: None)
    assert fast == [body.render(text, first_line=7, prefix="/p") for text in texts]


SITE, _ = settings_file.read(SETTINGS.encode())
SEPARATE = [
    "[فيلم](https://films.example/v/1 \"كلام\"){: .video }", "[فيلم](https://films.example/v/1)", "![أ](a.jpg \"ب\")", "![](b.png)",
    "## 08:00 خبر", "## ٠٩:٣٠ آخر {#x .key}", "## 10:15 ثالث {.pinned}\nنص تحته", "### 11:00 أصغر", "## بلا وقت", "# 2026-05-19",
    "أ[^1]\n\n[^1]: ب", "<b id=\"x\">ج</b>", "```\n## 07:00 نص آلي\n```",
]  # fmt: skip
"""What stories of other kinds hold between paragraphs: films, pictures, headings of live entries, days, what has an id."""


def story(kind: str, text: str) -> ParsedArticle:
    assert SITE is not None
    front = f"---\ntitle: عنوان\nsection: politics\ndate: 2026-05-18 07:00\nkind: {kind}\n---\n"
    return parse_article("content/a.md", f"{front}{text}\n".encode(), SITE)


KINDS = st.tuples(
    st.sampled_from([*get_args(StoryKind), "live", "live"]),
    st.lists(st.one_of(BLOCK, st.sampled_from(SEPARATE), st.sampled_from(SEPARATE), NEARLY), max_size=8).map(
        "\n\n".join
    ),
)


def check_story(kind: str, text: str) -> None:
    fast = story(kind, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body, "convert_plain", lambda text: None)
        assert fast == story(kind, text)


@over(100)
@given(KINDS)
@example(("live", "مقدمة\n\n## 08:00 أ\n## 09:00 ب {#x}\nنص\n\n## 10:00 ج\n\n\n- قائمة"))
@example(("video", "[فيلم](https://films.example/v/1){: .video }\n\nنص"))
def test_stories_of_every_kind_are_the_same_either_way(made: tuple[str, str]) -> None:
    """What a live story's entries hold, what is told of it, its pictures and films: all of its reading."""
    check_story(*made)


@pytest.mark.ci
@over(400)
@given(KINDS)
def test_more_stories_of_every_kind_are_the_same_either_way(made: tuple[str, str]) -> None:
    check_story(*made)


def test_of_live_coverage_only_what_needs_the_engine_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its introduction and each of its entries is a text of its own."""
    turned = []
    monkeypatch.setattr(body, "convert", lambda text: turned.append(text) or convert(text))
    article = story("live", "مقدمة\n\n## 10:15 ثالث\n\nنص **مهم**\n\n## 09:00 ثانٍ\n- أ\n\n## 08:00 أول\n\nفقرة").article
    assert article is not None
    assert turned == ["- أ\n"]
    assert [entry.body for entry in article.entries] == [
        ("<p>نص <strong>مهم</strong></p>",), ("<ul>\n<li>أ</li>\n</ul>",), ("<p>فقرة</p>",),
    ]  # fmt: skip
    assert article.body == ("<p>مقدمة</p>",)


def test_too_much_is_refused_either_way() -> None:
    text = "[أ](https://a.bc) " * 20_000
    assert too_much(text, 1) is not None
    assert body.render(text, first_line=1, prefix="").problems


@pytest.mark.nightly
def test_the_engines_own_inputs(tmp_path: Path) -> None:
    """Every text of Python-Markdown's own tests, from its source distribution of the installed version."""
    from importlib.metadata import version

    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "markdown",
         "-d", str(tmp_path), f"markdown=={version('markdown')}"],
        check=True,
    )  # fmt: skip
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    inputs = [path.read_text("utf-8") for path in sorted(tmp_path.rglob("tests/**/*.txt"))]
    literals = [text for path in sorted(tmp_path.rglob("tests/**/test_*.py")) for text in _literals(path)]
    assert len(inputs) > 50
    assert len(literals) > 500
    taken = sum(check(part) for text in (*inputs, *literals) for part in (text, *text.split("\n\n")))
    assert taken > 100


def _literals(path: Path) -> list[str]:
    import ast
    import inspect

    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [inspect.cleandoc(n.value) for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
