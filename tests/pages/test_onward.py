"""No story ends in nothing: three older stories stand at its end, related ones before others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SETTINGS, Site
from tests.support.cases import sampled
from tests.support.page import read


def ends(site: Site, story: str, box: str = "onward") -> list[str]:
    page = read((site.output / f"2026/05/{story}/index.html").read_text(encoding="utf-8"))
    return [e.attributes["data-id"] for part in page.all("section", class_=box) for e in part.all("article")]


def newsroom(root: Path, count: int, more: str = "") -> Site:
    site = Site(root, settings=SETTINGS + more, plain=False)
    for n in range(count):
        site.story(f"s{n}", f"قصة {n}", date=f"2026-05-{n + 1:02} 10:00", section=("politics", "sport")[n % 2])
    return site


@sampled(4)
@pytest.mark.parametrize(("count", "expected"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (12, 3)])
def test_as_many_as_there_are_older_ones(tmp_path: Path, count: int, expected: int) -> None:
    site = newsroom(tmp_path / "site", count)
    assert site.build().published
    found = ends(site, f"{count:02}/s{count - 1}")
    assert len(found) == len(set(found)) == expected
    beside = ends(site, f"{count:02}/s{count - 1}", "related")
    assert count < 9 or not set(found) & set(beside)


def test_an_older_story_that_changes_or_goes_changes_the_ends_that_show_it(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", 4, "sidebar: {related: 0, latest: 0, delivery: none}\n")
    site.story("s3", "قصة 3", date="2026-05-04 10:00", section="culture")  # nothing in common with any other
    site.build()
    assert ends(site, "04/s3") == ["s2", "s1", "s0"], "the nearest of the whole site"
    site.story("s0", "قصة جديدة", date="2026-05-01 10:00")
    assert "2026/05/04/s3/index.html" in site.build().written
    site.story("s1", "قصة 1", date="2026-05-02 10:00", section="sport", status="draft")
    assert "2026/05/04/s3/index.html" in site.build().written
    assert ends(site, "04/s3") == ["s2", "s0"]
    pages = {p: (site.output / p).read_bytes() for p in ("2026/05/04/s3/index.html", "2026/05/03/s2/index.html")}
    site.build(clean=True)
    assert pages == {p: (site.output / p).read_bytes() for p in pages}
