"""The examples in docs/language.md are what the package says."""

from __future__ import annotations

import doctest
from pathlib import Path


def test_the_examples_hold() -> None:
    path = Path(__file__).parents[2] / "docs" / "language.md"
    results = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert results.attempted >= 12
    assert results.failed == 0
