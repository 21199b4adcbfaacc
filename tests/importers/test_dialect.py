"""HTML becomes Markdown from which newsgen renders the same words, with the same marks."""

import html
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsgen.articles.body import render
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


@settings(max_examples=30)
@given(BODY)
@pytest.mark.ci
def test_the_same_words(source: str) -> None:
    same_words(source)


@pytest.mark.ci
@given(BODY)
def test_the_same_words_over_more(source: str) -> None:
    same_words(source)


def keeps_marks(source: str) -> None:
    text = markdown(source)
    assert marked(rendered(text)) == marked(parse(source).root), text


@settings(max_examples=30)
@given(BODY)
@example("<p>أ</p><blockquote><p>ب <b>ج<br><br></b> — د</p></blockquote>")
def test_every_mark_is_kept(source: str) -> None:
    keeps_marks(source)


@pytest.mark.ci
@given(BODY)
def test_every_mark_is_kept_over_more(source: str) -> None:
    keeps_marks(source)


@pytest.mark.parametrize("text", ["0~ #", "~ 5", "a ~b", "5~6", "5 ~ 6", "نحو ~", "~~ أ"])
@pytest.mark.parametrize(
    "form", ["<p>كلمة<br><s>{}</s></p>", "<p><code>a</code><s>{} <b>أ</b></s></p>", "<p><s>أ</s> {} <s>ب</s></p>"]
)
def test_a_tilde_in_or_between_struck_words(form: str, text: str) -> None:
    keeps_marks(form.format(text))


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


PICTURE_HERE, PICTURE_WRITTEN = '<img src="a.png" alt="ب">', "![ب](/p/a.png)"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"<table>{PICTURE_HERE}", PICTURE_WRITTEN),
        (f"<table><tr>{PICTURE_HERE}</tr></table>", PICTURE_WRITTEN),
        (f"<table><tbody>{PICTURE_HERE}<tr><td>أ</table>", f"{PICTURE_WRITTEN}\n\nأ"),
        ("<table><a href='/x'>أ</a> <b>ج</b><tr><td>1<td>2</table>", "[أ](/x) **ج**\n\n|  |  |\n|---|---|\n| 1 | 2 |"),
        (f"<table><a href='/x'>{PICTURE_HERE}</a><tr><td>1<td>2</table>", None),
        ("<table><tr><td>1<td>2</tr><i>أ</i></table>ب", "*أ*\n\n|  |  |\n|---|---|\n| 1 | 2 |\n\nب"),
        ("<table><tr><td>1<td>2</tr><code>أ</code></table>", "`أ`\n\n|  |  |\n|---|---|\n| 1 | 2 |"),
        ("<table><b><tr><td>1<td>2</table>أ", "|  |  |\n|---|---|\n| 1 | 2 |\n\n**أ**"),
        ("<td colspan=2><table><tr>أ<br>ج</tr></table>", "أ\\\nج"),
    ],
)
def test_what_no_cell_of_a_table_holds_stands_before_it(source: str, expected: str | None) -> None:
    """Browsers put it there (https://html.spec.whatwg.org/multipage/parsing.html#foster-parent)."""
    text = markdown(source)
    assert sorted(words_of(rendered(text))) == sorted(words_of(parse(source).root)), text
    assert expected is None or text == expected + "\n"


EXAMPLES = [
    # Structure.
    ("<p>أ</p><p>ب</p>", "أ\n\nب\n"),
    ("أ<br><br>ب<br>ج", "أ\n\nب\\\nج\n"),
    ("<h1>أ</h1><h4>ب</h4>", "## أ\n\n### ب\n"),
    ("<h2 id='x'>أ</h2><p><a href='#x'>ب</a></p>", "## أ {#x}\n\n[ب](#x)\n"),
    ("<ul><li>أ<ul><li>ب</li></ul></li><li>ج</li></ul>", "- أ\n  - ب\n- ج\n"),
    ("<ol start='3'><li>أ</li><li><p>ب</p><p>ج</p></li></ol>", "3. أ\n\n4. ب\n\n   ج\n"),
    ("<blockquote><p>أ</p><p>ب</p><cite>هالة</cite></blockquote>", "> أ\n>\n> ب\n>\n> — هالة\n"),
    ("<blockquote class='pull'><p>أ</p></blockquote>", "أ\n{: .pull}\n"),
    ("<dl><dt>أ</dt><dd>ب</dd><dd>ج</dd></dl>", "أ\n:   ب\n:   ج\n"),
    ("<pre>a\n  `b`\n</pre>", "```\na\n  `b`\n```\n"),
    ("<pre>```</pre>", "````\n```\n````\n"),
    ("<hr>", "---\n"),
    ("<p dir='ltr' lang='en'>a</p><p dir='rtl' lang='ar'>ب</p>", "a\n{: lang=en dir=ltr}\n\nب\n"),
    # Tables.
    ("<table><tr><th>أ</th><th>ب</th></tr><tr><td>1</td><td>2|3</td></tr></table>", "| أ | ب |\n|---|---|\n| 1 | 2\\|3 |\n"),
    ("<table><tr><td>أ</td><td>ب</td></tr></table>", "|  |  |\n|---|---|\n| أ | ب |\n"),
    ("<table><tr><td rowspan=2>أ</td><td>ب</td></tr><tr><td>ج</td></tr></table>", "|  |  |\n|---|---|\n| أ | ب |\n|  | ج |\n"),
    ("<table><tr><td>أ</td></tr><tr><td>ب</td></tr></table>", "أ\n\nب\n"),
    # Marks.
    ("<p>أ <b> ب </b>ج</p>", "أ **ب** ج\n"),
    ("<p><b>أ</b><b>ب</b></p>", "**أب**\n"),
    ("<p>ك<b>ل</b>مة</p>", "ك**ل**مة\n"),
    ("<p><em>أ <strong>ب</strong></em></p>", "*أ* <strong>*ب*</strong>\n"),
    ("<p><code>a*b</code> <code>a`b</code></p>", "`a*b` <code>a\\`b</code>\n"),
    ("<p><a href='/x y(1)' title='نص \"ت\"'>أ</a></p>", '[أ](/x%20y%281%29 "نص &#34;ت&#34;")\n'),
    ("<p><a href='javascript:x'>أ</a></p>", "أ\n"),
    ("<p><span lang='fr'>Le Monde</span> <sub>2</sub></p>", '<span lang="fr">Le Monde</span> <sub>2</sub>\n'),
    # Pictures, videos, frames.
    ("<figure><img src='a.png' alt='أ'><figcaption>ب <cite>ج</cite></figcaption></figure>", '![أ](/p/a.png "ب (ج)")\n'),
    ("<p>أ <img src='a.png' alt=''> ب</p>", "أ\n\n![](/p/a.png)\n\nب\n"),
    ("<a href='/big/a.jpg'><img src='a.png'></a>", "![](/p/a.png)\n"),
    ("<a href='/story/'><img src='a.png'></a>", "[![](/p/a.png)](/story/)\n"),
    ("<img src='data:x' data-src='/b.png' alt='أ'>", "![أ](/p/b.png)\n"),
    ("<img src='/pixel.gif' width=1 height=1>", ""),
    ("<p>نص <img class='wp-smiley' src='s.png' alt=':)'></p>", "نص :)\n"),
    ("<iframe src='https://www.youtube.com/embed/abc?rel=0' title='جولة'></iframe>", "[جولة](https://www.youtube.com/watch?v=abc){: .video}\n"),
    ("<iframe src='//maps.example/x'></iframe>", "[https\\://maps.example/x](https://maps.example/x)\n"),
    ("<audio src='https://a.example/x.mp3'></audio>", "[https\\://a.example/x.mp3](https://a.example/x.mp3)\n"),
    ("<audio title='حديث' src='/up/x.mp3'></audio>", "[حديث](/up/x.mp3){: .audio}\n"),
    ("<figure><audio><source src='/up/x.ogg'></audio><figcaption>شرح</figcaption></figure>", "[شرح](/up/x.ogg){: .audio}\n"),
    # Footnotes.
    ("<p>أ<sup><a href='#n1'>1</a></sup></p><ol class='wp-block-footnotes'><li id='n1'>ب <a href='#r1'>↩︎</a></li></ol>", "أ[^1]\n\n[^1]: ب\n"),
    # What is not shown.
    ("<script>x</script><style>y</style><p>أ</p><!-- ب -->", "أ\n"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), EXAMPLES)
def test_an_example(source: str, expected: str) -> None:
    assert markdown(source) == expected


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("form", ["<p>{}</p>", "<p>كلمة<br>{} نص</p>", "<ul><li>{} نص</li></ul>", "<h2>{} نص</h2>", "<p>{} نص</p>", "<blockquote>{} نص</blockquote>"])  # fmt: skip
def test_a_text_that_looks_like_a_mark_stays_a_text(text: str, form: str) -> None:
    source = form.format(html.escape(text))
    same_words(source)
    assert marked(rendered(markdown(source))) == marked(parse(source).root), markdown(source)


def test_nothing_is_left_out_without_a_code() -> None:
    source = (
        "<p><blink>أ</blink></p><script>x</script><iframe src='https://e.example/x'></iframe><iframe></iframe>"
        "<p><a href='javascript:x'>ب</a></p><table><tr><td colspan=2>ج</td></tr><tr><td>د<ul><li>ه</li></ul></td><td>و</td></tr></table>"
        + "<ul><li>" * 12
        + "ز"
        + "<div>" * 100
        + "ح<!-- ط"
    )
    written = to_markdown(source, Local())
    assert sorted(note.code.name for note in written.notes) == sorted(
        "import-comment-open import-deep import-deep import-element import-embed import-embed-empty "
        "import-script import-table-blocks import-table-spans import-unsafe-link".split()
    )


def test_pictures_that_the_site_has_not_become_links() -> None:
    class Without(Local):
        def picture(self, picture: Picture) -> str:
            return ""

    source = "<figure><img src='https://old.example/a.jpg' alt='أ'><figcaption>ب</figcaption></figure>"
    written = to_markdown(source, Without())
    assert written.text == '[ب](https://old.example/a.jpg "أ")\n'
    assert [(n.code.name, n.values) for n in written.notes] == [
        ("import-picture-missing", (("src", "https://old.example/a.jpg"),))
    ]


@pytest.mark.ci
def test_work_grows_no_faster_than_the_text() -> None:
    """Hostile bodies are written in a text that is bounded by theirs."""
    for piece in (
        "<b><p>x",
        "<ul><li>",
        "<table><tr><td rowspan=99 colspan=99>x",
        "<a href=x>y",
        "<blockquote>x",
        "<dl><dd>",
    ):
        source = piece * 300
        text = markdown(source)
        assert len(text) < 40 * len(source) + 100_000
        assert not [p for p in render(text, first_line=1, prefix="").problems if p.level == "error"], piece


@pytest.mark.parametrize(
    ("frame", "page"),
    [
        ("https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fposts%2F1&amp;width=500", "https://www.facebook.com/a/posts/1"),
        ("https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1&amp;color=x", "https://api.soundcloud.com/tracks/1"),
        ("//www.dailymotion.com/embed/video/x7abc?autoplay=1", "https://www.dailymotion.com/video/x7abc"),
        ("https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk?utm=x", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk"),
        ("https://www.instagram.com/p/AbC-1/embed/captioned/?cr=1", "https://www.instagram.com/p/AbC-1/"),
        ("https://maps.example/embed?pb=1", "https://maps.example/embed?pb=1"),
    ],
)  # fmt: skip
def test_a_frame_of_a_network_leads_to_its_page(frame: str, page: str) -> None:
    shown = markdown(f'<iframe src="{frame}"></iframe>').strip()
    assert shown == page or f"]({page})" in shown


def test_a_frame_of_a_network_with_a_script_for_a_page_leads_nowhere() -> None:
    assert markdown('<iframe src="https://www.facebook.com/plugins/post.php?href=javascript:x"></iframe>') == ""


GALLERIES = {
    "a list of WordPress 5": '<ul class="blocks-gallery-grid"><li><figure><img src="/a.jpg" alt="أ"><figcaption>قول</figcaption></figure></li>'
    '<li><figure><a href="/b.jpg"><img src="/b.jpg" alt="ب"></a></figure></li></ul>',
    "slides": '<div><ol class="swiper-wrapper"><li><img src="/a.jpg" alt="أ" title="x"></li> <li><p><img src="/b.jpg" alt="ب"></p></li></ol></div>',
}


@pytest.mark.parametrize("html", GALLERIES.values(), ids=GALLERIES.keys())
def test_a_list_of_pictures_is_a_gallery(html: str) -> None:
    blocks = [block for block in markdown(html).split("\n\n") if block.strip()]
    assert len(blocks) == 2
    assert all(block.startswith("![") for block in blocks), "figures, not items of a list"


def test_a_list_with_words_beside_pictures_stays_a_list() -> None:
    assert markdown('<ul><li><img src="/a.jpg" alt="أ"> نص</li><li>نص</li></ul>').startswith("- ")


def test_a_list_that_counts_down() -> None:
    assert markdown("<ol reversed><li>ج</li><li>ب</li><li>أ</li></ol>") == "3. ج\n2. ب\n1. أ\n"
    assert markdown('<ol reversed start="10"><li>ج</li><li>ب</li></ol>') == "10. ج\n9. ب\n"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="wp-caption alignright" style="width: 300px"><a href="/a.jpg"><img src="/a.jpg" alt="ص"></a><p class="wp-caption-text">قول</p></div>',
        '<dl class="wp-caption"><dt class="wp-caption-dt"><img src="/a.jpg" alt="ص"></dt><dd class="wp-caption-dd">قول</dd></dl>',
        '<table class="tr-caption-container"><tbody><tr><td><a href="/a.jpg"><img src="/a.jpg" alt="ص"></a></td></tr><tr><td class="tr-caption">قول</td></tr></tbody></table>',
    ],
)  # fmt: skip
def test_a_box_of_a_picture_and_its_caption_is_a_figure(box: str) -> None:
    assert markdown(box) == '![ص](/p/a.jpg "قول")\n'


def test_a_box_without_a_picture_keeps_its_words() -> None:
    assert markdown('<div class="wp-caption">نص<p class="wp-caption-text">قول</p></div>') == "نص\n\nقول\n"


def test_what_stands_in_a_table_outside_of_its_rows_is_not_lost() -> None:
    shown = markdown(
        '<table><img src="/a.jpg" alt="ب"><tr><td>أ</td><td>ج</td></tr><tbody><img src="/b.jpg" alt="د"></tbody></table>'
    )
    assert shown.startswith("![ب](/p/a.jpg)\n\n![د](/p/b.jpg)\n\n|")


def test_the_speaker_of_a_pull_quote_stands_in_it() -> None:
    shown = markdown('<blockquote class="pull"><p>قول</p><cite>سعاد</cite></blockquote><p>نص</p>')
    assert shown == "قول\\\n— سعاد\n{: .pull}\n\nنص\n"
    assert [e.classes for e in rendered(shown).elements() if e.tag == "p"] == [["pull"], []]
