"""Make renditions: smaller pictures of one source, in the formats and sizes that pages ask for.

A source is decoded once, and every file that comes of it is an outsider's: what it declares is bounded before a decoder sees
it, its metadata never reaches the decoder, and whatever fails is a Problem. Equal sources and targets give equal bytes in
every process on one machine, for equal ``versions()``; every encoder runs on one thread. Pillow is imported at the first call.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..base.problems import N_, Problem, error
from ..model.picture import MAX_SIDE
from . import exif
from .header import Format
from .measure import MAX_BYTES
from .traits import Traits, read_traits

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MAX_PIXELS = 120_000_000
"""The most pixels of a source that is a JPEG, which is shrunk while it is decoded."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A rendition to make: its size in pixels, the part of the source that it shows, and its format.

    ``box`` is left, top, right, bottom in pixels of the source after its orientation is applied; None is the whole. The part
    is scaled to ``width`` × ``height`` exactly: who asks keeps the proportions.
    """

    width: int
    height: int
    box: Box | None
    format: Literal["webp", "avif", "jpg"]


def encode(source: Path, targets: Sequence[Target]) -> tuple[bytes, ...] | Problem:
    """The bytes of each target, in their order, made from the picture file ``source``.

    Colours are converted to sRGB, and the orientation is applied. Of metadata, the photographer and the copyright of an
    EXIF block remain. WebP and AVIF keep transparency; JPEG shows it on white. Of an animation, the first picture is taken.
    Returns an error without a position where the file is no picture (``not-a-picture``), needs more memory than
    a picture may have (``picture-too-large``), or cannot be decoded, is cut off or lies about its size
    (``picture-undecodable``). Raises OSError where the file cannot be read, ValueError where a box lies outside of the picture.
    """
    name = source.name
    with source.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    traits = read_traits(data)
    if traits is None or not (traits.width and traits.height):
        return error("not-a-picture", N_("“{name}” is damaged or is not a picture."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    if too_large := _too_large(name, data, traits):
        return too_large
    for target in targets:
        _check(target, traits)
    if not targets:
        return ()
    try:
        image = _decoded(data, traits, targets)
    except Exception as failure:  # Pillow's decoders raise whatever comes to hostile bytes
        return _undecodable(name, str(failure) or type(failure).__name__)
    if image is None:
        return error("picture-undecodable", N_("“{name}” has another size than it says."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    return tuple(_made(image, traits, targets))


def versions() -> str:
    """The versions of Pillow and of the libraries in it that decide on a rendition's bytes, on one line."""
    import PIL
    from PIL import features

    parts = (f"{name} {features.version(key)}" for name, key in
             (("libwebp", "webp"), ("libavif", "avif"), ("libjpeg", "jpg"), ("libjpeg-turbo", "libjpeg_turbo"),
              ("lcms", "littlecms2")))  # fmt: skip
    return ", ".join((f"Pillow {PIL.__version__}", *parts))


def _undecodable(name: str, reason: str) -> Problem:
    return error("picture-undecodable", N_("“{name}” cannot be decoded: {reason}"),
                 N_("Open it in a picture editor and save it again."), name=name, reason=reason)  # fmt: skip


def _check(target: Target, traits: Traits) -> None:
    left, top, right, bottom = target.box or (0, 0, traits.width, traits.height)
    if not (
        0 <= left < right <= traits.width and 0 <= top < bottom <= traits.height and target.width > 0 < target.height
    ):
        raise ValueError(f"{target} of a picture of {traits.width} × {traits.height}")


MAX_DECODED: dict[Format, int] = {"PNG": 40_000_000, "GIF": 40_000_000, "WebP": 24_000_000, "AVIF": 24_000_000}
"""The most pixels of a source that its decoder cannot shrink: what fits into some 400 MB."""


def _too_large(name: str, data: bytes, traits: Traits) -> Problem | None:
    limit = MAX_DECODED.get(traits.format, MAX_PIXELS)
    if len(data) > MAX_BYTES:
        return error("picture-too-large", N_("“{name}” is larger than {limit} MB."), N_("Save it at a smaller size."),
                     name=name, limit=MAX_BYTES // 2**20)  # fmt: skip
    if max(traits.width, traits.height) > MAX_SIDE:
        return error("picture-too-large", N_("“{name}” is {width} × {height} pixels; no side may be longer than {limit}."),
                     N_("Save it at a smaller size."),
                     name=name, width=traits.width, height=traits.height, limit=MAX_SIDE)  # fmt: skip
    if traits.width * traits.height > limit:
        return error("picture-too-large", N_("“{name}” has {found} million pixels; a {format} may have {limit}."),
                     N_("Save it at a smaller size."), name=name, format=traits.format,
                     found=math.ceil(traits.width * traits.height / 1e6), limit=limit // 1_000_000)  # fmt: skip
    return None


# the decoded source


def _decoded(data: bytes, traits: Traits, targets: Sequence[Target]) -> Image | None:
    """The source in sRGB, of mode RGB or RGBa, as stored: its orientation is not applied, and a JPEG may be shrunk.

    None where it has another size than its header says. Raises whatever the decoder raises.
    """
    image = _opened(data, traits.format)
    stored = _turned((traits.width, traits.height), traits.orientation)
    if image.size != stored:
        return None
    expected = stored
    if traits.format == "JPEG":
        scale = max(max(t.width / (b[2] - b[0]), t.height / (b[3] - b[1])) for t in targets for b in [_box(t, traits)])
        drafted = image.draft(None, (math.ceil(stored[0] * scale), math.ceil(stored[1] * scale)))
        expected = image.size if drafted else stored
    image.load()
    return None if image.size != expected else _in_srgb(image)


def _opened(data: bytes, format: Format) -> ImageFile:
    """Open a file by the decoder of its format alone.

    ``Image.open`` would try others, and warn through ``warnings``, whose filters belong to the process.
    """
    from PIL import AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    decoder: dict[Format, type[ImageFile]] = {
        "JPEG": JpegImagePlugin.JpegImageFile, "PNG": PngImagePlugin.PngImageFile, "GIF": GifImagePlugin.GifImageFile,
        "WebP": WebPImagePlugin.WebPImageFile, "AVIF": AvifImagePlugin.AvifImageFile,
    }  # fmt: skip
    return decoder[format](io.BytesIO(data))


def _in_srgb(image: Image) -> Image:
    """The picture in mode RGB or RGBa (colours multiplied by the opacity, as they are scaled), with colours in sRGB."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point([value >> 8 for value in range(65536)], "L")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif "transparency" in image.info:
        image = image.convert("RGBA")
    if profile:
        image = _converted(image, profile)
    if image.mode == "RGBA":
        return image.convert("RGB" if image.getchannel("A").getextrema() == (255, 255) else "RGBa")
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image, profile: bytes) -> Image:
    """The picture with its colours converted to sRGB; as it is where its profile is damaged or not for such colours."""
    from PIL import Image as images
    from PIL import ImageCms

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), image.mode, mode,
            ImageCms.Intent.PERCEPTUAL, ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
        if mode == image.mode:
            cube = images.new(mode, (16, 16))
            cube.putdata([(a * 17, b * 17, (a + b) % 16 * 17, 255)[: len(mode)] for a in range(16) for b in range(16)])
            moved = zip(cube.getdata(), ImageCms.applyTransform(cube, transform).getdata(), strict=True)  # type: ignore[union-attr]
            if all(abs(x - y) <= 1 for a, b in moved for x, y in zip(a, b, strict=True)):
                return image  # the profile is sRGB's own
        return ImageCms.applyTransform(image, transform, inPlace=mode == image.mode) or image
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image


# sizes


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return size[::-1] if orientation >= 5 else size


def _box(target: Target, traits: Traits) -> Box:
    """The part of the source that a target shows, whose sides are those of the picture as readers see it."""
    return target.box or (0, 0, traits.width, traits.height)


def _stored_box(box: Box, traits: Traits) -> Box:
    """The same part in pixels of the picture as stored."""
    (x0, y0, x1, y1), width, height = box, traits.width, traits.height
    turned = {1: (x0, y0, x1, y1), 2: (width - x1, y0, width - x0, y1), 3: (width - x1, height - y1, width - x0, height - y0),
              4: (x0, height - y1, x1, height - y0), 5: (y0, x0, y1, x1), 6: (y0, width - x1, y1, width - x0),
              7: (height - y1, width - x1, height - y0, width - x0), 8: (height - y1, x0, height - y0, x1)}  # fmt: skip
    return turned[traits.orientation]


def _made(image: Image, traits: Traits, targets: Sequence[Target]) -> list[bytes]:
    """Each target's bytes. A size is scaled once for all its formats, from the largest to the smallest."""
    credit = exif.write(exif.Exif(1, traits.artist, traits.copyright))
    made: dict[Target, bytes] = {}
    by_shape: dict[tuple[Box, int, int], list[Target]] = {}
    for target in targets:
        by_shape.setdefault((_box(target, traits), target.width, target.height), []).append(target)
    larger: dict[Box, list[Image]] = {}
    for (box, width, height), same in sorted(by_shape.items(), key=lambda item: (item[0][0], -item[0][1] * item[0][2])):
        size = _turned((width, height), traits.orientation)
        scaled = _scaled(image, _stored_box(box, traits), traits, size, larger.get(box, []))
        larger.setdefault(box, []).append(scaled)
        shown = _finished(scaled, traits.orientation)
        for target in same:
            if target not in made:
                made[target] = _saved(shown, target.format, credit)
    return [made[target] for target in targets]


ENOUGH = 2.0
"""How many times wider and higher than a target a scaled picture must be, so that scaling it again costs no sharpness."""


def _scaled(image: Image, box: Box, traits: Traits, size: tuple[int, int], larger: Sequence[Image]) -> Image:
    """A part of the source scaled to a size. It is taken from the smallest picture of the same part that is large enough."""
    from PIL.Image import Resampling

    for former in reversed(larger):
        if former.width >= ENOUGH * size[0] and former.height >= ENOUGH * size[1]:
            return former.resize(size, Resampling.LANCZOS)
    stored = _turned((traits.width, traits.height), traits.orientation)
    x, y = stored[0] / image.width, stored[1] / image.height
    if x.is_integer() is False or y.is_integer() is False:  # a JPEG's last pixels may be shrunk from fewer
        x, y = (float(2 ** round(math.log2(scale))) for scale in (x, y))
    part = (box[0] / x, box[1] / y, min(box[2] / x, image.width), min(box[3] / y, image.height))
    return image.resize(size, Resampling.LANCZOS, part, reducing_gap=ENOUGH)


def _finished(image: Image, orientation: int) -> Image:
    """A scaled picture in mode RGB or RGBA, with its orientation applied, and nothing beside its pixels."""
    from PIL.Image import Transpose

    turns = {2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
             6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90}  # fmt: skip
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    if orientation != 1:
        image = image.transpose(turns[orientation])
    image.info = {}
    return image


# bytes


_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "avif": ("AVIF", {"quality": 55, "speed": 8, "max_threads": 1, "autotiling": False, "subsampling": "4:2:0"}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True, "subsampling": "4:2:0"}),
}


def _saved(image: Image, format: str, credit: bytes) -> bytes:
    from PIL import Image as images

    if format == "jpg" and image.mode == "RGBA":
        ground = images.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    out = io.BytesIO()
    kind, options = _OPTIONS[format]
    image.save(out, kind, **options, **({"exif": b"Exif\0\0" + credit if kind == "JPEG" else credit} if credit else {}))
    return out.getvalue()
