"""Programs that tests need beyond Python. Where one is missing the test is skipped, in CI (``CI=true``) it fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
CHECKERS = ROOT / ".ci/node_modules"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How Chromium is started: without a sandbox in containers, and without requests of its own."""


def missing(what: str, remedy: str) -> NoReturn:
    words = f"{what} is missing. {remedy}"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(words, pytrace=False)
    pytest.skip(words)


def _program(*names: str, remedy: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    missing(names[0], remedy)


SYSTEM = "Run “bash .ci/system”, which installs it on Debian and its like."


def whole_chromium() -> str:
    return _program("chromium", "chromium-browser", "google-chrome", remedy=SYSTEM)


def chromium() -> str:
    """Chromium's headless shell if it is there: a page in it costs a third of the processor that the whole browser takes.
    It has no windows: a click with a modifier stays in the page."""
    return shutil.which("chromium-headless-shell") or whole_chromium()


def java() -> list[str]:
    """How Java is started for a short run: the quick compiler and the collector without threads halve its cost."""
    return [_program("java", remedy=SYSTEM), "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def nu_checker() -> Path:
    jar = CHECKERS / "vnu-jar/build/dist/vnu.jar"
    if not jar.is_file():
        missing("The Nu HTML checker (npm vnu-jar)", SYSTEM)
    return jar


def axe() -> Path:
    script = CHECKERS / "axe-core/axe.min.js"
    if not script.is_file():
        missing("axe (npm axe-core)", SYSTEM)
    return script


def lighthouse() -> Path:
    script = ROOT / "tests/browser/node_modules/lighthouse/cli/index.js"
    if not script.is_file():
        missing("Lighthouse", SYSTEM)
    return script
