"""Opinions on fronts show who writes them: pages follow when a profile comes, changes or goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.support import Site, tree
from tests.support.page import Element, read


def face(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 640), colour).save(file, "JPEG")
    return file.getvalue()


def labels(site: Site, address: str) -> list[Element]:
    page = read((site.output / address / "index.html").read_text(encoding="utf-8"))
    return [card.first("p", class_="label") for card in page.first("main").all("article", class_="card-opinion")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False)
    for number in range(3):
        site.story(f"o{number}", f"مقال {number}", section="culture", kind="opinion", authors=["نوال الغدير"],
                   date=f"2026-05-0{number + 1} 08:00")  # fmt: skip
    for number in range(9):
        site.story(
            f"n{number}", f"خبر {number}", section="politics", authors=["نوال الغدير"], date=f"2026-05-1{number} 08:00"
        )
    assert site.build().published
    return site


def test_a_profile_comes_changes_and_goes(site: Site, tmp_path: Path) -> None:
    assert [label.text for label in labels(site, "")] == ["رأي نوال الغدير"] * 3
    assert not any(list(label.all("img")) for label in labels(site, ""))
    profile = "name: نوال الغدير\nimage: {src: nawal.jpg, alt: نوال}\n"
    steps: list[dict[str, str | bytes]] = [
        {"content/authors/nawal.jpg": face("teal"), "content/authors/nawal.yml": profile},
        {"content/authors/nawal.jpg": face("navy")},
        {"content/authors/nawal.yml": "name: نوال الغدير\n"},
    ]
    for number, files in enumerate(steps):
        for path, data in files.items():
            site.write(path, data)
        report = site.build()
        assert report.published
        for address in ("", "culture"):
            assert all(len(list(label.all("img"))) == (number < 2) for label in labels(site, address)), (
                number,
                address,
            )
        before = tree(site.output)
        assert site.build(clean=True).published
        assert {k: v for k, v in tree(site.output).items() if k != ".newsgen"} == {
            k: v for k, v in before.items() if k != ".newsgen"
        }


def test_news_does_not_change_with_its_byline(site: Site) -> None:
    """Only an opinion names its authors on other pages."""
    site.story("n8", "خبر 8", section="politics", authors=["سالم الوعر"], date="2026-05-18 08:00")
    written = set(site.build().written)
    assert "index.html" not in written
    assert "politics/index.html" not in written
