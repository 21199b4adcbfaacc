"""Lighthouse on a phone: 100 for what a page is, and a fast page by the median of five."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tools import hard_site

from newsgen.build.build import build
from newsgen.build.run import Options
from tests.browser import newsrooms
from tests.browser.needs import SYSTEM, chromium, lighthouse, missing
from tests.browser.newsrooms import SAMPLE
from tests.browser.server import Served, serve
from tests.support.cases import at_night, first

pytestmark = pytest.mark.browser
QUALITY = ("accessibility", "best-practices", "seo")

RUNS = 5
SHIFT = 0.01
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("lighthouse")
    with serve(folder / "site/public") as served:
        newsrooms.sample(folder / "site", base_url=served("/"))  # its canonical addresses are this server's
        yield served


PARTS = ("sound", "show", "gallery", "post", "chart", "standings", "film")
"""Pages with posts, players, a gallery, sound or data."""

HARD = {"article": "/2026/11/28/city-1/", "section": "/city/", "home": "/"}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of hard cases: fifteen sections, a long title, pictures of every shape."""
    root = tmp_path_factory.mktemp("hard") / "site"
    hard_site.make(root)
    now = (hard_site.NOW + timedelta(minutes=10)).replace(tzinfo=newsrooms.SAMPLE_NOW.tzinfo)
    with serve(root / "public") as served:
        report = build(Options(root, root / "public", now, base_url=served("/")))
        assert report.published, report.problems
        yield served


def scores(address: str, report: Path, categories: tuple[str, ...]) -> tuple[dict[str, float], list[str]]:
    """The categories' points of one run, and the audits that took points away."""
    node = shutil.which("node") or missing("node", SYSTEM)
    subprocess.run(
        [node, str(lighthouse()), address, "--quiet", f"--chrome-flags={FLAGS}", "--form-factor=mobile",
         f"--only-categories={','.join(categories)}", "--output=json", f"--output-path={report}"],
        env={**os.environ, "CHROME_PATH": chromium(), "NO_UPDATE_NOTIFIER": "1"}, check=True, timeout=180,
        capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(report.read_text(encoding="utf-8"))
    points = {name: 100 * category["score"] for name, category in told["categories"].items()}
    lost = [f"{a['id']}: {a['title']}" for a in told["audits"].values() if a["score"] not in (1, None)]
    measured = {
        name: told["audits"][name]["numericValue"]
        for name in ("cumulative-layout-shift", "total-byte-weight")
        if name in told["audits"]
    }
    print(f"{address}: {points}, {measured}")
    assert measured.get("cumulative-layout-shift", 0) < SHIFT, address
    return points, lost


@pytest.mark.parametrize("kind", [*first(0, ["article", "home"]), *at_night(["section", *PARTS])])
def test_what_a_page_is(newsroom: Served, tmp_path: Path, kind: str) -> None:
    """Access, good practice, search engines: whole points, whatever the machine."""
    points, lost = scores(newsroom(SAMPLE[kind]), tmp_path / "report.json", QUALITY)
    assert points == dict.fromkeys(QUALITY, 100), lost


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["article", "home", "section", *PARTS])
def test_how_fast_it_comes(newsroom: Served, tmp_path: Path, kind: str) -> None:
    """Performance wants a quiet machine, and the median of several runs."""
    runs = [scores(newsroom(SAMPLE[kind]), tmp_path / f"{n}.json", ("performance",)) for n in range(RUNS)]
    assert statistics.median(points["performance"] for points, _ in runs) >= 98, [points for points, _ in runs]


@pytest.mark.nightly
@pytest.mark.parametrize("kind", HARD)
def test_a_hard_page_is_fast_too(hard: Served, tmp_path: Path, kind: str) -> None:
    runs = [scores(hard(HARD[kind]), tmp_path / f"{n}.json", ("performance",)) for n in range(RUNS)]
    assert statistics.median(points["performance"] for points, _ in runs) >= 95, [points for points, _ in runs]
