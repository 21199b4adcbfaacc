"""Posts and players of other sites: which addresses are known, how they are written, and what a page makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.articles.body import render
from newsgen.articles.embed_lines import bare_lines, quotations_of_posts
from newsgen.articles.live import with_unique_ids
from newsgen.model.embed import Embed
from newsgen.model.picture import Picture
from newsgen.site.provider_table import PROVIDERS
from newsgen.site.providers import shown_at, sources_of
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme.embeds import embed_box
from newsgen.theme.headers import content_security_policy
from tests.support import SETTINGS, Site
from tests.support.growth import is_linear
from tests.support.page import read as read_page

X = "https://x.com/safiya/status/1"
DOC = "1aBcDeFgHiJkLmNoPqRsTuV"


def settings(more: str = "") -> Settings:
    found, problems = read(f"{SETTINGS}{more}".encode())
    assert found is not None, problems
    return found


ADDRESSES = [
    ("https://twitter.com/safiya/status/12?s=20&t=abc", "x", "https://x.com/safiya/status/12"),
    ("https://mobile.twitter.com/i/web/status/12", "x", "https://x.com/i/status/12"),
    ("http://www.x.com/safiya/status/12/photo/1#m", "x", "https://x.com/safiya/status/12"),
    ("https://www.instagram.com/some.user/reel/Cabc_-1/?igsh=abc", "instagram", "https://www.instagram.com/p/Cabc_-1/"),
    ("https://www.facebook.com/10/posts/pfbid02abc?mibextid=x", "facebook", "https://www.facebook.com/10/posts/pfbid02abc"),
    ("https://m.facebook.com/story.php?fbclid=x&story_fbid=12&id=10", "facebook", "https://www.facebook.com/story.php?story_fbid=12&id=10"),
    ("https://www.facebook.com/watch/?ref=saved&v=123456", "facebook", "https://www.facebook.com/watch/?v=123456"),
    ("https://www.facebook.com/صفحة/posts/12", "facebook", "https://www.facebook.com/%D8%B5%D9%81%D8%AD%D8%A9/posts/12"),
    ("https://www.tiktok.com/@user.name/video/71?is_from_webapp=1", "tiktok", "https://www.tiktok.com/@user.name/video/71"),
    ("https://t.me/s/channel_news/123?single", "telegram", "https://t.me/channel_news/123"),
    ("https://www.threads.net/@user/post/Cxyz", "threads", "https://www.threads.com/@user/post/Cxyz"),
    ("https://bsky.app/profile/a.bsky.social/post/3kabc", "bluesky", "https://bsky.app/profile/a.bsky.social/post/3kabc"),
    ("https://m.example.org/@user/112233445566778899", "mastodon", "https://m.example.org/@user/112233445566778899"),
    ("https://www.youtube.com/live/aB3_x-9?feature=share", "youtube", "https://www.youtube.com/watch?v=aB3_x-9"),
    ("https://player.vimeo.com/video/123", "vimeo", "https://vimeo.com/123"),
    ("https://dai.ly/x8abc", "dailymotion", "https://www.dailymotion.com/video/x8abc"),
    ("https://soundcloud.com/u-1/t-2?utm_source=x", "soundcloud", "https://soundcloud.com/u-1/t-2"),
    ("https://open.spotify.com/intl-ar/episode/0123456789abcdefABCDEF?si=x", "spotify", "https://open.spotify.com/episode/0123456789abcdefABCDEF"),
    ("https://datawrapper.dwcdn.net/aBcD1/2/", "datawrapper", "https://datawrapper.dwcdn.net/aBcD1/"),
    ("https://flo.uri.sh/visualisation/12/embed", "flourish", "https://public.flourish.studio/visualisation/12/"),
    ("https://www.google.com/maps/place/X/@31.9,35.9,12.5z/data=!3m1", "google-maps", "https://www.google.com/maps/@31.9,35.9,12z"),
    ("https://maps.google.com/?q=31.9,35.9", "google-maps", "https://www.google.com/maps?q=31.9,35.9"),
    (f"https://docs.google.com/document/d/{DOC}/edit?usp=sharing", "google-docs", f"https://docs.google.com/document/d/{DOC}"),
    (f"https://drive.google.com/file/d/{DOC}/view?usp=drive_link", "google-docs", f"https://drive.google.com/file/d/{DOC}/view"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "service", "page"), ADDRESSES)
def test_a_known_address_has_one_page_and_a_frame_without_trackers(address: str, service: str, page: str) -> None:
    shown = shown_at(address)
    assert shown is not None
    assert (shown.provider.id, shown.page) == (service, page)
    again = shown_at(shown.page)
    assert again is not None
    assert again.frame == shown.frame, "the page is an address of its own"
    assert not {"utm_source", "igsh", "fbclid", "si=", "mibextid", "usp="} & set(
        shown.frame.replace("?", "&").split("&")
    )
    if shown.provider.sources:
        assert any(shown.frame.startswith(source) for source in shown.provider.sources), "the policy allows it"


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/safiya", "https://x.com.evil.example/a/status/1", "https://evil.example/x.com/a/status/1", "https://u:p@x.com/a/status/1",
        "https://x.com:8443/a/status/1", "ftp://x.com/a/status/1", "https://www.youtube.com/embed/videoseries?list=PL1", "https://t.me/durov",
        "https://soundcloud.com/user/likes", "https://soundcloud.com/search/x", "https://[x", "javascript:alert(1)//x.com/a/status/1",
        "https://www.google.com/search?q=x", "https://medium.com/@user/slug-123456789012345", f"https://x.com/{'a' * 3000}/status/1",
        'https://www.youtube.com/watch?v=x"onload=', "https://fb.watch/abc/", "https://www.instagram.com/stories/user/123/",
    ],
)  # fmt: skip
def test_other_addresses_are_none(address: str) -> None:
    assert shown_at(address) is None


def test_the_table() -> None:
    assert len({provider.id for provider in PROVIDERS}) == len(PROVIDERS)
    for provider in PROVIDERS:
        assert all(source.startswith("https://") for source in provider.sources)
        assert not provider.oembed or provider.oembed.startswith("https://")
    assert {shown.provider.id for address, *_ in ADDRESSES if (shown := shown_at(address))} == {p.id for p in PROVIDERS}


def test_the_documentation_has_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs/embeds.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    for provider in PROVIDERS:
        row = rows[provider.id]
        assert all(source.removeprefix("https://").strip("/") in row for source in provider.sources), provider.id
        assert ("| no" in row) is (not provider.oembed), provider.id


# in a text


def embeds(text: str) -> list[Embed]:
    return [
        part.embed
        for part in render(text, first_line=1, prefix="/news").parts
        if isinstance(part, Picture) and part.embed
    ]


def kept(text: str) -> str:
    return "".join(part for part in render(text, first_line=1, prefix="").parts if isinstance(part, str))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (X, Embed(X)),
        (f"<{X}>", Embed(X)),
        ("www.x.com/safiya/status/1", Embed(X)),
        (f"قال:\n{X}\nوزاد.", Embed(X)),
        (f"قال:\\\n{X}\\\nوزاد.", Embed(X)),
        (f"قال:\n{X}\n{{: #a .embed}}", Embed(X)),
        (f"[منشور]({X}){{: .embed}}", Embed(X, name="منشور")),
        (f"[منشور]({X})\n{{: .embed}}", Embed(X, name="منشور")),
        ('[الميناء](https://maps.google.com/?q=1.5,2.5 "شرح"){: .embed}', Embed("https://www.google.com/maps?q=1.5,2.5", name="الميناء", caption="شرح")),
        (f"> كلام\n>\n> — صفية النول (@saf_iya) [2026-11-17 22:05]({X}?s=1)", Embed(X, "<p>كلام</p>", "صفية النول", "@saf_iya", "2026-11-17 22:05")),
        (f"> كلام\n> — صفية [2026-11-17]({X})", Embed(X, "<p>كلام</p>", "صفية", "", "2026-11-17")),
        (f"> كلام\\\n> — صفية [2026-11-17]({X})", Embed(X, "<p>كلام</p>", "صفية", "", "2026-11-17")),
        (f"> كلام\n>\n> -- [صفية]({X})", Embed(X, "<p>كلام</p>", "صفية")),
        (f"> كلام\n>\n> — صفية، على إكس: {X}", Embed(X, "<p>كلام</p>", "صفية، على إكس")),
        (f"> كلام\n>\n> — @saf\\_iya\\_ <{X}>", Embed(X, "<p>كلام</p>", "", "@saf_iya_")),
        (f"> كلام\n>\n> — صفية (safiya.bsky.social) [أمس]({X})", Embed(X, "<p>كلام</p>", "صفية", "safiya.bsky.social", "أمس")),
        (f"> كلام\n>\n> — [صفية](https://x.com/safiya) [2026-11-17]({X})", Embed(X, "<p>كلام</p>", "صفية", "", "2026-11-17")),
        (f"> كلام\n>\n> — صفية\n> {X}", Embed(X, "<p>كلام</p>", "صفية")),
        (f"> — صفية [2026-11-17]({X})", Embed(X, "", "صفية", "", "2026-11-17")),
        (f"> - بند\n>\n> — صفية [2026-11-17]({X})", Embed(X, "<ul>\n<li>بند</li>\n</ul>", "صفية", "", "2026-11-17")),
        (f"> كلام\n>\n> — صفية (الناطقة) [أمس]({X})", Embed(X, "<p>كلام</p>", "صفية (الناطقة)", "", "أمس")),
        ("> كلام\n>\n> — صفية [2026-11-17](https://example.org/1)\n{: .embed}", Embed("https://example.org/1", "<p>كلام</p>", "صفية", "", "2026-11-17")),
        ("> كلام\n>\n> — صفية [2026-11-17](https://example.org/1)\n> {: .embed}", Embed("https://example.org/1", "<p>كلام</p>", "صفية", "", "2026-11-17")),
        (f"> Swallows, in @x\n>\n> — S [2026-11-17]({X})", Embed(X, '<p dir="ltr">Swallows, in @x</p>', "S", "", "2026-11-17")),
        (f"> @safiya أهلًا\n>\n> — S [2026-11-17]({X})", Embed(X, '<p><bdi dir="ltr">@safiya</bdi> أهلًا</p>', "S", "", "2026-11-17")),
        (f"> Bonjour\n> {{: lang=fr}}\n>\n> — S [2026-11-17]({X})", Embed(X, '<p lang="fr" dir="ltr">Bonjour</p>', "S", "", "2026-11-17")),
        (f"> <script>x</script>نص\n>\n> — <b>S</b> <i onclick=x>[2026-11-17]({X})", None),
    ],
)  # fmt: skip
def test_how_it_is_written(text: str, expected: Embed | None) -> None:
    found = embeds(f"قبل\n\n{text}\n\nبعد")
    if expected:
        assert [e.text.replace('dir="ltr" lang="fr"', 'lang="fr" dir="ltr"') for e in found] == [expected.text]
        assert [(e.address, e.author, e.handle, e.posted, e.name, e.caption) for e in found] == [
            (expected.address, expected.author, expected.handle, expected.posted, expected.name, expected.caption)
        ]
    assert not any("<script" in e.text + e.author for e in found)


@pytest.mark.parametrize(
    "text",
    [
        f"نص {X}", f"{X} نص", f"- {X}", f"> {X}", f"```\n{X}\n```", f"`{X}`", f"[نص {X}]({X})", f"[نص]({X})", "https://example.org/x",
        "https://x.com/safiya", "> كلام\n>\n> — أمين المتحف", "> كلام\n>\n> — أمين [موقعه](https://x.com/amin)", f"| أ |\n|---|\n| {X} |",
        f"> قال [هنا]({X}) كلامًا", f"> نص الوثيقة\n>\n> — المحضر، [الوثيقة](https://docs.google.com/document/d/{DOC}/edit)", f"<!-- {X} -->", f"1. {X}", f"> كلام {X}\n>\n> ثم غيره", f"نص[^1]\n\n[^1]: {X}",
    ],
)  # fmt: skip
def test_what_stays_as_it_is(text: str) -> None:
    assert embeds(text) == []


def test_a_video_is_a_video_wherever_it_is_written() -> None:
    parts = render("https://youtu.be/abc\n\n[فيلم](https://dai.ly/x8){: .embed}", first_line=1, prefix="").parts
    assert parts == (
        Picture(alt="فيديو على يوتيوب", video="https://www.youtube.com/watch?v=abc"),
        Picture(alt="فيلم", video="https://www.dailymotion.com/video/x8"),
    )


def test_two_posts_below_each_other_are_two() -> None:
    """The engine would join quotations with an empty line between them; CommonMark does not."""
    text = f"> أ\n>\n> — س [2026-11-17]({X})\n\n> ب\n>\n> — ص [2026-11-18]({X}1)\n\n> قول عادي"
    assert [(e.text, e.author) for e in embeds(text)] == [("<p>أ</p>", "س"), ("<p>ب</p>", "ص")]
    assert kept(text) == "<blockquote>\n<p>قول عادي</p>\n</blockquote>"
    assert kept("> أ\n\n> ب").count("<blockquote>") == 2
    assert kept("> أ\n>\n> ب").count("<blockquote>") == 1


def test_a_picture_in_a_post_stands_below_it() -> None:
    parts = render(f"> نص\n>\n> ![صورة](a.png)\n>\n> — س [2026-11-17]({X})\n\nبعد", first_line=1, prefix="").parts
    assert [type(part).__name__ for part in parts] == ["Picture", "Picture", "str"]
    assert isinstance(parts[1], Picture)
    assert parts[1].address == "a.png"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[خريطة](https://example.org/map){: .embed}", 3),
        (f"نص [منشور]({X}){{: .embed}} نص", 3),
        ("> كلام بلا رابط\n{: .embed}", 4),
        (f"{X}\n\n- [منشور]({X}){{: .embed}}", 5),
    ],
)
def test_a_mark_that_shows_nothing_is_told(text: str, line: int) -> None:
    rendered = render(f"قبل\n\n{text}\n", first_line=1, prefix="")
    assert [p.code for p in rendered.problems] == ["embed-nothing"]
    assert [p.line for p in rendered.problems] == [line] or text.startswith(X)
    assert "embed" not in kept(text)


@pytest.mark.parametrize(
    "before", ["<b>", "<textarea>", "<noscript>", "<table><tr><td>", "<select>", "<a href=x>", "<div><p>", "<ul><li>"]
)
def test_html_that_nobody_closed_shows_no_marks_of_this_process(before: str) -> None:
    """They differ from process to process; a page with one would be another page in the next build."""
    for text in (f"> كلام\n>\n> — س [2026-05-01]({X})", "![صورة](a.png)", X):
        shown = render(f"{before}\n\n{text}\n\nبعد", first_line=1, prefix="").parts
        texts = [part if isinstance(part, str) else part.embed.text if part.embed else "" for part in shown]
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in "".join(texts))


def test_an_entry_of_live_coverage_keeps_its_ids_apart() -> None:
    text = f"> كلام[^1]\n>\n> — س [2026-11-17]({X})\n\n[^1]: حاشية"
    parts = with_unique_ids(render(text, first_line=1, prefix="").parts, "e1")
    first = parts[0]
    assert isinstance(first, Picture)
    assert first.embed is not None
    assert 'id="e1::fnref:1"' in first.embed.text


def test_finding_embeds_takes_linear_work() -> None:
    def rendered(text: str) -> object:
        return render(text, first_line=1, prefix="")

    assert is_linear(rendered, f"> كلام {X}\n>\n> — س [2026-11-17]({X})\n\n")
    assert is_linear(lambda text: list(bare_lines(text)), f"<!-- {X}\n{X}\n-->\n")
    assert is_linear(lambda text: list(quotations_of_posts(text)), f"> — ([ {X}\n")
    assert is_linear(lambda text: list(quotations_of_posts(text)), "> —— <](http://")


# on a page


def test_the_policy_follows_the_settings_and_never_a_story() -> None:
    assert "frame-src" not in content_security_policy(settings())
    open_to = settings("embeds: [soundcloud, x]\npolicy: {frame: [https://a.example.org]}\n")
    policy = content_security_policy(open_to)
    assert policy.endswith("frame-src https://a.example.org https://platform.twitter.com https://w.soundcloud.com")
    assert sources_of(()) == ()
    found, problems = read(f"{SETTINGS}embeds: [nobody]\n".encode())
    assert found is None
    assert problems


@pytest.mark.parametrize(
    ("more", "frame"),
    [
        ("", False),
        ("embeds: [x]\n", True),
        ("embeds: [youtube]\n", False),
        ("policy: {frame: [https://platform.twitter.com]}\n", True),
    ],
)
def test_a_frame_needs_the_leave_of_the_settings(more: str, frame: bool) -> None:
    assert bool(embed_box(Embed(X), settings(more)).frame) is frame


@pytest.mark.parametrize(
    ("posted", "words", "machine"),
    [
        ("2026-11-17", "17 تشرين الثاني 2026", "2026-11-17"),
        ("2026-11-17 22:05", "17 تشرين الثاني 2026، 22:05", "2026-11-17T22:05"),
        ("2026-02-30", "2026-02-30", ""),
        ("أمس", "أمس", ""),
        ("", "", ""),
    ],
)
def test_the_date_of_a_post(posted: str, words: str, machine: str) -> None:
    box = embed_box(
        Embed(X, posted=posted),
        settings("language: {region: JO, months: region}\ndates: {short: '{day} {month} {year}'}\n"),
    )
    assert (box.date, box.iso) == (words, machine)


def test_a_page_without_any_pays_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "embeds: [x]\nfeeds: {full_text: true}\n")
    site.story("a", body=f"> كلام\n>\n> — صفية (@saf) [2026-11-17]({X})\n\nنص")
    site.story("b", body="نص [رابط](https://example.org/)")
    assert site.build().published
    pages = {name: (site.output / f"2026/05/01/{name}/index.html").read_text(encoding="utf-8") for name in "ab"}
    assert "embed" not in pages["b"]
    page = read_page(pages["a"])
    assert [link.attributes["data-frame"] for link in page.all("a", class_="embed-here")]
    assert "embeds.css" in pages["a"]
    assert "embeds.js" in pages["a"]
    assert "<iframe" not in pages["a"]
    feed = (site.output / "feed.xml").read_text(encoding="utf-8")
    assert f"&lt;blockquote cite=&quot;{X}&quot;&gt;" in feed or f'<blockquote cite="{X}">' in feed
