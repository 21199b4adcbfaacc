"""Which files are made of a picture, at which addresses: pure arithmetic over its size and its focus.

Pages ask for the files of a role, the build for all files that it must publish. Both get the same answer, whatever is made
already, so that no page ever links to a file that is not there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from ..model.picture import Original, Picture, Purpose, Showing
from ..site.settings_pictures import Pictures, PictureSuffix
from .roles import LARGE, SMALL, SQUARE, WHOLE, WIDE, Shape

RECIPE = 1
"""The number of the recipe, a part of every address. Raise it where files of the same size get other bytes on purpose."""

FILM_RECIPE = 1
"""The number of what ``film_private`` blanks in films. Raise it where equal films are to be published with other bytes."""

Suffix = Literal["webp", "avif", "jpg"]

SMALLEST = 480
"""A picture that is less wide than this, in pixels, is shown as it is."""

FOLDER = "/media/"
"""The folder of all files that are made of pictures, one folder for each original."""


_SHAPES_OF: dict[Purpose, tuple[Shape, ...]] = {
    "lead": (WHOLE, WIDE, LARGE, SMALL, SQUARE),
    "text": (WHOLE,),
    "shared": (WHOLE,),
    "portrait": (SQUARE,),
    "artwork": (SQUARE,),
    "alone": (),
    "link": (),
    "card": (),
}
"""The shapes that a picture has, whatever page shows it: pages take any of them, and a picture has no files besides."""

SHARE_SIZE = (1200, 630)
"""Width and height of the picture that a shared link shows (https://ogp.me, https://developers.facebook.com/docs/sharing/webmasters/images)."""

_ENOUGH_TO_SHARE = 600
"""A picture that is less wide than this, in pixels, would be enlarged more than twice to be shared."""

COVER = (1400, 3000)
"""The least and the most pixels of a side of a show's cover, a square JPEG (https://podcasters.apple.com/support/896)."""

_MACHINE_WIDTH = 1200
"""The least width of the crops that search engines ask for
(https://developers.google.com/search/docs/appearance/structured-data/article#article-types)."""
_MACHINES = (Shape((1, 1), (_MACHINE_WIDTH,)), Shape((4, 3), (_MACHINE_WIDTH,)), WIDE)

_NEARLY = 1.05
"""A picture has a file of its own width where that is more than so many times the next smaller one; so from 1,200 pixels on."""

_CUT = 0.01
"""The part of a picture that a crop must cut off. Where it would cut less, it is the whole picture, and shares its files."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file made of a picture: its address, its size in pixels and its suffix. ``box`` is the part of the original that it
    shows, in pixels as (left, top, right, bottom); None for all of it. An ``original`` is the picture's own file, without
    what is private in it."""

    address: str
    width: int
    height: int
    suffix: str
    box: tuple[int, int, int, int] | None = None
    original: bool = False


def folder_of(digest: str) -> str:
    """The address of the folder of all files that are made of the original with this digest."""
    return f"{FOLDER}{digest}/"


def is_shown_alone(original: Original) -> bool:
    """Whether a picture is published as it came: it moves, or is so small that no screen is served by less."""
    return original.animated or original.width < SMALLEST


def alone(original: Original) -> Rendition:
    """The picture's own file as it is published."""
    suffix = {"JPEG": "jpg"}.get(original.format, original.format.lower())
    address = f"{folder_of(original.digest)}original-{RECIPE}.{suffix}"
    return Rendition(address, original.width, original.height, suffix, original=True)


def placed(
    picture: Picture,
    original: Original,
    settings: Pictures,
    *,
    own_address: str = "",
    as_it_came: bool = False,
    portrait: bool = False,
) -> Picture:
    """A picture with its file: what smaller files are made from, and the address and size of the largest that is published.

    With ``as_it_came`` nothing is made of it. ``own_address`` is where the file itself is published for another reason; then
    no second copy of it is. Where a resizer makes the smaller files, the original alone is published; of an author's
    ``portrait`` squares alone.
    """
    if as_it_came or is_shown_alone(original):
        file = alone(original)
        placed_at = own_address or file.address
        return replace(
            picture, address=placed_at, width=file.width, height=file.height, original=None,
            transparent=original.transparent,
        )  # fmt: skip
    if settings.resizer:
        largest = alone(original)
    elif portrait:
        largest = _all_of(original, picture.point, SQUARE, settings.formats[-1])[-1]
    else:
        largest = _all_of(original, picture.point, WHOLE, "webp")[-1]
    return replace(
        picture, address=largest.address, width=largest.width, height=largest.height, original=original,
        transparent=original.transparent,
    )  # fmt: skip


def renditions(picture: Picture, shape: Shape, settings: Pictures, suffix: Suffix) -> tuple[Rendition, ...]:
    """The files of a picture in a shape and a format, by ascending width; the picture alone where nothing is made of it.

    With ``pictures.resizer`` their addresses are those of the resizer. Never empty.
    """
    if picture.original is None:
        return (_as_it_is(picture),)
    found = _all_of(picture.original, picture.point, shape, suffix)
    return tuple(_resized(one, picture, settings) for one in found) if settings.resizer else found


def largest(picture: Picture, settings: Pictures) -> Rendition:
    """The largest file of the whole picture: what feeds, sitemaps and search engines are told of."""
    return renditions(picture, WHOLE, settings, "webp")[-1]


def share_picture(picture: Picture, settings: Pictures) -> Rendition | None:
    """The JPEG that a shared link shows; None for a picture that is too small, or of which nothing is made and that is no
    JPEG or PNG itself."""
    if picture.original is None:
        whole = _as_it_is(picture)
        return whole if whole.suffix in ("jpg", "jpeg", "png") and whole.width >= _ENOUGH_TO_SHARE else None
    found = _share(picture.original, picture.point)
    return _resized(found, picture, settings) if found is not None and settings.resizer else found


def cover_picture(picture: Picture, settings: Pictures) -> Rendition | None:
    """The square JPEG of a show's artwork, as large as the artwork has it; None where it is too small for one, or a picture of
    which nothing is made and that is no square JPEG or PNG itself."""
    if picture.original is None:
        whole = _as_it_is(picture)
        sound = whole.width == whole.height and COVER[0] <= whole.width <= COVER[1]
        return whole if sound and whole.suffix in ("jpg", "jpeg", "png") else None
    found = _cover(picture.original, picture.point)
    return _resized(found, picture, settings) if found is not None and settings.resizer else found


def machine_pictures(picture: Picture, settings: Pictures) -> tuple[Rendition, ...]:
    """The files of a picture for search engines: its crops as far as it is wide enough for them, else the whole picture."""
    found = tuple(_machines(picture.original, picture.point)) if picture.original is not None else ()
    if settings.resizer:
        found = tuple(_resized(one, picture, settings) for one in found)
    return found or (largest(picture, settings),)


def published(showing: Showing, settings: Pictures) -> tuple[Rendition, ...]:
    """Every file of a picture that is published because one source uses it. With a resizer that is the original alone."""
    original = showing.original
    if "alone" in showing.purposes or settings.resizer or is_shown_alone(original):
        return (alone(original),)
    found = dict.fromkeys(_made(showing, settings.formats))
    return tuple(found)


def published_by_address(showings: Iterable[Showing], settings: Pictures) -> dict[str, Rendition]:
    """Every file of a picture that is published because of any of these uses, by its address."""
    return {one.address: one for showing in showings for one in published(showing, settings)}


def needed_by_cards(showings: Iterable[Showing]) -> tuple[Rendition, ...]:
    """The files that share cards are drawn from: they are made with the others, and are not published."""
    found = (_share(showing.original, showing.focus) for showing in showings if "card" in showing.purposes)
    return tuple(dict.fromkeys(share for share in found if share is not None))


def _made(showing: Showing, formats: Iterable[PictureSuffix]) -> Iterator[Rendition]:
    original, focus = showing.original, showing.focus
    shapes = dict.fromkeys(shape for purpose in showing.purposes for shape in _SHAPES_OF[purpose])
    for suffix in formats:
        for shape in shapes:
            yield from _all_of(original, focus, shape, suffix)
    if WHOLE in shapes:  # what machines are told of
        yield _all_of(original, focus, WHOLE, "webp")[-1]
    if "lead" in showing.purposes or "shared" in showing.purposes:
        yield from _machines(original, focus)
    cover = _cover(original, focus) if "artwork" in showing.purposes else None
    if cover is not None:
        yield cover
    share = _share(original, focus) if "link" in showing.purposes else None
    if share is not None:
        yield share


def _all_of(original: Original, focus: tuple[int, int], shape: Shape, suffix: Suffix) -> tuple[Rendition, ...]:
    box = _crop_worth_it(original, shape.ratio, focus)
    ratio = shape.ratio if box else None
    width = box[2] - box[0] if box else original.width
    return tuple(_rendition(original, focus, ratio, box, one, suffix) for one in _widths(shape.widths, width))


def _widths(wanted: tuple[int, ...], available: int) -> list[int]:
    """The widths that a picture of this width has: never more than its own, which is the last unless one is nearly as wide."""
    found = [width for width in wanted if width <= available]
    if available < wanted[-1] and (not found or available > found[-1] * _NEARLY):
        found.append(available)
    return found


def _crop_worth_it(
    original: Original, ratio: tuple[int, int] | None, focus: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """The crop with this ratio; None for the whole picture."""
    if ratio is None:
        return None
    box = _crop(original, ratio, focus)
    kept = (box[2] - box[0]) * (box[3] - box[1])
    return None if kept > original.width * original.height * (1 - _CUT) else box


def _crop(original: Original, ratio: tuple[int, int], focus: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest part of the original with this ratio, its middle as near to the focus as the edges allow."""
    width, height = original.width, original.height
    wide, high = ratio
    if width * high > height * wide:
        inner = max(1, round(height * wide / high))
        left = min(max(round(width * focus[0] / 100 - inner / 2), 0), width - inner)
        return (left, 0, left + inner, height)
    inner = max(1, round(width * high / wide))
    top = min(max(round(height * focus[1] / 100 - inner / 2), 0), height - inner)
    return (0, top, width, top + inner)


def _rendition(
    original: Original,
    focus: tuple[int, int],
    ratio: tuple[int, int] | None,
    box: tuple[int, int, int, int] | None,
    width: int,
    suffix: Suffix,
) -> Rendition:
    wide, high = ratio or (original.width, original.height)
    height = max(1, round(width * high / wide))
    point = f"-{focus[0]}-{focus[1]}" if ratio else ""
    address = f"{folder_of(original.digest)}{width}x{height}{point}-{RECIPE}.{suffix}"
    return Rendition(address, width, height, suffix, box)


def _share(original: Original, focus: tuple[int, int]) -> Rendition | None:
    box = _crop(original, SHARE_SIZE, focus)
    if box[2] - box[0] < _ENOUGH_TO_SHARE:
        return None
    return _rendition(original, focus, SHARE_SIZE, box, SHARE_SIZE[0], "jpg")


def _cover(original: Original, focus: tuple[int, int]) -> Rendition | None:
    box = _crop(original, (1, 1), focus)
    side = min(box[2] - box[0], COVER[1])
    if side < COVER[0] or original.animated:
        return None
    return _rendition(original, focus, (1, 1), box, side, "jpg")


def _machines(original: Original, focus: tuple[int, int]) -> Iterator[Rendition]:
    """A crop of each ratio that is wide enough: a file that pages have too, where there is one."""
    for shape in _MACHINES:
        files = _all_of(
            original, focus, WHOLE if _crop_worth_it(original, shape.ratio, focus) is None else shape, "webp"
        )
        enough = next((file for file in files if file.width >= _MACHINE_WIDTH), None)
        if enough is not None:
            yield enough


def _as_it_is(picture: Picture) -> Rendition:
    suffix = picture.address.partition("?")[0].rpartition(".")[2].lower()
    return Rendition(picture.address, picture.width, picture.height, suffix, original=True)


def _resized(rendition: Rendition, picture: Picture, settings: Pictures) -> Rendition:
    """A rendition at the address of the resizer, which makes it when it is asked."""
    original = picture.original
    assert original is not None
    own = alone(original)
    values = {
        "width": str(rendition.width), "height": str(rendition.height), "address": own.address.lstrip("/"),
        "digest": original.digest, "suffix": own.suffix, "x": f"{picture.point[0] / 100:g}", "y": f"{picture.point[1] / 100:g}",
        "url": quote(own.address, safe=""),
    }  # fmt: skip
    address = settings.resizer
    for name, value in values.items():
        address = address.replace("{" + name + "}", value)
    return replace(rendition, address=address)
