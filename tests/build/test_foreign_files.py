"""Files in the output that newsgen did not write stay as they are, and whoever needs their place is told."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.site.layout import RECORD, STAMP, state_folder
from tests.support import NOW, Site, codes, tree
from tests.support.cases import sampled

HAND = b"written by hand"


def place(site: Site, path: str, data: bytes = HAND) -> Path:
    file = site.output / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("first")
    site.write("static/note.txt", "ours")
    site.write("content/pages/about.md", "---\ntitle: عنا\n---\nنص\n")
    return site


@sampled(3)
@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("path", ["index.html", "404.html", "feed.xml", "sport/index.html", "sitemap.xml"])
def test_a_first_build_overwrites_nobodys_page(site: Site, path: str, kept: bool) -> None:
    place(site, path)
    report = site.build(keep_good=kept)
    assert not report.published
    assert codes(report) == ["output-blocked"]
    assert path in str(dict(report.problems[0].values))
    assert tree(site.output) == {path: HAND}
    (site.output / path).unlink()
    assert site.build().published


@pytest.mark.parametrize("path", ["note.txt", "about/index.html", "2026/05/01/first/index.html"])
def test_with_keep_good_the_one_source_gives_way(site: Site, path: str) -> None:
    site.story("first", date="2026-05-01 10:00")
    site.story("second")
    place(site, path)
    assert not site.build().published
    for clean in (False, False, True):
        report = site.build(keep_good=True, clean=clean)
        assert report.published
        assert codes(report) == ["output-blocked"]
        assert len(report.held) == 1
        assert (site.output / path).read_bytes() == HAND
    (site.output / path).unlink()
    assert site.build().published
    site.build(site.root.parent / "clean")
    assert tree(site.output) == tree(site.root.parent / "clean")


def link(file: Path) -> None:
    (file.parents[4] / "precious").write_bytes(HAND)
    file.unlink()
    file.symlink_to(file.parents[4] / "precious")


OBSTACLES: dict[str, Callable[[Site, str], object]] = {
    "a file": lambda site, path: place(site, path),
    "a link": lambda site, path: link(place(site, path)),
    "a dangling link": lambda site, path: (place(site, path).unlink(), (site.output / path).symlink_to("nowhere")),
    "a file where its folder is": lambda site, path: place(site, path.removesuffix("/index.html")),
    "a folder where its page is": lambda site, path: place(site, f"{path}/x.txt"),
}


@sampled(3)
@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("clean", [False, True])
def test_a_later_story_overwrites_nothing(site: Site, obstacle: str, clean: bool) -> None:
    assert site.build().published
    OBSTACLES[obstacle](site, "2026/05/02/new/index.html")
    before = tree(site.output)
    site.story("new", date="2026-05-02 10:00")
    report = site.build(clean=clean)
    assert not report.published
    assert codes(report) == ["output-blocked"]
    assert tree(site.output) == before
    report = site.build(keep_good=True, clean=clean)
    assert report.published
    assert report.held == ("content/new.md",)
    (site.root / "content/new.md").unlink()
    assert site.build().published
    assert {path: data for path, data in tree(site.output).items() if path in before} == before


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_embargo_that_ends_where_a_foreign_file_lies_stops_nothing_else(site: Site, obstacle: str) -> None:
    later = NOW + timedelta(days=1)
    assert site.build().published
    path = f"{later:%Y/%m/%d}/coming/index.html"
    OBSTACLES[obstacle](site, path)
    site.story("coming", date=f"{later:%Y-%m-%d %H:%M}")
    report = site.build()
    assert report.published
    if obstacle in ("a file", "a link", "a dangling link"):
        assert codes(report) == ["collides-later"], "told from the day that it exists"
    site.story("urgent", date=f"{NOW:%Y-%m-%d %H:%M}")
    report = site.build(now=later)
    assert report.published
    assert report.held == ("content/coming.md",)
    assert "urgent" in str(report.written)


def test_the_same_bytes_are_taken_over(site: Site, tmp_path: Path) -> None:
    assert site.build(tmp_path / "other").published
    (tmp_path / "other" / STAMP).unlink()
    for file in (tmp_path / "other").rglob("*"):
        if file.is_file():
            place(site, str(file.relative_to(tmp_path / "other")), file.read_bytes())
    report = site.build()
    assert report.published
    assert report.written == ()


def test_what_newsgen_wrote_is_its_own_whatever_became_of_the_record(site: Site) -> None:
    """A copy of an older output, a lost record with the stamp in the output, a dropped record."""
    site.story("a", date="2026-05-02 10:00")
    assert site.build().published
    page = site.output / "2026/05/02/a/index.html"
    old = page.read_bytes()
    site.story("a", title="آخر", date="2026-05-02 10:00")
    assert site.build().published
    (site.root / "content/a.md").unlink()
    assert site.build().published
    place(site, "2026/05/02/a/index.html", old)
    (site.output / STAMP).write_text("0" * 32)
    site.story("a", title="ثالث", date="2026-05-02 10:00")
    assert site.build().published
    record = state_folder(site.root, site.output) / RECORD
    record.unlink()
    page.write_bytes(old)
    report = site.build()
    assert report.published
    assert codes(report) == ["record-missing"]
    assert page.read_bytes() != old


def test_a_name_in_another_case(site: Site) -> None:
    """On a file system without case, the old name and the new one are one file, which is newsgen's."""
    site.write("static/Logo.txt", "x")
    assert site.build().published
    (site.root / "static/Logo.txt").unlink()
    site.write("static/logo.txt", "y")
    os.link(site.output / "Logo.txt", site.output / "logo.txt")
    assert site.build().published
