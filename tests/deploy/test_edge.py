"""An origin and a cache in front of it, as docs/deploy.md sets them up: nginx with SSI and compressed copies, Varnish."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from newsgen.deploy.directory import Directory
from newsgen.deploy.purge import Varnish
from tests.deploy.places import SETTINGS, Deploys, fields, newsroom, published
from tests.deploy.servers import NIGHTLY, answers, free_port, program, running, serving, until
from tests.support import NOW, Site, codes, nginx

pytestmark = pytest.mark.nightly
ROOT = Path(__file__).parents[2]
LATER = NOW + timedelta(minutes=5)
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
AROUND = "load_module {module};\n" + nginx.HEAD
INSIDE = (
    """\
    types {{ text/html html; text/css css; text/xml xml; text/plain txt; application/json json; application/javascript js; }}
"""
    + nginx.WRITES
)


def block(language: str) -> str:
    """The documentation's own configuration."""
    (found,) = re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / "docs/deploy.md").read_text(), re.MULTILINE | re.DOTALL
    )
    return str(found)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


def get(port: int, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", quote(path, safe="/%"), headers={n.replace("_", "-"): v for n, v in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@dataclass
class Edge:
    """A deployed site behind its origin and its cache."""

    deploys: Deploys
    www: Path
    origin: int
    cache: int

    @property
    def site(self) -> Site:
        return self.deploys.site


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    if not BROTLI.exists():
        program("libnginx-mod-http-brotli-static", NIGHTLY)
    site = newsroom(tmp_path / "site", settings=SETTINGS + "sidebar: {delivery: ssi}\n")
    assert site.build().published
    www, place = tmp_path / "www", tmp_path / "nginx"
    www.mkdir()
    place.mkdir()
    origin, cache = free_port(), free_port()
    deploys = Deploys(
        site,
        lambda: Directory(www),
        f"file://{www}",
        {"encodings": ("br", "gzip")},
        [Varnish(f"http://127.0.0.1:{cache}/")],
    )
    deploys.purges, purges = (), deploys.purges
    assert deploys().done
    deploys.purges = purges
    told = block("nginx").replace("/srv/news", str(www)).replace("8080", str(origin))
    told = told.replace("http {\n", "http {\n" + INSIDE.format(place=place), 1)
    (place / "nginx.conf").write_text(AROUND.format(place=place, module=BROTLI) + told)
    (place / "news.vcl").write_text(block("vcl").replace("8080", str(origin)))
    varnish = [program("varnishd", NIGHTLY), "-F", "-a", f"127.0.0.1:{cache}", "-f", str(place / "news.vcl"), "-n",
               str(tmp_path / "v"), "-s", "malloc,64m", "-T", "none", "-j", "none"]  # fmt: skip
    with (
        serving(nginx.command(place), origin, place / "log"),
        running(varnish, place / "varnish.log") as process,
    ):

        def up() -> bool:
            assert process.poll() is None, (place / "varnish.log").read_text()
            return answers(cache)

        until(up, "Varnish")
        yield Edge(deploys, www, origin, cache)


STORY = "/2026/05/05/قصة-4/"


def test_every_file_arrives_as_it_was_built(edge: Edge) -> None:
    """Arabic addresses, types, compressed copies; pages filled in by the server."""
    for path, data in published(edge.site).items():
        if path.startswith(("_", "404")):
            continue
        address = "/" + path.removesuffix("index.html")
        plain = get(edge.origin, address)
        assert plain.status == 200, path
        kind = plain.headers["content-type"]
        if "html" in kind:
            assert b"<!--#include" not in plain.data
            assert "content-encoding" not in get(edge.origin, address, Accept_Encoding="br, gzip").headers
        else:
            assert plain.data == data
            encoded = get(edge.origin, address, Accept_Encoding="br")
            copy = (edge.www / (path + ".br")).exists()
            assert encoded.headers.get("content-encoding") == ("br" if copy else None), path
            assert (brotli.decompress(encoded.data) if copy else encoded.data) == data
        assert "xkey" not in get(edge.cache, address).headers
    assert "charset=utf-8" in get(edge.origin, STORY).headers["content-type"]
    assert "القصة رقم" in get(edge.origin, STORY).text
    assert get(edge.origin, "/.newsgen-deploy/head.json").status == 404


def test_an_edited_story_is_seen_at_once_and_nothing_else_was_purged(edge: Edge) -> None:
    addresses = [
        "/" + path.removesuffix("index.html") for path in published(edge.site) if not path.startswith(("_", "404"))
    ]
    for address in addresses:
        get(edge.cache, address)
    cached = {address for address in addresses if hit(edge, address)}
    assert STORY in cached
    assert len(cached) == len(addresses)
    edge.site.story("قصة-4", "القصة رقم 4", **fields(4), body="نص صُحّح الآن.")
    written = edge.site.build().written
    assert "نص صُحّح الآن" not in get(edge.cache, STORY).text
    report = edge.deploys(now=LATER)
    assert (codes(report.problems), report.done) == ([], True)
    changed = {"/" + path.removesuffix("index.html") for path in written}
    assert {address for address in addresses if not hit(edge, address)} == changed
    assert "نص صُحّح الآن" in get(edge.cache, STORY).text
    (edge.site.root / "content/قصة-4.md").unlink()
    assert edge.site.build().published
    assert edge.deploys(now=LATER).done
    assert get(edge.cache, STORY).status == 404


def hit(edge: Edge, address: str) -> bool:
    """Whether the cache answers by itself: then it names two transactions."""
    return len(get(edge.cache, address).headers["x-varnish"].split()) == 2


def test_others_may_not_purge(edge: Edge) -> None:
    """From another of this machine's addresses."""
    get(edge.cache, STORY)
    for source, status in (("127.0.0.2", 403), ("127.0.0.1", 200)):
        assert hit(edge, STORY)
        connection = http.client.HTTPConnection("127.0.0.1", edge.cache, timeout=20, source_address=(source, 0))
        connection.request("PURGE", "/", headers={"xkey": quote(STORY)})
        assert connection.getresponse().status == status
        connection.close()
    assert not hit(edge, STORY)
