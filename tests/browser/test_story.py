"""A story for the eye and on paper: the order that is seen, tables wider than their box, videos, badges, forced colours."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.server import Served, serve
from tests.support import Site

pytestmark = [pytest.mark.browser, pytest.mark.ci]
Open = Callable[..., Page]

COLUMNS = 24
BODY = f"""[فيلم](https://youtu.be/aB3_x-9 "كلام"){{: .video}}

نصّ عن GPT-6.

| {" | ".join(f"عام {n}" for n in range(COLUMNS))} |
|{"---|" * COLUMNS}
| {" | ".join("1,099.4" for _ in range(COLUMNS))} |

| أ | ب |
|---|---|
| 1 | 2 |

[ملف](/films/a.mp4){{: .video}}
"""
TOPS = "(...names) => names.map(name => document.querySelector(name).getBoundingClientRect().top)"
TABLES = "[...document.querySelectorAll('.table')].map(e => [e.scrollWidth > e.clientWidth, getComputedStyle(e, '::before').display])"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = Site(tmp_path_factory.mktemp("story") / "site", plain=False)
    out = io.BytesIO()
    Image.new("RGB", (1200, 675), "teal").save(out, "PNG")
    site.write("static/a.png", out.getvalue())
    site.write("static/films/a.mp4", b"film")
    for number in range(6):
        site.story(f"old{number}", f"قصة {number}", date=f"2026-05-0{number + 1} 10:00")
    site.story(
        "s", "فاز 2-1 نموذج GPT-6", date="2026-05-20 10:00", standfirst="مقدمة", authors=["هالة"], kind="video",
        image="{src: /a.png, alt: رسم, credit: رسام}", body=BODY,
    )  # fmt: skip
    assert site.build().published
    with serve(site.output) as served:
        yield served


def test_what_a_reader_sees(open_page: Open, story: Served) -> None:
    page = open_page(story("/2026/05/20/s/"), width=360)
    tops = page.evaluate(f"({TOPS})('h1', '.story-head .standfirst', '.byline', '.stamp', '.story-lead')")
    assert tops == sorted(tops), "headline, standfirst, byline, date, picture"
    assert page.evaluate(TABLES) == [[True, "block"], [False, "none"]], "only the wide one says that it scrolls"
    assert page.evaluate("document.querySelector('.onward').offsetHeight") == 0, "the related ones follow here"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".onward .card").count() == 3
    assert page.evaluate("document.querySelector('.onward').offsetHeight") > 100


def test_on_paper(open_page: Open, story: Served) -> None:
    page = open_page(story("/2026/05/20/s/"), width=680)  # about the width of A4 less its margins
    page.emulate_media(media="print")
    assert page.evaluate(TABLES) == [[False, "none"], [False, "none"]], "no table is cut"
    heights = page.evaluate("[...document.querySelectorAll('.video-link, .video-paper')].map(e => e.offsetHeight)")
    assert len(heights) == 2
    assert max(heights) < 40, "a video is a line"
    kind = "getComputedStyle(document.querySelector('.story-head .kind'))"
    assert page.evaluate(f"[{kind}.borderTopWidth, {kind}.color]") == ["1px", "rgb(0, 0, 0)"]
    assert page.evaluate("document.querySelector('.footer').offsetHeight") == 0, "or its rule has a sheet of its own"


def test_badges_and_the_video_have_edges_in_forced_colours(open_page: Open, story: Served) -> None:
    page = open_page(story("/2026/05/20/s/"), forced_colors="active")
    edges = (
        "[...document.querySelectorAll('.story-head .kind, .video-link')].map(e => getComputedStyle(e).borderTopWidth)"
    )
    assert page.evaluate(edges) == ["1px", "1px"]


@pytest.mark.parametrize("width", [320, 360])
def test_letters_of_twice_the_size_fit(open_page: Open, story: Served, width: int) -> None:
    page = open_page(story("/2026/05/20/s/"), width=width)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = """[...document.querySelectorAll('main *, .footer *')].filter(e => !e.closest('.table, .breadcrumb') && e.offsetWidth
        && e.getBoundingClientRect().left < -1).map(e => e.className)"""
    assert page.evaluate(wide) == []
