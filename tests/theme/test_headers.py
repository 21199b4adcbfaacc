"""Hosts' files as the hosts read them: each header once, each old address answered, by nginx itself too."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsgen.model.article import Redirect
from newsgen.pages import redirects
from newsgen.pages.hosts import MOST_RULES
from newsgen.pages.kinds import Context
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme import functions, headers, templates
from tests.support import Site
from tests.support import nginx as servers
from tests.support.page import Element
from tests.support.page import read as page_of

ROOT = Path(__file__).parents[2]
SOURCES, _ = templates.load(ROOT / "nowhere", ROOT)

SETTINGS = """\
title: صحيفة التجربة
base_url: https://example.org/
timezone: Asia/Amman
sections:
  - {id: politics, name: سياسة}
  - {id: sport, name: رياضة}
"""
PATHS = {
    "/": "page",
    "/politics/": "page",
    "/politics/2026/05/": "page",
    "/2026/05/01/b/": "page",
    "/2026/05/01/خبر-أول/": "page",
    "/topics/المياه/": "page",
    "/archive/2026/05/01/": "page",
    "/corrections/": "page",
    "/404.html": "page",
    "/old/page.html": "page",
    "/media/0123456789abcdef0123.jpg": "fingerprinted",
    "/assets/fonts/text-47c28044d2.woff2": "fingerprinted",
    "/assets/v1/newsgen.css": "versioned",
    "/assets/v1/dates.js": "versioned",
    "/assets/site.css": "static",
    "/logo.png": "static",
    "/favicon.ico": "static",
    "/feed.xml": "rss",
    "/politics/feed.xml": "rss",
    "/topics/المياه/feed.xml": "rss",
    "/atom.xml": "atom",
    "/politics/atom.xml": "atom",
    "/feed.json": "json",
    "/authors/سلمى/feed.json": "json",
    "/sitemap.xml": "sitemap",
    "/sitemaps/2026-05.xml": "sitemap",
    "/sitemaps/news.xml": "sitemap",
    "/fragments/latest/politics.html": "fragment",
    "/robots.txt": "robot",
    "/ads.txt": "robot",
    "/.well-known/security.txt": "robot",
}
"""Addresses of every kind of file, and the class of each."""
BY_NAME = {one.name: one for one in headers.CLASSES}


def settings(**more: Any) -> Settings:
    made, problems = read(SETTINGS.encode())
    assert made is not None, problems
    return Settings.model_validate(made.model_dump() | more)


def environment(of: Settings) -> jinja2.Environment:
    return functions.environment(SOURCES, of)


def drawn(name: str, of: Settings | None = None, **variables: Any) -> str:
    of = of or settings()
    return environment(of).get_template(name).render({"context": Context(), "article": None, "plain": None} | variables)


# classes


@pytest.mark.parametrize(("path", "name"), PATHS.items())
def test_the_class_of_a_file(path: str, name: str) -> None:
    assert headers.cache_class(path).name == name
    assert headers.cache_control(path) == BY_NAME[name].cache
    assert headers.cache_control(quote(path)) == BY_NAME[name].cache
    file = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
    assert headers.cache_control(file) == BY_NAME[name].cache


def test_every_file_has_a_class() -> None:
    for path in ("", "index.html", "a b", "x\ny", "_headers", ".newsgen"):
        assert headers.cache_control(path)


# _headers


@dataclass(frozen=True)
class Host:
    """How a host matches the paths of rules; of all that match it gives the headers, equal ones joined by commas.

    What is known of it: the documentation that headers.py names, and the hosts' own open parsers.
    """

    name: str

    def matches(self, rule: str, path: str) -> bool:
        path = quote(path)
        if self.name == "cloudflare":  # a splat is any characters, a placeholder any but slashes
            assert rule.count("*") <= 1, "one splat a rule"
            expression = ".*".join(re.sub(r":\w+", "[^/]+", re.escape(part)) for part in rule.split("*"))
            return re.fullmatch(expression, path) is not None
        parts = [part for part in rule.split("/") if part]  # netlify: slashes at the end mean nothing
        expression = "/".join(self._part(part) for part in parts)
        return re.fullmatch(f"/{expression}/?", path, re.IGNORECASE) is not None

    @staticmethod
    def _part(part: str) -> str:
        if part.startswith(":"):
            return "[^/]+"
        return "?.*" if part == "*" else part.replace("*", ".*")

    def headers(self, rules: list[tuple[str, list[tuple[str, str]]]], path: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for rule, own in rules:
            if self.matches(rule, path):
                for name, value in own:
                    found.setdefault(name.lower(), []).append(value)
        return found


HOSTS = [Host("cloudflare"), Host("netlify")]


def rules(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules of a `_headers`."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        assert len(line) <= 2000, "Cloudflare ignores longer lines"
        if line.startswith("#") or not line:
            continue
        if line.startswith("/"):
            found.append((line, []))
        else:
            assert line.startswith("  ")
            name, colon, value = line.strip().partition(": ")
            assert colon
            found[-1][1].append((name, value))
    assert 0 < len(found) <= 100
    assert all(own for _, own in found)
    return found


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
@pytest.mark.parametrize(("path", "name"), PATHS.items())
def test_each_header_once(host: Host, path: str, name: str) -> None:
    found = host.headers(rules(drawn("hosts/headers.txt")), path)
    assert all(len(values) == 1 for values in found.values()), found
    one = BY_NAME[name]
    assert found.get("cache-control") == ([one.cache] if one.hosted else None), "or the host's own default"
    assert found.get("content-type") == ([one.type + "; charset=utf-8"] if one.type else None)
    for header, value in headers.security_headers(settings()):
        assert found[header.lower()] == [value]


SEGMENT = st.text(st.sampled_from("abمياه-09"), min_size=1, max_size=8)


@given(folders=st.lists(SEGMENT, max_size=4), file=st.sampled_from(["", "feed.xml", "atom.xml", "feed.json", "x.png"]))
def test_no_address_has_a_header_twice(folders: list[str], file: str) -> None:
    path = "/" + "".join(f"{folder}/" for folder in folders) + file
    text = rules(drawn("hosts/headers.txt"))
    for host in HOSTS:
        assert all(len(values) == 1 for values in host.headers(text, path).values()), path


def test_the_interpreter_tells_two_apart() -> None:
    twice = [("/*", [("Cache-Control", "a")]), ("/assets/*", [("Cache-Control", "b")])]
    for host in HOSTS:
        assert host.headers(twice, "/assets/x")["cache-control"] == ["a", "b"]
    assert Host("cloudflare").matches("/*/", "/politics/")
    assert not Host("cloudflare").matches("/*/", "/feed.xml")
    assert Host("netlify").matches("/*/", "/feed.xml"), "which is why pages have no rule"


def test_a_site_below_a_path() -> None:
    text = rules(drawn("hosts/headers.txt", settings(base_url="https://example.org/news/ar/")))
    assert all(rule.startswith("/news/ar/") for rule, _ in text)
    for host in HOSTS:
        assert host.headers(text, "/news/ar/media/x.jpg")["cache-control"] == [BY_NAME["fingerprinted"].cache]


# security


def directives(of: Settings) -> dict[str, list[str]]:
    """A content security policy by its directives."""
    split = [directive.split() for directive in headers.content_security_policy(of).split("; ")]
    assert len({name for name, *_ in split}) == len(split)
    return {name: sources for name, *sources in split}


def test_the_policy_is_the_site_itself() -> None:
    assert directives(settings()) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }


def test_what_a_newsroom_adds_to_the_policy() -> None:
    hosts = {
        name: (f"https://{name}.example.org",) for name in ("script", "style", "image", "connect", "frame", "media")
    }
    found = directives(settings(policy=hosts | {"image": ("data:", "https://*.example.org/$a/")}))
    assert found["script-src"] == ["'self'", "https://script.example.org"]
    assert found["img-src"] == ["'self'", "data:", "https://*.example.org/%24a/"]
    assert found["frame-src"] == ["https://frame.example.org"]
    assert found["media-src"] == ["'self'", "https://media.example.org"]
    assert found["connect-src"] == ["'self'", "https://connect.example.org"]
    assert found["style-src"] == ["'self'", "https://style.example.org"]


def test_https_and_staging() -> None:
    names = [name for name, _ in headers.security_headers(settings())]
    assert "Strict-Transport-Security" in names
    assert "X-Robots-Tag" not in names
    names = [
        name for name, _ in headers.security_headers(settings(base_url="http://localhost:8000/", production=False))
    ]
    assert "Strict-Transport-Security" not in names
    assert "X-Robots-Tag" in names


# _redirects

ADDRESS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="/"), min_size=1, max_size=30)
"""A part of an address after percent-decoding: whatever may be in it."""


def lines(text: str) -> list[list[str]]:
    """The redirects of a `_redirects`."""
    return [line.split(" ") for line in text.split("\n") if line and not line.startswith("#")]


def old(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"context": Context(redirects=tuple(Redirect(*pair) for pair in pairs))}


def test_redirects_for_hosts() -> None:
    text = drawn(
        "hosts/redirects.txt",
        **old(
            ("/قديم/", "/2026/05/01/خبر/"),
            ("/old name/12:30/*/", "/politics/?a=ب#c"),
            ("/moved/", "https://example.com/مقال?x=%41"),
            ("/gone.html", ""),
        ),
    )
    assert lines(text) == [
        ["/%D9%82%D8%AF%D9%8A%D9%85/", "/2026/05/01/%D8%AE%D8%A8%D8%B1/", "301"],
        ["/old%20name/12%3A30/%2A/", "/politics/?a=%D8%A8#c", "301"],
        ["/moved/", "https://example.com/%D9%85%D9%82%D8%A7%D9%84?x=%41", "301"],
        ["/gone.html", "/404.html", "404!"],
    ]


def test_redirects_below_a_path() -> None:
    text = drawn(
        "hosts/redirects.txt", settings(base_url="https://example.org/news/"), **old(("/a/", "/b/"), ("/c/", ""))
    )
    assert lines(text) == [["/news/a/", "/news/b/", "301"], ["/news/c/", "/news/404.html", "404!"]]


@given(ADDRESS, ADDRESS)
@example("12:30", "*")
@example("a\nb /x 200", "#?%")
def test_any_old_address_stays_one_word(source: str, target: str) -> None:
    text = drawn("hosts/redirects.txt", **old((f"/{source}/", f"/{quote(target)}/")))
    ((old_one, new_one, code),) = lines(text)
    assert code == "301"
    assert (unquote(old_one), unquote(new_one)) == (f"/{source}/", f"/{target}/")
    assert not re.search(r"[^!-~]|[:*#?]", old_one)
    assert not re.search(r"[^!-~]|[#?]", new_one)


def test_a_target_is_encoded_once() -> None:
    hosts = headers.header_functions(settings(base_url="https://example.org/news/"))
    for written in ("/2026/خبر/", "/2026/%D8%AE%D8%A8%D8%B1/"):
        assert hosts["moved_to"](written) == "/news/2026/%D8%AE%D8%A8%D8%B1/"
        assert hosts["moved_to"](written, whole=True) == "https://example.org/news/2026/%D8%AE%D8%A8%D8%B1/"
    assert hosts["moved_to"]("/%FF/") == "/news/%FF/"
    assert hosts["moved_to"]("/a%2fb%2F/") == "/news/a%2Fb%2F/"
    assert hosts["moved_to"]("https://example.com/?a=b&c=[d]#e", whole=True) == "https://example.com/?a=b&c=[d]#e"


# the page at an old address


def moved(target: str, of: Settings | None = None) -> Element:
    return page_of(drawn("redirect.html", of, context=Context(redirect=Redirect("/old/", target))))


@pytest.mark.parametrize(
    ("target", "address", "whole"),
    [
        ("/2026/خبر/", "/2026/%D8%AE%D8%A8%D8%B1/", "https://example.org/2026/%D8%AE%D8%A8%D8%B1/"),
        ('/x/?a="&amp;<b>', "/x/?a=%22&amp;%3Cb%3E", "https://example.org/x/?a=%22&amp;%3Cb%3E"),
        ("https://example.com/a;url=b", "https://example.com/a;url=b", "https://example.com/a;url=b"),
    ],
)
def test_the_page_of_a_moved_address(target: str, address: str, whole: str) -> None:
    page = moved(target)
    html = page.first("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")
    assert page.first("link", rel="canonical").attributes["href"] == whole
    assert page.first("meta", http_equiv="refresh").attributes["content"] == f"0; url={address}"
    (link,) = page.all("a")
    assert link.attributes["href"] == address
    assert not list(page.all("meta", name="robots"))
    assert not list(page.all("script")) + list(page.all("style"))
    assert page.first("h1").text in page.first("title").text


def test_the_page_of_an_address_that_is_gone() -> None:
    page = moved("", settings(base_url="https://example.org/news/"))
    assert page.first("meta", name="robots").attributes["content"] == "noindex"
    assert not list(page.all("meta", http_equiv="refresh")) + list(page.all("link", rel="canonical"))
    assert page.first("a").attributes["href"] == "/news/"


def test_a_moved_page_of_a_staging_site_is_not_indexed() -> None:
    assert moved("/x/", settings(production=False)).first("meta", name="robots").attributes["content"] == "noindex"


# nginx

WORDS = re.compile(r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)";', re.DOTALL)


CONFIGURATION = (
    servers.HEAD
    + """\
http {{
types {{ text/html html; text/css css; text/xml xml; text/plain txt; application/json json; application/javascript js;
image/svg+xml svg; font/woff2 woff2; }}
"""
    + servers.WRITES
    + """\
include {map};
server {{
listen 127.0.0.1:{port};
root {root};
include {server};
}}
}}
"""
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Nginx:
    """A running nginx with a built site."""

    port: int

    def get(self, path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path if path.isascii() else quote(path, safe="/?#"))
            response = connection.getresponse()
            pairs = response.getheaders()
            assert len({name.lower() for name, _ in pairs}) == len(pairs), pairs
            return Answer(response.status, {n.lower(): v for n, v in pairs}, response.read().decode(errors="replace"))
        finally:
            connection.close()


def old_addresses(sizes: Path, lines: str = "") -> str:
    """nginx's map of old addresses, from the parts beside the file with the sizes, or from ``lines``."""
    return f'map $uri $newsgen_move {{\ndefault "";\n{lines or f"include {sizes.with_suffix(str())}/*.map;"}\n}}\n'


def configured(place: Path, *, map: Path, server: Path, root: Path, port: int = 1) -> list[str]:
    """nginx's command for a configuration that includes the files."""
    file = place / "nginx.conf"
    if map.name == "redirects.map":
        (place / "http").write_text(f"include {map};\n{old_addresses(map)}", encoding="utf-8")
        map = place / "http"
    file.write_text(CONFIGURATION.format(place=place, map=map, server=server, root=root, port=port), encoding="utf-8")
    return servers.command(place)


REDIRECTS = """\
redirects:
- {from: /قديم/, to: /2026/05/01/b/}
- {from: /2019/05/خبر-قديم.html, to: "/2026/05/01/b/?x=1#y"}
- {from: /Case/, to: /case/}
- {from: /elsewhere/, to: "https://example.com/a$b"}
- {from: /removed/خبر/}
- {from: /removed.html}
- {from: "/odd/;}{$'\\u200e/", to: /politics/}
- {from: "/odd/;}{'%22%5C/", to: /politics/}
- {from: "/old story.html", to: /politics/}
- {from: "/old%20pages/a b/", to: /politics/}
- {from: /news.php, to: /politics/}
- {from: /removed.php}
- {from: /old.pdf, to: /politics/}
- {from: /rss/old.xml, to: /politics/}
- {from: /old/feed.xml, to: /politics/}
- {from: /page.htm, to: /politics/}
- {from: /2018/إصدار-2.0, to: /politics/}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    more = (
        'publisher: {logo: /logo.svg}\nsecurity: {contact: ["mailto:a@example.org"], expires: 2027-06-30T00:00:00Z}\n'
        'policy: {script: ["https://stats.example.org/$x"]}\npartners: [{id: a, name: أ, ninjs: true}]\n'
    )
    site = Site(tmp_path_factory.mktemp("hosts") / "site", plain=False, settings=SETTINGS + more)
    site.story("a/b", "خبر أول", tags=["مياه"], authors=["سلمى"], aliases=["/سابق/"])
    site.write("content/pages/case.md", "---\ntitle: صفحة\n---\nنص\n")
    site.write("static/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    site.write("redirects.yml", REDIRECTS)
    report = site.build()
    assert report.published, report.problems
    return site


@contextmanager
def serving(site: Site, place: Path, *, map: Path | None = None, server: Path | None = None) -> Iterator[Nginx]:
    """nginx with the configuration that the site's build made, or with other files."""
    own = site.output / "_nginx"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    map, server = map or own / "redirects.map", server or own / "headers.conf"
    command = configured(place, map=map, server=server, root=site.output, port=port)
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr, tried.stderr
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Nginx(port)
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(scope="module")
def nginx(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with serving(built, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "kind"),
    {
        "/": "text/html; charset=utf-8",
        "/politics/": "text/html; charset=utf-8",
        "/2026/05/01/b/": "text/html; charset=utf-8",
        "/topics/مياه/": "text/html; charset=utf-8",
        "/fragments/latest/politics.html": "text/html; charset=utf-8",
        "/assets/v1/newsgen.css": "text/css; charset=utf-8",
        "/assets/v1/dates.js": "application/javascript; charset=utf-8",
        "/assets/fonts/text-47c28044d2.woff2": "font/woff2",
        "/logo.svg": "image/svg+xml; charset=utf-8",
        "/feed.xml": "application/rss+xml; charset=utf-8",
        "/politics/atom.xml": "application/atom+xml; charset=utf-8",
        "/feed.json": "application/feed+json; charset=utf-8",
        "/sitemap.xml": "text/xml; charset=utf-8",
        "/sitemaps/2026-05.xml": "text/xml; charset=utf-8",
        "/robots.txt": "text/plain; charset=utf-8",
        "/.well-known/security.txt": "text/plain; charset=utf-8",
    }.items(),
)
def test_nginx_gives_each_file_its_headers(nginx: Nginx, built: Site, path: str, kind: str) -> None:
    answer = nginx.get(path)
    assert answer.status == 200
    assert answer.headers["cache-control"] == headers.cache_control(path)
    assert answer.headers["content-type"] == kind
    made, _ = read((built.root / "site.yml").read_bytes())
    assert made
    for name, value in headers.security_headers(made):
        assert answer.headers[name.lower()] == value


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/قديم/", "/2026/05/01/b/"),
        ("/%d9%82%d8%af%d9%8a%d9%85/", "/2026/05/01/b/"),
        ("/سابق/", "/2026/05/01/b/"),
        ("/2019/05/خبر-قديم.html", "/2026/05/01/b/?x=1#y"),
        ("/Case/", "/case/"),
        ("/elsewhere/?utm=1", "https://example.com/a%24b"),
        ("/odd/%3B%7D%7B'%22%5C/", "/politics/"),
        ("/old%20story.html", "/politics/"),
        ("/old%20pages/a%20b/", "/politics/"),
        ("/news.php", "/politics/"),
    ],
)
def test_nginx_sends_old_addresses_on(nginx: Nginx, path: str, target: str) -> None:
    answer = nginx.get(path)
    assert (answer.status, answer.headers["location"]) == (301, target)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == headers.cache_control("/")


@pytest.mark.parametrize("path", ["/removed/خبر/", "/removed.html", "/removed.php"])
def test_nginx_says_what_is_gone(nginx: Nginx, path: str) -> None:
    answer = nginx.get(path)
    assert answer.status == 410
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "أُزيلت هذه الصفحة" in answer.body
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == headers.cache_control("/")


def test_nginx_tells_letters_of_different_case_apart(nginx: Nginx) -> None:
    assert nginx.get("/case/").status == 200
    assert nginx.get("/Case/").status == 301
    assert nginx.get("/CASE/").status == 404
    assert nginx.get("/Elsewhere/").status == 404


@pytest.mark.parametrize("path", ["/media/none.jpg", "/none/", "/2026/05/01/nothing", "/قديم", "/assets/v1/none.css"])
def test_nginx_says_what_is_not_there(nginx: Nginx, path: str) -> None:
    answer = nginx.get(path)
    if path == "/قديم":  # a folder's slash is added first
        assert (answer.status, unquote(answer.headers["location"])) == (301, "/قديم/")
        return
    assert answer.status == 404
    assert "الصفحة غير موجودة" in answer.body
    assert answer.headers["cache-control"] == headers.cache_control("/404.html"), "what appears later is seen soon"


@pytest.mark.parametrize(
    "path",
    ["/.newsgen", "/_headers", "/_redirects", "/_nginx/redirects.map", "/_nginx/", "/404.html", "/x/.git/config"],
)
def test_nginx_keeps_what_is_not_for_readers(nginx: Nginx, path: str) -> None:
    answer = nginx.get(path)
    assert answer.status == 404
    assert "الصفحة غير موجودة" in answer.body


def test_what_nginx_leaves_to_the_page(nginx: Nginx) -> None:
    answer = nginx.get("/odd/;}{$'\u200e/")
    assert answer.status == 200
    assert 'content="0; url=/politics/"' in answer.body


def test_nginx_fills_in_the_latest(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "sidebar: {delivery: ssi}\n")
    site.story("a/first", "الأول")
    site.story("a/second", "الثاني", date="2026-05-02 10:00")
    assert site.build().published
    with serving(site, tmp_path) as running:
        answer = running.get("/2026/05/01/first/")
    assert answer.status == 200
    assert "<!--#include" not in answer.body
    assert "/2026/05/02/second/" in answer.body
    assert answer.headers["cache-control"] == headers.cache_control("/")


def test_nginx_takes_any_map(tmp_path: Path) -> None:
    many = [Redirect(f"/{'قديم-' * (n % 40)}{n}/", f"/{n}/") for n in range(5000)]
    odd = [
        Redirect("/A/", "/1/"),
        Redirect("/a/", "/2/"),
        Redirect("/" + "ط" * 430 + "/", "/3/"),
        Redirect("/" + "ط" * 900 + "/", "/4/"),
        Redirect("/x/", "/" + "ع" * 200 + "/"),
        Redirect("/a\0b/", "/5/"),
        Redirect("/a\nb/", "/6/"),
        Redirect("/$uri/", "/7/"),
        Redirect("/default", "/${uri}/$host/"),
        Redirect("/;/", ""),
    ]
    of = settings(base_url="https://example.org/أخبار/", sidebar={"delivery": "ssi"})
    lines = drawn("hosts/redirects.map", of, context=Context(redirects=(*many, *odd)))
    (tmp_path / "map").write_text(drawn("hosts/redirect_sizes.map", of) + old_addresses(tmp_path, lines))
    (tmp_path / "server").write_text(drawn("hosts/nginx.conf", of))
    command = configured(tmp_path, map=tmp_path / "map", server=tmp_path / "server", root=tmp_path)
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr, tried.stderr
    kept = {move.source: move.target for move in headers.header_functions(of)["nginx_moves"]([*many, *odd])}
    assert len(kept) == 5004
    assert kept["/أخبار/A/"] == "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1/"
    assert kept["/أخبار/default"].endswith("/%7Buri%7D/$host/".replace("/%7B", "/$%7B"))
    assert kept["/أخبار/;/"] == "gone"
    assert "$host" not in (tmp_path / "map").read_text()


@given(st.text(max_size=40))
@example('"; } #\\')
def test_a_word_of_nginx_is_one(text: str) -> None:
    word = headers.nginx(text)
    found = WORDS.fullmatch(f'{word} "";')
    assert found
    assert re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) == text.replace("$", "%24")


# end to end


def test_redirects_of_a_built_site(built: Site) -> None:
    found = {unquote(line[0]): line[1:] for line in lines((built.output / "_redirects").read_text(encoding="utf-8"))}
    assert found["/قديم/"] == ["/2026/05/01/b/", "301"]
    assert found["/سابق/"] == ["/2026/05/01/b/", "301"]
    assert found["/removed/خبر/"] == ["/404.html", "404!"]
    for source, (target, _) in found.items():
        page = (built.output / redirects.output_path(source)).is_file()
        assert page != (source.casefold() == target.casefold()), (
            "a page for hosts that know no redirects, but for case twins"
        )
    assert found["/Case/"] == ["/case/", "301"]


def test_files_of_a_built_site_have_their_classes(built: Site) -> None:
    text = rules((built.output / "_headers").read_text(encoding="utf-8"))
    seen = set()
    for file in built.output.rglob("*"):
        path = "/" + file.relative_to(built.output).as_posix()
        if file.is_dir() or path.startswith(("/_", "/.newsgen")):
            continue
        address = path.removesuffix("index.html")
        one = headers.cache_class(path)
        seen.add(one.name)
        for host in HOSTS:
            values = host.headers(text, address).get("cache-control", [])
            assert values == ([one.cache] if one.hosted else []), path
    assert seen == set(BY_NAME)


def test_pages_need_nothing_that_the_policy_forbids(built: Site) -> None:
    found = 0
    for file in built.output.rglob("*.html"):
        page = page_of(file.read_text(encoding="utf-8"))
        for element in page.all():
            found += 1
            assert "style" not in element.attributes, (file, element.tag)
            assert not [name for name in element.attributes if name.startswith("on")], (file, element.tag)
            assert element.tag not in ("style", "base", "iframe", "object", "embed", "applet"), file
            if element.tag == "script" and element.attributes.get("type") != "application/ld+json":
                assert not element.text
                assert element.attributes["src"].startswith("/assets/v1/")
            if element.tag in ("img", "source"):
                assert re.match(r"/(?!/)", element.attributes["src"]), (file, element.attributes)
            if element.tag == "link" and element.attributes["rel"] in ("stylesheet", "preload", "icon"):
                assert headers.cache_class(element.attributes["href"]).name in ("versioned", "fingerprinted")
    assert found > 100
    for script in built.output.rglob("*.js"):
        assert not re.search(
            r"\beval\(|new Function|setAttribute\(\"style\"|\.cssText", script.read_text(encoding="utf-8")
        )


def test_the_documentation_has_the_same_table() -> None:
    text = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z, ]+) \| .+ \| `(public[^`]*)` \|$", text, re.MULTILINE)
    assert {name: cache for names, cache in rows for name in names.split(", ")} == {
        one.name: one.cache for one in headers.CLASSES
    }


# redirect pages at odd addresses


OLD_PAGES = ("/news.php", "/removed.php", "/old.pdf", "/rss/old.xml", "/page.htm", "/2018/إصدار-2.0", "/old story.html")


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_hosts_take_redirect_pages_for_pages(built: Site, host: Host) -> None:
    found = rules((built.output / "_headers").read_text(encoding="utf-8"))
    for path in OLD_PAGES:
        types = host.headers(found, path).get("content-type", [])
        usual = headers.content_type(path.lstrip("/"))
        assert types == ([] if usual.startswith("text/html") else ["text/html; charset=utf-8"]), path
    for path in ("/other.pdf", "/sitemap.xml", "/logo.svg"):
        assert "content-type" not in host.headers(found, path)
    assert host.headers(found, "/old/feed.xml")["content-type"] == ["application/rss+xml; charset=utf-8"]


def test_storage_gets_the_type_of_a_page(built: Site) -> None:
    from newsgen.deploy.files import TargetFormat, output_files
    from newsgen.record.record import Record
    from newsgen.site.layout import RECORD, state_folder

    state = state_folder(built.root, built.output)
    record = Record(state / RECORD)
    try:
        files = {
            file.path: dict(file.entry.headers)
            for file in output_files(record, state, TargetFormat(settings(), True, ()))
        }
    finally:
        record.close()
    for path in (*OLD_PAGES, "/old/feed.xml"):
        assert files[path.lstrip("/")]["Content-Type"] == "text/html; charset=utf-8", path
        assert files[path.lstrip("/")]["Cache-Control"] == BY_NAME["page"].cache
    assert files["logo.svg"]["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_more_suffixes_than_a_host_takes(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a")
    site.write(
        "redirects.yml", "redirects:\n" + "".join(f"  - {{from: /a.x{n}, to: /politics/}}\n" for n in range(200))
    )
    assert site.build().published
    assert len(rules((site.output / "_headers").read_text(encoding="utf-8"))) == MOST_RULES


def test_the_headers_follow_the_redirects(built: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a")
    site.build()
    site.story("a", aliases=["/a.php"])
    site.build()
    with_rule = (site.output / "_headers").read_text(encoding="utf-8")
    assert "/*.php\n" in with_rule
    site.build(clean=True)
    assert (site.output / "_headers").read_text(encoding="utf-8") == with_rule
    site.story("a")
    site.build()
    assert "/*.php\n" not in (site.output / "_headers").read_text(encoding="utf-8")


def test_the_recipe_for_queries(built: Site, tmp_path: Path) -> None:
    """The two parts that docs/hosting.md shows, in a running nginx."""
    text = (Path(__file__).parents[2] / "docs/hosting.md").read_text(encoding="utf-8")
    _, table, condition = re.findall(r"^ *```nginx\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    own = built.output / "_nginx"
    sizes = own / "redirects.map"
    (tmp_path / "map").write_text(f"include {sizes};\n{old_addresses(sizes)}{table}", encoding="utf-8")
    (tmp_path / "server").write_text(condition + f"include {own}/headers.conf;\n", encoding="utf-8")
    with serving(built, tmp_path, map=tmp_path / "map", server=tmp_path / "server") as nginx:
        for path, target in (("/?p=123", "/2026/05/01/new/"), ("/index.php?id=5", "/2026/05/01/other/")):
            answer = nginx.get(path)
            assert (answer.status, answer.headers["location"]) == (301, target)
        assert nginx.get("/?p=12").status == 200
        assert nginx.get("/news.php?id=5").headers["location"] == "/politics/"
