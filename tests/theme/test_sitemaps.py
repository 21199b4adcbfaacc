"""Sitemaps against their schemas, robots.txt, security.txt and ads.txt."""

from __future__ import annotations

import re
import urllib.robotparser
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsgen.build.run import Report
from newsgen.model.article import Card, Summary
from newsgen.model.picture import Picture
from newsgen.model.timestamps import Month
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme import feeds, functions, templates
from tests import support
from tests.browser.needs import CHECKERS, SYSTEM, missing
from tests.support import Site, page, tree

SCHEMAS = Path(__file__).parents[1] / "schemas"
AMMAN = ZoneInfo("Asia/Amman")
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
SETTINGS = """\
title: صحيفة "التجربة" & <شركاؤها>
base_url: https://example.org/news/
timezone: Asia/Amman
sections: [{id: politics, name: سياسة}]
"""
SECURITY = """\
security:
  contact: ["mailto:security@example.org", "https://example.org/report?a=1&b=2"]
  expires: 2027-06-30T00:00:00Z
  policy: https://example.org/policy
  languages: ar, en
"""
ADS = """\
ads:
  - "google.com, pub-0000000000000000, DIRECT, f08c47fec0942fa0"
  - "subdomain=ads.example.org # <تعليق> & بقية"
"""


@dataclass(frozen=True)
class Facts:
    address: str = "/sitemap.xml"


@dataclass(frozen=True)
class Context:
    summaries: tuple[Summary, ...] = ()
    months: tuple[Month, ...] = ()
    month: Month | None = None
    addresses: tuple[str, ...] = ()


def settings_from(text: str) -> Settings:
    found, problems = read(text.encode())
    assert found is not None, problems
    return found


SITE = settings_from(SETTINGS)
Write = Callable[..., str]


@pytest.fixture(scope="session")
def write(theme: Path) -> Write:
    sources, problems = templates.load(theme / "nothing", theme)
    assert problems == ()

    def writes(name: str, settings: str = SETTINGS, address: str = "/x", **context: Any) -> str:
        environment = functions.environment(sources, settings_from(settings))
        return environment.get_template(name).render(page=Facts(address), context=Context(**context))

    return writes


def story(title: str = "عنوان", number: int = 1, updated: datetime | None = None, **more: Any) -> Summary:
    published = datetime(2026, 5, number, 10, tzinfo=AMMAN)
    address = f"/2026/05/{number:02}/قصة-{number}/"
    card = Card(f"politics/{number}", address, title, "", "politics", None, "story", "", published, None)
    return Summary(replace(card, **more), "published", updated)


PICTURE = Picture("/media/صورة & 'رسم'.jpg", 1200, 800)


def absolute(address: str) -> str:
    """The address as the HTML pages write it."""
    return functions.Functions(SITE).absolute(address)


@pytest.fixture(scope="session")
def urlset(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """sitemaps.org's schema, from the npm package, with the two extensions' own."""
    package = CHECKERS / "sitemap/schema/sitemap.xsd"
    if not package.is_file():
        missing("The schema of sitemaps (npm sitemap)", SYSTEM)
    places = {"s": package, "image": SCHEMAS / "sitemap-image.xsd", "news": SCHEMAS / "sitemap-news.xsd"}
    imports = "".join(
        f'<xs:import namespace="{NAMES[name]}" schemaLocation="{path.as_uri()}"/>' for name, path in places.items()
    )
    whole = tmp_path_factory.mktemp("schema") / "all.xsd"
    whole.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>', encoding="utf-8")
    return etree.XMLSchema(etree.parse(whole))


@pytest.fixture(scope="session")
def index_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "sitemap-index.xsd"))


def parsed(text: str, schema: etree.XMLSchema | None = None) -> etree._Element:
    found = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    if schema is not None:
        schema.assertValid(found)
    return found


def texts(root: etree._Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(path, NAMES)]


# sitemaps


def test_a_month(write: Write, urlset: etree.XMLSchema) -> None:
    stories = (
        story(number=3, image=PICTURE),
        story(number=2, updated=datetime(2026, 6, 7, 8, 9, tzinfo=AMMAN), image=Picture(caption="لم تصل")),
        story(number=1, updated=datetime(2026, 1, 1, tzinfo=UTC)),
    )
    root = parsed(write("sitemaps/month.xml", month=Month(2026, 5), summaries=stories), urlset)
    assert texts(root, "s:url/s:loc") == [absolute(s.card.address) for s in stories]
    assert all(re.fullmatch("[!-~]+", loc or "") for loc in texts(root, "s:url/s:loc"))
    assert texts(root, "s:url/s:lastmod") == [
        "2026-05-03T10:00:00+03:00",
        "2026-06-07T08:09:00+03:00",
        "2026-05-01T10:00:00+03:00",
    ]
    assert texts(root, "s:url/image:image/image:loc") == [absolute(PICTURE.address)]
    assert root.find("s:url[1]/image:image", NAMES) is not None


def test_the_news(write: Write, urlset: etree.XMLSchema) -> None:
    stories = (story("عنوان & <آخر>: 2 - 1\u200f", 2), story(number=1))
    text = write("sitemaps/news.xml", SETTINGS + "publisher: {name: مؤسسة & شركاؤها}\n", summaries=stories)
    root = parsed(text, urlset)
    assert texts(root, "s:url/s:loc") == [absolute(s.card.address) for s in stories]
    assert texts(root, ".//news:title") == ["عنوان & <آخر>: 2 - 1", "عنوان"]
    assert texts(root, ".//news:publication_date") == ["2026-05-02T10:00:00+03:00", "2026-05-01T10:00:00+03:00"]
    assert texts(root, ".//news:name") == ["مؤسسة & شركاؤها"] * 2
    assert texts(root, ".//news:language") == ["ar"] * 2
    assert texts(parsed(write("sitemaps/news.xml", summaries=stories), urlset), ".//news:name") == [SITE.title] * 2


def test_no_news_is_well_formed(write: Write) -> None:
    """An empty one is what Google asks for on quiet days, though the schema wants an entry."""
    assert len(parsed(write("sitemaps/news.xml"))) == 0


@given(title=st.text(st.characters(exclude_categories=()), max_size=40).map("x".__add__))
def test_any_title_is_in_the_news(write: Write, urlset: etree.XMLSchema, title: str) -> None:
    root = parsed(write("sitemaps/news.xml", summaries=(story(title),)), urlset)
    assert texts(root, ".//news:title") == [feeds.plain_text(title)]


def test_the_other_pages(write: Write, urlset: etree.XMLSchema) -> None:
    addresses = ("/", "/politics/", "/archive/", "/topics/", "/من-نحن/")
    root = parsed(write("sitemaps/pages.xml", addresses=addresses), urlset)
    assert texts(root, "s:url/s:loc") == [absolute(address) for address in addresses]
    assert texts(root, "s:url/s:loc")[0] == "https://example.org/news/"
    assert root.findall(".//s:lastmod", NAMES) == []


def test_the_index(write: Write, index_schema: etree.XMLSchema) -> None:
    months = (Month(2026, 11), Month(2026, 2), Month(1999, 12), Month(987, 1))
    root = parsed(write("sitemaps/index.xml", months=months), index_schema)
    base = "https://example.org/news/sitemaps/"
    assert texts(root, "s:sitemap/s:loc") == [
        base + name for name in ("pages.xml", "news.xml", "2026-11.xml", "2026-02.xml", "1999-12.xml", "0987-01.xml")
    ]
    assert len(parsed(write("sitemaps/index.xml"), index_schema)) == 2


# robots.txt


def robots(text: str) -> urllib.robotparser.RobotFileParser:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(text.splitlines())
    return parser


def test_robots_are_welcome_to_a_site_in_production(write: Write) -> None:
    text = write("robots.txt", address="/robots.txt")
    parser = robots(text)
    assert parser.can_fetch("Anything", "https://example.org/news/2026/05/01/قصة/")
    assert parser.site_maps() == [absolute("/sitemap.xml")]
    assert "Disallow: /\n" not in text
    assert text.endswith("\n")


def test_robots_are_kept_from_a_site_that_is_not(write: Write) -> None:
    parser = robots(write("robots.txt", SETTINGS + "production: false\n"))
    assert not parser.can_fetch("Anything", "https://example.org/")
    assert parser.site_maps() is None


# security.txt and ads.txt


def fields(text: str) -> list[tuple[str, str]]:
    """The fields of a security.txt; every line is one (RFC 9116, 2.2)."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"([A-Z][A-Za-z-]*): (\S.*)", line)
        assert match, line
        found.append((match[1], match[2]))
    return found


def test_security_txt(write: Write) -> None:
    text = write("hosts/security.txt", SETTINGS + SECURITY, "/.well-known/security.txt")
    assert text.isascii()
    assert fields(text) == [
        ("Contact", "mailto:security@example.org"),
        ("Contact", "https://example.org/report?a=1&b=2"),
        ("Expires", "2027-06-30T00:00:00Z"),
        ("Policy", "https://example.org/policy"),
        ("Preferred-Languages", "ar, en"),
        ("Canonical", absolute("/.well-known/security.txt")),
    ]


def test_security_txt_with_the_least(write: Write) -> None:
    least = 'security: {contact: ["tel:+963-11-222"], expires: 2027-06-30T00:00:00Z}\n'
    text = write("hosts/security.txt", SETTINGS.replace("https:", "http:") + least)
    assert [name for name, _ in fields(text)] == ["Contact", "Expires"]


def test_a_setting_cannot_add_a_field(write: Write) -> None:
    broken = SECURITY.replace("ar, en", '"ar\\u2028Contact: mailto:other@example.org\\u2029x"')
    found = fields(write("hosts/security.txt", SETTINGS + broken))
    assert [name for name, _ in found].count("Contact") == 2
    assert ("Preferred-Languages", "ar Contact: mailto:other@example.org x") in found


def test_ads_txt(write: Write) -> None:
    assert write("hosts/ads.txt", SETTINGS + ADS) == (
        "google.com, pub-0000000000000000, DIRECT, f08c47fec0942fa0\nsubdomain=ads.example.org # <تعليق> & بقية\n"
    )


# built


def newsroom(folder: Path, settings: str = "") -> Site:
    """Two months of stories, the newest one 16 hours before the builds' now."""
    site = Site(folder, plain=False, settings=support.SETTINGS + settings)
    site.story("politics/budget", "الموازنة", date="2026-05-31 20:00", updated="2026-06-01 09:00", tags=["المياه"])
    site.story("sport/match", "مباراة", section="sport", date="2026-05-30 13:00")
    site.story("sport/old", "أقدم", section="sport", date="2026-04-02 10:00")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص.\n")
    return site


def outputs(report: Report) -> set[str]:
    assert report.problems == ()
    assert report.published
    return set(report.written)


def locations(site: Site, path: str, schema: etree.XMLSchema | None) -> list[str]:
    root = parsed((site.output / path).read_text(encoding="utf-8"), schema)
    return [loc for loc in texts(root, "*/s:loc") if loc]


def canonical(site: Site, address: str) -> str:
    """The address that the page at an address calls its own."""
    file = site.output / unquote(urlsplit(address).path).lstrip("/") / "index.html"
    return page.read(file.read_text(encoding="utf-8")).first("link", rel="canonical").attributes["href"]


def test_sitemaps_are_where_they_should_be(
    tmp_path: Path, urlset: etree.XMLSchema, index_schema: etree.XMLSchema
) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    listed = locations(site, "sitemap.xml", index_schema)
    assert listed == [f"https://example.org/sitemaps/{n}.xml" for n in ("pages", "news", "2026-05", "2026-04")]
    assert {urlsplit(address).path.lstrip("/") for address in listed} == {
        path for path in tree(site.output) if path.startswith("sitemaps/")
    }
    assert locations(site, "sitemaps/2026-05.xml", urlset) == [
        "https://example.org/2026/05/31/budget/",
        "https://example.org/2026/05/30/match/",
    ]
    assert locations(site, "sitemaps/2026-04.xml", urlset) == ["https://example.org/2026/04/02/old/"]
    assert locations(site, "sitemaps/news.xml", urlset) == [
        "https://example.org/2026/05/31/budget/",
        "https://example.org/2026/05/30/match/",
    ]
    assert "2026-06-01T09:00:00+03:00" in (site.output / "sitemaps/2026-05.xml").read_text(encoding="utf-8")


def test_sitemaps_agree_with_the_pages(tmp_path: Path, urlset: etree.XMLSchema) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    for path in ("pages", "news", "2026-05", "2026-04"):
        for address in locations(site, f"sitemaps/{path}.xml", urlset):
            assert canonical(site, address) == address
    assert "https://example.org/about/" in locations(site, "sitemaps/pages.xml", urlset)


def test_a_story_more_changes_only_its_month(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    site.story("politics/new", "جديد", date="2026-05-31 21:00")
    written = {path for path in outputs(site.build()) if "sitemap" in path}
    assert written == {"sitemaps/2026-05.xml", "sitemaps/news.xml"}


def test_news_grows_old(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    assert outputs(site.build(now=support.NOW + timedelta(hours=2))) == {"sitemaps/news.xml"}
    assert outputs(site.build(now=support.NOW + timedelta(days=4))) == {"sitemaps/news.xml"}
    assert locations(site, "sitemaps/news.xml", None) == []
    assert outputs(site.build(now=support.NOW + timedelta(days=9))) == set()


def test_a_withdrawn_story_leaves_the_sitemaps(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    outputs(site.build())
    site.story("sport/match", "مباراة", section="sport", date="2026-05-30 13:00", status="withdrawn", note="سُحبت.")
    outputs(site.build())
    for path in ("sitemaps/2026-05.xml", "sitemaps/news.xml"):
        assert locations(site, path, None) == ["https://example.org/2026/05/31/budget/"]


def test_files_for_machines(tmp_path: Path) -> None:
    """robots.txt is always there, the other two when the settings hold them."""
    site = newsroom(tmp_path)
    outputs(site.build())
    assert robots((site.output / "robots.txt").read_text()).site_maps() == ["https://example.org/sitemap.xml"]
    assert not {"ads.txt", ".well-known/security.txt"} & tree(site.output).keys()
    site.write("site.yml", site.settings + SECURITY + ADS)
    assert {"ads.txt", ".well-known/security.txt"} <= outputs(site.build())
    found = dict(fields((site.output / ".well-known/security.txt").read_text()))
    assert found["Canonical"] == "https://example.org/.well-known/security.txt"
