"""A captured page, imported and built, shows every element that it had, in its order."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest

from newsgen.cli import command_line
from tests.support import NOW, Site
from tests.support.page import Element, read

SETTINGS = """\
title: صحيفة الميناء
base_url: https://example.org/news/
timezone: Asia/Damascus
language: {region: EG}
dates: {line: "{weekday} {day} {month_en_short} / {month_en} {year}"}
sections:
  - {id: politics, name: سياسة}
  - {id: sport, name: رياضة}
places:
  - {id: valley, name: الوادي}
"""
PAGE = """\
الجمعة 15 May / May 2026

بلدية الوادي تفتح خزان الماء ردًا على شكاوى الأهالي

بلدية الوادي تفتح خزان الماء ردًا على شكاوى الأهالي
الجمعة 8 مايو 2026

عاد الماء مرة أخرى إلى بيوت الوادي بعد أيام من انقطاعه عن نصف الأحياء.

وفتحت البلدية الخزان الكبير في "تل الحمام" بعد فحص دام يومين .

قرى تنتظر دورها\u00a0

وينتظر سكان ثلاث قرى وصول الماء إليهم قبل نهاية الأسبوع، وفق جدول علقته البلدية على بابها.

المصادر:
صحيفة الميناء

شارك القصة

سياسة - الوادي
منذ 8 دقائق
عمال يفتحون صمام الخزان الكبير (أرشيف-الميناء)
عمّال يفتحون صمام الخزان الكبير (أرشيف - الميناء)
شارك
Share

أقر مجلس الوادي خطة جديدة لتوزيع الماء، وطلب من الأهالي إبلاغه بكل تسرب.

رياضة - الجبل
منذ ساعتين
ملعب الجبل ليلًا (الميناء)
ملعب الجبل ليلًا (الميناء)
شارك
Share

فاز فريق الجبل على ضيفه 2-1 في آخر مباراة من الموسم، وبقي في صدارة الترتيب.

سياسة - الساحل
منذ 3 أيام
مبنى البلدية في الساحل (أرشيف)
مبنى البلدية في الساحل (أرشيف)
شارك
Share

نشرت بلدية الساحل موازنتها كاملة على بابها، ودعت السكان إلى مناقشتها.

Close"""
HEADLINE = "بلدية الوادي تفتح خزان الماء ردًا على شكاوى الأهالي"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("seed") / "site", plain=False, settings=SETTINGS)
    seed = site.write("seeds/page.txt", PAGE)
    assert command_line.main(["import", "--site", str(site.root), str(seed)]) == 0
    report = site.build()
    assert report.published
    assert report.problems == ()
    return site


@pytest.fixture(scope="module")
def page(site: Site) -> Element:
    (file,) = (site.output / "2026/05/08").glob("*/index.html")
    return read(file.read_text(encoding="utf-8"))


def position(page: Element, wanted: Element) -> int:
    return [id(e) for e in page.all()].index(id(wanted))


def test_elements_in_the_order_of_the_page(page: Element) -> None:
    assert page.first("html").attributes["lang"] == "ar"
    assert page.first("html").attributes["dir"] == "rtl"
    (h1,) = page.all("h1")
    body = page.first(class_="body")
    aside = page.first("aside")
    dated = next(t for t in page.all("time") if t.text == "الجمعة 8 مايو 2026")
    share = next(h for h in page.all("h2") if h.text == "شارك القصة")
    sources = next(h for h in page.all("h2") if h.text == "المصادر")
    lead = next(p for p in page.all("p") if p.text.startswith("عاد الماء مرة أخرى"))
    order = [page.first(data_today=""), page.first(class_="breadcrumb"), h1, dated, lead, body, sources, share, aside]
    places = [position(page, element) for element in order]
    assert places == sorted(places)
    assert h1.text == HEADLINE


def test_the_header_carries_the_articles_own_day(page: Element) -> None:
    assert page.first(data_today="").text == "الجمعة 8 May / May 2026"


def test_trail_body_and_sources(page: Element) -> None:
    trail = page.first(class_="breadcrumb")
    assert [a.text for a in trail.all("a")] == ["الرئيسية", "سياسة"]
    assert trail.text.endswith(HEADLINE)
    body = page.first(class_="body")
    assert [e.tag for e in body.children if isinstance(e, Element)] == ["p", "h2", "p"]
    assert body.first("h2").text == "قرى تنتظر دورها"
    assert body.first("p").text == 'وفتحت البلدية الخزان الكبير في "تل الحمام" بعد فحص دام يومين.'
    assert "صحيفة الميناء" in page.first(class_="sources").text


def test_related_cards_in_order_with_all_their_parts(page: Element) -> None:
    cards = list(page.first(class_="related").all("article"))
    labels = ["موجز سياسة - الوادي", "موجز رياضة - الجبل", "موجز سياسة - الساحل"]
    assert [card.first(class_="label").text for card in cards] == labels
    moments = [card.first("time") for card in cards]
    assert [m.attributes["datetime"] for m in moments] == [
        "2026-05-15T11:52:00+03:00", "2026-05-15T10:00:00+03:00", "2026-05-12T12:00:00+03:00",
    ]  # fmt: skip
    assert [m.text for m in moments] == ["15 مايو 2026", "15 مايو 2026", "12 مايو 2026"], "baked times are absolute"
    assert all("data-relative" in m.attributes for m in moments)
    assert cards[0].first(class_="caption").text == "عمّال يفتحون صمام الخزان الكبير"
    assert [card.first(class_="credit").text for card in cards] == ["(أرشيف - الميناء)", "(الميناء)", "(أرشيف)"]
    assert not list(cards[0].all("img")), "no stand-in for a picture that was never supplied"
    assert cards[1].first(class_="headline").text.startswith("فاز فريق الجبل على ضيفه 2-1")
    assert "وطلب من الأهالي إبلاغه بكل تسرب" in cards[0].first(class_="standfirst").text
    for card in cards:
        button = card.first("summary")
        assert button.text == "شارك"
        assert card.first(class_="headline").text in button.attributes["aria-label"].translate(
            {0x2066: None, 0x2068: None, 0x2069: None}
        )


def test_share_links_come_out_the_same_at_the_other_end(site: Site, page: Element) -> None:
    canonical = page.first("link", rel="canonical").attributes["href"]
    assert canonical.startswith("https://example.org/news/2026/05/08/")
    assert canonical.isascii()
    assert unquote(canonical).endswith("/بلدية-الوادي-تفتح-خزان-الماء-ردا-على-شكاوى-الأهالي/")
    links = {
        urlsplit(a.attributes["href"]).netloc or "mailto": a.attributes["href"]
        for a in page.first(class_="share").all("a")
    }
    assert set(links) == {"wa.me", "t.me", "x.com", "www.facebook.com", "mailto"}
    asked = {host: parse_qs(urlsplit(link).query) for host, link in links.items()}
    assert asked["wa.me"]["text"] == [f"{HEADLINE}\n{canonical}"]
    assert asked["t.me"] == {"url": [canonical], "text": [HEADLINE]}
    assert asked["x.com"] == {"url": [canonical], "text": [HEADLINE]}
    assert asked["www.facebook.com"] == {"u": [canonical]}
    assert asked["mailto"]["subject"] == [HEADLINE]
    assert canonical in asked["mailto"]["body"][0]
    for link in links.values():
        assert "+" not in urlsplit(link).query, "a space is %20: mail programs show a plus as it is"
    assert quote("ا") in canonical


def test_no_latin_words_in_the_interface(page: Element) -> None:
    body = page.first("body")
    words = {w for w in body.text.split() if any("a" <= c.lower() <= "z" for c in w)}
    assert words <= {"May", "RSS"}


def test_importing_twice_changes_nothing(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.read_bytes() for p in site.root.glob("content/**/*.md")}
    arguments = ["import", "--site", str(site.root), str(site.root / "seeds/page.txt")]
    assert command_line.main(arguments) == 0
    assert {p: p.read_bytes() for p in site.root.glob("content/**/*.md")} == before
    changed = next(iter(before))
    changed.write_bytes(before[changed] + "زيادة\n".encode())
    assert command_line.main(arguments) == 1
    assert changed.read_bytes() != before[changed], "an editor's change is kept"
    assert "--force" in capsys.readouterr().err
    assert command_line.main([*arguments, "--force"]) == 0
    assert changed.read_bytes() == before[changed]


def test_the_repositorys_own_seeds_are_what_its_content_came_from(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    site = Site(tmp_path / "site", settings=(root / "site.yml").read_text(encoding="utf-8"))
    for seed in sorted((root / "seeds").glob("*.txt")):
        assert command_line.main(["import", "--site", str(site.root), str(seed)]) == 0
    made = sorted(p.relative_to(site.root) for p in (site.root / "content").rglob("*.md"))
    assert len(made) >= 10
    for path in made:
        assert (root / path).read_bytes() == (site.root / path).read_bytes()
    assert site.build(now=NOW.replace(year=2027)).problems == ()
