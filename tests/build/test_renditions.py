"""An upgrade of the libraries that make pictures changes no page and makes nothing again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsgen.pictures import encode
from newsgen.site.layout import RECORD, state_folder
from tests.support import Site, tree
from tests.support.cases import sampled
from tests.support.pictures import png


def notes(site: Site) -> set[str]:
    """What the record notes with the files that were made of pictures."""
    with closing(sqlite3.connect(state_folder(site.root, site.output) / RECORD)) as db:
        return {key.decode() for (key,) in db.execute("SELECT key FROM pages WHERE name LIKE 'media:%.webp'")}


@sampled(3)
@pytest.mark.parametrize("touched", ["nothing", "the text", "the settings"])
def test_another_version_of_the_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, touched: str) -> None:
    site = Site(tmp_path / "site")
    store = tmp_path / "renditions"
    site.write("content/wide.png", png(640, 400))
    site.story("one", image="{src: wide.png, alt: رصيف}")
    assert site.build(renditions=store).published
    made = encode.versions()
    assert notes(site) == {made}
    before = {path: data for path, data in tree(site.output).items() if path.startswith("media/")}

    def other() -> str:
        return "Pillow 99.0"

    monkeypatch.setattr(encode, "versions", other)
    monkeypatch.setattr(encode, "encode", None)  # whoever encodes now fails
    if touched == "the text":
        site.story("one", image="{src: wide.png, alt: رصيف}", body="نص آخر.")
    elif touched == "the settings":
        site.write("site.yml", site.settings.replace("صحيفة", "جريدة"))
    report = site.build(renditions=store)
    assert report.published, report.problems
    assert {path: data for path, data in tree(site.output).items() if path.startswith("media/")} == before
    assert not any(path.startswith("media/") for path in (*report.written, *report.deleted))
    assert notes(site) == {made}
    site.write("content/wide.png", png(640, 400, 1))
    monkeypatch.undo()
    monkeypatch.setattr(encode, "versions", other)
    assert site.build(renditions=store).published
    assert notes(site) == {"Pillow 99.0"}
