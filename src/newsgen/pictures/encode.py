"""Make renditions: smaller pictures of one source, in the formats and sizes that pages ask for.

A source is decoded once for all its targets, or once more for those that need more of its pixels than pages show. The bytes
of a rendition follow from the source, its own Target and ``versions()``: they are equal in every process on one machine,
whatever else is asked for in the same call. Every encoder runs on one thread. Pillow is imported at the first call.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..base.problems import Problem
from . import exif
from .decode import Decoded, decode, examine, factor, smallest, stored_size, too_costly
from .measure import MAX_BYTES
from .originals import without_private
from .traits import Traits

if TYPE_CHECKING:
    from PIL.Image import Image

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


def encode(source: Path, targets: Sequence[Target], name: str = "") -> tuple[bytes, ...] | Problem:
    """The bytes of each target, in their order, made from the picture file ``source``, which problems call ``name``.

    Colours are converted to sRGB, and the orientation is applied. Of metadata, the photographer and the copyright of an
    EXIF block remain. WebP and AVIF keep transparency; JPEG shows it on white. Of an animation, the first picture is taken.
    Returns an error without a position where the file is no picture (``not-a-picture``), needs more memory than
    a picture may have (``picture-too-large``), or cannot be decoded, is cut off or lies about its size
    (``picture-undecodable``). Raises OSError where the file cannot be read, ValueError where a box lies outside of the picture.
    """
    ready = _examined(source, targets, name or source.name)
    if isinstance(ready, Problem):
        return ready
    made: dict[Target, bytes] = {}
    for shrunk in sorted(set(ready.factors.values())):
        decoded = decode(ready.name, ready.data, ready.traits, shrunk)
        if isinstance(decoded, Problem):
            return decoded
        made |= _made(decoded, ready.traits, [target for target in targets if ready.factors[target] == shrunk])
    return tuple(made[target] for target in targets)


def refusal(source: Path, targets: Sequence[Target], name: str = "") -> Problem | None:
    """Why ``encode`` would make nothing with the same arguments; None where it would.

    The picture is decoded once, a JPEG an eighth as wide and high, in a tenth of the time. Raises as
    ``encode`` does.
    """
    ready = _examined(source, targets, name or source.name)
    if isinstance(ready, Problem):
        return ready
    for shrunk in sorted(set(ready.factors.values())):
        if problem := too_costly(ready.name, ready.data, ready.traits, shrunk):
            return problem
    decoded = decode(ready.name, ready.data, ready.traits, smallest(ready.traits))
    return decoded if isinstance(decoded, Problem) else None


def versions() -> str:
    """The versions of Pillow and of the libraries in it that decide on a rendition's bytes, on one line."""
    import PIL
    from PIL import features

    parts = (f"{name} {features.version(key)}" for name, key in
             (("libwebp", "webp"), ("libavif", "avif"), ("libjpeg", "jpg"), ("libjpeg-turbo", "libjpeg_turbo"),
              ("lcms", "littlecms2")))  # fmt: skip
    return ", ".join((f"Pillow {PIL.__version__}", *parts))


@dataclass(frozen=True, slots=True)
class _Examined:
    """A picture that may be decoded: its file without what is private in it, and by how much it is shrunk for each target."""

    name: str
    traits: Traits
    data: bytes
    factors: dict[Target, int]


def _examined(source: Path, targets: Sequence[Target], name: str) -> _Examined | Problem:
    with source.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    traits = examine(name, data)
    if isinstance(traits, Problem):
        return traits
    factors = {target: factor(traits, _scale(target, traits)) for target in targets}
    clean = without_private(data, traits.format, name)
    return clean if isinstance(clean, Problem) else _Examined(name, traits, clean, factors)


# sizes


def _scale(target: Target, traits: Traits) -> float:
    """How much of the source's width and height a target needs, for the part that it shows. Raises ValueError."""
    left, top, right, bottom = _box(target, traits)
    inside = 0 <= left < right <= traits.width and 0 <= top < bottom <= traits.height
    if not inside or not target.width > 0 < target.height:
        raise ValueError(f"{target} of a picture of {traits.width} × {traits.height}")
    return max(target.width / (right - left), target.height / (bottom - top))


def _box(target: Target, traits: Traits) -> Box:
    return target.box or (0, 0, traits.width, traits.height)


def _stored_box(box: Box, traits: Traits) -> Box:
    """The same part in pixels of the picture as stored."""
    (x0, y0, x1, y1), width, height = box, traits.width, traits.height
    turned = {1: (x0, y0, x1, y1), 2: (width - x1, y0, width - x0, y1), 3: (width - x1, height - y1, width - x0, height - y0),
              4: (x0, height - y1, x1, height - y0), 5: (y0, x0, y1, x1), 6: (y0, width - x1, y1, width - x0),
              7: (height - y1, width - x1, height - y0, width - x0), 8: (height - y1, x0, height - y0, x1)}  # fmt: skip
    return turned[traits.orientation]


def _made(decoded: Decoded, traits: Traits, targets: Sequence[Target]) -> dict[Target, bytes]:
    """The bytes of each target. A size is scaled once for all its formats."""
    credit = exif.write(exif.Exif(1, traits.artist, traits.copyright))
    shapes: dict[tuple[Box, int, int], set[Target]] = {}
    for target in targets:
        shapes.setdefault((_box(target, traits), target.width, target.height), set()).add(target)
    made: dict[Target, bytes] = {}
    for (box, width, height), same in shapes.items():
        size = (height, width) if traits.orientation >= 5 else (width, height)
        shown = _finished(_scaled(decoded, _stored_box(box, traits), stored_size(traits), size), traits.orientation)
        made |= {target: _saved(shown, target.format, credit) for target in same}
    return made


GAP = 1.25
"""How many times larger than a target the source is that is scaled smoothly; pixels are merged by whole numbers down to it.

Merged pixels are a little softer, as those of a shrunk JPEG are.
"""


def _scaled(decoded: Decoded, box: Box, stored: tuple[int, int], size: tuple[int, int]) -> Image:
    """A part of the source, scaled to a size."""
    from PIL.Image import Resampling

    image, factor = decoded.image, decoded.factor
    # The last column stands for fewer pixels of the file than the others, but for as much of the width as they.
    right = image.width if box[2] == stored[0] else box[2] / factor
    lower = image.height if box[3] == stored[1] else box[3] / factor
    return image.resize(size, Resampling.LANCZOS, (box[0] / factor, box[1] / factor, right, lower), reducing_gap=GAP)


def _finished(image: Image, orientation: int) -> Image:
    """A scaled picture in mode RGB or RGBA, with its orientation applied, and nothing beside its pixels."""
    from PIL.Image import Transpose

    turns = {2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
             6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90}  # fmt: skip
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    if orientation != 1:
        image = image.transpose(turns[orientation])
    image.info.clear()
    return image


# bytes


_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "avif": ("AVIF", {"quality": 53, "speed": 8, "max_threads": 1, "autotiling": False, "subsampling": "4:2:0"}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True, "subsampling": "4:2:0"}),
}

"""How each format is saved: Pillow's name and options. AVIF and WebP are alike at these qualities; AVIF is a quarter smaller.

WebP's methods 3 and 5 gain nothing over 4, and 2 needs an eighth more bytes. AVIF's speed 6 takes five times as long as 8
for a tenth of the bytes.
"""


def _saved(image: Image, format: str, credit: bytes) -> bytes:
    from PIL import Image as images

    if format == "jpg" and image.mode == "RGBA":
        ground = images.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    out = io.BytesIO()
    kind, options = _OPTIONS[format]
    block = b"Exif\0\0" + credit if credit and kind == "JPEG" else credit
    image.save(out, kind, **options, **({"exif": block} if block else {}))
    return out.getvalue()
