"""Arabic posts of WordPress with every kind of block, drawn by chance, each with the words that its readers saw.

The words are written beside the markup, by another way than newsgen's: a test compares them with the page.
"""

import html
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from tests.support.wxr import meta

SITE = "https://river.example.org"
PLAIN = (
    "ارتفع النهرُ فيضانٌ مُسْتَعْجَل عمّان عُمان الرئيسـيّة إِنَّ لَا ء أإآ ٱلقرية بيت-لحم ٢٠٢٦ 2026 3.5% 12:30 1,200 iPhone COVID-19 "
    "e-mail@السوق «مقتبس» “quoted” ‹x› (قوسان) [1] [sic] #غزة #3 @حساب {نص} {{x}} {:.a} * ** _ __ a_b_c ~ ~~ ` `` | \\ \\* < > & &amp; &nbsp; "
    "؟ ! ؛ ، … – — - + = ^ ^1 $5 $x$ http://example.com/أخبار www.example.com 1. 2) a. + - > ## === --- *** 😀 👨‍👩‍👧 می‌شود "
    "H<sub> !مرحبا ![x] [x](y) [x]: <3 x<y :: ::: %20 \\n"
).split(" ")
"""Words with the signs that Markdown, YAML or HTML read as something else; tashkeel, tatweel, digits of both kinds, Latin."""


@dataclass(frozen=True)
class Made:
    """A piece of a post: its markup, and the words that a reader sees of it."""

    markup: str
    words: str


class Draw:
    """Draws pieces. ``classic`` says that the text is for the classic editor, where wpautop makes the paragraphs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def words(self, most: int = 8) -> Made:
        found = [self.random.choice(PLAIN) for _ in range(self.random.randint(1, most))]
        found.insert(self.random.randrange(len(found) + 1), self.random.choice(("النهر", "السد", "البلدة")))
        text = " ".join(found)
        return Made(html.escape(text, quote=False), text)

    def speaker(self) -> Made:
        """A speaker's words, which begin with a letter: newsgen draws the dash before them itself."""
        one = self.words(3)
        return Made(f"قالت {one.markup}", f"قالت {one.words}")

    def inline(self) -> Made:
        """Words with marks and links."""
        parts = []
        for _ in range(self.random.randint(1, 4)):
            one = self.words(4)
            tag = self.random.choice(("", "", "strong", "em", "b", "i", "mark", "sup", "code", "s", "a", "abbr"))
            if tag == "a":
                address = f"{SITE}/2020/{quote('أخبار-اليوم')}/"
                one = Made(f'<a href="{address}">{one.markup}</a>', one.words)
            elif tag:
                one = Made(f"<{tag}>{one.markup}</{tag}>", one.words)
            parts.append(one)
        return Made(" ".join(p.markup for p in parts), " ".join(p.words for p in parts))

    def list_(self, depth: int = 0) -> Made:
        rows = []
        for _ in range(self.random.randint(1, 3)):
            one = self.inline()
            if depth < 2 and self.random.random() < 0.3:
                inner = self.list_(depth + 1)
                one = Made(f"{one.markup}{inner.markup}", f"{one.words} {inner.words}")
            rows.append(Made(f"<li>{one.markup}</li>", one.words))
        tag = self.random.choice(("ul", "ol", 'ol start="3"'))
        if len(rows) == 1 and tag.startswith("ol "):  # newsgen shows the number of a lone item as words
            tag = "ol"
        return Made(f"<{tag}>{''.join(r.markup for r in rows)}</{tag[:2]}>", " ".join(r.words for r in rows))

    def table(self, caption: bool = True) -> Made:
        rows = [[self.words(3) for _ in range(3)] for _ in range(self.random.randint(2, 3))]
        head, *rest = ["<tr>" + "".join(f"<td>{c.markup}</td>" for c in row) + "</tr>" for row in rows]
        text = " ".join(cell.words for row in rows for cell in row)
        markup = f"<table><thead>{head.replace('td>', 'th>')}</thead><tbody>{''.join(rest)}</tbody></table>"
        return Made(markup, text)

    def picture(self) -> Made:
        """A picture and its caption, with a bar between them."""
        alt, caption = self.random.choice(("نهر", "سد ممتلئ")), self.words(5)
        img = f'<img src="{SITE}/wp-content/uploads/2020/05/p-{self.random.randrange(9)}-300x200.png" alt="{alt}"/>'
        return Made(f"{img}|{caption.markup}", f"{alt} {caption.words}")


Maker = Callable[[Draw], Made]


def _block(name: str, inner: str, **fields: object) -> str:
    settings = " " + json.dumps(fields, ensure_ascii=False).replace("--", "\\u002d\\u002d") if fields else ""
    return f"<!-- wp:{name}{settings} -->\n{inner}\n<!-- /wp:{name} -->"


def _paragraph(draw: Draw) -> Made:
    one = draw.inline()
    return Made(_block("paragraph", f"<p>{one.markup}</p>", dropCap=True), one.words)


def _heading(draw: Draw) -> Made:
    one, level = draw.words(), draw.random.randint(1, 6)
    return Made(_block("heading", f"<h{level}>{one.markup}</h{level}>", level=level), one.words)


def _list(draw: Draw) -> Made:
    one = draw.list_()
    return Made(_block("list", one.markup), one.words)


def _list_of_items(draw: Draw) -> Made:
    rows = [draw.inline() for _ in range(2)]
    inner = "".join(_block("list-item", f"<li>{row.markup}</li>") for row in rows)
    return Made(_block("list", f"<ul>{inner}</ul>"), " ".join(row.words for row in rows))


def _quote(draw: Draw) -> Made:
    one, cite = draw.inline(), draw.speaker()
    inner = _block("paragraph", f"<p>{one.markup}</p>")
    return Made(
        _block("quote", f"<blockquote>{inner}<cite>{cite.markup}</cite></blockquote>"), f"{one.words} {cite.words}"
    )


def _pull_quote(draw: Draw) -> Made:
    one, cite = draw.words(), draw.speaker()
    inner = f"<figure><blockquote><p>{one.markup}</p><cite>{cite.markup}</cite></blockquote></figure>"
    return Made(_block("pullquote", inner), f"{one.words} {cite.words}")


def _code(draw: Draw) -> Made:
    one = draw.words()
    return Made(_block("code", f'<pre class="wp-block-code"><code>{one.markup}</code></pre>'), one.words)


def _preformatted(draw: Draw) -> Made:
    one, two = draw.words(), draw.words()
    name = draw.random.choice(("preformatted", "verse"))
    return Made(_block(name, f"<pre>{one.markup}\n  {two.markup}</pre>"), f"{one.words} {two.words}")


def _table(draw: Draw) -> Made:
    one = draw.table()
    return Made(_block("table", f'<figure class="wp-block-table">{one.markup}</figure>'), one.words)


def _image(draw: Draw) -> Made:
    img, _, caption = (one := draw.picture()).markup.partition("|")
    return Made(_block("image", f"<figure>{img}<figcaption>{caption}</figcaption></figure>", id=7), one.words)


def _gallery(draw: Draw) -> Made:
    rows = [_image(draw) for _ in range(2)]
    inner = "".join(row.markup for row in rows)
    return Made(
        _block("gallery", f'<figure class="wp-block-gallery">{inner}</figure>'), " ".join(r.words for r in rows)
    )


def _columns(draw: Draw) -> Made:
    rows = [_paragraph(draw), _list(draw)]
    inner = "".join(_block("column", f"<div>{row.markup}</div>") for row in rows)
    return Made(_block("columns", f"<div>{inner}</div>"), " ".join(row.words for row in rows))


def _group(draw: Draw) -> Made:
    rows = [_heading(draw), _paragraph(draw)]
    inner = "".join(row.markup for row in rows)
    return Made(_block("group", f"<div>{inner}</div>", tagName="section"), " ".join(row.words for row in rows))


def _cover(draw: Draw) -> Made:
    one = _paragraph(draw)
    inner = f'<div><span aria-hidden="true"></span><div>{one.markup}</div></div>'
    return Made(_block("cover", inner, dimRatio=50), one.words)


def _details(draw: Draw) -> Made:
    head, one = draw.words(4), _paragraph(draw)
    inner = f"<details><summary>{head.markup}</summary>{one.markup}</details>"
    return Made(_block("details", inner), f"{head.words} {one.words}")


def _buttons(draw: Draw) -> Made:
    one = draw.words(3)
    inner = _block("button", f'<div><a class="wp-block-button__link" href="{SITE}/about/">{one.markup}</a></div>')
    return Made(_block("buttons", f"<div>{inner}</div>"), one.words)


def _freeform(draw: Draw) -> Made:
    one = draw.inline()
    return Made(_block("html", f"<div><p>{one.markup}</p></div>"), one.words)


def _nothing(draw: Draw) -> Made:
    markup = draw.random.choice(
        ("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->", '<!-- wp:spacer -->\n<div style="height:9px"></div>\n<!-- /wp:spacer -->',
         "<!-- wp:separator -->\n<hr/>\n<!-- /wp:separator -->", '<!-- wp:latest-posts {"postsToShow":3} /-->')
    )  # fmt: skip
    return Made(markup, "")


def _block_footnote(draw: Draw) -> Made:
    one = draw.words()
    mark = '<sup data-fn="note-1" class="fn"><a href="#note-1" id="note-1-link">1</a></sup>'
    return Made(_block("paragraph", f"<p>{one.markup}{mark}</p>"), f"{one.words}1")


BLOCKS: dict[str, Maker] = {
    "paragraph": _paragraph, "heading": _heading, "list": _list, "list of items": _list_of_items, "quote": _quote,
    "pull quote": _pull_quote, "code": _code, "preformatted": _preformatted, "table": _table, "image": _image,
    "gallery": _gallery, "columns": _columns, "group": _group, "cover": _cover, "details": _details, "buttons": _buttons,
    "html": _freeform, "nothing": _nothing,
}  # fmt: skip
"""The blocks of the block editor by their names."""


def _lines(draw: Draw) -> Made:
    rows = [draw.inline() for _ in range(draw.random.randint(1, 3))]
    return Made("\n".join(row.markup for row in rows), " ".join(row.words for row in rows))


def _classic_quote(draw: Draw) -> Made:
    one = draw.inline()
    return Made(f"<blockquote>{one.markup}</blockquote>", one.words)


def _classic_heading(draw: Draw) -> Made:
    one = draw.words()
    return Made(f"<h3>{one.markup}</h3>", one.words)


def _classic_code(draw: Draw) -> Made:
    one = draw.words()
    return Made(f"<pre>{one.markup}</pre>", one.words)


def _caption(draw: Draw) -> Made:
    img, _, caption = (one := draw.picture()).markup.partition("|")
    if draw.random.random() < 0.5:
        return Made(f'[caption id="attachment_7" align="alignleft" width="300"]{img} {caption}[/caption]', one.words)
    inner = html.escape(html.unescape(caption)).replace("[", "&#91;").replace("]", "&#93;")
    return Made(f'[caption id="attachment_7" width="300" caption="{inner}"]{img}[/caption]', one.words)


def _classic_div(draw: Draw) -> Made:
    one, two = draw.inline(), draw.inline()
    return Made(f'<div class="box" dir="rtl">{one.markup}\n\n{two.markup}</div>', f"{one.words} {two.words}")


CLASSIC: dict[str, Maker] = {
    "lines": _lines, "quote": _classic_quote, "heading": _classic_heading, "list": Draw.list_, "table": Draw.table,
    "code": _classic_code, "caption": _caption, "div": _classic_div,
    "more": lambda draw: Made("<!--more-->", ""), "rule": lambda draw: Made("<hr />", ""),
}  # fmt: skip
"""What the classic editor wrote, by names."""


def post(seed: int, makers: dict[str, Maker], count: int = 5) -> Made:
    """A post of some pieces, drawn by ``seed``."""
    draw = Draw(seed)
    made = [draw.random.choice(list(makers.values()))(draw) for _ in range(count)]
    return Made("\n\n".join(one.markup for one in made), " ".join(one.words for one in made if one.words))


def with_footnote(seed: int) -> tuple[Made, str]:
    """A post with a footnote of the block editor, and the meta field that holds its text."""
    draw = Draw(seed)
    text, note = _block_footnote(draw), draw.words()
    content = json.dumps([{"content": note.markup, "id": "note-1"}], ensure_ascii=False)
    return Made(f"{text.markup}\n\n<!-- wp:footnotes /-->", f"{text.words} {note.words}"), meta("footnotes", content)


def slug(seed: int) -> str:
    """A slug of Arabic words as WordPress keeps it: percent-encoded, small, cut at 200 signs, maybe inside a letter."""
    return quote("-".join(random.Random(seed).choices(("ارتفع", "النهر", "سد", "عُمان", "البلدة"), k=8))).lower()[:200]
