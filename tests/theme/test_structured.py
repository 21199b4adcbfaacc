"""What a page says of itself to machines: structured data and the head, valid and equal, whatever a story holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import jinja2
import jsonschema
import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from newsgen import arabic
from newsgen.model.article import Article, Card, Correction, Named, Summary
from newsgen.model.picture import Picture
from newsgen.model.timestamps import Month
from newsgen.pages.addresses import Listing
from newsgen.pages.kinds import Context
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme import functions, structured, templates
from tests.browser.newsrooms import sample
from tests.support import ZONE, Site
from tests.support.cases import sampled
from tests.support.page import Element
from tests.support.page import read as page_of

ROOT = Path(__file__).parents[2]
SOURCES, _ = templates.load(ROOT / "nowhere", ROOT)
SCHEMA = json.loads((ROOT / "tests/schemas/json-ld.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SETTINGS = """\
title: صحيفة "التجربة"
tagline: أخبار البلدة
base_url: https://example.org/news/
timezone: Asia/Amman
language: {region: SY}
sections:
  - {id: politics, name: سياسة, purpose: المجلس وقراراته}
  - {id: sport, name: رياضة}
publisher:
  name: مؤسسة التجربة
  logo: /logo.png
  email: news@example.org
  same_as: ["https://social.example.org/@test"]
  x: "@tajriba"
"""


def settings(**more: Any) -> Settings:
    made, problems = read(SETTINGS.encode())
    assert made is not None, problems
    return Settings.model_validate(made.model_dump() | more)


OWN = settings()
PLAIN = settings(publisher={}, base_url="https://example.org/")
AT = datetime(2026, 5, 1, 10, 0, tzinfo=ZONE)
PICTURE = Picture("/media/0123456789abcdef0123.jpg", 1200, 800, "جسر", "الجسر كما كان", "سلمى")
CARD = Card(
    id="b",
    address="/2026/05/01/خبر-أول/",
    title="خبر أول",
    kicker="",
    section="politics",
    place=Named("port", "الميناء"),
    kind="story",
    standfirst="جملة تقول ما في الخبر.",
    published=AT,
    image=PICTURE,
)
SUMMARY = Summary(
    card=CARD,
    status="published",
    updated=datetime(2026, 5, 1, 12, 30, tzinfo=ZONE),
    tags=(Named("مياه", "المياه"), Named("نهر", "النهر")),
    authors=(Named("سلمى", "سلمى العلي"), Named("omar", "عمر")),
    corrections=(Correction(datetime(2026, 5, 2, 9, 0, tzinfo=ZONE), "الطول 20 مترًا لا 12."),),
)
ARTICLE = Article(summary=SUMMARY, date=AT, body=("<p>نص القصة.</p>\n", Picture("/media/b.png", 10, 20), Picture()))


@dataclass(frozen=True)
class Facts:
    """``page`` in a template."""

    address: str
    kind: str
    title: str = "عنوان"


STORIES = ("NewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle", "LiveBlogPosting")
STORY = Facts(CARD.address, "article")


def retold(**changes: Any) -> Article:
    """The story with a card or summary of other values."""
    own = {name: changes.pop(name) for name in list(changes) if name in Summary.__dataclass_fields__ and name != "card"}
    return replace(ARTICLE, summary=replace(SUMMARY, card=replace(CARD, **changes), **own))


def graph(
    page: Facts = STORY,
    context: Context | None = None,
    article: Article | None = None,
    description: str = "",
    of: Settings | None = None,
) -> dict[str, Any]:
    """The nodes of a page's graph by their types, after it was found valid."""
    text = structured.structured_functions(of or OWN, (of or OWN).absolute)["structured"](
        page, context or Context(), article, description
    )
    return checked(str(text))


def checked(text: str) -> dict[str, Any]:
    if not text:
        return {}
    value = json.loads(text)
    VALIDATOR.validate(value)
    nodes = value["@graph"]
    assert len({node["@type"] for node in nodes}) == len({node["@id"] for node in nodes}) == len(nodes)
    for node in nodes:
        steps = node.get("itemListElement", [])
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    return {node["@type"]: node for node in nodes}


def crumbs(node: dict[str, Any]) -> list[tuple[str, str]]:
    return [(step["name"], step["item"]) for step in node["itemListElement"]]


# stories

BASE = "https://example.org/news/"
PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "@id": BASE + "#publisher",
    "name": "مؤسسة التجربة",
    "url": BASE,
    "logo": {"@type": "ImageObject", "url": BASE + "logo.png"},
    "email": "news@example.org",
    "sameAs": ["https://social.example.org/@test"],
}


def test_a_story_with_everything() -> None:
    found = graph(article=ARTICLE, description="ما يقال فيه")
    url = BASE + "2026/05/01/" + quote("خبر-أول") + "/"
    assert set(found) == {"NewsArticle", "BreadcrumbList"}
    assert found["NewsArticle"] == {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": "خبر أول",
        "description": "ما يقال فيه",
        "image": [
            {
                "@type": "ImageObject",
                "url": BASE + "media/0123456789abcdef0123.jpg",
                "width": 1200,
                "height": 800,
                "caption": "الجسر كما كان",
                "creditText": "سلمى",
            },
            {"@type": "ImageObject", "url": BASE + "media/b.png", "width": 10, "height": 20},
        ],
        "datePublished": "2026-05-01T10:00:00+03:00",
        "dateModified": "2026-05-02T09:00:00+03:00",
        "author": [
            {"@type": "Person", "name": "سلمى العلي", "url": f"{BASE}authors/{quote('سلمى')}/"},
            {"@type": "Person", "name": "عمر", "url": f"{BASE}authors/omar/"},
        ],
        "publisher": PUBLISHER,
        "articleSection": "سياسة",
        "inLanguage": "ar",
        "isAccessibleForFree": True,
        "keywords": ["المياه", "النهر"],
        "contentLocation": {"@type": "Place", "name": "الميناء", "url": f"{BASE}places/port/"},
        "dateline": "الميناء",
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "الطول 20 مترًا لا 12.",
                "datePublished": "2026-05-02T09:00:00+03:00",
            }
        ],
    }
    assert crumbs(found["BreadcrumbList"]) == [("الرئيسية", BASE), ("سياسة", BASE + "politics/"), ("خبر أول", url)]


def test_a_story_with_nothing_but_its_title() -> None:
    bare = retold(place=None, standfirst="", image=None, updated=None, tags=(), authors=(), corrections=())
    found = graph(article=replace(bare, body=()), of=PLAIN)["NewsArticle"]
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": "https://example.org/#publisher",
        "name": 'صحيفة "التجربة"',
        "url": "https://example.org/",
    }
    assert found["publisher"] == publisher
    assert found["author"] == [publisher]
    assert found["dateModified"] == found["datePublished"]
    absent = {"image", "description", "keywords", "contentLocation", "dateline", "correction"}
    assert not absent & set(found)


def test_a_story_is_never_changed_before_it_appeared() -> None:
    found = graph(article=retold(updated=datetime(2026, 4, 30, tzinfo=UTC), corrections=()))["NewsArticle"]
    assert found["dateModified"] == found["datePublished"]


def test_a_withdrawn_story_is_no_news() -> None:
    assert graph(article=retold(status="withdrawn")) == {}


# lists

TOPIC = Listing("topic", "مياه", "المياه", "/topics/مياه/")
SECTION = Listing("section", "politics", "سياسة", "/politics/", "المجلس وقراراته")
WHOLE = Listing("all", "", "صحيفة", "/")
JULY = Month(2026, 7)
INDEX, OF_TOPIC = ("المواضيع", BASE + "topics/"), ("المياه", f"{BASE}topics/{quote('مياه')}/")


@pytest.mark.parametrize(
    ("page", "context", "way"),
    [
        (Facts("/politics/", "section"), Context(listing=SECTION), [("سياسة", BASE + "politics/")]),
        (Facts("/topics/مياه/", "topic"), Context(listing=TOPIC), [INDEX, OF_TOPIC]),
        (
            Facts("/authors/omar/", "author"),
            Context(listing=Listing("author", "omar", "عمر", "/authors/omar/")),
            [("الكتّاب", BASE + "authors/"), ("عمر", BASE + "authors/omar/")],
        ),
        (
            Facts("/places/port/", "place"),
            Context(listing=Listing("place", "port", "الميناء", "/places/port/")),
            [("الأماكن", BASE + "places/"), ("الميناء", BASE + "places/port/")],
        ),
        (
            Facts("/politics/2026/07/", "month"),
            Context(listing=SECTION, month=JULY),
            [("سياسة", BASE + "politics/"), ("تموز 2026", BASE + "politics/2026/07/")],
        ),
        (
            Facts("/topics/مياه/2026/07/", "month"),
            Context(listing=TOPIC, month=JULY),
            [INDEX, OF_TOPIC, ("تموز 2026", OF_TOPIC[1] + "2026/07/")],
        ),
        (
            Facts("/archive/2026/07/", "month"),
            Context(listing=WHOLE, month=JULY),
            [("الأرشيف", BASE + "archive/"), ("تموز 2026", BASE + "archive/2026/07/")],
        ),
        (
            Facts("/archive/2026/07/05/", "day"),
            Context(day=date(2026, 7, 5)),
            [
                ("الأرشيف", BASE + "archive/"),
                ("تموز 2026", BASE + "archive/2026/07/"),
                ("الأحد 5 تموز 2026", BASE + "archive/2026/07/05/"),
            ],
        ),
        (Facts("/archive/", "archive"), Context(listing=WHOLE), [("الأرشيف", BASE + "archive/")]),
        (
            Facts("/topics/", "names"),
            Context(listing=Listing("topic", "", "المواضيع", "/topics/")),
            [("المواضيع", BASE + "topics/")],
        ),
        (Facts("/corrections/", "corrections"), Context(), [("التصحيحات", BASE + "corrections/")]),
    ],
    ids=lambda value: f"{value.kind} {value.address}" if isinstance(value, Facts) else "",
)
def test_a_list_is_a_collection(page: Facts, context: Context, way: list[tuple[str, str]]) -> None:
    found = graph(page, context, description="ما فيها")
    assert set(found) == {"CollectionPage", "BreadcrumbList"}
    url = BASE + quote(page.address[1:])
    assert found["CollectionPage"] == {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": way[-1][0],
        "description": "ما فيها",
        "inLanguage": "ar",
        "isPartOf": {"@type": "WebSite", "@id": BASE, "url": BASE, "name": 'صحيفة "التجربة"'},
    }
    assert crumbs(found["BreadcrumbList"]) == [("الرئيسية", BASE), *way]
    assert way[-1][1] == url


def test_the_home_page_is_the_site() -> None:
    found = graph(Facts("/", "home"), Context(listing=WHOLE), description="أخبار البلدة")
    assert found["NewsMediaOrganization"] == PUBLISHER
    assert found["WebSite"] == {
        "@type": "WebSite",
        "@id": BASE,
        "url": BASE,
        "name": 'صحيفة "التجربة"',
        "description": "أخبار البلدة",
        "inLanguage": "ar",
        "publisher": {"@id": BASE + "#publisher"},
    }


@pytest.mark.parametrize("kind", ["page", "missing", "latest", "redirect"])
def test_other_pages_have_none(kind: str) -> None:
    assert graph(Facts("/about/", kind)) == {}


def test_addresses_are_those_of_templates() -> None:
    of = settings()
    absolute = functions.environment(SOURCES, of).globals["absolute"]
    for part in ("خبر", "a b", "100%", "~!$'()*+,;:@", "é"):
        page = Facts(f"/2026/{part}/", "article")
        assert graph(page, article=ARTICLE, of=of)["NewsArticle"]["@id"] == absolute(page.address)  # type: ignore[operator]


# the head


@cache
def template(of: Settings) -> jinja2.Template:
    """The template of stories' pages."""
    return functions.environment(SOURCES, of).get_template("article.html")


def drawn(of: Settings | None = None, article: Article = ARTICLE) -> str:
    """A story's page."""
    return template(of or OWN).render(page=STORY, context=Context(day=date(2026, 5, 1)), article=article, plain=None)


def properties(page: Element) -> dict[str, list[str]]:
    """The Open Graph of a page, and its cards and robots."""
    found: dict[str, list[str]] = {}
    for meta in page.all("meta"):
        name = meta.attributes.get("property") or meta.attributes.get("name")
        if name:
            found.setdefault(name, []).append(meta.attributes["content"])
    return found


def test_the_head_of_a_story() -> None:
    page = page_of(drawn())
    url = BASE + "2026/05/01/" + quote("خبر-أول") + "/"
    assert page.first("link", rel="canonical").attributes["href"] == url
    told = properties(page)
    del told["viewport"], told["theme-color"]
    assert told == {
        "description": ["جملة تقول ما في الخبر."],
        "robots": ["max-image-preview:large"],
        "og:site_name": ['صحيفة "التجربة"'],
        "og:locale": ["ar_AR"],
        "og:url": [url],
        "og:type": ["article"],
        "og:title": ["خبر أول"],
        "og:description": ["جملة تقول ما في الخبر."],
        "og:image": [BASE + "media/0123456789abcdef0123.jpg"],
        "og:image:width": ["1200"],
        "og:image:height": ["800"],
        "og:image:alt": ["جسر"],
        "article:published_time": ["2026-05-01T10:00:00+03:00"],
        "article:modified_time": ["2026-05-02T09:00:00+03:00"],
        "article:section": ["سياسة"],
        "article:author": [f"{BASE}authors/{quote('سلمى')}/", f"{BASE}authors/omar/"],
        "article:tag": ["المياه", "النهر"],
        "twitter:card": ["summary_large_image"],
        "twitter:site": ["@tajriba"],
    }
    feeds = [link.attributes for link in page.all("link", rel="alternate")]
    assert [feed["href"] for feed in feeds] == ["/news/feed.xml", "/news/atom.xml", "/news/feed.json"]
    assert [feed["type"] for feed in feeds] == ["application/rss+xml", "application/atom+xml", "application/feed+json"]


def test_a_page_without_picture_has_the_logo() -> None:
    told = properties(page_of(drawn(article=retold(image=None))))
    assert told["og:image"] == [BASE + "logo.png"]
    assert told["og:image:alt"] == ["مؤسسة التجربة"]
    assert told["twitter:card"] == ["summary"]
    told = properties(page_of(drawn(PLAIN, retold(image=Picture(caption="صورة لم تصل")))))
    assert told["twitter:card"] == ["summary"]
    assert not [name for name in told if name.startswith(("og:image", "twitter:site"))]


def test_a_withdrawn_story_is_not_indexed_and_says_nothing() -> None:
    page = page_of(drawn(article=replace(retold(status="withdrawn", image=None), body=(), note="سُحب الخبر.")))
    told = properties(page)
    assert told["robots"] == ["noindex"]
    assert not {"description", "og:description", "article:tag", "article:author"} & set(told)
    assert not list(page.all("script", type="application/ld+json"))


def test_a_staging_site_is_not_indexed() -> None:
    assert properties(page_of(drawn(settings(production=False))))["robots"] == ["noindex"]


@pytest.mark.parametrize("written", ["tajriba", "@tajriba", "https://x.com/tajriba", "https://x.com/tajriba/"])
def test_the_name_on_x(written: str) -> None:
    told = properties(page_of(drawn(settings(publisher={"x": written}))))
    assert told["twitter:site"] == ["@tajriba"]


# whatever a story holds


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "\"'`&amp;&quot;&#0;",
    "خبر 🎉 \U0001f469\u200d\U0001f4bb",
    "سطر\u2028آخر\u2029ثالث",
    "\u202eمقلوب\u202c \u2066a\u2069 \u200f",
    "{{ site.title }}{% raw %}",
    "\\u003c/script\\u003e \\",
    "\x00\x08\x0b\x1f\x7f\x85",
)
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40) | st.sampled_from(HOSTILE)


def hostile(text: str) -> Article:
    """A story that says the text wherever one can."""
    named = (Named("a", text),)
    return replace(
        retold(
            title=text,
            standfirst=text,
            place=named[0],
            tags=named,
            authors=named,
            corrections=(Correction(AT, text),),
            image=replace(PICTURE, alt=text, caption=text, credit=text),
        ),
        body=(f"<p>{'نص'}</p>",),
    )


def sane(page: Any) -> Counter[str]:
    """The elements of a page by name, without those that isolate mixed text or keep it on a line."""
    return Counter(
        element.tag
        for element in page
        if element.tag not in ("bdi", "p") and element.attributes.get("class") != "whole"
    )


PEACEFUL = drawn(article=hostile("خبر"))


@given(TEXT)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[5])
def test_no_text_breaks_out(text: str) -> None:
    html = drawn(article=hostile(text))
    page = page_of(html)
    (script,) = page.all("script", type="application/ld+json")
    (inner,) = script.children
    assert isinstance(inner, str)
    assert not re.search(r"[<>&\u2028\u2029]", inner)
    found = checked(inner)
    article = found["NewsArticle"]
    assert article["headline"] == text
    assert article["description"] == text
    assert article["keywords"] == [text]
    assert [one["name"] for one in article["author"]] == [text]
    assert article["contentLocation"]["name"] == article["dateline"] == text
    assert [one["text"] for one in article["correction"]] == [text]
    assert {article["image"][0][name] for name in ("caption", "creditText")} == {text}
    assert crumbs(found["BreadcrumbList"])[-1][0] == text
    told = properties(page)
    assert told["og:title"] == told["og:description"] == told["article:tag"] == [arabic.isolate(text)]
    assert told["og:image:alt"] == [arabic.isolate(text)]
    assert sane(page.all()) == sane(page_of(PEACEFUL).all())


@given(TEXT.filter(lambda text: not re.search("[\x00-\x1f\x7f\x85]", text)))
@example(HOSTILE[0])
def test_another_parser_sees_the_same(text: str) -> None:
    page, peaceful = as_lxml(drawn(article=hostile(text))), as_lxml(PEACEFUL)
    (script,) = page.xpath('//script[@type="application/ld+json"]')
    assert json.loads(script.text)["@graph"][0]["headline"] == text
    assert len(page.xpath("//head/*")) == len(peaceful.xpath("//head/*"))


def as_lxml(html: str) -> Any:
    return lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


@given(st.recursive(TEXT | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_json_stands_in_a_script_as_it_is(value: Any) -> None:
    text = structured.json_script(value)
    assert not re.search(r"[<>&\u2028\u2029]", text)
    assert json.loads(text) == value
    assert structured.json_script(value) == text


# end to end


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return sample(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("small"), plain=False, settings=SETTINGS)
    site.write("static/logo.png", (ROOT / "static/assets/v1/icon.svg").read_bytes())
    site.story("a/first", "الأول", tags=["مياه"], authors=["سلمى"], place="المرفأ", slug="خبر-أول")
    site.story("a/second", "الثاني", section="sport", date="2026-04-02 10:00", updated="2026-04-03 10:00")
    site.story("a/third", "الثالث", status="withdrawn", note="لم تثبت صحته.", date="2026-04-04 10:00")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص\n")
    report = site.build()
    assert report.published, report.problems
    return site


def documents(site: Site) -> dict[str, Element]:
    """The whole pages of a site by their addresses, without those of old addresses."""
    found = {}
    for file in sorted(site.output.rglob("*.html")):
        path = file.relative_to(site.output).as_posix()
        page = page_of(file.read_text(encoding="utf-8"))
        if not path.startswith("fragments/") and not list(page.all("meta", http_equiv="refresh")):
            found["/" + path.removesuffix("index.html")] = page
    return found


def locations(site: Site) -> set[str]:
    """Every address in the sitemaps."""
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    trees: list[Any] = [etree.parse(file) for file in (site.output / "sitemaps").glob("*.xml")]
    return {str(text) for tree in trees for text in tree.xpath("//s:url/s:loc/text()", namespaces=spaces)}


@sampled(2)
@pytest.mark.parametrize("name", ["newsroom", "small"])
def test_one_address_everywhere(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    made, _ = read((site.root / "site.yml").read_bytes())
    assert made
    mapped = locations(site)
    feed = json.loads((site.output / "feed.json").read_text(encoding="utf-8"))
    fed = {item["url"]: item for item in feed["items"]}
    stories = 0
    for address, page in documents(site).items():
        whole = made.base_url + quote(address[1:])
        told = properties(page)
        assert page.first("link", rel="canonical").attributes["href"] == whole
        assert told["og:url"] == [whole]
        scripts = [script.text for script in page.all("script", type="application/ld+json")]
        assert len(scripts) <= 1
        found = checked(scripts[0]) if scripts else {}
        kind = page.first("body").attributes["class"].split()[0]
        if kind == "page-article" and told["robots"] != ["noindex"]:
            stories += 1
            article = next(node for kind, node in found.items() if kind in STORIES)
            assert article["@id"] == article["url"] == article["mainEntityOfPage"] == whole
            assert told["article:published_time"] == [article["datePublished"]]
            assert told.get("article:modified_time", [article["dateModified"]]) == [article["dateModified"]]
            assert told.get("description", [""]) == [arabic.isolate(article.get("description", ""))]
            assert whole in mapped
            if whole in fed:
                assert fed[whole]["date_published"] == article["datePublished"]
        elif kind == "page-home":
            assert found["WebSite"]["@id"] == whole
            assert whole in mapped
        elif kind not in ("page-article", "page-page", "page-missing"):
            assert found["CollectionPage"]["@id"] == whole
            assert crumbs(found["BreadcrumbList"])[-1][1] == whole
        else:
            assert not found
        hidden = kind == "page-missing" or (kind == "page-article" and not found)
        assert told["robots"] == ["noindex" if hidden else "max-image-preview:large"]
    assert fed
    assert set(fed) <= mapped
    assert stories >= 2


@pytest.mark.ci
def test_what_heads_and_graphs_name_is_there(small: Site, newsroom: Site) -> None:
    for site in (small, newsroom):
        made, _ = read((site.root / "site.yml").read_bytes())
        assert made
        for page in documents(site).values():
            named = [link.attributes["href"] for link in page.all("link", rel="alternate")]
            assert len(set(named)) == len(named) >= 3
            told = properties(page)
            named += told.get("og:image", []) + told.get("article:author", [])
            for script in page.all("script", type="application/ld+json"):
                named += re.findall(r'"(?:url|item)":"([^"]*)"', script.text)
            for address in (one for one in named if "//films.example.net/" not in one):  # another house
                path = urlsplit(address).path.removeprefix(made.prefix)
                file = site.output / unquote(path).lstrip("/")
                assert (file / "index.html" if path.endswith("/") else file).is_file(), address


def test_feeds_of_the_list_come_first(small: Site) -> None:
    page = documents(small)["/sport/"]
    feeds = [link.attributes["href"] for link in page.all("link", rel="alternate")]
    assert feeds[:3] == ["/news/sport/feed.xml", "/news/sport/atom.xml", "/news/sport/feed.json"]
    assert feeds[3:] == ["/news/feed.xml", "/news/atom.xml", "/news/feed.json"]


def test_a_withdrawn_page(small: Site) -> None:
    page = documents(small)["/2026/04/04/third/"]
    assert properties(page)["robots"] == ["noindex"]
    assert not list(page.all("script", type="application/ld+json"))
