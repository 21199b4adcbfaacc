"""The small parts of a post: serialized values, dates, plain texts, pictures."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.item import Picture
from newsgen.importers.wordpress import php
from newsgen.importers.wordpress.index import Attachment, site_of, upload_path
from newsgen.importers.wordpress.moments import agrees, moment, of_feed
from newsgen.importers.wordpress.pictures import enlarge
from newsgen.importers.wordpress.text import plain

AMMAN = ZoneInfo("Asia/Amman")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("N;", None),
        ("b:1;", True),
        ("i:-5;", -5),
        ("d:1.5;", 1.5),
        ('s:6:"نهر";', "نهر"),
        ('s:9:"نهر";', "نهر"),
        ('a:1:{s:1:"a";a:1:{i:0;s:2:"b;";}}', {"a": {"0": "b;"}}),
        ('O:8:"stdClass":1:{s:1:"a";i:1;}', {"a": 1}),
        ('a:1:{s:1:"a";O:3:"Bad":0:{}}', {"a": {}}),
        ("a:2:{i:0;i:1;}", None),
        ("a:999999999:{", None),
        ("i:1e5;", None),
        ("R:1;", None),
        ("", None),
        ('s:5:"a', None),
        ("a:1:{i:0;" * 5000, None),
        ("a:1:{a:0:{}i:1;}", None),
        ("d:" + "9" * 400 + ";", None),
    ],
)
def test_serialized_values(written: str, value: object) -> None:
    assert php.unserialize(written) == value


@given(st.text(alphabet='aisObN:;{}"0123456789.نE-', max_size=60))
def test_any_text_is_a_value_or_none(written: str) -> None:
    php.unserialize(written)
    assert isinstance(php.array(written), dict)


@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), ("300", 300), ("12.7", 12), (True, 0), (-3, 0), ("9" * 9, 0), (None, 0), ({}, 0)]
)
def test_numbers(value: object, number: int) -> None:
    assert php.number(value) == number


@pytest.mark.parametrize(
    ("date", "gmt", "expected"),
    [
        ("2020-05-31 23:30:00", "2020-05-31 20:30:00", "2020-05-31T23:30:00+03:00"),
        ("2020-12-31 23:30:00", "0000-00-00 00:00:00", "2020-12-31T23:30:00+02:00"),
        ("0000-00-00 00:00:00", "2020-05-31 20:30:00", "2020-05-31T23:30:00+03:00"),
        ("2020-05-31 23:30:00", "2019-01-01 00:00:00", "2020-05-31T23:30:00+03:00"),
        ("2020-05-31 10:45:00", "2020-05-31 05:00:01", "2020-05-31T10:45:00+05:45"),
        ("2020-05-31", "", "2020-05-31T00:00:00+03:00"),
        ("2020-13-31 10:00:00", "x", None),
        ("0001-01-01 00:00:00", "", None),
        ("", "", None),
    ],
)
def test_moments(date: str, gmt: str, expected: str | None) -> None:
    found = moment(date, gmt, AMMAN)
    assert (found.isoformat() if found else None) == expected


def test_moments_of_feeds() -> None:
    assert of_feed("Sun, 31 May 2020 20:30:00 +0000", AMMAN) == datetime(2020, 5, 31, 20, 30, tzinfo=UTC)
    for none in ("Mon, 30 Nov -0001 00:00:00 +0000", "", "yesterday", "Wed, 99 Foo 2020"):
        assert of_feed(none, AMMAN) is None


def test_another_zone_is_noticed() -> None:
    pairs = [("2020-05-31 23:30:00", "2020-05-31 20:30:00"), ("2020-05-31 23:30:00", "2020-05-31 21:30:00"), ("", "")]
    assert [agrees(*pair, AMMAN) for pair in pairs] == [True, False, True]
    assert moment(*pairs[1], AMMAN).utcoffset() == timedelta(hours=2)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("النهر &amp; السد", "النهر & السد"),
        ("&#8220;النهر&#8221;&hellip;", "“النهر”…"),
        ("<em>النهر</em><br/>والسد", "النهر والسد"),
        ("وسم <html> في عنوان", "وسم <html> في عنوان"),
        ("5 < 6 و 7 > 3", "5 < 6 و 7 > 3"),
        (" أ\n\tب\u00a0ج ", "أ ب ج"),
        ("أ<script>x()</script>ب", "أب"),
        ("AT&T", "AT&T"),
    ],
)
def test_plain_texts(written: str, text: str) -> None:
    assert plain(written) == text
    assert plain("<b> هو الوسم", is_text=True) == "<b> هو الوسم"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://a.example/wp-content/uploads/2020/05/a.jpg?w=3", "2020/05/a.jpg"),
        ("//a.example/wp-content/uploads/sites/7/2020/05/a.jpg", "2020/05/a.jpg"),
        ("https://i0.wp.com/a.example/wp-content/uploads/2020/05/a.jpg?resize=3", "2020/05/a.jpg"),
        ("/index/x/wp-content/uploads/%D8%A7.jpg", "ا.jpg"),
        ("https://a.files.example/2008/06/a.jpg", "2008/06/a.jpg"),
        ("http://[bad", ""),
    ],
)
def test_paths_of_uploads(address: str, path: str) -> None:
    assert upload_path(address) == path


def test_names_of_sites() -> None:
    assert site_of("http://www.A.example/ar/") == site_of("https://a.example/ar") == "a.example/ar"
    assert site_of("http://[bad") == ""


UPLOADS = "https://a.example/wp-content/uploads/"
RIVER = Attachment(Picture(f"{UPLOADS}2020/05/river.jpg", "النهر", "", "", 1920, 1280), "نهر")


def find(name: str) -> Attachment | None:
    return RIVER if name == "3" or upload_path(name) in ("2020/05/river.jpg", "2020/05/river-300x200.jpg") else None


WHOLE = f'<img src="{UPLOADS}2020/05/river.jpg" alt="النهر" width="1920" height="1280">'


@pytest.mark.parametrize(
    ("html", "enlarged", "reduced"),
    [
        (f'<img src="{UPLOADS}2020/05/river-300x200.jpg" alt="" width="300" />', WHOLE, 0),
        (f'<img src="{UPLOADS}2020/05/river-300x200.jpg" alt="ضفة" />', WHOLE.replace("النهر", "ضفة"), 0),
        (f'<a href="{UPLOADS}2020/05/river.jpg"><img src="{UPLOADS}2020/05/river-300x200.jpg"></a>', WHOLE, 0),
        (f'<a rel="attachment wp-att-3" href="/x"><img src="{UPLOADS}2020/05/river.jpg"></a>', WHOLE, 0),
        (f'<a href="/?attachment_id=3"><img src="{UPLOADS}2020/05/river.jpg"></a>', WHOLE, 0),
        (f'<a href="/x"><img src="{UPLOADS}2020/05/river.jpg"></a>', f'<a href="/x">{WHOLE}</a>', 0),
        ('<img class="wp-image-3" src="https://cdn.example/2020/05/river-1024x683.jpg">',
         WHOLE.replace("><", ">").replace(" width", ' class="wp-image-3" width'), 0),
        ('<img class="wp-image-3" src="https://cdn.example/other.jpg">', '<img class="wp-image-3" src="https://cdn.example/other.jpg">', 0),
        ('<img src="/b-300x250.jpg">', '<img src="/b-300x250.jpg">', 1),
        ('<a href="/b.jpg?a=1&amp;b=2"><img src="/b-300x250.jpg"></a>', '<img src="/b.jpg?a=1&amp;b=2">', 0),
        ('<img src="a" alt="5 > 4">', '<img src="a" alt="5 > 4">', 0),
        ("<img <img <img", "<img <img <img", 0),
    ],
)  # fmt: skip
def test_the_largest_file_of_a_picture(html: str, enlarged: str, reduced: int) -> None:
    found = enlarge(html, find)
    assert (found.html, found.reduced) == (enlarged, reduced)
