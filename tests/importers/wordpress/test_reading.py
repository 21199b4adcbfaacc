"""Whole exports as items."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from newsgen.importers.address_pattern import infer
from newsgen.importers.item import Item, Kind, Note, Picture, State, Term, outline
from newsgen.importers.wordpress.item_of_post import Options
from newsgen.importers.wordpress.old_addresses import Old, of_item, of_site
from newsgen.importers.wordpress.reading import read, recognises
from tests.support.wxr import HEAD, export, item, meta, only, picture, read_items, term

AMMAN = Options(ZoneInfo("Asia/Amman"))


def story(folder: Path, *items: str, options: Options = AMMAN) -> Item:
    return only(read_items(folder, export(*items), options=options))


def codes(found: Item) -> set[str]:
    return {note.code.name for note in found.notes}


def test_a_story_whole(tmp_path: Path) -> None:
    sizes = 'a:3:{s:5:"width";i:1920;s:6:"height";i:1280;s:10:"image_meta";a:1:{s:6:"credit";s:8:"سلمى";}}'
    of_picture = meta("_wp_attachment_image_alt", "ضفة النهر") + meta("_wp_attachment_metadata", sizes)
    found = story(
        tmp_path,
        item(
            7,
            "ارتفع النهر.\n\nونزل السد.",
            title="النهر &amp; السد",
            excerpt="<p>خلاصة</p><p>الخبر</p>",
            link="https://river.example.org/dams/%d9%86%d9%87%d8%b1/",
            post_name="%d9%86%d9%87%d8%b1",
            post_modified="2020-06-01 10:00:00",
            post_modified_gmt="2020-06-01 07:00:00",
            is_sticky="1",
            inside=term("category", "water", "مياه")
            + term("category", "dams", "سدود &amp; قنوات")
            + term("post_tag", "%d8%b3%d8%af", "سد")
            + term("location", "north", "الشمال")
            + term("language", "ar", "العربية")
            + meta("_thumbnail_id", "9")
            + meta("_wp_old_slug", "%d8%b3%d8%af")
            + meta("_wp_old_slug", "x__trashed"),
        ),
        picture(9, "2020/05/river.jpg", excerpt="النهر صباحًا", inside=of_picture),
    )
    assert found.id == "river.example.org:7"
    assert (found.kind, found.state, found.title, found.slug) == (Kind.STORY, State.PUBLISHED, "النهر & السد", "نهر")
    assert found.body == "<p>ارتفع النهر.</p>\n<p>ونزل السد.</p>"
    assert found.standfirst == "خلاصة الخبر"
    assert found.authors == ("ريما الصفصاف",)
    assert found.sections == (Term("سدود & قنوات", "dams", ("مياه",)), Term("مياه", "water"))
    assert found.tags == (Term("سد", "سد"),)
    assert found.places == ("الشمال",)
    assert found.language == "ar"
    assert found.sticky
    assert found.published is not None
    assert found.published.isoformat() == "2020-05-31T23:30:00+03:00"
    assert found.updated is not None
    assert found.updated.isoformat() == "2020-06-01T10:00:00+03:00"
    assert found.aliases == ("/dams/%d8%b3%d8%af/",)
    address = "https://river.example.org/wp-content/uploads/2020/05/river.jpg"
    assert found.image == Picture(address, "ضفة النهر", "النهر صباحًا", "سلمى", 1920, 1280)
    assert not codes(found)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.PUBLISHED),
        ({"status": "draft"}, State.DRAFT),
        ({"status": "pending"}, State.DRAFT),
        ({"status": "in-review"}, State.DRAFT),
        ({"status": "future"}, State.SCHEDULED),
        ({"status": "private"}, State.PRIVATE),
        ({"status": "trash"}, State.TRASHED),
        ({"post_name": "news__trashed", "status": "draft"}, State.TRASHED),
        ({"post_password": "secret"}, State.PROTECTED),
        ({"post_password": "secret", "status": "private"}, State.PRIVATE),
        ({"post_password": "secret", "status": "draft"}, State.PROTECTED),
    ],
)
def test_states(tmp_path: Path, fields: dict[str, str], state: State) -> None:
    found = story(tmp_path, item(7, "نص سري", title="عنوان سري", excerpt="خلاصة سرية", **fields))
    assert found.state is state
    hidden = state in (State.PRIVATE, State.TRASHED, State.PROTECTED)
    assert (found.body == "", found.standfirst == "") == (hidden, hidden)
    assert "secret" not in repr(found)
    if state is State.PRIVATE:
        assert "سري" not in repr(found)


def test_nothing_private_is_in_any_item_or_note(tmp_path: Path) -> None:
    comment = (
        "<wp:comment><wp:comment_author_email>reader@example.org</wp:comment_author_email><wp:comment_author_IP>192.0.2.7"
        "</wp:comment_author_IP><wp:comment_content>تعليق سري</wp:comment_content></wp:comment>"
    )
    data = export(
        item(1, inside=comment + term("author", "cap-x@example.org", "x@example.org"), creator="y@example.org"),
        item(2, creator="z@example.org"),
        item(3, "طلب سري", post_type="shop_order", title="customer@example.org"),
        item(4, "قالب مشترك سري", post_type="wp_block", status="private"),
        item(5, '<!-- wp:block {"ref":4} /-->'),
        picture(6, "2020/05/p.jpg", inside=meta("credit", "w@example.org")),
        picture(8, "2020/05/q.jpg", title="صورة سرية").replace("[inherit]", "[private]"),
        item(7, '[gallery ids="6,8"]'),
    )
    found = read_items(tmp_path, data)
    assert "example.org" not in repr(found).replace("river.example.org", "")
    assert "192.0.2.7" not in repr(found)
    assert "سري" not in repr(found)
    counted = {(note.code.name, note.values): note.count for note in found if isinstance(note, Note)}
    assert counted["wordpress-comments", ()] == 1
    assert counted["wordpress-type-counted", (("type", "shop_order"),)] == 1


def test_co_authors(tmp_path: Path) -> None:
    inside = term("author", "cap-omar", "omar") + term("author", "cap-rima", "rima") + term("author", "x", "اسم آخر")
    guest = item(8, "", post_type="guest-author", post_name="cap-omar", inside=meta("cap-display_name", "عمر الغدير"))
    assert story(tmp_path, item(7, inside=inside), guest).authors == ("عمر الغدير", "ريما الصفصاف", "اسم آخر")


def test_an_author_without_a_name(tmp_path: Path) -> None:
    found = story(tmp_path, item(7, creator="omar"))
    assert found.authors == ("omar",)
    assert codes(found) == {"wordpress-author"}


@pytest.mark.parametrize("key", ["_yoast_wpseo_primary_category", "rank_math_primary_category"])
def test_the_primary_category_comes_first(tmp_path: Path, key: str) -> None:
    inside = term("category", "dams", "سدود") + term("category", "water", "مياه") + meta(key, "3")
    assert [term.slug for term in story(tmp_path, item(7, inside=inside)).sections] == ["water", "dams"]


def test_subtitles_and_kickers(tmp_path: Path) -> None:
    theme = meta("td_post_theme_settings", 'a:1:{s:11:"td_subtitle";s:21:"عنوان ثان";}')
    found = story(tmp_path, item(7, excerpt="خلاصة", inside=theme + meta("kicker", "خاص")))
    assert (found.standfirst, found.kicker) == ("عنوان ثان", "خاص")
    assert codes(found) == {"wordpress-excerpt"}


def test_types(tmp_path: Path) -> None:
    data = export(
        item(1, post_type="page"),
        item(2, post_type="recipe"),
        item(3, post_type="nav_menu_item"),
        item(4, post_type="report"),
        item(5, post_type="advert"),
        item(6, "", post_type="empty"),
    )
    options = replace(AMMAN, types=MappingProxyType({"report": "story", "advert": "drop"}))
    found = read_items(tmp_path, data, options=options)
    kinds = {item.id.rpartition(":")[2]: item.kind for item in found if isinstance(item, Item)}
    assert kinds == {"1": Kind.PAGE, "2": Kind.PAGE, "4": Kind.STORY}
    counted = {(note.code.name, dict(note.values)["type"]) for note in found if isinstance(note, Note)}
    assert counted == {("wordpress-type", "recipe")} | {
        ("wordpress-type-counted", name) for name in ("nav_menu_item", "advert", "empty")
    }


@pytest.mark.parametrize(
    ("format_", "content", "kind"),
    [
        ("video", "https://youtu.be/abcdefg", Kind.VIDEO),
        ("video", "نص", Kind.STORY),
        ("gallery", "[gallery]", Kind.GALLERY),
        ("gallery", "نص", Kind.STORY),
        ("aside", "نص", Kind.BRIEF),
        ("quote", "نص", Kind.STORY),
    ],
)
def test_formats(tmp_path: Path, format_: str, content: str, kind: Kind) -> None:
    assert story(tmp_path, item(7, content, inside=term("post_format", f"post-format-{format_}", "x"))).kind is kind


def test_what_a_body_needs_may_stand_behind_it_or_in_another_file(tmp_path: Path) -> None:
    text = '[gallery ids="9,10"]'
    together = read_items(tmp_path, export(item(7, text), picture(9, "2020/05/a.jpg")))
    apart = read_items(tmp_path, export(picture(9, "2020/05/a.jpg")), export(item(7, text)))
    assert only(together).body == only(apart).body
    assert "uploads/2020/05/a.jpg" in only(apart).body
    assert codes(only(apart)) == {"wordpress-gallery"}


def test_files_in_any_order_and_split_give_the_same_items(tmp_path: Path) -> None:
    items = [item(number, f"نص {number}") for number in range(1, 9)]
    newer = item(3, "نص جديد", post_modified_gmt="2021-01-01 00:00:00")

    def without_places(found: list[Item | Note]) -> list[Item]:
        stories = [replace(item, place="") for item in found if isinstance(item, Item)]
        return sorted(stories, key=lambda item: item.id)

    whole = without_places(read_items(tmp_path, export(*items[:2], newer, *items[3:])))
    for seed in range(4):
        mixed = random.Random(seed).sample([*items, newer, items[0]], 10)
        assert without_places(read_items(tmp_path, export(*mixed[:4]), export(*mixed[4:]))) == whole


def test_outlines_are_those_of_the_items(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(
        export(item(1), item(2, status="private"), picture(3, "a.jpg"), item(4, post_type="page", status="draft"))
    )
    source = read([tmp_path], AMMAN)
    items = [found for found in source.items() if isinstance(found, Item)]
    assert list(source.outlines()) == [outline(item) for item in items]
    assert len(items) == 4


def test_a_broken_item_is_told_with_its_place(tmp_path: Path) -> None:
    data = export(item(1), item(2).replace("</wp:post_type>", ""), item(3))
    notes = [found for found in read_items(tmp_path, data) if isinstance(found, Note)]
    line = data.decode().splitlines().index("<wp:post_id>2</wp:post_id>") - 6 + 1
    assert [(note.code.name, note.place) for note in notes] == [("wordpress-item-broken", f"export-1.xml: {line}")]


def test_exports_are_recognised() -> None:
    assert recognises(HEAD.encode())
    assert recognises(HEAD.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert recognises(HEAD.replace("wp:", "w:").replace(":wp=", ":w=").encode())
    assert not recognises(b'<?xml version="1.0"?><rss version="2.0"><channel><title>feed</title>')


def test_the_parts_of_an_hour_of_a_zone(tmp_path: Path) -> None:
    found = story(tmp_path, item(7, post_date="2020-01-01 05:30:00", post_date_gmt="2020-01-01 00:00:00"))
    assert found.published is not None
    assert found.published.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_hostile_slug_or_address_is_kept_as_text(tmp_path: Path) -> None:
    found = story(
        tmp_path,
        item(7, post_name="../../etc/passwd", link="javascript:alert(1)//[", inside=meta("_wp_old_slug", "../x")),
    )
    assert found.slug == "../../etc/passwd"
    assert found.aliases == ()


def test_old_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(export(item(7, inside=term("post_tag", "%d8%b3%d8%af", "سد")), item(8, status="private")))
    source = read([path], AMMAN)
    rows = [old for found in source.items() if isinstance(found, Item) for old in of_item(found)]
    assert Old("/?p=7", "item", "river.example.org:7") in rows
    assert Old("/2020/05/31/news-7/feed/", "item", "river.example.org:7") in rows
    assert Old("/2020/05/", "month", "2020-05") in rows
    assert Old("/tag/%D8%B3%D8%AF/", "tag", "سد") in rows
    assert not any(":8" in old.value for old in rows)
    site = list(of_site(source.index))
    assert Old("/category/water/dams/", "section", "dams") in site
    assert Old("/?cat=4", "section", "dams") in site
    assert Old("/author/rima/", "author", "ريما الصفصاف") in site


def test_the_pattern_of_the_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(
        export(*(item(number) for number in range(1, 5)), item(9, link="https://river.example.org/old-9.html"))
    )
    source = read([path], AMMAN)
    found = infer(source.outlines(), lambda pattern: pattern == "/{yyyy}/{mm}/{dd}/{slug}/", source.base())
    assert (found.proposal, found.kept, found.total) == ("/{yyyy}/{mm}/{dd}/{slug}/", 4, 5)


def test_a_file_of_a_hidden_post_is_as_private(tmp_path: Path) -> None:
    data = export(item(7, status="private"), picture(9, "a.jpg", post_parent="7", title="سري"), picture(10, "b.jpg"))
    states = {
        found.id.rpartition(":")[2]: found.state for found in read_items(tmp_path, data) if isinstance(found, Item)
    }
    assert states == {"7": State.PRIVATE, "9": State.PRIVATE, "10": State.PUBLISHED}


def test_an_item_without_a_status_is_a_draft(tmp_path: Path) -> None:
    found = story(tmp_path, item(7, status=""))
    assert found.state is State.DRAFT
    assert codes(found) == {"wordpress-status"}


def test_what_podcasts_and_page_builders_keep_beside_the_body(tmp_path: Path) -> None:
    sound = meta("enclosure", "https://river.example.org/a.mp3\n123\naudio/mpeg")
    assert story(tmp_path, item(7, "نص", inside=sound)).body.endswith(
        '<p><a href="https://river.example.org/a.mp3">a.mp3</a></p>'
    )
    builder = meta(
        "_elementor_data", '[{"elements":[{"settings":{"editor":"<b>ارتفع</b> النهر","color":"red green"}}]}]'
    )
    assert story(tmp_path, item(7, "", inside=builder)).body == "<p><b>ارتفع</b> النهر</p>"
    assert story(tmp_path, item(7, "نص", inside=builder)).body == "<p>نص</p>"


def test_another_zone_than_the_site_s_is_told(tmp_path: Path) -> None:
    found = read_items(tmp_path, export(item(1), item(2)), options=Options(ZoneInfo("Africa/Algiers")))
    (note,) = [note for note in found if isinstance(note, Note)]
    assert (note.code.name, note.count, note.values) == ("wordpress-zone", 2, (("zone", "Africa/Algiers"),))


def test_offsets_are_counted_of_what_is_imported(tmp_path: Path) -> None:
    other = {"post_date": "2020-05-31 23:30:00", "post_date_gmt": "2020-05-31 23:30:00"}
    export_ = export(
        item(1, **other),
        item(2),
        item(3, **other, post_type="nav_menu_item"),
        item(4, **other, status="private"),
        item(5, **other, post_type="attachment", status="inherit", attachment_url="https://river.example.org/wp-content/uploads/a.jpg"),
        item(6, **other, post_type="page"),
    )  # fmt: skip
    (told,) = [n for n in read_items(tmp_path, export_) if isinstance(n, Note) and n.code.name == "wordpress-zone"]
    assert told.count == 2


def test_windows_1256_that_a_file_calls_utf_8_is_read_and_told(tmp_path: Path) -> None:
    data = export(item(1, "قال الوزير إن النهر ارتفع.", title="ارتفاع النهر")).decode().encode("windows-1256")
    found = only(read_items(tmp_path, data))
    assert found.title == "ارتفاع النهر"
    assert "قال الوزير إن النهر ارتفع." in found.body
    assert found.authors == ("ريما الصفصاف",), "so are the names of authors"
    assert [n.code.name for n in found.notes] == ["wordpress-item-encoding"]


@pytest.mark.parametrize("broken", [b"\xd9", b"\xff\xfe", "café".encode("latin-1")])
def test_single_bytes_that_are_no_utf_8_are_told(tmp_path: Path, broken: bytes) -> None:
    data = export(item(1, "قال §§ إن النهر ارتفع.")).replace("§§".encode(), broken)
    found = only(read_items(tmp_path, data))
    assert "\ufffd" in found.body
    assert "إن النهر ارتفع." in found.body
    assert [n.code.name for n in found.notes] == ["wordpress-item-bytes"]
    assert found.notes[0].code.level == "warning"


FIELDS = [
    ("intro", "مقدمة ظهرت للقراء", "wordpress-field"),
    ("_custom_note", "ملاحظة المحرر للقراء", "wordpress-field"),
    ("boxes_3_title", "عنوان الصندوق", "wordpress-field"),
    ("english", "These words stood on the old page.", "wordpress-field"),
    ("_yoast_wpseo_metadesc", "وصف للمحركات", "wordpress-seo"),
    ("_yoast_wpseo_canonical", "https://agency.example/a", "wordpress-seo"),
    ("rank_math_title", "عنوان آخر %sep% %sitename%", "wordpress-seo"),
    ("_yoast_wpseo_title", "%%title%% %%sep%% %%sitename%%", ""),
    ("_oembed_0b", "<blockquote>تغريدة محفوظة</blockquote>", ""),
    ("views", "1205", ""),
    ("layout", "full width", ""),
    ("_layout", 'a:1:{s:3:"نمط";s:1:"x";}', ""),
    ("link", "https://example.org/ا", ""),
    ("subtitle", "فرعي", ""),
]


@pytest.mark.parametrize(("key", "value", "code"), FIELDS)
def test_words_in_fields_of_plug_ins_are_told(tmp_path: Path, key: str, value: str, code: str) -> None:
    found = only(read_items(tmp_path, export(item(1, inside=meta(key, value)))))
    assert [n.code.name for n in found.notes] == [code] * bool(code)
    assert value not in repr(found.notes), "only the field's name is told"


def test_the_map_says_what_fields_are(tmp_path: Path) -> None:
    fields = {"intro": "standfirst", "label": "kicker", "box": "body", "more": "body", "ad": "drop"}
    inside = "".join(
        meta(key, value)
        for key, value in {
            "intro": "<p>مقدمة <b>أولى</b></p>", "label": "ملف", "box": "سطر\n\nسطر & سطر", "more": "<p>مزيد</p>",
            "ad": "إعلان كبير",
        }.items()
    )  # fmt: skip
    options = Options(ZoneInfo("Asia/Amman"), fields=MappingProxyType(fields))
    found = only(read_items(tmp_path, export(item(1, inside=inside)), options=options))
    assert (found.standfirst, found.kicker) == ("مقدمة أولى", "ملف")
    assert found.body == "<p>ارتفع النهر.</p>\n<p>سطر</p>\n<p>سطر &amp; سطر</p>\n<p>مزيد</p>"
    assert not found.notes


def test_states_that_are_no_story_s(tmp_path: Path) -> None:
    written = [("auto-draft", ""), ("inherit", "نص"), ("future", "نص"), ("auto-draft", "نص")]
    found = read_items(tmp_path, export(*(item(n, text, status=state) for n, (state, text) in enumerate(written, 1))))
    items = [one for one in found if isinstance(one, Item)]
    assert [(one.id.rpartition(":")[2], one.state) for one in items] == [
        ("2", State.DRAFT), ("3", State.SCHEDULED), ("4", State.DRAFT),
    ]  # fmt: skip
    assert [n.code.name for one in items for n in one.notes] == ["wordpress-status", "import-embargo"]
    assert [n.code.name for n in found if isinstance(n, Note)] == ["wordpress-type-counted"]


def test_a_story_in_another_language_is_told(tmp_path: Path) -> None:
    found = read_items(
        tmp_path,
        export(item(1, inside=term("language", "ar", "العربية")), item(2, inside=term("language", "en", "English"))),
    )
    assert [[n.code.name for n in one.notes] for one in found if isinstance(one, Item)] == [[], ["import-language"]]


def test_the_widgets_of_elementor(tmp_path: Path) -> None:
    def widget(kind: str, **settings: object) -> dict[str, object]:
        return {"elType": "widget", "widgetType": kind, "settings": settings}

    address = {"url": "https://e.example/x.jpg", "alt": "بديل"}
    column = [
        widget("heading", title="عنوان"),
        widget("text-editor", editor="<p>نص.</p>"),
        widget("image", image=address, caption="تعليق"),
        widget("video", youtube_url="https://youtu.be/abcdefghijk"),
        widget("toggle", tabs=[{"tab_title": "سؤال", "tab_content": "<p>جواب</p>"}]),
        widget("button", text="زر", link={"url": "https://e.example"}),
        widget("blockquote", blockquote_content="قول", author_name="سعاد"),
        widget("image-gallery", wp_gallery=[address, {"url": 5}]),
        widget("spacer", space={"size": 5}),
        "x",
    ]
    written = json.dumps([{"elType": "section", "elements": [{"elType": "column", "elements": column}]}])
    found = only(read_items(tmp_path, export(item(1, "", inside=meta("_elementor_data", written)))))
    picture = '<figure><img src="https://e.example/x.jpg" alt="بديل">'
    assert found.body.replace("\n", "") == (
        f"<h2>عنوان</h2><p>نص.</p>{picture}<figcaption>تعليق</figcaption></figure>"
        '<p><a class="video" href="https://youtu.be/abcdefghijk">https://youtu.be/abcdefghijk</a></p>'
        '<h3>سؤال</h3><p>جواب</p><p><a href="https://e.example">زر</a></p>'
        f"<blockquote><p>قول</p><cite>سعاد</cite></blockquote>{picture}</figure>"
    )
