"""The styleguide in a browser: every component in every state, at every width, without a barrier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from newsgen.cli import command_line
from tests.browser.server import Served, serve
from tests.browser.test_access import violations
from tests.support import SETTINGS, Site
from tests.support.cases import every

pytestmark = pytest.mark.browser

BY_DESIGN = ("landmark-unique",)
"""A component that is shown twice names its region twice."""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = Site(tmp_path_factory.mktemp("guide") / "site", plain=False, settings=SETTINGS)
    assert command_line.main(["styleguide", "--site", str(site.root)]) == 0
    with serve(Path(site.root, ".newsgen/styleguide")) as served:
        yield served


@pytest.mark.parametrize(
    ("width", "colours"), every(2, [(360, "dark"), (768, "light"), (1280, "light"), (1280, "dark")])
)
def test_it_has_no_barrier(open_page: Callable[..., Page], guide: Served, width: int, colours: Any) -> None:
    page = open_page(guide("/"), width=width, color_scheme=colours)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [told for told in violations(page) if not told.startswith(BY_DESIGN)] == []
