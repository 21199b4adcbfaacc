"""Decode a picture file within bounds of memory and time, as small as its use allows.

What a file declares is bounded before a decoder sees it, its metadata never reaches the decoder, and whatever fails is
a Problem. Pillow is imported at the first call.
"""

from __future__ import annotations

import io
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.problems import N_, Problem, error
from ..model.picture import MAX_SIDE
from . import av1, colours
from .containers import SOS, Damaged, gif_blocks, jpeg_segments
from .header import Format
from .measure import MAX_BYTES
from .originals import still_png
from .traits import Traits, read_traits

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MAX_PIXELS: dict[Format, int] = {
    "JPEG": 120_000_000, "PNG": 60_000_000, "GIF": 60_000_000, "AVIF": 24_000_000, "WebP": 20_000_000,
}  # fmt: skip
"""The most pixels of a file of each format: what its decoder can decode in 400 MB of memory, with all that is around it.

A JPEG is shrunk while it is decoded. The others are not; Pillow's decoder of WebP takes 16 bytes for each pixel.
"""

MAX_SHRUNK = 60_000_000
"""The most pixels of a JPEG after it is shrunk to what its targets need."""

MAX_COEFFICIENTS = 310_000_000
"""The most bytes that the decoder of a progressive JPEG may keep: 100 million pixels of 4:2:0, 50 million of 4:4:4."""

MAX_SCANS = 200
"""The most scans of a JPEG, each of which costs a pass over all its pixels. Encoders write ten."""

ENOUGH = 2.0
"""How many times wider and higher than a target a picture must be, so that scaling it once more costs no sharpness."""

STRIP = 256
"""About how many rows of pixels are converted at a time."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded picture, as stored (its orientation is not applied), in sRGB, of mode RGB or RGBa.

    It has one pixel for ``factor`` × ``factor`` of the file, and at the right and lower edge perhaps for fewer.
    """

    image: Image
    factor: int


def examine(name: str, data: bytes) -> Traits | Problem:
    """The traits of a picture file that may be decoded, or why it may not. ``data`` is the file, or ``MAX_BYTES`` + 1 of it."""
    if len(data) > MAX_BYTES:
        return error("picture-too-large", N_("“{name}” is larger than {limit} MB."), N_("Save it at a smaller size."),
                     name=name, limit=MAX_BYTES // 2**20)  # fmt: skip
    traits = read_traits(data)
    if traits is None or not (traits.width and traits.height):
        return error("not-a-picture", N_("“{name}” is damaged or is not a picture."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    width, height = traits.width, traits.height
    if max(width, height) > MAX_SIDE:
        return error("picture-too-large", N_("“{name}” is {width} × {height} pixels; no side may be longer than {limit}."),
                     N_("Save it at a smaller size."), name=name, width=width, height=height, limit=MAX_SIDE)  # fmt: skip
    if width * height > MAX_PIXELS[traits.format]:
        return _too_many_pixels(name, traits.format, width * height, MAX_PIXELS[traits.format])
    return traits


def decode(name: str, data: bytes, traits: Traits, scale: float) -> Decoded | Problem:
    """Decode a file for targets that need ``scale`` of its width and height at most (1: every pixel).

    ``data`` is what ``without_private`` left of the file, and ``traits`` are what ``examine`` gave. The picture has
    at least ``scale`` of the file's pixels on each side.
    Returns ``picture-too-large`` or ``picture-undecodable``, without a position.
    """
    if problem := _too_costly(name, data, traits, scale):
        return problem
    try:
        decoded = _decoded(data, traits, scale)
    except Exception as failure:  # Pillow's decoders raise whatever comes to hostile bytes
        return error("picture-undecodable", N_("“{name}” cannot be decoded: {reason}"),
                     N_("Open it in a picture editor and save it again."),
                     name=name, reason=str(failure) or type(failure).__name__)  # fmt: skip
    return decoded or error("picture-undecodable", N_("“{name}” has another size than it says."),
                            N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip


def stored_size(traits: Traits) -> tuple[int, int]:
    """Width and height as the file stores them, before its orientation is applied."""
    return (traits.height, traits.width) if traits.orientation >= 5 else (traits.width, traits.height)


# bounds


def _too_many_pixels(name: str, kind: str, found: int, limit: int) -> Problem:
    return error("picture-too-large", N_("“{name}” has {found} million pixels; a {format} may have {limit}."),
                 N_("Save it at a smaller size."),
                 name=name, format=kind, found=math.ceil(found / 1e6), limit=limit // 1_000_000)  # fmt: skip


def _too_costly(name: str, data: bytes, traits: Traits, scale: float) -> Problem | None:
    """Why a JPEG may not be decoded: too much memory beside its pixels, too many scans, or too little to shrink."""
    if traits.format != "JPEG":
        return None
    pixels = traits.width * traits.height
    scans, coefficients = _scans(data, pixels)
    if coefficients > MAX_COEFFICIENTS:
        return _too_many_pixels(name, "progressive JPEG", pixels, MAX_COEFFICIENTS * pixels // coefficients)
    if pixels // _draft(scale) ** 2 > MAX_SHRUNK:
        return _too_many_pixels(name, "JPEG", pixels, MAX_SHRUNK)
    if scans > MAX_SCANS:
        return error("picture-undecodable", N_("“{name}” cannot be decoded: {reason}"),
                     N_("Open it in a picture editor and save it again."), name=name, reason=f"{scans} scans")  # fmt: skip
    return None


def _scans(data: bytes, pixels: int) -> tuple[int, int]:
    """How many scans a JPEG has, and the bytes of the coefficients that its decoder keeps: 0 for one scan, which needs none."""
    scans, samples = 0, 1.0
    for part in jpeg_segments(data):
        if part.kind == SOS:
            scans += 1
        elif 0xC0 <= part.kind[0] <= 0xCF and part.kind[0] not in (0xC4, 0xC8, 0xCC):
            factors = [data[at] >> 4 or 1 for at in range(part.body + 7, part.body_end, 3)]
            heights = [data[at] & 15 or 1 for at in range(part.body + 7, part.body_end, 3)]
            if factors:
                areas = [a * b for a, b in zip(factors, heights, strict=True)]
                samples = sum(areas) / (max(factors) * max(heights))
    return scans, int(2 * samples * pixels) if scans > 1 else 0


def _draft(scale: float) -> int:
    """By how much a JPEG's decoder may shrink it, so that ``scale`` of its sides are left: 1, 2, 4 or 8."""
    return next(s for s in (8, 4, 2, 1) if s * scale <= 1 or s == 1)


# decoding


def _decoded(data: bytes, traits: Traits, scale: float) -> Decoded | None:
    """None where the picture has another size than its header says. Raises whatever the decoder raises."""
    stored = stored_size(traits)
    if not _honest(data, traits.format, stored):
        return None
    image: Image = _opened(data, traits.format)
    if image.size != stored:
        return None
    factor = 1
    if traits.format == "JPEG":
        factor = _draft(scale)
        image.draft("", (max(1, stored[0] // factor), max(1, stored[1] // factor)))
    expected = tuple(math.ceil(side / factor) for side in stored)
    image.load()
    if image.size != expected:
        return None
    shrunk = max(1, int(1 / (scale * factor * ENOUGH)))
    return Decoded(_converted(image, shrunk), factor * shrunk)


def _honest(data: bytes, format: Format, size: tuple[int, int]) -> bool:
    """Whether the sizes and the data inside a file fit its own size, where a decoder would believe the former or fill up."""
    try:
        if format == "GIF":
            first = next(part for part in gif_blocks(data) if part.kind == b",")
            left, top, width, height = struct.unpack_from("<HHHH", data, first.body)
            return bool(left + width <= size[0] and top + height <= size[1])
        if format == "JPEG":  # each block of 8 × 8 takes a bit at least
            return 8 * sum(part.end - part.body_end for part in jpeg_segments(data)) >= size[0] * size[1] // 64
        return format != "AVIF" or av1.fits(data, size)
    except (Damaged, StopIteration, struct.error):
        return False


def _opened(data: bytes, format: Format) -> ImageFile:
    """Open a file by the decoder of its format alone.

    ``Image.open`` would try others, and warn through ``warnings``, whose filters belong to the process.
    """
    from PIL import AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    decoder: dict[Format, type[ImageFile]] = {
        "JPEG": JpegImagePlugin.JpegImageFile, "PNG": PngImagePlugin.PngImageFile, "GIF": GifImagePlugin.GifImageFile,
        "WebP": WebPImagePlugin.WebPImageFile, "AVIF": AvifImagePlugin.AvifImageFile,
    }  # fmt: skip
    return decoder[format](io.BytesIO(still_png(data) if format == "PNG" else data))


def _converted(image: Image, shrunk: int) -> Image:
    """The picture in sRGB, shrunk by a whole number. It is converted in strips, so that there is no second one of full size."""
    from PIL import Image as images

    if colours.is_plain(image):
        return image.reduce(shrunk) if shrunk > 1 else image
    convert = colours.converter(image)
    rows = math.ceil(STRIP / shrunk) * shrunk
    whole = None
    for top in range(0, image.height, rows):
        strip = convert(image.crop((0, top, image.width, min(top + rows, image.height))))
        strip = strip.reduce(shrunk) if shrunk > 1 else strip
        if whole is None:
            whole = images.new(strip.mode, (strip.width, math.ceil(image.height / shrunk)))
        whole.paste(strip, (0, top // shrunk))
    assert whole is not None
    if whole.mode == "RGBa" and whole.getchannel("a").getextrema() == (255, 255):
        return whole.convert("RGBA").convert("RGB")
    return whole
