"""Which files a picture has: as few as serve every place, in shapes that keep the focus."""

from __future__ import annotations

import pytest

from newsgen.model.picture import Original, Picture, Showing
from newsgen.pictures.recipe import machine_pictures, placed, published, renditions, share_picture
from newsgen.pictures.roles import LARGE, ROLES, SMALL, SQUARE, WHOLE, WIDE
from newsgen.site.settings_pictures import Pictures

SETTINGS = Pictures()
SIZES = {
    "3:2": (6000, 4000), "4:3": (4032, 3024), "16:9": (1920, 1080), "1:1": (3000, 3000), "portrait": (2400, 3600),
    "panorama": (5000, 900), "ribbon": (4000, 60), "tower": (480, 20_000), "small": (500, 333), "nearly 3:2": (1000, 667),
}  # fmt: skip
MOST = {"3:2": 16, "16:9": 16, "4:3": 19}
"""The most files of a picture at the top of a story, in one format."""


def original(size: tuple[int, int]) -> Original:
    return Original("0" * 20, *size, "JPEG")


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("focus", [(50, 40), (0, 0), (100, 100), (3, 97)])
def test_every_file_that_is_asked_for_is_published_and_none_is_enlarged(name: str, focus: tuple[int, int]) -> None:
    source = original(SIZES[name])
    picture = placed(Picture("a.jpg", focus=focus), source, SETTINGS)
    there = published(Showing(source, focus, ("lead", "link")), SETTINGS)
    asked = [
        file for views in ROLES.values() for view in views for file in renditions(picture, view.shape, SETTINGS, "webp")
    ]
    asked += machine_pictures(picture, SETTINGS)
    share = share_picture(picture, SETTINGS)
    asked += [share] if share else []
    assert {file.address for file in asked} <= {file.address for file in there}
    assert len({file.address for file in there}) == len(there)
    for file in there:
        left, top, right, bottom = file.box or (0, 0, source.width, source.height)
        assert 0 <= left < right <= source.width
        assert 0 <= top < bottom <= source.height
        assert file.width >= 1
        assert file.height >= 1
        assert file.width <= right - left or file == share
        x, y = source.width * focus[0] / 100, source.height * focus[1] / 100
        assert left - 1 <= x <= right + 1, "the focus is in the crop"
        assert top - 1 <= y <= bottom + 1


@pytest.mark.parametrize("name", MOST)
def test_a_story_has_few_files(name: str) -> None:
    assert len(published(Showing(original(SIZES[name]), purposes=("lead", "link")), SETTINGS)) <= MOST[name]
    assert len(published(Showing(original(SIZES[name]), purposes=("text",)), SETTINGS)) <= 5
    assert len(published(Showing(original(SIZES[name]), purposes=("portrait",)), SETTINGS)) <= 3


@pytest.mark.parametrize(
    ("name", "shape"), [("3:2", LARGE), ("nearly 3:2", LARGE), ("16:9", WIDE), ("1:1", SQUARE), ("3:2", SMALL)]
)
def test_a_crop_that_cuts_nothing_is_the_whole_picture(name: str, shape: object) -> None:
    """So pictures of a usual shape have fewer files, and a focus that moves changes nothing of them."""
    source = original(SIZES[name])
    one, other = (placed(Picture("a.jpg", focus=focus), source, SETTINGS) for focus in ((10, 10), (90, 90)))
    for file in renditions(one, shape, SETTINGS, "webp"):  # type: ignore[arg-type]
        assert file.box is None
        assert file in renditions(other, shape, SETTINGS, "webp")  # type: ignore[arg-type]
    whole = {file.address for file in renditions(one, WHOLE, SETTINGS, "webp")}
    shared = [file for file in renditions(one, shape, SETTINGS, "webp") if file.address in whole]  # type: ignore[arg-type]
    assert shared or shape in (SQUARE, SMALL)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((6000, 4000), [(1200, 1200), (1200, 900), (1472, 828)]),
        ((1920, 1080), [(1200, 900), (1472, 828)]),
        ((1250, 1250), [(1250, 1250), (1200, 900), (1250, 703)]),
        ((1200, 675), [(1200, 675)]),
        ((1199, 1199), [(1199, 1199)]),
    ],
)
def test_what_search_engines_are_told(size: tuple[int, int], wanted: list[tuple[int, int]]) -> None:
    picture = placed(Picture("a.jpg"), original(size), SETTINGS)
    assert [(file.width, file.height) for file in machine_pictures(picture, SETTINGS)] == wanted


@pytest.mark.parametrize(
    ("address", "width", "shared"),
    [("/a.jpg", 600, True), ("/a.jpeg?v=1", 900, True), ("/a.png", 900, True), ("/a.jpg", 599, False), ("/a.webp", 900, False), ("/a.gif", 900, False)],
)  # fmt: skip
def test_which_picture_as_it_is_can_be_shared(address: str, width: int, shared: bool) -> None:
    assert (share_picture(Picture(address, width, 400), SETTINGS) is not None) is shared


@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("settings", [SETTINGS, Pictures(formats=("avif",)), Pictures(resizer="/r/{width}/{address}")])
@pytest.mark.parametrize("name", SIZES)
def test_the_address_of_a_picture_is_published(name: str, settings: Pictures, portrait: bool) -> None:
    picture = placed(Picture("a.jpg"), original(SIZES[name]), settings, portrait=portrait)
    there = published(Showing(original(SIZES[name]), purposes=("portrait" if portrait else "text",)), settings)
    assert picture.address in {file.address for file in there}
