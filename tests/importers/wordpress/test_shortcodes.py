"""Shortcodes of a body that has its paragraphs."""

from collections.abc import Mapping

import pytest

from newsgen.importers.dialect import to_markdown
from newsgen.importers.item import Picture
from newsgen.importers.wordpress.body import classic
from newsgen.importers.wordpress.index import Attachment
from newsgen.importers.wordpress.known_shortcodes import Shortcodes, is_known, without_code
from newsgen.importers.wordpress.shortcodes import MAX_DEPTH, Expanded, attributes_of, expand

LIBRARY = {
    "3": Attachment(Picture("/u/river.jpg", "النهر", "النهر بعد المطر"), "نهر"),
    "4": Attachment(Picture("/u/bridge.jpg", "الجسر"), "جسر"),
    "5": Attachment(Picture("/u/talk.mp3"), "حديث"),
}


def expanded(text: str, rules: Mapping[str, str] | None = None) -> Expanded:
    return expand(classic(text), Shortcodes(LIBRARY.get, lambda: ["3", "4"]).show, rules or {}, is_known)


FIGURE = '<figure><img src="/u/river.jpg" alt="النهر"><figcaption>النهر بعد المطر</figcaption></figure>'
BRIDGE = '<figure><img src="/u/bridge.jpg" alt="الجسر"></figure>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('[caption id="attachment_3" width="300"]<img src="a.jpg" /> شرح [الصورة][/caption]',
         '<figure><img src="a.jpg" /><figcaption>شرح [الصورة]</figcaption></figure>'),
        ('[caption width="300" caption="شرح &quot;قديم&quot;"]<img src="a.jpg" />[/caption]',
         '<figure><img src="a.jpg" /><figcaption>شرح "قديم"</figcaption></figure>'),
        ('[caption width="3"]<a href="b.jpg"><img src="a.jpg" /></a> شرح <a href="/x">رابط</a>[/caption]',
         '<figure><a href="b.jpg"><img src="a.jpg" /></a><figcaption>شرح <a href="/x">رابط</a></figcaption></figure>'),
        ('[gallery ids="3,4" columns="2"]', FIGURE + "\n" + BRIDGE),
        ("[gallery]", FIGURE + "\n" + BRIDGE),
        ('[gallery exclude="3"]', BRIDGE),
        ("[gallery ids=”4”]", BRIDGE),
        ('[audio src="/u/a.mp3"]', '<p><a href="/u/a.mp3">a.mp3</a></p>'),
        ('[audio mp3="/u/a.mp3"][/audio]', '<p><a href="/u/a.mp3">a.mp3</a></p>'),
        ('[playlist ids="5"]', '<p><a href="/u/talk.mp3">حديث</a></p>'),
        ('[video width="4" mp4="/u/a.mp4"][/video]', '<p><a class="video" href="/u/a.mp4">a.mp4</a></p>'),
        ("[embed]https://vimeo.com/5[/embed]", '<p><a class="video" href="https://vimeo.com/5">https://vimeo.com/5</a></p>'),
        ("https://youtu.be/ab", '<p><a class="video" href="https://youtu.be/ab">https://youtu.be/ab</a></p>'),
        ("[youtube id=\"abcdefghijk\"]",
         '<p><a class="video" href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a></p>'),
        ("[tweet 1265]", '<p><a href="https://twitter.com/i/status/1265">https://twitter.com/i/status/1265</a></p>'),
        ("[dailymotion x7xyz]",
         '<p><a href="https://www.dailymotion.com/video/x7xyz">https://www.dailymotion.com/video/x7xyz</a></p>'),
        ("[googlemaps https://maps.example/x?a=1&b=2]",
         '<p><a href="https://maps.example/x?a=1&amp;b=2">https://maps.example/x?a=1&amp;b=2</a></p>'),
        ("[instagram url=https://www.instagram.com/p/a]",
         '<p><a href="https://www.instagram.com/p/a">https://www.instagram.com/p/a</a></p>'),
        ('[su_quote cite="الوزير"]اقتباس[/su_quote]', "<blockquote>اقتباس<cite>الوزير</cite></blockquote>"),
        ('[spoiler title="عنوان"]داخل[/spoiler]', "<p><strong>عنوان</strong></p><p>داخل</p>"),
        ("أ[gallery ids=4]ب", f"<p>أ</p>{BRIDGE}\n<p>ب</p>"),
        ("[[gallery ids=3]]", "<p>[gallery ids=3]</p>"),
        ("[[caption]x[/caption]]", "<p>[caption]x[/caption]</p>"),
        ("[[b]x[/b]]", "<p>[[b]x[/b]]</p>"),
        ('<a title="[gallery]">نص</a>', '<p><a title="[gallery]">نص</a></p>'),
        ("قال [كذا] و[sic] و[1] و[a/b] و[two words] [a_b]",
         "<p>قال [كذا] و[sic] و[1] و[a/b] و[two words] [a_b]</p>"),
        ("[vc_row][vc_column width=\"1/2\"][vc_column_text]\n\nأ\n\nب\n\n[/vc_column_text][/vc_column][/vc_row]", "<p>أ</p> <p>ب</p>"),
        ('[et_pb_section][et_pb_row][et_pb_text admin_label="x"]نص[/et_pb_text][/et_pb_row][/et_pb_section]', "<p>نص</p>"),
        ('[vc_single_image image="4"]', BRIDGE),
        ('[vc_custom_heading text="عنوان الخبر"]', "<h2>عنوان الخبر</h2>"),
        ('[vc_tta_section title="عنوان"]نص[/vc_tta_section]', "<h3>عنوان</h3> <p>نص</p>"),
    ],
)  # fmt: skip
def test_what_is_shown(text: str, html: str) -> None:
    assert to_markdown(expanded(text).html).text == to_markdown(html).text


def test_of_unknown_ones_the_words_stay_and_the_tags_are_counted() -> None:
    found = expanded('[box color="red"]تنبيه[/box]\n\n[form id="5"]\n\n[box]آخر[/box]\n\n[shop_cart]')
    assert "تنبيه" in found.html
    assert "آخر" in found.html
    assert "[" not in found.html
    assert found.unknown == {"box": 2, "form": 1, "shop_cart": 1}


def test_names_in_brackets_that_stay_words_are_counted() -> None:
    found = expanded("قال [sic] [1] [ads] و[recent-posts] و[ads]\n\n[facebook 12]")
    assert found.words == {"ads": 2, "recent-posts": 1}
    assert found.unknown == {"facebook": 1}, "nobody knows the address"
    assert "[ads]" in found.html


def test_the_map_says_what_is_shown() -> None:
    rules = {"box": '<aside title="{color}">{content}{absent}</aside>', "ad": "drop", "gallery": "keep"}
    found = expanded('[box color="<r>"]تنبيه[/box]\n\n[ad]إعلان[/ad]\n\n[gallery ids="3"]', rules)
    assert '<aside title="&lt;r&gt;">تنبيه</aside>' in found.html
    assert "إعلان" not in found.html
    assert "<img" not in found.html
    assert found.dropped == {"ad": 1}


def test_pictures_that_the_export_lacks_are_counted() -> None:
    shower = Shortcodes(LIBRARY.get, list)
    expand("[gallery ids='3,8,9']", shower.show, {}, is_known)
    assert shower.missing == 2


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        (" a=\"1\" B='2' c=3 d", {"a": "1", "b": "2", "c": "3", "0": "d"}),
        ("=https://a.example/b", {"0": "https://a.example/b"}),
        (" 5 src=/a/b.mp3 /", {"0": "5", "src": "/a/b.mp3"}),
        (" id=”7″", {"id": "7"}),
        ("", {}),
    ],
)
def test_attributes(written: str, attributes: dict[str, str]) -> None:
    assert attributes_of(written) == attributes


def test_code() -> None:
    shown = "<pre><code>if (a &lt; b)\n\n{ c }\n</code></pre>"
    assert without_code('[code lang="php"]\nif (a < b)\n\n{ c }\n[/code]', encoded=False) == shown
    assert without_code("[php]\nif (a &lt; b)\n\n{ c }\n[/php]", encoded=True) == shown
    assert without_code("[code]never closed", encoded=False) == "[code]never closed"


@pytest.mark.parametrize("text", ["[box]" * 3000 + "نص" + "[/box]" * 3000, "[a b=\"" * 5000, "[[" * 20_000, "[box " * 20_000,
                                  "[" * (MAX_DEPTH + 9) + "نص", "[a=\"x\"" * 9000, "[/box]" * 9000])  # fmt: skip
def test_hostile_texts_end(text: str) -> None:
    assert ("نص" in text) == ("نص" in expanded(text).html)
