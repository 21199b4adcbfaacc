"""A small file makes no thousands of pages, and takes no address of the host."""

from pathlib import Path

import pytest

from newsgen.site.front_matter import MOST_NAMES
from tests.support import SETTINGS, Site, codes
from tests.support.cases import sampled


@sampled(2)
@pytest.mark.parametrize("key", ["tags", "authors", "aliases", "related"])
def test_a_story_has_a_bounded_number_of_names(tmp_path: Path, key: str) -> None:
    site = Site(tmp_path / "site")
    site.story("other")

    def names(count: int) -> list[str]:
        return [{"aliases": f"/old/{i}/", "related": f"s{i}"}.get(key, f"n{i}") for i in range(count)]

    site.story("a", **{key: names(3000)})  # type: ignore[arg-type]
    report = site.build()
    assert not report.published
    assert [(p.code, p.file, p.line > 1) for p in report.problems] == [("too-many", "content/a.md", True)]
    report = site.build(keep_good=True)
    assert report.published
    assert report.pages < 100
    site.story("a", **{key: names(MOST_NAMES)})  # type: ignore[arg-type]
    assert site.build().published


@pytest.mark.parametrize(
    "name", ["_worker.js", "_headers", "_redirects", "_routes.json", "_", "_nginx", "__x", "_next/x", "_x/y"]
)
def test_no_plain_page_is_the_hosts(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "site")
    site.story("a")
    site.write(f"content/pages/{name}.md", "---\ntitle: صفحة\n---\nنص\n")
    assert codes(site.build()) == ["reserved-address"]
    assert site.build(keep_good=True).published
    assert not [path for path in site.output.rglob("_*.js") if path.is_dir()]


@pytest.mark.parametrize(("name", "refused"), [("x_y", False), ("x/_y", False), ("about", False), ("_x", True)])
def test_an_underscore_elsewhere_is_a_letter(tmp_path: Path, name: str, refused: bool) -> None:
    site = Site(tmp_path / "site")
    site.story("a")
    site.write(f"content/pages/{name}.md", "---\ntitle: صفحة\n---\nنص\n")
    assert site.build().published is not refused


@pytest.mark.parametrize("pattern", ["/{slug}/", "/{yyyy}/{slug}/", "/{slug}/{yyyy}/", "/{slug}-{yyyy}/", "/a{slug}/"])
@pytest.mark.parametrize("by", ["slug", "name", "draft"])
def test_no_story_is_the_hosts(tmp_path: Path, pattern: str, by: str) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS + f"address: {pattern}\n")
    site.story("a")
    if by == "name":
        site.story("_worker.js")
    else:
        site.story("b", slug="_worker.js", status="draft" if by == "draft" else "published")
    report = site.build()
    at_top = pattern.startswith("/{slug}")
    assert codes(report) == (["reserved-address"] if at_top else [])
    assert report.published is (not at_top or by == "draft")
    assert not (site.output / "_worker.js").exists()
