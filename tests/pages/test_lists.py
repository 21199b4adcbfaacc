"""Fronts, months, days and indexes: which pages exist, and what each contains."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.arabic import sort_key
from tests.support import NOW, SETTINGS, Site, codes, text_of, tree
from tests.support.pictures import png

SMALL = SETTINGS + "front: {section: 2}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", settings=SMALL)


def shown(site: Site, page: str) -> list[str]:
    """The headlines of a page, in order."""
    text = (site.output / page).read_text(encoding="utf-8")
    return re.findall(r"<li>(\S+) \w+", text)


def pages(site: Site, prefix: str) -> list[str]:
    return [path.removesuffix("index.html") for path in tree(site.output) if path.startswith(prefix)]


def test_a_facet_has_months_for_stories_beyond_its_front(site: Site) -> None:
    """With two stories there is only the front. A third pushes one off the front: its month and older months get pages."""
    site.story("a", "ألف", date="2026-03-01 10:00", tags=["ماء"])
    site.story("b", "باء", date="2026-04-01 10:00", tags=["ماء"])
    site.build()
    assert pages(site, "topics/ماء") == ["topics/ماء/"]
    assert pages(site, "politics/2") == []
    site.story("c", "جيم", date="2026-05-01 10:00", tags=["ماء"])
    report = site.build()
    assert {"topics/ماء/2026/03/index.html", "politics/2026/03/index.html"} <= set(report.written)
    assert pages(site, "topics/ماء/") == ["topics/ماء/2026/03/", "topics/ماء/"]
    assert shown(site, "topics/ماء/index.html") == ["جيم", "باء"]
    assert shown(site, "topics/ماء/2026/03/index.html") == ["ألف"]
    site.story("d", "دال", date="2026-04-20 10:00", tags=["ماء"])
    site.build()
    assert pages(site, "topics/ماء/") == ["topics/ماء/2026/03/", "topics/ماء/2026/04/", "topics/ماء/"]
    assert shown(site, "topics/ماء/2026/04/index.html") == ["دال", "باء"], "the whole month, not what is left of it"
    (site.root / "content/c.md").unlink()
    (site.root / "content/d.md").unlink()
    site.build()
    assert pages(site, "topics/ماء/") == ["topics/ماء/"]


def test_the_archive_has_every_month_and_day(site: Site) -> None:
    for name, date in (
        ("a", "2026-03-01 00:00"),
        ("b", "2026-03-31 23:59"),
        ("c", "2026-05-01 00:30"),
        ("d", "2025-12-31 23:59"),
    ):
        site.story(name, name, date=date)
    site.build()
    assert pages(site, "archive/") == [
        "archive/2025/12/31/", "archive/2025/12/", "archive/2026/03/01/", "archive/2026/03/31/", "archive/2026/03/",
        "archive/2026/05/01/", "archive/2026/05/", "archive/",
    ]  # fmt: skip
    assert shown(site, "archive/2026/03/index.html") == ["b", "a"]
    assert shown(site, "archive/2026/05/01/index.html") == ["c"], "a day is that of the site's zone"
    assert pages(site, "sitemaps/2") == ["sitemaps/2025-12.xml", "sitemaps/2026-03.xml", "sitemaps/2026-05.xml"]
    site.story("c", "c", date="2026-03-31 10:00")
    site.build()
    assert "archive/2026/05/" not in pages(site, "archive/")
    assert shown(site, "archive/2026/03/31/index.html") == ["b", "c"]


def test_spellings_of_one_topic(tmp_path: Path) -> None:
    declared = "topics:\n  - {name: المياه, also: [ماء, مياه], slug: water, purpose: كل قطرة}\n"
    site = Site(tmp_path / "site", settings=SETTINGS + declared)
    site.story("a", "ألف", tags=["مياه", "المِياه", "بيئة"])
    site.story("b", "باء", date="2026-05-02 10:00", tags=["ماء", "بِيئة"])
    site.build()
    assert pages(site, "topics/") == ["topics/", "topics/water/", "topics/بيئة/"]
    assert shown(site, "topics/water/index.html") == ["باء", "ألف"]
    assert "المياه" in (site.output / "topics/water/index.html").read_text(encoding="utf-8")
    assert "بِيئة" in (site.output / "topics/بيئة/index.html").read_text(encoding="utf-8"), (
        "as the newest story writes it"
    )
    text = (site.output / "2026/05/01/a/index.html").read_text(encoding="utf-8")
    assert text.count("/topics/water/") == 1, "two tags, one topic"


def test_places_by_id_and_by_name_are_one(site: Site) -> None:
    site.story("a", "ألف", place="port")
    site.story("b", "باء", place="الميناء", date="2026-05-02 10:00")
    site.story("c", "جيم", place="سهل الريحان")
    site.build()
    assert pages(site, "places/") == ["places/", "places/port/", "places/سهل-الريحان/"]
    assert shown(site, "places/port/index.html") == ["باء", "ألف"]


def test_an_author_with_a_profile(site: Site) -> None:
    site.story("a", "ألف", authors=["هالة السنديان"])
    site.write(
        "content/authors/x.yml",
        "name: هالة السنديان\nbio: تكتب عن البحر.\nlinks: [{name: بريدها, url: mailto:h@example.org}]\n",
    )
    site.write("content/authors/y.yml", "name: من لم يكتب بعد\nbio: سيكتب.\n")
    report = site.build()
    assert codes(report) == []
    assert pages(site, "authors/") == ["authors/", "authors/من-لم-يكتب-بعد/", "authors/هالة-السنديان/"]
    assert "تكتب عن البحر" in (site.output / "authors/هالة-السنديان/index.html").read_text(encoding="utf-8")
    site.write("content/authors/x.yml", "name: هالة السنديان\nbio: تكتب عن الجبل.\n")
    assert set(site.build().written) == {"authors/هالة-السنديان/index.html"}
    site.write("content/authors/z.yml", "name: هَالة السنديان\n")
    assert codes(site.build()) == ["same-author"]


def test_indexes_are_in_alphabetical_order(site: Site) -> None:
    names = ["القاهرة", "أسوان", "بيروت", "إربد", "تونس", "Berlin"]
    site.story("a", tags=names)
    site.build()
    text = (site.output / "topics/index.html").read_text(encoding="utf-8")
    assert (
        sorted(names, key=text.index)
        == sorted(names, key=sort_key)
        == ["إربد", "أسوان", "بيروت", "تونس", "القاهرة", "Berlin"]
    )
    site.story("b", "باء", date="2026-05-02 10:00", tags=["بيروت"])
    assert "topics/index.html" not in site.build().written, "no new name, no new index"
    site.story("b", "باء", date="2026-05-02 10:00", tags=["عدن"])
    assert "topics/index.html" in site.build().written


def test_a_withdrawn_story_keeps_its_address_and_nothing_else(tmp_path: Path) -> None:
    """A site in the default theme, with every list and feed."""
    everything = SETTINGS + "feeds: {full_text: true, topics: true, authors: true}\n"
    site = Site(tmp_path / "site", plain=False, settings=everything)
    site.write("content/secret.png", png(700, 500))
    fields = {
        "tags": ["وسم أول"], "authors": ["كاتبة أولى"], "place": "مكان أول", "image": "{src: secret.png, alt: صورة}",
        "corrections": ["{at: 2026-05-03, text: تصويب أول}"], "breaking_until": "2026-07-01", "standfirst": "مقدمة فريدة",
    }  # fmt: skip
    site.story("other", "قصة أخرى", related=["wrong"], date="2026-05-04 10:00")
    site.story("wrong", "عنوان فريد", body="نص فريد.", **fields)
    site.build()
    assert [p for p in tree(site.output) if p.startswith("media/")]
    site.story("wrong", "عنوان فريد", body="نص فريد.", status="withdrawn", note="تبيّن أن المصدر أخطأ.", **fields)
    report = site.build()
    assert codes(report) == []
    own = (site.output / "2026/05/01/wrong/index.html").read_text(encoding="utf-8")
    assert "تبيّن أن المصدر أخطأ." in own
    assert '<meta name="robots" content="noindex">' in own
    assert "نص فريد" not in own
    (site.output / "2026/05/01/wrong/index.html").unlink()
    rest = text_of(site.output)
    for word in ("عنوان فريد", "نص فريد", "مقدمة فريدة", "تصويب أول", "وسم أول", "كاتبة أولى", "مكان أول", "/wrong/"):
        assert word not in rest, word
    assert not [p for p in tree(site.output) if p.startswith(("media/", "topics/وسم", "authors/كاتبة", "places/مكان"))]


def test_a_withdrawn_story_says_why(site: Site) -> None:
    site.story("a", status="withdrawn")
    report = site.build()
    assert [(p.code, p.line, p.column) for p in report.problems] == [("no-note", 5, 9)]


def test_the_log_of_corrections_is_in_order(site: Site) -> None:
    site.story("a", "ألف", corrections=["{at: 2026-05-20, text: الأول}"])
    site.story("b", "باء", date="2026-05-02 10:00", corrections=["{at: 2026-05-03, text: الثاني}"])
    site.story("c", "جيم", date="2026-05-02 11:00", corrections=["{at: 2026-07-03, text: الآتي}"])
    site.build()
    text = (site.output / "corrections/index.html").read_text(encoding="utf-8")
    assert re.findall("الأول|الثاني|الآتي", text) == ["الأول", "الثاني"]
    site.build(now=NOW + timedelta(days=40))
    text = (site.output / "corrections/index.html").read_text(encoding="utf-8")
    assert re.findall("الأول|الثاني|الآتي", text) == ["الآتي", "الأول", "الثاني"]


def test_the_news_sitemap_has_two_days(site: Site) -> None:
    site.story("new", "جديد", date="2026-06-01 11:00")
    site.story("old", "قديم", date="2026-05-30 12:00")
    site.build()
    news = site.output / "sitemaps/news.xml"
    assert re.findall("جديد|قديم", news.read_text(encoding="utf-8")) == ["جديد", "قديم"]
    report = site.build(now=NOW + timedelta(microseconds=1))
    assert report.written == ("sitemaps/news.xml",), "and nothing else knows that time has passed"
    assert re.findall("جديد|قديم", news.read_text(encoding="utf-8")) == ["جديد"]
    assert site.build(now=NOW + timedelta(hours=1)).written == ()


def test_reserved_names(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS.replace("id: culture", "id: archive"))
    assert codes(site.build()) == ["reserved-id"]
