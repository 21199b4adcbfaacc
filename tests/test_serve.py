"""``newsgen serve``: built, served on loopback, and built again after a save."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support import Site

PATIENCE = 30.0  # seconds, for a busy machine


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def until(check: object, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if check():  # type: ignore[operator]
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError(what)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    site = Site(tmp_path / "site", plain=False)
    site.story("one", title="القصة الأولى", date="2026-05-01 10:00")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "newsgen.cli", "serve", "--site", str(site.root), "--port", str(port), "--lang", "en"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            lines = []
            for line in process.stdout:
                lines.append(line)
                found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
                if found:
                    break
            assert f"Port {port} is in use" in "".join(lines)
            yield site, found[0]  # type: ignore[index]
        finally:
            process.terminate()
            process.wait(10)
            process.stdout.close()


def test_a_save_shows_in_the_preview(served: tuple[Site, str]) -> None:
    site, address = served
    until(lambda: "القصة الأولى" in get(address), "the home page is served")
    page = get(address + "2026/05/01/one/")
    assert "livereload" in page, "the page follows every save"
    assert f'href="{address}2026/05/01/one/"' in page, "the canonical address is the preview's own"
    (site.root / "content/one.md").write_text(
        (site.root / "content/one.md").read_text(encoding="utf-8") + "\nفقرة جديدة.\n", encoding="utf-8"
    )
    until(lambda: "فقرة جديدة" in get(address + "2026/05/01/one/"), "the save is served")
    assert not (site.root / "public").exists(), "the preview has an output of its own"


def test_a_broken_save_keeps_the_last_good_page(served: tuple[Site, str]) -> None:
    site, address = served
    until(lambda: "القصة الأولى" in get(address + "2026/05/01/one/"), "the story is served")
    good = (site.root / "content/one.md").read_text(encoding="utf-8")
    (site.root / "content/one.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    time.sleep(1.0)
    assert "القصة الأولى" in get(address + "2026/05/01/one/")
    (site.root / "content/one.md").write_text(good.replace("القصة الأولى", "القصة بعد الإصلاح"), encoding="utf-8")
    until(lambda: "القصة بعد الإصلاح" in get(address + "2026/05/01/one/"), "the mended story is served")
