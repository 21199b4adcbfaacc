"""One copy of the default theme for the whole run: tests see the same theme while its files are being worked on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsgen import templates


@pytest.fixture(scope="session", autouse=True)
def theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    real = templates.theme()
    copy = tmp_path_factory.mktemp("theme")
    for name in ("templates", "static"):
        shutil.copytree(real / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    original = templates.theme
    templates.theme = lambda: copy  # type: ignore[assignment]
    yield copy
    templates.theme = original
