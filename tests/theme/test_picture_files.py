"""Whatever names a file of a picture names one that exists, and no file is made that nothing names."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from PIL import Image

from tests.support import SETTINGS, Site
from tests.support.cases import first
from tests.support.page import read

FULL = {"feeds": {"full_text": True, "formats": ["rss", "atom", "json"]}}
VARIANTS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "two formats": {"pictures": {"formats": ["avif", "webp"]}},
    "one format": {"pictures": {"formats": ["avif"]}},
    "since": {"pictures": {"since": "2026-05-03"}},
    "cards for all": {"cards": {"since": "2026-05-03", "for": "all"}},
    "cards": {"cards": {"since": "2026-05-03"}},
    "below a path": {"base_url": "https://example.org/news/"},
    "resizer": {
        "pictures": {"resizer": "https://img.example.org/{width}x{height}/{address}"},
        "policy": {"image": ["https://img.example.org", "https://pictures.example.net"]},
    },
}
"""Settings of sites. Where encoding AVIF would cost seconds, the pictures are small."""


def picture(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", frames: int = 1) -> bytes:
    images = [Image.new(mode, (width, height), colour) for colour in ("teal", "olive", "navy")[:frames]]
    if mode == "RGBA":
        images[0].putpixel((0, 0), (0, 0, 0, 0))
    file = io.BytesIO()
    images[0].save(file, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return file.getvalue()


PICTURES = {
    "content/photo.jpg": picture(1500, 1000),
    "content/square.jpg": picture(1250, 1250),
    "content/tall.jpg": picture(560, 900),
    "content/little.jpg": picture(300, 200),
    "content/middling.jpg": picture(640, 420),
    "content/moving.gif": picture(600, 400, "GIF", "P", frames=3),
    "content/drawing.png": picture(620, 400, "PNG", "RGBA"),
    "content/photo.webp": picture(610, 400, "WEBP"),
    "content/text-1.jpg": picture(1240, 800),
    "content/text-2.jpg": picture(820, 560),
    "content/entry.jpg": picture(810, 540),
    "content/plain.jpg": picture(790, 530),
    "content/face.jpg": picture(500, 620),
    "content/withdrawn.jpg": picture(770, 500),
    "content/hidden.jpg": picture(760, 500),
    "content/draft.jpg": picture(750, 500),
    "static/photo.jpg": picture(1220, 610),
    "static/little.png": picture(200, 200, "PNG"),
}
HIDDEN = {"withdrawn", "hidden", "draft"}


def stories(site: Site) -> None:
    for number, src in enumerate([*PICTURES, "/photo.jpg", "/little.png"]):
        name = src.rpartition("/")[2]
        if src.startswith("static/") or name.partition(".")[0] in HIDDEN | {
            "text-1",
            "text-2",
            "entry",
            "plain",
            "face",
        }:
            continue
        site.story(f"lead-{number}", f"قصة {name}", date=f"2026-05-{number + 1:02} 10:00", authors=["هالة"], tags=["صور"],
                   image=f"{{src: {name if src.startswith('content/') else src}, alt: صورة, focus: [0.2, 0.9]}}")  # fmt: skip
    text = "نص.\n\n![أولى](text-1.jpg)\n\n![ثانية](text-2.jpg)\n"
    site.story("text", "قصة بلا صورة في رأسها", date="2026-05-20 10:00", body=text)
    site.story("old", "قصة قديمة", date="2026-04-20 10:00", body="نص.\n\n![أولى](middling.jpg)\n")
    site.story("caption", "تعليق بلا صورة", date="2026-05-20 11:00", image="{caption: صورة لم تصل}", body=text)
    site.story(
        "gallery", "صور", date="2026-05-20 12:00", kind="gallery", image="{src: square.jpg, alt: صورة}", body=text
    )
    live = "مقدمة.\n\n## 10:05 عنوان\n\n![في مدخل](entry.jpg)\n"
    site.story("live", "مباشر", date="2026-05-20 13:00", kind="live", body=live)
    site.story("withdrawn", "مسحوبة", status="withdrawn", note="خطأ.", image="{src: withdrawn.jpg, alt: صورة}")
    site.story("hidden", "تحت الحظر", publish_at="2027-01-01 10:00", image="{src: hidden.jpg, alt: صورة}")
    site.story("draft", "مسودة", status="draft", image="{src: draft.jpg, alt: صورة}")
    site.write("content/authors/hala.yml", "name: هالة\nimage: {src: ../face.jpg, alt: هالة}\n")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\n![صورة](../plain.jpg)\n")


ADDRESS = re.compile(r"(?:/news)?/?(media/[0-9a-f]{20}/[\w.-]+)")


def named(output: Path) -> dict[str, str]:
    """The files below ``media/`` that a text file of the output names, each with one that does."""
    texts = [file for file in output.rglob("*") if file.suffix in (".html", ".xml", ".json", ".txt") or not file.suffix]
    return {
        match[1]: file.relative_to(output).as_posix()
        for file in texts if file.is_file()
        for match in ADDRESS.finditer(unquote(file.read_text(encoding="utf-8")))
    }  # fmt: skip


def sizes(name: str) -> tuple[int, int]:
    width, height = name.rpartition("/")[2].partition("-")[0].split("x")
    return int(width), int(height)


@pytest.fixture(scope="module", params=first(1, VARIANTS))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Site]:
    settings = {**yaml.safe_load(SETTINGS), "timezone": "Asia/Amman", **FULL, **VARIANTS[request.param]}
    site = Site(
        tmp_path_factory.mktemp("files") / "site", plain=False, settings=yaml.safe_dump(settings, allow_unicode=True)
    )
    for path, data in PICTURES.items():
        site.write(path, data)
    stories(site)
    if request.param == "resizer":
        image = "{src: https://pictures.example.net/a.jpg, alt: صورة, width: 1200, height: 800}"
        site.story("elsewhere", "صورة في مكان آخر", image=image)
    report = site.build()
    assert report.published, report.problems
    return request.param, site


def test_every_file_that_is_named_exists(built: tuple[str, Site]) -> None:
    _, site = built
    found = named(site.output)
    assert len(found) > 10
    assert {name: by for name, by in found.items() if not (site.output / name).is_file()} == {}


def test_nothing_is_made_in_vain(built: tuple[str, Site]) -> None:
    """Crops of a picture at the top of a story exist whichever list shows it today; every other file is named."""
    kind, site = built
    there = {file.relative_to(site.output).as_posix() for file in (site.output / "media").rglob("*") if file.is_file()}
    vain = there - named(site.output).keys()
    crops = {name for name in vain if re.search(r"/\d+x\d+(-\d+-\d+)?-1\.(webp|avif)$", name)}
    assert vain == crops
    whole = {name for name in crops if not re.search(r"x\d+-\d+-\d+-", name)}
    assert {sizes(name)[0] for name in crops} <= {
        112,
        184,
        224,
        336,
        368,
        736,
        1104,
        *(s[0] for s in map(sizes, crops)),
    }
    if kind == "one format":  # the one WebP that machines are told of, of pictures that no machine is told of
        whole = {name for name in whole if name.endswith(".avif")}
    assert {sizes(name)[0] for name in whole} <= {112, 184, 224, 336}, whole


def test_pictures_of_hidden_stories_are_not_there(built: tuple[str, Site]) -> None:
    _, site = built
    size = {sizes(n.name) for n in (site.output / "media").rglob("*x*") if n.is_file()}
    assert not {(770, 500), (760, 500), (750, 500)} & size


def test_a_shared_link_shows_a_jpeg(built: tuple[str, Site]) -> None:
    kind, site = built
    told: dict[str, tuple[str, str, str]] = {}
    for page in (site.output / "2026").rglob("index.html"):
        metas = read(page.read_text(encoding="utf-8")).all("meta")
        head = {one.attributes.get("property", ""): one.attributes.get("content", "") for one in metas}
        if "og:image" in head:
            told[page.parent.name] = (head["og:image"], head["og:image:width"], head["og:image:height"])
    assert {"text", "caption", "gallery"} <= told.keys()
    small = f"lead-{len(PICTURES) + 1}"  # a picture of 200 pixels
    assert (small in told) == kind.startswith("cards")
    if kind == "cards for all":
        assert all("/card-" in told[name][0] for name in ("text", "gallery", "live", small))
    elif kind == "cards":
        assert {name for name in told if "/card-" in told[name][0]} >= {"live", small}
        assert not [name for name in ("text", "caption", "gallery") if "/card-" in told[name][0]]
    assert not {name for name in told if name in HIDDEN}
    for name, (address, width, height) in told.items():
        if kind == "since" or name == "elsewhere":
            continue
        assert (width, height) == ("1200", "630"), name
        if kind != "resizer":
            assert address.endswith(".jpg"), address
            file = site.output / address.partition("example.org/")[2].removeprefix("news/")
            with Image.open(file) as image:
                assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_search_engines_get_three_crops_of_what_is_large_enough(built: tuple[str, Site]) -> None:
    kind, site = built
    if kind in ("since", "resizer"):
        pytest.skip("these have originals alone, or no files")
    for name, wanted in (("gallery", {1.0, 1.33, 1.78}), ("text", {1.78})):
        page = read((site.output / f"2026/05/20/{name}/index.html").read_text(encoding="utf-8"))
        (data,) = page.all("script", type="application/ld+json")
        node = json.loads("".join(map(str, data.children)))["@graph"][0]
        shapes = {round(image["width"] / image["height"], 2) for image in node["image"] if image["width"] >= 1200}
        assert wanted <= shapes, (name, shapes)


@pytest.mark.parametrize("pictures", first(1, ["{resizer: '/r/{width}/{address}'}", "{}", "{since: 2026-05-03}"]))
def test_the_address_that_a_template_reads_is_that_of_a_file(tmp_path: Path, pictures: str) -> None:
    """Of pictures at the top, of texts, of entries, of plain pages, of profiles, and of ``static/``."""
    site = Site(tmp_path / "site", settings=f"{SETTINGS}pictures: {pictures}\n")
    page = site.root / "templates/listing.html"
    listing = page.read_text(encoding="utf-8").replace(
        "{{ context.profile.bio if context.profile }}", "{{ context.profile.picture.address if context.profile }}"
    )
    site.write("templates/listing.html", listing)
    for path, data in PICTURES.items():
        site.write(path, data)
    stories(site)
    assert site.build().published
    found = named(site.output)
    faces = {name for name in found if found[name].startswith("authors/")}
    assert len(found) > 12
    assert faces
    assert {name: by for name, by in found.items() if not (site.output / name).is_file()} == {}
