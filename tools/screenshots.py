"""Take the screenshots of the sample newsroom for the README: four pages at three widths, and two of them dark.

    python tools/screenshots.py [NAME…]

Builds the sample as of a fixed moment into a temporary folder, opens it in Chromium, and writes
docs/screenshots/{name}-{width}.webp, each below 150 KB. Needs the `dev` extra and Chromium (`bash .ci/system`).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from newsgen.build.build import build
from newsgen.build.run import Options

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/screenshots"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Amman"))
PAGES = {"article": "/2026/11/17/budget-2027/", "home": "/", "section": "/economy/", "topic": "/topics/الميناء/"}
WIDTHS = {360: (1600, 2), 768: (1600, 1), 1280: (1600, 1)}
"""For each width in pixels: the height of the page that is shown, and the scale of the picture."""
DARK = (("article", 360), ("home", 1280))
LIMIT = 150_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def photograph(browser: Browser, address: str, width: int, colours: str) -> Image.Image:
    """The top of a page with all its pictures loaded."""
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
    """Save a picture as WebP in the best quality below LIMIT bytes, and return its size in bytes."""
    for quality in range(86, 20, -6):
        data = io.BytesIO()
        picture.save(data, "WEBP", quality=quality, method=6)
        if data.tell() < LIMIT:
            file.write_bytes(data.getvalue())
            return data.tell()
    raise SystemExit(f"{file.name} does not fit into {LIMIT} bytes.")


def main(wanted: list[str]) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is missing: run “bash .ci/system”.")
    shots = [(name, width, "light") for name in PAGES for width in WIDTHS] + [(*one, "dark") for one in DARK]
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(ROOT / "content", site / "content")
        shutil.copy(ROOT / "site.yml", site)
        report = build(Options(site, site / "public", NOW))
        if not report.published:
            raise SystemExit("The sample does not build: run “newsgen build”.")
        handler = partial(Silent, directory=str(site / "public"))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            for name, width, colours in shots:
                stem = f"{name}-{width}{'-dark' if colours == 'dark' else ''}"
                if wanted and stem not in wanted:
                    continue
                address = f"http://127.0.0.1:{server.server_port}{PAGES[name]}"
                size = save(photograph(browser, address, width, colours), TARGET / f"{stem}.webp")
                print(f"{stem}.webp {size:,} bytes")
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
