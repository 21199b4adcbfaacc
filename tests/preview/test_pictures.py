"""The preview makes a picture when a browser asks for it, and not before."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import SETTINGS, Site
from tests.support.pictures import png
from tests.support.preview import Preview, preview, until

PAGE = "/2026/05/01/seen/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("preview") / "site", plain=False, settings=SETTINGS)
    site.write("content/wide.png", png(640, 400))
    site.write("content/small.png", png(20, 10, 1))
    site.write("content/hidden.png", png(640, 400, 2))
    site.story("seen", "صورة", image="{src: wide.png, alt: رصيف}", body="نص\n\n![صغيرة](small.png)")
    site.story("draft", "مسودة", image="{src: hidden.png, alt: سر}", status="draft")
    return site


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Preview]:
    with preview(site.root) as started:
        started.shows(PAGE, "صورة")
        yield started


def addresses(page: str) -> list[str]:
    return sorted(set(re.findall(r"/media/[^\s\",]+", page)))


def test_a_picture_is_made_when_it_is_asked_for(running: Preview) -> None:
    output = running.root / ".newsgen" / "preview"
    found = addresses(running.get(PAGE).text)
    assert len(found) > 4
    assert {address.rpartition(".")[2] for address in found} >= {"webp", "png"}
    assert not (output / "media").exists()
    kinds = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
    for address in found:
        answer = running.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, kinds[address.rpartition(".")[2]]), address
        assert len(answer.body) > 50
    assert not (output / "media").exists()


def test_what_no_page_names_is_not_made(running: Preview) -> None:
    found = next(address for address in addresses(running.get(PAGE).text) if "webp" in address)
    for address in (
        found.replace("-1.webp", "-2.webp"), re.sub(r"/\d+x", "/9999x", found), re.sub(r"/media/\w{4}", "/media/0000", found),
        "/media/", "/media/x", "/media/../site.yml", found + "/", found.replace("/media/", "/media/%2e%2e/media/"),
    ):  # fmt: skip
        assert running.get(address).status in (400, 404), address


@pytest.mark.ci
def test_a_picture_of_a_hidden_story_is_not_made_with_published(running: Preview, tmp_path: Path) -> None:
    (hidden,) = [address for address in addresses(running.get("/2026/05/01/draft/").text) if "1200x630" in address]
    assert running.get(hidden).status == 200
    shutil.copytree(running.root, tmp_path / "site", ignore=shutil.ignore_patterns(".newsgen"))
    with preview(tmp_path / "site", "--published") as published:
        until(lambda: published.get("/nothing/").status == 404, "built")
        assert published.get(hidden).status == 404
