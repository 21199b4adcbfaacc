"""The newsroom that the tests of deploys send: built once a module, copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.places import copied, newsroom
from tests.support import Site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The newsroom, built once. Tests change copies of it."""
    site = newsroom(tmp_path_factory.mktemp("built") / "site")
    assert site.build().published
    return site


@pytest.fixture
def site(built: Site, tmp_path: Path) -> Site:
    return copied(built, tmp_path / "site")
