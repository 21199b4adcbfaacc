"""New stories' files: readable Arabic by default, Latin letters or an id by setting."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.site.file_stem import stem
from tests.support import SETTINGS, Site

DAY = date(2026, 5, 1)


def test_the_three_kinds() -> None:
    assert stem("رافعة جديدة في الميناء", DAY) == "رافعة-جديدة-في-الميناء"
    assert re.fullmatch(r"[a-z0-9-]+", stem("رافعة جديدة في الميناء", DAY, "latin"))
    assert re.fullmatch(r"[0-9a-f]{8}", stem("رافعة جديدة في الميناء", DAY, "id"))
    assert stem("أ", DAY, "id") != stem("ب", DAY, "id") != stem("ب", date(2026, 5, 2), "id")


@pytest.mark.parametrize(
    ("slugs", "pattern"), [("arabic", r"قصة-اليوم"), ("latin", r"[a-z-]+"), ("id", r"[0-9a-f]{8}")]
)
def test_new_follows_the_setting(tmp_path: Path, slugs: str, pattern: str) -> None:
    site = Site(tmp_path / "site", settings=f"{SETTINGS}slugs: {slugs}\n")
    assert command_line.main(["new", "قصة اليوم", "--section", "politics", "--site", str(site.root)]) == 0
    (file,) = (site.root / "content").rglob("*.md")
    assert re.fullmatch(pattern, file.stem)
    assert command_line.main(["new", "قصة اليوم", "--section", "politics", "--site", str(site.root)]) == 1, (
        "never overwritten"
    )
    assert site.build(drafts=True).published
