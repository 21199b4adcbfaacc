"""Lighthouse on a phone: 100 for what a page is, and a fast page by the median of five."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import newsrooms
from .needs import SYSTEM, chromium, lighthouse, missing
from .newsrooms import SAMPLE
from .server import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

RUNS = 5
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("lighthouse")
    with serve(folder / "site/public") as served:
        newsrooms.sample(folder / "site", base_url=served("/"))  # its canonical addresses are this server's
        yield served


def scores(address: str, report: Path) -> tuple[dict[str, float], list[str]]:
    """The categories' points of one run, and the audits that took points away."""
    node = shutil.which("node") or missing("node", SYSTEM)
    subprocess.run(
        [node, str(lighthouse()), address, "--quiet", f"--chrome-flags={FLAGS}", "--form-factor=mobile",
         "--only-categories=performance,accessibility,best-practices,seo", "--output=json", f"--output-path={report}"],
        env={**os.environ, "CHROME_PATH": chromium(), "NO_UPDATE_NOTIFIER": "1"}, check=True, timeout=180,
        capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(report.read_text(encoding="utf-8"))
    points = {name: 100 * category["score"] for name, category in told["categories"].items()}
    lost = [f"{a['id']}: {a['title']}" for a in told["audits"].values() if a["score"] not in (1, None)]
    shift = told["audits"]["cumulative-layout-shift"]["numericValue"]
    weight = told["audits"]["total-byte-weight"]["numericValue"]
    print(f"{address}: {points}, layout shift {shift:.4f}, {weight / 1000:.0f} kB")
    return points, lost


@pytest.mark.parametrize("kind", ["article", "home", "section"])
def test_lighthouse(newsroom: Served, tmp_path: Path, kind: str) -> None:
    runs = [scores(newsroom(SAMPLE[kind]), tmp_path / f"{n}.json") for n in range(RUNS)]
    for name in ("accessibility", "best-practices", "seo"):
        assert runs[0][0][name] == 100, (name, runs[0][1])
    assert statistics.median(points["performance"] for points, _ in runs) >= 98, [points for points, _ in runs]
