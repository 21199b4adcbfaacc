"""Every page of every kind of site: valid HTML, whole, and without a request to another host."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import imagesize
import pytest

from newsgen.site.settings import Settings
from newsgen.site.settings_file import read as read_settings
from tests.browser.needs import java, nu_checker
from tests.browser.newsrooms import VARIANTS, pages, sample, seed, variant
from tests.support import Site
from tests.support.cases import first
from tests.support.page import Element, read

WARNINGS: tuple[str, ...] = ()
"""Patterns of the checker's warnings that were looked at and let stand. Now there are none."""

FEW = ("sample", "arabic digits", "nothing yet")
"""The newsrooms that README's command looks at."""

NAMES = (*FEW, *(name for name in VARIANTS if name not in FEW))
WRAPPED = (
    '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>قصص</title></head><body><ol>\n{}</ol>'
)
LIVE = WRAPPED.replace("<ol>", "<h1>تغطية</h1>").replace("</ol>", "")
FAULTY = '<!doctype html><html lang="ar" dir="rtl"><title>قصة</title><ul><p id="a"></p></ul><p id="a">'


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The Nu checker's command; asked for first, so that nothing is built for one that is not there."""
    return [*java(), "-jar", str(nu_checker()), "--format", "json"]


@dataclass
class Newsrooms:
    """Each newsroom by its name, built when a test asks for it first."""

    folder: Path
    built: dict[str, Site] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Site:
        if name not in self.built:
            place = self.folder / name.replace(" ", "-")
            makers = {"sample": sample, "seed": seed}
            self.built[name] = makers[name](place) if name in makers else variant(place, name)
        return self.built[name]


@pytest.fixture(scope="module")
def newsrooms(tmp_path_factory: pytest.TempPathFactory) -> Newsrooms:
    return Newsrooms(tmp_path_factory.mktemp("newsrooms"))


def is_fragment(file: Path) -> bool:
    """Whether a file is a piece of a page. Those of data files are whole pages, which readers without scripts open."""
    return "fragments" in file.parts and "data" not in file.parts


def kind_of(page: Element) -> str:
    """The kind of page, which its body's class says."""
    return page.first("body").attributes["class"].removeprefix("page-")


def one_of_each_kind(files: list[Path]) -> list[Path]:
    """The longest page of each kind, which shows most, and every fragment."""
    longest: dict[str, Path] = {}
    for file in sorted(files, key=lambda file: file.stat().st_size):
        longest[str(file) if is_fragment(file) else kind_of(read(file.read_text(encoding="utf-8")))] = file
    return sorted(longest.values())


@pytest.mark.java
@pytest.mark.parametrize(
    ("names", "chosen"), first(1, [(FEW, one_of_each_kind), (NAMES, list)]), ids=["one of each kind", "every page"]
)
def test_the_nu_checker_finds_nothing(
    checker: list[str],
    newsrooms: Newsrooms,
    tmp_path: Path,
    names: tuple[str, ...],
    chosen: Callable[[list[Path]], list[Path]],
) -> None:
    looked_at: dict[str, str] = {}
    copies = []
    for name in names:
        site = newsrooms[name]
        for number, file in enumerate(chosen(pages(site))):
            copy = tmp_path / f"{name.replace(' ', '-')}-{number}.html"
            html = file.read_text(encoding="utf-8")
            wrapped = LIVE if "live" in file.relative_to(site.output).parts else WRAPPED
            copy.write_text(wrapped.format(html) if is_fragment(file) else html, encoding="utf-8")
            looked_at[copy.name] = f"{name}: /{file.relative_to(site.output).as_posix()}"
            copies.append(str(copy))
    control = tmp_path / "control.html"
    control.write_text(FAULTY, encoding="utf-8")
    ran = subprocess.run([*checker, *copies, str(control)], capture_output=True, text=True, timeout=300, check=False)
    found = [(Path(unquote(m.get("url", ""))).name, m) for m in json.loads(ran.stderr)["messages"]]
    assert sum(where == control.name and m["type"] == "error" for where, m in found) >= 2, "the checker finds faults"
    told = [
        f"{looked_at[where]}:{m.get('lastLine')}: {m['message']}\n    {m.get('extract', '')}"
        for where, m in found
        if where != control.name and not any(re.search(p, m["message"]) for p in WARNINGS if m["type"] == "info")
    ]
    assert not told, "\n".join(told)


class Output:
    """A site's output as its visitors reach it."""

    def __init__(self, site: Site) -> None:
        settings, problems = read_settings((site.root / "site.yml").read_bytes())
        assert settings is not None, problems
        self.settings: Settings = settings
        self.folder = site.output
        self.pages = {file: read(self.text(file)) for file in pages(site)}
        self.ids = {
            file: [e.attributes["id"] for e in page.all() if e.attributes.get("id")]
            for file, page in self.pages.items()
        }

    def text(self, file: Path) -> str:
        return file.read_text(encoding="utf-8")

    def whole(self) -> Iterator[tuple[Path, Element]]:
        """The pages, without the fragments and what stands at old addresses."""
        small = ("redirect", "data")
        return (
            (file, page) for file, page in self.pages.items() if not is_fragment(file) and kind_of(page) not in small
        )

    def canonical(self, file: Path) -> str:
        path = file.relative_to(self.folder).as_posix().removesuffix("index.html")
        return self.settings.base_url + quote(path)

    def target(self, address: str) -> Path:
        """The file at an address of the site."""
        path = unquote(urlsplit(address).path)
        assert path.startswith(f"{self.settings.prefix}/"), f"{address} is not under the site's path"
        file = self.folder / path.removeprefix(f"{self.settings.prefix}/")
        return file / "index.html" if path.endswith("/") else file

    def check(self, address: str, page: Path) -> None:
        """That an address which stands on a page leads to something."""
        parts = urlsplit(address)
        if address.startswith("#"):
            assert unquote(parts.fragment) in self.ids[page], f"{address} leads nowhere"
            return
        assert not parts.netloc or address.startswith(self.settings.base_url), f"{address} is on another host"
        assert not parts.scheme or parts.netloc, f"{address} is no address of a file"
        file = self.target(address)
        assert file.is_file(), f"{address} leads nowhere"
        if parts.fragment and file.suffix == ".html":
            assert unquote(parts.fragment) in self.ids[file], f"{address} leads nowhere"


@pytest.fixture(scope="module", params=first(len(FEW), NAMES))
def output(request: pytest.FixtureRequest, newsrooms: Newsrooms) -> Output:
    """Each newsroom in turn, its pages read once."""
    return Output(newsrooms[request.param])


ADDRESSES = ("href", "src", "action", "data-latest", "data-address", "poster")


def test_pages_are_whole(output: Output) -> None:
    for file, page in output.whole():
        where = str(file.relative_to(output.folder))
        root = page.first("html")
        assert (root.attributes["lang"], root.attributes["dir"]) == ("ar", "rtl"), where
        assert output.text(file).startswith("<!doctype html>\n<html"), where
        assert len(list(page.all("h1"))) == 1, where
        assert page.first("title").text, where
        assert page.first("h1").text, where
        (canonical,) = page.all("link", rel="canonical")
        assert canonical.attributes["href"] == output.canonical(file)
        assert page.first("meta", property="og:url").attributes["content"] == output.canonical(file)
        noindex = list(page.all("meta", name="robots", content="noindex"))
        nothing = kind_of(page) == "missing" or bool(list(page.all(class_="story-withdrawn")))
        assert bool(noindex) == (nothing or not output.settings.production), where
        twice = [name for name, count in Counter(output.ids[file]).items() if count > 1]
        assert not twice, (where, twice)


def test_every_address_leads_somewhere(output: Output) -> None:
    seen = 0
    for file, page in output.pages.items():
        for element in page.all():
            for name in ADDRESSES:
                address = element.attributes.get(name)
                if address is None:
                    continue
                seen += 1
                if element.tag == "a" and urlsplit(address).scheme in ("http", "https", "mailto", "tel"):
                    continue  # a link in full asks nothing of its host until it is followed
                output.check(address, file)
            if element.attributes.get("property") == "og:image":
                output.check(element.attributes["content"], file)
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
                assert set(element.attributes.get(name, "").split()) <= set(output.ids[file]), (file, element)
        for address in re.findall(r'<!--#include virtual="([^"]+)"', output.text(file)):
            output.check(address, file)
    assert seen > 50
    for sheet in output.folder.rglob("*.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text(encoding="utf-8")):
            assert not urlsplit(address).netloc, address
            assert (sheet.parent / address).is_file(), address


def test_nothing_is_written_in_line(output: Output) -> None:
    for file, page in output.pages.items():
        for element in page.all():
            assert element.tag != "style", file
            program = element.tag == "script" and element.attributes.get("type") != "application/ld+json"
            assert not program or (element.attributes.get("src") and not element.text), file
            wrong = [n for n in element.attributes if n == "style" or n.startswith("on") or n == "srcdoc"]
            assert not wrong, (file, element.tag, wrong)
            assert "javascript:" not in " ".join(element.attributes.values()).lower(), file


def test_pictures_keep_their_place(output: Output) -> None:
    for file, page in output.pages.items():
        waiting = []
        for image in page.all("img"):
            at = image.attributes
            size = imagesize.get(output.target(at["src"]))
            times = 2 if "little" in at.get("class", "") else 1
            assert (int(at["width"]), int(at["height"])) == tuple(times * side for side in size), (file, at["src"])
            assert "alt" in at, (file, at["src"])
            waiting.append(at.get("loading") == "lazy")
            assert at.get("fetchpriority") != "high" or not waiting[-1], (file, at["src"])
        assert (
            not waiting or is_fragment(file) or sum(i.has({"fetchpriority": "high"}) for i in page.all("img")) <= 1
        ), file
