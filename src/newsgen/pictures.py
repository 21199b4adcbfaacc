"""A picture file as the build sees it: its name by digest, and its pixels from its header."""

import posixpath
from io import BytesIO

from . import digest
from .model import Picture
from .problems import N_, Problem, error
from .sources import PICTURES, STATIC

MAX_SIDE = 20_000  # pixels; more is a decompression bomb or a mistake

NOT_A_PICTURE = error(
    "not-a-picture", N_("“{name}” is not a picture that pages can show."), N_("Use a file of the kinds: {kinds}."),
    name="", kinds=" ".join(s[1:] for s in PICTURES),
)  # fmt: skip


def measure(source: str, data: bytes) -> Picture | Problem:
    """The address and size of the picture in a source file: its own path in ``static/``, else a name by digest."""
    suffix = posixpath.splitext(source)[1].lower()
    name = posixpath.basename(source)
    if suffix not in PICTURES:
        return _refused(name)
    import imagesize

    width, height = imagesize.get(BytesIO(data))
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        return _refused(name)
    if source.startswith(STATIC + "/"):
        return Picture(source.removeprefix(STATIC), width, height)
    return Picture(f"/media/{digest.of_bytes(data).hex()[:20]}{suffix}", width, height)


def _refused(name: str) -> Problem:
    return error(
        NOT_A_PICTURE.code, NOT_A_PICTURE.message, NOT_A_PICTURE.hint, **(dict(NOT_A_PICTURE.values) | {"name": name})
    )
