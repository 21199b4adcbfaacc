"""One copy of the default theme and of the code's digest for the whole run, so that a save meanwhile disturbs no test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from newsgen.base.unexpected import RAISE
from newsgen.build import run
from newsgen.site import layout

os.environ[RAISE] = "1"  # an exception that nobody foresaw fails its test, in worker processes too
settings.register_profile("newsgen", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("newsgen")


@pytest.fixture(scope="session", autouse=True)
def theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    real = layout.theme()
    copy = tmp_path_factory.mktemp("theme")
    for name in ("templates", "static"):
        shutil.copytree(real / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    code = run.code_digest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "code_digest", lambda: code)
        patch.setattr(layout, "theme_root", lambda: str(copy))
        yield copy
