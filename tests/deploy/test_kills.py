"""Killed anywhere and run again: the target is the output, and a reader who follows links all the while misses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.deploy.directory import Directory
from newsgen.deploy.target import FOLDER
from tests.deploy.places import PNG, Deploys, fields, newsroom, published, served
from tests.deploy.servers import free_port, serving, until
from tests.support import NOW, Site, codes
from tests.support.killer import run as in_a_child
from tests.theme.test_headers import configured

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="watches its children through Linux's /proc")

ROOT = Path(__file__).parents[2]
KILLS = 5


@contextmanager
def crawling(origin: str, place: Path) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """A crawler that runs during a block; returns what it has told so far."""
    told = place / "crawler"
    with told.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.deploy.crawler", origin], cwd=ROOT, stdin=subprocess.PIPE, stdout=out
        )

    def lines() -> list[dict[str, object]]:
        assert process.poll() is None, "the crawler ended"
        return [json.loads(line) for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")]

    try:
        yield lines
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def rounds(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    return [line for line in lines if "round" in line]


def edits(site: Site) -> Iterator[None]:
    """A newsroom's days: each leaves the site built anew."""
    days: list[Callable[[int], object]] = [
        lambda n: site.story(
            f"جديد-{n}", f"قصة جديدة {n}", date=f"2026-05-28 {n % 24:02}:00", tags=["مياه", f"موضوع{n}"]
        ),
        lambda n: site.story(
            "قصة-1", f"عنوان {n}", **fields(1) | {"tags": [f"موضوع آخر {n}"], "related": [f"جديد-{n - 1}"]}
        ),
        lambda n: (site.root / f"content/جديد-{n - 2}.md").unlink(),
        lambda n: site.write("content/p.png", PNG + bytes([n % 250])),
        lambda n: site.story("قصة-2", f"سُحبت {n}", **fields(2) | {"status": "withdrawn", "note": f"لخطأ {n}"}),
        lambda n: site.story("قصة-2", f"عادت {n}", **fields(2)),
        lambda n: site.story("قصة-3", **fields(3) | {"publish_at": "2026-08-01 08:00"}),
        lambda n: site.story("قصة-3", f"بلا حظر {n}", **fields(3)),
    ]
    number = 0
    while True:
        for day in days:
            day(number)
            if number % len(days) == 2:
                site.story("قصة-1", "القصة رقم 1", **fields(1))
            number += 1
            report = site.build()
            assert report.published, report.problems
            yield


def test_killed_at_any_step_and_finished(tmp_path: Path) -> None:
    """The processes die at steps spread over whole deploys, each after another edit, and never reach their end; nginx
    serves the target all the while."""
    site, www = newsroom(tmp_path / "site", stories=4), tmp_path / "www"
    www.mkdir()
    deploys = Deploys(site, lambda: Directory(www), f"file://{www}", {"encodings": ("gzip",)})
    assert site.build().published
    assert deploys().done
    days = edits(site)
    place, port = tmp_path / "nginx", free_port()
    place.mkdir()
    command = configured(
        place, map=site.output / "_nginx/redirects.map", server=site.output / "_nginx/headers.conf", root=www, port=port
    )
    with serving(command, port, place / "log"), crawling(f"http://127.0.0.1:{port}", tmp_path) as told:
        until(lambda: len(rounds(told())) > 0, "a whole round")
        next(days)
        whole = in_a_child(lambda: codes(deploys(now=NOW + timedelta(minutes=1)).problems), www)
        assert (whole.result, whole.raised) == ([], "")
        first = next(step.number for step in whole.steps if step.what.startswith(FOLDER))
        died = 0
        for at in range(KILLS):
            next(days)
            end = in_a_child(
                lambda: codes(deploys(now=NOW + timedelta(minutes=2)).problems),
                www,
                kill=first + (len(whole.steps) - first) * at // KILLS,
            )
            assert end.signal == 9 or end.result == []
            died += end.signal == 9
        assert died >= KILLS - 2, "a day with less to do may end before its step"
        seen = len(rounds(told()))
        next(days)
        report = deploys(now=NOW + timedelta(minutes=3))
        assert (codes(report.problems), report.done) == ([], True)
        until(lambda: len(rounds(told())) > seen + 1, "a whole round after the last deploy")
        faults = [line for line in told() if "fault" in line]
        assert faults == []
        assert min(int(str(line["round"])) for line in rounds(told())) > 30
        missing = www / "2026/05/01/قصة-0/index.html"
        text = missing.read_bytes()
        missing.unlink()
        until(lambda: any("fault" in line for line in told()), "the crawler sees what it should")
        missing.write_bytes(text)
    assert deploys(now=NOW + timedelta(minutes=4), verify=True).uploaded == 0
    leaving = {path for path in served(www) if path.startswith("media/")} - published(site).keys()
    copies = {path for path in served(www) if path.endswith(".gz")}
    assert {p: d for p, d in served(www).items() if p not in leaving | copies} == published(site)
    assert [path.name for path in (www / FOLDER).iterdir() if "journal" in path.name or path.name == "tmp"] == []
