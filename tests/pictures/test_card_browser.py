"""The lines of a share card show the same glyphs in the same order as the same headline in Chromium, in the same font."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from io import BytesIO
from itertools import accumulate
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from newsgen import arabic
from newsgen.arabic.line_breaks import lines_alone
from newsgen.pictures.card_drawing import set_headline
from newsgen.pictures.card_fonts import FONT
from newsgen.pictures.card_text import card_text
from newsgen.pictures.card_type import ARABIC, SCALE, theme_font
from tests.arabic.test_arabic_browser import random_runs
from tests.browser import needs
from tests.pictures.card_headlines import HEADLINES

SIZE = 48
WINDOW, SLACK = 10, 2  # columns: a third of a digit, and how far letters may lie apart
ALIKE = 0.5
"""What ``difference`` is at most for equal lines: they reach 0.42, and the smallest flip below has 0.65."""
WITH_MARKS = (
    "السنونو يهزم الفنار 2-1", "ارتفاع أسعار الخبز بنسبة 75%", "درجة الحرارة 48.5°C", "في الفترة 1998-2021",
    "للاتصال بالبلدية +962 6 555 5555", "الموقع https://example.org/a/ مفتوح", "شركات Apple، Google، Microsoft",
    "لغة C++ في المدينة", "Apple Inc. تعلن عن خسائر",
)  # fmt: skip
FORMAT = "\u2066\u2068\u2069\u200e\u061c"


Profile = list[float]
"""How much ink each column of a line has, from the first with any to the last; 1 is a column full of it."""


def profile(picture: Image.Image) -> Profile:
    part = picture.crop(picture.getbbox())
    means = part.resize((part.width, 1), Image.Resampling.BOX).convert("F").tobytes()
    return [mean * part.height / 255 / SIZE for mean in memoryview(means).cast("f")]


def difference(one: Profile, other: Profile) -> float:
    """The largest difference of ink in a window of ``WINDOW`` columns, in columns full of ink.

    Either window may lie ``SLACK`` columns aside: the browser places letters by other fractions of a pixel.
    """
    n = max(len(one), len(other)) + SLACK
    mine, theirs = ([0.0, *accumulate(p + [0.0] * (n + WINDOW + SLACK - len(p)))] for p in (one, other))
    windows = [theirs[i + WINDOW] - theirs[i] for i in range(n)]
    return max(
        min(abs(mine[i + WINDOW] - mine[i] - w) for w in windows[max(0, i - SLACK) : i + SLACK + 1]) for i in range(n)
    )


def drawn(line: str) -> Profile:
    """The profile of a line as a card draws it."""
    font = theme_font()
    page = Image.new("L", (1600 * SCALE, 3 * SIZE * SCALE), 0)
    ImageDraw.Draw(page).text((1590 * SCALE, 2 * SIZE * SCALE), line, 255, font.at(SIZE), anchor="rs", **ARABIC)
    return profile(page.reduce(SCALE))


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needs.chromium(), args=[*needs.ARGUMENTS, "--font-render-hinting=none"]
        )
        yield browser.new_page(viewport={"width": 1700, "height": 800})
        browser.close()


Headline = tuple[str, tuple[tuple[int, int], ...], tuple[str, ...]]


def headlines(texts: Iterable[str]) -> list[Headline]:
    """The text of each headline, the offsets of its lines, and the lines as a card draws them."""
    font = theme_font()
    blocks = [set_headline(card_text(text).text, font, 1056, 420, labelled=True) for text in texts]
    return [(block.text, block.spans, block.lines) for block in blocks]


def browser_lines(page: Any, texts: list[Headline]) -> list[list[Profile]]:
    """The profile of each line of each headline in Chromium: one paragraph, with isolates, broken where the card breaks it."""
    font = base64.b64encode((files("newsgen.pictures") / "fonts" / FONT).read_bytes()).decode()
    style = (
        f"@font-face {{ font-family: card; src: url(data:font/ttf;base64,{font}) }}"
        f"body {{ margin: 0 20px }} p {{ margin: 0; width: 1px; font: {SIZE}px/3 card; text-rendering: geometricPrecision }}"
        "span { white-space: nowrap; -webkit-font-smoothing: antialiased }"
    )
    body = "".join(f"<p>{paragraph(text, spans)}</p>" for text, spans, _ in texts)
    page.set_content(f'<!doctype html><html lang="ar" dir="rtl"><style>{style}</style><body>{body}')
    page.evaluate("document.fonts.ready")
    rows = page.evaluate(
        """() => [...document.querySelectorAll("p")].map(p => [...p.children].map(span => {
             const box = span.getBoundingClientRect(); return [box.top + scrollY, box.bottom + scrollY]}))"""
    )
    seen = Image.open(BytesIO(page.screenshot(full_page=True))).convert("L").point(lambda v: 255 - v)
    return [[profile(seen.crop((0, round((top + bottom) / 2 - 1.5 * SIZE), seen.width, round((top + bottom) / 2 + 1.5 * SIZE))))
             for top, bottom in row] for row in rows]  # fmt: skip


def paragraph(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The headline as a page has it (``arabic.isolate``), each line in an element that does not break."""
    parts, at = [""] * len(spans), 0
    isolated = arabic.isolate(text)
    ends = [end for _, end in spans]
    for char in isolated:
        n = next((n for n, end in enumerate(ends) if at < end or (at == end and char in FORMAT[2:])), len(ends) - 1)
        if char in FORMAT:
            parts[n] += char
            continue
        if spans[n][0] <= at:
            parts[n] += char
        at += 1
    return " ".join(f"<span>{escape(part)}</span>" for part in parts)


@pytest.mark.browser
def test_every_line_is_that_of_chromium(page: Any) -> None:
    texts = headlines(HEADLINES)
    for (text, spans, lines), row in zip(texts, browser_lines(page, texts), strict=True):
        assert len(row) == len(lines)
        for span, line, other in zip(spans, lines, row, strict=True):
            assert difference(drawn(line), other) < ALIKE, text[slice(*span)]


@pytest.mark.browser
def test_a_line_without_its_marks_is_not(page: Any) -> None:
    """The comparison can fail: a flipped score is enough."""
    texts = headlines(WITH_MARKS)
    for (text, spans, _), row in zip(texts, browser_lines(page, texts), strict=True):
        worst = max(difference(drawn(text[slice(*span)]), other) for span, other in zip(spans, row, strict=True))
        assert worst > ALIKE, text


@pytest.mark.ci
@pytest.mark.browser
def test_random_runs_at_the_ends_of_lines(page: Any) -> None:
    runs = random_runs(60)
    texts: list[Headline] = []
    for run in runs:
        for start in ("", "قال أحمد عن "):
            text = card_text(f"قال {start}{run} وانتهى {run} ثم").text
            cut = text.index(" وانتهى")
            spans: tuple[tuple[int, int], ...] = ((0, cut), (cut + 1, len(text) - 3), (len(text) - 2, len(text)))
            texts.append((text, spans, lines_alone(text, spans)))
    for (text, spans, lines), row in zip(texts, browser_lines(page, texts), strict=True):
        for span, line, other in zip(spans, lines, row, strict=True):
            assert difference(drawn(line), other) < ALIKE, text[slice(*span)]
