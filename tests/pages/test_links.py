"""Every internal link of a whole output resolves, in pages, feeds, sitemaps and structured data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree, html

from newsgen.build.build import build
from newsgen.build.run import Options
from newsgen.site.settings_file import file_bytes, read
from tests.support import NOW, SETTINGS, Site, renditions
from tests.support.pictures import png

ROOT = Path(__file__).parents[2]


def everything(root: Path) -> Site:
    """A site in a subfolder of its host, with every kind of page, in the default theme."""
    text = SETTINGS.replace("https://example.org/", "https://example.org/news/")
    more = (
        "front: {section: 3}\nfeeds: {full_text: true, topics: true, authors: true}\n"
        "topics: [{name: المياه, also: [ماء, مياه], slug: water, purpose: كل ما يخص المياه}]\n"
        "security: {contact: [mailto:a@example.org], expires: 2027-01-01T00:00:00Z}\nads: ['example.org, 1, DIRECT']\n"
        "publisher: {logo: /logo.png}\n"
    )
    site = Site(root, plain=False, settings=text + more)
    site.write("static/logo.png", PNG)
    site.write("content/p.png", PNG)
    for number in range(40):
        site.story(
            f"s{number}", f"قصة {number} عن C++ و\\\"اقتباس\\\" & أكثر", section=("politics", "sport")[number % 2],
            date=f"{NOW - timedelta(days=5 * number):%Y-%m-%d %H:%M}", tags=["ماء", "C++", f"وسم {number % 4}"],
            authors=["ليلى النور", "سامر"][: number % 3], place=("", "port", "الجبل الأخضر")[number % 3],
            body="نص [إلى أخرى](/politics/) و[داخلها](#n) ![صورة](p.png)\n\n## عنوان {#n}", image="{src: p.png, alt: صورة}",
        )  # fmt: skip
    site.story("gone", "سُحبت", status="withdrawn", note="تبيّن أنها غير صحيحة.", date="2026-05-02 10:00", tags=["وحيد"])
    site.story("new", "انتقلت", aliases=["/old/قديم/"], date="2026-05-03 10:00",
               corrections=["{at: 2026-05-04, text: صُحّح الاسم}"])  # fmt: skip
    site.write(
        "redirects.yml",
        "redirects:\n  - {from: /a/, to: /old/قديم/}\n  - {from: /b.html}\n  - {from: /c/, to: 'https://example.com/'}\n",
    )
    site.write("content/authors/p.png", PNG)
    site.write("content/authors/l.yml", "name: ليلى النور\nrole: محررة\nimage: {src: p.png, alt: صورتها}\n")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص.\n")
    return site


PNG = png(700, 500)


@pytest.fixture(scope="module", params=["sample", "everything"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("links")
    if request.param == "sample":
        root = folder / "site"
        root.mkdir()
        for name in ("content", "templates", "static"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "site.yml", root)
    else:
        root = everything(folder / "site").root
    report = build(Options(root, folder / "out", NOW.replace(year=2027), renditions=renditions()))
    assert report.published, report.problems
    settings, _ = read(file_bytes(root))
    assert settings is not None
    return folder / "out", settings.base_url


def links(path: Path, base: str) -> Iterator[str]:
    """Every address in a file, as an absolute URL."""
    data = path.read_bytes()
    if path.suffix == ".html" and "fragments" not in path.parts:
        tree: Any = html.fromstring(data)
        for element, _, link, _ in tree.iterlinks():
            if element.tag != "a" or element.get("rel") != "external":
                yield link
        for element in tree.xpath("//meta[@property='og:image' or @property='og:url']"):
            yield element.get("content")
        for script in tree.xpath("//script[@type='application/ld+json']"):
            yield from addresses(json.loads(script.text), base)
    elif path.suffix == ".html":
        tree = html.fragment_fromstring(data, create_parent="ul")
        yield from (link for _, _, link, _ in tree.iterlinks())
    elif path.suffix == ".xml":
        tree = etree.fromstring(data)
        for element in tree.iter():
            for value in (element.text, *element.attrib.values()):
                if value and value.startswith(base):
                    yield value
            if element.text and "<" in element.text:
                yield from (
                    link for _, _, link, _ in html.fragment_fromstring(element.text, create_parent="div").iterlinks()
                )
    elif path.name == "feed.json":
        yield from addresses(json.loads(data), base)


def addresses(value: object, base: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "@id":  # a name, at which nothing need be
                yield from addresses(inner, base)
    elif isinstance(value, list):
        for inner in value:
            yield from addresses(inner, base)
    elif isinstance(value, str) and value.startswith(base):
        yield value


def test_every_internal_link_resolves(output: tuple[Path, str]) -> None:
    folder, base = output
    broken, walked = [], 0
    known: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        here = base + path.relative_to(folder).as_posix().removesuffix("index.html")
        for link in links(path, base):
            whole = urljoin(here, link)
            parts = urlsplit(whole)
            if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(base).netloc:
                continue
            walked += 1
            assert whole.startswith(base), f"{link} in {path} leaves the site's path"
            file = folder / unquote(parts.path).removeprefix(urlsplit(base).path)
            if parts.path.endswith("/"):
                file /= "index.html"
            if not file.is_file():
                broken.append((link, path.relative_to(folder).as_posix()))
            elif parts.fragment and file.suffix == ".html":
                key = str(file)
                if key not in known:
                    known[key] = set(re.findall(r'id="([^"]+)"', file.read_text(encoding="utf-8")))
                if unquote(parts.fragment) not in known[key]:
                    broken.append((link, path.relative_to(folder).as_posix()))
    assert broken == []
    assert walked > 5000


def test_a_story_has_the_same_address_everywhere(output: tuple[Path, str]) -> None:
    """Canonical, og:url, sitemap and feed give a story the same address, and every story of the sitemaps is a page."""
    folder, base = output
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = set()
    for path in (folder / "sitemaps").glob("2*.xml"):
        listed |= {loc.text or "" for loc in etree.fromstring(path.read_bytes()).iter(space + "loc")}
    assert len(listed) >= 40
    feeds = {item["url"] for path in folder.rglob("feed.json") for item in json.loads(path.read_bytes())["items"]}
    assert feeds <= listed
    for address in sorted(listed):
        file = folder / unquote(urlsplit(address).path).removeprefix(urlsplit(base).path) / "index.html"
        tree: Any = html.fromstring(file.read_bytes())
        assert tree.xpath("//link[@rel='canonical']/@href") == [address]
        assert tree.xpath("//meta[@property='og:url']/@content") == [address]
        assert "noindex" not in "".join(tree.xpath("//meta[@name='robots']/@content"))
    withdrawn = [path for path in folder.rglob("index.html") if "تبيّن أنها غير صحيحة".encode() in path.read_bytes()]
    for path in withdrawn:
        tree = html.fromstring(path.read_bytes())
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        (address,) = tree.xpath("//link[@rel='canonical']/@href")
        assert address not in listed | feeds
