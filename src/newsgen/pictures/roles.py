"""Where pages show pictures: how wide each place is, and which crops and widths its pictures have."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shape:
    """Files that are made of a picture: ``ratio`` is width to height of the crop, None for the whole picture; ``widths`` are
    pixels, ascending."""

    ratio: tuple[int, int] | None
    widths: tuple[int, ...]


STEP = 368
"""The step of all widths, in pixels: a telephone of 360 pixels and some room. Once, twice and three times it serve its
screens, four times a column on a screen with two pixels in one. One ladder for every shape, so that shapes share files."""

WHOLE = Shape(None, (STEP, 2 * STEP, 3 * STEP, 4 * STEP, 1920))
WIDE = Shape((16, 9), (STEP, 2 * STEP, 3 * STEP, 4 * STEP))
LARGE = Shape((3, 2), (STEP, 2 * STEP, 3 * STEP, 4 * STEP))
SMALL = Shape((3, 2), (STEP // 2, STEP, 2 * STEP))
SQUARE = Shape((1, 1), (112, 224, 336))


@dataclass(frozen=True, slots=True)
class View:
    """How a place shows its pictures while ``media`` holds, a condition of CSS; empty for always. ``sizes`` is the width of the
    place as the attribute of that name says it (https://html.spec.whatwg.org/multipage/images.html#sizes-attributes)."""

    shape: Shape
    sizes: str
    media: str = ""


RoleName = Literal[
    "lead", "text", "gallery", "onward", "sidebar", "row", "day-row", "found", "portrait", "columnist", "top", "opener",
    "split", "ledger", "one", "card", "third", "small", "pair", "row-1", "row-2", "row-3",
]  # fmt: skip

PORTRAIT = 168
"""The side of the square in which a wide screen shows an author's portrait, in pixels of CSS."""

_PHONE = "calc(100vw - 32px)"
_FULL = f"(min-width:600px) calc(100vw - 48px),{_PHONE}"
_HALF = f"(min-width:600px) calc(50vw - 38px),{_PHONE}"
_TABLET = "(min-width:600px)"
_ROW = View(SQUARE, "112px")

ROLES: dict[RoleName, tuple[View, ...]] = {
    # an article
    "lead": (View(WHOLE, "(min-width:900px) min(728px,67vw - 48px),min(624px,100vw)"),),
    "text": (View(WHOLE, "(min-width:900px) min(624px,63.3vw - 104px),min(624px,100vw)"),),
    "gallery": (View(WHOLE, "(min-width:600px) 302px,calc(100vw - 32px)"),),
    "onward": (View(WIDE, "min(192px,21.1vw - 50px)"),),  # narrower screens hide these cards
    "sidebar": (
        View(
            WIDE,
            "(min-width:900px) clamp(240px,28vw,336px),(min-width:600px) min(624px,100vw - 48px),calc(100vw - 32px)",
        ),
    ),
    # lists
    "row": (_ROW,),
    "day-row": (View(SMALL, "168px", "(min-width:616px)"), _ROW),
    "found": (View(SMALL, "176px", _TABLET), _ROW),
    "portrait": (View(SQUARE, f"(min-width:600px) {PORTRAIT}px,96px"),),
    "columnist": (View(SQUARE, "72px"),),
    # the largest place of a page: of the home page, of other fronts
    "top": (View(LARGE, "min(563px,52.9vw - 68px)", "(min-width:900px)"), View(WIDE, _FULL)),
    "opener": (View(LARGE, f"(min-width:900px) min(646px,58.4vw - 49px),{_FULL}"),),
    # the large card of a block: beside rows, beside its words and headlines, alone
    "split": (View(WIDE, f"(min-width:900px) min(598px,54.6vw - 52px),{_FULL}"),),
    "ledger": (View(WIDE, f"(min-width:900px) min(447px,41.7vw - 49px),{_HALF}"),),
    "one": (View(WIDE, f"(min-width:900px) min(462px,41.7vw - 35px),{_FULL}"),),
    # cards side by side: the first of four, the first of three, and those that are rows on a telephone
    "card": (View(WIDE, f"(min-width:900px) min(272px,25vw - 26px),{_HALF}"),),
    "third": (
        View(WIDE, f"(min-width:900px) min(363px,33.4vw - 35px),(min-width:600px) calc(33.4vw - 29px),{_PHONE}"),
    ),
    "small": (View(WIDE, "(min-width:900px) min(272px,25vw - 26px),calc(50vw - 38px)", _TABLET), _ROW),
    "pair": (View(WIDE, "(min-width:900px) min(245px,22.8vw - 25px),calc(50vw - 38px)", _TABLET), _ROW),
    "row-1": (View(WIDE, "min(370px,33.4vw - 28px)", _TABLET), _ROW),
    "row-2": (View(WIDE, "min(558px,50vw - 38px)", _TABLET), _ROW),
    "row-3": (View(WIDE, "(min-width:900px) min(363px,33.4vw - 35px),calc(33.4vw - 29px)", _TABLET), _ROW),
}
"""Every role with its views; the last has no condition. Conditions and widths are those of style/*.css, rounded up."""

CROPS = tuple(dict.fromkeys(view.shape.ratio for views in ROLES.values() for view in views if view.shape.ratio))
"""The ratios, width to height, to which pages cut pictures."""
