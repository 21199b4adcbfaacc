"""Icons and the manifest are made from the logo, as files of the build."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from newsgen.pictures.icons import ICONS, draw_icons
from tests.support import SETTINGS, Site, codes, tree
from tests.support.page import read

LOGO = SETTINGS + "look: {logo: {src: /logo.png, width: 600, height: 200}}\n"
PATHS = {"favicon.ico", "manifest.webmanifest", *(icon.path for icon in ICONS)}


def picture(colour: str, size: tuple[int, int] = (600, 200), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def opened(file: Path) -> Image.Image:
    return Image.open(io.BytesIO(file.read_bytes()))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", settings=LOGO, plain=False)
    site.story("a")
    site.write("static/logo.png", picture("#aa0000"))
    assert set(site.build().written) >= PATHS
    return site


def test_a_logo_gives_all_icons(site: Site) -> None:
    head = read((site.output / "index.html").read_text(encoding="utf-8"))
    links = {e.attributes["rel"]: e.attributes["href"] for e in head.all("link")}
    assert (links["icon"], links["apple-touch-icon"]) == ("/favicon.ico", "/apple-touch-icon.png")
    manifest = json.loads((site.output / links["manifest"].lstrip("/")).read_text(encoding="utf-8"))
    assert (manifest["dir"], manifest["lang"], manifest["start_url"]) == ("rtl", "ar", "/")
    for icon in manifest["icons"]:
        image = opened(site.output / icon["src"].lstrip("/"))
        assert f"{image.width}x{image.height}" == icon["sizes"]
    touch = opened(site.output / "apple-touch-icon.png")
    assert (touch.mode, touch.size, touch.getpixel((0, 0)), touch.getpixel((90, 90))) == (
        "RGB", (180, 180), (255, 255, 255), (170, 0, 0),
    )  # fmt: skip
    assert opened(site.output / "favicon.ico").info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert "manifest-src 'self'" in (site.output / "_headers").read_text(encoding="utf-8")


def test_icons_follow_the_logo_and_the_settings(site: Site) -> None:
    assert site.build().written == ()
    site.write("static/logo.png", picture("#00aa00"))
    written = set(site.build().written)
    assert written == {"logo.png", *PATHS} - {"manifest.webmanifest"}, "its words are the same"
    site.write("site.yml", LOGO.replace("logo.png", "mark.png"))
    site.write("static/mark.png", picture("#0000aa", (40, 40)))
    assert set(site.build().written) >= PATHS - {"manifest.webmanifest"}
    corner = opened(site.output / "icon-512.png").convert("RGBA").getpixel((200, 256))
    assert corner == (0, 0, 0, 0), "a small logo is not blown up"
    site.write("site.yml", SETTINGS)
    assert set(site.build().deleted) == PATHS
    site.write("site.yml", LOGO)
    site.build()
    before = tree(site.output)
    site.build(clean=True)
    assert tree(site.output) == before


def test_a_file_of_static_wins(site: Site) -> None:
    site.write("static/favicon.ico", b"own")
    site.write("static/manifest.webmanifest", b"{}")
    report = site.build()
    assert report.published
    assert (site.output / "favicon.ico").read_bytes() == b"own"
    assert (site.output / "manifest.webmanifest").read_bytes() == b"{}"
    (site.root / "static/favicon.ico").unlink()
    site.build()
    assert opened(site.output / "favicon.ico").format == "ICO"


@pytest.mark.parametrize("logo", [b"no picture", b"", None])
def test_a_logo_that_is_none_is_told_of_and_gives_no_icons(site: Site, logo: bytes | None) -> None:
    if logo is None:
        (site.root / "static/logo.png").unlink()
    else:
        site.write("static/logo.png", logo)
    report = site.build()
    assert report.published
    assert set(report.deleted) >= PATHS
    assert logo is None or "not-a-picture" in codes(report)
    assert not [p for p in report.problems if p.level == "error"]


def test_a_drawing_stays_what_it_is(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings=LOGO.replace("logo.png", "logo.svg"), plain=False)
    site.story("a")
    site.write("static/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    assert not PATHS & set(site.build().written)
    head = (site.output / "index.html").read_text(encoding="utf-8")
    assert '<link rel="icon" href="/logo.svg" type="image/svg+xml">' in head


@pytest.mark.parametrize(
    ("size", "kind"), [((1, 900), "PNG"), ((3000, 40), "JPEG"), ((5, 5), "GIF"), ((64, 64), "WEBP")]
)
def test_any_shape_and_format(size: tuple[int, int], kind: str) -> None:
    drawn = draw_icons("logo", picture("#123456", size, kind))
    assert isinstance(drawn, dict)
    assert {path: Image.open(io.BytesIO(data)).size for path, data in drawn.items()} == {
        "favicon.ico": (48, 48), **{icon.path: (icon.side, icon.side) for icon in ICONS},
    }  # fmt: skip
