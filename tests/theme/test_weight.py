"""What a page asks of a reader: few bytes, and no other language than the page's own."""

from __future__ import annotations

import calendar
import gzip
import re
from pathlib import Path

import pytest

from tests.browser.newsrooms import PAGES, pages, sample, small
from tests.support import Site
from tests.support.page import Element, read

KB = 1000  # the smaller kilobyte, so that either reading of the limits holds
ARTICLE = 30 * KB  # HTML, style and script of an article, packed
SCRIPT = 6 * KB
FONTS = 100 * KB


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return sample(tmp_path_factory.mktemp("sample") / "site")


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def loaded(site: Site, page: Path, tag: str, attribute: str, **wanted: str) -> list[Path]:
    """The site's files that a page loads by an element."""
    found = read(page.read_text(encoding="utf-8")).all(tag, **wanted)
    return [site.output / e.attributes[attribute].removeprefix("/") for e in found if attribute in e.attributes]


def test_every_page_is_light(newsroom: Site) -> None:
    weights = {}
    for page in pages(newsroom):
        if "fragments" in page.parts or "page-redirect" in page.read_text(encoding="utf-8"):
            continue
        styles = loaded(newsroom, page, "link", "href", rel="stylesheet")
        scripts = loaded(newsroom, page, "script", "src")
        assert styles
        assert scripts
        assert packed(*scripts) <= SCRIPT, f"{packed(*scripts)} bytes of script"
        weights[packed(page, *styles, *scripts)] = page.relative_to(newsroom.output).as_posix()
    assert max(weights) <= ARTICLE, f"{weights[max(weights)]}: {max(weights)} bytes"


def test_all_script_of_the_output_counts(newsroom: Site) -> None:
    """Each script is loaded by some page, whose weight is bounded above; no page loads what it does not use."""
    of_pages = {page: loaded(newsroom, page, "script", "src") for page in pages(newsroom)}
    used = {script for scripts in of_pages.values() for script in scripts}
    unused = set(newsroom.output.rglob("*.js")) - used
    assert {script.name for script in unused} <= {"embeds.js"}, "no story of the sample opens a frame"
    assert (
        packed(*max(of_pages.values(), key=lambda scripts: "gallery.js" in {s.name for s in scripts}), *unused)
        <= SCRIPT
    )
    for page, scripts in of_pages.items():
        text, names = page.read_text(encoding="utf-8"), {script.name for script in scripts}
        assert ("embeds.js" in names) == ("data-frame" in text), page
        assert ("gallery.js" in names) == ('class="gallery"' in text), page
        assert ("sound.js" in names) == ("<audio" in text and "live.js" not in names), page


def test_fonts_are_light(newsroom: Site) -> None:
    fonts = list(newsroom.output.rglob("*.woff2"))
    assert fonts
    assert not [p for p in newsroom.output.rglob("*") if p.suffix in (".woff", ".ttf", ".otf", ".eot")]
    assert sum(font.stat().st_size for font in fonts) <= FONTS
    assert list((newsroom.output / "assets/fonts").glob("OFL*")), "the licence lies beside them"


LATIN = re.compile("[A-Za-zÀ-ɏ]")
SAID = ("title", "alt", "aria-label", "aria-description", "placeholder", "data-done", "label")
DATE_PATTERN = {*calendar.month_abbr, *calendar.month_name, "/"}
FORMATS = {"(RSS)", "(Atom)", "(JSON)"}
"""What feeds are called in the head, where no passage can be marked with its language."""


def said(element: Element, lang: str = "ar") -> list[str]:
    """The texts that a reader sees or hears, but for passages marked with another language."""
    lang = element.attributes.get("lang", lang)
    if element.tag in ("script", "symbol") or lang != "ar":
        return []
    found = [element.attributes[name] for name in SAID if name in element.attributes]
    if element.tag == "meta" and element.attributes.get("name") == "description":
        found.append(element.attributes["content"])
    for child in element.children:
        found += [child] if isinstance(child, str) else said(child, lang)
    return found


def test_the_interface_speaks_arabic_only(tmp_path: Path) -> None:
    """The small newsroom's own words have no Latin letter, so that one on a page can only be the theme's."""
    line = {"line": "{weekday} {day} {month_en_short} / {month_en} {year}"}
    sites = {"plain": small(tmp_path / "plain"), "line": small(tmp_path / "line", dates=line)}
    for name, allowed in (("plain", set()), ("line", DATE_PATTERN)):
        for page in pages(sites[name]):
            words = " ".join(said(read(page.read_text(encoding="utf-8")))).split()
            foreign = {word for word in words if LATIN.search(word)} - allowed - FORMATS
            assert not foreign, (page.relative_to(sites[name].output).as_posix(), foreign)
    article = (sites["line"].output / PAGES["article"].strip("/") / "index.html").read_text(encoding="utf-8")
    assert "20 May / May 2026" in read(article).first("p", data_today="").text
    assert {w for w in read(article).text.split() if LATIN.search(w)} > {"swallows"}, "the marked passage is there"


def test_the_script_holds_no_words(newsroom: Site) -> None:
    text = (newsroom.output / "assets/v1/newsgen.js").read_text(encoding="utf-8")
    shown = re.findall(r"\.(?:textContent|innerText|innerHTML|title|ariaLabel)\s*=\s*([\"'`][^\"'`]*[\"'`])", text)
    assert not shown
    assert not re.search("[\u0621-\u064a]", text)
