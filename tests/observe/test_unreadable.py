"""Files that the system does not let us read are Problems with their names, whatever kind of source they are."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest

from tests.support import Site, tree


@pytest.mark.parametrize("path", ["content/one.md", "content/pages/about.md", "static/a.txt"])
def test_a_source_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص\n")
    site.write("static/a.txt", "ثابت")
    real = io.open

    def refused(file: Any, *words: Any, **more: Any) -> Any:
        if str(file) == str(site.root / path):
            raise PermissionError(13, "Permission denied")
        return real(file, *words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(io, "open", refused)  # what Path.open calls
        patch.setattr(builtins, "open", refused)
        report = site.build()
    assert not report.published
    assert [(p.code, p.file) for p in report.problems] == [("unreadable", path)]
    assert tree(site.output) == {}
    assert site.build().published
