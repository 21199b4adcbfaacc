"""Front matter that newsgen, and any reader of YAML, reads back unchanged."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsgen.site.yaml_lines import scalar, yaml_lines
from newsgen.site.yamltext import parse

LIKE_OTHERS = (
    "no yes ~ null on 0123 12:30 1e3 0x1F 2026-01-01 2026-01-01T10:00:00 .5 -1 +1 1_000 << = - -- --- ... ? : # !x &a *a | > "
    "' \" a: «نص» /a/b {a} [a] @x %x `x` (أ) 3.14 1,000 0b1 0o7 .inf .nan 190:20:30 y n True"
).split()
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=20),
    st.sampled_from([*LIKE_OTHERS, "a: b", "a #b", " a", "a ", "a, b", "46 مليون", "أ: ب", "2026-01-01 10:00", ""]),
)
VALUES = st.recursive(
    WORDS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)), max_leaves=5
)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_a_reader_of_yaml_reads_it_back(value: dict[str, object]) -> None:
    text = "\n".join(yaml_lines(value))
    assert (yaml.load(text, yaml.BaseLoader) or {}) == value, text


@given(WORDS)
def test_newsgen_reads_a_text_back(text: str) -> None:
    assert parse(f"title: {scalar(text)}\n").value == {"title": text}
    assert yaml.load(f"x: [{scalar(text, in_flow=True)}]", yaml.BaseLoader) == {"x": [text]}


@pytest.mark.parametrize("text", [*LIKE_OTHERS, "2026-01-01 10:00", "2026-01-01 10:00:05"])
def test_readers_that_guess_types_see_texts(text: str) -> None:
    if not text.startswith("2026-01-01") or "T" in text:  # a date may be one
        assert yaml.safe_load(f"x: {scalar(text)}") == {"x": text}


@pytest.mark.parametrize(
    "text", ["a, b", "أ، ب", "أ؛ ب", "a; b", "O'Neil, sons", 'a "b", c', "a: b, c", "1, 2", "a,b", "it's"]
)
def test_an_entry_with_a_comma_is_one_without_a_question(text: str) -> None:
    found = parse("\n".join(yaml_lines({"tags": [text, "آخر"]})) + "\n")
    assert found.value == {"tags": [text, "آخر"]}
    assert not found.unquoted_lists


def test_controls_are_escaped() -> None:
    assert scalar("a\nb\x07\u2028") == '"a\\nb\\u0007\\u2028"'
