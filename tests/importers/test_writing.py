"""An imported file reads back as the source said it."""

import html
import re
from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from newsgen.articles.markup import convert
from newsgen.importers.writing import Value, article_file, front_matter, one_line, paragraph, subhead

NASTY = [
    "نص: مع نقطتين",
    "@علامة",
    "1959",
    "no",
    "~",
    "null",
    "true",
    "12:30:00",
    "0123",
    "2027-03-11",
    "- بند",
    "? سؤال",
    "# وسم",
    "'",
    '"',
    "\\",
    "a: b #c",
    "{x}",
    "[x]",
    "*x",
    "&x",
    "!x",
    "%x",
    "|",
    ">",
    "`",
    "---",
    "...",
    "=",
    "<<",
    "1e3",
    "0x1F",
    ".5",
    "ينتهي بنقطتين:",
    "\u2028",
    "😀",
    "\u0085",
]
line = st.one_of(st.text(), st.sampled_from(NASTY)).map(one_line).filter(bool)


@given(
    line,
    line,
    st.lists(line, min_size=1),
    st.dictionaries(st.sampled_from(["alt", "caption", "credit"]), line, min_size=1),
)
def test_front_matter_reads_back(title: str, place: str, sources: list[str], image: dict[str, str]) -> None:
    fields: dict[str, Value] = {
        "title": title,
        "place": place,
        "date": date(2027, 3, 11),
        "sources": sources,
        "image": image,
    }
    written = article_file(fields, ["نص"])
    head, front, body = written.split("---\n", 1)[0], *re.split(r"^---$", written[4:], maxsplit=1, flags=re.MULTILINE)
    assert head == ""
    assert body == "\n\nنص\n"
    assert yaml.safe_load(front) == fields
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        nodes = yaml.compose(front, Loader=loader)
        assert nodes is not None
        assert nodes.value[0][1].value == title


@pytest.mark.parametrize("text", NASTY[:-3])
def test_texts_that_yaml_would_take_for_something_else(text: str) -> None:
    assert yaml.safe_load(front_matter({"title": text})) == {"title": text}


def test_a_time_with_an_offset_is_written_plainly() -> None:
    assert front_matter({"date": "2027-03-14T11:52+02:00"}) == "date: 2027-03-14T11:52+02:00\n"
    assert front_matter({"date": date(2027, 3, 11)}) == "date: 2027-03-11\n"


def shown(source: str) -> tuple[str, list[str]]:
    """The words and the elements of a body as newsgen reads it; a bare address is a link, whose words are the same."""
    rendered, *_ = convert(source)
    tags = [tag for tag in re.findall(r"<(\w+)", rendered) if tag != "a"]
    return html.unescape(re.sub(r"<[^>]*>", "", rendered)).strip(), tags


MARKS = [
    "*",
    "_",
    "**",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "#",
    "-",
    "+",
    "1.",
    "1)",
    "٣.",
    ">",
    "&",
    "&amp;",
    "&lt;",
    "`",
    "```",
    "~~~",
    "~~",
    "#",
    "#x",
    "www.a.bc",
    "\\",
    "|",
    "!",
    "[^1]",
    "[x]: y",
    "*[x]: y",
    ": ",
    "=",
    "---",
    "{: .x}",
    "{x}",
    "<b>",
    "</p>",
    "<!--",
    "<script>",
    "<http://a.b>",
    " ",
    "كلمة",
    "a_b_c",
    "C#",
    "http://a.b/_c_",
    "me@a.b",
    "<me@a.b>",
    "==",
    "^",
    "~",
    "$",
    '"',
    "'",
]
marked = st.lists(st.sampled_from(MARKS), min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)


@given(st.one_of(marked, st.text()).map(one_line).filter(bool))
def test_a_paragraph_shows_the_text_as_it_is(text: str) -> None:
    assert shown(paragraph(text)) == (text, ["p"])


@given(st.one_of(marked, st.text()).map(one_line).filter(bool))
@example("&#0;")
@example("&#60;b")
def test_a_subhead_shows_the_text_as_it_is(text: str) -> None:
    assert shown(subhead(text)) == (text, ["h2"])


@given(st.lists(st.one_of(marked, st.text()).map(one_line).filter(bool), min_size=1, max_size=5))
def test_paragraphs_stay_apart(texts: list[str]) -> None:
    whole, tags = shown("\n\n".join(map(paragraph, texts)) + "\n")
    assert whole.split("\n") == texts
    assert tags == ["p"] * len(texts)


@given(st.text())
def test_one_line(text: str) -> None:
    made = one_line(text)
    assert made == one_line(made)
    assert "\n" not in made
    assert made.isprintable() or not made.isascii()
