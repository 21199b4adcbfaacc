"""Waiting for what a browser does in its own time, never for a span of it: processors may be busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

PATIENCE = 20.0  # seconds


def evaluate(page: Page, expression: str) -> Any:
    """The value of an expression in a page that may reload at any moment, as a page of the preview does after a save: a
    reload that interrupts the expression repeats it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return page.evaluate(expression)
        except PlaywrightError as error:
            if "Execution context was destroyed" not in error.message or time.monotonic() > end:
                raise
            page.wait_for_load_state("load")


def until(page: Page, condition: str | Callable[[], object]) -> None:
    """Until an expression holds in the page (playwright's own way needs an ``eval`` that our policy forbids), or a function
    says so here."""
    end = time.monotonic() + PATIENCE
    while not (page.evaluate(condition) if isinstance(condition, str) else condition()):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def drawn(page: Page) -> None:
    """Until what was done is drawn, and observers have been told of it: they are called after the frame."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
