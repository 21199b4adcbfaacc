"""Convert a decoded picture's colours to sRGB, whatever its file keeps: grey, CMYK, a palette, 16 bits, a profile of its own.

Pillow is imported at the first call.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_DIRECT = ("L", "RGB", "RGBA", "CMYK")
"""The modes that a profile of colours may be for."""


def is_plain(image: Image) -> bool:
    """Whether a picture's pixels are opaque colours in sRGB already, so that ``converter`` would only copy them."""
    return image.mode == "RGB" and not {"icc_profile", "transparency"} & image.info.keys()


def converter(image: Image) -> Callable[[Image], Image]:
    """How to convert the picture, or a part of it, to mode RGB or RGBa in sRGB.

    In RGBa, the colours are multiplied by the opacity, as scaling needs them. A profile that is damaged, or for other
    colours than the picture's, is left out of account. The part must be of the same mode.
    """
    profile = image.info.get("icc_profile")
    direct = image.mode if image.mode in _DIRECT and "transparency" not in image.info else _plain_mode(image)
    transformed = _transformer(profile, direct) if profile else None
    transparency = image.info.get("transparency")

    def convert(part: Image) -> Image:
        if transparency is not None:
            part.info["transparency"] = transparency
        if part.mode != direct:
            part = _of_mode(part, direct)
        if transformed:
            part = transformed(part)
        return part.convert("RGBa" if part.mode == "RGBA" else "RGB")

    return convert


def _plain_mode(image: Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in ("1", "I", "I;16", "I;16B", "I;16L") else "RGB"


def _of_mode(part: Image, mode: str) -> Image:
    if part.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off at 255
        wide = part.convert("I").point(lambda value: value * (1 / 256))
        return wide.convert("L").convert(mode)
    return part.convert(mode)


def _transformer(profile: bytes, mode: str) -> Callable[[Image], Image] | None:
    """How a picture of a mode is converted from its profile; None where it needs no conversion, or has no usable profile."""
    from PIL import Image as images
    from PIL import ImageCms

    to = "RGBA" if mode == "RGBA" else "RGB"
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), mode, to,
            ImageCms.Intent.PERCEPTUAL, ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None
    if mode == "RGB":
        colours = bytes(v for a in range(16) for b in range(16) for v in (a * 17, b * 17, (a + b) % 16 * 17))
        moved = ImageCms.applyTransform(images.frombytes(mode, (16, 16), colours), transform)
        if moved is None or all(abs(a - b) <= 1 for a, b in zip(moved.tobytes(), colours, strict=True)):
            return None  # sRGB's own profile

    def transformed(part: Image) -> Image:
        return ImageCms.applyTransform(part, transform, inPlace=mode == to) or part

    return transformed
