"""The examples in docs/language.md are what the package says."""

from __future__ import annotations

import doctest
from pathlib import Path

from newsgen.arabic.bidi_table import ROWS


def test_the_examples_hold() -> None:
    path = Path(__file__).parents[2] / "docs" / "language.md"
    results = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert results.attempted >= 12
    assert results.failed == 0


def test_the_table_of_runs_is_that_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
    for row in ROWS:
        examples = ", ".join(f"`{run}`" for run in row.one[:4])
        assert f"| {row.name} | {row.made_of} | {examples} |" in text
