"""Bodies of the block editor."""

import json

import pytest

from newsgen.importers.wordpress.blocks import MAX_DEPTH, MOST_REUSED, Rendered, parse, render, with_footnotes


def rendered(text: str, footnotes: str = "", **reusable: str) -> Rendered:
    return render(text, lambda number: reusable.get(f"r{number}"), lambda ids: f"[{','.join(ids)}]", footnotes)


def block(name: str, inner: str = "", **attributes: object) -> str:
    written = json.dumps(attributes) + " " if attributes else ""
    return f"<!-- wp:{name} {written}-->\n{inner}\n<!-- /wp:{name} -->"


@pytest.mark.parametrize(
    "inner",
    [
        block("paragraph", "<p>نص</p>"),
        block("heading", "<h2>نص</h2>", level=2),
        block("columns", block("column", block("paragraph", "<p>نص</p>"))),
        block("core/paragraph", "<p>نص</p>"),
        block("html", "<p>نص</p>"),
        block("verse", '<pre class="wp-block-verse">نص</pre>'),
        "<!-- wp:paragraph --><p>نص</p>",
        "<!-- /wp:paragraph --><p>نص</p>",
        "<!-- wp:paragraph {not json} --><p>نص</p><!-- /wp:paragraph -->",
        "<!-- wp:unknown/thing /--><p>نص</p>",
        "نص",
        block("freeform", "نص"),
        block("unknown/box", "<div>نص</div>", a="b"),
        block("unknown/card", content="نص"),
    ],
)
def test_words_stay(inner: str) -> None:
    assert "نص" in rendered(inner).html or "content" in inner
    assert "wp:" not in rendered(inner).html


def test_unknown_blocks_are_counted_and_show_the_texts_of_their_json() -> None:
    found = rendered(
        '<!-- wp:acme/card {"id":5,"title":"ارتفع النهر","items":[{"text":"إلى حد \\u003cb\\u003eكبير\\u003c/b\\u003e"}]} /-->'
    )
    assert found.html == "<p>ارتفع النهر</p>\n<p>إلى حد <b>كبير</b></p>\n"
    assert found.unknown == {"acme/card": 1}


def test_blocks_of_the_theme_are_counted() -> None:
    assert rendered("<!-- wp:latest-posts /--><!-- wp:latest-posts /-->").dynamic == {"latest-posts": 2}


def test_reusable_blocks() -> None:
    found = rendered('<!-- wp:block {"ref":7} /--><!-- wp:block {"ref":8} /-->', r7=block("paragraph", "<p>مشترك</p>"))
    assert "مشترك" in found.html
    assert found.missing == 1


def test_reusable_blocks_that_hold_themselves_end() -> None:
    assert rendered('<!-- wp:block {"ref":7} /-->', r7='نص<!-- wp:block {"ref":7} /-->').missing == 1


def test_pull_quotes() -> None:
    inner = '<figure class="wp-block-pullquote"><blockquote><p>نص</p><cite>ريما</cite></blockquote></figure>'
    assert (
        rendered(block("pullquote", inner)).html.strip()
        == '<blockquote class="pull"><p>نص</p><cite>ريما</cite></blockquote>'
    )


@pytest.mark.parametrize("name", ["embed", "core-embed/youtube"])
def test_embeds(name: str) -> None:
    inner = (
        '<figure><div class="wp-block-embed__wrapper">\nhttps://www.youtube.com/watch?v=a1\n</div>'
        "<figcaption>شرح</figcaption></figure>"
    )
    found = rendered(block(name, inner, url="https://www.youtube.com/watch?v=a1"))
    assert '<a class="video" href="https://www.youtube.com/watch?v=a1">' in found.html
    assert "<figcaption>شرح</figcaption>" in found.html


def test_galleries_old_and_new() -> None:
    assert rendered(block("gallery", "", ids=[3, 4])).html == "[3,4]"
    nested = block("gallery", '<figure><img src="a.jpg"></figure>', ids=[3])
    assert '<img src="a.jpg">' in rendered(nested).html


def test_footnotes() -> None:
    text = block("paragraph", '<p>نص<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup></p>')
    notes = json.dumps([{"id": "ab-1", "content": "مصدر <em>الخبر</em>"}])
    shown = '<ol class="footnotes"><li id="ab-1">مصدر <em>الخبر</em></li></ol>\n'
    assert rendered(text, notes).html.endswith(shown)
    with_list = rendered(text + "<!-- wp:footnotes /-->", notes).html
    assert with_list.endswith(shown)
    assert with_list.count("<ol") == 1
    assert '<a href="#ab-1" class="footnote-ref">1</a>' in with_list
    assert "<ol" not in rendered(text, "{broken").html


def test_more_page_breaks_and_spacers_vanish() -> None:
    text = block("more", "<!--more-->") + block("nextpage", "<!--nextpage-->") + block("spacer", "<div></div>")
    assert rendered(text).html == ""


def test_the_button_of_a_file_is_counted() -> None:
    found = rendered(
        block("file", '<div><a href="/a.pdf">تقرير</a><a class="wp-block-file__button" href="/a.pdf">نزّل</a></div>')
    )
    assert "نزّل" not in found.html
    assert found.buttons == 1


def test_deep_nesting_is_flattened() -> None:
    count = 50 * MAX_DEPTH
    found = rendered("<!-- wp:group -->" * count + "نص" + "<!-- /wp:group -->" * count)
    assert "نص" in found.html


def test_comments_that_do_not_end() -> None:
    assert parse("<!-- wp:a " * 20_000).parts
    assert parse("<!-- wp:a" + " " * 200_000).parts


PATTERN = (
    block("heading", '<h2 class="x">أصل <em>مائل</em></h2>', metadata={"name": "عنوان"})
    + block("paragraph", "<p>ثابت</p>")
    + block("button", '<div><a class="b" href="/old">قديم</a></div>', metadata={"name": "زر"})
    + block("image", '<figure><img src="/old.jpg" alt="قديمة"/></figure>', metadata={"name": "صورة"})
)


def test_a_story_has_its_own_words_in_a_synced_pattern() -> None:
    own = {
        "عنوان": {"content": "قيمة <b>أخرى</b>"},
        "زر": {"text": "اضغط", "url": "/n?a=1&b=2"},
        "صورة": {"url": "/n.jpg", "alt": '"جديدة"'},
        "غائب": {"content": "x"},
        "فارغ": "x",
        "رقم": {"content": 5},
    }
    shown = rendered(f"<!-- wp:block {json.dumps({'ref': 7, 'content': own})} /-->", r7=PATTERN).html
    assert '<h2 class="x">قيمة <b>أخرى</b></h2>' in shown
    assert '<a class="b" href="/n?a=1&amp;b=2">اضغط</a>' in shown
    assert '<img src="/n.jpg" alt="&quot;جديدة&quot;"/>' in shown
    assert "<p>ثابت</p>" in shown
    assert "أصل" in rendered('<!-- wp:block {"ref":7} /-->', r7=PATTERN).html, "only where the story says so"


def test_reusable_blocks_do_not_multiply() -> None:
    inner = {f"r{n}": f'<!-- wp:block {{"ref":{n + 1}}} /-->' * 10 for n in range(7)}
    found = rendered('<!-- wp:block {"ref":0} /-->' * 10, r7=block("paragraph", "<p>قطرة</p>"), **inner)
    assert found.html.count("قطرة") <= MOST_REUSED
    assert found.missing
    assert found.html.count("قطرة") or found.missing < 10**4


def test_a_link_of_the_theme_is_counted() -> None:
    found = rendered(
        '<!-- wp:social-links --><ul><!-- wp:social-link {"url":"https://x.example/a"} /--></ul><!-- /wp:social-links -->'
    )
    assert found.dynamic == {"social-link": 1}


def test_an_address_of_an_embed_with_entities() -> None:
    text = '<!-- wp:embed {"url":"https://www.youtube.com/watch?v=abcdefghijk&amp;t=3"} --><figure></figure><!-- /wp:embed -->'
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=3"' in rendered(text).html


def test_footnotes_of_a_body_without_blocks() -> None:
    noted = '[{"content":"حاشية <em>مهمة</em>","id":"f1"}]'
    html = with_footnotes('<p>فقرة<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup>.</p>', noted)
    assert '<a href="#f1" class="footnote-ref">1</a>' in html
    assert html.endswith('<ol class="footnotes"><li id="f1">حاشية <em>مهمة</em></li></ol>\n')
    assert with_footnotes("<p>فقرة</p>", noted) == "<p>فقرة</p>"


def test_words_in_fields_of_a_block_of_acf() -> None:
    data = {
        "box_title": "عنوان",
        "_box_title": "field_1 نص",
        "body": "نص الصندوق",
        "rows_0_text": "صف",
        "align": "يمين",
        "style": "x",
    }
    assert (
        rendered(f"<!-- wp:acf/box {json.dumps({'data': data})} /-->").html
        == "<p>عنوان</p>\n<p>نص الصندوق</p>\n<p>صف</p>\n"
    )
