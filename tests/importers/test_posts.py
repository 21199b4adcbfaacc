"""Posts and players in the HTML of archives: their words are kept as quotations, whatever shape their service gave them."""

from __future__ import annotations

import pytest

from newsgen.articles.body import render
from newsgen.importers.body_writer import BodyWriter
from newsgen.importers.html_tree import parse
from newsgen.importers.item import Picture
from newsgen.importers.posts import MOST_WORDS
from newsgen.importers.wordpress import blocks
from newsgen.importers.wordpress.embeds import lines_of_addresses
from newsgen.model.picture import Picture as Shown


class Addresses:
    """Addresses that stay as they are; no picture is in the site."""

    def link(self, href: str) -> str:
        return href

    def picture(self, picture: Picture) -> str:
        return ""


def markdown(html: str) -> str:
    return "\n\n".join(BodyWriter(parse(html).root, Addresses()).body())


def quoted(text: str, source: str) -> str:
    return f"> {text}\n>\n> — {source}"


SHAPES = [
    (
        '<blockquote class="twitter-tweet"><p lang="ar" dir="rtl">عادت *السنونو*<br>سطر <a href="https://t.co/abc">pic.twitter.com/abc</a></p>'
        '&mdash; صفية (@saf_n) <a href="https://twitter.com/saf_n/status/12?ref_src=x">November 17, 2026</a></blockquote>'
        '<script async src="https://platform.twitter.com/widgets.js"></script>',
        quoted("عادت \\*السنونو\\*\\\n> سطر", "صفية (@saf_n) [2026-11-17](https://x.com/saf_n/status/12)"),
    ),
    (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Cabc/?utm_source=ig_embed"><a href="x">View this post on '
        'Instagram</a><p><a href="https://www.instagram.com/p/Cabc/">A post shared by Name (@name.h)</a></p></blockquote>',
        "https://www.instagram.com/p/Cabc/",
    ),
    (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Cabc/"><p><a href="https://www.instagram.com/p/Cabc/">من السوق'
        '</a></p><p>A post shared by <a href="y">هالة</a> (@hala) on <time datetime="2017-05-04T10:00:00+00:00">May 4</time></p></blockquote>',
        quoted("من السوق", "هالة (@hala) [2017-05-04](https://www.instagram.com/p/Cabc/)"),
    ),
    (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@u/video/1"><section><a href="x">@u</a><p>رقصة</p><a href="y">♬ صوت</a></section></blockquote>',
        quoted("رقصة", "@u <https://www.tiktok.com/@u/video/1>"),
    ),
    (
        '<div class="fb-post" data-href="https://www.facebook.com/page/posts/12"><blockquote cite="https://www.facebook.com/page/posts/12" class="fb-xfbml-parse-ignore">'
        '<p>نص</p>Posted by <a href="x">الصفحة</a> on&nbsp;<a href="https://www.facebook.com/page/posts/12">Sunday, November 1, 2026</a></blockquote></div>',
        quoted("نص", "الصفحة [2026-11-01](https://www.facebook.com/page/posts/12)"),
    ),
    ('<div class="fb-post" data-href="https://www.facebook.com/page/posts/12"></div>', "https://www.facebook.com/page/posts/12"),
    (
        '<blockquote class="bluesky-embed"><p lang="en">Hello<br><br><a href="x">[image or embed]</a></p>&mdash; A (<a href="y">@a.bsky.social</a>) '
        '<a href="https://bsky.app/profile/did:plc:x/post/3k?ref_src=embed">November 17, 2026 at 10:05 PM</a></blockquote>',
        quoted("Hello\n> {: lang=en}", "A (@a.bsky.social) [2026-11-17](https://bsky.app/profile/did:plc:x/post/3k)"),
    ),
    (
        '<blockquote><p>بلا صنف</p>— فلان (@f) <a href="https://twitter.com/f/status/9">17 نوفمبر 2026</a></blockquote>',
        quoted("بلا صنف", "فلان (@f) [2026-11-17](https://x.com/f/status/9)"),
    ),
    ('<blockquote><p>قول فيه <a href="https://twitter.com/f/status/9">تغريدة</a></p></blockquote>', "> قول فيه [تغريدة](https://twitter.com/f/status/9)"),
    ('<blockquote class="twitter-tweet"><p>بلا رابط</p></blockquote>', "> بلا رابط"),
    ('<script async data-telegram-post="durov/68"></script>', "https://t.me/durov/68"),
    ('<script data-telegram-post="../x"></script><p>نص</p>', "نص"),
    ('<iframe src="https://www.youtube.com/embed/abc?rel=0"></iframe>', "https://www.youtube.com/watch?v=abc"),
    ('<iframe title="خريطة" src="//www.google.com/maps/embed?pb=!1m18"></iframe>', "[خريطة](https://www.google.com/maps/embed?pb=!1m18){: .embed}"),
    ('<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fp%2Fvideos%2F12%2F"></iframe>', "https://www.facebook.com/p/videos/12/"),
    ('<iframe src="https://platform.twitter.com/embed/Tweet.html?id=12"></iframe>', "https://x.com/i/status/12"),
    ('<iframe src="https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/u/t&amp;color=f00"></iframe>', "https://soundcloud.com/u/t"),
    ('<p><a href="https://x.com/a/status/1">https://x.com/a/status/1</a></p>', "https://x.com/a/status/1"),
    ('<p>نص <a href="https://x.com/a/status/1">https://x.com/a/status/1</a></p>', "نص [https\\://x.com/a/status/1](https://x.com/a/status/1)"),
    ("<p>https://youtu.be/abc</p>", "https://www.youtube.com/watch?v=abc"),
    ('<ul><li><blockquote class="twitter-tweet"><p>في قائمة</p>&mdash; أ <a href="https://x.com/a/status/1">May 1, 2026</a></blockquote></li></ul>', None),
]  # fmt: skip


@pytest.mark.parametrize(("html", "wanted"), SHAPES)
def test_the_shapes_of_services(html: str, wanted: str | None) -> None:
    found = markdown(html)
    if wanted is not None:
        assert found == wanted
    assert "script" not in found
    again = render(found, first_line=1, prefix="")
    assert again.problems == ()
    if wanted and (wanted.startswith("http") or "— " in wanted):
        assert [type(part) for part in again.parts] == [Shown]


def test_wordpress_hands_over_what_it_shows_as_a_post() -> None:
    block = (
        '<!-- wp:embed {"url":"https://twitter.com/a/status/1","type":"rich","providerNameSlug":"twitter"} -->\n'
        '<figure class="wp-block-embed is-provider-twitter"><div class="wp-block-embed__wrapper">\nhttps://twitter.com/a/status/1\n'
        "</div></figure>\n<!-- /wp:embed -->"
    )
    assert markdown(blocks.render(block, lambda name: None, lambda ids: "").html) == "https://x.com/a/status/1"
    assert (
        markdown(lines_of_addresses("قبل\nhttps://www.instagram.com/p/abc/\nبعد")).split("\n\n")[1]
        == "https://www.instagram.com/p/abc/"
    )


def test_a_long_post_is_cut_and_a_hostile_one_is_words() -> None:
    html = f'<blockquote class="twitter-tweet"><p>{"ك " * MOST_WORDS}<img alt="<b>" src=x onerror=y></p>&mdash; [أ](x) <a href="https://x.com/a/status/1">x</a></blockquote>'
    found = markdown(html)
    assert len(found) < MOST_WORDS + 300
    parts = render(found, first_line=1, prefix="").parts
    assert len(parts) == 1
    assert isinstance(parts[0], Shown)
