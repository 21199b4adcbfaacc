"""The styleguide: every component, whole and valid, with the site's own templates and settings."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import jinja2.meta
import pytest

from newsgen.cli import command_line
from newsgen.cli.samples import WORDS
from newsgen.theme.engine import Template, bare_environment
from newsgen.theme.templates import load
from tests.browser.needs import java, nu_checker
from tests.support import SETTINGS, Site, tree
from tests.support.page import Element, read

ROOT = Path(__file__).parents[2]
SOURCES, _ = load(ROOT / "nowhere", ROOT)
LOOK = """\
look:
  density: compact
  accent: "#7a1f5c"
  logo: {src: /logo.png, width: 300, height: 80}
  head_font: {src: /h.woff2, bold: /b.woff2}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("styleguide")
    site = Site(place / "site", plain=False, settings=SETTINGS.replace("example.org/", "example.org/news/"))
    assert command_line.main(["styleguide", "--site", str(site.root)]) == 0
    return site.root / ".newsgen/styleguide"


@pytest.fixture(scope="module")
def page(folder: Path) -> Element:
    return read((folder / "index.html").read_text(encoding="utf-8"))


def closure(sources: dict[str, Template], name: str) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        tree = bare_environment(sources).parse(sources[waiting.pop()].source)
        new = {n for n in jinja2.meta.find_referenced_templates(tree) if n in sources} - found
        found |= new
        waiting += new
    return found


def macros(name: str) -> set[str]:
    """The macros that a component offers: those that do not begin with an underscore."""
    return set(re.findall(r"{%-? macro ([a-z]\w*)", SOURCES[name].source))


def test_every_component_is_shown() -> None:
    used = closure(SOURCES, "styleguide.html")
    components = {name for name in SOURCES if name.startswith("components/")}
    assert components - used == set()
    text = "\n".join(SOURCES[name].source for name in used)
    unused = {m for name in components for m in macros(name) if len(re.findall(rf"\b{m}\(", text)) < 2}
    assert unused == set(), "a macro that nothing calls"


def test_it_is_whole(folder: Path, page: Element) -> None:
    assert len(list(page.all("h1"))) == 1
    ids = [e.attributes["id"] for e in page.all() if e.attributes.get("id")]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    for element in page.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), element.attributes
        if element.tag == "use":
            assert element.attributes["href"][1:] in ids
        assert element.tag != "style"
        assert not [n for n in element.attributes if n == "style" or n.startswith("on")]
    loaded = [e.attributes["src"] for e in page.all() if e.tag in ("img", "script") and "src" in e.attributes]
    loaded += [
        e.attributes["href"] for e in page.all("link") if e.attributes["rel"] in ("stylesheet", "preload", "icon")
    ]
    loaded += [e.attributes[n] for e in page.all() for n in ("data-latest", "data-breaking") if n in e.attributes]
    assert len(loaded) > 20
    assert [address for address in loaded if not (folder / address.lstrip("/")).is_file()] == []
    assert page.first("meta", name="robots").attributes["content"] == "noindex"


def test_it_shows_the_hard_cases(page: Element) -> None:
    assert (len(WORDS["short"].split()), len(WORDS["long"].split())) == (3, 25)
    for words in WORDS.values():
        assert words in page.text
    kinds = {c for e in page.all() for c in e.attributes.get("class", "").split()}
    looks = {
        f"card-{look}"
        for look in ("lead", "opener", "large", "card", "row", "text", "line", "opinion", "side", "plain")
    }
    assert kinds >= looks | {
        "breaking",
        "corrections",
        "story-withdrawn",
        "figure-tall",
        "figure-text",
        "video",
        "profile",
    }
    assert len(list(page.all("a", data_frame="https://www.youtube-nocookie.com/embed/aB3_x-9?autoplay=1"))) == 3
    assert len([a for a in page.all("a", class_="video-link") if "data-frame" not in a.attributes]) == 2
    assert list(page.all("video"))
    assert [len(list(bar.all("li"))) for bar in page.all("div", class_="breaking")] == [0, 1, 3]


def test_the_sites_own_templates_and_look(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + LOOK)
    site.write("templates/components/byline.html", "{% macro byline(authors, place) %}<p>بقلم غيره</p>{% endmacro %}")
    site.write("static/logo.png", b"png")
    assert command_line.main(["styleguide", "--site", str(site.root), "--output", str(tmp_path / "out")]) == 0
    page = read((tmp_path / "out/index.html").read_text(encoding="utf-8"))
    assert "بقلم غيره" in page.text
    assert page.first("html").attributes["data-density"] == "compact"
    logo = page.first("p", class_="wordmark").first("img")
    assert (logo.attributes["alt"], logo.attributes["width"]) == ("صحيفة التجربة", "300")
    assert [e.attributes["href"] for e in page.all("link", rel="preload")] == ["/b.woff2"], "headlines are bold"
    assert (tmp_path / "out/assets/v1/site.css").is_file()
    assert (tmp_path / "out/logo.png").read_bytes() == b"png"


def test_again_it_is_the_same(folder: Path) -> None:
    before = tree(folder)
    assert command_line.main(["styleguide", "--site", str(folder.parent.parent)]) == 0
    assert tree(folder) == before


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", plain=False)
    other = site.write("public/index.html", "mine")
    assert command_line.main(["styleguide", "--site", str(site.root), "--output", str(other.parent)]) == 1
    assert tree(other.parent) == {"index.html": b"mine"}
    assert "not empty" in capsys.readouterr().err


def test_a_template_that_fails_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.write("templates/components/byline.html", "{% macro byline(authors, place) %}\n{{ nothing }}{% endmacro %}")
    assert command_line.main(["styleguide", "--site", str(site.root)]) == 1
    assert "templates/components/byline.html:2" in capsys.readouterr().err
    assert not (site.root / ".newsgen/styleguide").exists()


@pytest.mark.ci
@pytest.mark.java
def test_the_nu_checker_finds_nothing(folder: Path) -> None:
    command = [*java(), "-jar", str(nu_checker()), "--format", "json", str(folder / "index.html")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = [f"{m.get('lastLine')}: {m['message']}" for m in json.loads(ran.stderr)["messages"]]
    assert told == []
