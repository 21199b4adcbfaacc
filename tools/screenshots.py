"""Photograph the sample newsroom for the README: article, home, a section and a topic at three widths, two of them dark.

    python tools/screenshots.py [NAME…]
    python tools/screenshots.py --hard FOLDER [--photographs]

Builds the sample as of a fixed moment into a temporary folder, opens it in Chromium, and writes
docs/screenshots/{name}-{width}.webp, each below 150 KB. With --hard it writes whole pages of the site of tools/hard_site.py
into a folder, at four widths in light and dark: look at them after each change of templates or styles. Needs the `dev` extra
and Chromium (`bash .ci/system`).
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from newsgen.build.build import build
from newsgen.build.run import Options

try:
    from tools import hard_site
except ImportError:  # run as a script, which has its own folder on the path
    import hard_site  # type: ignore[import-not-found, no-redef]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/screenshots"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Amman"))
PAGES = {"article": "/2026/11/17/budget-2027/", "home": "/", "section": "/economy/", "topic": "/topics/الميناء/"}
WIDTHS = {360: (1600, 2), 768: (1600, 1), 1280: (1600, 1)}
"""For each width how much of the page's height is shown, and pixels of the picture for one of the page."""
DARK = (("article", 360), ("home", 1280))
LIMIT = 150_000
Theme = Literal["dark", "light"]
HARD = ("/", "/city/", "/opinion/", "/science/", "/schools/", "/travel/", "/2026/11/28/city-1/", "/about/")
HARD_WIDTHS = (360, 768, 1280, 1600)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def photograph(browser: Browser, address: str, width: int, colours: Literal["dark", "light"]) -> Image.Image:
    """The top of a page, all its pictures loaded."""
    height, scale = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, device_scale_factor=scale, color_scheme=colours
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    for _ in range(800, height, 400):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    seen = min(height, page.evaluate("document.documentElement.scrollHeight"))
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": seen})
    context.close()
    return Image.open(io.BytesIO(shot)).convert("RGB")


def save(picture: Image.Image, file: Path) -> int:
    """As WebP, in the best quality that stays below the limit."""
    for quality in range(86, 20, -6):
        data = io.BytesIO()
        picture.save(data, "WEBP", quality=quality, method=6)
        if data.tell() < LIMIT:
            file.write_bytes(data.getvalue())
            return data.tell()
    raise SystemExit(f"{file.name} does not fit into {LIMIT} bytes.")


@contextmanager
def opened(site: Path, now: datetime) -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a site that is built as of ``now`` and served."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is missing: run “bash .ci/system”.")
    report = build(Options(site, site / "public", now))
    if not report.published:
        raise SystemExit(f"{site} does not build: run “newsgen build”.")
    handler = partial(Silent, directory=str(site / "public"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser, f"http://127.0.0.1:{server.server_port}"
        browser.close()
        server.shutdown()


def photograph_sample(wanted: list[str]) -> None:
    """The pictures of the README: those with these names, or all."""
    shots: list[tuple[str, int, Theme]] = [(name, width, "light") for name in PAGES for width in WIDTHS]
    shots += [(name, width, "dark") for name, width in DARK]
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        for part in ("content", "static"):
            shutil.copytree(ROOT / part, site / part)
        shutil.copy(ROOT / "site.yml", site)
        with opened(site, NOW) as (browser, host):
            for name, width, colours in shots:
                stem = f"{name}-{width}{'-dark' if colours == 'dark' else ''}"
                if not wanted or stem in wanted:
                    size = save(photograph(browser, host + PAGES[name], width, colours), TARGET / f"{stem}.webp")
                    print(f"{stem}.webp {size:,} bytes")


def photograph_hard_site(target: Path, photographs: bool) -> None:
    """Whole pages of the site of hard cases, as PNG."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        hard_site.make(site, photographs=photographs)
        now = (hard_site.NOW + timedelta(minutes=10)).replace(tzinfo=NOW.tzinfo)
        with opened(site, now) as (browser, host):
            for address in HARD:
                for width in HARD_WIDTHS:
                    for colours in ("light", "dark"):
                        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=colours)
                        page = context.new_page()
                        page.clock.set_fixed_time(now)
                        page.goto(host + address)
                        page.evaluate("for (const image of document.images) image.loading = 'eager'")
                        page.wait_for_function("[...document.images].every(image => image.complete)")
                        name = address.strip("/").replace("/", "-") or "home"
                        page.screenshot(path=target / f"{name}-{width}-{colours}.png", full_page=True)
                        height = page.evaluate("document.documentElement.scrollHeight")
                        print(f"{name}-{width}-{colours}.png {height:,} pixels high")
                        context.close()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Photograph the sample newsroom, or a site of hard cases.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures of the sample, like home-1280")
    parser.add_argument(
        "--hard", type=Path, metavar="FOLDER", help="photograph the site of hard cases into this folder"
    )
    parser.add_argument(
        "--photographs", action="store_true", help="with photographs of scikit-image, if it is installed"
    )
    options = parser.parse_args(arguments)
    if options.hard:
        photograph_hard_site(options.hard, options.photographs)
    else:
        photograph_sample(options.names)


if __name__ == "__main__":
    main(sys.argv[1:])
