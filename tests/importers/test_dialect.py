"""HTML becomes Markdown from which newsgen renders the same words, with the same marks."""

import html
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.dialect import to_markdown
from newsgen.importers.html_tree import parse
from newsgen.importers.item import Picture
from tests.importers.words import marked, rendered, words_of


@dataclass(frozen=True)
class Local:
    """Addresses of a site that has all pictures."""

    def link(self, address: str) -> str:
        return address

    def picture(self, picture: Picture) -> str:
        return "/p/" + picture.src.rpartition("/")[2]


def markdown(source: str) -> str:
    return to_markdown(source, Local()).text


NASTY = (
    "# ##  #وسم > - + * ** _ __ a_b ~ ~~ ` `` ``` [ ] [x] [^1] [^1]: [م]: *[م]: ( ) { } {: {.x} {#a} {: .pull} | || --- === *** ___ "
    "- [ ] 1. 1) ٣. ۴) 12. 1948. : :: &amp; &#42; & < <b> <!-- --> </p> http://a.b https://x.org/a_b www.a.b a@b.cd !"
    " \\ \\* \\\\ ![ ]( ]: !!! C# نص كلمة «قول» (أ) word — – ... “x” 5 2026 // <http://a.b> :--- |---| ::: +++ $x$ ^a^ H~2~O"
).split(" ")
VISIBLE = st.characters(exclude_categories=("C", "Zl", "Zp"))
WORDS = st.one_of(
    st.sampled_from(NASTY), st.sampled_from(["كلمة", "word", "نصّ", "7"]), st.text(VISIBLE, min_size=1, max_size=6)
)
SPACE = st.sampled_from([" ", "", "\n", "  ", "\u00a0", "\t"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.tuples(SPACE, WORDS, SPACE), min_size=1, max_size=5))
    return html.escape("".join(a + b + c for a, b, c in words))


def element(tag: str, content: str) -> str:
    if tag == "a":
        return f'<a href="https://example.org/أ_(b)*?x=1&amp;y={len(content)}">{content}</a>'
    return f"<{tag}>{content}</{tag}>"


INLINE = st.recursive(
    st.one_of(texts(), st.just("<br>"), st.just("<br><br>"), texts().map(lambda t: f"<code>{t}</code>")),
    lambda inner: st.tuples(
        st.sampled_from("b strong i em s del ins sub sup mark small q kbd a span u unknown-tag".split()),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ).map(lambda pair: element(*pair)),
    max_leaves=6,
)
RUN = st.lists(INLINE, min_size=1, max_size=4).map("".join)
PICTURE = st.tuples(texts(), texts()).map(
    lambda pair: (
        f'<figure><img src="https://old.example/a (1).jpg" alt="{pair[0]}"><figcaption>{pair[1]}</figcaption></figure>'
    )
)
SIMPLE = st.one_of(
    RUN.map(lambda run: f"<p>{run}</p>"),
    RUN,
    RUN.map(lambda run: f"<h3>{run}</h3>"),
    texts().map(lambda text: f"<pre>{text}</pre>"),
    st.just("<hr>"),
    PICTURE,
    st.lists(st.lists(RUN, min_size=2, max_size=3), min_size=2, max_size=3).map(
        lambda rows: (
            "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
        )
    ),
)
BLOCK = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["ul", "ol"]), st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=3)
        ).map(lambda p: f"<{p[0]}>" + "".join(f"<li>{''.join(i)}</li>" for i in p[1]) + f"</{p[0]}>"),
        st.lists(inner, min_size=1, max_size=3).map(lambda blocks: f"<blockquote>{''.join(blocks)}</blockquote>"),
        st.lists(inner, min_size=1, max_size=3).map(lambda blocks: f"<div>{''.join(blocks)}</div>"),
        st.tuples(texts(), inner).map(lambda p: f"<dl><dt>{p[0]}</dt><dd>{p[1]}</dd></dl>"),
    ),
    max_leaves=5,
)
BODY = st.lists(BLOCK, min_size=1, max_size=4).map("".join)


def same_words(source: str) -> None:
    tree = parse(source).root
    text = markdown(source)
    assert words_of(rendered(text)) == words_of(tree), text


@given(BODY)
def test_the_same_words(source: str) -> None:
    same_words(source)


@given(BODY)
def test_every_mark_is_kept(source: str) -> None:
    text = markdown(source)
    assert marked(rendered(text)) == marked(parse(source).root), text


TAGS = "p div b i a ul li ol table tr td th h2 blockquote pre code br img figure dl dt dd script hr sup details summary".split()


@given(
    st.lists(
        st.one_of(
            WORDS.map(html.escape),
            WORDS,
            SPACE,
            st.sampled_from(TAGS).map("<{}>".format),
            st.sampled_from(TAGS).map("</{}>".format),
            st.sampled_from(
                ['<a href="/x">', '<img src="a.png" alt="b">', '<td colspan="2">', "<!-- x -->", "<a href='"]
            ),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_soup_of_tags_keeps_its_words(source: str) -> None:
    """In headings and tables pictures move behind them, so the order may differ."""
    text = markdown(source)
    assert sorted(words_of(rendered(text))) == sorted(words_of(parse(source).root)), text
