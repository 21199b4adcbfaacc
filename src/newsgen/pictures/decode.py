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
from . import av1, colours, png_strips
from .containers import SOS, Damaged, gif_blocks, jpeg_segments
from .header import Format
from .measure import MAX_BYTES
from .originals import still_png
from .traits import Traits, read_traits

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MAX_PIXELS: dict[Format, int] = {
    "JPEG": 120_000_000, "PNG": 50_000_000, "GIF": 50_000_000, "AVIF": 24_000_000, "WebP": 18_000_000,
}  # fmt: skip
"""The most pixels of a file of each format: what its decoder can decode in 400 MB of memory, with all that is around it.

A JPEG is shrunk while it is decoded. The others are not; Pillow's decoder of WebP takes 16 bytes for each pixel, that of AVIF
12, and neither can give a part of a picture or a smaller one. A PNG of 8 bits a channel may have ``MAX_CUT``.
"""

MAX_CUT = 120_000_000
"""The most pixels of a PNG that can be decoded in strips of rows."""

MAX_SHRUNK = 60_000_000
"""The most pixels of a JPEG after it is shrunk as far as its targets allow."""

MAX_COEFFICIENTS = 310_000_000
"""The most bytes that the decoder of a progressive JPEG may keep: 100 million pixels of 4:2:0, 50 million of 4:4:4."""

MAX_SCANS = 200
"""The most scans of a JPEG, each of which costs a pass over all its pixels. Encoders write ten."""

ROOM = 2_000
"""The least width or height, whichever is longer, to which a source is shrunk, whatever its targets need.

So one decoding serves all targets of pages, and their bytes do not depend on which of them are asked for together.
"""

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
    limit = MAX_CUT if traits.format == "PNG" and png_strips.can_be_cut(data) else MAX_PIXELS[traits.format]
    if width * height > limit:
        return _too_many_pixels(name, traits.format, width * height, limit)
    return traits


def factor(traits: Traits, scale: float) -> int:
    """By how much a source is shrunk while it is decoded, for a target that needs ``scale`` of its sides (1: every pixel).

    A JPEG is shrunk by 1, 2, 4 or 8, other formats by any whole number. ``ROOM`` pixels are left where there are as many.
    """
    kept = max(scale, ROOM / max(traits.width, traits.height))
    if traits.format == "JPEG":
        return next(number for number in (8, 4, 2, 1) if number * kept <= 1 or number == 1)
    return max(1, int(1 / kept))


def decode(name: str, data: bytes, traits: Traits, factor: int) -> Decoded | Problem:
    """Decode a file, shrunk by ``factor``, a result of the function of that name.

    ``data`` is what ``without_private`` left of the file, and ``traits`` are what ``examine`` gave.
    Returns ``picture-too-large`` or ``picture-undecodable``, without a position.
    """
    if problem := too_costly(name, data, traits, factor):
        return problem
    try:
        decoded = _decoded(data, traits, factor)
    except Exception as failure:  # Pillow's decoders raise whatever comes to hostile bytes
        return error("picture-undecodable", N_("“{name}” cannot be decoded: {reason}"),
                     N_("Open it in a picture editor and save it again."),
                     name=name, reason=str(failure) or type(failure).__name__)  # fmt: skip
    return decoded or _another_size(name)


def too_costly(name: str, data: bytes, traits: Traits, factor: int) -> Problem | None:
    """Why a JPEG may not be decoded, shrunk by ``factor``: it needs too much memory or time, or has too few bytes for its size.

    None for other formats. The arguments and the result are those of ``decode``.
    """
    pixels = traits.width * traits.height
    if traits.format == "PNG" and pixels // factor**2 > MAX_PIXELS["PNG"]:
        return _too_many_pixels(name, "PNG", pixels, MAX_PIXELS["PNG"])
    if traits.format != "JPEG":
        return None
    scans = _scans(data, pixels)
    if scans.coefficients > MAX_COEFFICIENTS:
        return _too_many_pixels(name, "progressive JPEG", pixels, MAX_COEFFICIENTS * pixels // scans.coefficients)
    if pixels // factor**2 > MAX_SHRUNK:
        return _too_many_pixels(name, "JPEG", pixels, MAX_SHRUNK)
    if scans.number > MAX_SCANS:
        return error("picture-undecodable", N_("“{name}” cannot be decoded: {reason}"),
                     N_("Open it in a picture editor and save it again."), name=name, reason="scans")  # fmt: skip
    return _another_size(name) if 8 * scans.bytes < pixels // 64 else None  # each block of 8 × 8 takes a bit at least


def smallest(traits: Traits) -> int:
    """The most by which a source can be shrunk while it is decoded, for whoever wants to know only whether it can be."""
    return 8 if min(traits.width, traits.height) >= 8 else 1


def stored_size(traits: Traits) -> tuple[int, int]:
    """Width and height as the file stores them, before its orientation is applied."""
    return (traits.height, traits.width) if traits.orientation >= 5 else (traits.width, traits.height)


# bounds


def _too_many_pixels(name: str, kind: str, found: int, limit: int) -> Problem:
    smaller = N_("Save it at a smaller size.")
    remedy = smaller if kind.endswith("JPEG") else N_("Save it as a JPEG, or at a smaller size.")
    return error("picture-too-large", N_("“{name}” has {found} million pixels; a {format} may have {limit}."), remedy,
                 name=name, format=kind, found=math.ceil(found / 1e6), limit=limit // 1_000_000)  # fmt: skip


def _another_size(name: str) -> Problem:
    return error("picture-undecodable", N_("“{name}” has another size than it says."),
                 N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scans:
    """The scans of a JPEG: how many there are, the bytes in them, and the bytes of coefficients that their decoder keeps.

    It keeps none for a single scan.
    """

    number: int
    bytes: int
    coefficients: int


def _scans(data: bytes, pixels: int) -> _Scans:
    number, length, samples = 0, 0, 1.0
    for part in jpeg_segments(data):
        if part.kind == SOS:
            number += 1
            length += part.end - part.body_end
        elif 0xC0 <= part.kind[0] <= 0xCF and part.kind[0] not in (0xC4, 0xC8, 0xCC):
            wide = [data[at] >> 4 or 1 for at in range(part.body + 7, part.body_end, 3)]
            high = [data[at] & 15 or 1 for at in range(part.body + 7, part.body_end, 3)]
            if wide:
                samples = sum(a * b for a, b in zip(wide, high, strict=True)) / (max(wide) * max(high))
    return _Scans(number, length, int(2 * samples * pixels) if number > 1 else 0)


# decoding


def _decoded(data: bytes, traits: Traits, factor: int) -> Decoded | None:
    """None where the picture has another size than its header says. Raises whatever the decoder raises."""
    stored = expected = stored_size(traits)
    if not _honest(data, traits.format, stored):
        return None
    if traits.format == "PNG" and stored[0] * stored[1] > MAX_PIXELS["PNG"]:
        return Decoded(_in_strips(still_png(data), stored, factor), factor)
    image: Image = _opened(data, traits.format)
    if image.size != stored:
        return None
    if traits.format == "JPEG":
        image.draft("", (max(1, stored[0] // factor), max(1, stored[1] // factor)))
        expected = (math.ceil(stored[0] / factor), math.ceil(stored[1] / factor))
    image.load()
    if image.size != expected:
        return None
    return Decoded(_converted(image, 1 if traits.format == "JPEG" else factor), factor)


def _in_strips(data: bytes, size: tuple[int, int], shrunk: int) -> Image:
    """A PNG in sRGB, shrunk by a whole number; it is decoded in strips. Raises whatever the decoder raises."""
    from PIL import Image as images

    image: Image | None = None
    whole: Image | None = None
    convert = None

    def last_row() -> bytes:
        assert image is not None
        return image.crop((0, image.height - 1, image.width, image.height)).tobytes()

    top = 0
    for file, skipped in png_strips.strips(data, math.ceil(STRIP / shrunk) * shrunk, last_row):
        image = _opened(file, "PNG")
        image.load()
        part = image.crop((0, skipped, image.width, image.height)) if skipped else image.copy()
        if not colours.is_plain(image):
            convert = convert or colours.converter(image)
            part = convert(part)
        part = part.reduce(shrunk) if shrunk > 1 else part
        if whole is None:
            whole = images.new(part.mode, (math.ceil(size[0] / shrunk), math.ceil(size[1] / shrunk)))
        whole.paste(part, (0, top))
        top += part.height
    assert whole is not None
    return _opaque(whole)


def _honest(data: bytes, format: Format, size: tuple[int, int]) -> bool:
    """Whether the sizes inside a file fit its own, where a decoder would believe the former."""
    try:
        if format == "GIF":
            first = next(part for part in gif_blocks(data) if part.kind == b",")
            left, top, width, height = struct.unpack_from("<HHHH", data, first.body)
            return bool(left + width <= size[0] and top + height <= size[1])
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
    return _opaque(whole)


def _opaque(image: Image) -> Image:
    """The same picture without its transparency, where no pixel is transparent."""
    if image.mode == "RGBa" and image.getchannel("a").getextrema() == (255, 255):
        return image.convert("RGBA").convert("RGB")
    return image
