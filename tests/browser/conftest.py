"""A browser, the built newsrooms behind a server, and readers of them whose every complaint fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser import newsrooms
from tests.browser.needs import ARGUMENTS, chromium
from tests.browser.server import Served, serve
from tests.browser.waits import evaluate
from tests.support import Site

WATCH = """
window.seen = { shift: 0, moved: [], refused: [] }
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    seen.shift += entry.value
    for (const { node } of entry.sources) seen.moved.push(node && (node.className || node.nodeName))
  }
}).observe({ type: "layout-shift", buffered: true })
addEventListener("securitypolicyviolation", e => seen.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`))
"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Under a path of its host, with the date line in two languages."""
    line = {"line": "{weekday} {day} {month_en_short} / {month_en} {year}"}
    place = tmp_path_factory.mktemp("small") / "site"
    return newsrooms.small(place, base_url="https://example.org/news/", dates=line)


@pytest.fixture(scope="package")
def served(small: Site) -> Iterator[Served]:
    with serve(small.output, "/news") as served:
        yield served


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(newsrooms.sample(tmp_path_factory.mktemp("sample") / "site").output) as served:
        yield served


def _refused(page: Page) -> list[str]:
    """What the security policy refused on a page."""
    return list(evaluate(page, "typeof seen == 'object' ? seen.refused : []"))


@dataclass
class Reader:
    """Opens pages, each in a context of its own, and collects what goes wrong on them."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __call__(
        self,
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        now: Any = None,
        clock: Any = None,
        script: bool = True,
        before: str = "",
        **options: Any,
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, **options
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH + before)
        if now:
            page.clock.set_fixed_time(now)
        if clock:
            page.clock.install(time=clock)
        host = address.split("/")[2]

        def asked(request: Request) -> None:
            if request.url.split("/")[2] not in (host, ""):
                self.faults.append(f"asked {request.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.faults.append(f"said {message.text} ({message.location['url']})")

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda e: self.faults.append(f"threw {e}"))
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert answer.ok, address
        if script:
            evaluate(page, "document.fonts.ready.then(() => true)")
        self.pages.append(page)
        return page

    def complaints(self) -> list[str]:
        """The faults so far, with what the security policy refuses on the pages that are open."""
        refused = (what for page in self.pages if not page.is_closed() for what in _refused(page))
        return [*self.faults, *(f"refused {what}" for what in refused)]

    def close(self) -> list[str]:
        found = self.complaints()
        for context in self.contexts:
            context.close()
        return found


@dataclass
class Returning:
    """A reader who has been here before: pages of a host, opened with equal options, share a context with its cache.

    A new context costs as much as three pages that follow in it. Use it where a page is only looked at.
    """

    browser: Browser
    readers: dict[str, Reader] = field(default_factory=dict)
    used: list[Reader] = field(default_factory=list)

    def __call__(self, address: str, **options: Any) -> Page:
        key = repr((address.split("/")[2], sorted(options.items())))
        reader = self.readers.get(key)
        if reader is None:
            reader = self.readers[key] = Reader(self.browser)
            self.used.append(reader)
            return reader(address, **options)
        (page,) = reader.pages
        self.used.append(reader)
        page.set_viewport_size({"width": options.get("width", 1280), "height": options.get("height", 800)})
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert answer.ok, address
        evaluate(page, "document.fonts.ready.then(() => true)")
        return page

    def complaints(self) -> list[str]:
        """What went wrong since the last call of this method."""
        found = []
        for reader in self.used:
            found += reader.complaints()
            reader.faults.clear()
        self.used.clear()
        return found


@pytest.fixture(scope="package")
def returning(browser: Browser) -> Iterator[Returning]:
    returning = Returning(browser)
    yield returning
    for reader in returning.readers.values():
        reader.close()


@pytest.fixture
def open_again(returning: Returning) -> Iterator[Callable[..., Page]]:
    """Opens a page as ``open_page`` does, for a reader who has been on the site before."""
    yield returning
    assert returning.complaints() == []


@pytest.fixture
def faulty(browser: Browser) -> Iterator[Reader]:
    """A reader whose complaints the test itself looks at."""
    reader = Reader(browser)
    yield reader
    reader.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; a script's error, a refusal by the security policy or a request to another host fails the test."""
    reader = Reader(browser)
    yield reader
    assert reader.close() == []
