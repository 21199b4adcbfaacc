"""Plain YAML is read without the library as the library reads it: values, places, and texts that look like lists."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsgen.site import yamltext
from newsgen.site.plain_yaml import read_plain
from newsgen.site.yamltext import Document

WORDS = ["خبر", "a", "title", "12:30", "2026-05-18T07:00:00", "A & B", "x: y", "x:y", "null", "~", "true", "no", "0123", "،", ", ", "; ", ",", ";", "#", "# ",
         "#وسم", "-", "- ", "?", "? x", "!", "!tag", "&a", "*a", "|", ">", "'", '"', "''", '"a"', "'b'", '"a # b"', "[", "]", "[a]", "[a, ب]", "['a', \"b\" ,c]",
         "{", "}", "{a: b}", "%", "@", "`", "\\", "\\n", "\t", " ", "  ", " \u200f", "\u200c", "\u2028", "\x85", "\ufeff", "\xa0", "é", "٣", "<<", "=======", "…",
         "(", ")", "«أ»", "(أ)", "/a", "— ", "“أ”", "…", ".", "...", "---", "_", "_a", "a_b", "1", "1.", "😀", "\u2066x\u2069", "\u202e", "\x07", "\ue000", "::", ":", "x:", "NULL", "[null, a]", "[a,]", "[,]", "[ ]",
         "[a  ,  b ]", "[a-b, c d]", "[a;b]", "[a ،b]", "[a: b]", "[a?b]", "[?a]", "[a #b]", "'it''s'", '"a\\tb"']  # fmt: skip
KEYS = ["title", "tags", "a", "kind", "x_y", "image", "b", "null", "<<", "Title", "a b", "١", "_a", "a-b", "y"]
INDENTS = ["", "", "  ", "  ", "    ", " ", "- ", "  - ", "    - ", "-", "-  ", "  -  "]
VALUE = st.lists(st.sampled_from(WORDS), max_size=3).map("".join)
GOOD = st.builds(
    str.format,
    st.sampled_from(["{}: خبر", '{}: "a b"', "{}: [a, ب ج]", "{}:\n  - a\n  - 'b'", "{}:\n  src: x.jpg\n  alt: نص", "{}:\n- a\n- b",
                     "{}: a, b", "{}: 2026-01-01 10:00"]),
    st.sampled_from(KEYS[:7]),
)  # fmt: skip
LINE = st.one_of(
    GOOD,
    GOOD,
    GOOD,
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(INDENTS),
        st.sampled_from(KEYS),
        st.sampled_from([":", ": ", ":  ", " : "]),
        VALUE,
    ),
    st.builds("{}{}".format, st.sampled_from(INDENTS), VALUE),
    st.sampled_from(["", "# c", "  ", "---", "..."]),
)
TEXTS = st.builds(
    lambda lines, end, at, mark: mark_in("\n".join(lines) + end, at, mark),
    st.lists(LINE, min_size=1, max_size=5), st.sampled_from(["\n", "\n", "", "\n\n", " \n"]), st.integers(0, 1000),
    st.one_of(st.just(""), st.just(""), st.sampled_from(WORDS), st.characters(codec="utf-8")),
)  # fmt: skip


def mark_in(text: str, at: int, mark: str) -> str:
    at %= len(text) + 1
    return text[:at] + mark + text[at:]


def check(text: str, first_line: int = 1) -> bool:
    """Whether the text was read without the library; fails where the library gives another document."""
    found = read_plain(text, first_line)
    if found is None:
        return False
    expected = yamltext._parse(text, first_line)
    assert Document(found.value, found.marks, unquoted_lists=found.unquoted_lists) == expected
    assert list(found.value) == list(expected.value)
    return True


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.integers(1, 9))
@example("", 1)
@example("\n", 1)
@example("a:", 1)
@example("a:\nb: c", 1)
@example("a:\n  b: c\n d: e", 1)
@example("a:\n  - b\n  c: d", 1)
@example("a: [b, c] d", 1)
@example("a: 'b' c", 1)
@example("a: b\na: c", 1)
@example("a:\n  b: c\n  b: d", 1)
@example("a: b  ", 1)
@example("a: ''", 1)
def test_the_same_as_the_library(text: str, first_line: int) -> None:
    check(text, first_line)


@pytest.mark.nightly
@settings(max_examples=60_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.integers(1, 9))
def test_the_same_as_the_library_at_length(text: str, first_line: int) -> None:
    check(text, first_line)


@pytest.mark.parametrize(
    "text",
    [
        "title: عنوان\nsection: politics\ndate: 2026-05-18 07:00\n",
        'title: "عنوان: فيه نقطتان"\nstandfirst: «اقتباس»، وبقية.\ndate: 2026-05-18T07:00+03:00\ntags: [ماء, "سد النهضة", 2026]\n',
        "kind: brief\nplace: harbour\nimage:\n  src: port.jpg\n  alt: المرفأ\n  credit: أرشيف - وكالة\ntags:\n  - ماء\n  - 'نهر'\nauthors:\n- سلمى\n",
        "title: أسهم S&P 500* ترتفع 3%\nslug: a-b\nrelated: [2026/05/one, 2026/05/two]",
    ],
)
def test_what_newsrooms_write_needs_no_library(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(text, 2)
    monkeypatch.setattr(yamltext, "_parse", lambda text, first_line: Document(None))
    assert yamltext.parse(text).value


def test_the_work_grows_with_the_text_alone() -> None:
    def took(text: str) -> float:
        began = time.process_time()
        read_plain(text, 1)
        return time.process_time() - began

    many = 200_000
    for text in ("a: " + "b " * many + "\x07", "a: [" + "b " * many + "?]", "a: [" + "b ," * 100_000 + "?]", "a: " + "b:c" * 100_000 + ": ",
                 "a: [b" + " " * 400_000 + "?]", "a: '" + "b " * many, " " * 400_000 + "a"):  # fmt: skip
        assert took(text) < 1, text[:20]
