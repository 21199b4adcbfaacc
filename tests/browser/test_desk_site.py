"""Versions and the way to the site in a browser: no barrier, nothing cut off, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from newsgen.desk.exchange import ExchangeState, Step
from newsgen.desk.history import HistoryState, Trouble, Where
from newsgen.desk.incoming import Conflicted
from newsgen.desk.publisher import Built, Deployed, Fault, PublisherState
from newsgen.desk.story_merge import Conflict
from newsgen.desk.story_merge import Where as Place
from tests.browser.test_access import violations
from tests.desk.running import LIVE, OTHER, OWN, PASSWORD, Running, running_desk

pytestmark = [pytest.mark.browser, pytest.mark.ci]
pytest.importorskip("argon2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        for words in ("صيغة ثانية طويلة " + "كلمة " * 30, "صيغة ثالثة"):
            version = desk.story("karim", OWN)["version"]
            assert desk.save("karim", OWN, version, {"do": "replace", "block": 0, "source": words.strip()})[0] == 200
        full(desk)
        yield desk


def full(desk: Running) -> None:
    """A desk in every trouble at once."""
    now = desk.desk.now()
    fault = Fault("content/" + "طويل-" * 20 + ".md", 4, "«غدًا» ليس تاريخًا.", "اكتبه هكذا: 2026-07-30")
    desk.desk.publisher.state = PublisherState(
        on=True, target="live", built=Built(now, True, frozenset({fault.file}), (fault,), "x"), due=now, sent=now,
        deployed=Deployed(now, False, (fault,), now, 3),
    )  # fmt: skip
    conflicts = (
        Conflicted(LIVE, "a", (Conflict(Place.BLOCK, "block:0", "", "هنا " * 40, "x" * 300), Conflict(Place.KEY, "key:title", "", "أ", None, "title"))),
        Conflicted(OTHER, "b", (), theirs_gone=True),
    )  # fmt: skip
    exchange = ExchangeState("origin", step=Step.MERGE, reason="conflicts", conflicts=conflicts)
    trouble = Trouble(Where.COMMIT, "failed", "fatal: " + "/srv/very/long/path" * 10, now)
    desk.desk.history.state = HistoryState(True, 2, trouble, exchange)


@pytest.fixture
def page(browser: Browser, running: Running, request: pytest.FixtureRequest) -> Iterator[Page]:
    given: Any = getattr(request, "param", (1280, "light"))
    width, colours = given
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=colours, locale="ar")
    page = context.new_page()
    page.goto(f"{running.origin}/_/login")
    page.fill("[name=name]", "huda")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/_/")
    yield page
    context.close()


@pytest.mark.parametrize("page", [(390, "light"), (1280, "dark")], indirect=True, ids=str)
def test_the_pages_have_no_barrier_and_nothing_is_cut_off(page: Page, running: Running) -> None:
    full(running)
    page.goto(f"{running.origin}/_/history?path={OWN}")
    addresses = [page.url, page.locator(".versions a").last.get_attribute("href") or "", "/_/site"]
    for address in addresses:
        page.goto(address if address.startswith("http") else running.origin + address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("form.conflict").count() == 2


def test_a_version_comes_back_by_keyboard(page: Page, running: Running) -> None:
    page.goto(f"{running.origin}/_/history?path={OWN}")
    page.locator(".versions a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**version=*")
    page.locator(".differences button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/_/story?**")
    assert "الأولى." in (running.site / OWN).read_text()
    page.wait_for_selector("#on-site:not([hidden])")
    assert "مسودة" in page.locator("#on-site").inner_text()


def test_decisions_are_sent(page: Page, running: Running) -> None:
    full(running)
    page.goto(f"{running.origin}/_/site")
    form = page.locator("form.conflict").first
    form.locator("[name=choice-0][value=theirs]").check()
    form.locator("[name=choice-1][value=mine]").check()
    form.locator("button").click()
    page.wait_for_url("**/_/site")
    assert running.desk.history._decided[LIVE].choices == {"block:0": "theirs", "key:title": "mine"}
