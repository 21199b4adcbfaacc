"""Golden sites: a small site in ``tests/golden/NAME/site``, and its expected output in ``tests/golden/NAME/public``.

``UPDATE_GOLDEN=1 pytest tests/test_golden.py`` writes them anew; the difference is then read in review.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support import NOW, TEMPLATES, Site, tree

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir()))
def test_golden(name: str, tmp_path: Path, theme: Path) -> None:
    shutil.copytree(GOLDEN / name / "site", tmp_path / "site")
    site = Site.__new__(Site)
    site.root, site.clock = tmp_path / "site", 0
    for template, text in TEMPLATES.items():
        if not (site.root / "templates" / template).exists():
            site.write(f"templates/{template}", text)
    report = site.build(now=NOW)
    assert report.published, report.problems
    static = {f"{path.relative_to(theme / 'static').as_posix()}" for path in (theme / "static").rglob("*")}
    made = {path: data for path, data in tree(site.output).items() if path not in static and path != ".newsgen"}
    told = "".join(f"{p.file}:{p.line}:{p.column} {p.level} {p.code}\n" for p in report.problems)
    made["problems.txt"] = told.encode()
    expected = GOLDEN / name / "public"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
    assert made == tree(expected)
