"""HTML of archives becomes a tree: what browsers imply is there, and inline elements hold no blocks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.html_tree import BLOCKS, MAX_DEPTH, MAX_MARKS, Element, parse


def written(element: Element) -> str:
    """The children of an element, in a short form."""
    return "".join(c if isinstance(c, str) else f"<{c.tag}>{written(c)}</{c.tag}>" for c in element.children)


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a<div>b</div>c", "<p>a</p><div>b</div>c"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<table><td>1<td>2<tr><th>3</table>", "<table><tr><td>1</td><td>2</td></tr><tr><th>3</th></tr></table>"),
        ("<table>a<tr><td>b</table>", "a<table><tr><td>b</td></tr></table>"),
        ("<table><p>a</p><tr><td>b</table>", "<p>a</p><table><tr><td>b</td></tr></table>"),
        ("<table><tr><td>a<table><tr><td>b</table>c</table>",
         "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td></tr></table>"),
        ("<b><p>a</p>b</b>c", "<b></b><p><b>a</b></p><b>b</b>c"),
        ("<p><b>a</p><p>b</b>c", "<p><b>a</b></p><p><b>b</b>c</p>"),
        ("<p><span>a</p><p>b", "<p><span>a</span></p><p>b</p>"),
        ("<b>a<i>b</b>c</i>d", "<b>a<i>b</i></b><i>c</i>d"),
        ("<a>a<a>b", "<a>a</a><a>b</a>"),
        ("<table><tr><td><b>a</table>b", "<table><tr><td><b>a</b></td></tr></table>b"),
        ("<h2>a<h3>b</h2>c", "<h2>a</h2><h3>b</h3>c"),
        ("a</p></div></b>b", "ab"),
        ("<p>a<br/>b<hr>c", "<p>a<br></br>b</p><hr></hr>c"),
        ("<!doctype html><html><head><title>t</title></head><body class=x><p>a", "<title>t</title><p>a</p>"),
        ("a<!-- <p> -->b<!-->c<!--->d<?php x ?>e<![CDATA[x]]>f", "abcdef"),
        ("<script>if (a</b) '<p>'</script>x", "<script>if (a</b) '<p>'</script>x"),
        ("a < b > c <3 <ص>", "a < b > c <3 <ص>"),
        ("&amp;amp; &lt;b&gt; &#x627; &#150; &copy &unknown;", "&amp; <b> ا – © &unknown;"),
        ("<pre>\n a\n\n b</pre>", "<pre> a\n\n b</pre>"),
        ("<tr><td>a</td></tr>", "<div><div>a</div></div>"),
        ("<video><p>a</p></video>b", "<video><p>a</p></video>b"),
        ("a\r\nb\rc\x00\x0bd", "a\nb\ncd"),
        ("<P CLASS=x>a</P>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_a_tree(source: str, tree: str) -> None:
    assert written(parse(source).root) == tree


@pytest.mark.parametrize(
    ("source", "attributes"),
    [
        ("<a href=x title='a &amp; b' data-x>", {"href": "x", "title": "a & b", "data-x": ""}),
        ('<a HREF = "x>y" href=z>', {"href": "x>y"}),
        ("<a/href=x/>", {"href": "x/"}),
        ("<a =x>", {"=x": ""}),
        ('<a title="it\'s">', {"title": "it's"}),
    ],
)
def test_attributes(source: str, attributes: dict[str, str]) -> None:
    (element,) = parse(source).root.children
    assert isinstance(element, Element)
    assert element.attributes == attributes


def test_a_tag_that_never_ends_is_text() -> None:
    assert written(parse('a <b title="x>b <i>c</i>').root) == "a <b>b <i>c</i></b>"
    assert written(parse("a <b").root) == "a <b"


def test_what_an_open_comment_hides_is_counted() -> None:
    tree = parse("a<!-- b c")
    assert (written(tree.root), tree.hidden) == ("a", 4)


def depth(element: Element) -> int:
    """How deep elements nest below an element."""
    deepest, waiting = 0, [(element, 0)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(c, level + 1) for c in node.children if isinstance(c, Element)]
    return deepest


HOSTILE = ["<", "<b>", "<div>", "<b><p>", "<a '", '<a "', "<!--", "</script x", "&", "<table>", "<i><td>", "<li>", "</p>", "<svg>", "<!", "<a x"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_depth_is_bounded(piece: str) -> None:
    tree = parse(piece * 3000 + "x")
    assert depth(tree.root) <= MAX_DEPTH + MAX_MARKS + 1


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "</b>", "</div>", "</td>", "</table>", "<p>", "نص", " ", "</a>", "'>", '">']),
        max_size=60,
    )
)
def test_inline_elements_hold_no_blocks_and_texts_are_whole(pieces: list[str]) -> None:
    root = parse("".join(pieces)).root
    for element in (root, *root.elements()):
        texts = [isinstance(child, str) for child in element.children]
        assert not any(a and b for a, b in pairwise(texts))
        if element.tag in ("b", "i", "a"):
            assert not [child.tag for child in element.children if isinstance(child, Element) and child.tag in BLOCKS]
