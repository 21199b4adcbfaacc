"""Boxes of data in a browser: no barrier, no label over another on a telephone, fetched by fronts, asked again while live."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.needs import java, nu_checker
from tests.browser.server import Served, serve
from tests.browser.test_access import violations
from tests.browser.waits import evaluate
from tests.support import NOW, SETTINGS, Site

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

STORY, HOME, FRAGMENT = "/2026/05/01/a/", "/", "/fragments/data/match.html"
UNTIL = NOW + timedelta(minutes=30)
MATCH = (
    "kind: score\nstatus: live\nminute: 67\nlive_until: {until:%Y-%m-%d %H:%M}\nupdated: 2026-06-01 12:00\n"
    "home: {{name: الفنار, goals: [{{player: سامر, minute: 45+2}}]}}\naway: {{name: الميناء, score: {score}}}\n"
)
FILES = {
    "budget.csv": "الباب,2026,2027\nمياه الشرب والصرف الصحي,12.0,14.2\nالمدارس والمكتبات العامة والمراكز الثقافية,7,\nإيرادات,-2.5,-1\n",
    "rain.csv": "السنة,رأس السنونو,الفنار\n"
    + "".join(f"{2000 + n},{400 + n * 7 % 90},{380 + n * 11 % 80}\n" for n in range(24)),
    "price.csv": "الشهر,سعر\n2025-11,0.35\n2025-12,0.36\n2026-01,0.4\n2026-02,0.41\n",
    "votes.csv": "الحي,الأصوات\nالميناء,12340\nالقلعة,-910\nالكروم,2640\n",
    "long.csv": "المدينة,سكان,نسبة\n" + "".join(f"مدينة {n},{n * 1003},{n}%\n" for n in range(30)),
    "league.yml": "kind: standings\nteams:\n  - {name: الفنار, won: 3, scored: 9}\n  - {name: شباب وادي التوت, lost: 3, conceded: 9}\n",
    "prayers.yml": "kind: prayers\ncity: عمّان\nlatitude: 31.95\nlongitude: 35.93\ntimezone: Asia/Amman\nmethod: mwl\n",
    "match.yml": MATCH.format(until=UNTIL, score=0),
}
BODY = """[الموازنة](data/budget.csv "محضر الجلسة"){: .chart unit="مليون دينار"}

[المطر](data/rain.csv){: .chart}

[السعر](data/price.csv){: .chart type=column}

[الأصوات](data/votes.csv){: .chart type=column}

[السكان](data/long.csv){: .table}

[الترتيب](data/league.yml){: .standings}

[المواقيت](data/prayers.yml){: .prayers}

[المباراة](data/match.yml "من الملعب"){: .score}
"""
FRONT = "boxes: [{data: data/match.yml, title: المباراة الآن}, {data: data/prayers.yml, title: المواقيت}]\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("boxes") / "site", plain=False, settings=SETTINGS)
    for name, text in FILES.items():
        made.write(f"content/data/{name}", text)
    made.story("a", body=BODY)
    made.write("content/front.yml", FRONT)
    report = made.build()
    assert report.published
    assert report.problems == ()
    return made


@pytest.fixture(scope="module")
def boxes(site: Site) -> Iterator[Served]:
    with serve(site.output) as served:
        yield served


@pytest.mark.parametrize(
    ("path", "width", "colours"),
    [(STORY, 360, "light"), (STORY, 1280, "dark"), (HOME, 360, "dark"), (FRAGMENT, 360, "light")],
)
def test_no_barrier_and_no_scrolling(open_page: Open, boxes: Served, path: str, width: int, colours: Any) -> None:
    page = open_page(boxes(path), width=width, color_scheme=colours)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


APART = """() => [...document.querySelectorAll("svg.chart")].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")].map(one => [one.textContent, one.getBoundingClientRect()])
  const faults = []
  texts.forEach(([words, a], i) => {
    if (a.left < frame.left - 9 || a.right > frame.right + 9) faults.push(`${words} leaves the drawing`)
    for (const [others, b] of texts.slice(i + 1))
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 7 && b.top < a.bottom - 7) faults.push(`${words} over ${others}`)
  })
  return faults
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_label_lies_over_another(open_again: Open, boxes: Served, width: int) -> None:
    page = open_again(boxes(STORY), width=width)
    assert evaluate(page, f"({APART})()") == []
    assert page.locator("svg.chart").count() == 4


def test_the_home_page_fetches_its_boxes(open_page: Open, boxes: Served) -> None:
    page = open_page(boxes(HOME), width=360)
    expect(page.locator(".boxes .match-score").first).to_have_text("1")
    assert page.locator(".boxes [data-prayer] time").first.inner_text()
    expect(page.locator(".boxes figcaption").first).to_have_text("المباراة الآن")


def test_without_scripts_everything_is_there_or_linked(open_page: Open, boxes: Served) -> None:
    page = open_page(boxes(STORY), width=360, script=False)
    assert page.locator(".match-score").first.inner_text() == "1"
    assert page.locator(".prayers").is_hidden()
    assert page.locator(".prayers-off").is_visible()
    page = open_page(boxes(HOME), width=360, script=False)
    page.locator(".box-link a").first.click()
    page.wait_for_url("**" + FRAGMENT)
    assert page.locator(".match-score").first.is_visible()


def test_a_box_is_asked_for_while_it_is_live(open_page: Open, boxes: Served, site: Site) -> None:
    page = open_page(boxes(STORY), clock=NOW)
    score = page.locator(".match-score").nth(1)
    assert score.inner_text() == "0"
    site.write("content/data/match.yml", MATCH.format(until=UNTIL, score=3))
    try:
        assert site.build().published
        page.clock.run_for(31_000)
        expect(score).to_have_text("3")
        figure = page.locator(".box-score")
        assert figure.locator("figcaption").inner_text() == "المباراة"
        assert "من الملعب" in figure.inner_text()
        page.clock.fast_forward(3_600_000)
        page.wait_for_timeout(300)
        boxes.asked.clear()
        page.clock.run_for(120_000)
        assert FRAGMENT not in boxes.asked
    finally:
        site.write("content/data/match.yml", FILES["match.yml"])
        site.build()


def test_the_next_prayer_is_marked(open_page: Open, boxes: Served) -> None:
    page = open_page(boxes(STORY), now=datetime.fromisoformat("2026-06-01T13:00:00+03:00"))
    assert page.locator("[data-prayer][aria-current]").get_attribute("data-prayer") == "asr"
    assert page.locator("[data-prayer=dhuhr] time").inner_text() == "12:35"


def test_the_nu_checker_finds_nothing(boxes: Served, site: Site) -> None:
    pages = [str(site.output / path.lstrip("/")) for path in ("2026/05/01/a/index.html", "index.html", FRAGMENT)]
    command = [*java(), "-jar", str(nu_checker()), "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [message["message"] for message in json.loads(done.stderr)["messages"] if message["type"] == "error"] == []
