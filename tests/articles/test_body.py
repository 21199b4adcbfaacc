"""Markdown to the parts of a body."""

from __future__ import annotations

import inspect
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.articles import body, isolation, markup, sanitise
from newsgen.model.picture import Picture


def parts(text: str, prefix: str = "") -> tuple[object, ...]:
    return body.render(text, first_line=1, prefix=prefix).parts


def html(text: str, prefix: str = "") -> str:
    (part,) = parts(text, prefix)
    assert isinstance(part, str)
    return part


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فاز 2-1 أمس", '<p>فاز <bdi dir="ltr">2-1</bdi> أمس</p>'),
        ("هاتف (+963 11 222 3333) جديد", '<p>هاتف (<bdi dir="ltr">+963 11 222 3333</bdi>) جديد</p>'),
        ("هاتف +963 (11) 222 3333 جديد", '<p>هاتف <bdi dir="ltr">+963 (11) 222 3333</bdi> جديد</p>'),
        ("رمز `C++` يبقى", "<p>رمز <code>C++</code> يبقى</p>"),
        ("**C++** و C++", '<p><strong><bdi dir="ltr">C++</bdi></strong> و <bdi dir="ltr">C++</bdi></p>'),
        ("قال **Apple** Inc. ثم", "<p>قال <bdi><strong>Apple</strong> Inc.</bdi> ثم</p>"),
        ("و**-10**% أمس", '<p>و<bdi dir="ltr"><strong>-10</strong>%</bdi> أمس</p>'),
        ("«[We will](/a/) win.» قال", '<p>«<bdi><a href="/a/">We will</a> win.</bdi>» قال</p>'),
        ("**قال Apple** Inc. ثم", "<p><strong>قال \u2068Apple</strong> Inc.\u2069 ثم</p>"),
        ("**بين 5**-10 ثم", "<p><strong>بين \u20665</strong>-10\u2069 ثم</p>"),
        (
            "[هاتف ٠٦ ٥٥٥](/a/) ٥٥٥٥ ثم",
            '<p><a href="/a/">هاتف \u2066\u202d٠٦ ٥٥٥</a> ٥٥٥٥\u202c\u2069 ثم</p>',
        ),
        ("«*12 Years a Slave*» ثم", '<p>«<em><bdi dir="ltr">12 Years a Slave</bdi></em>» ثم</p>'),
        ("هاتف +962\n6 555 5555 ثم", '<p>هاتف <bdi dir="ltr">+962\n6 555 5555</bdi> ثم</p>'),
        ("هاتف ٠٦ ٥٥٥ ٥٥٥٥ ثم", '<p>هاتف <bdo dir="ltr">٠٦ ٥٥٥ ٥٥٥٥</bdo> ثم</p>'),
        ("اطلب \\*100# من هاتفك", '<p>اطلب <bdi dir="ltr">*100#</bdi> من هاتفك</p>'),
        ("A & B C++ وAT&T", '<p><bdi dir="ltr">A &amp; B C++</bdi> وAT&amp;T</p>'),
        ('نص <span lang="en" dir="ltr">C++ <b>2-1</b></span> 3-2', None),
    ],
)
def test_mixed_direction_is_isolated_in_bodies(text: str, expected: str | None) -> None:
    made = html(text)
    if expected is None:
        assert '<span lang="en" dir="ltr">C++ <b>2-1</b></span>' in made
        assert made.endswith('<bdi dir="ltr">3-2</bdi></p>')
    else:
        assert made == expected


def test_a_footnotes_number_is_no_digit_of_the_figure_before_it() -> None:
    made = html("نسبة 50%[^1] أمس\n\n[^1]: حاشية")
    assert '<bdi dir="ltr">50%</bdi><sup id="fnref' in made


@given(
    st.lists(
        st.sampled_from(
            ["<b>", "</b>", "<em>", "</em>", "Apple", " Inc.", "5", "-6", "م ", " ", "<br>", "«", "»", "<code>x</code>"]
        ),
        max_size=14,
    )
)
def test_isolation_keeps_tags_nested(pieces: list[str]) -> None:
    clean = sanitise.cleaner("").clean(f"<p>{''.join(pieces)}</p>")
    made = isolation.isolate_mixed(clean)
    assert re.sub(r"</?(?:bd[io]|span)[^>]*>|[\u2066\u2068\u2069]", "", made) == clean
    assert made.count("\u2066") + made.count("\u2068") == made.count("\u2069")
    without_spans = re.sub(r"</?span[^>]*>", "", made)
    assert sanitise.cleaner("").clean(without_spans) == without_spans


@given(st.text(alphabet="ابت 12-+%()C.&<>\"'@#،", max_size=60))
def test_isolation_changes_no_text(text: str) -> None:
    clean = sanitise.cleaner("").clean(f"<p>{text.replace('<', '&lt;').replace('&', '&amp;')}</p>")
    made = isolation.isolate_mixed(clean)
    assert re.sub(r"</?(?:bd[io]|span)[^>]*>", "", made) == clean


def test_a_table_scrolls_in_a_box_of_its_own() -> None:
    made = html("| أ | ب |\n|---|--:|\n| 1 | 2 |")
    assert re.match(r'<div [^>]*class="table"[^>]*><table>', made)
    assert 'tabindex="0"' in made
    assert "style=" not in made


def test_a_quotes_last_line_names_its_speaker() -> None:
    assert "<p><cite>فلانة</cite></p>" in html("> قالت.\n>\n> — فلانة")
    assert "<cite>" not in html("> قالت — ثم سكتت.")
    for dash in ("—", "–", "— ", "—\u00a0"):
        assert "<cite>" not in html(f"> قالت.\n>\n> {dash}"), "a dash alone names nobody, and is not lost"
        assert dash[0] in html(f"> قالت.\n>\n> {dash}")
    assert "<cite><a" in html("> قالت.\n>\n> — [فلانة](https://example.org/)")


def test_pictures_leave_their_paragraph() -> None:
    made = parts('قبل ![وصف](a.webp "تعليق") بعد')
    assert made == ("<p>قبل  بعد</p>", Picture("a.webp", 0, 0, "وصف", "تعليق"))


def test_headings_begin_below_the_headline() -> None:
    assert html("# واحد\n\n## اثنان") == "<h2>واحد</h2>\n<h2>اثنان</h2>"


def test_links_of_the_site_get_its_prefix() -> None:
    assert html("[أ](/x/) [ب](https://example.org/) [ج](//h/)", "/news") == (
        '<p><a href="/news/x/">أ</a> <a href="https://example.org/">ب</a> <a href="//h/">ج</a></p>'
    )


def test_ids_of_the_templates_cannot_be_taken() -> None:
    assert html('## أ {#n-main}\n\n<b id="n-x">ب</b>') == "<h2>أ</h2>\n<p><b>ب</b></p>"
    assert 'id="mine"' in html("## أ {#mine}")


def test_reading_time_counts_words() -> None:
    assert body.render("كلمة " * 90, first_line=1, prefix="").minutes == 1
    assert body.render("كلمة " * 500, first_line=1, prefix="").minutes == 3


# the engine's state


def body_of(number: int) -> str:
    """A body that uses most of the engine's state: an attribute list, quotes, pictures, a table, a footnote, an abbreviation."""
    word = f"word{number}x"
    return "\n\n".join(
        [
            f"{word} , {{: .video }} > a",
            f"> {word}\n>\n> — {word}",
            f'![{word}](p{number}.png "{word}")',
            f"| {word} | b |\n|---|---|\n| 1 | 2 |",
            f"{word}[^1] ABC\n{{: #{word} }}",
            f"- {word}\n\n- {word}\n\n    1. {word}",
            f"<div>{word}</div>\n\n`{word}` [{word}][link] <b>{word}</b>",
            f"[^1]: {word}\n\n*[ABC]: {word}\n\n[link]: /{word}/ '{word}'",
        ]
        * 2
    )


def test_bodies_of_several_threads_share_no_state() -> None:
    """Each thread renders its own bodies as one thread alone would: no word of another story, no exception."""
    alone = [body.render(body_of(n), first_line=1, prefix="") for n in range(4)]
    start = threading.Barrier(len(alone))

    def rendered(number: int) -> list[body.Body]:
        start.wait()
        return [body.render(body_of(number), first_line=1, prefix="") for _ in range(25)]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(alone)) as threads:
            for n, bodies in enumerate(threads.map(rendered, range(len(alone)))):
                assert all(found == alone[n] for found in bodies)
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    "before", [body_of(7), "> - " * 15 + "x", "*[HTML]: x\n\n[^1]: y", "<div>\n\n*open", "3. x\n\n- y"]
)
def test_a_body_leaves_nothing_for_the_next(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    after = "HTML [^1] [a][link]\n\n1. x\n\n- y\n\n    z\n\n*b*"
    monkeypatch.setattr(markup, "_thread", threading.local())  # as in a new thread
    alone = body.render(after, first_line=1, prefix="")
    body.render(before, first_line=1, prefix="")
    assert body.render(after, first_line=1, prefix="") == alone


def test_a_body_that_fails_half_way_leaves_nothing_for_the_next() -> None:
    """The engine's parser keeps a stack of the lists and quotes that it is in, and ``reset`` does not empty it."""
    after = "نص\n\n- a\n\n- b\n\n    c\n\nterm\n: meaning\n\n    more"
    alone = body.render(after, first_line=1, prefix="")
    depth = len(inspect.stack(0))
    limit = sys.getrecursionlimit()
    refused = 0
    for spare in range(8, 60, 2):
        try:
            sys.setrecursionlimit(depth + spare)
            refused += bool(
                body.render("- a\n\n    - b\n\n        > c\n\n            1. d", first_line=1, prefix="").problems
            )
        except RecursionError:
            refused += 1  # outside the engine, or at once: the limit is below the depth
        finally:
            sys.setrecursionlimit(limit)
        assert body.render(after, first_line=1, prefix="") == alone, spare
    assert refused
