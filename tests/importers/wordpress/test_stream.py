"""One fault in an export costs one item, wherever it is."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers.wordpress import stream
from newsgen.importers.wordpress.post import Broken, Post
from newsgen.importers.wordpress.stream import entries
from tests.support.wxr import HEAD, TAIL, export, item, meta, posts_of

TEN = [item(number, f"نص الخبر {number} عن النهر", inside=meta("_key", "قيمة")) for number in range(1, 11)]
WHOLE = export(*TEN)


def ids(data: bytes) -> list[str]:
    return [post.id for post in posts_of(data) if isinstance(post, Post)]


def test_items_with_their_lines() -> None:
    found = [entry for entry in entries(BytesIO(WHOLE)) if entry.name == "item"]
    lines = WHOLE.decode().splitlines()
    assert len(found) == 10
    assert all(lines[entry.line - 1] == "<item>" for entry in found)


def test_the_header_comes_before_the_first_item() -> None:
    names = [entry.name for entry in entries(BytesIO(WHOLE))]
    assert names == ["author", "category", "category", "header", *["item"] * 10]


def test_a_header_alone() -> None:
    assert [entry.name for entry in entries(BytesIO(export()))] == ["author", "category", "category", "header"]
    assert [entry.name for entry in entries(BytesIO(b""))] == ["header"]


@pytest.mark.parametrize("block", [1, 7, 64, 65, 4096])
def test_where_blocks_of_the_file_end_makes_no_difference(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(entries(BytesIO(WHOLE)))
    monkeypatch.setattr(stream, "_BLOCK", block)
    assert list(entries(BytesIO(WHOLE))) == whole


@pytest.mark.parametrize(
    ("name", "broken", "kept"),
    [
        ("no end tag", item(5).replace("</item>", ""), {"5"}),
        ("a damaged end tag", item(5).replace("</item>", "</itém>"), {"5"}),
        ("a damaged start tag", item(5).replace("<item>", "<itfm>"), {"5"}),
        ("CDATA that is never closed", item(5, "نص").replace("نص]]>", "نص"), {"5"}),
        ("CDATA whose end is damaged", item(5, "نص").replace("نص]]>", "نص]x>"), {"5"}),
        ("CDATA inside CDATA", item(5, "<![CDATA[ نص ]]> بعده"), {"5"}),
        ("the end of CDATA as text", item(5, "]]>"), {"5"}),
        ("an item as text", item(5, "<item><title>x</title></item>"), {"5"}),
        ("two items as text", item(5, "<item>a</item>\n<item>b</item>"), {"5"}),
        ("the end of an item as text", item(5, "a</item>"), {"5"}),
        ("a comment that is never closed", item(5, inside="<!-- x"), {"5"}),
        ("a comment with an item", item(5, inside="<!-- </item><item> -->"), {"5"}),
        ("control signs", item(5, "نص\x00\x01\x0c\x1b آخر"), {"5"}),
        ("a reference to a control sign", item(5, inside="<x>&#x1f;&#0;&#55555;</x>"), {"5"}),
        ("an entity of HTML", item(5, inside="<x>&nbsp;&hellip; &unknown; & a</x>"), {"5"}),
        ("an attribute without a value", item(5, inside="<category domain>x</category>"), {"5"}),
        ("crossed tags", item(5, inside="<a><b></a></b>"), {"5"}),
        ("nothing but tags", "<item></item>\n", {"x"}),
        ("an empty item", "<item/>\n", set()),
        ("text without a start", item(5).replace("<content:encoded>", "<content:encXded>"), set()),
        ("a password without a start", item(5).replace("<wp:post_password>", "<wp:post_passwXrd>"), set()),
        ("a type without an end", item(5).replace("</wp:post_type>", ""), set()),
        ("a document type", item(5).replace("<item>", '<item><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), {"5"}),
    ],
)  # fmt: skip
def test_a_broken_item_costs_at_most_itself(name: str, broken: str, kept: set[str]) -> None:
    found = posts_of(export(*TEN[:4], broken, *TEN[5:]))
    numbers = {post.id[:1] if post.id.startswith("x") else post.id for post in found if isinstance(post, Post)}
    others = {str(number) for number in range(1, 11)} - {"5"}
    assert others <= numbers, name
    assert numbers - others == kept, name
    if not kept and broken != "<item/>\n":
        assert any(isinstance(post, Broken) for post in found), name


def test_an_end_inside_the_last_item_costs_that_one() -> None:
    cut = WHOLE[: WHOLE.index(b"<wp:post_id>10") + 20]
    *others, last = posts_of(cut)
    assert len(others) == 9
    assert isinstance(last, Broken)
    assert (last.why, last.id) == ("cut", "10")


def test_no_entity_is_ever_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = export(item(1, inside="<x>&b;</x>").replace("<title><![CDATA[خبر 1]]></title>", "<title>&b;</title>"))
    (post,) = posts_of(data.replace(b"<!-- <item>", bomb.encode() + b"<!-- <item>"))
    assert isinstance(post, Post)
    assert post.title == "&b;"


def test_an_item_above_the_bound_is_told_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ITEM", 50_000)
    monkeypatch.setattr(stream, "_BLOCK", 1000)
    large = item(5, "نهر " * 30_000)
    found = posts_of(export(*TEN[:4], large, *TEN[5:]))
    assert [post.id for post in found if isinstance(post, Post)] == ["1", "2", "3", "4", "6", "7", "8", "9", "10"]
    assert "too-large" in [post.why for post in found if isinstance(post, Broken)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "windows-1256", "iso-8859-6"])
def test_encodings(encoding: str) -> None:
    text = WHOLE.decode().replace("UTF-8", encoding.removesuffix("-sig"))
    (first, *_) = posts_of(text.encode(encoding))
    assert isinstance(first, Post)
    assert first.content == "نص الخبر 1 عن النهر"


def test_other_names_for_the_namespaces() -> None:
    text = (
        WHOLE.decode()
        .replace("wp:", "w:")
        .replace("xmlns:wp", "xmlns:w")
        .replace("content:", "c:")
        .replace(":content=", ":c=")
    )
    assert ids(text.encode()) == [str(number) for number in range(1, 11)]
    assert posts_of(text.encode())[0].content == "نص الخبر 1 عن النهر"  # type: ignore[union-attr]


def test_namespaces_that_are_not_declared_or_wrong() -> None:
    assert ids(WHOLE.replace(b"http://wordpress.org/export/1.2/", b"urn:x")) == [str(number) for number in range(1, 11)]
    assert ids(b"<channel>" + "".join(TEN).encode()) == [str(number) for number in range(1, 11)]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_cut_anywhere_leaves_the_items_before_it(at: int) -> None:
    before = WHOLE[:at].count(b"</item>\n")
    assert ids(WHOLE[:at])[:before] == [str(number) for number in range(1, before + 1)]


@settings(max_examples=300, deadline=None)
@given(st.integers(len(HEAD.encode()), len(WHOLE) - len(TAIL) - 1), st.integers(0, 255))
def test_a_changed_byte_costs_at_most_its_own_item(at: int, byte: int) -> None:
    data = WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :]
    damaged = WHOLE[len(HEAD.encode()) : at].count(b"</item>\n") + 1
    found = posts_of(data)
    kept = {post.id: post.content for post in found if isinstance(post, Post)}
    for number in range(1, 11):
        if number != damaged:
            assert kept.get(str(number)) == f"نص الخبر {number} عن النهر", (number, damaged, at)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 300)), min_size=1, max_size=3))
def test_bytes_that_are_missing_cost_the_items_that_they_were_in(cuts: list[tuple[int, int]]) -> None:
    parts = [part.encode() for part in TEN]
    for number, length in cuts:
        middle = len(parts[number]) // 2
        parts[number] = parts[number][:middle] + parts[number][middle + length :]
    kept = set(ids(HEAD.encode() + b"".join(parts) + TAIL.encode()))
    touched = {number for number, _ in cuts}
    assert {str(number + 1) for number in range(10) if number not in touched} <= kept
