"""Nothing that cannot be broken at a space makes a page wider than a telephone: addresses, hashtags, long words, figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from PIL import Image

from tests.browser.newsrooms import BASE
from tests.browser.server import Served, serve
from tests.browser.test_reading import WIDE
from tests.support import Site
from tests.support.cases import every

WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamter"
ADDRESS = "https://www.example.org/2026/11/28/%D8%A7%D9%81%D8%AA%D8%AA%D8%A7%D8%AD-%D8%A7%D9%84%D9%85%D9%83%D8%AA%D8%A8%D8%A9/"
HASHTAG = "#كأس_العالم_للأندية_المتحدة_المفتوحة_للكبار_والصغار_في_المدينة"
ACCOUNT = "1234 5678 9012 3456 7890 1234 5678"
ALL = f"كلمة {WORD} ووسم #{WORD} و{HASHTAG} وعنوان {ADDRESS} وحساب {ACCOUNT} ثم a@{WORD}.org و{'9' * 70}"

PICTURE = io.BytesIO()
Image.new("RGB", (800, 450), "teal").save(PICTURE, "PNG")

BODY = f"""{ALL}

## عنوان {WORD} {{#a}}

التفاصيل في <{ADDRESS}> و[{ADDRESS}]({ADDRESS}) و`{WORD}{WORD}` وحاشية[^1].

- بند {ALL}
    1. بند {ALL}

> اقتباس {ALL}

| عمود | {WORD} | أمر |
|------|--------|-----|
| {ADDRESS} | {ACCOUNT} | `newsgen_build` |

    {WORD} {WORD} {ADDRESS}

![بديل {WORD}](/a.png "تعليق {ALL}")

[فيلم {WORD}](https://youtu.be/aB3_x-9){{: .video}}

[^1]: حاشية {ALL}
"""

PAGES = {
    "story": "/2026/05/20/long/",
    "live": "/2026/05/20/live/",
    "explainer": "/2026/05/20/explainer/",
    "withdrawn": "/2026/05/20/withdrawn/",
    "home": "/",
    "section": "/town/",
    "topics": "/topics/",
    "author": f"/authors/{WORD.lower()}/",
    "corrections": "/corrections/",
    "plain": "/plain/",
    "month": "/archive/2026/05/",
    "day": "/archive/2026/05/20/",
}


def fields(**more: Any) -> dict[str, Any]:
    return {
        "title": f"فاز {WORD} على #{WORD} {ACCOUNT}",
        "kicker": WORD,
        "standfirst": ALL,
        "section": "town",
        "date": "2026-05-20 10:00",
        "place": WORD,
        "authors": [WORD, "سلمى"],
        "tags": [WORD, HASHTAG[1:], "C" + WORD],
        "image": {"src": "/a.png", "alt": WORD, "caption": ALL, "credit": WORD},
        "sources": [{"name": ADDRESS, "url": ADDRESS}, WORD],
        "corrections": [{"at": "2026-05-20 11:00", "text": ALL}],
        **more,
    }


def front(**fields: Any) -> str:
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n"


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("narrow") / "site"
    settings = {
        **BASE,
        "tagline": ALL,
        "footer_note": ALL,
        "sections": [{"id": "town", "name": f"قسم {WORD}", "purpose": ALL}, *BASE["sections"][1:]],
    }
    site = Site(folder, plain=False, settings=yaml.safe_dump(settings, allow_unicode=True))
    site.write("static/a.png", PICTURE.getvalue())
    site.write("content/authors/a.md", front(name=WORD, role=WORD, bio=ALL, links=[{"name": ADDRESS, "url": ADDRESS}]))
    site.write("content/pages/plain.md", front(title=WORD, standfirst=ALL) + BODY)
    stories: dict[str, dict[str, Any]] = {
        "long": {"related": ["explainer", "live"]},
        "second": {"related": ["long"]},
        "explainer": {"kind": "explainer", "breaking_until": "2026-05-22 10:00"},
        "live": {"kind": "live"},
        "withdrawn": {"status": "withdrawn", "note": ALL},
    }
    for name, more in stories.items():
        body = (
            f"{ALL}\n\n## 10:05 عنوان {WORD} {{.key}}\n\n{BODY.replace('## عنوان', '### عنوان')}"
            if name == "live"
            else BODY
        )
        site.write(f"content/{name}.md", front(**fields(**more)) + body)
    report = site.build()
    assert report.published, report.problems
    with serve(site.output) as served:
        yield served


CLIPPED = WIDE.replace('".table', '".table, .breadcrumb [aria-current] bdi')
"""As WIDE, but for the words that the last breadcrumb cuts off with dots."""


@pytest.mark.parametrize("kind", every(2, list(PAGES)))
def test_nothing_breaks_the_width_of_a_page(open_again: Any, narrow: Served, kind: str) -> None:
    page = open_again(narrow(PAGES[kind]))
    for width in (360, 320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CLIPPED) == [], width
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator(".menu summary").click()
    assert page.evaluate(CLIPPED) == [], "with the menu open"


def test_a_column_of_code_is_as_wide_as_its_words(open_again: Any, narrow: Served) -> None:
    page = open_again(narrow(PAGES["story"]))
    page.set_viewport_size({"width": 360, "height": 800})
    heights = page.locator(".table code").evaluate_all("all => all.map(code => code.getClientRects().length)")
    assert heights == [1] * len(heights), heights
    assert heights


@pytest.mark.ci
def test_a_figure_stays_with_the_letter_before_it(open_again: Any, narrow: Served) -> None:
    """Wherever the line ends, «و» and the figure after it stand on one line: an inline block would part them."""
    page = open_again(narrow(PAGES["story"]))
    page.evaluate("""() => {
        const text = document.querySelector(".story-body p, main p");
        text.innerHTML = "كلمة ".repeat(12) + "و<bdi dir=ltr>+3%</bdi> ثم و<bdi dir=ltr>-5</bdi> نهاية";
        text.id = "probe";
    }""")
    parted = []
    for width in range(320, 620, 4):
        page.set_viewport_size({"width": width, "height": 800})
        parted += page.evaluate(
            """width => [...document.querySelectorAll("#probe bdi")].filter(bdi => {
            const before = document.createRange(), words = bdi.previousSibling;
            before.setStart(words, words.length - 1);
            before.setEnd(words, words.length);
            return Math.abs(before.getBoundingClientRect().top - bdi.getBoundingClientRect().top) > 8;
        }).map(bdi => width + ": " + bdi.textContent)""",
            width,
        )
    assert parted == []
